"""Optional dependencies: what to install where one of them is missing."""

from __future__ import annotations

_PACKAGE = __name__.partition(".")[0]


def missing(what: str, error: ImportError, extra: str) -> str:
    """The message for a dependency that is not installed.

    Args:
        what: What needs it, as the beginning of a sentence.
        error: What importing it raised.
        extra: The extra of this package that brings it.
    """
    return f"{what} needs {error.name}: pip install '{_PACKAGE}[{extra}]'"


def module_missing(what: str, error: ImportError, extra: str) -> ModuleNotFoundError:
    """The same as the exception to raise from the import's own; it names the same module."""
    return ModuleNotFoundError(missing(what, error, extra), name=error.name)
