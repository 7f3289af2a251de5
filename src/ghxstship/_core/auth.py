"""How a client shows who it is."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from .arguments import argument
from .errors import ConfigurationError
from .headers import additions, check_headers
from .lazy import lazy_module
from .text import exact_text, has_surrogate

if TYPE_CHECKING:
    from . import observers as _observers
    from .api import Api
    from .http.protocols import HttpRequest
    from .tokens import AnyToken
else:
    _observers = lazy_module(".observers", __package__)

__all__ = ["Auth"]


Place: TypeAlias = Literal["header", "query", "cookie"]
"""Where a request shows a credential."""

Security: TypeAlias = tuple[tuple[str, ...], ...]
"""The alternatives by which an operation can be called: each the credentials that it needs, by
their arguments. An empty alternative needs none, and so does an operation without alternatives."""


@dataclass(frozen=True, slots=True)
class Credential:
    """A key or token that a request shows (RFC 6750 where the prefix is `Bearer`)."""

    argument: str
    """The constructor's argument that gives it."""
    env: str
    """The environment variable that stands in for the argument."""
    name: str = "Authorization"
    """What the header, the query parameter or the cookie is called."""
    prefix: str = "Bearer "
    """What stands before it."""
    place: Place = "header"
    password: tuple[str, str] | None = None
    """For HTTP Basic (RFC 7617), where the argument is the user's name: the password's argument
    and environment variable."""

    @property
    def takes_function(self) -> bool:
        """Whether a function may give it: a token, which may expire (RFC 6750)."""
        return self.prefix == "Bearer " and self.place == "header"

    @property
    def arguments(self) -> dict[str, str]:
        """The constructor's arguments that give it, and the variables that stand in for them."""
        return {self.argument: self.env} | dict([self.password] if self.password else [])

    def text(self, values: Mapping[str, str | AnyToken]) -> str | AnyToken | None:
        """What a request shows, `None` where a value is missing; or the function that gives it.

        Args:
            values: The arguments' values.
        """
        found = [values[name] for name in self.arguments if name in values]
        if len(found) < len(self.arguments):
            return None
        if callable(found[0]):
            return found[0]
        text = ":".join(cast("list[str]", found))
        return f"{self.prefix}{b64encode(text.encode()).decode() if self.password else text}"


class Secrets(dict[str, "str | AnyToken"]):
    """The values of credentials, or the functions that give them, by argument: shown by none."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


@dataclass(frozen=True, slots=True)
class Identity:
    """All that a request shows of its client's credentials."""

    headers: Mapping[str, str]
    query: tuple[tuple[str, str], ...] = ()
    tokens: Mapping[Credential, AnyToken] = field(default_factory=dict["Credential", "AnyToken"])
    """Functions that give what else it shows, at each attempt."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


def identify(
    credentials: Iterable[Credential], security: Security, values: Mapping[str, str | AnyToken]
) -> Identity | None:
    """What a request shows by the first alternative that the values are enough for.

    Args:
        credentials: Those of the API.
        security: The alternatives.
        values: The values of the credentials' arguments.

    Returns:
        Headers and query parameters, `None` where the values are enough for no alternative.
    """
    known = {one.argument: one for one in credentials}
    for alternative in security or ((),):
        texts = {name: known[name].text(values) for name in alternative}
        if None not in texts.values():
            return _placed((known[name], text) for name, text in texts.items() if text)
    return None


def is_public(security: Security | None) -> bool:
    """Whether an operation with these alternatives is called without credentials."""
    return security is not None and (not security or () in security)


def _placed(shown: Iterable[tuple[Credential, str | AnyToken]]) -> Identity:
    tokens: dict[Credential, AnyToken] = {}
    headers: dict[str, str] = {}
    query: list[tuple[str, str]] = []
    for one, text in shown:
        if not isinstance(text, str):
            tokens[one] = text
        elif one.place == "query":
            query.append((one.name, text))
        elif one.place == "header":
            headers[one.name] = text
        else:
            before = f"{headers['Cookie']}; " if "Cookie" in headers else ""
            headers["Cookie"] = f"{before}{one.name}={text}"
    return Identity(headers, tuple(query), tokens)


@argument
class Auth:
    """What authenticates requests: a base class for tokens that expire or are fetched.

    A client asks it for headers before every attempt, retries and further pages included, and
    tells it of every 401. `Client` calls `headers` and `rejected`, `AsyncClient` calls
    `headers_async` and `rejected_async`, which by default call the former: override those if
    they wait for something. Calls come from as many threads and tasks as use the client. What a
    method raises ends the call, and the caller gets it as it is.
    """

    account: str = ""
    """What the server counts its rate limit by, such as a client id: clients of one account share
    their pacing. Only a digest of it is passed on."""

    def headers(self, request: _observers.RequestInfo) -> Mapping[str, str]:
        """The headers that authenticate an attempt.

        Args:
            request: The attempt that is about to be sent.

        Returns:
            Headers such as `{"Authorization": "Bearer ..."}`. A header that the caller has set, by
            `default_headers` or a call's options, is left as it is.
        """
        raise NotImplementedError(f"{type(self).__name__} has no method headers")

    async def headers_async(self, request: _observers.RequestInfo) -> Mapping[str, str]:
        """The same for a call of an `AsyncClient`."""
        return self.headers(request)

    def rejected(self, response: _observers.ResponseInfo) -> bool:  # noqa: ARG002 - for those who override it
        """Take note that the server answered 401.

        Args:
            response: The attempt that was rejected.

        Returns:
            Whether to send the request again, with headers asked for anew. A call does so once at
            most; it is no retry, so `max_retries` and the retry policy do not count it.
        """
        return False

    async def rejected_async(self, response: _observers.ResponseInfo) -> bool:
        """The same for a call of an `AsyncClient`."""
        return self.rejected(response)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


class StaticAuth(Auth):
    """Headers that are the same at every attempt, such as an API key: computed once per client."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.constant = headers

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StaticAuth) and self.constant == other.constant

    __hash__ = None  # type: ignore[assignment]

    def headers(self, request: _observers.RequestInfo) -> Mapping[str, str]:  # noqa: ARG002
        """The constant headers."""
        return self.constant


