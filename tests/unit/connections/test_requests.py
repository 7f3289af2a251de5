"""Requests and responses over real sockets, and when a connection is kept."""

from __future__ import annotations

import hashlib

import pytest

from ghxstship._core.http.connections.pool import Limits

from ...library import httpx
from ..harness import Kind
from .caller import Caller, using
from .peers import OK, Peer, answering, answers, listening

NO_KEEPING = Limits(most=10, idle=0, expiry=30)
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
    b"3\r\nabc\r\nA;name=value\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n"
)
AMBIGUOUS = (
    b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"2\r\nok\r\n0\r\n\r\n"
)


class TestResponses:
    @pytest.mark.parametrize(
        ("response", "body"),
        [
            (OK, b"ok"),
            (b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", b""),
            (CHUNKED, b"abc0123456789"),
            (
                b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n" + OK,
                b"ok",
            ),
            (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
            (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 0\r\n\r\n", b""),
        ],
    )
    def test_that_end_by_themselves_leave_the_connection(
        self, response: bytes, body: bytes, kind: Kind
    ) -> None:
        async def use(caller: Caller) -> None:
            for _ in range(3):
                assert (await caller.get()).content == body

        with listening(answering(response)) as server:
            using(kind, server.url, use)
        assert server.connections == 1

    @pytest.mark.parametrize(
        "response",
        [
            b"HTTP/1.1 200 OK\r\n\r\nok",
            b"HTTP/1.0 200 OK\r\n\r\nok",
            b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok",
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: x, Close\r\n\r\nok",
            AMBIGUOUS,
            OK + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
        ],
    )
    def test_that_are_the_last_of_their_connection(self, response: bytes, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            for _ in range(3):
                assert (await caller.get()).content == b"ok"

        with listening(answers(response)) as server:
            using(kind, server.url, use)
        assert server.connections == 3

    def test_to_head_have_no_body(self, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            for _ in range(2):
                response = await caller.get("HEAD")
                assert response.headers["Content-Length"] == "700"
                assert response.content == b""

        with listening(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 700\r\n\r\n")) as server:
            using(kind, server.url, use)
        assert server.connections == 2  # for a body that was announced may come all the same

    def test_may_come_byte_by_byte(self, kind: Kind) -> None:
        response = (
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 Fine\r\nX-Fold: a\r\n  b\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\nT: t\r\n\r\n"
        )

        def script(peer: Peer) -> None:
            while peer.request():
                for byte in response:
                    peer.send(bytes([byte]))

        async def use(caller: Caller) -> None:
            for _ in range(2):
                answer = await caller.get()
                assert (answer.content, answer.headers["x-fold"]) == (b"abc", "a b")
                assert (answer.reason_phrase, answer.http_version) == ("Fine", "HTTP/1.1")

        with listening(script) as server:
            using(kind, server.url, use)
        assert server.connections == 1

    def test_large_ones_wait_for_their_reader(self, kind: Kind) -> None:
        body = bytes(range(256)) * 64 * 1024

        async def use(caller: Caller) -> None:
            response = await caller.send()
            assert (await caller.get()).content == body  # another, beside the one not yet read
            assert await caller.read(response) == body
            assert (await caller.get()).content == body

        head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
        with listening(answering(head + body)) as server:
            using(kind, server.url, use)
        assert server.connections == 2

    def test_that_are_not_read_to_the_end_close_their_connection(self, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            response = await caller.send()
            assert caller.pool.places == 1
            await caller.close_response(response)
            await caller.close_response(response)
            assert caller.pool.places == 0

        def script(peer: Peer) -> None:
            peer.request()
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok")
            peer.until_gone()

        with listening(script) as server:
            using(kind, server.url, use)
            assert server.left == 0

    @pytest.mark.parametrize(
        ("response", "message"),
        [
            (b"", "without sending a response"),
            (b"HTTP/1.1 200 OK\r\n", "within the response's head"),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok", "within the response's body"),
            (
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n",
                "within the response's body",
            ),
            (b"SSH-2.0-OpenSSH_9.6\r\n", "not HTTP/1.1"),
            (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "answered 101, unasked"),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\nok", "Content-Length is not one"),
            (b"HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok", "Content-Length is not one"),
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "not chunked alone"),
            (b"HTTP/1.1 200 OK\r\nX Y: z\r\n\r\n", "a header of the response is malformed"),
            (b"HTTP/1.1 200 OK\r\n continued\r\n\r\n", "malformed"),
            (
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
                "chunks are malformed",
            ),
            (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000 + b"\r\n\r\n", "head is over 102400 bytes"),
            (b"HTTP/1.1 100 Continue\r\n\r\n" * 10_000, "head is over 102400 bytes"),
        ],
    )
    def test_that_are_none_are_protocol_errors(
        self, response: bytes, message: str, kind: Kind
    ) -> None:
        async def use(caller: Caller) -> None:
            with pytest.raises(httpx.RemoteProtocolError, match=message):
                await caller.get()
            assert caller.pool.places == 0

        with listening(answers(response)) as server:
            using(kind, server.url, use)


class TestRequests:
    def test_go_out_as_they_are(self, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            await caller.get("POST", "/v1/%C3%A9?a=b%20c", headers={"X-Mine": "1"}, content=b"{}")

        with listening(answering()) as server:
            using(kind, server.url, use)
        assert server.requests == [
            b"POST /v1/%C3%A9?a=b%20c HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nX-Mine: 1\r\n"
            b"Content-Length: 2\r\n\r\n{}".replace(b"PORT", b"%d" % server.port)
        ]

    def test_may_have_a_large_body(self, kind: Kind) -> None:
        body = bytes(range(256)) * 40_000

        def script(peer: Peer) -> None:
            received = peer.request().partition(b"\r\n\r\n")[2]
            digest = hashlib.sha256(received).hexdigest().encode()
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 64\r\n\r\n" + digest)

        async def use(caller: Caller) -> None:
            response = await caller.get("POST", content=body)
            assert response.text == hashlib.sha256(body).hexdigest()

        with listening(script) as server:
            using(kind, server.url, use)

    def test_may_be_chunked(self, kind: Kind) -> None:
        def script(peer: Peer) -> None:
            body = peer.until(b"\r\n0\r\n\r\n").partition(b"\r\n\r\n")[2]
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

        async def use(caller: Caller) -> None:
            headers = {"Transfer-Encoding": "chunked"}
            response = await caller.get("POST", headers=headers, stream=httpx.ByteStream(b"abc"))
            assert response.content == b"3\r\nabc\r\n0\r\n\r\n"

        with listening(script) as server:
            using(kind, server.url, use)

    def test_that_are_answered_before_they_are_whole_get_their_answer(self, kind: Kind) -> None:
        def script(peer: Peer) -> None:
            peer.socket.recv(100)
            peer.send(b"HTTP/1.1 413 Too large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            peer.until_gone()

        async def use(caller: Caller) -> None:
            response = await caller.get("POST", content=bytes(100_000))
            assert response.status_code == 413
            assert caller.pool.places == 0

        with listening(script) as server:
            using(kind, server.url, use)

    @pytest.mark.parametrize(
        "headers",
        [
            [(b"X-Bad", b"a\r\nX-Evil: 1")],
            [(b"X-Bad", b"a\nb")],
            [(b"X-Bad", b"a\x00b")],
            [(b"X Bad", b"a")],
            [(b"X-Bad: a\r\nX-Evil", b"1")],
        ],
    )
    def test_with_a_header_that_is_more_than_one_are_not_sent(
        self, headers: list[tuple[bytes, bytes]], kind: Kind
    ) -> None:
        async def use(caller: Caller) -> None:
            with pytest.raises(httpx.LocalProtocolError, match="a header of the request"):
                await caller.get(headers=headers)

        with listening(answering()) as server:
            using(kind, server.url, use)
        assert server.connections == 0

    @pytest.mark.parametrize("method", ["", "GET /x HTTP/1.1\r\nX:", "GÉT", "G T"])
    def test_with_a_method_that_is_none_are_not_sent(self, method: str, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            with pytest.raises(httpx.LocalProtocolError, match="method or target"):
                await caller.get(method)

        with listening(answering()) as server:
            using(kind, server.url, use)
        assert server.connections == 0

    @pytest.mark.parametrize("length", ["1", "3", "x", "-1"])
    def test_whose_length_is_another_are_not_sent(self, length: str, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            stream = httpx.ByteStream(b"{}")
            with pytest.raises(httpx.LocalProtocolError, match="not the body's 2 bytes"):
                await caller.get("POST", headers={"Content-Length": length}, stream=stream)

        with listening(answering()) as server:
            using(kind, server.url, use)
        assert server.connections == 0


class TestKeeping:
    def test_a_connection_that_the_server_closed_is_not_used(self, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            for _ in range(5):
                assert (await caller.get("POST", content=b"{}")).content == b"ok"
                assert server.left == 0  # while the event loop has not looked at it

        with listening(answers(OK)) as server:
            using(kind, server.url, use)
        assert (server.connections, len(server.requests)) == (5, 5)

    def test_a_connection_on_which_the_server_spoke_unasked_is_not_used(self, kind: Kind) -> None:
        def script(peer: Peer) -> None:
            peer.request()
            peer.send(OK)
            peer.send(b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n")

        async def use(caller: Caller) -> None:
            for _ in range(3):
                assert (await caller.get()).status_code == 200
                assert server.left == 0

        with listening(script) as server:
            using(kind, server.url, use)
        assert server.connections == 3

    def test_what_was_sent_is_never_sent_again(self, kind: Kind) -> None:
        def script(peer: Peer) -> None:
            peer.request()
            peer.send(OK)
            peer.request()
            peer.reset()

        async def use(caller: Caller) -> None:
            await caller.get()
            with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
                await caller.get()

        with listening(script) as server:
            using(kind, server.url, use)
        assert (server.connections, len(server.requests)) == (1, 2)

    def test_may_be_forgone(self, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            for _ in range(3):
                await caller.get()

        with listening(answering()) as server:
            using(kind, server.url, use, limits=NO_KEEPING)
        assert server.connections == 3
