"""The table of deals, and how far polling has come."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from ghxstship.atlvs.deals import Deal
from ghxstship.events import DealCreated, DealLost, DealUpdated, DealWon, Event

if TYPE_CHECKING:
    from collections.abc import Generator

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

TABLES = """
CREATE TABLE IF NOT EXISTS deals (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    currency TEXT NOT NULL,
    status TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS checkpoint (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    updated_at TEXT NOT NULL
);
"""
# What is older than the row changes nothing, whichever way it came.
SAVE = """
INSERT INTO deals (id, name, value, currency, status, updated_at) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET
    name = excluded.name, value = excluded.value, currency = excluded.currency,
    status = excluded.status, updated_at = excluded.updated_at
WHERE excluded.updated_at >= deals.updated_at
"""
CHECKPOINT = """
INSERT INTO checkpoint VALUES (1, ?)
ON CONFLICT (one) DO UPDATE SET updated_at = max(excluded.updated_at, checkpoint.updated_at)
"""


@dataclass(frozen=True)
class Row:
    """A deal as the mirror has it."""

    id: str
    name: str
    value: str  # SQLite has no exact decimals but text
    currency: str
    status: str
    updated_at: str

    @property
    def amount(self) -> str:
        """The value, for people."""
        return f"{Decimal(self.value):,.2f}"

    @property
    def changed(self) -> str:
        """When it was changed, for people."""
        return f"{datetime.fromisoformat(self.updated_at):%Y-%m-%d %H:%M} UTC"


def as_text(moment: datetime) -> str:
    """A moment in one form, so that texts compare as the moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def row_of(deal: Deal) -> Row:
    """A deal of a list or of an event, as a row."""
    updated_at = as_text(deal.updated_at)
    return Row(deal.id, deal.name, str(deal.value), deal.currency, deal.status, updated_at)


def row_of_event(event: Event) -> Row | None:
    """What an event says of a deal; `None` if it is about something else."""
    match event:
        case DealCreated(data=new):  # it has neither a status nor a time of change yet
            created_at = as_text(new.created_at)
            return Row(new.id, new.name, str(new.value), new.currency, "open", created_at)
        case DealUpdated(data=deal) | DealWon(data=deal) | DealLost(data=deal):
            return row_of(deal)
        case _:
            return None


def save(db: sqlite3.Connection, row: Row) -> None:
    """Insert a deal, or update it unless what is there is newer."""
    values = (row.id, row.name, row.value, row.currency, row.status, row.updated_at)
    db.execute(SAVE, values)


class Mirror:
    """The file; every method has a connection of its own, so that any thread may call it."""

    def __init__(self, database: str) -> None:
        self.database = database

    @contextmanager
    def transaction(self) -> Generator[sqlite3.Connection]:
        """A connection whose changes are all written, or none."""
        with closing(sqlite3.connect(self.database, timeout=8)) as db, db:
            yield db

    def create_tables(self) -> None:
        """Make what is missing."""
        with self.transaction() as db:
            db.executescript(TABLES)

    def deals(self) -> list[Row]:
        """The deals that there are, latest change first."""
        query = (
            "SELECT id, name, value, currency, status, updated_at FROM deals"
            " WHERE NOT deleted ORDER BY updated_at DESC, id"
        )
        with self.transaction() as db:
            return [Row(*columns) for columns in db.execute(query)]

    def checkpoint(self) -> datetime:
        """The newest change that polling has stored."""
        with self.transaction() as db:
            found = db.execute("SELECT updated_at FROM checkpoint").fetchone()
        return datetime.fromisoformat(found[0]) if found else LONG_AGO

    def save_polled(self, deals: list[Deal]) -> None:
        """Store deals, which come by the time of their change, with how far they go."""
        with self.transaction() as db:
            for deal in deals:
                save(db, row_of(deal))
            if deals:
                db.execute(CHECKPOINT, (as_text(deals[-1].updated_at),))

    def mark_deleted(self, deal_id: str) -> None:
        """Hide a deal for good: the row stays, so that no late event brings it back."""
        with self.transaction() as db:
            db.execute("UPDATE deals SET deleted = 1 WHERE id = ?", (deal_id,))
