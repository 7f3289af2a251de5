"""The programs of the docs run as they stand, and print what their comments say.

A line `print(...)  # text` prints `text`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ghxstship.sandbox import Sandbox

from .test_readme import run

if TYPE_CHECKING:
    from collections.abc import Generator

    from ghxstship.sandbox import Server

pytestmark = pytest.mark.once

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("calls", "streams", "polling", "testing", "middleware", "sandbox")


def programs(page: str) -> list[str]:
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    return [part.partition("```")[0] for part in text.split("```python\n")[1:]]


CASES = [
    pytest.param(text, id=f"{page}-{number}")
    for page in PAGES
    for number, text in enumerate(programs(page), 1)
]


@pytest.fixture(scope="module")
def server() -> Generator[Server]:
    with Sandbox().serve() as running:
        yield running


@pytest.mark.parametrize("text", CASES)
def test_a_program_of_the_docs_does_what_it_says(text: str, server: Server, tmp_path: Path) -> None:
    if "def test_" in text:
        file = tmp_path / "test_page.py"
        file.write_text(text, encoding="utf-8")
        arguments = ["-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(file)]
        printed = run(f"import pytest; pytest.main({arguments!r})", server)
        assert f"{text.count('def test_')} passed" in printed
    else:
        promised = re.findall(r"^ *print\(.*\)  # (.+)$", text, re.MULTILINE)
        assert promised
        assert run(text, server).splitlines() == promised


def test_every_page_is_in_the_index_and_the_index_in_the_readme() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    pages = {path.name for path in DOCS.glob("*.md")} - {"README.md"}
    assert [name for name in sorted(pages) if f"({name})" not in index] == []
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    assert "(docs/README.md)" in readme
    assert "(docs/glossary.md)" in readme


def test_the_words_of_the_glossary_are_sorted_and_there_once() -> None:
    text = (DOCS / "glossary.md").read_text(encoding="utf-8")
    words = [line.split(" | ")[0][2:].lower() for line in text.splitlines() if line[:2] == "| "][2:]
    assert words == sorted(set(words))
