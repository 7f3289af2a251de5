"""Where the package logs: the logger of its own name, and those below it."""

from __future__ import annotations

import logging

from .text import printable


class _Printable(logging.Filter):
    """Cleans what fills a line's places: a server's text may be among it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Clean a record; every record passes."""
        if isinstance(record.args, tuple):
            record.args = tuple(_clean(one) for one in record.args)
        elif record.args is not None:
            record.args = {name: _clean(one) for name, one in record.args.items()}
        return True


def _clean(value: object) -> object:
    """Text, or what may become it, as printable text; numbers stay what they are."""
    if value is None or isinstance(value, int | float):
        return value
    return printable(str(value))


_PRINTABLE = _Printable()


def get_logger(name: str) -> logging.Logger:
    """A logger whose lines are printable.

    Args:
        name: The package's name, or one below it.
    """
    found = logging.getLogger(name)
    found.addFilter(_PRINTABLE)
    return found


logger = get_logger(__name__.partition(".")[0])
