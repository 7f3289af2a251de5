"""The transport of a client that is given none: our own connections, or the HTTP library's."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import lru_cache
from threading import Lock
from types import FunctionType
from typing import TYPE_CHECKING, Generic, TypedDict, TypeVar
from urllib.request import getproxies

from ..checks import is_host, is_port
from ..errors import ConfigurationError
from .connections.pool import Limits
from .connections.route import PORTS, Route
from .no_proxy import is_exempt

if TYPE_CHECKING:
    from collections.abc import Callable

    from .connections.tasks import AsyncConnections
    from .connections.threads import Connections
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
_LIMITS = Limits(MAX_CONNECTIONS, MAX_KEEPALIVE_CONNECTIONS, KEEPALIVE_SECONDS)


TransportT = TypeVar("TransportT", "HttpTransport", "AsyncHttpTransport")


def own_sender(library: HttpLibrary, base_url: str) -> OwnSender:
    """The sender of a client that is given no HTTP client: nothing is opened before its first call.

    Args:
        library: Whose requests it carries.
        base_url: The server, which decides on TLS and on the environment's proxy.
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


class _Options(TypedDict):
    verify: bool
    limits: object
    proxy: HttpProxy | None


class _Choice:
    """What both transports know of their server, and which connections lead to it."""

    def __init__(self, library: HttpLibrary, base_url: str) -> None:
        url = library.URL(base_url)
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
        self._options: _Options = {"verify": verify, "limits": limits, "proxy": proxy}
        self._library = library
        self._lock = Lock()

    def _made(self, make: Callable[..., TransportT]) -> TransportT:
        """A transport of the library's.

        Raises:
            ConfigurationError: It cannot work as the environment has it.
        """
        try:
            return make(**self._options)
        except ImportError as error:
            name = self._library.__name__
            raise ConfigurationError(
                f"the environment's proxy needs socksio: pip install '{name}[socks]'"
            ) from error
        except OSError as error:
            raise ConfigurationError(f"the certificates cannot be read: {error}") from error


class DefaultTransport(_Choice):
    """For threads.

    Args:
        library: Whose requests it carries.
        base_url: The server, which decides on TLS and on the environment's proxy.

    Raises:
        ConfigurationError: The environment's proxy is not one.
    """

    def __init__(self, library: HttpLibrary, base_url: str) -> None:
        from .connections.threads import Connections  # noqa: PLC0415 - tasks do without

        super().__init__(library, base_url)
        self._ours: Connections | None = None
        if self._route is not None:
            self._ours = Connections(library, self._route, _LIMITS)
        self._theirs: HttpTransport | None = None

    def handle_request(self, request: HttpRequest, /) -> HttpResponse:
        """Send a request."""
        if self._ours is not None and not is_intercepted(self._library):
            return self._ours.handle_request(request)
        with self._lock:
            self._theirs = self._theirs or self._made(self._library.HTTPTransport)
        return self._theirs.handle_request(request)

    def close(self) -> None:
        """Close the connections."""
        for transport in (self._ours, self._theirs):
            if transport is not None:
                transport.close()


class AsyncDefaultTransport(_Choice):
    """The same for tasks."""

    def __init__(self, library: HttpLibrary, base_url: str) -> None:
        from .connections.tasks import AsyncConnections  # noqa: PLC0415 - threads do without

        super().__init__(library, base_url)
        self._ours: AsyncConnections | None = None
        if self._route is not None:
            self._ours = AsyncConnections(library, self._route, _LIMITS)
        self._theirs: AsyncHttpTransport | None = None

    async def handle_async_request(self, request: HttpRequest, /) -> HttpResponse:
        """Send a request."""
        if self._ours is not None and not is_intercepted(self._library):
            return await self._ours.handle_async_request(request)
        with self._lock:
            self._theirs = self._theirs or self._made(self._library.AsyncHTTPTransport)
        return await self._theirs.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the connections."""
        for transport in (self._ours, self._theirs):
            if transport is not None:
                await transport.aclose()


def is_intercepted(library: HttpLibrary) -> bool:
    """Whether somebody has put himself into the library's own transport or the pool below it.

    Mocks, recorders and tracers do. They are to see our requests too, so these go through the
    library as long as somebody is there.
    """
    if not _is_original(library.HTTPTransport, "handle_request"):
        return True
    if not _is_original(library.AsyncHTTPTransport, "handle_async_request"):
        return True
    core = sys.modules.get(_CORES[library.__name__])
    for name, method in _POOLS:
        # Another thread may be importing it just now: what is not there yet, nobody has changed.
        pool = getattr(core, name, None)
        if pool is not None and not _is_original(pool, method):
            return True
    return False


_CORES = {"httpx": "httpcore", "httpx2": "httpcore2"}
_POOLS = (
    ("ConnectionPool", "handle_request"),
    ("AsyncConnectionPool", "handle_async_request"),
)


def _is_original(transport: object, method: str) -> bool:
    function = getattr(transport, method, None)
    # A proxy, such as wrapt's, has the class, the hash and the equality of what it stands for.
    return type(function) is FunctionType and _is_of_library(function)


@lru_cache(maxsize=16)
def _is_of_library(function: FunctionType) -> bool:
    return function.__module__.partition(".")[0] in {*_CORES, *_CORES.values()} and not hasattr(
        function, "__wrapped__"
    )


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
