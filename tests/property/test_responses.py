"""Responses on the wire, read as h11 reads them, or refused."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import h11
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ghxstship._core.http.connections.failures import RemoteProtocolError
from ghxstship._core.http.connections.wire import ResponseReader

METHODS = ["GET", "HEAD", "CONNECT", "POST"]


class Read(NamedTuple):
    status: int
    reason: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes
    reusable: bool


def read(method: str, pieces: list[bytes]) -> Read | None:
    """What we make of a response, or `None` if it is none."""
    reader = ResponseReader(method)
    body = b""
    try:
        for piece in pieces:
            if piece:
                reader.feed(piece)
            body += reader.take()
        if not reader.done:
            reader.feed(b"")
    except RemoteProtocolError:
        return None
    return Read(reader.status, reader.reason, told(reader.headers), body, reader.reusable)


def told(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Headers as h11 and we both tell them: it writes those that frame the body anew."""
    framing = {b"content-length", b"transfer-encoding"}
    lower = [(name.lower(), value) for name, value in headers]
    return list(dict.fromkeys((n, b"" if n in framing else value) for n, value in lower))


def read_by_h11(method: str, data: bytes) -> Read | None:
    """What h11 makes of it."""
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=100 * 1024)
    target = "a:1" if method == "CONNECT" else "/"
    connection.send(h11.Request(method=method, target=target, headers=[("Host", "a")]))
    connection.send(h11.EndOfMessage())
    body = b""
    response, ended, announced = None, False, False
    try:
        connection.receive_data(data)
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                ended = True
                connection.receive_data(b"")
            elif isinstance(event, h11.InformationalResponse) and event.status_code == 101:
                return None
            elif isinstance(event, h11.InformationalResponse | h11.Response):
                announced = announced or announces_needlessly(method, event)
                response = event if isinstance(event, h11.Response) else None
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage | h11.ConnectionClosed) or event is h11.PAUSED:
                break
    except h11.RemoteProtocolError:
        return None
    assert response is not None
    excess, _ = connection.trailing_data
    both = {b"content-length", b"transfer-encoding"} <= {name for name, _ in response.headers}
    # h11 keeps a connection whose answer announced a body where there can be none: we do not.
    reusable = connection.their_state is h11.DONE and not (excess or both or ended or announced)
    if connection.their_state is h11.SWITCHED_PROTOCOL or connection.our_state is h11.MUST_CLOSE:
        reusable = False
    headers = told(response.headers.raw_items())
    return Read(response.status_code, response.reason, headers, body, reusable)


def announces_needlessly(method: str, event: h11.InformationalResponse | h11.Response) -> bool:
    """Whether a head that no body can follow has the headers of one that is not empty."""
    if event.status_code >= 200 and event.status_code not in {204, 304} and method != "HEAD":
        return False
    headers = dict(event.headers)
    return (
        b"transfer-encoding" in headers or headers.get(b"content-length", b"0").strip(b"0") != b""
    )


tokens = st.text("abcXYZ-_!09", min_size=1, max_size=8).map(str.encode)
values = st.text(" \tabc,;=é09", max_size=12).map(lambda text: text.strip().encode())
ends = st.sampled_from([b"\r\n", b"\r\n", b"\r\n", b"\n"])
plain = st.tuples(tokens, st.sampled_from([b":", b": ", b":\t "]), values, ends).map(b"".join)
framing = st.sampled_from(
    [
        b"Content-Length: 3\r\n",
        b"content-length: 0\r\n",
        b"Content-Length: 3, 3\r\n",
        b"Content-Length: 3, 4\r\n",
        b"Content-Length: x\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: gzip\r\n",
        b"Transfer-Encoding: CHUNKED\r\n",
        b"Connection: close\r\n",
        b"Connection: keep-alive, X\r\n",
        b"X-Fold: a\r\n b\r\n\tc\r\n",
    ]
)
status_lines = st.sampled_from(
    [
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200\r\n",
        b"HTTP/1.1 404 Not Found, you see\n",
        b"HTTP/1.0 200 OK\r\n",
        b"HTTP/1.1 204 No Content\r\n",
        b"HTTP/1.1 304 Not Modified\r\n",
        b"HTTP/1.1 999 \r\n",
        b"HTTP/1.1 101 Switching\r\n",
        b"HTTP/1.1 20 OK\r\n",
    ]
)
fields = st.lists(plain | framing, max_size=4).map(b"".join)
interims = st.sampled_from(
    [
        b"",
        b"",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 103 Hints\r\nLink: a\r\n\r\n",
        b"HTTP/1.1 103 Hints\r\nContent-Length: 3\r\n\r\n",
        b"HTTP/1.1 102 Wait\r\nContent-Length: 0\r\n\r\n",
    ]
)
bodies = st.sampled_from([b"", b"abc", b"abcd"]) | st.lists(
    st.sampled_from(
        [
            b"3\r\nabc\r\n",
            b"a;x=y\r\n0123456789\r\n",
            b"0\r\n",
            b"\r\n",
            b"Trailer: t\r\n",
            b"0x3\r\nabc\r\n",
            b"3\r\nabcd\r\n",
            b"+3\r\nabc\r\n",
        ]
    ),
    max_size=4,
).map(b"".join)
responses = st.tuples(interims, status_lines, fields, ends, bodies).map(b"".join)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A response some bytes of which are others."""
    data = bytearray(draw(responses))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(data) - 1))
        data[at : at + draw(st.integers(0, 2))] = draw(st.binary(max_size=2))
        assume(data)
    return bytes(data)


@st.composite
def cuts(draw: st.DrawFn, data: bytes) -> list[bytes]:
    """The same bytes in pieces."""
    places = draw(st.lists(st.integers(0, len(data)), max_size=6))
    return [data[start:end] for start, end in pairwise([0, *sorted(places), len(data)])]


@given(st.sampled_from(METHODS), responses)
def test_a_response_is_what_h11_reads(method: str, data: bytes) -> None:
    assert read(method, [data]) == read_by_h11(method, data)


@given(st.sampled_from(METHODS), damaged())
@example("GET", b"HTTP/1.1 103 H\r\nContent-Length: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n")
@example("GET", b"HTTP/1.1 103 H\r\nTransfer-Encoding: gzip\r\n\r\nHTTP/1.1 200 OK\r\n\r\n")
def test_a_damaged_one_is_what_h11_reads_or_refused(method: str, data: bytes) -> None:
    found = read(method, [data])
    if found is not None:
        assert found == read_by_h11(method, data)


@given(st.data(), st.sampled_from(METHODS), damaged())
def test_it_is_the_same_however_it_is_cut(data: st.DataObject, method: str, sent: bytes) -> None:
    assert read(method, data.draw(cuts(sent))) == read(method, [sent])


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_a_large_one_costs_no_more_than_its_size(size: int) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = bytes(1_000_000)
    sent = head + b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"
    found = read("GET", [sent[at : at + size * 100] for at in range(0, len(sent), size * 100)])
    assert found is not None
    assert found.body == body
