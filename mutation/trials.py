"""How a mutant meets the tests: in a process that has them loaded, or that loads them with it."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from contextlib import redirect_stdout
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from inspect import CO_NEWLOCALS
from io import StringIO
from types import CodeType, FunctionType, ModuleType
from typing import IO, TYPE_CHECKING

import pytest
from hypothesis import settings

from .forks import FailedTestsError, Outcome, limit, tried, unreliable
from .project import CORE, KEPT, PACKAGE, pytest_options

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .forks import Failing, Result
    from .mutants import Mutant
    from .reach import Reach

LIBRARIES = ("anyio.pytest_plugin", "httpx", "hypothesis", "pydantic", "respx", "trio")
"""What tests load and no mutant changes: loaded once, before the processes part."""

settings.register_profile(
    "mutants", deadline=None, database=None, derandomize=True, max_examples=25, print_blob=False
)


def results(mutants: Sequence[Mutant], reach: Reach, jobs: int) -> Iterator[Result]:
    """Try every mutant, first those that can be put into loaded code, then the others.

    Args:
        mutants: The mutants.
        reach: Which tests there are.
        jobs: How many at once.
    """
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(KEPT / "compiled")
    for name in LIBRARIES:
        import_module(name)
    late = [mutant for mutant in mutants if reach.runs_on_import(mutant)]
    rest = [mutant for mutant in mutants if not reach.runs_on_import(mutant)]
    for result in _tried_loaded(rest, reach, jobs):
        if result.outcome is Outcome.NOT_APPLIED:
            late.append(result.mutant)
        else:
            yield result
    cold = Cold(reach)
    killers: set[str] = set()
    for result in tried(late, reach.of, cold, jobs):
        killers.add(result.killer)
        yield result
    _check(unreliable(sorted(killers - {""}), cold))


def _check(tests: Sequence[str]) -> None:
    if tests:
        raise FailedTestsError("these tests fail alone, without a mutant:\n" + "\n".join(tests))


def _tried_loaded(mutants: Sequence[Mutant], reach: Reach, jobs: int) -> Iterator[Result]:
    """Have another process load the tests, since they cannot be unloaded, and tell us."""
    if not mutants:
        return
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reader)
        with os.fdopen(writer, "wb") as channel, redirect_stdout(StringIO()):
            files = sorted({test.partition("::")[0] for test in reach.seconds})
            pytest.main([*pytest_options(), *files], plugins=[Warm(mutants, reach, jobs, channel)])
        os._exit(0)
    os.close(writer)
    try:
        with os.fdopen(reader, "rb") as channel:
            for _ in mutants:
                yield pickle.load(channel)  # noqa: S301, our own child wrote it
            _check(pickle.load(channel))  # noqa: S301
    except EOFError:
        raise FailedTestsError("pytest could not load the tests") from None
    finally:
        os.kill(pid, signal.SIGINT)
        os.waitpid(pid, 0)


class Warm:
    """A pytest plugin that has the tests loaded and runs them against each mutant in a fork.

    A mutant is a new body for functions that are there, whatever wraps them. A module that nobody
    has imported yet is imported mutated.
    """

    def __init__(
        self,
        mutants: Sequence[Mutant],
        reach: Reach,
        jobs: int,
        channel: IO[bytes],
    ) -> None:
        self._mutants = mutants
        self._reach = reach
        self._jobs = jobs
        self._channel = channel
        self._failed = False
        self._items: dict[str, pytest.Item] = {}
        self._functions: dict[tuple[str, str, int], list[FunctionType]] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run them, in place of pytest's own loop."""
        settings.load_profile("mutants")
        self._items = {item.nodeid: item for item in session.items}
        for function in [each for each in gc.get_objects() if isinstance(each, FunctionType)]:
            code = function.__code__
            if code.co_filename.startswith(str(CORE)):
                place = code.co_filename, code.co_qualname, code.co_firstlineno
                self._functions.setdefault(place, []).append(function)
        gc.freeze()
        killers: set[str] = set()
        for result in tried(self._mutants, self._reach.of, self._try, self._jobs):
            killers.add(result.killer)
            self._tell(result)
        self._tell(unreliable(sorted(killers - {""}), self._try))
        return True

    def _tell(self, what: object) -> None:
        pickle.dump(what, self._channel)
        self._channel.flush()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Notice that a test fails."""
        self._failed |= report.failed

    def _try(self, mutant: Mutant | None, tests: Sequence[str], failing: Failing) -> Outcome:
        if mutant and not self._apply(mutant):
            return Outcome.NOT_APPLIED
        items = [self._items[test] for test in tests]
        for item, following in zip(items, [*items[1:], None], strict=True):
            limit(self._reach.seconds[item.nodeid])
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self._failed:
                failing(item.nodeid)
        return Outcome.SURVIVED

    def _apply(self, mutant: Mutant) -> bool:
        path = PACKAGE / mutant.module
        if _name(mutant) not in sys.modules:
            sys.meta_path.insert(0, Finder(mutant))
            return True
        changed = compile(mutant.source, str(path), "exec")
        body = _definition(changed, mutant.definition)
        if body is None:
            return False
        functions = self._functions.get((str(path), body.co_qualname, body.co_firstlineno), [])
        for function in functions:
            if len(body.co_freevars) != len(function.__code__.co_freevars):
                return False
            function.__code__ = body
        return bool(functions)


def _definition(code: CodeType, line: int | None) -> CodeType | None:
    """The function that begins in a line, of a module or of a class."""
    for inner in code.co_consts:
        if not isinstance(inner, CodeType):
            continue
        if not inner.co_flags & CO_NEWLOCALS:
            if found := _definition(inner, line):
                return found
        elif inner.co_firstlineno == line and inner.co_name.isidentifier():
            return inner
    return None


class Cold:
    """Runs the tests in a process that imports the mutant as it loads them."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def __call__(self, mutant: Mutant | None, tests: Sequence[str], failing: Failing) -> Outcome:
        """Run them; the quickest first, since each file takes its time to load."""
        if mutant:
            sys.meta_path.insert(0, Finder(mutant))
        few, more = tests[:20], tests[20:]
        for batch in (few, more):
            if batch:
                limit(2.0)  # what it takes to load them, and some more
                plugin = _Limited(self._reach, failing)
                if pytest.main([*pytest_options(), "-x", *batch], plugins=[plugin]):
                    return Outcome.KILLED
        return Outcome.SURVIVED


class _Limited:
    def __init__(self, reach: Reach, failing: Failing) -> None:
        self._reach = reach
        self._failing = failing

    def pytest_collection_finish(self) -> None:
        settings.load_profile("mutants")

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        limit(self._reach.seconds[nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._failing(report.nodeid)


def _name(mutant: Mutant) -> str:
    parts = mutant.module.removesuffix(".py").removesuffix("/__init__").split("/")
    return ".".join([PACKAGE.name, *parts])


class Finder(MetaPathFinder):
    """Finds the mutated module in place of the real one."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002, the protocol's
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        """Say where the module is, if it is the one."""
        if fullname != _name(self._mutant):
            return None
        file = str(PACKAGE / self._mutant.module)
        return spec_from_file_location(fullname, file, loader=_Loader(fullname, file, self._mutant))


class _Loader(SourceFileLoader):
    def __init__(self, fullname: str, path: str, mutant: Mutant) -> None:
        super().__init__(fullname, path)
        self._mutant = mutant

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002
        return compile(self._mutant.source, self.path, "exec")
