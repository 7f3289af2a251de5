"""The settings of a client: type, check, default, environment variable and documentation.

Each is declared here and nowhere else. The generator reads this module as data: the parameters of
the constructor and of `with_options`, their documentation, the reserved names and the settings'
table in `api.md` follow from it (`generator/runtime.py`).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, overload

from .auth import check_auth
from .budget import check_retry_budget
from .checks import check_count, check_flag, check_seconds, check_size, to_timeout, unchecked
from .clock import check_clock
from .errors import ConfigurationError
from .headers import check_headers, overlaid
from .middleware import check_middleware
from .observers import check_callback, check_observers
from .operation import OMIT
from .pacing import check_pacer
from .retry import check_retry_policy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Self

    from .auth import Auth
    from .budget import RetryBudget
    from .clock import Clock
    from .http.protocols import (
        AsyncHttpClient,
        AsyncHttpTransport,
        HttpClient,
        HttpTimeout,
        HttpTransport,
    )
    from .middleware import AsyncMiddleware, Middleware
    from .observers import Observer, RequestInfo, ResponseInfo, RetryInfo
    from .operation import Omit
    from .pacing import Pacer
    from .retry import Retry

GivenT = TypeVar("GivenT")
ValueT = TypeVar("ValueT")


class Setting(Generic[GivenT, ValueT]):
    """One setting: the type that a caller passes, and the type that is in force once checked.

    Args:
        default: What stands where a caller passes nothing; it is checked as well.
        check: Takes the setting's name, the value and the class of the exception, and returns the
            value in force.
        env: The ending of the environment variable that stands in for a missing argument, such as
            `BASE_URL`; the API's name and `_` come before it, unless its document says otherwise.
        parse: Makes a value of the variable's text; a `ValueError` says that it cannot.
        merge: Makes one value of the client's and of that in `with_options`; else the latter wins.
        fixed: Whether `with_options` cannot change it.
        per_call: Whether a single call can have its own, by `RequestOptions`.

    Raises:
        TypeError: It has an environment variable, and a default that a caller may pass as well.
    """

    def __init__(
        self,
        default: GivenT,
        check: Callable[[str, GivenT, type[ValueError]], ValueT],
        *,
        env: str | None = None,
        parse: Callable[[str], GivenT] | None = None,
        merge: Callable[[ValueT, ValueT], ValueT] | None = None,
        fixed: bool = False,
        per_call: bool = False,
    ) -> None:
        if (env is None) != (parse is None) or (env and default not in (None, OMIT)):
            raise TypeError("env takes a parse, and a default of None or OMIT")
        self.name = ""
        self.default = default
        self.check = check
        self.parse = parse
        self.merge = merge
        self.fixed = fixed
        self.per_call = per_call

    def __set_name__(self, owner: type[Declared], name: str) -> None:
        self.name = name
        owner.declared = {**owner.declared, name: self}

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> ValueT: ...
    def __get__(self, instance: object, owner: type) -> object:
        """The declaration, asked of the class; an instance has the value itself."""
        if instance is None:
            return self
        raise AttributeError(self.name)

    def checked(self, value: GivenT, error: type[ValueError]) -> ValueT:
        """The value in force.

        Raises:
            ValueError: Of the given class, naming the setting.
        """
        return self.check(self.name, value, error)

    def read(self, given: Mapping[str, Any], variable: str | None) -> ValueT:
        """The value in force for a constructor's arguments.

        Args:
            given: The arguments by name.
            variable: The environment variable that stands in for a missing one, or `None`.

        Raises:
            ConfigurationError: The value is invalid; it names the argument or the variable.
        """
        value: GivenT = given.get(self.name, self.default)
        text = os.environ.get(variable) if variable and value is self.default else None
        if not text or self.parse is None:
            return self.checked(value, ConfigurationError)
        try:
            value = self.parse(text)
        except ValueError:
            raise ConfigurationError(f"{variable} cannot be {text!r}") from None
        return self.check(variable or self.name, value, ConfigurationError)


class Declared:
    """A group of settings: the class declares them, an instance has their values."""

    declared: ClassVar[Mapping[str, Setting[Any, Any]]] = {}

    def __init__(self, given: Mapping[str, Any], variables: Mapping[str, str]) -> None:
        for name, setting in self.declared.items():
            self.__dict__[name] = setting.read(given, variables.get(name))


class ConnectionSettings(Declared):
    """Where to connect and by what; fixed for a client and those derived from it."""

    environment: Setting[str, str] = Setting("", unchecked, fixed=True)
    """Which server to talk to."""
    base_url: Setting[str | None, str | None] = Setting(
        None, unchecked, env="BASE_URL", parse=str, fixed=True
    )
    """Another server's URL."""
    http_client: Setting[
        HttpClient | HttpTransport | AsyncHttpClient | AsyncHttpTransport | None, Any
    ] = Setting(None, unchecked, fixed=True)
    """Your own `httpx.Client`, `httpx2.Client` or transport of either library, which you close; if
    left out, connections of our own, by httpx2 where it is installed, else by httpx."""


