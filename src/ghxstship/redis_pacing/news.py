"""What answers said, kept until the next call tells Redis."""

from __future__ import annotations

from threading import Lock

from .._core.pacing import Reading


class News:
    """What was learnt and given back since Redis was last asked, by account.

    Args:
        margin: Seconds after which counts are too old to tell.
    """

    def __init__(self, margin: float) -> None:
        self._margin = margin
        self._lock = Lock()
        self._readings: dict[str, tuple[float, Reading]] = {}
        self._released: dict[str, list[float]] = {}
        self._tenths: dict[str, int] = {}

    def add(self, account: str, now: float, reading: Reading) -> None:
        """Keep what an answer said."""
        with self._lock:
            before = self._readings.get(account)
            if before is not None:
                reading = _merged(_aged(before[1], now - before[0], self._margin), reading)
            self._readings[account] = (now, reading)

    def release(self, account: str, slot: float) -> None:
        """Keep a slot that is to be given back."""
        with self._lock:
            self._released.setdefault(account, []).append(slot)

    def give_back(self, account: str, tenths: int) -> None:
        """Keep tenths of a retry's token that are to be given back."""
        with self._lock:
            self._tenths[account] = self._tenths.get(account, 0) + tenths

    def collect(self, account: str, now: float) -> tuple[Reading | None, list[float], int]:
        """Hand over what there is: a reading as it is true now, slots, and tenths of a token."""
        with self._lock:
            found = self._readings.pop(account, None)
            released = self._released.pop(account, [])
            tenths = self._tenths.pop(account, 0)
        reading = None if found is None else _aged(found[1], now - found[0], self._margin)
        return reading, released, tenths


def _aged(reading: Reading, age: float, margin: float) -> Reading:
    """A reading some seconds later: what is left of its times; old counts say nothing."""
    if age <= 0:
        return reading
    refused_for = reading.refused_for
    return Reading(
        limit=reading.limit,
        remaining=reading.remaining if age <= margin else None,
        reset_in=None if reading.reset_in is None else reading.reset_in - age,
        refused_for=None if refused_for is None or refused_for < age else refused_for - age,
    )


def _merged(before: Reading, after: Reading) -> Reading:
    """Two readings as one: the later counts, and a refusal holds until its end."""
    counts = before if after.remaining is None else after
    refusals = [each for each in (before.refused_for, after.refused_for) if each is not None]
    return Reading(
        limit=before.limit if after.limit is None else after.limit,
        remaining=counts.remaining,
        reset_in=counts.reset_in,
        refused_for=max(refusals, default=None),
    )
