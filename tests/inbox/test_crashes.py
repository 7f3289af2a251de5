"""`kill -9` at every step and at any moment: nothing is lost, and every effect is there once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.patience import PATIENCE

if TYPE_CHECKING:
    from .harness import Place

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="only POSIX has SIGKILL"),
    pytest.mark.once,
]


def in_the_lab(mode: str, ground: Place, directory: Path) -> dict[str, Any]:
    command = [sys.executable, "-W", "ignore", "-m", "tests.inbox.crash_lab"]
    done = subprocess.run(
        [*command, mode, ground.kind, ground.address, str(directory)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=15 * PATIENCE,  # some hundred processes, one after the other
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_process_may_die_at_any_step(ground: Place, tmp_path: Path) -> None:
    found = in_the_lab("steps", ground, tmp_path)
    assert found["wrong"] == []
    assert found["steps"] > 60


def test_workers_may_be_killed_at_any_moment(ground: Place, tmp_path: Path) -> None:
    found = in_the_lab("random", ground, tmp_path)
    assert found == {"codes": [0, 0, 0], "right": True}


def test_a_process_may_fork_after_it_has_used_an_inbox(ground: Place, tmp_path: Path) -> None:
    assert in_the_lab("forks", ground, tmp_path) == {"seen": [2, 3, 4]}
