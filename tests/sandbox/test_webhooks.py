"""Webhooks: subscriptions, signed deliveries over real HTTP, retries on a clock that tests hold."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import time
from typing import TYPE_CHECKING, Any

import pytest

from ghxstship.sandbox import Sandbox
from ghxstship.sandbox.dispatch import Job
from ghxstship.sandbox.platform.webhooks import WebhookDeliveries
from tests.patience import PATIENCE

from .caller import Caller, Clock
from .receiver import receiver

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .receiver import Delivery

HOOKS = "/atlvs/v1/webhooks"
DEALS = "/atlvs/v1/deals"
NEW_DEAL = {"name": "Tour", "value": 1, "currency": "USD"}
HEADER = "x-ghxstship-signature"


@pytest.fixture
def live(clock: Clock) -> Iterator[Caller]:
    """A sandbox that is served, so that its deliveries go out."""
    sandbox = Sandbox(clock=clock, seed=None, rate_limits=False, check_answers=True)
    with sandbox.serve():
        caller = Caller(sandbox)
        yield caller
    sandbox.close()


def subscribe(api: Caller, url: str, *events: str, path: str = HOOKS) -> Any:
    hook = api.made(path, {"url": url, "events": list(events or ("*",))})
    api.sandbox.wake()
    return hook


def settled(api: Caller, hook: Any, path: str = HOOKS, *, attempt: int = 1) -> Any:
    """The newest delivery of a webhook, once so many attempts were made."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        deliveries = api.get(f"{path}/{hook['id']}/deliveries", sort="-created_at").body["data"]
        if deliveries and deliveries[0]["attempt"] >= attempt:
            return deliveries[0]
        time.sleep(0.005)  # another thread delivers; there is nothing to wait on
    raise AssertionError("it was not delivered")


def verify(delivery: Delivery, *secrets: str, at: float) -> None:
    moment, *signatures = delivery.headers[HEADER].split(",")
    assert moment == f"t={int(at)}"
    signed = f"{int(at)}.".encode() + delivery.body
    expected = [
        f"v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}" for secret in secrets
    ]
    assert signatures == expected


def test_a_change_is_delivered_signed(live: Caller, clock: Clock) -> None:
    with receiver() as there:
        hook = subscribe(live, f"{there.url}/hooks", "deal.created")
        deal = live.made(DEALS, NEW_DEAL)
        delivery = there.next()
        verify(delivery, hook["secret"], at=clock())
        assert delivery.path == "/hooks"
        assert delivery.headers["content-type"] == "application/json"
        event = json.loads(delivery.body)
        assert (event["event"], event["version"]) == ("deal.created", "1.0")
        assert event["data"]["id"] == deal["id"]
        assert event["metadata"]["correlation_id"].startswith("corr_")
        logged = settled(live, hook)
        assert (logged["status"], logged["response_status"]) == ("delivered", 200)
        assert logged["payload"] == event
        assert event["metadata"]["idempotency_key"] == f"idem_{logged['event_id']}"
        assert logged["next_attempt_at"] is None
        assert logged["response_time_ms"] >= 0


def test_only_what_was_asked_for_is_delivered(live: Caller) -> None:
    with receiver() as there:
        subscribe(live, there.url, "deal.won")
        disabled = subscribe(live, f"{there.url}/disabled", "*")
        live.patch(f"{HOOKS}/{disabled['id']}", {"status": "disabled"})
        subscribe(live, f"{there.url}/other", "*", path="/gvteway/v1/webhooks")
        subscribe(Caller(live.sandbox, workspace="ws_2"), f"{there.url}/elsewhere", "*")
        deal = live.made(DEALS, NEW_DEAL)
        live.made(f"{DEALS}/{deal['id']}/win")
        assert json.loads(there.next().body)["event"] == "deal.won"
        assert there.received.empty()


def test_what_one_change_causes_comes_in_its_order(live: Caller) -> None:
    with receiver() as there:
        subscribe(live, there.url)
        deal = live.made(DEALS, NEW_DEAL)
        live.made(f"{DEALS}/{deal['id']}/win")
        events = [json.loads(there.next().body) for _ in range(3)]
        names = [event["event"] for event in events]
        assert names == ["deal.created", "deal.updated", "deal.won"]
        created, updated, won = (event["metadata"] for event in events)
        assert updated["correlation_id"] == won["correlation_id"] != created["correlation_id"]
        assert len({each["idempotency_key"] for each in (created, updated, won)}) == 3
        assert events[2]["data"] == live.get(f"{DEALS}/{deal['id']}").body


