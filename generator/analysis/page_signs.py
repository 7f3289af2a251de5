"""Pages recognised by what an operation takes and answers, where the document does not say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from ..api import Location, Operation, Plain
from ..types import Array, Kind, Model, Named, Nullable, Scalar, Type
from .error_bodies import loosely

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..types import Declaration

Settings: TypeAlias = dict[str, str | int]
"""A dialect, with the keys of `x-sdk.pagination`."""

_CURSORS = (
    *("cursor", "pagetoken", "nextpagetoken", "nexttoken", "continuationtoken", "continue"),
    *("startingafter", "after", "pagecursor", "nextcursor", "marker", "token", "offset"),
)
_LIMITS = (
    *("limit", "perpage", "pagesize", "pagelimit", "size", "maxresults", "maxitems", "count"),
    *("itemsperpage", "resultsperpage", "first", "top", "take"),
)
_PAGES = ("page", "pagenumber", "pageno", "pagenum")
_OFFSETS = ("offset", "skip")
_AROUND = (
    *(
        "",
        "meta.",
        "metadata.",
        "pagination.",
        "paging.",
        "pageinfo.",
        "page.",
        "responsemetadata.",
    ),
    *("meta.pagination.", "meta.page.", "cursors.", "paging.cursors.", "nextpage.", "listmeta."),
)
"""What the figures of a page stand in."""
_NEXT = {
    "nextcursor": None,
    "nextpagetoken": None,
    "nextpagecursor": None,
    "nexttoken": None,
    "continuationtoken": None,
    "endcursor": None,
    "continue": "continue",
    "after": "after",
    "offset": "offset",
    "cursor": "cursor",
    "pagetoken": "pagetoken",
}
"""What holds the next page's cursor, and the only parameter that it is for."""
_LINKS = (
    *("next", "nextpageuri", "nextpageurl", "nexturl", "nexturi", "nextlink", "links.next"),
    *("links.pages.next", "links.next.href", "meta.next", "meta.nextpageurl", "metadata.next"),
    *("meta.links.next", "pagination.next", "paging.next", "pagination.nexturl"),
    *("pagination.links.next", "meta.pagination.links.next"),
)
_MORE = ("hasmore", "hasnextpage", "hasnext", "more", "moredata", "moreresults")
_TOTALS = ("total", "totalcount", "totalitems", "itemstotal", "totalresults", "count", "totalsize")
_TOTAL_PAGES = ("totalpages", "pagestotal", "pagecount", "numpages", "lastpage", "pages")
_ITEMS = ("data", "items", "results", "result", "values", "records", "entries", "objects", "list")

_TEXTS = frozenset({Kind.STRING, Kind.UUID})
_NUMBERS = frozenset({Kind.INTEGER, Kind.NUMBER})


@dataclass(frozen=True, slots=True)
class Asked:
    """What an operation is known by beside its types."""

    has_link_header: bool = False
    """Whether the answer has a `Link` header (RFC 8288)."""
    first_pages: Mapping[str, int] = field(default_factory=dict[str, int])
    """The least or the default values of query parameters."""


