"""Requests at a server over kept connections, as fast as it answers."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

CONNECTIONS = 16


def requests_per_second(url: str, request: bytes, number: int) -> float:
    """How many requests a second a server answers.

    Args:
        url: Where it listens.
        request: The whole request, head and body.
        number: How often to send it.

    Raises:
        ValueError: It answered anything but success.
    """
    return asyncio.run(_run(url, request, number))


async def _run(url: str, request: bytes, number: int) -> float:
    place = urlsplit(url)
    host, port = place.hostname or "127.0.0.1", place.port or 80
    left = iter(range(number))
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    connections = [
        await loop.create_connection(lambda: _Connection(request, left), host, port)
        for _ in range(CONNECTIONS)
    ]
    await asyncio.gather(*(protocol.done for _, protocol in connections))
    return number / (time.perf_counter() - began)


class _Connection(asyncio.Protocol):
    """Sends its request, and again when the answer is whole, as long as any are left."""

    def __init__(self, request: bytes, left: Iterator[int]) -> None:
        self.done = asyncio.get_running_loop().create_future()
        self._request = request
        self._left = left
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        """Go on once the answer is whole."""
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        if not end or len(body) < _content_length(head):
            return
        if not head.startswith(b"HTTP/1.1 2"):
            self.done.set_exception(ValueError(self._received[:500].decode("utf-8", "replace")))
            return
        self._received = b""
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        """End at once: nothing more will come."""
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server closed the connection"))

    def _send(self) -> None:
        if next(self._left, None) is None:
            self.done.set_result(None)
            self._transport.close()
        else:
            self._transport.write(self._request)


def _content_length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"content-length:")
    return int(rest.partition(b"\r\n")[0])
