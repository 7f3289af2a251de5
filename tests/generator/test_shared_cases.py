"""Small documents, each with one thing that real documents have: generated, imported, called.

They lie beside the project, or where `GENERATOR_CASES` says.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.analysis import analyze
from generator.load import load
from generator.targets.python.package import project_files

from .exercise import exercise, in_memory

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("GENERATOR_CASES", ROOT.parent / "shared" / "cases" / "openapi"))
CASES = sorted(path for path in FOLDER.glob("*.yaml") if path.stem != "common")


@pytest.mark.skipif(not CASES, reason=f"{FOLDER} has no documents")
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_it_comes_out_whole(path: Path) -> None:
    api, _ = analyze(load(path))
    assert not api.left_out
    with in_memory(project_files(api), api.conventions.package) as package:
        assert exercise(api, package)
