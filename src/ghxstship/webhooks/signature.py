"""Webhook signatures: `t=<unix seconds>,v1=<hex HMAC-SHA256>`.

Source: Partner Integration Documentation, "Webhook Security". The signed text is the timestamp, a
full stop and the raw body. While a secret rotates, a header carries a `v1` for each of the two.
"""

from __future__ import annotations

import time
from binascii import hexlify
from collections.abc import Iterable, Sequence
from hmac import compare_digest, digest
from typing import TypeAlias, cast

from .._core.checks import FURTHEST, check_moment
from .._core.errors import ConfigurationError, SdkError
from .._core.tracebacks import hide_arguments

__all__ = ["WebhookVerificationError", "sign_webhook", "verify_webhook"]

Payload: TypeAlias = str | bytes | bytearray | memoryview
Secret: TypeAlias = str | bytes

MAX_HEADER_LENGTH = 4096
"""Characters. A genuine header has about 160; more is not worth reading."""

MAX_TIMESTAMP_LENGTH = 15
"""Digits: enough for the next thirty million years."""

_QUOTES = "\"'`\u00b4\u00ab\u00bb\u2018\u2019\u201a\u201c\u201d\u201e\u2039\u203a"
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"
_SUSPECT = frozenset(b"\"'`") | frozenset(range(0x21)) | frozenset(range(0x80, 0x100))
"""Bytes that a secret's first or last character may be wrong by; the usual one has none of them."""


class WebhookVerificationError(SdkError):
    """The delivery is not to be trusted.

    The message tells the developer why, and is for the log: answer 400 without it.
    """


@hide_arguments
def verify_webhook(
    payload: Payload,
    header: str | bytes | None,
    secret: Secret | Sequence[Secret],
    tolerance: float = 300,
    *,
    now: float | None = None,
) -> None:
    """Check that a delivery was signed with your secret, and lately.

    Whether the signature matches takes the same time wherever it differs, and the timestamp is
    looked at only once it does, so that a stranger learns nothing.

    Args:
        payload: The request's raw body, exactly as received; a `str` is taken as UTF-8.
        header: The value of `X-GHXSTSHIP-Signature`, or `None` where the request has none.
        secret: The subscription's secret, or several while it rotates.
        tolerance: How many seconds the timestamp may differ from now, either way; 0 or more.
        now: Seconds since the epoch, for tests; the current time if left out.

    Raises:
        WebhookVerificationError: The header is malformed, no signature matches, or the timestamp
            is too far from now.
        ConfigurationError: A secret has white space or quotes around it, or `tolerance` or `now` is
            not a number within its range.
    """
    if type(tolerance) is not int or not 0 <= tolerance <= FURTHEST:
        check_tolerance(tolerance)
    if now is None:
        moment = time.time()
    else:
        moment = check_moment("now", now, ConfigurationError, least=-FURTHEST)
    keys = keys_of(secret)
    timestamp, candidates = _parse(header)
    signed = timestamp + b"." + raw(payload)
    genuine = False
    for key in keys:
        expected = hexlify(digest(key, signed, "sha256"))
        for candidate in candidates:
            genuine |= compare_digest(expected, candidate)
    if not genuine:
        raise WebhookVerificationError("signature mismatch: was the body parsed and re-serialised?")
    off = abs(moment - int(timestamp))
    if not off <= tolerance:
        by = max(off - tolerance, 1)
        raise WebhookVerificationError(f"timestamp outside tolerance by {by:.0f} s")


@hide_arguments
def sign_webhook(payload: Payload, secret: Secret, *, at: float | None = None) -> str:
    """Sign a body as the platform does, to test a receiver.

    Args:
        payload: The raw body; a `str` is taken as UTF-8.
        secret: The subscription's secret.
        at: Seconds since the epoch, 0 or more; the current time if left out.

    Returns:
        The value of `X-GHXSTSHIP-Signature`.

    Raises:
        WebhookVerificationError: The secret is empty.
        ConfigurationError: It has white space or quotes around it, there are several, or `at` is
            not a number within its range.
    """
    moment = time.time() if at is None else at
    timestamp = b"%d" % check_moment("at", moment, ConfigurationError, least=0)
    keys = keys_of(secret)
    if len(keys) > 1:
        raise ConfigurationError(f"a body is signed with one secret, and these are {len(keys)}")
    signature = hexlify(digest(keys[0], timestamp + b"." + raw(payload), "sha256"))
    return (b"t=%b,v1=%b" % (timestamp, signature)).decode()


def check_tolerance(seconds: float) -> float:
    """The tolerance, if it is one.

    Raises:
        ConfigurationError: It is negative, not finite or no number.
    """
    return check_moment("tolerance", seconds, ConfigurationError, least=0)


