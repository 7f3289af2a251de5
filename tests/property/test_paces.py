"""Laws of pacing, on a model of a server that counts and of workers that call it."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghxstship._core.pacing import FIRST_CALLS, PATIENCE, Reading, Window
from ghxstship.sandbox.limits import RateLimiter
from ghxstship.sandbox.settings import RateLimit

pytestmark = pytest.mark.once

WINDOW = 60.0
MARGIN = 1.0


@dataclass
class Model:
    """Workers that each make one call after another, at a server that allows no burst."""

    limit: int
    workers: int
    calls: int
    random: Random
    latency: float = 0.0
    """The longest way, there or back, in seconds."""
    strangers: float = 0.0
    """Calls a second that others make with the same key."""
    now: float = 1000.0
    sent: list[float] = field(default_factory=list[float])
    refused: list[float] = field(default_factory=list[float])
    waits: list[float] = field(default_factory=list[float])
    answered: int = 0

    def __post_init__(self) -> None:
        self.pace = Window(WINDOW, MARGIN)
        tiers = {"only": RateLimit(limit=self.limit, burst=0, retry_after=30)}
        self.server = RateLimiter(tiers, WINDOW)
        self._order = count()
        self._events: list[tuple[float, int, str, float | Reading | None]] = []

    def run(self) -> float:
        """Make all the calls.

        Returns:
            Seconds until the last was answered.
        """
        began = self.now
        self._todo = self.calls
        for _ in range(self.workers):
            self._next(began)
        if self.strangers:
            self._later(began, "stranger", None)
        while self.answered < self.calls:
            self.now, _, event, value = heappop(self._events)
            getattr(self, f"_{event}")(value)
        return self.now - began

    def _later(self, at: float, event: str, value: float | Reading | None) -> None:
        heappush(self._events, (at, next(self._order), event, value))

    def _way(self) -> float:
        return self.random.uniform(0, self.latency)

    def _next(self, at: float) -> None:
        if self._todo:
            self._todo -= 1
            self._later(at, "ask", None)

    def _ask(self, slot: float | None) -> None:
        turn = self.pace.take(self.now, 0.0, slot)
        self.waits.append(turn.wait)
        if turn.wait > 0:
            self._later(self.now + min(turn.wait, PATIENCE), "ask", turn.slot)
        else:
            self.sent.append(self.now)
            self._later(self.now + self._way(), "arrive", None)

    def _arrive(self, _: None) -> None:
        standing = self.server.admit("only", "key", "workspace", self.now)
        if standing.retry_after is not None:
            self.refused.append(self.now)
        reading = Reading(
            standing.limit,
            standing.remaining,
            standing.reset - self.now,
            None if standing.retry_after is None else float(standing.retry_after),
        )
        self._later(self.now + self._way(), "answer", reading)

    def _answer(self, reading: Reading) -> None:
        self.pace.learn(self.now, reading)
        if reading.refused_for is None:
            self.answered += 1
            self._next(self.now)
        else:
            self._later(self.now, "ask", None)

    def _stranger(self, _: None) -> None:
        self.server.admit("only", "key", "workspace", self.now)
        self._later(self.now + self.random.expovariate(self.strangers), "stranger", None)


def least(limit: int, calls: int) -> float:
    """The least time in which a server with this limit lets so many calls pass."""
    return (math.ceil(calls / limit) - 1) * WINDOW


limits = st.integers(FIRST_CALLS, 60)
randoms = st.randoms(use_true_random=False)


@given(limits, st.integers(1, 80), st.integers(1, 200), st.floats(0, MARGIN / 2), randoms)
def test_nothing_is_refused_and_no_time_is_wasted(
    limit: int, workers: int, calls: int, latency: float, random: Random
) -> None:
    model = Model(limit, workers, calls, random, latency)
    took = model.run()
    assert model.refused == []
    assert len(model.sent) == calls
    for index, moment in enumerate(model.sent):
        begun = bisect_right(model.sent, moment - WINDOW - MARGIN + 1e-6)
        assert index + 1 - begun <= limit
    # Each call of a worker takes its way there and back; the first wait until the limit is known.
    rounds = math.ceil(calls / min(workers, limit))
    windows = math.ceil(calls / limit) - 1
    ways = 2 * latency * (rounds + 2) + 0.1
    assert took <= least(limit, calls) + windows * MARGIN + ways


@given(limits, st.integers(1, 80), st.floats(0, MARGIN / 2), randoms)
def test_nobody_waits_below_the_limit(
    limit: int, workers: int, latency: float, random: Random
) -> None:
    model = Model(limit, workers, limit, random, latency)
    model.pace.limit = limit
    model.run()
    assert model.waits == [0.0] * limit


@given(
    limits,
    st.integers(1, 20),
    st.integers(1, 150),
    st.floats(0, MARGIN / 2),
    st.floats(0.05, 2.0),
    randoms,
)
def test_with_strangers_on_the_key_every_call_is_made_in_the_end(
    limit: int, workers: int, calls: int, latency: float, share: float, random: Random
) -> None:
    model = Model(limit, workers, calls, random, latency, strangers=share * limit / WINDOW)
    took = model.run()
    assert model.answered == calls
    # After a refusal nothing is sent for the time that the server asked for.
    for moment in model.refused:
        heard = moment + latency
        quiet = [at for at in model.sent if heard < at < moment + 30]
        assert quiet == []
    assert len(model.refused) <= (took / 30 + 1) * workers


@pytest.mark.parametrize("workers", [1, 64, 2000])
def test_three_thousand_calls_at_a_thousand_a_minute(workers: int) -> None:
    model = Model(1000, workers, 3000, Random(7), latency=0.01)
    took = model.run()
    assert model.refused == []
    ways = 0.04 * (1000 / workers + 3)
    assert 120 <= took <= 122 + ways
