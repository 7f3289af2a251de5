"""`ghxstship inbox`: what an operator does with an inbox."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from .options import Json
from .results import EXIT_CODES, give, reporting, tell

app = typer.Typer(help=f"Look after an inbox.\n\n{EXIT_CODES}", no_args_is_help=True)

_File = Annotated[str, typer.Argument(help="The inbox's SQLite file.")]
_Target = Annotated[Path, typer.Argument(help="The copy, which must not be there yet.")]


@app.callback()
def inbox() -> None:
    """Look after an inbox."""


@app.command(epilog=EXIT_CODES)
def backup(file: _File, target: _Target, as_json: Json = False) -> None:
    """Copy an inbox's SQLite file while it is in use, and check the copy.

    A PostgreSQL has a tool of its own: pg_dump --table='webhook_inbox_*' URL.
    """
    with reporting(as_json):
        from ghxstship.webhooks.inbox.backup import back_up

        taken = back_up(file, str(target))
        tell(f"{taken.target} is whole (events: {taken.events}, bytes: {taken.size}).")
        if as_json:
            give(asdict(taken))
