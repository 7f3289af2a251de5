"""When to try again."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import ClassVar

import pytest

from ghxstship import ConfigurationError
from ghxstship._core.retry import (
    Attempt,
    RetryPolicy,
    Stop,
    Wait,
    check_retry_policy,
    parse_retry_after,
    retry_after_of,
)
from tests.library import httpx

from .harness import NOW, PASSING, FakeClock

FAILED = Attempt(number=1, max_retries=2, elapsed=0.0, repeatable=True, jitter=0.5)


def test_nothing_is_known_unless_it_is_said() -> None:
    assert (FAILED.status, FAILED.retry_after, Stop().reason) == (None, None, None)


class TestPolicy:
    def test_is_bounded_unless_told_otherwise(self) -> None:
        assert RetryPolicy() == RetryPolicy(0.5, 8.0, 60.0, 120.0)

    @pytest.mark.parametrize("status", PASSING)
    def test_waits_after_a_passing_failure(self, status: int) -> None:
        assert RetryPolicy().decide(replace(FAILED, status=status)) == Wait(0.25)

    def test_waits_after_no_answer(self) -> None:
        assert RetryPolicy().decide(FAILED) == Wait(0.25)

    @pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 409, 410, 422, 501, 505])
    def test_stops_at_a_lasting_failure(self, status: int) -> None:
        assert RetryPolicy().decide(replace(FAILED, status=status)) == Stop()

    def test_never_repeats_a_conflict_even_if_the_server_says_when(self) -> None:
        assert RetryPolicy().decide(replace(FAILED, status=409, retry_after=1.0)) == Stop()

    def test_doubles_the_ceiling_up_to_its_bound(self) -> None:
        policy = RetryPolicy(initial_delay=1.0, max_delay=5.0, max_elapsed=1e9)
        attempts = [
            replace(FAILED, number=number, max_retries=9999) for number in (1, 2, 3, 4, 5, 5000)
        ]
        waits = [policy.decide(attempt) for attempt in attempts]
        assert waits == [Wait(0.5), Wait(1.0), Wait(2.0), Wait(2.5), Wait(2.5), Wait(2.5)]

    def test_doubles_it_as_long_as_a_number_can_take_it(self) -> None:
        policy = RetryPolicy(initial_delay=1.0, max_delay=1e300, max_elapsed=math.inf)
        assert policy.decide(replace(FAILED, number=5000, max_retries=9999)) == Wait(2.0**62)

    def test_draws_the_wait_from_the_whole_range_below_the_ceiling(self) -> None:
        policy = RetryPolicy(initial_delay=4.0)
        assert policy.decide(replace(FAILED, jitter=0.0)) == Wait(0.0)
        assert policy.decide(replace(FAILED, jitter=0.75)) == Wait(3.0)

    def test_stops_when_the_retries_are_used_up(self) -> None:
        assert RetryPolicy().decide(replace(FAILED, number=2)) == Wait(0.5)
        assert RetryPolicy().decide(replace(FAILED, number=3)) == Stop()

    def test_says_why_an_unsafe_request_is_not_repeated(self) -> None:
        decision = RetryPolicy().decide(replace(FAILED, repeatable=False))
        assert decision == Stop(
            "not retried: the request is not safe to repeat without an idempotency key"
        )

    def test_gives_no_reason_where_nobody_wants_retries(self) -> None:
        attempt = replace(FAILED, repeatable=False, max_retries=0)
        assert RetryPolicy().decide(attempt) == Stop()

    @pytest.mark.parametrize(
        ("asked", "least", "most"),
        [(0.0, 0.0, 0.5), (1.0, 1.0, 1.5), (10.0, 10.0, 12.5), (60.0, 60.0, 68.0)],
    )
    def test_adds_chance_to_what_the_server_asks(
        self, asked: float, least: float, most: float
    ) -> None:
        attempt = replace(FAILED, status=429, retry_after=asked)
        assert RetryPolicy().decide(replace(attempt, jitter=0.0)) == Wait(least)
        assert RetryPolicy().decide(replace(attempt, jitter=1.0)) == Wait(most)

    def test_names_both_figures_where_the_server_asks_too_much(self) -> None:
        attempt = replace(FAILED, status=429, retry_after=3600.0)
        assert RetryPolicy(max_retry_after=90).decide(attempt) == Stop(
            "not retried: the server asks to wait 3600 s, and this client waits at most 90 s"
        )

    def test_begins_no_retry_after_the_whole_time_is_up(self) -> None:
        policy = RetryPolicy(max_elapsed=10.0)
        attempt = replace(FAILED, status=503, retry_after=4.0, elapsed=6.0, jitter=0.0)
        assert policy.decide(attempt) == Wait(4.0)
        assert policy.decide(replace(attempt, elapsed=6.1)) == Stop(
            "not retried: 10 s for the whole call would be exceeded"
        )

    @pytest.mark.parametrize("value", [-1.0, -math.inf, math.nan])
    @pytest.mark.parametrize(
        "name", ["initial_delay", "max_delay", "max_retry_after", "max_elapsed"]
    )
    def test_refuses_figures_that_no_schedule_can_follow(self, name: str, value: float) -> None:
        with pytest.raises(ValueError, match=rf"RetryPolicy\.{name} must be 0 or more"):
            RetryPolicy(**{name: value})

    def test_may_be_bounded_by_count_alone_but_not_by_no_ceiling(self) -> None:
        assert RetryPolicy(0, 0, 0, 0).decide(FAILED) == Wait(0.0)
        policy = RetryPolicy(initial_delay=1e308, max_retry_after=math.inf, max_elapsed=math.inf)
        assert policy.decide(replace(FAILED, number=2, jitter=0.0)) == Wait(0.0)
        with pytest.raises(ValueError, match=r"RetryPolicy\.max_delay must be .*, not inf"):
            RetryPolicy(max_delay=math.inf)

    @pytest.mark.parametrize("seconds", [-0.001, math.nan, -math.inf])
    def test_no_wait_is_negative(self, seconds: float) -> None:
        with pytest.raises(ValueError, match=r"Wait\.seconds must be 0 or more"):
            Wait(seconds)


class TestRetryAfter:
    @pytest.mark.parametrize(
        ("value", "seconds"),
        [
            ("0", 0.0),
            ("120", 120.0),
            (" 7 ", 7.0),
            ("1.5", 1.5),
            ("0.25", 0.25),
            ("2.", 2.0),
            ("007", 7.0),
            ("Tue, 14 Nov 2023 22:14:20 GMT", 60.0),
            ("Tuesday, 14-Nov-23 22:14:20 GMT", 60.0),
            ("Tue Nov 14 22:14:20 2023", 60.0),
            ("Tue, 14 Nov 2023 22:14:20 -0000", 60.0),
            ("Tue, 14 Nov 2023 23:14:20 +0100", 60.0),
            ("Tue, 14 Nov 2023 22:13:20 GMT", 0.0),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 0.0),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 253402300799.0 - NOW),
            ("Tue, 14 Nov 2023 22:14:60 GMT", 100.0),  # a leap second
            ("Tuesday, 14-Nov-23 22:14:60 GMT", 100.0),
            ("Tue, 14 Nov 2023 23:14:60 +0100", 100.0),
            ("120;w=60", 120.0),
            ("1.5 ; w=60", 1.5),
            ("9" * 400, 1e12),
            ("9" * 400 + ".5", 1e12),
            ("9" * 13, 1e12),
        ],
    )
    def test_reads_seconds_fractions_and_all_three_dates(self, value: str, seconds: float) -> None:
        assert parse_retry_after(value, now=NOW) == seconds

    @pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system has one time zone")
    def test_a_date_without_a_zone_is_not_of_this_machine_s(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patch:
            patch.setenv("TZ", "Asia/Tokyo")
            time.tzset()
            date = "Tue, 14 Nov 2023 22:14:20 -0000"
            assert parse_retry_after(date, now=NOW) == 60.0
        time.tzset()

    @pytest.mark.parametrize(
        "value",
        [
            None,
            "",
            " ",
            "-1",
            "+1",
            "1e3",
            "1_000",
            "0x10",
            "1.2.3",
            "5 seconds",
            "nan",
            "inf",
            "soon",
            ";w=60",
            "Tue, 99 Nov 2023 22:14:20 GMT",
            "Tue, 14 Nov 2023 22:14:61 GMT",
            "Tue, 14 Nov 2023 22:14:20 +9999999999",
            "\u0661\u0662",  # digits, but not ASCII's
            "\u00b2",
            "1\u0662",
        ],
    )
    def test_passes_over_what_cannot_be_obeyed(self, value: str | None) -> None:
        assert parse_retry_after(value, now=NOW) is None


class TestRetryAfterOfAnAnswer:
    HEADERS: ClassVar = {
        "Date": "Tue, 14 Nov 2023 22:13:20 GMT",
        "Retry-After": "Tue, 14 Nov 2023 22:14:20 GMT",
    }

    @pytest.mark.parametrize("wrong", [0.0, -7200.0, 86_400.0])
    def test_that_is_a_date_is_measured_against_the_answer_s(self, wrong: float) -> None:
        clock = FakeClock()
        clock.now += wrong
        assert retry_after_of(httpx.Headers(self.HEADERS), clock) == 60.0

    @pytest.mark.parametrize("date", [{}, {"Date": "now"}])
    def test_that_is_a_date_is_measured_against_the_clock_where_there_is_none(
        self, date: dict[str, str]
    ) -> None:
        clock = FakeClock()
        clock.now = NOW + 20.0
        headers = {"Retry-After": self.HEADERS["Retry-After"], **date}
        assert retry_after_of(httpx.Headers(headers), clock) == 40.0

    def test_that_is_a_number_has_no_need_of_a_clock(self) -> None:
        assert retry_after_of(httpx.Headers({**self.HEADERS, "Retry-After": "7"}), FakeClock()) == 7

    def test_that_is_not_there_is_none(self) -> None:
        assert retry_after_of(httpx.Headers({"Date": self.HEADERS["Date"]}), FakeClock()) is None


class TestCheck:
    def test_takes_what_decides_and_has_a_default(self) -> None:
        policy = RetryPolicy(max_retry_after=5)
        assert check_retry_policy("retry_policy", policy, ConfigurationError) is policy
        assert check_retry_policy("retry_policy", None, ConfigurationError) == RetryPolicy()

    def test_refuses_what_cannot_decide(self) -> None:
        with pytest.raises(ConfigurationError) as caught:
            check_retry_policy("retry_policy", 3, ConfigurationError)  # type: ignore[arg-type]
        assert str(caught.value) == "retry_policy must have a method decide, and a int has none"
