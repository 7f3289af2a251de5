"""A verified delivery to its event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .._core.lazy import lazy_module
from .._core.tracebacks import hide_arguments
from .headers import Headers
from .keys import Secret
from .naming import kept, name_beside
from .payload import Payload, raw
from .scheme import WebhookSignature
from .signature import verify_webhook

if TYPE_CHECKING:
    from . import known_events as _events
else:
    _events = lazy_module(".known_events", __package__)

__all__ = ["construct_event"]


@hide_arguments
def construct_event(
    payload: Payload,
    headers: Headers,
    secret: Secret | Sequence[Secret],
    tolerance: float | None = None,
    *,
    now: float | None = None,
    signature: WebhookSignature | None = None,
    name: str | None = None,
) -> _events.Event:
    """Check a delivery as `verify_webhook` does, then read its event.

    ```python
    match construct_event(body, headers, secret):
        case DealWon(data=deal):
            book(deal.value)
        case UnknownEvent(event=name):
            print(f"not for us: {name}")
    ```

    Args:
        payload: The request's raw body, exactly as received; a `str` is taken as UTF-8.
        headers: The request's headers; or the value of the signature's alone, `None` where the
            request has none, if the scheme has no other.
        secret: The subscription's secret, or several while it rotates.
        tolerance: How many seconds the timestamp may differ from now, either way; 0 or more. The
            scheme's own if left out; a scheme that signs no time takes none.
        now: Seconds since the epoch, for tests; the current time if left out.
        signature: How it is signed, if not as the API's document says.
        name: What the event is called, for APIs whose deliveries do not say.

    Returns:
        The event as its own type. What of it is not as documented stands in it as it came, is
        logged as a warning, and is told by `mismatches(event)`. An event whose name or version
        this release does not know is an `UnknownEvent` with its data as it came.

    Raises:
        WebhookVerificationError: The delivery is not to be trusted.
        ConfigurationError: A secret has white space or quotes around it, `tolerance` or `now` is
            not a number within its range, or nothing says how deliveries are signed.
        EventFormatError: The platform signed it, but it is no event: not even a JSON object.
    """
    return constructed(
        payload, headers, secret, tolerance, now=now, signature=signature, name=name
    )[0]


def constructed(
    payload: Payload,
    headers: Headers,
    secret: Secret | Sequence[Secret],
    tolerance: float | None,
    *,
    now: float | None = None,
    signature: WebhookSignature | None = None,
    name: str | None = None,
) -> tuple[_events.Event, str | None]:
    """The same as `construct_event`, with what the event is called."""
    given = kept(headers)
    verify_webhook(payload, given, secret, tolerance, now=now, signature=signature)
    from .known_events import READER  # noqa: PLC0415 - who only verifies loads no models

    body = raw(payload)
    if name is None and not READER.tells_name:
        name = name_beside(given, body)
    event = READER.read_named(body, name)
    return event, READER.name_of(event) if READER.tells_name else name
