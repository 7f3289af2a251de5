"""Sending what is due: one lane a receiver, in order, so that a slow one holds up nobody else."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from threading import RLock

    import httpx

    from .store import Store

TIMEOUT = 10.0
"""Seconds that a receiver has to answer."""

_LONGEST_WAIT = 60.0  # seconds; the system's clock may be set meanwhile
_TICK = 0.02  # seconds between looks at a clock that isn't the system's


class Job(NamedTuple):
    """Something that is to be sent.

    Attributes:
        lane: What is sent in order: the shelf that the delivery lies on.
        id: The delivery's id.
    """

    lane: str
    id: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One HTTP POST."""

    url: str
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt went.

    Attributes:
        status: The status that the receiver answered, `None` where no answer came.
        seconds: How long it took.
    """

    status: int | None
    seconds: float


class Courier(Protocol):
    """Knows what a job means. It is called with the store locked."""

    def prepare(self, job: Job, now: float) -> Attempt | None:
        """What to send, `None` for a job that is not wanted any more."""
        ...

    def settle(self, job: Job, outcome: Outcome, now: float) -> float | None:
        """Note how it went; when to try again, `None` for never."""
        ...


def schedule(store: Store, job: Job, due: float) -> None:
    """Let a job be done at a time in seconds since 1970."""
    store.execute("DELETE FROM schedule WHERE lane = ? AND id = ?", job)
    store.execute("INSERT INTO schedule (due, lane, id) VALUES (?, ?, ?)", (due, *job))


class _Worker(NamedTuple):
    """The task that does the jobs, and how to wake it."""

    loop: asyncio.AbstractEventLoop
    signal: asyncio.Event
    task: asyncio.Task[None]


class Dispatcher:
    """Does the jobs that are due, in the background.

    Args:
        store: Where the schedule is.
        lock: Held while the store is used.
        clock: The time in seconds since 1970.
        courier: What knows what to send.
    """

    def __init__(
        self, store: Store, lock: RLock, clock: Callable[[], float], courier: Courier
    ) -> None:
        self._store = store
        self._lock = lock
        self._clock = clock
        self._courier = courier
        self._worker: _Worker | None = None
        self._wait = _LONGEST_WAIT if clock is time.time else _TICK

    def wake(self) -> None:
        """There may be something to do; safe to call from any thread.

        The loop that does it is the first that calls this; without a running loop, what is due
        stays on the schedule until one does.
        """
        worker = self._worker
        if worker is not None and not worker.task.done() and not worker.loop.is_closed():
            worker.loop.call_soon_threadsafe(worker.signal.set)
            return
        with suppress(RuntimeError):
            loop, signal = asyncio.get_running_loop(), asyncio.Event()
            self._worker = _Worker(loop, signal, loop.create_task(self._work(signal)))

    async def stop(self) -> None:
        """Do nothing more in this loop; what is not done stays on the schedule."""
        worker = self._worker
        if worker is not None and worker.loop is asyncio.get_running_loop():
            self._worker = None
            worker.task.cancel()
            await asyncio.gather(worker.task, return_exceptions=True)

    async def _work(self, signal: asyncio.Event) -> None:
        # The first delivery pays for httpx; requests go on being answered meanwhile.
        httpx = await asyncio.to_thread(__import__, "httpx")
        busy: set[str] = set()
        async with (
            httpx.AsyncClient(timeout=TIMEOUT, trust_env=False) as client,
            asyncio.TaskGroup() as lanes,
        ):
            while True:
                signal.clear()
                for lane in self._due_lanes() - busy:
                    busy.add(lane)
                    lanes.create_task(self._empty(lane, client, busy, signal))
                with suppress(TimeoutError):
                    await asyncio.wait_for(signal.wait(), self._pause())

    def _due_lanes(self) -> set[str]:
        with self._lock:
            rows = self._store.execute(
                "SELECT DISTINCT lane FROM schedule WHERE due <= ?", (self._clock(),)
            )
            return {lane for (lane,) in rows}

    def _pause(self) -> float | None:
        """How long nothing will become due, `None` where nothing is on the schedule."""
        now = self._clock()
        with self._lock:
            (due,) = self._store.execute(
                "SELECT MIN(due) FROM schedule WHERE due > ?", (now,)
            ).fetchone()
        return None if due is None else min(due - now, self._wait)

    async def _empty(
        self, lane: str, client: httpx.AsyncClient, busy: set[str], signal: asyncio.Event
    ) -> None:
        """Do all that is due in a lane, one after the other."""
        try:
            while (job := self._next(lane)) is not None:
                with self._lock, self._store.transaction():
                    attempt = self._courier.prepare(job, self._clock())
                outcome = await _post(client, attempt) if attempt else None
                with self._lock, self._store.transaction():
                    self._settle(job, outcome)
        finally:
            busy.discard(lane)
            signal.set()

    def _next(self, lane: str) -> Job | None:
        with self._lock:
            row = self._store.execute(
                "SELECT lane, id FROM schedule WHERE lane = ? AND due <= ? ORDER BY due, seq",
                (lane, self._clock()),
            ).fetchone()
        return Job(*row) if row else None

    def _settle(self, job: Job, outcome: Outcome | None) -> None:
        now = self._clock()
        again = self._courier.settle(job, outcome, now) if outcome else None
        if again is None:
            self._store.execute("DELETE FROM schedule WHERE lane = ? AND id = ?", job)
        else:
            schedule(self._store, job, again)


async def _post(client: httpx.AsyncClient, attempt: Attempt) -> Outcome:
    import httpx  # noqa: PLC0415 - see _work

    began = time.perf_counter()
    status: int | None = None
    try:
        # What the receiver says beyond its status is of no interest, and may have no end.
        async with client.stream(
            "POST", attempt.url, headers=attempt.headers, content=attempt.content
        ) as response:
            status = response.status_code
    except (httpx.HTTPError, httpx.InvalidURL):
        status = None
    return Outcome(status, time.perf_counter() - began)
