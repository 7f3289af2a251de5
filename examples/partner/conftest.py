"""What the tests of both applications share: a loopback Sentry, and spans in memory."""

from __future__ import annotations

import gzip
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest
import sentry_sdk
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from . import telemetry

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from socketserver import BaseServer

    from ghxstship.pytest_plugin import GhxstshipSandbox

PATIENCE = 120  # seconds until what happens in the background must have happened


def eventually(holds: Callable[[], bool]) -> None:
    """Wait for what another thread does, which has no way to tell."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@contextmanager
def served(server: BaseServer) -> Generator[None]:
    """Serve in a thread."""
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Reports:
    """What was sent to Sentry."""

    def __init__(self, dsn: str, envelopes: list[bytes]) -> None:
        self.dsn = dsn
        self._envelopes = envelopes

    def sent(self) -> str:
        """All of it, as text, once nothing is under way any more."""
        sentry_sdk.flush(timeout=PATIENCE)
        return "\n".join(envelope.decode() for envelope in self._envelopes)


@pytest.fixture
def sentry() -> Generator[Reports]:
    envelopes: list[bytes] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            is_packed = self.headers.get("Content-Encoding") == "gzip"
            envelopes.append(gzip.decompress(body) if is_packed else body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Keep the output to the tests' own."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    with served(server):
        yield Reports(f"http://key@127.0.0.1:{server.server_port}/1", envelopes)
        sentry_sdk.flush(timeout=PATIENCE)
        sentry_sdk.init()  # nothing is reported any more


@pytest.fixture(scope="session")
def exporter() -> InMemorySpanExporter:
    exporter = InMemorySpanExporter()
    telemetry.provider.add_span_processor(SimpleSpanProcessor(exporter))
    return exporter


@pytest.fixture
def spans(exporter: InMemorySpanExporter) -> InMemorySpanExporter:
    exporter.clear()
    return exporter


@pytest.fixture
def account(
    ghxstship_sandbox: GhxstshipSandbox, monkeypatch: pytest.MonkeyPatch
) -> GhxstshipSandbox:
    """The sandbox, as what a client that the application makes itself talks to."""
    monkeypatch.setenv("GHXSTSHIP_BASE_URL", ghxstship_sandbox.url)
    monkeypatch.setenv("GHXSTSHIP_API_KEY", ghxstship_sandbox.api_key)
    monkeypatch.setenv("GHXSTSHIP_WORKSPACE_ID", ghxstship_sandbox.workspace_id)
    return ghxstship_sandbox