class PageSigns:
    """Finds how a list goes on.

    Args:
        operation: The operation.
        asked: What else is known of it.
        declarations: What is declared, by key.
    """

    def __init__(
        self, operation: Operation, asked: Asked, declarations: Mapping[str, Declaration]
    ) -> None:
        self._declarations = declarations
        self._asked = asked
        self._operation = operation
        self._kinds = {
            loosely(one.wire): (one.wire, _bare(one.type))
            for one in operation.parameters
            if one.location is Location.QUERY
        }
        answer = operation.answer
        types = [one.type for one in answer.successes] if isinstance(answer, Plain) else []
        self._body = _bare(types[0]) if len(types) == 1 and types[0] is not None else None

    def settings(self) -> Settings | None:
        """The dialect of the list; `None` where the signs are not plain."""
        if self._operation.method != "GET" or self._body is None or not self._kinds:
            return None
        items = self._items()
        if items is None:
            return None
        for find in (self._cursor, self._link, self._last_item, self._offset, self._page):
            found = find()
            if found is not None:
                return {**found, "items": items, **self._optional("total", self._number(_TOTALS))}
        return None

    def _items(self) -> str | None:
        """Where the items are; empty for a body that is the list."""
        if isinstance(self._body, Array):
            return ""
        lists = [wire for wire, one in self._fields(self._body) if isinstance(one, Array)]
        usual = [wire for wire in lists if loosely(wire) in _ITEMS]
        found = lists if len(lists) == 1 else usual
        return found[0] if len(found) == 1 else None

    def _cursor(self) -> Settings | None:
        """The next cursor stands in the body."""
        for name, only in _NEXT.items():
            for around in _AROUND:
                path = self._path(around + name, _TEXTS)
                wanted = _CURSORS if only is None else (only,)
                parameter = self._parameter(wanted, _TEXTS) if path else None
                if path and parameter:
                    return {
                        "style": "cursor",
                        "cursor_parameter": parameter,
                        "next_cursor": path,
                        **self._more(),
                    }
        return None

    def _link(self) -> Settings | None:
        """The next page's URL stands in the body."""
        parameter = self._parameter((*_CURSORS, *_PAGES, *_OFFSETS), _TEXTS | _NUMBERS)
        for name in _LINKS if parameter else ():
            if path := self._path(name, _TEXTS):
                return {"style": "link", "page_parameter": str(parameter), "next_link": path}
        return None

    def _last_item(self) -> Settings | None:
        """The next page begins after the last item's id."""
        parameter = self._parameter(("startingafter", "after"), _TEXTS)
        more = self._more()
        items = self._at_items()
        if parameter is None or not more or ("id", _TEXTS) not in self._item_kinds(items):
            return None
        return {"style": "last_item", "cursor_parameter": parameter, "item_cursor": "id", **more}

    def _offset(self) -> Settings | None:
        parameter = self._parameter(_OFFSETS, _NUMBERS)
        if parameter is None or not self._limit() or not self._goes_on():
            return None
        return {"style": "offset", "offset_parameter": parameter, **self._more()}

    def _page(self) -> Settings | None:
        parameter = self._parameter(_PAGES, _NUMBERS)
        pages = self._number(_TOTAL_PAGES)
        if parameter is None or not self._limit() or not (pages or self._goes_on()):
            return None
        first = self._asked.first_pages.get(parameter, 1)
        return {
            "style": "page",
            "page_parameter": parameter,
            **self._more(),
            **self._optional("total_pages", pages),
            **({"first_page": first} if first != 1 else {}),
        }

    def _limit(self) -> str | None:
        return self._parameter(_LIMITS, _NUMBERS)

    def _goes_on(self) -> bool:
        """Whether the answer shows by anything that it is a part of a whole."""
        return self._asked.has_link_header or bool(self._more() or self._number(_TOTALS))

    def _more(self) -> Settings:
        """Where it is said whether another page follows."""
        paths = [around + name for name in _MORE for around in _AROUND]
        found = (self._path(path, frozenset({Kind.BOOLEAN})) for path in paths)
        return self._optional("has_more", next((path for path in found if path), None))

    def _number(self, names: tuple[str, ...]) -> str | None:
        paths = [around + name for name in names for around in _AROUND]
        return next((found for path in paths if (found := self._path(path, _NUMBERS))), None)

    def _optional(self, key: str, path: str | None) -> Settings:
        return {} if path is None else {key: path}

    def _parameter(self, wanted: tuple[str, ...], kinds: frozenset[Kind]) -> str | None:
        """The first of several query parameters that the operation has."""
        for name in wanted:
            wire, one = self._kinds.get(name, ("", None))
            if isinstance(one, Scalar) and one.kind in kinds:
                return wire
        return None

    def _path(self, path: str, kinds: frozenset[Kind]) -> str | None:
        """A path of loosely spelt names as it is on the wire, where it leads to a scalar."""
        wires: list[str] = []
        reached: Type | None = self._body
        for name in path.split("."):
            fields = ((w, one) for w, one in self._fields(reached) if loosely(w) == name)
            wire, reached = next(fields, ("", None))
            wires.append(wire)
        is_plain = isinstance(reached, Scalar) and reached.kind in kinds
        return ".".join(wires) if is_plain and not any("." in one for one in wires) else None

    def _at_items(self) -> Type | None:
        if isinstance(self._body, Array):
            return _bare(self._body.items)
        items = self._items()
        found = next((one for wire, one in self._fields(self._body) if wire == items), None)
        return _bare(found.items) if isinstance(found, Array) else None

    def _item_kinds(self, item: Type | None) -> Iterator[tuple[str, frozenset[Kind]]]:
        """The properties of an item that are text."""
        for wire, one in self._fields(item):
            if isinstance(one, Scalar) and one.kind in _TEXTS:
                yield wire, _TEXTS

    def _fields(self, one: Type | None) -> Iterator[tuple[str, Type]]:
        """The properties of an object, null taken away from their types."""
        model = self._declarations.get(one.name) if isinstance(one, Named) else None
        for each in model.fields if isinstance(model, Model) else ():
            yield each.wire, _bare(each.type)


def _bare(one: Type) -> Type:
    return one.inner if isinstance(one, Nullable) else one
