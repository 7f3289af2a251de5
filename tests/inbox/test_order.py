"""Deliveries out of order: seen, and with `latest_only` ignored; on both databases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ghxstship.events import Event
from ghxstship.webhooks import Counts, Inbox
from ghxstship.webhooks.inbox.store import Store

from .harness import NOW, Clock, Place, deliver, effect, event

MakeInbox = Callable[..., Inbox[Any]]


class Mirror:
    """Notes what it is given, and whether that is old."""

    def __init__(self, inbox: Inbox[Any]) -> None:
        self.inbox = inbox
        self.seen: list[tuple[str, bool]] = []

    def __call__(self, _: Event) -> None:
        current = self.inbox.current
        self.seen.append((current.key, current.is_out_of_order))
        current.record(effect(current.key))


def test_an_older_event_is_seen_to_be_older(inbox: Inbox[Any]) -> None:
    mirror = Mirror(inbox)
    for key, resource, at in [("a2", "a", 2), ("a1", "a", 1), ("b1", "b", 1), ("a3", "a", 3)]:
        deliver(inbox, event(key, resource=resource, at=at))
    inbox.worker(mirror).drain()
    assert mirror.seen == [("a2", False), ("a1", True), ("b1", False), ("a3", False)]
    assert inbox.counts() == Counts(done=4)


def test_an_older_event_does_not_set_the_clock_back(inbox: Inbox[Any]) -> None:
    mirror = Mirror(inbox)
    for key, at in [("a3", 3), ("a1", 1), ("a2", 2)]:
        deliver(inbox, event(key, resource="a", at=at))
    inbox.worker(mirror).drain()
    assert mirror.seen == [("a3", False), ("a1", True), ("a2", True)]


def test_a_microsecond_makes_a_difference(inbox: Inbox[Any]) -> None:
    mirror = Mirror(inbox)
    for key, at in [("later", 1.000002), ("earlier", 1.000001)]:
        deliver(inbox, event(key, resource="a", at=at))
    inbox.worker(mirror).drain()
    assert mirror.seen == [("later", False), ("earlier", True)]


class TestLatestOnly:
    def test_passes_an_older_event_over(self, make_inbox: MakeInbox, place: Place) -> None:
        inbox = make_inbox(latest_only=True)
        mirror = Mirror(inbox)
        for key, at in [("a2", 2), ("a1", 1), ("a3", 3)]:
            deliver(inbox, event(key, resource="a", at=at))
        assert inbox.worker(mirror).drain() == 2
        assert place.effects() == ["a2", "a3"]
        assert inbox.counts() == Counts(done=2, superseded=1)
        assert not deliver(inbox, event("a1", resource="a", at=1))

    def test_keeps_what_happened_at_the_same_moment(self, make_inbox: MakeInbox) -> None:
        inbox = make_inbox(latest_only=True)
        mirror = Mirror(inbox)
        for name in ("deal.updated", "deal.won"):
            deliver(inbox, event(name, name=name.replace("deal", "thing"), resource="a", at=1))
        inbox.worker(mirror).drain()
        assert [key for key, _ in mirror.seen] == ["deal.updated", "deal.won"]

    def test_keeps_what_tells_of_nothing_or_of_no_moment(self, make_inbox: MakeInbox) -> None:
        inbox = make_inbox(latest_only=True)
        mirror = Mirror(inbox)
        deliver(inbox, event("new", resource="a", at=9))
        deliver(inbox, event("nothing", at=1))
        deliver(inbox, event("no moment", resource="a"))
        inbox.worker(mirror).drain()
        assert inbox.counts() == Counts(done=3)

    def test_does_not_compare_different_resources(self, make_inbox: MakeInbox) -> None:
        inbox = make_inbox(latest_only=True)
        deliver(inbox, event("1", resource="a", at=9))
        deliver(inbox, event("2", resource="b", at=1))
        deliver(inbox, event("3", resource="a", name="other.changed", at=1))
        inbox.worker(Mirror(inbox)).drain()
        assert inbox.counts() == Counts(done=3)

    def test_compares_by_a_resource_of_ones_own(self, make_inbox: MakeInbox) -> None:
        def resource(payload: Mapping[str, Any]) -> str | None:
            return None if payload["event"] == "deal.won" else "all"

        inbox = make_inbox(latest_only=True, resource=resource)
        deliver(inbox, event("1", name="thing.changed", at=9))
        deliver(inbox, event("2", name="other.changed", at=1))
        inbox.worker(Mirror(inbox)).drain()
        assert inbox.counts() == Counts(done=1, superseded=1)

    def test_a_failed_event_is_passed_over_once_a_newer_one_was_handled(
        self, make_inbox: MakeInbox, clock: Clock, place: Place
    ) -> None:
        inbox = make_inbox(latest_only=True)

        def handle(_: Event) -> None:
            if inbox.current.key == "old":
                raise ValueError("not now")
            inbox.current.record(effect(inbox.current.key))

        deliver(inbox, event("old", resource="a", at=1))
        deliver(inbox, event("new", resource="a", at=2))
        worker = inbox.worker(handle)
        assert worker.drain() == 2
        clock.advance(3600)
        assert worker.drain() == 0
        assert (place.effects(), inbox.counts()) == (["new"], Counts(done=1, superseded=1))

    def test_an_event_whose_lease_ran_out_writes_nothing_over_a_newer_one(
        self, make_inbox: MakeInbox, clock: Clock, place: Place
    ) -> None:
        """The old one is with a worker that sleeps; the new one comes and goes; it wakes up."""
        inbox, other = make_inbox(latest_only=True), make_inbox(latest_only=True)

        def sleep(_: Event) -> None:
            clock.advance(61)
            deliver(other, event("new", resource="a", at=2), at=clock.now)
            other.worker(other_handle).drain()
            inbox.current.record(effect("old"))

        def other_handle(_: Event) -> None:
            if other.current.key == "old":
                raise ValueError("leave it to the other")
            other.current.record(effect("new"))

        deliver(inbox, event("old", resource="a", at=1))
        inbox.worker(sleep).drain()
        assert place.effects() == ["new"]


class TestOneAtATime:
    def test_of_a_resource_one_event_is_handled_at_a_time(
        self, inbox: Inbox[Any], make_inbox: MakeInbox
    ) -> None:
        other = make_inbox()
        seen: list[str] = []

        def handle(_: Event) -> None:
            seen.append(f"begin {inbox.current.key}")
            if inbox.current.key == "a1":
                other.worker(lambda _: seen.append(other.current.key)).drain()
            seen.append(f"end {inbox.current.key}")

        for key, resource in [("a1", "a"), ("a2", "a"), ("b1", "b"), ("c1", None)]:
            deliver(inbox, event(key, resource=resource, at=1))
        inbox.worker(handle).drain()
        assert seen == ["begin a1", "b1", "c1", "end a1", "begin a2", "end a2"]

    def test_a_resource_is_free_again_after_a_failure(
        self, inbox: Inbox[Any], place: Place
    ) -> None:
        def handle(_: Event) -> None:
            if inbox.current.key == "a1":
                raise ValueError("no")
            inbox.current.record(effect(inbox.current.key))

        for key in ("a1", "a2"):
            deliver(inbox, event(key, resource="a", at=1))
        inbox.worker(handle).drain()
        assert place.effects() == ["a2"]

    def test_a_resource_is_free_again_when_its_worker_died(
        self, inbox: Inbox[Any], clock: Clock, place: Place
    ) -> None:
        for key in ("a1", "a2"):
            deliver(inbox, event(key, resource="a", at=1))

        # A worker that claims and is not heard of again.
        dead = Store(place.database())
        assert dead.claim(now=NOW, lasting=60, max_attempts=9)
        dead.close()
        worker = inbox.worker(Mirror(inbox))
        assert worker.drain() == 0
        clock.advance(60)
        assert worker.drain() == 2
        assert place.effects() == ["a1", "a2"]
