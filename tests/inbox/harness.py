"""What the tests of the inbox stand on: a database of either kind, with a table of effects."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

import psycopg
import sqlalchemy as sa

from ghxstship.webhooks import Inbox, PostgreSQL, SQLite, sign_webhook
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from ghxstship.webhooks.inbox.database import Database

Kind = Literal["sqlite", "postgresql"]

NOW = 1_700_000_000.0
SECRET = "whsec_inbox"
HEADER = "X-GHXSTSHIP-Signature"
CREATE_EFFECTS = "CREATE TABLE effects (key TEXT NOT NULL)"


class Clock:
    """Time that passes when the test says so."""

    def __init__(self, now: float = NOW, chance: float = 1.0) -> None:
        self.now = now
        self.chance = chance

    def time(self) -> float:
        return self.now

    def random(self) -> float:
        return self.chance

    def advance(self, seconds: float) -> None:
        self.now += seconds


@dataclass(frozen=True)
class Place:
    """Somewhere to keep an inbox: a file, or a schema in a PostgreSQL."""

    kind: Kind
    address: str

    def database(self) -> Database[Any]:
        """A connection of its own, as another process would have."""
        if self.kind == "sqlite":
            return SQLite(self.address, timeout=PATIENCE)
        return PostgreSQL(self.address, timeout=PATIENCE)

    def fresh(self, name: str) -> Place:
        """Another place, with nothing but an empty table of effects."""
        if self.kind == "sqlite":
            place = Place("sqlite", f"{self.address}.{name}")
            Path(place.address).unlink(missing_ok=True)
        else:
            place = Place("postgresql", f"{self.address}&options={quote(f'-csearch_path={name}')}")
            self.execute(f"CREATE SCHEMA {name}")
        place.execute(CREATE_EFFECTS)
        return place

    def execute(self, statement: str) -> list[tuple[Any, ...]]:
        """Run a statement beside the inbox."""
        if self.kind == "sqlite":
            with closing(sqlite3.connect(self.address, timeout=PATIENCE)) as connection:
                rows: list[tuple[Any, ...]] = connection.execute(statement).fetchall()
                connection.commit()
                return rows
        with psycopg.connect(self.address) as there:
            cursor = there.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def effects(self) -> list[str]:
        """Which effects there were, sorted."""
        return sorted(key for (key,) in self.execute("SELECT key FROM effects"))


def effect(key: str) -> Callable[[Any], None]:
    """Writes into the table of effects, through the connection of either kind."""
    statement = "INSERT INTO effects (key) VALUES (:key)"

    def write(connection: Any) -> None:
        if hasattr(connection, "vendor"):  # Django's
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO effects (key) VALUES (%s)", [key])
            return
        connection.execute(
            statement if isinstance(connection, sqlite3.Connection) else sa.text(statement),
            {"key": key},
        )

    return write


def event(
    key: str | None = None,
    *,
    name: str = "thing.changed",
    at: float | None = None,
    resource: str | None = None,
) -> bytes:
    """A body that no version of the package knows the event of, and that is short for it."""
    payload: dict[str, Any] = {"event": name, "version": "1.0", "data": {"id": resource}}
    if at is not None:
        payload["timestamp"] = f"2026-03-01T00:00:{at:09.6f}Z"
    if key is not None:
        payload["metadata"] = {"idempotency_key": key}
    return json.dumps(payload).encode()


def signed(body: bytes, at: float = NOW) -> dict[str, str]:
    """The headers of a delivery."""
    return {HEADER.lower(): sign_webhook(body, SECRET, at=at)}


def deliver(inbox: Inbox[Any], body: bytes, at: float = NOW) -> bool:
    """Deliver an event, as the platform does; whether it was new."""
    return inbox.accept(body, signed(body, at)).new
