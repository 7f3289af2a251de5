"""The transport of a client that is given none: our own connections, or the HTTP library's."""

from __future__ import annotations

import os
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, ClassVar, Generic, Self, TypeVar
from urllib.request import getproxies

from ..checks import is_host, is_port
from ..errors import ConfigurationError
from .connections.pool import Limits
from .connections.route import PORTS, Route
from .interception import ASYNC, SYNC, Interception
from .library_clients import LibraryClients
from .no_proxy import is_exempt

if TYPE_CHECKING:
    from collections.abc import Callable

    from .connections.tasks import AsyncConnections
    from .connections.threads import Connections
    from .interception import Way
    from .library_clients import TransportOptions
    from .protocols import (
        AsyncHttpTransport,
        HttpLibrary,
        HttpProxy,
        HttpRequest,
        HttpResponse,
        HttpTransport,
        HttpURL,
    )

MAX_CONNECTIONS = 1000
MAX_KEEPALIVE_CONNECTIONS = 100
KEEPALIVE_SECONDS = 30.0
_CLOSED = "the client is closed; make a new one"
_LIMITS = Limits(MAX_CONNECTIONS, MAX_KEEPALIVE_CONNECTIONS, KEEPALIVE_SECONDS)


TransportT = TypeVar("TransportT", "HttpTransport", "AsyncHttpTransport")


def own_sender(library: HttpLibrary, base_url: str) -> OwnSender:
    """The sender of a client that is given no HTTP client: nothing is opened before its first call.

    Args:
        library: Whose requests it carries.
        base_url: The server of most requests.
    """
    return OwnSender(OwnTransport(lambda: DefaultTransport(library, base_url)))


def async_own_sender(library: HttpLibrary, base_url: str) -> AsyncOwnSender:
    """The same as `own_sender`, for tasks."""
    return AsyncOwnSender(OwnTransport(lambda: AsyncDefaultTransport(library, base_url)))


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
            raise ConfigurationError(_CLOSED)
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

    def __init__(self, own: OwnTransport[HttpTransport]) -> None:
        self._own = own

    def send(self, request: HttpRequest) -> HttpResponse:
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

    def __init__(self, own: OwnTransport[AsyncHttpTransport]) -> None:
        self._own = own

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Send a request."""
        response = await self._own.get().handle_async_request(request)
        response.request = request
        return response

    async def close(self) -> None:
        """Close the connections; a later `send` is an error."""
        transport = self._own.take()
        if transport is not None:
            await transport.aclose()


class _Choice:
    """What both transports know of their server, and which connections lead to it."""

    _way: ClassVar[Way]

    def __init__(self, library: HttpLibrary, base_url: str) -> None:
        url = library.URL(base_url)
        self._library = library
        self._origin = (url.raw_scheme, url.raw_host, url.port)
        self._others: dict[tuple[bytes, bytes, int | None], Self] = {}
        self._is_closed = False
        self._lock = Lock()
        proxy = proxy_of_environment(library, url)
        # A tunnel inside the proxy's own TLS, and SOCKS, are the library's to speak.
        direct = proxy is None or proxy.url.scheme == "http"
        self._route = Route(library, url, proxy) if direct else None
        limits = library.Limits(
            max_connections=MAX_CONNECTIONS,
            max_keepalive_connections=MAX_KEEPALIVE_CONNECTIONS,
            keepalive_expiry=KEEPALIVE_SECONDS,
        )
        # Loading the certificates takes longer than all else that a new client does.
        verify = url.scheme == "https" or proxy is not None
        self._options: TransportOptions = {"verify": verify, "limits": limits, "proxy": proxy}
        self._interception = Interception(library, self._way)

    def _to(self, url: HttpURL) -> Self:
        """The transport to another server, made when a request is for it.

        Raises:
            ConfigurationError: This one is closed, or the environment's proxy is not one.
        """
        with self._lock:
            if self._is_closed:
                raise ConfigurationError(_CLOSED)
            origin = (url.raw_scheme, url.raw_host, url.port)
            if origin not in self._others:
                server = f"{url.scheme}://{url.netloc.decode('ascii')}"
                self._others[origin] = type(self)(self._library, server)
            return self._others[origin]

    def _end(self) -> list[Self]:
        """Let no further one be made; return those to be closed."""
        with self._lock:
            self._is_closed = True
            return [*self._others.values()]


class DefaultTransport(_Choice):
    """For threads.

    Args:
        library: Whose requests it carries.
        base_url: The server of most requests. Each has connections of its own, and TLS and the
            environment's proxy as they are for it.

    Raises:
        ConfigurationError: The environment's proxy is not one.
    """

    _way = SYNC

    def __init__(self, library: HttpLibrary, base_url: str) -> None:
        from .connections.threads import Connections  # noqa: PLC0415 - tasks do without

        super().__init__(library, base_url)
        self._ours: Connections | None = None
        if self._route is not None:
            self._ours = Connections(library, self._route, _LIMITS)
        self._theirs = LibraryClients(library, self._options)

    def handle_request(self, request: HttpRequest, /) -> HttpResponse:
        """Send a request."""
        url = request.url
        if (url.raw_scheme, url.raw_host, url.port) != self._origin:
            return self._to(url).handle_request(request)
        if self._ours is not None and not self._interception.is_there():
            return self._ours.handle_request(request)
        return self._theirs.get().send(request, stream=True, follow_redirects=False)

    def close(self) -> None:
        """Close the connections."""
        for other in self._end():
            other.close()
        if self._ours is not None:
            self._ours.close()
        self._theirs.close()


class AsyncDefaultTransport(_Choice):
    """The same for tasks."""

    _way = ASYNC

    def __init__(self, library: HttpLibrary, base_url: str) -> None:
        from .async_library_clients import AsyncLibraryClients  # noqa: PLC0415 - threads do without
        from .connections.tasks import AsyncConnections  # noqa: PLC0415

        super().__init__(library, base_url)
        self._ours: AsyncConnections | None = None
        if self._route is not None:
            self._ours = AsyncConnections(library, self._route, _LIMITS)
        self._theirs = AsyncLibraryClients(library, self._options)

    async def handle_async_request(self, request: HttpRequest, /) -> HttpResponse:
        """Send a request."""
        url = request.url
        if (url.raw_scheme, url.raw_host, url.port) != self._origin:
            return await self._to(url).handle_async_request(request)
        if self._ours is not None and not self._interception.is_there():
            return await self._ours.handle_async_request(request)
        client = await self._theirs.get()
        return await client.send(request, stream=True, follow_redirects=False)

    async def aclose(self) -> None:
        """Close the connections."""
        for other in self._end():
            await other.aclose()
        if self._ours is not None:
            await self._ours.aclose()
        await self._theirs.aclose()


def proxy_of_environment(library: HttpLibrary, url: HttpURL) -> HttpProxy | None:
    """The environment's proxy for a server (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`), or `None`.

    Raises:
        ConfigurationError: It is not a proxy's URL.
    """
    proxies = getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    port = url.port or PORTS[url.scheme]
    if not proxy or is_exempt(url.host, port, proxies.get("no", "")):
        return None
    found = None
    with suppress(library.InvalidURL, ValueError):  # whose messages may show a password
        found = library.Proxy(proxy if "://" in proxy else f"http://{proxy}")
    if found is None or not is_host(found.url.raw_host) or not is_port(found.url.port):
        raise ConfigurationError(
            f"the environment's proxy for {url.scheme} is not an http, https or socks5 URL"
        )
    return found
