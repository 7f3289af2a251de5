"""What happens, told to those who want to know."""

from __future__ import annotations

from os import urandom
from typing import TYPE_CHECKING

from .call import Event, new_event_id
from .encoding import write
from .stream import feed_key

if TYPE_CHECKING:
    from .call import Call
    from .registry import Behaviours

KEPT = 10_000
"""How many of the last events a stream can be taken up from."""

_SWEEP = 500  # how many events pass between two sweeps


def publish(call: Call, behaviours: Behaviours) -> None:
    """Keep the events that a call causes, and announce them to those who subscribed."""
    correlation = urandom(8).hex()
    for cause in call.caused:
        event = Event(new_event_id(), cause.name, cause.platform, cause.data, correlation)
        body = behaviours.envelope(call, event)
        row = call.store.execute(
            "INSERT INTO events (feed, id, name, body) VALUES (?, ?, ?, ?)",
            (feed_key(call.workspace, event.platform), event.id, event.name, write(body)),
        )
        if row.lastrowid is not None and row.lastrowid % _SWEEP == 0:
            call.store.execute("DELETE FROM events WHERE seq <= ?", (row.lastrowid - KEPT,))
        behaviours.announce(call, event, body)
