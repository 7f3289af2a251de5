"""What goes wrong on a connection, before it is said in the words of the HTTP library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...text import printable

if TYPE_CHECKING:
    from ..protocols import HttpLibrary


class Failure(Exception):  # noqa: N818 - it is no error before it is said
    """The root. Each class bears the name of httpx's exception that stands for it."""

    def __init__(self, message: str = "") -> None:
        super().__init__(printable(message))  # a part of it may be a server's or a proxy's

    def to_library_error(self, library: HttpLibrary) -> Exception:
        """The library's own exception."""
        kind: type[Exception] = getattr(library, type(self).__name__)
        return kind(str(self))


class ConnectError(Failure):
    """No connection could be opened."""


class ConnectTimeout(Failure):
    """No connection was opened in time."""


class PoolTimeout(Failure):
    """No connection was free in time."""


class ProxyError(Failure):
    """The proxy opened no tunnel."""


class ReadError(Failure):
    """The connection broke."""


class ReadTimeout(Failure):
    """The server sent nothing in time."""


class WriteTimeout(Failure):
    """The server took nothing in time."""


class LocalProtocolError(Failure):
    """The request cannot be sent."""


class RemoteProtocolError(Failure):
    """The response is none."""


class UnsupportedProtocol(Failure):
    """The request is for somebody else."""
