"""JSON as the sandbox reads and writes it: strict, compact, and never anything but JSON."""

from __future__ import annotations

import json
import re
from math import isinf
from typing import Any, NoReturn

_EXACT = 2.0**53  # from here on a double skips integers


def _number(text: str) -> float:
    value = float(text)
    if isinf(value):
        raise ValueError(f"{text[:40]} is out of range")
    # To JSON Schema 2.0 is an integer, and who counts tickets wants one.
    return int(value) if value.is_integer() and abs(value) < _EXACT else value


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


def _integer(text: str) -> int:
    _number(text)
    return int(text)


_LONG = re.compile(rb"[0-9]{309}")  # the digits of an integer that may be beyond a double
_decoder = json.JSONDecoder(parse_float=_number, parse_constant=_no_constant)
_careful_decoder = json.JSONDecoder(
    parse_float=_number, parse_int=_integer, parse_constant=_no_constant
)
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_canonical = json.JSONEncoder(separators=(",", ":"), sort_keys=True)

write = _encoder.encode
"""Write a value as compact JSON text."""


def encode(value: object) -> bytes:
    """Write a value as compact JSON in UTF-8."""
    return _encoder.encode(value).encode()


def decode(data: bytes) -> Any:
    """Read JSON as RFC 8259 has it.

    Args:
        data: A JSON text in UTF-8.

    Raises:
        ValueError: It is not JSON, or holds what cannot be kept: a number beyond a double, a
            lone surrogate, or nesting without an end.
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
    return _canonical.encode(value).encode()
