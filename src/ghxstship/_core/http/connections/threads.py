"""Requests from threads."""

from __future__ import annotations

from threading import Event, Lock
from typing import TYPE_CHECKING

from .failures import Failure, PoolTimeout
from .messages import chunks_of, response_of, seconds_for, stream_class, streamed_body
from .pool import Limits, Pool
from .sockets import SocketStream, connect
from .streams import gone
from .wire import ResponseReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...deadline import Deadline
    from ..protocols import HttpLibrary, HttpRequest, HttpResponse
    from .messages import Seconds
    from .pool import Ticket
    from .route import Route


class Connections:
    """Connections to one server, shared by threads.

    Args:
        library: Whose requests they carry.
        route: The way to the server.
        limits: How many connections there may be, and for how long.
    """

    def __init__(self, library: HttpLibrary, route: Route, limits: Limits) -> None:
        self.library = library
        self._body = stream_class(_Body, library.SyncByteStream)
        self._route = route
        self.pool: Pool[SocketStream] = Pool(limits, SocketStream.close)
        self._lock = Lock()
        self._closed = False

    def handle_request(
        self, request: HttpRequest, deadline: Deadline | None = None
    ) -> HttpResponse:
        """Send a request and return its response, the body not yet read.

        Args:
            request: The request.
            deadline: When the response must be there, its body included, or `None`.

        Raises:
            Exception: The library's own, as its transport would raise it.
        """
        try:
            return self._send(request, deadline)
        except Failure as failure:
            raise failure.to_library_error(self.library) from failure

    def _send(self, request: HttpRequest, deadline: Deadline | None) -> HttpResponse:
        seconds = seconds_for(request, deadline)
        chunks = chunks_of(request, self._route)
        body, reader = streamed_body(request), ResponseReader(request.method)
        stream = self._take(seconds)
        try:
            for chunk in chunks:
                stream.send(chunk, seconds("write"))
            if body is not None:
                for piece in body:
                    stream.send(body.framed(piece), seconds("write"))
                stream.send(body.end, seconds("write"))
            while not reader.status:
                reader.feed(stream.receive(seconds("read")))
        except BaseException:
            self.drop(stream)
            raise
        if not reader.done:
            return response_of(self.library, reader, self._body(self, stream, reader, seconds))
        self.give_back(stream, reader)
        return response_of(self.library, reader, self.library.ByteStream(reader.take()))

    def close(self) -> None:
        """Close the idle connections, and each of the others as soon as its response is read."""
        with self._lock:
            self._closed = True
            self.pool.close_idle()

    def give_back(self, stream: SocketStream, reader: ResponseReader) -> None:
        """Let another request have a connection, if this one has left it fit for that."""
        with self._lock:
            if reader.reusable and not self._closed:
                self.pool.give_back(stream)
                return
        self.drop(stream)

    def drop(self, stream: SocketStream) -> None:
        """Close a connection and let another request open one."""
        stream.close()
        with self._lock:
            self.pool.vacate()

    def _take(self, seconds: Seconds) -> SocketStream:
        turn = None
        with self._lock:
            ticket = self.pool.take()
            if ticket is None:
                turn = Event()
                ticket = self.pool.wait(turn.set)
        if turn is not None:
            self._wait(ticket, turn, seconds("pool"))
        return ticket.connection or self._connect(seconds("connect"))

    def _connect(self, seconds: float | None) -> SocketStream:
        stream = None
        try:
            if not self._closed:
                stream = connect(self._route, seconds)
        finally:
            if stream is None:
                with self._lock:
                    self.pool.vacate()
        if stream is None:
            raise gone()
        return stream

    def _wait(self, ticket: Ticket[SocketStream], turn: Event, seconds: float | None) -> None:
        try:
            in_time = turn.wait(seconds)
        except BaseException:
            self._withdraw(ticket)
            raise
        if not in_time:
            self._withdraw(ticket)
            raise PoolTimeout("no connection was free in time")

    def _withdraw(self, ticket: Ticket[SocketStream]) -> None:
        with self._lock:
            self.pool.withdraw(ticket)


class _Body:
    """A body that is read as it comes; whoever stops before its end closes the connection."""

    def __init__(
        self,
        connections: Connections,
        stream: SocketStream,
        reader: ResponseReader,
        seconds: Seconds,
    ) -> None:
        self._connections = connections
        self._stream: SocketStream | None = stream
        self._reader = reader
        self._seconds = seconds

    def __iter__(self) -> Iterator[bytes]:
        """Each piece as it comes."""
        reader = self._reader
        try:
            while True:
                if piece := reader.take():
                    yield piece
                if reader.done:
                    break
                if self._stream is None:
                    raise gone()
                reader.feed(self._stream.receive(self._seconds("read")))
        except Failure as failure:
            raise failure.to_library_error(self._connections.library) from failure
        finally:
            self.close()

    def close(self) -> None:
        """Give the connection back, or close it where the body has not come to its end."""
        stream, self._stream = self._stream, None
        if stream is not None:
            self._connections.give_back(stream, self._reader)
