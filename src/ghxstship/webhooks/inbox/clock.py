"""Where an inbox takes its time and its chance from."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import Protocol

from ..._core.checks import check_methods, is_number, shown
from ..._core.errors import ConfigurationError

_FIRST, _LAST = -62_135_596_800, 253_402_300_799
"""Seconds since the epoch of the years that a `datetime` has, 1 to 9999."""


class Clock(Protocol):
    """The moment, and chance; the clock of a client is one too."""

    def time(self) -> float:
        """Seconds since the epoch."""
        ...

    def random(self) -> float:
        """A number in [0, 1)."""
        ...


class SystemClock:
    """The machine's own."""

    time = staticmethod(time.time)
    random = staticmethod(random.random)


@dataclass(frozen=True, slots=True)
class CheckedClock:
    """A caller's clock, whose answers may be anything.

    Each method raises `ConfigurationError` for an answer that no clock gives.
    """

    clock: Clock

    def time(self) -> float:
        """Seconds since the epoch."""
        return _within("clock.time()", self.clock.time(), _FIRST, _LAST)

    def random(self) -> float:
        """A number in [0, 1); 1 does no harm."""
        return _within("clock.random()", self.clock.random(), 0, 1)


def checked_clock(clock: Clock | None) -> Clock:
    """The clock with its answers checked, or that of the machine for `None`.

    Raises:
        ConfigurationError: It lacks a method of `Clock`.
    """
    if clock is None:
        return SystemClock()
    return CheckedClock(check_methods("clock", clock, ("time", "random"), ConfigurationError))


def injected_time(clock: Clock) -> float | None:
    """Seconds since the epoch by a clock that a caller gave, `None` by the machine's.

    A database's own clock is the better one then: it is the same for all machines.
    """
    return None if isinstance(clock, SystemClock) else clock.time()


def _within(name: str, answer: object, least: float, most: float) -> float:
    """An answer as a number of no class of the caller's, whose methods may say anything."""
    exact = float.__add__(answer, 0.0) if isinstance(answer, float) else answer
    if not is_number(exact) or not least <= exact <= most:
        raise ConfigurationError(
            f"{name} must be a number from {least} to {most}, not {shown(exact)}"
        )
    return float(exact)
