"""Which connections lead to a server, and what the HTTP library's own are made with."""

from __future__ import annotations

import os
import threading
from functools import partial
from types import SimpleNamespace
from typing import Any

import anyio
import pytest

from ghxstship._core.clock import SystemClock
from ghxstship._core.deadline import Deadline
from ghxstship._core.errors import ConfigurationError
from ghxstship._core.http import default_sender
from ghxstship._core.http.default_sender import AsyncDefaultSender, DefaultSender
from ghxstship._core.http.environment_proxy import proxy_of_environment

from ..library import LIBRARY, httpx
from ..patience import PATIENCE
from .connections.peers import Peer, listening
from .harness import FakeClock
from .test_sender import Pieces

URL = "http://api.books.test"
PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"]
LIMITS = httpx.Limits(max_connections=1000, max_keepalive_connections=100, keepalive_expiry=30.0)


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


class Recorded:
    """What stands for the library's own transports, and keeps what they are made with."""

    def __init__(self) -> None:
        self.made: list[dict[str, Any]] = []
        self.closed = 0
        self.answer: httpx.Response | None = None
        self.library: Any = SimpleNamespace(**vars(httpx))
        self.library.HTTPTransport = self.make
        self.library.AsyncHTTPTransport = self.make

    def make(self, **options: Any) -> Recorded:
        self.made.append(options)
        return self

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self.answer or httpx.Response(200, request=request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)

    def close(self) -> None:
        self.closed += 1

    async def aclose(self) -> None:
        self.closed += 1


def sent(kind: str, library: Any, request: Any, deadline: Deadline | None = None) -> httpx.Response:
    """What a request is answered with, over a sender that is closed then; the body is unread."""

    async def send() -> Any:
        sender = AsyncDefaultSender(library)
        try:
            return await sender.send(request, deadline)
        finally:
            await sender.close()

    if kind == "tasks":
        response: httpx.Response = anyio.run(send)
        return response
    sender: Any = DefaultSender(library)
    try:
        return sender.send(request, deadline)  # type: ignore[no-any-return]
    finally:
        sender.close()


def used(kind: str, recorded: Recorded, url: str) -> None:
    """Two requests over a sender, which is closed then."""
    request: Any = httpx.Request("GET", url)

    async def use() -> None:
        sender = AsyncDefaultSender(recorded.library)
        for _ in range(2):
            assert (await sender.send(request, None)).status_code == 200
        await sender.close()

    if kind == "tasks":
        anyio.run(use)
        return
    sender = DefaultSender(recorded.library)
    for _ in range(2):
        assert sender.send(request, None).status_code == 200
    sender.close()


