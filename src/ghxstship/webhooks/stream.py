"""Reading a body from a file, with a bound."""

from __future__ import annotations

from typing import Protocol

_AT_ONCE = 65536


class Readable(Protocol):
    """A file of bytes."""

    def read(self, size: int, /) -> bytes:
        """Read at most so many bytes; none at the end."""
        ...


def read_bounded(stream: Readable, max_bytes: int) -> bytes | None:
    """Read all of a body.

    Args:
        stream: The body; a read may give less than asked for.
        max_bytes: How much is worth reading.

    Returns:
        The body, or `None` if it is longer.
    """
    body = bytearray()
    while chunk := stream.read(min(_AT_ONCE, max_bytes + 1 - len(body))):
        body += chunk
        if len(body) > max_bytes:
            return None
    return bytes(body)
