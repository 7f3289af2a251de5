"""A server on this machine that takes bodies, and a client of either kind that sends them there."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from email.parser import BytesParser
from functools import partial
from typing import Any, Literal, TypeAlias, cast

import anyio

from ..library import httpx
from .bookshop import AsyncClient, Client
from .harness import FakeClock, Kind
from .loopback import Handler, Loopback

Way: TypeAlias = Literal["ours", "theirs"]
"""Over our own connections, or over a client that the caller brings."""


class Sink(Loopback):
    """Takes every body, and answers with the statuses that it is told, then with 200."""

    def __init__(self) -> None:
        super().__init__(SinkHandler)
        self.statuses: deque[int] = deque()
        self.body = b""
        """What a GET is answered with, so many times, but for so many bytes at its end."""
        self.times, self.missing = 1, 0
        self.aborted = threading.Event()
        """That a client left before the end."""
        self.keeps = True
        self.size = 0
        """How many bytes came in all."""
        self.received: list[tuple[dict[str, str], bytes]] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that left."""


class SinkHandler(Handler):
    def do_GET(self) -> None:  # noqa: N802
        sink = cast("Sink", self.server)
        self.send_response(200)
        self.send_header("Content-Length", str(len(sink.body) * sink.times))
        self.end_headers()
        try:
            for _ in range(sink.times):
                self.wfile.write(sink.body[: len(sink.body) - sink.missing])
        except OSError:
            sink.aborted.set()
        self.close_connection = bool(sink.missing)

    def do_PUT(self) -> None:  # noqa: N802
        self.do_POST()

    def do_POST(self) -> None:  # noqa: N802 - the name is the library's
        sink = cast("Sink", self.server)
        sink.connections.add(self.client_address)
        body = bytearray()
        for piece in self._pieces():
            sink.size += len(piece)
            if sink.keeps:
                body += piece
        headers = {name.lower(): value for name, value in self.headers.items()}
        sink.received.append((headers, bytes(body)))
        self.send_response(sink.statuses.popleft() if sink.statuses else 200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def _pieces(self) -> Iterator[bytes]:
        """The body, by its framing."""
        left = int(self.headers.get("Content-Length", 0))
        while left:
            yield (piece := self.rfile.read(min(left, 64 * 1024)))
            left = left - len(piece) if piece else 0
        if self.headers.get("Transfer-Encoding") == "chunked":
            while size := int(self.rfile.readline() or b"0", 16):
                yield self.rfile.read(size)
                assert self.rfile.readline() == b"\r\n"
            self.rfile.readline()


@contextmanager
def sinking() -> Generator[Sink]:
    """A sink for the time of a block."""
    with Sink() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def use(
    kind: Kind, way: Way, url: str, work: Callable[[Any], Any], **settings: Any
) -> tuple[Any, FakeClock]:
    """What a function of a client's driver gives, awaited on the async side; and the clock."""
    clock = FakeClock()
    settings = {"base_url": url, "clock": clock, **settings}
    if kind == "threads":
        theirs = httpx.Client() if way == "theirs" else None
        with Client(http_client=theirs, **settings) as client:
            try:
                return work(vars(client.books)["_driver"]), clock
            finally:
                if theirs is not None:
                    theirs.close()
    return anyio.run(partial(_use_async, way, settings, work), backend=kind), clock


async def _use_async(way: Way, settings: Any, work: Callable[[Any], Any]) -> Any:
    theirs = httpx.AsyncClient() if way == "theirs" else None
    async with AsyncClient(http_client=theirs, **settings) as client:
        try:
            return await work(vars(client.books)["_driver"])
        finally:
            if theirs is not None:
                await theirs.aclose()


def parts_of(headers: dict[str, str], body: bytes) -> list[tuple[str, str | None, str, bytes]]:
    """A form's parts, read by the standard library: name, file's name, media type, content."""
    head = f"Content-Type: {headers['content-type']}\r\n\r\n".encode()
    form = BytesParser().parsebytes(head + body)
    found: list[tuple[str, str | None, str, bytes]] = []
    for part in cast("list[Any]", form.get_payload()):
        name = part.get_param("name", header="content-disposition")
        type_ = part.get("content-type", "")
        found.append((name, part.get_filename(), type_, part.get_payload(decode=True)))
    return found
