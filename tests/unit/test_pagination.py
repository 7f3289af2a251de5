"""Lists in pages: what a caller iterates over."""

from __future__ import annotations

import math
import weakref
from collections.abc import Callable
from typing import Any

import anyio
import pytest

from ghxstship._core.dialects import CursorPagination, NumberPagination
from ghxstship._core.errors import InvalidArgumentError, PaginationError
from ghxstship._core.position import CircleGuard

from ..library import httpx
from .bookshop import BookList
from .harness import BOOK, Kind, Shop, answer

Answers = Callable[[httpx.Request], httpx.Response]


def numbered(count: int, per_page: int, *, total: int | None = None) -> Answers:
    """A server with so many books, whose cursors are offsets."""

    def respond(request: httpx.Request) -> httpx.Response:
        start = int(request.url.params.get("cursor", 0))
        end = min(start + per_page, count)
        data = [{**BOOK, "id": str(number)} for number in range(start, end)]
        more = end < count
        pagination = {"cursor": str(end) if more else None, "hasMore": more, "total": total}
        return answer(200, {"data": data, "pagination": pagination})

    return respond


def page(*ids: int, cursor: str | None, has_more: bool = True) -> httpx.Response:
    data = [{**BOOK, "id": str(number)} for number in ids]
    return answer(200, {"data": data, "pagination": {"cursor": cursor, "hasMore": has_more}})


def ids(books: list[Any]) -> list[int]:
    return [int(book.id) for book in books]


def list_all(books: Any) -> Any:
    return books.list()


def test_nothing_is_known_unless_it_is_said() -> None:
    cursors = CursorPagination("cursor", "data", "next")
    assert (cursors.has_more_path, cursors.total_path) == (None, None)
    numbers = NumberPagination("page", "data")
    assert (numbers.total_pages_path, numbers.has_more_path, numbers.total_path) == (None,) * 3
    assert numbers.first_page == 1
    assert CircleGuard() == CircleGuard(None, 0, 1)


class TestAsyncList:
    def test_that_is_taken_for_a_list_says_how_it_is_used(self) -> None:
        pager: Any = Shop("asyncio").client.books.list()
        with pytest.raises(TypeError) as caught:
            iter(pager)
        assert str(caught.value) == "an async list is iterated with `async for`"
        with pytest.raises(AttributeError) as missing:
            _ = pager.data
        assert str(missing.value) == (
            "an async list has no 'data' before it is awaited: `(await ...list()).data` "
            "for its first page, `async for item in ...list()` for all items"
        )


def first(books: Any, **arguments: Any) -> Any:
    return books.list(**arguments).first()


class TestFirst:
    @pytest.mark.parametrize("more", [{}, {"max_items": 1}, {"prefetch": 1}])
    def test_is_the_first_item_and_one_request(self, kind: Kind, more: dict[str, Any]) -> None:
        shop = Shop(kind, numbered(9, 3))
        assert shop.call(lambda books: first(books, **more)).id == "0"
        assert len(shop.server.requests) == 1

    def test_of_an_empty_list_is_none(self, kind: Kind) -> None:
        assert Shop(kind, page(cursor=None, has_more=False)).call(first) is None
        assert Shop(kind, page(cursor=None), page(cursor=None)).call(first) is None

    def test_may_stand_on_a_later_page(self, kind: Kind) -> None:
        shop = Shop(kind, page(cursor="a"), page(cursor="b"), page(7, cursor="c"))
        assert shop.call(first).id == "7"
        assert not shop.server.answers

    def test_of_a_fetched_page_needs_no_request(self, kind: Kind) -> None:
        shop = Shop(kind, numbered(9, 3), numbered(9, 3))
        second = shop.run(shop.run(shop.client.books.list).next_page)
        assert shop.run(second.first).id == "3"
        assert len(shop.server.requests) == 2

    def test_of_a_page_that_does_not_tell_is_an_error_only_if_it_is_empty(self, kind: Kind) -> None:
        told = {"pagination": {"cursor": None, "hasMore": "perhaps"}}
        for data in ([BOOK], []):
            shop = Shop(kind, answer(200, {"data": data, **told}))
            if data:
                assert shop.call(first).id == BOOK["id"]
            else:
                with pytest.raises(PaginationError):
                    shop.call(first)

    def test_of_empty_pages_in_a_circle_is_an_error(self, kind: Kind) -> None:
        shop = Shop(kind, *(page(cursor="a") for _ in range(5)))
        with pytest.raises(PaginationError, match="circle"):
            shop.call(first)


