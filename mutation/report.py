"""What became of the mutants, as a table and as a verdict."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from .forks import Outcome
from .survivors import stale, unargued

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .forks import Result
    from .mutants import Mutant
    from .survivors import Key, Survivor

REQUIRED = 0.9
"""The share of all mutants that must be killed, argued ones among those that were not."""
COLUMNS = ["mutants", "killed", "timed out", "survived", "argued", "%"]


def table(results: Sequence[Result], argued: Mapping[Key, Survivor]) -> str:
    """How many mutants of each module there were, and what became of them."""
    modules: defaultdict[str, list[Result]] = defaultdict(list)
    for result in results:
        modules[result.mutant.module].append(result)
    rows = [(name, _figures(modules[name], argued)) for name in sorted(modules)]
    width = max(len(name) for name in [*modules, "all"])
    rule = "─" * width + "".join("─┼─" + "─" * max(6, len(column)) for column in COLUMNS)
    lines = [_row("", COLUMNS, width), rule]
    lines += [_row(name, figures, width) for name, figures in rows]
    return "\n".join([*lines, rule, _row("all", _figures(results, argued), width)])


def _row(name: str, cells: Sequence[str], width: int) -> str:
    padded = (cell.rjust(max(6, len(column))) for cell, column in zip(cells, COLUMNS, strict=True))
    return " │ ".join([name.ljust(width), *padded])


def _figures(results: Sequence[Result], argued: Mapping[Key, Survivor]) -> list[str]:
    counts = Counter(result.outcome for result in results)
    survivors = [each.mutant for each in results if each.outcome is Outcome.SURVIVED]
    return [
        str(len(results)),
        str(counts[Outcome.KILLED]),
        str(counts[Outcome.TIMED_OUT]),
        str(counts[Outcome.SURVIVED]),
        str(sum(mutant.key in argued for mutant in survivors)),
        f"{100 * killed(results):.1f}",
    ]


def killed(results: Sequence[Result]) -> float:
    """The share of mutants that some test noticed; one that hangs is noticed too."""
    survived = sum(result.outcome is Outcome.SURVIVED for result in results)
    return 1 - survived / len(results) if results else 1.0


def faults(
    results: Sequence[Result],
    mutants: Sequence[Mutant],
    argued: Mapping[Key, Survivor],
    required: float = REQUIRED,
) -> list[str]:
    """Why the run fails, if it does.

    Args:
        results: What became of the mutants that were tried.
        mutants: All mutants of the modules they are from.
        argued: The list.
        required: The share that must be killed.
    """
    found: list[str] = []
    lived = {each.mutant.key for each in results if each.outcome is Outcome.SURVIVED}
    died = {each.mutant.key for each in results} - lived
    new = [each.mutant for each in results if each.mutant.key in lived - argued.keys()]
    if new:
        entries = "\n\n".join(unargued(mutant) for mutant in new)
        found.append(f"{len(new)} survivors to kill, or to argue in survivors.toml:\n\n{entries}")
    modules = {mutant.module for mutant in mutants}
    ours = [survivor for survivor in argued.values() if survivor.module in modules]
    found += [f"argued, but killed: {_line(argued[key])}" for key in argued if key in died]
    found += [f"argued, but not there: {_line(survivor)}" for survivor in stale(ours, mutants)]
    if (share := killed(results)) < required:
        found.append(f"{100 * share:.1f} % were killed, and {100 * required:.0f} % must be")
    return found


def _line(survivor: Survivor) -> str:
    return f"{survivor.module} {survivor.function}: {survivor.was} -> {survivor.now}"


def progress(done: Sequence[Result], everything: int, argued: Mapping[Key, Survivor]) -> None:
    """Show how far it is, and a survivor as soon as it is one."""
    last = done[-1]
    if last.outcome is Outcome.SURVIVED and last.mutant.key not in argued:
        mutant = last.mutant
        print(f"survived: {mutant.module}:{mutant.line} {mutant.was} -> {mutant.now}", flush=True)
    if len(done) == everything or not len(done) % 100:
        print(f"{len(done)} of {everything} mutants, {100 * killed(done):.1f} % killed", flush=True)
