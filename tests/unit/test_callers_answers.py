"""What a caller's own objects answer, where it is not what their methods are to answer."""

from __future__ import annotations

import logging
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ghxstship import ConfigurationError, DeadlineExceededError, RetryPolicy, Stop, Wait
from ghxstship._core.checks import LONGEST
from ghxstship._core.observers import CallInfo, Observation
from ghxstship._core.pacing import Pacing, Turn
from ghxstship.webhooks import Inbox, RetrySchedule

from .harness import FakeClock, Kind, Shop, answer

LONG = 10**5000
NO_NUMBERS: list[Any] = [
    *(None, "5", b"5", 1j, [1], True, object(), float, Decimal("sNaN"), float("nan"))
]
NO_ANSWERS: list[Any] = [None, "wait", 5, -1.0, LONG, Wait, Stop, Turn, [], object()]


def kind_of(odd: object) -> str:
    """A test's name for a value: its repr may raise."""
    return odd.__name__ if isinstance(odd, type) else type(odd).__name__


def get(books: Any) -> Any:
    return books.get("1")


class Deciding:
    """A policy that answers anything."""

    def __init__(self, decision: Any) -> None:
        self.decision = decision

    def decide(self, attempt: object) -> Any:
        return self.decision


@pytest.mark.parametrize("odd", NO_ANSWERS, ids=kind_of)
def test_a_policy_answers_wait_or_stop(kind: Kind, odd: Any) -> None:
    shop = Shop(kind, answer(503), retry_policy=Deciding(odd))
    wanted = r"^retry_policy\.decide must answer Wait or Stop, and answered "
    with pytest.raises(ConfigurationError, match=wanted):
        shop.call(get)


def test_a_class_is_no_policy() -> None:
    with pytest.raises(ConfigurationError, match=r"^retry_policy must have a method decide"):
        Shop("threads", retry_policy=RetryPolicy)


@pytest.mark.parametrize("odd", [*NO_NUMBERS, -1, -LONG], ids=kind_of)
def test_a_wait_is_a_number_of_seconds(odd: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"^Wait\.seconds must be 0 or more, not "):
        Wait(odd)


@pytest.mark.parametrize("seconds", [float("inf"), 1e300, LONG], ids=kind_of)
def test_a_wait_beyond_all_clocks_is_as_long_as_a_clock_waits(kind: Kind, seconds: float) -> None:
    shop = Shop(kind, answer(503), answer(), retry_policy=Deciding(Wait(seconds)))
    assert shop.call(get).id == "book_1"
    assert shop.clock.waits == [LONGEST]


@pytest.mark.parametrize("odd", [*NO_NUMBERS, -1, LONG], ids=kind_of)
@pytest.mark.parametrize("name", ["initial_delay", "max_delay", "max_retry_after", "max_elapsed"])
def test_a_policys_figures_are_numbers_of_seconds(name: str, odd: Any) -> None:
    with pytest.raises(ConfigurationError, match=rf"^RetryPolicy\.{name} must be 0 or more"):
        RetryPolicy(**{name: odd})


@pytest.mark.parametrize("odd", [*NO_NUMBERS, -1, -LONG], ids=kind_of)
@pytest.mark.parametrize("name", ["initial_delay", "max_delay", "max_attempts"])
def test_a_schedules_figures_are_numbers(name: str, odd: Any) -> None:
    with pytest.raises(ConfigurationError, match=rf"^RetrySchedule\.{name} must be "):
        RetrySchedule(**{name: odd})


class Lenient(Pacing):
    """A pacer that answers anything."""

    def __init__(self, turn: Any) -> None:
        super().__init__()
        self.turn = turn

    def take(self, ask: object) -> Any:
        turn, self.turn = self.turn, Turn(0.0)
        return turn


@pytest.mark.parametrize("odd", NO_ANSWERS, ids=kind_of)
def test_a_pacer_answers_a_turn(kind: Kind, odd: Any) -> None:
    shop = Shop(kind, pacing=Lenient(odd))
    with pytest.raises(ConfigurationError, match=r"^pacing\.take must answer a Turn, and "):
        shop.call(get)


@pytest.mark.parametrize("odd", [*NO_NUMBERS[:-1]], ids=kind_of)
def test_a_turn_is_a_number_of_seconds_away(kind: Kind, odd: Any) -> None:
    shop = Shop(kind, pacing=Lenient(Turn(odd)))
    with pytest.raises(ConfigurationError, match=r"^Turn\.wait must be seconds, not "):
        shop.call(get)


