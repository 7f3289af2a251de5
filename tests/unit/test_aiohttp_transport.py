"""aiohttp behind the seam, over real sockets."""

from __future__ import annotations

import asyncio
import errno
import gc
import gzip
import json
import sys
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import httpx
import pytest
import trustme

from ghxstship import AiohttpTransport
from ghxstship._core.errors import APIConnectionError, APITimeoutError, ConfigurationError
from ghxstship._core.http.aiohttp_transport import (
    _as_of_httpx,  # pyright: ignore[reportPrivateUsage]
    _Body,  # pyright: ignore[reportPrivateUsage]
    _heard,  # pyright: ignore[reportPrivateUsage]
)
from ghxstship._core.http.connections.messages import Timeouts
from tests.patience import PATIENCE

from .bookshop import AsyncClient
from .connections.peers import OK, Peer, answering, answers, listening, proxying
from .connections.test_routes import server_context
from .harness import BOOK
from .loopback import unused_port

BODY = json.dumps(BOOK).encode()
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(BODY), BODY)


def calling(url: str, use: Callable[[AsyncClient], Awaitable[Any]], **settings: Any) -> Any:
    """What a function gives that gets a client over a transport of its own."""

    async def call() -> Any:
        async with (
            AiohttpTransport() as transport,
            AsyncClient(base_url=url, http_client=transport, max_retries=0, **settings) as client,
        ):
            return await use(client)

    return asyncio.run(call())


async def get(client: AsyncClient) -> Any:
    return await client.books.get("book_1")


def exchanged(url: str, **what: Any) -> httpx.Response:
    """The response to a bare request, its body read."""

    async def exchange() -> httpx.Response:
        async with AiohttpTransport() as transport:
            response = await transport.handle_async_request(
                httpx.Request("POST" if what else "GET", url, **what)
            )
            await response.aread()
            return response

    return asyncio.run(exchange())


