"""Cursors: where a page ended, in a form that only the list it came from takes back."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b
from typing import Any

from .encoding import decode, encode

_MARK = 8  # bytes; against mistakes, not against attackers


def issue(position: list[Any], context: bytes) -> str:
    """A cursor.

    Args:
        position: The sort key and the sequence number of the last item given out.
        context: What the list is: its workspace, collection, filters and order.
    """
    payload = encode(position)
    return urlsafe_b64encode(_mark(payload, context) + payload).rstrip(b"=").decode()


def redeem(cursor: str, context: bytes) -> list[Any] | None:
    """The position that a cursor holds.

    Args:
        cursor: A cursor.
        context: What the list is that it is used for.

    Returns:
        The position, or `None` where the cursor was not issued for this list.
    """
    try:
        text = cursor.encode("ascii")
        data = urlsafe_b64decode(text + b"=" * (-len(text) % 4))
    except ValueError:
        return None
    mark, payload = data[:_MARK], data[_MARK:]
    if mark != _mark(payload, context) or urlsafe_b64encode(data).rstrip(b"=") != text:
        return None
    position: list[Any] = decode(payload)
    return position


def _mark(payload: bytes, context: bytes) -> bytes:
    return blake2b(payload + b"\n" + context, digest_size=_MARK).digest()
