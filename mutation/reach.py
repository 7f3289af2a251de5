"""Which tests run which lines of `_core`, and how long each takes: measured, and kept.

What was measured is kept in `.mutants`, a file for each file of tests, and measured again when that
file, what the tests share, or `_core` has changed.
"""

from __future__ import annotations

import json
import os
import time
from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeAlias

import coverage
import pytest

from .forks import FailedTestsError
from .project import CORE, DEFINITIONS, KEPT, PACKAGE, ROOT, pytest_options

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterable, Iterator
    from pathlib import Path

    from .mutants import Mutant
    from .survivors import Key

Lines: TypeAlias = dict[str, list[int]]
"""Of each module."""

BUDGET = 20.0
"""Seconds of tests that a mutant has to survive."""
BUDGET_IF_ARGUED = 2.0
"""The same for one that is argued for: that it survives is no news."""


@dataclass
class Reach:
    """What tests reach.

    Attributes:
        seconds: How long each test takes.
        tests: The tests that run a line of a module.
        imported: The lines that run before the first test.
        argued: The keys of mutants that may live.
    """

    seconds: dict[str, float] = field(default_factory=dict[str, float])
    tests: defaultdict[tuple[str, int], set[str]] = field(default_factory=lambda: defaultdict(set))
    imported: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])
    argued: frozenset[Key] = frozenset()

    def runs_on_import(self, mutant: Mutant) -> bool:
        """Whether the mutant would have done its harm before the first test."""
        first, last = mutant.reached
        lines = ((mutant.module, line) for line in range(first, last + 1))
        return mutant.definition is None or any(line in self.imported for line in lines)

    def of(self, mutant: Mutant) -> list[str]:
        """The tests that can notice a mutant, some seconds of them, each file's quickest first.

        What runs on import is noticed by the tests about the module, or by whoever uses it.
        """
        first, last = mutant.reached
        found: set[str] = set()
        looking: list[str] = []
        for line in range(first, last + 1):
            found |= self.tests[mutant.module, line]
        if self.runs_on_import(mutant):
            for (module, _), tests in self.tests.items():
                if module == mutant.module:
                    found |= tests
            found = found or set(self.seconds)
            looking = [test for test in self.seconds if _looks_at(test, mutant.module)]
        budget = BUDGET_IF_ARGUED if mutant.key in self.argued else BUDGET
        return list(self._within(budget, [*looking, *self._in_turn(found.difference(looking))]))

    def _in_turn(self, tests: set[str]) -> list[str]:
        """The tests, each file's quickest first, the files given the same time."""
        spent: defaultdict[str, float] = defaultdict(float)
        turns: list[tuple[float, str]] = []
        for test in sorted(tests, key=lambda test: (self.seconds[test], test)):
            file = test.partition("::")[0]
            spent[file] += self.seconds[test]
            turns.append((spent[file], test))
        return [test for _, test in sorted(turns)]

    def _within(self, budget: float, tests: Iterable[str]) -> Iterator[str]:
        spent = 0.0
        for test in tests:
            if spent and spent + self.seconds[test] > budget:
                continue
            spent += self.seconds[test]
            yield test

    def add(self, test: str, seconds: float, lines: Lines) -> None:
        """Note what a test reaches; no test is what runs on import."""
        places = ((module, line) for module, numbers in lines.items() for line in numbers)
        if not test:
            self.imported.update(places)
            return
        self.seconds[test] = seconds
        for place in places:
            self.tests[place].add(test)


def _looks_at(test: str, module: str) -> bool:
    """Whether a test is about a module's definitions: it may run none of its lines."""
    file, _, name = test.partition("::")
    if file == DEFINITIONS:
        return name.endswith(f"[{module}]")
    return PurePath(file).name == f"test_{PurePath(module).name}"


def measured(tests: list[str], argued: Collection[Key]) -> Reach:
    """What the tests below some folders or in some files reach.

    Args:
        tests: The folders and files.
        argued: The keys of mutants that may live.

    Raises:
        FailedTestsError: One of them fails.
    """
    files = sorted({file for test in tests for file in _files(ROOT / test)})
    kept = {file: _kept(file) for file in files}
    missing = {file: place for file, place in kept.items() if not place.exists()}
    if missing:
        print(f"measuring what the tests of {len(missing)} files reach", flush=True)
        pid = os.fork()
        if not pid:
            _measure_and_exit(missing)
        if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
            raise FailedTestsError("fix the tests first: they fail without a mutant")
    reach = Reach(argued=frozenset(argued))
    for place in kept.values():
        for test, (seconds, lines) in json.loads(place.read_text(encoding="utf-8")).items():
            reach.add(test, seconds, lines)
    return reach


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(path.rglob("test_*.py"))


def _kept(file: Path) -> Path:
    shared = [path for path in (ROOT / "tests").rglob("*.py") if not path.name.startswith("test_")]
    digest = sha256()
    for path in (*sorted(CORE.rglob("*.py")), *sorted(shared), file):
        digest.update(path.read_bytes())
    name = file.relative_to(ROOT).as_posix().replace("/", ".")
    return KEPT / f"{name}-{digest.hexdigest()[:16]}.json"


def _measure_and_exit(files: dict[Path, Path]) -> None:
    recorder = _Recorder()
    failed: int = pytest.main([*pytest_options(), *map(str, files)], plugins=[recorder])
    if not failed:
        KEPT.mkdir(exist_ok=True)
        everything = recorder.everything()
        for file, place in files.items():
            name = file.relative_to(ROOT).as_posix()
            ours = {test: each for test, each in everything.items() if test.startswith(f"{name}::")}
            ours[""] = everything[""]
            for old in KEPT.glob(f"{place.name.rpartition('-')[0]}-*.json"):
                old.unlink()
            place.write_text(json.dumps(ours), encoding="utf-8")
    os._exit(int(failed))


class _Recorder:
    """A pytest plugin that knows which test each line ran in."""

    def __init__(self) -> None:
        # Only this tracer can tell one test from the next on every Python.
        os.environ["COVERAGE_CORE"] = "ctrace"
        self._coverage = coverage.Coverage(
            data_file=None, config_file=False, include=[f"{CORE}/*"], messages=False
        )
        self._coverage.start()
        self._seconds: dict[str, float] = {"": 0.0}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Note what runs from here on as this test's."""
        self._coverage.switch_context(item.nodeid)
        start = time.perf_counter()
        result = yield
        self._seconds[item.nodeid] = time.perf_counter() - start
        self._coverage.switch_context("")
        return result

    def everything(self) -> dict[str, tuple[float, Lines]]:
        """Of each test, how long it took and the lines it ran."""
        self._coverage.stop()
        data = self._coverage.get_data()
        found = {test: (seconds, Lines()) for test, seconds in self._seconds.items()}
        for file in data.measured_files():
            module = os.path.relpath(file, PACKAGE)
            for line, tests in data.contexts_by_lineno(file).items():
                for test in tests:
                    found[test][1].setdefault(module, []).append(line)
        return found
