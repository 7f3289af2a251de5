"""What a server or a receiver says is shown, and does nothing in a terminal."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from ghxstship.cli import display
from ghxstship.cli.display import Board
from ghxstship.cli.listening import Row
from ghxstship.cli.results import tell

ACTS = "\x1b[31m\r\nforged\x07\u202e\u2066[bold]"
ROW = Row(datetime(2026, 1, 1, tzinfo=UTC), "atlvs", ACTS, ACTS, None)


def test_a_line_of_a_delivery_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with Board() as show:
        show(ROW)
    (line,) = capsys.readouterr().out.splitlines()
    assert line.isprintable()
    assert "forged" in line


def test_a_row_of_a_delivery_does_not_act(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, color_system=None, width=120)
    monkeypatch.setattr(display, "Console", lambda: console)
    with Board() as show:
        show(ROW)
    shown = out.getvalue()
    assert "\x1b[31m" not in shown
    assert "\x07" not in shown
    assert "\u202e" not in shown
    assert "[bold]" in shown


def test_a_message_keeps_its_lines_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    tell("one\x1b[31m\ntwo\u202e")
    assert capsys.readouterr().err == "one\ufffd[31m\ntwo\ufffd\n"
