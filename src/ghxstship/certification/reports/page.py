"""A review as one page of HTML that needs nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log10
from typing import TYPE_CHECKING

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from ..advice import NOT_SEEN
from ..review import Result
from .wording import duration, pieces, verdict

if TYPE_CHECKING:
    from ..review import Finding, Review

MARK = '<meta name="generator" content="ghxstship certify">'
"""What tells such a page from any other file."""

_FASTEST = 0.001  # seconds, at the left end of the scale
_TICKS = (0.001, 0.01, 0.1, 1.0, 10.0)


@dataclass(frozen=True, slots=True)
class Bar:
    """A check's answer times on a scale of powers of ten; positions are percents.

    Attributes:
        finding: The check.
        median: Where the median is.
        slowest: Where the slowest is.
    """

    finding: Finding
    median: float
    slowest: float


def page(review: Review) -> str:
    """Write a review as a page.

    All that came from the receiver is escaped, and the page's own policy lets no script run.

    Args:
        review: The review.
    """
    scale = _Scale(review.limit)
    return (
        _environment()
        .get_template("page.html.jinja")
        .render(
            review=review,
            verdict=verdict(review),
            failed=review.failed,
            skipped=review.of(Result.SKIPPED),
            passed=review.of(Result.PASSED),
            bars=scale.bars(review),
            ticks=scale.ticks(),
            limit=scale.position(review.limit),
            not_seen=NOT_SEEN,
            generator=Markup(MARK),  # noqa: S704 - a constant
            style=Markup(_source("page.css")),  # noqa: S704 - the package's own
        )
    )


class _Scale:
    """From a time to its place between a millisecond and somewhat more than the limit."""

    def __init__(self, limit: float) -> None:
        self._decades = log10(limit * 2 / _FASTEST)

    def position(self, seconds: float) -> float:
        """Percents of the way."""
        part = log10(max(seconds, _FASTEST) / _FASTEST) / self._decades
        return round(100 * min(part, 1.0), 2)

    def bars(self, review: Review) -> list[Bar]:
        """The bars of the checks that sent something."""
        return [
            Bar(finding, self.position(times.median), self.position(times.slowest))
            for finding in review.findings
            if (times := finding.times) is not None
        ]

    def ticks(self) -> list[tuple[float, str]]:
        """The places and the names of the powers of ten."""
        return [(self.position(tick), _tick(tick)) for tick in _TICKS]


def _tick(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.0f} s"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["duration"] = duration
    environment.filters["prose"] = _prose
    return environment


def _source(name: str) -> str:
    return (files(__name__.rpartition(".")[0]) / name).read_text(encoding="utf-8")


def _prose(text: str) -> Markup:
    """A text of ours or a receiver's, with what stands between backticks as code."""
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if is_code else escape(piece)
        for piece, is_code in pieces(text)
    )
