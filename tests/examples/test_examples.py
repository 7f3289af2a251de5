"""Each example runs as it stands, and prints what its text promises."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]


def run(example: str, *arguments: str) -> str:
    """Run an example as a user does.

    Returns:
        What it printed.
    """
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GHXSTSHIP_")}
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / example), *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("example", "promised"),
    [
        ("pagination.py", ["open pipeline:", "won: ", "a page of 100 of", "later:"]),
        ("errors_and_retries.py", ["404 NOT_FOUND", "email:", "after a 503", "come back in 3600"]),
        ("idempotency.py", ["one invoice", "IDEMPOTENCY_CONFLICT", "key of that call:"]),
        ("async_concurrency.py", ["tickets"]),
        ("inbox_django.py", ["new: True", "new: False", "booked: ['Harbour Lights']"]),
        ("webhook_inbox.py", ["new: True", "new: False", "in attempt 2", "books: True 84,000"]),
        ("watching_and_pacing.py", ["again in", "list 503: 1", "list 200: 20", "left: 980"]),
    ],
)
def test_an_example_does_what_it_says(example: str, promised: list[str]) -> None:
    printed = run(example)
    assert [text for text in promised if text not in printed] == []


def test_polling_fetches_everything_once_and_then_what_changed(tmp_path: Path) -> None:
    printed = run("polling_sync.py", str(tmp_path / "deals.checkpoint"))
    first, second = printed.splitlines()
    assert int(first.split()[2]) > 100
    assert 1 <= int(second.split()[2]) <= 3
    assert second.endswith("won")


def test_the_tour_shows_all_its_stations() -> None:
    printed = run("tour.py")
    for promised in (
        "sync:  1,000 customers",
        "async: 1,000 customers",
        "replayed=True",
        "1 deal was made",
        "attempt 2 succeeded after 1.",
        "VALIDATION_ERROR",
        "open -> won",
        "verified:",
        "refused:  signature mismatch",
    ):
        assert promised in printed
