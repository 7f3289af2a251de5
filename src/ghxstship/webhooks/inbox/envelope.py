"""What an inbox must know of a verified body to store it: which event it is, of what, and when."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias, cast

from ..._core.lenient_json import Unreadable, parse_leniently
from ..conventions import WEBHOOKS
from ..naming import value_at

MAX_NAME_LENGTH = 255
"""Characters of a key, an event's name or a resource: more would not fit a database's index."""

_LATEST = 253_402_300_799
"""The last second that a `datetime` has; milliseconds are later, and their unit is not known."""

ResourceOf: TypeAlias = Callable[[Mapping[str, Any]], str | None]
"""From an event's envelope to the resource it tells of, or `None` where order does not matter."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is on the outside of an event."""

    key: str
    """The same on every delivery of the event, and on no other event."""
    name: str
    """The event's name, empty where it has none."""
    resource: str | None
    """What it tells of; events of one resource are handled one at a time."""
    happened: float | None
    """When it happened, in seconds since the epoch."""


def read_envelope(
    body: bytes, resource_of: ResourceOf, name: str | None = None, signed_id: str | None = None
) -> Envelope:
    """Read what identifies and orders an event.

    The key is what the document calls the same on every delivery of an event, else the delivery's
    id where that is signed, else the body's SHA-256 digest. That is the part of the signature that
    stays: every delivery is signed anew at another time, and while a secret rotates with another
    secret, but over the same body. An id that is not signed is none: whoever saw a delivery could
    send it again under another.

    A body that is no JSON object has a key as well: it was signed, so it is kept and later ends
    among the dead letters, where somebody can look at it.

    Args:
        body: The raw body.
        resource_of: Which resource an event tells of.
        name: What the event is called, where the body does not say.
        signed_id: The delivery's id.
    """
    try:
        parsed = parse_leniently(body)
    except ValueError:
        parsed = None
    payload = _mapping(parsed)
    key = _short(value_at(payload, WEBHOOKS.key)) or _short(signed_id)
    return Envelope(
        key=key or f"sha256:{hashlib.sha256(body).hexdigest()}",
        name=_short(name) or _short(value_at(payload, WEBHOOKS.name)) or "",
        resource=_short(resource_of(payload)),
        happened=_moment(value_at(payload, WEBHOOKS.time)),
    )


def resource_of(payload: Mapping[str, Any]) -> str | None:
    """The resource that an event tells of: `deal:deal_1` for `deal.won` with `data.id` `deal_1`.

    Args:
        payload: The event's envelope, as JSON gives it.

    Returns:
        The first part of the event's name and the `id` of what the document calls its data, or
        `None` where one is missing: a `ticket.purchased`, say, tells of something that happens
        once.
    """
    name = _short(value_at(payload, WEBHOOKS.name))
    identifier = _mapping(value_at(payload, WEBHOOKS.data)).get("id")
    if isinstance(identifier, int) and not isinstance(identifier, bool):
        identifier = str(identifier)
    if not name or not isinstance(identifier, str) or not identifier:
        return None
    return f"{name.partition('.')[0]}:{identifier}"


def is_key(value: object) -> bool:
    """Whether an event may have this key: anything else no database need be asked for."""
    return _short(value) is not None


def _mapping(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}


def _short(value: object) -> str | None:
    """A name that every database stores and every log shows as it is."""
    if not isinstance(value, str) or isinstance(value, Unreadable):
        return None
    return value if 0 < len(value) <= MAX_NAME_LENGTH and value.isprintable() else None


def _moment(value: object) -> float | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value) if 0 <= value <= _LATEST else None
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
