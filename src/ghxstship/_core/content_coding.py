"""Content codings (RFC 9110, section 8.4.1): compressed bytes in, plain ones out, bounded."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FREE_OVERHEAD = 256 * 1024
"""Bytes on the wire that a body may have besides its payload: framing, headers of members."""
OVERHEAD_PER_BYTE = 16
"""Further ones for each byte of payload: chunks of a single byte have 5, and some write more."""
MAX_PIECE = 64 * 1024
"""Bytes of a decompressed piece; a body in memory is never decompressed further than this."""
MAX_CODINGS = 3

_MEMBER_COST = 128  # what a member counts for at least: setting up zlib takes as long as many bytes
_MEMBER_STEP = 512
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_BARE_DEFLATE = -zlib.MAX_WBITS
_SUPPORTED = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate", "x-deflate": "deflate"}
_COMPRESSIONS = frozenset(
    {"br", "zstd", "compress", "x-compress", "dcb", "dcz", "exi", "pack200-gzip", "bzip2", "xz"}
)


class BrokenBodyError(Exception):
    """A body's bytes are not what its headers say; it becomes a public error further up."""


class ContentDecoder:
    """Undoes a body's content codings, piece by piece.

    What is on the wire is bounded by what comes out of it, so that members, blocks and headers
    without payload cannot keep it busy.

    Args:
        codings: The codings in the order in which they were applied, from `codings_in`.
    """

    __slots__ = ("_allowance", "_layers", "_names")

    def __init__(self, codings: Sequence[str]) -> None:
        self._names = ", ".join(codings)
        self._layers = [_Inflater(coding) for coding in reversed(codings)]
        self._allowance = FREE_OVERHEAD

    def decode(self, data: bytes) -> Iterator[bytes]:
        """Decompress the next bytes.

        Args:
            data: Any number of bytes as they came.

        Yields:
            Pieces of 1 to `MAX_PIECE` bytes.

        Raises:
            BrokenBodyError: They cannot be decompressed, or hold too little for their number.
        """
        try:
            for piece in self._through(0, data):
                self._allowance += OVERHEAD_PER_BYTE * len(piece)
                yield piece
        except zlib.error as error:
            raise BrokenBodyError(
                f"Content-Encoding {self._names}: the body cannot be decompressed: {error}"
            ) from None

    def check_complete(self) -> None:
        """Check that a body that has begun has come to its end.

        Raises:
            BrokenBodyError: It has not.
        """
        if not all(layer.is_complete for layer in self._layers):
            raise BrokenBodyError(f"Content-Encoding {self._names}: the body is incomplete")

    def _through(self, layer: int, data: bytes) -> Iterator[bytes]:
        """What the layers from this one on make of bytes."""
        if layer == len(self._layers):
            yield data
            return
        for cost, piece in self._layers[layer].inflate(data):
            self._allowance -= cost
            if piece:
                yield from self._through(layer + 1, piece)
            if self._allowance < 0:
                raise BrokenBodyError(
                    f"Content-Encoding {self._names}: the body has more than "
                    f"{OVERHEAD_PER_BYTE} compressed bytes for each byte in it"
                )


class _Decompressor(Protocol):
    """What zlib's `decompressobj` makes."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    @property
    def unconsumed_tail(self) -> bytes: ...

    def decompress(self, data: bytes | memoryview, max_length: int, /) -> bytes: ...


class _Inflater:
    """Undoes one coding, gzip or deflate."""

    __slots__ = ("_coding", "_step", "_zlib")

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._zlib: _Decompressor | None = None
        # zlib copies what stands after a member's end: no more is handed to it than is worth it.
        self._step = MAX_PIECE

    @property
    def is_complete(self) -> bool:
        return self._zlib is None or self._zlib.eof

    def inflate(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """Each step's cost, in bytes on the wire, and what came out of it."""
        rest = memoryview(data)
        while rest:
            chunk = rest[: self._step]
            cost = 0
            if self._zlib is None or self._zlib.eof:
                padding = 0 if self._zlib is None else _zeros(chunk)
                if padding:
                    rest = rest[padding:]
                    yield padding, b""
                    continue
                cost = 0 if self._zlib is None else _MEMBER_COST
                self._zlib = zlib.decompressobj(self._window(chunk[0]))
            piece = self._zlib.decompress(chunk, MAX_PIECE)
            left = self._zlib.unused_data if self._zlib.eof else self._zlib.unconsumed_tail
            used = len(chunk) - len(left)
            rest = rest[used:]
            self._step = _MEMBER_STEP if self._zlib.eof else min(2 * self._step, MAX_PIECE)
            yield cost + used, piece
            while len(piece) == MAX_PIECE and not rest and not self._zlib.eof:
                piece = self._zlib.decompress(b"", MAX_PIECE)  # it may hold more than it was let
                yield 0, piece

    def _window(self, first: int) -> int:
        """What zlib is to expect, by the first byte of the body or of a further gzip member."""
        if self._zlib is None and self._coding == "deflate" and first & 0x0F != 8:
            # Some send it without the header of RFC 1950 that RFC 9110, section 8.4.1.2 asks for.
            return _BARE_DEFLATE
        return _GZIP_OR_ZLIB  # RFC 1952, section 2.2: a member may follow


def codings_in(header: bytes) -> list[str]:
    """The codings to undo, of the values of all `Content-Encoding` headers.

    Names that stand for no compression, such as `identity`, `none` or `utf-8`, say nothing of the
    bytes and are ignored, as the HTTP clients do.

    Args:
        header: The values, joined by commas.

    Returns:
        `gzip` and `deflate`, in the order in which they were applied.

    Raises:
        BrokenBodyError: One of them is another compression, or they are more than `MAX_CODINGS`.
    """
    found: list[str] = []
    for item in header.split(b","):
        name = item.strip().lower()[:40].decode("ascii", "replace")
        if name in _SUPPORTED:
            found.append(_SUPPORTED[name])
        elif name in _COMPRESSIONS:
            raise BrokenBodyError(f"Content-Encoding {name} is not supported, gzip and deflate are")
    if len(found) > MAX_CODINGS:
        raise BrokenBodyError(f"Content-Encoding has {len(found)} compressions")
    return found


def _zeros(data: memoryview) -> int:
    """How many zero bytes data begins with: some pad a gzip file with them."""
    return 0 if data[0] else len(data) - len(bytes(data).lstrip(b"\0"))
