"""What an inbox asks of a database: transactions. All SQL is in `store`, once, for any of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar

from ..._core.errors import SdkError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

__all__ = ["Effect", "InboxDatabaseError", "InboxError"]

ConnectionT = TypeVar("ConnectionT")
ConnectionT_co = TypeVar("ConnectionT_co", covariant=True)

Value: TypeAlias = str | bytes | float | None

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
    """Where one database's SQL differs from another's."""

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
    """An open transaction; parameters in SQL are written `:name`."""

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

    def run(self, statement: str, **values: Value) -> int:
        """Change something; how many rows were."""
        ...

    def rows(self, statement: str, **values: Value) -> list[tuple[Any, ...]]:
        """Read something."""
        ...


class Database(Protocol[ConnectionT_co]):
    """Where an inbox keeps its events: `SQLite` or `PostgreSQL`."""

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

    def close(self) -> None:
        """Give all connections back."""
        ...
