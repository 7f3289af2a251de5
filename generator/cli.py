"""The command line: `generate` writes, `check` compares."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from .build import build
from .diagnostics import Diagnostic, DocumentError
from .load import load
from .targets.python.modules import HEADER_START
from .targets.python.package import COPIED_FOLDERS, OWN_SOURCE, own_files, project_files
from .write import Output, formatted

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[1]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Turn an OpenAPI document into a typed Python client.",
    epilog="Exit codes: 0 done or up to date, 1 the document or the tree is not right, 2 usage.",
)

DOCUMENT = ROOT / "openapi.yaml"
OWN_PACKAGE = OWN_SOURCE.name
"""The package that this repository is for; any other is a project of its own."""

_Document = Annotated[
    Path,
    typer.Argument(
        help="An OpenAPI 3.0 or 3.1 document, YAML or JSON.", show_default=DOCUMENT.name
    ),
]
_Package = Annotated[
    str | None, typer.Option(help="The package's name, if not the document's `x-sdk.package`.")
]
_OutputFolder = Annotated[
    Path | None,
    typer.Option(
        "--output",
        help="Write a project of its own here. It takes one for any package but this repository's.",
    ),
]
_Skip = Annotated[
    list[str] | None,
    typer.Option(
        "--skip",
        metavar="POINTER",
        help=(
            "Leave out an operation, such as '#/paths/~1users/get', its callbacks, a webhook's "
            "`post`, or a media type such as '#/paths/*/content/text~1csv'. "
            "`*` stands for any characters. May be repeated."
        ),
    ),
]


@app.command()
def generate(
    document: _Document = DOCUMENT,
    package: _Package = None,
    output: _OutputFolder = None,
    skip: _Skip = None,
) -> None:
    """Write the client."""
    tree = _output(document, package, output, skip or ())
    changes = tree.write()
    for change in changes:
        kind = "removed" if change.after is None else "wrote"
        typer.echo(f"{kind} {change.path}")
    typer.echo(f"{len(tree.files)} files, {len(changes)} changed")


@app.command()
def check(
    document: _Document = DOCUMENT,
    package: _Package = None,
    output: _OutputFolder = None,
    skip: _Skip = None,
) -> None:
    """Compare the client with what would be written, and write nothing."""
    tree = _output(document, package, output, skip or ())
    changes = tree.changes()
    if changes:
        _fail([*map(str, changes), f"{len(changes)} files differ: run `generate`"])
    typer.echo(f"{len(tree.files)} files, up to date")


def _output(path: Path, package: str | None, folder: Path | None, skip: Iterable[str]) -> Output:
    """What would be written for a document."""
    try:
        document = load(path)
        api, warnings = build(document, package=package, skip=tuple(skip))
    except DocumentError as error:
        _fail(map(str, error.diagnostics))
    _warn(warnings)
    source = f"src/{api.conventions.package}"
    if folder is None:
        if api.conventions.package != OWN_PACKAGE:
            raise typer.BadParameter(
                f"{path} gives the package {api.conventions.package!r}, which is not this "
                f"repository's: say with --output where its project goes",
                param_hint="--output",
            )
        return Output(ROOT, formatted(own_files(api, document.data)), source, HEADER_START)
    files = formatted(project_files(api))
    copied = tuple(f"{source}/{name}" for name in COPIED_FOLDERS)
    return Output(folder, files, source, HEADER_START, wholly_ours=copied)


def _warn(diagnostics: Iterable[Diagnostic]) -> None:
    for one in diagnostics:
        typer.echo(str(one), err=True)


def _fail(lines: Iterable[str]) -> NoReturn:
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(1)
