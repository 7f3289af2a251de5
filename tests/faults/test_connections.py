"""Faults of connections: none to be had, none to be trusted, none left, one left over."""

from __future__ import annotations

import ssl
import threading
from typing import TYPE_CHECKING, Any

import anyio
import pytest
import trustme

from ghxstship._core.errors import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    DeadlineExceededError,
)
from ghxstship._core.http.default_sender import AsyncDefaultSender, DefaultSender
from ghxstship._core.http.library import default_library
from tests.patience import PATIENCE

from ..library import httpx
from ..unit.bookshop import AsyncClient, Client
from ..unit.loopback import unused_port
from .callers import HAS_OWN_POOL, Caller
from .server import Peer, answer, each, misbehaving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .callers import Flavour, Kind


def get(client: Any) -> Any:
    return client.books.get("book_1")


def update(client: Any) -> Any:
    return client.books.update("book_1", title="Emma")


def no_answer(outcome: Any, attempts: int = 3) -> None:
    assert type(outcome) is APIConnectionError, repr(outcome)
    assert outcome.attempts == attempts
    assert isinstance(outcome.__cause__, httpx.ConnectError)


class TestNoConnection:
    def test_is_refused(self, flavour: Flavour) -> None:
        caller = Caller(flavour, f"http://127.0.0.1:{unused_port()}")
        safe, unsafe = caller.run(get, update)
        no_answer(safe)
        no_answer(unsafe, attempts=1)

    def test_to_a_host_without_an_address(self, flavour: Flavour) -> None:
        [outcome] = Caller(flavour, "http://api.books.invalid").run(get)
        no_answer(outcome)
        assert "no complete answer from api.books.invalid after 3 attempts" in str(outcome)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


