"""Middleware: callables around each attempt of a call, inside its retries."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack
from typing import TYPE_CHECKING, Any, Protocol, cast

from .arguments import argument
from .body import bound_reading
from .checks import is_number
from .errors import ConfigurationError
from .http.connections.messages import streamed_body
from .http.library import is_instance, library_of
from .http.protocols import HttpRequest, HttpResponse
from .observers import is_awaited

if TYPE_CHECKING:
    from .config import Config
    from .deadline import Deadline
    from .http.sender import AsyncSend, Send

__all__ = ["AsyncMiddleware", "Middleware"]


@argument
class Middleware(Protocol):
    """What a sync client calls with each attempt; a function with these two arguments does.

    It answers with the response of `call_next`, or with one of its own. It may call `call_next`
    with the request that it got or with another one to the same server, several times or not at
    all. The request is the attempt's own copy: what is changed in it is not seen by later attempts.

    A response's body has not been read yet. Who looks at it calls `response.read()` first, which
    takes no more than the client's `max_response_bytes`.
    Responses of `call_next` that it does not answer with are closed, unless the answer is a new
    response whose body is still to be read: then they are its own to close.

    What it raises passes through unchanged. Exceptions of httpx or httpx2 for a request that failed
    (`RequestError`) are retried and reported like those of the connection.
    """

    def __call__(
        self, request: HttpRequest, call_next: Callable[[HttpRequest], HttpResponse], /
    ) -> HttpResponse:
        """Answer an attempt.

        Args:
            request: What is about to be sent, with its credentials.
            call_next: The next middleware, and after the last one the connection.
        """
        ...


@argument
class AsyncMiddleware(Protocol):
    """The same for an async client: an async function, which awaits `call_next`."""

    async def __call__(
        self, request: HttpRequest, call_next: Callable[[HttpRequest], Awaitable[HttpResponse]], /
    ) -> HttpResponse:
        """Answer an attempt.

        Args:
            request: What is about to be sent, with its credentials.
            call_next: The next middleware, and after the last one the connection.
        """
        ...


def check_middleware(
    name: str, value: Sequence[Middleware] | Sequence[AsyncMiddleware], error: type[ValueError]
) -> tuple[Middleware, ...] | tuple[AsyncMiddleware, ...]:
    """Refuse middleware that cannot be called.

    Raises:
        ValueError: Of the given class: one cannot be called, or it is one instead of several.
    """
    try:
        checked: tuple[Any, ...] = tuple(value)
    except TypeError:
        raise error(f"{name} must be a sequence, and is a {type(value).__name__}") from None
    for each in checked:
        if isinstance(each, type) or not callable(each):
            raise error(f"{name} must be functions, and {_name(each)} is none")
    return checked


def check_kind(middleware: Sequence[Callable[..., object]], *, is_async: bool) -> None:
    """Refuse middleware of the other kind of client.

    Args:
        middleware: What `check_middleware` took.
        is_async: Whether the client is.

    Raises:
        ConfigurationError: One is a coroutine function and the client is sync, or the reverse.
    """
    for each in middleware:
        if is_awaited(each) is not is_async:
            wanted = "an async function in an async" if is_async else "no async function in a sync"
            raise ConfigurationError(f"middleware must be {wanted} client: {_name(each)}")


def compose(config: Config, send: Send) -> Send:
    """What sends an attempt through the config's middleware, the first one outermost.

    Args:
        config: The client's.
        send: Sends a request over the connection; it is returned where there is no middleware.
    """
    if not config.middleware:
        return send
    chain = send
    for each in reversed(cast("tuple[Middleware, ...]", config.middleware)):
        chain = _around(config, each, chain)

    def transmit(request: HttpRequest, deadline: Deadline | None) -> HttpResponse:
        own = _copy(config, request)
        return _with_request(chain(own, deadline), own)

    return transmit


def compose_async(config: Config, send: AsyncSend) -> AsyncSend:
    """The same for an async client."""
    if not config.middleware:
        return send
    chain = send
    for each in reversed(cast("tuple[AsyncMiddleware, ...]", config.middleware)):
        chain = _around_async(config, each, chain)

    async def transmit(request: HttpRequest, deadline: Deadline | None) -> HttpResponse:
        own = _copy(config, request)
        return _with_request(await chain(own, deadline), own)

    return transmit


def _around(config: Config, middleware: Callable[..., object], send: Send) -> Send:
    """One middleware around what sends."""

    def attempt(request: HttpRequest, deadline: Deadline | None) -> HttpResponse:
        turn = _Turn(config, _name(middleware), request, deadline)

        def call_next(passed: HttpRequest, /) -> HttpResponse:
            response = send(turn.checked_request(passed), deadline)
            if not turn.received(response):
                response.close()
                raise turn.over()
            return response

        try:
            return turn.checked_response(middleware(request, call_next))
        finally:
            with ExitStack() as stack:
                for unused in turn.end():
                    stack.callback(unused.close)

    return attempt


def _around_async(
    config: Config, middleware: Callable[..., Awaitable[object]], send: AsyncSend
) -> AsyncSend:
    """The same for an async client."""

    async def attempt(request: HttpRequest, deadline: Deadline | None) -> HttpResponse:
        turn = _Turn(config, _name(middleware), request, deadline)

        async def call_next(passed: HttpRequest, /) -> HttpResponse:
            response = await send(turn.checked_request(passed), deadline)
            if not turn.received(response):
                await response.aclose()
                raise turn.over()
            return response

        try:
            return turn.checked_response(await middleware(request, call_next))
        finally:
            async with AsyncExitStack() as stack:
                for unused in turn.end():
                    stack.push_async_callback(unused.aclose)

    return attempt


class _Turn:
    """One middleware's part in one attempt: what it may pass on, and what it got and answered."""

    __slots__ = (
        "_answer",
        "_config",
        "_deadline",
        "_is_over",
        "_name",
        "_origin",
        "_received",
        "_timeouts",
    )

    def __init__(
        self, config: Config, name: str, request: HttpRequest, deadline: Deadline | None
    ) -> None:
        self._config = config
        self._name = name
        self._origin = _origin(request)
        self._deadline = deadline
        self._timeouts: Mapping[str, float | None] = request.extensions["timeout"]
        self._received: list[HttpResponse] = []
        self._answer: HttpResponse | None = None
        self._is_over = False

    def over(self) -> ConfigurationError:
        """What `call_next` raises once its middleware has answered."""
        return ConfigurationError(f"{self._name} had answered when call_next was still at work")

    def checked_request(self, passed: object) -> HttpRequest:
        """A request that may go on to the server.

        Raises:
            ConfigurationError: It is none of the client's HTTP library, is for another server, or
                the middleware has answered already.
        """
        library = self._config.library
        if self._is_over:
            raise self.over()
        if not is_instance(passed, library, "Request"):
            raise ConfigurationError(
                f"{self._name} must pass a {library.__name__}.Request to call_next, "
                f"not a {type(passed).__name__}"
            )
        request = cast("HttpRequest", passed)
        if _origin(request) != self._origin:
            raise ConfigurationError(
                f"{self._name} must pass requests to {_shown(self._origin)} to call_next: "
                "another server would get the client's credentials"
            )
        request.extensions["timeout"] = self._bounded(request.extensions.get("timeout"))
        return request

    def _bounded(self, given: object) -> Mapping[str, float | None]:
        """The timeouts of a request; those left out are as before.

        Raises:
            ConfigurationError: These are no timeouts.
        """
        own = self._timeouts
        if given is None or given is own:
            return own
        named = cast("Mapping[str, float | None]", given) if isinstance(given, Mapping) else {"": 0}
        if not all(
            step in own and (value is None or (is_number(value) and value >= 0))
            for step, value in named.items()
        ):
            raise ConfigurationError(
                f"{self._name} must set the timeouts of a request as Timeout(...).as_dict() has "
                "them: connect, read, write and pool, each in seconds or None"
            )
        return {**own, **named}

    def received(self, response: HttpResponse) -> bool:
        """Take note of what `call_next` got; return whether the middleware is still waiting."""
        self._received.append(response)
        bound_reading(response, self._config.max_response_bytes, self._deadline)
        return not self._is_over

    def checked_response(self, answer: object) -> HttpResponse:
        """The middleware's answer.

        Raises:
            ConfigurationError: It is no response, or its body is gone.
        """
        if not is_instance(answer, library_of(answer), "Response"):
            raise ConfigurationError(
                f"{self._name} must answer with a response, not a {type(answer).__name__}"
            )
        response = cast("HttpResponse", answer)
        if (response.is_closed or response.is_stream_consumed) and not hasattr(
            response, "_content"
        ):
            raise ConfigurationError(
                f"{self._name} answered with a response whose body is gone: "
                "call read() or await aread() before it is closed or kept"
            )
        self._answer = response
        return response

    def end(self) -> list[HttpResponse]:
        """End it; return the responses to close, which nobody reads."""
        self._is_over = True
        answer = self._answer
        is_own = answer is not None and not any(each is answer for each in self._received)
        if is_own and answer is not None and not answer.is_closed:
            return []  # its body may be made of theirs
        return [each for each in self._received if each is not answer]


def _name(middleware: object) -> str:
    """What messages call a middleware."""
    return str(getattr(middleware, "__qualname__", type(middleware).__qualname__))


def _origin(request: HttpRequest) -> tuple[str, str, int | None]:
    return request.url.scheme, request.url.host, request.url.port


def _shown(origin: tuple[str, str, int | None]) -> str:
    scheme, host, port = origin
    return f"{scheme}://{host}" if port is None else f"{scheme}://{host}:{port}"


def _copy(config: Config, request: HttpRequest) -> HttpRequest:
    """A request of its own for an attempt; what is changed in it stays in it."""
    library = config.library
    return library.Request(
        request.method,
        request.url,
        headers=cast("Any", request.headers).raw,
        stream=streamed_body(request) or library.ByteStream(request.read()),
        extensions={**request.extensions},
    )


def _with_request(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """A response that knows what it answers; one that a middleware made does not yet."""
    if getattr(response, "_request", None) is None:
        response.request = request
    return response