@pytest.mark.parametrize("kind", ["threads", "tasks"])
class TestLibrarys:
    @pytest.mark.parametrize(
        ("url", "verify"), [("http://api.books.test", False), ("https://api.books.test", True)]
    )
    def test_are_used_where_somebody_has_replaced_them(
        self, url: str, verify: bool, kind: str
    ) -> None:
        recorded = Recorded()
        used(kind, recorded, url)
        assert recorded.made == [{"verify": verify, "limits": LIMITS, "proxy": None}]
        assert recorded.closed == 1

    @pytest.mark.parametrize("url", ["http://api.books.test", "https://api.books.test"])
    def test_are_used_for_a_proxy_that_speaks_tls(
        self, url: str, kind: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ALL_PROXY", "https://proxy.test:3128")
        recorded = Recorded()
        used(kind, recorded, url)
        (made,) = recorded.made
        assert (made["verify"], made["limits"]) == (True, LIMITS)
        assert made["proxy"].url == "https://proxy.test:3128"

    def test_follow_no_redirect_and_read_no_body(self, kind: str) -> None:
        recorded, pieces = Recorded(), Pieces()
        elsewhere = {"Location": "http://other.test"}
        recorded.answer = httpx.Response(302, headers=elsewhere, stream=pieces)
        for name in ("Client", "AsyncClient"):
            make: Any = getattr(httpx, name)
            setattr(recorded.library, name, partial(make, follow_redirects=True))
        request: Any = httpx.Request("GET", "http://api.books.test")
        response = sent(kind, recorded.library, request)
        assert (response.status_code, pieces.read) == (302, False)

    def test_are_told_what_is_left_until_the_deadline(self, kind: str) -> None:
        clock = FakeClock()
        request: Any = httpx.Request("GET", URL, extensions={"timeout": {"read": 5.0}})
        sent(kind, Recorded().library, request, Deadline(3, clock))
        clock.now += 1
        assert request.extensions["timeout"]["read"] == 2


def way(sender: Any, url: str = "https://api.books.test") -> Any:
    """What leads to a server: the one that a request would take, made if there is none yet."""
    parts = LIBRARY.URL(url)
    origin = (vars(default_sender)["getpid"](), parts.raw_scheme, parts.raw_host, parts.port)
    return sender.ways.by_origin.get(origin) or sender.ways.open(origin, parts)


@pytest.mark.parametrize("kind", ["threads", "tasks"])
def test_ours_end_at_the_deadline(kind: str) -> None:
    done = threading.Event()

    def waits(_: Peer) -> None:
        done.wait(PATIENCE)

    with listening(waits) as server:
        request: Any = httpx.Request("GET", server.url)
        with pytest.raises(httpx.ReadTimeout, match="the server sent nothing in time"):
            sent(kind, LIBRARY, request, Deadline(0.05, SystemClock()))
        done.set()


@pytest.mark.parametrize("kind", ["threads", "tasks"])
def test_a_servers_way_is_made_for_its_first_request(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def note(_: object, server: Any) -> None:
        made.append(str(server))

    monkeypatch.setattr(default_sender, "proxy_of_environment", note)
    used(kind, Recorded(), URL)
    assert made == [URL]


@pytest.mark.parametrize("proxy", [None, "http://proxy.test:3128"])
class TestOurs:
    def test_are_used_in_threads(self, proxy: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
        if proxy is not None:
            monkeypatch.setenv("ALL_PROXY", proxy)
        ours: Any = way(DefaultSender(LIBRARY)).ours
        assert (ours.pool._most, ours.pool._most_idle, ours.pool._expiry) == (1000, 100, 30.0)
        assert ours._route.host == ("proxy.test" if proxy else "api.books.test")
        assert ours._route._library is LIBRARY

    def test_are_used_in_tasks(self, proxy: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
        if proxy is not None:
            monkeypatch.setenv("ALL_PROXY", proxy)
        ours: Any = way(AsyncDefaultSender(LIBRARY)).ours
        limits = ours._limits
        assert (limits.most, limits.idle, limits.expiry) == (1000, 100, 30.0)
        assert ours._route.host == ("proxy.test" if proxy else "api.books.test")


class TestWays:
    def test_are_one_to_each_server(self) -> None:
        sender = DefaultSender(LIBRARY)
        urls = [
            "http://a.test/1",
            "http://a.test/2",
            "https://a.test",
            "http://a.test:81",
            "http://b",
        ]
        found = [way(sender, url) for url in urls]
        assert found[0] is found[1]
        assert len({id(one) for one in found}) == 4
        assert [one.ours._route.port for one in found] == [80, 80, 443, 81, 80]

    def test_are_each_processes_own(self, monkeypatch: pytest.MonkeyPatch) -> None:
        sender = DefaultSender(LIBRARY)
        parents = way(sender)
        monkeypatch.setattr(default_sender, "getpid", lambda: -1)
        childs = way(sender)
        assert childs is not parents
        assert sender.ways.end() == [childs]
        assert [*sender.ways.by_origin.values()] == [parents]

    def test_are_none_where_the_sender_is_closed(self) -> None:
        sender = DefaultSender(LIBRARY)
        assert sender.ways.end() == []
        assert sender.ways.end() == []
        with pytest.raises(ConfigurationError) as caught:
            way(sender)
        assert str(caught.value) == "the client is closed; make a new one"

    def test_are_none_where_it_is_closed_meanwhile(self, monkeypatch: pytest.MonkeyPatch) -> None:
        sender = DefaultSender(LIBRARY)

        def close(*_: object) -> None:
            sender.close()

        monkeypatch.setattr(default_sender, "proxy_of_environment", close)
        with pytest.raises(ConfigurationError, match="the client is closed"):
            way(sender)

    def test_are_shared_by_threads_that_come_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        sender = DefaultSender(LIBRARY)
        start = threading.Barrier(8)

        def all_are_here(*_: object) -> None:
            start.wait(timeout=PATIENCE)  # each has seen that there is none

        monkeypatch.setattr(default_sender, "proxy_of_environment", all_are_here)
        got: list[Any] = []
        threads = [threading.Thread(target=lambda: got.append(way(sender))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(got) == 8
        assert len({id(one) for one in got}) == 1


def test_a_proxy_that_is_none_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "HTTPS_PROXY", "ftp://me:s3cret@proxy.test")
    with pytest.raises(ConfigurationError) as caught:
        proxy_of_environment(LIBRARY, LIBRARY.URL("https://api.books.test"))
    assert str(caught.value) == (
        "the environment's proxy for https is not an http, https or socks5 URL"
    )
