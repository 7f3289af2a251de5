"""The seam to the HTTP client: a request in, a response with an unread body out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Generic, Protocol, TypedDict, TypeVar
from urllib.request import getproxies, proxy_bypass

import httpx

from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

# The pool looks through all idle connections for each of them, so keeping many costs more CPU time
# than opening some anew.
LIMITS = httpx.Limits(max_connections=1000, max_keepalive_connections=20, keepalive_expiry=30.0)

_CLOSED = "the http_client is closed: open it for as long as this client is used"

TransportT = TypeVar("TransportT", httpx.BaseTransport, httpx.AsyncBaseTransport)


class Sender(Protocol):
    """Sends requests for the threads' driver."""

    @property
    def timeout(self) -> httpx.Timeout | None:
        """The timeout that the caller's own client was made with, or `None`."""
        ...

    def send(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return the response, its body not yet read."""
        ...

    def close(self) -> None:
        """Close the connections, where they are ours."""
        ...


class AsyncSender(Protocol):
    """Sends requests for the tasks' driver."""

    @property
    def timeout(self) -> httpx.Timeout | None:
        """The timeout that the caller's own client was made with, or `None`."""
        ...

    async def send(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return the response, its body not yet read."""
        ...

    async def close(self) -> None:
        """Close the connections, where they are ours."""
        ...


def sender(http_client: httpx.Client | httpx.BaseTransport | None, base_url: str) -> Sender:
    """The sender over what the caller brings, or over a transport of our own.

    Args:
        http_client: The caller's client (used through its `send`) or bare transport, or `None`.
        base_url: The server, which decides on TLS and on the environment's proxy.

    Raises:
        ConfigurationError: The caller brings something else, such as an async client.
    """
    if http_client is None:
        return OwnSender(OwnTransport(lambda: httpx.HTTPTransport(**_options(base_url))))
    if isinstance(http_client, httpx.Client):
        return ClientSender(http_client)
    if isinstance(http_client, httpx.BaseTransport):  # pyright: ignore[reportUnnecessaryIsInstance]
        return TransportSender(http_client)
    raise ConfigurationError(_wrong_kind(http_client, "httpx.Client or httpx.BaseTransport"))


def async_sender(
    http_client: httpx.AsyncClient | httpx.AsyncBaseTransport | None, base_url: str
) -> AsyncSender:
    """The same as `sender`, for tasks."""
    if http_client is None:
        return AsyncOwnSender(OwnTransport(lambda: httpx.AsyncHTTPTransport(**_options(base_url))))
    if isinstance(http_client, httpx.AsyncClient):
        return AsyncClientSender(http_client)
    if isinstance(http_client, httpx.AsyncBaseTransport):  # pyright: ignore[reportUnnecessaryIsInstance]
        return AsyncTransportSender(http_client)
    kinds = "httpx.AsyncClient or httpx.AsyncBaseTransport"
    raise ConfigurationError(_wrong_kind(http_client, kinds))


class ClientSender:
    """Over a client that the caller brings and closes."""

    __slots__ = ("_client",)

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    @property
    def timeout(self) -> httpx.Timeout:
        """The timeout that the client was made with."""
        return self._client.timeout

    def send(self, request: httpx.Request) -> httpx.Response:
        """Send a request through the client's public `send`."""
        if self._client.is_closed:
            raise ConfigurationError(_CLOSED)
        return self._client.send(request, stream=True)

    def close(self) -> None:
        """Leave the client open: it is the caller's."""


class AsyncClientSender:
    """Over a client that the caller brings and closes."""

    __slots__ = ("_client",)

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    @property
    def timeout(self) -> httpx.Timeout:
        """The timeout that the client was made with."""
        return self._client.timeout

    async def send(self, request: httpx.Request) -> httpx.Response:
        """Send a request through the client's public `send`."""
        if self._client.is_closed:
            raise ConfigurationError(_CLOSED)
        return await self._client.send(request, stream=True)

    async def close(self) -> None:
        """Leave the client open: it is the caller's."""


class TransportSender:
    """Over a transport that the caller brings and closes."""

    __slots__ = ("_transport",)
    timeout = None

    def __init__(self, transport: httpx.BaseTransport) -> None:
        self._transport = transport

    def send(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        response = self._transport.handle_request(request)
        response.request = request
        return response

    def close(self) -> None:
        """Leave the transport open: it is the caller's."""


class AsyncTransportSender:
    """Over a transport that the caller brings and closes."""

    __slots__ = ("_transport",)
    timeout = None

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def send(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        response = await self._transport.handle_async_request(request)
        response.request = request
        return response

    async def close(self) -> None:
        """Leave the transport open: it is the caller's."""


class OwnTransport(Generic[TransportT]):
    """A transport of our own for each process, opened when it is first needed.

    A forked child gets a fresh one: over its parent's connections the answers of both would mix.
    The parent's stays referenced in the child, so that nothing is said on it there.
    """

    __slots__ = ("_by_process", "_closed", "_make")

    def __init__(self, make: Callable[[], TransportT]) -> None:
        self._make: Callable[[], TransportT] = make
        self._by_process: dict[int, TransportT] = {}
        self._closed = False

    def get(self) -> TransportT:
        """The process's transport.

        Raises:
            ConfigurationError: It was closed.
        """
        return self._by_process.get(os.getpid()) or self._open()

    def _open(self) -> TransportT:
        if self._closed:
            raise ConfigurationError("the client is closed; make a new one")
        # Of two threads that come here at once, both get the one that was stored first.
        return self._by_process.setdefault(os.getpid(), self._make())

    def take(self) -> TransportT | None:
        """The process's transport to be closed, if there is one; a later `get` is an error."""
        self._closed = True
        return self._by_process.pop(os.getpid(), None)


class OwnSender:
    """Over our own transport."""

    __slots__ = ("_own",)
    timeout = None

    def __init__(self, own: OwnTransport[httpx.BaseTransport]) -> None:
        self._own = own

    def send(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        response = self._own.get().handle_request(request)
        response.request = request
        return response

    def close(self) -> None:
        """Close the connections; a later `send` is an error."""
        transport = self._own.take()
        if transport is not None:
            transport.close()


class AsyncOwnSender:
    """Over our own transport."""

    __slots__ = ("_own",)
    timeout = None

    def __init__(self, own: OwnTransport[httpx.AsyncBaseTransport]) -> None:
        self._own = own

    async def send(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        response = await self._own.get().handle_async_request(request)
        response.request = request
        return response

    async def close(self) -> None:
        """Close the connections; a later `send` is an error."""
        transport = self._own.take()
        if transport is not None:
            await transport.aclose()


class _Options(TypedDict):
    verify: bool
    limits: httpx.Limits
    proxy: httpx.Proxy | None


def _options(base_url: str) -> _Options:
    """How our own transport reaches a server: its proxy, and TLS only where it is spoken.

    Loading the certificates takes longer than all else that a new client does.
    """
    url = httpx.URL(base_url)
    proxy = _proxy(url)
    return {"verify": url.scheme == "https" or proxy is not None, "limits": LIMITS, "proxy": proxy}


def _proxy(url: httpx.URL) -> httpx.Proxy | None:
    """The environment's proxy for a server (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`), or `None`."""
    proxies = getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    if not proxy or proxy_bypass(url.host) or proxy_bypass(url.netloc.decode("ascii")):
        return None
    try:
        return httpx.Proxy(proxy if "://" in proxy else f"http://{proxy}")
    except (httpx.InvalidURL, ValueError):  # whose messages may show a password
        raise ConfigurationError(
            f"the environment's proxy for {url.scheme} is not an http, https or socks5 URL"
        ) from None


def _wrong_kind(given: object, wanted: str) -> str:
    return f"http_client must be {wanted}, not {type(given).__module__}.{type(given).__name__}"
