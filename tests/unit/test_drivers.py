"""What generated methods hand to their driver arrives, and they get what it promises."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from anyio.lowlevel import checkpoint

from ghxstship._core.call_options import RequestOptions
from ghxstship._core.deadline import TimeLeft
from ghxstship._core.drivers import Driver
from ghxstship._core.errors import (
    APIResponseValidationError,
    ConfigurationError,
    DeadlineExceededError,
    InternalServerError,
    InvalidArgumentError,
)
from ghxstship._core.operation import ListOperation, Operation, StreamOperation
from ghxstship._core.pagination import AsyncPage, AsyncPager, Page

from ..library import httpx
from ..patience import PATIENCE
from .bookshop import CURSORS, AsyncClient, Book, BookList, Client
from .harness import BOOK, Kind, Shop, answer, broken

LEND: Operation[Book] = Operation(
    "books.lend", "POST", "/v1/{branch}/books", {200: Book}, idempotent=True
)
SEARCH: ListOperation[Book] = ListOperation(
    "books.search", "GET", "/v1/{branch}/books", {200: BookList}, pagination=CURSORS
)
NEWS: StreamOperation[Book] = StreamOperation("books.news", "GET", "/v1/{branch}/news", {200: Book})
View = Callable[[Shop, Callable[[Any], Any]], Any]
OURS = {
    "host": "api.books.test",
    "accept": "application/json",
    "accept-encoding": "gzip, deflate",
    "user-agent": "bookshop-python/1.2.3",
    "authorization": "Bearer sk_test_1",
    "x-branch": "north",
}


def use(shop: Shop, what: Callable[[Any], Any]) -> Any:
    """What a method of the client's driver gives."""
    return shop.run(what, shop.client._driver)


def raw(shop: Shop, what: Callable[[Any], Any]) -> Any:
    """The same where its calls answer what HTTP said."""
    return shop.run(what, shop.client._driver.raw)


def opened(shop: Shop) -> list[Any]:
    """The events of a stream that is given all that a stream can be given."""
    driver = shop.client._driver
    headers = {"Last-Event-ID": "7"}
    return shop.every(lambda _: driver.stream(NEWS, path={"branch": "s"}, headers=headers))


def page(cursor: str | None, *ids: str) -> httpx.Response:
    more = {"cursor": cursor, "hasMore": cursor is not None, "total": 3}
    return answer(200, {"data": [{**BOOK, "id": each} for each in ids], "pagination": more})


def sent_by_each(listed: Any, shop: Shop) -> list[int]:
    """How many requests there were when each item came."""
    return [len(shop.server.requests) for _ in listed]


async def sent_by_each_async(listed: Any, shop: Shop) -> list[int]:
    sent: list[int] = []
    async for _ in listed:
        for _ in range(9):
            await checkpoint()
        sent.append(len(shop.server.requests))
    return sent


class TestCall:
    def test_sends_all_that_it_is_given(self, kind: Kind) -> None:
        shop = Shop(kind, answer())
        options: RequestOptions = {"headers": {"X-Own": "o"}, "query": {"own": 1}, "timeout": 3}
        book = use(
            shop,
            lambda driver: driver.call(
                LEND,
                path={"branch": "s/w"},
                query={"days": 2},
                headers={"X-Reader": 5},
                body={"id": "book_1"},
                idempotency_key="order-7",
                options=options,
            ),
        )
        (request,) = shop.server.requests
        assert book == Book(id="book_1", title="Emma", price=9.5)
        assert request.method == "POST"
        assert str(request.url) == "https://api.books.test/v1/s%2Fw/books?days=2&own=1"
        assert request.content == b'{"id":"book_1"}'
        assert dict(request.headers) == {
            **OURS,
            "content-type": "application/json",
            "content-length": "15",
            "idempotency-key": "order-7",
            "x-reader": "5",
            "x-own": "o",
        }
        assert request.extensions["timeout"] == dict.fromkeys(
            ["connect", "read", "write", "pool"], 3
        )

    def test_sends_nothing_that_it_is_not_given(self, kind: Kind) -> None:
        shop = Shop(kind, answer())
        use(shop, lambda driver: driver.call(Operation("x", "GET", "/x", {200: Book})))
        (request,) = shop.server.requests
        assert str(request.url) == "https://api.books.test/x"
        assert request.content == b""
        assert dict(request.headers) == OURS

    def test_makes_a_key_where_the_operation_takes_one(self, kind: Kind) -> None:
        shop = Shop(kind, answer(200, []))
        with pytest.raises(APIResponseValidationError) as caught:
            use(shop, lambda driver: driver.call(LEND, path={"branch": "s"}))
        (sent,) = shop.server.header("Idempotency-Key")
        assert sent == caught.value.idempotency_key
        assert UUID(sent).version == 4

    def test_may_have_its_own_retries_and_deadline(self, kind: Kind) -> None:
        shop = Shop(kind, *(answer(500, {}) for _ in range(3)), max_retries=0)
        options: RequestOptions = {"max_retries": 9, "deadline": 1.5}
        with pytest.raises(DeadlineExceededError, match=r"deadline of 1\.5 s") as caught:
            use(shop, lambda driver: driver.call(LEND, path={"branch": "s"}, options=options))
        assert (caught.value.attempts, caught.value.deadline) == (3, 1.5)
        assert shop.clock.waits == [0.25, 0.5]

    def test_has_the_clients_where_it_has_none(self, kind: Kind) -> None:
        shop = Shop(kind, *(answer(500, {}) for _ in range(2)), max_retries=1, deadline=60)
        options: RequestOptions = {"timeout": 3}
        with pytest.raises(InternalServerError) as caught:
            use(shop, lambda driver: driver.call(LEND, path={"branch": "s"}, options=options))
        assert caught.value.attempts == 2
        timeouts = shop.server.requests[0].extensions["timeout"]
        shop.clock.now += 59.0 - sum(shop.clock.waits)
        assert timeouts["read"] == pytest.approx(1.0)

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"max_retries": -1}, "max_retries must be an integer of 0 or more, not -1"),
            ({"deadline": 0}, "deadline must be more than 0 seconds, or None, not 0"),
        ],
    )
    def test_refuses_an_option_before_anything_is_sent(
        self, kind: Kind, options: RequestOptions, message: str
    ) -> None:
        with pytest.raises(InvalidArgumentError) as caught:
            use(Shop(kind), lambda driver: driver.call(LEND, path={"branch": 1}, options=options))
        assert str(caught.value) == message

    def test_may_answer_what_http_said_first(self, kind: Kind) -> None:
        shop = Shop(kind, answer(500, {}), broken(b"[]", X_Request_ID="req_1"))
        response = raw(
            shop, lambda driver: driver.call(LEND, path={"branch": "s"}, idempotency_key="k")
        )
        assert (response.content, response.request_id, response.attempts) == (b"[]", "req_1", 2)
        assert response.http_response.content == b"[]"
        with pytest.raises(APIResponseValidationError) as caught:
            response.parse()
        assert caught.value.response.content == response.http_response.content
        assert (caught.value.idempotency_key, caught.value.attempts) == ("k", 2)


