"""Transports that answer at once with the same bytes: what is measured is the client alone."""

from __future__ import annotations

import httpx

HEADERS = [
    (b"Content-Type", b"application/json"),
    (b"X-Request-ID", b"req_5f0c2a9d41b7"),
    (b"X-RateLimit-Limit", b"1000"),
    (b"X-RateLimit-Remaining", b"998"),
    (b"X-RateLimit-Reset", b"1705312800"),
]


class Transport(httpx.BaseTransport):
    """For `httpx.Client` and for our own client."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._headers = [*HEADERS, (b"Content-Length", b"%d" % len(body))]

    def handle_request(self, request: httpx.Request) -> httpx.Response:  # noqa: ARG002
        """Answer."""
        return httpx.Response(200, headers=self._headers, stream=httpx.ByteStream(self._body))


class AsyncTransport(httpx.AsyncBaseTransport):
    """For `httpx.AsyncClient` and for our own client."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._headers = [*HEADERS, (b"Content-Length", b"%d" % len(body))]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:  # noqa: ARG002
        """Answer."""
        return httpx.Response(200, headers=self._headers, stream=httpx.ByteStream(self._body))
