"""The one function between a driver and a transport, as what the caller brings decides.

What travels is the request, the call's deadline, and back the response with its body unread.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

from ..deadline import bound_timeouts
from ..errors import ConfigurationError
from .default_sender import AsyncDefaultSender, DefaultSender
from .library import is_instance

if TYPE_CHECKING:
    from ..deadline import Deadline
    from .protocols import (
        AsyncHttpClient,
        AsyncHttpTransport,
        HttpClient,
        HttpLibrary,
        HttpRequest,
        HttpResponse,
        HttpTimeout,
        HttpTransport,
    )

Send: TypeAlias = "Callable[[HttpRequest, Deadline | None], HttpResponse]"
"""Sends a request within a deadline; also what does so through middleware."""
AsyncSend: TypeAlias = "Callable[[HttpRequest, Deadline | None], Awaitable[HttpResponse]]"
"""The same in a task."""

_CLOSED = "the http_client is closed: open it for as long as this client is used"


class Sender(Protocol):
    """Sends requests for the threads' driver."""

    @property
    def timeout(self) -> HttpTimeout | None:
        """The timeout that the caller's own client was made with, or `None`."""
        ...

    def send(self, request: HttpRequest, deadline: Deadline | None) -> HttpResponse:
        """Send a request and return the response, its body not yet read.

        Args:
            request: The request.
            deadline: When its call must have ended, or `None`.
        """
        ...

    def close(self) -> None:
        """Close the connections, where they are ours."""
        ...


class AsyncSender(Protocol):
    """Sends requests for the tasks' driver."""

    @property
    def timeout(self) -> HttpTimeout | None:
        """The timeout that the caller's own client was made with, or `None`."""
        ...

    async def send(self, request: HttpRequest, deadline: Deadline | None) -> HttpResponse:
        """As `Sender.send`."""
        ...

    async def close(self) -> None:
        """Close the connections, where they are ours."""
        ...


def sender(library: HttpLibrary, http_client: HttpClient | HttpTransport | None) -> Sender:
    """The sender over what the caller brings, or over a transport of our own.

    Args:
        library: What `library_of` says of `http_client`.
        http_client: The caller's client (used through its `send`) or bare transport, or `None`.

    Raises:
        ConfigurationError: The caller brings something else, such as an async client.
    """
    if http_client is None:
        return DefaultSender(library)
    if is_instance(http_client, library, "Client"):
        return ClientSender(cast("HttpClient", http_client))
    if is_instance(http_client, library, "BaseTransport"):
        return TransportSender(cast("HttpTransport", http_client))
    raise ConfigurationError(_wrong_kind(http_client, "a Client or BaseTransport"))


def async_sender(
    library: HttpLibrary,
    http_client: AsyncHttpClient | AsyncHttpTransport | None,
) -> AsyncSender:
    """The same as `sender`, async."""
    if http_client is None:
        return AsyncDefaultSender(library)
    if is_instance(http_client, library, "AsyncClient"):
        return AsyncClientSender(cast("AsyncHttpClient", http_client))
    if is_instance(http_client, library, "AsyncBaseTransport"):
        return AsyncTransportSender(cast("AsyncHttpTransport", http_client))
    raise ConfigurationError(_wrong_kind(http_client, "an AsyncClient or AsyncBaseTransport"))


class ClientSender:
    """Over a client that the caller brings and closes."""

    __slots__ = ("_client",)

    def __init__(self, client: HttpClient) -> None:
        self._client = client

    @property
    def timeout(self) -> HttpTimeout:
        """The timeout that the client was made with."""
        return self._client.timeout

    def send(self, request: HttpRequest, deadline: Deadline | None) -> HttpResponse:
        """Send a request through the client's public `send`.

        Redirects are not followed, whatever the client says: it would take every header along to
        another host but one named Authorization.

        Raises:
            ConfigurationError: The client is closed.
        """
        if self._client.is_closed:
            raise ConfigurationError(_CLOSED)
        bound_timeouts(request, deadline)
        return self._client.send(request, stream=True, follow_redirects=False)

    def close(self) -> None:
        """Leave the client open: it is the caller's."""


class AsyncClientSender:
    """Over a client that the caller brings and closes."""

    __slots__ = ("_client",)

    def __init__(self, client: AsyncHttpClient) -> None:
        self._client = client

    @property
    def timeout(self) -> HttpTimeout:
        """The timeout that the client was made with."""
        return self._client.timeout

    async def send(self, request: HttpRequest, deadline: Deadline | None) -> HttpResponse:
        """Send a request through the client's public `send`; redirects are not followed.

        Raises:
            ConfigurationError: The client is closed.
        """
        if self._client.is_closed:
            raise ConfigurationError(_CLOSED)
        bound_timeouts(request, deadline)
        return await self._client.send(request, stream=True, follow_redirects=False)

    async def close(self) -> None:
        """Leave the client open: it is the caller's."""


class TransportSender:
    """Over a transport that the caller brings and closes."""

    __slots__ = ("_transport",)
    timeout = None

    def __init__(self, transport: HttpTransport) -> None:
        self._transport = transport

    def send(self, request: HttpRequest, deadline: Deadline | None) -> HttpResponse:
        """Send a request."""
        bound_timeouts(request, deadline)
        response = self._transport.handle_request(request)
        response.request = request
        return response

    def close(self) -> None:
        """Leave the transport open: it is the caller's."""


class AsyncTransportSender:
    """Over a transport that the caller brings and closes."""

    __slots__ = ("_transport",)
    timeout = None

    def __init__(self, transport: AsyncHttpTransport) -> None:
        self._transport = transport

    async def send(self, request: HttpRequest, deadline: Deadline | None) -> HttpResponse:
        """Send a request."""
        bound_timeouts(request, deadline)
        response = await self._transport.handle_async_request(request)
        response.request = request
        return response

    async def close(self) -> None:
        """Leave the transport open: it is the caller's."""


def _wrong_kind(given: object, wanted: str) -> str:
    kind = type(given)
    return f"http_client must be {wanted} of httpx or httpx2, not {kind.__module__}.{kind.__name__}"
