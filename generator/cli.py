"""The command line: `generate` and `describe` write, `check` compares."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from .analysis import analyze
from .description import description_text
from .diagnostics import Diagnostic, DocumentError
from .load import load
from .names import distribution_name, package_name
from .runtime import IN_REPOSITORY, OWN_SOURCE, ROOT
from .targets.python.modules import source_of, stated
from .targets.python.package import DESCRIPTION, own_files, project_files
from .targets.python.rendering import Templates
from .write import ForeignFilesError, FormatError, Output, formatted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .api import Api

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Turn an OpenAPI document into a typed Python client.",
    epilog="Exit codes: 0 done or up to date, 1 the document or the tree is not right, 2 usage.",
)

DOCUMENT = ROOT / "openapi.yaml" if IN_REPOSITORY else None
"""The document that is meant where none is named."""
_SHOWN = 3
"""Places that a warning is printed for."""
OWN_PACKAGE = OWN_SOURCE.name
"""The package that this repository is for; any other is a project of its own."""

_Document = Annotated[
    Path | None,
    typer.Argument(
        help="An OpenAPI 3.0 or 3.1 document, YAML or JSON.",
        show_default=DOCUMENT.name if DOCUMENT else False,
    ),
]
_Package = Annotated[
    str | None,
    typer.Option(
        help="The package's name, such as `pet_hotel`; else the document's `x-sdk.package`, "
        "else made of its title."
    ),
]
_OutputFolder = Annotated[
    Path | None,
    typer.Option(
        "--output",
        metavar="FOLDER",
        help=(
            "Where the new project goes: pyproject.toml, README.md, api.md, tests and src/PACKAGE."
            + (
                " Left out, the client of this repository is meant, and no other document will do."
                if IN_REPOSITORY
                else ""
            )
        ),
    ),
]
_OutputFile = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="The file; left out, it goes to standard output."
    ),
]
_Skip = Annotated[
    list[str] | None,
    typer.Option(
        "--skip",
        metavar="POINTER",
        help=(
            "Leave out an operation, such as '#/paths/~1users/get', its callbacks or links, "
            "a webhook's `post`, or a media type such as '#/paths/*/content/text~1csv'. "
            "`*` stands for any characters; a slash within a path or a media type is written "
            "`~1`. May be repeated."
        ),
    ),
]
_Templates = Annotated[
    Path | None,
    typer.Option(
        "--templates",
        metavar="FOLDER",
        help=(
            "Templates (Jinja) of your own, each in place of the one of the same name, such as "
            "README.md.jinja; `default/README.md.jinja` includes or extends the one replaced."
        ),
    ),
]
_Strict = Annotated[
    bool,
    typer.Option(
        "--strict",
        help=(
            "Fail on what can't be expressed or is not as OpenAPI has it, where it is otherwise "
            "left out or put right with a warning. This repository's own document is always "
            "read so."
        ),
    ),
]
_Force = Annotated[
    bool,
    typer.Option(
        "--force",
        help="Overwrite and remove files too that were not generated from this document.",
    ),
]


@app.command()
def generate(  # noqa: PLR0917 - typer reads the options from it
    document: _Document = DOCUMENT,
    package: _Package = None,
    output: _OutputFolder = None,
    skip: _Skip = None,
    templates: _Templates = None,
    strict: _Strict = False,
    force: _Force = False,
) -> None:
    """Write the client.

    For a document of your own: generate my.yaml --output my-sdk
    """
    document = _chosen(document)
    tree, told = _output(document, package, output, skip or (), templates, strict=strict)
    try:
        changes = tree.write(force=force)
    except ForeignFilesError as error:
        lines = [f"{path} {reason}" for path, reason in error.files.items()]
        refusal = f"nothing is written to {tree.root}: it has files that are not of {document.name}"
        _fail([*lines, f"{refusal}; choose another --output, or give --force to overwrite them"])
    except OSError as error:
        _fail([f"{tree.root} can't be written: {error}"])
    removed = sum(change.after is None for change in changes)
    written = len(changes) - removed
    for change in changes:
        kind = "removed" if change.after is None else "wrote"
        typer.echo(f"{kind} {change.path}")
    unchanged = len(tree.files) - written
    for line in told:
        typer.echo(line)
    typer.echo(f"{written} written, {removed} removed, {unchanged} unchanged")


@app.command()
def check(  # noqa: PLR0917 - typer reads the options from it
    document: _Document = DOCUMENT,
    package: _Package = None,
    output: _OutputFolder = None,
    skip: _Skip = None,
    templates: _Templates = None,
    strict: _Strict = False,
) -> None:
    """Compare the client with what would be written, and write nothing."""
    document = _chosen(document)
    tree, _ = _output(document, package, output, skip or (), templates, strict=strict)
    try:
        changes = tree.changes()
    except OSError as error:
        _fail([f"{tree.root} can't be read: {error}"])
    if changes:
        marked = (change for change in changes if change.path not in tree.unmarked)
        diffs = [line for change in marked for line in change.diff()]
        _fail([*map(str, changes), *diffs, f"{len(changes)} files differ: run `generate`"])
    typer.echo(f"{len(tree.files)} files, up to date")


@app.command()
def describe(
    document: _Document = DOCUMENT,
    output: _OutputFile = None,
    package: _Package = None,
    skip: _Skip = None,
    strict: _Strict = False,
) -> None:
    """Write what the document says as description.json, which docs/description.md explains.

    For a document of your own: describe my.yaml -o description.json
    """
    _check_name(package)
    try:
        read = load(_chosen(document), strict=strict)
        api, warnings = analyze(read, package=package, skip=tuple(skip or ()))
    except DocumentError as error:
        _fail(map(str, error.diagnostics))
    _warn(warnings)
    text = description_text(api)
    if output is None:
        sys.stdout.buffer.write(text.encode())
    else:
        try:
            output.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            _fail([f"{output} can't be written: {error}"])
    for line in _told(api):
        typer.echo(line, err=True)


def _output(
    path: Path,
    package: str | None,
    folder: Path | None,
    skip: Iterable[str],
    templates: Path | None,
    *,
    strict: bool,
) -> tuple[Output, list[str]]:
    """What would be written for a document, and what to say of it, in lines."""
    if folder is None and not IN_REPOSITORY:
        raise typer.BadParameter("say where the project goes", param_hint="--output")
    if folder is None and templates is not None:
        raise typer.BadParameter(
            "they are for a project of its own: --output", param_hint="--templates"
        )
    _check_name(package)
    try:
        document = load(path, strict=strict or folder is None)
        api, warnings = analyze(document, package=package, skip=tuple(skip))
        _warn(warnings)
        if folder is None:
            _check_own(path, api.conventions.package)
            files = formatted(own_files(api))
        else:
            files = formatted(project_files(api, Templates(templates)))
    except DocumentError as error:
        _fail(map(str, error.diagnostics))
    except (FormatError, RecursionError) as error:
        remedy = "nest it less deeply; if it isn't, report this with the document"
        if templates is not None:
            remedy = f"look at the templates of {templates}"
        _fail([f"{path.name}#: error: what is generated is not Python: {error}; {remedy}"])
    name = api.conventions.package
    source = stated(api.source)
    unmarked = frozenset({f"src/{name}/{DESCRIPTION}"})
    if folder is not None:
        told_by = {"pyproject.toml": f'name = "{distribution_name(name)}"'}
        tree = Output(folder, files, f"src/{name}", source, source_of, unmarked, told_by)
    else:
        tree = Output(ROOT, files, f"src/{name}", source, source_of, unmarked)
    return tree, _told(api)


def _chosen(document: Path | None) -> Path:
    """The document that is meant: outside of the repository it must be named."""
    if document is None:
        raise typer.BadParameter("say which document", param_hint="DOCUMENT")
    return document


def _check_name(package: str | None) -> None:
    """Refuse what can't be a package's name."""
    if package is not None and (name := package_name(package)) != package:
        raise typer.BadParameter(
            f"{package!r} is not a package's name: write {name!r}", param_hint="--package"
        )


def _told(api: Api) -> list[str]:
    """What was recognised, and what the client is written without, by its place and reason."""
    notes = [f"note: {note}" for note in api.notes]
    if not api.left_out:
        return notes
    lines = [f"left out: {one.pointer}: {one.reason} ({one.cause})" for one in api.left_out]
    return [*notes, *lines, f"{len(lines)} operations left out: --strict makes this an error"]


def _check_own(path: Path, name: str) -> None:
    """Refuse to write another document's package into this repository."""
    if name != OWN_PACKAGE or DOCUMENT is None or path.resolve() != DOCUMENT.resolve():
        reason = f"gives the package {name!r}" if name != OWN_PACKAGE else f"is not {DOCUMENT}"
        raise typer.BadParameter(
            f"{path} {reason}, and this repository is for {OWN_PACKAGE!r} from its own document: "
            "say with --output where the project goes",
            param_hint="--output",
        )


def _warn(diagnostics: Iterable[Diagnostic]) -> None:
    """Print warnings; of those that say the same of many places, the first of each."""
    by_reason: dict[str, list[Diagnostic]] = {}
    for one in diagnostics:
        by_reason.setdefault(one.reason, []).append(one)
    for reason, found in by_reason.items():
        for one in found[:_SHOWN]:
            typer.echo(str(one), err=True)
        if len(found) > _SHOWN:
            typer.echo(f"warning: {reason}, at {len(found) - _SHOWN} more places", err=True)


def _fail(lines: Iterable[str]) -> NoReturn:
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(1)
