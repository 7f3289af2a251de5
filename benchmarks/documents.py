"""Generates real documents by both generators, one after the other, and prints a table.

`python -m benchmarks.documents [NAME...]`: the documents beside the project, in
`../shared/documents`, or those of the folder that `GENERATOR_DOCUMENTS` names. A time is that of a
whole process, documents read, formatted and written; the lesser of `--rounds` (2). `import` is
`from PACKAGE import Client` of what came out, in a fresh interpreter.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from math import exp, log
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from generator.load import load
from tests.documents.__main__ import FOLDER, described

from .interpreters import ROOT
from .rows.generation import (
    environment,
    operations_of_ours,
    operations_of_theirs,
    our_command,
    their_command,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_WARNING = re.compile(r"^(?:\S+: )?warning\b", re.IGNORECASE | re.MULTILINE)
_IMPORT = """
import sys, time
sys.path.insert(0, sys.argv[1])
began = time.perf_counter()
__import__(sys.argv[2]).Client
print(time.perf_counter() - began)
"""
_LONGEST = 900  # seconds that a generator may take for a document


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a generator made of a document."""

    seconds: float
    operations: int
    warnings: int
    import_seconds: float | None
    """`None` where what came out can't be imported, or nothing did."""


@dataclass(frozen=True, slots=True)
class Generator:
    """One of those that are compared."""

    name: str
    command: Callable[[Path, Path], list[str]]
    count: Callable[[Path], int]
    source: str
    """The folder below the project's in which its package is."""

    def run(self, surroundings: Mapping[str, str], document: Path) -> Outcome | None:
        """Generate a document's project; `None` where there is none afterwards."""
        with TemporaryDirectory(prefix="benchmarks-") as temporary:
            folder = Path(temporary, "sdk")
            line = [sys.executable, "-m", *self.command(document, folder)]
            began = time.perf_counter()
            done = subprocess.run(
                line,
                cwd=ROOT,
                env=dict(surroundings),
                capture_output=True,
                text=True,
                check=False,
                timeout=_LONGEST,
            )
            seconds = time.perf_counter() - began
            packages = sorted(path.parent.name for path in folder.glob(f"{self.source}*/py.typed"))
            if not packages:
                return None
            warnings = len(_WARNING.findall(done.stdout + done.stderr))
            imported = _imported(folder / self.source, packages[0], surroundings)
            return Outcome(seconds, self.count(folder), warnings, imported)


OURS = Generator("ghxstship-generator", our_command, operations_of_ours, "src/")
THEIRS = Generator("openapi-python-client", their_command, operations_of_theirs, "")


def _imported(source: Path, package: str, surroundings: Mapping[str, str]) -> float | None:
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT, str(source), package],
        env=dict(surroundings),
        capture_output=True,
        text=True,
        check=False,
    )
    return None if done.returncode else float(done.stdout)


def best(outcomes: Sequence[Outcome | None]) -> Outcome | None:
    """The one that took the least time; `None` where nothing came out."""
    found = [one for one in outcomes if one is not None]
    return min(found, key=lambda one: one.seconds, default=None)


def row(name: str, count: int, outcomes: Sequence[Outcome | None]) -> str:
    """A document's line of the table."""
    columns = zip(*(_figures(one) for one in outcomes), strict=True)
    cells = [figure for pair in columns for figure in pair]
    ours, theirs = outcomes
    ratio = f"{theirs.seconds / ours.seconds:.2f}" if ours and theirs else ""
    return f"| {' | '.join([name, str(count), *cells, ratio])} |"


def _figures(one: Outcome | None) -> list[str]:
    if one is None:
        return ["none"] * 4
    seconds = one.import_seconds
    imported = "fails" if seconds is None else f"{seconds * 1000:.0f}"
    return [str(one.operations), f"{one.seconds:.2f}", str(one.warnings), imported]


def main() -> None:
    """Measure, and print the table as it grows."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.documents", description=__doc__)
    parser.add_argument("names", nargs="*", help="files, or how their names begin; else all")
    parser.add_argument("--rounds", type=int, default=2)
    chosen = parser.parse_args()
    paths = [
        path
        for path in sorted(FOLDER.glob("*.*"), key=lambda path: path.stat().st_size)
        if path.suffix in {".json", ".yaml", ".yml"}
        and (not chosen.names or path.name.startswith(tuple(chosen.names)))
    ]
    if not paths:
        sys.exit(f"{FOLDER} has no such documents")
    print("Of two figures the first is ours, the second openapi-python-client's.\n")
    print("| document | operations | come out | | seconds | | warnings | | import, ms | | times |")
    print(f"|{' --- |' * 11}", flush=True)
    ratios: list[float] = []
    totals = [0, 0, 0]
    with environment() as surroundings:
        for path in paths:
            runs = [
                (OURS.run(surroundings, path), THEIRS.run(surroundings, path))
                for _ in range(chosen.rounds)
            ]
            ours, theirs = best([one for one, _ in runs]), best([one for _, one in runs])
            count = described(load(path))
            print(row(path.name, count, [ours, theirs]), flush=True)
            totals[0] += count
            totals[1] += ours.operations if ours else 0
            totals[2] += theirs.operations if theirs else 0
            if ours and theirs:
                ratios.append(theirs.seconds / ours.seconds)
    mean = exp(fmean(map(log, ratios))) if ratios else 0.0
    print(
        f"\n{totals[1]} and {totals[2]} of {totals[0]} operations come out. Where both come to "
        f"something ({len(ratios)} documents), openapi-python-client takes {mean:.2f} times as "
        "long in the geometric mean."
    )


if __name__ == "__main__":
    main()
