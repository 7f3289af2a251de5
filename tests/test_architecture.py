"""The packages and their arrows (who may import whom), and how large a thing may grow."""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import ghxstship
from ghxstship.webhooks.conventions import SIGNATURE

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
PACKAGE = SOURCE / "ghxstship"
GENERATED = "# Generated from "
MODULE_LINES = 400
FUNCTION_LINES = 40

MODULES = sorted(PACKAGE.rglob("*.py"))
GENERATOR = sorted((ROOT / "generator").rglob("*.py"))


@cache
def source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(source(path), str(path))


def is_generated(path: Path) -> bool:
    return source(path).startswith(GENERATED)


@cache
def imported(path: Path) -> tuple[str, ...]:
    """The full names of all that a module imports, for types alone too."""
    return tuple(imports(path))


def imports(path: Path) -> Iterator[str]:
    package = (
        path.relative_to(SOURCE if SOURCE in path.parents else ROOT).with_suffix("").parts[:-1]
    )
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else ()
            module = ".".join([*above, *([node.module] if node.module else [])])
            # `from . import deals` imports the module deals, `from .deals import Deal` does not.
            yield from (f"{module}.{alias.name}" for alias in node.names)


def outside(path: Path, allowed: tuple[str, ...]) -> list[str]:
    """What a module imports that is neither in the standard library nor under an allowed name."""
    return [
        name
        for name in imported(path)
        if name.partition(".")[0] not in sys.stdlib_module_names and not is_under(name, allowed)
    ]


def literals(path: Path) -> list[str]:
    """Its numbers and texts; those that are compared, as statuses are, do not count."""
    compared = {
        id(one)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Compare)
        for one in ast.walk(node)
    }
    constants = [
        node
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and id(node) not in compared
    ]
    return [str(node.value) for node in constants]


def is_under(name: str, roots: tuple[str, ...]) -> bool:
    return any(f"{name}.".startswith(f"{root}.") for root in roots)


def package_of(path: Path) -> str:
    """Where a module of the package belongs."""
    name = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if name == "__init__":
        return name
    return "generated" if is_generated(path) else name


GENERATED_ROOTS = tuple(
    sorted(
        {
            f"ghxstship.{path.relative_to(PACKAGE).parts[0].removesuffix('.py')}"
            for path in MODULES
            if is_generated(path)
        }
    )
)
NEVER_NEEDED = {
    "trio": "http/connections/trio_streams.py",  # loaded within trio alone, whose user has it
}
PYDANTIC = ("pydantic", "pydantic_core", "typing_extensions")
"""Pydantic, and what it comes with."""
ON_THE_CORE = ("ghxstship._core", "ghxstship._version")
GENERAL = ("redis_pacing", "telemetry")
"""What stands on the core alone, and serves any API's client."""
COPIED = ("_core", "webhooks", *GENERAL)
"""What every generated package gets a copy of."""
BELOW = (
    *ON_THE_CORE,
    *GENERATED_ROOTS,
    *(f"ghxstship.{name}" for name in ("webhooks", *GENERAL, *ghxstship.__all__)),
)
"""What those on top build on."""
DESCRIPTION = ("ghxstship.description",)
"""Who reads what the API is at run time stands on top; nothing below asks for it."""
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    # httpx or httpx2 is what `_core.http.library` loads: nothing else may decide which.
    "_core": ("ghxstship._core", *PYDANTIC, *NEVER_NEEDED),
    "_version": (),
    "generated": ("ghxstship._core", "ghxstship._version", *GENERATED_ROOTS, *PYDANTIC),
    "webhooks": (
        "ghxstship.webhooks",
        "ghxstship._core.checks",
        "ghxstship._core.errors",
        "ghxstship._core.text",
        "ghxstship._core.tracebacks",
        "ghxstship._core.envelope",
        "ghxstship._core.extras",
        "ghxstship._core.lazy",
        "ghxstship._core.lenient_json",
        "ghxstship._core.logs",
        "ghxstship._core.process_bound",
    ),
    "redis_pacing": (*ON_THE_CORE, "ghxstship.redis_pacing", "redis"),
    "telemetry": (*ON_THE_CORE, "opentelemetry"),
    "description": ("ghxstship.description",),
    "__init__": ("ghxstship._core", "ghxstship._version", "ghxstship.client", "ghxstship.webhooks"),
    # On top: anything of the package, but of what else stands on top only what is named here.
    "sandbox": (
        *BELOW,
        *DESCRIPTION,
        "ghxstship.sandbox",
        "httpx",
        "jsonschema_rs",
        "pydantic",
        "uvicorn",
    ),
    "certification": (
        *BELOW,
        *DESCRIPTION,
        *("ghxstship.certification", "ghxstship.sandbox"),
        *("httpx", "jinja2", "markupsafe", "rich"),
    ),
    "cli": (
        *BELOW,
        *DESCRIPTION,
        *("ghxstship.cli", "ghxstship.certification", "ghxstship.sandbox"),
        *("rich", "typer"),
    ),
    "__main__": ("ghxstship.cli",),
    "pytest_plugin": (*BELOW, *DESCRIPTION, "ghxstship.sandbox", "pytest"),
}
ON_TOP = ("sandbox", "certification", "cli", "pytest_plugin", "__main__")

