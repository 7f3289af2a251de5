"""Messages of the HTTP library at a connection's end."""

from __future__ import annotations

import pytest

from ghxstship._core.deadline import GRAIN, Deadline
from ghxstship._core.http.connections.messages import (
    CHUNK,
    Chunk,
    chunks_of,
    response_of,
    seconds_for,
)
from ghxstship._core.http.connections.route import Route
from ghxstship._core.http.connections.wire import ResponseReader

from ...library import LIBRARY, httpx
from ..harness import FakeClock

HEAD = b"PUT / HTTP/1.1\r\nContent-Length: %06d\r\n\r\n"
ROUTE = Route(LIBRARY, LIBRARY.URL("http://api.test"))


def sent(body: bytes) -> list[Chunk]:
    """A request with that body."""
    request = httpx.Request(
        "PUT",
        "http://api.test/",
        headers=[(b"Content-Length", b"%06d" % len(body))],
        stream=httpx.ByteStream(body),
    )
    return chunks_of(request, ROUTE)


SPACE = CHUNK - len(HEAD % 0)
"""Bytes of a body that a chunk has room for beside the head."""


@pytest.mark.parametrize("size", [0, 1, SPACE - 1, SPACE, SPACE + 1, 3 * CHUNK])
def test_a_message_goes_out_whole_in_pieces_that_are_not_too_large(size: int) -> None:
    body = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    pieces = [chunk.data for chunk in sent(body)]
    message = HEAD % size + body
    assert b"".join(pieces) == message
    assert len(pieces) == -(-len(message) // CHUNK)
    assert all(len(piece) <= CHUNK for piece in pieces)


def test_what_is_sent_is_unseen() -> None:
    assert "s3cret" not in repr(sent(b"s3cret"))


def test_a_response_says_what_the_server_did() -> None:
    reader = ResponseReader("GET")
    reader.feed(b"HTTP/1.0 299 Enough\r\nA: 1\r\na: 2\r\n\r\n")
    response = response_of(LIBRARY, reader, LIBRARY.ByteStream(b"ok"))
    assert isinstance(response, httpx.Response)
    assert (response.status_code, response.reason_phrase) == (299, "Enough")
    assert response.http_version == "HTTP/1.0"
    assert response.headers.multi_items() == [("a", "1"), ("a", "2")]
    assert response.read() == b"ok"


class TestSeconds:
    TIMED = httpx.Request("GET", "http://api.test", extensions={"timeout": {"read": 5.0}})

    def test_are_without_limit_where_there_are_no_timeouts(self) -> None:
        seconds = seconds_for(httpx.Request("GET", "http://api.test"), None)
        assert (seconds("read"), seconds("pool")) == (None, None)

    def test_are_the_timeouts(self) -> None:
        seconds = seconds_for(self.TIMED, None)
        assert (seconds("read"), seconds("pool")) == (5.0, None)

    def test_are_no_more_than_are_left_when_they_are_asked_for(self) -> None:
        clock = FakeClock()
        seconds = seconds_for(self.TIMED, Deadline(8, clock))
        assert (seconds("read"), seconds("pool")) == (5.0, 8)
        clock.now += 6
        assert (seconds("read"), seconds("pool")) == (2, 2)
        clock.now += 6
        assert (seconds("read"), seconds("pool")) == (GRAIN, GRAIN)
