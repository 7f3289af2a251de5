"""A response's body, taken piece by piece within bounds: so many bytes, and until the deadline."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from .content_coding import BrokenBodyError, ContentDecoder, codings_in
from .http.event_loop import running_trio
from .http.library import library_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, MutableMapping

    from .deadline import Deadline
    from .http.protocols import HttpResponse

ERROR_BYTES = 1024 * 1024
"""What is kept of a body that nobody asked for: an error's, or the start of one too large."""

_SMALL_PIECE = 1024
_MOST_CHUNKS = 64 * 1024
"""More than an HTTP library has read without having given it out."""


class BodyTooLargeError(BrokenBodyError):
    """A body that middleware reads is above the client's bound; it becomes a public error.

    Attributes:
        response: Whose body it is; its connection was given back.
        start: The beginning of the body.
        limit: The bound in bytes.
    """

    def __init__(self, response: HttpResponse, start: bytes, limit: int) -> None:
        super().__init__(f"the body has more than {limit} bytes")
        self.response = response
        self.start = start
        self.limit = limit


class Intake:
    """Takes one body, unpacks it, and stops at its bound.

    It stands in for the HTTP client's own reading, which knows no bound, and which takes longer
    than all else in a small call.

    Args:
        response: Whose body it is; nothing of it was read.
        limit: How many bytes, unpacked, to take.
        deadline: When to stop, or `None`.

    Raises:
        BrokenBodyError: It is a success's, and packed in a way that no request of ours accepts.
    """

    __slots__ = ("_deadline", "_decoder", "_is_error", "_pieces", "_room")

    def __init__(self, response: HttpResponse, limit: int, deadline: Deadline | None) -> None:
        coding, length = _framing(response)
        self._is_error = not response.is_success  # then the status says enough
        self._decoder = self._decoder_of(coding) if coding else None
        if length > limit and self._decoder is None:
            limit = min(limit, ERROR_BYTES)
        self._deadline = deadline
        self._pieces: list[bytes | bytearray] = []
        self._room = limit

    def take(self, chunk: bytes) -> bool:
        """Take the next bytes as they came.

        Returns:
            Whether there is room for more.

        Raises:
            BrokenBodyError: They are of a success's body, and cannot be unpacked.
            DeadlinePassedError: They came too late.
        """
        if self._deadline is not None:
            self._deadline.check()
        if self._decoder is None:
            self._add(chunk)
        else:
            self._unpack(self._decoder, chunk)
        return self._room >= 0

    @property
    def is_whole(self) -> bool:
        """Whether the body was within its bound."""
        return self._room >= 0

    def body(self) -> bytes:
        """The body; the start of one that is not whole.

        Raises:
            BrokenBodyError: It is a success's, packed, and its end is missing.
        """
        if not self.is_whole:
            return _start(self._pieces)
        if self._decoder is not None and not self._is_error:
            self._decoder.check_complete()
        return b"".join(self._pieces)

    def _decoder_of(self, header: bytes) -> ContentDecoder | None:
        try:
            codings = codings_in(header)
        except BrokenBodyError:
            if self._is_error:
                return None
            raise
        return ContentDecoder(codings) if codings else None

    def _add(self, piece: bytes) -> None:
        """Add a piece; small ones are put together, since an object is larger than they are."""
        pieces = self._pieces
        self._room -= len(piece)
        if len(piece) >= _SMALL_PIECE or not pieces:
            pieces.append(piece)
        elif isinstance(last := pieces[-1], bytearray):
            last += piece
        else:
            pieces.append(bytearray(piece))

    def _unpack(self, decoder: ContentDecoder, chunk: bytes) -> None:
        """Decompress at most one byte more than there is room for."""
        try:
            for piece in decoder.decode(chunk):
                self._add(piece[: self._room + 1])
                if self._room < 0:
                    return
        except BrokenBodyError:
            if not self._is_error:
                raise
            self._room = -1


def gather(response: HttpResponse, make: Callable[[HttpResponse], Intake]) -> Intake:
    """Take a body; whatever stops it, the connection is given back."""
    try:
        intake = make(response)
        for chunk in cast("Iterable[bytes]", response.stream):
            if not intake.take(chunk):
                break
    finally:
        response.close()
    return intake


