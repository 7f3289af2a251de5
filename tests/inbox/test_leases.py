"""What an expired, an extended and a lost lease do, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ghxstship.events import Event
from ghxstship.webhooks import Counts, Inbox, RetrySchedule
from ghxstship.webhooks.inbox.records import Lease
from ghxstship.webhooks.inbox.store import Store

from .harness import NOW, Clock, Place, deliver, effect, event

MakeInbox = Callable[..., Inbox[Any]]


def claim(store: Store[Any], now: float = NOW, lease: float = 60, attempts: int = 9) -> Lease:
    lease_or_none = store.claim(now=now, lasting=lease, max_attempts=attempts)
    assert lease_or_none is not None
    return lease_or_none


@pytest.fixture
def store(place: Place) -> Iterator[Store[Any]]:
    """The same inbox's record, to take one step at a time."""
    store = Store(place.database())
    yield store
    store.close()


def test_an_event_is_claimed_once(inbox: Inbox[Any], store: Store[Any]) -> None:
    deliver(inbox, event("idem_1", resource="a", at=1))
    lease = claim(store)
    assert (lease.key, lease.attempt, lease.resource) == ("idem_1", 1, "thing:a")
    assert store.claim(now=NOW, lasting=60, max_attempts=9) is None
    assert "body" not in repr(lease)


def test_an_expired_lease_is_anothers_to_have(
    inbox: Inbox[Any], store: Store[Any], place: Place
) -> None:
    deliver(inbox, event("idem_1", resource="a", at=1))
    first = claim(store)
    assert store.claim(now=NOW + 59.9, lasting=40, max_attempts=9) is None
    second = claim(store, NOW + 60)
    assert second.attempt == 2
    assert not store.complete(first, [effect("first")], now=NOW + 61)
    assert not store.postpone(first, "x", now=NOW, wait=0)
    assert not store.bury(first, "x", now=NOW)
    assert not store.hand_back(first, now=NOW)
    assert not store.extend(first, now=NOW, lasting=999)
    assert store.complete(second, [effect("second")], now=NOW + 62)
    assert not store.complete(second, [effect("again")], now=NOW + 62)
    assert (place.effects(), inbox.counts()) == (["second"], Counts(done=1))


STEPS: dict[str, Callable[[Store[Any], Lease], bool]] = {
    "extend": lambda store, lease: store.extend(lease, now=NOW, lasting=999),
    "complete": lambda store, lease: store.complete(lease, [effect("late")], now=NOW + 61),
    "postpone": lambda store, lease: store.postpone(lease, "late", now=NOW, wait=999),
    "bury": lambda store, lease: store.bury(lease, "late", now=NOW + 61),
    "hand_back": lambda store, lease: store.hand_back(lease, now=NOW + 61),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_lease_is_lost_with_its_resource(
    inbox: Inbox[Any], store: Store[Any], place: Place, name: str
) -> None:
    """Two workers must not have two events of one resource at once."""
    deliver(inbox, event("a1", resource="a", at=1))
    deliver(inbox, event("a2", resource="a", at=2))
    first = claim(store)
    second = claim(store, NOW + 60)
    assert (first.key, second.key) == ("a1", "a2")
    before = place.execute("SELECT * FROM webhook_inbox_events ORDER BY seq")
    assert not STEPS[name](store, first)
    assert place.execute("SELECT * FROM webhook_inbox_events ORDER BY seq") == before
    assert store.claim(now=NOW + 61, lasting=60, max_attempts=9) is None
    assert store.complete(second, [effect("a2")], now=NOW + 62)
    third = claim(store, NOW + 63)
    assert (third.key, third.attempt) == ("a1", 2)
    assert store.complete(third, [effect("a1")], now=NOW + 64)
    assert place.effects() == ["a1", "a2"]


@pytest.mark.parametrize("name", STEPS)
def test_a_lease_is_lost_when_its_resource_was_free_meanwhile(
    inbox: Inbox[Any], store: Store[Any], name: str
) -> None:
    deliver(inbox, event("a1", resource="a", at=1))
    deliver(inbox, event("a2", resource="a", at=2))
    first = claim(store)
    assert store.complete(claim(store, NOW + 60), now=NOW + 60)
    assert not STEPS[name](store, first)
    assert claim(store, NOW + 61).key == "a1"


def test_a_lease_that_ran_out_outlives_pruning(inbox: Inbox[Any], store: Store[Any]) -> None:
    deliver(inbox, event("a1", resource="a", at=1))
    lease = claim(store)
    store.prune(now=NOW + 999, older_than=0)
    assert store.extend(lease, now=NOW, lasting=999)
    assert store.complete(lease, now=NOW + 999)


def test_a_worker_that_is_late_may_finish_what_nobody_else_took(
    inbox: Inbox[Any], store: Store[Any], place: Place
) -> None:
    deliver(inbox, event("idem_1"))
    lease = claim(store)
    assert store.complete(lease, [effect("late")], now=NOW + 3600)
    assert place.effects() == ["late"]


def test_an_extended_lease_is_kept_with_its_resource(inbox: Inbox[Any], store: Store[Any]) -> None:
    deliver(inbox, event("a1", resource="a", at=1))
    deliver(inbox, event("a2", resource="a", at=2))
    lease = claim(store)
    assert store.extend(lease, now=NOW, lasting=120)
    assert store.claim(now=NOW + 119, lasting=999, max_attempts=9) is None
    assert claim(store, NOW + 120).resource == "thing:a"


def test_what_is_handed_back_was_not_an_attempt(inbox: Inbox[Any], store: Store[Any]) -> None:
    deliver(inbox, event("a1", resource="a", at=1))
    assert store.hand_back(claim(store), now=NOW)
    assert claim(store).attempt == 1


def test_an_event_that_kills_its_workers_is_given_up(
    make_inbox: MakeInbox, store: Store[Any], clock: Clock
) -> None:
    inbox = make_inbox(retry=RetrySchedule(max_attempts=3))
    deliver(inbox, event("poison", resource="a", at=1))
    for attempt in (1, 2, 3):
        assert claim(store, clock.now, attempts=3).attempt == attempt
        clock.advance(60)
    deliver(inbox, event("next", resource="a", at=2), at=clock.now)
    handled: list[str] = []
    inbox.worker(lambda _: handled.append(inbox.current.key)).drain()
    assert handled == ["next"]
    letter = inbox.dead_letter("poison")
    assert letter.attempts == 3
    assert letter.error == "attempt 3 ended with its worker: the lease ran out"


def test_a_worker_that_lost_its_lease_notes_nothing_and_says_so(
    inbox: Inbox[Any],
    make_inbox: MakeInbox,
    clock: Clock,
    place: Place,
    caplog: pytest.LogCaptureFixture,
) -> None:
    other = make_inbox()

    def oversleep(_: Event) -> None:
        clock.advance(61)
        other.worker(lambda _: other.current.record(effect("other"))).drain()
        inbox.current.record(effect("ours"))

    deliver(inbox, event("idem_1"))
    inbox.worker(oversleep).drain()
    assert place.effects() == ["other"]
    assert "idem_1 was handled for longer than its lease" in caplog.text


def test_an_effect_must_not_end_the_transaction(inbox: Inbox[Any], place: Place) -> None:
    """But if it does, what it wrote is with the note that it was written."""
    deliver(inbox, event("idem_1"))

    def commit(connection: Any) -> None:
        effect("once")(connection)
        connection.commit()

    worker = inbox.worker(lambda _: inbox.current.record(commit))
    worker.drain()
    worker.drain()
    assert (place.effects(), inbox.counts()) == (["once"], Counts(done=1))
