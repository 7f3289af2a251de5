"""A header that was sent twice counts, whether it comes as two lines or as one list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ghxstship._core.api import RateLimitHeaders
from ghxstship._core.pacing import Account, Pacing, Reading
from ghxstship._core.rate_limit import RateLimit
from ghxstship._core.retry import parse_date, parse_retry_after

from ..library import httpx
from ..unit.harness import NOW, Shop, answer

NAMES = RateLimitHeaders("X-Limit", "X-Remaining", "X-Reset")
garbage = st.sampled_from(["", " ", "soon", "-1", "1e3", ";w=60", "Mon", "Tue, soon", "\u0661"])
parameters = st.sampled_from(["", ";w=60", ' ; w=60;name="a b"'])
seconds = st.tuples(st.integers(0, 10**6), parameters).map(
    lambda pair: (f"{pair[0]}{pair[1]}", float(pair[0]))
)
dates = st.tuples(st.integers(0, 10**6), st.sampled_from(["rfc9110", "rfc850", "asctime"])).map(
    lambda pair: (_date(*pair), float(pair[0]))
)
waits = st.lists(st.one_of(seconds, dates, garbage.map(lambda text: (text, None))), max_size=5)
whole = st.tuples(st.integers(0, 10**9), st.sampled_from(["", ".", ".0", ".00"]), parameters).map(
    lambda parts: ("".join(map(str, parts)), parts[0])
)
figures = st.lists(
    st.one_of(whole, garbage.map(lambda t: (t, None))),
    max_size=5,
)
separators = st.sampled_from([",", ", ", " ,", ",, "])


def _date(after: int, form: str) -> str:
    moment = datetime.fromtimestamp(NOW, UTC) + timedelta(seconds=after)
    if form == "rfc850":
        return moment.strftime("%A, %d-%b-%y %H:%M:%S GMT")
    if form == "asctime":
        return moment.strftime("%a %b %d %H:%M:%S %Y")
    return format_datetime(moment, usegmt=True)


@given(waits, separators)
@example([("Mon", None), (' 0 ; w=60;name="a b"', 0.0)], ",")
@example([("Mon", None), ("0", 0.0)], ", ")
def test_the_longest_wait_counts(values: list[tuple[str, float | None]], separator: str) -> None:
    joined = separator.join(text for text, _ in values)
    longest = max((wait for _, wait in values if wait is not None), default=None)
    assert parse_retry_after(joined, now=NOW) == longest


@given(figures, figures, figures, separators)
def test_the_smallest_remainder_counts(
    limits: list[tuple[str, int | None]],
    remainders: list[tuple[str, int | None]],
    resets: list[tuple[str, int | None]],
    separator: str,
) -> None:
    headers = {
        name: separator.join(text for text, _ in values)
        for name, values in zip(
            ("X-Limit", "X-Remaining", "X-Reset"), (limits, remainders, resets), strict=True
        )
    }
    assert RateLimit.read(headers, NAMES) == RateLimit(
        limit=min((n for _, n in limits if n is not None), default=None),
        remaining=min((n for _, n in remainders if n is not None), default=None),
        reset=max((n for _, n in resets if n is not None), default=None),
    )


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("100", 100),
        (" 100 ", 100),
        ("100;w=60", 100),
        ('100 ; w=60;comment="a;b"', 100),
        ("100;w=60, 100", 100),
        ("1.0", 1),
        ("0.000", 0),
        ("1.", 1),
        ("007", 7),
        ("9" * 19, 10**19 - 1),
        ("9" * 20, None),
        ("1.5", None),
        ("-1", None),
        ("+1", None),
        ("1e3", None),
        ("1 2", None),
        (";w=60", None),
        ("\u0661", None),
        ("", None),
    ],
)
def test_what_a_figure_may_be(text: str, figure: int | None) -> None:
    headers = {"X-Limit": text, "X-Remaining": text, "X-Reset": text}
    assert RateLimit.read(headers, NAMES) == RateLimit(figure, figure, figure)


@pytest.mark.parametrize("kind", ["threads", "asyncio"])
def test_two_lines_are_a_list(kind: str) -> None:
    lines = [
        (b"Retry-After", b"1"),
        (b"retry-after", b"7"),
        (b"X-Remaining", b"5"),
        (b"X-Remaining", b"3"),
        (b"X-Limit", b"100"),
        (b"X-Reset", b"1700000060"),
        (b"X-Reset", b"1700000090"),
    ]
    refused = answer(429, {})
    refused.headers = httpx.Headers(lines)
    good = answer()
    good.headers = httpx.Headers(lines)
    shop = Shop(kind, refused, good)  # type: ignore[arg-type]
    raw = shop.call(lambda books: books.with_raw_response.get("1"))
    assert raw.rate_limit == RateLimit(100, 3, 1700000090)
    (wait,) = shop.clock.waits
    assert 7.0 <= wait <= 7.0 + 7.0 / 4


@pytest.mark.parametrize("off", [-86_400.0, -3600.0, 3600.0, 86_400.0])
@pytest.mark.parametrize("form", ["rfc9110", "rfc850", "asctime"])
@pytest.mark.parametrize("kind", ["threads", "asyncio"])
def test_a_wrong_clock_waits_as_asked(kind: Any, form: str, off: float) -> None:
    """What the server dates is measured by its own clock, not by the client's."""
    retry_after = _date(20, form)
    for date in (_date(0, form), f"{_date(0, form)}, {_date(0, form)}"):
        shop = Shop(kind, answer(429, {}, Retry_After=retry_after, Date=date), answer())
        shop.clock.now += off
        shop.clock.chance = 0.0
        shop.call(lambda books: books.get("1"))
        assert shop.clock.waits == [20.0]


@pytest.mark.parametrize("off", [-86_400.0, 0.0, 86_400.0])
def test_a_wrong_clock_waits_for_the_reset_of_a_rate_limit(off: float) -> None:
    headers = {"X_Limit": "100", "X_Remaining": "0", "X_Reset": str(int(NOW) + 20)}
    refused = answer(429, {}, Date=_date(0, "rfc9110"), **headers)
    readings: list[Reading] = []

    class Recording(Pacing):
        def learn(self, account: Account, now: float, reading: Reading) -> None:
            readings.append(reading)
            super().learn(account, now, reading)

    shop = Shop("threads", refused, answer(), pacing=Recording())
    shop.clock.now += off
    shop.call(lambda books: books.get("1"))
    assert readings[0] == Reading(100, 0, 20.0, 20.0)


@pytest.mark.parametrize("date", [None, "", "soon", "17", "\u0661"])
def test_without_a_date_this_machines_clock_counts(date: str | None) -> None:
    assert parse_date(date) is None


def test_the_first_date_of_a_list_counts() -> None:
    assert parse_date(f"soon, {_date(5, 'rfc9110')}, {_date(9, 'asctime')}") == NOW + 5
