"""What an inbox asks of a database: transactions. All SQL is in `store`, once, for any of them.

`SQLite`, `PostgreSQL` and `DjangoDatabase` answer it; so may a class of yours, over whatever has
the connections of your program: see "A database of yours" in docs/inbox.md.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, TypeVar

from ..._core.errors import SdkError

__all__ = [
    "Database",
    "Dialect",
    "Effect",
    "InboxDatabaseError",
    "InboxError",
    "SqlValue",
    "Transaction",
]

ConnectionT = TypeVar("ConnectionT")
ConnectionT_co = TypeVar("ConnectionT_co", covariant=True)

SqlValue: TypeAlias = str | bytes | float | None
"""What a statement of an inbox has as a parameter."""

Effect: TypeAlias = Callable[[ConnectionT], object]
"""Writes something through the connection that it is called with, and does not commit."""


class InboxError(SdkError):
    """The inbox was asked for something it cannot do, now or ever; the message says what it can."""


class InboxDatabaseError(InboxError):
    """An inbox's database failed: out of reach, locked, full, read-only, damaged, or no database.

    The step is undone. The message names the file, or the URL without its password; the driver's
    own error is the `__cause__`.
    """


def database_error(name: str, why: object) -> InboxDatabaseError:
    """What to raise when a database failed.

    Args:
        name: The database, for the message.
        why: What the driver said; its first line counts.
    """
    reason = str(why).partition("\n")[0].strip() or type(why).__name__
    return InboxDatabaseError(f"the inbox's database {name} failed: {reason}")


def check_open(is_open: bool) -> None:
    """Refuse to go on with a transaction that an effect has ended.

    Raises:
        InboxError: It is not open any more.
    """
    if not is_open:
        raise InboxError("an effect ended the transaction: leave that to the inbox")


@dataclass(frozen=True, slots=True)
class Dialect:
    """Where one database's SQL differs from another's: `SQLite.dialect`, `PostgreSQL.dialect`."""

    serial: str
    """The type of a primary key that counts upwards."""
    binary: str
    """The type of a column of bytes."""
    skip_locked: str
    """What makes a `SELECT` lock its row and pass over the rows that others have locked."""
    lock: str
    """What makes a `SELECT` lock its row, waiting for others."""
    exists: str
    """A query that gives a row with a value if there is a table `:name`."""
    schema_lock: str | None = None
    """A query that keeps others from creating the tables in the same moment."""


class Transaction(Protocol[ConnectionT_co]):
    """An open transaction; parameters in SQL are written `:name`.

    What its methods raise for a fault of the database is an `InboxDatabaseError`.
    """

    @property
    def connection(self) -> ConnectionT_co:
        """What effects are called with."""
        ...

    def lift(self) -> None:
        """End the limit in time: an effect takes as long as it wants. The commit has its own."""
        ...

    def now(self) -> float:
        """Seconds since the epoch, by the database's own clock, else by the machine's."""
        ...

    def run(self, statement: str, **values: SqlValue) -> int:
        """Run a statement that changes rows; how many it changed."""
        ...

    def rows(self, statement: str, **values: SqlValue) -> list[tuple[Any, ...]]:
        """Run a query; all of its rows."""
        ...


class Database(Protocol[ConnectionT_co]):
    """Where an inbox keeps its events: `SQLite`, `PostgreSQL`, `DjangoDatabase`, or one of yours.

    Any number of threads use it.
    """

    @property
    def dialect(self) -> Dialect:
        """How its SQL differs."""
        ...

    @property
    def name(self) -> str:
        """Its file, or its URL without a password, for messages."""
        ...

    @property
    def timeout(self) -> float:
        """Seconds that a step of the inbox may take: less than the 10 that the platform waits."""
        ...

    def transaction(self, *, timeout: float) -> AbstractContextManager[Transaction[ConnectionT_co]]:
        """A transaction that commits at its end, or leaves nothing behind if that is an error.

        Args:
            timeout: Seconds that it may take until its commit or `Transaction.lift`, all waits
                for connections, locks and answers together.

        Raises:
            InboxDatabaseError: The database failed, or took longer; the message says what was
                waited for. What an effect raises is raised as it is.
        """
        ...

    def release_thread(self, *, ends: bool = False) -> None:
        """Give back what the calling thread keeps; a worker asks for it between two events.

        A database that keeps a connection for each thread closes those that are broken here.

        Args:
            ends: The thread does: keep nothing.
        """
        ...

    def close(self) -> None:
        """Give all connections back."""
        ...