def test_a_failed_delivery_is_tried_again_on_schedule(live: Caller, clock: Clock) -> None:
    with receiver(500, 503, 302, 404, 400, 500) as there:
        hook = subscribe(live, there.url, "deal.created")
        live.made(DEALS, NEW_DEAL)
        keys = set[str]()
        for attempt, pause in enumerate((60, 300, 1800, 7200, 86400), 1):
            keys.add(json.loads(there.next().body)["metadata"]["idempotency_key"])
            waiting = settled(live, hook, attempt=attempt)
            assert (waiting["status"], waiting["attempt"]) == ("retrying", attempt)
            clock.advance(pause - 1)
            assert there.received.empty()
            clock.advance(1)
        there.next()
        failed = settled(live, hook, attempt=6)
        assert (failed["status"], failed["response_status"]) == ("failed", 500)
        assert failed["next_attempt_at"] is None
        assert len(keys) == 1
        clock.advance(10 * 86400)
        assert there.received.empty()


def test_the_next_attempt_may_succeed(live: Caller, clock: Clock) -> None:
    with receiver(500) as there:
        hook = subscribe(live, there.url, "deal.created")
        live.made(DEALS, NEW_DEAL)
        first = there.next()
        settled(live, hook)
        clock.advance(60)
        second = there.next()
        assert first.body == second.body
        verify(second, hook["secret"], at=clock())
        assert settled(live, hook, attempt=2)["status"] == "delivered"


def test_a_receiver_that_is_not_there_is_tried_again(live: Caller) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    hook = subscribe(live, f"http://127.0.0.1:{port}/", "deal.created")
    live.made(DEALS, NEW_DEAL)
    delivery = settled(live, hook)
    assert (delivery["status"], delivery["response_status"]) == ("retrying", None)


@pytest.mark.parametrize("url", ["https://hooks.example.com/x", "https://10.0.0.1/"])
def test_nothing_leaves_this_machine(live: Caller, url: str) -> None:
    with receiver() as there:
        far = subscribe(live, url, "deal.created")
        subscribe(live, there.url, "deal.created")
        live.made(DEALS, NEW_DEAL)
        there.next()
        deadline = time.monotonic() + PATIENCE
        path = f"{HOOKS}/{far['id']}/deliveries"
        while live.get(path).body["data"][0]["status"] == "pending":
            assert time.monotonic() < deadline
        delivery = live.get(path).body["data"][0]
        assert (delivery["status"], delivery["attempt"]) == ("failed", 0)


def test_localhost_is_this_machine(live: Caller) -> None:
    with receiver() as there:
        subscribe(live, there.url.replace("127.0.0.1", "localhost"), "deal.created")
        live.made(DEALS, NEW_DEAL)
        there.next()


def test_a_job_whose_webhook_is_gone_is_dropped(sandbox: Sandbox) -> None:
    job_handler = WebhookDeliveries(sandbox.engine.site)
    queue = "ws_sandbox\natlvs.webhooks.deliveries\nwhk_gone"
    assert job_handler.prepare(Job(queue, "del_gone"), 0) is None


def test_a_slow_receiver_holds_up_nobody_else(live: Caller) -> None:
    with receiver() as slow, receiver() as quick:
        slow.gate.clear()
        subscribe(live, slow.url, "deal.created")
        subscribe(live, quick.url, "deal.created")
        for _ in range(3):
            live.made(DEALS, NEW_DEAL)
        for _ in range(3):
            quick.next()
        assert slow.received.empty()
        slow.gate.set()
        for _ in range(3):
            slow.next()


def test_both_secrets_sign_for_a_day_after_rotation(live: Caller, clock: Clock) -> None:
    with receiver() as there:
        hook = subscribe(live, there.url, "deal.created")
        rotated = live.made(f"{HOOKS}/{hook['id']}/rotate_secret")
        assert rotated["secret"] != hook["secret"]
        assert rotated["previous_secret_expires_at"] == "2027-01-16T08:00:00.000000Z"
        live.made(DEALS, NEW_DEAL)
        verify(there.next(), rotated["secret"], hook["secret"], at=clock())
        clock.advance(24 * 3600)
        live.made(DEALS, NEW_DEAL)
        verify(there.next(), rotated["secret"], at=clock())


def test_a_secret_is_shown_once(api: Caller) -> None:
    hook = api.made(HOOKS, {"url": "http://localhost/", "events": ["*"]})
    assert hook["secret"].startswith("whsec_")
    path = f"{HOOKS}/{hook['id']}"
    changed = api.patch(path, {"description": "x"}).body
    for shown in (api.get(path).body, changed, api.get(HOOKS).body["data"][0]):
        assert "secret" not in shown


