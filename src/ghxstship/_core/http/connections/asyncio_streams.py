"""Streams on asyncio: protocols, since its stream objects and locks cost more than the request."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from .failures import PoolTimeout, ReadTimeout, WriteTimeout
from .messages import CHUNK
from .streams import HEAD_START, connect_error, gone, in_turns, prepare, watch

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from .messages import Chunk
    from .route import Route
    from .streams import Address

_MOST_BUFFERED = 4 * CHUNK


class AsyncioNetwork:
    """The running event loop."""

    __slots__ = ("_loop",)

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def soon(self, work: Callable[[], object]) -> None:
        """Do something in the event loop, unless it has ended."""
        with suppress(RuntimeError):  # it is closed
            self._loop.call_soon_threadsafe(work)

    def turn(self) -> AsyncioTurn:
        """Something to sleep on."""
        return AsyncioTurn(self._loop)

    async def connect(self, route: Route, seconds: float | None) -> AsyncioStream:
        """Open a connection, with its tunnel and its TLS."""
        stream = AsyncioStream(self._loop)
        try:
            async with asyncio.timeout(seconds):
                connected = await _dial(self._loop, route.host, route.port)
                try:
                    await self._loop.create_connection(lambda: stream, sock=connected)
                    await prepare(stream, route)
                except BaseException:
                    stream.close()
                    connected.close()
                    raise
        except (OSError, UnicodeError) as error:
            raise connect_error(error, route) from error
        return stream


async def _dial(loop: asyncio.AbstractEventLoop, host: str, port: int) -> socket.socket:
    """A connected socket.

    asyncio's own way of trying several addresses loses sockets when it is cancelled.
    """
    numeric = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=numeric)
    except socket.gaierror:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = in_turns(found)
    if len(addresses) == 1:
        return await _attempt(loop, addresses[0])
    return await _race(loop, addresses)


async def _race(loop: asyncio.AbstractEventLoop, addresses: list[Address]) -> socket.socket:
    """The first socket that is connected; an attempt that fails lets the next one begin."""
    winners: list[socket.socket] = []
    errors: list[OSError] = []

    async def attempt(address: Address) -> None:
        try:
            connected = await _attempt(loop, address)
        except OSError as error:
            errors.append(error)
        else:
            winners.append(connected)

    running: set[asyncio.Task[None]] = set()
    left = list(addresses)
    try:
        while (left or running) and not winners:
            if left:
                running.add(loop.create_task(attempt(left.pop(0))))
            _, running = await asyncio.wait(
                running,
                timeout=HEAD_START if left else None,
                return_when=asyncio.FIRST_COMPLETED,
            )
        if not winners:
            raise errors[0]
        return winners.pop(0)
    finally:
        for task in running:
            task.cancel()
        for loser in winners:
            loser.close()


async def _attempt(loop: asyncio.AbstractEventLoop, address: Address) -> socket.socket:
    family, kind, protocol, _, place = address
    connecting = socket.socket(family, kind, protocol)
    try:
        connecting.setblocking(False)
        await loop.sock_connect(connecting, place)
    except BaseException:
        connecting.close()
        raise
    return connecting


class AsyncioTurn:
    """A future that wakes one task."""

    __slots__ = ("_future",)

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._future: asyncio.Future[None] = loop.create_future()

    def come(self) -> None:
        """Wake the task."""
        _wake(self._future)

    async def wait(self, seconds: float | None) -> None:
        """Sleep until then."""
        try:
            async with asyncio.timeout(seconds):
                await self._future
        except TimeoutError:
            raise PoolTimeout("no connection was free in time") from None


class AsyncioStream(asyncio.Protocol):
    """A socket of an asyncio event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._received: list[bytes] = []
        self._buffered = 0
        self._ended = False
        self._lost = False
        self._error: Exception | None = None
        self._congested = False
        self._reader: asyncio.Future[None] | None = None
        self._writer: asyncio.Future[None] | None = None
        self._closer: asyncio.Future[None] | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._deadline = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        self._transport = cast("asyncio.Transport", transport)
        self._readable = watch(transport.get_extra_info("socket").fileno())

    def data_received(self, data: bytes) -> None:
        """Keep what came, and stop reading when too much has."""
        self._received.append(data)
        self._buffered += len(data)
        if self._buffered > _MOST_BUFFERED:
            self._transport.pause_reading()
        _wake(self._reader)

    def eof_received(self) -> None:
        """Remember that nothing more will come."""
        self._ended = True
        _wake(self._reader)

    def pause_writing(self) -> None:
        """Remember that the server takes nothing more for now."""
        self._congested = True

    def resume_writing(self) -> None:
        """Let the request go on."""
        self._congested = False
        _wake(self._writer)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let all who wait see that it is over."""
        self._lost = self._ended = True
        self._error = self._error or exc
        for waiting in (self._reader, self._writer, self._closer):
            _wake(waiting)

    async def send(self, chunk: Chunk, seconds: float | None) -> None:
        """Send, as far as the server takes it."""
        if not self._lost:
            self._transport.write(chunk.data)
            if self._congested:
                await self._drain(seconds)

    async def _drain(self, seconds: float | None) -> None:
        self._writer = self._loop.create_future()
        try:
            async with asyncio.timeout(seconds):
                await self._writer
        except TimeoutError:
            raise WriteTimeout("the server took nothing in time") from None
        finally:
            self._writer = None

    async def receive(self, seconds: float | None) -> bytes:
        """What has come, once something has."""
        if not self._received and not self._ended:
            await self._wait(seconds)
        received = self._received
        if received:
            self._received = []
            if self._buffered > _MOST_BUFFERED:
                self._transport.resume_reading()
            self._buffered = 0
            return received[0] if len(received) == 1 else b"".join(received)
        if self._error is not None:
            raise gone(self._error)
        return b""

    async def _wait(self, seconds: float | None) -> None:
        self._reader = self._loop.create_future()
        if seconds is not None:
            self._set_alarm(seconds)
        try:
            await self._reader
        finally:
            self._reader = None
            self._deadline = 0.0

    def _set_alarm(self, seconds: float) -> None:
        """Have the reader woken in time.

        The timer of the wait before is left to run: it looks at the deadline when it goes off. A
        timer for each wait would cost more than all else here, and fill the loop's heap.
        """
        self._deadline = self._loop.time() + seconds
        alarm = self._alarm
        if alarm is None or alarm.when() > self._deadline:
            if alarm is not None:
                alarm.cancel()
            self._alarm = self._loop.call_at(self._deadline, self._ring)

    def _ring(self) -> None:
        self._alarm = None
        if not self._deadline:
            return
        if self._loop.time() < self._deadline:
            self._alarm = self._loop.call_at(self._deadline, self._ring)
        elif self._reader is not None and not self._reader.done():
            self._reader.set_exception(ReadTimeout("the server sent nothing in time"))

    async def start_tls(self, context: ssl.SSLContext, server_host: str) -> None:
        """Speak TLS from here on."""
        transport = await self._loop.start_tls(
            self._transport, self, context, server_hostname=server_host
        )
        if transport is None:
            raise ConnectionResetError("the connection broke during the TLS handshake")
        self._transport = transport

    def is_stale(self) -> bool:
        """Whether the server has closed it, or has spoken without having been asked."""
        return self._ended or bool(self._received) or bool(self._readable())

    def close(self) -> None:
        """Close it, at once."""
        if self._alarm is not None:
            self._alarm.cancel()
        self._error = self._error or ConnectionAbortedError("it was closed")
        # There is none before the socket is connected, and what is left of a loop that is closed
        # can only be dropped.
        with suppress(AttributeError, RuntimeError):
            self._transport.abort()

    async def wait_closed(self) -> None:
        """Wait until the loop has closed the socket."""
        if not self._lost:
            self._closer = self._loop.create_future()
            await self._closer


def _wake(waiting: asyncio.Future[None] | None) -> None:
    if waiting is not None and not waiting.done():
        waiting.set_result(None)
