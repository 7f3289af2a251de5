"""One client in the line of its pacer: what it asks, how long it waits, and what it tells."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest

from ghxstship._core.errors import APIError, ConfigurationError, DeadlineExceededError
from ghxstship._core.observers import ResponseInfo
from ghxstship._core.pacing import Account, Ask, Pacing, Reading, Turn
from ghxstship._core.retry import Attempt, Stop, Wait

from ..library import httpx
from .harness import NOW, FakeClock, Kind, Shop, answer

BEGAN = 1000.0  # on the fake clock
ACCOUNT = Account("bookshop:pacing:138f392fcfe7f73dea6d80d3c4bceb36", 60.0)
"""Of the tests' key at their server. Processes of any version that share a limit agree on it."""


class Listener:
    """A pacer that answers what it was told to, then lets all go, and keeps what it hears."""

    def __init__(self, *turns: Turn) -> None:
        self.turns = deque(turns)
        self.heard: list[object] = []

    def take(self, ask: Ask) -> Turn:
        self.heard.append(ask)
        return self.turns.popleft() if self.turns else Turn(0.0)

    async def take_async(self, ask: Ask) -> Turn:
        return self.take(ask)

    def learn(self, account: Account, now: float, reading: Reading) -> None:
        self.heard.append((account, now, reading))

    def release(self, account: Account, now: float, slot: float) -> None:
        self.heard.append((account, now, slot))


def get(books: Any) -> Any:
    return books.get("book_1")


FIGURES = {"X_Limit": "9", "X_Remaining": "4", "X_Reset": str(int(NOW) + 40)}


