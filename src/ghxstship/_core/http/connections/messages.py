"""The HTTP library's requests and responses at a connection's end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, cast

if TYPE_CHECKING:
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
