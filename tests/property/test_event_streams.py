"""A stream is the same however the network cuts it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ghxstship._core.sse import EventParser, ServerSentEvent

line_ends = st.sampled_from([b"\n", b"\r", b"\r\n"])
lines = st.sampled_from(
    [
        b"",
        b"data: a",
        b"data:b",
        b"data",
        "data: ž\u2028".encode(),
        b"data: \xff",
        b"id: 1",
        b"id",
        b"id: \x00",
        b"event: sold",
        b": comment",
        b"retry: 1",
        b"\xef\xbb\xbf",
        b"\xef\xbb\xbfdata: c",
    ]
)
streams = st.lists(st.tuples(lines, line_ends).map(b"".join)).map(b"".join) | st.binary()
texts = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]))
events = st.lists(
    st.builds(
        ServerSentEvent,
        data=st.lists(texts, min_size=1).map("\n".join).filter(str.strip),
        event=texts.filter(bool),
        id=texts,
    )
)


def parsed(chunks: list[bytes]) -> tuple[list[ServerSentEvent], str]:
    parser = EventParser()
    found = [event for chunk in chunks for event in parser.feed(chunk)]
    return found, parser.last_id


def cut(stream: bytes, data: st.DataObject) -> list[bytes]:
    at = sorted(data.draw(st.lists(st.integers(0, len(stream)))))
    return [stream[a:b] for a, b in zip([0, *at], [*at, len(stream)], strict=True)]


@given(streams, st.data())
def test_any_chunks_give_the_same_events(stream: bytes, data: st.DataObject) -> None:
    assert parsed(cut(stream, data)) == parsed([stream])


@given(streams)
def test_any_bytes_one_by_one_give_the_same_events(stream: bytes) -> None:
    assert parsed([bytes([byte]) for byte in stream]) == parsed([stream])


@given(events, line_ends, st.booleans(), st.data())
def test_what_is_written_is_read(
    events: list[ServerSentEvent], end: bytes, bom: bool, data: st.DataObject
) -> None:
    written = [b"\xef\xbb\xbf" * bom]
    for event in events:
        fields = [f"event: {event.event}", f"id: {event.id}"]
        fields += [f"data: {line}" for line in event.data.split("\n")]
        written += [field.encode() + end for field in (*fields, "")]
    found, last_id = parsed(cut(b"".join(written), data))
    assert found == events
    assert last_id == (events[-1].id if events else "")
