"""The description of an OpenAPI document: written by the generator, a distribution of its own.

The package reads no OpenAPI. Where a document is to be served, the installed generator runs as a
process and writes what is read.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from ..description import Description, DescriptionError, OpenAPIDocumentError

COMMAND = "ghxstship-generator"
MODULE = "ghxstship_generator"
DISTRIBUTION = "ghxstship-generator"

LONGEST = 600.0
"""Seconds that the generator may take."""

_YAML_SUFFIXES = (".yaml", ".yml")
_REPOSITORY = Path(__file__).resolve().parents[3]


def read_specification(path: Path, tell: Callable[[str], None] | None = None) -> Description:
    """What an API is, from a description or from an OpenAPI document.

    Args:
        path: A `description.json`, or an OpenAPI document in JSON or YAML, of which the installed
            generator makes one.
        tell: Called with each line that the generator has to say of the document.

    Raises:
        DescriptionError: The file cannot be read, or the generator is not installed, cannot be
            run, or does not take the document; the message says what to do.
    """
    if path.suffix.lower() in _YAML_SUFFIXES and path.is_file():
        return _described(path, tell or _tell_nobody)
    with suppress(OpenAPIDocumentError):
        return Description.load(path)
    return _described(path, tell or _tell_nobody)


def _tell_nobody(line: str) -> None:
    """What the generator has to say is not wanted."""


def generator_command() -> tuple[list[str], Path | None] | None:
    """The command that runs the generator, and where it is run; `None` where it is not installed.

    A checkout of the repository has its own; else it is the environment's, else the one on `PATH`.
    """
    if (_REPOSITORY / "generator" / "__main__.py").is_file():
        return [sys.executable, "-m", "generator"], _REPOSITORY
    if find_spec(MODULE) is not None:
        return [sys.executable, "-m", MODULE], None
    command = shutil.which(COMMAND)
    return None if command is None else ([command], None)


def _described(path: Path, tell: Callable[[str], None]) -> Description:
    found = generator_command()
    if found is None:
        raise DescriptionError(
            f"{path}: reading an OpenAPI document takes the generator: pip install {DISTRIBUTION}, "
            "or give the description.json that it wrote elsewhere"
        )
    command, folder = found
    with TemporaryDirectory(prefix="ghxstship-") as temporary:
        written = Path(temporary) / "description.json"
        arguments = [*command, "describe", str(path.resolve()), "-o", str(written)]
        try:
            done = subprocess.run(  # noqa: S603 - the generator, and a file's name
                arguments,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                timeout=LONGEST,
                check=False,
            )
        except OSError as error:
            raise DescriptionError(f"{path}: {command[0]} cannot be run: {error}") from error
        except subprocess.TimeoutExpired:
            message = f"{path}: the generator took more than {LONGEST:.0f} seconds"
            raise DescriptionError(message) from None
        said = done.stdout.rstrip()
        if done.returncode != 0:
            raise DescriptionError(f"{path}: the generator does not take this document:\n{said}")
        for line in said.splitlines():
            tell(line)
        return Description.load(written)
