"""What a web page could do to a sandbox on its reader's machine, and what a large request could."""

from __future__ import annotations

import asyncio
import os
import socket
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from ghxstship.cli.app import app
from ghxstship.sandbox import Sandbox
from ghxstship.sandbox.app import MAX_REQUEST_BYTES
from ghxstship.sandbox.error_responses import ErrorResponse
from ghxstship.sandbox.hosts import AllowedHosts, host_name
from ghxstship.sandbox.messages import Request
from ghxstship.sandbox.record import ReceivedRequest, Record
from tests.patience import PATIENCE

from .caller import Caller

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ghxstship.sandbox import Server

DEALS = "/atlvs/v1/deals"
OURS = [
    "localhost",
    "LocalHost:4010",
    "localhost.",
    "app.localhost:1",
    "127.0.0.1",
    "127.0.0.1:65535",
    "127.255.0.3",
    "[::1]",
    "[::1]:4010",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
]
THEIRS = [
    "evil.example",
    "evil.example:4010",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evillocalhost",
    "sandbox",
    "test",
    "0.0.0.0",
    "[::]",
    "10.0.0.1",
    "169.254.169.254",
    "[::ffff:10.0.0.1]",
    "[fe80::1]",
    "127.1",
    "2130706433",
    "",
    "localhost:4010:4010",
    "localhost@evil.example",
    "evil.example, localhost",
    "localhost/",
    "[::1",
    "::1",
    "\xff",
]


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    sandbox = Sandbox(seed=None, rate_limits=False, max_request_bytes=100_000)
    with sandbox.serve() as server:
        yield server
    sandbox.close()


def call(server: Server, host: str, path: str = DEALS, **headers: str) -> httpx.Response:
    given = {**Caller(server.sandbox).headers, **headers, "Host": host}
    raw = {name.encode(): value.encode("latin-1") for name, value in given.items()}
    return httpx.get(server.url + path, headers=raw)


