"""Documents of other companies, where they are at hand: in `../shared/documents` beside this
repository, or where `GENERATOR_DOCUMENTS` says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).parents[3] / "shared" / "documents"
FOLDER = Path(os.environ.get("GENERATOR_DOCUMENTS") or _BESIDE)


def real_document(name: str) -> Path:
    """One of them, by its file's name; the test is skipped where it is not at hand."""
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"{name} is not at hand")
    return path
