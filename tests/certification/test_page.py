"""The page in a real browser: nothing is loaded, nothing runs, and all of it can be read."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from itertools import pairwise
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any

import pytest

from ghxstship.certification import Review
from ghxstship.certification.reports.page import page as written

from .reviews import failing, hostile, incomplete, passing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.once

playwright = pytest.importorskip(
    "playwright.sync_api", reason="the browser's driver is not installed: pip install playwright"
)
axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright",
    reason="the accessibility rules are not installed: pip install axe-playwright-python",
)

REVIEWS: dict[str, Callable[[], Review]] = {
    "incomplete": incomplete,
    "passing": passing,
    "failing": failing,
    "hostile": hostile,
}
PHONE, DESKTOP = 375, 1280


@pytest.fixture(scope="module")
def browser() -> Generator[Browser]:
    chromium = os.environ.get("CHROMIUM") or which("chromium") or which("google-chrome")
    if chromium is None:
        pytest.skip("there is no browser: install chromium, or say where it is in CHROMIUM")
    with playwright.sync_playwright() as driver:
        browser: Browser = driver.chromium.launch(executable_path=chromium)
        yield browser
        browser.close()


class Seen:
    """A page as somebody sees it, and what it did meanwhile."""

    def __init__(self, page: Page, file: Path) -> None:
        self.page = page
        self.file = file.as_uri()
        self.requests: list[str] = []
        self.messages: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.on("dialog", lambda dialog: self.messages.append(dialog.message))
        page.goto(self.file)

    def evaluate(self, expression: str) -> Any:
        return self.page.evaluate(expression)

    def unfold(self) -> None:
        self.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


See = Callable[..., Seen]


@pytest.fixture
def see(browser: Browser, tmp_path: Path) -> Generator[See]:
    contexts: list[Any] = []

    def look(name: str, width: int = DESKTOP, scheme: str = "light") -> Seen:
        file = tmp_path / "review.html"
        file.write_text(written(REVIEWS[name]()), encoding="utf-8")
        size: Any = {"width": width, "height": 900}
        how: Any = scheme
        contexts.append(browser.new_context(viewport=size, color_scheme=how))
        return Seen(contexts[-1].new_page(), file)

    yield look
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", REVIEWS)
def test_it_loads_nothing_and_complains_of_nothing(see: See, name: str) -> None:
    seen = see(name)
    assert seen.requests == [seen.file]
    assert seen.messages == []
    assert seen.evaluate("document.scripts.length") == 0


def test_what_a_receiver_says_does_not_run(see: See) -> None:
    seen = see("hostile")
    seen.unfold()
    assert seen.page.title().startswith("Not passed yet · webhook review of http://127.0.0.1:")
    assert seen.requests == [seen.file]
    assert seen.evaluate("document.querySelectorAll('main img, main script').length") == 0
    assert seen.page.get_by_text("<script>document.title='owned'</script>").count() > 0


@pytest.mark.parametrize("name", REVIEWS)
def test_nothing_is_wider_than_the_screen(see: See, name: str) -> None:
    seen = see(name)
    for _ in ("folded", "unfolded"):
        for width in (320, PHONE, 768, DESKTOP):
            seen.page.set_viewport_size({"width": width, "height": 900})
            assert seen.evaluate("document.documentElement.scrollWidth") == width
        seen.unfold()


@pytest.mark.parametrize(("name", "scheme"), [("failing", "light"), ("passing", "dark")])
def test_axe_has_no_complaint(see: See, name: str, scheme: str) -> None:
    seen = see(name, scheme=scheme)
    seen.unfold()
    found = axe.Axe().run(seen.page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []


def test_its_outline_is_in_order(see: See) -> None:
    seen = see("failing")
    levels = seen.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].map(each => Number(each.tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for landmark in ("banner", "main", "contentinfo"):
        assert seen.page.get_by_role(landmark).count() == 1
    for section in ("What to fix", "Answer times", "Skipped", "Passed"):
        assert seen.page.get_by_role("region", name=section).count() == 1


def test_what_failed_is_seen_without_a_click_and_says_so_in_words(see: See) -> None:
    seen = see("failing", PHONE)
    review = failing()
    for finding in review.failed:
        article = seen.page.get_by_role("article", name=f"Failed: {finding.check.title}")
        assert article.is_visible()
        for exchange in finding.wrong[:3]:
            assert article.get_by_text(exchange.problem, exact=True).is_visible()
        assert finding.advice[0].replace("`", "") in article.inner_text()
    assert not seen.page.get_by_text("KeyError: 'stage'").first.is_visible()


def test_the_rest_unfolds_with_the_keyboard_alone(see: See) -> None:
    seen = see("passing")
    first = seen.page.locator("details.card").first
    for _ in range(3):
        seen.page.keyboard.press("Tab")
        if seen.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    seen.page.keyboard.press("Enter")
    assert first.get_attribute("open") is not None
    assert first.get_by_text("a valid, signed sample of each event").is_visible()


def test_the_bars_are_as_long_as_the_answers_took(see: See) -> None:
    seen = see("passing")
    bars = seen.page.locator(".bars svg")
    timed = [finding for finding in passing().findings if finding.times]
    assert bars.count() == len(timed)
    lengths = [float(bar.locator(".slowest").get_attribute("width") or 0) for bar in bars.all()]
    slowest = [finding.times.slowest for finding in timed if finding.times]
    by_time = [length for _, length in sorted(zip(slowest, lengths, strict=True))]
    assert by_time == sorted(lengths)
    assert 0 < max(lengths) < 100


def test_the_colours_follow_the_scheme(see: See) -> None:
    shade = "getComputedStyle(document.body).backgroundColor"
    assert see("failing").evaluate(shade) != see("failing", scheme="dark").evaluate(shade)


def test_printed_it_is_unfolded(see: See) -> None:
    seen = see("failing")
    seen.page.emulate_media(media="print")
    assert seen.page.get_by_text("KeyError: 'stage'").first.is_visible()
    passed = failing().findings[-1].check
    assert seen.page.get_by_text(passed.why).first.is_visible()


def test_what_was_not_made_is_no_pass(see: See) -> None:
    seen = see("incomplete")
    assert seen.page.title().startswith("Not complete · webhook review of http://127.0.0.1:")
    heading = seen.page.get_by_role("heading", name="Your receiver is not reviewed completely")
    assert heading.is_visible()
    assert seen.page.get_by_text("checks was not made.").is_visible()
