"""Who gets which connection."""

from __future__ import annotations

from math import inf

from ghxstship._core.http.connections.pool import Limits, Pool, Ticket


class Connection:
    """One that is told what it is."""

    def __init__(self, stale: bool = False) -> None:
        self.stale = stale
        self.closed = 0

    def is_stale(self) -> bool:
        return self.stale

    def close(self) -> None:
        self.closed += 1


class Watch:
    """A clock that stands still."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def taken(pool: Pool[Connection]) -> Ticket[Connection]:
    ticket = pool.take()
    assert ticket is not None
    return ticket


def test_there_are_no_limits_unless_they_are_set() -> None:
    assert (Limits().most, Limits().idle, Limits().expiry) == (inf, inf, inf)


class TestTaking:
    def test_opens_as_many_as_there_may_be(self) -> None:
        pool: Pool[Connection] = Pool(Limits(most=3), Connection.close)
        assert pool.places == 0
        for places in (1, 2, 3):
            ticket = taken(pool)
            assert (ticket.granted, ticket.connection, pool.places) == (True, None, places)
        assert pool.take() is None
        assert pool.places == 3

    def test_uses_the_one_that_was_used_last(self) -> None:
        pool: Pool[Connection] = Pool(Limits(most=3), Connection.close)
        first, second = Connection(), Connection()
        taken(pool)
        taken(pool)
        for connection in (first, second):
            pool.give_back(connection)
        ticket = taken(pool)
        assert (ticket.connection, ticket.granted) == (second, True)
        assert taken(pool).connection is first
        assert (pool.places, pool.idle) == (2, 0)

    def test_passes_over_those_that_are_stale(self) -> None:
        pool: Pool[Connection] = Pool(Limits(most=4), Connection.close)
        good, *bad = [Connection(), Connection(), Connection()]
        for _ in range(3):
            taken(pool)
        for connection in (good, *bad):
            pool.give_back(connection)
        for connection in bad:
            connection.stale = True
        assert taken(pool).connection is good
        assert [connection.closed for connection in (good, *bad)] == [0, 1, 1]
        assert (pool.places, pool.idle) == (1, 0)


class TestWaiting:
    def test_is_in_line(self) -> None:
        pool: Pool[Connection] = Pool(Limits(most=2), Connection.close)
        taken(pool)
        taken(pool)
        woken: list[int] = []
        tickets = [pool.wait(lambda n=n: woken.append(n)) for n in range(4)]  # type: ignore[misc]
        assert [ticket.granted for ticket in tickets] == [False] * 4
        assert pool.waiting == 4
        connection = Connection()
        pool.give_back(connection)
        pool.vacate()
        assert woken == [0, 1]
        assert [ticket.granted for ticket in tickets] == [True, True, False, False]
        assert [ticket.connection for ticket in tickets[:2]] == [connection, None]
        pool.withdraw(tickets[2])
        assert (pool.waiting, pool.places) == (1, 2)
        pool.withdraw(tickets[1])  # its turn goes to the next
        assert woken == [0, 1, 3]
        pool.withdraw(tickets[3])
        assert (pool.places, pool.idle) == (1, 0)
        pool.withdraw(tickets[0])
        assert (pool.places, pool.idle, connection.closed) == (1, 1, 0)
        assert taken(pool).connection is connection

    def test_is_not_for_a_connection_that_is_stale(self) -> None:
        pool: Pool[Connection] = Pool(Limits(most=1), Connection.close)
        taken(pool)
        ticket = pool.wait(lambda: None)
        stale = Connection(stale=True)
        pool.give_back(stale)
        assert (ticket.granted, ticket.connection, stale.closed) == (True, None, 1)
        assert (pool.places, pool.idle, pool.waiting) == (1, 0, 0)


class TestKeeping:
    def test_is_for_as_many_as_may_be_idle(self) -> None:
        pool: Pool[Connection] = Pool(Limits(idle=2), Connection.close)
        connections = [Connection() for _ in range(3)]
        for _ in connections:
            taken(pool)
        for connection in connections:
            pool.give_back(connection)
        assert [connection.closed for connection in connections] == [1, 0, 0]
        assert (pool.places, pool.idle) == (2, 2)

    def test_ends_in_time(self) -> None:
        watch = Watch()
        pool: Pool[Connection] = Pool(Limits(expiry=5.0), Connection.close, watch)
        early, late = Connection(), Connection()
        taken(pool)
        taken(pool)
        pool.give_back(early)
        watch.seconds += 4.0
        pool.give_back(late)
        watch.seconds += 1.0
        assert taken(pool).connection is late
        assert (early.closed, late.closed, pool.places) == (1, 0, 1)
        pool.give_back(late)
        watch.seconds += 4.9
        assert taken(pool).connection is late

    def test_looks_at_the_time_when_one_comes_back(self) -> None:
        watch = Watch()
        pool: Pool[Connection] = Pool(Limits(expiry=5.0), Connection.close, watch)
        early, late = Connection(), Connection()
        taken(pool)
        taken(pool)
        pool.give_back(early)
        watch.seconds += 5.0
        pool.give_back(late)
        assert (early.closed, late.closed, pool.idle, pool.places) == (1, 0, 1, 1)

    def test_ends_when_the_pool_is_closed(self) -> None:
        pool: Pool[Connection] = Pool(Limits(), Connection.close)
        connections = [Connection() for _ in range(2)]
        for _ in range(3):
            taken(pool)
        for connection in connections:
            pool.give_back(connection)
        pool.close_idle()
        assert [connection.closed for connection in connections] == [1, 1]
        assert (pool.places, pool.idle) == (1, 0)
