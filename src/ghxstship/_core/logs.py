"""Where the package logs: the logger of its own name, and those below it."""

from __future__ import annotations

import logging
import os
import sys
from typing import TextIO

from .errors import ConfigurationError
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


class _Stderr(logging.StreamHandler[TextIO]):
    """Writes to standard error where the program has no handler of its own."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, unless the root logger's handlers do."""
        if logger.propagate and logging.getLogger().handlers:
            return
        self.stream = sys.stderr  # a program, or a test, may have replaced it
        super().emit(record)


_LEVELS = {"info": logging.INFO, "debug": logging.DEBUG}
STDERR = _Stderr()
STDERR.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))


def log_as_asked(variable: str | None) -> None:
    """Log what an environment variable asks for, once for the process: its first client does it.

    Args:
        variable: The name of the variable, `None` for none. Its value is `info` or `debug`.

    Raises:
        ConfigurationError: It has another value.
    """
    text = os.environ.get(variable) if variable else None
    if not text or STDERR in logger.handlers:
        return
    level = _LEVELS.get(text.strip().lower())
    if level is None:
        raise ConfigurationError(f"{variable} must be 'info' or 'debug', not {text!r}")
    logger.addHandler(STDERR)
    logger.setLevel(level)
