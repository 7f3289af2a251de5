"""What `async for` goes through: objects instead of generators, which trio warns of when left."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from .prefetch import AheadTask
from .process_bound import ProcessBound

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from .pagination import AsyncPage
    from .position import Walk

ItemT = TypeVar("ItemT")
ValueT = TypeVar("ValueT")


class AsyncIteration(ProcessBound, AsyncIterator[ValueT]):
    """An iteration that may be left at any time, and ends with the first exception."""

    __slots__ = ("_ended", "_running")
    _instead = "go on in the other place with an iteration of its own"

    def __init__(self) -> None:
        self._running = False
        self._ended = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> ValueT:
        if self._running:
            raise RuntimeError("another task waits for this iteration's next value")
        if self._ended:
            raise StopAsyncIteration
        self._running = True
        try:
            return await self._step()
        except BaseException:
            self._ended = True
            await self._leave()
            raise
        finally:
            self._running = False

    async def aclose(self) -> None:
        """Leave what is under way for this iteration; nothing comes after it.

        Raises:
            RuntimeError: A task waits for the next value.
        """
        if self._running:
            raise RuntimeError("a task waits for this iteration's next value")
        self._ended = True
        await self._leave()

    async def _step(self) -> ValueT:
        """The next value.

        Raises:
            StopAsyncIteration: There is none.
        """
        raise NotImplementedError

    async def _leave(self) -> None:
        """Give back what the iteration holds; it may be called again."""
        raise NotImplementedError


class AsyncSteps(AsyncIteration[ValueT]):
    """An iteration by functions.

    Args:
        step: Gives the next value, or raises `StopAsyncIteration`.
        leave: Gives back what the iteration holds.
    """

    __slots__ = ("_leaving", "_stepping")

    def __init__(
        self, step: Callable[[], Awaitable[ValueT]], leave: Callable[[], Awaitable[None]]
    ) -> None:
        super().__init__()
        self._stepping = step
        self._leaving = leave

    async def _step(self) -> ValueT:
        return await self._stepping()

    async def _leave(self) -> None:
        await self._leaving()


class AsyncPages(AsyncIteration["AsyncPage[ItemT]"], Generic[ItemT]):
    """Pages from the first on, each fetched when its turn comes, until `max_items`.

    Args:
        first: Fetches the first page.
        walk: How the list is gone through.
    """

    __slots__ = ("_ahead", "_fetch", "_left", "_prefetch")

    def __init__(self, first: Callable[[], Awaitable[AsyncPage[ItemT] | None]], walk: Walk) -> None:
        super().__init__()
        self._fetch = first
        self._left = walk.max_items
        self._prefetch = walk.prefetch
        self._ahead: AheadTask[AsyncPage[ItemT] | None] | None = None

    async def _step(self) -> AsyncPage[ItemT]:
        page = await self._fetch()
        self._ahead = None
        if page is None:
            raise StopAsyncIteration
        if self._left is not None:
            self._left -= len(page.data)
        if self._left is not None and self._left <= 0:
            self._fetch = _no_page
        elif page.has_more and self._prefetch:
            self._ahead = AheadTask(page.next_page)
            self._fetch = self._ahead.page
        else:
            self._fetch = page.next_page
        return page

    async def _leave(self) -> None:
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            await ahead.abandon()

    def __del__(self) -> None:
        if self._ahead is not None:
            self._ahead.leave()


class AsyncItems(ProcessBound, AsyncIterator[ItemT]):
    """The items of pages, at most `max_items`.

    Args:
        pages: The pages.
        most: `max_items`.
    """

    __slots__ = ("_items", "_left", "_pages")
    _instead = AsyncIteration._instead  # noqa: SLF001 - the same of the same kind

    def __init__(self, pages: AsyncPages[ItemT], most: int | None) -> None:
        self._pages = pages
        self._left = most
        self._items: Iterator[ItemT] = iter(())

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> ItemT:
        while True:
            for item in self._items:
                return item
            page = await anext(self._pages)
            self._items = iter(page.data[: self._left])
            if self._left is not None:
                self._left -= len(page.data)

    async def aclose(self) -> None:
        """Leave what is under way for this iteration; nothing comes after it.

        Raises:
            RuntimeError: A task waits for the next item.
        """
        await self._pages.aclose()
        self._items = iter(())


async def _no_page() -> None:
    """The page after the last."""
