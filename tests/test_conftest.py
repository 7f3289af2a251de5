"""Tests run alike, whatever the process that starts them ignores or blocks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[1]
START = """
import os, signal, sys
{before}
os.execv(sys.executable, [sys.executable, "-c", sys.argv[1]])
"""
REPORT = """
import signal, subprocess, sys
import tests.conftest
from tests.patience import PATIENCE
numbers = (signal.SIGINT, signal.SIGTERM)
print([signal.getsignal(number) is signal.SIG_IGN for number in numbers])
print(sorted(signal.pthread_sigmask(signal.SIG_BLOCK, []) & set(numbers)))
child = subprocess.Popen([sys.executable, "-c", "print(1, flush=True); input()"],
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
child.stdout.readline()
child.send_signal(signal.SIGINT)
print(child.wait() != 0)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
@pytest.mark.parametrize(
    "before",
    [
        "signal.signal(signal.SIGINT, signal.SIG_IGN)",
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)",
        "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT, signal.SIGTERM])",
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)",
    ],
)
def test_signals_are_restored_for_the_tests_and_what_they_start(before: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", START.format(before=before), REPORT],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    assert done.stdout.splitlines() == ["[False, False]", "[]", "True"]
