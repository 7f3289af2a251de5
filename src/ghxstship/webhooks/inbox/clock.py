"""Where an inbox takes its time and its chance from."""

from __future__ import annotations

import random
import time
from typing import Protocol


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


def injected_time(clock: Clock) -> float | None:
    """Seconds since the epoch by a clock that a caller gave, `None` by the machine's.

    A database's own clock is the better one then: it is the same for all machines.
    """
    return None if isinstance(clock, SystemClock) else clock.time()
