"""How much of the server's rate limit is left, as its headers tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .api import RateLimitHeaders

__all__ = ["RateLimit"]


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
            The figures, each `None` where it is missing or no number.
        """
        return cls(
            limit=_figure(headers.get(names.limit)),
            remaining=_figure(headers.get(names.remaining)),
            reset=_figure(headers.get(names.reset)),
        )


def _figure(value: str | None) -> int | None:
    good = value is not None and value.isascii() and value.isdigit() and len(value) < 20
    return int(value) if value is not None and good else None
