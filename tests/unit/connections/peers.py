"""What the connections are tested against: servers that follow a script, and a proxy that works."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import TypeAlias

from tests.patience import PATIENCE

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Peer:
    """The server's end of one connection."""

    def __init__(self, connected: socket.socket, number: int) -> None:
        self.socket = connected
        self.number = number
        self._received = bytearray()

    def request(self) -> bytes:
        """The next request whole, or nothing when the client has gone."""
        while b"\r\n\r\n" not in self._received:
            if not self._receive():
                return b""
        head = self._received.partition(b"\r\n\r\n")[0]
        _, found, after = head.lower().partition(b"\r\ncontent-length: ")
        size = len(head) + 4 + (int(after.partition(b"\r\n")[0]) if found else 0)
        while len(self._received) < size:
            if not self._receive():
                return b""
        request = bytes(self._received[:size])
        del self._received[:size]
        return request

    def until(self, end: bytes) -> bytes:
        """All that comes, up to an end."""
        while not self._received.endswith(end) and self._receive():
            pass
        return bytes(self._received)

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def until_gone(self) -> None:
        """Wait until the client closes the connection."""
        while self._receive():
            pass

    def reset(self) -> None:
        """Break the connection off."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def _receive(self) -> bytes:
        try:
            data = self.socket.recv(65536)
        except OSError:
            data = b""
        self._received += data
        return data


Script: TypeAlias = Callable[[Peer], None]


def answers(*responses: bytes) -> Script:
    """A script that answers each request of a connection in turn, then closes it."""

    def script(peer: Peer) -> None:
        for response in responses:
            if not peer.request():
                return
            peer.send(response)

    return script


def answering(response: bytes = OK) -> Script:
    """A script that answers every request alike, as long as the client stays."""

    def script(peer: Peer) -> None:
        while peer.request():
            peer.send(response)

    return script


class Listener:
    """Follows a script on every connection, each in a thread of its own.

    Args:
        script: What it does.
        tls: With what it speaks TLS, or `None`.
    """

    def __init__(self, script: Script, tls: ssl.SSLContext | None = None) -> None:
        self.connections = 0
        self.requests: list[bytes] = []
        self._script = script
        self._tls = tls
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._socket.getsockname()[1]
        scheme, host = ("https", "localhost") if tls else ("http", "127.0.0.1")
        self.url = f"{scheme}://{host}:{self.port}"
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._open: set[socket.socket] = set()
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    @property
    def left(self) -> int:
        """How many connections have not come to their end, after giving them time to."""
        with self._lock:
            threads = list(self._threads)
        for thread in threads:
            thread.join(timeout=PATIENCE)
        return sum(thread.is_alive() for thread in threads)

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._accepting.join()
        self._socket.close()
        for connected in list(self._open):
            with suppress(OSError):
                connected.shutdown(socket.SHUT_RDWR)
        assert self.left == 0

    def _accept(self) -> None:
        while True:
            try:
                connected, _ = self._socket.accept()
            except OSError:
                return
            self._open.add(connected)
            self.connections += 1
            thread = threading.Thread(
                target=self._serve, args=(connected, self.connections), daemon=True
            )
            with self._lock:  # whoever looks at the threads finds them running
                self._threads.append(thread)
                thread.start()

    def _serve(self, connected: socket.socket, number: int) -> None:
        try:
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls:
                self._open.discard(connected)
                connected = self._tls.wrap_socket(connected, server_side=True)
                self._open.add(connected)
            self._script(_Remembering(connected, number, self.requests))
        except OSError:
            pass  # the client has gone
        finally:
            self._open.discard(connected)
            connected.close()


class _Remembering(Peer):
    def __init__(self, connected: socket.socket, number: int, requests: list[bytes]) -> None:
        super().__init__(connected, number)
        self._requests = requests

    def request(self) -> bytes:
        request = super().request()
        if request:
            self._requests.append(request)
        return request


@contextmanager
def listening(script: Script, tls: ssl.SSLContext | None = None) -> Generator[Listener]:
    """A server for the time of a block; at its end no connection may be left."""
    listener = Listener(script, tls)
    try:
        yield listener
    finally:
        listener.close()


def proxying(peer: Peer) -> None:
    """A forward proxy: tunnels what it is asked to, and passes other requests on."""
    request = peer.request()
    if not request:
        return
    method, target, _ = request.split(b"\r\n", 1)[0].split(b" ")
    if method == b"CONNECT":
        host, _, port = target.decode().rpartition(":")
        with socket.create_connection((host, int(port))) as server:
            peer.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_pipe, args=(server, peer.socket), daemon=True)
            back.start()
            _pipe(peer.socket, server)
            back.join()
        return
    while request:
        _, target, _ = request.split(b"\r\n", 1)[0].split(b" ")
        place, _, path = target.removeprefix(b"http://").partition(b"/")
        name, _, port = place.decode().partition(":")
        with socket.create_connection((name, int(port))) as server:
            server.sendall(request.replace(target, b"/" + path, 1))
            peer.send(server.recv(65536))
        request = peer.request()


def _pipe(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
