"""Sync streams, on sockets that block."""

from __future__ import annotations

import socket
from time import monotonic
from typing import TYPE_CHECKING
from weakref import finalize

from .failures import ReadTimeout, WriteTimeout
from .messages import CHUNK, Chunk
from .streams import connect_error, gone, in_turns, watch
from .wire import ResponseReader

if TYPE_CHECKING:
    from .route import Route


class SocketStream:
    """A socket that waits in its caller's thread.

    Args:
        connected: A connected socket.
    """

    __slots__ = ("__weakref__", "_readable", "_seconds", "_socket")

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._seconds = connected.gettimeout()
        self._readable = watch(connected.fileno())

    def send(self, chunk: Chunk, seconds: float | None) -> None:
        """Send, as far as the server takes it: that it has gone away shows when one receives.

        Args:
            chunk: What to send.
            seconds: How long that may take, or `None`.

        Raises:
            WriteTimeout: It took longer.
        """
        try:
            self._limit(seconds)
            self._socket.sendall(chunk.data)
        except TimeoutError:
            raise WriteTimeout("the server took nothing in time") from None
        except OSError:
            pass  # it may have answered before it closed

    def receive(self, seconds: float | None) -> bytes:
        """What has come, once something has; no bytes when the server has closed its side.

        Raises:
            ReadTimeout: Nothing came in so many seconds.
            ReadError: The connection broke.
        """
        try:
            self._limit(seconds)
            return self._socket.recv(CHUNK)
        except TimeoutError:
            raise ReadTimeout("the server sent nothing in time") from None
        except OSError as error:
            raise gone(error) from error

    def prepare(self, route: Route, deadline: float | None) -> None:
        """Open the tunnel and begin TLS, as far as the route asks for them."""
        if route.tunnelled:
            self.send(Chunk(route.connect_bytes()), _left(deadline))
            answer = ResponseReader("CONNECT")
            while not route.is_open(answer, self.receive(_left(deadline))):
                pass
        if route.secure:
            self._limit(_left(deadline))
            self._socket = route.tls().wrap_socket(self._socket, server_hostname=route.server_host)

    def close_when_collected(self) -> None:
        """Let the socket be closed, without a warning, with a client that nobody has closed."""
        finalize(self, self._socket.close)

    def is_stale(self) -> bool:
        """Whether the server has closed it, or has spoken without having been asked."""
        return bool(self._readable())

    def close(self) -> None:
        """Close it, at once."""
        self._socket.close()

    def _limit(self, seconds: float | None) -> None:
        if seconds != self._seconds:
            self._socket.settimeout(seconds)
            self._seconds = seconds


def connect(route: Route, seconds: float | None) -> SocketStream:
    """Open a connection, with its tunnel and its TLS.

    Raises:
        ConnectTimeout: It took more than so many seconds.
        ConnectError: It could not be opened.
        ProxyError: The proxy would not.
    """
    deadline = None if seconds is None else monotonic() + seconds
    try:
        connected = _dial(route.host, route.port, deadline)
        stream = SocketStream(connected)
        try:
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            stream.prepare(route, deadline)
            stream.close_when_collected()
        except BaseException:
            stream.close()
            connected.close()
            raise
    except (ReadTimeout, WriteTimeout) as error:
        raise connect_error(TimeoutError(), route) from error
    except (OSError, UnicodeError) as error:
        raise connect_error(error, route) from error
    return stream


def _dial(host: str, port: int, deadline: float | None) -> socket.socket:
    """A connected socket.

    Each address has its share of the time that is left, so that one which leads nowhere neither
    takes the others' nor makes the whole longer.
    """
    addresses = in_turns(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    errors: list[OSError] = []
    for number, (family, kind, protocol, _, place) in enumerate(addresses):
        left = _left(deadline)
        connecting = socket.socket(family, kind, protocol)
        try:
            connecting.settimeout(None if left is None else left / (len(addresses) - number))
            connecting.connect(place)
        except OSError as error:
            connecting.close()
            errors.append(error)
        except BaseException:
            connecting.close()
            raise
        else:
            return connecting
    raise errors[0]


def _left(deadline: float | None) -> float | None:
    """The seconds that are left, never none: a socket takes 0 for not waiting at all."""
    return None if deadline is None else max(deadline - monotonic(), 1e-3)
