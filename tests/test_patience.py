"""No test fails for a machine that is slow: what it waits for, it waits for with `PATIENCE`."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

TESTS = Path(__file__).parent
FILES = sorted(each for each in TESTS.rglob("*.py") if each != Path(__file__))
WAITS = re.compile(
    r"(?:\.(?:wait|join|communicate|result|fail_after|create_connection)|asyncio\.timeout)"
    r"\((?:[^()\n]*(?:=|, ))?([1-9][0-9]*)(?:\.[0-9]*)?\)"
)
"""A wait of a second or more that is written as a number, in a program in a text as well."""
FOREVER = 3600
"""Seconds that are meant to be never: what is waited for ends the wait by another way."""
PROGRAMS = {"run", "check_call", "check_output", "communicate"}


def waits(source: str) -> list[str]:
    """The waits of a test that give up after a number of its own."""
    found = [each[0] for each in WAITS.finditer(source) if int(each[1]) < FOREVER]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", None) in PROGRAMS:
            found += [
                ast.unparse(keyword)
                for keyword in node.keywords
                if keyword.arg == "timeout" and isinstance(keyword.value, ast.Constant)
            ]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TESTS)))
def test_none_gives_up_after_a_number_of_its_own(path: Path) -> None:
    assert waits(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("done.wait(5)", [".wait(5)"]),
        ("done.wait(timeout=5.5)", [".wait(timeout=5.5)"]),
        ("thread.join(10)", [".join(10)"]),
        ("'''x.wait(5)'''", [".wait(5)"]),
        ("asyncio.timeout(30)", ["asyncio.timeout(30)"]),
        ("socket.create_connection(address, 10)", [".create_connection(address, 10)"]),
        ("subprocess.run(['x'], timeout=300)", ["timeout=300"]),
        ("pause.wait(0.01)", []),
        ("done.wait(PATIENCE)", []),
        ("done.wait(3600)", []),
        ("subprocess.run(['x'], timeout=PATIENCE)", []),
    ],
)
def test_they_are_found(source: str, expected: list[str]) -> None:
    assert waits(source) == expected
