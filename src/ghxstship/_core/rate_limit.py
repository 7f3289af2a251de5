"""How much of the server's rate limit is left, as its headers tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .api import RateLimitHeaders

__all__ = ["RateLimit"]

_FIGURE = re.compile(r"\s*([0-9]{1,19})(?:\.0*)?\s*(?:;.*)?\Z", re.DOTALL)
"""A whole number; the parameters of a structured field (RFC 9651, section 3.1.2) are ignored."""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """How much of the rate limit was left when the response was made."""

    limit: int | None
    """Requests in a window."""
    remaining: int | None
    """Requests left in the window."""
    reset: int | None
    """When the window ends, in seconds since the epoch."""

    @classmethod
    def read(cls, headers: Mapping[str, str], names: RateLimitHeaders) -> RateLimit:
        """Read it from a response's headers.

        Args:
            headers: The headers.
            names: What the API calls them.

        Returns:
            The figures, each `None` where it is missing or no number. Of a header that was sent
            more than once, the smallest limit, the smallest remainder and the latest reset count.
        """
        return cls(
            limit=min(_figures(headers.get(names.limit)), default=None),
            remaining=min(_figures(headers.get(names.remaining)), default=None),
            reset=max(_figures(headers.get(names.reset)), default=None),
        )


def _figures(value: str | None) -> list[int]:
    """The numbers of a header, which is a list where it was sent more than once."""
    return [int(found[1]) for item in (value or "").split(",") if (found := _FIGURE.match(item))]
