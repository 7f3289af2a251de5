"""Whatever a document says, it stays text: in modules, in pages, in metadata.

`LONG=1` tries more texts of chance.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from .hostile import FREE, PIECES, TEXTS, Texts, check, places

pytestmark = pytest.mark.once

QUICK = settings(
    max_examples=400 if os.environ.get("LONG") else 15,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # to shrink texts of thousands takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("piece", PIECES, ids=range(len(PIECES)))
def test_every_piece_stays_text_in_every_place(tmp_path: Path, piece: str) -> None:
    assert check(dict.fromkeys(FREE, piece), tmp_path)


@pytest.mark.parametrize("key", sorted(places()))
def test_every_place_holds_or_refuses_what_would_run(tmp_path: Path, key: str) -> None:
    text = "".join(["x" * 91, '"""', "\nimport os\n", "\\" * 3, '"' * 5, "' + x + '\u2028#"])
    assert check({key: text}, tmp_path) == (key in FREE)


@QUICK
@given(texts=TEXTS)
def test_any_text_stays_text(tmp_path: Path, texts: Texts) -> None:
    check(texts, tmp_path)