async def gather_async(response: HttpResponse, make: Callable[[HttpResponse], Intake]) -> Intake:
    """The same in a task."""
    chunks = aiter(cast("AsyncIterable[bytes]", response.stream))
    try:
        intake = make(response)
        async for chunk in chunks:
            if not intake.take(chunk):
                break
    finally:
        await leave_body(response, chunks)
    return intake


def bound_reading(response: HttpResponse, limit: int, deadline: Deadline | None) -> None:
    """Let `read` and `aread` of a response take its body as the client does, within its bounds.

    Args:
        response: A response; one that is read already is left as it is.
        limit: How many bytes, unpacked, a success's body may have.
        deadline: When to stop, or `None`.
    """
    own = cast("Any", response)
    if response.is_closed or response.is_stream_consumed or "read" in vars(response):
        return

    def make(response: HttpResponse) -> Intake:
        most = limit if response.is_success else min(limit, ERROR_BYTES)
        return Intake(response, most, deadline)

    def filled(intake: Intake) -> bytes:
        body = intake.body()
        if response.is_success and not intake.is_whole:
            raise BodyTooLargeError(response, body, limit)
        fill(response, body)
        return body

    def unbound() -> None:
        del own.read, own.aread

    def read() -> bytes:
        unbound()
        if response.is_closed or response.is_stream_consumed:
            return response.read()
        return filled(gather(response, make))

    async def aread() -> bytes:
        unbound()
        if response.is_closed or response.is_stream_consumed:
            return await response.aread()
        return filled(await gather_async(response, make))

    own.read, own.aread = read, aread


def decoder_for(response: HttpResponse) -> ContentDecoder | None:
    """What decompresses a success's body as it comes, or `None` where it is not compressed.

    Raises:
        BrokenBodyError: It is compressed in a way that no request of ours accepts.
    """
    codings = () if response.is_closed else codings_in(_framing(response)[0])
    return ContentDecoder(codings) if codings else None


def fill(response: HttpResponse, body: bytes) -> None:
    """Let a response count as read, where it does not yet.

    Args:
        response: A response whose connection was given back.
        body: Its body, unpacked.
    """
    if response.is_stream_consumed:
        return
    headers = cast("MutableMapping[str, str]", response.headers)
    coding = headers.pop("content-encoding", None)
    response.stream = library_of(response).ByteStream(body)
    response.is_closed = response.is_stream_consumed = False
    response.read()
    if coding is not None:
        headers["content-encoding"] = coding


def _framing(response: HttpResponse) -> tuple[bytes, int]:
    """The `Content-Encoding`, and the length on the wire; empty and 0 where there is none.

    The names are looked at once and as they came: the HTTP client's own look-up would first find
    out in which encoding all headers are.
    """
    coding, length = b"", 0
    raw: list[tuple[bytes, bytes]] = cast("Any", response.headers).raw
    for name, value in raw:
        if len(name) == 14 and name.lower() == b"content-length":
            length = int(value) if value.isdigit() and len(value) < 20 else 0
        elif len(name) == 16 and name.lower() == b"content-encoding":
            coding = coding + b"," + value if coding else value
    return coding, length


def _start(pieces: list[bytes | bytearray]) -> bytes:
    kept = bytearray()
    for piece in pieces:
        kept += piece[: ERROR_BYTES - len(kept)]
        if len(kept) == ERROR_BYTES:
            break
    return bytes(kept)


async def leave_body(response: HttpResponse, chunks: AsyncIterator[bytes] | None) -> None:
    """Close a response before or at its body's end, along with all that it is read through.

    The HTTP libraries read by generators within generators. `aclose` ends the outermost, and the
    collector the others, which trio warns of: there, a cancellation ends them from within.

    Args:
        response: The response.
        chunks: What iterates over its body, or `None`.
    """
    try:
        if isinstance(chunks, AsyncGenerator):
            generator = cast("AsyncGenerator[bytes, None]", chunks)
            if not getattr(generator, "ag_running", False):  # else somebody else waits in it
                await _end(generator)
    finally:
        await response.aclose()


async def _end(generator: AsyncGenerator[bytes, None]) -> None:
    trio = running_trio()
    if trio is not None:
        with trio.CancelScope() as scope, suppress(Exception):  # nobody wants the body any more
            scope.cancel()
            for _ in range(_MOST_CHUNKS):
                await anext(generator)
    await generator.aclose()
