"""The fixture `ghxstship_webhook`: deliveries that a partner's tests send to their receiver."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from ghxstship import WebhookVerificationError, construct_event, sign_webhook
from ghxstship.events import EVENT_NAMES, DealWon, UnknownEvent
from ghxstship.sandbox.samples import SampleError

if TYPE_CHECKING:
    from ghxstship.pytest_plugin import GhxstshipWebhook, SignedDelivery

HEADER = "X-GHXSTSHIP-Signature"


def opened(sent: SignedDelivery, *secrets: str) -> object:
    return construct_event(sent.body, sent.headers[HEADER], secrets)


def test_every_event_can_be_delivered(ghxstship_webhook: GhxstshipWebhook) -> None:
    assert set(ghxstship_webhook.names) == set(EVENT_NAMES)
    for name in ghxstship_webhook.names:
        sent = ghxstship_webhook(name)
        event = opened(sent, ghxstship_webhook.secret)
        assert not isinstance(event, UnknownEvent)
        assert json.loads(sent.body) == sent.event
        assert sent.headers["Content-Type"] == "application/json"


def test_each_delivery_is_another(ghxstship_webhook: GhxstshipWebhook) -> None:
    keys = {ghxstship_webhook("deal.won").event["metadata"]["idempotency_key"] for _ in range(9)}
    assert len(keys) == 9


def test_values_are_changed_by_path(ghxstship_webhook: GhxstshipWebhook) -> None:
    event = opened(ghxstship_webhook("deal.won", {"data.value": 9}), ghxstship_webhook.secret)
    assert isinstance(event, DealWon)
    assert event.data.value == 9
    with pytest.raises(SampleError, match="did you mean 'value'"):
        ghxstship_webhook("deal.won", {"data.vlaue": 9})


def test_hostile_deliveries_can_be_made(ghxstship_webhook: GhxstshipWebhook) -> None:
    secret = ghxstship_webhook.secret
    with pytest.raises(WebhookVerificationError, match="outside tolerance"):
        opened(ghxstship_webhook("deal.won", at=time.time() - 900), secret)
    with pytest.raises(WebhookVerificationError, match="signature mismatch"):
        opened(ghxstship_webhook("deal.won", secret="wrong"), secret)
    unknown = opened(ghxstship_webhook.deliver({"event": "deal.reborn"}), secret)
    assert isinstance(unknown, UnknownEvent)


def test_both_secrets_sign_during_a_rotation(ghxstship_webhook: GhxstshipWebhook) -> None:
    sent = ghxstship_webhook("deal.won", at=time.time(), secret=["new", "old"])
    assert isinstance(opened(sent, "new"), DealWon)
    assert isinstance(opened(sent, "old"), DealWon)
    moment = sent.headers[HEADER].partition(",")[0]
    new, old = (
        sign_webhook(sent.body, one, at=int(moment[2:])).partition(",")[2] for one in ("new", "old")
    )
    assert sent.headers[HEADER] == f"{moment},{new},{old}"
