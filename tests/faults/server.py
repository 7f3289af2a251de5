"""A server that misbehaves as it is told, over real sockets, and counts what reaches it."""

from __future__ import annotations

import json
import select
import socket
import ssl
import struct
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from tests.patience import PATIENCE

from ..unit.harness import BOOK

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable


RESET = struct.pack("ii", 1, 0)
"""`SO_LINGER` with no time: closing the socket resets the connection."""


class Request:
    """A request that arrived whole."""

    def __init__(self, head: bytes, body: bytes) -> None:
        lines = head.decode("latin-1").split("\r\n")
        self.method, self.path, _ = lines[0].split(" ")
        pairs = (line.split(": ", 1) for line in lines[1:])
        self.headers = {name.lower(): value for name, value in pairs}
        self.body = body


class Peer:
    """The server's end of one connection."""

    def __init__(self, server: FaultServer, sock: socket.socket) -> None:
        self.server = server
        self._socket = sock
        self._received = b""
        self.sent = 0
        self.closed = threading.Event()

    def request(self) -> Request | None:
        """The next request, or `None` where the client hangs up instead."""
        while b"\r\n\r\n" not in self._received:
            if not self._receive():
                return None
        head, _, self._received = self._received.partition(b"\r\n\r\n")
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        while len(self._received) < length:
            if not self._receive():
                return None
        body, self._received = self._received[:length], self._received[length:]
        request = Request(head, body)
        self.server.requests.append(request)
        self.server.arrived.set()
        return request

    def _receive(self) -> bool:
        try:
            data = self._socket.recv(65536)
        except OSError:
            return False
        self._received += data
        return bool(data)

    def send(self, *parts: bytes) -> None:
        """Send bytes as they are."""
        for part in parts:
            self._socket.sendall(part)
            self.sent += len(part)

    def trickle(self, parts: Iterable[bytes], every: float) -> None:
        """Send a part every so many seconds, until the client hangs up."""
        for part in parts:
            if self.hung_up(every):
                return
            self.send(part)

    def hung_up(self, seconds: float) -> bool:
        """Whether the client closes its end, or the server is stopped, within so many seconds."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if self.server.stopped.is_set():
                return True
            readable, _, _ = select.select([self._socket], [], [], min(left, 0.02))
            if readable:
                with suppress(OSError):
                    if self._socket.recv(65536):
                        continue
                return True
        return False

    def stall(self) -> None:
        """Say nothing, until the client hangs up."""
        self.hung_up(PATIENCE)

    def reset(self) -> None:
        """Break the connection off, losing what is under way."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self._socket.close()


Behaviour = "Callable[[Peer], object]"


class FaultServer:
    """Hands each connection to a behaviour, in a thread of its own."""

    def __init__(self, behave: Callable[[Peer], object], tls: ssl.SSLContext | None = None) -> None:
        self.behave = behave
        self.requests: list[Request] = []
        self.peers: list[Peer] = []
        self.arrived = threading.Event()
        self.stopped = threading.Event()
        self._tls = tls
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def sent(self) -> int:
        """Bytes that went out, over all connections."""
        return sum(peer.sent for peer in self.peers)

    def keys(self) -> list[str | None]:
        """The idempotency key of each request."""
        return [request.headers.get("idempotency-key") for request in self.requests]

    def _accept(self) -> None:
        self._listener.settimeout(0.02)
        while not self.stopped.is_set():
            try:
                sock, _ = self._listener.accept()
            except TimeoutError:
                continue
            thread = threading.Thread(target=self._serve, args=(sock,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket) -> None:
        sock.settimeout(PATIENCE)
        # A client that goes away in the middle is what many of the faults are about.
        with suppress(OSError), sock:
            if self._tls is not None:
                sock = self._tls.wrap_socket(sock, server_side=True)
            peer = Peer(self, sock)
            with sock:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.peers.append(peer)
                self.behave(peer)
            peer.closed.set()

    def stop(self) -> None:
        """Close everything and wait for it."""
        self.stopped.set()
        self._accepting.join()
        self._listener.close()
        for thread in self._threads:
            thread.join()


@contextmanager
def misbehaving(
    behave: Callable[[Peer], object], tls: ssl.SSLContext | None = None
) -> Generator[FaultServer]:
    """A server for the time of a block."""
    server = FaultServer(behave, tls)
    try:
        yield server
    finally:
        server.stop()


def answer(
    status: str = "200 OK", body: bytes | None = None, *, length: int | None = None, **headers: str
) -> bytes:
    """A whole answer, by default a book; header names are written with underscores."""
    if body is None:
        body = json.dumps(BOOK).encode()
    fields = {
        "Content-Type": "application/json",
        "Content-Length": str(len(body) if length is None else length),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def each(*answers: bytes) -> Callable[[Peer], None]:
    """A behaviour: these answers in turn to all requests of all connections, the last for ever."""

    def behave(peer: Peer) -> None:
        while peer.request() is not None:
            number = min(len(peer.server.requests), len(answers)) - 1
            peer.send(answers[number])

    return behave
