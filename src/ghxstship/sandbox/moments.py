"""Points in time as fixed-width text, so that their order is the order of their letters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_FIRST = "0001-01-01T00:00:00.000000Z"
_LAST = "9999-12-31T23:59:59.999999Z"


def moment(seconds: float) -> str:
    """A point in time.

    Args:
        seconds: Seconds since 1970-01-01T00:00:00Z.
    """
    return _written(datetime.fromtimestamp(seconds, UTC))


def normalized(text: str) -> str:
    """An RFC 3339 date-time in UTC, to the microsecond.

    What lies outside of the years 1 to 9999 in UTC becomes the nearest point inside; a leap
    second becomes the second before it.
    """
    text = text.upper()
    if text[17:19] == "60":
        text = f"{text[:17]}59{text[19:]}"
    try:
        return _written(datetime.fromisoformat(text).astimezone(UTC))
    except (ValueError, OverflowError):
        return _FIRST if text < "1000" else _LAST


def seconds(text: str) -> float:
    """Seconds since 1970-01-01T00:00:00Z of a point in time."""
    return datetime.fromisoformat(text).timestamp()


def later(text: str, **delta: float) -> str:
    """A point in time that lies some time after another, as `timedelta` takes it."""
    return _written(datetime.fromisoformat(text) + timedelta(**delta))


def _written(at: datetime) -> str:
    return at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
