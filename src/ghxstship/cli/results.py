"""How a command tells what came of it: results on stdout, messages on stderr, an exit code."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from enum import IntEnum
from typing import TYPE_CHECKING, NoReturn

import typer

from ghxstship import APIError, ConfigurationError, GhxstshipError, InvalidArgumentError
from ghxstship._core.decimals import to_text
from ghxstship._core.extras import missing
from ghxstship._core.text import printable

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

_EXTRA = ("jinja2", "jsonschema_rs")  # what commands load where they need it, not at the start

EXIT_CODES = (
    "Exit codes: 0 done, 1 it did not succeed, 2 wrong usage, 3 the signature does not verify, "
    "4 the API refused or cannot be reached, 5 the receiver cannot be reached, "
    "6 a review is not complete."
)


class Exit(IntEnum):
    """What a command ends with."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    UNVERIFIED = 3
    API = 4
    UNREACHABLE = 5
    INCOMPLETE = 6


class CommandError(Exception):
    """A command cannot go on; the message says what is wrong and what would be right.

    Args:
        message: One line for a reader.
        code: What the command ends with.
    """

    def __init__(self, message: str, code: Exit = Exit.FAILED) -> None:
        super().__init__(message)
        self.code = code


@contextmanager
def reporting(as_json: bool) -> Generator[None]:
    """Turn the errors that are to be expected into a message and an exit code.

    Args:
        as_json: Whether the error is a result on stdout, too.

    Raises:
        typer.Exit: There was such an error.
    """
    try:
        yield
    except CommandError as error:
        end_with(str(error), error.code, as_json)
    except (ConfigurationError, InvalidArgumentError) as error:
        end_with(str(error), Exit.USAGE, as_json)
    except ModuleNotFoundError as error:
        if error.name not in _EXTRA:
            raise
        end_with(missing("This command", error, "cli"), Exit.FAILED, as_json)
    except APIError as error:
        end_with(f"The API: {error}", Exit.API, as_json)
    except GhxstshipError as error:
        end_with(str(error), Exit.FAILED, as_json)


def tell(message: str) -> None:
    """Say something to whoever watches; it is no result."""
    lines = (printable(line) for line in message.split("\n"))
    print("\n".join(lines), file=sys.stderr, flush=True)


def give(result: Mapping[str, object] | Sequence[object]) -> None:
    """Write a result as one line of JSON; a `Decimal` has all its digits."""
    # ASCII, so that it comes through whatever the terminal's or the pipe's encoding is.
    print(to_text(result), flush=True)


def end_with(message: str, code: Exit, as_json: bool) -> NoReturn:
    """End the command with a message, and an exit code.

    Args:
        message: One line for a reader.
        code: What the command ends with.
        as_json: Whether the error is a result on stdout, too.

    Raises:
        typer.Exit: Always.
    """
    tell(message)
    if as_json:
        give({"error": {"exit_code": int(code), "message": message}})
    raise typer.Exit(code)
