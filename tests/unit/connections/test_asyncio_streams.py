"""What is asyncio's own: what the protocol makes of what its transport tells it, in which order."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest

from ghxstship._core.http.connections.asyncio_streams import AsyncioStream
from ghxstship._core.http.connections.failures import ReadError, ReadTimeout, WriteTimeout
from ghxstship._core.http.connections.messages import CHUNK, Chunk
from tests.patience import PATIENCE

from .caller import Caller, using
from .peers import answering, listening


class Transport:
    """The way out, which notes what it is asked to do."""

    def __init__(self, ours: socket.socket, error: Exception | None = None) -> None:
        self.asked: list[str] = []
        self._ours = ours
        self._error = error

    def get_extra_info(self, name: str) -> object:
        return {"socket": self._ours}[name]

    def write(self, data: bytes) -> None:
        self.asked.append(f"write {data!r}")

    def pause_reading(self) -> None:
        self.asked.append("pause")

    def resume_reading(self) -> None:
        self.asked.append("resume")

    def abort(self) -> None:
        self.asked.append("abort")
        if self._error is not None:
            raise self._error


class Loop:
    """The running loop, which counts the timers."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.timers: list[asyncio.TimerHandle] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loop, name)

    def call_at(self, when: float, callback: Callable[[], object]) -> asyncio.TimerHandle:
        self.timers.append(self._loop.call_at(when, callback))
        return self.timers[-1]


def streaming(
    use: Callable[[Any, Transport], Awaitable[None]], error: Exception | None = None
) -> None:
    """Use a stream that is connected to nothing but a transport like this."""

    async def run() -> None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            stream: Any = AsyncioStream(asyncio.get_running_loop())
            transport: Any = Transport(ours, error)
            stream.connection_made(transport)
            await use(stream, transport)

    asyncio.run(run())


async def soon() -> None:
    """Let all others run."""
    for _ in range(3):
        await asyncio.sleep(0)


class TestReceiving:
    def test_stops_the_server_when_too_much_waits(self) -> None:
        async def use(stream: Any, transport: Transport) -> None:
            for _ in range(4):
                stream.data_received(bytes(CHUNK))
            assert transport.asked == []
            stream.data_received(b"1")
            assert transport.asked == ["pause"]
            assert await stream.receive(None) == bytes(4 * CHUNK) + b"1"
            assert transport.asked == ["pause", "resume"]
            for _ in range(4):
                stream.data_received(bytes(CHUNK))
            assert len(await stream.receive(None)) == 4 * CHUNK
            assert transport.asked == ["pause", "resume"]

        streaming(use)

    def test_ends_where_the_server_does(self) -> None:
        async def use(stream: Any, _: Transport) -> None:
            assert not stream.is_stale()
            waiting = asyncio.ensure_future(stream.receive(None))
            await soon()
            stream.eof_received()
            await soon()
            assert waiting.done()
            assert waiting.result() == b""
            assert stream.is_stale()
            assert await stream.receive(None) == b""

        streaming(use)

    def test_gives_what_came_before_the_end(self) -> None:
        async def use(stream: Any, _: Transport) -> None:
            stream.data_received(b"ok")
            assert stream.is_stale()
            stream.connection_lost(ConnectionResetError("reset"))
            assert await stream.receive(None) == b"ok"
            with pytest.raises(ReadError, match=r"^the connection broke: reset$"):
                await stream.receive(None)

        streaming(use)


class TestSending:
    def test_waits_as_long_as_the_server_takes_nothing(self) -> None:
        async def use(stream: Any, transport: Transport) -> None:
            await stream.send(Chunk(b"a"), None)
            stream.pause_writing()
            waiting = asyncio.ensure_future(stream.send(Chunk(b"b"), None))
            await soon()
            assert not waiting.done()
            stream.resume_writing()
            await soon()
            assert waiting.done()
            sent = asyncio.ensure_future(stream.send(Chunk(b"c"), None))
            await soon()
            assert sent.done()
            assert transport.asked == ["write b'a'", "write b'b'", "write b'c'"]

        streaming(use)

    def test_ends_in_time(self) -> None:
        async def use(stream: Any, _: Transport) -> None:
            stream.pause_writing()
            with pytest.raises(WriteTimeout, match=r"^the server took nothing in time$"):
                await stream.send(Chunk(b"a"), 0.01)

        streaming(use)

    def test_is_nothing_once_the_connection_is_lost(self) -> None:
        async def use(stream: Any, transport: Transport) -> None:
            stream.connection_lost(None)
            await stream.send(Chunk(b"a"), None)
            assert transport.asked == []

        streaming(use)