MAY_ALSO_IMPORT: dict[str, tuple[str, ...]] = {  # loaded by those who use them, and by nobody else
    "sandbox/__main__.py": ("ghxstship.cli", "typer"),  # the same command as `ghxstship sandbox`
    "webhooks/django.py": ("django",),
    "webhooks/flask.py": ("flask",),
    "webhooks/inbox/async_worker.py": ("anyio",),
    "webhooks/inbox/django.py": ("django",),
    "webhooks/inbox/postgresql.py": ("sqlalchemy",),
    "webhooks/anyio_threads.py": ("anyio",),
    "webhooks/starlette.py": ("starlette",),
}


OTHERS = {
    "anyio": ["webhooks/anyio_threads.py", "webhooks/inbox/async_worker.py"],
    "django": ["webhooks/django.py", "webhooks/inbox/django.py"],
    "flask": ["webhooks/flask.py"],
    "opentelemetry": ["telemetry.py"],
    "redis": ["redis_pacing/__init__.py"],
    "sqlalchemy": ["webhooks/inbox/postgresql.py"],
    "starlette": ["webhooks/starlette.py"],
    "trio": ["_core/http/connections/trio_streams.py"],
}
"""What is copied into every generated package needs of others' packages beside pydantic, and the
one module of a part that imports it; httpx or httpx2 is what `_core.http.library` loads."""


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


PACKAGES = sorted({package_of(path) for path in MODULES})
BY_HAND = [path for path in [*MODULES, *GENERATOR] if not is_generated(path)]


