"""Rate limits: a sliding window and a burst allowance."""

from __future__ import annotations

from collections import deque
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .settings import RateLimit

WINDOW = 60.0
"""Seconds that a request counts for, where the document does not say."""


class Standing(NamedTuple):
    """How a key stands after a request.

    Attributes:
        limit: Requests that its tier has in a window.
        remaining: How many of them are left.
        reset: When the oldest request stops counting, in seconds since 1970.
        retry_after: Seconds to wait, `None` where the request may pass.
    """

    limit: int
    remaining: int
    reset: int
    retry_after: int | None


class RateLimiter:
    """Counts the requests of each key in each workspace.

    In any window a key has as many requests as its tier's limit, and its burst on top of
    that; a request that is turned away does not count.

    Args:
        tiers: What each tier may send.
        window: Seconds that a request counts for.
    """

    def __init__(self, tiers: Mapping[str, RateLimit], window: float = WINDOW) -> None:
        self._tiers = tiers
        self._window = window
        self._windows: dict[tuple[str, str], deque[float]] = {}

    def reset(self) -> None:
        """Forget every request."""
        self._windows.clear()

    def admit(self, tier: str, key: str, workspace: str, now: float) -> Standing:
        """Count a request, or turn it away.

        Args:
            tier: The key's tier.
            key: The key.
            workspace: The workspace it is used for.
            now: Seconds since 1970.
        """
        rule = self._tiers[tier]
        window = self._windows.get((key, workspace))
        if window is None:
            window = self._windows[key, workspace] = deque()
        while window and window[0] <= now - self._window:
            window.popleft()
        admitted = len(window) < rule.limit + rule.burst
        if admitted:
            window.append(now)
        return Standing(
            limit=rule.limit,
            remaining=max(0, rule.limit - len(window)),
            reset=ceil(window[0] + self._window),
            retry_after=None if admitted else rule.retry_after,
        )

    def idle(self, tier: str, now: float) -> Standing:
        """How a key stands that has sent nothing."""
        limit = self._tiers[tier].limit
        return Standing(limit, limit, ceil(now + self._window), None)
