"""When a failed event is tried again, as a value that decides and never sleeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ..._core.checks import check_moment, check_size
from ..._core.errors import ConfigurationError

__all__ = ["FailedAttempt", "RetrySchedule", "Schedule"]


@dataclass(frozen=True, slots=True)
class FailedAttempt:
    """A failed attempt to handle an event, as a schedule sees it."""

    number: int
    """1 for the first attempt."""
    error: Exception
    """What the handler, or an effect that it recorded, raised."""
    jitter: float
    """A random number in [0, 1), drawn for this attempt."""


class Schedule(Protocol):
    """What a schedule is: a bound for crashes, and one method from a failure to a decision."""

    @property
    def max_attempts(self) -> int:
        """How often an event is handed out, 1 or more, counting attempts that a crash ended."""
        ...

    def decide(self, failed: FailedAttempt) -> float | None:
        """Seconds until the next attempt, or `None` for the dead letters."""
        ...


@dataclass(frozen=True, slots=True)
class RetrySchedule:
    """Exponential backoff with full jitter.

    Raises:
        ConfigurationError: A figure is no number, or out of its range.
    """

    max_attempts: int = 12
    """How often an event is handed out before it is a dead letter, 1 or more."""
    initial_delay: float = 10.0
    """Seconds: the ceiling of the first wait; it doubles with each attempt."""
    max_delay: float = 3600.0
    """Seconds: no wait has a higher ceiling."""

    def __post_init__(self) -> None:
        """Refuse figures that no schedule can follow."""
        check_size("RetrySchedule.max_attempts", self.max_attempts, ConfigurationError)
        for name in ("initial_delay", "max_delay"):
            seconds: float = getattr(self, name)
            check_moment(f"RetrySchedule.{name}", seconds, ConfigurationError, least=0)

    def decide(self, failed: FailedAttempt) -> float | None:
        """Decide what follows a failed attempt.

        Args:
            failed: What happened.

        Returns:
            Seconds until the next attempt, or `None` when that was the last.
        """
        if failed.number >= self.max_attempts:
            return None
        ceiling = min(self.max_delay, self.initial_delay * 2.0 ** min(failed.number - 1, 63))
        return ceiling * failed.jitter


def wait_after(schedule: Schedule, failed: FailedAttempt) -> float | None:
    """What a schedule decides after a failed attempt.

    Raises:
        ConfigurationError: It answers neither seconds nor `None`.
    """
    wait: float | None = schedule.decide(failed)
    if wait is None:
        return None
    return check_moment("what retry.decide answers", wait, ConfigurationError, least=0)


DEFAULT_RETRY = RetrySchedule()
