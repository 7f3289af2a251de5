"""A host with several addresses, some of which lead nowhere."""

from __future__ import annotations

import errno
import socket
import time
from collections.abc import Iterator
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from ghxstship._core.http.connections.streams import in_turns
from tests.patience import PATIENCE

from ...library import httpx
from ..harness import Kind
from ..loopback import unused_port
from .caller import Caller, using
from .peers import answering, listening

SILENT = "127.0.0.2"
"""Where connecting takes forever."""


@pytest.fixture
def silence() -> Iterator[int]:
    """The port of a listener that accepts nobody, its queue full."""
    with socket.socket() as listener:
        listener.bind((SILENT, 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex((SILENT, port))
        yield port
        for filler in fillers:
            filler.close()


def resolve(monkeypatch: pytest.MonkeyPatch, *places: tuple[str, int]) -> None:
    """Let the name `many.test` stand for these addresses."""
    original = socket.getaddrinfo
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place) for place in places]

    def getaddrinfo(host: str | bytes, *rest: Any, **more: Any) -> Any:
        if host in {"many.test", b"many.test"}:
            if more.get("flags") or (len(rest) > 4 and rest[4]):
                raise socket.gaierror(socket.EAI_NONAME, "not numeric")
            return found
        return original(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


async def get(caller: Caller) -> None:
    assert (await caller.get()).content == b"ok"


class TestAddresses:
    def test_that_refuse_are_passed_over(self, kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
        refusing = ("127.0.0.1", unused_port())
        with listening(answering()) as server:
            resolve(monkeypatch, refusing, refusing, ("127.0.0.1", server.port), refusing)
            using(kind, "http://many.test", get)
        assert server.connections == 1

    def test_that_all_refuse_are_a_connect_error(
        self, kind: Kind, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def use(caller: Caller) -> None:
            with pytest.raises(httpx.ConnectError):
                await caller.get()

        resolve(monkeypatch, *[("127.0.0.1", unused_port()) for _ in range(3)])
        using(kind, "http://many.test", use)

    @pytest.mark.parametrize("kind", ["asyncio", "trio"])
    def test_that_all_fail_say_why_the_first_did(
        self, kind: Kind, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def use(caller: Caller) -> None:
            with pytest.raises(httpx.ConnectError, match=f"{errno.ECONNREFUSED}|refused"):
                await caller.get()

        resolve(monkeypatch, ("127.0.0.1", unused_port()), ("255.255.255.255", 9))
        using(kind, "http://many.test", use)

    @pytest.mark.parametrize("kind", ["asyncio", "trio"])
    def test_that_are_silent_hold_nobody_up(
        self, kind: Kind, silence: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with listening(answering()) as server:
            resolve(monkeypatch, (SILENT, silence), ("127.0.0.1", server.port))
            using(kind, "http://many.test", get)
        assert server.connections == 1

    def test_that_are_silent_leave_a_thread_time_for_the_others(
        self, silence: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def use(caller: Caller) -> None:
            response = await caller.get(limits=httpx.Timeout(5, connect=0.3))
            assert response.content == b"ok"

        with listening(answering()) as server:
            resolve(monkeypatch, (SILENT, silence), ("127.0.0.1", server.port))
            using("threads", "http://many.test", use)
        assert server.connections == 1

    def test_that_are_silent_time_out_all_at_once(
        self, kind: Kind, silence: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def use(caller: Caller) -> None:
            for limit in (0.05, 0.3):  # with one attempt under way, and with more
                began = time.monotonic()
                with pytest.raises(httpx.ConnectTimeout):
                    await caller.get(limits=httpx.Timeout(5, connect=limit))
                assert limit * 0.8 < time.monotonic() - began < limit + PATIENCE
            assert caller.pool.places == 0

        resolve(monkeypatch, *[(SILENT, silence)] * 10)
        using(kind, "http://many.test", use)

    def test_that_is_the_only_one_and_silent_times_out(self, kind: Kind, silence: int) -> None:
        async def use(caller: Caller) -> None:
            with pytest.raises(httpx.ConnectTimeout, match=r"^no connection in time$"):
                await caller.get(limits=httpx.Timeout(5, connect=0.05))
            assert caller.pool.places == 0

        using(kind, f"http://{SILENT}:{silence}", use)

    @pytest.mark.parametrize("kind", ["asyncio", "trio"])
    @pytest.mark.parametrize("steps", range(0, 30, 2))
    def test_leave_no_socket_when_cancelled(
        self, steps: int, kind: Kind, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def use(caller: Caller) -> None:
            async with anyio.create_task_group() as group:
                group.start_soon(caller.get)
                for _ in range(steps):
                    await anyio.lowlevel.checkpoint()
                group.cancel_scope.cancel()

        with listening(answering()) as server:
            place = ("127.0.0.1", server.port)
            resolve(monkeypatch, ("127.0.0.1", unused_port()), place, place)
            using(kind, "http://many.test", use)
            assert server.left == 0

    def test_take_turns_by_family(self) -> None:
        six = [(socket.AF_INET6, 1, 6, "", (f"::{n}", 80, 0, 0)) for n in range(3)]
        four = [(socket.AF_INET, 1, 6, "", (f"127.0.0.{n}", 80)) for n in range(2)]
        assert in_turns([*six, *four]) == [six[0], four[0], six[1], four[1], six[2]]
        assert in_turns([*four]) == four