@pytest.mark.parametrize("seconds", [float("inf"), LONG], ids=kind_of)
def test_a_turn_in_ages_is_asked_for_again(kind: Kind, seconds: float) -> None:
    shop = Shop(kind, answer(), pacing=Lenient(Turn(seconds)))
    assert shop.call(get).id == "book_1"
    assert shop.clock.waits == [5.0]
    hurried = Shop(kind, answer(), pacing=Lenient(Turn(seconds)), deadline=9)
    with pytest.raises(DeadlineExceededError, match=r"in 1e\+09 s: the rate limit is used up"):
        hurried.call(get)


def test_a_pacer_is_asked_asynchronously() -> None:
    pacer: Any = Pacing()
    pacer.take_async = pacer.take
    shop = Shop("asyncio", pacing=pacer)
    with pytest.raises(ConfigurationError, match=r"^pacing\.take_async must be async, and "):
        shop.call(get)


def test_a_pacer_is_looked_at_with_the_other_settings() -> None:
    client = Shop("threads").client
    wrong: Any = object()
    with pytest.raises(ConfigurationError, match=r"^pacing must be a Pacer such as Pacing\(\)"):
        client.with_options(pacing=wrong)


@pytest.mark.parametrize("odd", [*NO_NUMBERS, float("inf"), LONG, -LONG], ids=kind_of)
@pytest.mark.parametrize("name", ["monotonic", "time", "random"])
def test_a_clock_answers_numbers(kind: Kind, name: str, odd: Any) -> None:
    clock = FakeClock()
    setattr(clock, name, lambda: odd)
    later = {"Retry_After": "Tue, 14 Nov 2023 22:13:30 GMT"}  # measured by the time
    shop = Shop(kind, answer(503, **later), clock=clock)
    with pytest.raises(ConfigurationError, match=rf"^clock\.{name}\(\) must be a number "):
        shop.call(get)


@pytest.mark.parametrize("chance", [-0.1, 1.5])
def test_a_clocks_chance_is_from_0_to_1(kind: Kind, chance: float) -> None:
    shop = Shop(kind, answer(503), clock=FakeClock(chance))
    with pytest.raises(ConfigurationError, match=r"^clock\.random\(\) must be a number from 0 to"):
        shop.call(get)


def test_a_clock_waits_asynchronously() -> None:
    clock: Any = FakeClock()
    clock.sleep_async = clock.sleep
    shop = Shop("asyncio", answer(503), clock=clock)
    with pytest.raises(ConfigurationError, match=r"^clock\.sleep_async\(\) must be awaitable"):
        shop.call(get)


class Adding(Observation):
    """An observer that adds headers of any kind."""

    def __init__(self, headers: Any) -> None:
        self.headers = headers

    def begin(self, call: CallInfo) -> Observation:
        return self


class Failing(Observation):
    @property
    def headers(self) -> Any:  # type: ignore[override]
        raise KeyError("x")

    def begin(self, call: CallInfo) -> Observation:
        return self


WRONG_HEADERS: list[Any] = [
    *(5, "text", [1], {1: "a"}, {"a": 1}, {"a": "b\r\nc"}, {"a b": "c"}, {"": "a"}, {"é": "a"}),
    *({"Content-Length": "5"}, {"transfer-encoding": "chunked"}, {"Idempotency-Key": "a"}),
]


@pytest.mark.parametrize("observer", [*map(Adding, WRONG_HEADERS), Failing()], ids=kind_of)
def test_headers_of_an_observer_that_cannot_be_sent_are_logged_and_passed_over(
    kind: Kind, observer: Any, caplog: pytest.LogCaptureFixture
) -> None:
    shop = Shop(kind, answer(), observers=[observer, Adding({"X-Good": "1"})])
    assert shop.call(get).id == "book_1"
    [record] = [record for record in caplog.records if record.levelno == logging.ERROR]
    name = type(observer).__name__
    assert record.getMessage() == f"the headers of a {name} cannot be sent, and were ignored"
    [request] = shop.server.requests
    plain = Shop(kind, answer())
    plain.call(get)
    assert [*request.headers] == [*plain.server.requests[0].headers, "x-good"]


@pytest.mark.parametrize("odd", [None, 5, "1", LONG, timedelta(-1), timedelta], ids=kind_of)
def test_what_is_pruned_is_as_old_as_a_timedelta_says(tmp_path: Path, odd: Any) -> None:
    with (
        Inbox(tmp_path / "inbox.db", "s3cret") as inbox,
        pytest.raises(ConfigurationError, match=r"^older_than must be a timedelta of 0 or more"),
    ):
        inbox.prune(odd)
