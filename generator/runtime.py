"""What the runtime declares, read as data: settings, public names, and errors by status.

The generator never imports the runtime. It reads the declarations in its source, so that a
setting, a public name or an error is written down once. A declaration that it cannot read is a
`DocumentError` whose diagnostics name the line.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .diagnostics import Diagnostic, DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_CARRIED = Path(__file__).parent / "repository"
IN_REPOSITORY = not _CARRIED.is_dir()
"""Whether this runs in the repository; the distribution carries the part of it that is needed."""
ROOT = Path(__file__).parents[1] if IN_REPOSITORY else _CARRIED
OWN_SOURCE = ROOT / "src" / "ghxstship"
"""The package whose runtime every generated project gets a copy of."""
CORE = OWN_SOURCE / "_core"
WEBHOOKS = OWN_SOURCE / "webhooks"
GENERATED_WEBHOOKS = ("__init__.py", "conventions.py", "known_events.py")
"""The modules of `webhooks` that follow from the document, or from the others."""
ROOT_ERROR = "SdkError"


@dataclass(frozen=True, slots=True)
class Imported:
    """A name that a declaration uses."""

    module: str
    """Absolute, or within the package such as `_core.observers`."""
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
    per_call: bool
    """Whether a single call can have its own."""
    typing_imports: tuple[Imported, ...]
    runtime_imports: tuple[Imported, ...]

    @property
    def type_in_call(self) -> str:
        """The annotation of what a single call takes: what is not there is left out of it."""
        return " | ".join(name for name in self.type.split(" | ") if name != "Omit")


@dataclass(frozen=True, slots=True)
class CallOption:
    """What a single call may have other than its client has."""

    name: str
    type: str
    doc: str


@dataclass(frozen=True, slots=True)
class StatusError:
    """The exception for a status, as `_core/errors.py` declares it."""

    status: int
    name: str
    doc: str


@cache
def settings() -> tuple[Setting, ...]:
    """All settings, those of the connection first."""
    return read_settings((CORE / "settings.py").read_text(encoding="utf-8"))


def call_options() -> tuple[CallOption, ...]:
    """The members of `RequestOptions`: the settings that a call can have too, and its own."""
    return (
        *(
            CallOption(one.name, one.type_in_call, one.doc.partition(". ")[0].rstrip(".") + ".")
            for one in settings()
            if one.per_call
        ),
        CallOption("headers", "Mapping[str, str]", "Further headers; they win over the client's."),
        CallOption(
            "query", "Mapping[str, object]", "Further query parameters, by their names on the wire."
        ),
    )


def read_settings(source: str) -> tuple[Setting, ...]:
    """The settings that a module's source declares, in order.

    Raises:
        DocumentError: One is declared in a way that would be misread, or twice.
    """
    tree = ast.parse(source)
    imports = dict(_imports(tree))
    found: dict[str, Setting] = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and "Declared" in _bases(node):
            for statement, after in zip(node.body, [*node.body[1:], None], strict=True):
                if isinstance(statement, ast.Assign | ast.AnnAssign):
                    one = _setting(statement, after, imports)
                    if one.name in found:
                        raise _misread(statement, f"{one.name} is declared twice")
                    found[one.name] = one
    return tuple(found.values())


def _setting(
    statement: ast.Assign | ast.AnnAssign, after: ast.stmt | None, imports: dict[str, Imported]
) -> Setting:
    """The setting of a declaration and the docstring after it."""
    match statement:
        case ast.AnnAssign(
            target=ast.Name(id=name),
            annotation=ast.Subscript(slice=ast.Tuple(elts=[given, _])),
            value=ast.Call(func=ast.Name(id="Setting"), args=[default, _], keywords=keywords),
        ):
            pass
        case _:
            raise _misread(statement, "this declares no setting")
    match after:
        case ast.Expr(value=ast.Constant(value=str(doc))) if doc.strip():
            pass
        case _:
            raise _misread(statement, f"{name} has no docstring")
    constants = _constants(statement, keywords)
    return Setting(
        name=name,
        type=_of_kind(given, "sync"),
        async_type=_of_kind(given, "async"),
        default=ast.unparse(default),
        doc=" ".join(doc.split()),
        env=constants["env"],
        fixed=constants["fixed"],
        per_call=constants["per_call"],
        typing_imports=tuple(_used(given, imports)),
        runtime_imports=tuple(_used(default, imports)),
    )


def _constants(statement: ast.stmt, keywords: list[ast.keyword]) -> dict[str, Any]:
    """The keywords that the generator goes by; each must be a constant in the source."""
    kinds: dict[str | None, type[Any]] = {"env": str, "fixed": bool, "per_call": bool}
    found: dict[str, Any] = {"env": None, "fixed": False, "per_call": False}
    for keyword in keywords:
        if keyword.arg in found:
            kind, value = kinds[keyword.arg], keyword.value
            if not (isinstance(value, ast.Constant) and isinstance(value.value, kind)):
                raise _misread(statement, f"{keyword.arg} is no {kind.__name__} literal")
            found[keyword.arg] = value.value
        elif keyword.arg is None:
            raise _misread(statement, "its keywords are not written out")
    if found["fixed"] and found["per_call"]:
        raise _misread(statement, "what is fixed cannot be per_call")
    return found


def _misread(statement: ast.stmt, reason: str) -> DocumentError:
    remedy = (
        "write `name: Setting[Given, Value] = Setting(default, check, env=..., fixed=...)`, "
        "with literals for its keywords and a docstring under it"
    )
    return DocumentError([Diagnostic("_core/settings.py", f"#L{statement.lineno}", reason, remedy)])


def _of_kind(annotation: ast.expr, kind: str) -> str:
    """A union's members; where one has an async twin, the one for the client.

    Twins are `X | AsyncX`, and `Sequence[X] | Sequence[AsyncX]`.
    """
    members = [ast.unparse(one) for one in _members(annotation)]
    twins = {name: twin for name in members if (twin := _twin(name)) in members}
    left_out = set(twins.values() if kind == "sync" else twins)
    return " | ".join(name for name in members if name not in left_out)


def _twin(name: str) -> str:
    """The async twin of a type, by name: that of its last argument where it has some."""
    head, bracket, argument = name.rpartition("[")
    return f"{head}{bracket}Async{argument}"


def _members(annotation: ast.expr) -> Iterator[ast.expr]:
    if isinstance(annotation, ast.BinOp):
        yield from _members(annotation.left)
        yield from _members(annotation.right)
    else:
        yield annotation


@cache
def public_names() -> dict[str, list[str]]:
    """What every package shows at its root, by the module of the runtime that defines it.

    Those are the names in a module's `__all__`, and every exception of the one tree.
    """
    declared = _declared(CORE.rglob("*.py"), OWN_SOURCE)
    for module in sorted(CORE.rglob("*.py")):
        names = [node.name for node in _errors(module)]
        if names:
            name = _module_name(module, OWN_SOURCE)
            declared[name] = [*declared.get(name, ()), *names]
    return declared


@cache
def webhook_names() -> dict[str, list[str]]:
    """What this repository's `webhooks` shows: the names in each `__all__`, by module within."""
    modules = (path for path in WEBHOOKS.rglob("*.py") if path.name not in GENERATED_WEBHOOKS)
    return _declared(modules, WEBHOOKS)


