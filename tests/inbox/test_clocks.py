"""Clocks are set, forward and back, and differ: nothing is lost, doubled or late by much."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ghxstship import ConfigurationError
from ghxstship.events import Event
from ghxstship.webhooks import Counts, Inbox, RetrySchedule
from ghxstship.webhooks.inbox.clock import SystemClock
from ghxstship.webhooks.inbox.store import Store

from .harness import NOW, SECRET, Clock, Place, deliver, effect, event

MakeInbox = Callable[..., Inbox[Any]]
HOUR = 3600.0


def drain(inbox: Inbox[Any]) -> int:
    return inbox.worker(lambda _: inbox.current.record(effect(inbox.current.key))).drain()


@pytest.mark.parametrize("jump", [-400 * 24 * HOUR, -HOUR, -61, -1, HOUR, 400 * 24 * HOUR])
class TestTheClockIsSet:
    def test_a_new_event_is_handled_at_once(
        self, inbox: Inbox[Any], clock: Clock, place: Place, jump: float
    ) -> None:
        deliver(inbox, event("before", resource="a", at=1))
        clock.advance(jump)
        deliver(inbox, event("after", resource="a", at=2), at=clock.now)
        assert drain(inbox) == 2
        assert place.effects() == ["after", "before"]

    def test_a_dead_worker_holds_nothing_for_longer(
        self, inbox: Inbox[Any], clock: Clock, place: Place, jump: float
    ) -> None:
        deliver(inbox, event("held", resource="a", at=1))
        dead = Store(place.database())
        assert dead.claim(now=NOW, lasting=60, max_attempts=9)
        dead.close()
        deliver(inbox, event("next", resource="a", at=2))
        clock.advance(jump)
        drain(inbox)
        clock.advance(2 * 60)
        drain(inbox)
        assert inbox.counts() == Counts(done=2)
        assert place.effects() == ["held", "next"]

    def test_a_living_worker_has_one_effect(
        self, inbox: Inbox[Any], make_inbox: MakeInbox, clock: Clock, place: Place, jump: float
    ) -> None:
        """Another may take its event, and then only the other's counts."""
        other = make_inbox()

        def handle(_: Event) -> None:
            clock.advance(jump)
            drain(other)
            inbox.current.record(effect(inbox.current.key))

        deliver(inbox, event("idem_1", resource="a", at=1))
        inbox.worker(handle).drain()
        assert (place.effects(), inbox.counts()) == (["idem_1"], Counts(done=1))

    def test_a_retry_comes_within_twice_its_wait(
        self, make_inbox: MakeInbox, clock: Clock, place: Place, jump: float
    ) -> None:
        inbox = make_inbox(retry=RetrySchedule(initial_delay=100))

        def fail(_: Event) -> None:
            raise ValueError("no")

        deliver(inbox, event("idem_1"))
        inbox.worker(fail).drain()
        clock.advance(jump)
        drain(inbox)
        clock.advance(200)
        drain(inbox)
        assert place.effects() == ["idem_1"]

    def test_a_dead_letter_that_is_retried_is_handled_at_once(
        self, make_inbox: MakeInbox, clock: Clock, place: Place, jump: float
    ) -> None:
        inbox = make_inbox(retry=RetrySchedule(1))

        def fail(_: Event) -> None:
            raise ValueError("no")

        deliver(inbox, event("idem_1"))
        inbox.worker(fail).drain()
        inbox.retry("idem_1")
        clock.advance(jump)
        assert drain(inbox) == 1


