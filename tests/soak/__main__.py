"""`python -m tests.soak`: a long soak, drawn while it goes on and summed up at its end."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from ..library import LIBRARY
from .run import FLAVOURS, Run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .measures import Sample

BARS = "▁▂▃▄▅▆▇█"
ONE_ARENA = "MALLOC_ARENA_MAX"
"""With an arena for each thread, glibc's memory tells of threads more than of what is in use."""


def sparkline(values: Sequence[float], least: float) -> str:
    """A line of bars, scaled from the least value to the greatest.

    Args:
        values: What to draw.
        least: The height of the scale at least, so that a tremble is not drawn as a mountain.
    """
    low = min(values)
    scale = max(max(values) - low, least)
    return "".join(BARS[round((value - low) / scale * (len(BARS) - 1))] for value in values)


def main() -> None:
    """Make calls in every flavour; the exit status says whether all was well."""
    options = arguments()
    if ONE_ARENA not in os.environ:
        command = [sys.executable, "-m", "tests.soak", *sys.argv[1:]]
        os.execve(sys.executable, command, {**os.environ, ONE_ARENA: "1"})
    console = Console()
    console.print(f"{LIBRARY.__name__}, --seed {options.seed} --faults {options.faults}")
    runs = [carry_out(flavour, options, console) for flavour in options.flavour]
    console.print(outcomes(runs), memory(runs), sep="\n")
    for run in runs:
        for finding in run.findings:
            console.print(f"{run.flavour}: {finding}", style="red", highlight=False)
    seconds = sum(run.seconds for run in runs)
    calls = sum(run.outcomes.total() for run in runs)
    found = sum(len(run.findings) for run in runs)
    console.print(f"{calls:,} calls in {seconds:,.0f} s, {found} found that should not be")
    sys.exit(bool(found))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--calls", type=int, default=200_000, help="of all flavours together")
    parser.add_argument("--seed", default=secrets.token_hex(4), help="the same calls and faults")
    parser.add_argument("--faults", type=float, default=0.15, help="the share of bad attempts")
    parser.add_argument("--workers", type=int, default=32, help="how many calls at once")
    parser.add_argument(
        "--flavour", action="append", choices=FLAVOURS, help="all of them, if left out"
    )
    options = parser.parse_args()
    options.flavour = options.flavour or FLAVOURS
    return options


def carry_out(flavour: str, options: argparse.Namespace, console: Console) -> Run:
    """One flavour's share of the calls, with a bar for it."""
    share = options.calls // len(options.flavour)
    columns = (
        TextColumn("{task.description:8}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[memory]:.1f} MB, {task.fields[descriptors]} descriptors"),
    )
    # It draws when it is told to: a thread that does would be measured, too.
    with Progress(*columns, console=console, auto_refresh=False) as progress:
        bar = progress.add_task(flavour, total=share, memory=0.0, descriptors=0)

        def show(sample: Sample) -> None:
            progress.update(
                bar,
                completed=sample.calls,
                memory=sample.resident / 2**20,
                descriptors=sample.descriptors,
                refresh=console.is_terminal,
            )

        run = Run(
            flavour,  # type: ignore[arg-type]
            options.seed,
            share,
            options.workers,
            faults=options.faults,
            progress=show,
        )
        run.carry_out()
    return run


def outcomes(runs: Sequence[Run]) -> Table:
    """How the calls ended."""
    table = Table("how calls ended", box=SIMPLE_HEAD)
    for run in runs:
        table.add_column(run.flavour, justify="right")
    total = sum((run.outcomes for run in runs), runs[0].outcomes.__class__())
    for name, _ in total.most_common():
        table.add_row(name, *(f"{run.outcomes[name]:,}" for run in runs))
    table.add_section()
    for what in ("requests", "connections"):
        table.add_row(what, *(f"{run.server[what]:,}" for run in runs))
    table.add_row("calls a second", *(f"{run.outcomes.total() / run.seconds:,.0f}" for run in runs))
    return table


def memory(runs: Sequence[Run]) -> Table:
    """What the process held after each round of calls."""
    table = Table("memory", "", "MB", "objects", "descriptors", box=SIMPLE_HEAD)
    for run in runs:
        first, last = run.samples[len(run.samples) // 4], run.samples[-1]
        table.add_row(
            run.flavour,
            sparkline([sample.resident for sample in run.samples[::2]], least=2**23),
            f"{first.resident / 2**20:.1f} → {last.resident / 2**20:.1f}",
            f"{first.blocks:,} → {last.blocks:,}",
            f"{first.descriptors} → {last.descriptors}",
        )
    return table


if __name__ == "__main__":
    main()
