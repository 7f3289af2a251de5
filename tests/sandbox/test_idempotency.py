from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ghxstship.sandbox import Sandbox

from .caller import Caller, Clock

if TYPE_CHECKING:
    from collections.abc import Iterator

DEALS = "/atlvs/v1/deals"
NEW_DEAL = {"name": "Tour", "value": 1, "currency": "USD"}


@pytest.fixture
def empty(clock: Clock) -> Iterator[Sandbox]:
    sandbox = Sandbox(clock=clock, seed=None, rate_limits=False, check_answers=True)
    yield sandbox
    sandbox.close()


def total(api: Caller) -> int:
    count: int = api.get(DEALS).body["pagination"]["total"]
    return count


def test_the_same_request_is_carried_out_once(empty: Sandbox) -> None:
    api = Caller(empty)
    first, second = api.post(DEALS, NEW_DEAL, key="k"), api.post(DEALS, NEW_DEAL, key="k")
    assert (first.status, first.content) == (second.status, second.content)
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert total(api) == 1


def test_the_order_of_a_bodys_fields_does_not_matter(empty: Sandbox) -> None:
    api = Caller(empty)
    first = api.post(DEALS, NEW_DEAL, key="k")
    again = api.post(DEALS, dict(reversed(NEW_DEAL.items())), key="k")
    assert again.content == first.content


@pytest.mark.parametrize("change", [{"name": "Other"}, {"probability": None}])
def test_another_body_is_a_conflict(empty: Sandbox, change: dict[str, Any]) -> None:
    api = Caller(empty)
    api.post(DEALS, NEW_DEAL, key="k")
    other = api.post(DEALS, NEW_DEAL | change, key="k")
    assert (other.status, other.code) == (409, "IDEMPOTENCY_CONFLICT")
    assert total(api) == 1


def test_another_operation_is_a_conflict(empty: Sandbox) -> None:
    api = Caller(empty)
    deal = api.post(DEALS, NEW_DEAL, key="k").body
    assert api.post(f"{DEALS}/{deal['id']}/win", key="k").code == "IDEMPOTENCY_CONFLICT"


def test_actions_are_carried_out_once_too(empty: Sandbox) -> None:
    api = Caller(empty)
    deal = api.made(DEALS, NEW_DEAL)
    first = api.post(f"{DEALS}/{deal['id']}/win", key="k")
    again = api.post(f"{DEALS}/{deal['id']}/win", key="k")
    assert (first.status, again.status, again.content) == (200, 200, first.content)
    assert api.post(f"{DEALS}/{deal['id']}/win", key="other").status == 409


def test_a_key_is_forgotten_after_a_day(empty: Sandbox, clock: Clock) -> None:
    api = Caller(empty)
    api.post(DEALS, NEW_DEAL, key="k")
    clock.advance(24 * 3600 - 1)
    assert "idempotency-replayed" in api.post(DEALS, NEW_DEAL, key="k").headers
    clock.advance(1)
    assert "idempotency-replayed" not in api.post(DEALS, NEW_DEAL, key="k").headers
    assert total(api) == 2


def test_a_request_that_failed_may_be_sent_again(empty: Sandbox) -> None:
    api = Caller(empty)
    assert api.post(DEALS, {**NEW_DEAL, "value": -1}, key="k").status == 422
    assert api.post(f"{DEALS}/none/win", key="k").status == 404
    assert api.post(DEALS, NEW_DEAL, key="k").status == 201


def test_workspaces_have_keys_of_their_own(empty: Sandbox) -> None:
    first = Caller(empty).post(DEALS, NEW_DEAL, key="k").body
    second = Caller(empty, workspace="ws_2").post(DEALS, NEW_DEAL, key="k").body
    assert first["id"] != second["id"]


def test_at_the_same_time_it_is_carried_out_once(empty: Sandbox) -> None:
    async def post() -> set[bytes]:
        transport = httpx.ASGITransport(empty)
        headers = {**Caller(empty).headers, "Idempotency-Key": "k"}
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            posts = (client.post(DEALS, json=NEW_DEAL, headers=headers) for _ in range(20))
            return {answer.content for answer in await asyncio.gather(*posts)}

    assert len(asyncio.run(post())) == 1
    assert total(Caller(empty)) == 1


REQUESTS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(("A", "B")), st.floats(0, 50_000)),
    max_size=20,
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(REQUESTS)
def test_it_is_as_a_plain_dictionary_would_have_it(
    empty: Sandbox, clock: Clock, requests: list[tuple[str, str, float]]
) -> None:
    empty.reset()
    api, known = Caller(empty), dict[str, tuple[str, float, str]]()
    for key, name, pause in requests:
        clock.advance(pause)
        reply = api.post(DEALS, {**NEW_DEAL, "name": name}, key=key)
        before = known.get(key)
        if before is None or clock() - before[1] >= 24 * 3600:
            assert reply.status == 201
            known[key] = (name, clock(), reply.body["id"])
        elif before[0] == name:
            assert (reply.status, reply.body["id"]) == (201, before[2])
        else:
            assert reply.status == 409
