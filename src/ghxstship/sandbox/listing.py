"""Lists: which resources, in which order, from where on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, urlencode

from . import cursors
from .encoding import canonical
from .error_responses import bad_request
from .moments import normalized
from .store import LARGEST_INTEGER, json_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .behaviours import Condition, Filter
    from .call import Call
    from .operations import Operation, Parameter
    from .paging import Paging
    from .store import Value

_OPERATORS = {"eq": "=", "gte": ">=", "lte": "<=", "gt": ">", "lt": "<"}
_DEFAULT_LIMIT = 50
_NO_LIMIT = -1


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
        own = (*paging.parameters, self._sort_parameter)
        query = {each.name: each for each in operation.parameters if each.where == "query"}
        limit = query.get(paging.limit_parameter)
        columns = {fields.created: "created", fields.updated: "updated"}
        self._columns: Mapping[tuple[str, ...], str] = {(k,): v for k, v in columns.items()}
        self._paging = paging
        self._special = special
        self._filters = {name: each for name, each in query.items() if name not in own}
        self._default_sort = str(sort.default) if sort and sort.default else fields.created
        self._default_limit = _count(limit.default if limit else None, _DEFAULT_LIMIT)
        page = query.get(paging.page_parameter)
        self._is_numbered = page is not None and "integer" in page.types

    def page(self, call: Call) -> Page:
        """The page that a call asks for.

        Raises:
            ErrorResponse: The cursor does not belong to this list (400).
        """
        paging, query = self._paging, call.query
        sort = str(query.get(self._sort_parameter, self._default_sort))
        table = call.own_table.key
        chosen = {name: value for name, value in query.items() if name in self._filters}
        limit = _count(query.get(paging.limit_parameter), self._default_limit)
        selection = _Selection(call, "collection = ?", [table], self._order(sort), limit)
        for name, value in chosen.items():
            selection.narrow(self._condition(call, name, value))
        match paging.style:
            case "whole":
                items = [row[0] for row in selection.rows(_NO_LIMIT)]
                return Page(items, None, len(items), max(len(items), 1))
            case "offset":
                offset = _count(query.get(paging.offset_parameter), 0, least=0)
                return self._from(selection, offset, offset + limit)
            case "last_item":
                return self._after_item(selection)
            case "link" | "page" if self._is_numbered:
                number = _count(query.get(paging.page_parameter), paging.first_page, least=0)
                offset = max(number - paging.first_page, 0) * limit
                return self._linked(call, self._from(selection, offset, number + 1))
            case _:
                page = self._after_cursor(selection, canonical([table, sort, chosen]))
                return self._linked(call, page)

    def _after_cursor(self, selection: _Selection, context: bytes) -> Page:
        total, limit = selection.count(), selection.limit
        name = self._paging.cursor_parameter or self._paging.page_parameter
        cursor = selection.call.query.get(name)
        if cursor is not None:
            position = cursors.redeem(str(cursor), context)
            if position is None:
                raise bad_request("This cursor does not belong to this list and its filters", name)
            selection.narrow((selection.order.after, position))
        rows = selection.rows(limit + 1)
        more = len(rows) > limit
        following = cursors.issue(list(rows[limit - 1][1:]), context) if more else None
        return Page([row[0] for row in rows[:limit]], following, total, limit)

    def _after_item(self, selection: _Selection) -> Page:
        """The page after an item that the request names by what the item itself holds."""
        total, limit = selection.count(), selection.limit
        name = self._paging.cursor_parameter
        last = selection.call.query.get(name)
        if last is not None:
            order, key = selection.order, selection.values[0]
            found = selection.call.store.execute(
                f"SELECT {order.key}, seq FROM resources WHERE collection = ?"  # noqa: S608
                f" AND CAST({_member(self._paging.item_cursor)} AS TEXT) = ?",
                (key, str(last)),
            ).fetchone()
            if found is None:
                raise bad_request("No item of this list is called so", name)
            selection.narrow((order.after, found))
        rows = selection.rows(limit + 1)
        more = "" if len(rows) > limit else None
        return Page([row[0] for row in rows[:limit]], more, total, limit)

    def _from(self, selection: _Selection, offset: int, following: int) -> Page:
        """The page that begins after a number of items, and what names the one after it."""
        total, limit = selection.count(), selection.limit
        items = [row[0] for row in selection.rows(limit, min(offset, LARGEST_INTEGER))]
        more = offset + limit < total
        return Page(items, str(following) if more else None, total, limit)

    def _linked(self, call: Call, page: Page) -> Page:
        """A page whose next one is named by its URL, where the dialect says so."""
        if self._paging.style != "link" or page.following is None:
            return page
        query = {**call.query, self._paging.page_parameter: page.following}
        named = {name: str(v).lower() if isinstance(v, bool) else v for name, v in query.items()}
        path = "/".join(
            quote(call.path[part[1:-1]], safe="") if part.startswith("{") else part
            for part in call.operation.path.split("/")
        )
        return replace(page, following=f"{path}?{urlencode(named, doseq=True)}")

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


def _count(value: object, default: int, least: int = 1) -> int:
    """A number in a request, or what counts where there is none."""
    try:
        return max(int(str(value)), least) if value is not None else default
    except ValueError:
        return default


def _bound(value: Any) -> Value:
    """A value as SQLite takes it; amounts have few enough digits to be compared as doubles."""
    return float(value) if isinstance(value, Decimal) else value


def _member(field: tuple[str, ...]) -> str:
    return f"json_extract(body, '{json_path(field)}')"
