"""The event stream format: chunks of bytes in, events out."""

from __future__ import annotations

import tracemalloc

import pytest

from ghxstship._core.sse import EventParser, EventTooLargeError, ServerSentEvent


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
        (b"data\n\n", []),
        (b"data: \t\ndata\n\n", []),
        (b"id: 7\ndata\n\ndata: a\n\n", [ServerSentEvent("a", id="7")]),
        (b"event: ping\ndata\n\ndata: a\n\n", [ServerSentEvent("a")]),
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


@pytest.mark.parametrize("size", [1, 3, 100])
@pytest.mark.parametrize(
    ("stream", "largest"),
    [
        (b"data: ab\n\n", 8),
        (b"data: ab\r\n\r\n", 8),
        (b"data:a\ndata:b\ndata:c\ndata:d\n\n", 7),
        (b"data\n" * 9 + b"\n", 8),
        (b"event: abc\nid: 1\n\n", 10),
        (b": a comment\n", 11),
        (b"half", 4),
    ],
)
def test_no_line_and_no_data_is_above_the_limit(stream: bytes, largest: int, size: int) -> None:
    chunks = [stream[at : at + size] for at in range(0, len(stream), size)]

    def feed(limit: int) -> None:
        parser = EventParser(limit=limit)
        for chunk in chunks:
            list(parser.feed(chunk))

    feed(largest)
    with pytest.raises(EventTooLargeError):
        feed(largest - 1)


def test_data_in_many_lines_takes_a_small_multiple_of_its_size() -> None:
    parser = EventParser()
    tracemalloc.start()
    try:
        for _ in range(1000):
            list(parser.feed(b"data:ab\n" * 100))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 * 300_000


def test_the_last_id_is_that_of_an_event_that_came_whole() -> None:
    parser = EventParser()
    list(parser.feed(b"id: 1\ndata: a\n\nid: 2\ndata: b\n"))
    assert parser.last_id == "1"
    list(parser.feed(b"\n"))
    assert parser.last_id == "2"


def test_a_long_line_in_small_chunks_takes_linear_time() -> None:
    chunks = [b"data: ", *([b"x" * 10] * 100_000), b"\n\n"]
    assert data(*chunks) == ["x" * 1_000_000]