class TestList:
    def test_sends_all_that_it_is_given_with_every_page(self, kind: Kind) -> None:
        shop = Shop(kind, page("c2", "1"), page("c3", "2"), page(None, "3"))
        options: RequestOptions = {"headers": {"X-Own": "o"}}
        driver = shop.client._driver
        books = shop.every(
            lambda _: driver.list(
                SEARCH,
                path={"branch": "s"},
                query={"genre": "prose", "cursor": "c1"},
                headers={"X-Reader": 5},
                options=options,
            )
        )
        assert [book.id for book in books] == ["1", "2", "3"]
        assert [str(request.url) for request in shop.server.requests] == [
            f"https://api.books.test/v1/s/books?genre=prose&cursor=c{number}"
            for number in (1, 2, 3)
        ]
        for request in shop.server.requests:
            assert dict(request.headers) == {**OURS, "x-reader": "5", "x-own": "o"}

    def test_needs_no_query(self, kind: Kind) -> None:
        shop = Shop(kind, page("c2", "1"), page(None, "2"))
        driver = shop.client._driver
        assert len(shop.every(lambda _: driver.list(SEARCH, path={"branch": "s"}))) == 2
        assert [request.url.query for request in shop.server.requests] == [b"", b"cursor=c2"]

    def test_stops_after_so_many_items(self, kind: Kind) -> None:
        shop = Shop(kind, page("c2", "1", "2"))
        driver = shop.client._driver
        books = shop.every(lambda _: driver.list(SEARCH, path={"branch": "s"}, max_items=1))
        assert [book.id for book in books] == ["1"]

    def test_goes_on_from_a_later_page_for_as_many_items(self, kind: Kind) -> None:
        shop = Shop(kind, page("c2", "1"), page("c3", "2"), page(None, "3", "4"))
        first = use(shop, lambda driver: driver.list(SEARCH, path={"branch": "s"}, max_items=2))
        second = shop.run(first.next_page)
        assert [book.id for book in shop.every(lambda _: second)] == ["2", "3"]

    @pytest.mark.parametrize("view", [use, raw], ids=["plain", "raw"])
    def test_is_a_page_whose_next_is_one_too(self, kind: Kind, view: View) -> None:
        shop = Shop(kind, page("c2", "1"), page(None, "2"))
        first = view(shop, lambda driver: driver.list(SEARCH, path={"branch": "s"}))
        first = first.parse() if view is raw else first
        second = shop.run(first.next_page)
        expected = Page if kind == "threads" else AsyncPage
        assert [type(first), type(second)] == [expected, expected]
        assert [first.data[0].id, second.data[0].id] == ["1", "2"]
        assert shop.run(second.next_page) is None

    @pytest.mark.parametrize("view", [use, raw], ids=["plain", "raw"])
    def test_has_one_deadline_for_all_its_pages(self, kind: Kind, view: View) -> None:
        shop = Shop(kind, page("c2", "1"), deadline=60)
        options: RequestOptions = {"deadline": 5}
        first = view(
            shop, lambda driver: driver.list(SEARCH, path={"branch": "s"}, options=options)
        )
        first = first.parse() if view is raw else first
        shop.clock.now += 5
        with pytest.raises(DeadlineExceededError, match=r"deadline of 5 s had passed; a list has"):
            shop.run(first.next_page)

    def test_fetches_no_page_ahead_unless_it_is_asked_to(self, kind: Kind) -> None:
        shop = Shop(kind, page("c2", "1"), page(None, "2"))
        listed = shop.client._driver.list(SEARCH, path={"branch": "s"})
        sent: Any = sent_by_each if kind == "threads" else sent_by_each_async
        assert shop.run(sent, listed, shop) == [1, 2]
        assert type(shop.server.requests[0].extensions["timeout"]) is dict

    def test_of_a_thread_ahead_can_be_stopped_though_it_has_no_deadline(self) -> None:
        shop = Shop("threads", page(None, "1"), timeout=3)
        shop.client._driver.list(SEARCH, path={"branch": "s"}, prefetch=1)
        timeouts = shop.server.requests[0].extensions["timeout"]
        assert isinstance(timeouts, TimeLeft)
        shop.clock.now += 1e9
        assert timeouts["read"] == 3

    def test_is_named_before_it_is_called(self) -> None:
        shop = Shop("asyncio")
        assert isinstance(shop.client._driver.list(SEARCH, path={"branch": "s"}), AsyncPager)
        assert shop.server.requests == []


