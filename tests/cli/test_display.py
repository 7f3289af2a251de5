"""What a server or a receiver says is shown, and does nothing in a terminal."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from ghxstship.cli import display
from ghxstship.cli.display import Board, show_event, show_json
from ghxstship.cli.listening import Row
from ghxstship.cli.results import give, tell

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


AMOUNTS = st.from_regex(r"(0|[1-9][0-9]{0,14})\.[0-9]{1,15}", fullmatch=True)


def written(function: Callable[[], None], *, terminal: bool = False) -> str:
    """What a function writes, in a terminal or not."""
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, color_system=None, width=20)
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out):
        patch.setattr(display, "Console", lambda: console)
        function()
    return out.getvalue()


@given(AMOUNTS)
def test_an_amount_is_a_number_with_all_its_digits_wherever_it_is_shown(amount: str) -> None:
    sample = {"value": Decimal(amount), "name": "Café", "also": [Decimal(amount)]}
    content = f'{{"value": {amount}, "name": "Café", "also": [{amount}]}}'
    laid_out = f'"value": {amount},\n  "name": "Café",\n  "also": [\n    {amount}\n  ]\n}}\n'
    assert written(lambda: show_json(content.encode()), terminal=True) == "{\n  " + laid_out
    assert written(lambda: show_event("deal.won", "", (), sample)).endswith("{\n  " + laid_out)
    line = written(lambda: give(sample))
    assert line == content.replace("é", "\\u00e9") + "\n"
    assert json.loads(line, parse_float=Decimal) == sample


LONG = [
    '{"a": %s}' % ("9" * 5000),
    '{"a": 1.%s}' % ("9" * 5000),
    '{"a": 1e999999999}',
    "[" * 10_000 + "]" * 10_000,
    "no JSON",
]


@pytest.mark.parametrize("content", LONG, ids=[each[:12] for each in LONG])
def test_what_cannot_be_laid_out_is_shown_as_it_is(content: str) -> None:
    assert written(lambda: show_json(content.encode()), terminal=True) == content + "\n"


@pytest.mark.parametrize("also", ["", "9" * 5000])
def test_json_does_not_act_in_a_terminal_and_has_the_same_values(also: str) -> None:
    value = {"a": "\x1b[31m\x9b1m\u202e\u2066\x7f\ue000\U000e0001é😀", "b": also}
    content = json.dumps(value, ensure_ascii=False).encode()
    shown = written(lambda: show_json(content), terminal=True)
    assert shown.replace("\n", "").isprintable()
    assert "é😀" in shown
    assert json.loads(shown) == value
    half = written(lambda: show_json(rb'["\ud800"]'), terminal=True)
    assert half == '[\n  "\\ud800"\n]\n'


def test_what_is_no_json_is_no_result() -> None:
    with pytest.raises(TypeError, match="datetime has no form in JSON"):
        give({"at": datetime(2026, 1, 1, tzinfo=UTC)})
