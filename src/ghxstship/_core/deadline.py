"""A deadline: the moment by which a call must have ended, whatever it is doing then."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, TypeVar

from .http.event_loop import running_trio

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from .clock import Clock
    from .http.protocols import HttpRequest

ResultT = TypeVar("ResultT")

GRAIN = 0.001
"""Seconds: less than this is no time at all, and no socket is told to wait for less."""


class DeadlinePassedError(Exception):
    """The deadline came while something was under way; it becomes a public error further up."""


class Deadline:
    """Counts from when it is made, by the client's clock."""

    __slots__ = ("_at", "_clock", "seconds")

    def __init__(self, seconds: float, clock: Clock) -> None:
        self.seconds = seconds
        self._clock = clock
        self._at = clock.monotonic() + seconds

    def left(self) -> float:
        """Seconds until it comes, below 0 once it has passed."""
        return self._at - self._clock.monotonic()

    @property
    def has_passed(self) -> bool:
        """Whether no time is left in which anything could be done."""
        return self.left() < GRAIN

    def check(self) -> None:
        """Go on, if there is time.

        Raises:
            DeadlinePassedError: It has passed.
        """
        if self.has_passed:
            raise DeadlinePassedError("the answer was still coming")

    def bounded(self, seconds: float | None) -> float | None:
        """The seconds that a step may take: a timeout, and no more than is left."""
        left = max(self.left(), GRAIN)
        if seconds is None:
            return None if left == inf else left
        return min(seconds, left)

    def lift(self) -> None:
        """Let it never come: what the call was for, such as a stream of events, outlasts it."""
        self._at = inf

    def expire(self) -> None:
        """Let it come now: nobody waits for the call any more."""
        self._at = -inf

    def twin(self) -> Deadline:
        """Another one that comes at the same moment and can expire by itself."""
        twin = object.__new__(Deadline)
        twin.seconds, twin._clock, twin._at = self.seconds, self._clock, self._at
        return twin

    async def cut_off(self, work: Awaitable[ResultT]) -> ResultT:
        """Await something and stop it when the deadline comes, in asyncio or in trio.

        Raises:
            DeadlinePassedError: It was stopped.
        """
        trio = running_trio()
        if trio is not None:
            with trio.move_on_after(max(self.left(), 0.0)):
                return await work
        else:
            # Slow to load, and a sync client never needs it.
            import asyncio  # noqa: PLC0415

            timeout = asyncio.timeout(self.left())
            try:
                async with timeout:
                    return await work
            except TimeoutError:
                if not timeout.expired():
                    raise
        raise DeadlinePassedError("it was cut off")


class TimeLeft(dict[str, float | None]):
    """The timeouts of a request as somebody else's transport asks for them.

    Such a transport knows no deadline, and asks before each step of an attempt: what it is told is
    never more than is left just then.
    """

    __slots__ = ("_deadline",)

    def __init__(self, timeouts: Mapping[str, float | None], deadline: Deadline) -> None:
        super().__init__(timeouts)
        self._deadline = deadline

    def __getitem__(self, step: str) -> float | None:
        return self._deadline.bounded(super().__getitem__(step))

    def get(self, step: str, default: float | None = None) -> float | None:  # type: ignore[override]
        """The seconds for a step."""
        if step in self:
            return self[step]
        return default


def bound_timeouts(request: HttpRequest, deadline: Deadline | None) -> None:
    """Let somebody else's transport keep a deadline, by the timeouts of a request.

    Args:
        request: What is about to be sent, perhaps again.
        deadline: The call's, or `None`.
    """
    if deadline is None:
        return
    timeouts = request.extensions["timeout"]
    if not isinstance(timeouts, TimeLeft):
        request.extensions["timeout"] = TimeLeft(timeouts, deadline)