class TestAPacer:
    @pytest.mark.parametrize(
        ("status", "headers", "reading"),
        [
            (200, FIGURES, Reading(9, 4, 39.5)),
            (200, {}, Reading()),
            (503, {**FIGURES, "Retry_After": "7"}, Reading(9, 4, 39.5)),
            (429, {**FIGURES, "Retry_After": "7"}, Reading(9, 4, 39.5, refused_for=7.0)),
            (429, {**FIGURES, "Retry_After": "0"}, Reading(9, 4, 39.5, refused_for=0.0)),
            (429, FIGURES, Reading(9, 4, 39.5, refused_for=39.5)),
            (429, {}, Reading(refused_for=0.0)),
            (401, FIGURES, None),
            (None, {}, Reading()),
        ],
    )
    def test_hears_what_each_answer_said(
        self, kind: Kind, status: int | None, headers: dict[str, str], reading: Reading | None
    ) -> None:
        pacer = Listener()
        shop = Shop(kind, pacing=pacer, max_retries=0)

        def respond(_: httpx.Request) -> httpx.Response:
            shop.clock.now += 0.5
            if status is None:
                raise httpx.ConnectError("refused")
            return answer(status, **headers)

        shop.server.answers.append(respond)
        with suppress(APIError):
            shop.call(get)
        told = [] if reading is None else [(ACCOUNT, BEGAN + 0.5, reading)]
        assert pacer.heard == [Ask(ACCOUNT, BEGAN), *told]

    def test_is_asked_again_until_it_lets_the_call_go(self, kind: Kind) -> None:
        turns = [Turn(0.0), Turn(7.0, 1007.0), Turn(9.0, 1014.0), Turn(0.001953125, 1011.0)]
        pacer = Listener(*turns, Turn(0.0009, 1011.0))
        shop = Shop(kind, answer(503, Retry_After="7"), answer(), pacing=pacer)
        shop.clock.chance = 0.0
        shop.call(get)
        first, said, *asked, last = pacer.heard
        assert (first, said) == (Ask(ACCOUNT, BEGAN), (ACCOUNT, BEGAN, Reading()))
        assert asked == [
            Ask(ACCOUNT, 1000.0, after=7.0),
            Ask(ACCOUNT, 1005.0, after=2.0, slot=1007.0),
            Ask(ACCOUNT, 1010.0, after=0.0, slot=1014.0),
            Ask(ACCOUNT, 1010.001953125, after=0.0, slot=1011.0),
        ]
        assert last == (ACCOUNT, 1010.001953125, Reading())
        assert shop.clock.waits == [5.0, 5.0, 0.001953125]

    @pytest.mark.parametrize("slot", [1007.0, None])
    def test_gets_the_slot_back_of_one_who_leaves(self, kind: Kind, slot: float | None) -> None:
        class Interrupted(FakeClock):
            def sleep(self, seconds: float) -> None:
                self.now += 2.0
                raise KeyboardInterrupt

        pacer = Listener(Turn(7.0, slot))
        with pytest.raises(KeyboardInterrupt):
            Shop(kind, pacing=pacer, clock=Interrupted()).call(get)
        given_back = [] if slot is None else [(ACCOUNT, BEGAN + 2.0, slot)]
        assert pacer.heard == [Ask(ACCOUNT, BEGAN), *given_back]

    @pytest.mark.parametrize(("wait", "waits"), [(4.999, [4.999]), (4.9995, [])])
    def test_is_waited_for_while_time_for_an_attempt_is_left(
        self, kind: Kind, wait: float, waits: list[float]
    ) -> None:
        shop = Shop(kind, answer(404), pacing=Listener(Turn(wait)), deadline=5)
        with pytest.raises(APIError):
            shop.call(get)
        assert shop.clock.waits == waits

    def test_is_not_among_what_an_attempt_takes(self, kind: Kind) -> None:
        seen: list[Any] = []

        class Seeing:
            def decide(self, attempt: Attempt) -> Wait | Stop:
                seen.append(attempt.elapsed)
                return Stop()

        def respond(_: httpx.Request) -> httpx.Response:
            shop.clock.now += 0.5
            return answer(503, {})

        def duration(response: ResponseInfo) -> None:
            seen.append(response.duration)

        pacer = Listener(Turn(3.0))
        shop = Shop(kind, respond, pacing=pacer, retry_policy=Seeing(), on_response=duration)
        with pytest.raises(APIError):
            shop.call(get)
        assert seen == [0.5, 0.5]

    def test_that_asks_for_too_much_after_a_failure_is_not_the_cause(self, kind: Kind) -> None:
        pacer = Listener(Turn(0.0), Turn(61.0, 1061.0))
        shop = Shop(kind, answer(503, {}), pacing=pacer, deadline=20)
        with pytest.raises(DeadlineExceededError) as caught:
            shop.call(get)
        error = caught.value
        assert str(error) == (
            "GET /v1/books/book_1: the deadline of 20 s comes before the call's turn, in 61 s: "
            "the rate limit is used up (after 1 attempt)"
        )
        assert str(error.__cause__) == "503: Service Unavailable (application/json): {}"


@pytest.mark.parametrize("missing", ["take", "take_async", "learn", "release"])
@pytest.mark.parametrize("instead", [None, "something"])
def test_what_cannot_do_all_that_a_pacer_does_is_refused(missing: str, instead: object) -> None:
    whole = Listener()
    methods = {name: getattr(whole, name) for name in ("take", "take_async", "learn", "release")}
    wrong: Any = SimpleNamespace(**{**methods, missing: instead})
    with pytest.raises(ConfigurationError) as caught:
        Shop("threads", pacing=wrong)
    assert str(caught.value) == "pacing must be a Pacer such as Pacing(), not SimpleNamespace"


def test_a_class_is_no_pacer() -> None:
    wrong: Any = Pacing
    with pytest.raises(ConfigurationError, match=r"must be a Pacer such as .*, not type"):
        Shop("threads", pacing=wrong)


@pytest.mark.parametrize(("wait", "waits"), [(0.001, [0.001]), (0.0009, []), (0.0, []), (-1.0, [])])
def test_a_turn_that_has_come_is_not_waited_for(
    kind: Kind, wait: float, waits: list[float]
) -> None:
    shop = Shop(kind, answer(), pacing=Listener(Turn(wait)))
    shop.call(get)
    assert shop.clock.waits == waits
