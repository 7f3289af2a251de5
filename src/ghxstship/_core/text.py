"""Text of a server in messages, attributes and logs: on one line, and nothing in it acts."""

from __future__ import annotations

from .tracebacks import raised_below

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


def clean_messages(error: BaseException) -> None:
    """Clean the messages of another library's exceptions, which tracebacks show below ours.

    Args:
        error: An exception, those that led to it included; what the caller was handling is not.
    """
    for each in raised_below(error):
        each.args = tuple(printable(one) if isinstance(one, str) else one for one in each.args)
        # The text of these is made of attributes, not of `args`.
        if isinstance(each, OSError):
            _clean(each, "strerror")
        elif isinstance(each, UnicodeDecodeError | UnicodeEncodeError | UnicodeTranslateError):
            _clean(each, "reason")
        elif isinstance(each, ImportError | SyntaxError):
            _clean(each, "msg")


def _clean(error: BaseException, attribute: str) -> None:
    text: object = getattr(error, attribute)
    if isinstance(text, str):
        setattr(error, attribute, printable(text))
