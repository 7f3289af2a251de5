"""A stream that says nothing, in as many bytes as one likes: it ends, and others get their turn."""

from __future__ import annotations

import asyncio
import gzip
import json
import tracemalloc
from collections.abc import Iterator
from time import thread_time
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from ghxstship._core import sse
from ghxstship._core.errors import APIConnectionError, ResponseTooLargeError
from ghxstship._core.sse import LINE_COST, EventParser, ServerSentEvent
from ghxstship._core.stream_base import TURN

from ..library import httpx
from .harness import BOOK, Kind, Shop, body_of, broken

pytestmark = [
    pytest.mark.once,
    pytest.mark.usefixtures("without_collection"),
]

LIMIT = 100_000
FREE = 1024 * 1024
MOST_FREE = sse.FREE_LINES
LONGEST_GAP = 0.2  # seconds of the processor's time; a turn takes some 3 ms

LINES = {
    "breaks": b"\n",
    "breaks of two bytes": b"\r\n",
    "returns": b"\r",
    "comments": b": x\n",
    "empty comments": b":\n",
    "ids": b"id: a\n",
    "ids of nothing": b"id: a\n\n",
    "unusable ids": b"id: \xff\n\n",
    "long ids": b"id: " + b"a" * 4000 + b"\n\n",
    "pauses": b"retry: 1\n",
    "names": b"event: a\n",
    "names of nothing": b"event: a\n\n",
    "events without data": b"data\n\n",
    "events of white space": b"data: \ndata:  \n\n",
    "unknown fields": b"x\n",
    "lines of data": b"data\n",
    "lines of data with white space": b"data:  \n",
    "a line": b"x",
    "a line of data": b"data: x",
}
"""What is repeated without end."""


@pytest.fixture(autouse=True)
def free_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "FREE_LINES", FREE)


