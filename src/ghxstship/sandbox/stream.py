"""Events as they happen: server-sent events that can be taken up where they broke off."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from .error_responses import bad_request
from .messages import Feed, Request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Generator

    from .call import Call
    from .store import Store

HEARTBEAT = 15.0
"""Seconds of silence after which a comment shows that the connection lives."""

Event = tuple[int, str, str, str]
"""An event as it is kept: its sequence number, id, name and body."""

_BATCH = 100
_RESUME = b"last-event-id"


def feed_key(workspace: str, platform: str) -> str:
    """The key of a platform's events in a workspace."""
    return f"{workspace}\n{platform}"


def open_feed(call: Call, request: Request) -> Feed:
    """What a request for a stream wants to be told.

    Args:
        call: The call; its parameter `events` names the events, all without it.
        request: The request; its `Last-Event-ID` says what the client has already.

    Raises:
        ErrorResponse: `Last-Event-ID` is not the id of an event of this stream (400).
    """
    key = feed_key(call.workspace, call.operation.platform)
    names: list[str] = call.query.get("events", [])
    wanted = frozenset(names) if names else None
    last = request.headers.get(_RESUME)
    if not last:
        row = call.store.execute("SELECT MAX(seq) FROM events").fetchone()
        return Feed(key, wanted, row[0] or 0)
    row = call.store.execute(
        "SELECT seq FROM events WHERE feed = ? AND id = ?", (key, last.decode("latin-1"))
    ).fetchone()
    if row is None:
        raise bad_request("No event of this stream has this id", "Last-Event-ID")
    return Feed(key, wanted, row[0])


class Listener:
    """Someone who waits for events."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self.closed = False

    def wake(self) -> None:
        """There may be something new; safe to call from any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._event.set)

    def close(self) -> None:
        """Wait no more; safe to call from any thread."""
        self.closed = True
        self.wake()

    async def wait(self, patience: float) -> bool:
        """Whether there was a wake within a time in seconds."""
        try:
            async with asyncio.timeout(patience):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True


class Notifier:
    """Wakes those who wait for events."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._lock = Lock()

    def ring(self) -> None:
        """Wake everyone."""
        for listener in self._all():
            listener.wake()

    def close(self) -> None:
        """Let everyone who waits now go."""
        for listener in self._all():
            listener.close()

    @contextmanager
    def listener(self) -> Generator[Listener]:
        """Someone who is woken at each ring."""
        listener = Listener()
        with self._lock:
            self._listeners.add(listener)
        try:
            yield listener
        finally:
            with self._lock:
                self._listeners.discard(listener)

    def _all(self) -> list[Listener]:
        with self._lock:
            return list(self._listeners)


async def follow(
    read: Callable[[Feed, int], list[Event]], listener: Listener, feed: Feed, heartbeat: float
) -> AsyncIterator[bytes]:
    """The events of a feed as server-sent events, until the listener is closed.

    Args:
        read: The next events of a feed after a sequence number.
        listener: Who is woken when there are new ones.
        feed: The feed.
        heartbeat: Seconds of silence after which a comment is sent.
    """
    after = feed.after
    yield b": connected\n\n"
    while not listener.closed:
        events = read(feed, after)
        for seq, identifier, name, body in events:
            after = seq
            if feed.names is None or name in feed.names:
                yield f"id: {identifier}\nevent: {name}\ndata: {body}\n\n".encode()
        if not events and not await listener.wait(heartbeat):
            yield b": heartbeat\n\n"


def read_events(store: Store, feed: Feed, after: int) -> list[Event]:
    """The next events of a feed after a sequence number, at most a hundred."""
    return store.execute(
        "SELECT seq, id, name, body FROM events WHERE feed = ? AND seq > ? ORDER BY seq LIMIT ?",
        (feed.key, after, _BATCH),
    ).fetchall()
