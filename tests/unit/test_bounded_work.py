"""What a server can make a decoder do is in proportion to the payload that is taken.

Each test feeds an endless body with little or no payload and counts the bytes that are taken of
it, or compares the processor's time with that of an ordinary body as long.
"""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice, repeat
from time import process_time

import pytest

from ghxstship._core.body import ERROR_BYTES, Intake
from ghxstship._core.content_coding import (
    FREE_OVERHEAD,
    MAX_PIECE,
    OVERHEAD_PER_BYTE,
    BrokenBodyError,
    ContentDecoder,
)
from ghxstship._core.http.connections.failures import RemoteProtocolError
from ghxstship._core.http.connections.wire import MAX_HEAD, ResponseReader
from ghxstship._core.sse import EventParser, EventTooLargeError

from ..library import httpx

LIMIT = 200_000
ENDLESS = 200 * 2**20
"""Bytes after which a body counts as taken without end."""
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
GZIP_NAMED = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff"
STORED = b"\x00\x00\x00\xff\xff"
"""An empty block of deflate, not the last one."""

pytestmark = pytest.mark.once


def empty_fixed_blocks() -> bytes:
    """Empty blocks with fixed codes, 10 bits each, a whole number of bytes of them."""
    bits = "0100000000" * 4  # not the last; fixed codes; the end of the block
    return bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, 40, 8))


def packed_of(data: bytes, wbits: int) -> bytes:
    packer = zlib.compressobj(wbits=wbits)
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)


