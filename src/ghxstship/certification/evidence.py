"""Text for a report: bounded, without secrets, and harmless wherever it is shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

LENGTH = 400
"""Characters that are shown of a body."""

_SECRET = "[the secret]"  # noqa: S105 - what stands in its place
# Controls move a terminal's cursor, and marks of direction turn round what is read.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


class Evidence:
    """Makes what came over the wire fit to be shown.

    Args:
        secrets: What must not be shown, wherever it comes from.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        self._secrets = sorted(secrets, key=len, reverse=True)

    def text(self, text: str) -> str:
        """A text from a receiver.

        Args:
            text: The text, which may be cut off at its end.
        """
        text = self._without_begun_secret(text)
        for secret in self._secrets:
            text = text.replace(secret, _SECRET)
        cut = text if len(text) <= LENGTH else f"{text[:LENGTH]}…"
        return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", cut.replace("\r\n", "\n"))

    def body(self, content: bytes) -> str:
        """The beginning of a body that was sent."""
        return self.text(content[: 4 * LENGTH].decode("utf-8", "replace"))

    def _without_begun_secret(self, text: str) -> str:
        """A text that was cut off within a secret ends before it."""
        for secret in self._secrets:
            for length in range(len(secret) - 1, len(secret) // 4, -1):
                if text.endswith(secret[:length]):
                    return text[:-length] + _SECRET
        return text


def shown_url(url: str) -> str:
    """A URL as it may be shown: without a user, and without what may be a token."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}{'?…' if parts.query else ''}"
