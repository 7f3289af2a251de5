"""Where a page stands in its list, and how its list is gone through."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Thread
from typing import Literal

from .checks import shown
from .deadline import Deadline
from .dialects import Dialect, Query
from .errors import InvalidArgumentError, PaginationError


@dataclass(frozen=True, slots=True)
class CircleGuard:
    """Notices a cursor that comes back, however long the circle, and remembers one cursor.

    The remembered cursor moves up at every power of two (Brent's algorithm), so memory is constant
    and a circle of any length is noticed.
    """

    remembered: str | None = None
    steps: int = 0
    power: int = 1

    def after(self, cursor: str | None) -> CircleGuard:
        """The guard for the page that a cursor names.

        Args:
            cursor: What names the next page.

        Raises:
            PaginationError: The cursor was seen before.
        """
        if cursor == self.remembered:
            raise PaginationError(
                f"the cursor {cursor!r} came back: the server's pages lead in a circle"
            )
        if self.steps + 1 == self.power:
            return CircleGuard(cursor, 0, self.power * 2)
        return CircleGuard(self.remembered, self.steps + 1, self.power)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page stands: the query that fetched it, the guard against circles, the deadline."""

    query: Query
    guard: CircleGuard
    deadline: Deadline | None = None
    """The whole list's, from its first request on."""

    @classmethod
    def first(cls, query: Query, dialect: Dialect) -> Position:
        """The position of a list's first page."""
        return cls(query, CircleGuard(remembered=dialect.cursor(query)))

    def following(self, query: Query, dialect: Dialect, deadline: Deadline | None) -> Position:
        """The position of the page that a query asks for.

        Raises:
            PaginationError: The page was seen before.
        """
        return Position(query, self.guard.after(dialect.cursor(query)), deadline)


@dataclass(frozen=True, slots=True)
class Walk:
    """How a list is gone through, from page to page.

    Raises:
        InvalidArgumentError: A figure is none.
    """

    max_items: int | None = None
    """How many items to stop after."""
    prefetch: Literal[0, 1] = 0
    """How many pages to fetch before they are asked for."""
    threads: set[Thread] = field(default_factory=set[Thread])
    """Where those that fetch are kept, for whoever closes the connections to wait for."""

    def __post_init__(self) -> None:
        """Refuse figures that are none."""
        bound = self.max_items
        if bound is not None and (type(bound) is not int or bound < 1):
            raise InvalidArgumentError(f"max_items must be 1 or more, or None, not {shown(bound)}")
        if type(self.prefetch) is not int or self.prefetch not in {0, 1}:
            raise InvalidArgumentError(f"prefetch must be 0 or 1 page, not {shown(self.prefetch)}")
