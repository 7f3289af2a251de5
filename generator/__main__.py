"""`ghxstship-generator`, in the repository `python -m generator`."""

from __future__ import annotations

import sys

from .diagnostics import DocumentError
from .runtime import IN_REPOSITORY


def main() -> None:
    """Run the command line."""
    try:
        from .cli import app  # noqa: PLC0415 - what it needs may be missing
    except ModuleNotFoundError as error:
        remedy = (
            "pip install --group generator (pip 25.1 or newer), "
            "or let nox do it: nox -s generate -- ARGUMENTS"
            if IN_REPOSITORY
            else "pip install ghxstship-generator"
        )
        sys.exit(f"The generator needs {error.name}: {remedy}")
    except DocumentError as error:  # the runtime's own declarations, which names depend on
        sys.exit(str(error))
    app(prog_name="python -m generator" if IN_REPOSITORY else "ghxstship-generator")


if __name__ == "__main__":
    main()
