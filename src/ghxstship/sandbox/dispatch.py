"""Sending what is due: one queue a receiver, in order, so that a slow one holds up nobody else."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import RLock

    from .sender import Attempt, Outcome, Sender
    from .store import Store

_LONGEST_WAIT = 60.0  # seconds; the system's clock may be set meanwhile
_TICK = 0.02  # seconds between looks at a clock that isn't the system's


class Job(NamedTuple):
    """Something that is to be sent.

    Attributes:
        queue: What is sent in order: the table that holds the delivery.
        id: The delivery's id.
    """

    queue: str
    id: str


class JobHandler(Protocol):
    """Knows what a job means. It is called with the store locked."""

    def prepare(self, job: Job, now: float) -> Attempt | None:
        """What to send, `None` for a job that is not wanted any more."""
        ...

    def settle(self, job: Job, outcome: Outcome, now: float) -> float | None:
        """Note how it went; when to try again, `None` for never."""
        ...


def schedule(store: Store, job: Job, due: float) -> None:
    """Let a job be done at a time in seconds since 1970."""
    store.execute("DELETE FROM schedule WHERE queue = ? AND id = ?", job)
    store.execute("INSERT INTO schedule (due, queue, id) VALUES (?, ?, ?)", (due, *job))


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
        job_handler: What knows what to send.
        allow_external: Whether it may send to other machines.
    """

    def __init__(
        self,
        store: Store,
        lock: RLock,
        clock: Callable[[], float],
        job_handler: JobHandler,
        *,
        allow_external: bool = False,
    ) -> None:
        self._store = store
        self._lock = lock
        self._clock = clock
        self._job_handler = job_handler
        self._allow_external = allow_external
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
        # The first delivery pays for httpx and its certificates; requests are answered meanwhile.
        sender = await asyncio.to_thread(self._new_sender)
        busy: set[str] = set()
        try:
            async with asyncio.TaskGroup() as queues:
                while True:
                    signal.clear()
                    # One look at the clock: what is not due yet is what is waited for.
                    now = self._clock()
                    for queue in self._due_queues(now) - busy:
                        busy.add(queue)
                        queues.create_task(self._empty(queue, sender, busy, signal))
                    with suppress(TimeoutError):
                        async with asyncio.timeout(self._pause(now)):
                            await signal.wait()
        finally:
            await sender.aclose()

    def _new_sender(self) -> Sender:
        from .sender import Sender  # noqa: PLC0415 - see above

        return Sender(allow_external=self._allow_external)

    def _due_queues(self, now: float) -> set[str]:
        with self._lock:
            rows = self._store.execute("SELECT DISTINCT queue FROM schedule WHERE due <= ?", (now,))
            return {queue for (queue,) in rows}

    def _pause(self, now: float) -> float | None:
        """How long nothing will become due, `None` where nothing is on the schedule."""
        with self._lock:
            (due,) = self._store.execute(
                "SELECT MIN(due) FROM schedule WHERE due > ?", (now,)
            ).fetchone()
        return None if due is None else min(due - now, self._wait)

    async def _empty(
        self, queue: str, sender: Sender, busy: set[str], signal: asyncio.Event
    ) -> None:
        """Do all that is due in a queue, one after the other."""
        try:
            while (job := self._next(queue)) is not None:
                with self._lock, self._store.transaction():
                    attempt = self._job_handler.prepare(job, self._clock())
                outcome = await sender.send(attempt) if attempt else None
                with self._lock, self._store.transaction():
                    self._settle(job, outcome)
        finally:
            busy.discard(queue)
            signal.set()

    def _next(self, queue: str) -> Job | None:
        with self._lock:
            row = self._store.execute(
                "SELECT queue, id FROM schedule WHERE queue = ? AND due <= ? ORDER BY due, seq",
                (queue, self._clock()),
            ).fetchone()
        return Job(*row) if row else None

    def _settle(self, job: Job, outcome: Outcome | None) -> None:
        now = self._clock()
        again = self._job_handler.settle(job, outcome, now) if outcome else None
        if again is None:
            self._store.execute("DELETE FROM schedule WHERE queue = ? AND id = ?", job)
        else:
            schedule(self._store, job, again)
