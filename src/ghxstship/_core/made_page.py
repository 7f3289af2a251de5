"""What a page that is made by hand has in place of an answer and a client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from .dialects import CursorPagination, Dialect
from .errors import PaginationError
from .position import Position, Walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class _Body:
    data: Sequence[Any]
    total: int | None
    cursor: str | None


_DIALECT = CursorPagination("cursor", "data", "cursor", total_path="total")


def made(
    items: Iterable[Any], next_page: object, total: int | None, cursor: str | None
) -> tuple[object, Dialect, Position, Walk]:
    """The arguments of a page, but what fetches the next.

    Args:
        items: Its items.
        next_page: The page after it, or `None`.
        total: The number of items on all pages, or `None`.
        cursor: What names the next page; made up if left out where there is one.
    """
    if cursor is None and next_page is not None:
        cursor = "next"
    body = _Body([*items], total, cursor)
    return body, _DIALECT, Position.first({}, _DIALECT), Walk()


def nothing_more() -> NoReturn:
    """Refuse to fetch.

    Raises:
        PaginationError: Always; it says what to do instead.
    """
    raise PaginationError("this page was made by hand: give it the next one as next_page=")
