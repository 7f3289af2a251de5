"""Generating, formatting and writing an SDK from the document."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

from ..interpreters import ROOT, interpreters
from ..measure import US, Contender, Metric, NotThereError, Row, Target

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from ..measure import Effort, Figures

DOCUMENT = ROOT / "openapi.yaml"
ONCE = "ghxstship, the document once"
_OURS = re.compile(r"^_\w+: \w*Operation\[", re.MULTILINE)


def _read() -> dict[str, Any]:
    """The document, which both rows need."""
    if not DOCUMENT.exists() or find_spec("generator") is None:
        raise NotThereError("there is no document or no generator")
    import yaml_rs

    text = DOCUMENT.read_text(encoding="utf-8")
    return cast("dict[str, Any]", yaml_rs.loads(text, parse_datetime=False))


def operations_of_ours(folder: Path) -> int:
    """How many methods a project of ours has."""
    return sum(
        len(_OURS.findall(module.read_text(encoding="utf-8")))
        for module in folder.glob("src/*/**/*.py")
    )


def operations_of_theirs(folder: Path) -> int:
    """How many functions a project of openapi-python-client has, of which one is an operation."""
    return sum(module.name != "__init__.py" for module in folder.glob("*/api/**/*.py"))


def our_command(document: Path, folder: Path) -> list[str]:
    """The module and the arguments that generate a project."""
    return ["generator", "generate", str(document), "--output", str(folder)]


def their_command(document: Path, folder: Path) -> list[str]:
    """The same of openapi-python-client."""
    path, output = str(document), str(folder)
    return ["openapi_python_client", "generate", "--path", path, "--output-path", output]


def _run(
    environment: Mapping[str, str],
    command: Callable[[Path, Path], list[str]],
    count: Callable[[Path], int],
    document: Path = DOCUMENT,
) -> Figures:
    """Seconds of one run of a generator, and how many operations came out."""
    with TemporaryDirectory(prefix="benchmarks-") as temporary:
        folder = Path(temporary, "sdk")
        line = [sys.executable, "-m", *command(document, folder)]
        began = time.perf_counter()
        subprocess.run(
            line, cwd=ROOT, env=dict(environment), capture_output=True, text=True, check=True
        )
        return time.perf_counter() - began, float(count(folder))


@contextmanager
def environment() -> Generator[dict[str, str]]:
    """The environment for both generators; each calls the ruff that is installed beside it."""
    with interpreters() as fresh:
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
        yield {**fresh.environment, "PATH": path}


@contextmanager
def _generators(effort: Effort) -> Generator[list[Contender]]:
    del effort
    _read()
    with environment() as surroundings:
        theirs = partial(_run, surroundings, their_command, operations_of_theirs)
        yield [
            Contender(US, partial(_run, surroundings, our_command, operations_of_ours)),
            Contender("openapi-python-client", theirs),
        ]


def _doubled(document: dict[str, Any]) -> dict[str, Any]:
    """The document with every path, operation, event, answer and schema once more, renamed."""
    components = document["components"]
    copied = json.dumps([document["paths"], document["webhooks"], components])
    for start in ('"#/components/schemas/', '"#/components/responses/', '"const": "'):
        copied = copied.replace(start, f"{start}Second")
    paths, webhooks, second = json.loads(copied)
    for path in paths.values():
        for operation in path.values():
            if isinstance(operation, dict) and "operationId" in operation:
                operation["operationId"] = f"second_{operation['operationId']}"
    return {
        **document,
        "paths": document["paths"] | {f"/second{path}": item for path, item in paths.items()},
        "webhooks": document["webhooks"] | {f"second.{name}": webhooks[name] for name in webhooks},
        "components": {
            **components,
            "schemas": _with_second(components["schemas"], second["schemas"]),
            "responses": _with_second(components["responses"], second["responses"]),
        },
    }


def _with_second(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    return first | {f"Second{name}": each for name, each in second.items()}


@contextmanager
def _sizes(effort: Effort) -> Generator[list[Contender]]:
    del effort
    document = _read()
    with environment() as surroundings, TemporaryDirectory(prefix="benchmarks-") as temporary:
        once, twice = Path(temporary, "once.json"), Path(temporary, "twice.json")
        once.write_text(json.dumps(document), encoding="utf-8")
        twice.write_text(json.dumps(_doubled(document)), encoding="utf-8")
        run = partial(_run, surroundings, our_command, operations_of_ours)
        yield [Contender(US, partial(run, twice)), Contender(ONCE, partial(run, once))]


GENERATE = Row(
    name="generate",
    title="generate, format and write the SDK of openapi.yaml, whole process",
    metrics=(
        Metric("wall", "s", None, Target(3.0, None)),
        Metric("operations that come out", "", None),
    ),
    rounds=5,
    contenders=_generators,
)

GENERATE_TWICE = Row(
    name="generate-twice",
    title="the same of a document twice as large",
    metrics=(
        Metric("wall", "s", ONCE, Target(2.2, ONCE)),
        Metric("operations that come out", "", ONCE, Target(2.0, ONCE, at_least=True)),
    ),
    rounds=5,
    contenders=_sizes,
)
