"""What a review found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cached_property
from statistics import median

from .check import Check
from .exchange import Exchange


class Result(Enum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Times:
    """How long answers took, in seconds; a time-out counts with the time that was waited."""

    count: int
    median: float
    slowest: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of a check.

    Attributes:
        check: The check.
        result: How it ended.
        exchanges: What was sent and answered; of the answer times, those that were too late.
        wrong: Those that made it fail.
        advice: What to fix; code stands between backticks.
        reason: Why it was skipped.
    """

    check: Check
    result: Result
    exchanges: tuple[Exchange, ...] = ()
    wrong: tuple[Exchange, ...] = ()
    advice: tuple[str, ...] = ()
    reason: str | None = None

    @property
    def times(self) -> Times | None:
        """How long its answers took, `None` where none were waited for."""
        return _times(self.exchanges)


@dataclass(frozen=True)
class Review:
    """A review of a receiver.

    Attributes:
        url: The receiver, without what may be secret in its URL.
        started: When it began.
        seconds: How long it took.
        limit: Seconds that the platform waits for an answer.
        findings: What came of each check, in their order.
        advice: What to look at before all else, where one cause explains many failures.
        version: The package's version.
    """

    url: str
    started: datetime
    seconds: float
    limit: float
    findings: tuple[Finding, ...]
    advice: str | None
    version: str

    @property
    def passed(self) -> bool:
        """Whether every check was made and passed."""
        return self.complete and not self.failed

    @property
    def complete(self) -> bool:
        """Whether every check was made; a rotation takes two secrets."""
        return not self.of(Result.SKIPPED)

    @property
    def failed(self) -> list[Finding]:
        """The checks that failed."""
        return self.of(Result.FAILED)

    def of(self, result: Result) -> list[Finding]:
        """The findings with a result."""
        return [finding for finding in self.findings if finding.result is result]

    @cached_property
    def exchanges(self) -> list[Exchange]:
        """All that was sent and answered, each once."""
        every = (each for finding in self.findings for each in finding.exchanges)
        return list({id(each): each for each in every}.values())

    @property
    def times(self) -> Times | None:
        """How long all answers took."""
        return _times(self.exchanges)


def _times(exchanges: Iterable[Exchange]) -> Times | None:
    seconds = [each.answer.seconds for each in exchanges]
    return Times(len(seconds), median(seconds), max(seconds)) if seconds else None
