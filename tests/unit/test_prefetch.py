"""One page ahead of the consumer, in a thread or a task of its own."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Literal

import anyio
import pytest
import trio
import trio.testing

from ghxstship._core.deadline import Deadline
from ghxstship._core.errors import (
    DeadlineExceededError,
    InvalidArgumentError,
    NotFoundError,
    PaginationError,
)
from ghxstship._core.position import Walk
from ghxstship._core.prefetch import Ahead
from tests.patience import PATIENCE

from ..library import httpx
from .bookshop import AsyncClient, Client
from .harness import FakeClock, Kind, Shop, answer
from .test_pagination import alive, ids, numbered, page

ROOT = Path(__file__).parents[2]
Backend = Literal["asyncio", "trio"]
backends = pytest.mark.parametrize("backend", ["asyncio", "trio"])


def ahead(books: Any) -> Any:
    return books.list(prefetch=1)


class Library:
    """Pages of three; each request is seen at once, and answered when the gate is open."""

    def __init__(self, count: int = 9) -> None:
        self._answer = numbered(count, 3)
        self.cursors: list[str | None] = []
        self.seen = threading.Semaphore(0)
        self.gate = threading.Event()
        self.gate.set()

    def respond(self, request: httpx.Request) -> httpx.Response:
        self.cursors.append(request.url.params.get("cursor"))
        self.seen.release()
        self.gate.wait(PATIENCE)
        return self._answer(request)

    async def respond_async(self, request: httpx.Request) -> httpx.Response:
        self.cursors.append(request.url.params.get("cursor"))
        self.seen.release()
        while not self.gate.is_set():  # noqa: ASYNC110 - a gate, sync and async
            await anyio.sleep(0.001)
        return self._answer(request)

    def client(self, **settings: Any) -> Client:
        return Client(http_client=httpx.MockTransport(self.respond), **settings)

    def async_client(self, **settings: Any) -> AsyncClient:
        return AsyncClient(http_client=httpx.MockTransport(self.respond_async), **settings)

    async def saw(self) -> None:
        """Wait for a request to be seen."""
        with anyio.fail_after(PATIENCE):
            while not self.seen.acquire(blocking=False):  # noqa: ASYNC110
                await anyio.sleep(0.001)


def collect(client: Any, found: list[Any]) -> None:
    for book in client.books.list(prefetch=1):
        found.append(book)  # noqa: PERF402 - what was found before an error counts


async def collect_async(client: Any, found: list[Any]) -> None:
    async for book in client.books.list(prefetch=1):
        found.append(book)  # noqa: PERF401 - what was found before an error counts


def collected(shop: Shop, found: list[Any]) -> None:
    shop.run(collect if shop.kind == "threads" else collect_async, shop.client, found)


class TestItems:
    def test_are_the_same(self, kind: Kind) -> None:
        shop = Shop(kind, *[numbered(7, 3)] * 3)
        assert ids(shop.every(ahead)) == list(range(7))
        assert [r.url.query for r in shop.server.requests] == [b"", b"cursor=3", b"cursor=6"]

    def test_are_the_same_page_by_page(self, kind: Kind) -> None:
        shop = Shop(kind, *[numbered(7, 3)] * 3)
        pages = shop.every(lambda books: books.list(prefetch=1).pages())
        assert [ids(page.data) for page in pages] == [[0, 1, 2], [3, 4, 5], [6]]

    @pytest.mark.parametrize(
        ("bound", "requests"), [(1, 1), (3, 1), (4, 2), (6, 2), (7, 3), (100, 3)]
    )
    def test_nobody_wants_are_not_asked_for(self, kind: Kind, bound: int, requests: int) -> None:
        shop = Shop(kind, *[numbered(7, 3)] * 3)
        found = shop.every(lambda books: books.list(max_items=bound, prefetch=1))
        assert ids(found) == list(range(7))[:bound]
        assert len(shop.server.requests) == requests

    def test_of_a_first_page_alone_need_no_second(self, kind: Kind) -> None:
        shop = Shop(kind, numbered(7, 3))
        assert ids(shop.call(ahead).data) == [0, 1, 2]
        assert len(shop.server.requests) == 1

    @pytest.mark.parametrize("prefetch", [2, -1, True, None, "1"])
    def test_come_one_page_early_or_none(self, kind: Kind, prefetch: Any) -> None:
        with pytest.raises(InvalidArgumentError, match="prefetch must be 0 or 1 page, not"):
            Shop(kind).client.books.list(prefetch=prefetch)

    def test_are_all_fetched_as_they_are_asked_for_unless_it_is_said(self) -> None:
        assert Walk() == Walk(max_items=None, prefetch=0, threads=set())


class TestAhead:
    def test_is_the_next_page_and_no_further(self) -> None:
        library = Library()
        books = iter(library.client().books.list(prefetch=1))
        next(books)
        assert library.seen.acquire(timeout=PATIENCE)
        assert library.seen.acquire(timeout=PATIENCE)
        assert library.cursors == [None, "3"]
        for _ in range(2):
            next(books)
        assert library.cursors == [None, "3"]
        next(books)  # the first of the second page
        assert library.seen.acquire(timeout=PATIENCE)
        assert library.cursors == [None, "3", "6"]
        assert len(list(books)) == 5

    @backends
    def test_is_the_next_page_and_no_further_in_tasks(self, backend: Backend) -> None:
        async def use() -> None:
            library = Library()
            async with aclosing(aiter(library.async_client().books.list(prefetch=1))) as books:
                for _ in range(3):
                    await anext(books)
                await library.saw()
                await library.saw()
                assert library.cursors == [None, "3"]
                await anext(books)
                await library.saw()
                assert library.cursors == [None, "3", "6"]

        anyio.run(use, backend=backend)

    def test_begins_no_thread_for_a_page_that_there_is_not(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        begun: list[threading.Thread] = []

        class Counted(threading.Thread):
            def start(self) -> None:
                begun.append(self)
                super().start()

        monkeypatch.setattr("ghxstship._core.prefetch.Thread", Counted)
        assert len(list(Library(7).client().books.list(prefetch=1))) == 7
        assert len(begun) == 2

    @pytest.mark.parametrize("deadline", [None, 60])
    def test_is_off_by_default(self, deadline: float | None) -> None:
        library = Library()
        books = iter(library.client(deadline=deadline).books.list())
        for _ in range(3):
            next(books)
        assert library.cursors == [None]

    @backends
    def test_is_off_by_default_in_tasks(self, backend: Backend) -> None:
        async def use() -> None:
            library = Library()
            async with aclosing(aiter(library.async_client().books.list())) as books:
                for _ in range(3):
                    await anext(books)
                await anyio.wait_all_tasks_blocked()
            assert library.cursors == [None]

        anyio.run(use, backend=backend)

    def test_leaves_the_context_as_it_is(self) -> None:
        trace: ContextVar[str] = ContextVar("trace")
        traces: list[str] = []

        def respond(request: httpx.Request) -> httpx.Response:
            traces.append(trace.get("none"))
            return numbered(4, 3)(request)

        trace.set("mine")
        client = Client(http_client=httpx.MockTransport(respond))
        assert len(list(client.books.list(prefetch=1))) == 4
        assert traces == ["mine", "mine"]

    @backends
    def test_leaves_the_context_of_a_task_as_it_is(self, backend: Backend) -> None:
        trace: ContextVar[str] = ContextVar("trace")
        traces: list[str] = []

        def respond(request: httpx.Request) -> httpx.Response:
            traces.append(trace.get("none"))
            return numbered(4, 3)(request)

        async def use() -> None:
            trace.set("mine")
            client = AsyncClient(http_client=httpx.MockTransport(respond))
            assert len([book async for book in client.books.list(prefetch=1)]) == 4

        anyio.run(use, backend=backend)
        assert traces == ["mine", "mine"]


class TestFailure:
    def test_comes_where_the_page_would(self, kind: Kind) -> None:
        shop = Shop(kind, numbered(7, 3), answer(404, {}))
        found: list[Any] = []
        with pytest.raises(NotFoundError):
            collected(shop, found)
        assert ids(found) == [0, 1, 2]

    def test_of_a_circle_comes_where_the_page_would(self, kind: Kind) -> None:
        shop = Shop(kind, page(1, cursor="a"), page(2, cursor="a"))
        found: list[Any] = []
        with pytest.raises(PaginationError):
            collected(shop, found)
        assert ids(found) == [1, 2]

    def test_may_be_tried_again(self, kind: Kind) -> None:
        shop = Shop(kind, numbered(4, 3), answer(503, {}), numbered(4, 3))
        assert ids(shop.every(ahead)) == [0, 1, 2, 3]
        assert shop.clock.waits == [0.25]

    def test_of_the_lists_deadline_comes_too(self, kind: Kind) -> None:
        shop = Shop(kind, numbered(7, 3), answer(503, {}, Retry_After="30"), deadline=20)
        with pytest.raises(DeadlineExceededError, match="the deadline of 20 s"):
            shop.every(ahead)

    @backends
    def test_that_nobody_comes_for_is_not_heard(
        self, backend: Backend, caplog: pytest.LogCaptureFixture
    ) -> None:
        async def use() -> None:
            shop = Shop(backend, numbered(7, 3), answer(404, {}))
            async with aclosing(aiter(shop.client.books.list(prefetch=1))) as books:
                await anext(books)
                await anyio.wait_all_tasks_blocked()
                assert len(shop.server.requests) == 2
            gc.collect()

        anyio.run(use, backend=backend)
        assert caplog.records == []

    def test_that_outlives_its_loop_is_not_heard(self, caplog: pytest.LogCaptureFixture) -> None:
        kept: list[AsyncIterator[Any]] = []

        async def use() -> None:
            shop = Shop("asyncio", numbered(7, 3), answer(404, {}))
            kept.append(aiter(shop.client.books.list(prefetch=1)))
            await anext(kept[0])
            await anyio.wait_all_tasks_blocked()

        loop = asyncio.new_event_loop()
        loop.run_until_complete(use())
        loop.close()
        kept.clear()
        gc.collect()
        assert caplog.records == []


class TestStopping:
    """A consumer that goes away early leaves nothing behind, and nothing more is sent."""

    def test_lets_a_thread_end_with_what_it_is_doing(self) -> None:
        library = Library()
        client: Any = library.client()
        books = client.books.list(prefetch=1)
        library.gate.clear()
        for _ in books:
            break
        [thread] = client._driver.threads
        assert thread.is_alive()  # nobody waited for it
        assert thread.daemon  # nor would the end of the program
        library.gate.set()
        client.close()
        assert not thread.is_alive()
        assert client._driver.threads == set()
        assert library.cursors == [None, "3"]

    def test_sends_no_retry(self) -> None:
        stopped, asked = threading.Event(), threading.Event()
        requests: list[httpx.Request] = []

        def respond(request: httpx.Request) -> httpx.Response:
            requests.append(request)
            if len(requests) == 1:
                return numbered(7, 3)(request)
            asked.set()
            stopped.wait(PATIENCE)
            return answer(503, {})

        clock = FakeClock()
        with Client(http_client=httpx.MockTransport(respond), clock=clock) as client:
            books = iter(client.books.list(prefetch=1))
            next(books)
            assert asked.wait(PATIENCE)
            del books
            stopped.set()
        assert len(requests) == 2
        assert clock.waits == []

    def test_by_an_exception_is_stopping_too(self) -> None:
        library = Library()
        client: Any = library.client()

        def consume() -> None:
            for _ in client.books.list(prefetch=1):
                raise ZeroDivisionError

        with suppress(ZeroDivisionError):
            consume()
        client.close()
        assert client._driver.threads == set()
        assert library.cursors == [None, "3"]

    def test_leaves_the_page_at_hand_in_order(self) -> None:
        shop = Shop("threads", *[numbered(9, 3)] * 5)
        pages = shop.client.books.list(prefetch=1).pages()
        next(pages)
        second = next(pages)
        pages.close()
        shop.client.close()
        assert ids(second.next_page().data) == [6, 7, 8]

    @backends
    def test_cancels_a_task(self, backend: Backend, caplog: pytest.LogCaptureFixture) -> None:
        ended: list[str] = []

        class Stalled(httpx.AsyncBaseTransport):
            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                if "cursor" not in request.url.params:
                    return numbered(7, 3)(request)
                try:
                    asked.set()
                    await anyio.sleep_forever()
                    raise AssertionError
                finally:
                    ended.append("stopped")

        async def use() -> None:
            client = AsyncClient(http_client=Stalled())
            async with aclosing(aiter(client.books.list(prefetch=1))) as books:
                await anext(books)
                while not asked.is_set():  # noqa: ASYNC110
                    await anyio.sleep(0.001)
            assert ended == ["stopped"]
            if backend == "asyncio":
                assert asyncio.all_tasks() == {asyncio.current_task()}

        asked = threading.Event()
        anyio.run(use, backend=backend)
        assert caplog.records == []

    def test_by_a_cancellation_waits_for_the_tasks_end_in_trio(self) -> None:
        ended: list[str] = []

        class Slow(httpx.AsyncBaseTransport):
            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                if "cursor" not in request.url.params:
                    return numbered(7, 3)(request)
                try:
                    await trio.sleep_forever()
                    raise AssertionError
                finally:
                    with trio.CancelScope(shield=True):
                        await trio.lowlevel.checkpoint()
                    ended.append("stopped")

        async def use() -> None:
            client = AsyncClient(http_client=Slow())
            with trio.CancelScope() as scope:
                async with aclosing(aiter(client.books.list(prefetch=1))) as books:
                    await anext(books)
                    await trio.testing.wait_all_tasks_blocked()
                    scope.cancel()
            assert ended == ["stopped"]

        trio.run(use)

    @backends
    def test_by_a_cancellation_while_it_waits_cancels_the_task(self, backend: Backend) -> None:
        async def use() -> None:
            library = Library()
            client = library.async_client()
            found: list[Any] = []
            with anyio.move_on_after(PATIENCE) as scope:
                async with aclosing(aiter(client.books.list(prefetch=1))) as books:
                    async for book in books:
                        found.append(book)
                        library.gate.clear()
                        if len(found) == 3:
                            scope.deadline = anyio.current_time() + 0.01
            assert scope.cancelled_caught
            assert ids(found) == [0, 1, 2]
            assert library.cursors == [None, "3"]
            if backend == "asyncio":
                assert asyncio.all_tasks() == {asyncio.current_task()}

        anyio.run(use, backend=backend)

    def test_without_a_word_is_noticed_by_asyncio(self) -> None:
        """An iterator that is only dropped is closed by the event loop."""

        async def use() -> None:
            library = Library()
            books: AsyncIterator[Any] | None = aiter(library.async_client().books.list(prefetch=1))
            assert books is not None
            await anext(books)
            library.gate.clear()
            await library.saw()
            books = None
            with anyio.fail_after(PATIENCE):
                while len(asyncio.all_tasks()) > 1:
                    gc.collect()
                    await anyio.sleep(0.001)

        anyio.run(use)


class TestMemory:
    def test_is_constant(self) -> None:
        shop = Shop("threads", *[numbered(60, 3)] * 20)
        bodies: list[weakref.ref[Any]] = []
        for passed in shop.client.books.list(prefetch=1).pages():
            bodies.append(weakref.ref(passed.body))
            del passed
            assert alive(bodies) <= 3  # the one at hand and the caller's first, and one at the seam

    def test_is_constant_in_tasks(self) -> None:
        async def use() -> None:
            shop = Shop("asyncio", *[numbered(60, 3)] * 20)
            books: list[weakref.ref[Any]] = []
            async for book in shop.client.books.list(prefetch=1):
                books.append(weakref.ref(book))
                del book
                assert alive(books) <= 12

        anyio.run(use)


def test_a_page_whose_thread_is_gone_is_fetched_when_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Gone(threading.Thread):
        """As a forked child finds a thread of its parent."""

        def start(self) -> None:
            """It runs elsewhere."""

        def join(self, timeout: float | None = None) -> None:
            """It has ended here."""

    monkeypatch.setattr("ghxstship._core.prefetch.Thread", Gone)
    assert Ahead(lambda: "a page", Deadline(5, FakeClock()), set()).page() == "a page"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_fetches_for_itself() -> None:
    script = """
import os, threading
from tests.library import httpx
from tests.patience import PATIENCE
from tests.unit.bookshop import Client
from tests.unit.test_pagination import ids, numbered

parent, asked, forked = os.getpid(), threading.Event(), threading.Event()

def respond(request):
    if os.getpid() == parent and "cursor" in request.url.params:
        asked.set()
        forked.wait(PATIENCE)
    return numbered(5, 3)(request)

books = iter(Client(http_client=httpx.MockTransport(respond)).books.list(prefetch=1))
first = next(books)
assert asked.wait(PATIENCE)
child = os.fork()
alright = child or ids(list(books)) == [1, 2, 3, 4]
if not child:
    os._exit(0 if alright else 1)
_, status = os.waitpid(child, 0)
forked.set()
assert ids(list(books)) == [1, 2, 3, 4]
assert os.waitstatus_to_exitcode(status) == 0
"""
    done = subprocess.run(
        # Python 3.12 and later warn of a fork while there are threads, which is what this is about.
        [sys.executable, "-W", "error", "-W", "ignore::DeprecationWarning", "-c", script],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stderr) == (0, "")
