"""A small HTTP server and a small proxy on this machine, for what only real sockets show."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from .harness import BOOK

if TYPE_CHECKING:
    from collections.abc import Generator


class Loopback(ThreadingHTTPServer):
    """Answers every request with a book whose id is the last part of the path."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, handler: type[Handler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.connections: set[tuple[str, int]] = set()
        self.targets: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    @property
    def loopback(self) -> Loopback:
        assert isinstance(self.server, Loopback)
        return self.server

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        self.loopback.connections.add(self.client_address)
        self.loopback.targets.append(self.path)
        book_id = urlsplit(self.path).path.rpartition("/")[2]
        body = json.dumps({**BOOK, "id": book_id}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class ProxyHandler(Handler):
    """A forward proxy that answers by itself, and is seen to be asked for a tunnel it refuses."""

    credentials: ClassVar[list[str | None]] = []

    def answer(self) -> None:
        self.credentials.append(self.headers.get("Proxy-Authorization"))
        super().answer()

    def do_CONNECT(self) -> None:
        self.loopback.targets.append(f"CONNECT {self.path}")
        self.send_response(403)
        self.send_header("Content-Length", "0")
        self.end_headers()


@contextmanager
def serving(handler: type[Handler] = Handler) -> Generator[Loopback]:
    """A server for the time of a block."""
    with Loopback(handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def unused_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
