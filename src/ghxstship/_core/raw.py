"""A response with its HTTP side: status, headers, rate limit, and the model on demand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property, wraps
from types import MethodType
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar, cast

from .api import Api
from .headers import header_text
from .http.protocols import HttpResponse
from .lazy import lazy_module
from .mismatch import Mismatches
from .process_bound import ONE_EACH, ProcessBound
from .rate_limit import RateLimit

if TYPE_CHECKING:
    from . import exchange as _exchange
else:
    _exchange = lazy_module(".exchange", __package__)


__all__ = ["RawResponse"]

ResultT = TypeVar("ResultT")
ResultT_co = TypeVar("ResultT_co", covariant=True)
ArgumentsP = ParamSpec("ArgumentsP")


class RawResponse(ProcessBound, Generic[ResultT_co]):
    """A success response as it came.

    Attributes:
        http_response: The HTTP client's own response, read.
        idempotency_key: The key that every attempt carried, or `None`.
        attempts: How often the request was sent, at least 1.
    """

    _instead = "keep what you need of it, such as parse(), status_code, content or request_id"

    def __init__(
        self,
        response: HttpResponse,
        exchange: _exchange.Exchange,
        api: Api,
        parse: Callable[[], tuple[ResultT_co, Mismatches]],
    ) -> None:
        self.http_response = response
        self.idempotency_key = exchange.idempotency_key
        self.attempts = exchange.attempts
        self._api = api
        self._parse = parse

    def parse(self) -> ResultT_co:
        """The body as the method without `with_raw_response` gives it.

        Raises:
            APIResponseValidationError: The body is no JSON, or no object or array where one is
                promised; of a client with `strict=True`, not what the document promises.
        """
        return self._parsed[0]

    @property
    def mismatches(self) -> Mismatches:
        """What of the body is not as documented.

        Raises:
            APIResponseValidationError: The body cannot be read; as from `parse`.
        """
        return self._parsed[1]

    @cached_property
    def _parsed(self) -> tuple[ResultT_co, Mismatches]:
        return self._parse()

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        return self.http_response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The response's headers; names match in any case."""
        return self.http_response.headers

    @property
    def content(self) -> bytes:
        """The body's bytes."""
        return self.http_response.content

    @property
    def request_id(self) -> str | None:
        """The server's id for this request; quote it to support."""
        return header_text(self.headers, self._api.request_id_header)

    @property
    def replayed(self) -> bool:
        """Whether this is the first answer again, for an idempotency key that was used before."""
        return header_text(self.headers, self._api.replayed_header) == "true"

    @property
    def rate_limit(self) -> RateLimit | None:
        """How much of the rate limit is left, or `None` where the API does not tell."""
        names = self._api.rate_limit
        return RateLimit.read(self.http_response.headers, names) if names else None

    def __repr__(self) -> str:
        return f"RawResponse(status_code={self.status_code}, request_id={self.request_id!r})"


class RawMethods(ProcessBound):
    """Methods that answer the whole response."""

    _instead = ONE_EACH

    def __repr__(self) -> str:
        methods = ", ".join(name for name in dir(self) if not name.startswith("_"))
        return f"{type(self).__name__}({methods})"


class RawResource(RawMethods):
    """A resource's methods, each answering the whole response.

    Args:
        resource: The resource over a raw driver.
    """

    def __init__(self, resource: object) -> None:
        self._resource = resource


class RawMethod(Generic[ArgumentsP, ResultT]):
    """A resource's method of a `RawResource`.

    Read on the class it has the arguments of one that is called, for
    `unittest.mock.create_autospec`.

    Args:
        method: The resource's method.
    """

    def __init__(self, method: Callable[Concatenate[Any, ArgumentsP], ResultT]) -> None:
        self._method = method

    def __get__(
        self, instance: RawResource | None, owner: type[RawResource]
    ) -> Callable[ArgumentsP, RawResponse[ResultT]]:
        bound = MethodType(self._method, _resource_of(instance))
        return cast("Callable[ArgumentsP, RawResponse[ResultT]]", bound)


class AsyncRawMethod(Generic[ArgumentsP, ResultT]):
    """The same of a method whose answer is awaited.

    Args:
        method: The resource's method.
    """

    def __init__(self, method: Callable[Concatenate[Any, ArgumentsP], Awaitable[ResultT]]) -> None:
        self._method = method

    def __get__(
        self, instance: RawResource | None, owner: type[RawResource]
    ) -> Callable[ArgumentsP, Awaitable[RawResponse[ResultT]]]:
        method = self._method if instance else _as_coroutine_function(self._method)
        bound = MethodType(method, _resource_of(instance))
        return cast("Callable[ArgumentsP, Awaitable[RawResponse[ResultT]]]", bound)


def _resource_of(instance: RawResource | None) -> object:
    return vars(instance)["_resource"] if instance else RawResource


def _as_coroutine_function(method: Callable[..., Awaitable[ResultT]]) -> Callable[..., Any]:
    """What a mock takes for something to be awaited; the method of a list is none."""

    @wraps(method)
    async def awaited(*arguments: Any, **named: Any) -> ResultT:
        return await method(*arguments, **named)

    return awaited
