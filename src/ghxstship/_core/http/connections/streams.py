"""What a connection's bytes go through, in a thread or in a task."""

from __future__ import annotations

import select
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Protocol

from .failures import ConnectError, ConnectTimeout, ReadError
from .messages import Chunk
from .wire import ResponseReader

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Sequence

    from .route import Route

    Address = tuple[int, int, int, str, Any]

HEAD_START = 0.25
"""Seconds that an address has before the next is tried beside it (RFC 8305, section 5)."""


class AsyncStream(Protocol):
    """Bytes to and from a server. Closing never waits, so that a cancelled task can do it."""

    async def send(self, chunk: Chunk, seconds: float | None) -> None:
        """Send, as far as the server takes it: that it has gone away shows when one receives.

        Args:
            chunk: What to send.
            seconds: How long that may take, or `None`.

        Raises:
            WriteTimeout: It took longer.
        """
        ...

    async def receive(self, seconds: float | None) -> bytes:
        """What has come, once something has; no bytes when the server has closed its side.

        Raises:
            ReadTimeout: Nothing came in so many seconds.
            ReadError: The connection broke.
        """
        ...

    async def start_tls(self, context: ssl.SSLContext, server_host: str) -> None:
        """Speak TLS from here on.

        Raises:
            OSError: The server's certificate is not good, or it speaks no TLS.
        """
        ...

    def is_stale(self) -> bool:
        """Whether the server has closed it, or has spoken without having been asked."""
        ...

    def close(self) -> None:
        """Close it, at once."""
        ...

    async def wait_closed(self) -> None:
        """Wait until nothing is left of it."""
        ...


class Turn(Protocol):
    """What a request sleeps on until its turn comes."""

    def come(self) -> None:
        """Wake it."""
        ...

    async def wait(self, seconds: float | None) -> None:
        """Sleep until then.

        Raises:
            PoolTimeout: It has not come in so many seconds.
        """
        ...


class Network(Protocol):
    """What asyncio and trio do, each in its own way."""

    def soon(self, work: Callable[[], object]) -> None:
        """Do something in the event loop, unless it has ended; asked for from any thread."""
        ...

    def turn(self) -> Turn:
        """Something to sleep on."""
        ...

    async def connect(self, route: Route, seconds: float | None) -> AsyncStream:
        """Open a connection, with its tunnel and its TLS.

        Raises:
            ConnectTimeout: It took more than so many seconds.
            ConnectError: It could not be opened.
            ProxyError: The proxy would not.
        """
        ...


async def prepare(stream: AsyncStream, route: Route) -> None:
    """Open the tunnel and begin TLS, as far as the route asks for them."""
    if route.tunnelled:
        await stream.send(Chunk(route.connect_bytes()), None)
        answer = ResponseReader("CONNECT")
        while not route.is_open(answer, await stream.receive(None)):
            pass
    if route.secure:
        await stream.start_tls(route.tls(), route.server_host)


def gone(error: BaseException | None = None) -> ReadError:
    """The error of a connection that broke."""
    return ReadError(f"the connection broke: {'it is closed' if error is None else _word(error)}")


def connect_error(error: Exception, route: Route) -> ConnectError | ConnectTimeout:
    """The error of a connection that could not be opened."""
    way = f" (through the proxy {route.host}:{route.port})" if route.through_proxy else ""
    if isinstance(error, TimeoutError):
        return ConnectTimeout(f"no connection in time{way}")
    return ConnectError(f"{_word(error)}{way}")


def _word(error: BaseException) -> str:
    return str(error) or type(error).__name__


def in_turns(addresses: Sequence[Address]) -> list[Address]:
    """A host's addresses in the order in which they are tried (RFC 8305, section 4).

    Each family in turn, so that one that leads nowhere costs one attempt.
    """
    first = [address for address in addresses if address[0] == addresses[0][0]]
    other = [address for address in addresses if address[0] != addresses[0][0]]
    return [each for pair in zip_longest(first, other) for each in pair if each is not None]


def watch(fileno: int) -> Callable[[], object]:
    """A function that tells whether anything can be read from a socket, without waiting."""
    make = getattr(select, "poll", None)
    if make is None:  # on Windows, and where eventlet has removed what it cannot replace
        return partial(_is_readable, fileno)
    poller = make()
    poller.register(fileno, select.POLLIN)
    return partial(poller.poll, 0)


def _is_readable(fileno: int) -> bool:
    try:
        return bool(select.select([fileno], [], [], 0)[0])
    except ValueError:
        return True  # `select` knows no number so high: the connection is replaced
