"""The mutants of `_core`: a few of them meet the tests here, all of them in `nox -s mutants`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mutation.mutants import mutants_of
from mutation.survivors import argued, stale

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[1]


def tried(*tests: str) -> subprocess.CompletedProcess[str]:
    """Some mutants of one module, met by some tests."""
    command = ["_core/retry.py", "--sample", "10", "--seed", "1"]
    command += [option for test in tests for option in ("--tests", test)]
    measured = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    return subprocess.run(
        [sys.executable, "-m", "mutation", *command],
        cwd=ROOT,
        env=measured,
        capture_output=True,
        text=True,
        check=False,
    )


def last_row(output: str) -> list[str]:
    """What the table says of all: how many, killed, timed out, survived, argued, per cent."""
    row = next(line for line in output.splitlines() if line.startswith("all "))
    return [cell.strip() for cell in row.split("│")[1:]]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a mutant needs a process of its own")
class TestSample:
    def test_is_killed_by_tests_that_look(self) -> None:
        finished = tried("tests/unit/test_retry.py", "tests/unit/test_definitions.py")
        assert finished.returncode == 0, finished.stdout + finished.stderr
        assert last_row(finished.stdout) == ["10", "10", "0", "0", "0", "100.0"]

    def test_lives_under_tests_that_do_not(self) -> None:
        finished = tried("mutation/asserts_nothing.py")
        assert finished.returncode == 1, finished.stdout + finished.stderr
        _, killed, _, survived, argued, _ = last_row(finished.stdout)
        assert int(survived) > int(killed)
        assert argued == "0"
        assert "survivors to kill, or to argue in survivors.toml" in finished.stdout
        assert "% were killed, and 90 % must be" in finished.stdout


class TestSurvivors:
    def test_are_still_there(self) -> None:
        survivors = argued().values()
        modules = sorted({survivor.module for survivor in survivors})
        there = [mutant for name in modules for mutant in mutants_of(name)]
        assert stale(survivors, there) == []

    def test_are_each_argued(self) -> None:
        assert [survivor for survivor in argued().values() if not survivor.because] == []


class TestMutants:
    def test_of_every_line_compile(self) -> None:
        for name in ("_core/http/connections/pool.py", "_core/retry.py"):
            for mutant in mutants_of(name):
                compile(mutant.source, name, "exec")

    def test_are_of_what_is_decorated_and_of_what_runs_on_import_too(self) -> None:
        found = mutants_of("_core/retry.py")
        assert {"<module>", "RetryPolicy", "RetryPolicy.decide"} <= {
            each.function for each in found
        }
        found = mutants_of("_core/http/connections/wire.py")
        assert "ResponseReader.reusable" in {mutant.function for mutant in found}
