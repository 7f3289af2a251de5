"""The command line: `ghxstship --help`."""

from __future__ import annotations

import sys

from .._core.extras import missing
from .encoding import use_plain_characters


def main() -> None:
    """Run the command line (extra `cli`)."""
    use_plain_characters()
    try:
        from .app import app
    except ImportError as error:
        extra = "sandbox" if "sandbox" in sys.argv[1:2] else "cli"
        sys.exit(missing("The command line", error, extra))
    app()
