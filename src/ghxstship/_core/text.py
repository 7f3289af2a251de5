"""Text from outside: a server's as it may be shown, a caller's as it can be sent."""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"

SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of the pair that stands for one character in UTF-16: no character, so UTF-8 has no form."""


def exact_text(value: str) -> str:
    """The characters of a text as a `str` and no subclass, whose methods may say anything else."""
    return str.__str__(value)


def has_surrogate(text: str) -> bool:
    """Whether a text has a lone surrogate, so that it cannot be encoded."""
    return not text.isascii() and SURROGATE.search(text) is not None


def printable(text: str) -> str:
    """Text without characters that forge lines, steer a terminal or turn the direction of writing.

    Args:
        text: Any text.

    Returns:
        The text with a space for each white space, and U+FFFD for each control, format, surrogate,
        private or unassigned character.
    """
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else " " if character.isspace() else REPLACEMENT
        for character in text
    )


def printable_or_none(text: str | None) -> str | None:
    """The same, where there may be no text."""
    return None if text is None else printable(text)
