"""An outage is not answered with a multiple of the load: one client's, and a fleet's."""

from __future__ import annotations

import pytest

from .outage import BUDGETS, Load, Seen, simulate
from .redis_server import RedisServer

NONE, EACH, FLEET = BUDGETS


@pytest.mark.once
class TestOutage:
    def seen(self, server: RedisServer, clients: int) -> dict[str, Seen]:
        load = Load(clients, workers=2, outage=20)
        return {name: simulate(load, budget, server) for name, budget in BUDGETS.items()}

    def test_of_one_client_sees_ten_requests_more_than_calls(
        self, redis_server: RedisServer
    ) -> None:
        seen = self.seen(redis_server, 1)
        assert seen[NONE].per_call > 2.8
        for name in (EACH, FLEET):
            assert seen[name].requests == seen[name].calls + 10

    def test_of_a_fleet_sees_hardly_more_requests_than_calls(
        self, redis_server: RedisServer
    ) -> None:
        seen = self.seen(redis_server, 16)
        assert seen[NONE].per_call > 2.8
        assert seen[EACH].requests == seen[EACH].calls + 160
        # Of the 32 workers' last successes Redis hears with their first calls of the outage.
        assert 10 <= seen[FLEET].requests - seen[FLEET].calls <= 13
        assert seen[FLEET].per_call < 1.05

    def test_that_is_over_fails_no_call(self, redis_server: RedisServer) -> None:
        assert [each.failed_later for each in self.seen(redis_server, 2).values()] == [0] * 3
