"""Workers that hand stored events to a handler: in threads, and as tasks of asyncio or trio."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from inspect import isawaitable, iscoroutine, iscoroutinefunction
from queue import Empty, SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Generic, Self

from ..known_events import Event
from .database import ConnectionT, InboxDatabaseError, InboxError
from .delivery import Job
from .names import THREAD
from .steps import Steps

__all__ = ["Worker"]

BEATS_PER_LEASE = 3
"""How often a worker extends the lease of what it handles before that would run out."""

_ASYNC = "the handler is async: run it with inbox.async_worker(handler)"


class Worker(Generic[ConnectionT]):
    """Hands events to a handler in threads; `Inbox.worker` makes one.

    As a context manager it works in the background, and stops gracefully at the end.

    Args:
        steps: What is done with an event.
        handler: Called with each event.
        concurrency: How many events are handled at a time, 1 or more.
        poll_interval: Seconds between two looks at an inbox where nothing was due.

    Raises:
        InboxError: The handler is async: that is for `Inbox.async_worker`.
    """

    def __init__(
        self,
        steps: Steps[ConnectionT],
        handler: Callable[[Event], object],
        *,
        concurrency: int,
        poll_interval: float,
    ) -> None:
        if iscoroutinefunction(handler):
            raise InboxError(_ASYNC)
        self._steps = steps
        self._handler = handler
        self._concurrency = concurrency
        self._poll_interval = poll_interval
        self._in_hand: dict[str, Job[ConnectionT]] = {}
        # Signal handlers may call stop(): a SimpleQueue can take that in any moment, an Event not.
        self._bell: SimpleQueue[None] = SimpleQueue()
        self._stopping = False
        self._broken: BaseException | None = None
        self._background: Thread | None = None

    def run(self) -> None:
        """Handle events until `stop` is called, from another thread or a signal handler.

        A handler that runs then comes to its end first, after a `KeyboardInterrupt` too.
        """
        with self._heart():
            threads = [Thread(target=self._serve, daemon=True) for _ in range(self._concurrency)]
            for thread in threads:
                thread.start()
            try:
                for thread in threads:
                    thread.join()
            except BaseException:
                self.stop()
                for thread in threads:
                    thread.join()
                raise
        if self._broken is not None:
            raise self._broken

    def drain(self) -> int:
        """Handle all that is due now, in this thread.

        Returns:
            How many attempts were made.

        Raises:
            InboxDatabaseError: The database failed; events that were handled stay so.
        """
        count = 0
        with self._heart():
            while not self._stopping and (job := self._steps.claim()) is not None:
                self._handle(job)
                count += 1
        return count

    def start(self) -> None:
        """Work in the background until `stop`."""
        self._background = Thread(target=self.run, name=THREAD, daemon=True)
        self._background.start()

    def stop(self) -> None:
        """Take no more events; those in hand are handled to their end."""
        self._stopping = True
        for _ in range(self._concurrency):
            self._bell.put(None)

    def join(self, timeout: float | None = None) -> None:
        """Wait until a worker that was started has ended.

        Args:
            timeout: Seconds to wait at most, or `None` to wait as long as it takes.
        """
        if self._background is not None:
            self._background.join(timeout)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self.join()

    def _serve(self) -> None:
        try:
            while not self._stopping:
                if not self._serve_one():
                    self._wait()
        except BaseException as error:  # noqa: BLE001 - `run` raises it, where somebody listens
            self._broken = error
            self.stop()
        finally:
            self._steps.release_thread(ends=True)

    def _serve_one(self) -> bool:
        try:
            job = self._steps.claim()
            if job is not None:
                self._handle(job)
        except InboxDatabaseError as error:
            self._steps.trouble(error)
            return False
        return job is not None

    def _wait(self) -> None:
        try:
            self._bell.get(timeout=self._poll_interval)
        except Empty:
            return

    def _handle(self, job: Job[ConnectionT]) -> None:
        self._in_hand[job.lease.token] = job
        failure: Exception | None = None
        try:
            with job.entered():
                answer = job.handled_by(self._handler)
            _refuse_awaitable(answer)
        except Exception as error:  # noqa: BLE001 - the attempt's outcome
            failure = error
        except BaseException:
            self._steps.hand_back(job)
            raise
        finally:
            self._in_hand.pop(job.lease.token, None)
        if failure is None:
            self._steps.succeed(job)
        else:
            self._steps.fail(job, failure)

    @contextmanager
    def _heart(self) -> Generator[None]:
        """Extend the leases of what is in hand for as long as this is entered."""
        end: SimpleQueue[None] = SimpleQueue()
        thread = Thread(target=self._beat, args=(end,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            end.put(None)
            thread.join()

    def _beat(self, end: SimpleQueue[None]) -> None:
        while True:
            try:
                end.get(timeout=self._steps.lease / BEATS_PER_LEASE)
            except Empty:
                for job in list(self._in_hand.values()):
                    self._extend(job)
            else:
                self._steps.release_thread(ends=True)
                return

    def _extend(self, job: Job[ConnectionT]) -> None:
        try:
            if not self._steps.extend(job):
                self._in_hand.pop(job.lease.token, None)
        except InboxDatabaseError as error:
            self._steps.trouble(error)


def _refuse_awaitable(answer: object) -> None:
    if iscoroutine(answer):
        answer.close()
    if isawaitable(answer):
        raise InboxError(_ASYNC)
