"""Results as a table to read and as JSON to keep."""

from __future__ import annotations

import os
import platform
import sys
from typing import TYPE_CHECKING, Any

from .measure import US

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .measure import Metric, Result, Target

_NAME, _FIGURE, _RATIO = 36, 12, 8


def table(result: Result) -> str:
    """A row's part of the table: a line for each contender, once for each metric."""
    return "\n".join(_lines(result))


def _lines(result: Result) -> Iterator[str]:
    row = result.row
    yield f"{row.name}: {row.title}"
    if result.missing:
        yield f"  not measured: {result.missing}"
        return
    for index, metric in enumerate(row.metrics):
        ratio_to = f"ratio to {metric.reference}" if metric.reference else ""
        yield f"  {metric.name:{_NAME}} {metric.unit:>{_FIGURE}}  {ratio_to}".rstrip()
        for contender in result.contenders:
            if contender.missing:
                yield f"    {contender.name:{_NAME - 2}} {contender.missing}"
                continue
            figure = number(result.figure(contender.name, index))
            ratio = result.ratio(contender.name, index)
            shown = "" if ratio is None else f"{ratio:.2f}"
            line = f"    {contender.name:{_NAME - 2}} {figure:>{_FIGURE}}  {shown:>{_RATIO - 3}}"
            if contender.name == US and metric.target is not None:
                verdict = "reached" if reached(result, index) else "MISSED"
                line = f"{line}  {_wanted(metric.target)}: {verdict}"
            yield line.rstrip()


def number(value: float) -> str:
    """A figure with three digits that count, and thousands apart."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def reached(result: Result, index: int) -> bool | None:
    """Whether we keep a metric's target; `None` where there is none or nothing was measured."""
    target = result.row.metrics[index].target
    if target is None or not result.samples.get(US):
        return None
    if target.against is None:
        return target.reached_by(result.figure(US, index))
    ratio = result.ratio(US, index)
    return None if ratio is None else target.reached_by(ratio)


def _wanted(target: Target) -> str:
    bound = "at least" if target.at_least else "at most"
    return f"target {bound} {target.figure:g}" + (f" of {target.against}" if target.against else "")


def summary(results: Sequence[Result]) -> str:
    """How many targets we reach, and which ones we do not."""
    verdicts = [
        (f"{result.row.name} ({metric.name})", reached(result, index))
        for result in results
        for index, metric in enumerate(result.row.metrics)
        if metric.target is not None
    ]
    kept = [name for name, verdict in verdicts if verdict]
    missed = [name for name, verdict in verdicts if verdict is False]
    unknown = [name for name, verdict in verdicts if verdict is None]
    line = f"{len(kept)} of {len(kept) + len(missed)} targets reached"
    if missed:
        line += f"; missed: {', '.join(missed)}"
    if unknown:
        line += f"; not measured: {', '.join(unknown)}"
    return line


def machine() -> str:
    """What the figures were measured on, as far as it matters."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{os.cpu_count()} cores, {python}, {sys.platform}"


def as_json(results: Sequence[Result]) -> dict[str, Any]:
    """Every sample, and what the table says of them."""
    return {"machine": machine(), "rows": [_row_json(result) for result in results]}


def _row_json(result: Result) -> dict[str, Any]:
    row = result.row
    return {
        "name": row.name,
        "title": row.title,
        "missing": result.missing or None,
        "metrics": [
            _metric_json(result, index, metric) for index, metric in enumerate(row.metrics)
        ],
    }


def _metric_json(result: Result, index: int, metric: Metric) -> dict[str, Any]:
    target = metric.target
    return {
        "name": metric.name,
        "unit": metric.unit,
        "reference": metric.reference,
        "target": _wanted(target) if target else None,
        "reached": reached(result, index),
        "contenders": {
            name: {
                "median": result.figure(name, index),
                "ratio": result.ratio(name, index),
                "samples": [sample[index] for sample in samples],
            }
            for name, samples in result.samples.items()
        },
        "missing": {each.name: each.missing for each in result.contenders if each.missing},
    }
