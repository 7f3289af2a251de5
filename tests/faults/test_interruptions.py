"""A call that is stopped from outside: at any moment it stops, and leaves the client in order."""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import anyio
import pytest
import trio

from ghxstship._core.errors import ConfigurationError
from tests.patience import PATIENCE

from ..unit.bookshop import AsyncClient, Client
from .callers import HAS_OWN_POOL, Caller, QuickClock, no_other_task
from .faults import BODY, CHUNKED, chunk
from .server import Peer, answer, each, misbehaving
from .stepped import Stepped

if TYPE_CHECKING:
    from .callers import Flavour, Kind

# What httpx reads a request's body by is the collector's when its connection breaks first.
pytestmark = pytest.mark.filterwarnings("ignore:Async generator 'httpx:ResourceWarning")


def flaky(peer: Peer) -> None:
    """Refuse each key once; answer in pieces that come one by one."""
    while (request := peer.request()) is not None:
        key = request.headers.get("idempotency-key")
        if key is not None and peer.server.keys().count(key) == 1:
            peer.send(answer("503 Service Unavailable", b"{}"))
            continue
        peer.send(CHUNKED)
        for part in (BODY[:9], BODY[9:]):
            time.sleep(0.005)  # the server's own pace, so that the client has to wait for each
            peer.send(chunk(part))
        peer.send(b"0\r\n\r\n")


async def cancelled_in_asyncio(work: Awaitable[Any], at: int) -> tuple[bool, int]:
    async def run() -> Any:
        return await stepped

    task = asyncio.ensure_future(run())
    stepped = Stepped(work, at, task.cancel)
    await asyncio.wait([task])
    if not task.cancelled():
        assert task.result().title == "Emma"
    return task.cancelled(), stepped.steps


async def cancelled_in_trio(work: Awaitable[Any], at: int) -> tuple[bool, int]:
    scope = trio.CancelScope()
    stepped = Stepped(work, at, scope.cancel)
    with scope:
        assert (await stepped).title == "Emma"
    return scope.cancelled_caught, stepped.steps


CANCELLED = {"asyncio": cancelled_in_asyncio, "trio": cancelled_in_trio}


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
@pytest.mark.parametrize("own", [True, False], ids=["own", "brought"])
def test_a_task_may_be_cancelled_at_every_await(kind: Kind, own: bool) -> None:
    async def cancel_at(step: int) -> tuple[bool, int]:
        caller = Caller((kind, own), server.url, timeout=PATIENCE)
        async with caller.async_client() as client:
            call = client.books.create(title="Emma", idempotency_key=f"key-{step}")
            outcome = await CANCELLED[kind](call, step)
            assert (await client.books.get("book_1")).title == "Emma"
        assert server.keys().count(f"key-{step}") <= 1 + len(caller.clock.waits) <= 2
        await no_other_task(kind)
        return outcome

    with misbehaving(flaky) as server:
        step, steps, stopped, cancelled = 0, 0, 0, True
        while steps >= step:  # until there is no such await any more
            step += 1
            cancelled, steps = anyio.run(cancel_at, step, backend=kind)
            stopped += cancelled
    assert not cancelled
    assert stopped >= 6  # connect, receive, wait, receive again, and the pieces of the body


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="no signals to a thread here")
def test_an_interrupt_from_the_keyboard_ends_a_call_at_once(flavour: Flavour) -> None:
    main = threading.main_thread().ident
    assert main is not None
    assert main == threading.get_ident()

    def interrupt(peer: Peer) -> None:
        if peer.request() is not None:
            signal.pthread_kill(main, signal.SIGINT)
            peer.stall()

    with misbehaving(interrupt) as server:
        with pytest.raises(KeyboardInterrupt):
            Caller(flavour, server.url).run(lambda client: client.books.get("book_1"))
        assert len(server.requests) == 1


class TestClosed:
    def test_client_says_so(self, kind: Kind) -> None:
        used: list[Callable[[Any], Any]] = [
            lambda client: client.books.get("book_1"),
            lambda client: client.with_options(timeout=1).books.get("book_1"),
            lambda client: client.books.list(),
        ]

        async def in_task() -> None:
            client = AsyncClient(base_url=server.url)
            await client.books.get("book_1")
            await client.aclose()
            for use in used:
                with pytest.raises(ConfigurationError, match="the client is closed"):
                    await use(client)

        def in_thread() -> None:
            client = Client(base_url=server.url)
            client.books.get("book_1")
            client.close()
            for use in used:
                with pytest.raises(ConfigurationError, match="the client is closed"):
                    use(client)

        with misbehaving(each(answer())) as server:
            if kind == "threads":
                in_thread()
            else:
                anyio.run(in_task, backend=kind)
        assert len(server.requests) == 1

    @pytest.fixture(params=["threads", "asyncio", "trio"])
    def kind(self, request: pytest.FixtureRequest) -> Kind:
        kind: Kind = request.param
        return kind


@pytest.mark.skipif(not HAS_OWN_POOL, reason="httpx keeps the connections of a closed loop")
@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_a_client_goes_on_in_another_event_loop(kind: Kind) -> None:
    async def get() -> str:
        found = await client.books.get("book_1")
        return str(found.title)

    async def last() -> str:
        async with client:
            return await get()

    with misbehaving(each(answer())) as server:
        client = AsyncClient(base_url=server.url, clock=QuickClock())
        for use in (get, get, last):
            assert anyio.run(use, backend=kind) == "Emma"
    assert len(server.requests) == 3
