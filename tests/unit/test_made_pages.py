"""Pages that are made by hand, for the unit tests of what takes one."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING, Any
from unittest.mock import create_autospec

import anyio
import pytest

from ghxstship import AsyncClient, AsyncPage, AsyncPager, Client, Page, PaginationError
from ghxstship.atlvs.deals import Deal

from .specimens import DEAL

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


def deal(name: str) -> Deal:
    return Deal.model_validate({**DEAL, "name": name})


FIRST, SECOND = deal("First"), deal("Second")


def in_task(work: Callable[[], Awaitable[None]]) -> None:
    anyio.run(work)


class TestPage:
    def test_is_the_last_if_nothing_else_is_said(self) -> None:
        page = Page.of([FIRST, SECOND])
        assert page.data == [FIRST, SECOND]
        assert list(page) == [FIRST, SECOND]
        assert (page.first(), page.next_page()) == (FIRST, None)
        assert (page.has_more, page.cursor, page.total) == (False, None, None)
        assert [each.data for each in page.pages()] == [[FIRST, SECOND]]
        assert not page.mismatches

    def test_goes_on_with_the_next(self) -> None:
        last = Page.of([SECOND])
        page = Page.of([FIRST], next_page=last, total=2)
        assert list(page) == [FIRST, SECOND]
        assert page.next_page() is last
        assert (page.has_more, page.cursor, page.total) == (True, "next", 2)
        assert list(Page.of([FIRST], next_page=page)) == [FIRST, FIRST, SECOND]

    def test_of_nothing_is_empty(self) -> None:
        page: Page[Deal] = Page.of([])
        assert (list(page), page.first()) == ([], None)
        assert Page.of([], next_page=Page.of([SECOND])).first() == SECOND

    def test_with_a_cursor_alone_says_what_is_missing(self) -> None:
        page = Page.of([FIRST], cursor="abc")
        assert (page.cursor, page.has_more) == ("abc", True)
        with pytest.raises(PaginationError, match="give it the next one as next_page="):
            list(page)

    def test_can_be_copied_and_pickled(self) -> None:
        page = Page.of([FIRST], next_page=Page.of([SECOND]))
        assert list(copy.deepcopy(page)) == [FIRST, SECOND]
        assert pickle.loads(pickle.dumps(page)).data == [FIRST]

    def test_says_what_it_is(self) -> None:
        assert repr(Page.of([1])) == "Page(1 items, total=None, has_more=False, cursor=None)"


class TestAsyncPage:
    def test_is_iterated_like_one_from_a_client(self) -> None:
        async def work() -> None:
            last = AsyncPage.of([SECOND])
            page = AsyncPage.of([FIRST], next_page=last, total=2)
            assert [each async for each in page] == [FIRST, SECOND]
            assert [each.data async for each in page.pages()] == [[FIRST], [SECOND]]
            assert await page.next_page() is last
            assert await last.next_page() is None
            assert await page.first() == FIRST
            with pytest.raises(PaginationError, match="next_page="):
                await AsyncPage.of([FIRST], cursor="abc").next_page()

        in_task(work)

    def test_a_pager_is_awaited_or_iterated(self) -> None:
        async def work() -> None:
            pager = AsyncPager.of([FIRST], next_page=AsyncPage.of([SECOND]), total=2, cursor="c")
            assert [each async for each in pager] == [FIRST, SECOND]
            assert [each async for each in pager] == [FIRST, SECOND]
            page = await pager
            assert (page.data, page.total, page.cursor) == ([FIRST], 2, "c")
            assert await pager.first() == FIRST
            assert [each.data async for each in pager.pages()] == [[FIRST], [SECOND]]

        in_task(work)


def names(client: Client) -> list[str]:
    return [each.name for each in client.atlvs.deals.list(status="open")]


async def names_async(client: AsyncClient) -> list[str]:
    return [each.name async for each in client.atlvs.deals.list(status="open")]


def test_a_mock_of_a_client_answers_with_them() -> None:
    client: Any = create_autospec(Client, instance=True)
    client.atlvs.deals.list.return_value = Page.of([FIRST], next_page=Page.of([SECOND]))
    assert names(client) == ["First", "Second"]

    async def work() -> None:
        mock: Any = create_autospec(AsyncClient, instance=True)
        mock.atlvs.deals.list.return_value = AsyncPager.of([FIRST])
        assert await names_async(mock) == ["First"]

    in_task(work)
