"""The tables of an inbox, made where they are missing and upgraded where they are older."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from .database import InboxError
from .rows import single

if TYPE_CHECKING:
    from .database import Dialect, Transaction

EVENTS: Final = "webhook_inbox_events"
"""The table that an inbox is known by."""
VERSION: Final = 2
"""Of the tables below; a release that changes them counts on, and says how to get there."""

_SINCE = """
    CREATE INDEX webhook_inbox_events_since ON webhook_inbox_events (since)
    WHERE state = 'waiting'
"""
_TABLES: Final = (
    """
    CREATE TABLE webhook_inbox_events (
        seq {serial},
        key TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        resource TEXT,
        happened DOUBLE PRECISION,
        received DOUBLE PRECISION NOT NULL,
        body {binary} NOT NULL,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        due DOUBLE PRECISION NOT NULL,
        lease TEXT,
        error TEXT,
        settled DOUBLE PRECISION,
        since DOUBLE PRECISION NOT NULL DEFAULT 0
    )
    """,
    """
    CREATE INDEX webhook_inbox_events_due ON webhook_inbox_events (due, seq)
    WHERE state = 'waiting'
    """,
    """
    CREATE INDEX webhook_inbox_events_settled ON webhook_inbox_events (state, settled)
    WHERE state <> 'waiting'
    """,
    """
    CREATE TABLE webhook_inbox_resources (
        resource TEXT PRIMARY KEY,
        newest DOUBLE PRECISION,
        due DOUBLE PRECISION NOT NULL,
        lease TEXT,
        since DOUBLE PRECISION NOT NULL DEFAULT 0
    )
    """,
    "CREATE TABLE webhook_inbox_version (version INTEGER NOT NULL)",
    _SINCE,
)
_UPGRADES: Final = {
    1: (
        "ALTER TABLE webhook_inbox_events ADD COLUMN since DOUBLE PRECISION NOT NULL DEFAULT 0",
        "ALTER TABLE webhook_inbox_resources ADD COLUMN since DOUBLE PRECISION NOT NULL DEFAULT 0",
        _SINCE,
    ),
}
"""From each earlier version to the next. A process of an earlier release that runs goes on."""
_NOTE_VERSION: Final = "INSERT INTO webhook_inbox_version (version) VALUES (:version)"
_MADE_FOR: Final = "SELECT version FROM webhook_inbox_version"
_NEW_VERSION: Final = "UPDATE webhook_inbox_version SET version = :version"


def prepare(transaction: Transaction[Any], dialect: Dialect) -> None:
    """Make the tables, or upgrade them, so that this release can use them.

    Args:
        transaction: Where; nobody else does the same in that moment.
        dialect: The database's.

    Raises:
        InboxError: A later release made them.
        DamagedRowError: They do not say which release made them.
    """
    if dialect.schema_lock:
        transaction.rows(dialect.schema_lock)
    if not transaction.rows(dialect.exists, name=EVENTS):
        for statement in _TABLES:
            transaction.run(statement.format(serial=dialect.serial, binary=dialect.binary))
        transaction.run(_NOTE_VERSION, version=VERSION)
        return
    version = single(transaction.rows(_MADE_FOR), int)
    if version not in {*_UPGRADES, VERSION}:
        raise InboxError(
            f"the inbox's tables are of version {version}, and this release of the package knows "
            f"version {VERSION}: install the release that made them"
        )
    if version == VERSION:
        return
    for earlier in range(version, VERSION):
        for statement in _UPGRADES[earlier]:
            transaction.run(statement)
    transaction.run(_NEW_VERSION, version=VERSION)
