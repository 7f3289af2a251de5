"""Waiting for one's turn: what a client with pacing sends, and when."""

from __future__ import annotations

import math
from bisect import bisect_right, insort
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from threading import Condition
from typing import Any

import anyio
import pytest

from ghxstship._core import client as base
from ghxstship._core import retry
from ghxstship._core.api import ClientHeader
from ghxstship._core.budget import Bucket
from ghxstship._core.errors import (
    APIConnectionError,
    APIError,
    AuthenticationError,
    ConfigurationError,
    DeadlineExceededError,
    RateLimitError,
)
from ghxstship._core.pacing import (
    FIRST_CALLS,
    FIRST_WAIT,
    PATIENCE,
    Account,
    Ask,
    Pacing,
    Reading,
    Turn,
    Window,
)

from ..library import httpx
from .bookshop import API, AsyncClient, Client
from .harness import NOW, FakeClock, Kind, Shop, answer

BEGAN = 1000.0  # on the fake clock


def get(books: Any) -> Any:
    return books.get("book_1")


def said(
    remaining: int | None, limit: int | None = 3, status: int = 200, **headers: str
) -> httpx.Response:
    """An answer with the figures of the rate limit."""
    figures = {"X_Limit": limit, "X_Remaining": remaining, "X_Reset": int(NOW) + 40}
    present = {name: str(value) for name, value in figures.items() if value is not None}
    return answer(status, **{**present, **headers})


