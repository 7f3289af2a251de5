"""`python -m ghxstship.sandbox`: the same command as `ghxstship sandbox`."""

from __future__ import annotations

import sys

try:
    import typer

    from ghxstship.cli.encoding import use_plain_characters
    from ghxstship.cli.sandbox import sandbox
except ImportError as error:
    sys.exit(f"The sandbox needs {error.name}: pip install 'ghxstship[sandbox]'")

use_plain_characters()
typer.run(sandbox)
