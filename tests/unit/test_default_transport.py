"""Which connections lead to a server, and what the HTTP library's own are made with."""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import Any

import anyio
import pytest

from ghxstship._core.errors import ConfigurationError
from ghxstship._core.http.default_transport import (
    AsyncDefaultTransport,
    DefaultTransport,
    OwnTransport,
    proxy_of_environment,
)

from ..library import LIBRARY, httpx

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
        self.library: Any = SimpleNamespace(**vars(httpx))
        self.library.HTTPTransport = self.make
        self.library.AsyncHTTPTransport = self.make

    def make(self, **options: Any) -> Recorded:
        self.made.append(options)
        return self

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, request=request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, request=request)

    def close(self) -> None:
        self.closed += 1

    async def aclose(self) -> None:
        self.closed += 1


def used(kind: str, recorded: Recorded, url: str) -> None:
    """Two requests over a transport, which is closed then."""
    request: Any = httpx.Request("GET", url)

    async def use() -> None:
        transport = AsyncDefaultTransport(recorded.library, url)
        for _ in range(2):
            assert (await transport.handle_async_request(request)).status_code == 200
        await transport.aclose()

    if kind == "tasks":
        anyio.run(use)
        return
    transport = DefaultTransport(recorded.library, url)
    for _ in range(2):
        assert transport.handle_request(request).status_code == 200
    transport.close()


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


@pytest.mark.parametrize("proxy", [None, "http://proxy.test:3128"])
class TestOurs:
    def test_are_used_in_threads(self, proxy: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
        if proxy is not None:
            monkeypatch.setenv("ALL_PROXY", proxy)
        ours: Any = vars(DefaultTransport(LIBRARY, "https://api.books.test"))["_ours"]
        assert (ours.pool._most, ours.pool._most_idle, ours.pool._expiry) == (1000, 100, 30.0)
        assert ours._route.host == ("proxy.test" if proxy else "api.books.test")
        assert ours._route._library is LIBRARY

    def test_are_used_in_tasks(self, proxy: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
        if proxy is not None:
            monkeypatch.setenv("ALL_PROXY", proxy)
        ours: Any = vars(AsyncDefaultTransport(LIBRARY, "https://api.books.test"))["_ours"]
        limits = ours._limits
        assert (limits.most, limits.idle, limits.expiry) == (1000, 100, 30.0)
        assert ours._route.host == ("proxy.test" if proxy else "api.books.test")


class TestOfAProcess:
    def test_is_made_once(self) -> None:
        made: list[httpx.MockTransport] = []

        def make() -> httpx.MockTransport:
            made.append(httpx.MockTransport(lambda _: httpx.Response(200)))
            return made[-1]

        own = OwnTransport(make)
        assert [own.get(), own.get()] == made * 2
        assert len(made) == 1
        assert own.take() is made[0]

    def test_is_none_where_it_was_never_needed(self) -> None:
        own = OwnTransport(lambda: httpx.MockTransport(lambda _: httpx.Response(200)))
        assert own.take() is None
        assert own.take() is None
        with pytest.raises(ConfigurationError) as caught:
            own.get()
        assert str(caught.value) == "the client is closed; make a new one"


def test_a_proxy_that_is_none_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "HTTPS_PROXY", "ftp://me:s3cret@proxy.test")
    with pytest.raises(ConfigurationError) as caught:
        proxy_of_environment(LIBRARY, LIBRARY.URL("https://api.books.test"))
    assert str(caught.value) == (
        "the environment's proxy for https is not an http, https or socks5 URL"
    )