def keys_of(secret: Secret | Sequence[Secret]) -> list[bytes]:
    """The keys that secrets stand for.

    Raises:
        WebhookVerificationError: There is none, or one of them is empty or no text.
        ConfigurationError: One of them has white space or quotes around it.
    """
    if isinstance(secret, (str, bytes)):
        key = raw(secret, "secret")
        if key and key[0] not in _SUSPECT and key[-1] not in _SUSPECT:
            return [key]
        keys = [key]
    else:
        keys = [raw("" if one is None else one, "secret") for one in _several(secret)]
    if not keys or not all(keys):
        raise WebhookVerificationError("empty secret: pass the subscription's own")
    for number, key in enumerate(keys, 1):
        if key[0] in _SUSPECT or key[-1] in _SUSPECT:
            _refuse_wrapping(key, "the secret" if len(keys) == 1 else f"secret {number}")
    return keys


def _refuse_wrapping(key: bytes, name: str) -> None:
    """Refuse what a file, a shell or an .env file has put around a secret.

    Every genuine delivery would be refused as if it were forged. The message does not show it.

    Raises:
        ConfigurationError: It begins or ends with white space, a line break or a quote.
    """
    text = key.decode("utf-8", "replace")
    for place, character in (("begins", text[0]), ("ends", text[-1])):
        if character in "\r\n":
            what = "a line break"
        elif character.isspace() or character in _INVISIBLE:
            what = "white space"
        elif character in _QUOTES:
            what = "a quote"
        else:
            continue
        raise ConfigurationError(f"{name} {place} with {what}: pass it without")


def lasting_keys(secret: Secret | Sequence[Secret]) -> list[bytes]:
    """The keys of secrets that something is set up with.

    Raises:
        ConfigurationError: There is none, or one of them is empty, no text, or has white space or
            quotes around it.
    """
    try:
        return keys_of(secret)
    except WebhookVerificationError as error:
        raise ConfigurationError(str(error)) from None


def _several(secrets: object) -> Iterable[Payload | None]:
    """Several secrets, or one of another kind than text or bytes.

    A variable of the environment that is not set is `None`, alone or among others.
    """
    is_one = isinstance(secrets, (bytearray, memoryview)) or not isinstance(secrets, Iterable)
    return cast("Iterable[Payload | None]", [secrets] if is_one else secrets)


def raw(payload: Payload, what: str = "payload") -> bytes:
    """A value's bytes; no two texts give the same, not even where UTF-8 cannot say them.

    Args:
        payload: The value.
        what: What to call it.

    Raises:
        WebhookVerificationError: It is something else, such as what JSON was parsed to.
    """
    if type(payload) is bytes:
        return payload
    if isinstance(payload, str):
        return str.encode(payload, "utf-8", "surrogatepass")
    if isinstance(payload, bytes):
        return bytes.__getitem__(payload, slice(None))  # a subclass has no say in it
    try:
        return memoryview(payload).tobytes()
    except (TypeError, ValueError):  # the latter for a view that was released
        kind = type(payload).__name__
        given = cast("object", payload)
        is_function = callable(given) and not isinstance(given, type)
        advice = "pass what it returns" if is_function else "pass it as it came"
        raise WebhookVerificationError(f"{what} is a {kind}: {advice}") from None


def _entries(header: Payload | None) -> list[bytes]:
    """A header's entries; one that is too long is not looked at."""
    if header is None:
        raise WebhookVerificationError("missing header")
    if type(header) is str and 0 < len(header) <= MAX_HEADER_LENGTH:
        return header.encode("utf-8", "surrogatepass").split(b",")
    text = str.__str__(header) if isinstance(header, str) else raw(header, "header")
    if not text:
        raise WebhookVerificationError("missing header")
    if len(text) > MAX_HEADER_LENGTH:
        raise WebhookVerificationError(f"header too long: over {MAX_HEADER_LENGTH} characters")
    return raw(text, "header").split(b",")


def _parse(header: str | bytes | None) -> tuple[bytes, list[bytes]]:
    """The timestamp and the `v1` signatures; schemes that are not known are passed over."""
    timestamps: list[bytes] = []
    candidates: list[bytes] = []
    for entry in _entries(header):
        if entry[:3] == b"v1=":
            candidates.append(entry[3:])
        elif entry[:2] == b"t=":
            timestamps.append(entry[2:])
    if len(timestamps) != 1:
        raise WebhookVerificationError("several timestamps" if timestamps else "no timestamp")
    timestamp = timestamps[0]
    if not timestamp.isdigit() or len(timestamp) > MAX_TIMESTAMP_LENGTH:
        raise WebhookVerificationError("timestamp is not a whole number of seconds")
    if not candidates:
        raise WebhookVerificationError("no v1 signature")
    return timestamp, candidates
