"""Pacing through Redis: with clients of every kind, and with a Redis that goes away."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import redis
import redis.asyncio

from ghxstship._core.budget import RetryBudget
from ghxstship._core.errors import ConfigurationError, ServiceUnavailableError
from ghxstship._core.pacing import FIRST_CALLS, Account, Ask, Pacer, Reading, Turn
from ghxstship.redis_pacing import RedisPacing

from ..library import httpx
from ..unit.bookshop import AsyncClient, Client
from ..unit.harness import FakeClock, Kind, Shop, answer
from ..unit.loopback import unused_port
from .redis_server import RedisServer

ACCOUNT = Account("shop:pacing:0", 60.0)
LOST = "calls go on without pacing: Redis failed with ConnectionError"
FOUND = "Redis answers again: calls are paced again"


@pytest.fixture(params=["threads", "asyncio", "trio"])
def kind(request: pytest.FixtureRequest) -> Kind:
    kind: Kind = request.param
    return kind


@pytest.fixture
def pacing(redis_server: RedisServer) -> Iterator[RedisPacing]:
    with RedisPacing(redis_server.url) as pacing:
        yield pacing


def said(remaining: int, limit: int) -> httpx.Response:
    figures = {"X_Limit": str(limit), "X_Remaining": str(remaining), "X_Reset": "1700000040"}
    return answer(200, **figures)


def get(books: Any) -> Any:
    return books.get("1")


async def closing(pacing: RedisPacing, use: Any, books: Any) -> Any:
    """Use it, and close what it opened in this event loop."""
    async with pacing:
        return await use(books)


def call(shop: Shop, pacing: RedisPacing) -> None:
    if shop.kind == "threads":
        shop.call(get)
    else:
        shop.call(lambda books: closing(pacing, get, books))


class Watched:
    """A pacer that keeps what the one behind it answers."""

    def __init__(self, pacer: Pacer) -> None:
        self.pacer = pacer
        self.turns: list[Turn] = []

    def take(self, ask: Ask) -> Turn:
        self.turns.append(self.pacer.take(ask))
        return self.turns[-1]

    async def take_async(self, ask: Ask) -> Turn:
        self.turns.append(await self.pacer.take_async(ask))
        return self.turns[-1]

    def learn(self, account: Account, now: float, reading: Reading) -> None:
        self.pacer.learn(account, now, reading)

    def release(self, account: Account, now: float, slot: float) -> None:
        self.pacer.release(account, now, slot)


class TestClients:
    def test_of_both_kinds_share_one_limit(self, kind: Kind, redis_server: RedisServer) -> None:
        now = 1000.0

        class Clock(FakeClock):
            def sleep(self, seconds: float) -> None:
                nonlocal now
                super().sleep(seconds)
                now += seconds

        first, second = (
            RedisPacing(redis_server.url, clock=lambda: now),
            RedisPacing(redis_server.url, clock=lambda: now),
        )
        one = Shop("threads", said(1, 2), said(1, 2), pacing=first, clock=Clock())
        other = Shop(kind, said(0, 2), said(0, 2), pacing=second, clock=Clock())
        call(one, first)
        call(other, second)
        assert now == 1000
        call(other, second)
        assert now == pytest.approx(1061)
        call(one, first)
        assert now == pytest.approx(1061)
        first.close()
        second.close()

    def test_go_by_redis_s_own_time(self, pacing: RedisPacing, redis_server: RedisServer) -> None:
        turn = pacing.take(Ask(ACCOUNT, now=5.0))
        seconds = int(redis_server.ask("TIME")[0])
        assert turn.wait == 0
        assert turn.slot == pytest.approx(seconds, abs=30)

    def test_write_no_key_to_redis(
        self, kind: Kind, pacing: RedisPacing, redis_server: RedisServer
    ) -> None:
        shop = Shop(kind, said(1, 2), said(1, 2), pacing=pacing)
        call(shop, pacing)
        call(shop, pacing)
        names: list[bytes] = sorted(redis_server.ask("KEYS", "*"))
        assert [name.partition(b"}")[2] for name in names] == [b":said", b":slots"]
        assert all(name.startswith(b"{bookshop:pacing:") for name in names)
        values: list[bytes] = redis_server.ask("HVALS", names[0])
        assert b"sk_test_1" not in b"".join([*names, *values])


class TestOwnClients:
    def test_of_redis_for_threads_serve_both(self, kind: Kind, redis_server: RedisServer) -> None:
        own: Any = redis.Redis(port=redis_server.port)
        with own:
            pacing = RedisPacing(own)
            watched = Watched(pacing)
            shop = Shop(kind, said(1, 2), said(0, 2), pacing=watched)
            call(shop, pacing)
            call(shop, pacing)
            assert [turn.wait for turn in watched.turns] == [0, 0]
            assert all(turn.slot for turn in watched.turns)
            pacing.close()
            assert own.ping()

    def test_of_redis_for_tasks_serve_tasks(self, redis_server: RedisServer) -> None:
        async def main() -> list[Turn]:
            own: Any = redis.asyncio.Redis(port=redis_server.port)
            async with own:
                pacing = RedisPacing(own)
                watched = Watched(pacing)
                transport = httpx.MockTransport(lambda _: said(1, 2))
                await AsyncClient(http_client=transport, pacing=watched).books.get("1")
                await pacing.aclose()
                assert await own.ping()
                return watched.turns

        turns = asyncio.run(main())
        assert [turn.wait for turn in turns] == [0]
        assert turns[0].slot

    def test_of_redis_for_tasks_do_not_serve_threads(self) -> None:
        pacing = RedisPacing(redis.asyncio.Redis())
        client = Client(http_client=httpx.MockTransport(lambda _: answer()), pacing=pacing)
        with pytest.raises(
            ConfigurationError, match=r"a redis\.asyncio\.Redis, which is for Async"
        ):
            client.books.get("1")

    @pytest.mark.parametrize("url", ["", "localhost", "http://user:secret@localhost"])
    def test_are_not_made_of_any_url(self, url: str) -> None:
        with pytest.raises(ConfigurationError, match="the URL must be one of Redis") as caught:
            RedisPacing(url)
        assert "secret" not in str(caught.value)


class TestAnAbsentRedis:
    def test_is_said_once_and_calls_go_on(
        self, kind: Kind, caplog: pytest.LogCaptureFixture
    ) -> None:
        pacing = RedisPacing(f"redis://:secret@127.0.0.1:{unused_port()}")
        shop = Shop(kind, *[said(0, 1) for _ in range(5)], pacing=pacing)
        for _ in range(5):
            call(shop, pacing)
            shop.clock.now += 0.7
        assert shop.clock.waits == []
        warnings = [record.getMessage() for record in caplog.records]
        assert warnings == [LOST]
        assert "secret" not in caplog.text

    def test_keeps_a_retry_s_own_wait(self, kind: Kind) -> None:
        pacing = RedisPacing(f"redis://127.0.0.1:{unused_port()}")
        shop = Shop(kind, answer(503, {}, Retry_After="3"), said(0, 1), pacing=pacing)
        shop.clock.chance = 0.0
        call(shop, pacing)
        assert shop.clock.waits == [pytest.approx(3)]

    def test_leaves_each_client_its_own_retry_budget(self, kind: Kind) -> None:
        pacing = RedisPacing(f"redis://127.0.0.1:{unused_port()}")
        for _ in range(2):
            answers = [answer(503, {}) for _ in range(2)]
            shop = Shop(kind, *answers, pacing=pacing, retry_budget=RetryBudget(1))
            with pytest.raises(ServiceUnavailableError, match="the client's retry budget is spent"):
                call(shop, pacing)
            assert not shop.server.answers

    def test_is_asked_again_every_second_alone(self) -> None:
        asked: list[float] = []
        now = 1000.0

        def refused(*arguments: object) -> None:
            asked.append(now)
            raise redis.ConnectionError("refused")

        own: Any = redis.Redis()
        own.register_script = lambda script: refused  # pyright: ignore[reportUnknownLambdaType]
        pacing = RedisPacing(own)
        for _ in range(50):
            assert pacing.take(Ask(ACCOUNT, now, after=0.25)) == Turn(0.25)
            now += 0.125
        assert asked == [1000 + seconds for seconds in range(7)]

    def test_that_comes_back_paces_again(
        self, kind: Kind, redis_server: RedisServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        pacing = RedisPacing(redis_server.url)
        watched = Watched(pacing)
        answers = [said(1, 2) for _ in range(9)]
        shop = Shop(kind, *answers, pacing=watched)
        call(shop, pacing)
        redis_server.stop()
        call(shop, pacing)
        call(shop, pacing)
        redis_server.start()
        shop.clock.now += 1
        call(shop, pacing)
        assert [turn.slot is None for turn in watched.turns] == [False, True, True, False]
        assert [record.getMessage() for record in caplog.records] == [LOST, FOUND]
        assert {record.name for record in caplog.records} == {"ghxstship"}
        assert caplog.records[0].levelno == logging.WARNING
        pacing.close()

    def test_whose_clock_is_set_back_keeps_nobody_waiting_for_it(
        self, redis_server: RedisServer
    ) -> None:
        moment = [10_000.0]
        with RedisPacing(redis_server.url, clock=lambda: moment[0]) as pacing:
            pacing.learn(ACCOUNT, 5.0, Reading(2, 2))
            waits = [pacing.take(Ask(ACCOUNT, 5.0)).wait for _ in range(3)]
            moment[0] -= 0.5  # as machines do all the time
            waits.append(pacing.take(Ask(ACCOUNT, 5.0)).wait)
            assert waits == [0, 0, 61, 61.5]
            moment[0] -= 3600
            assert [pacing.take(Ask(ACCOUNT, 6.0)).wait for _ in range(3)] == [0, 0, 61]

    def test_that_forgot_all_learns_it_anew(self, redis_server: RedisServer) -> None:
        now = 1000.0
        with RedisPacing(redis_server.url, clock=lambda: now) as pacing:
            pacing.learn(ACCOUNT, now, Reading(100, 90))
            assert pacing.take(Ask(ACCOUNT, now)).wait == 0
            redis_server.ask("FLUSHALL")
            waits = [pacing.take(Ask(ACCOUNT, now)).wait for _ in range(FIRST_CALLS + 1)]
            assert waits == [0] * FIRST_CALLS + [0.05]
            pacing.learn(ACCOUNT, now, Reading(100, 0, 30))
            assert pacing.take(Ask(ACCOUNT, now)).wait == 30


class TestNews:
    def test_reaches_redis_with_the_next_call(self, pacing: RedisPacing) -> None:
        pacing.learn(ACCOUNT, 5.0, Reading(1, 1))
        assert pacing.take(Ask(ACCOUNT, 5.0)).wait == 0
        assert pacing.take(Ask(ACCOUNT, 5.0)).wait == pytest.approx(61, abs=0.9)

    def test_that_is_old_tells_no_counts_but_the_limit(self, pacing: RedisPacing) -> None:
        pacing.learn(ACCOUNT, 5.0, Reading(3, 0, 30))
        waits = [pacing.take(Ask(ACCOUNT, 6.5)).wait for _ in range(3)]
        assert waits == [0, 0, 0]
        assert pacing.take(Ask(ACCOUNT, 6.5)).wait > 50

    def test_of_a_refusal_outlives_news_of_a_success(self, pacing: RedisPacing) -> None:
        pacing.learn(ACCOUNT, 5.0, Reading(99, 0, 60, refused_for=30))
        pacing.learn(ACCOUNT, 5.5, Reading(99, 50, 60))
        assert pacing.take(Ask(ACCOUNT, 6.0)).wait == pytest.approx(29, abs=0.1)

    def test_of_a_refusal_ends_with_it(self, pacing: RedisPacing) -> None:
        pacing.learn(ACCOUNT, 5.0, Reading(99, 0, 60, refused_for=30))
        assert pacing.take(Ask(ACCOUNT, 36.0)).wait == 0

    def test_of_a_failure_does_not_hide_what_was_said_before(self, pacing: RedisPacing) -> None:
        pacing.learn(ACCOUNT, 5.0, Reading(1, 1, 60))
        pacing.learn(ACCOUNT, 5.0, Reading())
        pacing.take(Ask(ACCOUNT, 5.0))
        assert pacing.take(Ask(ACCOUNT, 5.0)).wait > 50
