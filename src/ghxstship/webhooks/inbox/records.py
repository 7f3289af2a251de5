"""What an inbox tells: of a delivery it took, an event it hands out, and one it gave up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

__all__ = ["Counts", "DeadLetter", "Receipt"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a delivery: it is stored, now or by an earlier delivery of the same event."""

    key: str
    """The event's key: the same on every delivery of it."""
    new: bool
    """Whether this delivery brought it."""


@dataclass(frozen=True, slots=True)
class Lease:
    """One worker's claim on an event until some moment; times are seconds since the epoch."""

    token: str
    """Whose claim it is: nobody settles an event with another's."""
    key: str
    """The event's key."""
    name: str
    """The event's name, empty where it has none."""
    resource: str | None
    """What it tells of."""
    happened: float | None
    """When it happened."""
    received: float
    """When its first delivery came."""
    body: bytes = field(repr=False)
    """The raw body."""
    attempt: int
    """Which attempt this is, 1 for the first."""
    newest: float | None
    """When the newest event of the same resource that was handled had happened."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event that was given up."""

    key: str
    """The event's key: pass it to `retry` or `discard`."""
    name: str
    """The event's name, empty where it has none."""
    body: bytes = field(repr=False)
    """The raw body, as it was signed."""
    attempts: int
    """How often it was handed out."""
    error: str
    """What the last attempt failed with, and where."""
    received_at: datetime
    """When its first delivery came."""
    died_at: datetime
    """When it was given up."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many events an inbox holds, by what became of them."""

    waiting: int = 0
    """To be handled: new, being handled now, or between two attempts."""
    done: int = 0
    """Handled."""
    superseded: int = 0
    """Not handled, since a newer event of the same resource was (`latest_only`)."""
    dead: int = 0
    """Given up; see `dead_letters`."""
    discarded: int = 0
    """Given up for good."""


def moment(seconds: float) -> datetime:
    """A moment in UTC.

    Args:
        seconds: Seconds since the epoch.
    """
    return datetime.fromtimestamp(seconds, UTC)
