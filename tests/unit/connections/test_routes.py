"""TLS and proxies, with a certificate authority and a proxy of the tests' own."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import trustme

from ghxstship import AsyncClient, Client, ConfigurationError
from ghxstship._core.http.connections.route import Route

from ...library import LIBRARY, httpx
from ..harness import Kind
from ..loopback import unused_port
from .caller import Caller, using
from .peers import OK, Listener, Peer, answering, answers, listening, proxying


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """The authority, trusted through the environment."""
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return authority


def server_context(authority: trustme.CA, name: str = "localhost") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["h2", "http/1.1"])
    certificate = authority.issue_cert(name)
    certificate.configure_cert(context)  # pyright: ignore[reportUnknownMemberType]
    return context


@pytest.fixture
def secure(trusted: trustme.CA) -> Iterator[Listener]:
    with listening(answering(), server_context(trusted)) as server:
        yield server


@pytest.fixture
def proxy() -> Iterator[Listener]:
    with listening(proxying) as server:
        yield server


async def get_thrice(caller: Caller) -> None:
    for _ in range(3):
        assert (await caller.get()).content == b"ok"


@pytest.mark.parametrize(
    ("url", "port"),
    [("http://api.test", 80), ("https://api.test", 443), ("https://api.test:8443", 8443)],
)
def test_a_server_has_the_port_of_its_scheme_unless_it_names_one(url: str, port: int) -> None:
    assert Route(LIBRARY, LIBRARY.URL(url)).port == port


class TestTls:
    def test_is_spoken_over_a_kept_connection(self, secure: Listener, kind: Kind) -> None:
        using(kind, secure.url, get_thrice)
        assert secure.connections == 1

    def test_is_waited_for_without_a_limit(self, secure: Listener, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            assert (await caller.get(limits=httpx.Timeout(None))).content == b"ok"

        using(kind, secure.url, use)

    def test_offers_http_1_alone(self, trusted: trustme.CA, kind: Kind) -> None:
        def script(peer: Peer) -> None:
            assert isinstance(peer.socket, ssl.SSLSocket)
            chosen.append(peer.socket.selected_alpn_protocol())
            answering()(peer)

        chosen: list[str | None] = []
        with listening(script, server_context(trusted)) as server:
            using(kind, server.url, get_thrice)
        assert chosen == ["http/1.1"]

    def test_carries_large_bodies(self, trusted: trustme.CA, kind: Kind) -> None:
        body = bytes(range(256)) * 16 * 1024

        async def use(caller: Caller) -> None:
            response = await caller.send("POST", content=body)
            assert await caller.read(response) == body
            assert (await caller.get("POST", content=body)).content == body

        head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
        with listening(answering(head + body), server_context(trusted)) as server:
            using(kind, server.url, use)
        assert server.connections == 1

    def test_that_the_server_closed_is_not_used(self, trusted: trustme.CA, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            for _ in range(3):
                assert (await caller.get()).content == b"ok"
                assert server.left == 0

        with listening(answers(OK), server_context(trusted)) as server:
            using(kind, server.url, use)
        assert server.connections == 3

    def test_may_end_a_body_by_closing(self, trusted: trustme.CA, kind: Kind) -> None:
        """Many servers say no goodbye in TLS."""

        async def use(caller: Caller) -> None:
            assert (await caller.get()).content == b"all there is"

        answer = b"HTTP/1.1 200 OK\r\n\r\nall there is"
        with listening(answers(answer), server_context(trusted)) as server:
            using(kind, server.url, use)

    def test_of_an_authority_unknown_is_refused(self, trusted: trustme.CA, kind: Kind) -> None:
        other = trustme.CA()
        with listening(answering(), server_context(other)) as server:
            using(kind, server.url, partial(refused, "(?i)certificate.verify.failed"))
            assert server.left == 0
        assert server.requests == []

    def test_has_its_name_without_the_dot_of_the_root(
        self, trusted: trustme.CA, kind: Kind, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        names: list[str | None] = []
        context = server_context(trusted)
        context.sni_callback = lambda connected, name, _: names.append(name)
        found = socket.getaddrinfo

        def dotless(host: str | bytes, *arguments: Any, **more: Any) -> Any:
            name = host.decode() if isinstance(host, bytes) else host
            return found(name.removesuffix("."), *arguments, **more)

        monkeypatch.setattr(socket, "getaddrinfo", dotless)  # not every resolver takes the dot
        with listening(answering(), context) as server:
            using(kind, server.url.replace("localhost", "localhost."), get_thrice)
        assert names == ["localhost"]
        assert f"\r\nHost: localhost.:{server.port}\r\n".encode() in server.requests[0]

    def test_for_another_host_is_refused(self, trusted: trustme.CA, kind: Kind) -> None:
        with listening(answering(), server_context(trusted, "other.test")) as server:
            using(kind, server.url, partial(refused, "(?i)hostname mismatch"))
        assert server.requests == []

    def test_with_a_server_that_speaks_none_is_an_error(self, kind: Kind) -> None:
        def script(peer: Peer) -> None:
            peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            peer.until_gone()

        with listening(script) as server:
            using(kind, server.url.replace("http:", "https:"), partial(refused, r"\w"))


async def refused(reason: str, caller: Caller) -> None:
    with pytest.raises(httpx.ConnectError, match=reason):
        await caller.get()
    assert caller.pool.places == 0


class TestProxy:
    def test_passes_requests_on(self, proxy: Listener, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            for _ in range(2):
                assert (await caller.get(path="/v1?a=b")).content == b"ok"

        url = proxy.url.replace("//", "//me:s3cret@")
        with listening(answering()) as server:
            using(kind, server.url, use, proxy=url)
        assert (proxy.connections, server.connections) == (1, 2)
        assert proxy.requests[0].startswith(b"GET %b/v1?a=b HTTP/1.1\r\n" % server.url.encode())
        assert b"\r\nProxy-Authorization: Basic bWU6czNjcmV0\r\n" in proxy.requests[0]

    def test_opens_a_tunnel_for_tls(self, secure: Listener, proxy: Listener, kind: Kind) -> None:
        url = proxy.url.replace("//", "//me:s3cret@")
        using(kind, secure.url, get_thrice, proxy=url)
        (request,) = proxy.requests
        assert request == (
            b"CONNECT localhost:%d HTTP/1.1\r\nHost: localhost:%d\r\n"
            b"Proxy-Authorization: Basic bWU6czNjcmV0\r\n\r\n" % (secure.port, secure.port)
        )
        assert not any(b"Proxy-Authorization" in each for each in secure.requests)
        assert (proxy.connections, secure.connections) == (1, 1)

    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            (
                b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
                "no tunnel: the proxy answered 407 Proxy Authentication Required",
            ),
            (b"HTTP/1.1 300 \xe9\r\n\r\n", "no tunnel: the proxy answered 300 \ufffd"),
            (b"HTTP/1.0 502\r\n\r\n", "no tunnel: the proxy answered 502 "),
            (
                b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
                "no tunnel: the proxy sent more than its consent",
            ),
            (b"", "no tunnel: the server disconnected without sending a response"),
        ],
    )
    def test_that_will_not_is_a_proxy_error(self, answer: bytes, reason: str, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            with pytest.raises(httpx.ProxyError, match=f"^{reason}$"):
                await caller.get()
            assert caller.pool.places == 0

        with listening(answers(answer)) as proxy:
            using(kind, "https://api.books.test", use, proxy=proxy.url)
            assert proxy.left == 0

    @pytest.mark.parametrize("scheme", ["http", "https"])
    def test_that_is_not_there_is_named(self, scheme: str, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            with pytest.raises(httpx.ConnectError) as caught:
                await caller.get()
            assert str(caught.value).endswith(f" (through the proxy 127.0.0.1:{port})")

        port = unused_port()
        using(kind, f"{scheme}://api.books.test", use, proxy=f"http://me:secret@127.0.0.1:{port}")

    def test_that_says_nothing_is_a_timeout(self, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            with pytest.raises(httpx.ConnectTimeout, match=r"in time \(through the proxy 127"):
                await caller.get(limits=httpx.Timeout(5, connect=0.05))

        with listening(Peer.until_gone) as proxy:
            using(kind, "https://api.books.test", use, proxy=proxy.url)
            assert proxy.left == 0

    def test_that_takes_its_time_is_waited_for(self, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            with pytest.raises(httpx.ProxyError, match="403 Forbidden"):
                await caller.get()

        def script(peer: Peer) -> None:
            peer.request()
            pause.wait(0.05)
            peer.send(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

        pause = threading.Event()
        with listening(script) as proxy:
            using(kind, "https://api.books.test", use, proxy=proxy.url)

    def test_that_says_little_at_a_time_is_a_timeout(self, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            with pytest.raises(httpx.ConnectTimeout):
                await caller.get(limits=httpx.Timeout(5, connect=0.05))

        def script(peer: Peer) -> None:
            peer.request()
            peer.send(b"HTTP/1.1 200 OK\r\nA: ")
            while True:
                pause.wait(0.01)
                peer.send(b"a")

        pause = threading.Event()
        with listening(script) as proxy:
            using(kind, "https://api.books.test", use, proxy=proxy.url)

    def test_of_an_older_kind_opens_tunnels_too(self, trusted: trustme.CA, kind: Kind) -> None:
        context = server_context(trusted)

        def script(peer: Peer) -> None:
            peer.request()
            peer.send(b"HTTP/1.0 200 Connection Established\r\n\r\n")
            secured = context.wrap_socket(peer.socket, server_side=True)
            answering()(Peer(secured, 1))
            secured.close()

        with listening(script) as proxy:
            using(kind, "https://localhost", get_thrice, proxy=proxy.url)
        assert proxy.requests[0].startswith(b"CONNECT localhost:443 HTTP/1.1\r\n")

    def test_is_told_an_ipv6_address_in_brackets(self, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            with pytest.raises(httpx.ProxyError):
                await caller.get()

        refusal = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
        with listening(answers(refusal)) as proxy:
            using(kind, "https://[::1]:8443", use, proxy=proxy.url)
        assert proxy.requests[0].startswith(b"CONNECT [::1]:8443 HTTP/1.1\r\nHost: [::1]:8443\r\n")


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_certificates_that_are_not_there_are_named(
    variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = tmp_path / "missing"
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv(variable, str(missing))
    with pytest.raises(ConfigurationError, match=f"{variable} names '{missing}'.*No such file"):
        Route(LIBRARY, httpx.URL("https://localhost")).tls()


@pytest.mark.parametrize("is_async", [False, True])
def test_certificates_that_cannot_be_read_are_no_network_fault(
    is_async: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.pem"
    broken.write_text("no certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(broken))

    def call(base_url: str) -> object:
        if not is_async:
            with Client("sk_test_1", workspace_id="ws_1", base_url=base_url) as client:
                return client.atlvs.deals.get("deal_1")

        async def get() -> object:
            async with AsyncClient("sk_test_1", workspace_id="ws_1", base_url=base_url) as client:
                return await client.atlvs.deals.get("deal_1")

        return asyncio.run(get())

    with (
        listening(answering()) as server,
        pytest.raises(ConfigurationError, match=r"SSL_CERT_FILE names .* unset the variable"),
    ):
        call(f"https://localhost:{server.port}")
