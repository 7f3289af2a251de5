"""What is done with one event, step by step. The loops of the workers only call, and wait."""

from __future__ import annotations

import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic

from ..._core.errors import EventFormatError
from ..._core.logs import get_logger
from ..known_events import READER
from .clock import injected_time
from .database import ConnectionT, InboxDatabaseError
from .delivery import Job
from .names import LOGGER
from .schedule import FailedAttempt, wait_after

if TYPE_CHECKING:
    from collections.abc import Generator

    from .clock import Clock
    from .schedule import Schedule
    from .store import Store

_logger = get_logger(LOGGER)
MAX_ERROR_LENGTH = 4000
"""Characters that are kept of an error."""


@dataclass(frozen=True, slots=True)
class Steps(Generic[ConnectionT]):
    """What a worker does; every method may wait for the database."""

    store: Store[ConnectionT]
    """Where the events are."""
    schedule: Schedule
    """When to try again."""
    lease: float
    """Seconds that an event is a worker's, unless the worker is heard of again."""
    clock: Clock
    """Where time and chance come from."""

    def claim(self) -> Job[ConnectionT] | None:
        """Take the next event that is due, or `None`."""
        self.release_thread()
        while True:
            now = injected_time(self.clock)
            lease = self.store.claim(
                now=now, lasting=self.lease, max_attempts=self.schedule.max_attempts
            )
            if lease is None:
                return None
            try:
                event = READER.read_named(lease.body, lease.name)
            except EventFormatError as error:
                # Another attempt would read the same bytes.
                self.store.bury(lease, str(error), now=now)
                # Not with the traceback, which would quote the body.
                _logger.error("event %s: %s", lease.key, error)  # noqa: TRY400
            else:
                return Job(self.store, lease, event)

    def succeed(self, job: Job[ConnectionT]) -> None:
        """Note that the handler returned, and write its effects with the note."""
        with self._used():
            self._succeed(job)

    def _succeed(self, job: Job[ConnectionT]) -> None:
        try:
            done = self.store.complete(job.lease, job.effects, now=injected_time(self.clock))
        except Exception as error:  # noqa: BLE001 - an effect's is the attempt's outcome
            self._fail(job, error)
        else:
            self._check(job, done)

    def fail(self, job: Job[ConnectionT], error: Exception) -> None:
        """Note that the handler failed: try again later, or give the event up."""
        with self._used():
            self._fail(job, error)

    def _fail(self, job: Job[ConnectionT], error: Exception) -> None:
        lease, now = job.lease, injected_time(self.clock)
        failed = FailedAttempt(lease.attempt, error, self.clock.random())
        wait = wait_after(self.schedule, failed)
        if wait is None:
            held = self.store.bury(lease, _describe(error), now=now)
            follows = "it is a dead letter"
        else:
            held = self.store.postpone(lease, _describe(error), now=now, wait=wait)
            follows = f"the next is in {wait:.0f} s"
        _logger.warning("attempt %d at event %s failed", lease.attempt, lease.key, exc_info=error)
        if self._check(job, held):
            _logger.warning("event %s: %s", lease.key, follows)

    def hand_back(self, job: Job[ConnectionT]) -> None:
        """Let another worker have an event whose handler was interrupted, at once if possible."""
        try:
            with self._used():
                self.store.hand_back(job.lease, now=injected_time(self.clock))
        except InboxDatabaseError as error:
            self.trouble(error)  # its lease runs out; what interrupted the handler is raised

    def extend(self, job: Job[ConnectionT]) -> bool:
        """Hold a lease for as long again; whether it still held."""
        with self._used():
            return self.store.extend(job.lease, now=injected_time(self.clock), lasting=self.lease)

    def release_thread(self, *, ends: bool = False) -> None:
        """Give back what the database keeps for this thread, which may end."""
        self.store.database.release_thread(ends=ends)

    @contextmanager
    def _used(self) -> Generator[None]:
        try:
            yield
        finally:
            self.release_thread()

    def trouble(self, error: Exception) -> None:
        """Note that the database is out of reach, which the loops outlive."""
        _logger.error("the inbox's database is in trouble: trying again", exc_info=error)

    def _check(self, job: Job[ConnectionT], held: bool) -> bool:
        if not held:
            _logger.warning(
                "event %s was handled for longer than its lease, and another worker took it or "
                "another event of its resource: nothing was noted here",
                job.lease.key,
            )
        return held


def _describe(error: Exception) -> str:
    """The end of the traceback, which has what happened and where, as any database stores it."""
    text = "".join(traceback.format_exception(error)).strip()[-MAX_ERROR_LENGTH:]
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")
