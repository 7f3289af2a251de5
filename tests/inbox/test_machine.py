"""Any sequence of steps: nothing is lost, nothing is done twice, and a model says what is where."""

from __future__ import annotations

import os
from collections import Counter
from itertools import count
from typing import Any, cast

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ghxstship.webhooks.inbox.envelope import read_envelope, resource_of
from ghxstship.webhooks.inbox.records import Lease
from ghxstship.webhooks.inbox.store import Store

from .harness import NOW, Place, effect, event

LEASE = 60.0
MAX_ATTEMPTS = 3
KEYS = [f"idem_{number}" for number in range(6)]
# Of two resources, and of none; each pair out of order.
BODIES = {
    key: event(key, resource=[None, "a", "b"][number % 3], at=9 - number)
    for number, key in enumerate(KEYS)
}


class Model:
    """What there should be of one event."""

    def __init__(self) -> None:
        self.state = "waiting"
        self.attempts = 0
        self.due = 0.0
        self.holder: str | None = None
        self.effects = 0


class InboxMachine(RuleBasedStateMachine):
    """Three workers, of which any may stop in any moment, on one store."""

    leases = Bundle("leases")

    def __init__(self, place: Place, latest_only: bool) -> None:
        super().__init__()
        self.place = place
        self.stores: list[Store[Any]] = []
        self.latest_only = latest_only
        self.now = NOW
        self.events: dict[str, Model] = {}
        self.newest: dict[str, float] = {}

    @initialize()
    def begin(self) -> None:
        self.stores = [Store(self.place.database(), latest_only=self.latest_only) for _ in range(3)]
        self.stores[0].counts()
        with self.stores[0].database.transaction() as transaction:
            for table in ("effects", "webhook_inbox_events", "webhook_inbox_resources"):
                transaction.run(f"DELETE FROM {table}")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.stores[0].database.transaction() as transaction:
            return transaction.rows(query)

    def effects(self) -> Counter[str]:
        return Counter(key for (key,) in self.rows("SELECT key FROM effects"))

    def teardown(self) -> None:
        if self.stores:
            self.finish()
        for store in self.stores:
            store.close()

    def finish(self) -> None:
        """Let the leases run out and a worker do what is left: now all has been handled once."""
        self.now += 1e6
        store = self.stores[0]
        while lease := store.claim(now=self.now, until=self.now + LEASE, max_attempts=99):
            assert store.complete(lease, [effect(lease.key)], now=self.now)
        counts = store.counts()
        assert counts.waiting == 0
        assert counts.done + counts.superseded + counts.dead + counts.discarded == len(self.events)
        effects = self.effects()
        assert set(effects.values()) <= {1}
        assert effects.total() == counts.done

    @rule(keys=st.lists(st.sampled_from(KEYS), min_size=1, max_size=3), who=st.integers(0, 2))
    def accept(self, keys: list[str], who: int) -> None:
        for key in keys:
            self.accept_one(key, who)

    def accept_one(self, key: str, who: int) -> None:
        envelope = read_envelope(BODIES[key], resource_of)
        accepted = self.stores[who].accept(envelope, BODIES[key], now=self.now)
        assert accepted == (key not in self.events, True)
        self.events.setdefault(key, Model())

    @rule(target=leases, who=st.integers(0, 2))
    def claim(self, who: int) -> Any:
        return self.claimed(who)

    @rule(target=leases, who=st.integers(0, 2))
    def claim_when_the_leases_ran_out(self, who: int) -> Any:
        self.now += LEASE
        return self.claimed(who)

    def claimed(self, who: int) -> Any:
        lease = self.stores[who].claim(
            now=self.now, until=self.now + LEASE, max_attempts=MAX_ATTEMPTS
        )
        self.settle_what_a_claim_settles()
        claimable = [key for key, model in self.events.items() if self.is_claimable(key, model)]
        if lease is None:
            assert claimable == []
            return cast("Any", multiple())
        assert lease.key in claimable
        model = self.events[lease.key]
        model.attempts += 1
        model.due = self.now + LEASE
        model.holder = lease.token
        assert lease.attempt == model.attempts
        assert lease.newest == self.newest.get(lease.resource or "")
        return lease

    def settle_what_a_claim_settles(self) -> None:
        """Learn from the store which events it gave up or passed over on its way, and check it."""
        rows = self.rows("SELECT key, state FROM webhook_inbox_events")
        for key, state in rows:
            model = self.events[key]
            if state == model.state:
                continue
            assert model.state == "waiting"
            assert model.due <= self.now
            if state == "dead":
                assert model.attempts == MAX_ATTEMPTS
            else:
                assert state == "superseded"
                assert self.is_outdated(key)
            model.state, model.holder = state, None

    def is_claimable(self, key: str, model: Model) -> bool:
        return (
            model.state == "waiting"
            and model.due <= self.now
            and model.attempts < MAX_ATTEMPTS
            and not self.is_outdated(key)
            and not self.is_busy(key)
        )

    def is_busy(self, key: str) -> bool:
        resource = read_envelope(BODIES[key], resource_of).resource
        return resource is not None and any(
            model.holder is not None and model.due > self.now
            for other, model in self.events.items()
            if read_envelope(BODIES[other], resource_of).resource == resource
        )

    def is_outdated(self, key: str) -> bool:
        envelope = read_envelope(BODIES[key], resource_of)
        newest = self.newest.get(envelope.resource or "")
        assert envelope.happened is not None
        return self.latest_only and newest is not None and envelope.happened < newest

    @rule(lease=leases, who=st.integers(0, 2))
    def complete(self, lease: Lease, who: int) -> None:
        held = self.stores[who].complete(lease, [effect(lease.key)], now=self.now)
        model = self.events[lease.key]
        assert held == (model.holder == lease.token)
        if held:
            model.state = "superseded" if self.is_outdated(lease.key) else "done"
            model.holder = None
        if held and model.state == "done":
            model.effects += 1
            if lease.resource is not None and lease.happened is not None:
                newest = self.newest.get(lease.resource, lease.happened)
                self.newest[lease.resource] = max(newest, lease.happened)

    @rule(lease=leases, who=st.integers(0, 2))
    def fail_to_complete(self, lease: Lease, who: int) -> None:
        def fail(_: object) -> None:
            raise ValueError("half way")

        held = self.events[lease.key].holder == lease.token
        try:
            done = self.stores[who].complete(lease, [effect("never"), fail], now=self.now)
        except ValueError:
            assert held
        else:
            assert done == held
            if held:
                assert self.is_outdated(lease.key)
                self.events[lease.key].state = "superseded"
                self.events[lease.key].holder = None

    @rule(lease=consumes(leases), wait=st.sampled_from([0.0, 30.0, 90.0]))
    def postpone(self, lease: Lease, wait: float) -> None:
        model = self.events[lease.key]
        held = self.stores[0].postpone(lease, "it failed", due=self.now + wait)
        assert held == (model.holder == lease.token)
        if held:
            model.holder, model.due = None, self.now + wait

    @rule(lease=consumes(leases))
    def bury(self, lease: Lease) -> None:
        model = self.events[lease.key]
        held = self.stores[0].bury(lease, "it failed", now=self.now)
        assert held == (model.holder == lease.token)
        if held:
            model.holder, model.state = None, "dead"

    @rule(lease=consumes(leases))
    def hand_back(self, lease: Lease) -> None:
        model = self.events[lease.key]
        held = self.stores[0].hand_back(lease, now=self.now)
        assert held == (model.holder == lease.token)
        if held:
            model.holder, model.due = None, self.now
            model.attempts -= 1

    @rule(lease=leases)
    def extend(self, lease: Lease) -> None:
        model = self.events[lease.key]
        # A worker whose lease ran out may find its resource with another event's worker.
        if model.due <= self.now and self.is_busy(lease.key):
            return
        held = self.stores[0].extend(lease, until=self.now + LEASE)
        assert held == (model.holder == lease.token)
        if held:
            model.due = self.now + LEASE

    @rule()
    def pass_time(self) -> None:
        self.now += LEASE / 2

    @precondition(lambda self: self.events)
    @rule(data=st.data(), action=st.sampled_from(["revive", "discard"]))
    def look_after_dead_letters(self, data: st.DataObject, action: str) -> None:
        key = data.draw(st.sampled_from(sorted(self.events)))
        model = self.events[key]
        was = getattr(self.stores[0], action)(key, now=self.now)
        assert was == (model.state == "dead")
        if was and action == "discard":
            model.state = "discarded"
        elif was:
            model.state, model.attempts, model.due = "waiting", 0, self.now

    @invariant()
    def nothing_is_lost_or_done_twice(self) -> None:
        if not self.stores:
            return
        expected = Counter(model.state for model in self.events.values())
        counts = self.stores[0].counts()
        for state in ("waiting", "done", "superseded", "dead", "discarded"):
            assert getattr(counts, state) == expected[state], state
        effects = self.effects()
        assert effects == Counter({k: m.effects for k, m in self.events.items() if m.effects})
        assert set(effects.values()) <= {1}


_numbers = count(1)


def check(ground: Place, latest_only: bool) -> None:
    examples = 1000 if os.environ.get("LONG") else 40 if ground.kind == "sqlite" else 15
    place = ground.fresh(f"machine{next(_numbers)}")
    run_state_machine_as_test(
        cast("type[InboxMachine]", lambda: InboxMachine(place, latest_only)),
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )


def test_any_sequence_of_steps(ground: Place) -> None:
    check(ground, latest_only=False)


def test_any_sequence_of_steps_where_the_latest_counts(ground: Place) -> None:
    check(ground, latest_only=True)
