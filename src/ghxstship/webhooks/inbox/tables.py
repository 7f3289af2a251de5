"""The SQL of an inbox, in what SQLite and PostgreSQL have in common; `{...}` is a dialect's own.

An event that waits can be claimed when it is `due`. A claim sets `due` to the end of its lease and
notes whose lease it is, so a worker that died needs nobody to clean up: its events fall due again.
A resource is leased along with the event that tells of it, under the same token. A lease that ran
out holds until another worker takes the event, or another event of its resource. Whoever holds a
lease changes both rows in one transaction, or none: a statement that changes no row tells a loss.
"""

from __future__ import annotations

from typing import Final

EVENTS: Final = "webhook_inbox_events"
VERSION: Final = 1
"""Of the tables below; a release that changes them counts on, and says how to get there."""

# States. There is no state for an event that is being handled: it waits, with a lease.
WAITING: Final = "waiting"
DONE: Final = "done"
SUPERSEDED: Final = "superseded"
DEAD: Final = "dead"
DISCARDED: Final = "discarded"

SCHEMA: Final = (
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
        settled DOUBLE PRECISION
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
        lease TEXT
    )
    """,
    "CREATE TABLE webhook_inbox_version (version INTEGER NOT NULL)",
)
NOTE_VERSION: Final = "INSERT INTO webhook_inbox_version (version) VALUES (:version)"
MADE_FOR: Final = "SELECT version FROM webhook_inbox_version"

ACCEPT: Final = """
    INSERT INTO webhook_inbox_events
        (key, name, resource, happened, received, body, state, attempts, due)
    VALUES (:key, :name, :resource, :happened, :now, :body, 'waiting', 0, :now)
    ON CONFLICT (key) DO NOTHING
"""
BODY: Final = "SELECT body FROM webhook_inbox_events WHERE key = :key"

NEXT: Final = """
    SELECT seq, key, name, resource, happened, received, body, attempts
    FROM webhook_inbox_events
    WHERE state = 'waiting' AND due <= :now
        AND NOT EXISTS (
            SELECT 1 FROM webhook_inbox_resources AS busy
            WHERE busy.resource = webhook_inbox_events.resource AND busy.due > :now
        )
    ORDER BY due, seq LIMIT 1 {skip_locked}
"""
LEASE_RESOURCE: Final = """
    INSERT INTO webhook_inbox_resources (resource, due, lease) VALUES (:resource, :until, :lease)
    ON CONFLICT (resource) DO UPDATE SET due = excluded.due, lease = excluded.lease
    WHERE webhook_inbox_resources.due <= :now
"""
LEASE: Final = """
    UPDATE webhook_inbox_events SET due = :until, lease = :lease
    WHERE key = :key AND state = 'waiting' AND due <= :now
"""
COUNT_ATTEMPT: Final = """
    UPDATE webhook_inbox_events SET attempts = :attempt WHERE key = :key AND lease = :lease
"""
# An event's row is always locked before its resource's, so that no two workers wait for each other.
HOLD: Final = "SELECT 1 FROM webhook_inbox_events WHERE key = :key AND lease = :lease {lock}"
NEWEST: Final = "SELECT newest FROM webhook_inbox_resources WHERE resource = :resource {lock}"

EXTEND: Final = """
    UPDATE webhook_inbox_events SET due = :until WHERE key = :key AND lease = :lease
"""
EXTEND_RESOURCE: Final = """
    UPDATE webhook_inbox_resources SET due = :until WHERE resource = :resource AND lease = :lease
"""

SETTLE: Final = """
    UPDATE webhook_inbox_events
    SET state = :state, error = :error, settled = :now, lease = NULL
    WHERE key = :key AND lease = :lease
"""
# By its number: a damaged row may not have the key that the index knows it by.
SETTLE_DAMAGED: Final = """
    UPDATE webhook_inbox_events
    SET state = 'dead', error = :error, settled = :now, lease = NULL
    WHERE seq = :seq
"""
POSTPONE: Final = """
    UPDATE webhook_inbox_events SET due = :due, error = :error, lease = NULL
    WHERE key = :key AND lease = :lease
"""
HAND_BACK: Final = """
    UPDATE webhook_inbox_events SET due = :now, attempts = attempts - 1, lease = NULL
    WHERE key = :key AND lease = :lease
"""
FREE_RESOURCE: Final = """
    UPDATE webhook_inbox_resources SET due = 0, lease = NULL
    WHERE resource = :resource AND lease = :lease
"""
HANDLED: Final = """
    UPDATE webhook_inbox_resources SET newest = :happened
    WHERE resource = :resource AND (newest IS NULL OR newest < :happened)
"""

DEAD_LETTERS: Final = """
    SELECT seq, key, name, body, attempts, error, received, settled FROM webhook_inbox_events
    WHERE state = 'dead' AND seq > :seq ORDER BY seq LIMIT 100
"""
DEAD_LETTER: Final = """
    SELECT seq, key, name, body, attempts, error, received, settled FROM webhook_inbox_events
    WHERE state = 'dead' AND key = :key
"""
REVIVE: Final = """
    UPDATE webhook_inbox_events
    SET state = 'waiting', attempts = 0, due = :now, settled = NULL
    WHERE key = :key AND state = 'dead'
"""
DISCARD: Final = """
    UPDATE webhook_inbox_events SET state = 'discarded', settled = :now
    WHERE key = :key AND state = 'dead'
"""
COUNTS: Final = "SELECT state, COUNT(*) FROM webhook_inbox_events GROUP BY state"
PRUNE: Final = """
    DELETE FROM webhook_inbox_events
    WHERE state IN ('done', 'superseded', 'discarded') AND settled < :before
"""
PRUNE_RESOURCES: Final = """
    DELETE FROM webhook_inbox_resources
    WHERE lease IS NULL AND (newest IS NULL OR newest < :before)
"""
