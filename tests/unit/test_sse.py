"""The event stream format: chunks of bytes in, events out."""

from __future__ import annotations

import pytest

from ghxstship._core.sse import EventParser, ServerSentEvent


def events(*chunks: bytes) -> list[ServerSentEvent]:
    parser = EventParser()
    return [event for chunk in chunks for event in parser.feed(chunk)]


def data(*chunks: bytes) -> list[str]:
    return [event.data for event in events(*chunks)]


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (b"data: a\n\n", [ServerSentEvent("a")]),
        (b"data:a\n\n", [ServerSentEvent("a")]),
        (b"data:  a\n\n", [ServerSentEvent(" a")]),
        (b"data: a \t\n\n", [ServerSentEvent("a \t")]),
        (b"data: MAX\n\n", [ServerSentEvent("MAX")]),
        (b"data: a\ndata\ndata: b\n\n", [ServerSentEvent("a\n\nb")]),
        (b"data\n\n", [ServerSentEvent("")]),
        (b'data: {"a": 1}\n\n', [ServerSentEvent('{"a": 1}')]),
        (b"event: sold\ndata: a\n\n", [ServerSentEvent("a", "sold")]),
        (b"event: sold\n\ndata: a\n\n", [ServerSentEvent("a", "message")]),
        (b"event: x\nevent:\ndata: a\n\n", [ServerSentEvent("a", "message")]),
        (
            b"id: 7\ndata: a\n\ndata: b\n\n",
            [ServerSentEvent("a", id="7"), ServerSentEvent("b", id="7")],
        ),
        (
            b"id: 7\ndata: a\n\nid\ndata: b\n\n",
            [ServerSentEvent("a", id="7"), ServerSentEvent("b")],
        ),
        (b"id: 7\nid: 8\x009\ndata: a\n\n", [ServerSentEvent("a", id="7")]),
        (b": a heartbeat\n\ndata: a\n\n", [ServerSentEvent("a")]),
        (b"retry: 10\nunknown: x\ndata: a\n\n", [ServerSentEvent("a")]),
        (b"\xef\xbb\xbfdata: a\n\n", [ServerSentEvent("a")]),
        (b"\xef\xbb\xbf\xef\xbb\xbfdata: a\n\n", []),
        (b"data: a\n\n\xef\xbb\xbfdata: b\n\n", [ServerSentEvent("a")]),
        (b"data: a\r\n\r\ndata: b\r\rdata: c\n\n", [ServerSentEvent(x) for x in "abc"]),
        (b"data: a\r\r", [ServerSentEvent("a")]),
        (b"data: \xff\n\n", [ServerSentEvent("\ufffd")]),
        ("data: ž\u2028\x85\n\n".encode(), [ServerSentEvent("ž\u2028\x85")]),
        (b"data: unfinished\n", []),
        (b"data: unfinished", []),
        (b"\n\n\n", []),
        (b"", []),
    ],
)
def test_a_stream_becomes_events(stream: bytes, expected: list[ServerSentEvent]) -> None:
    assert events(stream) == expected


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        ((b"da", b"ta: a", b"\n", b"\n"), ["a"]),
        ((b"data: a\r", b"\n\r", b"\ndata: b\r", b"", b"\n\n"), ["a", "b"]),
        ((b"data: a\r", b"\ndata: b\r\n\r\n"), ["a\nb"]),
        ((b"data: a\r", b"data: b\n", b"\n"), ["a\nb"]),
        ((b"data: a\n", b"\ndata: b\n\n"), ["a", "b"]),
        ((b"data: \xc5", b"\xbe\n\n"), ["ž"]),
        ((b"\xef", b"\xbb", b"\xbfdata: a\n\n"), ["a"]),
        ((b"\n", b"\xef\xbb\xbfdata: a\n\n"), []),
        ((b"", b"data: a\n\n", b""), ["a"]),
    ],
)
def test_a_chunk_may_end_anywhere(chunks: tuple[bytes, ...], expected: list[str]) -> None:
    assert data(*chunks) == expected


def test_an_event_is_given_as_soon_as_it_is_whole() -> None:
    parser = EventParser()
    assert list(parser.feed(b"data: a\r")) == []
    assert [event.data for event in parser.feed(b"\r")] == ["a"]


def test_pending_is_what_is_kept_of_an_event() -> None:
    parser = EventParser()
    chunks = [b"", b"da", b"ta: ab", b"\n", b"data: c", b"\ndata: de\nid", b": 7\r", b"\n", b"\n"]
    kept: list[int] = []
    for chunk in chunks:
        kept.append(parser.pending)
        list(parser.feed(chunk))
    assert [*kept, parser.pending] == [0, 0, 2, 8, 2, 9, 7, 5, 5, 0]


def test_the_last_id_is_that_of_an_event_that_came_whole() -> None:
    parser = EventParser()
    list(parser.feed(b"id: 1\ndata: a\n\nid: 2\ndata: b\n"))
    assert parser.last_id == "1"
    list(parser.feed(b"\n"))
    assert parser.last_id == "2"


def test_a_long_line_in_small_chunks_takes_linear_time() -> None:
    chunks = [b"data: ", *([b"x" * 10] * 100_000), b"\n\n"]
    assert data(*chunks) == ["x" * 1_000_000]