class Settings(Declared):
    """How calls are made; `with_options` changes all that is not fixed."""

    auth: Setting[Auth | None, Auth | None] = Setting(None, check_auth)
    """What is asked for the headers that authenticate each attempt, instead of a constant key."""
    timeout: Setting[float | HttpTimeout | Omit | None, HttpTimeout] = Setting(
        OMIT, to_timeout, per_call=True
    )
    """Seconds for each attempt, a `Timeout` of httpx or httpx2, or `None` for no limit. If left
    out, those of your own HTTP client, else 30 seconds, 5 to connect."""
    deadline: Setting[float | None, float | None] = Setting(None, check_seconds, per_call=True)
    """Seconds for a whole call with its retries, waits and further pages; `None` for no limit."""
    max_retries: Setting[int, int] = Setting(2, check_count, per_call=True)
    """How often a failed call is tried again, 0 or more."""
    retry_policy: Setting[Retry | None, Retry] = Setting(None, check_retry_policy)
    """What decides when to try again; `RetryPolicy()` if it is `None`."""
    retry_budget: Setting[RetryBudget | Omit | None, RetryBudget | None] = Setting(
        OMIT, check_retry_budget
    )
    """What bounds the retries of all calls together; `None` for no bound. If left out,
    `RetryBudget()`: ten tokens, of which a retry costs one and a success gives back a tenth. With
    `pacing`, all who share the pacer and the API key share the tokens."""
    middleware: Setting[
        Sequence[Middleware] | Sequence[AsyncMiddleware],
        tuple[Middleware, ...] | tuple[AsyncMiddleware, ...],
    ] = Setting((), check_middleware)
    """Functions around each attempt, the first one outermost; async ones in an async client. Each
    is called with the request and the function that sends it on, and answers with a response."""
    default_headers: Setting[Mapping[str, str] | None, Mapping[str, str]] = Setting(
        None, check_headers, merge=overlaid
    )
    """Further headers for every request; they win over others of the same name."""
    max_response_bytes: Setting[int, int] = Setting(64 * 1024 * 1024, check_size)
    """The largest body to take, in bytes after unpacking, 1 or more; 64 MiB if left out."""
    on_request: Setting[
        Callable[[RequestInfo], None] | None, Callable[[RequestInfo], None] | None
    ] = Setting(None, check_callback)
    """Called with a `RequestInfo` before each attempt. A plain function, no coroutine function;
    what it raises is logged and ignored, unless it is no `Exception`."""
    on_response: Setting[
        Callable[[ResponseInfo], None] | None, Callable[[ResponseInfo], None] | None
    ] = Setting(None, check_callback)
    """The same after each attempt, answered or not, with a `ResponseInfo`."""
    on_retry: Setting[Callable[[RetryInfo], None] | None, Callable[[RetryInfo], None] | None] = (
        Setting(None, check_callback)
    )
    """The same when another attempt follows, with a `RetryInfo`."""
    observers: Setting[Sequence[Observer], tuple[Observer, ...]] = Setting((), check_observers)
    """What sees every call from beginning to end, such as `OpenTelemetry`."""
    pacing: Setting[Pacer | None, Pacer | None] = Setting(None, check_pacer)
    """What keeps calls below the server's rate limit, such as `Pacing()`. It also keeps the
    retry budget, for all that share it."""
    strict: Setting[bool, bool] = Setting(False, check_flag)
    """Whether an answer that is not wholly as documented is an error. Else what does not fit
    stands in it as it came, and `mismatches(answer)` tells of it."""
    clock: Setting[Clock | None, Clock] = Setting(None, check_clock, fixed=True)
    """Where time comes from, for tests."""
