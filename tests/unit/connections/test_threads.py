"""Threads that share connections."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from ghxstship._core.http.connections.pool import Limits
from tests.patience import PATIENCE

from ...library import httpx
from .caller import Caller, using
from .peers import OK, Peer, answering, listening

ONE = Limits(most=1, idle=1, expiry=30)


class Halting:
    """A script that keeps the last byte of each answer until it is told to go on."""

    def __init__(self) -> None:
        self.goes = [threading.Event() for _ in range(2)]

    def __call__(self, peer: Peer) -> None:
        while peer.request():
            peer.send(OK[:-1])
            assert self.goes[peer.number - 1].wait(PATIENCE)
            peer.send(OK[-1:])


class TestClosing:
    def test_lets_others_finish_and_keeps_nothing(self) -> None:
        async def use(caller: Caller) -> None:
            first, second = await caller.send(), await caller.send()
            halting.goes[0].set()
            assert await caller.read(first) == b"ok"
            assert (caller.pool.places, caller.pool.idle) == (2, 1)
            await caller.close()
            assert (caller.pool.places, caller.pool.idle) == (1, 0)
            halting.goes[1].set()
            assert await caller.read(second) == b"ok"
            assert (caller.pool.places, caller.pool.idle) == (0, 0)
            with pytest.raises(httpx.ReadError, match=r"^the connection broke: it is closed$"):
                await caller.get()
            assert caller.pool.places == 0

        halting = Halting()
        with listening(halting) as server:
            using("threads", server.url, use)
            assert server.left == 0
        assert server.connections == 2


class TestLine:
    def test_is_for_whoever_finds_no_connection_free(self) -> None:
        async def use(caller: Caller) -> None:
            response = await caller.send()
            with ThreadPoolExecutor(2) as threads:
                waiting: list[Future[bytes]] = [threads.submit(got, caller) for _ in range(2)]
                while caller.pool.waiting < 2:
                    pause.wait(0.001)
                assert not any(each.done() for each in waiting)
                halting.goes[0].set()
                assert await caller.read(response) == b"ok"
                assert [each.result(PATIENCE) for each in waiting] == [b"ok", b"ok"]
            assert (caller.pool.places, caller.pool.idle) == (1, 1)

        def got(caller: Caller) -> bytes:
            request = httpx.Request("GET", caller.url)
            response: httpx.Response = caller.connections.handle_request(request)
            return response.read()

        halting, pause = Halting(), threading.Event()
        with listening(halting) as server:
            using("threads", server.url, use, limits=ONE)
        assert server.connections == 1

    def test_is_left_by_whoever_does_not_wait_so_long(self) -> None:
        async def use(caller: Caller) -> None:
            response = await caller.send()
            with pytest.raises(httpx.PoolTimeout, match=r"^no connection was free in time$"):
                await caller.get(limits=httpx.Timeout(5, pool=0.02))
            assert (caller.pool.places, caller.pool.waiting) == (1, 0)
            halting.goes[0].set()
            assert await caller.read(response) == b"ok"
            assert (caller.pool.places, caller.pool.idle) == (1, 1)

        halting = Halting()
        with listening(halting) as server:
            using("threads", server.url, use, limits=ONE)

    def test_is_left_by_whoever_is_interrupted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Interrupted(threading.Event):
            def wait(self, timeout: float | None = None) -> bool:
                raise KeyboardInterrupt

        async def use(caller: Caller) -> None:
            response = await caller.send()
            with monkeypatch.context() as patch:
                patch.setattr("ghxstship._core.http.connections.threads.Event", Interrupted)
                with pytest.raises(KeyboardInterrupt):
                    await caller.get()
            assert (caller.pool.places, caller.pool.waiting) == (1, 0)
            halting.goes[0].set()
            assert await caller.read(response) == b"ok"

        halting = Halting()
        with listening(halting) as server:
            using("threads", server.url, use, limits=ONE)

    def test_goes_on_when_a_connection_cannot_be_opened(self) -> None:
        async def use(caller: Caller) -> None:
            for _ in range(3):
                with pytest.raises(httpx.ConnectError):
                    await caller.get(limits=httpx.Timeout(5, pool=0.05))
            assert caller.pool.places == 0

        with listening(answering()) as server:
            url = server.url
        using("threads", url, use, limits=ONE)
