"""Whatever a client is given or answered, it raises what its own tree has, and nothing else.

`LONG=1` runs a hundred times as many examples.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from unittest.mock import patch

import anyio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ghxstship
from ghxstship import GhxstshipError
from ghxstship._core.http.connections import threads
from ghxstship._core.http.connections.messages import Chunk
from ghxstship._core.http.connections.sockets import SocketStream

from ..unit.bookshop import AsyncClient, Client
from ..unit.harness import FakeClock
from .any_value import text

EXAMPLES = 100 * (100 if os.environ.get("LONG") else 1)
fuzzed = settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"]


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names are checked as they always are, and then none has an address."""

    def getaddrinfo(host: Any, port: Any, *_: object, **__: object) -> Any:
        if isinstance(host, str):
            host.encode("idna")
        assert port is None or 0 < int(port) < 65536
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def tolerated(use: Callable[[], object]) -> None:
    """Do something that may fail in a way of ours."""
    with suppress(GhxstshipError):
        use()


ports = st.one_of(
    st.just(""),
    st.integers(-5, 70000).map(lambda port: f":{port}"),
    st.sampled_from([":", ":x", ":0", ":443", ":65536", ":99999999999999999999", ":٣"]),
)
hosts = st.one_of(
    text,
    st.text("axn-.ß0", max_size=12),
    st.sampled_from(
        [
            *("api.test", "xn--0", "xn--", "xn--zzzz.test", "[::1]", "[::1", "[fe80::1%25eth0]"),
            *("127.0.0.1", "a..b", ".", "a.", "a" * 64 + ".test", "é.test", "\ud800", "a b", "%41"),
        ]
    ),
)
schemes = st.sampled_from(
    ["http://", "https://", "HTTP://", "socks5://", "socks5h://", "ftp://", "//", "", "http:"]
)
users = st.one_of(st.just(""), st.sampled_from(["me:pass@", "@", "%ff:%@", "é:\ud800@", ":@"]))
paths = st.one_of(st.just(""), st.sampled_from(["/v1", "/\ud800", "?q", "#f", "/é/"]), text)
urls = st.one_of(text, st.tuples(schemes, users, hosts, ports, paths).map("".join))


@given(urls)
@fuzzed
def test_of_any_base_url(base_url: str) -> None:
    def use() -> None:
        with Client(base_url=base_url, max_retries=0) as client:
            client.books.get("1")

    tolerated(use)


