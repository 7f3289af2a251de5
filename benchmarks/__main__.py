"""`python -m benchmarks`: measure, print the table, and keep it as JSON when asked."""

from __future__ import annotations

import argparse
import json
import sys
from functools import partial
from pathlib import Path

from .measure import Effort, Result, measure
from .report import as_json, machine, summary, table
from .rows import ROWS

_CLEAR_LINE = "\r\x1b[K"


def main() -> None:
    """Run what the command line asks for."""
    options = _parser().parse_args()
    rows = [row for row in ROWS if not options.only or row.name in options.only]
    print(f"{machine()}; medians of interleaved rounds, ratios round by round\n", flush=True)
    results: list[Result] = []
    for number, row in enumerate(rows, 1):
        place = f"[{number}/{len(rows)}] {row.name}: "
        result = measure(row, Effort(options.quick), partial(_show, place))
        _show()
        print(table(result), end="\n\n", flush=True)
        results.append(result)
    print(summary(results))
    if options.json:
        text = json.dumps(as_json(results), indent=2, ensure_ascii=False)
        options.json.write_text(text + "\n", encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = [row.name for row in ROWS]
    parser.add_argument("--only", action="append", choices=names, help="measure this row alone")
    parser.add_argument("--quick", action="store_true", help="three rounds of a fifth of the work")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep every sample here")
    return parser


def _show(place: str = "", progress: str = "") -> None:
    """Say how far it is, on one line, where somebody is looking."""
    if sys.stderr.isatty():
        print(f"{_CLEAR_LINE}{place}{progress}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
