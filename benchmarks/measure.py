"""What a row of the table is, and how it is measured: everybody in turn, round after round."""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass, field
from statistics import median
from subprocess import CalledProcessError
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable, Sequence
    from contextlib import AbstractContextManager

US = "ghxstship"

SubjectT = TypeVar("SubjectT")

Figures: TypeAlias = "tuple[float, ...]"
"""What one sample found: a figure for each of its row's metrics, in their order."""

Sampler: TypeAlias = "Callable[[], Figures]"
"""Takes one sample."""


class NotThereError(Exception):
    """What is to be measured is not installed or not built; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Target:
    """What we are after."""

    figure: float
    """The bound on the ratio, or on the figure itself where `against` is `None`."""
    against: str | None
    """The contender that the ratio is of."""
    at_least: bool = False
    """Whether more is better."""

    def reached_by(self, figure: float) -> bool:
        """Whether a ratio, or a figure, keeps the bound."""
        return figure >= self.figure if self.at_least else figure <= self.figure


@dataclass(frozen=True, slots=True)
class Metric:
    """One thing that a row measures."""

    name: str
    unit: str
    reference: str | None
    """The contender whose figure is 1.00, or `None` where figures stand for themselves."""
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Contender:
    """One that is measured: us, a floor, or a peer."""

    name: str
    sample: Sampler | None
    """`None` for one that is missing here."""
    missing: str = ""
    """Why it is missing."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much to spend."""

    quick: bool

    def rounds(self, full: int) -> int:
        """How many rounds to run: all of them, or three."""
        return min(full, 3) if self.quick else full

    def number(self, full: int) -> int:
        """How much work makes one sample: all of it, or a fifth."""
        return max(1, full // 5) if self.quick else full


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: contenders that do the same work, and what is measured of it."""

    name: str
    """What `--only` takes."""
    title: str
    metrics: tuple[Metric, ...]
    rounds: int
    contenders: Callable[[Effort], AbstractContextManager[Sequence[Contender]]]
    """Sets the stage and names who takes part."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a row."""

    row: Row
    contenders: Sequence[Contender] = ()
    samples: dict[str, list[Figures]] = field(default_factory=dict[str, "list[Figures]"])
    """Every sample of each contender, one a round."""
    missing: str = ""
    """Why the row could not be measured, if so."""

    def figure(self, contender: str, metric: int) -> float:
        """The median over all rounds."""
        return median(sample[metric] for sample in self.samples[contender])

    def ratio(self, contender: str, metric: int) -> float | None:
        """The median of each round's ratio to the reference, which drift hardly touches."""
        reference = self.row.metrics[metric].reference
        if reference is None or not self.samples.get(reference):
            return None
        pairs = zip(self.samples[contender], self.samples[reference], strict=True)
        return median(own[metric] / other[metric] for own, other in pairs)


def measure(row: Row, effort: Effort, progress: Callable[[str], None]) -> Result:
    """Measure a row.

    Args:
        row: The row.
        effort: How much to spend.
        progress: Is told how far it is.

    Returns:
        All samples, or why there are none.
    """
    progress("setting up")
    try:
        with row.contenders(effort) as contenders:
            return Result(row, contenders, _samples(row, contenders, effort, progress))
    except NotThereError as error:
        return Result(row, missing=str(error))
    except CalledProcessError as error:
        last_line = (error.stderr or "").strip().rpartition("\n")[2]
        return Result(row, missing=f"{error}: {last_line}")


def _samples(
    row: Row, contenders: Sequence[Contender], effort: Effort, progress: Callable[[str], None]
) -> dict[str, list[Figures]]:
    present = [(each.name, each.sample) for each in contenders if each.sample is not None]
    samples: dict[str, list[Figures]] = {name: [] for name, _ in present}
    for name, sample in present:
        progress(f"warming up {name}")
        sample()
    # Else each collection would walk everything that the peers have imported.
    gc.collect()
    gc.freeze()
    rounds = effort.rounds(row.rounds)
    for number in range(rounds):
        for name, sample in present:
            progress(f"round {number + 1} of {rounds}: {name}")
            samples[name].append(sample())
    gc.unfreeze()
    return samples


def optional(
    name: str, make: Callable[[], SubjectT], sampler: Callable[[SubjectT], Sampler]
) -> Contender:
    """A contender, or a note that it is not installed here.

    Args:
        name: Its name.
        make: Imports it and sets it up.
        sampler: Makes the sampler of what was set up.
    """
    try:
        subject = make()
    except ImportError as error:
        return Contender(name, None, missing=f"not installed: {error.name or error}")
    return Contender(name, sampler(subject))


def cpu_of(call: Callable[[], object], number: int) -> Sampler:
    """A sampler of microseconds of CPU time a call.

    Args:
        call: What to call.
        number: How many calls make a sample.
    """

    def sample() -> Figures:
        began = time.process_time()
        for _ in range(number):
            call()
        return ((time.process_time() - began) / number * 1e6,)

    return sample


def cpu_of_async(
    runner: asyncio.Runner, call: Callable[[], Awaitable[object]], number: int
) -> Sampler:
    """The same for a call in a task, one after the other.

    Args:
        runner: Keeps the event loop.
        call: What to call and await.
        number: How many calls make a sample.
    """

    async def calls() -> float:
        began = time.process_time()
        for _ in range(number):
            await call()
        return (time.process_time() - began) / number * 1e6

    return lambda: (runner.run(calls()),)


def wall_of(call: Callable[[], object]) -> Sampler:
    """A sampler of milliseconds that one call takes on the clock."""

    def sample() -> Figures:
        began = time.perf_counter()
        call()
        return ((time.perf_counter() - began) * 1e3,)

    return sample
