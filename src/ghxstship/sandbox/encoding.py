"""JSON as the sandbox reads and writes it: strict, compact, and never anything but JSON."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from .._core.decimals import digits, stand_in, unmark_text

_EXPONENTS = range(-400, 309)  # those of a double, and some below
_LONGEST = 500  # characters
_EXACT = 16  # digits; a longer whole number stays as it was written


def _number(text: str) -> int | Decimal:
    """A number with a point or an exponent, digit for digit."""
    try:
        value = Decimal(text)
    except InvalidOperation:  # an exponent beyond Decimal's own
        raise ValueError(f"{text[:40]} is out of range") from None
    if len(text) > _LONGEST or value.adjusted() not in _EXPONENTS:
        raise ValueError(f"{text[:40]} is out of range")
    # To JSON Schema 2.0 is an integer, and who counts tickets wants one.
    is_whole = value.adjusted() < _EXACT and value == value.to_integral_value()
    return int(value) if is_whole else value


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


def _integer(text: str) -> int:
    _number(text)
    return int(text)


def _canonical(value: object) -> str:
    if isinstance(value, Decimal):
        text = digits(value)
        return text.rstrip("0").rstrip(".") if "." in text else text
    raise TypeError(f"{type(value).__name__} has no form in JSON")


_LONG = re.compile(rb"[0-9]{309}")  # the digits of an integer that may be beyond a double
_decoder = json.JSONDecoder(parse_float=_number, parse_constant=_no_constant)
_careful_decoder = json.JSONDecoder(
    parse_float=_number, parse_int=_integer, parse_constant=_no_constant
)
_encoder = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=stand_in
)
_canonical_encoder = json.JSONEncoder(separators=(",", ":"), sort_keys=True, default=_canonical)


def write(value: object) -> str:
    """Write a value as compact JSON text; a `Decimal` is a number with exactly its digits."""
    return unmark_text(_encoder.encode(value))


def encode(value: object) -> bytes:
    """Write a value as compact JSON in UTF-8."""
    return write(value).encode()


def decode(data: bytes) -> Any:
    """Read JSON as RFC 8259 has it; a number that is not whole is a `Decimal`.

    Args:
        data: A JSON text in UTF-8.

    Raises:
        ValueError: It is not JSON, or holds what cannot be kept: a number beyond those of a
            double, a lone surrogate, or nesting without an end.
    """
    try:
        decoder = _careful_decoder if _LONG.search(data) else _decoder
        value = decoder.decode(data.decode())
        if b"\\u" in data:
            encode(value)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return value


def canonical(value: object) -> bytes:
    """Write a value so that equal values are equal bytes."""
    return _canonical_encoder.encode(value).encode()
