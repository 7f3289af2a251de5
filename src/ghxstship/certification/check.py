"""What a check is: deliveries, and which answers to them are right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from .._core.lazy import lazy_module

if TYPE_CHECKING:
    from . import delivery_factory as _delivery_factory
else:
    _delivery_factory = lazy_module(".delivery_factory", __package__)


class Right(Enum):
    """Which answer to a delivery is right."""

    TAKEN = "2xx"
    REFUSED = "400, 401 or 403"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request to a receiver.

    Attributes:
        what: What it is, as it reads after "Your receiver answered 200 to".
        right: The answer that is right.
        headers: Its headers, the signature among them.
        content: Its raw body.
    """

    what: str
    right: Right
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a receiver must get right.

    Attributes:
        id: Its name for programs.
        title: What a receiver that gets it right does.
        why: What it costs to get it wrong.
        source: Where it stands that receivers do so.
        sends: What is sent.
        expects: Which answers are right.
        fix: What to do about a receiver that gets it wrong; code stands between backticks.
        make: Makes the deliveries, each when it is to be sent.
        secrets: How many secrets it takes.
        at_once: Whether its deliveries are sent together instead of one after the other.
        look: What to look at on one's own side, since no answer shows it.
    """

    id: str
    title: str
    why: str
    source: str
    sends: str
    expects: str
    fix: str
    make: Callable[[_delivery_factory.DeliveryFactory], Iterator[Delivery]]
    secrets: int = 1
    at_once: bool = False
    look: str | None = None


SECURITY = "Partner Integration Documentation, “Webhook Security”"
SIGNATURES = "Integration Playbook, “Webhook Signature Verification”"
EVENTS = "Integration Playbook, “Webhook Events”"
RETRIES = "Integration Playbook, “Retry Policy”"
ROTATION = "docs/webhooks.md, “Secrets that rotate”"
NEWS = "docs/webhooks.md, “What is new on the platform”"
HEADER_NAMES = "RFC 9110, section 5.1"
DELIVERIES = "docs/sandbox-webhooks.md, “Deliveries”"
