"""Messages of the HTTP library at a connection's end."""

from __future__ import annotations

import pytest

from ghxstship._core.http.connections.messages import CHUNK, in_chunks, response_of, timeouts_of
from ghxstship._core.http.connections.wire import ResponseReader

from ...library import LIBRARY, httpx


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_a_message_goes_out_whole_in_pieces_that_are_not_too_large(size: int) -> None:
    message = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    chunks = in_chunks(message)
    pieces = [chunk.data for chunk in chunks]
    assert b"".join(pieces) == message
    assert len(pieces) == max(1, -(-size // CHUNK))
    assert all(len(piece) <= CHUNK for piece in pieces)


def test_what_is_sent_is_unseen() -> None:
    assert "s3cret" not in repr(in_chunks(b"s3cret"))


def test_a_response_says_what_the_server_did() -> None:
    reader = ResponseReader("GET")
    reader.feed(b"HTTP/1.0 299 Enough\r\nA: 1\r\na: 2\r\n\r\n")
    response = response_of(LIBRARY, reader, LIBRARY.ByteStream(b"ok"))
    assert isinstance(response, httpx.Response)
    assert (response.status_code, response.reason_phrase) == (299, "Enough")
    assert response.http_version == "HTTP/1.0"
    assert response.headers.multi_items() == [("a", "1"), ("a", "2")]
    assert response.read() == b"ok"


def test_a_request_without_timeouts_has_none() -> None:
    assert timeouts_of(httpx.Request("GET", "http://api.test")) == {}
    timed = httpx.Request("GET", "http://api.test", extensions={"timeout": {"read": 1.0}})
    assert timeouts_of(timed) == {"read": 1.0}
