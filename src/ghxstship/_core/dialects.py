"""How an API links its pages (`Dialect`): by cursors, or by numbers."""

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
    """What both ways have in common. Paths are attributes of the page's model."""

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
        text = _Pagination.cursor(self, query)
        if text and not _PAGE_NUMBER.fullmatch(text):
            raise InvalidArgumentError(
                f"{self.parameter} must be an integer of at most 18 digits, not {shown(text)}"
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
    if path is None:
        return None
    try:
        return attrgetter(path)(body)
    except AttributeError:
        return None
