"""`python -m mutation _core/retry.py`: would the tests notice if a line were wrong?"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from fnmatch import fnmatch
from random import Random

from .forks import FailedTestsError, Outcome, Result
from .mutants import Mutant, mutants_of
from .project import CORE, KEPT, PACKAGE, TESTS
from .reach import measured
from .report import REQUIRED, faults, progress, table
from .survivors import Key, argued
from .trials import results

SURVIVED = KEPT / "survived.json"


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m mutation", description=__doc__)
    add = parser.add_argument
    add("modules", nargs="*", default=["*"], help="such as _core/retry.py or '_core/http/*'; all")
    add("--again", action="store_true", help="only those that survived the last time")
    add("--tests", action="append", help=f"files or folders; without it {', '.join(TESTS)}")
    add("--sample", type=int, help="only so many, drawn by chance")
    add("--seed", type=int, default=0, help="what chance begins with; 0")
    add("--jobs", type=int, default=max(1, (os.cpu_count() or 1) // 2), help="how many at once")
    return parser.parse_args()


def of_modules(patterns: list[str]) -> list[Mutant]:
    """The mutants of the modules that are asked for."""
    paths = sorted(path.relative_to(PACKAGE).as_posix() for path in CORE.rglob("*.py"))
    names = [path for path in paths if any(fnmatch(path, each) for each in patterns)]
    return [mutant for name in names for mutant in mutants_of(name)]


def chosen(mutants: list[Mutant], options: argparse.Namespace) -> list[Mutant]:
    """Those of them that are to be tried."""
    if options.again:
        before = last_survivors()
        mutants = [mutant for mutant in mutants if mutant.key in before]
    if options.sample:
        size = min(options.sample, len(mutants))
        mutants = Random(options.seed).sample(mutants, size)  # noqa: S311
    return mutants


def last_survivors() -> set[Key]:
    """Those that survived the last time, of all modules."""
    if not SURVIVED.exists():
        return set()
    kept: list[list[str]] = json.loads(SURVIVED.read_text(encoding="utf-8"))
    return {(key[0], key[1], key[2], key[3]) for key in kept}


def keep_survivors(done: list[Result]) -> None:
    """Note which survived, for `--again`."""
    tried = {result.mutant.key for result in done}
    lived = {each.mutant.key for each in done if each.outcome is Outcome.SURVIVED}
    KEPT.mkdir(exist_ok=True)
    kept = sorted((last_survivors() - tried) | lived)
    SURVIVED.write_text(json.dumps(kept), encoding="utf-8")


def main() -> int:
    """Try the mutants and say what became of them; 1 if the tests are not good enough."""
    # Whoever starts this in the background may have it ignored, and there are tests of it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    options = arguments()
    mutants = of_modules(options.modules)
    tried = chosen(mutants, options)
    if not tried:
        print(f"there is nothing to try in what is named like {options.modules} below {CORE.name}")
        return 2
    done: list[Result] = []
    listed = argued()
    try:
        for result in results(tried, measured(options.tests or TESTS, listed), options.jobs):
            done.append(result)
            progress(done, len(tried), listed)
    except FailedTestsError as error:
        print(error)
        return 2
    finally:
        keep_survivors(done)
    # Of those that survived before, any share may.
    found = faults(done, mutants, listed, required=0.0 if options.again else REQUIRED)
    print(table(done, listed))
    print("\n".join(found))
    return 1 if found else 0


sys.exit(main())
