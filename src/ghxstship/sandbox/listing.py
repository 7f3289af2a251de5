"""Lists: which resources, in which order, from where on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from . import cursors
from .encoding import canonical
from .error_responses import bad_request
from .moments import normalized
from .store import LARGEST_INTEGER, json_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .behaviours import Condition, Filter
    from .call import Call
    from .conventions import Paging
    from .operations import Operation, Parameter
    from .store import Value

_OPERATORS = {"eq": "=", "gte": ">=", "lte": "<=", "gt": ">", "lt": "<"}
_DEFAULT_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list.

    Attributes:
        items: The resources as JSON texts.
        following: What names the next page, `None` at the end.
        total: The number of resources on all pages.
        limit: The most resources that a page has.
    """

    items: list[str]
    following: str | None
    total: int
    limit: int


@dataclass(frozen=True, slots=True)
class _Order:
    """What a list is sorted by: an expression in SQL, and the sequence of creation after it."""

    key: str
    ascending: bool

    @property
    def clause(self) -> str:
        direction = "ASC" if self.ascending else "DESC"
        return f"{self.key} {direction}, seq {direction}"

    @property
    def after(self) -> str:
        return f"({self.key}, seq) {'>' if self.ascending else '<'} (?, ?)"


@dataclass(slots=True)
class _Selection:
    """Resources on the way out of the store: a condition in SQL and its values."""

    call: Call
    where: str
    values: list[Value]
    order: _Order
    limit: int

    def narrow(self, condition: Condition) -> None:
        self.where += f" AND {condition[0]}"
        self.values.extend(map(_bound, condition[1]))

    def count(self) -> int:
        query = f"SELECT COUNT(*) FROM resources WHERE {self.where}"  # noqa: S608
        total: int = self.call.store.execute(query, self.values).fetchone()[0]
        return total

    def rows(self, limit: int, offset: int = 0) -> list[tuple[Any, ...]]:
        """Bodies, sort keys and sequence numbers."""
        query = (
            f"SELECT body, {self.order.key}, seq FROM resources WHERE {self.where}"  # noqa: S608
            f" ORDER BY {self.order.clause} LIMIT ? OFFSET ?"
        )
        return self.call.store.execute(query, [*self.values, limit, offset]).fetchall()


class Listing:
    """How one list operation chooses and orders its resources.

    Args:
        operation: The operation.
        paging: How its list is paged.
        special: The filters that the document cannot express, by parameter.
    """

    def __init__(
        self,
        operation: Operation,
        paging: Paging,
        special: Mapping[str, Filter],
    ) -> None:
        fields, sort = operation.about.fields, operation.sort
        self._sort_parameter = sort.name if sort else ""
        own = (
            paging.limit_parameter,
            paging.cursor_parameter,
            paging.page_parameter,
            self._sort_parameter,
        )
        query = {each.name: each for each in operation.parameters if each.where == "query"}
        limit = query.get(paging.limit_parameter)
        columns = {fields.created: "created", fields.updated: "updated"}
        self._columns: Mapping[tuple[str, ...], str] = {(k,): v for k, v in columns.items()}
        self._paging = paging
        self._special = special
        self._filters = {name: each for name, each in query.items() if name not in own}
        self._default_sort = str(sort.default) if sort and sort.default else fields.created
        self._default_limit = limit.default if limit and limit.default else _DEFAULT_LIMIT

    def page(self, call: Call) -> Page:
        """The page that a call asks for.

        Raises:
            ErrorResponse: The cursor does not belong to this list (400).
        """
        paging, query = self._paging, call.query
        sort = str(query.get(self._sort_parameter, self._default_sort))
        table = call.own_table.key
        chosen = {name: value for name, value in query.items() if name in self._filters}
        limit = int(query.get(paging.limit_parameter, self._default_limit))
        selection = _Selection(call, "collection = ?", [table], self._order(sort), limit)
        for name, value in chosen.items():
            selection.narrow(self._condition(call, name, value))
        if paging.style == "page":
            return self._numbered(selection)
        return self._after_cursor(selection, canonical([table, sort, chosen]))

    def _after_cursor(self, selection: _Selection, context: bytes) -> Page:
        total, limit = selection.count(), selection.limit
        name = self._paging.cursor_parameter
        cursor = selection.call.query.get(name)
        if cursor is not None:
            position = cursors.redeem(cursor, context)
            if position is None:
                raise bad_request("This cursor does not belong to this list and its filters", name)
            selection.narrow((selection.order.after, position))
        rows = selection.rows(limit + 1)
        more = len(rows) > limit
        following = cursors.issue(list(rows[limit - 1][1:]), context) if more else None
        return Page([row[0] for row in rows[:limit]], following, total, limit)

    def _numbered(self, selection: _Selection) -> Page:
        total, limit = selection.count(), selection.limit
        first = self._paging.first_page
        number = int(selection.call.query.get(self._paging.page_parameter, first))
        end = (number - first + 1) * limit
        items = [row[0] for row in selection.rows(limit, min(end - limit, LARGEST_INTEGER))]
        return Page(items, str(number + 1) if end < total else None, total, limit)

    def _order(self, sort: str) -> _Order:
        field = tuple(sort.removeprefix("-").split("."))
        # A keyset needs an order without NULL; as empty text it comes after all numbers.
        key = self._columns.get(field) or f"IFNULL({_member(field)}, '')"
        return _Order(key, ascending=not sort.startswith("-"))

    def _condition(self, call: Call, name: str, value: Any) -> Condition:
        if name in self._special:
            return self._special[name](call, value)
        parameter = self._filters[name]
        field, operator = parameter.filter.field, parameter.filter.operator
        if operator == "contains":
            path = json_path(field)
            return f"EXISTS (SELECT 1 FROM json_each(body, '{path}') WHERE value = ?)", [value]  # noqa: S608
        if isinstance(value, list):
            values = cast("list[Value]", value)
            return f"{_member(field)} IN ({', '.join('?' * len(values))})", values
        return self._comparison(parameter, field, _OPERATORS[operator], value)

    def _comparison(
        self, parameter: Parameter, field: tuple[str, ...], operator: str, value: Any
    ) -> Condition:
        column = self._columns.get(field)
        if not parameter.temporal:
            return f"{column or _member(field)} {operator} ?", [value]
        return f"{column or f'moment({_member(field)})'} {operator} ?", [normalized(value)]


def _bound(value: Any) -> Value:
    """A value as SQLite takes it; amounts have few enough digits to be compared as doubles."""
    return float(value) if isinstance(value, Decimal) else value


def _member(field: tuple[str, ...]) -> str:
    return f"json_extract(body, '{json_path(field)}')"
