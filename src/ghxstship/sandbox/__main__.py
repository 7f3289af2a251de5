"""`python -m ghxstship.sandbox`: the same command as `ghxstship sandbox`."""

from __future__ import annotations

import sys

from ghxstship._core.extras import missing

try:
    import typer

    from ghxstship.cli.encoding import use_plain_characters
    from ghxstship.cli.sandbox import sandbox
except ImportError as error:
    sys.exit(missing("The sandbox", error, "sandbox"))

use_plain_characters()
typer.run(sandbox)
