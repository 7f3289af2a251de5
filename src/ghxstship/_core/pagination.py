"""Lists in pages: what a caller iterates over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Iterable, Iterator
from copy import deepcopy
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from .async_iteration import AsyncItems, AsyncPages
from .deadline import Deadline
from .dialects import Dialect, Query
from .errors import PaginationError
from .made_page import made, nothing_more
from .mismatch import Mismatches, mismatches
from .position import Position, Walk
from .prefetch import Ahead
from .process_bound import ProcessBound

__all__ = ["AsyncPage", "AsyncPager", "Page"]

ItemT = TypeVar("ItemT")
ValueT = TypeVar("ValueT")
PageT = TypeVar("PageT")


def _new_page(kind: type[PageT]) -> PageT:
    """A page whose attributes are set afterwards."""
    return object.__new__(kind)


class _Page(Generic[ItemT]):
    """What a page says, in threads and in tasks alike.

    Attributes:
        data: The page's own items.
        total: The number of items on all pages, or `None` where the API does not tell.
        has_more: Whether there is a page after this one. `True` also where the page does not tell
            as documented: then whatever goes on after it raises `PaginationError`.
        body: The page's whole body, as the document's model.
    """

    __slots__ = (
        "_cursor",
        "_dialect",
        "_fetch",
        "_position",
        "_unreadable",
        "_walk",
        "body",
        "data",
        "has_more",
        "total",
    )

    def __init__(
        self, body: Any, dialect: Dialect, position: Position, walk: Walk, fetch: Callable[..., Any]
    ) -> None:
        self._fetch = fetch
        self._dialect = dialect
        self._position = position
        self._walk = walk
        self.body = body
        self.data: list[ItemT] = dialect.items(body)
        self.total = dialect.total(body)
        self._unreadable: str | None = None
        query: Query | None = None
        try:
            query = dialect.next_query(body, position.query)
        except PaginationError as error:
            self._unreadable = str(error)
        self.has_more = query is not None or self._unreadable is not None
        self._cursor = None if query is None else dialect.cursor(query)

    @property
    def cursor(self) -> str | None:
        """What to pass as `cursor` to go on after this page later, or `None` at the end.

        Raises:
            PaginationError: The page does not tell as documented.
        """
        if self._unreadable is not None:
            raise PaginationError(self._unreadable)
        return self._cursor

    @property
    def mismatches(self) -> Mismatches:
        """What of the body is not as documented; `mismatches(item)` tells it of one item."""
        return mismatches(self.body)

    def _next_position(self, deadline: Deadline | None) -> Position | None:
        if self._fetch is None and self.has_more:
            raise PaginationError(
                self._unreadable
                or "this page was unpickled and has no client to fetch the next one: "
                "go on with the list's method, from page.cursor"
            )
        if self._fetch is None:
            return None
        query = self._dialect.next_query(self.body, self._position.query)
        if query is None:
            return None
        return self._position.following(query, self._dialect, deadline)

    def __copy__(self) -> Self:
        return self._with_body(self.body)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self._with_body(deepcopy(self.body, memo))

    def _with_body(self, body: Any) -> Self:
        """A page of the same list, client included."""
        new = _new_page(type(self))
        for name in _Page.__slots__:
            setattr(new, name, getattr(self, name))
        new.body = body
        new.data = self._dialect.items(body)
        return new

    def __reduce__(self) -> tuple[object, ...]:
        """The page without its client, its query and its deadline."""
        kept = {name: getattr(self, name) for name in _Page.__slots__}
        kept["_position"] = Position.first({}, self._dialect)
        kept["_walk"] = Walk(self._walk.max_items)
        kept["_fetch"] = None
        return _new_page, (type(self),), (None, kept)

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}({len(self.data)} items, total={self.total}, "
            f"has_more={self.has_more}, cursor={self._cursor!r})"
        )


class Page(_Page[ItemT]):
    """One page of a list; iterating over it goes on through all pages after it."""

    __slots__ = ()

    def __init__(
        self,
        body: Any,
        dialect: Dialect,
        position: Position,
        walk: Walk,
        fetch: Callable[[Position], Page[ItemT]],
    ) -> None:
        super().__init__(body, dialect, position, walk, fetch)

    @staticmethod
    def of(
        items: Iterable[ValueT],
        *,
        next_page: Page[ValueT] | None = None,
        total: int | None = None,
        cursor: str | None = None,
    ) -> Page[ValueT]:
        """A page made by hand, for a test of what takes one: no client is behind it.

        Args:
            items: The page's own items.
            next_page: The page after it; without one it is the last.
            total: What `page.total` is.
            cursor: What `page.cursor` is; `"next"` if left out where there is a next page.
        """
        return Page(*made(items, next_page, total, cursor), lambda _: next_page or nothing_more())

    def next_page(self) -> Page[ItemT] | None:
        """Fetch the page after this one; `None` after the last.

        Raises:
            PaginationError: The server named a page that was seen before, or does not tell
                whether there is one.
        """
        return self._next_page(self._position.deadline)

    def _next_page(self, deadline: Deadline | None) -> Page[ItemT] | None:
        position = self._next_position(deadline)
        return None if position is None else self._fetch(position)

    def first(self) -> ItemT | None:
        """The first item from this page on, `None` where there is none.

        Nothing is fetched, unless this page is empty and another follows.

        Raises:
            PaginationError: As from `next_page`.
        """
        page: Page[ItemT] | None = self
        while page is not None:
            if page.data:
                return page.data[0]
            page = page.next_page()
        return None

    def pages(self) -> Iterator[Page[ItemT]]:
        """This page and those after it, each fetched when its turn comes, until `max_items`.

        Raises:
            PaginationError: As from `next_page`, after the last page that could be reached.
        """
        page: Page[ItemT] | None = self
        left = self._walk.max_items
        ahead: Ahead[Page[ItemT] | None] | None = None
        try:
            while page is not None:
                left = None if left is None else left - len(page.data)
                more = left is None or left > 0
                ahead = page._begin_next() if more else None  # noqa: SLF001 - a page of this list
                yield page
                if not more:
                    return
                page = page.next_page() if ahead is None else ahead.page()
        finally:
            if ahead is not None:
                ahead.abandon()

    def _begin_next(self) -> Ahead[Page[ItemT] | None] | None:
        """Begin to fetch the next page, where there is one and it is to be fetched ahead."""
        deadline = self._position.deadline
        if not self._walk.prefetch or not self.has_more or deadline is None:
            return None
        own = deadline.twin()
        return Ahead(partial(self._next_page, own), own, self._walk.threads)

    def __iter__(self) -> Iterator[ItemT]:
        """All items from this page on, at most `max_items`."""
        left = self._walk.max_items
        for page in self.pages():
            yield from page.data[:left]
            if left is not None:
                left -= len(page.data)


class AsyncPage(_Page[ItemT]):
    """One page of a list; iterating over it goes on through all pages after it."""

    __slots__ = ()

    def __init__(
        self,
        body: Any,
        dialect: Dialect,
        position: Position,
        walk: Walk,
        fetch: Callable[[Position], Awaitable[AsyncPage[ItemT]]],
    ) -> None:
        super().__init__(body, dialect, position, walk, fetch)

    @staticmethod
    def of(
        items: Iterable[ValueT],
        *,
        next_page: AsyncPage[ValueT] | None = None,
        total: int | None = None,
        cursor: str | None = None,
    ) -> AsyncPage[ValueT]:
        """A page made by hand, for a test of what takes one: no client is behind it.

        Args:
            items: The page's own items.
            next_page: The page after it; without one it is the last.
            total: What `page.total` is.
            cursor: What `page.cursor` is; `"next"` if left out where there is a next page.
        """

        async def fetch(_: Position) -> AsyncPage[ValueT]:
            return next_page or nothing_more()

        return AsyncPage(*made(items, next_page, total, cursor), fetch)

    async def next_page(self) -> AsyncPage[ItemT] | None:
        """Fetch the page after this one; `None` after the last.

        Raises:
            PaginationError: The server named a page that was seen before, or does not tell
                whether there is one.
        """
        position = self._next_position(self._position.deadline)
        return None if position is None else await self._fetch(position)

    async def first(self) -> ItemT | None:
        """The first item from this page on, `None` where there is none.

        Nothing is fetched, unless this page is empty and another follows.

        Raises:
            PaginationError: As from `next_page`.
        """
        page: AsyncPage[ItemT] | None = self
        while page is not None:
            if page.data:
                return page.data[0]
            page = await page.next_page()
        return None

    def pages(self) -> AsyncPages[ItemT]:
        """This page and those after it, each fetched when its turn comes, until `max_items`.

        Raises:
            PaginationError: As from `next_page`, after the last page that could be reached.
        """
        return AsyncPages(self._itself, self._walk)

    async def _itself(self) -> Self:
        return self

    def __aiter__(self) -> AsyncItems[ItemT]:
        """All items from this page on, at most `max_items`."""
        return AsyncItems(self.pages(), self._walk.max_items)


class AsyncPager(ProcessBound, Generic[ItemT]):
    """A list that is not fetched yet: await it for its first page, or iterate over all items."""

    __slots__ = ("_first", "_walk")
    _instead = "await it for its first page, which can be"

    def __init__(self, first: Callable[[], Awaitable[AsyncPage[ItemT]]], walk: Walk) -> None:
        self._first = first
        self._walk = walk

    @staticmethod
    def of(
        items: Iterable[ValueT],
        *,
        next_page: AsyncPage[ValueT] | None = None,
        total: int | None = None,
        cursor: str | None = None,
    ) -> AsyncPager[ValueT]:
        """A list made by hand, for a test of what takes one.

        Args:
            items: The items of its first page.
            next_page: The page after that; without one it is the last.
            total: What `page.total` is.
            cursor: What `page.cursor` is; `"next"` if left out where there is a next page.
        """
        page = AsyncPage.of(items, next_page=next_page, total=total, cursor=cursor)

        async def first() -> AsyncPage[ValueT]:
            return page

        return AsyncPager(first, Walk())

    def __await__(self) -> Generator[Any, Any, AsyncPage[ItemT]]:
        """The first page."""
        return self._first().__await__()

    def __aiter__(self) -> AsyncItems[ItemT]:
        """All items on all pages, at most `max_items`."""
        return AsyncItems(self.pages(), self._walk.max_items)

    async def first(self) -> ItemT | None:
        """The first item of the list, `None` where it is empty; of its pages the first is fetched.

        Raises:
            PaginationError: The first page is empty, and does not tell whether another follows.
        """
        return await (await self._first()).first()

    def pages(self) -> AsyncPages[ItemT]:
        """All pages, each fetched when its turn comes, until `max_items`."""
        return AsyncPages(self._first, self._walk)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(not fetched: await it or iterate over it)"

    if not TYPE_CHECKING:  # checkers say the same, in their own words

        def __iter__(self) -> None:
            raise TypeError("an async list is iterated with `async for`")

        def __getattr__(self, name: str) -> None:
            raise AttributeError(
                f"an async list has no {name!r} before it is awaited: `(await ...list()).{name}` "
                "for its first page, `async for item in ...list()` for all items"
            )
