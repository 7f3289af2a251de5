"""Which schemas extend another by `allOf`: the variants of one that has only a discriminator."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from ..bundle import Target
from ..pointers import join
from .shape import COMPONENT_SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..load import Document


class Children:
    """Finds what extends a schema, in one walk over those that have names.

    Args:
        document: The document.
    """

    def __init__(self, document: Document) -> None:
        self._document = document

    def of(self, pointer: str) -> tuple[str, ...]:
        """The places of the schemas that extend one, and of those that extend them."""
        found: dict[str, None] = {}
        pending = [pointer]
        while pending:
            for child in self._by_parent.get(pending.pop(0), ()):
                if child not in found and child != pointer:
                    found[child] = None
                    pending.append(child)
        return tuple(found)

    @cached_property
    def _by_parent(self) -> dict[str, list[str]]:
        by_parent: dict[str, list[str]] = {}
        for place in self._places():
            for parent in self._parents(place):
                by_parent.setdefault(parent, []).append(place)
        return by_parent

    def _places(self) -> Iterator[str]:
        for name in self._document.members(COMPONENT_SCHEMAS):
            yield join(COMPONENT_SCHEMAS, name)
        for place, kind in self._document.externals.targets.items():
            if kind is Target.SCHEMA:
                yield place

    def _parents(self, place: str) -> Iterator[str]:
        try:
            schema = self._document.at(place)
        except LookupError:
            return
        parts: object = cast("dict[str, Any]", schema).get("allOf") if _is_object(schema) else None
        for part in cast("list[object]", parts) if isinstance(parts, list) else ():
            if isinstance(part, dict) and "$ref" in part:
                yield str(cast("dict[str, Any]", part)["$ref"])


def _is_object(value: object) -> bool:
    return isinstance(value, dict)
