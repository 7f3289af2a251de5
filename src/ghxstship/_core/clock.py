"""Where a client takes its time and its chance from."""

from __future__ import annotations

from dataclasses import dataclass
from inspect import isawaitable
from random import random
from time import monotonic, sleep, time
from typing import Protocol, cast

from .arguments import argument
from .checks import FURTHEST, check_methods, check_moment, is_number, shown
from .errors import ConfigurationError
from .http.event_loop import running_trio

__all__ = ["Clock"]


@argument
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
    """The clock with its answers checked, or that of the machine for `None`.

    Raises:
        ValueError: Of the given class: it lacks a method of `Clock`.
    """
    if value is None:
        return SystemClock()
    methods = ("monotonic", "time", "random", "sleep", "sleep_async")
    return CheckedClock(check_methods(name, value, methods, error))


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
            # Slow to load, and a sync client never needs it.
            import asyncio  # noqa: PLC0415

            await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True)
class CheckedClock:
    """A caller's clock, whose answers may be anything.

    Each method raises `ConfigurationError` for an answer that no clock gives.
    """

    clock: Clock

    def monotonic(self) -> float:
        """Seconds, never going backwards."""
        return _moment("clock.monotonic()", self.clock.monotonic())

    def time(self) -> float:
        """Seconds since the epoch."""
        return _moment("clock.time()", self.clock.time())

    def random(self) -> float:
        """A number in [0, 1); 1 does no harm."""
        chance = self.clock.random()
        if not is_number(chance) or not 0 <= chance <= 1:
            raise ConfigurationError(
                f"clock.random() must be a number from 0 to 1, not {shown(chance)}"
            )
        return chance

    def sleep(self, seconds: float) -> None:
        """Wait, in a thread."""
        self.clock.sleep(seconds)

    async def sleep_async(self, seconds: float) -> None:
        """Wait, in a task."""
        waiting = self.clock.sleep_async(seconds)
        if not isawaitable(cast("object", waiting)):
            raise ConfigurationError(
                f"clock.sleep_async() must be awaitable (async def), not {shown(waiting)}"
            )
        await waiting


def _moment(name: str, seconds: float) -> float:
    return check_moment(name, seconds, ConfigurationError, least=-FURTHEST)
