"""Rows as an inbox wrote them. SQLite checks no types, so a damaged file can hold anything."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from .records import Counts, DeadLetter, Lease, moment

if TYPE_CHECKING:
    from collections.abc import Sequence

_BYTES = (bytes, memoryview)
_TEXT = (str,)
_TEXT_OR_NULL = (str, type(None))
_NUMBER = (int, float)
_NUMBER_OR_NULL = (int, float, type(None))
_LEASE = ((int,), _TEXT, _TEXT, _TEXT_OR_NULL, _NUMBER_OR_NULL, _NUMBER, _BYTES, (int,))
_DEAD_LETTER = ((int,), _TEXT, _TEXT, _BYTES, (int,), _TEXT, _NUMBER, _NUMBER)
_STATES = frozenset(field.name for field in fields(Counts))


class DamagedRowError(ValueError):
    """A row is not as an inbox writes it."""


def lease_of(row: Sequence[Any], token: str) -> Lease:
    """A claim on the event of a row of `tables.NEXT`.

    Args:
        row: The row.
        token: Whose claim it is.

    Returns:
        The claim, without `newest`, which another table has.

    Raises:
        DamagedRowError: The row is not as an inbox writes it.
    """
    _, key, name, resource, happened, received, body, attempts = _checked(row, _LEASE)
    for seconds in (happened, received):
        if seconds is not None:
            _moment(seconds)
    return Lease(
        token=token,
        key=key,
        name=name,
        resource=resource,
        happened=happened,
        received=received,
        body=bytes(body),
        attempt=attempts + 1,
        newest=None,
    )


def newest_of(rows: Sequence[Sequence[Any]]) -> float | None:
    """When the newest handled event of a resource had happened, of the rows of `tables.NEWEST`.

    Raises:
        DamagedRowError: The row is not as an inbox writes it.
    """
    if not rows:
        return None
    (newest,) = _checked(rows[0], (_NUMBER_OR_NULL,))
    if newest is None:
        return None
    _moment(newest)
    return float(newest)


def dead_letter_of(row: Sequence[Any]) -> DeadLetter:
    """The dead letter of a row of `tables.DEAD_LETTERS`.

    Raises:
        DamagedRowError: The row is not as an inbox writes it; the message names the event.
    """
    try:
        return _dead_letter_of(row)
    except DamagedRowError as error:
        seq, key, *_ = row
        raise DamagedRowError(f"event {key!r} in row {seq} is damaged: {error}") from None


def _dead_letter_of(row: Sequence[Any]) -> DeadLetter:
    _, key, name, body, attempts, error, received, settled = _checked(row, _DEAD_LETTER)
    return DeadLetter(
        key=key,
        name=name,
        body=bytes(body),
        attempts=attempts,
        error=error,
        received_at=_moment(received),
        died_at=_moment(settled),
    )


def counts_of(rows: Sequence[Sequence[Any]]) -> Counts:
    """The counts of the rows of `tables.COUNTS`.

    Raises:
        DamagedRowError: A row is not as an inbox writes it.
    """
    counts = {row[0]: row[1] for row in rows if _checked(row, (_TEXT, (int,)))}
    if not counts.keys() <= _STATES:
        raise DamagedRowError("an event is in no state that there is")
    return Counts(**counts)


def single(rows: Sequence[Sequence[Any]], kind: type) -> Any:
    """The one value of the one row that there is.

    Raises:
        DamagedRowError: There is another number of rows, or the value is of another kind.
    """
    if len(rows) != 1:
        raise DamagedRowError(f"there are {len(rows)} rows where there is one")
    (value,) = _checked(rows[0], ((kind, memoryview) if kind is bytes else (kind,),))
    return bytes(value) if kind is bytes else value


def _checked(row: Sequence[Any], kinds: Sequence[tuple[type, ...]]) -> Sequence[Any]:
    for value, allowed in zip(row, kinds, strict=True):
        if not isinstance(value, allowed):
            raise DamagedRowError(f"a value is a {type(value).__name__}, which no inbox wrote")
    return row


def _moment(seconds: float) -> Any:
    try:
        return moment(seconds)
    except (ValueError, OverflowError, OSError):
        raise DamagedRowError("a value is no moment") from None
