"""The command line: `ghxstship --help`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line (extra `cli`)."""
    try:
        from .app import app  # noqa: PLC0415 - the extra may be missing
    except ImportError as error:
        sys.exit(f"The command line needs {error.name}: pip install 'ghxstship[cli]'")
    app()