class TestIteration:
    def test_goes_through_all_pages(self, kind: Kind) -> None:
        shop = Shop(kind, *[numbered(7, 3)] * 3)
        assert ids(shop.every(list_all)) == list(range(7))
        assert [r.url.query for r in shop.server.requests] == [b"", b"cursor=3", b"cursor=6"]

    def test_keeps_the_filters_on_every_page(self, kind: Kind) -> None:
        shop = Shop(kind, *[numbered(4, 3)] * 2)
        shop.every(
            lambda books: books.list(
                genre="prose", options={"headers": {"X-A": "1"}, "query": {"expand": "author"}}
            )
        )
        assert [str(r.url.query, "ascii") for r in shop.server.requests] == [
            "genre=prose&expand=author",
            "genre=prose&cursor=3&expand=author",
        ]
        assert shop.server.header("X-A") == ["1", "1"]

    def test_fetches_a_page_only_when_its_turn_comes(self) -> None:
        shop = Shop("threads", *[numbered(6, 3)] * 2)
        books = iter(shop.client.books.list())
        for _ in range(3):
            next(books)
        assert len(shop.server.requests) == 1
        next(books)
        assert len(shop.server.requests) == 2

    def test_an_empty_list_has_no_items(self, kind: Kind) -> None:
        assert Shop(kind, numbered(0, 3)).every(list_all) == []

    def test_an_empty_page_in_the_middle_ends_nothing(self, kind: Kind) -> None:
        shop = Shop(kind, page(1, cursor="a"), page(cursor="b"), page(2, cursor=None))
        assert ids(shop.every(list_all)) == [1, 2]

    def test_resumes_from_a_saved_cursor(self, kind: Kind) -> None:
        shop = Shop(kind, *[numbered(7, 3)] * 2)
        assert ids(shop.every(lambda books: books.list(cursor="3"))) == [3, 4, 5, 6]

    def test_may_be_done_twice_from_the_same_page(self) -> None:
        shop = Shop("threads", *[numbered(4, 3)] * 3)
        first = shop.client.books.list()
        assert ids(list(first)) == ids(list(first)) == [0, 1, 2, 3]

    def test_a_failed_page_can_be_asked_for_again(self, kind: Kind) -> None:
        shop = Shop(kind, numbered(4, 3), answer(404, {}), numbered(4, 3))
        first = shop.call(list_all)
        with pytest.raises(Exception, match="404"):
            shop.run(first.next_page)
        assert ids(shop.run(first.next_page).data) == [3]


class TestPage:
    def test_tells_where_it_stands(self, kind: Kind) -> None:
        shop = Shop(kind, *[numbered(4, 3, total=4)] * 2)
        first = shop.call(list_all)
        assert ids(first.data) == [0, 1, 2]
        assert (first.has_more, first.cursor, first.total) == (True, "3", 4)
        assert isinstance(first.body, BookList)
        last = shop.run(first.next_page)
        assert ids(last.data) == [3]
        assert (last.has_more, last.cursor, last.total) == (False, None, 4)
        assert shop.run(last.next_page) is None
        name = "Page" if kind == "threads" else "AsyncPage"
        assert repr(first) == f"{name}(3 items, total=4, has_more=True, cursor='3')"

    def test_pages_come_one_by_one(self, kind: Kind) -> None:
        shop = Shop(kind, *[numbered(7, 3)] * 3)
        pages = shop.every(lambda books: books.list().pages())
        assert [ids(page.data) for page in pages] == [[0, 1, 2], [3, 4, 5], [6]]

    @pytest.mark.parametrize(
        ("cursor", "has_more"), [("next", False), (None, True), ("", True), (None, False)]
    )
    def test_is_the_last_without_a_cursor_or_without_more(
        self, kind: Kind, cursor: str | None, has_more: bool
    ) -> None:
        first = Shop(kind, page(1, cursor=cursor, has_more=has_more)).call(list_all)
        assert (first.has_more, first.cursor) == (False, None)

    @pytest.mark.parametrize("total", [None, "7", 7.5, [7]])
    def test_an_unusable_total_is_none(self, total: object) -> None:
        dialect = CursorPagination("cursor", "data", "next", total_path="total")
        assert dialect.total(type("Body", (), {"total": total})()) is None

    def test_retries_are_for_each_page(self, kind: Kind) -> None:
        shop = Shop(kind, answer(500, {}), numbered(4, 3), answer(500, {}), numbered(4, 3))
        assert ids(shop.every(list_all)) == [0, 1, 2, 3]

    def test_is_named_by_the_cursor_of_its_query(self) -> None:
        dialect = CursorPagination("cursor", "data", "next")
        assert (dialect.cursor({}), dialect.cursor({"cursor": 7})) == (None, "7")


