"""The transports of `canned` for httpx2, on which some of the peers stand."""

from __future__ import annotations

import httpx2

from ..canned import HEADERS


class Transport(httpx2.BaseTransport):
    """For `httpx2.Client`."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._headers = [*HEADERS, (b"Content-Length", b"%d" % len(body))]

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:  # noqa: ARG002
        """Answer."""
        return httpx2.Response(200, headers=self._headers, stream=httpx2.ByteStream(self._body))


class AsyncTransport(httpx2.AsyncBaseTransport):
    """For `httpx2.AsyncClient`."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._headers = [*HEADERS, (b"Content-Length", b"%d" % len(body))]

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:  # noqa: ARG002
        """Answer."""
        return httpx2.Response(200, headers=self._headers, stream=httpx2.ByteStream(self._body))
