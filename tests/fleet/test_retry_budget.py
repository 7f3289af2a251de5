"""One retry budget for a fleet, held to a model: through Redis, and in one process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import anyio
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from ghxstship._core.budget import RetryBudget
from ghxstship._core.errors import APIError
from ghxstship._core.pacing import Pacing
from ghxstship.redis_pacing import RedisPacing

from ..library import httpx
from ..unit.harness import FakeClock, Kind, Shop, answer
from .redis_server import RedisServer

KINDS: tuple[Kind, ...] = ("threads", "asyncio", "trio")
MAX_RETRIES = 4


class Interruptible(FakeClock):
    """A clock whose next wait may be interrupted."""

    is_interrupted = False

    def sleep(self, seconds: float) -> None:
        if self.is_interrupted:
            raise KeyboardInterrupt
        super().sleep(seconds)


class Fleet(RuleBasedStateMachine):
    """Three clients, sync and async, each with what it would have in a process of its own.

    Args:
        server: What they share, or `None` for one pacer in one process.
        tokens: How many the budget has.
    """

    def __init__(self, server: RedisServer | None, tokens: int) -> None:
        super().__init__()
        self.tokens = tokens
        self.is_told_at_once = server is None
        if server is not None:
            server.ask("FLUSHALL")
        one: Any = Pacing()
        self.pacers = [one if server is None else RedisPacing(server.url) for _ in KINDS]
        self.clocks = [Interruptible() for _ in KINDS]
        self.fleet = [
            Shop(
                kind,
                pacing=pacer,
                clock=clock,
                retry_budget=RetryBudget(tokens),
                max_retries=MAX_RETRIES,
            )
            for kind, pacer, clock in zip(KINDS, self.pacers, self.clocks, strict=True)
        ]
        # What the model knows: tenths that are left, those that a client has not told of yet.
        self.left = tokens * 10
        self.untold = [0] * len(KINDS)
        self.retries = self.successes = self.interrupted = 0

    def give_back(self, who: int, tenths: int) -> None:
        self.untold[who] += tenths
        if self.is_told_at_once:
            self.tell(who)

    def tell(self, who: int) -> None:
        self.left = min(self.tokens * 10, self.left + self.untold[who])
        self.untold[who] = 0

    def granted(self) -> bool:
        if self.left < 10:
            return False
        self.left -= 10
        return True

    def call(self, who: int) -> int:
        """Make a call; return how many requests the server saw."""
        shop = self.fleet[who]
        before = len(shop.server.requests)
        try:
            if shop.kind == "threads":
                shop.client.books.get("1")
            else:
                anyio.run(self.call_async, who, backend=shop.kind)
        except APIError:
            pass
        finally:
            shop.server.answers.clear()
        return len(shop.server.requests) - before

    async def call_async(self, who: int) -> None:
        try:
            await self.fleet[who].client.books.get("1")
        finally:
            with suppress(AttributeError):  # the pacer of one process has nothing to close
                await self.pacers[who].aclose()

    @rule(who=st.integers(0, 2), times=st.integers(1, 12))
    def succeed(self, who: int, times: int) -> None:
        for _ in range(times):
            self.fleet[who].server.answers.append(answer())
            assert self.call(who) == 1
            self.tell(who)
            self.give_back(who, 1)
            self.successes += 1

    @rule(who=st.integers(0, 2), is_answered=st.booleans())
    def fail(self, who: int, *, is_answered: bool) -> None:
        failure = answer(503, {}) if is_answered else httpx.ConnectError("refused")
        self.fleet[who].server.answers.extend([failure] * (MAX_RETRIES + 1))
        sent = self.call(who)
        self.tell(who)
        expected = 0
        while expected < MAX_RETRIES and self.granted():
            expected += 1
        assert sent == 1 + expected
        self.retries += expected
        if expected < MAX_RETRIES:  # one was refused
            # Redis hears of a retry that was interrupted when that client asks again.
            assert self.retries + self.interrupted >= self.tokens

    @rule(who=st.integers(0, 2))
    def recover(self, who: int) -> None:
        self.fleet[who].server.answers.extend([answer(503, {}), answer()])
        sent = self.call(who)
        self.tell(who)
        if self.granted():
            assert sent == 2
            self.retries += 1
            self.successes += 1
            self.give_back(who, 1)
        else:
            assert sent == 1

    @rule(who=st.integers(0, 2))
    def interrupt(self, who: int) -> None:
        """A retry that is not sent gives its token back."""
        self.fleet[who].server.answers.append(answer(503, {}))
        self.clocks[who].is_interrupted = True
        try:
            assert self.call(who) == 1
        except KeyboardInterrupt:
            self.tell(who)
            assert self.granted()
            self.give_back(who, 10)
            self.interrupted += 1
        else:
            self.tell(who)
            assert not self.granted()
        finally:
            self.clocks[who].is_interrupted = False

    @invariant()
    def never_more_retries_than_tokens(self) -> None:
        assert self.retries <= self.tokens + self.successes // 10

    def teardown(self) -> None:
        for pacer in self.pacers:
            if isinstance(pacer, RedisPacing):
                pacer.close()


@pytest.fixture(scope="module")
def server(redis_program: str) -> Iterator[RedisServer]:
    with RedisServer(redis_program) as server:
        yield server


SETTINGS = settings(
    max_examples=20,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def check(server: RedisServer | None, tokens: int) -> None:
    class Checked(Fleet):
        def __init__(self) -> None:
            super().__init__(server, tokens)

    run_state_machine_as_test(Checked, settings=SETTINGS)


@pytest.mark.parametrize("tokens", [1, 10])
def test_through_redis_is_as_in_the_model(server: RedisServer, tokens: int) -> None:
    check(server, tokens)


@pytest.mark.parametrize("tokens", [1, 10])
def test_in_one_process_is_as_in_the_model(tokens: int) -> None:
    check(None, tokens)
