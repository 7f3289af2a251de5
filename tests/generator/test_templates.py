"""Templates of one's own in place of the generator's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.diagnostics import DocumentError
from generator.targets.python.rendering import OWN_TEMPLATES

from .golden.__main__ import DOCUMENTS
from .test_cli import run

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = str(DOCUMENTS[0])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    return folder


def refused(folder: Path) -> str:
    """What is said of a folder of templates, in one line."""
    arguments = ("--output", str(folder.parent / "out"), "--templates", str(folder))
    code, output = run("generate", DOCUMENT, *arguments)
    assert code == 1
    assert not (folder.parent / "out").exists()
    (line,) = [line for line in output.splitlines() if ": error: " in line]
    return line


def test_one_replaces_ours_and_may_include_it(folder: Path, tmp_path: Path) -> None:
    (folder / "README.md.jinja").write_text(
        "{% include 'default/README.md.jinja' %}\n"
        "## Help\n\nAsk {{ conventions.package }}@example.com.\n"
    )
    output = tmp_path / "out"
    arguments = (DOCUMENT, "--output", str(output))
    assert run("generate", *arguments, "--templates", str(folder))[0] == 0
    readme = (output / "README.md").read_text()
    assert "## Quick start" in readme
    assert readme.endswith("## Help\n\nAsk weather@example.com.\n")
    # The rest is what it is without, and `check` knows by which templates.
    assert run("check", *arguments, "--templates", str(folder))[0] == 0
    code, lines = run("check", *arguments)
    assert (code, "changed: README.md" in lines, "1 files differ" in lines) == (1, True, True)


def test_files_beside_the_generated_ones_stay(folder: Path, tmp_path: Path) -> None:
    (folder / "version.py.jinja").write_text('{{ header }}\n__version__ = "9"\n')
    output = tmp_path / "out"
    arguments = ("generate", DOCUMENT, "--output", str(output), "--templates", str(folder))
    assert run(*arguments)[0] == 0
    mine = [
        output / "src" / "weather" / "mine.py",
        output / "NOTES.md",
        output / "tests" / "own.py",
    ]
    for path in mine:
        path.write_text("mine = 1\n")
    assert run(*arguments)[0] == 0
    assert [path.read_text() for path in mine] == ["mine = 1\n"] * 3
    assert '__version__ = "9"' in (output / "src" / "weather" / "_version.py").read_text()


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("{{ header }}\n{% if %}\n", 2, "Expected an expression"),
        ("{{ header }}\n\n{{ tilte }}\n", 3, "'tilte' is undefined"),
        ("{{ header }}\n{% include 'other.jinja' %}\n", 2, "there is no template other.jinja"),
        ("{{ header }}\n{{ title() }}\n", 2, "not callable"),
        ("# Hello\n", 1, "begin it with {{ header }}"),
    ],
)
def test_a_faulty_one_is_named_with_its_line(folder: Path, text: str, line: int, said: str) -> None:
    (folder / "README.md.jinja").write_text(text)
    found = refused(folder)
    assert found.startswith(f"{folder}/README.md.jinja#L{line}: error: ")
    assert said in found


def test_one_that_is_not_text_is_refused(folder: Path) -> None:
    (folder / "README.md.jinja").write_bytes(b"\xff{{ header }}")
    assert "README.md.jinja" in refused(folder)


def test_one_that_writes_no_python_is_named(folder: Path) -> None:
    (folder / "version.py.jinja").write_text("{{ header }}\n__version__ = \n")
    assert f"look at the templates of {folder}" in refused(folder)


@pytest.mark.parametrize("there", [None, "readme.jinja"])
def test_a_folder_that_changes_nothing_is_refused(folder: Path, there: str | None) -> None:
    if there is None:
        folder.rmdir()
    else:
        (folder / there).write_text("{{ header }}")
    assert "is called like the one that it replaces: README.md.jinja, " in refused(folder)


def test_our_own_client_is_written_by_our_own(folder: Path) -> None:
    code, output = run("check", "--templates", str(folder))
    assert (code, "for a project of its own" in output) == (2, True)


def test_a_fault_of_ours_is_not_put_on_anyone() -> None:
    with pytest.raises(Exception, match="'title' is undefined") as caught:
        OWN_TEMPLATES.render("README.md.jinja", header="")
    assert not isinstance(caught.value, DocumentError)
