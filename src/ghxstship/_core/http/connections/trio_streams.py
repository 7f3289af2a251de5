"""Streams on trio, which whoever runs in it has installed and loaded."""

from __future__ import annotations

import os
from contextlib import suppress
from math import inf
from typing import TYPE_CHECKING
from weakref import finalize

import trio

from .failures import PoolTimeout, ReadTimeout, WriteTimeout
from .messages import CHUNK
from .streams import HEAD_START, connect_error, gone, in_turns, prepare, watch

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from .messages import Chunk
    from .route import Route
    from .streams import Address


class TrioNetwork:
    """The running trio."""

    __slots__ = ("_token",)

    def __init__(self) -> None:
        self._token = trio.lowlevel.current_trio_token()

    def soon(self, work: Callable[[], object]) -> None:
        """Do something in the event loop, unless it has ended."""
        with suppress(trio.RunFinishedError):
            self._token.run_sync_soon(work)

    def turn(self) -> TrioTurn:
        """Something to sleep on."""
        return TrioTurn()

    async def connect(self, route: Route, seconds: float | None) -> TrioStream:
        """Open a connection, with its tunnel and its TLS."""
        stream: TrioStream | None = None
        try:
            with trio.fail_after(_limit(seconds)):
                stream = TrioStream(await _dial(route.host, route.port))
                await prepare(stream, route)
        except BaseException as error:
            if stream is not None:
                stream.close()
            if isinstance(error, trio.TooSlowError):
                raise connect_error(TimeoutError(), route) from error
            if isinstance(error, trio.BrokenResourceError):
                raise connect_error(_cause(error), route) from error
            if isinstance(error, OSError | UnicodeError):
                raise connect_error(error, route) from error
            raise
        return stream


async def _dial(host: str, port: int) -> trio.socket.SocketType:
    """A connected socket; `trio.open_tcp_stream` loses it when it is cancelled at its end."""
    addresses = in_turns(await trio.socket.getaddrinfo(host, port, type=trio.socket.SOCK_STREAM))
    if len(addresses) == 1:
        return await _attempt(addresses[0])
    winners: list[trio.socket.SocketType] = []
    errors: list[OSError] = []

    async def attempt(address: Address, failed: trio.Event) -> None:
        try:
            connected = await _attempt(address)
        except OSError as error:
            errors.append(error)
            failed.set()
        else:
            winners.append(connected)
            nursery.cancel_scope.cancel()

    try:
        async with trio.open_nursery() as nursery:
            for address in addresses:
                failed = trio.Event()
                nursery.start_soon(attempt, address, failed)
                with trio.move_on_after(HEAD_START):
                    await failed.wait()
        if not winners:
            raise errors[0]
        return winners.pop(0)
    finally:
        for loser in winners:
            loser.close()


async def _attempt(address: Address) -> trio.socket.SocketType:
    family, kind, protocol, _, place = address
    connecting = trio.socket.socket(family, kind, protocol)
    try:
        await connecting.connect(place)
    except BaseException:
        connecting.close()
        raise
    return connecting


class TrioTurn:
    """An event that wakes one task."""

    __slots__ = ("_event",)

    def __init__(self) -> None:
        self._event = trio.Event()

    def come(self) -> None:
        """Wake the task."""
        self._event.set()

    async def wait(self, seconds: float | None) -> None:
        """Sleep until then."""
        try:
            with trio.fail_after(_limit(seconds)):
                await self._event.wait()
        except trio.TooSlowError:
            raise PoolTimeout("no connection was free in time") from None


class TrioStream:
    """A socket of trio's."""

    __slots__ = ("__weakref__", "_readable", "_socket", "_stream")

    def __init__(self, connected: trio.socket.SocketType) -> None:
        self._socket = connected
        self._stream: trio.abc.Stream = trio.SocketStream(connected)
        self._readable = watch(connected.fileno())
        # A client that nobody has closed may be collected outside of trio's thread.
        finalize(self, _release, connected)

    async def send(self, chunk: Chunk, seconds: float | None) -> None:
        """Send, as far as the server takes it."""
        try:
            with trio.fail_after(_limit(seconds)):
                await self._stream.send_all(chunk.data)
        except trio.TooSlowError:
            raise WriteTimeout("the server took nothing in time") from None
        except trio.BrokenResourceError:
            pass  # it may have answered before it closed
        except trio.ClosedResourceError as error:
            raise gone() from error

    async def receive(self, seconds: float | None) -> bytes:
        """What has come, once something has."""
        try:
            with trio.fail_after(_limit(seconds)):
                return bytes(await self._stream.receive_some(CHUNK))
        except trio.TooSlowError:
            raise ReadTimeout("the server sent nothing in time") from None
        except trio.BrokenResourceError as error:
            raise gone(_cause(error)) from error
        except trio.ClosedResourceError as error:
            raise gone() from error

    async def start_tls(self, context: ssl.SSLContext, server_host: str) -> None:
        """Speak TLS from here on."""
        secured = trio.SSLStream(
            self._stream, context, server_hostname=server_host, https_compatible=True
        )
        self._stream = secured
        await secured.do_handshake()

    def is_stale(self) -> bool:
        """Whether the server has closed it, or has spoken without having been asked."""
        return bool(self._readable())

    def close(self) -> None:
        """Close it, at once."""
        self._socket.close()

    async def wait_closed(self) -> None:
        """Nothing is left of it."""


def _release(connected: trio.socket.SocketType) -> None:
    fileno = connected.detach()
    if fileno >= 0:
        os.close(fileno)


def _limit(seconds: float | None) -> float:
    return inf if seconds is None else seconds


def _cause(error: trio.BrokenResourceError) -> Exception:
    """The operating system's or OpenSSL's own word."""
    return error.__cause__ if isinstance(error.__cause__, Exception) else error