class TestCalls:
    def test_are_typed_and_keep_their_connection(self) -> None:
        async def use(client: AsyncClient) -> None:
            for _ in range(3):
                assert (await client.books.get("book_1")).title == "Emma"

        with listening(answering(ANSWER)) as server:
            calling(server.url, use)
        assert server.connections == 1

    def test_carry_our_headers_and_none_of_aiohttps(self) -> None:
        async def use(client: AsyncClient) -> None:
            await client.books.create(title="Emma")

        with listening(answering(ANSWER)) as server:
            calling(server.url, use)
        head, _, body = server.requests[0].partition(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        names = [line.partition(b":")[0] for line in lines[1:]]
        assert len(names) == len(set(names))
        assert b"authorization: bearer sk_test_1" in lines
        assert not any(b"aiohttp" in line for line in lines)
        assert json.loads(body)["title"] == "Emma"

    def test_have_no_header_that_nobody_asked_for(self) -> None:
        with listening(answering()) as server:
            exchanged(server.url)
            exchanged(server.url, content=b"ok")
        get, post = server.requests
        host = b"host: %b\r\n" % server.url.removeprefix("http://").encode()
        assert get.lower() == b"get / http/1.1\r\n" + host + b"\r\n"
        length = b"content-length: 2\r\n"
        assert post.lower() == b"post / http/1.1\r\n" + host + length + b"\r\nok"

    def test_leave_the_url_as_it_is(self) -> None:
        with listening(answering()) as server:
            exchanged(f"{server.url}/%41%2f?a=%42+c")
        assert server.requests[0].startswith(b"GET /%41%2f?a=%42+c HTTP/1.1\r\n")

    @pytest.mark.parametrize(
        ("reason", "seen"), [(b"Fine", "Fine"), (b"", ""), (b"Enchant\xe9", "Enchant?")]
    )
    def test_bring_the_reason(self, reason: bytes, seen: str) -> None:
        with listening(answering(OK.replace(b"OK", reason))) as server:
            assert exchanged(server.url).reason_phrase == seen

    def test_decode_what_is_compressed_once(self) -> None:
        packed = gzip.compress(BODY)
        head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
        with listening(answering(head % len(packed) + packed)) as server:
            assert calling(server.url, get).title == "Emma"

    def test_go_through_the_proxy_of_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with listening(proxying) as proxy, listening(answering(ANSWER)) as server:
            monkeypatch.setenv("HTTP_PROXY", proxy.url)
            monkeypatch.delenv("NO_PROXY", raising=False)
            monkeypatch.delenv("no_proxy", raising=False)
            assert calling(server.url, get).title == "Emma"
        assert len(proxy.requests) == 1

    def test_follow_no_redirect(self) -> None:
        redirect = b"HTTP/1.1 302 Found\r\nLocation: http://evil.test/\r\nContent-Length: 0\r\n\r\n"
        with (
            listening(answering(redirect)) as server,
            pytest.raises(Exception, match="302: Found: redirects are not followed"),
        ):
            calling(server.url, get)

    def test_that_are_not_read_to_the_end_close_their_connection(self) -> None:
        async def use() -> None:
            async with AiohttpTransport() as transport:
                response = await transport.handle_async_request(httpx.Request("GET", server.url))
                await response.aclose()
                assert await asyncio.to_thread(lambda: server.left) == 0

        def script(peer: Peer) -> None:
            peer.request()
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            peer.until_gone()

        with listening(script) as server:
            asyncio.run(use())


class TestFailures:
    @pytest.mark.parametrize(
        ("answer", "cause"),
        [
            (b"", "the server disconnected: Server disconnected"),
            (OK[:-1], "the server disconnected: Response payload is not completed"),
            (
                b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
                "the server's answer is not HTTP/1.1: ",  # the rest is the parser's own words
            ),
        ],
    )
    def test_of_the_answer(self, answer: bytes, cause: str) -> None:
        with listening(answers(answer)) as server:
            with pytest.raises(APIConnectionError) as caught:
                calling(server.url, get)
            assert isinstance(caught.value.__cause__, httpx.RemoteProtocolError)
            assert str(caught.value.__cause__).startswith(cause)

    def test_of_a_reset(self) -> None:
        def script(peer: Peer) -> None:
            peer.request()
            peer.reset()

        with listening(script) as server:
            with pytest.raises(APIConnectionError) as caught:
                calling(server.url, get)
            assert isinstance(caught.value.__cause__, httpx.ReadError | httpx.RemoteProtocolError)

    @pytest.mark.parametrize("reset", [False, True])
    def test_of_chunks_that_are_none_is_not_waited_for(self, reset: bool) -> None:
        def script(peer: Peer) -> None:
            while peer.request():
                peer.send(head + b"Transfer-Encoding: chunked\r\n\r\n")
                if len(server.requests) == 1:
                    peer.send(b"0\r\n\r\n")
                    continue
                assert heard.wait(PATIENCE)
                peer.send(b"zz\r\n")
                if reset:
                    peer.reset()
                else:
                    peer.until_gone()

        async def listen(client: AsyncClient) -> None:
            async with asyncio.timeout(5), client.books.listen() as stream:
                if len(server.requests) == 2:
                    heard.set()
                async for _ in stream:
                    pass

        async def use(client: AsyncClient) -> None:
            said: list[str] = []
            asyncio.get_running_loop().set_exception_handler(lambda _, it: said.append(str(it)))
            await listen(client)
            with pytest.raises(APIConnectionError, match="broke off") as caught:
                await listen(client)
            assert isinstance(caught.value.__cause__, httpx.RemoteProtocolError | httpx.ReadError)
            del caught
            gc.collect()
            assert said == []

        heard = threading.Event()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
        with listening(script) as server:
            calling(server.url, use, timeout=None)

    def test_of_the_socket_say_what_the_system_says(self) -> None:
        with (
            pytest.raises(httpx.ReadError, match=r"^the connection broke: .* reset by peer"),
            _as_of_httpx(aiohttp),
        ):
            raise aiohttp.ClientOSError(errno.ECONNRESET, "Connection reset by peer")

    def test_of_connecting(self) -> None:
        with pytest.raises(APIConnectionError) as caught:
            calling(f"http://127.0.0.1:{unused_port()}", get)
        assert isinstance(caught.value.__cause__, httpx.ConnectError)

    def test_of_a_certificate(self) -> None:
        with listening(answering(ANSWER), server_context(trustme.CA())) as server:
            with pytest.raises(APIConnectionError, match="certificate verify failed") as caught:
                calling(server.url, get)
            assert isinstance(caught.value.__cause__, httpx.ConnectError)

    def test_of_a_proxy(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{unused_port()}")
        with pytest.raises(APIConnectionError) as caught:
            calling("http://api.books.test", get)
        assert isinstance(caught.value.__cause__, httpx.ProxyError)
        assert str(caught.value.__cause__).startswith("no way through the proxy: Cannot connect")

    @pytest.mark.parametrize("answer", [b"", OK[:-1]])
    def test_to_answer_in_time(self, answer: bytes) -> None:
        def script(peer: Peer) -> None:
            peer.request()
            peer.send(answer)
            peer.until_gone()

        with listening(script) as server:
            with pytest.raises(APITimeoutError) as caught:
                calling(server.url, get, timeout=httpx.Timeout(5, read=0.05))
            assert isinstance(caught.value.__cause__, httpx.ReadTimeout)
            assert str(caught.value.__cause__) == "the server sent nothing in time"

    def test_to_connect_in_time(self) -> None:
        with listening(Peer.until_gone) as server:
            url = server.url.replace("http:", "https:")
            with pytest.raises(APITimeoutError) as caught:
                calling(url, get, timeout=httpx.Timeout(5, connect=0.05))
            assert isinstance(caught.value.__cause__, httpx.ConnectTimeout)
            assert str(caught.value.__cause__) == "no connection in time"

    def test_to_get_a_connection_in_time(self) -> None:
        async def use() -> None:
            limits = {"pool": 0.02, "connect": 0.03}
            request = httpx.Request("GET", server.url, extensions={"timeout": limits})
            async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session:
                transport = AiohttpTransport(session)
                first = await transport.handle_async_request(request)
                with pytest.raises(httpx.ConnectTimeout, match="no connection in time"):
                    await transport.handle_async_request(request)
                await first.aclose()

        with listening(answering(OK.replace(b"2", b"3"))) as server:
            asyncio.run(use())

    @pytest.mark.parametrize(
        ("pool", "connect", "both"), [(1.0, 2.0, 3.0), (None, 2.0, None), (1.0, None, None)]
    )
    def test_to_connect_is_not_hurried_by_the_limit_of_the_pool(
        self, pool: float | None, connect: float | None, both: float | None
    ) -> None:
        limits: Timeouts = {"pool": pool, "connect": connect, "read": 4.0}
        expected = aiohttp.ClientTimeout(connect=both, sock_connect=connect, sock_read=4.0)
        timeout = AiohttpTransport()._timeout(limits)  # pyright: ignore[reportPrivateUsage]
        assert timeout == expected

    def test_a_cancelled_call_leaves_no_connection(self) -> None:
        async def use(client: AsyncClient) -> None:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await client.books.get("1")
            assert await asyncio.to_thread(lambda: server.left) == 0

        with listening(Peer.until_gone) as server:
            calling(server.url, use)

    def test_without_aiohttp_it_says_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "aiohttp", None)
        with pytest.raises(ConfigurationError) as caught:
            AiohttpTransport()
        assert (
            str(caught.value) == "AiohttpTransport needs aiohttp: pip install 'ghxstship[aiohttp]'"
        )


class TestSessions:
    def test_of_the_caller_is_used_and_left_open(self) -> None:
        async def use() -> None:
            async with aiohttp.ClientSession(cookies={"mine": "1"}) as session:
                transport = AiohttpTransport(session)
                async with AsyncClient(base_url=server.url, http_client=transport) as client:
                    assert (await client.books.get("1")).title == "Emma"
                await transport.aclose()
                assert not session.closed

        with listening(answering(ANSWER)) as server:
            asyncio.run(use())
        assert b"mine=1" in server.requests[0]

    def test_of_ours_keep_no_cookies(self) -> None:
        async def use(client: AsyncClient) -> None:
            for _ in range(2):
                await client.books.get("1")

        answer = ANSWER.replace(b"\r\n", b"\r\nSet-Cookie: theirs=1\r\n", 1)
        with listening(answering(answer)) as server:
            # Of an address aiohttp would keep none in any case.
            calling(server.url.replace("127.0.0.1", "localhost"), use)
        assert not any(b"theirs" in request for request in server.requests)

    def test_of_ours_end_with_their_loop(self) -> None:
        with listening(answering(ANSWER)) as server:
            transport = AiohttpTransport()
            for _ in range(2):
                client = AsyncClient(base_url=server.url, http_client=transport)
                assert asyncio.run(get(client)).title == "Emma"
                assert server.left == 0
        gc.collect()
        assert server.connections == 2

    def test_of_ours_are_closed_when_the_transport_is(self) -> None:
        async def use() -> None:
            transport = AiohttpTransport()
            request = httpx.Request("GET", server.url)
            await (await transport.handle_async_request(request)).aread()
            await transport.aclose()
            assert await asyncio.to_thread(lambda: server.left) == 0

        with listening(answering()) as server:
            asyncio.run(use())

    def test_of_ours_have_the_limits_of_our_own_connections(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[dict[str, Any]] = []
        original = aiohttp.TCPConnector

        def connector(**limits: Any) -> aiohttp.TCPConnector:
            asked.append(limits)
            return original(**limits)

        monkeypatch.setattr(aiohttp, "TCPConnector", connector)
        with listening(answering()) as server:
            exchanged(server.url)
        assert asked == [{"limit": 1000, "keepalive_timeout": 30.0}]

    def test_descriptors_do_not_grow(self) -> None:
        folder = Path("/proc/self/fd")
        if not folder.exists():
            pytest.skip("no /proc here")
        with listening(answering(ANSWER)) as server:
            calling(server.url, get)
            before = len(list(folder.iterdir()))
            for _ in range(3):
                calling(server.url, get)
            assert server.left == 0
            assert len(list(folder.iterdir())) <= before


class Content:
    """A body that aiohttp is reading, or has read."""

    def __init__(self, eof: bool = False) -> None:
        self.eof = eof
        self.error: Exception | None = None

    def is_eof(self) -> bool:
        return self.eof

    def exception(self) -> Exception | None:
        return self.error

    def set_exception(self, error: Exception) -> None:
        self.error = error


class Closed:
    """The future of aiohttp's that a connection's end completes."""

    def __init__(self) -> None:
        self.callbacks: list[Callable[[Any], None]] = []

    def add_done_callback(self, callback: Callable[[Any], None]) -> None:
        self.callbacks.append(callback)

    def remove_done_callback(self, callback: Callable[[Any], None]) -> None:
        self.callbacks = [each for each in self.callbacks if each != callback]


class TestEndOfAConnection:
    def body(self, content: Content, connection: object) -> Any:
        response: Any = SimpleNamespace(content=content, connection=connection)
        return _Body(aiohttp, response)

    def test_fails_a_body_that_is_not_complete(self) -> None:
        content, closed = Content(), Closed()
        connection = SimpleNamespace(protocol=SimpleNamespace(closed=closed))
        with self.body(content, connection)._told_of_its_end():
            for callback in list(closed.callbacks):
                if callback is not _heard:
                    callback(None)
        assert isinstance(content.error, aiohttp.ClientPayloadError)
        assert str(content.error) == "the body is incomplete"

    @pytest.mark.parametrize("error", [None, TimeoutError("first")])
    def test_changes_nothing_about_one_that_has_ended(self, error: Exception | None) -> None:
        content, closed = Content(), Closed()
        connection = SimpleNamespace(protocol=SimpleNamespace(closed=closed))
        with self.body(content, connection)._told_of_its_end():
            content.eof, content.error = error is None, error
            closed.callbacks[-1](None)
        assert content.error is error

    def test_is_listened_for_as_long_as_a_body_is_read(self) -> None:
        closed = Closed()
        connection = SimpleNamespace(protocol=SimpleNamespace(closed=closed))
        for _ in range(3):
            with self.body(Content(), connection)._told_of_its_end():
                assert len(closed.callbacks) == 2
            assert len(closed.callbacks) == 1

    def test_that_has_come_already_fails_the_body_at_once(self) -> None:
        content = Content()
        connection = SimpleNamespace(protocol=SimpleNamespace(closed=None))
        with self.body(content, connection)._told_of_its_end():
            assert isinstance(content.error, aiohttp.ClientPayloadError)

    @pytest.mark.parametrize("connection", [None, SimpleNamespace(protocol=None)])
    def test_is_not_asked_of_what_is_no_connection(self, connection: object) -> None:
        content = Content()
        with self.body(content, connection)._told_of_its_end():
            assert content.error is None

    def test_is_taken_note_of_whatever_it_was(self) -> None:
        async def use() -> None:
            loop = asyncio.get_running_loop()
            said: list[object] = []
            loop.set_exception_handler(lambda _, context: said.append(context))
            cancelled, failed = loop.create_future(), loop.create_future()
            cancelled.add_done_callback(_heard)
            failed.add_done_callback(_heard)
            cancelled.cancel()
            failed.set_exception(OSError("reset"))
            await asyncio.sleep(0)
            del failed
            gc.collect()
            assert said == []

        asyncio.run(use())
