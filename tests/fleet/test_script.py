"""The script in Redis decides as the window in memory does, step by step."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ghxstship._core.pacing import Account, Ask, Reading, Window
from ghxstship.redis_pacing import RedisPacing

from .redis_server import RedisServer

ACCOUNT = Account("shop:pacing:0", 60.0)

figures = st.none() | st.integers(0, 40)
seconds = st.none() | st.floats(-5, 100)
readings = st.builds(Reading, figures, figures, seconds, seconds)
steps = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.0, 0.01, 0.3, 1.0, 7.0, 40.0, 130.0]) | st.floats(0, 200),
        st.none() | readings,
        st.floats(0, 20) | st.just(0.0),
        st.none() | st.integers(0, 30),
        st.none() | st.integers(0, 30),
        st.none() | st.integers(1, 3),
        st.integers(0, 25),
    ),
    max_size=60,
)


@pytest.fixture(scope="module")
def server(redis_program: str) -> Iterator[RedisServer]:
    with RedisServer(redis_program) as server:
        yield server


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps, st.sampled_from([0.0, 0.25, 1.0]))
def test_both_answer_the_same(
    server: RedisServer,
    steps: list[tuple[float, Reading | None, float, int | None, int | None, int | None, int]],
    margin: float,
) -> None:
    now = 1000.0
    window = Window(ACCOUNT.window, margin)
    with RedisPacing(server.url, margin=margin, clock=lambda: now) as pacing:
        server.ask("FLUSHALL")
        slots: list[float] = []
        for passed, reading, after, held, released, tokens, tenths in steps:
            now += passed
            if reading is not None:
                window.learn(now, reading)
                pacing.learn(ACCOUNT, now, reading)
            if released is not None and released < len(slots):
                window.release(slots[released])
                pacing.release(ACCOUNT, now, slots[released])
            window.retries.give_back(tenths)
            pacing.give_back(ACCOUNT, tenths)
            slot = slots[held] if held is not None and held < len(slots) else None
            ours = window.take(now, after, slot, tokens)
            theirs = pacing.take(Ask(ACCOUNT, now, after, slot, tokens))
            assert theirs == ours
            if ours.slot is not None:
                slots.append(ours.slot)


def test_keeps_nothing_longer_than_it_counts(server: RedisServer) -> None:
    server.ask("FLUSHALL")
    with RedisPacing(server.url) as pacing:
        pacing.take(Ask(ACCOUNT, 0.0))
    names = sorted(server.ask("KEYS", "*"))
    assert names == [b"{shop:pacing:0}:said", b"{shop:pacing:0}:slots"]
    assert all(60_000 < server.ask("PTTL", name) <= 122_000 for name in names)


def test_keeps_a_budget_that_is_not_whole_for_a_day(server: RedisServer) -> None:
    server.ask("FLUSHALL")
    with RedisPacing(server.url) as pacing:
        assert pacing.take(Ask(ACCOUNT, 0.0, retry_tokens=1)).retry is True
        assert 86_000_000 < server.ask("PTTL", "{shop:pacing:0}:said") <= 86_400_000
        pacing.give_back(ACCOUNT, 10)
        pacing.take(Ask(ACCOUNT, 0.0))
        assert server.ask("PTTL", "{shop:pacing:0}:said") <= 122_000


def test_refuses_a_retry_before_anything_was_sent(server: RedisServer) -> None:
    server.ask("FLUSHALL")
    with RedisPacing(server.url) as pacing:
        assert pacing.take(Ask(ACCOUNT, 0.0, retry_tokens=0)).retry is False
        assert server.ask("KEYS", "*") == [b"{shop:pacing:0}:said"]
