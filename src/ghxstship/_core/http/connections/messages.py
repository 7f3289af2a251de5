"""The HTTP library's requests and responses at a connection's end: written, and made."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar, cast

from .wire import request_bytes, request_head

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    from ...deadline import Deadline
    from ..protocols import HttpLibrary, HttpRequest, HttpResponse
    from .route import Route
    from .wire import RawHeaders, ResponseReader

BodyT = TypeVar("BodyT")

Seconds: TypeAlias = Callable[[Literal["connect", "read", "write", "pool"]], float | None]
"""The seconds that a step may take, `None` for no limit; asked before each, as less may be left."""

_UNLIMITED: dict[str, float | None] = {}
CHUNK = 64 * 1024
"""Bytes that are sent or received at once."""


def seconds_for(request: HttpRequest, deadline: Deadline | None) -> Seconds:
    """A request's timeouts, within a deadline."""
    timeouts: Mapping[str, float | None] = request.extensions.get("timeout", _UNLIMITED)
    if deadline is None:
        return timeouts.get
    return lambda step: deadline.bounded(timeouts.get(step))


class StreamedBody:
    """A request's body that is sent piece by piece, so that it never stands in memory.

    Attributes:
        length: How many bytes it has, `None` where it is sent in chunks (RFC 9112, section 7.1).
    """

    length: int | None = None

    def __iter__(self) -> Iterator[bytes]:
        """Each piece; none is empty."""
        raise NotImplementedError

    def __aiter__(self) -> AsyncIterator[bytes]:
        """The same in a task."""
        raise NotImplementedError

    def framed(self, piece: bytes) -> Chunk:
        """A piece as it is sent."""
        return Chunk(b"%x\r\n%b\r\n" % (len(piece), piece) if self.length is None else piece)

    @property
    def end(self) -> Chunk:
        """What is sent after the last piece."""
        return Chunk(b"0\r\n\r\n" if self.length is None else b"")


def streamed_body(request: HttpRequest) -> StreamedBody | None:
    """The body that is sent piece by piece, `None` where it is one message with the head."""
    return request.stream if isinstance(request.stream, StreamedBody) else None


class Chunk:
    """Bytes to be sent, whose representation hides them: a request's hold its credentials.

    Args:
        data: The bytes; whoever sends them takes them out in the very call that does.
    """

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data


def chunks_of(request: HttpRequest, route: Route) -> list[Chunk]:
    """A request as it is sent, in pieces each of which is given its time.

    Args:
        request: The request; of one whose body is streamed, the head alone.
        route: How it reaches its server.

    Raises:
        LocalProtocolError: Something in it cannot be sent.
    """
    target, fields = request.url.raw_path, cast("Any", request.headers)
    headers: RawHeaders = fields.raw
    if route.through_proxy and not route.secure:
        target, headers = route.for_proxy(request.url, headers)
    if isinstance(request.stream, StreamedBody):
        message = request_head(request.method, target, headers)
    else:
        message = request_bytes(request.method, target, headers, request.read())
    if len(message) <= CHUNK:
        return [Chunk(message)]
    return [Chunk(message[at : at + CHUNK]) for at in range(0, len(message), CHUNK)]


def response_of(library: HttpLibrary, reader: ResponseReader, body: object) -> HttpResponse:
    """A response whose head has been read.

    Args:
        library: Whose response it is to be.
        reader: What has been read so far.
        body: A stream of the library's.
    """
    return library.Response(
        reader.status,
        headers=reader.headers,
        stream=body,
        extensions={"http_version": b"HTTP/" + reader.version, "reason_phrase": reader.reason},
    )


def stream_class(body: type[BodyT], base: type[object]) -> type[BodyT]:
    """A class of bodies, as one that the library takes for a stream of its own.

    Args:
        body: The class.
        base: The library's `SyncByteStream` or `AsyncByteStream`.
    """
    made: Any = type(body.__name__, (body, base), {})
    return cast("type[BodyT]", made)
