"""Lists: which resources, in which order, from where on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import cursors
from .call import Call, Choose, Condition
from .conventions import FieldNames, Paging
from .encoding import canonical
from .moments import normalized
from .operations import Operation, Parameter
from .problems import bad_request
from .store import Shelf, Store, Value, json_path

_OPERATORS = {"eq": "=", "gte": ">=", "lte": "<=", "gt": ">", "lt": "<"}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list.

    Attributes:
        items: The resources as JSON texts.
        cursor: Where the next page starts, `None` at the end.
        total: The number of resources on all pages.
        limit: The most resources that a page has.
    """

    items: list[str]
    cursor: str | None
    total: int
    limit: int


class Listing:
    """How one list operation chooses and orders its resources.

    Args:
        operation: The operation.
        paging: How its list is paged.
        fields: What the members that the server keeps are called.
        special: The filters that the document cannot express, by parameter.
    """

    def __init__(
        self,
        operation: Operation,
        paging: Paging,
        fields: FieldNames,
        special: Mapping[str, Choose],
    ) -> None:
        self._columns = {(fields.created,): "created", (fields.updated,): "updated"}
        self._paging = paging
        self._special = special
        own = (paging.limit_parameter, paging.cursor_parameter, paging.page_parameter)
        query = {each.name: each for each in operation.parameters if each.where == "query"}
        self._sort = query.pop(paging.sort_parameter, None)
        self._limit = query.get(paging.limit_parameter)
        self._filters = {name: each for name, each in query.items() if name not in own}
        self._default_sort = str(self._sort.default) if self._sort and self._sort.default else ""

    def page(self, call: Call) -> Page:
        """The page that a call asks for.

        Raises:
            Problem: The cursor does not belong to this list.
        """
        store, query, shelf = call.store, call.query, call.own
        chosen = {name: value for name, value in query.items() if name in self._filters}
        where, values = self._where(call, shelf, chosen)
        total: int = store.execute(
            f"SELECT COUNT(*) FROM resources WHERE {where}",  # noqa: S608
            values,
        ).fetchone()[0]
        limit = int(query.get(self._paging.limit_parameter) or self._default_limit())
        if self._paging.style == "page":
            return self._numbered(store, where, values, query, limit, total)
        sort = str(query.get(self._paging.sort_parameter, self._default_sort))
        context = canonical([shelf.key, sort, chosen])
        key, ascending = self._key(sort)
        after = query.get(self._paging.cursor_parameter)
        if after is not None:
            position = cursors.redeem(after, context)
            if position is None:
                name = self._paging.cursor_parameter
                raise bad_request("This cursor does not belong to this list and its filters", name)
            where += f" AND ({key}, seq) {'>' if ascending else '<'} (?, ?)"
            values = [*values, *position]
        direction = "ASC" if ascending else "DESC"
        rows = store.execute(
            f"SELECT body, {key}, seq FROM resources WHERE {where}"  # noqa: S608
            f" ORDER BY {key} {direction}, seq {direction} LIMIT ?",
            [*values, limit + 1],
        ).fetchall()
        more = len(rows) > limit
        cursor = cursors.issue(list(rows[limit - 1][1:]), context) if more else None
        return Page([row[0] for row in rows[:limit]], cursor, total, limit)

    def _numbered(
        self,
        store: Store,
        where: str,
        values: Sequence[Value],
        query: Mapping[str, Any],
        limit: int,
        total: int,
    ) -> Page:
        first = self._paging.first_page
        number = int(query.get(self._paging.page_parameter) or first) - first
        key, ascending = self._key(str(query.get(self._paging.sort_parameter, self._default_sort)))
        direction = "ASC" if ascending else "DESC"
        rows = store.execute(
            f"SELECT body FROM resources WHERE {where}"  # noqa: S608
            f" ORDER BY {key} {direction}, seq {direction} LIMIT ? OFFSET ?",
            [*values, limit, number * limit],
        ).fetchall()
        more = (number + 1) * limit < total
        following = str(number + 1 + first) if more else None
        return Page([row[0] for row in rows], following, total, limit)

    def _default_limit(self) -> int:
        default = self._limit.default if self._limit else None
        return default if isinstance(default, int) else 50

    def _key(self, sort: str) -> tuple[str, bool]:
        """What to sort by in SQL, and whether upwards."""
        field = tuple(sort.removeprefix("-").split(".")) if sort else ()
        if not field:
            return "created", True
        return self._expression(field, sorting=True), not sort.startswith("-")

    def _expression(self, field: tuple[str, ...], *, sorting: bool = False) -> str:
        if field in self._columns:
            return self._columns[field]
        extract = f"json_extract(body, '{json_path(field)}')"
        # A keyset needs an order without NULL; sorted as text they come after all numbers.
        return f"IFNULL({extract}, '')" if sorting else extract

    def _where(
        self, call: Call, shelf: Shelf, chosen: Mapping[str, Any]
    ) -> tuple[str, list[Value]]:
        where, values = "shelf = ?", [shelf.key]
        parts: list[Value] = list(values)
        for name, value in chosen.items():
            if name in self._special:
                condition, more = self._special[name](call, value)
            else:
                condition, more = self._condition(self._filters[name], value)
            where += f" AND {condition}"
            parts.extend(more)
        return where, parts

    def _condition(self, parameter: Parameter, value: Any) -> Condition:
        field, operator = parameter.filter.field, parameter.filter.operator
        if operator == "contains":
            path = json_path(field)
            return (f"EXISTS (SELECT 1 FROM json_each(body, '{path}') WHERE value = ?)", [value])
        expression = self._expression(field)
        if parameter.temporal:
            value = normalized(value)
            if field not in self._columns:
                expression = f"moment({expression})"
        if isinstance(value, list):
            each: list[Value] = value
            return f"{expression} IN ({', '.join('?' * len(each))})", each
        return f"{expression} {_OPERATORS[operator]} ?", [value]
