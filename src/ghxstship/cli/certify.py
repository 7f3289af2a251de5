"""`ghxstship certify`: the technical review of a webhook receiver."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Json, SecretFile, Secrets, checked_url, demand_secrets, secrets_from
from .results import CommandError, Exit, give, reporting, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from ghxstship.certification import Check, Review


def certify(
    url: Annotated[
        str,
        typer.Argument(metavar="URL", help="Your receiver, such as http://localhost:8000/hooks."),
    ],
    secret: Secrets = None,
    secret_file: SecretFile = None,
    html: Annotated[
        Path | None,
        typer.Option(help="Write the review as a page, too; a page of an earlier one is replaced."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Review a webhook receiver: does it take what is genuine, and refuse what is not?

    It sends over a hundred deliveries, genuine and forged, and says what to fix. Let the receiver
    be one whose data does not matter: the genuine ones are sample events, and it will act on them.
    A complete review takes two secrets, the old one and the new, since a rotation is a part of it.
    """
    with reporting(as_json):
        checked_url(url, "URL")
        secrets = secrets_from(secret, secret_file)
        demand_secrets(secrets, "Deliveries are signed")
        if html is not None:
            _check_free(html)
        review = _review(url, secrets, as_json)
        if html is not None:
            _write(html, review)
        _show(review, as_json)
        if not review.passed:
            raise typer.Exit(Exit.FAILED if review.failed else Exit.INCOMPLETE)


def _review(url: str, secrets: list[str], as_json: bool) -> Review:
    from ghxstship.certification import UnreachableError
    from ghxstship.certification import certify as review

    try:
        with _progress(as_json) as watch:
            return asyncio.run(review(url, secrets, watch=watch))
    except UnreachableError as error:
        raise CommandError(f"The receiver cannot be reached: {error}", Exit.UNREACHABLE) from None


def _show(review: Review, as_json: bool) -> None:
    if as_json:
        from ghxstship.certification.reports.data import as_data

        give(as_data(review))
    else:
        from ghxstship.certification.reports.terminal import show

        show(review)


@contextmanager
def _progress(as_json: bool) -> Generator[Callable[[Check], None]]:
    """A bar on stderr while the review is made, where somebody looks."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from ghxstship.certification import CHECKS

    console = Console(stderr=True)
    if as_json or not console.is_terminal:
        yield lambda _: None
        return
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=len(CHECKS))
        begun = -1

        def watch(check: Check) -> None:
            nonlocal begun
            begun += 1
            progress.update(task, completed=begun, description=check.title)

        yield watch


def _check_free(file: Path) -> None:
    """Refuse to write where something else is, before anything is sent."""
    from ghxstship.certification.reports.page import MARK

    if not file.parent.is_dir():
        raise CommandError(f"--html {file}: there is no folder {file.parent}", Exit.USAGE)
    try:
        with file.open("rb") as content:
            earlier = MARK.encode() in content.read(1024)
    except FileNotFoundError:
        return
    except OSError as error:
        raise CommandError(f"--html {file}: {error.strerror or error}", Exit.USAGE) from None
    if not earlier:
        message = f"--html {file}: it is there, and is no review; move it, or choose another name"
        raise CommandError(message, Exit.USAGE)


def _write(file: Path, review: Review) -> None:
    """Write the page, whole or not at all."""
    from ghxstship.certification.reports.page import page

    draft = file.with_name(f".{file.name}.{token_hex(4)}")
    try:
        draft.write_text(page(review), encoding="utf-8")
        draft.replace(file)
    except OSError as error:
        raise CommandError(f"--html {file}: {error.strerror or error}") from None
    finally:
        draft.unlink(missing_ok=True)
    tell(f"Written: {file}")
