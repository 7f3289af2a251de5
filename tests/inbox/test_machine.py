"""Any sequence of steps: nothing is lost, nothing is done twice, and a model says what is where.

The default run is short and the same every time. `LONG=1` (`nox -s inbox`) runs at length from a
random seed, which is printed with a failure; `SEED=n LONG=1` runs from that seed again.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any, cast

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ghxstship.webhooks.inbox.database import Database
from ghxstship.webhooks.inbox.envelope import Envelope, read_envelope, resource_of
from ghxstship.webhooks.inbox.records import Lease
from ghxstship.webhooks.inbox.store import Store

from ..patience import PATIENCE
from .harness import NOW, Place, effect, event

LONG = bool(os.environ.get("LONG"))
LEASE = 60.0
MAX_ATTEMPTS = 3
# Two resources with four events each, the later delivered ones older, and two events of none.
BODIES = {
    **{f"a{n}": event(f"a{n}", resource="a", at=9 - n) for n in range(4)},
    **{f"b{n}": event(f"b{n}", resource="b", at=n) for n in range(4)},
    **{f"none{n}": event(f"none{n}", at=5) for n in range(2)},
}
ENVELOPES: dict[str, Envelope] = {
    key: read_envelope(body, resource_of) for key, body in BODIES.items()
}
who = st.integers(0, 2)


LONGEST_WAIT = 90.0


@dataclass(frozen=True)
class Wait:
    """How long something is not to be had: a while that one clock measured."""

    begun: float = 0.0
    seconds: float = 0.0

    @property
    def due(self) -> float:
        return self.begun + self.seconds

    def lasts(self, now: float) -> bool:
        """Whether it goes on, for a clock that may have been set, or is another.

        One that shows less than it could by any tolerable difference was set back.
        """
        return abs(now - self.begun) <= self.seconds and now != self.due


@dataclass
class Stored:
    """What there should be of one event."""

    key: str
    order: int
    wait: Wait
    state: str = "waiting"
    attempts: int = 0
    holder: str | None = None
    effects: int = 0


@dataclass
class Resource:
    """What there should be of one resource."""

    holder: str | None = None
    wait: Wait = Wait()
    newest: float | None = None


class Model:
    """What an inbox promises, in memory."""

    def __init__(self, latest_only: bool) -> None:
        self.latest_only = latest_only
        self.events: dict[str, Stored] = {}
        self.resources = {"thing:a": Resource(), "thing:b": Resource()}

    def accept(self, key: str, now: float) -> bool:
        if key in self.events:
            return False
        self.events[key] = Stored(key, len(self.events), Wait(now))
        return True

    def claim(self, now: float) -> Stored | None:
        """Settle what a claim settles on its way; the event to be handed out next."""
        while stored := self.first_due(now):
            resource = self.resource(stored.key)
            if stored.attempts == MAX_ATTEMPTS:
                stored.state = "dead"
            elif self.is_outdated(stored.key):
                stored.state = "superseded"
            else:
                return stored
            # Whoever had the event or its resource before has lost it.
            stored.holder = None
            if resource is not None:
                resource.holder, resource.wait = None, Wait()
        return None

    def first_due(self, now: float) -> Stored | None:
        """What was noted by a clock that was set back since comes first, else it could starve."""
        due = [
            stored
            for stored in self.events.values()
            if stored.state == "waiting"
            and not stored.wait.lasts(now)
            and not self.is_busy(stored.key, now)
        ]
        return min(
            due,
            key=lambda stored: (stored.wait.due <= now, stored.wait.due, stored.order),
            default=None,
        )

    def resource(self, key: str) -> Resource | None:
        name = ENVELOPES[key].resource
        return None if name is None else self.resources[name]

    def is_busy(self, key: str, now: float) -> bool:
        resource = self.resource(key)
        return resource is not None and resource.wait.lasts(now)

    def is_outdated(self, key: str) -> bool:
        resource, happened = self.resource(key), ENVELOPES[key].happened
        if not self.latest_only or resource is None or resource.newest is None:
            return False
        assert happened is not None
        return happened < resource.newest

    def hold(self, stored: Stored, token: str, now: float) -> None:
        stored.holder, stored.wait = token, Wait(now, LEASE)
        resource = self.resource(stored.key)
        if resource is not None:
            resource.holder, resource.wait = token, stored.wait

    def holds(self, lease: Lease) -> bool:
        resource = self.resource(lease.key)
        return self.events[lease.key].holder == lease.token and (
            resource is None or resource.holder == lease.token
        )

    def release(self, lease: Lease, state: str = "waiting") -> Stored:
        stored, resource = self.events[lease.key], self.resource(lease.key)
        stored.state, stored.holder = state, None
        if resource is not None:
            resource.holder, resource.wait = None, Wait()
        return stored

    def complete(self, lease: Lease) -> bool:
        """Note that an event was handled; whether its effect counts."""
        if self.is_outdated(lease.key):
            self.release(lease, "superseded")
            return False
        self.release(lease, "done").effects += 1
        resource = self.resource(lease.key)
        if resource is not None and lease.happened is not None:
            resource.newest = max(resource.newest or lease.happened, lease.happened)
        return True


class InboxMachine(RuleBasedStateMachine):
    """Three workers, of which any may stop in any moment, on one store."""

    leases = Bundle("leases")

    def __init__(self, place: Place, latest_only: bool, fast: tuple[float, float, float]) -> None:
        super().__init__()
        self.fast = fast
        """By how many seconds each worker's clock is fast."""
        self.place = place
        self.stores: list[Store[Any]] = []
        self.latest_only = latest_only
        self.now = NOW
        self.model = Model(latest_only)
        self.working: dict[str, tuple[Lease, Wait]] = {}
        """Who was told that it holds which lease, and until when."""

    @initialize()
    def begin(self) -> None:
        self.stores = [
            Store(database, latest_only=self.latest_only) for database in self.databases()
        ]
        self.stores[0].counts()
        with self.stores[0].database.transaction(timeout=PATIENCE) as transaction:
            for table in ("effects", "webhook_inbox_events", "webhook_inbox_resources"):
                transaction.run(f"DELETE FROM {table}")

    def databases(self) -> list[Database[Any]]:
        """One for each worker."""
        return [self.place.database() for _ in range(3)]

    def at(self, who: int) -> float:
        """What a worker's clock shows."""
        return self.now + self.fast[who]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.stores[0].database.transaction(timeout=PATIENCE) as transaction:
            return transaction.rows(query)

    def effects(self) -> list[str]:
        return [key for (key,) in self.rows("SELECT key FROM effects")]

    def teardown(self) -> None:
        if self.stores:
            self.finish()
        for store in self.stores:
            store.close()

    def finish(self) -> None:
        """Let the leases run out and a worker do what is left: now all has been handled once."""
        self.now += 2 * LONGEST_WAIT
        store = self.stores[0]
        while lease := store.claim(now=self.now, lasting=LEASE, max_attempts=99):
            assert store.complete(lease, [effect(lease.key)], now=self.now)
        counts = store.counts()
        assert counts.waiting == 0
        settled = counts.done + counts.superseded + counts.dead + counts.discarded
        assert settled == len(self.model.events)
        effects = self.effects()
        assert len(effects) == len(set(effects)) == counts.done
        self.effects_are_in_order(effects)

    def effects_are_in_order(self, effects: list[str]) -> None:
        """Where the latest counts, no effect of a resource is older than the one before."""
        if not self.latest_only or self.place.kind != "sqlite":
            return  # of rows, only SQLite has an order
        for resource in self.model.resources:
            moments = [
                ENVELOPES[key].happened for key in effects if ENVELOPES[key].resource == resource
            ]
            assert moments == sorted(moments, key=lambda moment: moment or 0)

    @rule(keys=st.lists(st.sampled_from(sorted(BODIES)), min_size=1, max_size=4), who=who)
    def accept(self, keys: list[str], who: int) -> None:
        for key in keys:
            accepted = self.stores[who].accept(ENVELOPES[key], BODIES[key], now=self.at(who))
            assert accepted == (self.model.accept(key, self.at(who)), True)

    @rule(target=leases, who=who)
    def claim(self, who: int) -> Any:
        return self.claimed(who)

    @rule(target=leases, who=who)
    def claim_when_the_leases_ran_out(self, who: int) -> Any:
        self.now += LEASE
        return self.claimed(who)

    def claimed(self, who: int) -> Any:
        now = self.at(who)
        lease = self.stores[who].claim(now=now, lasting=LEASE, max_attempts=MAX_ATTEMPTS)
        expected = self.model.claim(now)
        if lease is None or expected is None:
            assert (lease, expected) == (None, None)
            return cast("Any", multiple())
        expected.attempts += 1
        assert (lease.key, lease.attempt) == (expected.key, expected.attempts)
        resource = self.model.resource(lease.key)
        assert lease.newest == (resource and resource.newest)
        self.model.hold(expected, lease.token, now)
        self.working[lease.token] = (lease, Wait(now, LEASE))
        return lease

    def check(self, lease: Lease, held: bool) -> bool:
        """Whether a lease holds, and that the store said the same."""
        assert held == self.model.holds(lease)
        return held

    def released(self, lease: Lease, held: bool, state: str = "waiting") -> Stored | None:
        if not self.check(lease, held):
            return None
        del self.working[lease.token]
        return self.model.release(lease, state)

    @rule(lease=leases, who=who)
    def extend(self, lease: Lease, who: int) -> None:
        now = self.at(who)
        if self.check(lease, self.stores[who].extend(lease, now=now, lasting=LEASE)):
            self.model.hold(self.model.events[lease.key], lease.token, now)
            self.working[lease.token] = (lease, Wait(now, LEASE))

    @rule(lease=leases, who=who)
    def complete(self, lease: Lease, who: int) -> None:
        if self.check(
            lease, self.stores[who].complete(lease, [effect(lease.key)], now=self.at(who))
        ):
            del self.working[lease.token]
            self.model.complete(lease)

    @rule(lease=leases, who=who)
    def fail_to_complete(self, lease: Lease, who: int) -> None:
        def fail(_: object) -> None:
            raise ValueError("half way")

        held = self.model.holds(lease)
        outdated = self.model.is_outdated(lease.key)
        try:
            done = self.stores[who].complete(lease, [effect("never"), fail], now=self.at(who))
        except ValueError:
            assert held
            assert not outdated
        else:
            assert done == (held and outdated)
            assert not held or outdated
            if done:
                self.released(lease, done, "superseded")

    @rule(lease=leases, wait=st.sampled_from([0.0, 30.0, LONGEST_WAIT]), who=who)
    def postpone(self, lease: Lease, wait: float, who: int) -> None:
        held = self.stores[who].postpone(lease, "it failed", now=self.at(who), wait=wait)
        if stored := self.released(lease, held):
            stored.wait = Wait(self.at(who), wait)

    @rule(lease=leases, who=who)
    def bury(self, lease: Lease, who: int) -> None:
        self.released(lease, self.stores[who].bury(lease, "it failed", now=self.at(who)), "dead")

    @rule(lease=leases, who=who)
    def hand_back(self, lease: Lease, who: int) -> None:
        if stored := self.released(lease, self.stores[who].hand_back(lease, now=self.at(who))):
            stored.wait = Wait(self.at(who))
            stored.attempts -= 1

    @rule(part=st.sampled_from([0.5, 1.0]))
    def pass_time(self, part: float) -> None:
        self.now += LEASE * part

    @rule(seconds=st.sampled_from([-3600.0, -LEASE, -1.0, 3600.0, 1e7, -1e7]))
    def set_the_clock(self, seconds: float) -> None:
        self.now += seconds

    @invariant()
    def nothing_waits_for_longer_than_twice_what_was_meant(self) -> None:
        if not self.stores:
            return
        waits = "SELECT due FROM webhook_inbox_{} WHERE since <= :now AND due > :now"
        with self.stores[0].database.transaction(timeout=PATIENCE) as transaction:
            for table, longest in (("events", LONGEST_WAIT), ("resources", LEASE)):
                for now in map(self.at, range(3)):
                    for (due,) in transaction.rows(waits.format(table), now=now):
                        assert due - now <= 2 * longest

    @rule(who=who)
    def forget_idle_resources(self, who: int) -> None:
        assert self.stores[who].prune(now=NOW, older_than=1e9) == 0  # no event is as old

    @precondition(lambda self: self.model.events)
    @rule(data=st.data(), action=st.sampled_from(["revive", "discard"]), who=who)
    def look_after_dead_letters(self, data: st.DataObject, action: str, who: int) -> None:
        key = data.draw(st.sampled_from(sorted(self.model.events)))
        stored = self.model.events[key]
        was = getattr(self.stores[who], action)(key, now=self.at(who))
        assert was == (stored.state == "dead")
        if was and action == "discard":
            stored.state = "discarded"
        elif was:
            stored.state, stored.attempts, stored.wait = "waiting", 0, Wait(self.at(who))

    @invariant()
    def nothing_is_lost_or_done_twice(self) -> None:
        if not self.stores:
            return
        expected = {key: stored.state for key, stored in self.model.events.items()}
        assert dict(self.rows("SELECT key, state FROM webhook_inbox_events")) == expected
        counts = self.stores[0].counts()
        for state, number in Counter(expected.values()).items():
            assert getattr(counts, state) == number
        effects = self.effects()
        assert Counter(effects) == {k: 1 for k, e in self.model.events.items() if e.effects}
        self.effects_are_in_order(effects)

    @invariant()
    def nobody_works_on_what_another_works_on(self) -> None:
        """Of those who were told that they hold a lease, by what they were told alone."""
        if any(self.fast):
            return  # they do not agree on when a lease ends: one effect is what is left of it
        alive = [lease for lease, wait in self.working.values() if wait.lasts(self.now)]
        keys = [lease.key for lease in alive]
        assert len(keys) == len(set(keys))
        resources = [lease.resource for lease in alive if lease.resource is not None]
        assert len(resources) == len(set(resources))


