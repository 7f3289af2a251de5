"""The SQL of an inbox, in what SQLite and PostgreSQL have in common; `{...}` is a dialect's own.

An event that waits can be claimed when it is `due`. A claim sets `due` to the end of its lease and
notes whose lease it is, so a worker that died needs nobody to clean up: its events fall due again.
Clocks are set back, so each wait also has a beginning: `since` is as long before the moment at
which it was noted as `due` is after it, and a clock that shows less was set back, so the wait is
over. No wait is longer than twice what it was meant to be, and a new event does not wait at all.
A resource is leased along with the event that tells of it, under the same token. A lease that ran
out holds until another worker takes the event, or another event of its resource. Whoever holds a
lease changes both rows in one transaction, or none: a statement that changes no row tells a loss.
"""

from __future__ import annotations

from typing import Final

# States. There is no state for an event that is being handled: it waits, with a lease.
WAITING: Final = "waiting"
DONE: Final = "done"
SUPERSEDED: Final = "superseded"
DEAD: Final = "dead"
DISCARDED: Final = "discarded"

ACCEPT: Final = """
    INSERT INTO webhook_inbox_events
        (key, name, resource, happened, received, body, state, attempts, due, since)
    VALUES (:key, :name, :resource, :happened, :now, :body, 'waiting', 0, :now, :now)
    ON CONFLICT (key) DO NOTHING
"""
BODY: Final = "SELECT body FROM webhook_inbox_events WHERE key = :key"

# Apart from each other, for an index of its own each. The first are few, and were there before.
SET_BACK: Final = "since > :now"
DUE: Final = "due <= :now"
NEXT: Final = """
    SELECT seq, key, name, resource, happened, received, body, attempts
    FROM webhook_inbox_events
    WHERE state = 'waiting' AND {claimable}
        AND NOT EXISTS (
            SELECT 1 FROM webhook_inbox_resources AS busy
            WHERE busy.resource = webhook_inbox_events.resource
                AND busy.since <= :now AND busy.due > :now
        )
    ORDER BY due, seq LIMIT 1 {skip_locked}
"""
LEASE_RESOURCE: Final = """
    INSERT INTO webhook_inbox_resources (resource, due, since, lease)
    VALUES (:resource, :due, :since, :lease)
    ON CONFLICT (resource) DO UPDATE
    SET due = excluded.due, since = excluded.since, lease = excluded.lease
    WHERE webhook_inbox_resources.due <= :now OR webhook_inbox_resources.since > :now
"""
LEASE: Final = """
    UPDATE webhook_inbox_events SET due = :due, since = :since, lease = :lease
    WHERE key = :key AND state = 'waiting' AND (due <= :now OR since > :now)
"""
COUNT_ATTEMPT: Final = """
    UPDATE webhook_inbox_events SET attempts = :attempt WHERE key = :key AND lease = :lease
"""
# An event's row is always locked before its resource's, so that no two workers wait for each other.
HOLD: Final = "SELECT 1 FROM webhook_inbox_events WHERE key = :key AND lease = :lease {lock}"
NEWEST: Final = "SELECT newest FROM webhook_inbox_resources WHERE resource = :resource {lock}"

EXTEND: Final = """
    UPDATE webhook_inbox_events SET due = :due, since = :since
    WHERE key = :key AND lease = :lease
"""
EXTEND_RESOURCE: Final = """
    UPDATE webhook_inbox_resources SET due = :due, since = :since
    WHERE resource = :resource AND lease = :lease
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
    UPDATE webhook_inbox_events SET due = :due, since = :since, error = :error, lease = NULL
    WHERE key = :key AND lease = :lease
"""
HAND_BACK: Final = """
    UPDATE webhook_inbox_events SET due = :now, since = :now, attempts = attempts - 1, lease = NULL
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
    SET state = 'waiting', attempts = 0, due = :now, since = :now, settled = NULL
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
