"""Webhooks: who wants to be told what, and how telling them went."""

from __future__ import annotations

from os import urandom
from typing import TYPE_CHECKING

from ghxstship.webhooks import WebhookSignature, signed_headers

from ..behaviours import Behaviours
from ..dispatch import Job, schedule
from ..encoding import encode
from ..events import Event, new_event_id
from ..moments import moment
from ..rules import require
from ..samples import Samples
from ..sender import Attempt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..call import Call
    from ..collection import Resource
    from ..sender import Outcome
    from ..site import Site
    from ..store import Table

webhooks = Behaviours()

_PLATFORMS = ("atlvs", "compvss", "gvteway")
_OVERLAP = 24 * 3600.0  # seconds that the previous secret signs as well
_ENVELOPE_VERSION = "1.0"


def _everywhere(name: str) -> Iterable[str]:
    return (f"{platform}.webhooks.{name}" for platform in _PLATFORMS)


def event_body(call: Call, event: Event) -> Resource:
    """What the world is told of an event."""
    return {
        "event": event.name,
        "version": _ENVELOPE_VERSION,
        "timestamp": call.now,
        "data": event.data,
        "metadata": {
            "correlation_id": f"corr_{event.correlation}",
            "idempotency_key": f"idem_{event.id}",
        },
    }


def announce(call: Call, event: Event, body: Resource) -> None:
    """Send an event to those who subscribed to it."""
    hooks = f"{event.platform}.webhooks"
    for webhook in call.table(hooks).where(status="enabled"):
        if event.name in webhook["events"] or "*" in webhook["events"]:
            table = call.table(f"{hooks}.deliveries", webhook["id"])
            _deliver(call, table, event.name, event.id, body)


def _deliver(call: Call, table: Table, name: str, event_id: str, body: Resource) -> Resource:
    due = call.time + _wait(call.site, 0)
    delivery = call.add(
        table,
        {
            "event": name,
            "event_id": event_id,
            "status": "pending",
            "attempt": 0,
            "next_attempt_at": moment(due),
            "payload": body,
        },
    )
    schedule(call.store, Job(table.key, delivery["id"]), due)
    call.scheduled = True
    return delivery


def _wait(site: Site, made: int) -> float:
    """Seconds from one attempt to the next, by how many were made."""
    return site.settings.retry_schedule[made] / site.speed


def _secret() -> str:
    return f"whsec_{urandom(20).hex()}"


@webhooks.change(*_everywhere("create"))
def create_webhook(call: Call, _webhook: Resource) -> None:
    """Give it a secret, which is told this once."""
    secret = _secret()
    call.private = {"secret": secret}
    call.shown_once = {"secret": secret}


@webhooks.change(*_everywhere("rotate_secret"))
def rotate_secret(call: Call, webhook: Resource) -> None:
    """Give it a new secret; for a day the previous one signs as well."""
    secret, until = _secret(), call.time + _OVERLAP / call.site.speed
    private = call.own_table.private(webhook["id"])
    call.own_table.put_private(
        webhook["id"], {"secret": secret, "previous": private["secret"], "until": until}
    )
    webhook["previous_secret_expires_at"] = moment(until)
    call.shown_once = {"secret": secret}


@webhooks.change(*_everywhere("delete"))
def delete_webhook(call: Call, webhook: Resource) -> None:
    """Forget its deliveries too."""
    table = call.table(f"{call.operation.platform}.webhooks.deliveries", webhook["id"])
    table.clear()
    call.store.execute("DELETE FROM schedule WHERE queue = ?", (table.key,))


@webhooks.perform(*_everywhere("test"))
def test_webhook(call: Call) -> Resource:
    """Send the document's example of an event."""
    webhook = call.resource()
    _require_enabled(webhook)
    platform = call.operation.platform
    wanted = [name for name in webhook["events"] if name != "*"]
    samples = Samples(call.site.description)
    name = call.argument("event") or (wanted or samples.names(platform))[0]
    event_id = new_event_id()
    data = samples.event(name, at=call.time, key=event_id)["data"]
    event = Event(event_id, name, platform, data, urandom(8).hex())
    table = call.table(f"{platform}.webhooks.deliveries", webhook["id"])
    return _deliver(call, table, name, event.id, event_body(call, event))


def _require_enabled(webhook: Resource) -> None:
    require(webhook["status"] == "enabled", "It is disabled: enable it first")


@webhooks.perform(*_everywhere("deliveries.replay"))
def replay_delivery(call: Call) -> Resource:
    """Send the same event again, as a new delivery."""
    delivery = call.resource()
    webhook = call.table(f"{call.operation.platform}.webhooks").get(call.path["webhook_id"])
    _require_enabled(webhook or {"status": None})
    return _deliver(
        call, call.own_table, delivery["event"], delivery["event_id"], delivery["payload"]
    )


class WebhookDeliveries:
    """Signs deliveries and notes how they went.

    Args:
        site: Where the webhooks are.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        given = site.description.conventions.signature
        self._signature = WebhookSignature.of(None, **given) if given else None
        self._attempts = len(site.settings.retry_schedule)

    def prepare(self, job: Job, now: float) -> Attempt | None:
        """The signed request of a delivery; nothing for one that is not wanted any more."""
        hooks, deliveries, webhook_id = self._tables(job)
        webhook, delivery = hooks.get(webhook_id), deliveries.get(job.id)
        if webhook is None or delivery is None:
            return None
        if webhook["status"] != "enabled":
            given_up = {"status": "failed", "next_attempt_at": None}
            self._note(deliveries, delivery, now, **given_up, error="The webhook was disabled")
            return None
        content = encode(delivery["payload"])
        headers = {"Content-Type": "application/json"}
        if self._signature is not None:
            secrets = _secrets(hooks.private(webhook_id), now)
            headers |= signed_headers(
                content, secrets, at=now, delivery_id=delivery["id"], signature=self._signature
            )
        return Attempt(webhook["url"], headers, content)

    def settle(self, job: Job, outcome: Outcome, now: float) -> float | None:
        """Note how an attempt went; when to try again by the document's schedule."""
        _, deliveries, _ = self._tables(job)
        delivery = deliveries.get(job.id)
        if delivery is None:
            return None
        made: int = delivery["attempt"] + (outcome.seconds is not None)
        delivered = outcome.status is not None and 200 <= outcome.status < 300
        given_up = outcome.seconds is None or made >= self._attempts
        again = None if delivered or given_up else now + _wait(self._site, made)
        self._note(
            deliveries,
            delivery,
            now,
            status="delivered" if delivered else "failed" if given_up else "retrying",
            attempt=made,
            response_status=outcome.status,
            response_time_ms=_milliseconds(outcome),
            response_body=outcome.body,
            error=outcome.error,
            next_attempt_at=None if again is None else moment(again),
        )
        return again

    def _tables(self, job: Job) -> tuple[Table, Table, str]:
        workspace, name, webhook_id = job.queue.split("\n")
        hooks = self._site.table(workspace, name.rpartition(".")[0])
        return hooks, self._site.table(workspace, name, webhook_id), webhook_id

    def _note(self, table: Table, delivery: Resource, now: float, **changes: object) -> None:
        delivery.update(changes)
        table.collection.touch(delivery, moment(now))
        table.put(delivery)


def _milliseconds(outcome: Outcome) -> float | None:
    if outcome.status is None or outcome.seconds is None:
        return None
    return round(outcome.seconds * 1000, 1)


def _secrets(private: Resource, now: float) -> list[str]:
    previous = [private["previous"]] if private.get("until", 0) > now else []
    return [private["secret"], *previous]
