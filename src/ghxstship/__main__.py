"""`python -m ghxstship`: the same as the command `ghxstship`."""

from __future__ import annotations

from .cli import main

main()
