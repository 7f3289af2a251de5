"""The command line: `ghxstship --help`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line (extra `cli`)."""
    try:
        from .app import app
    except ImportError as error:
        extra = "sandbox" if "sandbox" in sys.argv[1:2] else "cli"
        sys.exit(f"The command line needs {error.name}: pip install 'ghxstship[{extra}]'")
    app()
