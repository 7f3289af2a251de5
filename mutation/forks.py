"""A process for each mutant: it may hang, crash or spoil what it likes."""

from __future__ import annotations

import contextlib
import os
import signal
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, NoReturn, TypeAlias

if TYPE_CHECKING:
    from .mutants import Mutant

SLOWEST = 3.0
"""Seconds that any test may take, and five times what it takes without a mutant."""


class FailedTestsError(Exception):
    """The tests fail without a mutant, so they say nothing about mutants."""


class Outcome(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    TIMED_OUT = "timed out"
    SURVIVED = "survived"
    NOT_APPLIED = "not applied"


class Result(NamedTuple):
    """What became of a mutant, and which test has killed it (empty where none got that far)."""

    mutant: Mutant
    outcome: Outcome
    killer: str = ""


Failing: TypeAlias = Callable[[str], NoReturn]
"""To be called with the test that fails."""
Trial: TypeAlias = Callable[["Mutant | None", Sequence[str], Failing], Outcome]
"""Applies a mutant, or none, to this process and runs tests, until one fails."""

_CODES = {Outcome.SURVIVED: 0, Outcome.KILLED: 1, Outcome.NOT_APPLIED: 3}


def limit(seconds: float) -> None:
    """End this process if it gets no further, however it hangs.

    Args:
        seconds: What the next test takes without a mutant.
    """
    signal.setitimer(signal.ITIMER_REAL, SLOWEST + 5 * seconds)


def tried(
    mutants: Sequence[Mutant],
    tests: Callable[[Mutant], list[str]],
    trial: Trial,
    jobs: int,
) -> Iterator[Result]:
    """Try mutants, some at once.

    A test that has killed a mutant of a function is the first to meet the next one.

    Args:
        mutants: The mutants.
        tests: The tests that can notice one.
        trial: What a process does with a mutant and its tests.
        jobs: How many processes at once.
    """
    running: dict[int, tuple[Mutant, int]] = {}
    killers = _Killers()
    waiting = list(reversed(mutants))
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                mutant = waiting.pop()
                order = killers.first(mutant, tests(mutant))
                if not order:
                    yield Result(mutant, Outcome.SURVIVED)
                    continue
                pid, reader = _start(mutant, order, trial)
                running[pid] = mutant, reader
            if not running:
                continue
            pid, status = os.waitpid(-1, 0)
            if pid not in running:
                continue
            mutant, reader = running.pop(pid)
            _end(pid)
            result = Result(mutant, _outcome(status), _said(reader))
            killers.add(result)
            yield result
    finally:
        for pid in running:
            _end(pid)


class _Killers:
    """The tests that have killed mutants of each function, the last one first."""

    def __init__(self) -> None:
        self._of: defaultdict[tuple[str, str], list[str]] = defaultdict(list)

    def first(self, mutant: Mutant, tests: list[str]) -> list[str]:
        """The tests of a mutant, those that have killed its neighbours first."""
        likely = [test for test in self._of[mutant.module, mutant.function] if test in tests]
        return [*likely, *(test for test in tests if test not in likely)]

    def add(self, result: Result) -> None:
        """Note which test was it."""
        if result.killer:
            known = self._of[result.mutant.module, result.mutant.function]
            known[:] = [result.killer, *(each for each in known if each != result.killer)][:5]


def unreliable(tests: Iterable[str], trial: Trial) -> list[str]:
    """Those of some tests that fail without a mutant when each is run alone, twice."""
    return [test for test in tests if not any(_passes(test, trial) for _ in range(2))]


def _passes(test: str, trial: Trial) -> bool:
    pid, reader = _start(None, [test], trial)
    _, status = os.waitpid(pid, 0)
    os.close(reader)
    _end(pid)
    return _outcome(status) is Outcome.SURVIVED


def _start(mutant: Mutant | None, tests: list[str], trial: Trial) -> tuple[int, int]:
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    pid = os.fork()
    if pid:
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)
        os.close(writer)
        return pid, reader
    code = _CODES[Outcome.KILLED]
    try:
        os.setpgid(0, 0)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)

        def failing(test: str) -> NoReturn:
            os.write(writer, test.encode())
            os._exit(_CODES[Outcome.KILLED])

        code = _CODES[trial(mutant, tests, failing)]
    finally:
        os._exit(code)


def _outcome(status: int) -> Outcome:
    if os.WIFSIGNALED(status):
        alarm = os.WTERMSIG(status) == signal.SIGALRM
        return Outcome.TIMED_OUT if alarm else Outcome.KILLED
    code = os.waitstatus_to_exitcode(status)
    return next((outcome for outcome, each in _CODES.items() if each == code), Outcome.KILLED)


def _said(reader: int) -> str:
    with contextlib.suppress(BlockingIOError):
        said = os.read(reader, 4096).decode()
        os.close(reader)
        return said
    os.close(reader)
    return ""


def _end(pid: int) -> None:
    """End what a mutant has started, too."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
