"""The commands, gathered."""

from __future__ import annotations

import typer

from .sandbox import sandbox

app = typer.Typer(
    name="ghxstship",
    help="Tools for those who build on GHXSTSHIP.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(sandbox)


@app.callback()
def root() -> None:
    """Tools for those who build on GHXSTSHIP."""
