"""Many clients that are refused in one moment: they do not come back in one moment."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from ghxstship._core.retry import Attempt, RetryPolicy, Stop, Wait

from ..library import httpx
from ..unit.bookshop import Client
from ..unit.harness import NOW, FakeClock, answer

if TYPE_CHECKING:
    from ghxstship._core.retry import Retry

FLEET = 500


class ChanceClock(FakeClock):
    """Time stands still but for waits; chance is a client's own, and the same in every run."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._chance = random.Random(seed)

    def random(self) -> float:
        return self._chance.random()


def first_wait(seed: int, retry_after: str) -> float:
    """When a client of the fleet comes back."""
    refused = answer(429, {}, Retry_After=retry_after)
    answers = iter([refused, answer()])
    clock = ChanceClock(seed)
    client = Client(http_client=httpx.MockTransport(lambda _: next(answers)), clock=clock)
    client.books.get("book_1")
    [wait] = clock.waits
    return wait


class TestSpread:
    @pytest.mark.parametrize(
        ("retry_after", "asked", "spread"),
        [
            ("0", 0.0, 0.5),
            ("1", 1.0, 0.5),
            ("20", 20.0, 5.0),
            ("60", 60.0, 8.0),
            ("Tue, 14 Nov 2023 22:13:40 GMT", 20.0, 5.0),
        ],
    )
    def test_is_even_and_never_too_early(
        self, retry_after: str, asked: float, spread: float
    ) -> None:
        waits = [first_wait(seed, retry_after) for seed in range(FLEET)]
        assert min(waits) >= asked
        assert max(waits) <= asked + spread
        tenths = Counter(int((wait - asked) / spread * 10) for wait in waits)
        assert set(tenths) == set(range(10))
        assert max(tenths.values()) < 1.6 * FLEET / 10


class ToTheLetter:
    """What we do not do: come back exactly when asked."""

    def decide(self, attempt: Attempt) -> Wait | Stop:
        return Wait(attempt.retry_after or 0.0)


@dataclass
class Storm:
    """A fleet whose every client calls in the same moment; the server serves so many a second."""

    policy: Retry
    per_second: int = 100
    arrivals: list[float] = field(default_factory=list[float])

    def run(self) -> float:
        """Let all be served, and return how long it took."""
        chance = random.Random(7)
        waiting = [(0.0, client, 1) for client in range(FLEET)]
        served: Counter[int] = Counter()
        now = 0.0
        while waiting:
            now, client, number = heapq.heappop(waiting)
            self.arrivals.append(now)
            window = int(now)
            if served[window] < self.per_second:
                served[window] += 1
                continue
            attempt = Attempt(
                number=number,
                max_retries=99,
                elapsed=now,
                repeatable=True,
                jitter=chance.random(),
                status=429,
                retry_after=window + 1 - now,
            )
            decision = self.policy.decide(attempt)
            assert isinstance(decision, Wait)
            heapq.heappush(waiting, (now + decision.seconds, client, number + 1))
        return now

    def herd(self) -> int:
        """The most calls within ten milliseconds, after the first moment."""
        return max(Counter(int(at * 100) for at in self.arrivals if at).values())


class TestStorm:
    def test_has_no_thundering_herd(self) -> None:
        spread, letter = Storm(RetryPolicy()), Storm(ToTheLetter())
        seconds, least = spread.run(), letter.run()
        assert letter.herd() == FLEET - 100  # all that were refused, in one moment
        assert spread.herd() < FLEET / 20
        # It costs little: the fleet is done when the last wait is over.
        assert seconds < least + RetryPolicy().max_delay
        assert len(spread.arrivals) < len(letter.arrivals)


class BackwardClock(FakeClock):
    """The wall clock is set back an hour during the call; the other goes on."""

    def time(self) -> float:
        return NOW - 3600

    def monotonic(self) -> float:
        return 1000.0 + sum(self.waits)


class TestClock:
    def test_that_is_set_back_makes_a_date_far_off_and_nobody_waits_for_it(self) -> None:
        refused = answer(429, {}, Retry_After="Tue, 14 Nov 2023 22:13:40 GMT")
        clock = BackwardClock()
        client = Client(http_client=httpx.MockTransport(lambda _: refused), clock=clock)
        with pytest.raises(Exception, match="asks to wait 3620 s, and this client waits at most"):
            client.books.get("book_1")
        assert clock.waits == []

    def test_that_is_set_back_moves_no_deadline(self) -> None:
        clock = BackwardClock()
        transport = httpx.MockTransport(lambda _: answer(503, {}))
        client = Client(http_client=transport, clock=clock, deadline=0.6, max_retries=9)
        with pytest.raises(Exception, match=r"the deadline of 0\.6 s comes before"):
            client.books.get("book_1")
        assert clock.waits == [0.25]
