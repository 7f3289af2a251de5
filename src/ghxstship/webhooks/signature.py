"""Whether a delivery is really from the platform, and fresh; and signing one, to test a receiver.

How it is signed is data (`scheme.py`), by default what the API's document says.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from hmac import compare_digest, digest
from secrets import token_hex

from .._core.checks import FURTHEST, check_moment
from .._core.errors import ConfigurationError
from .._core.tracebacks import hide_arguments
from .headers import Headers
from .keys import Secret, keys_of
from .payload import Payload, WebhookVerificationError, raw
from .scheme import WebhookSignature
from .verifier import OWN, Verifier, verifier_of

__all__ = ["sign_webhook", "signed_headers", "verify_webhook"]


@hide_arguments
def verify_webhook(
    payload: Payload,
    headers: Headers,
    secret: Secret | Sequence[Secret],
    tolerance: float | None = None,
    *,
    now: float | None = None,
    signature: WebhookSignature | None = None,
) -> None:
    """Check that a delivery was signed with your secret, and lately.

    Whether the signature matches takes the same time wherever it differs, and the timestamp is
    looked at only once it does, so that a stranger learns nothing.

    Args:
        payload: The request's raw body, exactly as received; a `str` is taken as UTF-8.
        headers: The request's headers; or the value of the signature's alone, `None` where the
            request has none, if the scheme has no other.
        secret: The subscription's secret, or several while it rotates.
        tolerance: How many seconds the timestamp may differ from now, either way; 0 or more. The
            scheme's own if left out; a scheme that signs no time takes none.
        now: Seconds since the epoch, for tests; the current time if left out.
        signature: How it is signed, if not as the API's document says.

    Raises:
        WebhookVerificationError: A header is missing or malformed, no signature matches, or the
            timestamp is too far from now.
        ConfigurationError: A secret has white space or quotes around it, `tolerance` or `now` is
            not a number within its range, or nothing says how deliveries are signed.
    """
    verifier = OWN if signature is None and OWN is not None else verifier_of(signature)
    if tolerance is None:
        tolerance = verifier.tolerance
    else:
        check_tolerance(tolerance, verifier)
    if now is None:
        moment = time.time()
    else:
        moment = check_moment("now", now, ConfigurationError, least=-FURTHEST)
    keys = keys_of(secret, verifier.signature)
    timestamp, head, candidates = verifier.parse(headers)
    signed = head + (payload if type(payload) is bytes else raw(payload))
    encode, algorithm = verifier.encode, verifier.algorithm
    genuine = False
    for key in keys:
        expected = encode(digest(key, signed, algorithm))
        for candidate in candidates:
            genuine |= compare_digest(expected, candidate)
    if not genuine:
        raise WebhookVerificationError("signature mismatch: was the body parsed and re-serialised?")
    if tolerance is None:
        return
    off = abs(moment - int(timestamp))
    if not off <= tolerance:
        by = max(off - tolerance, 1)
        raise WebhookVerificationError(f"timestamp outside tolerance by {by:.0f} s")


@hide_arguments
def sign_webhook(
    payload: Payload,
    secret: Secret,
    *,
    at: float | None = None,
    signature: WebhookSignature | None = None,
) -> str:
    """Sign a body as the platform does, to test a receiver.

    Args:
        payload: The raw body; a `str` is taken as UTF-8.
        secret: The subscription's secret.
        at: Seconds since the epoch, 0 or more; the current time if left out.
        signature: How to sign, if not as the API's document says.

    Returns:
        The value of the signature's header.

    Raises:
        WebhookVerificationError: The secret is empty.
        ConfigurationError: It has white space or quotes around it, there are several, `at` is not a
            number within its range, or the scheme has other headers beside this one.
    """
    verifier = verifier_of(signature)
    moment = _timestamp(at)
    keys = keys_of(secret, verifier.signature)
    if len(keys) > 1:
        raise ConfigurationError(f"a body is signed with one secret, and these are {len(keys)}")
    if len(verifier.signature.headers) > 1:
        names = ", ".join(verifier.signature.headers)
        raise ConfigurationError(f"this scheme signs in {names}: use signed_headers")
    return verifier.headers(raw(payload), keys, moment, b"")[verifier.signature.header]


@hide_arguments
def signed_headers(
    payload: Payload,
    secret: Secret | Sequence[Secret],
    *,
    at: float | None = None,
    delivery_id: str | None = None,
    signature: WebhookSignature | None = None,
) -> dict[str, str]:
    """Sign a body as the platform does: all that its headers say of the signature.

    Args:
        payload: The raw body; a `str` is taken as UTF-8.
        secret: The subscription's secret, or several, as while it rotates.
        at: Seconds since the epoch, 0 or more; the current time if left out.
        delivery_id: The delivery's id, where that is signed; a random one if left out.
        signature: How to sign, if not as the API's document says.

    Returns:
        The values by the headers' names.

    Raises:
        WebhookVerificationError: A secret is empty.
        ConfigurationError: One has white space or quotes around it, the scheme takes no several,
            or `at` or the id cannot be one.
    """
    verifier = verifier_of(signature)
    moment = _timestamp(at)
    keys = keys_of(secret, verifier.signature)
    given = f"msg_{token_hex(12)}" if delivery_id is None else delivery_id
    return verifier.headers(raw(payload), keys, moment, raw(given, "delivery_id"))


def _timestamp(at: float | None) -> bytes:
    moment = time.time() if at is None else at
    return b"%d" % check_moment("at", moment, ConfigurationError, least=0)


def check_tolerance(seconds: float, verifier: Verifier) -> float:
    """The tolerance, if it is one.

    Raises:
        ConfigurationError: It is negative, not finite or no number, or nothing is timed.
    """
    if verifier.tolerance is None:
        raise ConfigurationError("this scheme signs no time: leave the tolerance out")
    if type(seconds) is int and 0 <= seconds <= FURTHEST:
        return seconds
    return check_moment("tolerance", seconds, ConfigurationError, least=0)
