"""Where a request has amounts of money, as the runtime's `MoneyFields`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...api import Body, KeywordBody, Location
from ...types import (
    Array,
    Constant,
    Either,
    Map,
    Model,
    Money,
    Named,
    Nullable,
    Placed,
    Type,
    Union,
)
from .text import literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ...api import Parameter

_Found = tuple[tuple[str, ...], str | None]
"""A path, and the currency's path, or `/` and the currency where the document fixes it."""

_Around = tuple["Mapping[str, Type]", ...]
"""The members of the objects around an amount, outermost first."""


class MoneyWriter:
    """Writes where the amounts in the requests of one module are.

    An object inside of its own kind is left to the server: its paths would have no end.
    """

    def __init__(self, declarations: Mapping[str, Placed]) -> None:
        self._declarations = declarations

    def of_body(self, body: Body | None) -> str | None:
        """The source of a body's amounts, `None` if it has none."""
        if isinstance(body, KeywordBody):
            return _source(self._members({one.wire: one.type for one in body.fields}))
        return _source(() if body is None else self._within(body.type))

    def of_query(self, parameters: Iterable[Parameter]) -> str | None:
        """The source of a query's amounts, `None` if it has none."""
        query = {one.wire: one.type for one in parameters if one.location is Location.QUERY}
        return _source(self._members(query))

    def _members(
        self,
        members: Mapping[str, Type],
        above: frozenset[str] = frozenset(),
        around: _Around = (),
    ) -> Iterator[_Found]:
        for wire, one in members.items():
            for path, currency in self._within(one, above, (*around, members)):
                yield (wire, *path), currency

    def _within(
        self, one: Type, above: frozenset[str] = frozenset(), around: _Around = ()
    ) -> Iterator[_Found]:
        """The amounts in a type.

        Args:
            one: The type.
            above: The names of the objects around it.
            around: Their members.
        """
        match one:
            case Money(currency):
                yield (), currency and (self._fixed(currency, around) or currency)
            case Nullable(inner) | Array(inner):
                yield from self._within(inner, above, around)
            case Map(values):
                # Whatever has a name that is data stands for all of them: none is a currency's.
                for path, currency in self._within(values, above, (*around, {})):
                    yield ("*", *path), currency
            case Either(members):
                for member in members:
                    yield from self._within(member, above, around)
            case Named(key) if key not in above:
                declared = self._declarations[key].declaration
                yield from self._members(self._sent(one), above | {key}, around)
                for variant in declared.members if isinstance(declared, Union) else ():
                    yield from self._within(variant.type, above | {key}, around)
            case _:
                pass

    def _sent(self, one: Type) -> Mapping[str, Type]:
        """The members that a request's object may have; none of what is no object."""
        match one:
            case Nullable(inner):
                return self._sent(inner)
            case Named(key):
                declared = self._declarations[key].declaration
                fields = declared.fields if isinstance(declared, Model) else ()
                return {field.wire: field.type for field in fields if not field.read_only}
            case _:
                return {}

    def _fixed(self, path: str, around: _Around) -> str | None:
        """The currency that the document fixes at a path, whether or not a caller passes it."""
        steps = path.split("/")
        above = steps.count("..")
        if above >= len(around):
            return None
        members: Mapping[str, Type] = around[-1 - above]
        *way, last = steps[above:]
        for name in way:
            members = self._sent(members[name]) if name in members else {}
        one = members.get(last)
        fixed = one.value if isinstance(one, Constant) else None
        return f"/{fixed}" if isinstance(fixed, str) else None


def _source(found: Iterable[_Found]) -> str | None:
    """The source of paths; what two variants differ in is the currency of neither."""
    paths: dict[str, str | None] = {}
    for path, currency in found:
        name = "/".join(path)
        paths[name] = currency if paths.get(name, currency) == currency else None
    entries = (
        f"{literal(path)}: {'None' if currency is None else literal(currency)}"
        for path, currency in paths.items()
    )
    return f"{{{', '.join(entries)}}}" if paths else None
