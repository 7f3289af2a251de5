"""A copy of an inbox's SQLite file, taken while it is in use."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING

from ..._core.errors import ConfigurationError
from .database import database_error
from .schema import EVENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

_TIMEOUT = 8.0  # seconds to wait for others that use the file
_HAS_INBOX = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that has been taken and checked."""

    target: str
    """The file."""
    events: int
    """How many events it holds, those that were handled included."""
    size: int
    """Its bytes."""


def back_up(file: str, target: str) -> Backup:
    """Copy an inbox as it stands in one moment, while receivers and workers go on.

    The copy is one file, which its owner alone can read. It takes the target's name once SQLite has
    found it whole.

    Args:
        file: The SQLite file.
        target: The copy, which must not be there.

    Raises:
        ConfigurationError: There is no such file, it has no inbox, or the target is there already.
        InboxDatabaseError: The file is damaged, or the copy cannot be written.
    """
    if "://" in file:
        raise ConfigurationError(
            "only a SQLite file is backed up here; a PostgreSQL has its own tool: "
            "pg_dump --table='webhook_inbox_*' --file=inbox.sql URL"
        )
    if not Path(file).is_file():
        raise ConfigurationError(f"there is no file {file!r}")
    if os.path.lexists(target):
        raise ConfigurationError(f"{target!r} is there already: choose another name")
    try:
        handle, draft = mkstemp(prefix=".inbox-", dir=Path(target).parent)
    except OSError as error:
        raise ConfigurationError(f"{target!r}: {error.strerror or error}") from None
    os.close(handle)
    try:
        events = _copy(file, draft)
        size = Path(draft).stat().st_size
        _publish(draft, target)
    finally:
        for leftover in _files(draft):
            leftover.unlink(missing_ok=True)
    return Backup(target, events, size)


def _copy(file: str, draft: str) -> int:
    """Copy and check; how many events there are."""
    try:
        # What opens it for reading alone could not read what only the `-wal` beside it has.
        opened = f"{Path(file).absolute().as_uri()}?mode=rw"
        with (
            closing(sqlite3.connect(opened, uri=True, timeout=_TIMEOUT)) as source,
            closing(sqlite3.connect(draft)) as copy,
        ):
            if source.execute(_HAS_INBOX, (EVENTS,)).fetchone() is None:
                raise ConfigurationError(f"{file!r} has no inbox")
            source.backup(copy)  # all pages at once, so that no writer makes it begin again
            copy.execute("PRAGMA journal_mode = DELETE")
            found = [str(row[0]) for row in copy.execute("PRAGMA integrity_check(3)")]
            if found != ["ok"]:
                raise sqlite3.DatabaseError(f"the copy is not whole: {'; '.join(found)}")
            events: int = copy.execute(f"SELECT count(*) FROM {EVENTS}").fetchone()[0]  # noqa: S608
    except sqlite3.Error as error:
        raise database_error(file, error) from error
    return events


def _publish(draft: str, target: str) -> None:
    """Give the copy its name, unless somebody else has taken it meanwhile."""
    try:
        os.link(draft, target)
    except FileExistsError:
        raise ConfigurationError(f"{target!r} is there already: choose another name") from None
    except OSError:  # a file system without links
        if os.path.lexists(target):
            raise ConfigurationError(f"{target!r} is there already: choose another name") from None
        Path(draft).rename(target)


def _files(draft: str) -> Iterator[Path]:
    for end in ("", "-journal", "-wal", "-shm"):
        yield Path(draft + end)
