"""Threads and tasks that hit one client at once, in Python's development mode."""

from __future__ import annotations

import subprocess
import sys

from .processes import ROOT


def test_nobody_complains() -> None:
    command = [sys.executable, "-X", "dev", "-W", "error", "-m", "tests.soak.hammer"]
    options = ["--calls", "640", "--seed", "short", "--patience", "50"]
    done = subprocess.run(
        [*command, *options], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