class TestHosts:
    @pytest.mark.parametrize("host", OURS)
    def test_of_this_machine_are_answered(self, running: Server, host: str) -> None:
        assert call(running, host).status_code == 200

    @pytest.mark.parametrize("host", THEIRS)
    def test_of_anyone_else_are_not(self, running: Server, host: str) -> None:
        answer = call(running, host)
        assert answer.status_code == 421
        error = answer.json()["error"]
        assert error["code"] == "BAD_REQUEST"
        assert "--allow-host" in error["message"]
        assert "allow_hosts" in error["message"]
        assert error["request_id"] == answer.headers["X-Request-ID"]
        assert running.api_key not in answer.text

    @pytest.mark.parametrize("path", ["/atlvs/v1/stream", "/nowhere", "/"])
    def test_count_on_every_path(self, running: Server, path: str) -> None:
        assert call(running, "evil.example", path).status_code == 421
        upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        assert call(running, "evil.example", path, **upgrade).status_code == 421

    def test_come_before_whatever_else_a_request_does(self, running: Server) -> None:
        running.sandbox.reset()
        running.sandbox.fail_next(status=503)
        assert call(running, "evil.example").status_code == 421
        assert len(running.sandbox.requests) == 0
        assert call(running, "localhost").status_code == 503

    def test_are_each_looked_at_where_there_are_two(self, running: Server) -> None:
        for first, second in (("evil.example", "localhost"), ("localhost", "evil.example")):
            request = f"GET / HTTP/1.1\r\nHost: {first}\r\nHost: {second}\r\n\r\n"
            assert b" 421 " in exchange(running.port, request.encode())

    def test_without_one_it_is_no_browser(self, running: Server) -> None:
        assert b" 404 " in exchange(running.port, b"GET / HTTP/1.0\r\n\r\n")

    def test_may_be_added(self, running: Server) -> None:
        sandbox = Sandbox(seed=None, allow_hosts=["Sandbox:4010", "192.0.2.1", "2001:db8::1"])
        with sandbox.serve() as server:
            for host in ("sandbox", "SANDBOX.:80", "192.0.2.1:4010", "[2001:db8::1]:4010"):
                assert call(server, host).status_code == 200
            assert call(server, "later").status_code == 421
            sandbox.allow_host("later")
            assert call(server, "later").status_code == 200
        sandbox.close()

    @pytest.mark.parametrize("name", ["", "a b", "http://sandbox", "sandbox/", "[::1"])
    def test_that_cannot_be_are_refused_at_once(self, name: str) -> None:
        with pytest.raises(ValueError, match="is not a host"):
            Sandbox(allow_hosts=[name])
        result = CliRunner().invoke(app, ["sandbox", "--allow-host", name])
        assert result.exit_code == 2
        assert "--allow-host" in result.output

    def test_of_the_address_that_it_listens_on_are_answered(self) -> None:
        sandbox = Sandbox(seed=None)
        with sandbox.serve("0.0.0.0") as server:
            for host, status in (("0.0.0.0", b" 404 "), ("10.0.0.1", b" 421 ")):
                request = f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"
                assert status in exchange(server.port, request.encode())
        sandbox.close()

    def test_are_free_in_one_process(self, running: Server) -> None:
        async def get(url: str, **headers: str) -> int:
            transport = httpx.ASGITransport(running.sandbox)
            async with httpx.AsyncClient(transport=transport) as client:
                return (await client.get(url, headers=headers)).status_code

        for name in ("test", "testserver", "api.ghxstship.com"):
            assert asyncio.run(get(f"http://{name}/")) == 404
        assert asyncio.run(get("http://test/", host="evil.example")) == 421

    @given(st.text(max_size=30) | st.from_regex(r"\[?[a-z0-9.:]+\]?(:[0-9]+)?", fullmatch=True))
    def test_of_any_form_end_in_a_yes_or_a_421(self, text: str) -> None:
        header = (b"host", text.encode("utf-8", "replace"))
        scope = {"server": ("127.0.0.1", 1), "headers": [header]}
        host = host_name(text) or ""
        if "localhost" in host or host.startswith("127.") or ":" in host:
            with suppress(ErrorResponse):
                AllowedHosts().check(scope)
        else:
            with pytest.raises(ErrorResponse) as caught:
                AllowedHosts().check(scope)
            assert caught.value.status == 421
            assert caught.value.message.isascii()
            assert len(caught.value.message) < 1000


