"""The sender of a client that is given no HTTP client: over connections of its own.

A request that goes past the HTTP library would go past a tool that has patched it, so requests take
the library's own way while one has: this is the one place that looks for that.
"""

from __future__ import annotations

import sys
from operator import attrgetter, is_
from os import getpid
from types import FunctionType
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from ..deadline import bound_timeouts
from ..errors import ConfigurationError
from ..logs import logger
from .connections.pool import Limits
from .connections.route import Route
from .environment_proxy import proxy_of_environment
from .library_clients import LibraryClients

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..deadline import Deadline
    from .async_library_clients import AsyncLibraryClients
    from .connections.tasks import AsyncConnections
    from .connections.threads import Connections
    from .library_clients import TransportOptions
    from .protocols import HttpLibrary, HttpRequest, HttpResponse, HttpURL

    Origin = tuple[int, bytes, bytes, int | None]

MAX_CONNECTIONS = 1000
MAX_KEEPALIVE_CONNECTIONS = 100
KEEPALIVE_SECONDS = 30.0
_LIMITS = Limits(MAX_CONNECTIONS, MAX_KEEPALIVE_CONNECTIONS, KEEPALIVE_SECONDS)

_CORES = {"httpx": "httpcore", "httpx2": "httpcore2"}
_ABSENT = object()
_logged: set[str] = set()
"""Whose patches the log has told of."""

OursT = TypeVar("OursT", "Connections", "AsyncConnections")
TheirsT = TypeVar("TheirsT", "LibraryClients", "AsyncLibraryClients")


class _Way(NamedTuple, Generic[OursT, TheirsT]):
    """What leads to one server: our connections, where they can, and the library's clients."""

    ours: OursT | None
    theirs: TheirsT


class _Ways(Generic[OursT, TheirsT]):
    """A way to each server, from each process; nothing is opened before its first request.

    A forked child gets its own: over its parent's connections the answers of both would mix. The
    parent's stay referenced in the child, so that nothing is said on them there. There is no lock,
    which a child might inherit locked: of two threads that come at once, both get the way that was
    stored first.

    Args:
        library: Whose requests are sent.
        ours: Makes connections of our own.
        theirs: Makes clients of the library's.
    """

    __slots__ = ("_is_closed", "_library", "_ours", "_theirs", "by_origin")

    def __init__(
        self,
        library: HttpLibrary,
        ours: Callable[[HttpLibrary, Route, Limits], OursT],
        theirs: Callable[[HttpLibrary, TransportOptions], TheirsT],
    ) -> None:
        self._library = library
        self._ours: Callable[[HttpLibrary, Route, Limits], OursT] = ours
        self._theirs: Callable[[HttpLibrary, TransportOptions], TheirsT] = theirs
        self._is_closed = False
        self.by_origin: dict[Origin, _Way[OursT, TheirsT]] = {}

    def open(self, origin: Origin, url: HttpURL) -> _Way[OursT, TheirsT]:
        """The way to the server of a URL.

        Raises:
            ConfigurationError: It was closed, or the environment's proxy is not one.
        """
        if not self._is_closed:
            server = self._library.URL(f"{url.scheme}://{url.netloc.decode()}")
            way = self.by_origin.setdefault(origin, self._to(server))
            if not self._is_closed:  # by another thread, meanwhile
                return way
        raise ConfigurationError("the client is closed; make a new one")

    def _to(self, server: HttpURL) -> _Way[OursT, TheirsT]:
        library = self._library
        proxy = proxy_of_environment(library, server)
        limits = library.Limits(
            max_connections=MAX_CONNECTIONS,
            max_keepalive_connections=MAX_KEEPALIVE_CONNECTIONS,
            keepalive_expiry=KEEPALIVE_SECONDS,
        )
        # Loading the certificates takes longer than all else that a new client does.
        verify = server.scheme == "https" or proxy is not None
        theirs = self._theirs(library, {"verify": verify, "limits": limits, "proxy": proxy})
        # A tunnel inside the proxy's own TLS, and SOCKS, are the library's to speak.
        if proxy is not None and proxy.url.scheme != "http":
            return _Way(None, theirs)
        return _Way(self._ours(library, Route(library, server, proxy), _LIMITS), theirs)

    def end(self) -> list[_Way[OursT, TheirsT]]:
        """The ways of this process, to be closed; none is made from here on."""
        self._is_closed = True
        own = [origin for origin in [*self.by_origin] if origin[0] == getpid()]
        return [self.by_origin.pop(origin) for origin in own]


class DefaultSender:
    """Over our own connections, or over the library's client while a tool has patched it.

    Args:
        library: Whose requests it carries.
    """

    __slots__ = ("_interception", "ways")
    timeout = None

    def __init__(self, library: HttpLibrary) -> None:
        from .connections.threads import Connections  # noqa: PLC0415 - tasks do without

        self._interception = Interception(library, SYNC)
        self.ways = _Ways(library, Connections, LibraryClients)

    def send(self, request: HttpRequest, deadline: Deadline | None) -> HttpResponse:
        """Send a request."""
        url, ways = request.url, self.ways
        origin = (getpid(), url.raw_scheme, url.raw_host, url.port)
        way = ways.by_origin.get(origin) or ways.open(origin, url)
        if way.ours is not None and not self._interception.is_there():
            response = way.ours.handle_request(request, deadline)
        else:
            bound_timeouts(request, deadline)
            response = way.theirs.get().send(request, stream=True, follow_redirects=False)
        response.request = request
        return response

    def close(self) -> None:
        """Close the connections; a later `send` is an error."""
        for way in self.ways.end():
            if way.ours is not None:
                way.ours.close()
            way.theirs.close()


