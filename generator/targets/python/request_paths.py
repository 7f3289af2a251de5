"""Where a request has values of one type, as paths of names on the wire.

A path leads through names in JSON, divided by `/`, and through each item of an array; `*` is any
name. An object inside of its own kind is left to the server: its paths would have no end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...api import Body, KeywordBody
from ...types import (
    Array,
    Either,
    Kind,
    Map,
    Model,
    Named,
    Nullable,
    Placed,
    Scalar,
    Tuple,
    Type,
    Union,
)
from .text import literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ...api import Parameter

Around = tuple["Mapping[str, Type]", ...]
"""The members of the objects around a value, outermost first."""


class Leaf(NamedTuple):
    """A value that has no parts, or whose parts are left to the server."""

    path: str
    type: Type
    around: Around


class RequestPaths:
    """The paths in the requests of one module.

    Args:
        declarations: What is declared, by key.
    """

    def __init__(self, declarations: Mapping[str, Placed]) -> None:
        self._declarations = declarations

    def of_body(self, body: Body | None) -> Iterator[Leaf]:
        """All paths in a body."""
        if isinstance(body, KeywordBody):
            yield from self._members((), {one.wire: one.type for one in body.fields})
        elif body is not None:
            yield from self._within((), body.type)

    def of_parameters(self, parameters: Iterable[Parameter]) -> Iterator[Leaf]:
        """All paths in parameters."""
        return self._members((), {one.wire: one.type for one in parameters})

    def sent(self, one: Type) -> Mapping[str, Type]:
        """The members that a request's object may have; none of what is no object."""
        match one:
            case Nullable(inner):
                return self.sent(inner)
            case Named(key):
                declared = self._declarations[key].declaration
                fields = declared.fields if isinstance(declared, Model) else ()
                return {field.wire: field.type for field in fields if not field.read_only}
            case _:
                return {}

    def _members(
        self,
        path: tuple[str, ...],
        members: Mapping[str, Type],
        above: frozenset[str] = frozenset(),
        around: Around = (),
    ) -> Iterator[Leaf]:
        for wire, one in members.items():
            yield from self._within((*path, wire), one, above, (*around, members))

    def _within(
        self,
        path: tuple[str, ...],
        one: Type,
        above: frozenset[str] = frozenset(),
        around: Around = (),
    ) -> Iterator[Leaf]:
        """The paths in a type.

        Args:
            path: The way to it.
            one: The type.
            above: The names of the objects around it.
            around: Their members.
        """
        match one:
            case Nullable(inner) | Array(inner):
                yield from self._within(path, inner, above, around)
            case Map(values):
                # Whatever has a name that is data stands for all of them: none is a currency's.
                yield from self._within((*path, "*"), values, above, (*around, {}))
            case Either(members) | Tuple(members):
                for member in members:
                    yield from self._within(path, member, above, around)
            case Named(key):
                if key not in above:
                    declared = self._declarations[key].declaration
                    yield from self._members(path, self.sent(one), above | {key}, around)
                    for variant in declared.members if isinstance(declared, Union) else ():
                        yield from self._within(path, variant.type, above | {key}, around)
            case _:
                yield Leaf("/".join(path), one, around)


def dates_in(leaves: Iterable[Leaf]) -> str | None:
    """The source of the paths to dates, `None` if there are none.

    Where a moment may stand as well, as in another variant, it is no date's path.
    """
    leaves = list(leaves)
    dates = [leaf.path for leaf in leaves if leaf.type == Scalar(Kind.DATE)]
    moments = {leaf.path for leaf in leaves if leaf.type == Scalar(Kind.DATE_TIME)}
    found = [literal(path) for path in dict.fromkeys(dates) if path not in moments]
    return f"({', '.join(found)},)" if found else None