def _declared(paths: Iterable[Path], package: Path) -> dict[str, list[str]]:
    """The names in modules' `__all__`, by the modules' names in a package."""
    named = {_module_name(path, package): _all(path) for path in sorted(paths)}
    return {module: names for module, names in named.items() if names}


def _module_name(path: Path, package: Path) -> str:
    return path.relative_to(package).with_suffix("").as_posix().replace("/", ".")


@cache
def webhook_schemes() -> dict[str, dict[str, str]]:
    """The usual schemes of webhooks' signatures, as `webhooks/scheme.py` declares them."""
    for node in _tree(WEBHOOKS / "scheme.py").body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "SCHEMES" and node.value:
            found: dict[str, dict[str, str]] = ast.literal_eval(node.value)
            return found
    raise LookupError("webhooks/scheme.py declares no SCHEMES")


@cache
def status_errors() -> tuple[StatusError, ...]:
    """The exceptions that stand for a status, by status."""
    found = [
        StatusError(status, node.name, (ast.get_docstring(node) or "").partition("\n")[0])
        for node in _errors(CORE / "errors.py")
        for statement in node.body
        if isinstance(statement, ast.Assign)
        and ast.unparse(statement.targets[0]) == "status"
        and isinstance(status := ast.literal_eval(statement.value), int)
    ]
    return tuple(sorted(found, key=lambda one: one.status))


def _all(path: Path) -> list[str]:
    """The names in a module's `__all__`."""
    for node in _statements(path, "__all__"):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return [str(name) for name in ast.literal_eval(node.value)]
    return []


def _errors(path: Path) -> Iterator[ast.ClassDef]:
    """The classes of a module below the root of the errors."""
    known = {ROOT_ERROR}
    for node in _statements(path, ROOT_ERROR):
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


def _statements(path: Path, name: str) -> list[ast.stmt]:
    """A module's statements; none if it does not name something, as most do not."""
    return _tree(path).body if name in _source(path) else []


@cache
def _source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(_source(path), str(path))
