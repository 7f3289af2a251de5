"""What schemas are called that have names: in the components, in `$defs` or in other files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from .. import names
from ..bundle import Target
from ..pointers import EXTERNAL, join, last_name, unescaped
from .hints import way
from .shape import COMPONENT_SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..load import Document

_COMPONENT = re.compile(r"(#/components/\w+/([^/]+))(.*)")


def is_named(document: Document, pointer: str) -> bool:
    """Whether a schema has a name by its place, so that it is declared once for all its uses."""
    parent, _, name = pointer.rpartition("/")
    if parent == COMPONENT_SCHEMAS or document.externals.targets.get(pointer) is Target.SCHEMA:
        return True
    return bool(name) and parent.rpartition("/")[2] in {"$defs", "definitions"}


class ComponentNames:
    """Claims the names of a document's schemas before any other gets one.

    Args:
        document: The document.
        type_names: What gives each name once.
    """

    def __init__(self, document: Document, type_names: names.TypeNames) -> None:
        self._targets = document.externals.targets
        self._type_names = type_names
        places: dict[str, str] = {}
        for name, schema in document.members(COMPONENT_SCHEMAS).items():
            place = join(COMPONENT_SCHEMAS, name)
            # A component that is another file's schema is a name for that one.
            elsewhere = cast("dict[str, Any]", schema).get("$ref") if _is_object(schema) else None
            is_alias = self._targets.get(str(elsewhere)) is Target.SCHEMA
            places.setdefault(str(elsewhere) if is_alias else place, name)
        for place, kind in self._targets.items():
            if kind is Target.SCHEMA and not place.startswith("#/components/"):
                places.setdefault(place, last_name(place))
        ordered = sorted(places.items(), key=lambda one: (one[1], one[0]))
        self._names = {place: type_names.claim(name) for place, name in ordered}

    @property
    def pointers(self) -> Iterable[str]:
        """The places of the document's own components."""
        return [place for place in self._names if place.startswith(COMPONENT_SCHEMAS)]

    def get(self, pointer: str) -> str | None:
        """The name of the schema at a place, if it has one."""
        return self._names.get(pointer)

    def of(self, pointer: str) -> str:
        """The name of a schema that is referred to; one in `$defs` gets its name here."""
        if pointer not in self._names:
            self._names[pointer] = self._type_names.claim(last_name(pointer))
        return self._names[pointer]

    def hint(self, pointer: str, hint: str) -> str:
        """What to call what stands at a place: by its component and the way from there, if any.

        Args:
            pointer: The place.
            hint: What to call it if it is inside of no component.
        """
        if pointer.startswith(f"#/{EXTERNAL}/"):
            return self._external_hint(pointer, hint)
        found = _COMPONENT.match(pointer)
        if found is None:
            return hint
        base = self._names.get(found[1]) or names.pascal(unescaped(found[2]))
        return base + way(found[3])

    def _external_hint(self, pointer: str, hint: str) -> str:
        """The same in another file, where the components are what is referred to."""
        place = pointer
        while place not in self._targets and place.count("/") > 2:
            place = place.rpartition("/")[0]
        kind = self._targets.get(place)
        if kind is None or kind is Target.PATH:
            return hint
        base = self._names.get(place) or names.pascal(last_name(place))
        return base + way(pointer.removeprefix(place))


def _is_object(value: object) -> bool:
    return isinstance(value, dict)
