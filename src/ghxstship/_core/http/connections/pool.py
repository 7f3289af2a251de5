"""Who gets which connection: bookkeeping whose cost does not grow with the requests in flight."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Limits:
    """How many connections to one server there may be."""

    most: float = inf
    """In all, 1 or more."""
    idle: float = inf
    """Not in use, 0 or more."""
    expiry: float = inf
    """Seconds after which one that is not in use is closed."""


class Poolable(Protocol):
    """A connection, as far as the pool has to know it."""

    def is_stale(self) -> bool:
        """Whether it can carry no other request, since its server has closed it."""
        ...


ConnectionT = TypeVar("ConnectionT", bound=Poolable)


class Ticket(Generic[ConnectionT]):
    """One request's claim to a connection.

    Attributes:
        granted: Whether its turn has come.
        connection: What it got: an idle connection, or `None` for the right to open one.
    """

    __slots__ = ("_wake", "connection", "granted")

    def __init__(self, wake: Callable[[], object] | None = None) -> None:
        self._wake = wake
        self.granted = wake is None
        self.connection: ConnectionT | None = None

    def grant(self, connection: ConnectionT | None) -> None:
        """Let it go on, with a connection or the right to open one."""
        self.connection = connection
        self.granted = True
        if self._wake is not None:
            self._wake()


class Pool(Generic[ConnectionT]):
    """Connections to one server, idle ones and how many there are in all.

    Whoever is granted a ticket holds a place. He gives it back once: with `give_back` when his
    connection may be used again, with `vacate` when it is closed or was never opened.

    Args:
        limits: How many connections there may be, and for how long.
        close: Closes one that is idle, at once.
        now: Seconds, never going backwards.
    """

    __slots__ = ("_close", "_expiry", "_idle", "_most", "_most_idle", "_now", "_waiting", "places")

    def __init__(
        self,
        limits: Limits,
        close: Callable[[ConnectionT], object],
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._close = close
        self._most = limits.most
        self._most_idle = limits.idle
        self._expiry = limits.expiry
        self._now = now
        # The one used last is used first, so that those which are not needed expire.
        self._idle: deque[tuple[ConnectionT, float]] = deque()
        self._waiting: OrderedDict[Ticket[ConnectionT], None] = OrderedDict()
        self.places = 0

    @property
    def idle(self) -> int:
        """How many connections are idle."""
        return len(self._idle)

    @property
    def waiting(self) -> int:
        """How many requests wait for a place."""
        return len(self._waiting)

    def take(self) -> Ticket[ConnectionT] | None:
        """Claim a connection: an idle one, or the right to open one, or `None` if one must wait."""
        idle = self._idle
        if idle:
            self._expire()
        while idle:
            connection, _ = idle.pop()
            if connection.is_stale():
                self._close(connection)
                self.places -= 1
                continue
            ticket: Ticket[ConnectionT] = Ticket()
            ticket.connection = connection
            return ticket
        if self.places < self._most:
            self.places += 1
            return Ticket()
        return None

    def wait(self, wake: Callable[[], object]) -> Ticket[ConnectionT]:
        """Stand in line, after `take` has found nothing.

        Args:
            wake: Is called once, when the ticket has been granted.
        """
        ticket: Ticket[ConnectionT] = Ticket(wake)
        self._waiting[ticket] = None
        return ticket

    def withdraw(self, ticket: Ticket[ConnectionT]) -> None:
        """Stop waiting; what was granted in the meantime goes to the next in line."""
        if not ticket.granted:
            del self._waiting[ticket]
        elif ticket.connection is None:
            self.vacate()
        else:
            self.give_back(ticket.connection)

    def give_back(self, connection: ConnectionT) -> None:
        """Return a place with a connection that may be used again."""
        if self._waiting:
            if connection.is_stale():
                self._close(connection)
                self.vacate()
            else:
                self._waiting.popitem(last=False)[0].grant(connection)
            return
        self._idle.append((connection, self._now() + self._expiry))
        if len(self._idle) > self._most_idle:
            self._close_oldest()
        self._expire()

    def vacate(self) -> None:
        """Return a place whose connection is closed, or was never opened."""
        if self._waiting:
            self._waiting.popitem(last=False)[0].grant(None)
        else:
            self.places -= 1

    def close_idle(self) -> None:
        """Close every idle connection."""
        while self._idle:
            self._close_oldest()

    def _expire(self) -> None:
        now = self._now()
        while self._idle and self._idle[0][1] <= now:
            self._close_oldest()

    def _close_oldest(self) -> None:
        connection, _ = self._idle.popleft()
        self.places -= 1
        self._close(connection)