class AsyncDefaultSender:
    """The same, async."""

    __slots__ = ("_interception", "ways")
    timeout = None

    def __init__(self, library: HttpLibrary) -> None:
        from .async_library_clients import AsyncLibraryClients  # noqa: PLC0415 - threads do without
        from .connections.tasks import AsyncConnections  # noqa: PLC0415

        self._interception = Interception(library, ASYNC)
        self.ways = _Ways(library, AsyncConnections, AsyncLibraryClients)

    async def send(self, request: HttpRequest, deadline: Deadline | None) -> HttpResponse:
        """Send a request."""
        url, ways = request.url, self.ways
        origin = (getpid(), url.raw_scheme, url.raw_host, url.port)
        way = ways.by_origin.get(origin) or ways.open(origin, url)
        if way.ours is not None and not self._interception.is_there():
            response = await way.ours.handle_async_request(request, deadline)
        else:
            bound_timeouts(request, deadline)
            client = await way.theirs.get()
            response = await client.send(request, stream=True, follow_redirects=False)
        response.request = request
        return response

    async def close(self) -> None:
        """Close the connections; a later `send` is an error."""
        for way in self.ways.end():
            if way.ours is not None:
                await way.ours.aclose()
            await way.theirs.aclose()


class Passed(NamedTuple):
    """What a request passes, by dotted names: in the library, and in the package below it."""

    library: tuple[str, ...]
    core: tuple[str, ...]


def _passed(prefix: str, handle: str) -> Passed:
    client, transport = f"{prefix}Client", f"{prefix}HTTPTransport"
    sending = ("send", "_send_handling_auth", "_send_handling_redirects", "_send_single_request")
    pool = f"{prefix}ConnectionPool"
    handling = (pool, *(f"{prefix}{name}" for name in ("HTTPProxy", "HTTPConnection")))
    return Passed(
        library=(
            client,
            *(f"{client}.{name}" for name in ("__init__", *sending, "_transport_for_url")),
            transport,
            *(f"{transport}.{name}" for name in ("__init__", handle)),
        ),
        core=(pool, *(f"{name}.{handle}" for name in (*handling, f"{prefix}HTTP11Connection"))),
    )


SYNC = _passed("", "handle_request")
ASYNC = _passed("Async", "handle_async_request")


class Interception:
    """Looks for whoever has put himself into a library, before each request.

    Such a tool (a tracer, a recorder, a mock) replaces a class, or a method on the way from a
    client's `send` to the connections.

    Args:
        library: httpx or httpx2.
        passed: `SYNC` or `ASYNC`.
    """

    __slots__ = ("_core", "_library", "_places")

    def __init__(self, library: HttpLibrary, passed: Passed) -> None:
        core = _CORES[library.__name__]
        own = library.__name__
        self._places = (_Place(own, own, passed.library), _Place(core, own, passed.core))
        self._library = library
        self._core = core

    def is_there(self) -> bool:
        """Whether anybody is."""
        library, core = self._places
        # The package below is loaded by the library's first client, and until then untouched.
        return library.is_changed(self._library) or core.is_changed(sys.modules.get(self._core))


class _Place:
    """The watched names of one package, and what each was when all of them were its own.

    They are compared by identity: a wrapper may well equal what it wraps.

    Args:
        package: The package's name.
        library: That of the library, for the log.
        names: What is watched, by dotted names.
    """

    __slots__ = ("_library", "_look", "_names", "_original", "_package")

    def __init__(self, package: str, library: str, names: tuple[str, ...]) -> None:
        self._package = package
        self._library = library
        self._names = names
        self._look = attrgetter(*names)
        self._original: tuple[object, ...] = ()

    def is_changed(self, module: object) -> bool:
        """Whether somebody has replaced any of them."""
        if module is None:
            return False
        try:
            found = self._look(module)
        except AttributeError:
            # Another version of it, or another thread is importing it just now.
            return self._has_foreign(tuple(_at(module, name) for name in self._names))
        if self._original and all(map(is_, found, self._original)):
            return False
        if self._has_foreign(found):
            return True
        self._original = found
        return False

    def _has_foreign(self, found: tuple[object, ...]) -> bool:
        pairs = zip(self._names, found, strict=True)
        foreign = [(name, one) for name, one in pairs if not self._is_own(one)]
        for name, one in foreign:
            self._log(name, one)
        return bool(foreign)

    def _is_own(self, found: object) -> bool:
        if found is _ABSENT:
            return True
        # By its type: a proxy, such as wrapt's, has the class and the names of what it stands for.
        if type(found) is FunctionType:
            # `functools.wraps` takes the names along, but not where the code is from.
            module = found.__globals__.get("__name__")
            return self._is_from(module) and not vars(found)
        return issubclass(type(found), type) and self._is_from(vars(found).get("__module__"))

    def _is_from(self, module: object) -> bool:
        return isinstance(module, str) and module.partition(".")[0] == self._package

    def _log(self, name: str, found: object) -> None:
        who = _author(found)
        if who not in _logged:
            _logged.add(who)
            what = "%s.%s is patched by %s: calls go through %s's own client"
            logger.info(what, self._package, name, who, self._library)


def _at(module: object, name: str) -> object:
    """What a dotted name leads to."""
    for part in name.split("."):
        module = getattr(module, part, _ABSENT)
    return module


def _author(found: object) -> str:
    """The package that a replacement comes from, as far as it says so."""
    wrapper = getattr(found, "_self_wrapper", found)  # of wrapt's
    if isinstance(wrapper, FunctionType):
        module = wrapper.__globals__.get("__name__")
    else:
        module = getattr(wrapper, "__module__", None)
    return str(module or type(found).__module__).partition(".")[0]
