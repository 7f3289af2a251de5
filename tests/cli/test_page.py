"""`docs/cli.md` has every command and option that `--help` has, and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from ghxstship.cli.app import app
from ghxstship.cli.results import EXIT_CODES, Exit

pytestmark = pytest.mark.once

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
SECTIONS = {
    found[1].strip("`"): found[2]
    for found in re.finditer(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
}
COMMON = SECTIONS["Where the API is, and secrets"] + SECTIONS["Output and exit codes"]
"""What is said of all commands at once."""
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")


def commands(command: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """The commands that do something, by their names."""
    for inner, each in getattr(command, "commands", {}).items():
        yield from commands(each, f"{name} {inner}".strip())
    if not hasattr(command, "commands"):
        yield name, command


ROOT = get_command(app)
COMMANDS = dict(commands(ROOT))


def options(command: Any) -> set[str]:
    """The long names of a command's options."""
    return {name for one in command.params for name in one.opts if name.startswith("--")}


def section_of(name: str) -> str:
    """What the page says of a command, or of the group that it is in."""
    found = next(each for each in (name, name.rpartition(" ")[0]) if each in SECTIONS)
    return SECTIONS[found]


@pytest.mark.parametrize("name", COMMANDS)
def test_each_option_of_a_command_is_told(name: str) -> None:
    told = {*OPTION.findall(section_of(name)), *OPTION.findall(COMMON)}
    assert options(COMMANDS[name]) - told == set()


@pytest.mark.parametrize("title", SECTIONS)
def test_each_option_that_is_told_is_there(title: str) -> None:
    meant = [each for name, each in COMMANDS.items() if name.startswith(title)]
    there = {name for each in meant or COMMANDS.values() for name in options(each)}
    # The page of one command may name another's option where it says which.
    named = [each for name, each in COMMANDS.items() if f"`{name}" in SECTIONS[title]]
    there |= {name for each in named for name in options(each)}
    assert {*OPTION.findall(SECTIONS[title])} - there - {"--db"} == set()


def test_each_section_is_a_command_s_or_of_all() -> None:
    groups = {part for name in COMMANDS for part in (name, name.rpartition(" ")[0])}
    assert [title for title in SECTIONS if title not in groups] == [
        "Where the API is, and secrets",
        "Output and exit codes",
    ]


def test_each_option_says_what_it_is() -> None:
    silent = [
        (name, one.name)
        for name, each in [("", ROOT), *COMMANDS.items()]
        for one in each.params
        if not str(getattr(one, "help", "") or "").endswith((".", "..."))
    ]
    assert silent == [("", "install_completion"), ("", "show_completion")][: len(silent)]


def test_the_exit_codes_are_those_there_are() -> None:
    rows = re.findall(r"^\| (\d+) \|", SECTIONS["Output and exit codes"], re.MULTILINE)
    assert [*map(int, rows)] == [*map(int, Exit), 130]  # which a shell makes of Ctrl-C
    assert [*map(int, re.findall(r"\b\d\b", EXIT_CODES))] == [*map(int, Exit)]
