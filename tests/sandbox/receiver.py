"""A web server that receives webhooks and answers as it is told."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any

from tests.patience import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Generator


@dataclass
class Delivery:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What came in, and what is answered: the statuses in their order, then 200."""

    url: str = ""
    received: Queue[Delivery] = field(default_factory=Queue[Delivery])
    statuses: list[int] = field(default_factory=list[int])
    arrived: Event = field(default_factory=Event)
    gate: Event = field(default_factory=Event)
    turn: Lock = field(default_factory=Lock)

    def next(self) -> Delivery:
        return self.received.get(timeout=PATIENCE)


@contextmanager
def receiver(*statuses: int) -> Generator[Receiver]:
    state = Receiver(statuses=list(statuses))
    state.gate.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            if len(body) < length:  # its sender was killed half way: that is no delivery
                self.close_connection = True
                return
            state.arrived.set()
            state.gate.wait(PATIENCE)
            headers = {name.lower(): value for name, value in self.headers.items()}
            with state.turn:  # what comes after this answer is not put down before it
                self.send_response(state.statuses.pop(0) if state.statuses else 200)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()
                state.received.put(Delivery(self.path, headers, body))

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield state
    finally:
        state.gate.set()
        server.shutdown()
        server.server_close()
        thread.join()
