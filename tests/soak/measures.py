"""Whether anything grows with the calls, or is left when they are over."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import threading
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from ..faults.callers import DESCRIPTORS

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

STATM = Path("/proc/self/statm")
CAN_MEASURE = STATM.exists() and DESCRIPTORS.is_dir()
"""Whether this system tells a process what it holds."""
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


@dataclass(frozen=True, slots=True)
class Sample:
    """What the process holds while no call is under way."""

    calls: int
    """Made so far."""
    resident: int
    """Bytes of memory."""
    blocks: int
    """Of Python's allocator: about as many as there are objects."""
    descriptors: int

    @classmethod
    def take(cls, calls: int) -> Sample:
        """Measure, after all that can be collected is."""
        gc.collect()
        resident = int(STATM.read_text().split()[1]) * PAGE
        descriptors = len(os.listdir(DESCRIPTORS))  # noqa: PTH208 - what it makes is not measured
        return cls(calls, resident, sys.getallocatedblocks(), descriptors)


@dataclass(frozen=True, slots=True)
class Bound:
    """How much something may grow."""

    what: str
    of: Callable[[Sample], int]
    per_call: float
    slack: float
    """What it may grow by all the same, however many calls there are."""


BOUNDS = (
    # Python takes memory by the MiB: that of modules that it has compiled itself is used again.
    Bound("memory, in bytes", lambda sample: sample.resident, per_call=64, slack=4 * 2**20),
    Bound("memory blocks", lambda sample: sample.blocks, per_call=0.02, slack=2000),
    Bound("descriptors", lambda sample: sample.descriptors, per_call=0.0, slack=40),
)


def growth(samples: Sequence[Sample], of: Callable[[Sample], int]) -> tuple[float, float]:
    """By how much something grew, in how many calls, once everything has been used.

    The first quarter of the samples is for warming up. The medians of the second and of the last
    quarter are compared: a single sample that is off moves neither.
    """
    quarter = len(samples) // 4
    early, late = samples[quarter : 2 * quarter], samples[-quarter:]
    grown = median(map(of, late)) - median(map(of, early))
    return grown, median(each.calls for each in late) - median(each.calls for each in early)


def growing(samples: Sequence[Sample]) -> list[str]:
    """What grew beyond its bound, a line for each."""
    found: list[str] = []
    for bound in BOUNDS:
        grown, calls = growth(samples, bound.of)
        most = bound.slack + bound.per_call * calls
        if grown > most:
            found.append(
                f"{bound.what} grew by {grown:,.0f} in {calls:,.0f} calls, not {most:,.0f}"
            )
    return found


class Complaints:
    """What is said of a run outside of it: warnings, and exceptions that nobody was there for."""

    def __init__(self) -> None:
        self.found: list[str] = []

    @contextmanager
    def listening(self) -> Generator[None]:
        """Note them for the time of a block."""
        hooks = sys.unraisablehook, threading.excepthook
        sys.unraisablehook = lambda about: self._say("unraisable", about.exc_value, about.object)
        threading.excepthook = lambda about: self._say("in a thread", about.exc_value, about.thread)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                yield
            finally:
                gc.collect()
                sys.unraisablehook, threading.excepthook = hooks
                self.found += [f"warned: {each.message}" for each in caught]

    def in_loop(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Note what an event loop has to say: its exception handler."""
        self._say(context["message"], context.get("exception"), context.get("task"))

    def _say(self, *what: object) -> None:
        self.found.append(": ".join(map(repr, what)))
