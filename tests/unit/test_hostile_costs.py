"""Time and memory are within a multiple of a foreign body's size, wherever it comes in."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from .hostile_costs import SIZE, WAYS

SECONDS = 5.0
"""Of the processor, for a body; the slowest takes a tenth of it on an idle machine."""
MEMORY = 1000 * SIZE
"""An empty array is two bytes in JSON and 400 in what pydantic parses it to."""

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(sys.platform == "win32", reason="there is no getrusage"),
]


def rows_of(argument: str) -> list[tuple[str, float, int]]:
    """What a program of its own measured."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.hostile_costs", argument],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("way", WAYS)
def test_a_hostile_body_takes_little_time_and_memory(way: str) -> None:
    rows = rows_of(way)
    assert len(rows) > 20
    assert [row for row in rows if row[1] > SECONDS or row[2] > MEMORY] == []


def test_an_event_without_its_fields_takes_no_more_than_a_whole_one() -> None:
    """What is missing is no reason to copy what came."""
    complete, missing = rows_of("incomplete")
    assert missing[2] <= 16 * 2**20  # above what the complete one took
    assert complete[2] <= 64 * 2**20
