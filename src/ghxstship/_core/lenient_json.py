"""JSON with values that pydantic refuses to parse, one of which would lose all the others.

RFC 8259 allows an escape of half a surrogate pair, which is what is left of a character that was
cut in two (section 8.2), and an integer of any length (section 6).
"""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from typing import TYPE_CHECKING, Any, ClassVar, cast

from .decimals import ExactFloat, may_be_long, parse_exactly
from .text import REPLACEMENT, SURROGATE

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 200
"""Levels of arrays and objects in each other, as pydantic has it."""

MOST_DIGITS = 4300
"""Digits of an integer, as pydantic and Python have it: to convert them takes quadratic time."""


class Unreadable(str):
    """What is kept of a value that is not of any type's."""

    __slots__ = ()

    wanted: ClassVar[str]
    """What it should have been."""


class HalfPair(Unreadable):
    """A text with U+FFFD for each half of a surrogate pair, which no encoding can express."""

    __slots__ = ()

    wanted = "Input should be a valid string, without half of a surrogate pair"


class LongInteger(Unreadable):
    """The digits of an integer of too many."""

    __slots__ = ()

    wanted = f"Input should be a number of at most {MOST_DIGITS} digits"


def parse_leniently(body: bytes | bytearray | str) -> Any:
    """Parse JSON as `parse_exactly` does; what that refuses and JSON allows is `Unreadable`.

    A byte order mark at its start is ignored (RFC 8259, section 8.1).

    Raises:
        ValueError: It is not JSON, or nested deeper than pydantic reads.
    """
    body = body.removeprefix("\ufeff") if isinstance(body, str) else body.removeprefix(BOM_UTF8)
    try:
        return parse_exactly(body)
    except ValueError as error:
        failure = error
    encoded = body.encode() if isinstance(body, str) else body
    float_type = ExactFloat if may_be_long(encoded) else float
    decoder = json.JSONDecoder(parse_float=float_type, parse_int=_integer)
    try:
        return _kept(decoder.decode(encoded.decode()), 0)
    except RecursionError:
        raise failure from None


def unreadable(value: object) -> Iterator[tuple[tuple[str | int, ...], Unreadable]]:
    """What is unreadable in a value of JSON, with its place; a name has that of its member."""
    if isinstance(value, Unreadable):
        yield (), value
    place: list[str | int] = []
    levels = [_members(value)]
    while levels:
        for key, inner in levels[-1]:
            if isinstance(key, Unreadable):
                yield (*place, key), key
            if isinstance(inner, Unreadable):
                yield (*place, key), inner
            elif inner and isinstance(inner, (list, dict)):
                place.append(key)
                levels.append(_members(cast("object", inner)))
                break
        else:
            levels.pop()
            del place[-1:]


def holds_unreadable(value: object) -> bool:
    """Whether anything in a value of JSON is unreadable."""
    return next(unreadable(value), None) is not None


def plain(value: Any) -> Any:
    """A value of JSON with text for what is unreadable."""
    if isinstance(value, Unreadable):
        return str(value)
    if isinstance(value, list):
        return [plain(each) for each in cast("list[object]", value)]
    if isinstance(value, dict):
        return {plain(key): plain(each) for key, each in cast("dict[str, object]", value).items()}
    return value


def _integer(digits: str) -> int | LongInteger:
    return int(digits) if len(digits) <= MOST_DIGITS else LongInteger(digits)


def _kept(value: Any, depth: int) -> Any:
    """A value that the standard library parsed, without surrogates."""
    if isinstance(value, str):
        text = value if value.isascii() else SURROGATE.sub(REPLACEMENT, value)
        return value if text == value else HalfPair(text)
    if not isinstance(value, list | dict):
        return value
    if depth == DEEPEST:
        raise RecursionError
    if isinstance(value, list):
        return [_kept(each, depth + 1) for each in cast("list[object]", value)]
    members = cast("dict[str, object]", value).items()
    return {_kept(key, depth + 1): _kept(each, depth + 1) for key, each in members}


def _members(value: object) -> Iterator[tuple[str | int, object]]:
    if isinstance(value, dict):
        yield from cast("dict[str, object]", value).items()
    elif isinstance(value, list):
        yield from enumerate(cast("list[object]", value))
