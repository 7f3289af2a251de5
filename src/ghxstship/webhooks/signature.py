"""Webhook signatures: `t=<unix seconds>,v1=<hex HMAC-SHA256>`.

Source: Partner Integration Documentation, "Webhook Security". The signed text is the timestamp, a
full stop and the raw body. While a secret rotates, a header carries a `v1` for each of the two.
"""

from __future__ import annotations

import time
from hmac import compare_digest, digest
from typing import TYPE_CHECKING, TypeAlias

from .._core.errors import SdkError

if TYPE_CHECKING:
    from collections.abc import Sequence

Payload: TypeAlias = str | bytes | bytearray | memoryview
Secret: TypeAlias = str | bytes

MAX_HEADER_LENGTH = 4096
"""Characters. A genuine header has about 160; more is not worth reading."""


class WebhookVerificationError(SdkError):
    """The delivery is not to be trusted; the message tells the developer why."""


def verify_webhook(
    payload: Payload,
    header: str | None,
    secret: Secret | Sequence[Secret],
    tolerance: float = 300,
    *,
    now: float | None = None,
) -> None:
    """Check that a delivery was signed with your secret, and lately.

    Args:
        payload: The request's raw body, exactly as received; a `str` is taken as UTF-8.
        header: The value of `X-GHXSTSHIP-Signature`, or `None` where the request has none.
        secret: The subscription's secret, or several while it rotates.
        tolerance: How many seconds the timestamp may differ from now, either way; 0 or more.
        now: Seconds since the epoch, for tests; the current time if left out.

    Raises:
        WebhookVerificationError: The header is malformed, no signature matches, or the timestamp
            is too far from now.
    """
    secrets = (secret,) if isinstance(secret, (str, bytes)) else secret
    if not secrets or not all(secrets):
        raise WebhookVerificationError("the secret is empty: pass the subscription's own")
    timestamp, candidates = _parse(header)
    signed = _signed(timestamp, payload)
    genuine = False
    for one in secrets:
        expected = _signature(signed, one)
        for candidate in candidates:
            genuine |= compare_digest(expected, candidate)
    if not genuine:
        raise WebhookVerificationError(
            "signature mismatch: wrong secret, or the body was parsed and serialised again"
        )
    off = abs((time.time() if now is None else now) - int(timestamp))
    if not off <= tolerance:
        raise WebhookVerificationError(
            f"timestamp outside tolerance by {off - tolerance:.0f} s: "
            "an old delivery, or one of the clocks is wrong"
        )


def sign_webhook(payload: Payload, secret: Secret, *, at: float | None = None) -> str:
    """Sign a body as the platform does, to test a receiver.

    Args:
        payload: The raw body; a `str` is taken as UTF-8.
        secret: The subscription's secret.
        at: Seconds since the epoch, 0 or more; the current time if left out.

    Returns:
        The value of `X-GHXSTSHIP-Signature`.
    """
    timestamp = str(int(time.time() if at is None else at))
    return f"t={timestamp},v1={_signature(_signed(timestamp, payload), secret).decode()}"


def _signed(timestamp: str, payload: Payload) -> bytes:
    """What is signed; no two texts give the same bytes, not even where UTF-8 cannot say them."""
    body = payload.encode("utf-8", "surrogatepass") if isinstance(payload, str) else payload
    return b".".join((timestamp.encode(), body))


def _signature(signed: bytes, secret: Secret) -> bytes:
    key = secret.encode("utf-8", "surrogatepass") if isinstance(secret, str) else secret
    return digest(key, signed, "sha256").hex().encode()


def _parse(header: str | None) -> tuple[str, list[bytes]]:
    """The timestamp and the `v1` signatures; schemes that are not known are passed over."""
    if not header:
        raise WebhookVerificationError("the signature header is missing")
    if len(header) > MAX_HEADER_LENGTH:
        raise WebhookVerificationError(f"the header has more than {MAX_HEADER_LENGTH} characters")
    timestamps: list[str] = []
    candidates: list[bytes] = []
    for entry in header.split(","):
        scheme, _, value = entry.partition("=")
        if scheme == "v1":
            candidates.append(value.encode("utf-8", "replace"))
        elif scheme == "t":
            timestamps.append(value)
    if len(timestamps) != 1:
        raise WebhookVerificationError(f"the header has {len(timestamps)} timestamps, not one")
    timestamp = timestamps[0]
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 15):
        raise WebhookVerificationError("the header's timestamp is not a number of seconds")
    if not candidates:
        raise WebhookVerificationError("the header has no v1 signature")
    return timestamp, candidates