class TestArrows:
    def test_every_room_says_what_it_may_import(self) -> None:
        assert sorted(MAY_IMPORT) == PACKAGES

    @pytest.mark.parametrize("name", PACKAGES)
    def test_a_room_imports_only_what_it_may(self, name: str) -> None:
        found: dict[str, list[str]] = {}
        for path in (path for path in MODULES if package_of(path) == name):
            own = MAY_ALSO_IMPORT.get(path.relative_to(PACKAGE).as_posix(), ())
            found[name_of(path)] = outside(path, (*MAY_IMPORT[name], *own))
        assert {path: names for path, names in found.items() if names} == {}

    def test_the_generator_never_imports_the_package(self) -> None:
        found = {
            name_of(p): [n for n in imported(p) if is_under(n, ("ghxstship",))] for p in GENERATOR
        }
        assert {path: names for path, names in found.items() if names} == {}

    @pytest.mark.parametrize("name", ON_TOP)
    def test_nothing_below_may_import_what_stands_on_top(self, name: str) -> None:
        top = f"ghxstship.{name}"
        below = [place for place in PACKAGES if place not in ON_TOP]
        assert [place for place in below if is_under(top, MAY_IMPORT[place])] == []

    @pytest.mark.parametrize("adapter", ["aws_lambda", "django", "flask", "starlette"])
    def test_nothing_loads_an_adapter_unasked(self, adapter: str) -> None:
        name = f"ghxstship.webhooks.{adapter}"
        assert [path for path in MODULES if any(is_under(n, (name,)) for n in imported(path))] == []

    @pytest.mark.parametrize("name", NEVER_NEEDED)
    def test_what_the_core_does_without_is_imported_in_one_place(self, name: str) -> None:
        core = [path for path in MODULES if package_of(path) == "_core"]
        using = [name_of(p) for p in core if any(is_under(n, (name,)) for n in imported(p))]
        assert using == [f"src/ghxstship/_core/{NEVER_NEEDED[name]}"]

    def test_what_is_copied_imports_others_packages_in_one_module_each(self) -> None:
        found: dict[str, list[str]] = {}
        for path in (path for path in MODULES if package_of(path) in COPIED):
            for name in {
                name.partition(".")[0] for name in outside(path, ("ghxstship", *PYDANTIC))
            }:
                found.setdefault(name, []).append(path.relative_to(PACKAGE).as_posix())
        assert {name: sorted(paths) for name, paths in found.items()} == OTHERS

    @pytest.mark.parametrize("name", ["ghxstship", "atlvs", "compvss", "gvteway"])
    def test_what_serves_any_api_knows_none_by_name(self, name: str) -> None:
        general = [path for path in MODULES if package_of(path) in COPIED]
        assert [name_of(path) for path in general if name in source(path).lower()] == []

    def test_how_webhooks_are_signed_stands_in_the_document_alone(self) -> None:
        named = [name_of(p) for p in BY_HAND if SIGNATURE.header.lower() in source(p).lower()]
        assert named == []
        packages = ("webhooks", "certification", "cli", "pytest_plugin", *GENERAL)
        receiving = [p for p in MODULES if package_of(p) in packages]
        found = {name_of(p): literals(p) for p in [*receiving, *GENERATOR]}
        tolerance = re.compile(rf"\b{SIGNATURE.tolerance}\b")
        assert {
            p: f for p, all_ in found.items() if (f := list(filter(tolerance.search, all_)))
        } == {}
        assert any(found.values())

    def test_there_is_something_to_look_at(self) -> None:
        assert {"_core", "generated", "webhooks", *ON_TOP} <= {*PACKAGES}
        assert {True, False} == {bool(outside(path, ())) for path in MODULES}
        assert all((PACKAGE / name).is_file() for name in MAY_ALSO_IMPORT)
        assert len(GENERATOR) > 1


class TestSize:
    def test_a_module_written_by_hand_is_short(self) -> None:
        lengths = {name_of(path): len(source(path).splitlines()) for path in BY_HAND}
        assert {name: count for name, count in lengths.items() if count > MODULE_LINES} == {}

    def test_a_function_is_short(self) -> None:
        lengths = {
            f"{name_of(path)}:{node.lineno}, {node.name}": code_lines(path, node)
            for path in BY_HAND
            for node in ast.walk(tree(path))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        assert {name: count for name, count in lengths.items() if count > FUNCTION_LINES} == {}


@cache
def lines_with_code(path: Path) -> frozenset[int]:
    """The lines that hold more than a comment."""
    quiet = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    found: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source(path)).readline):
        if token.type not in quiet:
            found.update(range(token.start[0], token.end[0] + 1))
    return frozenset(found)


def code_lines(path: Path, function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """A function's lines of code: without its signature, its docstring, comments, blank lines."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not body:
        return 0
    last = function.end_lineno or function.lineno
    return len(lines_with_code(path) & frozenset(range(body[0].lineno, last + 1)))
