"""Decimal numbers in JSON, digit for digit: a double has 15 of them, and a `Decimal` has any."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pydantic_core import from_json

if TYPE_CHECKING:
    from collections.abc import Generator

    from pydantic import TypeAdapter

ValueT = TypeVar("ValueT")

MOST_DIGITS = 1000
"""The longest number that is written, in digits: a short exponent can stand for gigabytes."""

LARGE = 128 * 1024
"""Bytes of a text above which it is made objects of before it is validated.

Where text is validated, each field that is missing has a copy of all that its object came with: an
event of 1 MiB without 16 fields took half a GiB. A page of a hundred items is below.
"""

_MARK = token_hex(16)
"""Nobody outside of this process knows it, so no text of a user's can hold it."""

_MARKED = re.compile(rf'"{_MARK}(-?[0-9.]+)"')
_MARKED_BYTES = re.compile(_MARKED.pattern.encode())
_MARK_BYTES = _MARK.encode()

# A double gives back any number of up to 15 significant digits. Only a point with seven or more
# digits after it, or ten or more before it, can belong to a longer one; or, without a point, an
# exponent with 16 or more digits before it. An `e` is frequent in text, so that a pattern that
# starts with one is slow: to translate the bytes first takes a tenth of the time.
_LONG = re.compile(rb"\.(?:(?=[0-9]{7})|(?<=[0-9]{10}\.))")
_TO_ZERO_AND_E = bytes.maketrans(b"123456789E", b"000000000e")
_LONG_BEFORE_EXPONENT = b"0" * 16 + b"e"

# Either has 16 digits and points in a row, which every fourth byte shows: four of those in a row
# are digits or points. Hardly any other text passes, and this takes a quarter of the time.
STRIDE = 4
DIGITS_AND_POINT = bytes(0 if byte in b".0123456789" else 1 for byte in range(256))
find_run = re.compile(b"\0" * (16 // STRIDE)).search


class ExactFloat(float):
    """A float that remembers the digits it was read from; pydantic makes a `Decimal` of its `str`.

    Args:
        text: A number as it stands in JSON.
    """

    __slots__ = ("_text",)  # pydantic 2.10 takes what has a `__dict__` for a model

    _text: str

    def __new__(cls, text: str) -> Self:
        """A float of a number's digits."""
        self = super().__new__(cls, text)
        self._text = text
        return self

    def __str__(self) -> str:
        return self._text

    def __reduce__(self) -> tuple[type[ExactFloat], tuple[str]]:
        return ExactFloat, (self._text,)


_decoder = json.JSONDecoder(parse_float=ExactFloat)


def validate_exactly(adapter: TypeAdapter[ValueT], body: bytes | bytearray | str) -> ValueT:
    """Validate JSON so that each `Decimal` has the very digits of the text.

    pydantic reads a number with a point or an exponent as a double first, which is exact for 15
    significant digits. Text that may have longer numbers, which is rare, is read in a slower way;
    and so is large text, whose errors would take many times its memory.

    Args:
        adapter: What to validate with.
        body: JSON.

    Returns:
        What the adapter makes of it.

    Raises:
        ValidationError: It is not JSON, or not of the adapter's type.
    """
    if len(body) > LARGE or may_be_long(body):
        try:
            value = parse_exactly(body)
        except ValueError:
            pass  # the usual way finds the same fault, and has the usual words for it
        else:
            return adapter.validate_python(value)
    return adapter.validate_json(body)


def parse_exactly(body: bytes | bytearray | str) -> Any:
    """Parse JSON so that a value validated later has what `validate_exactly` would give it.

    Raises:
        ValueError: It is not JSON, or nested deeper than pydantic reads.
    """
    encoded = body.encode() if isinstance(body, str) else body
    # pydantic decides what is JSON, and how deep: the standard library's parser also takes lone
    # surrogates, and any depth that the stack has room for.
    value = from_json(encoded)
    if not may_be_long(encoded):
        return value
    try:
        return _decoder.decode(encoded.decode())
    except RecursionError:  # the caller has used up the stack
        return value


def may_be_long(body: bytes | bytearray | str) -> bool:
    """Whether there may be a number of more digits than a double has."""
    encoded = body.encode(errors="surrogatepass") if isinstance(body, str) else body
    if find_run(encoded[::STRIDE].translate(DIGITS_AND_POINT)) is None:
        return False
    return _LONG.search(encoded) is not None or _LONG_BEFORE_EXPONENT in encoded.translate(
        _TO_ZERO_AND_E
    )


def digits(value: Decimal) -> str:
    """A number in plain notation, such as `0.0000001`: no exponent, every digit.

    Raises:
        ValueError: It is not finite, or too long.
    """
    if not value.is_finite():
        raise ValueError(f"is {value}, which JSON cannot say")
    _, figures, exponent = value.as_tuple()
    if not isinstance(exponent, int) or len(figures) + abs(exponent) > MOST_DIGITS:
        raise ValueError(f"has more than {MOST_DIGITS} digits")
    return f"{value:f}"


def marked(value: Decimal) -> str:
    """A text that stands for a number until `unmark` or `unmark_text` puts the number there.

    No encoder of JSON at hand writes a `Decimal` as a number, and a float has too few digits.

    Raises:
        ValueError: The number is not finite, or too long.
    """
    return _MARK + digits(value)


def unmark(encoded: bytes) -> bytes:
    """JSON in which the numbers stand that `marked` gave texts for."""
    return _MARKED_BYTES.sub(rb"\1", encoded) if _MARK_BYTES in encoded else encoded


def unmark_text(encoded: str) -> str:
    """The same for text."""
    return _MARKED.sub(r"\1", encoded) if _MARK in encoded else encoded


def stand_in(value: object) -> str:
    """What the standard library's encoder writes for a value that it has no form for.

    Raises:
        TypeError: It is no `Decimal`.
        ValueError: It is not finite, or too long.
    """
    if isinstance(value, Decimal):
        return marked(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def to_text(value: object, *, indent: int | None = None, ensure_ascii: bool = True) -> str:
    """JSON of mappings, lists and scalars; a `Decimal` is a number with exactly its digits.

    Args:
        value: What to write.
        indent: Spaces for each level, or `None` for one line.
        ensure_ascii: Whether other characters are escaped.

    Raises:
        TypeError: A value has no form in JSON.
        ValueError: A number is not finite, or too long.
    """
    return unmark_text(
        json.dumps(value, indent=indent, ensure_ascii=ensure_ascii, default=stand_in)
    )


_unmarked_later: ContextVar[bool] = ContextVar("_unmarked_later", default=False)


@contextmanager
def dumping(*, unmarked_later: bool) -> Generator[None]:
    """Say what becomes of a dump, since pydantic has no way to write a number's digits.

    Args:
        unmarked_later: Whether `unmark_text` is called with it.
    """
    token = _unmarked_later.set(unmarked_later)
    try:
        yield
    finally:
        _unmarked_later.reset(token)


def dumped(value: Decimal) -> str:
    """The text of a number that is too long for a float: marked where that is undone later."""
    if _unmarked_later.get():
        try:
            return marked(value)
        except ValueError:
            pass  # no number in JSON
    return str(value)
