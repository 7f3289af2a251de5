"""Verifying a delivery of one kilobyte, and reading its event."""

from __future__ import annotations

import hmac
import json
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ghxstship import construct_event, sign_webhook, verify_webhook

from ..measure import US, Contender, Metric, Row, Target, cpu_of, optional
from ..records import deal

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from contextlib import AbstractContextManager

    from ..measure import Effort

DELIVERIES = 10_000
SIGNATURES = 50
FLOOR = "hmac.digest and compare"
SECRET = "whsec_bm90IGEgc2VjcmV0LCBvbmx5IGEgYmVuY2htYXJr"  # base64, as svix wants it
BODY = json.dumps(
    {
        "event": "deal.won",
        "version": "1.0",
        "timestamp": "2024-01-15T10:30:00Z",
        "data": deal(1),
        "metadata": {"correlation_id": "corr_123abc", "idempotency_key": "idem_456def"},
    }
).encode()
STRIPE_BODY = json.dumps(
    {
        "id": "evt_1",
        "object": "event",
        "type": "deal.created",
        "created": 1705312200,
        "data": {"object": deal(1)},
        "metadata": {"correlation_id": "corr_123abc", "idempotency_key": "idem_456def"},
    }
).encode()


def _floor() -> Callable[[], object]:
    key, signed = SECRET.encode(), b"%d." % time.time() + BODY
    expected = hmac.digest(key, signed, "sha256").hex()
    return lambda: hmac.compare_digest(hmac.digest(key, signed, "sha256").hex(), expected)


def _ghxstship() -> Callable[[], object]:
    header = sign_webhook(BODY, SECRET)
    return lambda: verify_webhook(BODY, header, SECRET)


def _ghxstship_parsing() -> Callable[[], object]:
    header = sign_webhook(BODY, SECRET)
    return lambda: construct_event(BODY, header, SECRET)


def _stripe_parsing() -> Callable[[], object]:
    import stripe

    header = sign_webhook(STRIPE_BODY, SECRET)
    webhook: Any = stripe.Webhook
    return lambda: webhook.construct_event(STRIPE_BODY, header, SECRET)


def _stripe() -> Callable[[], object]:
    import stripe

    header = sign_webhook(BODY, SECRET)  # both sign alike
    signature: Any = stripe.WebhookSignature  # its types are partial
    return lambda: signature.verify_header(BODY, header, SECRET, tolerance=300)


def _svix() -> Callable[[], object]:
    from svix.webhooks import Webhook

    webhook, now = Webhook(SECRET), datetime.now(UTC)
    headers = {
        "svix-id": "msg_1",
        "svix-timestamp": str(int(now.timestamp())),
        "svix-signature": webhook.sign("msg_1", now, BODY.decode()),
    }
    return lambda: webhook.verify(BODY, headers)


def _standardwebhooks() -> Callable[[], object]:
    from standardwebhooks import Webhook

    webhook, now = Webhook(SECRET), datetime.now(UTC)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": webhook.sign("msg_1", now, BODY.decode()),
    }
    return lambda: webhook.verify(BODY, headers, json_parse=False)


_VERIFYING = {
    FLOOR: _floor,
    US: _ghxstship,
    "stripe": _stripe,
    "svix": _svix,
    "standardwebhooks": _standardwebhooks,
}


_PARSING = {FLOOR: _floor, US: _ghxstship_parsing, "stripe": _stripe_parsing}


def _contenders(
    makers: Mapping[str, Callable[[], Callable[[], object]]],
) -> Callable[[Effort], AbstractContextManager[list[Contender]]]:
    @contextmanager
    def contenders(effort: Effort) -> Generator[list[Contender]]:
        deliveries = effort.number(DELIVERIES)
        yield [
            optional(name, make, lambda call: cpu_of(call, deliveries))
            for name, make in makers.items()
        ]

    return contenders


WEBHOOK = Row(
    name="webhook",
    title="verify a webhook of 1 KB",
    metrics=(Metric("CPU", "µs", FLOOR, Target(2.0, FLOOR)),),
    rounds=15,
    contenders=_contenders(_VERIFYING),
)

WEBHOOK_EVENT = Row(
    name="webhook-event",
    title="verify a webhook of 1 KB and parse it into its typed event",
    metrics=(Metric("CPU", "µs", FLOOR, Target(5.0, FLOOR)),),
    rounds=15,
    contenders=_contenders(_PARSING),
)

EARLY = "wrong from the first character on"
"""The reference: a comparison that ends at a difference, or at a match, is fastest here."""


@contextmanager
def _timing(effort: Effort) -> Generator[list[Contender]]:
    """Deliveries that verify, each with as many signatures as a header holds."""
    moment, genuine = sign_webhook(BODY, SECRET).split(",")
    first = f"v1={'x' if genuine[3] != 'x' else 'y'}{genuine[4:]}"
    last = f"{genuine[:-1]}x"
    headers = {
        EARLY: [genuine, *[first] * SIGNATURES],
        "wrong at the last character": [genuine, *[last] * SIGNATURES],
        US: [*[last] * SIGNATURES, genuine],
    }
    number = effort.number(DELIVERIES // 5)
    yield [
        Contender(name, cpu_of(_verification(",".join([moment, *signatures])), number))
        for name, signatures in headers.items()
    ]


def _verification(header: str) -> Callable[[], object]:
    return lambda: verify_webhook(BODY, header, SECRET)


WEBHOOK_TIMING = Row(
    name="webhook-timing",
    title="no early exit: 50 wrong signatures and the genuine one, here the last",
    metrics=(Metric("CPU", "µs", EARLY, Target(1.03, EARLY)),),
    rounds=31,
    contenders=_timing,
)
