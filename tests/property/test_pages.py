"""Lists in pages against the model that they are: one list."""

from __future__ import annotations

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghxstship._core.errors import PaginationError
from ghxstship._core.position import CircleGuard

from ..library import httpx
from ..unit.harness import BOOK, Kind, Server, Shop, answer

sizes = st.lists(st.integers(0, 4), min_size=1, max_size=6)
kinds: st.SearchStrategy[Kind] = st.sampled_from(["threads", "asyncio"])


def paged(sizes: list[int]) -> Server:
    """Pages of these sizes, whose cursors are their numbers."""

    def respond(request: httpx.Request) -> httpx.Response:
        number = int(request.url.params.get("cursor", 0))
        start = sum(sizes[:number])
        data = [{**BOOK, "id": str(n)} for n in range(start, start + sizes[number])]
        more = number + 1 < len(sizes)
        cursor = {"cursor": str(number + 1) if more else None, "hasMore": more}
        return answer(200, {"data": data, "pagination": cursor})

    return Server(*[respond] * len(sizes))


@given(sizes, st.none() | st.integers(1, 30), kinds)
def test_all_items_come_once_in_order_up_to_the_bound(
    sizes: list[int], bound: int | None, kind: Kind
) -> None:
    shop = Shop(kind, *paged(sizes).answers)
    found = shop.every(lambda books: books.list(max_items=bound))
    everything = [str(number) for number in range(sum(sizes))]
    assert [book.id for book in found] == everything[:bound]


@given(sizes, st.data())
def test_a_saved_cursor_goes_on_where_it_was_saved(sizes: list[int], data: st.DataObject) -> None:
    shop = Shop("threads", *paged(sizes).answers, *paged(sizes).answers)
    pages = list(shop.client.books.list().pages())
    assert [len(page.data) for page in pages] == sizes
    assert [page.has_more for page in pages] == [True] * (len(sizes) - 1) + [False]
    stop = data.draw(st.integers(0, len(sizes) - 1))
    seen = [book.id for page in pages[: stop + 1] for book in page.data]
    cursor = pages[stop].cursor
    rest = [] if cursor is None else [book.id for book in shop.client.books.list(cursor=cursor)]
    assert seen + rest == [str(number) for number in range(sum(sizes))]


@given(st.integers(0, 40), st.integers(1, 40))
def test_a_circle_is_noticed_wherever_it_begins(lead: int, period: int) -> None:
    once = [f"lead{number}" for number in range(lead)] + [f"in{n}" for n in range(period)]
    guard = CircleGuard(remembered=None)
    for cursor in once:
        guard = guard.after(cursor)
    again = [f"in{number % period}" for number in range(3 * (lead + period))]
    with pytest.raises(PaginationError):
        reduce(CircleGuard.after, again, guard)