class TestAClient:
    def test_waits_only_when_the_limit_is_used_up(self, kind: Kind) -> None:
        answers = [said(2), said(1), said(0), said(2), said(1)]
        shop = Shop(kind, *answers, pacing=Pacing())
        for _ in range(3):
            shop.call(get)
        assert shop.clock.waits == []
        shop.call(get)
        assert sum(shop.clock.waits) == pytest.approx(61)
        shop.call(get)
        assert sum(shop.clock.waits) == pytest.approx(61)

    def test_looks_again_every_few_seconds_while_it_waits(self, kind: Kind) -> None:
        shop = Shop(kind, said(0, 1), said(0, 1), pacing=Pacing())
        shop.call(get)
        shop.call(get)
        assert shop.clock.waits == [pytest.approx(PATIENCE)] * 12 + [pytest.approx(1)]

    def test_shares_the_limit_with_another_of_the_same_key(self, kind: Kind) -> None:
        pacing = Pacing()
        first = Shop(kind, said(0, 1), pacing=pacing)
        second = Shop(kind, said(0, 1), pacing=pacing)
        first.call(get)
        second.clock.now = first.clock.now
        second.call(get)
        assert sum(second.clock.waits) == pytest.approx(61)

    @pytest.mark.parametrize(
        "other", [{"api_key": "sk_test_2"}, {"base_url": "https://elsewhere.test"}]
    )
    def test_shares_nothing_with_another_key_or_server(
        self, kind: Kind, other: dict[str, Any]
    ) -> None:
        pacing = Pacing()
        Shop(kind, said(0, 1), pacing=pacing).call(get)
        second = Shop(kind, said(0, 1), pacing=pacing, **other)
        second.call(get)
        assert second.clock.waits == []

    def test_goes_by_the_key_in_force_whatever_the_header_is_called(self, kind: Kind) -> None:
        pacing = Pacing()
        Shop(kind, said(0, 1), pacing=pacing).call(get)
        other = {"authorization": "Bearer sk_test_2"}
        second = Shop(kind, said(0, 1), pacing=pacing, default_headers=other)
        second.call(get)
        assert second.clock.waits == []

    @pytest.mark.parametrize(
        ("status", "headers", "times"),
        [
            (200, {}, 0),
            (200, {"X_Limit": "3", "X_Remaining": "2"}, 0),
            (200, {"X_Limit": "3", "X_Remaining": "2", "X_Reset": "9"}, 1),
            (500, {}, 0),
            (429, {"Retry_After": "1"}, 1),
        ],
    )
    def test_reads_the_date_of_an_answer_only_to_measure_a_moment(
        self,
        kind: Kind,
        status: int,
        headers: dict[str, str],
        times: int,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        dates: list[str | None] = []
        monkeypatch.setattr(retry, "parse_date", dates.append)
        date = "Sun, 06 Nov 1994 08:49:37 GMT"
        shop = Shop(kind, answer(status, Date=date, **headers), pacing=Pacing(), max_retries=0)
        with suppress(APIError):
            shop.call(get)
        assert dates == [date] * times

    def test_keeps_no_key(self, kind: Kind) -> None:
        accounts: list[Account] = []

        class Curious(Pacing):
            def take(self, ask: Ask) -> Turn:
                accounts.append(ask.account)
                return super().take(ask)

        Shop(kind, said(0, 1), pacing=Curious()).call(get)
        assert accounts[0].name.startswith("bookshop:pacing:")
        assert accounts[0].window == 60.0
        assert "sk_test_1" not in repr(accounts)

    def test_counts_a_retry_and_waits_for_both_at_once(self, kind: Kind) -> None:
        answers = [said(1, 2), said(0, 2, status=503, Retry_After="7"), said(1, 2)]
        shop = Shop(kind, *answers, pacing=Pacing())
        shop.call(get)
        shop.call(get)
        # The retry is the third of two a minute: its own seven seconds are over by then.
        assert sum(shop.clock.waits) == pytest.approx(61)

    def test_waits_as_long_as_a_retry_asks(self, kind: Kind) -> None:
        shop = Shop(kind, said(98, 99, status=503, Retry_After="7"), said(97, 99), pacing=Pacing())
        shop.clock.chance = 0.0
        shop.call(get)
        assert shop.clock.waits == [pytest.approx(5), pytest.approx(2)]

    def test_measures_a_retry_policy_s_time_from_the_first_attempt(self, kind: Kind) -> None:
        pacing = Pacing()
        answers = [said(0, 1), said(0, 1, status=503, Retry_After="30"), said(0, 1)]
        shop = Shop(kind, *answers, pacing=pacing)
        shop.clock.now += 5
        shop.call(get)
        later = shop.client.with_options(max_retries=1)
        shop.run(get, later.books)
        assert len(shop.server.requests) == 3

    def test_sends_nothing_for_as_long_as_a_refusal_says(self, kind: Kind) -> None:
        pacing = Pacing()
        refusal = said(0, 99, status=429, Retry_After="30")
        shop = Shop(kind, said(98, 99), refusal, said(50, 99), pacing=pacing, max_retries=0)
        shop.call(get)
        with pytest.raises(RateLimitError):
            shop.call(get)
        shop.call(get)
        assert sum(shop.clock.waits) == pytest.approx(30)

    def test_is_never_told_to_sleep_for_an_hour(self, kind: Kind) -> None:
        refusal = said(0, 99, status=429, Retry_After="3600")
        shop = Shop(kind, refusal, said(98, 99), pacing=Pacing())
        with pytest.raises(RateLimitError, match="the server asks to wait 3600 s"):
            shop.call(get)
        shop.call(get)
        assert sum(shop.clock.waits) == pytest.approx(61)

    def test_waits_until_the_reset_after_a_refusal_that_does_not_say(self, kind: Kind) -> None:
        shop = Shop(kind, said(0, 99, 429), said(98, 99), pacing=Pacing(), max_retries=0)
        with pytest.raises(RateLimitError):
            shop.call(get)
        shop.call(get)
        assert sum(shop.clock.waits) == pytest.approx(40)

    def test_learns_nothing_from_an_answer_to_a_wrong_key(self, kind: Kind) -> None:
        shop = Shop(kind, said(0, 1, 401), *[said(9, 10)] * 2, pacing=Pacing())
        with pytest.raises(AuthenticationError):
            shop.call(get)
        shop.call(get)
        shop.call(get)
        assert shop.clock.waits == []

    def test_waits_for_nothing_where_the_server_does_not_tell(self, kind: Kind) -> None:
        shop = Shop(kind, *[answer() for _ in range(30)], pacing=Pacing())
        for _ in range(30):
            shop.call(get)
        assert shop.clock.waits == []

    def test_waits_for_nothing_where_the_server_does_not_answer(self, kind: Kind) -> None:
        errors = [httpx.ConnectError("refused") for _ in range(30)]
        shop = Shop(kind, *errors, pacing=Pacing(), max_retries=0)
        for _ in range(30):
            with pytest.raises(APIConnectionError):
                shop.call(get)
        assert shop.clock.waits == []

    def test_waits_no_longer_than_its_deadline(self, kind: Kind) -> None:
        shop = Shop(kind, said(0, 1), said(0, 1), pacing=Pacing())
        shop.call(get)
        late = r"comes before the call's turn, in 61 s: the rate limit is used up \(after 0"
        for seconds in (0.5, 30.0, 60.9):
            hurried = shop.client.with_options(deadline=seconds)
            with pytest.raises(DeadlineExceededError, match=late):
                shop.run(get, hurried.books)
        assert shop.clock.waits == []
        shop.call(lambda books: books.get("1", options={"deadline": 61.1}))
        assert sum(shop.clock.waits) == pytest.approx(61)

    def test_gives_its_turn_back_when_it_is_interrupted(self, kind: Kind) -> None:
        class Interrupted(FakeClock):
            def sleep(self, seconds: float) -> None:
                raise KeyboardInterrupt

        pacing = Pacing()
        shop = Shop(kind, said(0, 1), pacing=pacing)
        shop.call(get)
        hasty = Shop(kind, pacing=pacing, clock=Interrupted())
        for _ in range(5):
            with pytest.raises(KeyboardInterrupt):
                hasty.call(get)
        shop.server.answers.append(said(0, 1))
        shop.call(get)
        assert sum(shop.clock.waits) == pytest.approx(61)

    def test_may_get_it_later_and_be_rid_of_it(self, kind: Kind) -> None:
        shop = Shop(kind, *[said(0, 1)] * 4)
        shop.call(get)
        paced = shop.client.with_options(pacing=Pacing())
        shop.run(get, paced.books)
        shop.run(get, paced.with_options(max_retries=0).with_options(pacing=None).books)
        assert shop.clock.waits == []
        shop.run(get, paced.books)
        assert sum(shop.clock.waits) == pytest.approx(61)


class TestSetUp:
    @pytest.mark.parametrize("margin", [-1, -0.001, math.inf, math.nan, "1", None])
    def test_refuses_a_margin_that_is_none(self, margin: Any) -> None:
        with pytest.raises(ConfigurationError, match="margin must be 0 or more seconds, not"):
            Pacing(margin=margin)

    @pytest.mark.parametrize(("margin", "waited"), [(0, 60), (0.5, 60.5), (3, 63)])
    def test_takes_any_other(self, kind: Kind, margin: float, waited: float) -> None:
        shop = Shop(kind, said(0, 1), said(0, 1), pacing=Pacing(margin=margin))
        shop.call(get)
        shop.call(get)
        assert sum(shop.clock.waits) == pytest.approx(waited)

    @pytest.mark.parametrize("make", [base.SyncClient, base.AsyncClient])
    def test_refuses_an_api_that_does_not_tell(self, make: Callable[..., object]) -> None:
        quiet = replace(API, rate_limit=None)
        settings: Any = {"environment": "production", "pacing": Pacing()}
        arguments = {"api_key": "sk_test_1", "branch": "north"}
        with pytest.raises(ConfigurationError, match="rate-limit headers, and bookshop names none"):
            make(quiet, arguments, settings)

    def test_refuses_what_is_no_pacer(self, kind: Kind) -> None:
        wrong: Any = "redis://localhost"
        with pytest.raises(
            ConfigurationError, match=r"must be a Pacer such as Pacing\(\), not str"
        ):
            Shop(kind, pacing=wrong)

    def test_needs_no_key(self) -> None:
        open_to_all = replace(
            API, credentials=(), security=(), client_headers=tuple[ClientHeader, ...]()
        )
        settings: Any = {"environment": "production", "pacing": Pacing(), "clock": FakeClock()}
        client = base.SyncClient(open_to_all, {}, settings)
        assert "Client(" in repr(client)


def test_nothing_is_known_unless_it_is_said() -> None:
    ask = Ask(Account("a", 60), BEGAN, after=0.0, slot=None, retry_tokens=None)
    assert Ask(Account("a", 60), BEGAN) == ask
    assert Turn(1.0) == Turn(1.0, slot=None, retry=None)
    assert Reading() == Reading(limit=None, remaining=None, reset_in=None, refused_for=None)
    assert Window(60, 1) == Window(60, 1, [], None, 0, 0.0, 0.0, 0.0, Bucket(0))


def test_calls_before_the_first_answer_are_few_and_ask_often() -> None:
    assert (FIRST_CALLS, FIRST_WAIT, PATIENCE) == (10, 0.05, 5.0)


class TestAWindow:
    def test_lets_a_few_calls_go_before_it_knows_the_limit(self) -> None:
        window = Window(60, 1)
        assert [window.take(BEGAN).wait for _ in range(FIRST_CALLS)] == [0] * FIRST_CALLS
        assert window.take(BEGAN) == Turn(FIRST_WAIT)
        assert window.take(BEGAN, after=2.0) == Turn(2.0)
        window.learn(BEGAN + 0.1, Reading(100, 99, 60))
        assert window.take(BEGAN + 0.1).wait == 0

    def test_does_not_wait_for_ever_to_know_it(self) -> None:
        window = Window(60, 1)
        for _ in range(FIRST_CALLS):
            window.take(BEGAN)
        assert window.take(BEGAN + PATIENCE - 0.01).slot is None
        assert window.take(BEGAN + PATIENCE).wait == 0

    def test_counts_the_wait_for_it_from_the_first_call(self) -> None:
        window = Window(60, 1)
        for number in range(FIRST_CALLS):
            window.take(BEGAN + number / 10)
        assert window.take(BEGAN + PATIENCE) == Turn(0, BEGAN + PATIENCE)

    def test_keeps_the_limit_when_an_answer_does_not_say(self) -> None:
        window = Window(60, 1)
        said = [Reading(), Reading(9), Reading(remaining=2), Reading(limit=0), Reading(7)]
        limits: list[int | None] = []
        for reading in said:
            window.learn(BEGAN, reading)
            limits.append(window.limit)
        assert limits == [0, 9, 9, 0, 7]

    def test_gives_each_who_waits_a_moment_of_his_own(self) -> None:
        window = Window(60, 1, limit=2)
        turns = [window.take(BEGAN + i) for i in range(6)]
        assert [turn.slot for turn in turns] == [1000, 1001, 1061, 1062, 1122, 1123]
        assert [turn.wait for turn in turns] == [0, 0, 59, 59, 118, 118]

    def test_keeps_the_turn_of_one_who_asks_again(self) -> None:
        window = Window(60, 1, limit=1)
        slots = [window.take(BEGAN).slot for _ in range(3)]
        assert window.take(BEGAN + 5, held=slots[1]) == Turn(56, 1061)
        assert window.take(BEGAN + 61, held=slots[1]) == Turn(0, 1061)
        assert window.take(BEGAN + 61, held=slots[2]) == Turn(61, 1122)

    def test_betters_it_when_there_is_room_meanwhile(self) -> None:
        window = Window(60, 1, limit=1)
        window.take(BEGAN)
        held = window.take(BEGAN).slot
        window.learn(BEGAN + 5, Reading(10, 8))
        assert window.take(BEGAN + 5, held=held) == Turn(0, BEGAN + 5)

    def test_moves_one_who_comes_late_to_when_he_comes(self) -> None:
        window = Window(60, 1, limit=1)
        window.take(BEGAN)
        held = window.take(BEGAN).slot
        assert window.take(BEGAN + 63, held=held) == Turn(0, BEGAN + 63)
        assert window.take(BEGAN + 63) == Turn(61, BEGAN + 124)

    def test_takes_one_who_was_forgotten_for_a_new_one(self) -> None:
        window = Window(60, 1, limit=1)
        window.take(BEGAN)
        assert window.take(BEGAN, held=BEGAN + 7) == Turn(61, BEGAN + 61)

    def test_leaves_to_others_what_they_use(self) -> None:
        window = Window(60, 1, limit=10)
        window.take(BEGAN)
        window.learn(BEGAN, Reading(10, 2, 30))
        assert (window.foreign, window.foreign_until) == (7, BEGAN + 61)
        assert [window.take(BEGAN + 1).wait for _ in range(3)] == [0, 0, 60]

    def test_leaves_it_to_them_until_it_counts_no_more(self) -> None:
        window = Window(60, 1, [BEGAN], limit=2, foreign=1, foreign_until=BEGAN + 9)
        assert window.take(BEGAN + 8.5).wait == 52.5
        window.release(BEGAN + 61)
        assert window.take(BEGAN + 9).wait == 0

    def test_does_not_take_its_own_requests_for_others_when_an_answer_is_late(self) -> None:
        window = Window(60, 1, limit=10)
        window.take(BEGAN)
        window.learn(BEGAN + 61.5, Reading(10, 9, 1))
        assert window.foreign == 0

    def test_does_not_take_those_who_wait_for_sent(self) -> None:
        window = Window(60, 1, limit=3)
        for _ in range(5):
            window.take(BEGAN)
        window.learn(BEGAN, Reading(5, 0))
        assert window.foreign == 2

    def test_forgets_after_a_window_what_others_used(self) -> None:
        window = Window(60, 1, limit=10)
        window.take(BEGAN)
        window.learn(BEGAN, Reading(10, 2, 30))
        assert [window.take(BEGAN + 62).wait for _ in range(10)] == [0] * 10

    def test_stops_before_a_refusal_when_others_have_used_it_up(self) -> None:
        window = Window(60, 1, limit=10)
        window.take(BEGAN)
        window.learn(BEGAN, Reading(10, 0, 30))
        first, second = window.take(BEGAN + 1), window.take(BEGAN + 1)
        assert (first.wait, second.wait) == (29, 35)

    def test_does_not_stop_when_it_was_us(self) -> None:
        window = Window(60, 1, limit=2)
        window.take(BEGAN)
        window.take(BEGAN)
        window.learn(BEGAN, Reading(2, 0, 60))
        assert window.closed_until == 0

    def test_lets_calls_go_one_by_one_after_a_refusal(self) -> None:
        window = Window(60, 1, limit=10)
        held = [window.take(BEGAN).slot for _ in range(3)][2]
        window.learn(BEGAN, Reading(10, 0, 60, refused_for=30))
        turns = [window.take(BEGAN + 1, held=held)] + [window.take(BEGAN + 1) for _ in range(4)]
        assert [turn.slot for turn in turns] == [1030, 1036, 1042, 1048, 1054]
        assert window.take(BEGAN + 2, held=1030) == Turn(28, 1030)
        assert (window.closed_until, window.calm_until, window.foreign) == (1030, 1090, 0)

    def test_lets_them_go_as_before_when_it_has_been_calm_for_a_window(self) -> None:
        window = Window(60, 1, [BEGAN], limit=10, calm_until=BEGAN + 60)
        slots = [window.take(BEGAN + second).slot for second in (5, 59, 59.5, 60, 60)]
        assert slots == [BEGAN + 6, BEGAN + 59, BEGAN + 65, BEGAN + 60, BEGAN + 60]

    def test_is_not_opened_early_by_a_shorter_refusal(self) -> None:
        window = Window(60, 1, limit=10)
        window.learn(BEGAN, Reading(refused_for=30))
        window.learn(BEGAN + 1, Reading(refused_for=2))
        assert (window.closed_until, window.calm_until) == (BEGAN + 30, BEGAN + 90)

    def test_takes_a_refusal_for_the_past_as_one_for_now(self) -> None:
        window = Window(60, 1, limit=10)
        window.take(BEGAN)
        window.learn(BEGAN, Reading(10, 0, -5, refused_for=-5))
        assert (window.closed_until, window.calm_until) == (BEGAN, BEGAN + 60)

    def test_always_lets_one_call_ask_how_it_stands(self) -> None:
        window = Window(60, 1, limit=10)
        window.learn(BEGAN, Reading(10, -5))
        assert window.take(BEGAN).wait == 0
        assert window.take(BEGAN).wait == 61

    def test_gives_back_only_what_is_there(self) -> None:
        window = Window(60, 1, limit=10)
        slot = window.take(BEGAN).slot
        assert slot is not None
        assert not window.release(slot + 1)
        assert window.release(slot)
        assert not window.release(slot)

    def test_keeps_no_more_than_it_counts(self) -> None:
        window = Window(60, 1, limit=10)
        for minute in range(100):
            for _ in range(10):
                window.take(BEGAN + 62 * minute)
        assert len(window.slots) == 10

    def test_keeps_it_for_two_margins_more_than_the_server_counts_it(self) -> None:
        window = Window(60, 3, [BEGAN], limit=10)
        window.learn(BEGAN + 65.9, Reading())
        assert window.slots == [BEGAN]
        window.learn(BEGAN + 66, Reading())
        assert window.slots == []


class Metered:
    """A server that has a limit of fifty a minute, and keeps the moments of all requests."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.times: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        now = self.clock.now
        self.times.append(now)
        remaining = max(0, 50 - sum(1 for at in self.times if at > now - 60))
        return said(remaining, 50)


class ThreadsClock(FakeClock):
    """Time that passes only when every thread waits: one may be slow between turn and request."""

    def __init__(self) -> None:
        super().__init__()
        self._changed = Condition()
        self._busy = 0
        self._ends: list[float] = []

    @contextmanager
    def working(self) -> Generator[None]:
        """What a thread does, while no time passes unless it waits."""
        with self._changed:
            self._busy += 1
        try:
            yield
        finally:
            with self._changed:
                self._busy -= 1
                self._move_on()

    def sleep(self, seconds: float) -> None:
        with self._changed:
            end = self.now + seconds
            insort(self._ends, end)
            self._busy -= 1
            self._move_on()
            self._changed.wait_for(lambda: self.now >= end)

    def _move_on(self) -> None:
        if self._busy or not self._ends:
            return
        self.now = max(self.now, self._ends[0])
        woken = bisect_right(self._ends, self.now)
        del self._ends[:woken]
        self._busy += woken
        self._changed.notify_all()


class TestTogether:
    """The clock is one for all: none may go too early."""

    def check(self, times: list[float]) -> None:
        assert len(times) == 200
        times = sorted(times)
        assert all(late - early >= 60 for early, late in zip(times, times[50:], strict=False))

    def test_threads_never_exceed_the_limit(self) -> None:
        clock = ThreadsClock()
        server = Metered(clock)
        pacing = Pacing()
        clients = [
            Client(http_client=httpx.MockTransport(server), clock=clock, pacing=pacing)
            for _ in range(2)
        ]

        def call(number: int) -> str:
            with clock.working():
                return clients[number % 2].books.get("1").id

        with ThreadPoolExecutor(16) as pool:
            assert list(pool.map(call, range(200))) == ["book_1"] * 200
        self.check(server.times)

    @pytest.mark.parametrize("backend", ["asyncio", "trio"])
    def test_tasks_never_exceed_the_limit(self, backend: str) -> None:
        clock = FakeClock()
        server = Metered(clock)

        async def main() -> None:
            transport = httpx.MockTransport(server)
            client = AsyncClient(http_client=transport, clock=clock, pacing=Pacing())
            async with anyio.create_task_group() as group:
                for _ in range(200):
                    group.start_soon(client.books.get, "1")

        anyio.run(main, backend=backend)
        self.check(server.times)

    @pytest.mark.parametrize("backend", ["asyncio", "trio"])
    def test_a_cancelled_task_gives_its_turn_back(self, backend: str) -> None:
        class Endless(FakeClock):
            async def sleep_async(self, seconds: float) -> None:
                await anyio.sleep_forever()

        async def main() -> float:
            pacing = Pacing()
            transport = httpx.MockTransport(lambda _: said(0, 1))
            waiting = AsyncClient(http_client=transport, pacing=pacing, clock=Endless())
            await waiting.books.get("1")
            for _ in range(20):
                with anyio.move_on_after(0) as scope:
                    await waiting.books.get("1")
                assert scope.cancelled_caught
            clock = FakeClock()
            await AsyncClient(http_client=transport, pacing=pacing, clock=clock).books.get("1")
            return sum(clock.waits)

        assert anyio.run(main, backend=backend) == pytest.approx(61)