class TestTls:
    @pytest.fixture(autouse=True)
    def trusted(
        self, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> ssl.SSLContext:
        """The authority is trusted by all that go by the environment, and by what this returns."""
        pem = tmp_path / "authority.pem"
        authority.cert_pem.write_to_path(str(pem))
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        return ssl.create_default_context(cafile=str(pem))

    def serving(self, authority: trustme.CA, *names: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate = authority.issue_cert(*names)
        certificate.configure_cert(context)  # pyright: ignore[reportUnknownMemberType]
        return context

    def test_that_is_right_answers(
        self, flavour: Flavour, authority: trustme.CA, trusted: ssl.SSLContext
    ) -> None:
        with misbehaving(each(answer()), self.serving(authority, "127.0.0.1")) as server:
            [book] = Caller(flavour, server.url, verify=trusted).run(get)
        assert book.title == "Emma"

    def test_of_a_stranger_is_refused(self, flavour: Flavour, trusted: ssl.SSLContext) -> None:
        with misbehaving(each(answer()), self.serving(trustme.CA(), "127.0.0.1")) as server:
            [outcome] = Caller(flavour, server.url, verify=trusted).run(get)
        no_answer(outcome)
        assert server.requests == []

    def test_of_another_host_is_refused(
        self, flavour: Flavour, authority: trustme.CA, trusted: ssl.SSLContext
    ) -> None:
        with misbehaving(each(answer()), self.serving(authority, "books.test")) as server:
            [outcome] = Caller(flavour, server.url, verify=trusted).run(get)
        no_answer(outcome)
        assert server.requests == []

    def test_that_the_server_does_not_speak(
        self, flavour: Flavour, trusted: ssl.SSLContext
    ) -> None:
        def plain(peer: Peer) -> None:
            peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        with misbehaving(plain) as server:
            url = server.url.replace("http:", "https:")
            [outcome] = Caller(flavour, url, verify=trusted).run(get)
        no_answer(outcome)

    def test_that_the_client_does_not_speak(self, flavour: Flavour, authority: trustme.CA) -> None:
        with misbehaving(each(answer()), self.serving(authority, "127.0.0.1")) as server:
            url = server.url.replace("https:", "http:")
            [outcome] = Caller(flavour, url).run(get)
        assert type(outcome) is APIConnectionError
        assert server.requests == []


def send_both(kind: Kind, url: str, methods: list[str]) -> list[int]:
    """The statuses of requests over the client's own connections, one after the other."""
    library = default_library()

    def requests() -> Iterator[Any]:
        for method in methods:
            yield httpx.Request(method, f"{url}/v1", content=b"{}" if method == "POST" else None)

    async def in_task() -> list[int]:
        sender = AsyncDefaultSender(library)
        statuses: list[int] = []
        for request in requests():
            response = await sender.send(request, None)
            await response.aread()
            statuses.append(response.status_code)
        await sender.close()
        return statuses

    if kind != "threads":
        return anyio.run(in_task, backend=kind)
    sender = DefaultSender(library)
    statuses: list[int] = []
    for request in requests():
        response = sender.send(request, None)
        response.read()
        statuses.append(response.status_code)
    sender.close()
    return statuses


class TestLeftOver:
    """A connection that is not as clean as it was carries no further call."""

    @pytest.mark.skipif(not HAS_OWN_POOL, reason="httpx takes them for the next answer")
    @pytest.mark.parametrize("kind", ["threads", "asyncio", "trio"])
    def test_bytes_are_not_the_next_answer(self, kind: Kind) -> None:
        evil = answer(body=b'{"id": "x", "title": "Evil", "price": 0}')
        with misbehaving(each(answer() + evil, answer())) as server:
            first, second = Caller((kind, True), server.url).run(get, get)
        assert (first.title, second.title) == ("Emma", "Emma")

    @pytest.mark.parametrize("kind", ["threads", "asyncio", "trio"])
    @pytest.mark.parametrize("announced", ["Content-Length: 70", "Transfer-Encoding: chunked"])
    @pytest.mark.parametrize(
        ("method", "status"),
        [("GET", 204), ("GET", 304), ("POST", 204), ("HEAD", 200), ("HEAD", 404), ("GET", 103)],
    )
    def test_late_body_is_not_the_next_answer(
        self, kind: Kind, method: str, status: int, announced: str
    ) -> None:
        """Not even where it comes after the next request has been sent."""
        evil = answer("418 Late", b"{}")

        def late(peer: Peer) -> None:
            if peer.request() is None:
                return
            peer.send(f"HTTP/1.1 {status} X\r\n{announced}\r\n\r\n".encode())
            if status < 200:
                peer.send(answer())
            while peer.request() is not None:
                peer.send(evil)

        def behave(peer: Peer) -> None:
            (late if len(server.peers) == 1 else each(answer()))(peer)

        with misbehaving(behave) as server:
            first, second = send_both(kind, server.url, [method, "GET"])
        assert (first, second) == (max(status, 200), 200)
        assert len(server.peers) == 2

    def test_connection_that_the_server_closed_is_not_used(self, flavour: Flavour) -> None:
        def once(peer: Peer) -> None:
            if peer.request() is not None:
                peer.send(answer())

        def waiting(client: Any) -> Any:
            assert len(server.peers) == 1
            server.peers[0].closed.wait(PATIENCE)
            return update(client)

        with misbehaving(once) as server:
            first, second = Caller(flavour, server.url).run(get, waiting)
        assert (first.title, second.title) == ("Emma", "Emma")
        assert len(server.requests) == 2

    def test_answer_that_is_not_read_to_its_end_ends_its_connection(self, flavour: Flavour) -> None:
        big = answer(body=b" " * 2_000_000)
        with misbehaving(each(big, answer())) as server:
            caller = Caller(flavour, server.url, max_response_bytes=1000)
            first, second = caller.run(get, get)
        assert type(first).__name__ == "ResponseTooLargeError"
        assert second.title == "Emma"
        assert len(server.peers) == 2


class TestRedirect:
    @pytest.mark.parametrize("kind", ["threads", "asyncio", "trio"])
    def test_takes_nothing_to_another_host(self, kind: Kind) -> None:
        """Not even where the client that is brought would follow it."""
        with misbehaving(each(answer())) as other:
            moved = answer("307 Moved", b"", Location=f"http://localhost:{other.port}/stolen")
            leads = pytest.raises(APIStatusError, match="this one leads to localhost")
            with misbehaving(each(moved)) as server, leads as caught:
                self.call(kind, server.url)
        assert caught.value.status_code == 307
        assert other.requests == []
        assert len(server.requests) == 1

    def call(self, kind: Kind, url: str) -> None:
        def in_thread() -> None:
            with httpx.Client(follow_redirects=True, verify=False) as brought:
                Client(base_url=url, http_client=brought).books.create(title="Emma")

        async def in_task() -> None:
            async with httpx.AsyncClient(follow_redirects=True, verify=False) as brought:
                await AsyncClient(base_url=url, http_client=brought).books.create(title="Emma")

        if kind == "threads":
            in_thread()
        else:
            anyio.run(in_task, backend=kind)


def hold(peer: Peer) -> None:
    if peer.request() is not None:
        peer.stall()


class TestPool:
    """A client that is brought may have few connections; its patience for one is its own."""

    limits = httpx.Limits(max_connections=1)
    timeout = httpx.Timeout(5.0, pool=0.05)

    def test_that_is_exhausted_is_a_timeout(self) -> None:
        with misbehaving(hold) as server:
            caller = Caller(
                ("threads", False), server.url, limits=self.limits, timeout=self.timeout
            )
            outcomes: list[Any] = []
            with caller.client() as client:
                first = threading.Thread(target=self.late, args=(client, outcomes))
                first.start()
                server.arrived.wait(PATIENCE)
                with pytest.raises(APITimeoutError) as caught:
                    client.books.get("2")
                first.join()
        assert isinstance(caught.value.__cause__, httpx.PoolTimeout)
        assert caught.value.attempts == 3
        assert len(outcomes) == len(server.requests) == 1

    def late(self, client: Client, outcomes: list[Any]) -> None:
        with pytest.raises(DeadlineExceededError) as caught:
            client.books.get("1", options={"deadline": 0.5})
        outcomes.append(caught.value)

    @pytest.mark.parametrize("kind", ["asyncio", "trio"])
    def test_that_is_exhausted_is_a_timeout_in_tasks(self, kind: Kind) -> None:
        async def use() -> None:
            caller = Caller((kind, False), server.url, limits=self.limits, timeout=self.timeout)
            async with caller.async_client() as client, anyio.create_task_group() as group:
                group.start_soon(client.books.get, "1")
                await anyio.to_thread.run_sync(server.arrived.wait, 5)
                with pytest.raises(APITimeoutError) as caught:
                    await client.books.get("2")
                assert isinstance(caught.value.__cause__, httpx.PoolTimeout)
                group.cancel_scope.cancel()

        with misbehaving(hold) as server:
            anyio.run(use, backend=kind)
        assert len(server.requests) == 1


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
@pytest.mark.parametrize("own", [True, False], ids=["own", "brought"])
def test_tasks_cut_off_headers_without_an_end(kind: Kind, own: bool) -> None:
    def trickle(peer: Peer) -> None:
        if peer.request() is not None:
            peer.send(b"HTTP/1.1 200 OK\r\n")
            peer.trickle((b"X-%d: 1\r\n" % number for number in range(1000)), every=0.01)

    with misbehaving(trickle) as server:
        caller = Caller((kind, own), server.url, deadline=0.1)
        [outcome] = caller.run(get)
    assert type(outcome) is DeadlineExceededError
    assert server.sent < 5000
