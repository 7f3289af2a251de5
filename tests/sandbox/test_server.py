"""Serving on a port: many clients, odd requests, a clean end."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from ghxstship.sandbox import Sandbox
from tests.patience import PATIENCE

from .caller import Caller

if TYPE_CHECKING:
    from collections.abc import Iterator

DEALS = "/atlvs/v1/deals"
NEW_DEAL = {"name": "Tour", "value": 1, "currency": "USD"}


@pytest.fixture
def fresh() -> Iterator[Sandbox]:
    sandbox = Sandbox(rate_limits=False, seed=None, check_answers=True)
    yield sandbox
    sandbox.close()


def descriptors() -> int:
    return len(list(Path(f"/proc/{os.getpid()}/fd").iterdir()))


def test_it_serves_until_it_is_left(fresh: Sandbox) -> None:
    with fresh.serve() as server:
        assert server.url == f"http://127.0.0.1:{server.port}"
        answer = httpx.get(server.url + DEALS, headers=Caller(fresh).headers)
        assert answer.json()["data"] == []
    with pytest.raises(httpx.ConnectError):
        httpx.get(server.url)


def test_it_leaves_nothing_behind(fresh: Sandbox) -> None:
    with fresh.serve() as server:
        httpx.get(server.url + DEALS)
    threads, files = threading.active_count(), descriptors()
    for _ in range(3):
        with fresh.serve() as server, httpx.Client(base_url=server.url) as client:
            client.get(DEALS)
            with client.stream("GET", "/atlvs/v1/stream", headers=Caller(fresh).headers) as stream:
                next(stream.iter_lines())
    assert threading.active_count() == threads
    assert descriptors() == files


def test_it_stops_while_clients_are_still_connected(fresh: Sandbox) -> None:
    with httpx.Client() as client:
        with fresh.serve() as server:
            client.get(server.url + DEALS)
        with pytest.raises(httpx.TransportError):
            client.get(server.url + DEALS)


def test_a_request_under_way_is_given_up_in_the_end(
    fresh: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ghxstship.sandbox.server._PATIENCE", 0.05)
    fresh.fail_next(delay=60)
    with fresh.serve() as server:
        connection = socket.create_connection(("127.0.0.1", server.port))
        connection.sendall(b"GET / HTTP/1.1\r\nAuthorization: Bearer sk_test_1\r\n\r\n")
        while not fresh.requests:
            time.sleep(0.001)  # another thread reads; there is nothing to wait on
    with connection:
        assert connection.recv(1024) == b""


def test_a_server_that_was_never_entered_can_be_stopped(fresh: Sandbox) -> None:
    server = fresh.serve()
    server.stop()
    server.stop()


def test_a_taken_port_is_an_error(fresh: Sandbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(OSError, match=rf"^.*127\.0\.0\.1:{port} cannot .* in use; give "):
            fresh.serve(port=port)


def test_it_listens_on_ipv6(fresh: Sandbox) -> None:
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    with fresh.serve("::1") as server:
        assert server.url == f"http://[::1]:{server.port}"
        assert httpx.get(server.url).status_code == 404


def test_many_clients_at_once(fresh: Sandbox) -> None:
    with fresh.serve() as server:
        headers = Caller(fresh).headers

        def post(number: int) -> int:
            return client.post(DEALS, json={**NEW_DEAL, "name": f"{number}"}).status_code

        with (
            httpx.Client(base_url=server.url, headers=headers) as client,
            ThreadPoolExecutor(16) as pool,
        ):
            assert set(pool.map(post, range(64))) == {201}
    assert Caller(fresh).get(DEALS).body["pagination"]["total"] == 64


def test_one_sandbox_serves_two_ports(fresh: Sandbox) -> None:
    headers = Caller(fresh).headers
    with fresh.serve() as one, fresh.serve() as other:
        made = httpx.post(one.url + DEALS, json=NEW_DEAL, headers=headers).json()
        found = httpx.get(f"{other.url}{DEALS}/{made['id']}", headers=headers).json()
    assert found == made


def test_a_body_may_come_in_pieces(fresh: Sandbox) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"name": "' + b"x" * 200 + b'",'
        yield b'"value": 1, "currency": "USD"}'

    headers = {**Caller(fresh).headers, "Content-Type": "application/json"}
    with fresh.serve() as server:
        answer = httpx.post(server.url + DEALS, content=pieces(), headers=headers)
    assert answer.status_code == 201


def exchange(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(request)
        return connection.recv(65536)


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n", b"404"),
        (b"GET / HTTP/1.0\r\n\r\n", b"404"),
        (b"BREW /atlvs/v1/deals HTTP/1.1\r\nHost: localhost\r\n\r\n", b"400"),
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET http://other/atlvs/v1/deals HTTP/1.1\r\nHost: localhost\r\n\r\n", b"401"),
    ],
)
def test_odd_requests_get_an_answer(fresh: Sandbox, request_line: bytes, status: bytes) -> None:
    with fresh.serve() as server:
        assert exchange(server.port, request_line).split()[1] == status


def test_a_client_that_leaves_in_mid_body_does_no_harm(fresh: Sandbox) -> None:
    with fresh.serve() as server:
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(b"POST /atlvs/v1/deals HTTP/1.1\r\nContent-Length: 99\r\n\r\n{")
        assert httpx.get(server.url, headers=Caller(fresh).headers).status_code == 404
    assert len(fresh.requests) == 1


def test_it_is_an_asgi_application(fresh: Sandbox) -> None:
    async def call() -> tuple[int, list[str]]:
        transport = httpx.ASGITransport(fresh)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            status = (await client.get("/nowhere")).status_code
        sent: list[str] = []
        phases = iter(["lifespan.startup", "lifespan.shutdown"])

        async def receive() -> dict[str, str]:
            return {"type": next(phases)}

        async def send(message: dict[str, str]) -> None:
            sent.append(message["type"])

        await fresh({"type": "lifespan"}, receive, send)  # type: ignore[arg-type]
        await fresh({"type": "websocket"}, receive, send)  # type: ignore[arg-type]
        return status, sent

    assert asyncio.run(call()) == (404, ["lifespan.startup.complete", "lifespan.shutdown.complete"])


def test_without_uvloop_it_runs_on_asyncio(fresh: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("ghxstship.sandbox.server.import_module", missing)
    with fresh.serve() as server:
        assert httpx.get(server.url).status_code == 404


def test_a_fault_of_the_sandbox_itself_is_a_500(
    fresh: Sandbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("ghxstship.sandbox.listing.Listing.page", broken)
    reply = Caller(fresh).get(DEALS)
    assert (reply.status, reply.code) == (500, "SERVER_ERROR")
    assert "broken" in caplog.text


def test_an_answer_that_breaks_its_promise_is_a_500(
    fresh: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    deal = Caller(fresh).made(DEALS, NEW_DEAL)
    fresh.store.execute("UPDATE resources SET body = json_set(body, '$.value', 'much')")
    assert Caller(fresh).get(f"{DEALS}/{deal['id']}").status == 500
    assert "atlvs.deals.get 200: value" in caplog.text
