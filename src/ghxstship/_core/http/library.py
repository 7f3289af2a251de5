"""Which HTTP library a client stands on: httpx, or httpx2 where it is installed or brought."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from .protocols import HttpLibrary

_KNOWN = frozenset({"httpx", "httpx2"})


def library_of(http_client: object) -> HttpLibrary:
    """The library of what the caller brings, or the one that our own transport is made with.

    Args:
        http_client: A client or transport of either library or a subclass, or `None`.

    Returns:
        The module that its class comes from; for anything else, `default_library()`.
    """
    for kind in type(http_client).__mro__:
        root = _root(kind)
        if root in _KNOWN:
            return _load(root)
    return default_library()


def is_instance(http_client: object, library: HttpLibrary, name: str) -> bool:
    """Whether the caller brings an instance of a class of a library's, or of a subclass.

    `isinstance` would not do: a tool may have replaced `library.Client` by a subclass of its own.
    """
    own = library.__name__
    return any(_root(kind) == own and kind.__name__ == name for kind in type(http_client).__mro__)


def _root(kind: type[object]) -> str:
    return kind.__module__.partition(".")[0]


@cache
def default_library() -> HttpLibrary:
    """httpx2 where it is installed, as the extra of that name does, else httpx.

    Another package may have brought a major version that the extra does not allow: it is not used.
    """
    try:
        httpx2 = _load("httpx2")
    except ModuleNotFoundError as error:
        if error.name != "httpx2":  # it is there, and broken
            raise
    else:
        if httpx2.__version__.startswith("2."):
            return httpx2
    return _load("httpx")


def _load(name: str) -> HttpLibrary:
    return cast("HttpLibrary", import_module(name))
