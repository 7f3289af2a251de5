"""The HTTP library's requests and responses at a connection's end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from ..protocols import HttpLibrary, HttpRequest, HttpResponse
    from .wire import RawHeaders, ResponseReader

BodyT = TypeVar("BodyT")


class Timeouts(TypedDict, total=False):
    """Seconds, or `None` for no limit: what the library puts into a request's extensions."""

    connect: float | None
    read: float | None
    write: float | None
    pool: float | None


_UNLIMITED: Timeouts = {}
CHUNK = 64 * 1024
"""Bytes that are sent or received at once."""


def timeouts_of(request: HttpRequest) -> Timeouts:
    """A request's timeouts, to be asked before each step: what is left may grow less."""
    return cast("Timeouts", request.extensions.get("timeout", _UNLIMITED))


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


def in_chunks(message: bytes) -> list[Chunk]:
    """A message in pieces, each of which is given its time."""
    if len(message) <= CHUNK:
        return [Chunk(message)]
    return [Chunk(message[at : at + CHUNK]) for at in range(0, len(message), CHUNK)]


def raw_headers(request: HttpRequest) -> RawHeaders:
    """A request's headers as they are sent."""
    headers: Any = request.headers
    raw: RawHeaders = headers.raw
    return raw


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
