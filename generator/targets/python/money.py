"""Where a request has amounts of money, as the runtime's `MoneyFields`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...api import Body, KeywordBody, Location
from ...types import Array, Either, Map, Model, Money, Named, Nullable, Placed, Type, Union
from .text import literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ...api import Parameter

_Found = tuple[tuple[str, ...], str | None]
"""A path, and the currency's path."""


class MoneyWriter:
    """Writes where the amounts in the requests of one module are.

    An object inside of its own kind is left to the server: its paths would have no end.
    """

    def __init__(self, declarations: Mapping[str, Placed]) -> None:
        self._declarations = declarations

    def of_body(self, body: Body | None) -> str | None:
        """The source of a body's amounts, `None` if it has none."""
        types: list[tuple[tuple[str, ...], Type]] = []
        if isinstance(body, KeywordBody):
            types += (((one.wire,), one.type) for one in body.fields)
        elif body is not None:
            types.append(((), body.type))
        return _source(
            (path + inner, currency)
            for path, one in types
            for inner, currency in self._within(one, frozenset())
        )

    def of_query(self, parameters: Iterable[Parameter]) -> str | None:
        """The source of a query's amounts, `None` if it has none."""
        return _source(
            ((one.wire, *path), currency)
            for one in parameters
            if one.location is Location.QUERY
            for path, currency in self._within(one.type, frozenset())
        )

    def _within(self, one: Type, above: frozenset[str]) -> Iterator[_Found]:
        """The amounts in a type; `above` are the objects around it."""
        match one:
            case Money(currency):
                yield (), currency
            case Nullable(inner) | Array(inner):
                yield from self._within(inner, above)
            case Map(values):
                for path, currency in self._within(values, above):
                    yield ("*", *path), currency
            case Either(members):
                for member in members:
                    yield from self._within(member, above)
            case Named(key) if key not in above:
                yield from self._declared(key, above | {key})
            case _:
                pass

    def _declared(self, key: str, above: frozenset[str]) -> Iterator[_Found]:
        match self._declarations[key].declaration:
            case Model(fields=fields):
                for field in fields:
                    if not field.read_only:
                        for path, currency in self._within(field.type, above):
                            yield (field.wire, *path), currency
            case Union(members=members):
                for member in members:
                    yield from self._within(member.type, above)
            case _:
                pass


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
