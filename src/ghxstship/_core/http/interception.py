"""Whether a tracer, a recorder or a mock has put itself into the HTTP library.

Such a tool replaces a class, or a method on the way from a client's `send` to the connections. A
request that goes past the library would go past the tool, so calls take that way while it is there.
"""

from __future__ import annotations

import sys
from operator import attrgetter, is_
from types import FunctionType
from typing import TYPE_CHECKING, NamedTuple

from ..logs import logger

if TYPE_CHECKING:
    from .protocols import HttpLibrary

_CORES = {"httpx": "httpcore", "httpx2": "httpcore2"}
_ABSENT = object()
_logged: set[str] = set()


class Way(NamedTuple):
    """What a request passes, by dotted names: in the library, and in the package below it."""

    library: tuple[str, ...]
    core: tuple[str, ...]


def _way(prefix: str, handle: str) -> Way:
    client, transport = f"{prefix}Client", f"{prefix}HTTPTransport"
    sending = ("send", "_send_handling_auth", "_send_handling_redirects", "_send_single_request")
    pool = f"{prefix}ConnectionPool"
    handling = (pool, *(f"{prefix}{name}" for name in ("HTTPProxy", "HTTPConnection")))
    return Way(
        library=(
            client,
            *(f"{client}.{name}" for name in ("__init__", *sending, "_transport_for_url")),
            transport,
            *(f"{transport}.{name}" for name in ("__init__", handle)),
        ),
        core=(pool, *(f"{name}.{handle}" for name in (*handling, f"{prefix}HTTP11Connection"))),
    )


SYNC = _way("", "handle_request")
ASYNC = _way("Async", "handle_async_request")


class Interception:
    """Looks for whoever has put himself into a library, before each request.

    Args:
        library: httpx or httpx2.
        way: `SYNC` or `ASYNC`.
    """

    def __init__(self, library: HttpLibrary, way: Way) -> None:
        core = _CORES[library.__name__]
        self._places = (_Place(library.__name__, way.library), _Place(core, way.core))
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
    """

    __slots__ = ("_look", "_names", "_original", "_package")

    def __init__(self, package: str, names: tuple[str, ...]) -> None:
        self._package = package
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
        place = f"{self._package}.{name}"
        if place not in _logged:
            _logged.add(place)
            who, own = _author(found), self._package
            logger.info("%s is patched by %s: calls go through %s's own client", place, who, own)


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