class TestMaxItems:
    @pytest.mark.parametrize(
        ("bound", "requests"), [(1, 1), (2, 1), (3, 1), (4, 2), (6, 2), (7, 3), (100, 3)]
    )
    def test_bounds_the_items_and_the_requests(self, kind: Kind, bound: int, requests: int) -> None:
        shop = Shop(kind, *[numbered(7, 3)] * 3)
        assert ids(shop.every(lambda books: books.list(max_items=bound))) == list(range(7))[:bound]
        assert len(shop.server.requests) == requests

    @pytest.mark.parametrize(("bound", "pages"), [(1, 1), (3, 1), (4, 2), (100, 3)])
    def test_bounds_the_pages_too(self, kind: Kind, bound: int, pages: int) -> None:
        shop = Shop(kind, *[numbered(7, 3)] * 3)
        found = shop.every(lambda books: books.list(max_items=bound).pages())
        assert len(found) == len(shop.server.requests) == pages

    @pytest.mark.parametrize("bound", [0, -1, True, 1.5, "3"])
    def test_must_be_one_or_more(self, kind: Kind, bound: Any) -> None:
        with pytest.raises(InvalidArgumentError, match="max_items must be 1 or more"):
            Shop(kind).client.books.list(max_items=bound)


class TestCircle:
    def test_a_cursor_that_names_itself_is_an_error(self, kind: Kind) -> None:
        shop = Shop(kind, *[page(1, cursor="a")] * 2)
        with pytest.raises(PaginationError, match="cursor 'a' came back"):
            shop.every(list_all)
        assert len(shop.server.requests) == 2

    def test_a_first_page_that_names_itself_is_an_error(self, kind: Kind) -> None:
        shop = Shop(kind, page(1, cursor="a"))
        with pytest.raises(PaginationError):
            shop.every(lambda books: books.list(cursor="a"))

    @pytest.mark.parametrize("period", [2, 3, 5, 17])
    def test_of_any_length_is_noticed(self, kind: Kind, period: int) -> None:
        start = page(0, cursor="start")
        circle = [page(n, cursor=str(n % period)) for n in range(5 * period)]
        shop = Shop(kind, start, *circle)
        with pytest.raises(PaginationError):
            shop.every(list_all)
        assert len(shop.server.requests) <= 3 * period + 2

    def test_pages_notice_it_too(self, kind: Kind) -> None:
        shop = Shop(kind, *[page(1, cursor="a")] * 2)
        with pytest.raises(PaginationError):
            shop.every(lambda books: books.list().pages())

    def test_is_looked_for_from_every_power_of_two(self) -> None:
        guard = CircleGuard("a")
        seen: list[tuple[str | None, int, int]] = []
        for cursor in "bcdefgh":
            guard = guard.after(cursor)
            seen.append((guard.remembered, guard.steps, guard.power))
        b, d, h = [("b", n, 2) for n in range(2)], [("d", n, 4) for n in range(4)], ("h", 0, 8)
        assert seen == [*b, *d, h]

    def test_a_guard_without_a_circle_says_nothing(self) -> None:
        guard = CircleGuard(remembered=None)
        for number in range(1000):
            guard = guard.after(str(number))


class TestAsyncPager:
    def test_is_awaited_for_its_first_page_or_iterated(self) -> None:
        async def use() -> None:
            shop = Shop("asyncio", *[numbered(4, 3)] * 4)
            first = await shop.client.books.list()
            assert ids(first.data) == [0, 1, 2]
            assert ids([book async for book in first]) == [0, 1, 2, 3]
            assert ids([book async for book in shop.client.books.list(max_items=2)]) == [0, 1]

        anyio.run(use)

    def test_that_is_neither_sends_nothing(self) -> None:
        shop = Shop("asyncio")
        shop.client.books.list()
        assert shop.server.requests == []

    def test_may_be_used_again(self) -> None:
        async def use() -> None:
            shop = Shop("asyncio", *[numbered(3, 3)] * 2)
            pager = shop.client.books.list()
            assert ids([b async for b in pager]) == ids((await pager).data) == [0, 1, 2]

        anyio.run(use)


