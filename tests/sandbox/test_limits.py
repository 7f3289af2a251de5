from __future__ import annotations

from copy import deepcopy
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghxstship.sandbox import Sandbox
from ghxstship.sandbox.limits import WINDOW, RateLimiter
from ghxstship.sandbox.settings import RateLimit

from .caller import Caller, Clock

if TYPE_CHECKING:
    from collections.abc import Iterator

DEALS = "/atlvs/v1/deals"


@pytest.fixture
def limited(clock: Clock) -> Iterator[Sandbox]:
    sandbox = Sandbox(clock=clock, seed=None)
    yield sandbox
    sandbox.close()


@pytest.mark.parametrize(
    ("key", "limit", "burst", "retry_after"),
    [
        ("sk_test_free_1", 100, 10, "60"),
        ("sk_test_1", 1000, 100, "60"),  # its tier's 30 seconds would not do
        ("sk_live_standard_1", 1000, 100, "60"),
    ],
)
def test_the_key_chooses_the_tier(
    limited: Sandbox, key: str, limit: int, burst: int, retry_after: str
) -> None:
    api = Caller(limited, key=key)
    first = api.get(DEALS)
    assert first.headers["x-ratelimit-limit"] == str(limit)
    assert first.headers["x-ratelimit-remaining"] == str(limit - 1)
    statuses = [api.get(DEALS).status for _ in range(limit + burst)]
    assert statuses == [200] * (limit + burst - 1) + [429]
    refused = api.get(DEALS)
    assert (refused.code, refused.headers["retry-after"]) == ("RATE_LIMITED", retry_after)
    assert refused.headers["x-ratelimit-remaining"] == "0"
    assert int(refused.headers["x-ratelimit-reset"]) == limited.clock() + int(retry_after)


@pytest.mark.parametrize(("key", "limit"), [("sk_test_pro_1", 5000), ("sk_test_enterprise", 10000)])
def test_there_are_higher_tiers(limited: Sandbox, key: str, limit: int) -> None:
    assert Caller(limited, key=key).get(DEALS).headers["x-ratelimit-limit"] == str(limit)


def test_it_is_all_right_again_when_the_window_has_passed(limited: Sandbox, clock: Clock) -> None:
    api = Caller(limited, key="sk_test_free_1")
    for _ in range(110):
        api.get(DEALS)
    refused = api.get(DEALS)
    assert refused.status == 429
    clock.advance(int(refused.headers["x-ratelimit-reset"]) - clock())
    assert api.get(DEALS).status == 200


def test_keys_and_workspaces_count_each_for_themselves(limited: Sandbox) -> None:
    api = Caller(limited, key="sk_test_free_1")
    while api.get(DEALS).status == 200:
        pass
    assert Caller(limited, key="sk_test_free_2").get(DEALS).status == 200
    assert Caller(limited, key="sk_test_free_1", workspace="ws_2").get(DEALS).status == 200


def test_what_is_turned_away_has_no_effect(limited: Sandbox, clock: Clock) -> None:
    api = Caller(limited, key="sk_test_free_1")
    while api.get(DEALS).status == 200:
        pass
    assert api.post(DEALS, {"name": "A", "value": 1, "currency": "USD"}).status == 429
    clock.advance(61)
    assert api.get(DEALS).body["pagination"]["total"] == 0


def test_without_limits_nobody_is_turned_away(api: Caller) -> None:
    replies = [api.get("/atlvs/v1/deals/none") for _ in range(1200)]
    assert {reply.status for reply in replies} == {404}
    assert replies[-1].headers["x-ratelimit-remaining"] == "1000"


def test_a_request_without_a_key_has_the_headers_too(limited: Sandbox) -> None:
    reply = Caller(limited, key="nonsense").get(DEALS)
    assert reply.status == 401
    assert reply.headers["x-ratelimit-limit"] == "1000"
    assert int(reply.headers["x-ratelimit-reset"]) > 0