class TestStream:
    def test_sends_all_that_it_is_given(self, kind: Kind) -> None:
        event = b'data: {"id": "1", "title": "Emma", "price": 9.5}\n\n'
        shop = Shop(kind, broken(event, Content_Type="text/event-stream"))
        assert [book.id for book in opened(shop)] == ["1"]
        (request,) = shop.server.requests
        assert str(request.url) == "https://api.books.test/v1/s/news"
        assert dict(request.headers) == {
            **OURS,
            "accept": "text/event-stream",
            "last-event-id": "7",
        }
        assert (b"Accept", b"text/event-stream") in request.headers.raw

    def test_needs_no_header(self, kind: Kind) -> None:
        shop = Shop(kind, broken(Content_Type="text/event-stream"))
        driver = shop.client._driver
        assert shop.every(lambda _: driver.stream(NEWS, path={"branch": "s"})) == []
        assert shop.server.header("Accept") == ["text/event-stream"]

    def test_may_accept_something_else(self, kind: Kind) -> None:
        shop = Shop(kind, broken(Content_Type="text/event-stream"))
        driver = shop.client._driver
        headers = {"Accept": "text/event-stream;version=2"}
        shop.every(lambda _: driver.stream(NEWS, path={"branch": "s"}, headers=headers))
        assert shop.server.header("Accept") == ["text/event-stream;version=2"]


class TestViews:
    @pytest.mark.parametrize("make", [Client, AsyncClient])
    def test_are_of_the_same_connections_and_settings(self, make: Any) -> None:
        client = make()
        plain, other = client._driver, client.with_options(max_retries=0)._driver
        assert plain.plain is plain
        assert plain.raw.plain is plain
        assert (plain.config.max_retries, other.config.max_retries) == (2, 0)
        for view, config in ((plain.raw, plain.config), (other, other.config)):
            assert view is not plain
            assert (view.api, view.config, view.sender) == (plain.api, config, plain.sender)
            assert isinstance(view, type(plain))
        if hasattr(plain, "threads"):
            assert plain.raw.threads is other.threads is plain.threads

    def test_have_threads_of_their_own_where_none_are_given(self) -> None:
        driver: Any = Shop("threads").client._driver
        first, second = (Driver(driver.api, driver.config, driver.sender) for _ in range(2))
        assert first.threads == set()
        assert first.threads is not second.threads

    def test_are_closed_together(self) -> None:
        client: Any = Client()
        driver = client._driver
        client.close()
        for view in (driver, driver.raw, client.with_options(max_retries=0)._driver):
            with pytest.raises(ConfigurationError, match="the client is closed; make a new one"):
                view.call(LEND, path={"branch": "s"})

    def test_are_made_once_by_threads_that_come_together(self) -> None:
        together = Barrier(8)
        client: Any = Client()
        with client, ThreadPoolExecutor(8) as pool:

            def driver(_: int) -> Any:
                together.wait(PATIENCE)
                return client._driver

            found = list(pool.map(driver, range(8)))
            assert all(each is client._driver for each in found)


@pytest.mark.parametrize("figure", ["max_items", "prefetch"])
def test_figures_of_a_list_are_checked(kind: Kind, figure: str) -> None:
    given: Any = {figure: -1}
    with pytest.raises(InvalidArgumentError, match=f"^{figure} must be .*, not -1$"):
        use(Shop(kind), lambda driver: driver.list(SEARCH, path={"branch": "s"}, **given))
