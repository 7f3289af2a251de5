"""Laws of waiting."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from email.utils import format_datetime

from hypothesis import given
from hypothesis import strategies as st

from ghxstship._core.retry import (
    RETRYABLE_STATUSES,
    Attempt,
    RetryPolicy,
    Stop,
    Wait,
    parse_retry_after,
)

from ..unit.harness import NOW

seconds = st.floats(min_value=0, max_value=1e6)
bounds = st.floats(min_value=0)  # up to infinity: no bound
policies = st.builds(
    RetryPolicy,
    initial_delay=bounds,
    max_delay=st.floats(min_value=0, allow_infinity=False),
    max_retry_after=bounds,
    max_elapsed=bounds,
)
attempts = st.builds(
    Attempt,
    number=st.integers(1, 5000),
    max_retries=st.integers(0, 5000),
    elapsed=seconds,
    repeatable=st.booleans(),
    jitter=st.floats(0, 1, exclude_max=True),
    status=st.none() | st.sampled_from(sorted(RETRYABLE_STATUSES)) | st.integers(300, 599),
    retry_after=st.none() | st.floats(min_value=0, allow_infinity=False),
)
dates = st.datetimes(
    min_value=datetime(1970, 1, 1),  # noqa: DTZ001 - the zone is added
    max_value=datetime(9999, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda moment: moment.replace(microsecond=0))
almost_dates = st.from_regex(
    r"(Mon|Tue|Sunday|Xxx)?,? ?[0-9]{1,4}[ -](Jan|Nov|Zzz)[ -][0-9]{1,5}"
    r" [0-9:]{0,9} ?(GMT|UTC|[+-][0-9]{1,6}|\(.*\))?",
    fullmatch=True,
)


class TestPolicy:
    @given(policies, attempts)
    def test_a_wait_is_within_every_bound(self, policy: RetryPolicy, attempt: Attempt) -> None:
        decision = policy.decide(attempt)
        if isinstance(decision, Stop):
            return
        assert attempt.number <= attempt.max_retries
        assert attempt.repeatable
        assert attempt.status is None or attempt.status in RETRYABLE_STATUSES
        assert attempt.elapsed + decision.seconds <= policy.max_elapsed
        assert decision.seconds >= 0
        if attempt.retry_after is None:
            assert decision.seconds <= policy.max_delay
            ceiling = policy.initial_delay * 2.0 ** min(attempt.number - 1, 1000)
            assert decision.seconds <= ceiling
        else:
            assert attempt.retry_after <= policy.max_retry_after
            assert attempt.retry_after <= decision.seconds
            assert decision.seconds <= attempt.retry_after + policy.max_delay

    @given(policies, attempts)
    def test_a_reason_is_given_only_where_a_retry_was_wanted(
        self, policy: RetryPolicy, attempt: Attempt
    ) -> None:
        decision = policy.decide(attempt)
        if isinstance(decision, Stop) and decision.reason:
            assert attempt.number <= attempt.max_retries
            assert attempt.status is None or attempt.status in RETRYABLE_STATUSES

    @given(attempts)
    def test_what_may_be_tried_again_is(self, attempt: Attempt) -> None:
        unbounded = RetryPolicy(max_retry_after=math.inf, max_elapsed=math.inf)
        may = (
            attempt.repeatable
            and attempt.number <= attempt.max_retries
            and (attempt.status is None or attempt.status in RETRYABLE_STATUSES)
        )
        assert isinstance(unbounded.decide(attempt), Wait) is may


class TestRetryAfter:
    @given(
        st.text()
        | st.text("0123456789.,-+eE_ \t:GMTJanuryMon\u0660\u00b2")
        | almost_dates
        | st.floats().map(str)
        | st.integers().map(str)
    )
    def test_any_text_is_read_or_passed_over(self, value: str) -> None:
        read = parse_retry_after(value, now=NOW)
        assert read is None or (math.isfinite(read) and read >= 0)

    @given(st.integers(0, 10**300), st.text(" \t", max_size=3))
    def test_whole_seconds_are_exact(self, value: int, space: str) -> None:
        assert parse_retry_after(f"{space}{value}{space}", now=NOW) == min(float(value), 1e12)

    @given(st.decimals(0, 10**9, places=3))
    def test_fractions_are_read(self, value: object) -> None:
        assert parse_retry_after(f"{value:f}", now=NOW) == float(f"{value:f}")

    @given(dates, seconds)
    def test_a_date_is_measured_from_now(self, moment: datetime, now: float) -> None:
        forms = [format_datetime(moment, usegmt=True), moment.strftime("%a %b %e %H:%M:%S %Y")]
        if 1969 <= moment.year < 2069:
            forms.append(moment.strftime("%A, %d-%b-%y %H:%M:%S GMT"))
        wanted = max(0.0, moment.timestamp() - now)
        assert {parse_retry_after(form, now=now) for form in forms} == {wanted}
