"""Generates every real document as it is, and holds what comes out against it.

`python -m tests.documents [NAME...]`: all documents beside the project, in `../shared/documents`,
or those of the folder that `GENERATOR_DOCUMENTS` names; the small ones first. Each gets a line. Of
every package all modules are imported, all models are made and all operations called (its own
tests, and those with larger values), mypy and pyright check it strictly and ruff at its defaults.
Its description is held to the published form, and to each leaf of the document.

What is left out is listed with its reason. The exit code is 1 where something failed, or where
fewer than 99.5 % of a document's operations came out.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from generator.analysis import analyze
from generator.analysis.operations import METHODS
from generator.api import Api
from generator.description import description_text
from generator.load import Document, load
from generator.targets.python.package import project_files
from generator.write import formatted

from ..generator.completeness import Comparison, check_form
from ..generator.exercise import exercise, in_memory

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("GENERATOR_DOCUMENTS", ROOT.parent / "shared" / "documents"))
ENOUGH = 0.995
_SHOWN_LINES = 12
_IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
    importlib.import_module(module.name)
"""


@dataclass(slots=True)
class Report:
    """What came of one document."""

    name: str
    described: int = 0
    """Operations in the document."""
    generated: int = 0
    left_out: list[str] = field(default_factory=list[str])
    failures: dict[str, str] = field(default_factory=dict[str, str])
    """What each check that failed said."""
    seconds: dict[str, float] = field(default_factory=dict[str, float])

    @property
    def is_good(self) -> bool:
        """Whether nothing failed, and enough came out."""
        return not self.failures and self.generated >= ENOUGH * self.described

    def lines(self) -> Iterator[str]:
        """A line, and below it what is not as it should be."""
        times = ", ".join(f"{name} {taken:.0f} s" for name, taken in self.seconds.items())
        verdict = f"FAILED: {', '.join(self.failures)}" if self.failures else "fine"
        share = f"{self.generated} of {self.described} operations"
        yield f"{self.name}: {share}, {verdict} ({times})"
        yield from (f"    left out: {one}" for one in self.left_out)
        for name, output in self.failures.items():
            lines = output.strip().splitlines()
            yield from (f"    {name}: {line[:240]}" for line in lines[-_SHOWN_LINES:])


def described(document: Document) -> int:
    """How many operations a document has."""
    count = 0
    for path, given in document.members("#/paths").items():
        item: Any = given
        while isinstance(item, dict) and "$ref" in item:
            item = document.at(str(cast("dict[str, object]", item)["$ref"]))
        if isinstance(item, dict) and not path.startswith("x-"):
            count += len(METHODS & cast("dict[str, object]", item).keys())
    return count


def check(path: Path, *, types: bool) -> Report:
    """Generate one document's package, and use it."""
    report = Report(path.name)
    start = time.monotonic()
    document = load(path)
    api, _ = analyze(document)
    files = project_files(api)
    report.described = described(document)
    report.generated = sum(1 for _ in api.operations())
    report.left_out = [f"{one.pointer}: {one.reason}" for one in api.left_out]
    _describe(document, api, report)
    try:
        files = formatted(files)
        report.seconds["generated in"] = time.monotonic() - start
        _exercise(api, files, report)
        with tempfile.TemporaryDirectory(prefix="documents-") as name:
            _write(Path(name), files)
            _run_checks(Path(name), api.conventions.package, report, types=types)
    except Exception as error:  # noqa: BLE001 - the next document is to be tried all the same
        report.failures["generating"] = f"{type(error).__name__}: {error}"
    return report


def _describe(document: Document, api: Api, report: Report) -> None:
    """Hold the description to its form, and to what the document says."""
    start = time.monotonic()
    try:
        description = json.loads(description_text(api))
        check_form(description)
        missing = [*Comparison(document.data, description).missing()]
        assert not missing, "\n".join(missing)
    except Exception as error:  # noqa: BLE001 - the other checks are to run all the same
        report.failures["description"] = f"{type(error).__name__}: {error}"
    report.seconds["described in"] = time.monotonic() - start


def _exercise(api: Api, files: Mapping[str, str], report: Report) -> None:
    start = time.monotonic()
    try:
        with in_memory(files, api.conventions.package) as package:
            exercise(api, package)
    except Exception as error:  # noqa: BLE001 - as above
        report.failures["exercise"] = f"{type(error).__name__}: {error}"
    report.seconds["exercised in"] = time.monotonic() - start


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
    settings = {"include": ["src", "tests"], "typeCheckingMode": "strict", "extraPaths": ["src"]}
    settings |= {"pythonVersion": "3.11"}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")


def _run_checks(folder: Path, package: str, report: Report, *, types: bool) -> None:
    """Run what is run on any project, in its folder."""
    cache = Path(tempfile.gettempdir()) / "documents-mypy-cache"
    mypy = ["mypy", "--strict", "--python-version=3.11", f"--cache-dir={cache}", "src", "tests"]
    checks = {
        "imports": ["-c", _IMPORT_ALL, package],
        "tests": ["-m", "pytest", "-q", "-p", "no:ghxstship", "-p", "no:cacheprovider"],
        "ruff": ["-m", "ruff", "check", "--isolated", "--no-cache", "--output-format=concise"],
    }
    if types:
        checks |= {"mypy": ["-m", *mypy], "pyright": ["-m", "pyright", "--project", "."]}

    def run(name: str) -> tuple[str, float, str | None]:
        start = time.monotonic()
        done = subprocess.run(
            [sys.executable, *checks[name]],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": "src", "MYPYPATH": "src"},
            capture_output=True,
            text=True,
            check=False,
        )
        # A document without operations has no tests to run but skipped ones.
        output = done.stdout + done.stderr if done.returncode else None
        return name, time.monotonic() - start, output

    with ThreadPoolExecutor(2) as pool:
        for name, taken, output in pool.map(run, checks):
            report.seconds[name] = taken
            if output is not None:
                report.failures[name] = output


def main() -> int:
    """Check the documents that are named, or all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", help="parts of the names of documents")
    parser.add_argument("--no-types", action="store_true", help="leave mypy and pyright out")
    options = parser.parse_args()
    found = [one for one in FOLDER.glob("*") if one.suffix in {".yaml", ".yml", ".json"}]
    chosen = [
        one for one in found if not options.names or any(name in one.name for name in options.names)
    ]
    if not chosen:
        print(f"there are no documents in {FOLDER}: nothing to do")
        return 0
    reports: list[Report] = []
    for path in sorted(chosen, key=lambda one: one.stat().st_size):
        reports.append(check(path, types=not options.no_types))
        print(*reports[-1].lines(), sep="\n", flush=True)
    good = sum(one.is_good for one in reports)
    generated, every = (
        sum(getattr(one, key) for one in reports) for key in ("generated", "described")
    )
    print(f"{good} of {len(reports)} documents are fine, with {generated} of {every} operations")
    return 0 if good == len(reports) else 1


if __name__ == "__main__":
    sys.exit(main())
