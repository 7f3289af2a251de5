"""A response's body, taken piece by piece within bounds: so many bytes, and until the deadline."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, cast

from .http.library import library_of

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from .deadline import Deadline
    from .http.protocols import HttpResponse

ERROR_BYTES = 1024 * 1024
"""What is kept of a body that nobody asked for: an error's, or the start of one too large."""

_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_BARE_DEFLATE = -zlib.MAX_WBITS


class BrokenBodyError(Exception):
    """A body's bytes are not what its headers say; it becomes a public error further up."""


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

    __slots__ = ("_coding", "_deadline", "_inflater", "_is_error", "_pieces", "_room")

    def __init__(self, response: HttpResponse, limit: int, deadline: Deadline | None) -> None:
        coding, length = _framing(response)
        self._is_error = not response.is_success  # then the status says enough
        if coding not in {"", "gzip", "deflate"}:
            if not self._is_error:
                raise BrokenBodyError(f"the body is packed with {coding!r}, not gzip or deflate")
            coding = ""
        if length > limit and not coding:
            limit = min(limit, ERROR_BYTES)
        self._coding = coding
        self._deadline = deadline
        self._inflater = zlib.decompressobj(_GZIP_OR_ZLIB) if coding else None
        self._pieces: list[bytes] = []
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
        if self._inflater is None:
            self._keep(chunk)
        else:
            self._unpack(chunk)
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
        is_cut = self._inflater is not None and self._pieces and not self._inflater.eof
        if is_cut and not self._is_error:
            raise BrokenBodyError(f"the {self._coding} body is incomplete")
        return b"".join(self._pieces)

    def _keep(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self._room -= len(piece)

    def _unpack(self, chunk: bytes) -> None:
        """Unpack at most one byte more than there is room for, whatever the chunk unfolds to."""
        inflater = self._inflater
        if not self._pieces and self._coding == "deflate" and chunk and chunk[0] & 0x0F != 8:
            # Some send it without the header of RFC 1950 that RFC 9110, section 8.4.1.2 asks for.
            inflater = zlib.decompressobj(_BARE_DEFLATE)
        try:
            while chunk and self._room >= 0:
                if inflater is None or inflater.eof:  # RFC 1952, section 2.2: there may be more
                    inflater = zlib.decompressobj(_GZIP_OR_ZLIB)
                self._keep(inflater.decompress(chunk, self._room + 1))
                chunk = inflater.unused_data
        except zlib.error as error:
            if self._is_error:
                self._room = -1
                return
            raise BrokenBodyError(f"the {self._coding} body cannot be unpacked: {error}") from None
        self._inflater = inflater


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


def _framing(response: HttpResponse) -> tuple[str, int]:
    """How a body is packed, and its length on the wire; 0 where that is not told.

    The names are looked at once and as they came: the HTTP client's own look-up would first find
    out in which encoding all headers are.
    """
    coding, length = b"", 0
    raw: list[tuple[bytes, bytes]] = cast("Any", response.headers).raw
    for name, value in raw:
        if len(name) == 14 and name.lower() == b"content-length":
            length = int(value) if value.isdigit() and len(value) < 20 else 0
        elif len(name) == 16 and name.lower() == b"content-encoding":
            coding = value.strip().lower()[:40]
    return coding.decode(errors="replace").removeprefix("x-").replace("identity", ""), length


def _start(pieces: list[bytes]) -> bytes:
    kept = bytearray()
    for piece in pieces:
        kept += piece[: ERROR_BYTES - len(kept)]
        if len(kept) == ERROR_BYTES:
            break
    return bytes(kept)