def endless(start: bytes, more: bytes) -> Iterator[bytes]:
    """Chunks of a network's size, up to what counts as endless."""
    chunk = more * max(1, MAX_PIECE // len(more))
    yield start
    yield from islice(repeat(chunk), ENDLESS // len(chunk))


def taken_of(chunks: Iterable[bytes], take: Callable[[bytes], bool]) -> int:
    """The bytes that are taken before a decoder refuses; it must."""
    taken = 0
    for chunk in chunks:
        taken += len(chunk)
        try:
            if not take(chunk):
                return taken
        except (BrokenBodyError, RemoteProtocolError, EventTooLargeError):
            return taken
    raise AssertionError(f"{taken} bytes were taken without an end")


GZIPPED_MEMBERS = gzip.compress(gzip.compress(b"") * 100_000)
BODIES: dict[str, tuple[str, Callable[[], Iterable[bytes]]]] = {
    "empty members": ("gzip", lambda: endless(b"", gzip.compress(b""))),
    "members of a byte": ("gzip", lambda: endless(b"", gzip.compress(b"x"))),
    "a file name": ("gzip", lambda: endless(GZIP_NAMED, b"x")),
    "stored blocks": ("gzip", lambda: endless(GZIP_HEAD, STORED)),
    "fixed blocks": ("gzip", lambda: endless(GZIP_HEAD, empty_fixed_blocks())),
    "padding": ("gzip", lambda: endless(gzip.compress(b"x"), b"\0")),
    "zlib's blocks": ("deflate", lambda: endless(b"\x78\x9c", STORED)),
    "bare blocks": ("deflate", lambda: endless(STORED, STORED)),
    "members within": ("gzip, gzip", lambda: endless(b"", GZIPPED_MEMBERS)),
    "blocks within": (
        "deflate, gzip",
        lambda: endless(GZIP_HEAD, packed_of(STORED * 10_000, -15)),
    ),
    "members within members": ("gzip, gzip, gzip", lambda: endless(b"", gzip.compress(b""))),
}


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("status", [200, 500])
def test_a_compressed_body_is_taken_in_proportion_to_its_payload(name: str, status: int) -> None:
    coding, chunks = BODIES[name]
    response = httpx.Response(status, headers={"Content-Encoding": coding}, stream=None)
    reader = Intake(response, min(LIMIT, ERROR_BYTES), None)
    tracemalloc.start()
    try:
        taken = taken_of(chunks(), reader.take)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert taken <= FREE_OVERHEAD + OVERHEAD_PER_BYTE * LIMIT
    assert peak < 6 * LIMIT


@pytest.mark.parametrize("codings", [["gzip"], ["deflate"], ["gzip", "deflate"]])
def test_what_is_hard_to_compress_is_within_the_proportion(codings: list[str]) -> None:
    plain = bytes(range(256)) * 4096
    packed = plain
    for coding in codings:
        wbits = 31 if coding == "gzip" else 15
        packer = zlib.compressobj(0, wbits=wbits)
        pieces = [packed[at : at + 50] for at in range(0, len(packed), 50)]
        flushed = [packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH) for piece in pieces]
        packed = b"".join([*flushed, packer.flush()])
    decoder = ContentDecoder(codings)
    assert b"".join(decoder.decode(packed)) == plain
    decoder.check_complete()


def test_a_body_in_small_pieces_takes_a_small_multiple_of_its_size() -> None:
    reader = Intake(httpx.Response(200, stream=None), LIMIT, None)
    tracemalloc.start()
    try:
        for number in range(LIMIT // 2):
            reader.take(b"%02d" % (number % 100))
        assert len(reader.body()) == LIMIT
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 6 * LIMIT


CHUNKS: dict[str, Callable[[], Iterable[bytes]]] = {
    "extensions": lambda: endless(b"", b"1;%b\r\nx\r\n" % (b"e" * 4000)),
    "lines of zeros": lambda: endless(b"", b"0000000000000001%b\r\nx\r\n" % (b" " * 100)),
    "trailers": lambda: endless(b"0\r\n", b"A: b\r\n"),
    "a trailer": lambda: endless(b"0\r\nA: ", b"b"),
    "a line": lambda: endless(b"1;", b"x"),
}


@pytest.mark.parametrize("name", CHUNKS)
def test_chunks_are_taken_in_proportion_to_their_payload(name: str) -> None:
    reader = ResponseReader("GET")
    reader.feed(CHUNKED)
    payload = 0

    def take(chunk: bytes) -> bool:
        nonlocal payload
        reader.feed(chunk)
        payload += len(reader.take())
        return True

    taken = taken_of(CHUNKS[name](), take)
    assert payload < LIMIT
    assert taken <= FREE_OVERHEAD + MAX_HEAD + OVERHEAD_PER_BYTE * payload + MAX_PIECE


@pytest.mark.parametrize("size", [1, 2, 16])
def test_small_chunks_are_within_the_proportion(size: int) -> None:
    reader = ResponseReader("GET")
    reader.feed(CHUNKED)
    for _ in range(100):
        reader.feed(b"%08x\r\n%b\r\n" % (size, b"x" * size) * 1000)
        assert len(reader.take()) == 1000 * size


def test_interim_responses_are_taken_up_to_the_bound_of_a_head() -> None:
    reader = ResponseReader("GET")
    chunks = endless(b"", b"HTTP/1.1 103 \r\n\r\n")

    def take(chunk: bytes) -> bool:
        reader.feed(chunk)
        return True

    assert taken_of(chunks, take) <= MAX_HEAD + MAX_PIECE


EVENTS: dict[str, bytes] = {
    "data": b"data: x\n",
    "empty data": b"data\n",
    "a line": b"x",
    "a comment": b":",
}


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_is_taken_up_to_its_bound(name: str) -> None:
    parser = EventParser(limit=LIMIT)
    chunks = endless(b"", EVENTS[name])
    tracemalloc.start()
    try:
        taken = taken_of(chunks, lambda chunk: list(parser.feed(chunk)) == [])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert taken <= 8 * LIMIT
    assert peak < 8 * LIMIT


def cost(use: Callable[[], object]) -> float:
    """The processor's seconds, the least of three."""
    found: list[float] = []
    for _ in range(3):
        began = process_time()
        use()
        found.append(process_time() - began)
    return min(found)


def read_members(count: int, cut: int) -> None:
    member = gzip.compress(b"0123456789abcdef")
    packed = member * count
    decoder = ContentDecoder(["gzip"])
    size = sum(
        len(piece)
        for at in range(0, len(packed), cut)
        for piece in decoder.decode(packed[at : at + cut])
    )
    assert size == 16 * count


def read_bytewise(body: bytes) -> None:
    reader = ResponseReader("GET")
    for at in range(len(body)):
        reader.feed(body[at : at + 1])


def read_head(count: int) -> None:
    reader = ResponseReader("GET")
    fields = b"Connection: x\r\n" * count
    reader.feed(b"HTTP/1.1 200 OK\r\n" + fields + b"\r\n")
    assert reader.status == 200


def read_interims(count: int, size: int) -> None:
    reader = ResponseReader("GET")
    reader.feed(b"HTTP/1.1 100 \r\n\r\n" * count + b"HTTP/1.1 200 OK\r\n\r\n" + bytes(size))
    assert reader.status == 200


def feed_lines(count: int) -> None:
    parser = EventParser()
    for chunk in chain(repeat(b"data: x\n" * 100, count), [b"\n"]):
        list(parser.feed(chunk))


def test_many_members_in_one_chunk_take_no_longer_than_one_by_one() -> None:
    """A copy of all that follows at each member's end made this hundreds of times as long."""
    assert cost(lambda: read_members(20_000, 10**9)) < 5 * cost(lambda: read_members(20_000, 36))


GROWING: dict[str, Callable[[int], None]] = {
    "trailer": lambda size: read_bytewise(CHUNKED + b"0\r\nA: " + b"b" * 4000 * size),
    "fields": lambda size: read_head(300 * size),
    "interims": lambda size: read_interims(250 * size, 0),
    "data lines": lambda size: feed_lines(500 * size),
    "members": lambda size: read_members(500 * size, 10**9),
}


@pytest.mark.parametrize("use", GROWING.values(), ids=GROWING)
def test_twenty_times_as_much_takes_about_twenty_times_as_long(
    use: Callable[[int], None],
) -> None:
    """Quadratic work would take 400 times as long."""
    assert cost(lambda: use(20)) < 100 * max(cost(lambda: use(1)), 1e-3)
