"""Where a client takes its time and its chance from."""

from __future__ import annotations

from random import random
from time import monotonic, sleep, time
from typing import Protocol

from .checks import check_methods
from .http.event_loop import running_trio

__all__ = ["Clock"]


class Clock(Protocol):
    """Where a client takes its time and its chance from; give your own in tests."""

    def monotonic(self) -> float:
        """Seconds, never going backwards."""
        ...

    def time(self) -> float:
        """Seconds since the epoch."""
        ...

    def random(self) -> float:
        """A number in [0, 1)."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait, in a thread."""
        ...

    async def sleep_async(self, seconds: float) -> None:
        """Wait, in a task."""
        ...


def check_clock(name: str, value: Clock | None, error: type[ValueError]) -> Clock:
    """The clock, or that of the machine for `None`.

    Raises:
        ValueError: Of the given class: it lacks a method of `Clock`.
    """
    if value is None:
        return SystemClock()
    methods = ("monotonic", "time", "random", "sleep", "sleep_async")
    return check_methods(name, value, methods, error)


class SystemClock:
    """The machine's own time."""

    monotonic = staticmethod(monotonic)
    time = staticmethod(time)
    random = staticmethod(random)

    def sleep(self, seconds: float) -> None:
        """Wait, in a thread."""
        sleep(seconds)

    async def sleep_async(self, seconds: float) -> None:
        """Wait in asyncio, or in trio where that is what runs."""
        trio = running_trio()
        if trio is not None:
            await trio.sleep(seconds)
        else:
            # Slow to load, and a client for threads never needs it.
            import asyncio  # noqa: PLC0415

            await asyncio.sleep(seconds)
