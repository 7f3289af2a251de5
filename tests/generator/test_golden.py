"""Small documents come to what is committed, so that a change to a template is reviewed."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from .golden.__main__ import DOCUMENTS, FOLDER, golden

pytestmark = pytest.mark.once


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_it_comes_to_what_is_committed(document: Path) -> None:
    folder = FOLDER / document.stem
    paths = [path for path in folder.rglob("*") if path.is_file()]
    before = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}
    after = golden(document)
    changes = [
        line
        for path in sorted({*before, *after})
        for line in difflib.unified_diff(
            before.get(path, "").splitlines(), after.get(path, "").splitlines(), path, path, n=1
        )
    ]
    remedy = "run `python -m tests.generator.golden` and review what changed"
    assert not changes, "\n".join([*changes[:60], remedy])


def test_there_are_five() -> None:
    assert len(DOCUMENTS) == 5
