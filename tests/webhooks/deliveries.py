"""Deliveries as the platform makes them, of every event."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

from ghxstship import sign_webhook
from ghxstship.events import EVENT_READER
from ghxstship.sandbox.encoding import encode
from ghxstship.sandbox.samples import Samples
from ghxstship.webhooks.conventions import SIGNATURE

if TYPE_CHECKING:
    from ghxstship.events import Event

SECRET = "whsec_test"
_numbers = count(1)


@cache
def samples() -> Samples:
    return Samples()


@dataclass(frozen=True)
class Delivery:
    body: bytes
    header: str

    @property
    def headers(self) -> dict[str, str]:
        return {SIGNATURE.header: self.header, "Content-Type": "application/json"}


def delivery(name: str = "deal.won", *, secret: str = SECRET, **changes: Any) -> Delivery:
    """A signed delivery; arguments replace what the envelope holds."""
    event = samples().event(name, at=time.time(), key=str(next(_numbers))) | changes
    return signed(encode(event), secret)


def signed(body: bytes, secret: str = SECRET) -> Delivery:
    return Delivery(body, sign_webhook(body, secret))


def event(name: str = "deal.won", **changes: Any) -> Event:
    return EVENT_READER.read(delivery(name, **changes).body)