def test_what_was_noted_before_does_not_starve(
    inbox: Inbox[Any], clock: Clock, place: Place
) -> None:
    """After the clock was set back there may be new events without end: the old ones come first."""
    deliver(inbox, event("old"))
    clock.advance(-HOUR)
    deliver(inbox, event("new"), at=clock.now)
    handled: list[str] = []
    inbox.worker(lambda _: handled.append(inbox.current.key)).drain()
    assert handled == ["old", "new"]


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    differences=st.tuples(*2 * [st.floats(-2 * HOUR, 2 * HOUR)]),
    jumps=st.lists(st.floats(-2 * HOUR, 2 * HOUR), max_size=5),
    fails=st.booleans(),
)
def test_two_workers_with_any_clocks_have_one_effect_each(
    ground: Place,
    names: Callable[[], str],
    differences: tuple[float, float],
    jumps: list[float],
    fails: bool,
) -> None:
    place = ground.fresh(names())
    clocks = [Clock(NOW + difference, chance=0.5) for difference in differences]
    retry = RetrySchedule(max_attempts=99, initial_delay=1, max_delay=1)
    first, second = (
        Inbox(place.database(), SECRET, clock=clock, retry=retry, tolerance=1e9) for clock in clocks
    )
    for number in range(4):
        body = event(f"idem_{number}", resource="a" if number % 2 else None, at=number)
        deliver((first, second)[number % 2], body, at=clocks[number % 2].now)

    def handle(_: Event) -> None:
        if jumps:
            clocks[0].advance(jumps.pop())
            drain(second)
        if fails and first.current.attempt == 1:
            raise ValueError("no")
        first.current.record(effect(first.current.key))

    for _ in range(3):
        first.worker(handle).drain()
        drain(second)
        for clock in clocks:
            clock.advance(2 * 60)  # as long as anything may wait
    assert place.effects() == [f"idem_{number}" for number in range(4)]
    assert first.counts() == Counts(done=4)
    first.close()
    second.close()


