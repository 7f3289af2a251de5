"""Whether Redis is away, noticed and said once."""

from __future__ import annotations

from threading import Lock

from .._core.logs import get_logger

_PAUSE = 1.0  # seconds without Redis until it is asked again

_logger = get_logger(__name__.partition(".")[0])


class Absence:
    """Knows since when Redis does not answer; times are seconds on the caller's clock."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked_again: float | None = None

    def lasts(self, now: float) -> bool:
        """Whether Redis is to be left alone for the moment; one call in a while tries it."""
        with self._lock:
            if self._asked_again is None:
                return False
            if now < self._asked_again:
                return True
            self._asked_again = now + _PAUSE
            return False

    def begins(self, now: float, error: Exception) -> None:
        """Redis failed."""
        with self._lock:
            known = self._asked_again is not None
            self._asked_again = now + _PAUSE
        if not known:
            name = type(error).__name__  # its message may hold a password
            _logger.warning("calls go on without pacing: Redis failed with %s", name)

    def ends(self) -> None:
        """Redis answered."""
        with self._lock:
            known = self._asked_again is not None
            self._asked_again = None
        if known:
            _logger.warning("Redis answers again: calls are paced again")
