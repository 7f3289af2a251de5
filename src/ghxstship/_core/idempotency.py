"""Idempotency keys: one for each call, the same on every attempt."""

from __future__ import annotations

from uuid import uuid4

from .errors import InvalidArgumentError
from .text import exact_text

MAX_LENGTH = 255


def check_key(key: str) -> str:
    """Refuse an idempotency key that cannot stand in a header.

    Args:
        key: The caller's key, 1 to 255 visible ASCII characters.

    Returns:
        The key.

    Raises:
        InvalidArgumentError: It is too short, too long, or has other characters.
    """
    if not isinstance(key, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidArgumentError(f"idempotency_key must be a str, not {type(key).__name__}")
    key = exact_text(key)
    if not 1 <= len(key) <= MAX_LENGTH:
        raise InvalidArgumentError(
            f"idempotency_key has {len(key)} characters; it must have 1 to {MAX_LENGTH}"
        )
    if not all("!" <= character <= "~" for character in key):
        raise InvalidArgumentError("idempotency_key must be visible ASCII characters, no spaces")
    return key


def new_key() -> str:
    """A fresh key that no other call has: a random UUID (RFC 9562, section 5.4)."""
    return str(uuid4())
