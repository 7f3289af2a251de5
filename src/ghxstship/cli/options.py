"""Options that several commands have, and what they are turned into."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from .._core.errors import ConfigurationError
from ..webhooks.conventions import SIGNATURE
from ..webhooks.keys import lasting_keys
from .results import CommandError, Exit

if TYPE_CHECKING:
    from collections.abc import Sequence

SECRET_ENV = "GHXSTSHIP_WEBHOOK_SECRET"  # noqa: S105 - a name


class Platform(StrEnum):
    """The platforms that have webhooks and streams."""

    ATLVS = "atlvs"
    COMPVSS = "compvss"
    GVTEWAY = "gvteway"


class Way(StrEnum):
    """How deliveries can come."""

    AUTO = "auto"
    SUBSCRIPTION = "subscription"
    STREAM = "stream"


Json = Annotated[bool, typer.Option("--json", help="Write results as JSON to stdout.")]
BaseUrl = Annotated[
    str | None,
    typer.Option(
        "--base-url",
        envvar="GHXSTSHIP_BASE_URL",
        help="The API's URL, such as a sandbox's; without it, the platform's own.",
    ),
]
ApiKey = Annotated[
    str | None,
    typer.Option(
        "--api-key",
        envvar="GHXSTSHIP_API_KEY",
        help="A secret API key. The variable keeps it out of the shell's history.",
    ),
]
WorkspaceId = Annotated[
    str | None,
    typer.Option(
        "--workspace-id", envvar="GHXSTSHIP_WORKSPACE_ID", help="The workspace's id, ws_..."
    ),
]
Secrets = Annotated[
    list[str] | None,
    typer.Option(
        "--secret",
        help="The signing secret; may be repeated, while it rotates. "
        f"--secret-file and {SECRET_ENV} keep it out of the shell's history.",
    ),
]
SecretFile = Annotated[
    Path | None,
    typer.Option(
        "--secret-file",
        help="A file with one secret, or several with commas or line breaks between.",
    ),
]


def event_names(incomplete: str) -> list[str]:
    """The names of events that begin so, for a shell to complete."""
    from .catalogue import described  # the document, which not every command needs

    return [name for _, name, _ in described() if name.startswith(incomplete)]


def secrets_from(given: Sequence[str] | None, file: Path | None) -> list[str]:
    """The signing secrets: those given, else the environment's; possibly none.

    Args:
        given: Secrets from the command line.
        file: A file with one on each line.

    Raises:
        CommandError: The file cannot be read or is empty, or a secret is, or one has white space or
            quotes around it.
    """
    secrets = list(given or ())
    source = "--secret" if file is None else f"--secret-file {file}"
    if file is not None:
        try:
            secrets += _listed(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"--secret-file {file}: {error}", Exit.USAGE) from None
        if not secrets:
            raise CommandError(f"--secret-file {file}: it holds no secret", Exit.USAGE)
    if not secrets:
        source, secrets = SECRET_ENV, _listed(os.environ.get(SECRET_ENV, ""))
    if not all(secrets):
        raise CommandError("--secret is empty: pass the subscription's own", Exit.USAGE)
    if secrets:
        try:
            lasting_keys(secrets, SIGNATURE)
        except ConfigurationError as error:
            raise CommandError(f"{source}: {error}", Exit.USAGE) from None
    return secrets


def _listed(text: str) -> list[str]:
    """Secrets with commas, spaces or line breaks between them."""
    return text.replace(",", " ").split()


def demand_secrets(secrets: Sequence[str], why: str) -> None:
    """Refuse to go on without a signing secret.

    Args:
        secrets: What `secrets_from` gave.
        why: What they are needed for.

    Raises:
        CommandError: There is none.
    """
    if not secrets:
        ways = f"--secret, --secret-file or {SECRET_ENV}"
        raise CommandError(f"{why}: give the secret by {ways}", Exit.USAGE)


def checked_url(url: str, option: str) -> str:
    """An absolute http or https URL.

    Args:
        url: The URL.
        option: The option that it was given by.

    Raises:
        CommandError: It is none.
    """
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        message = f"{option} must be a URL such as http://localhost:8000/hooks, not {url!r}"
        raise CommandError(message, Exit.USAGE)
    return url