_numbers = count(1)


def check(
    ground: Place, latest_only: bool, fast: tuple[float, float, float] = (0.0, 0.0, 0.0)
) -> None:
    examples = 1000 if LONG else 40 if ground.kind == "sqlite" else 15
    place = ground.fresh(f"machine{next(_numbers)}")

    run_machine(lambda: InboxMachine(place, latest_only, fast), examples)


def run_machine(machine: Callable[[], InboxMachine], examples: int) -> None:
    """Run a machine on as many examples."""
    if LONG:
        chosen = int(os.environ.get("SEED") or random.SystemRandom().randrange(2**32))
        print(f"SEED={chosen}")
        seed(chosen)(machine)
    run_state_machine_as_test(
        cast("type[InboxMachine]", machine),
        settings=settings(
            max_examples=examples,
            stateful_step_count=50,
            deadline=None,
            derandomize=not LONG,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )


def test_any_sequence_of_steps(ground: Place) -> None:
    check(ground, latest_only=False)


def test_any_sequence_of_steps_where_the_latest_counts(ground: Place) -> None:
    check(ground, latest_only=True)


def test_any_sequence_of_steps_with_different_clocks(ground: Place) -> None:
    check(ground, latest_only=False, fast=(0.0, LEASE / 2, -3600.0))
