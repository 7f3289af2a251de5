"""The event that is being handled, as its handler sees it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Generic

from ..known_events import Event
from ..router import WebhookRouter
from .database import ConnectionT, Effect
from .records import Lease, moment
from .store import Store

__all__ = ["Delivery"]


class Delivery(Generic[ConnectionT]):
    """One attempt to handle an event; a handler gets it from `Inbox.current`.

    Attributes:
        event: The event.
    """

    def __init__(self, event: Event, lease: Lease, effects: list[Effect[ConnectionT]]) -> None:
        self.event = event
        self._lease = lease
        self._effects = effects

    def __repr__(self) -> str:
        return f"Delivery(key={self.key!r}, attempt={self.attempt})"

    @property
    def key(self) -> str:
        """The same on every attempt and every delivery of the event: give it to what you call."""
        return self._lease.key

    @property
    def name(self) -> str | None:
        """What the event is called, `None` where nothing said."""
        return self._lease.name or None

    @property
    def attempt(self) -> int:
        """Which attempt this is, 1 for the first."""
        return self._lease.attempt

    @property
    def received_at(self) -> datetime:
        """When the event's first delivery came."""
        return moment(self._lease.received)

    @property
    def resource(self) -> str | None:
        """What the event tells of, such as `deal:deal_1`."""
        return self._lease.resource

    @property
    def newest_handled_at(self) -> datetime | None:
        """When the newest handled event of the same resource had happened; `None` for the first."""
        return None if self._lease.newest is None else moment(self._lease.newest)

    @property
    def is_out_of_order(self) -> bool:
        """Whether a newer event of the same resource was handled before."""
        lease = self._lease
        if lease.happened is None or lease.newest is None:
            return False
        return lease.happened < lease.newest

    def record(self, effect: Effect[ConnectionT]) -> None:
        """Have something written in the transaction that notes the event as handled.

        It is called after the handler has returned, in a thread where that was async, and is
        written exactly once, whatever crashes. An exception undoes it and fails the attempt.

        Args:
            effect: Called with the connection: a `sqlite3.Connection` or a SQLAlchemy `Connection`.
                It must not commit, and should be quick: SQLite has one writer at a time.
        """
        self._effects.append(effect)


class Job(Generic[ConnectionT]):
    """What a worker knows of the event that it handles.

    Args:
        store: Where the event is.
        lease: The worker's claim on it.
        event: The event.
    """

    def __init__(self, store: Store[ConnectionT], lease: Lease, event: Event) -> None:
        self.store = store
        self.lease = lease
        self.event = event
        self.effects: list[Effect[ConnectionT]] = []
        self.delivery = Delivery(event, lease, self.effects)

    def handled_by(self, handler: Callable[[Event], object]) -> object:
        """What a handler returns; a router learns what the event is called too."""
        if isinstance(handler, WebhookRouter):
            return handler.handle(self.event, self.lease.name or None)
        return handler(self.event)

    @contextmanager
    def entered(self) -> Generator[None]:
        """Let `Inbox.current` give the delivery."""
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)


_current: ContextVar[Job[Any] | None] = ContextVar("inbox_job", default=None)


def current_delivery(store: Store[ConnectionT]) -> Delivery[ConnectionT] | None:
    """The delivery that is being handled here and now, or `None`.

    Args:
        store: Where its event is.
    """
    job = _current.get()
    return job.delivery if job is not None and job.store is store else None
