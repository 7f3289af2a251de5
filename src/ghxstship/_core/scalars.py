"""Scalars as text: what a path, a query, a header or a name in a body can say."""

from __future__ import annotations

import math
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, cast
from uuid import UUID

from .checks import is_mapping
from .decimals import digits
from .errors import InvalidArgumentError
from .text import exact_text, has_surrogate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def scalar_text(name: str, value: object) -> str:
    """A scalar as it is sent, of the type that it is one of: no subclass has a say in it.

    Args:
        name: What the value is called.
        value: Text, a number, a truth value, a UUID, a date, a time, or an `Enum` of these.

    Raises:
        InvalidArgumentError: It is none of these, not finite, too long, without its time zone, or
            has a lone surrogate.
    """
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, str):
        return _encodable(name, exact_text(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(name, value)
    if isinstance(value, Decimal):
        return decimal_text(name, value, digits)
    if isinstance(value, UUID):
        return UUID.__str__(value)
    if isinstance(value, date | time):
        return _moment(name, value)
    raise InvalidArgumentError(f"{name} cannot be sent: it is a {type(value).__name__}")


def parameters(query: object) -> dict[str, object]:
    """A caller's query parameters, their names as text.

    Raises:
        InvalidArgumentError: It is no mapping, or a name is no scalar.
    """
    if not is_mapping(query):
        raise InvalidArgumentError(
            f"query must map names to values, and is a {type(query).__name__}"
        )
    named = cast("Mapping[object, object]", query).items()
    return {scalar_text("the name of a query parameter", name): value for name, value in named}


def decimal_text(name: str, value: Decimal, write: Callable[[Decimal], str]) -> str:
    """A `Decimal` as it is written by `digits` or `marked`.

    Raises:
        InvalidArgumentError: It is not finite, or too long.
    """
    try:
        return write(value)
    except ValueError as error:
        raise InvalidArgumentError(f"{name} {error}") from None


def check_zone(name: str, moment: datetime) -> None:
    """Refuse what RFC 3339 cannot say: a date-time without an offset.

    Raises:
        InvalidArgumentError: It has none.
    """
    try:
        offset = datetime.utcoffset(moment)
    except (TypeError, ValueError, NotImplementedError):  # what a caller's own zone says
        raise InvalidArgumentError(f"{name} is a datetime whose time zone has no offset") from None
    if offset is None:
        raise InvalidArgumentError(
            f"{name} is a datetime without a time zone: pass one with, such as datetime.now(UTC)"
        )


def _moment(name: str, value: date | time) -> str:
    if isinstance(value, datetime):
        check_zone(name, value)
        return datetime.isoformat(value)
    return date.isoformat(value) if isinstance(value, date) else time.isoformat(value)


def _encodable(name: str, text: str) -> str:
    if has_surrogate(text):
        raise InvalidArgumentError(f"{name} must be text without lone surrogates")
    return text


def _number(name: str, value: float) -> str:
    if isinstance(value, float):
        if not math.isfinite(value):
            raise InvalidArgumentError(f"{name} is {float.__repr__(value)}, which cannot be sent")
        return float.__repr__(value)
    try:
        return int.__repr__(value)
    except ValueError:  # an integer of over 4,300 digits
        raise InvalidArgumentError(f"{name} has too many digits to be sent") from None
