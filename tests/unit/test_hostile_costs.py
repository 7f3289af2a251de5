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


@pytest.mark.parametrize("way", WAYS)
def test_a_hostile_body_takes_little_time_and_memory(way: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.hostile_costs", way],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        check=True,
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) > 20
    assert [row for row in rows if row[1] > SECONDS or row[2] > MEMORY] == []
