"""A server on the loopback interface, in a process of its own, that answers with canned bytes.

`python -m benchmarks.loopback 10000` prints its URL and serves so many deals until it is ended.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from .interpreters import ROOT
from .records import PAGE_SIZE, deal_body, page_body

if TYPE_CHECKING:
    from collections.abc import Generator

_CURSOR = re.compile(rb"[?&]cursor=(\d+)")


@contextmanager
def loopback(deals: int = PAGE_SIZE) -> Generator[str]:
    """The URL of a server that runs as long as the block does.

    Args:
        deals: How many deals it lists, in pages of 100.
    """
    command = [sys.executable, "-m", "benchmarks.loopback", str(deals)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


class _Connection(asyncio.Protocol):
    """Answers each request for a path ending in `/deals` with a page, any other with a deal."""

    _deal = deal_body()

    def __init__(self, last_page: int) -> None:
        self._last_page = last_page
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete; none has a body."""
        *requests, self._received = (self._received + data).split(b"\r\n\r\n")
        assert self._transport is not None
        for request in requests:
            self._transport.write(self._answer(request.split(b" ", 2)[1]))

    def _answer(self, target: bytes) -> bytes:
        body = self._deal
        if target.partition(b"?")[0].endswith(b"/deals"):
            cursor = _CURSOR.search(target)
            body = page_body(int(cursor[1]) if cursor else 0, self._last_page)
        head = (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            b"X-Request-ID: req_5f0c2a9d41b7\r\nContent-Length: %d\r\n\r\n"
        )
        return head % len(body) + body


async def _serve(deals: int) -> None:
    loop = asyncio.get_running_loop()
    connect = partial(_Connection, deals // PAGE_SIZE - 1)
    server = await loop.create_server(connect, "127.0.0.1", 0, backlog=1024)
    host, port = server.sockets[0].getsockname()
    print(f"http://{host}:{port}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
