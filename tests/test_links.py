"""Every link between our pages leads somewhere, and the README's do on the package index too."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import ghxstship

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FOLDERS = (".github", "benchmarks", "docs", "examples", "generator", "mutation", "tests")
PAGES = sorted([*ROOT.glob("*.md"), *(p for one in FOLDERS for p in (ROOT / one).rglob("*.md"))])
SOURCE = PROJECT["project"]["urls"]["Source"]
AT_THIS_VERSION = f"{SOURCE}/blob/v{ghxstship.__version__}/"


def without_blocks(text: str) -> str:
    """Markdown without its blocks of code, in which a bracket is no link and `#` no heading."""
    return re.sub(r"^( *)```.*?^ *```$", "", text, flags=re.DOTALL | re.MULTILINE)


def links(text: str) -> list[str]:
    prose = re.sub(r"(`+)[^`\n][^`]*?\1", "", without_blocks(text))
    return re.findall(r"\]\(([^)\s]+)\)", prose)


def anchors(path: Path) -> set[str]:
    """What GitHub and the package index call the headings of a page."""
    found: set[str] = set()
    text = without_blocks(path.read_text(encoding="utf-8"))
    for heading in re.findall(r"^#{1,6} (.+)$", text, re.MULTILINE):
        shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", shown.strip().lower()).replace(" ", "-")
        number = 0
        while (unique := f"{slug}-{number}" if number else slug) in found:
            number += 1
        found.add(unique)
    return found


def dead(page: Path) -> list[str]:
    """The relative links of a page that lead nowhere."""
    found: list[str] = []
    for link in links(page.read_text(encoding="utf-8")):
        file, _, anchor = link.partition("#")
        target = page.parent / file if file else page
        if re.match(r"[a-z]+:", link):
            continue
        if not target.exists() or (anchor and anchor not in anchors(target)):
            found.append(link)
    return found


@pytest.mark.once
@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    assert dead(page) == []


@pytest.mark.once
def test_a_dead_link_or_anchor_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    (tmp_path / "other.md").write_text("# A `b`: c\n\n## Twice\n\n## Twice\n", encoding="utf-8")
    good = "[a](other.md#a-b-c) [b](other.md#twice-1) [c](#title) [d](https://x.example/no)"
    bad = "[a](none.md) [b](other.md#twice-2) [c](#none)"
    page.write_text(f"# Title\n{good}\n{bad}\n`[d](code.md)`\n", encoding="utf-8")
    assert dead(page) == ["none.md", "other.md#twice-2", "#none"]


def absolute(text: str) -> str:
    """The README as the build makes it for the package index."""
    hook = PROJECT["tool"]["hatch"]["metadata"]["hooks"]["fancy-pypi-readme"]
    assert hook["fragments"] == [{"path": "README.md"}]
    for one in hook["substitutions"]:
        text = re.sub(one["pattern"], one["replacement"], text)
    return text.replace("$HFPR_VERSION", ghxstship.__version__)


def check_index_page(text: str, anchors_of_readme: set[str]) -> None:
    """Each link is absolute or within the page, and those into the source lead to a file of it."""
    found = links(text)
    into_the_source = [link for link in found if link.startswith(AT_THIS_VERSION)]
    assert len(into_the_source) >= 10
    for link in found:
        within = link.removeprefix("#") in anchors_of_readme
        assert within if link.startswith("#") else link.startswith("https://"), link
    for link in into_the_source:
        assert (ROOT / link.removeprefix(AT_THIS_VERSION).partition("#")[0]).exists(), link


@pytest.mark.once
def test_the_readme_has_no_relative_link_on_the_package_index() -> None:
    readme = ROOT / "README.md"
    check_index_page(absolute(readme.read_text(encoding="utf-8")), anchors(readme))


@pytest.mark.once
def test_the_changelog_that_the_index_names_is_ours() -> None:
    assert PROJECT["project"]["urls"]["Changelog"] == f"{SOURCE}/blob/main/CHANGELOG.md"
