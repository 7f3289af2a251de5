"""What the runtime declares, read as data: settings, public names, and errors by status.

The generator never imports the runtime. It reads the declarations in its source, so that a
setting, a public name or an error is written down once, in `_core`.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
OWN_SOURCE = ROOT / "src" / "ghxstship"
"""The package whose runtime every generated project gets a copy of."""
CORE = OWN_SOURCE / "_core"
ROOT_ERROR = "SdkError"


@dataclass(frozen=True, slots=True)
class Imported:
    """A name that a declaration uses."""

    module: str
    """Absolute, or within the package such as `_core.hooks`."""
    name: str
    is_internal: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """A client's setting, as `_core/settings.py` declares it."""

    name: str
    type: str
    """The annotation of what `Client` takes."""
    async_type: str
    """The same for `AsyncClient`."""
    default: str
    """As source."""
    doc: str
    env: str | None
    """The ending of its environment variable's name, or `None`."""
    fixed: bool
    """Whether `with_options` cannot change it."""
    typing_imports: tuple[Imported, ...]
    runtime_imports: tuple[Imported, ...]


@dataclass(frozen=True, slots=True)
class StatusError:
    """The exception for a status, as `_core/errors.py` declares it."""

    status: int
    name: str
    doc: str


@cache
def settings() -> tuple[Setting, ...]:
    """All settings, those of the connection first."""
    tree = _tree(CORE / "settings.py")
    imports = dict(_imports(tree))
    return tuple(
        _setting(statement, ast.unparse(doc.value), imports)
        for node in tree.body
        if isinstance(node, ast.ClassDef) and "Declared" in _bases(node)
        for statement, doc in zip(node.body, node.body[1:], strict=False)
        if isinstance(statement, ast.AnnAssign) and isinstance(doc, ast.Expr)
    )


def _setting(statement: ast.AnnAssign, doc: str, imports: dict[str, Imported]) -> Setting:
    annotation, call = statement.annotation, statement.value
    if not (
        isinstance(statement.target, ast.Name)
        and isinstance(annotation, ast.Subscript)
        and isinstance(annotation.slice, ast.Tuple)
        and isinstance(call, ast.Call)
    ):
        raise TypeError(f"_core/settings.py:{statement.lineno} declares no setting")
    given, default = annotation.slice.elts[0], call.args[0]
    keywords = {one.arg: one.value for one in call.keywords}
    env = keywords.get("env")
    return Setting(
        name=statement.target.id,
        type=_of_kind(given, "sync"),
        async_type=_of_kind(given, "async"),
        default=ast.unparse(default),
        doc=" ".join(str(ast.literal_eval(doc)).split()),
        env=None if env is None else str(ast.literal_eval(env)),
        fixed="fixed" in keywords,
        typing_imports=tuple(_used(given, imports)),
        runtime_imports=tuple(_used(default, imports)),
    )


def _of_kind(annotation: ast.expr, kind: str) -> str:
    """A union's members; where one has an async twin, `X | AsyncX`, the one for the client."""
    members = [ast.unparse(one) for one in _members(annotation)]
    twins = {name for name in members if f"Async{name}" in members}
    left_out = {f"Async{name}" for name in twins} if kind == "sync" else twins
    return " | ".join(name for name in members if name not in left_out)


def _members(annotation: ast.expr) -> Iterator[ast.expr]:
    if isinstance(annotation, ast.BinOp):
        yield from _members(annotation.left)
        yield from _members(annotation.right)
    else:
        yield annotation


@cache
def public_names() -> dict[str, list[str]]:
    """What a package shows at its root, by the module of the runtime that defines it.

    Those are the names in a module's `__all__`, and every exception of the one tree.
    """
    found: dict[str, list[str]] = {}
    for path in sorted(CORE.rglob("*.py")):
        tree = _tree(path)
        names = [*_all(tree), *(node.name for node in _errors(tree))]
        if names:
            module = path.relative_to(OWN_SOURCE).with_suffix("").as_posix().replace("/", ".")
            found[module] = names
    return found


@cache
def status_errors() -> tuple[StatusError, ...]:
    """The exceptions that stand for a status, by status."""
    found = [
        StatusError(status, node.name, (ast.get_docstring(node) or "").partition("\n")[0])
        for node in _errors(_tree(CORE / "errors.py"))
        for statement in node.body
        if isinstance(statement, ast.Assign)
        and ast.unparse(statement.targets[0]) == "status"
        and isinstance(status := ast.literal_eval(statement.value), int)
    ]
    return tuple(sorted(found, key=lambda one: one.status))


def _all(tree: ast.Module) -> list[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return [str(name) for name in ast.literal_eval(node.value)]
    return []


def _errors(tree: ast.Module) -> Iterator[ast.ClassDef]:
    """The classes of a module below the root of the errors."""
    known = {ROOT_ERROR}
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and known.intersection(_bases(node)):
            known.add(node.name)
            yield node


def _bases(node: ast.ClassDef) -> list[str]:
    return [ast.unparse(base) for base in node.bases]


def _used(expression: ast.expr, imports: dict[str, Imported]) -> Iterator[Imported]:
    for node in ast.walk(expression):
        if isinstance(node, ast.Name) and node.id in imports:
            yield imports[node.id]


def _imports(tree: ast.Module) -> Iterator[tuple[str, Imported]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            module = f"_core.{node.module}" if node.level else str(node.module)
            for one in node.names:
                yield one.name, Imported(module, one.name, bool(node.level))


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))