class Ticking:
    """Counts the turns of the event loop, and what the parser did between two of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.turns = self.most_bytes = self.most_events = 0
        self.longest = 0.0
        self._bytes = self._events = 0
        feed = EventParser.feed

        def counted(parser: EventParser, chunk: bytes) -> Iterator[ServerSentEvent]:
            self._bytes += len(chunk)
            for event in feed(parser, chunk):
                self._events += 1
                yield event

        monkeypatch.setattr(EventParser, "feed", counted)

    async def tick(self) -> None:
        began = thread_time()
        while True:
            await anyio.lowlevel.checkpoint()
            now = thread_time()
            self.longest, began = max(self.longest, now - began), now
            self.most_bytes = max(self.most_bytes, self._bytes)
            self.most_events = max(self.most_events, self._events)
            self._bytes = self._events = 0
            self.turns += 1

    async def beside(self, made: Any) -> list[Any]:
        """All events of a stream while the loop is watched; its error at the end, if any."""
        found: list[Any] = []
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self.tick)
            await anyio.lowlevel.checkpoint()
            try:
                found += [each async for each in made]
            except (ResponseTooLargeError, APIConnectionError) as error:
                found.append(error)
            await anyio.lowlevel.checkpoint()
            tasks.cancel_scope.cancel()
        return found


def compressed(content: bytes) -> httpx.Response:
    """One chunk of the network, and then nothing that should be asked for."""
    never = AssertionError("it went on reading")
    return broken(
        gzip.compress(content), never, Content_Type="text/event-stream", Content_Encoding="gzip"
    )


def endless(line: bytes) -> httpx.Response:
    """More than ten times of what is taken, or of the payload that a line may have."""
    return compressed(line * (12 * (FREE + LIMIT) // (LINE_COST + len(line))))


def heard(kind: Kind, response: httpx.Response, monkeypatch: pytest.MonkeyPatch) -> Ticking:
    """How a task that is no reader of the stream fared."""
    ticking = Ticking(monkeypatch)
    shop = Shop(kind, response, max_response_bytes=LIMIT)
    (error,) = shop.run(ticking.beside, shop.client.books.listen())
    assert isinstance(error, ResponseTooLargeError | APIConnectionError)
    assert body_of(response).closed >= 1
    return ticking


@pytest.mark.parametrize("name", LINES)
@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_other_tasks_get_their_turn(kind: Kind, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ticking = heard(kind, endless(LINES[name]), monkeypatch)
    assert 0 < ticking.most_bytes <= 2 * TURN  # trio's order of tasks is a random one
    assert ticking.longest < LONGEST_GAP


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_other_tasks_get_their_turn_among_many_events(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticking = Ticking(monkeypatch)
    event = b"data: %b\n\n" % json.dumps(BOOK).encode()
    response = broken(
        gzip.compress(event * 3000), Content_Type="text/event-stream", Content_Encoding="gzip"
    )
    shop = Shop(kind, response)
    books = shop.run(ticking.beside, shop.client.books.listen())
    assert len(books) == 3000
    assert 0 < ticking.most_events <= 2 * 16
    assert ticking.longest < LONGEST_GAP


MEMBERS = {
    "of a break": gzip.compress(b"\n"),
    "of a break beside empty ones": gzip.compress(b"\n") + gzip.compress(b"") * 20,
    "of breaks": gzip.compress(b"\n" * 20),
    "of an empty event": gzip.compress(b"data\n\n" * 4),
    "of events that are too large": gzip.compress(b"data: " + b"x" * 2 * LIMIT + b"\n\n"),
}


@pytest.mark.parametrize("name", MEMBERS)
def test_other_tasks_get_their_turn_among_many_members(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunk = MEMBERS[name] * max(1, 65536 // len(MEMBERS[name]))
    chunks = [chunk] * 80
    never = AssertionError("it went on reading")
    response = broken(*chunks, never, Content_Type="text/event-stream", Content_Encoding="gzip")
    ticking = heard("asyncio", response, monkeypatch)
    assert ticking.most_bytes <= TURN
    assert ticking.longest < LONGEST_GAP


@pytest.mark.parametrize("name", LINES)
def test_a_stream_without_an_event_ends(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "FREE_LINES", LIMIT)
    shop = Shop("threads", endless(LINES[name]), max_response_bytes=LIMIT)
    tracemalloc.start()
    try:
        with pytest.raises(ResponseTooLargeError) as caught:
            shop.every(lambda books: books.listen())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 * LIMIT
    assert caught.value.limit == LIMIT
    most = f"{2 * LIMIT} bytes without an event, each line counted as {LINE_COST} bytes more"
    assert most in str(caught.value) or (
        f"an event of more than {LIMIT} bytes" in str(caught.value) and "line" in name
    )


def is_refused(stream: bytes, size: int) -> bool:
    parser = EventParser(limit=100)
    try:
        for at in range(0, len(stream), size):
            list(parser.feed(stream[at : at + size]))
    except sse.EventTooLargeError:
        return True
    return False


def test_where_it_ends_does_not_depend_on_the_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "FREE_LINES", 1000)
    lines = [b": ping\n", b"\n", b"id: 1\n", b"data\n", b"\n"] * 20
    streams = [b"".join(lines[:count]) for count in range(len(lines))]
    for size in (1, 7, 10**9):
        refused = [is_refused(stream, size) for stream in streams]
        # 11 rounds of five lines count 1045 bytes, three lines more 59.
        assert refused.index(True) == 58
        assert all(refused[58:])


def test_an_event_begins_the_count_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "FREE_LINES", 1000)
    parser = EventParser(limit=100)
    found = list(parser.feed((b": ping\n\n" * 20 + b"data: a\n\n") * 99))
    assert [each.data for each in found] == ["a"] * 99


def test_a_stream_may_be_silent_for_months() -> None:
    """What the sandbox sends every 15 seconds is within the bound of the smallest client's."""
    heartbeats = MOST_FREE // (len(b": heartbeat") + 2 * LINE_COST)
    assert heartbeats * 15 > 120 * 86400


def test_leaving_a_hostile_stream_is_a_cancellation_like_any(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A task that reads it can be cancelled between two of its turns."""
    monkeypatch.setattr(sse, "FREE_LINES", 2**40)
    response = compressed(b"\n" * 4_000_000)
    shop = Shop("asyncio", response)
    taken = 0

    async def main() -> None:
        nonlocal taken
        reader = asyncio.create_task(anext(aiter(shop.client.books.listen())))
        feed = EventParser.feed

        def counted(parser: EventParser, chunk: bytes) -> Iterator[ServerSentEvent]:
            nonlocal taken
            taken += len(chunk)
            if taken > 100_000:
                reader.cancel()
            return feed(parser, chunk)

        monkeypatch.setattr(EventParser, "feed", counted)
        with pytest.raises(asyncio.CancelledError):
            await reader

    asyncio.run(main())
    assert taken <= 100_000 + TURN
    assert body_of(response).closed >= 1
