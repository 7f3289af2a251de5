"""Values of enums that may grow, for type checkers: at run time they are plain values."""

from __future__ import annotations

from typing import NewType

__all__ = ["UnknownInteger", "UnknownValue"]

UnknownValue = NewType("UnknownValue", str)
"""A value of an enum that this version does not know: an answer may have it, and arguments take it.

`UnknownValue("archived")` sends a value that the platform has added since.
"""

UnknownInteger = NewType("UnknownInteger", int)
"""The same of an enum of integers."""
