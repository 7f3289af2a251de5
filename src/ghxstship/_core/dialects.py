"""How an API links its pages (`Dialect`): by cursors, URLs, offsets or numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Protocol

from .checks import shown
from .errors import InvalidArgumentError, PaginationError
from .mismatch import Mismatch, mismatch_at

Query = Mapping[str, object]

_PAGE_NUMBER = re.compile(r"-?[0-9]{1,18}")


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
class _Pagination:
    """What all ways have in common. Paths are attributes of the page's model, empty for itself."""

    parameter: str
    """The query parameter that says which page."""
    items_path: str
    has_more_path: str | None = field(default=None, kw_only=True)
    total_path: str | None = field(default=None, kw_only=True)

    def items(self, body: Any) -> list[Any]:
        """The items of a page's body."""
        return _at(body, self.items_path) or []

    def items_mismatch(self, body: Any) -> Mismatch | None:
        """What keeps the items from being read, or `None`."""
        return mismatch_at(body, self.items_path)

    def total(self, body: Any) -> int | None:
        """The number of items on all pages, where the API tells."""
        total = _at(body, self.total_path)
        return total if isinstance(total, int) else None

    def cursor(self, query: Query) -> str | None:
        """What names the page that a query asks for: the cursor or the number in it."""
        from .scalars import scalar_text  # noqa: PLC0415 - conventions name dialects; calls ask them

        cursor = query.get(self.parameter)
        return None if cursor is None else scalar_text(self.parameter, cursor)


@dataclass(frozen=True, slots=True)
class CursorPagination(_Pagination):
    """Each page names the next by an opaque cursor."""

    next_cursor_path: str

    def next_query(self, body: Any, query: Query) -> Query | None:
        """The same query with the next cursor; `None` where there is none or no more."""
        if self.has_more_path and not _required_value_at(body, self.has_more_path):
            return None
        cursor = _required_value_at(body, self.next_cursor_path)
        return {**query, self.parameter: cursor} if cursor else None


@dataclass(frozen=True, slots=True)
class LastItemPagination(_Pagination):
    """Each page begins after the last item of the one before, which is named by its id."""

    item_cursor_path: str
    """Where an item has what names it."""

    def next_query(self, body: Any, query: Query) -> Query | None:
        """The same query with what names the last item; `None` where there are no more."""
        if not _required_value_at(body, self.has_more_path or ""):
            return None
        items = self.items(body)
        cursor = _required_value_at(items[-1], self.item_cursor_path) if items else None
        return {**query, self.parameter: cursor} if cursor else None


@dataclass(frozen=True, slots=True)
class LinkPagination(_Pagination):
    """Each page has the URL of the next: only its query is used, never its host or path."""

    next_link_path: str

    def next_query(self, body: Any, query: Query) -> Query | None:
        """The query with that of the next page's URL; `None` where there is none.

        Raises:
            PaginationError: The URL does not have the parameter that says which page.
        """
        from urllib.parse import parse_qs  # noqa: PLC0415 - only these lists need it

        link = _required_value_at(body, self.next_link_path)
        if not isinstance(link, str) or not link:
            return None
        _, mark, text = link.partition("?")
        if not mark and "/" not in link:
            return {**query, self.parameter: link}  # no URL, but what stands in its query
        given = parse_qs(text.partition("#")[0], keep_blank_values=True)
        if self.parameter not in given:
            raise PaginationError(f"the URL of the next page has no {self.parameter}")
        found = {name: each[0] if len(each) == 1 else each for name, each in given.items()}
        return {**query, **found}


@dataclass(frozen=True, slots=True)
class OffsetPagination(_Pagination):
    """Each page begins at a number of items."""

    def next_query(self, body: Any, query: Query) -> Query | None:
        """The same query with the number of items so far; `None` after the last or an empty page.

        Raises:
            InvalidArgumentError: The number in the query is none.
        """
        items, total = self.items(body), self.total(body)
        reached = int(_number(self.parameter, _Pagination.cursor(self, query)) or 0) + len(items)
        if self.has_more_path is not None:
            more = bool(_required_value_at(body, self.has_more_path))
        else:
            more = total is None or reached < total
        return {**query, self.parameter: reached} if items and more else None


@dataclass(frozen=True, slots=True)
class NumberPagination(_Pagination):
    """Pages are numbered."""

    total_pages_path: str | None = None
    first_page: int = 1

    def next_query(self, body: Any, query: Query) -> Query | None:
        """The same query with the next number; `None` after the last page or an empty one."""
        number = int(self.cursor(query) or self.first_page)
        if self.has_more_path is not None:
            more = bool(_required_value_at(body, self.has_more_path))
        elif self.total_pages_path is not None:
            last = self.first_page + _required_integer_at(body, self.total_pages_path) - 1
            more = number < last
        else:
            more = bool(self.items(body))
        return {**query, self.parameter: number + 1} if more else None

    def cursor(self, query: Query) -> str | None:
        """The number in a query, in digits.

        Raises:
            InvalidArgumentError: What is there is no number.
        """
        return _number(self.parameter, _Pagination.cursor(self, query))


def _number(parameter: str, text: str | None) -> str | None:
    """The number in a query, in digits.

    Raises:
        InvalidArgumentError: What is there is no number.
    """
    if text and not _PAGE_NUMBER.fullmatch(text):
        raise InvalidArgumentError(
            f"{parameter} must be an integer of at most 18 digits, not {shown(text)}"
        )
    return text or None


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


def _required_integer_at(body: Any, path: str) -> int:
    """The same of a number; 0 where it is null.

    Raises:
        PaginationError: It is missing or no integer.
    """
    value = _required_value_at(body, path)
    try:
        return int(value or 0)
    except (TypeError, ValueError, OverflowError):
        raise PaginationError(
            f"whether another page follows cannot be read: {path} is no integer"
        ) from None


def _at(body: Any, path: str | None) -> Any:
    """The value at a dotted path of attributes; `None` where a part of the way is missing."""
    if not path:
        return None if path is None else body
    try:
        return attrgetter(path)(body)
    except AttributeError:
        return None
