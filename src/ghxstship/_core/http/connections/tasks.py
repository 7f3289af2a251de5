"""Requests from tasks, on asyncio or on trio."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Self
from weakref import finalize

from .asyncio_streams import AsyncioNetwork
from .failures import Failure
from .lifetime import Lifetime, abandon, forget_closed, running_loop
from .messages import chunks_of, response_of, seconds_for, stream_class, streamed_body
from .pool import Limits, Pool
from .streams import gone
from .wire import ResponseReader

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...deadline import Deadline
    from ..protocols import HttpLibrary, HttpRequest, HttpResponse
    from .messages import Seconds
    from .pool import Ticket
    from .route import Route
    from .streams import AsyncStream, Network


class AsyncConnections:
    """Connections to one server, kept apart for each event loop that they are used in.

    Those of a loop are closed at its end, so that a client may go on in the next one.

    Args:
        library: Whose requests they carry.
        route: The way to the server.
        limits: How many connections each loop may have, and for how long.
    """

    def __init__(self, library: HttpLibrary, route: Route, limits: Limits) -> None:
        self._library = library
        self._route = route
        self._limits = limits
        self.by_loop: dict[object, _Local] = {}
        finalize(self, abandon, self.by_loop).atexit = False

    async def handle_async_request(
        self, request: HttpRequest, deadline: Deadline | None = None
    ) -> HttpResponse:
        """Send a request and return its response, the body not yet read.

        Args:
            request: The request.
            deadline: When the response must be there, its body included, or `None`.

        Raises:
            Exception: The library's own, as its transport would raise it.
        """
        loop = running_loop()
        local = self.by_loop.get(loop) or await self._open(loop)
        try:
            return await local.send(request, deadline)
        except Failure as failure:
            raise failure.to_library_error(self._library) from failure

    async def _open(self, loop: object) -> _Local:
        forget_closed(self.by_loop)
        network: Network
        if isinstance(loop, asyncio.AbstractEventLoop):
            network = AsyncioNetwork(loop)
        else:
            from .trio_streams import TrioNetwork  # noqa: PLC0415 - whoever runs in it has loaded it

            network = TrioNetwork()
        local = _Local(
            self._library,
            network,
            self._route,
            self._limits,
            on_end=partial(self.by_loop.pop, loop, None),
        )
        self.by_loop[loop] = local
        await local.lifetime.begin()
        return local

    async def aclose(self) -> None:
        """Close the connections of this event loop; another closes its own when it ends."""
        local = self.by_loop.get(running_loop())
        if local is not None:
            await local.lifetime.end()


class _Local:
    """The connections of one event loop."""

    def __init__(
        self,
        library: HttpLibrary,
        network: Network,
        route: Route,
        limits: Limits,
        on_end: Callable[[], object],
    ) -> None:
        self.library = library
        self._body = stream_class(_Body, library.AsyncByteStream)
        self._network = network
        self._route = route
        self._on_end = on_end
        self.pool: Pool[AsyncStream] = Pool(limits, self._close)
        self._open: set[AsyncStream] = set()
        self._closed = False
        self.lifetime = Lifetime(self._end)

    def abandon(self, stream: AsyncStream, reader: ResponseReader) -> None:
        """Take a connection back from wherever the collector runs."""
        self._network.soon(partial(self.give_back, stream, reader))

    async def _end(self) -> None:
        """Close every connection, and wait until they are."""
        self._closed = True
        self._on_end()
        streams = list(self._open)
        for stream in streams:
            stream.close()
        for stream in streams:
            await stream.wait_closed()

    async def send(self, request: HttpRequest, deadline: Deadline | None) -> HttpResponse:
        """Send a request and read its response's head, and no more than came with it."""
        seconds = seconds_for(request, deadline)
        chunks = chunks_of(request, self._route)
        body, reader = streamed_body(request), ResponseReader(request.method)
        stream = await self._take(seconds)
        try:
            for chunk in chunks:
                await stream.send(chunk, seconds("write"))
            if body is not None:
                async for piece in body:
                    await stream.send(body.framed(piece), seconds("write"))
                await stream.send(body.end, seconds("write"))
            while not reader.status:
                reader.feed(await stream.receive(seconds("read")))
        except BaseException:
            self.drop(stream)
            raise
        if not reader.done:
            return response_of(self.library, reader, self._body(self, stream, reader, seconds))
        self.give_back(stream, reader)
        return response_of(self.library, reader, self.library.ByteStream(reader.take()))

    def give_back(self, stream: AsyncStream, reader: ResponseReader) -> None:
        """Let another request have a connection, if this one has left it fit for that."""
        if reader.reusable and not self._closed:
            self.pool.give_back(stream)
        else:
            self.drop(stream)

    def drop(self, stream: AsyncStream) -> None:
        """Close a connection and let another request open one."""
        self._close(stream)
        self.pool.vacate()

    def _close(self, stream: AsyncStream) -> None:
        stream.close()
        self._open.discard(stream)

    async def _take(self, seconds: Seconds) -> AsyncStream:
        ticket = self.pool.take() or await self._wait(seconds("pool"))
        if ticket.connection is not None:
            return ticket.connection
        return await self._connect(seconds("connect"))

    async def _wait(self, seconds: float | None) -> Ticket[AsyncStream]:
        turn = self._network.turn()
        ticket = self.pool.wait(turn.come)
        try:
            await turn.wait(seconds)
        except BaseException:
            self.pool.withdraw(ticket)
            raise
        if self._closed:
            self.pool.withdraw(ticket)
            raise gone()
        return ticket

    async def _connect(self, seconds: float | None) -> AsyncStream:
        try:
            stream = await self._network.connect(self._route, seconds)
        except BaseException:
            self.pool.vacate()
            raise
        self._open.add(stream)
        if self._closed:
            self.drop(stream)
            raise gone()
        return stream


class _Body:
    """A body that is read as it comes; whoever stops before its end closes the connection."""

    def __init__(
        self, local: _Local, stream: AsyncStream, reader: ResponseReader, seconds: Seconds
    ) -> None:
        self._local = local
        self._stream: AsyncStream | None = stream
        self._reader = reader
        self._seconds = seconds

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        """The next piece, once it has come."""
        try:
            piece = await self._piece()
        except Failure as failure:
            self._finish()
            raise failure.to_library_error(self._local.library) from failure
        except BaseException:
            self._finish()
            raise
        if not piece:
            self._finish()
            raise StopAsyncIteration
        return piece

    async def _piece(self) -> bytes:
        """The next piece, empty at the end."""
        while not (piece := self._reader.take()) and not self._reader.done:
            if self._stream is None:
                raise gone()
            self._reader.feed(await self._stream.receive(self._seconds("read")))
        return piece

    async def aclose(self) -> None:
        """Give the connection back, or close it where the body has not come to its end."""
        self._finish()

    def _finish(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            self._local.give_back(stream, self._reader)

    def __del__(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            self._local.abandon(stream, self._reader)
