"""Rate limits: a sliding window and a burst allowance."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
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
        reset: When another request may come at the latest, in seconds since 1970: when the oldest
            stops counting, or for one that is turned away when its `retry_after` is over.
        retry_after: Seconds to wait, `None` where the request may pass.
    """

    limit: int
    remaining: int
    reset: int
    retry_after: int | None


@dataclass(slots=True)
class _Window:
    """The requests of a key that count now.

    Attributes:
        ends: When each stops counting, oldest first.
        waiting: How many were turned away and have not been made up for.
    """

    ends: deque[float] = field(default_factory=deque[float])
    waiting: int = 0


class RateLimiter:
    """Counts the requests of each key in each workspace.

    In any window a key has as many requests as its tier's limit, and its burst on top of
    that; a request that is turned away does not count. It is asked to wait for as long as its tier
    says, and until a request stops counting: those that wait have one each, so that they do not
    all come back for the first.

    Args:
        tiers: What each tier may send.
        window: Seconds that a request counts for.
    """

    def __init__(self, tiers: Mapping[str, RateLimit], window: float = WINDOW) -> None:
        self._tiers = tiers
        self._window = window
        self._windows: dict[tuple[str, str], _Window] = {}

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
            window = self._windows[key, workspace] = _Window()
        ends = window.ends
        while ends and ends[0] <= now:
            ends.popleft()
        if len(ends) < rule.limit + rule.burst:
            window.waiting = max(0, window.waiting - 1) if ends else 0
            ends.append(now + self._window)
            return Standing(rule.limit, max(0, rule.limit - len(ends)), ceil(ends[0]), None)
        place = ends[min(window.waiting, len(ends) - 1)]
        window.waiting += 1
        return self.refused(tier, max(place - now, rule.retry_after), now)

    def refused(self, tier: str, seconds: float, now: float) -> Standing:
        """How a key stands that is asked to wait.

        Args:
            tier: The key's tier.
            seconds: How long at least.
            now: Seconds since 1970.
        """
        reset = ceil(now + seconds)
        return Standing(self._tiers[tier].limit, 0, reset, ceil(reset - now))

    def documented_wait(self, tier: str) -> int:
        """The seconds that the document lets a 429 ask for."""
        return self._tiers[tier].retry_after

    def idle(self, tier: str, now: float) -> Standing:
        """How a key stands that has sent nothing."""
        limit = self._tiers[tier].limit
        return Standing(limit, limit, ceil(now + self._window), None)
