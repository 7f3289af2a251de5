"""What only tasks do to their connections: be cancelled, outlive an event loop, go by hundreds."""

from __future__ import annotations

import asyncio
import gc
import threading
import warnings
from pathlib import Path

import anyio
import anyio.lowlevel
import anyio.to_thread
import pytest

from ghxstship._core.http.connections.pool import Limits
from tests.patience import PATIENCE

from ...library import httpx
from ..harness import Kind
from .caller import Caller, run, using
from .peers import OK, Peer, Script, answering, answers, listening

TASKS: list[Kind] = ["asyncio", "trio"]
SLOW = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab"
ONE = Limits(most=1, idle=1, expiry=30)


def half(peer: Peer) -> None:
    """Answer half a body."""
    peer.request()
    peer.send(SLOW)
    peer.until_gone()


def waits(done: threading.Event) -> None:
    done.wait(PATIENCE)


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no /proc here")


@pytest.mark.parametrize("kind", TASKS)
class TestCancelled:
    @pytest.mark.parametrize("steps", range(25))
    def test_after_any_number_of_steps_leaves_nothing(self, steps: int, kind: Kind) -> None:
        def script(peer: Peer) -> None:
            while peer.request():
                peer.send(SLOW)
                peer.send(b"cd")

        async def use(caller: Caller) -> None:
            async with anyio.create_task_group() as group:
                group.start_soon(caller.get)
                for _ in range(steps):
                    await anyio.lowlevel.checkpoint()
                group.cancel_scope.cancel()
            if caller.connections.by_loop:
                assert caller.pool.places == caller.pool.idle
            assert (await caller.get()).content == b"abcd"
            assert caller.pool.places == 1

        with listening(script) as server:
            using(kind, server.url, use)

    @pytest.mark.parametrize(
        ("script", "secure"),
        [
            (Peer.until_gone, False),
            (Peer.until_gone, True),
            (half, False),
        ],
        ids=["waiting for the head", "in the TLS handshake", "in the body"],
    )
    def test_while_it_waits_closes_the_connection(
        self, script: Script, secure: bool, kind: Kind
    ) -> None:
        async def use(caller: Caller) -> None:
            with anyio.move_on_after(0.05) as scope:
                await caller.get()
            assert scope.cancelled_caught
            assert caller.pool.places == 0
            assert await anyio.to_thread.run_sync(lambda: server.left) == 0

        with listening(script) as server:
            url = server.url.replace("http:", "https:") if secure else server.url
            using(kind, url, use)

    def test_while_it_sends_closes_the_connection(self, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            with anyio.move_on_after(0.05) as scope:
                await caller.get("POST", content=bytes(20_000_000))
            assert scope.cancelled_caught
            assert caller.pool.places == 0

        done = threading.Event()
        with listening(lambda _: waits(done)) as server:
            using(kind, server.url, use)
            done.set()

    def test_while_it_stands_in_line_lets_the_next_one_go(self, kind: Kind) -> None:
        found: list[bytes] = []

        async def get(caller: Caller) -> None:
            found.append((await caller.get()).content)

        async def use(caller: Caller) -> None:
            response = await caller.send(path="/first")
            async with anyio.create_task_group() as group:
                with anyio.CancelScope() as scope:
                    async with anyio.create_task_group() as inner:
                        inner.start_soon(get, caller)
                        await anyio.wait_all_tasks_blocked()
                        group.start_soon(get, caller)
                        await anyio.wait_all_tasks_blocked()
                        assert caller.pool.waiting == 2
                        scope.cancel()
                assert caller.pool.waiting == 1
                go_on.set()
                await caller.read(response)
            assert found == [b"abcd"]

        def script(peer: Peer) -> None:
            while peer.request():
                peer.send(SLOW)
                go_on.wait(PATIENCE)
                peer.send(b"cd")

        go_on = threading.Event()
        with listening(script) as server:
            using(kind, server.url, use, limits=ONE)
        assert server.connections == 1

    def test_when_its_turn_has_just_come_passes_it_on(self, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            response = await caller.send()
            async with anyio.create_task_group() as group:
                group.start_soon(caller.get)
                await anyio.wait_all_tasks_blocked()
                assert caller.pool.waiting == 1
                await caller.close_response(response)  # it is granted the place, and not yet awake
                assert caller.pool.waiting == 0
                group.cancel_scope.cancel()
            assert caller.pool.places == 0

        with listening(half) as server:
            using(kind, server.url, use, limits=ONE)


@pytest.mark.parametrize("kind", TASKS)
class TestTurns:
    def test_are_in_order(self, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            async with anyio.create_task_group() as group:
                for number in range(8):
                    group.start_soon(caller.get, "GET", f"/{number}")
                    await anyio.lowlevel.checkpoint()

        with listening(answering()) as server:
            using(kind, server.url, use, limits=ONE)
        assert server.connections == 1
        asked = [request.split(b" ", 2)[1] for request in server.requests]
        assert asked == [b"/%d" % number for number in range(8)]

    def test_go_on_when_connections_break(self, kind: Kind) -> None:
        async def get(caller: Caller) -> None:
            with pytest.raises(httpx.RemoteProtocolError):
                await caller.get()

        async def use(caller: Caller) -> None:
            async with anyio.create_task_group() as group:
                for _ in range(8):
                    group.start_soon(get, caller)

        with listening(answers(b"")) as server:
            using(kind, server.url, use, limits=ONE)
        assert server.connections == 8

    def test_hundreds_share_few_connections(self, kind: Kind) -> None:
        async def get(caller: Caller, number: int) -> None:
            body = f"{number}".encode()
            assert (await caller.get("POST", content=body)).content == body

        async def use(caller: Caller) -> None:
            async with anyio.create_task_group() as group:
                for number in range(300):
                    group.start_soon(get, caller, number)
            assert caller.pool.idle <= 10

        def script(peer: Peer) -> None:
            while request := peer.request():
                body = request.partition(b"\r\n\r\n")[2]
                peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

        with listening(script) as server:
            using(kind, server.url, use)
        assert server.connections <= 10


@pytest.mark.parametrize("kind", TASKS)
class TestClosing:
    def test_ends_what_is_in_flight(self, kind: Kind) -> None:
        failed: list[str] = []

        async def get(caller: Caller) -> None:
            try:
                await caller.get()
            except httpx.TransportError as error:
                failed.append(type(error).__name__)

        async def use(caller: Caller) -> None:  # one reads, one connects, two stand in line
            response = await caller.send()
            async with anyio.create_task_group() as group:
                for _ in range(3):
                    group.start_soon(get, caller)
                await anyio.wait_all_tasks_blocked()
                await caller.close()
            with pytest.raises(httpx.ReadError):
                await caller.read(response)
            await caller.close()

        two = Limits(most=2, idle=2)
        with listening(half) as server:
            using(kind, server.url, use, limits=two)
            assert server.left == 0
        assert failed == ["ReadError"] * 3

    def test_holds_no_connection_that_it_closes(self, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            for _ in range(3):
                await caller.get()
            (local,) = caller.connections.by_loop.values()
            assert local._open == set()

        with listening(answers(OK.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))) as server:
            using(kind, server.url, use)

    def test_leaves_a_client_that_was_never_used_alone(self, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            pass

        using(kind, "http://127.0.0.1:1", use)

    @needs_proc
    def test_leaves_no_descriptor(self, kind: Kind) -> None:
        async def use(caller: Caller) -> None:
            async with anyio.create_task_group() as group:
                for _ in range(10):
                    group.start_soon(caller.get)

        with listening(answering()) as server:
            using(kind, server.url, use)
            assert server.left == 0
            before = descriptors()
            for _ in range(5):
                using(kind, server.url, use)
            assert server.left == 0
            assert descriptors() == before


@pytest.mark.parametrize("kind", TASKS)
def test_connections_that_the_server_closed_are_not_kept(kind: Kind) -> None:
    async def use(caller: Caller) -> None:
        for _ in range(5):
            await caller.get()
            with anyio.fail_after(PATIENCE):
                while server.left:
                    await anyio.lowlevel.checkpoint()
        [local] = caller.connections.by_loop.values()
        await anyio.lowlevel.checkpoint()
        gc.collect()
        assert len(local._open) == 1

    with listening(answers(OK)) as server:
        using(kind, server.url, use)
    assert server.connections == 5


class TestLoops:
    """Connections belong to the loop that they were opened in."""

    @pytest.mark.parametrize(
        "kinds", [["asyncio", "asyncio"], ["trio", "trio"], ["asyncio", "trio"]]
    )
    def test_one_after_another(self, kinds: list[Kind]) -> None:
        with listening(answering()) as server:
            caller = Caller("asyncio", server.url)
            for kind in kinds:
                assert run(kind, caller.get).content == b"ok"
                assert caller.connections.by_loop == {}
                assert server.left == 0  # the loop's end has closed it
        gc.collect()  # a warning of something unclosed would be an error
        assert server.connections == 2

    def test_that_was_closed_without_a_word(self) -> None:
        with listening(answering()) as server:
            caller = Caller("asyncio", server.url)
            loop = asyncio.new_event_loop()
            assert loop.run_until_complete(caller.get()).content == b"ok"
            loop.close()
            assert run("asyncio", caller.get).content == b"ok"
            assert caller.connections.by_loop == {}
            with warnings.catch_warnings(action="ignore", category=ResourceWarning):
                gc.collect()  # Python's own word on a loop that was closed over open sockets
        assert server.connections == 2

    @pytest.mark.parametrize("kinds", [("trio", "asyncio"), ("trio", "trio")])
    def test_beside_each_other(self, kinds: tuple[Kind, Kind]) -> None:
        with listening(answering()) as server:
            caller = Caller("asyncio", server.url)
            both = threading.Barrier(2)

            async def use() -> None:
                await caller.get()
                both.wait(timeout=PATIENCE)
                assert len(caller.connections.by_loop) == 2
                for _ in range(20):
                    assert (await caller.get()).content == b"ok"
                both.wait(timeout=PATIENCE)
                await caller.close()

            other = threading.Thread(target=run, args=(kinds[0], use))
            other.start()
            run(kinds[1], use)
            other.join()
        assert server.connections == 2

    def test_a_client_that_is_dropped_closes_its_connections(self) -> None:
        async def use() -> None:
            caller = Caller("asyncio", server.url)
            await caller.get()
            del caller
            gc.collect()
            assert await asyncio.to_thread(lambda: server.left) == 0

        with listening(answering()) as server:
            asyncio.run(use())

    def test_of_uvloop(self) -> None:
        uvloop = pytest.importorskip("uvloop")

        async def use() -> None:
            caller = Caller("asyncio", server.url)
            async with asyncio.TaskGroup() as group:
                for _ in range(20):
                    group.create_task(caller.get())
            with pytest.raises(httpx.ReadTimeout):
                await caller.get(path="/slow", limits=httpx.Timeout(5, read=0.05))
            assert caller.pool.places == caller.pool.idle

        def script(peer: Peer) -> None:
            while request := peer.request():
                if b"/slow" in request:
                    peer.until_gone()
                    return
                peer.send(OK)

        with listening(script) as server:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(use())
            assert server.left == 0
        gc.collect()
