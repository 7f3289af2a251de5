"""What is verified, as bytes, and the one error of what is not to be trusted."""

from __future__ import annotations

from typing import TypeAlias, cast

from .._core.errors import SdkError

__all__ = ["WebhookVerificationError"]

Payload: TypeAlias = str | bytes | bytearray | memoryview


class WebhookVerificationError(SdkError):
    """The delivery is not to be trusted.

    The message tells the developer why, and is for the log: answer 400 without it.
    """


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
