"""A review in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..advice import NOT_SEEN
from ..review import Result
from .wording import duration, pieces, verdict

if TYPE_CHECKING:
    from ..exchange import Exchange
    from ..review import Finding, Review

_MARKS = {
    Result.PASSED: ("✓", "green"),
    Result.FAILED: ("✗", "bold red"),
    Result.SKIPPED: ("-", "yellow"),
}
_VERDICT = {(True, False): "bold green", (False, True): "bold red", (False, False): "bold yellow"}
_SHOWN = 3
"""Problems that are shown of a check; the other reports have all."""


def show(review: Review, console: Console | None = None) -> None:
    """Show a review: all checks, what to fix, and the verdict last, where one looks first.

    Args:
        review: The review.
        console: Where to show it; stdout if left out.
    """
    console = console or Console(highlight=False)
    console.print(_table(review))
    shown = review.failed[:1] if review.advice else review.failed
    for finding in shown:
        _show_failed(console, finding)
    if more := len(review.failed) - len(shown):
        console.print(Text(f"\n{more} more failed, likely for the cause that is named below."))
    _show_skipped(console, review.of(Result.SKIPPED))
    console.print()
    console.print(Text("What a review over HTTP cannot see", "bold"))
    for each in NOT_SEEN:
        console.print(Padding(_prose(f"· {each}"), (0, 0, 0, 2)))
    _show_verdict(console, review)


def _table(review: Review) -> Table:
    table = Table(box=None, padding=(0, 1), pad_edge=False, show_edge=False)
    table.add_column()
    table.add_column("Check", no_wrap=True)
    table.add_column("What a right receiver does")
    table.add_column("Slowest", justify="right", no_wrap=True)
    for finding in review.findings:
        mark, style = _MARKS[finding.result]
        times = finding.times
        slowest = duration(times.slowest) if times else ""
        check = finding.check
        table.add_row(Text(mark, style), check.id, check.title, slowest)
    return table


def _line(finding: Finding) -> Text:
    mark, style = _MARKS[finding.result]
    check = finding.check
    return Text.assemble((f"{mark} {finding.result.value}  {check.id}", style), f"  {check.title}")


def _show_failed(console: Console, finding: Finding) -> None:
    console.print()
    console.print(_line(finding))
    wrong = finding.wrong
    for exchange in wrong[:_SHOWN]:
        console.print(Padding(Text(exchange.problem), (0, 0, 0, 2)))
        _show_evidence(console, exchange)
    if (more := len(wrong) - _SHOWN) > 0:
        console.print(Padding(f"And {more} more; --html and --json have all.", (0, 0, 0, 2)))
    for advice in finding.advice:
        console.print(Padding(_prose(f"→ {advice}"), (0, 0, 0, 2)))
    console.print(Padding(_prose(f"Why: {finding.check.why}"), (0, 0, 0, 2)))
    console.print(Padding(Text(finding.check.source, "dim italic"), (0, 0, 0, 2)))


def _show_skipped(console: Console, skipped: list[Finding]) -> None:
    for reason in dict.fromkeys(finding.reason or "" for finding in skipped):
        console.print()
        for finding in skipped:
            if finding.reason == reason:
                console.print(_line(finding))
        console.print(Padding(_prose(reason), (0, 0, 0, 2)))


def _show_evidence(console: Console, exchange: Exchange) -> None:
    first, *_ = exchange.answer.body.strip().splitlines() or [""]
    if first and not first.startswith("<"):
        console.print(Padding(Text(first[:200], "dim"), (0, 0, 0, 4)))


def _show_verdict(console: Console, review: Review) -> None:
    console.print()
    if review.advice:
        console.print(Text("Look at this first", "bold"))
        console.print(Padding(_prose(review.advice), (0, 0, 1, 2)))
    times = review.times
    if times is not None:
        figures = f"median {duration(times.median)}, slowest {duration(times.slowest)}"
        limit = f"the platform waits {duration(review.limit)}"
        console.print(Text(f"{times.count} deliveries; answers: {figures}; {limit}."))
    counts = ", ".join(f"{len(review.of(result))} {result.value}" for result in Result)
    style = _VERDICT[review.passed, bool(review.failed)]
    console.print(Text.assemble((verdict(review), style), f": {counts}."))


def _prose(text: str) -> Text:
    return Text.assemble(*[(piece, "cyan" if is_code else "") for piece, is_code in pieces(text)])