@given(urls)
@settings(fuzzed, max_examples=EXAMPLES // 5)
@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_of_any_base_url_in_tasks(kind: str, base_url: str) -> None:
    async def use() -> None:
        async with AsyncClient(base_url=base_url, max_retries=0) as client:
            await client.books.get("1")

    tolerated(lambda: anyio.run(use, backend=kind))


def settable(value: str) -> bool:
    """Whether an operating system's environment can hold it."""
    try:
        os.fsencode(value)
    except UnicodeEncodeError:
        return False
    return "\0" not in value


environments = st.fixed_dictionaries(
    {},
    optional={
        **{name: urls.filter(settable) for name in PROXIES[:3]},
        "NO_PROXY": (text | st.lists(hosts, max_size=3).map(",".join)).filter(settable),
    },
)


@given(environments, st.sampled_from(["http://api.test", "https://api.test:8443"]))
@fuzzed
def test_of_any_proxy(environment: dict[str, str], base_url: str) -> None:
    def use() -> None:
        with Client(base_url=base_url, max_retries=0) as client:
            client.books.get("1")

    with patch.dict(os.environ, environment):
        tolerated(use)


@given(environments)
@settings(fuzzed, max_examples=EXAMPLES // 5)
@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_of_any_proxy_in_tasks(kind: str, environment: dict[str, str]) -> None:
    async def use() -> None:
        async with AsyncClient(base_url="https://api.test", max_retries=0) as client:
            await client.books.get("1")

    with patch.dict(os.environ, environment):
        tolerated(lambda: anyio.run(use, backend=kind))


statuses = st.one_of(
    st.integers(0, 999).map(lambda status: b"%03d" % status),
    st.sampled_from([b"200", b"204", b"302", b"404", b"429", b"503", b"", b"20", b"-1"]),
)
status_lines = st.one_of(
    st.tuples(st.just(b"HTTP/1.1 "), statuses, st.binary(max_size=8), st.just(b"\r\n")).map(
        b"".join
    ),
    st.sampled_from([b"HTTP/1.1 200 OK\r\n", b"HTTP/1.0 404\n", b"HTTP/2 200\r\n"]),
    st.binary(max_size=20),
)
field_names = st.sampled_from(
    [
        *(b"Content-Length", b"Transfer-Encoding", b"Content-Encoding", b"Content-Type"),
        *(b"Retry-After", b"Location", b"Connection", b"X-Request-ID", b"X-Limit", b"X-Remaining"),
        *(b"X-Reset", b"Date", b"Set-Cookie"),
    ]
)
field_values = st.one_of(
    st.binary(max_size=12),
    st.integers(-9, 10**20).map(lambda number: b"%d" % number),
    st.sampled_from(
        [
            *(b"chunked", b"gzip", b"deflate", b"gzip, gzip", b"identity", b"1e999", b"NaN"),
            *(b"application/json; charset=\xff", b"text/event-stream", b"http://[", b"//\xff:x/"),
            *(b"Tue, 99 Nov 2023 22:13:42 GMT", b"Tue, 14 Nov 0000 00:00:00 -9999", b"9" * 400),
        ]
    ),
)
fields = st.lists(
    st.tuples(field_names, st.just(b": "), field_values, st.just(b"\r\n")).map(b"".join), max_size=4
).map(b"".join)
bodies = st.one_of(
    st.binary(max_size=30),
    st.sampled_from(
        [
            *(b"{}", b'{"error": {"code": 1, "message": []}}', b'{"data": [], "pages": 1e999}'),
            *(b'{"error": {"message": "\\ud800"}}', b'{"id": "1", "title": "a", "price": 1}'),
            *(b"3\r\n{ }\r\n0\r\n\r\n", b"data: {}\n\n", b"[" * 5000, b'"\xff"', b"1" * 5000),
        ]
    ),
)
answers = st.tuples(status_lines, fields, st.just(b"\r\n"), bodies).map(b"".join)


class Stream(SocketStream):
    """A connection on which an answer comes, whatever is sent."""

    def __init__(self, answer: bytes) -> None:
        super().__init__(socket.socket())
        self._pieces = [answer]

    def send(self, chunk: Chunk, seconds: float | None) -> None:
        """Take all."""

    def receive(self, seconds: float | None) -> bytes:
        return self._pieces.pop() if self._pieces else b""

    def is_stale(self) -> bool:
        return True


CALLS: list[Callable[[Any], object]] = [
    lambda books: books.get("1"),
    lambda books: books.create(title="Emma"),
    lambda books: books.delete("1"),
    lambda books: list(books.list(max_items=3)),
    lambda books: list(books.shelf(max_items=3)),
    lambda books: books.with_raw_response.get("1").parse(),
    lambda books: list(books.listen()),
]


@given(answers, st.sampled_from(CALLS))
@fuzzed
def test_of_any_answer(answer: bytes, call: Callable[[Any], object]) -> None:
    def use() -> None:
        with Client(clock=FakeClock(), max_retries=1, deadline=600) as client:
            call(client.books)

    def connect(*_: object) -> Stream:
        return Stream(answer)

    with patch.object(threads, "connect", connect):
        tolerated(use)


@pytest.mark.parametrize("port", [0, 65536, 65536 + 443, 10**10])
@pytest.mark.parametrize("make", [Client, AsyncClient])
def test_a_port_beyond_all_is_refused(make: Any, port: int) -> None:
    with pytest.raises(ghxstship.ConfigurationError, match="port from 1 to 65535"):
        make(base_url=f"https://api.test:{port}")


@pytest.mark.parametrize("port", [0, 65536, 65536 + 3128])
def test_a_proxys_port_beyond_all_is_refused(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://proxy.test:{port}")
    with Client() as client, pytest.raises(ghxstship.ConfigurationError, match="proxy for https"):
        client.books.get("1")


@pytest.mark.parametrize("kind", ["threads", "asyncio", "trio"])
def test_a_socks_proxy_without_socksio_says_what_to_install(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    monkeypatch.setitem(sys.modules, "socksio", None)

    def use() -> None:
        with Client() as client:
            client.books.get("1")

    async def use_async() -> None:
        async with AsyncClient() as client:
            await client.books.get("1")

    with pytest.raises(ghxstship.ConfigurationError, match="socksio: pip install"):
        use() if kind == "threads" else anyio.run(use_async, backend=kind)