class TestMemory:
    """Weak references to the bodies of pages that have been passed are dead."""

    def test_is_constant_in_threads(self) -> None:
        shop = Shop("threads", *[numbered(30, 3)] * 10)
        bodies: list[weakref.ref[Any]] = []
        for passed in shop.client.books.list().pages():
            bodies.append(weakref.ref(passed.body))
            del passed
            assert alive(bodies) <= 2

    def test_is_constant_over_items(self) -> None:
        shop = Shop("threads", *[numbered(30, 3)] * 10)
        books: list[weakref.ref[Any]] = []
        for book in shop.client.books.list():
            books.append(weakref.ref(book))
            del book
            # The first page is the caller's own; of the others there is one, or two at the seam.
            assert alive(books) <= 9

    def test_is_constant_in_tasks(self) -> None:
        async def use() -> None:
            shop = Shop("asyncio", *[numbered(30, 3)] * 10)
            books: list[weakref.ref[Any]] = []
            async for book in shop.client.books.list():
                books.append(weakref.ref(book))
                del book
                assert alive(books) <= 9

        anyio.run(use)


class TestNumbers:
    def shelf(self, *ids: int, pages: int) -> httpx.Response:
        return answer(200, {"data": [{**BOOK, "id": str(n)} for n in ids], "pages": pages})

    def test_are_counted_up_to_the_last_page(self, kind: Kind) -> None:
        shop = Shop(kind, self.shelf(1, 2, pages=2), self.shelf(3, pages=2))
        assert ids(shop.every(lambda books: books.shelf())) == [1, 2, 3]
        assert [r.url.query for r in shop.server.requests] == [b"", b"page=2"]

    def test_go_on_from_a_given_page(self, kind: Kind) -> None:
        shop = Shop(kind, self.shelf(5, pages=3))
        page = shop.call(lambda books: books.shelf(page=2))
        assert (page.has_more, page.cursor, page.total) == (True, "3", None)

    @pytest.mark.parametrize(
        ("dialect", "body", "query", "following"),
        [
            (NumberPagination("p", "data", has_more_path="more"), {"more": True}, {}, {"p": 2}),
            (NumberPagination("p", "data", has_more_path="more"), {"more": False}, {}, None),
            (NumberPagination("p", "data", has_more_path="more"), {}, {}, None),
            (NumberPagination("p", "data"), {"data": [1]}, {"p": 4, "q": "x"}, {"p": 5, "q": "x"}),
            (NumberPagination("p", "data"), {"data": []}, {"p": 4}, None),
            (NumberPagination("p", "data", "n"), {"n": 3}, {"p": "2"}, {"p": 3}),
            (NumberPagination("p", "data", "n"), {"n": 3}, {"p": 3}, None),
            (NumberPagination("p", "data", "n"), {"n": None}, {}, None),
            (NumberPagination("p", "data", "n", first_page=0), {"n": 2}, {}, {"p": 1}),
            (NumberPagination("p", "data", "n", first_page=0), {"n": 2}, {"p": 0}, {"p": 1}),
            (NumberPagination("p", "data", "n", first_page=0), {"n": 2}, {"p": 1}, None),
        ],
    )
    def test_end_where_the_api_says(
        self,
        dialect: NumberPagination,
        body: dict[str, object],
        query: dict[str, object],
        following: dict[str, object] | None,
    ) -> None:
        assert dialect.next_query(type("Body", (), body)(), query) == following

    @pytest.mark.parametrize("pages", [math.inf, math.nan, "many", [1], object(), "1" * 5000])
    def test_of_pages_that_cannot_be_counted_are_an_error(self, pages: object) -> None:
        body = type("Body", (), {"n": pages})()
        with pytest.raises(PaginationError, match=r"cannot be read: n is no integer$"):
            NumberPagination("p", "data", "n").next_query(body, {})

    def test_name_their_page(self) -> None:
        dialect = NumberPagination("p", "data", total_path="meta.total")
        assert (dialect.cursor({}), dialect.cursor({"p": 3})) == (None, "3")
        body = type("Body", (), {"meta": type("Meta", (), {"total": 9})()})()
        assert (dialect.items(body), dialect.total(body)) == ([], 9)


def alive(references: list[weakref.ref[Any]]) -> int:
    """How many are still there, though nothing was collected: pages stand in no cycles."""
    return sum(reference() is not None for reference in references)
