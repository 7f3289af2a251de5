"""`async for` that is left early, on trio and on asyncio in debug mode, over a socket."""

from __future__ import annotations

import asyncio
import gc
import pickle
import socket
import sys
import threading
import warnings
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Any, Literal

import anyio
import pytest
import trio

from ghxstship import AsyncClient
from ghxstship.sandbox import Sandbox

from ..library import httpx
from ..patience import PATIENCE
from . import bookshop
from .harness import Shop
from .test_pagination import page

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator

Loop = Literal["asyncio", "trio"]
loops = pytest.mark.parametrize("loop", ["asyncio", "trio"])


@pytest.fixture(scope="module")
def settings() -> Generator[dict[str, str]]:
    """For a sandbox with enough deals for two pages, and with events to listen to."""
    sandbox = Sandbox(rate_limits=False)
    with sandbox.serve() as server:
        yield {
            "base_url": server.url,
            "api_key": sandbox.api_key,
            "workspace_id": sandbox.workspace_id,
        }


def run(loop: Loop, work: Callable[[], Awaitable[None]]) -> list[str]:
    """Run to the end; all that Python, the event loop and the collector complained of."""
    complaints: list[str] = []
    said_by_python = sys.unraisablehook
    sys.unraisablehook = lambda unraisable: complaints.append(repr(unraisable.object))

    async def main() -> None:
        await work()
        gc.collect()
        await anyio.lowlevel.checkpoint()

    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            if loop == "trio":
                trio.run(main)
            else:
                asyncio.run(main(), debug=True)
            gc.collect()
    finally:
        sys.unraisablehook = said_by_python
    return [*complaints, *(str(warning.message) for warning in caught)]


async def items(client: AsyncClient) -> None:
    async for _ in client.atlvs.deals.list(limit=1):
        break


async def items_fetched_ahead(client: AsyncClient) -> None:
    async for _ in client.atlvs.deals.list(limit=1, prefetch=1):
        break


async def items_of_a_page(client: AsyncClient) -> None:
    async for _ in await client.atlvs.deals.list(limit=1):
        break


async def items_by_an_exception(client: AsyncClient) -> None:
    with suppress(ZeroDivisionError):
        async for _ in client.atlvs.deals.list(limit=1, prefetch=1):
            raise ZeroDivisionError


async def pages(client: AsyncClient) -> None:
    async for _ in client.atlvs.deals.list(limit=1, prefetch=1).pages():
        break


async def pages_from_a_page(client: AsyncClient) -> None:
    async for _ in (await client.atlvs.deals.list(limit=1)).pages():
        break


async def one_item(client: AsyncClient) -> None:
    assert await client.atlvs.deals.list(limit=1).first() is not None


async def events(client: AsyncClient) -> None:
    async with client.atlvs.stream.listen(events=["deal.created"]) as stream:
        await client.atlvs.deals.create(name="Tide", value=1, currency="USD")
        async for _ in stream:
            break


async def raw_events(client: AsyncClient) -> None:
    async with client.atlvs.stream.listen(events=["deal.created"]) as stream:
        await client.atlvs.deals.create(name="Tide", value=1, currency="USD")
        async for _ in stream.raw_events():
            break


async def events_given_up(client: AsyncClient) -> None:
    with anyio.move_on_after(0.05):
        async with client.atlvs.stream.listen(events=["deal.lost"]) as stream:
            async for _ in stream:
                break


@loops
@pytest.mark.parametrize("brought", [False, True], ids=["default", "brought"])
@pytest.mark.parametrize(
    "use",
    [
        items,
        items_fetched_ahead,
        items_of_a_page,
        items_by_an_exception,
        pages,
        pages_from_a_page,
        one_item,
        events,
        raw_events,
        events_given_up,
    ],
    ids=lambda use: use.__name__,
)
def test_leaving_makes_no_noise(
    use: Callable[[AsyncClient], Awaitable[None]],
    loop: Loop,
    brought: bool,
    settings: dict[str, Any],
) -> None:
    async def work() -> None:
        if not brought:
            async with AsyncClient(**settings) as client:
                return await use(client)
        async with httpx.AsyncClient() as theirs, AsyncClient(http_client=theirs, **settings) as c:
            return await use(c)

    assert run(loop, work) == []


class Streaming:
    """A server that sends one event, and notices when the client goes away."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.left = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with self._socket, self._socket.accept()[0] as peer:
            peer.settimeout(PATIENCE)
            peer.recv(65536)
            peer.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
                b'data: {"id": "1", "title": "Emma", "price": 9.5}\n\n'
            )
            if peer.recv(1) == b"":
                self.left.set()


@loops
def test_a_stream_that_is_left_without_with_gives_its_connection_back(loop: Loop) -> None:
    server = Streaming()

    async def work() -> None:
        client = bookshop.AsyncClient(base_url=server.url)
        async for _ in client.books.listen():
            break
        assert await anyio.to_thread.run_sync(server.left.wait, PATIENCE)
        await client.aclose()

    assert run(loop, work) == []


@loops
def test_a_body_that_is_dropped_in_another_thread_gives_its_connection_back(loop: Loop) -> None:
    server = Streaming()

    async def work() -> None:
        client = bookshop.AsyncClient(base_url=server.url)
        kept = [aiter(client.books.listen())]
        await anext(kept[0])
        await anyio.to_thread.run_sync(kept.clear)
        assert await anyio.to_thread.run_sync(server.left.wait, PATIENCE)
        await client.aclose()

    assert run(loop, work) == []


@loops
def test_what_is_fetched_ahead_is_cancelled_when_the_items_are_left(loop: Loop) -> None:
    ended = threading.Event()

    class Stalled(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if "cursor" not in request.url.params:
                return page(1, cursor="2")
            try:
                await anyio.sleep_forever()
                raise AssertionError
            finally:
                ended.set()

    async def work() -> None:
        client = bookshop.AsyncClient(http_client=Stalled())
        books = aiter(client.books.list(prefetch=1))
        await anext(books)
        await anyio.wait_all_tasks_blocked()
        del books
        while not ended.is_set():
            await anyio.lowlevel.checkpoint()

    assert run(loop, work) == []


@loops
def test_one_iteration_has_one_consumer(loop: Loop) -> None:
    """Two would each miss what the other got; a generator says the same."""
    gate = anyio.Event()

    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            await gate.wait()
            return page(1, cursor=None, has_more=False)

    async def work() -> None:
        nonlocal gate
        gate = anyio.Event()
        pages = bookshop.AsyncClient(http_client=Slow()).books.list().pages()
        async with anyio.create_task_group() as group:
            group.start_soon(pages.__anext__)
            await anyio.wait_all_tasks_blocked()
            with pytest.raises(RuntimeError, match="another task waits"):
                await anext(pages)
            with pytest.raises(RuntimeError, match="a task waits"):
                await pages.aclose()
            gate.set()

    assert run(loop, work) == []


@loops
def test_a_closed_iteration_has_nothing_more(loop: Loop) -> None:
    async def work() -> None:
        shop = Shop("asyncio", page(1, 2, cursor=None, has_more=False))
        async with aclosing(aiter(shop.client.books.list())) as books:
            assert (await anext(books)).id == "1"
        assert [book async for book in books] == []

    assert run(loop, work) == []


def test_an_iteration_says_what_to_do_instead_of_being_pickled() -> None:
    for iteration in (
        aiter(Shop("asyncio").client.books.list()),
        Shop("asyncio").client.books.list().pages(),
        aiter(Shop("asyncio").client.books.listen()),
    ):
        with pytest.raises(TypeError, match="an iteration of its own"):
            pickle.dumps(iteration)
