"""The pool's bookkeeping, whatever requests do and in whatever order."""

from __future__ import annotations

from collections import deque
from functools import partial

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ghxstship._core.http.connections.pool import Limits, Pool, Ticket


class FakeConnection:
    def __init__(self) -> None:
        self.stale = False
        self.closed = 0

    def is_stale(self) -> bool:
        return self.stale

    def close(self) -> None:
        self.closed += 1


MOST, MOST_IDLE, EXPIRY = 4, 3, 10.0


class Requests(RuleBasedStateMachine):
    """A model: who holds a place, who waits, which connections are idle and since when."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        limits = Limits(MOST, MOST_IDLE, EXPIRY)
        self.pool: Pool[FakeConnection] = Pool(limits, FakeConnection.close, lambda: self.now)
        self.woken: list[int] = []
        self.asked = 0
        self.holding: list[FakeConnection] = []
        self.opening = 0
        self.waiting: deque[tuple[int, Ticket[FakeConnection]]] = deque()
        self.granted: list[Ticket[FakeConnection]] = []
        self.connections: list[FakeConnection] = []
        self.idle_since: dict[FakeConnection, float] = {}

    @rule()
    def ask(self) -> None:
        ticket = self.pool.take()
        if ticket is None:
            assert len(self.holding) + self.opening + len(self.granted) == MOST
            self.asked += 1
            wake = partial(self.woken.append, self.asked)
            self.waiting.append((self.asked, self.pool.wait(wake)))
        else:
            assert not self.waiting
            assert ticket.granted
            self.hold(ticket)

    def hold(self, ticket: Ticket[FakeConnection]) -> None:
        connection = ticket.connection
        if connection is None:
            self.opening += 1
            return
        assert not connection.closed
        assert connection not in self.holding
        since = self.idle_since.pop(connection, None)
        if since is not None:
            assert not connection.stale
            assert self.now - since < EXPIRY
        self.holding.append(connection)

    @precondition(lambda self: self.opening)
    @rule(succeeds=st.booleans())
    def open(self, succeeds: bool) -> None:
        self.opening -= 1
        if succeeds:
            self.connections.append(FakeConnection())
            self.holding.append(self.connections[-1])
        else:
            self.freed(self.pool.vacate)

    @precondition(lambda self: self.holding)
    @rule(data=st.data(), fit=st.booleans())
    def finish(self, data: st.DataObject, fit: bool) -> None:
        connection = self.holding.pop(data.draw(st.integers(0, len(self.holding) - 1)))
        if fit:
            if not self.waiting:
                self.idle_since[connection] = self.now
            self.freed(lambda: self.pool.give_back(connection))
        else:
            connection.close()
            self.freed(self.pool.vacate)

    def freed(self, free: object) -> None:
        """Whoever has waited longest gets the place, and nobody else."""
        assert callable(free)
        self.woken.clear()
        if not self.waiting:
            free()
            assert self.woken == []
            return
        number, ticket = self.waiting.popleft()
        free()
        assert self.woken == [number]
        assert ticket.granted
        self.granted.append(ticket)

    @precondition(lambda self: self.granted)
    @rule()
    def wake(self) -> None:
        self.hold(self.granted.pop(0))

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def give_up(self, data: st.DataObject) -> None:
        at = data.draw(st.integers(0, len(self.waiting) - 1))
        _, ticket = self.waiting[at]
        del self.waiting[at]
        self.pool.withdraw(ticket)

    @precondition(lambda self: self.granted)
    @rule()
    def give_up_too_late(self) -> None:
        ticket = self.granted.pop(0)
        if ticket.connection is not None and not self.waiting:
            self.idle_since[ticket.connection] = self.now
        self.freed(lambda: self.pool.withdraw(ticket))

    @precondition(lambda self: self.connections)
    @rule(data=st.data())
    def server_closes(self, data: st.DataObject) -> None:
        data.draw(st.sampled_from(self.connections)).stale = True

    @rule(seconds=st.sampled_from([1.0, 9.5, 10.0, 100.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @rule()
    def close_idle(self) -> None:
        self.pool.close_idle()
        assert self.pool.idle == 0

    @invariant()
    def every_place_is_accounted_for(self) -> None:
        held = len(self.holding) + self.opening + len(self.granted)
        assert self.pool.places == held + self.pool.idle
        assert self.pool.places <= MOST
        assert self.pool.idle <= MOST_IDLE
        assert self.pool.waiting == len(self.waiting)

    @invariant()
    def nobody_waits_while_something_is_free(self) -> None:
        if self.waiting:
            assert self.pool.idle == 0
            assert self.pool.places == MOST

    @invariant()
    def each_connection_is_closed_once_or_in_use(self) -> None:
        open_ = [each for each in self.connections if not each.closed]
        granted = [each.connection for each in self.granted if each.connection is not None]
        assert len(open_) == len(self.holding) + len(granted) + self.pool.idle
        assert all(each.closed <= 1 for each in self.connections)


TestRequests = Requests.TestCase
TestRequests.settings = settings(deadline=None, max_examples=150, stateful_step_count=40)
