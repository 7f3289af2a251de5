"""What an inbox asks of a database: transactions. All SQL is in `store`, once, for any of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar

from ..._core.errors import SdkError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

ConnectionT = TypeVar("ConnectionT")
ConnectionT_co = TypeVar("ConnectionT_co", covariant=True)

Value: TypeAlias = str | bytes | float | None

Effect: TypeAlias = Callable[[ConnectionT], object]
"""Writes something through the connection that it is called with, and does not commit."""


class InboxError(SdkError):
    """The inbox was asked for something it cannot do, now or ever; the message says what it can."""


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
    def errors(self) -> tuple[type[Exception], ...]:
        """What it raises when it is out of reach, or otherwise in trouble."""
        ...

    def transaction(self) -> AbstractContextManager[Transaction[ConnectionT_co]]:
        """A transaction that commits at its end, or leaves nothing behind if that is an error."""
        ...

    def close(self) -> None:
        """Give all connections back."""
        ...
