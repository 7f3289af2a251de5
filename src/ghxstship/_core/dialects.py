"""How an API links its pages (`Dialect`): by cursors, or by numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Protocol

from .errors import PaginationError
from .mismatch import Mismatch, mismatch_at

Query = Mapping[str, object]


class Dialect(Protocol):
    """How an API links its pages."""

    def items(self, body: Any) -> list[Any]:
        """The items of a page's body."""
        ...

    def total(self, body: Any) -> int | None:
        """The number of items on all pages, where the API tells."""
        ...

    def items_mismatch(self, body: Any) -> Mismatch | None:
        """What keeps the items from being read, or `None`."""
        ...

    def next_query(self, body: Any, query: Query) -> Query | None:
        """The query of the page after the one whose body and query these are, or `None`.

        Raises:
            PaginationError: The body does not tell.
        """
        ...

    def cursor(self, query: Query) -> str | None:
        """What names the page that a query asks for."""
        ...


@dataclass(frozen=True, slots=True)
class CursorPagination:
    """Each page names the next by an opaque cursor. Paths are attributes of the page's model."""

    cursor_parameter: str
    items_path: str
    next_cursor_path: str
    has_more_path: str | None = None
    total_path: str | None = None

    def items(self, body: Any) -> list[Any]:
        """The items of a page's body."""
        return _at(body, self.items_path) or []

    def items_mismatch(self, body: Any) -> Mismatch | None:
        """What keeps the items from being read, or `None`."""
        return mismatch_at(body, self.items_path)

    def total(self, body: Any) -> int | None:
        """The number of items on all pages, where the API tells."""
        return _total(body, self.total_path)

    def next_query(self, body: Any, query: Query) -> Query | None:
        """The same query with the next cursor; `None` where there is none or no more."""
        if self.has_more_path and not _required_value_at(body, self.has_more_path):
            return None
        cursor = _required_value_at(body, self.next_cursor_path)
        if not cursor:
            return None
        return {**query, self.cursor_parameter: cursor}

    def cursor(self, query: Query) -> str | None:
        """The cursor in a query."""
        cursor = query.get(self.cursor_parameter)
        return None if cursor is None else str(cursor)


@dataclass(frozen=True, slots=True)
class NumberPagination:
    """Pages are numbered. Paths are attributes of the page's model."""

    page_parameter: str
    items_path: str
    total_pages_path: str | None = None
    has_more_path: str | None = None
    total_path: str | None = None
    first_page: int = 1

    def items(self, body: Any) -> list[Any]:
        """The items of a page's body."""
        return _at(body, self.items_path) or []

    def items_mismatch(self, body: Any) -> Mismatch | None:
        """What keeps the items from being read, or `None`."""
        return mismatch_at(body, self.items_path)

    def total(self, body: Any) -> int | None:
        """The number of items on all pages, where the API tells."""
        return _total(body, self.total_path)

    def next_query(self, body: Any, query: Query) -> Query | None:
        """The same query with the next number; `None` after the last page or an empty one."""
        number = int(str(query.get(self.page_parameter) or self.first_page))
        if self.has_more_path is not None:
            more = bool(_required_value_at(body, self.has_more_path))
        elif self.total_pages_path is not None:
            last = self.first_page + int(_required_value_at(body, self.total_pages_path) or 0) - 1
            more = number < last
        else:
            more = bool(self.items(body))
        return {**query, self.page_parameter: number + 1} if more else None

    def cursor(self, query: Query) -> str | None:
        """The page's number in a query."""
        number = query.get(self.page_parameter)
        return None if number is None else str(number)


def _total(body: Any, path: str | None) -> int | None:
    total = _at(body, path)
    return total if isinstance(total, int) else None


def _required_value_at(body: Any, path: str) -> Any:
    """The value at a path, on which it depends whether there is another page.

    Raises:
        PaginationError: It is missing or of another type than documented.
    """
    wrong = mismatch_at(body, path)
    if wrong is not None:
        raise PaginationError(
            f"whether another page follows cannot be read: {wrong.path} is not as documented"
        )
    return _at(body, path)


def _at(body: Any, path: str | None) -> Any:
    """The value at a dotted path of attributes; `None` where a part of the way is missing."""
    if path is None:
        return None
    try:
        return attrgetter(path)(body)
    except AttributeError:
        return None
