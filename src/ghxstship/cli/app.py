"""The commands, gathered."""

from __future__ import annotations

from typing import Annotated

import typer

from ghxstship import __version__

from . import inbox, webhooks
from .certify import certify
from .results import EXIT_CODES
from .sandbox import sandbox

app = typer.Typer(
    name="ghxstship",
    help="Tools for those who build on GHXSTSHIP.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(sandbox)
app.command(epilog=EXIT_CODES)(certify)
app.add_typer(webhooks.app, name="webhooks")
app.add_typer(inbox.app, name="inbox")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_show_version, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Tools for those who build on GHXSTSHIP."""
