"""Text of a server in messages, attributes and logs: on one line, and nothing in it acts."""

from __future__ import annotations

REPLACEMENT = "\ufffd"


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
