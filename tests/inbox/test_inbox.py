"""Accepting, handling, failing and giving up, on both databases."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ghxstship import ConfigurationError, mismatches
from ghxstship.events import DealWon, Event, UnknownEvent
from ghxstship.webhooks import (
    Counts,
    FailedAttempt,
    Inbox,
    InboxError,
    RetrySchedule,
    WebhookRouter,
    WebhookVerificationError,
    construct_event,
    sign_webhook,
)
from ghxstship.webhooks.inbox.steps import MAX_ERROR_LENGTH

from .harness import HEADER, NOW, SECRET, Clock, Place, deliver, effect, event

MakeInbox = Callable[..., Inbox[Any]]


class Handler:
    """Records an effect for each event, and fails as often as it is told to."""

    def __init__(
        self, inbox: Inbox[Any], failures: int = 0, message: str = "the other side is down"
    ) -> None:
        self.inbox = inbox
        self.message = message
        self.failures = failures
        self.calls: list[str] = []

    def __call__(self, _: Event) -> None:
        key = self.inbox.current.key
        self.calls.append(key)
        self.inbox.current.record(effect(key))
        if self.failures:
            self.failures -= 1
            raise ValueError(self.message)


class TestAccept:
    def test_stores_an_event_once(self, inbox: Inbox[Any]) -> None:
        body = event("idem_1")
        assert deliver(inbox, body)
        assert not deliver(inbox, body)
        assert not deliver(inbox, body, at=NOW + 60)  # a redelivery is signed anew
        assert inbox.counts() == Counts(waiting=1)

    def test_knows_an_event_without_a_key_by_its_body(self, inbox: Inbox[Any]) -> None:
        assert deliver(inbox, event(at=1))
        assert not deliver(inbox, event(at=1), at=NOW + 60)
        assert deliver(inbox, event(at=2))
        assert inbox.counts().waiting == 2

    def test_of_a_key_with_another_body_warns_and_keeps_the_first(
        self, inbox: Inbox[Any], caplog: pytest.LogCaptureFixture
    ) -> None:
        deliver(inbox, event("idem_1", name="first"))
        assert not deliver(inbox, event("idem_1", name="second"))
        assert "idem_1 came again with another body" in caplog.text
        handled: list[str | None] = []
        inbox.worker(lambda event: handled.append(event.event)).drain()
        assert handled == ["first"]

    @pytest.mark.parametrize(
        "headers",
        [None, "", {}, {HEADER: "t=1,v1=00"}, {"X-Other": "1"}],
        ids=["none", "empty", "no-headers", "wrong", "other"],
    )
    def test_refuses_what_is_not_signed(self, inbox: Inbox[Any], headers: Any) -> None:
        with pytest.raises(WebhookVerificationError):
            inbox.accept(event(), headers)
        assert inbox.counts() == Counts()

    def test_refuses_two_signature_headers(self, inbox: Inbox[Any]) -> None:
        header = sign_webhook(event(), SECRET, at=NOW)
        with pytest.raises(WebhookVerificationError, match="several timestamps"):
            inbox.accept(event(), {HEADER: header, HEADER.lower(): header})

    def test_refuses_an_old_delivery_by_the_inboxs_clock(
        self, inbox: Inbox[Any], clock: Clock
    ) -> None:
        header = sign_webhook(event(), SECRET, at=NOW)
        clock.advance(301)
        with pytest.raises(WebhookVerificationError, match="outside tolerance"):
            inbox.accept(event(), header)

    @pytest.mark.parametrize("kind", [str, bytes, bytearray, memoryview])
    def test_takes_a_body_of_any_kind(self, inbox: Inbox[Any], kind: Any) -> None:
        body = event("idem_1")
        given = body.decode() if kind is str else kind(body)
        assert inbox.accept(given, sign_webhook(body, SECRET, at=NOW)).key == "idem_1"

    def test_takes_several_secrets(self, make_inbox: MakeInbox, place: Place, clock: Clock) -> None:
        rotating: Inbox[Any] = Inbox(place.database(), ["old", b"new"], clock=clock)
        for number, secret in enumerate(("old", "new")):
            body = event(str(number))
            assert rotating.accept(body, sign_webhook(body, secret, at=NOW)).new
        rotating.close()

    def test_needs_a_secret(self, place: Place) -> None:
        worker_only: Inbox[Any] = Inbox(place.database())
        with pytest.raises(ConfigurationError, match="without a secret"):
            worker_only.accept(event(), sign_webhook(event(), SECRET))
        worker_only.close()

    def test_keeps_what_is_not_an_event_at_all(
        self, inbox: Inbox[Any], caplog: pytest.LogCaptureFixture
    ) -> None:
        bodies = [b"", b"\xff\xfe", b"[1, 2]", b"[" * 100_000, b'{"event": 7, "secret": "x"}', b"{"]
        for body in bodies:
            assert deliver(inbox, body)
        handled: list[Event] = []
        inbox.worker(handled.append).drain()
        assert handled == []
        letters = list(inbox.dead_letters())
        assert [letter.body for letter in letters] == bodies
        assert all(letter.error.startswith("not an event: ") for letter in letters)
        assert "secret" not in caplog.text


class TestHandling:
    def test_gives_the_events_own_type(self, inbox: Inbox[Any], samples: dict[str, bytes]) -> None:
        deliver(inbox, samples["deal.won"])
        deliver(inbox, event("idem_new", name="deal.teleported"))
        handled: list[Event] = []
        assert inbox.worker(handled.append).drain() == 2
        assert isinstance(handled[0], DealWon)
        assert isinstance(handled[1], UnknownEvent)
        assert handled[1].event == "deal.teleported"
        assert inbox.counts() == Counts(done=2)

    @pytest.mark.parametrize(
        "change",
        [{"version": "2.0"}, {"version": "2.0", "data": ["new"]}],
        ids=["another-version", "of-another-shape"],
    )
    def test_gives_what_its_models_do_not_describe_as_construct_event_does(
        self, inbox: Inbox[Any], samples: dict[str, bytes], change: dict[str, Any]
    ) -> None:
        body = json.dumps({**json.loads(samples["deal.won"]), **change}).encode()
        deliver(inbox, body)
        handled: list[Event] = []
        assert inbox.worker(handled.append).drain() == 1
        header = sign_webhook(body, SECRET, at=NOW)
        assert handled == [construct_event(body, header, SECRET, now=NOW)]
        assert isinstance(handled[0], UnknownEvent)
        assert inbox.counts() == Counts(done=1)

    @pytest.mark.parametrize("data", [None, 7, {}, {"id": 7}])
    def test_gives_the_typed_handler_what_is_not_as_documented(
        self, inbox: Inbox[Any], samples: dict[str, bytes], data: object
    ) -> None:
        body = json.dumps({**json.loads(samples["deal.won"]), "data": data}).encode()
        deliver(inbox, body)
        won: list[DealWon] = []
        router = WebhookRouter()
        router.on("deal.won")(won.append)
        assert inbox.worker(router).drain() == 1
        assert inbox.counts() == Counts(done=1)
        header = sign_webhook(body, SECRET, at=NOW)
        assert won == [construct_event(body, header, SECRET, now=NOW)]
        assert mismatches(won[0])

    def test_writes_an_effect_with_the_note_that_it_is_done(
        self, inbox: Inbox[Any], place: Place
    ) -> None:
        deliver(inbox, event("idem_1"))
        handler = Handler(inbox)
        worker = inbox.worker(handler)
        worker.drain()
        deliver(inbox, event("idem_1"), at=NOW + 60)
        worker.drain()
        assert handler.calls == place.effects() == ["idem_1"]

    def test_undoes_the_effects_of_an_attempt_that_fails(
        self, inbox: Inbox[Any], place: Place, clock: Clock
    ) -> None:
        def fail(_: object) -> None:
            raise ValueError("half way")

        attempts: list[int] = []

        def handle(_: Event) -> None:
            attempts.append(inbox.current.attempt)
            inbox.current.record(effect("x"))
            if inbox.current.attempt == 1:
                inbox.current.record(fail)

        deliver(inbox, event("idem_1"))
        inbox.worker(handle).drain()
        assert (place.effects(), inbox.counts()) == ([], Counts(waiting=1))
        clock.advance(10)
        inbox.worker(handle).drain()
        assert (place.effects(), attempts) == (["x"], [1, 2])

    def test_tells_the_handler_of_the_delivery(self, inbox: Inbox[Any], clock: Clock) -> None:
        deliver(inbox, event("idem_1", resource="a", at=5))
        seen: list[Any] = []

        def handle(event: Event) -> None:
            current = inbox.current
            assert current.event is event
            seen.append((current.key, current.attempt, current.resource, current.received_at))
            seen.append((current.newest_handled_at, current.is_out_of_order, repr(current)))

        clock.advance(7)
        inbox.worker(handle).drain()
        received = datetime.fromtimestamp(NOW, UTC)
        assert seen == [
            ("idem_1", 1, "thing:a", received),
            (None, False, "Delivery(key='idem_1', attempt=1)"),
        ]

    def test_has_a_current_delivery_for_handlers_of_its_own_alone(
        self, inbox: Inbox[Any], make_inbox: MakeInbox
    ) -> None:
        other = make_inbox()
        errors: list[InboxError] = []

        def handle(_: Event) -> None:
            with pytest.raises(InboxError, match="while a worker of this inbox") as caught:
                other.current.record(print)
            errors.append(caught.value)

        deliver(inbox, event())
        inbox.worker(handle).drain()
        assert len(errors) == 1
        with pytest.raises(InboxError, match="for handlers"):
            inbox.current.record(print)

    def test_hands_out_in_the_order_of_arrival(self, inbox: Inbox[Any], clock: Clock) -> None:
        keys = [f"idem_{number}" for number in range(10)]
        for key in reversed(keys):
            deliver(inbox, event(key))
        handler = Handler(inbox)
        inbox.worker(handler).drain()
        assert handler.calls == keys[::-1]


class TestFailing:
    def test_is_tried_again_on_schedule_and_then_given_up(
        self, make_inbox: MakeInbox, clock: Clock, place: Place
    ) -> None:
        inbox = make_inbox(retry=RetrySchedule(max_attempts=4, initial_delay=10, max_delay=30))
        handler = Handler(inbox, failures=4)
        worker = inbox.worker(handler)
        deliver(inbox, event("idem_1"))
        assert worker.drain() == 1
        for wait in (10, 20, 30):
            clock.advance(wait - 0.001)
            assert worker.drain() == 0
            clock.advance(0.001)
            assert worker.drain() == 1
        assert (inbox.counts(), place.effects()) == (Counts(dead=1), [])
        clock.advance(1e6)
        assert worker.drain() == 0

    def test_waits_a_random_part_of_the_ceiling(self, make_inbox: MakeInbox, clock: Clock) -> None:
        inbox = make_inbox(retry=RetrySchedule(initial_delay=100))
        worker = inbox.worker(Handler(inbox, failures=1))
        clock.chance = 0.25
        deliver(inbox, event())
        worker.drain()
        clock.advance(24.9)
        assert worker.drain() == 0
        clock.advance(0.1)
        assert worker.drain() == 1

    def test_asks_a_schedule_of_ones_own(self, make_inbox: MakeInbox) -> None:
        class Resigned:
            max_attempts = 100

            def decide(self, failed: FailedAttempt) -> float | None:
                assert isinstance(failed.error, ValueError)
                return None

        inbox = make_inbox(retry=Resigned())
        deliver(inbox, event())
        inbox.worker(Handler(inbox, failures=1)).drain()
        assert inbox.counts() == Counts(dead=1)

    def test_says_why_in_the_dead_letter_and_the_log(
        self, make_inbox: MakeInbox, clock: Clock, caplog: pytest.LogCaptureFixture
    ) -> None:
        inbox = make_inbox(retry=RetrySchedule(max_attempts=1))
        body = event("idem_1")
        deliver(inbox, body)
        clock.advance(5)
        with caplog.at_level(logging.WARNING, "ghxstship.inbox"):
            inbox.worker(Handler(inbox, failures=1)).drain()
        (letter,) = inbox.dead_letters()
        assert letter == inbox.dead_letter("idem_1")
        assert (letter.key, letter.name, letter.body) == ("idem_1", "thing.changed", body)
        assert (letter.attempts, letter.received_at.timestamp()) == (1, NOW)
        assert letter.died_at.timestamp() == NOW + 5
        assert letter.error.endswith("ValueError: the other side is down")
        assert "test_inbox.py" in letter.error
        assert "idem_1: it is a dead letter" in caplog.text
        assert body.decode() not in repr(letter)

    def test_keeps_an_error_that_no_database_would(
        self, make_inbox: MakeInbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # What is logged goes into pytest's report, which takes no lone surrogate.
        monkeypatch.setattr(logging.getLogger("ghxstship.inbox"), "disabled", True)
        inbox = make_inbox(retry=RetrySchedule(max_attempts=1))
        deliver(inbox, event("idem_1"))
        inbox.worker(Handler(inbox, failures=1, message="\0 \udcff" + 9999 * "x" + "y")).drain()
        error = inbox.dead_letter("idem_1").error
        assert error.endswith("xy")
        assert len(error) == MAX_ERROR_LENGTH
        deliver(inbox, event("idem_2"))
        inbox.worker(Handler(inbox, failures=1, message="\0 \udcff")).drain()
        assert inbox.dead_letter("idem_2").error.endswith(r"ValueError: \x00 \udcff")

    def test_a_dead_letter_can_be_retried(
        self, make_inbox: MakeInbox, place: Place, clock: Clock
    ) -> None:
        inbox = make_inbox(retry=RetrySchedule(max_attempts=2))
        handler = Handler(inbox, failures=3)
        worker = inbox.worker(handler)
        deliver(inbox, event("idem_1"))
        for _ in range(3):
            worker.drain()
            clock.advance(3600)
        assert inbox.counts() == Counts(dead=1)
        inbox.retry("idem_1")
        assert inbox.counts() == Counts(waiting=1)
        assert worker.drain() == 1  # with all its attempts: one of two
        clock.advance(3600)
        assert worker.drain() == 1
        assert (inbox.counts(), place.effects()) == (Counts(done=1), ["idem_1"])

    def test_a_discarded_letter_stays_known(self, make_inbox: MakeInbox) -> None:
        inbox = make_inbox(retry=RetrySchedule(max_attempts=1))
        deliver(inbox, event("idem_1"))
        inbox.worker(Handler(inbox, failures=1)).drain()
        inbox.discard("idem_1")
        assert inbox.counts() == Counts(discarded=1)
        assert not deliver(inbox, event("idem_1"))

    @pytest.mark.parametrize("action", ["retry", "discard", "dead_letter"])
    def test_what_is_no_dead_letter_is_left_alone(self, inbox: Inbox[Any], action: str) -> None:
        deliver(inbox, event("idem_1"))
        for key in ("idem_1", "idem_2"):
            with pytest.raises(InboxError, match=f"no dead letter '{key}'"):
                getattr(inbox, action)(key)
        assert inbox.counts() == Counts(waiting=1)

    def test_many_dead_letters_are_all_listed(self, make_inbox: MakeInbox) -> None:
        inbox = make_inbox(retry=RetrySchedule(max_attempts=1))
        keys = [f"idem_{number}" for number in range(230)]
        for key in keys:
            deliver(inbox, event(key))
        inbox.worker(Handler(inbox, failures=230)).drain()
        assert [letter.key for letter in inbox.dead_letters()] == keys


class TestPruning:
    def test_forgets_what_was_done_long_ago(self, make_inbox: MakeInbox, clock: Clock) -> None:
        inbox = make_inbox(retry=RetrySchedule(max_attempts=1))
        deliver(inbox, event("dead"))
        inbox.worker(Handler(inbox, failures=1)).drain()
        deliver(inbox, event("done", resource="a", at=1))
        inbox.worker(Handler(inbox)).drain()
        deliver(inbox, event("waiting"))
        assert inbox.prune(timedelta(days=1)) == 0
        clock.advance(86_401)
        assert inbox.prune(timedelta(days=1)) == 1
        assert inbox.counts() == Counts(waiting=1, dead=1)
        assert deliver(inbox, event("done"), at=clock.now)


NO_INTERVALS: list[Any] = [0, float("nan"), float("inf"), 10**5000, "60", True, None]


class TestSettings:
    def test_closed_is_closed(self, inbox: Inbox[Any]) -> None:
        deliver(inbox, event())
        inbox.close()
        with pytest.raises(ConfigurationError, match="closed"):
            inbox.counts()

    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            *(({"lease": one}, "^lease must be more than 0 seconds") for one in NO_INTERVALS),
            *(
                ({"tolerance": one}, "^tolerance must be")
                for one in (*NO_INTERVALS[1:], -1)
                if one is not None
            ),
        ],
    )
    def test_that_cannot_work_are_refused(
        self, make_inbox: MakeInbox, settings: Any, message: str
    ) -> None:
        with pytest.raises(ConfigurationError, match=message):
            make_inbox(**settings)

    @pytest.mark.parametrize("kind", ["worker", "async_worker"])
    @pytest.mark.parametrize(
        "settings",
        [
            *({"poll_interval": one} for one in NO_INTERVALS),
            *({"concurrency": one} for one in (0, 1.5, "2", True, None)),
        ],
    )
    def test_of_a_worker_too(self, inbox: Inbox[Any], kind: str, settings: Any) -> None:
        with pytest.raises(ConfigurationError, match="must be"):
            getattr(inbox, kind)(print, **settings)
