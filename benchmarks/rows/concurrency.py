"""A hundred calls in flight at once, against a server on the loopback interface."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import httpx

from ghxstship import AsyncClient

from ..calling import figures, metrics, on_loopback
from ..measure import US, Contender, Row, Target

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable
    from contextlib import AbstractAsyncContextManager, AbstractContextManager

    from ..measure import Effort, Figures, Sampler

    Call: TypeAlias = Callable[[], Awaitable[object]]
    Open: TypeAlias = Callable[[str], AbstractAsyncContextManager[Call]]

CALLS = 5_000
IN_FLIGHT = 100
FASTEST = "aiohttp"
PATH = "/atlvs/v1/deals/deal_1"
HEADERS = {"Authorization": "Bearer sk_test_1", "X-Workspace-ID": "ws_1"}
PATIENCE = 60
"""Seconds: a client that is slow is to be measured, not to fail."""


@asynccontextmanager
async def _ghxstship(url: str) -> AsyncGenerator[Call]:
    async with AsyncClient(
        "sk_test_1", workspace_id="ws_1", base_url=url, timeout=PATIENCE
    ) as client:
        yield lambda: client.atlvs.deals.get("deal_1")


@asynccontextmanager
async def _httpx(url: str) -> AsyncGenerator[Call]:
    async with httpx.AsyncClient(base_url=url, headers=HEADERS, timeout=PATIENCE) as client:

        async def call() -> object:
            return (await client.get(PATH)).json()

        yield call


def _httpx2() -> Open:
    import httpx2

    @asynccontextmanager
    async def opened(url: str) -> AsyncGenerator[Call]:
        async with httpx2.AsyncClient(base_url=url, headers=HEADERS, timeout=PATIENCE) as client:

            async def call() -> object:
                return (await client.get(PATH)).json()

            yield call

    return opened


def _aiohttp() -> Open:
    import aiohttp

    @asynccontextmanager
    async def opened(url: str) -> AsyncGenerator[Call]:
        async with aiohttp.ClientSession(url, headers=HEADERS) as session:

            async def call() -> object:
                async with session.get(PATH) as response:
                    return json.loads(await response.read())

            yield call

    return opened


def _openai() -> Open:
    from openai import AsyncOpenAI

    from ..peers.openai_client import Deal

    @asynccontextmanager
    async def opened(url: str) -> AsyncGenerator[Call]:
        async with AsyncOpenAI(
            api_key="sk_test_1", base_url=url, timeout=PATIENCE, max_retries=0
        ) as client:
            yield lambda: client.get(PATH, cast_to=Deal)

    return opened


def _over(transport: Callable[[], httpx.AsyncBaseTransport]) -> Open:
    """Ourselves over a transport that we might have had."""

    @asynccontextmanager
    async def opened(url: str) -> AsyncGenerator[Call]:
        async with (
            transport() as other,
            AsyncClient(
                "sk_test_1", workspace_id="ws_1", base_url=url, timeout=PATIENCE, http_client=other
            ) as client,
        ):
            yield lambda: client.atlvs.deals.get("deal_1")

    return opened


def _over_httpx() -> Open:
    return _over(httpx.AsyncHTTPTransport)


def _over_httpcore() -> Open:
    from ..peers.other_transports import HttpcoreTransport

    return _over(HttpcoreTransport)


def _over_h11() -> Open:
    from ..peers.other_transports import H11Transport

    return _over(H11Transport)


_CONTENDERS: dict[str, Callable[[], Open]] = {
    FASTEST: _aiohttp,
    US: lambda: _ghxstship,
    "httpx": lambda: _httpx,
    "httpx2": _httpx2,
    "openai": _openai,
}


async def _load(opened: Open, url: str, calls: int) -> Figures:
    """Make so many calls, so many at a time."""
    latencies: list[float] = []
    left = iter(range(calls))

    async def worker(call: Call) -> None:
        for _ in left:
            began = time.perf_counter()
            await call()
            latencies.append(time.perf_counter() - began)

    async with opened(url) as call:
        wall, cpu = time.perf_counter(), time.process_time()
        async with asyncio.TaskGroup() as group:
            for _ in range(IN_FLIGHT):
                group.create_task(worker(call))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return figures(latencies, wall, cpu)


def _sampler(opened: Open, url: str, calls: int) -> Sampler:
    return lambda: asyncio.run(_load(opened, url, calls))


_TRANSPORTS: dict[str, Callable[[], Open]] = {
    FASTEST: _aiohttp,
    US: lambda: _ghxstship,
    "over asyncio and h11": _over_h11,
    "over httpcore's connections": _over_httpcore,
    "over httpx's transport": _over_httpx,
}


def _contenders(
    effort: Effort, opening: dict[str, Callable[[], Open]]
) -> AbstractContextManager[list[Contender]]:
    return on_loopback(opening, partial(_sampler, calls=effort.number(CALLS)))


CONCURRENCY = Row(
    name="concurrency",
    title="100 async calls in flight, 5,000 calls, loopback server",
    metrics=metrics(
        FASTEST, throughput=Target(0.5, FASTEST, at_least=True), p99=Target(2.0, FASTEST)
    ),
    rounds=3,
    contenders=partial(_contenders, opening=_CONTENDERS),
)

TRANSPORTS = Row(
    name="transports",
    title="the same, ourselves over the transports that we might have had",
    metrics=metrics(FASTEST),
    rounds=5,
    contenders=partial(_contenders, opening=_TRANSPORTS),
)