def exchange(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(request)
        return connection.recv(65536)


class TestBodies:
    def test_of_ten_mebibytes_are_the_most(self) -> None:
        assert MAX_REQUEST_BYTES == 10 * 1024 * 1024

    @pytest.mark.parametrize("limit", [0, -1])
    def test_have_a_bound_of_at_least_one_byte(self, limit: int) -> None:
        with pytest.raises(ValueError, match="max_request_bytes must be 1 or more"):
            Sandbox(max_request_bytes=limit)
        result = CliRunner().invoke(app, ["sandbox", "--max-request-bytes", str(limit)])
        assert result.exit_code == 2

    @pytest.mark.parametrize("chunked", [False, True])
    @pytest.mark.parametrize(("size", "status"), [(100_000, 422), (100_001, 413)])
    def test_are_taken_up_to_the_bound(
        self, running: Server, size: int, status: int, chunked: bool
    ) -> None:
        body = b'{"name":"' + b"x" * (size - 11) + b'"}'
        assert len(body) == size
        content = iter([body[:7], body[7:60_000], body[60_000:]]) if chunked else body
        headers = {**Caller(running.sandbox).headers, "Content-Type": "application/json"}
        with httpx.Client() as client:
            answer = client.post(running.url + DEALS, content=content, headers=headers)
            assert answer.status_code == status
            if status == 413:
                assert "100000 bytes" in answer.json()["error"]["message"]
            again = client.get(running.url + DEALS, headers=headers)  # the connection is in order
        assert again.status_code == 200

    @pytest.mark.parametrize("length", ["100001", "9" * 19, "9" * 5000])
    def test_that_are_announced_too_large_are_not_waited_for(
        self, running: Server, length: str
    ) -> None:
        async def receive() -> dict[str, Any]:
            raise AssertionError("it reads")

        sent: list[dict[str, Any]] = []

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": "http", "headers": [(b"content-length", length.encode())]}
        asyncio.run(running.sandbox(scope, receive, send))
        assert sent[0]["status"] == 413

    def test_without_an_end_are_read_no_further_than_the_bound(self, running: Server) -> None:
        read = 0

        async def receive() -> dict[str, Any]:
            nonlocal read
            read += 10_000
            return {"type": "http.request", "body": b"x" * 10_000, "more_body": True}

        async def send(message: Any) -> None:
            sent.append(message)

        sent: list[dict[str, Any]] = []
        asyncio.run(running.sandbox({"type": "http", "headers": []}, receive, send))
        assert sent[0]["status"] == 413
        assert read == 110_000

    def test_headers_without_an_end_are_cut_off(self, running: Server) -> None:
        with socket.create_connection(("127.0.0.1", running.port), timeout=PATIENCE) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nX: ")
            with pytest.raises(OSError):
                connection.sendall(b"x" * 256 * 1024 * 1024)
        assert call(running, "localhost").status_code == 200


def received(size: int) -> ReceivedRequest:
    return ReceivedRequest(Request("POST", "/", b"", {}, b"x" * (size - 1)))


class TestRecord:
    @given(st.lists(st.integers(1, 60), max_size=40))
    def test_is_bounded_in_bytes_and_in_number(self, sizes: list[int]) -> None:
        record = Record(count=7, max_bytes=100)
        for number, size in enumerate(sizes):
            record.append(received(size))
            kept = [each.size for each in record]
            assert kept == sizes[number + 1 - len(kept) : number + 1]
            assert len(kept) <= 7
            assert sum(kept) <= 100
            if len(kept) < min(7, number + 1):  # nothing is forgotten without need
                assert sum(sizes[number - len(kept) : number + 1]) > 100
        record.clear()
        record.append(received(100))
        assert len(record) == 1

    def test_holds_the_last_request_whatever_its_size(self) -> None:
        record = Record(max_bytes=100)
        for size in (30, 101, 40):
            record.append(received(size))
            assert record[-1].size == size
        assert [each.size for each in record] == [40]

    def test_begins_after_authentication(self, running: Server) -> None:
        sandbox = running.sandbox
        sandbox.reset()
        for header in ({}, {"Authorization": "Bearer pk_1"}, {"Authorization": "nonsense"}):
            for path in (DEALS, "/nowhere"):
                httpx.get(running.url + path, headers=header)
        assert len(sandbox.requests) == 0
        good = {"Authorization": f"Bearer {sandbox.issue_token('read')}"}
        httpx.get(f"{running.url}/nowhere", headers=good)
        assert [each.path for each in sandbox.requests] == ["/nowhere"]

    def test_takes_what_needs_no_credentials(self, library_file: Path) -> None:
        sandbox = Sandbox(library_file)
        with sandbox.serve() as server:
            httpx.get(f"{server.url}/open?who=me")
        assert [each.path for each in sandbox.requests] == ["/open"]
        sandbox.close()


class TestFiles:
    def test_are_for_their_owner_alone(self, tmp_path: Path) -> None:
        before = os.umask(0)
        try:
            sandbox = Sandbox(database=tmp_path / "state.db")
            Caller(sandbox).made(DEALS, {"name": "Tour", "value": 1, "currency": "USD"})
            modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
            sandbox.close()
        finally:
            os.umask(before)
        assert modes == {"state.db": 0o600, "state.db-wal": 0o600, "state.db-shm": 0o600}

    def test_that_are_there_keep_their_mode(self, tmp_path: Path) -> None:
        file = tmp_path / "state.db"
        Sandbox(database=file, seed=None).close()
        file.chmod(0o640)
        Sandbox(database=file, seed=None).close()
        assert stat.S_IMODE(file.stat().st_mode) == 0o640