class TestTimers:
    def test_are_as_many_as_are_needed(self) -> None:
        async def use() -> None:
            ours, theirs = socket.socketpair()
            with ours, theirs:
                loop: Any = Loop()
                stream: Any = AsyncioStream(loop)
                stream.connection_made(Transport(ours))
                for seconds in (30.0, 40.0, 50.0, 20.0):
                    waiting = asyncio.ensure_future(stream.receive(seconds))
                    await soon()
                    stream.data_received(b"ok")
                    assert await waiting == b"ok"
                assert [timer.cancelled() for timer in loop.timers] == [True, False]
                stream.close()
                assert [timer.cancelled() for timer in loop.timers] == [True, True]

        asyncio.run(use())

    def test_that_go_off_when_something_has_just_come_do_nothing(self) -> None:
        async def use(stream: Any, _: Transport) -> None:
            loop = asyncio.get_running_loop()
            stream._reader = loop.create_future()
            stream._reader.set_result(None)
            stream._deadline = loop.time() - 1
            stream._ring()
            assert stream._reader.result() is None

        streaming(use)

    def test_of_an_earlier_wait_are_set_again(self) -> None:
        async def use(stream: Any, _: Transport) -> None:
            first = asyncio.ensure_future(stream.receive(0.02))
            await soon()
            stream.data_received(b"ok")
            assert await first == b"ok"
            with pytest.raises(ReadTimeout, match=r"^the server sent nothing in time$"):
                async with asyncio.timeout(PATIENCE):
                    await stream.receive(0.06)

        streaming(use)


class TestClosing:
    def test_says_so_to_whoever_waits(self) -> None:
        async def use(stream: Any, transport: Transport) -> None:
            waiting = asyncio.ensure_future(stream.receive(None))
            await soon()
            stream.close()
            assert transport.asked == ["abort"]
            stream.connection_lost(None)
            with pytest.raises(ReadError, match=r"^the connection broke: it was closed$"):
                await waiting

        streaming(use)

    def test_is_over_when_the_loop_has_closed_the_socket(self) -> None:
        async def use(stream: Any, _: Transport) -> None:
            waiting = asyncio.ensure_future(stream.wait_closed())
            await soon()
            assert not waiting.done()
            stream.connection_lost(None)
            await waiting
            async with asyncio.timeout(PATIENCE):
                await stream.wait_closed()

        streaming(use)

    def test_is_nothing_before_there_is_a_connection(self) -> None:
        async def use() -> None:
            AsyncioStream(asyncio.get_running_loop()).close()

        asyncio.run(use())

    def test_drops_what_is_left_of_a_closed_loop(self) -> None:
        async def use(stream: Any, transport: Transport) -> None:
            stream.close()
            assert transport.asked == ["abort"]

        streaming(use, error=RuntimeError("Event loop is closed"))

    def test_during_the_handshake_is_an_error(self) -> None:
        async def start_tls(*_: object, **__: object) -> None:
            return None

        async def use(stream: Any, _: Transport) -> None:
            stream._loop = SimpleNamespace(start_tls=start_tls)
            with pytest.raises(ConnectionResetError) as caught:
                await stream.start_tls(None, "api.test")
            assert str(caught.value) == "the connection broke during the TLS handshake"

        streaming(use)


def test_a_name_is_looked_up_beside_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    original = socket.getaddrinfo
    asked: list[tuple[bool, int, int]] = []

    def getaddrinfo(
        host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0
    ) -> Any:
        within = threading.current_thread() is threading.main_thread()
        asked.append((within, type, flags))
        return original(host, port, family, type, proto, flags)

    async def get(caller: Caller) -> None:
        assert (await caller.get()).content == b"ok"

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    numeric = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    with listening(answering()) as server:
        using("asyncio", server.url, get)
        assert asked == [(True, socket.SOCK_STREAM, numeric)]
        asked.clear()
        using("asyncio", server.url.replace("127.0.0.1", "localhost"), get)
    assert asked == [(True, socket.SOCK_STREAM, numeric), (False, socket.SOCK_STREAM, 0)]
