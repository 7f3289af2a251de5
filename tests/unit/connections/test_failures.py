"""What goes wrong on the way, and what is left of it: no place taken, no connection open."""

from __future__ import annotations

import errno
import threading

import pytest

from ghxstship._core.clock import SystemClock
from ghxstship._core.deadline import Deadline
from ghxstship._core.http.connections.pool import Limits
from tests.patience import PATIENCE

from ...library import httpx
from ..harness import Kind
from ..loopback import unused_port
from .caller import Caller, using
from .peers import OK, Peer, answering, listening

ONE = Limits(most=1, idle=1, expiry=30)
SOON = 0.05


def silent(peer: Peer) -> None:
    peer.until_gone()


class TestTimeouts:
    @pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\n", OK[:-1]])
    def test_of_reading(self, answer: bytes, kind: Kind) -> None:
        def script(peer: Peer) -> None:
            peer.request()
            peer.send(answer)
            peer.until_gone()

        async def use(caller: Caller) -> None:
            for _ in range(2):
                with pytest.raises(httpx.ReadTimeout, match=r"^the server sent nothing in time$"):
                    await caller.get(limits=httpx.Timeout(5, read=SOON))
                assert caller.pool.places == 0

        with listening(script) as server:
            using(kind, server.url, use)
            assert server.left == 0
        assert server.connections == 2

    def test_of_reading_follows_the_request(self, kind: Kind) -> None:
        """A timer of an earlier request, longer or shorter, decides nothing about the next one."""

        def script(peer: Peer) -> None:
            peer.request()
            peer.send(OK)
            peer.request()
            peer.send(OK)
            peer.request()
            peer.until_gone()

        async def use(caller: Caller) -> None:
            await caller.get(limits=httpx.Timeout(5, read=30))
            await caller.get(limits=httpx.Timeout(None))
            with pytest.raises(httpx.ReadTimeout):
                await caller.get(limits=httpx.Timeout(5, read=SOON))

        with listening(script) as server:
            using(kind, server.url, use)

    def test_of_connecting_or_of_another_request_is_not_of_reading(self, kind: Kind) -> None:
        def script(peer: Peer) -> None:
            for seconds in (0.15, 0.0, 0.15):
                peer.request()
                pause.wait(seconds)
                peer.send(OK)

        async def use(caller: Caller) -> None:
            for limits in ({"connect": 0.1}, {"read": 0.1}, {}):
                response = await caller.get(limits=httpx.Timeout(None, **limits))
                assert response.content == b"ok"

        pause = threading.Event()
        with listening(script) as server:
            using(kind, server.url, use)
        assert server.connections == 1

    def test_of_reading_is_for_each_piece(self, kind: Kind) -> None:
        def script(peer: Peer) -> None:
            peer.request()
            for byte in OK:
                pause.wait(0.01)
                peer.send(bytes([byte]))

        async def use(caller: Caller) -> None:
            response = await caller.get(limits=httpx.Timeout(5, read=0.3))
            assert response.content == b"ok"

        pause = threading.Event()
        with listening(script) as server:
            using(kind, server.url, use)

    def test_of_writing(self, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            limits = httpx.Timeout(5, write=SOON)
            with pytest.raises(httpx.WriteTimeout, match=r"^the server took nothing in time$"):
                await caller.get("POST", content=bytes(20_000_000), limits=limits)
            assert caller.pool.places == 0

        def waits(_: Peer) -> None:
            done.wait(PATIENCE)

        done = threading.Event()
        with listening(waits) as server:
            using(kind, server.url, use)
            done.set()

    @pytest.mark.parametrize("answer", [OK, b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"])
    def test_that_grow_less_are_asked_for_before_each_step(self, answer: bytes, kind: Kind) -> None:
        """A deadline does that: bytes that trickle in do not outlast it."""

        def script(peer: Peer) -> None:
            peer.request()
            for byte in answer + bytes(99):
                peer.send(bytes([byte]))
                pause.wait(0.01)

        async def use(caller: Caller) -> None:
            with pytest.raises(httpx.ReadTimeout):
                await caller.get(deadline=Deadline(0.2, SystemClock()))

        pause = threading.Event()
        with listening(script) as server:
            using(kind, server.url, use)

    def test_of_connecting_includes_tls(self, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            with pytest.raises(httpx.ConnectTimeout, match=r"^no connection in time$"):
                await caller.get(limits=httpx.Timeout(5, connect=SOON))
            assert caller.pool.places == 0

        with listening(silent) as server:
            using(kind, server.url.replace("http:", "https:"), use)
            assert server.left == 0

    def test_of_the_pool(self, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            response = await caller.send()
            for _ in range(2):
                with pytest.raises(httpx.PoolTimeout, match=r"^no connection was free in time$"):
                    await caller.get(limits=httpx.Timeout(5, pool=SOON))
            await caller.close_response(response)
            assert caller.pool.places == 0

        with listening(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")) as server:
            using(kind, server.url, use, limits=ONE)
        assert server.connections == 1

    def test_may_be_off(self, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            for _ in range(2):
                assert (await caller.get(limits=httpx.Timeout(None))).content == b"ok"

        with listening(answering()) as server:
            using(kind, server.url, use)


class TestConnecting:
    def test_refused(self, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            with pytest.raises(httpx.ConnectError, match=f"{errno.ECONNREFUSED}|refused"):
                await caller.get()
            assert caller.pool.places == 0

        using(kind, f"http://127.0.0.1:{unused_port()}", use)

    @pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 64 + ".test"])
    def test_to_a_name_that_is_nobodys(self, host: str, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            with pytest.raises(httpx.ConnectError, match=r"\w"):
                await caller.get()
            assert caller.pool.places == 0

        using(kind, f"http://{host}", use)


class TestBroken:
    @pytest.mark.parametrize("answer", [b"", OK[:10], OK[:-1]])
    def test_off_by_the_server(self, answer: bytes, kind: Kind) -> None:
        def script(peer: Peer) -> None:
            peer.request()
            peer.send(answer)
            read.wait(PATIENCE)
            peer.reset()

        async def use(caller: Caller) -> None:
            if answer == OK[:-1]:
                response = await caller.send()
                read.set()
                with pytest.raises(httpx.ReadError, match=r"^the connection broke: .* reset"):
                    await caller.read(response)
                await caller.close_response(response)
            else:
                read.set()
                with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
                    await caller.get()
            assert caller.pool.places == 0

        read = threading.Event()
        with listening(script) as server:
            using(kind, server.url, use)