def test_a_test_sends_the_documents_example(live: Caller) -> None:
    with receiver() as there:
        hook = subscribe(live, there.url, "invoice.paid", "deal.won")
        sent = live.made(f"{HOOKS}/{hook['id']}/test")
        assert (sent["event"], sent["status"], sent["attempt"]) == ("invoice.paid", "pending", 0)
        assert json.loads(there.next().body) == sent["payload"]
        chosen = live.made(f"{HOOKS}/{hook['id']}/test", {"event": "asset.created"})
        assert json.loads(there.next().body)["data"]["id"] == "asset_abc123"
        assert chosen["event_id"] != sent["event_id"]


def test_a_test_for_everything_sends_something(live: Caller) -> None:
    with receiver() as there:
        hook = subscribe(live, there.url, path="/compvss/v1/webhooks")
        live.made(f"/compvss/v1/webhooks/{hook['id']}/test")
        assert json.loads(there.next().body)["event"] == "project.created"


def test_a_disabled_webhook_cannot_be_tested(api: Caller) -> None:
    hook = api.made(HOOKS, {"url": "http://localhost/", "events": ["*"], "status": "disabled"})
    assert api.post(f"{HOOKS}/{hook['id']}/test").status == 409


def test_a_replay_is_a_new_delivery_of_the_same_event(live: Caller) -> None:
    with receiver() as there:
        hook = subscribe(live, there.url, "deal.created")
        live.made(DEALS, NEW_DEAL)
        first = there.next()
        logged = settled(live, hook)
        replayed = live.made(f"{HOOKS}/{hook['id']}/deliveries/{logged['id']}/replay")
        assert replayed["id"] != logged["id"]
        assert replayed["event_id"] == logged["event_id"]
        assert there.next().body == first.body
        deliveries = live.get(f"{HOOKS}/{hook['id']}/deliveries", event="deal.created").body
        assert deliveries["pagination"]["total"] == 2


def test_a_deleted_webhook_gets_nothing_more(live: Caller, clock: Clock) -> None:
    with receiver(500) as there:
        hook = subscribe(live, there.url, "deal.created")
        live.made(DEALS, NEW_DEAL)
        there.next()
        settled(live, hook)
        assert live.delete(f"{HOOKS}/{hook['id']}").status == 204
        assert live.get(f"{HOOKS}/{hook['id']}/deliveries").status == 404
        clock.advance(60)
        other = subscribe(live, f"{there.url}/other", "deal.created")
        live.made(DEALS, NEW_DEAL)
        assert there.next().path == "/other"
        settled(live, other)
        assert there.received.empty()


def test_a_webhook_that_was_disabled_meanwhile_gets_nothing_more(
    live: Caller, clock: Clock
) -> None:
    with receiver(500) as there:
        hook = subscribe(live, there.url, "deal.created")
        live.made(DEALS, NEW_DEAL)
        there.next()
        settled(live, hook)
        live.patch(f"{HOOKS}/{hook['id']}", {"status": "disabled"})
        clock.advance(60)
        deadline = time.monotonic() + PATIENCE
        while settled(live, hook)["status"] == "retrying":
            assert time.monotonic() < deadline
        assert settled(live, hook)["status"] == "failed"
        assert there.received.empty()


def test_what_was_due_goes_out_after_a_restart(tmp_path: Path, clock: Clock) -> None:
    file = tmp_path / "sandbox.db"
    with receiver() as there:
        first = Sandbox(database=file, clock=clock, seed=None)
        api = Caller(first)
        hook = api.made(HOOKS, {"url": there.url, "events": ["*"]})
        api.made(DEALS, NEW_DEAL)
        first.close()
        assert there.received.empty()
        second = Sandbox(database=file, clock=clock)
        with second.serve():
            verify(there.next(), hook["secret"], at=clock())
            settled(Caller(second), hook)
        second.close()


def test_a_delivery_that_vanished_is_no_trouble(live: Caller) -> None:
    with receiver() as there:
        there.gate.clear()
        hook = subscribe(live, there.url, "deal.created")
        live.made(DEALS, NEW_DEAL)
        assert there.arrived.wait(PATIENCE)
        live.delete(f"{HOOKS}/{hook['id']}")
        there.gate.set()
        there.next()
        other = subscribe(live, there.url, "deal.created")
        live.made(DEALS, NEW_DEAL)
        there.next()
        assert settled(live, other)["status"] == "delivered"


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/",
        "ftp://localhost/",
        "http://localhost.evil.example/",
        "http://127.0.0.1@evil.example/",
        "localhost",
        "",
    ],
)
def test_only_safe_urls_are_taken(api: Caller, url: str) -> None:
    reply = api.post(HOOKS, {"url": url, "events": ["*"]})
    assert (reply.status, reply.fields) == (422, ["url"])


@pytest.mark.parametrize("events", [[], ["deal.exploded"], "*", None])
def test_only_known_events_can_be_subscribed_to(api: Caller, events: Any) -> None:
    assert api.post(HOOKS, {"url": "http://localhost/", "events": events}).status == 422
