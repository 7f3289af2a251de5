"""What is printed says what it is, and no secret."""

from __future__ import annotations

import copy
from typing import Any

import anyio
import pytest

import ghxstship
from ghxstship.client import AsyncClient, Client
from ghxstship.redis_pacing import RedisPacing
from ghxstship.telemetry import OpenTelemetry

from .specimens import CANARY, PARTS, async_client, client, made, public_classes


class Tracing(ghxstship.Observation):
    """An observation of one's own."""


async def async_page() -> Any:
    return await async_client().atlvs.deals.list(owner_id=CANARY)


async def async_raw() -> Any:
    return await async_client().atlvs.deals.with_raw_response.get(CANARY)


EVERY: dict[str, Any] = {
    **{name: made(name) for name in public_classes()},
    **dict(PARTS),
    "AsyncPage": anyio.run(async_page),
    "an async raw response": anyio.run(async_raw),
    "client.with_raw_response": client().with_raw_response,
    "async_client.with_raw_response": async_client().with_raw_response,
    "a derived client": client().with_options(api_key=CANARY, auth=None),
    "RedisPacing": RedisPacing(f"redis://user:{CANARY}@localhost:1"),
    "OpenTelemetry": OpenTelemetry(),
    "an observation": Tracing(),
    "a client that is not set up": object.__new__(Client),
    "an async client that is not set up": object.__new__(AsyncClient),
}


@pytest.mark.parametrize("name", EVERY)
def test_a_repr_says_what_it_is_and_no_secret(name: str) -> None:
    value = EVERY[name]
    for shown in (repr(value), str(value)):
        assert CANARY not in shown
        assert " object at 0x" not in shown
    kind = type(value).__name__
    assert repr(value).startswith(kind if name != "Omit" else "OMIT")


@pytest.mark.parametrize(
    ("name", "expected"),
    {
        "client.atlvs": "Atlvs(base_url='https://api.ghxstship.com')",
        "async_client.atlvs.deals": "AsyncDeals(base_url='https://api.ghxstship.com')",
        "client.with_raw_response": "RawRequests(request)",
        "client.atlvs.deals.with_raw_response": (
            "DealsWithRawResponse(create, delete, get, list, lose, update, win)"
        ),
        "EventStream": "EventStream('gvteway.stream.listen')",
        "AsyncPager": "AsyncPager(not fetched: await it or iterate over it)",
        "AsyncPage": "AsyncPage(1 items, total=2, has_more=True, cursor='next')",
        "Pacing": "Pacing(margin=1.0)",
        "an observation": "Tracing(...)",
    }.items(),
)
def test_reprs_are_short(name: str, expected: str) -> None:
    assert repr(EVERY[name]) == expected


def test_a_router_shows_its_events() -> None:
    router = ghxstship.WebhookRouter()
    router.on("deal.won")(print)
    assert repr(router) == repr(copy.copy(router)) == "WebhookRouter(deal.won)"