@given(st.lists(st.floats(0, 40), max_size=60), st.integers(1, 8), st.integers(0, 4))
def test_no_window_holds_more_than_its_limit_and_its_burst(
    pauses: list[float], limit: int, burst: int
) -> None:
    limiter = RateLimiter({"tier": RateLimit(limit=limit, burst=burst, retry_after=1)})
    now, admitted = 1000.0, list[float]()
    for pause in pauses:
        now += pause
        inside = [at for at in admitted if at > now - WINDOW]
        standing = limiter.admit("tier", "key", "workspace", now)
        assert (standing.retry_after is None) == (len(inside) < limit + burst)
        if standing.retry_after is None:
            admitted.append(now)
            inside.append(now)
        assert standing.remaining == max(0, limit - len(inside))
        assert standing.reset >= inside[0] + WINDOW


def fetch_with_retry(api: Caller, clock: Clock, tries: int = 3) -> int:
    """The loop of the platform's integration playbook; how many tries it took.

    Raises:
        AssertionError: The number of retries is exceeded.
    """
    for number in range(tries):
        reply = api.get(DEALS)
        if reply.status != 429:
            assert reply.status == 200
            return number + 1
        clock.advance(int(reply.headers.get("retry-after", "60")))
    raise AssertionError("Max retries exceeded")


@pytest.mark.parametrize("tier", ["free", "standard", "pro", "enterprise"])
@pytest.mark.parametrize("offset", [0.0, 0.25, 0.999])
def test_the_playbook_s_loop_gets_through(
    limited: Sandbox, clock: Clock, tier: str, offset: float
) -> None:
    clock.advance(offset)
    api = Caller(limited, key=f"sk_test_{tier}_1")
    while api.get(DEALS).status == 200:
        clock.advance(1 / 4096)
    assert fetch_with_retry(api, clock) <= 2


@pytest.mark.parametrize("tier", ["free", "standard", "enterprise"])
def test_whoever_waits_for_the_reset_gets_through(
    limited: Sandbox, clock: Clock, tier: str
) -> None:
    clock.advance(0.3)
    api = Caller(limited, key=f"sk_test_{tier}_1")
    while (reply := api.get(DEALS)).status == 200:
        clock.advance(1 / 4096)
    assert (
        0
        <= clock() + int(reply.headers["retry-after"]) - int(reply.headers["x-ratelimit-reset"])
        < 1
    )
    clock.now = float(reply.headers["x-ratelimit-reset"])
    assert api.get(DEALS).status == 200


RULES = st.builds(
    RateLimit, limit=st.integers(1, 8), burst=st.integers(0, 4), retry_after=st.integers(0, 70)
)


@given(st.lists(st.floats(0, 40), max_size=60), RULES)
def test_retry_after_and_reset_agree_and_hold(pauses: list[float], rule: RateLimit) -> None:
    """After any history a caller that is alone and obeys one of them is let in."""
    limiter = RateLimiter({"tier": rule})
    now = 1000.0
    for pause in pauses:
        now += pause
        standing = limiter.admit("tier", "key", "workspace", now)
        assert standing.reset >= now
        if standing.retry_after is not None:
            assert standing.retry_after >= max(1, rule.retry_after)
            assert 0 <= now + standing.retry_after - standing.reset < 1
            assert standing.retry_after <= max(WINDOW, rule.retry_after) + 1
            for moment in (now + standing.retry_after, float(standing.reset)):
                replayed = deepcopy(limiter)
                assert replayed.admit("tier", "key", "workspace", moment).retry_after is None


@given(st.integers(1, 8), st.integers(0, 4), st.integers(0, 70), st.data())
def test_a_fleet_that_obeys_gets_through_in_three_tries(
    limit: int, burst: int, retry_after: int, data: st.DataObject
) -> None:
    """Twice as many callers as a window has requests, each with the playbook's loop."""
    rule = RateLimit(limit=limit, burst=burst, retry_after=retry_after)
    limiter = RateLimiter({"tier": rule})
    starts = data.draw(st.lists(st.floats(0, 59), max_size=2 * (limit + burst)))
    queue = [(1000.0 + start, number, 1) for number, start in enumerate(starts)]
    heapify(queue)
    while queue:
        now, number, tries = heappop(queue)
        wait = limiter.admit("tier", "key", "workspace", now).retry_after
        if wait is not None:
            assert tries < 3, "Max retries exceeded"
            heappush(queue, (now + wait, number, tries + 1))
