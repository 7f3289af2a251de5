"""One small call over a transport that answers at once: what the client itself costs."""

from __future__ import annotations

import asyncio
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx

from ghxstship import AsyncClient, Client

from ..canned import AsyncTransport, Transport
from ..measure import US, Contender, Metric, Row, Target, cpu_of, cpu_of_async, optional
from ..records import deal_body

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator

    from ..measure import Effort

CALLS = 500
HTTPX = "httpx get().json()"
URL = "https://api.ghxstship.com/atlvs/v1/deals/deal_1"
HEADERS = {"Authorization": "Bearer sk_test_1", "X-Workspace-ID": "ws_1"}
BODY = deal_body()


def _bare_transport() -> Callable[[], object]:
    """The least that httpx's interface allows: a request, a response, its bytes."""
    transport, url = Transport(BODY), httpx.URL(URL)

    def call() -> Any:
        request = httpx.Request("GET", url, headers=HEADERS)
        return json.loads(transport.handle_request(request).read())

    return call


def _bare_transport_async() -> Callable[[], Awaitable[object]]:
    transport, url = AsyncTransport(BODY), httpx.URL(URL)

    async def call() -> Any:
        request = httpx.Request("GET", url, headers=HEADERS)
        response = await transport.handle_async_request(request)
        return json.loads(await response.aread())

    return call


def _httpx() -> httpx.Client:
    return httpx.Client(transport=Transport(BODY), headers=HEADERS)


def _httpx_async() -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=AsyncTransport(BODY), headers=HEADERS)


def _prebuilt() -> Callable[[], object]:
    client = _httpx()
    request = client.build_request("GET", URL)
    return lambda: client.send(request).json()


def _httpx_get() -> Callable[[], object]:
    client = _httpx()
    return lambda: client.get(URL).json()


def _httpx_get_async() -> Callable[[], Awaitable[object]]:
    client = _httpx_async()

    async def call() -> Any:
        return (await client.get(URL)).json()

    return call


def _ghxstship() -> Callable[[], object]:
    client = Client("sk_test_1", workspace_id="ws_1", http_client=Transport(BODY))
    return lambda: client.atlvs.deals.get("deal_1")


def _ghxstship_async() -> Callable[[], Awaitable[object]]:
    client = AsyncClient("sk_test_1", workspace_id="ws_1", http_client=AsyncTransport(BODY))
    return lambda: client.atlvs.deals.get("deal_1")


def _ghxstship_on_httpx2() -> Callable[[], object]:
    from ..peers import httpx2_transport

    transport = httpx2_transport.Transport(BODY)
    client = Client("sk_test_1", workspace_id="ws_1", http_client=transport)
    return lambda: client.atlvs.deals.get("deal_1")


def _ghxstship_on_httpx2_async() -> Callable[[], Awaitable[object]]:
    from ..peers import httpx2_transport

    transport = httpx2_transport.AsyncTransport(BODY)
    client = AsyncClient("sk_test_1", workspace_id="ws_1", http_client=transport)
    return lambda: client.atlvs.deals.get("deal_1")


def _httpx2() -> Callable[[], object]:
    import httpx2

    from ..peers import httpx2_transport

    client = httpx2.Client(transport=httpx2_transport.Transport(BODY), headers=HEADERS)
    return lambda: client.get(URL).json()


def _httpx2_async() -> Callable[[], Awaitable[object]]:
    import httpx2

    from ..peers import httpx2_transport

    client = httpx2.AsyncClient(transport=httpx2_transport.AsyncTransport(BODY), headers=HEADERS)

    async def call() -> Any:
        return (await client.get(URL)).json()

    return call


def _stripe() -> Callable[[], object]:
    from ..peers import stripe_client

    client = stripe_client.client(BODY)
    return lambda: client.v1.customers.retrieve("cus_1")


def _openai() -> Callable[[], object]:
    from ..peers import openai_client

    client = openai_client.client(BODY)
    return lambda: client.get("/deals/deal_1", cast_to=openai_client.Deal)


def _openai_async() -> Callable[[], Awaitable[object]]:
    from ..peers import openai_client

    client = openai_client.async_client(BODY)
    return lambda: client.get("/deals/deal_1", cast_to=openai_client.Deal)


def _anthropic() -> Callable[[], object]:
    from ..peers import anthropic_client

    client = anthropic_client.client()
    return lambda: client.models.retrieve("m")


def _anthropic_async() -> Callable[[], Awaitable[object]]:
    from ..peers import anthropic_client

    client = anthropic_client.async_client()
    return lambda: client.models.retrieve("m")


_SYNC = {
    "bare transport, cached URL": _bare_transport,
    "httpx send of a prebuilt request": _prebuilt,
    US: _ghxstship,
    f"{US} on httpx2": _ghxstship_on_httpx2,
    HTTPX: _httpx_get,
    "httpx2 get().json()": _httpx2,
    "stripe, no HTTP": _stripe,
    "openai": _openai,
    "anthropic": _anthropic,
}

_ASYNC = {
    "bare transport, cached URL": _bare_transport_async,
    US: _ghxstship_async,
    f"{US} on httpx2": _ghxstship_on_httpx2_async,
    HTTPX: _httpx_get_async,
    "httpx2 get().json()": _httpx2_async,
    "openai": _openai_async,
    "anthropic": _anthropic_async,
}


@contextmanager
def _sync(effort: Effort) -> Generator[list[Contender]]:
    calls = effort.number(CALLS)
    yield [optional(name, make, lambda call: cpu_of(call, calls)) for name, make in _SYNC.items()]


@contextmanager
def _async(effort: Effort) -> Generator[list[Contender]]:
    calls = effort.number(CALLS)
    with asyncio.Runner() as runner:
        yield [
            optional(name, make, lambda call: cpu_of_async(runner, call, calls))
            for name, make in _ASYNC.items()
        ]


CALL = Row(
    name="call",
    title="one small GET, sync, typed, all layers on, in-process transport",
    metrics=(Metric("CPU", "µs", HTTPX, Target(0.35, HTTPX)),),
    rounds=21,
    contenders=_sync,
)

CALL_ASYNC = Row(
    name="call-async",
    title="one small GET, async, typed, all layers on, in-process transport",
    metrics=(Metric("CPU", "µs", HTTPX, Target(0.35, HTTPX)),),
    rounds=21,
    contenders=_async,
)