def test_the_clock_of_postgresql_counts(server: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Receivers and workers on several machines need not agree on the time."""
    place = server.fresh("clocks")
    machine = Clock(NOW - HOUR)  # long before the server's own time
    monkeypatch.setattr(SystemClock, "time", staticmethod(machine.time))
    with Inbox(place.database(), SECRET) as slow, Inbox(place.database(), SECRET) as fast:
        deliver(slow, event("idem_1", resource="a", at=1), at=machine.now)
        handled: list[str] = []

        def handle(_: Event) -> None:
            machine.advance(HOUR)
            assert drain(fast) == 0  # the lease is not over
            machine.advance(-HOUR)
            handled.append(slow.current.key)

        assert slow.worker(handle).drain() == 1
        ((server_time, received),) = place.execute(
            "SELECT EXTRACT(EPOCH FROM clock_timestamp())::float8, received"
            " FROM webhook_inbox_events"
        )
    assert handled == ["idem_1"]
    assert abs(server_time - received) < HOUR


def test_the_machines_clock_counts_for_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SystemClock, "time", staticmethod(lambda: NOW))
    place = Place("sqlite", str(tmp_path / "inbox.db"))
    with Inbox(place.database(), SECRET) as inbox:
        deliver(inbox, event("idem_1"))
    assert place.execute("SELECT received, due FROM webhook_inbox_events") == [(NOW, NOW)]


def test_an_injected_clock_is_asked_alone(place: Place) -> None:
    with Inbox(place.database(), SECRET, clock=Clock(NOW)) as inbox:
        deliver(inbox, event("idem_1"))
    assert place.execute("SELECT received, due FROM webhook_inbox_events") == [(NOW, NOW)]


VERSION_1 = """
    CREATE TABLE webhook_inbox_events (
        seq {serial}, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, resource TEXT,
        happened DOUBLE PRECISION, received DOUBLE PRECISION NOT NULL, body {binary} NOT NULL,
        state TEXT NOT NULL, attempts INTEGER NOT NULL, due DOUBLE PRECISION NOT NULL,
        lease TEXT, error TEXT, settled DOUBLE PRECISION
    );
    CREATE INDEX webhook_inbox_events_due ON webhook_inbox_events (due, seq)
    WHERE state = 'waiting';
    CREATE INDEX webhook_inbox_events_settled ON webhook_inbox_events (state, settled)
    WHERE state <> 'waiting';
    CREATE TABLE webhook_inbox_resources (
        resource TEXT PRIMARY KEY, newest DOUBLE PRECISION, due DOUBLE PRECISION NOT NULL,
        lease TEXT
    );
    CREATE TABLE webhook_inbox_version (version INTEGER NOT NULL);
    INSERT INTO webhook_inbox_version (version) VALUES (1);
    INSERT INTO webhook_inbox_events
        (key, name, resource, received, body, state, attempts, due, lease)
    VALUES ('waiting', 'x.y', NULL, {now}, {body}, 'waiting', 0, {now}, NULL),
        ('leased', 'x.y', 'x:a', {now}, {body}, 'waiting', 1, {now} + 60, 'token'),
        ('done', 'x.y', 'x:a', {now}, {body}, 'done', 1, {now}, NULL);
    INSERT INTO webhook_inbox_resources (resource, due, lease) VALUES ('x:a', {now} + 60, 'token')
"""


def test_tables_of_the_first_release_are_upgraded(
    place: Place, make_inbox: MakeInbox, clock: Clock
) -> None:
    body = event("x")
    literal = f"x'{body.hex()}'" if place.kind == "sqlite" else f"'\\x{body.hex()}'::bytea"
    dialect = place.database().dialect
    for statement in VERSION_1.split(";"):
        place.execute(
            statement.format(serial=dialect.serial, binary=dialect.binary, now=NOW, body=literal)
        )
    inbox = make_inbox()
    assert inbox.counts() == Counts(waiting=2, done=1)
    assert drain(inbox) == 1
    clock.advance(60)
    assert drain(make_inbox()) == 1
    assert place.effects() == ["leased", "waiting"]
    assert place.execute("SELECT version FROM webhook_inbox_version") == [(2,)]
    # A process of the first release that still runs notes events without what it does not know.
    place.execute(
        "INSERT INTO webhook_inbox_events (key, name, received, body, state, attempts, due)"
        f" VALUES ('late', 'x.y', {NOW}, {literal}, 'waiting', 0, {NOW})"
    )
    assert drain(inbox) == 1


class Odd(float):
    """A number that says it is another."""

    def __float__(self) -> float:
        return math.nan


NO_TIMES = [math.nan, math.inf, -math.inf, -62135596801, 253402300800, 1e15, 10**400, True, "1"]
NO_CHANCES = [math.nan, -0.1, 1.1, math.inf, "0.5", False, 10**400]
NOTHINGS = [None, b"1", [1.0], Decimal("0.5"), datetime.fromtimestamp(NOW, UTC)]


class TestAClockThatAnswersNonsense:
    @pytest.mark.parametrize("answer", [*NO_TIMES, *NOTHINGS], ids=repr)
    def test_of_the_time_is_told(self, place: Place, answer: Any) -> None:
        clock = Clock(NOW)
        with Inbox(place.database(), SECRET, clock=clock) as inbox:
            deliver(inbox, event("idem_1"))
            clock.now = answer
            with pytest.raises(ConfigurationError, match=r"^clock\.time\(\) must be a number"):
                deliver(inbox, event("idem_2"), at=NOW)
            with pytest.raises(ConfigurationError, match=r"^clock\.time\(\) must be a number"):
                drain(inbox)
            clock.now = NOW
            assert drain(inbox) == 1
            assert inbox.counts() == Counts(done=1)

    @pytest.mark.parametrize("answer", [*NO_CHANCES, *NOTHINGS], ids=repr)
    def test_of_chance_is_told(self, place: Place, answer: Any) -> None:
        clock = Clock(NOW, chance=answer)

        def fail(_: Event) -> None:
            raise ValueError("no")

        with Inbox(place.database(), SECRET, clock=clock) as inbox:
            deliver(inbox, event("idem_1"))
            with pytest.raises(ConfigurationError, match=r"^clock\.random\(\) must be a number"):
                inbox.worker(fail).drain()
            clock.chance = 0.5
            clock.advance(HOUR)
            assert drain(inbox) == 1

    @pytest.mark.parametrize("seconds", [0, NOW, 253402300799])
    def test_of_any_year_of_a_datetime_is_a_moment(self, place: Place, seconds: float) -> None:
        clock = Clock(Odd(seconds))

        def fail(_: Event) -> None:
            raise ValueError("no")

        retry = RetrySchedule(1)
        with Inbox(place.database(), SECRET, clock=clock, retry=retry) as inbox:
            deliver(inbox, event("idem_1"), at=seconds)
            inbox.worker(fail).drain()
            (dead,) = inbox.dead_letters()
            assert dead.received_at.timestamp() == seconds

    @pytest.mark.parametrize("clock", [1j, 7, "now", Clock, SystemClock], ids=repr)
    def test_and_what_is_no_clock_is_told(self, place: Place, clock: Any) -> None:
        with pytest.raises(ConfigurationError, match="clock must be an object with a method"):
            Inbox(place.database(), SECRET, clock=clock)
