"""One way to write a test of the connections, sync and async."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import anyio

from ghxstship._core.deadline import Deadline
from ghxstship._core.http.connections.pool import Limits
from ghxstship._core.http.connections.route import Route
from ghxstship._core.http.connections.tasks import AsyncConnections
from ghxstship._core.http.connections.threads import Connections

from ...library import LIBRARY, httpx
from ..harness import Kind

LIMITS = Limits(most=10, idle=10, expiry=30)
TIMEOUT = httpx.Timeout(5.0)


class Caller:
    """Sends requests over connections of our own; what blocks in a thread is awaited all the same.

    Args:
        kind: Whether it does so in a thread, in asyncio or in trio.
        url: The server.
        limits: The pool's.
        proxy: A proxy's URL, or `None`.
    """

    def __init__(
        self, kind: Kind, url: str, limits: Limits = LIMITS, proxy: str | None = None
    ) -> None:
        self.url = url
        route = Route(LIBRARY, LIBRARY.URL(url), None if proxy is None else LIBRARY.Proxy(proxy))
        self.connections: Any
        if kind == "threads":
            self.connections = Connections(LIBRARY, route, limits)
        else:
            self.connections = AsyncConnections(LIBRARY, route, limits)

    async def send(
        self,
        method: str = "GET",
        path: str = "/",
        limits: Any = TIMEOUT,
        deadline: Deadline | None = None,
        **how: Any,
    ) -> httpx.Response:
        """Send a request; the body is not read."""
        extensions = {"timeout": limits.as_dict()}
        request = httpx.Request(method, self.url + path, extensions=extensions, **how)
        if isinstance(self.connections, Connections):
            sent: Any = self.connections.handle_request(request, deadline)
            return sent  # type: ignore[no-any-return]
        response: httpx.Response = await self.connections.handle_async_request(request, deadline)
        return response

    async def get(self, method: str = "GET", path: str = "/", **how: Any) -> httpx.Response:
        """Send a request and read the body."""
        response = await self.send(method, path, **how)
        try:
            await self.read(response)
        finally:
            await self.close_response(response)
        return response

    async def read(self, response: httpx.Response) -> bytes:
        if isinstance(self.connections, Connections):
            return response.read()
        return await response.aread()

    async def close_response(self, response: httpx.Response) -> None:
        if isinstance(self.connections, Connections):
            response.close()
        else:
            await response.aclose()

    async def close(self) -> None:
        if isinstance(self.connections, Connections):
            self.connections.close()
        else:
            await self.connections.aclose()

    @property
    def pool(self) -> Any:
        """The bookkeeping of the only loop there is."""
        if isinstance(self.connections, Connections):
            return self.connections.pool
        (local,) = self.connections.by_loop.values()
        return local.pool


def run(kind: Kind, use: Callable[..., Awaitable[Any]], *arguments: Any) -> Any:
    """What a function gives that is awaited in asyncio or in trio."""
    backend = "asyncio" if kind == "threads" else kind
    return anyio.run(partial(use, *arguments), backend=backend)


def using(kind: Kind, url: str, use: Callable[[Caller], Awaitable[Any]], **settings: Any) -> Any:
    """What a function gives that gets a caller, which is closed afterwards.

    At its end no request may hold a place, no connection may be left, and nothing may have failed
    where nobody saw it.
    """

    unseen: list[object] = []

    async def with_caller() -> Any:
        if kind == "asyncio":
            loop = asyncio.get_running_loop()
            loop.set_exception_handler(lambda _, context: unseen.append(context))
        caller = Caller(kind, url, **settings)
        try:
            return await use(caller)
        finally:
            if not isinstance(caller.connections, AsyncConnections) or caller.connections.by_loop:
                assert caller.pool.places == caller.pool.idle
                assert caller.pool.waiting == 0
            await caller.close()

    result = run(kind, with_caller)
    assert unseen == []
    return result
