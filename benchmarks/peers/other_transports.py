"""The ways that our own transport did not go, as far as it takes to measure them.

Both have a pool that is a mere deque, no limits, no TLS and no care for what goes wrong: what they
show is what their connections cost at the least.
"""

from __future__ import annotations

import asyncio
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Any

import h11
import httpcore
import httpx

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable


class _Body(httpx.AsyncByteStream):
    def __init__(self, pieces: AsyncIterator[bytes], end: Callable[[], Awaitable[None]]) -> None:
        self._pieces = pieces
        self._end = end

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._pieces:
            yield piece

    async def aclose(self) -> None:
        """Give the connection back."""
        await self._end()


class HttpcoreTransport(httpx.AsyncBaseTransport):
    """httpcore's connections, with h11 and anyio's streams, under a deque."""

    def __init__(self) -> None:
        self._idle: deque[httpcore.AsyncHTTP11Connection] = deque()
        self._network: Any = httpcore.AnyIOBackend()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        url = request.url
        connection = self._idle.pop() if self._idle else await self._connect(url)
        response = await connection.handle_async_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=url.raw_scheme,
                    host=url.raw_host,
                    port=url.port,
                    target=url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )

        async def end() -> None:
            await response.aclose()
            self._idle.append(connection)

        body = _Body(response.aiter_stream(), end)
        return httpx.Response(response.status, headers=response.headers, stream=body)

    async def _connect(self, url: httpx.URL) -> httpcore.AsyncHTTP11Connection:
        port = url.port or 80
        stream = await self._network.connect_tcp(url.host, port)
        origin = httpcore.Origin(url.raw_scheme, url.raw_host, port)
        return httpcore.AsyncHTTP11Connection(origin, stream, keepalive_expiry=30)

    async def aclose(self) -> None:
        """Close the connections."""
        while self._idle:
            await self._idle.pop().aclose()


class H11Transport(httpx.AsyncBaseTransport):
    """asyncio's protocols, with h11 to read and to write, under a deque."""

    def __init__(self) -> None:
        self._idle: deque[tuple[_Socket, h11.Connection]] = deque()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, one without a body."""
        if self._idle:
            socket, http = self._idle.pop()
        else:
            loop = asyncio.get_running_loop()
            _, socket = await loop.create_connection(
                partial(_Socket, loop), request.url.host, request.url.port or 80
            )
            http = h11.Connection(h11.CLIENT)
        head = h11.Request(
            method=request.method, target=request.url.raw_path, headers=request.headers.raw
        )
        socket.write((http.send(head) or b"") + (http.send(h11.EndOfMessage()) or b""))
        response = await _next(socket, http)
        assert isinstance(response, h11.Response)

        async def pieces() -> AsyncIterator[bytes]:
            while isinstance(event := await _next(socket, http), h11.Data):
                yield bytes(event.data)

        async def end() -> None:
            http.start_next_cycle()
            self._idle.append((socket, http))

        headers = response.headers.raw_items()
        return httpx.Response(response.status_code, headers=headers, stream=_Body(pieces(), end))

    async def aclose(self) -> None:
        """Close the connections."""
        while self._idle:
            self._idle.pop()[0].close()
        await asyncio.sleep(0)


async def _next(socket: _Socket, http: h11.Connection) -> object:
    while (event := http.next_event()) is h11.NEED_DATA:
        http.receive_data(await socket.receive())
    return event


class _Socket(asyncio.Protocol):
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._received = b""
        self._waiting: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.write = transport.write
        self.close = transport.close

    def data_received(self, data: bytes) -> None:
        self._received += data
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def receive(self) -> bytes:
        """What has come, once something has."""
        if not self._received:
            self._waiting = self._loop.create_future()
            await self._waiting
        received, self._received = self._received, b""
        return received
