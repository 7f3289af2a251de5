"""The page on faults says what the suite shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from .faults import FAULTS

if TYPE_CHECKING:
    from .faults import Fault

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")


def row(fault: Fault) -> str:
    """A fault's row in the page."""
    name = fault.name + (f", with a `{fault.with_settings}`" if fault.with_settings else "")
    seen = "the answer" if fault.error is None else f"`{fault.error.__name__}`"
    message = "" if fault.error is None else f"`{fault.says}`"
    return f"| {name} | {seen} | {message} | {fault.attempts} |"


def test_every_fault_is_in_the_table() -> None:
    table = re.search(r"^\| --- .*\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    assert table is not None
    assert table[1].splitlines() == [row(fault) for fault in FAULTS]


def test_every_test_that_is_named_exists() -> None:
    named = set(re.findall(r"`((?:Test\w+\.)?test_\w+)`", PAGE))
    assert len(named) > 10
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    for name in named:
        for part in name.split("."):
            assert re.search(rf"^ *(?:async )?(?:def|class) {part}\b", source, re.MULTILINE), name
