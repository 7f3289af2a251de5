"""The rooms of the house and its arrows (who may import whom), and how large a thing may grow."""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

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


def imported(path: Path) -> Iterator[str]:
    """The full names of all that a module imports, for types alone too."""
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


def is_under(name: str, roots: tuple[str, ...]) -> bool:
    return any(f"{name}.".startswith(f"{root}.") for root in roots)


def room(path: Path) -> str:
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
ON_TOP = ("sandbox", "certification", "cli", "pytest_plugin", "redis_pacing", "telemetry")
NEVER_NEEDED = {
    "httpx": "http/aiohttp_transport.py",  # a transport for its client, and so of its kind
    "trio": "http/connections/trio_streams.py",  # loaded within trio alone, whose user has it
    "aiohttp": "http/aiohttp_transport.py",  # an extra
    "yarl": "http/aiohttp_transport.py",  # a dependency of aiohttp, part of its interface
}
ON_THE_CORE = ("ghxstship._core", "ghxstship._version")
GENERAL = ("redis_pacing", "telemetry")
"""What stands on the core alone, and serves any API's client."""
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    # httpx or httpx2 is what `_core.http.library` loads: nothing else may decide which.
    "_core": ("ghxstship._core", "pydantic", "pydantic_core", *NEVER_NEEDED),
    "_version": (),
    "generated": ("ghxstship._core", "ghxstship._version", *GENERATED_ROOTS, "pydantic"),
    "webhooks": (
        "ghxstship.webhooks",
        "ghxstship._core.errors",
        "ghxstship._core.envelope",
        "ghxstship._core.logs",
        "ghxstship.events",
        "pydantic",
    ),
    "redis_pacing": (*ON_THE_CORE, "ghxstship.redis_pacing", "redis"),
    "telemetry": (*ON_THE_CORE, "opentelemetry"),
    "__init__": ("ghxstship._core", "ghxstship._version", "ghxstship.client", "ghxstship.webhooks"),
}

MAY_ALSO_IMPORT: dict[str, tuple[str, ...]] = {  # loaded by those who use them, and by nobody else
    "webhooks/django.py": ("django",),
    "webhooks/flask.py": ("flask",),
    "webhooks/inbox/async_worker.py": ("anyio",),
    "webhooks/inbox/postgresql.py": ("sqlalchemy",),
    "webhooks/router.py": ("anyio",),
    "webhooks/starlette.py": ("starlette",),
}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


class TestArrows:
    @pytest.mark.parametrize("path", MODULES, ids=name_of)
    def test_a_module_imports_only_what_its_room_may(self, path: Path) -> None:
        allowed = MAY_IMPORT.get(room(path))
        if allowed is None:
            assert room(path) in ON_TOP, f"{room(path)} is a new room: say what it may import"
        else:
            own = MAY_ALSO_IMPORT.get(path.relative_to(PACKAGE).as_posix(), ())
            assert outside(path, (*allowed, *own)) == []

    @pytest.mark.parametrize("adapter", ["aws_lambda", "django", "flask", "starlette"])
    def test_nothing_loads_an_adapter_unasked(self, adapter: str) -> None:
        name = f"ghxstship.webhooks.{adapter}"
        assert [path for path in MODULES if any(is_under(n, (name,)) for n in imported(path))] == []

    @pytest.mark.parametrize("path", [*MODULES, *GENERATOR], ids=name_of)
    def test_nothing_imports_what_stands_on_top(self, path: Path) -> None:
        if room_of_any(path) not in ON_TOP:
            top = tuple(f"ghxstship.{name}" for name in ON_TOP)
            assert [name for name in imported(path) if is_under(name, top)] == []

    @pytest.mark.parametrize("path", MODULES, ids=name_of)
    def test_the_package_never_imports_the_generator(self, path: Path) -> None:
        assert [name for name in imported(path) if is_under(name, ("generator",))] == []

    @pytest.mark.parametrize("path", GENERATOR, ids=name_of)
    def test_the_generator_never_imports_the_package(self, path: Path) -> None:
        assert [name for name in imported(path) if is_under(name, ("ghxstship",))] == []

    @pytest.mark.parametrize("name", NEVER_NEEDED)
    def test_what_the_core_does_without_is_imported_in_one_place(self, name: str) -> None:
        core = [path for path in MODULES if room(path) == "_core"]
        using = [name_of(p) for p in core if any(is_under(n, (name,)) for n in imported(p))]
        assert using == [f"src/ghxstship/_core/{NEVER_NEEDED[name]}"]

    @pytest.mark.parametrize(
        "path", [p for p in MODULES if room(p) in ("_core", *GENERAL)], ids=name_of
    )
    def test_what_serves_any_api_knows_none_by_name(self, path: Path) -> None:
        text = source(path).lower()
        assert [name for name in ("ghxstship", "atlvs", "compvss", "gvteway") if name in text] == []

    def test_there_is_something_to_look_at(self) -> None:
        assert {"_core", "generated", "webhooks", *ON_TOP} <= {room(path) for path in MODULES}
        assert any(outside(path, ()) for path in MODULES)
        assert all((PACKAGE / name).is_file() for name in MAY_ALSO_IMPORT)
        assert len(GENERATOR) > 1


class TestSize:
    @pytest.mark.parametrize("path", [*MODULES, *GENERATOR], ids=name_of)
    def test_a_module_written_by_hand_is_short(self, path: Path) -> None:
        if not is_generated(path):
            count = len(source(path).splitlines())
            assert count <= MODULE_LINES

    @pytest.mark.parametrize("path", [*MODULES, *GENERATOR], ids=name_of)
    def test_a_function_is_short(self, path: Path) -> None:
        if not is_generated(path):
            lengths = {
                f"{node.name}, line {node.lineno}": code_lines(path, node)
                for node in ast.walk(tree(path))
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            }
            assert {n: count for n, count in lengths.items() if count > FUNCTION_LINES} == {}


def room_of_any(path: Path) -> str:
    return room(path) if PACKAGE in path.parents else "generator"


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
