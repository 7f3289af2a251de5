"""Limits in time, for what has none of its own."""

from __future__ import annotations

import os
from contextvars import copy_context
from heapq import heappop, heappush
from itertools import count
from queue import Empty, SimpleQueue
from threading import Condition, Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from .names import THREAD

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Deadline:
    """A moment by which something is done or has failed.

    Args:
        seconds: From now.
    """

    __slots__ = ("_at", "seconds")

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._at = monotonic() + seconds

    def remaining(self) -> float:
        """Seconds until then, 0 afterwards."""
        return max(self._at - monotonic(), 0.0)


def within(seconds: float, call: Callable[[], T], discard: Callable[[T], object]) -> T:
    """Call something in a thread, and wait for it no longer than that.

    Args:
        seconds: How long to wait.
        call: What to call; nothing ends it if it takes longer.
        discard: Called with what it returns when nobody waits for it any more.

    Raises:
        TimeoutError: It took longer. What the call raises is raised as it is.
    """
    outcomes: SimpleQueue[tuple[list[T], BaseException | None]] = SimpleQueue()
    lock, context = Lock(), copy_context()
    is_late = False

    def run() -> None:
        results: list[T] = []
        failure: BaseException | None = None
        try:
            results.append(context.run(call))
        except BaseException as error:  # noqa: BLE001 - raised where somebody waits
            failure = error
        with lock:
            if not is_late:
                outcomes.put((results, failure))
                return
        for result in results:
            discard(result)

    Thread(target=run, name=f"{THREAD}-call", daemon=True).start()
    try:
        results, failure = outcomes.get(timeout=seconds)
    except BaseException as error:
        with lock:
            is_late = True
        while not outcomes.empty():  # it came between the two
            for result in outcomes.get()[0]:
                discard(result)
        if isinstance(error, Empty):
            raise TimeoutError from None
        raise
    if failure is not None:
        raise failure
    return results[0]


class Alarm:
    """Something that is called at a moment, unless it is switched off before.

    Args:
        ring: What to call; it must be quick.
        seconds: After how long.
    """

    __slots__ = ("_ring", "has_rung", "is_on", "seconds")

    def __init__(self, ring: Callable[[], object], seconds: float) -> None:
        self._ring = ring
        self.seconds = seconds
        self.is_on = True
        self.has_rung = False

    def switch_off(self) -> None:
        """Afterwards it does not ring any more, nor is it ringing."""
        with alarm_clock.condition:
            self.is_on = False

    def ring(self) -> None:
        """Ring, if it is on; the clock's lock is held."""
        if self.is_on:
            self.has_rung = True
            self._ring()


class AlarmClock:
    """Rings alarms, from one thread for all: setting and switching off one wakes nobody.

    It goes by the clock that it was made with. Whoever freezes time while its thread waits, as a
    test of a user's does, would otherwise keep all later alarms from ringing.

    Args:
        now: The clock, in seconds from any moment.
    """

    condition: Condition
    _alarms: list[tuple[float, int, Alarm]]
    _is_running: bool

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._numbers = count()
        self.start_over()

    def start_over(self) -> None:
        """Forget all: a process that was forked has neither the thread nor its lock."""
        self.condition = Condition()
        self._alarms = []
        self._is_running = False

    def set(self, seconds: float, ring: Callable[[], object]) -> Alarm:
        """Have something called.

        Args:
            seconds: After how long.
            ring: What to call; it must be quick.
        """
        alarm = Alarm(ring, seconds)
        with self.condition:
            heappush(self._alarms, (self._now() + seconds, next(self._numbers), alarm))
            if not self._is_running:
                self._is_running = True
                Thread(target=self._run, name=f"{THREAD}-alarms", daemon=True).start()
            elif self._alarms[0][2] is alarm:
                self.condition.notify()
        return alarm

    def _run(self) -> None:
        with self.condition:
            try:
                while self._alarms:
                    at, _, alarm = self._alarms[0]
                    remaining = at - self._now()
                    if remaining > 0:
                        self.condition.wait(remaining)
                    else:
                        heappop(self._alarms)
                        alarm.ring()
            finally:
                self._is_running = False


alarm_clock = AlarmClock()
set_alarm = alarm_clock.set

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=alarm_clock.start_over)
