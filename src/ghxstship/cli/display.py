"""What one sees in the terminal: deliveries as they come, the catalogue of events, JSON."""

from __future__ import annotations

import json
import sys
from collections import deque
from decimal import Decimal
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.highlighter import JSONHighlighter
from rich.live import Live
from rich.table import Table
from rich.text import Text

from ghxstship._core.decimals import to_text
from ghxstship._core.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType

    from .listening import Row

_SHOWN = 20  # rows


class Board:
    """Deliveries as they come: a live table in a terminal, else a line for each."""

    def __init__(self) -> None:
        self._console = Console()
        self._rows: deque[Row] = deque(maxlen=_SHOWN)
        self._live = (
            # Messages stay where stderr goes, and come above the table where that is a terminal.
            Live(
                _table(()),
                console=self._console,
                auto_refresh=False,
                redirect_stderr=sys.stderr.isatty(),
            )
            if self._console.is_terminal
            else None
        )

    def __enter__(self) -> Callable[[Row], None]:
        """Begin to show; what it gives shows a delivery."""
        if self._live:
            self._live.start()
        return self.add

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._live:
            self._live.stop()

    def add(self, row: Row) -> None:
        """Show a delivery."""
        if self._live is None:
            print("  ".join(cell for cell in _cells(row) if cell), flush=True)
            return
        self._rows.append(row)
        self._live.update(_table(self._rows), refresh=True)


def _table(rows: Iterable[Row]) -> Table:
    table = Table(title="Deliveries", title_justify="left")
    for name in ("Time", "Event", "Status"):
        table.add_column(name)
    table.add_column("Took", justify="right")
    table.add_column("Idempotency key", overflow="fold")
    for row in rows:
        time, event, result, duration, key = map(Text, _cells(row))
        result.stylize("green" if row.good else "red")
        table.add_row(time, event, result, duration, key)
    return table


def _cells(row: Row) -> tuple[str, ...]:
    """A row's texts, which come from a server and from a receiver."""
    return tuple(map(printable, (row.time, row.name, row.result, row.duration, row.key)))


def show_catalogue(events: Iterable[tuple[str, str, str]]) -> None:
    """Show the events that there are: platform, name and summary of each."""
    table = Table()
    for name in ("Platform", "Event", "When"):
        table.add_column(name, no_wrap=name != "When")
    before = None
    for platform, name, summary in events:
        if before not in (None, platform):
            table.add_section()
        table.add_row("" if platform == before else platform.upper(), name, summary)
        before = platform
    Console().print(table)


def show_event(
    name: str, summary: str, fields: Iterable[tuple[str, str, str]], sample: object
) -> None:
    """Show what one event holds: path, type and description of each field, and a sample."""
    console = Console()
    console.print(Text(name, "bold"), Text(summary))
    table = Table(box=SIMPLE_HEAD)
    for column in ("Field", "Type", "What it is"):
        table.add_column(column, no_wrap=column == "Field")
    for path, kind, description in fields:
        table.add_row(Text(path), Text(kind), Text(description))
    console.print(table)
    _print(console, _laid_out(sample))


def show_json(content: bytes) -> None:
    """Show JSON: well laid out in a terminal, byte for byte elsewhere.

    What is not JSON, or has numbers of too many digits to lay out, is shown as it is.
    """
    console = Console()
    if console.is_terminal:
        try:
            text = _laid_out(json.loads(content, parse_float=Decimal))
        except (ValueError, RecursionError):
            text = content.decode(errors="replace")
        _print(console, text)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


def _laid_out(value: object) -> str:
    """JSON on several lines; `Console.print_json` would make floats of its numbers."""
    return to_text(value, indent=2, ensure_ascii=False)


def _print(console: Console, text: str) -> None:
    """Print JSON, in which a character that acts in a terminal is an escape, as JSON has it."""
    shown = "".join(
        each if each.isprintable() or each == "\n" else json.dumps(each)[1:-1] for each in text
    )
    console.print(JSONHighlighter()(shown), soft_wrap=True)
