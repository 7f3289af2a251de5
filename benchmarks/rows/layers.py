"""One small async call over a real socket, layer upon layer: where the time goes."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import httpx

from ghxstship import AsyncClient
from ghxstship._core.http.connections.asyncio_streams import AsyncioNetwork
from ghxstship._core.http.connections.messages import chunks_of
from ghxstship._core.http.connections.pool import Limits
from ghxstship._core.http.connections.route import Route
from ghxstship._core.http.connections.tasks import AsyncConnections

from ..loopback import loopback
from ..measure import US, Contender, Metric, Row, cpu_of_async
from .concurrency import HEADERS, PATH

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator

    from ghxstship._core.http.protocols import HttpLibrary

    from ..measure import Effort

    Call = Callable[[], Awaitable[object]]

CALLS = 500
_HTTPX = cast("HttpLibrary", httpx)


def _route(url: str) -> Route:
    return Route(_HTTPX, _HTTPX.URL(url))


async def _bytes(url: str) -> Call:
    """Bytes out and bytes in: the event loop and the socket."""
    stream = await AsyncioNetwork(asyncio.get_running_loop()).connect(_route(url), 5.0)
    (sent,) = chunks_of(httpx.Request("GET", url + PATH), _route(url))

    async def call() -> None:
        await stream.send(sent, 30.0)
        await stream.receive(30.0)

    return call


async def _transport(url: str) -> Call:
    """With the pool, the request written and the response read."""
    transport = AsyncConnections(_HTTPX, _route(url), Limits())
    request = httpx.Request("GET", url + PATH, headers=HEADERS, stream=httpx.ByteStream(b""))
    return lambda: transport.handle_async_request(request)


async def _raw_response(url: str) -> Call:
    """With the request built, the retries, the errors and the body taken."""
    deals = AsyncClient("sk_test_1", workspace_id="ws_1", base_url=url).atlvs.deals
    raw = deals.with_raw_response
    return lambda: raw.get("deal_1")


async def _typed(url: str) -> Call:
    """With the model: all of it."""
    client = AsyncClient("sk_test_1", workspace_id="ws_1", base_url=url)
    return lambda: client.atlvs.deals.get("deal_1")


_LAYERS = {
    "event loop and socket": _bytes,
    "and our transport": _transport,
    "and our client, raw response": _raw_response,
    US: _typed,
}


@contextmanager
def _contenders(effort: Effort) -> Generator[list[Contender]]:
    calls = effort.number(CALLS)
    with loopback() as url, asyncio.Runner() as runner:
        yield [
            Contender(name, cpu_of_async(runner, runner.run(layer(url)), calls))
            for name, layer in _LAYERS.items()
        ]


LAYERS = Row(
    name="layers",
    title="one small GET, async, loopback server, layer upon layer",
    metrics=(Metric("CPU", "µs", US),),
    rounds=21,
    contenders=_contenders,
)
