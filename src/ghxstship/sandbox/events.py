"""What happens, told to those who want to know."""

from __future__ import annotations

from dataclasses import dataclass
from os import urandom
from typing import TYPE_CHECKING, NamedTuple

from .collection import Resource
from .encoding import write
from .stream import feed_key

if TYPE_CHECKING:
    from .behaviours import Behaviours
    from .call import Call


KEPT = 10_000
"""How many of the last events a stream can be taken up from."""

_SWEEP = 500  # how many events pass between two sweeps
_RANDOM_BYTES = 8


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened.

    Attributes:
        id: Its id.
        name: What happened, such as `deal.won`.
        platform: The platform whose stream and webhooks tell of it.
        data: What it happened to.
        correlation: What all events of one call share.
    """

    id: str
    name: str
    platform: str
    data: Resource
    correlation: str


class Cause(NamedTuple):
    """Something that a call brings about, before it has an id.

    Attributes:
        name: What happens.
        platform: The platform whose stream and webhooks tell of it.
        data: What it happens to.
        regardless: Whether it happens even where the call is refused.
    """

    name: str
    platform: str
    data: Resource
    regardless: bool


def new_event_id() -> str:
    """An id that no event has."""
    return urandom(_RANDOM_BYTES).hex()


def publish(call: Call, behaviours: Behaviours) -> None:
    """Keep the events that a call causes, and announce them to those who subscribed."""
    correlation = urandom(_RANDOM_BYTES).hex()
    for cause in call.caused:
        event = Event(new_event_id(), cause.name, cause.platform, cause.data, correlation)
        body = behaviours.event_writer(call, event)
        row = call.store.execute(
            "INSERT INTO events (feed, id, name, body) VALUES (?, ?, ?, ?)",
            (feed_key(call.workspace, event.platform), event.id, event.name, write(body)),
        )
        if row.lastrowid is not None and row.lastrowid % _SWEEP == 0:
            call.store.execute("DELETE FROM events WHERE seq <= ?", (row.lastrowid - KEPT,))
        behaviours.announcer(call, event, body)
