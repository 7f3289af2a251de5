"""Words and figures that the reports for people share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..review import Review

_CODE = re.compile("`([^`]+)`")


def duration(seconds: float) -> str:
    """A time as a person says it."""
    if seconds >= 0.9995:
        return f"{seconds:.1f} s" if seconds < 9.95 else f"{seconds:.0f} s"
    milliseconds = seconds * 1000
    return f"{milliseconds:.1f} ms" if milliseconds < 9.95 else f"{milliseconds:.0f} ms"


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a text, and whether each is code."""
    for number, piece in enumerate(_CODE.split(text)):
        if piece:
            yield piece, number % 2 == 1


def verdict(review: Review) -> str:
    """How a review ended."""
    if review.passed:
        return "Your receiver passes"
    if review.failed:
        return "Your receiver does not pass yet"
    return "Your receiver is not reviewed completely"
