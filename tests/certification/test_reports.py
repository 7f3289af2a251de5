"""The three reports: what they hold, and what they keep to themselves."""

from __future__ import annotations

import io
import json
from html.parser import HTMLParser
from typing import Any

import pytest
from rich.console import Console

from ghxstship.certification import CHECKS, Review
from ghxstship.certification.advice import NOT_SEEN
from ghxstship.certification.evidence import LENGTH
from ghxstship.certification.reports.data import as_data
from ghxstship.certification.reports.page import MARK, page
from ghxstship.certification.reports.terminal import show
from ghxstship.certification.reports.wording import duration
from ghxstship.events import EVENT_NAMES
from ghxstship.webhooks.conventions import SIGNATURE

from .receivers import NEW, OLD
from .reviews import SCRIPT, failing, hostile, incomplete, passing

pytestmark = pytest.mark.once


def in_terminal(review: Review, width: int = 80, *, colours: bool = False) -> str:
    file = io.StringIO()
    show(review, Console(file=file, width=width, force_terminal=colours, highlight=False))
    return file.getvalue()


def data(review: Review) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(json.dumps(as_data(review)))
    return parsed


@pytest.mark.parametrize("make", [passing, failing, incomplete, hostile])
def test_no_report_has_a_secret(make: Any) -> None:
    review = make()
    for report in (in_terminal(review, 1000), json.dumps(as_data(review)), page(review)):
        for secret in (NEW, OLD, "lovelace", "token"):
            assert secret not in report


class TestData:
    def test_of_one_that_passes(self) -> None:
        found = data(passing())
        assert found["passed"] is found["complete"] is True
        assert found["counts"] == {"passed": len(CHECKS), "failed": 0, "skipped": 0}
        assert [check["id"] for check in found["checks"]] == [check.id for check in CHECKS]
        assert found["times"]["count"] == sum(len(c["deliveries"]) for c in found["checks"])
        assert 0 < found["times"]["median_ms"] <= found["times"]["slowest_ms"]
        assert (found["limit_ms"], found["advice"]) == (10_000, None)
        assert found["not_seen"] == list(NOT_SEEN)

    def test_of_one_that_is_not_complete(self) -> None:
        found = data(incomplete())
        assert found["passed"] is found["complete"] is False
        assert found["counts"] == {"passed": len(CHECKS) - 1, "failed": 0, "skipped": 1}

    def test_of_one_that_fails(self) -> None:
        found = data(failing())
        assert found["passed"] is False
        assert found["url"].endswith("/hooks?…")
        (every, *_) = found["checks"]
        assert (every["id"], every["result"]) == ("every-event", "failed")
        assert set(every["problems"]) == {
            f"Your receiver answered 500 to the event {name}."
            for name in EVENT_NAMES
            if name.startswith("ticket.")
        }
        assert every["fix"][0] == CHECKS[0].fix
        wrong = [each for each in every["deliveries"] if not each["ok"]]
        assert len(wrong) == 4
        assert wrong[0]["answer"]["body"] == "KeyError: 'stage'"
        assert wrong[0]["answer"]["headers"]["content-type"] == "text/plain"
        assert wrong[0]["request"]["headers"][SIGNATURE.header].startswith("t=")
        (large,) = found["checks"][2]["deliveries"]
        assert (large["request"]["bytes"], len(large["request"]["body"])) == (1024**2, LENGTH + 1)
        twice = {each["request"]["idempotency_key"] for each in found["checks"][3]["deliveries"]}
        assert len(twice) == 1
        assert page(failing()).count(twice.pop()) == 3
        (skipped,) = [check for check in found["checks"] if check["result"] == "skipped"]
        assert (skipped["id"], skipped["deliveries"]) == ("rotation", [])

    def test_what_a_receiver_says_is_bounded(self) -> None:
        assert len(json.dumps(as_data(hostile()))) < 500_000


class TestTerminal:
    def test_the_verdict_is_the_last_line(self) -> None:
        *_, last = in_terminal(passing()).splitlines()
        assert last.startswith(f"Your receiver passes: {len(CHECKS)} passed, 0 failed, 0 skipped.")
        *_, last = in_terminal(failing()).splitlines()
        assert last.startswith("Your receiver does not pass yet: ")
        *_, last = in_terminal(incomplete()).splitlines()
        assert last.startswith("Your receiver is not reviewed completely: ")

    def test_every_check_fits_a_line(self) -> None:
        lines = in_terminal(passing()).splitlines()
        for check in CHECKS:
            assert any(check.id in line and check.title in line for line in lines)

    def test_it_says_what_to_mend_and_what_more_there_is(self) -> None:
        text = " ".join(in_terminal(failing()).split())
        assert "✗ failed stale-timestamp Refuses an old delivery" in text
        assert "Your receiver answered 204 to a delivery signed 6 minutes ago." in text
        assert "→ Compare the t that was signed with your clock" in text
        assert "And 1 more; --html and --json have all." in text
        assert "KeyError: 'stage'" in text
        assert "- skipped rotation" in text

    def test_of_one_cause_one_failure_is_shown(self) -> None:
        text = in_terminal(hostile(), 200)
        assert text.count("✗ failed") == 1
        assert (
            f"{len(hostile().failed) - 1} more failed, likely for the cause that is named below."
            in text
        )
        assert "Look at this first" in text

    def test_what_a_receiver_says_moves_no_cursor(self) -> None:
        assert "\x1b" not in in_terminal(hostile())
        assert "\x1b]0;" not in in_terminal(hostile(), colours=True)

    @pytest.mark.parametrize(
        ("seconds", "said"),
        [
            (0.00004, "0.0 ms"),
            (0.0042, "4.2 ms"),
            (0.00996, "10 ms"),
            (0.25, "250 ms"),
            (0.9996, "1.0 s"),
            (9.94, "9.9 s"),
            (12, "12 s"),
        ],
    )
    def test_times_are_short(self, seconds: float, said: str) -> None:
        assert duration(seconds) == said


class Page(HTMLParser):
    """What a page holds, as a parser sees it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.urls: list[str] = []
        self.handlers: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in ("src", "href", "srcset", "action", "data", "xlink:href"):
                self.urls.append(str(value))
            if name.startswith("on"):
                self.handlers.append(name)


class TestPage:
    @pytest.mark.parametrize("make", [passing, failing, incomplete, hostile])
    def test_it_is_one_file_without_a_script(self, make: Any) -> None:
        text = page(make())
        parsed = Page(text)
        assert parsed.urls == ["data:,"]  # no icon is asked for
        assert parsed.handlers == []
        assert not {"script", "img", "iframe", "object", "form"} & set(parsed.tags)
        assert MARK in text[:1024]
        assert len(text) < 600_000

    def test_what_a_receiver_says_is_text(self) -> None:
        text = page(hostile())
        assert "&lt;script&gt;document.title" in text
        assert SCRIPT not in text
        assert "{{ 7 * 7 }} `code` &amp;amp;" in text

    def test_failed_checks_come_first(self) -> None:
        text = page(failing())
        places = [text.index(f'id="{name}"') for name in ("fix", "times", "skipped", "passed")]
        assert places == sorted(places)
        assert 'id="fix"' not in page(passing())