def check_auth(name: str, value: Auth | None, error: type[ValueError]) -> Auth | None:
    """Refuse what cannot be asked for headers.

    Raises:
        ValueError: Of the given class: it is no `Auth`, or a method of it is of the wrong kind.
    """
    if value is None:
        return None
    if not isinstance(cast("object", value), Auth):
        raise error(f"{name} must be an Auth, not {type(value).__name__}")
    for method in ("headers", "rejected"):
        if not callable(getattr(value, method)):
            raise error(f"{name}.{method} must be a method")
        if iscoroutinefunction(getattr(value, method)):
            raise error(f"{name}.{method} must be no coroutine function: override {method}_async")
        if not iscoroutinefunction(getattr(value, f"{method}_async")):
            raise error(f"{name}.{method}_async must be a coroutine function (async def)")
    _check_account(f"{name}.account", value.account, error)
    return value


def _check_account(name: str, account: str, error: type[ValueError]) -> None:
    """Refuse an account that has no digest, without showing it."""
    if not isinstance(cast("object", account), str):
        raise error(f"{name} must be a str, not {type(account).__name__}")
    if has_surrogate(exact_text(account)):
        raise error(f"{name} must be text without lone surrogates")


def sign(
    request: HttpRequest, headers: Mapping[str, str], before: frozenset[str] | None, api: Api
) -> frozenset[str]:
    """Put an attempt's headers into its request.

    Args:
        request: The request of all attempts.
        headers: What the `Auth` answered.
        before: The names that it gave the attempt before, in lower case; `None` at the first.
        api: The API's conventions.

    Returns:
        The names that it gave this attempt.

    Raises:
        ConfigurationError: These are no headers; no value is shown.
    """
    added = _checked(headers, api)
    for name in before or ():
        del request.headers[name]
    names: set[str] = set()
    for name, value in added.items():
        if name not in request.headers:
            request.headers[name] = value
            names.add(name.lower())
    return frozenset(names)


def _checked(headers: object, api: Api) -> Mapping[str, str]:
    """What an `Auth` answered, as headers that can be sent.

    Raises:
        ConfigurationError: These are no headers; no value is shown.
    """
    kind = type(headers).__name__
    if not isinstance(headers, Mapping):
        raise ConfigurationError(f"auth must answer headers by name, and answered a {kind}")
    try:
        copied = dict(cast("Mapping[str, str]", headers))
    except Exception as error:  # noqa: BLE001 - its text may show a value
        cause = type(error).__name__
        raise ConfigurationError(
            f"auth must answer headers by name, and reading its {kind} raised {cause}"
        ) from None
    checked = check_headers("auth", copied, ConfigurationError)
    return additions(api, checked, ConfigurationError)
