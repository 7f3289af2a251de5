"""Schemas as JSON Schema 2020-12: what OpenAPI 3.0 has its own way is put into standard terms.

The schema stays as the document wrote it, with all that it demands; nothing is merged. What makes
no sense in its place is left out, as it is where types are made of it (`repair.py`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from .. import names
from ..bundle import Target
from ..pointers import join, last_name
from .shape import COMPONENT_SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..load import Document
    from ..wire import Json, Schema

SCHEMAS = "#/schemas/"
"""What references to schemas begin with, before a name that needs no escape."""

_UNSAFE = re.compile(r"[^\w.\-]+", re.ASCII)
_TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
_NULL: dict[str, Any] = {"type": "null"}
_ANNOTATIONS = frozenset(
    """
    $comment default deprecated description discriminator examples externalDocs readOnly title
    writeOnly xml
    """.split()  # noqa: SIM905 - a list of names reads better than a column of literals
)
"""What stays outside where null becomes an alternative."""


class JsonSchemas:
    """Converts schemas, and collects those that are referred to.

    Args:
        document: The document.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._names: dict[str, str | None] = {}
        self._taken: set[str] = set()
        self._keywords = self._table()
        for name, schema in document.members(COMPONENT_SCHEMAS).items():
            place = join(COMPONENT_SCHEMAS, name)
            self._claim(place, name)
            # A component that is another file's schema is a name for that one.
            if isinstance(schema, dict) and [*schema] == ["$ref"]:
                elsewhere = str(cast("dict[str, Any]", schema)["$ref"])
                if document.externals.targets.get(elsewhere) is Target.SCHEMA:
                    self._names.setdefault(elsewhere, self._names.pop(place))
                    self._names[place] = self._names[elsewhere]

    def all(self) -> dict[str, Schema]:
        """The schemas with names: the components in their order, then what else is referred to."""
        found: dict[str, Schema] = {}
        while missing := [p for p, name in self._names.items() if name and name not in found]:
            for pointer in missing:
                found.setdefault(str(self._names[pointer]), self.of(self._document.at(pointer)))
        return found

    def of(self, given: Json) -> Schema:
        """A schema of the document, converted."""
        if isinstance(given, bool):
            return given
        if not isinstance(given, dict):
            return {}
        said = cast("dict[str, Any]", given)
        found: dict[str, Any] = {}
        for name, value in said.items():
            convert = self._keywords.get(name)
            if convert is None:
                found[name] = value
            elif (converted := convert(value)) is not None:
                found[name] = converted
        if "nullable" in said or "example" in said or _has_flags(said):
            return _in_new_terms(found, said)
        return found

    def reference(self, target: str) -> str | None:
        """The reference to a schema of the document, `None` if it is not there.

        Args:
            target: Its pointer in the document.
        """
        if target not in self._names:
            try:
                self._document.at(target)
            except LookupError:
                self._names[target] = None
            else:
                self._claim(target, last_name(target))
        name = self._names[target]
        return None if name is None else SCHEMAS + name

    def _claim(self, pointer: str, name: str) -> None:
        free = names.free(plain(name), self._taken)
        self._taken.add(free)
        self._names[pointer] = free

    def _table(self) -> Mapping[str, Callable[[Any], Json]]:
        """How the value of each keyword is converted; `None` leaves the keyword out."""
        of_kind: dict[Callable[[Any], Json], str] = {
            self._reference: "$ref",
            self.of: "additionalProperties contains contentSchema else if items not propertyNames "
            "then unevaluatedItems unevaluatedProperties",
            self._list: "allOf anyOf oneOf prefixItems",
            self._map: "$defs definitions dependentSchemas patternProperties properties",
            self._discriminator: "discriminator",
            _types: "type",
            _number: "maximum minimum exclusiveMaximum exclusiveMinimum",
            _positive: "multipleOf",
            _count: "maxContains maxItems maxLength maxProperties minContains minItems minLength "
            "minProperties",
            _flag: "deprecated readOnly uniqueItems writeOnly",
            _text: "$comment contentEncoding contentMediaType description format pattern title",
            _listed: "enum",
            _examples: "examples",
            _texts: "required",
            # Pointers lead from the description's root, and all of it is of one dialect.
            _nothing: "$id $schema example nullable",
        }
        return {name: convert for convert, listed in of_kind.items() for name in listed.split()}

    def _reference(self, value: Any) -> Json:
        return self.reference(value) if isinstance(value, str) else None

    def _list(self, value: Any) -> Json:
        listed = _listed(value)
        return [self.of(one) for one in listed] if listed else None

    def _map(self, value: Any) -> Json:
        if not isinstance(value, dict):
            return None
        return {name: self.of(one) for name, one in cast("dict[str, Json]", value).items()}

    def _discriminator(self, value: Any) -> Json:
        """A discriminator, its mapping from tags to references."""
        if not isinstance(value, dict):
            return None
        given = cast("dict[str, Any]", value)
        if not isinstance(given.get("mapping"), dict):
            return given
        mapping: dict[str, Json] = {}
        for tag, target in given["mapping"].items():
            pointer = str(target)
            pointer = pointer if "#" in pointer else join(COMPONENT_SCHEMAS, pointer)
            mapping[tag] = self.reference(pointer) or target
        return {**given, "mapping": mapping}


def plain(name: str) -> str:
    """A name that stands in a reference as it is, without escapes."""
    return _UNSAFE.sub("_", name) or "_"


def _has_flags(said: Mapping[str, Any]) -> bool:
    """Whether a limit is said to be exclusive, as OpenAPI 3.0 says it."""
    return isinstance(said.get("exclusiveMinimum"), bool) or isinstance(
        said.get("exclusiveMaximum"), bool
    )


def _in_new_terms(found: dict[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """A schema, converted but for `nullable`, `example` and exclusive limits by a flag."""
    if "example" in said:
        found["examples"] = [*found.get("examples", ()), said["example"]]
    for limit in ("minimum", "maximum"):
        exclusive = f"exclusive{limit.capitalize()}"
        if said.get(exclusive) is True and limit in found:
            found[exclusive] = found.pop(limit)
    return _or_null(found) if said.get("nullable") is True else found


def _or_null(found: dict[str, Any]) -> dict[str, Any]:
    """A schema that null fits too, as the types that are made of it have it."""
    if found.get("enum") and None not in found["enum"]:
        found["enum"] = [*found["enum"], None]
    if "type" in found:
        types = _listed(found["type"]) or [found["type"]]
        found["type"] = types if "null" in types else [*types, "null"]
        return found
    for keyword in ("oneOf", "anyOf"):
        if keyword in found:
            found[keyword] = [*found[keyword], _NULL]
            return found
    if "$ref" not in found and "allOf" not in found:
        return found
    around = {k: v for k, v in found.items() if k in _ANNOTATIONS or k.startswith("x-")}
    inside = {k: v for k, v in found.items() if k not in around}
    return {**around, "anyOf": [inside, _NULL]}


def _types(value: Any) -> Json:
    if isinstance(value, str):
        return value if value in _TYPES else None
    known = (one for one in _listed(value) or () if isinstance(one, str) and one in _TYPES)
    return [*dict.fromkeys(known)] or None


def _number(value: Any) -> Json:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _positive(value: Any) -> Json:
    return value if _number(value) is not None and value > 0 else None


def _count(value: Any) -> Json:
    return value if _number(value) is not None and value >= 0 and value == int(value) else None


def _flag(value: Any) -> Json:
    return value if isinstance(value, bool) else None


def _text(value: Any) -> Json:
    return value if isinstance(value, str) else None


def _listed(value: Json) -> list[Json] | None:
    return cast("list[Json]", value) if isinstance(value, list) else None


def _examples(value: Any) -> Json:
    """A list; some documents have the examples by name, as those of a media type are."""
    if not isinstance(value, dict):
        return _listed(value)
    named = cast("dict[str, Any]", value).values()
    return [cast("dict[str, Json]", one).get("value", one) for one in named if _is_object(one)]


def _is_object(value: Json) -> bool:
    return isinstance(value, dict)


def _texts(value: Any) -> Json:
    listed = _listed(value)
    return None if listed is None else [*dict.fromkeys(o for o in listed if isinstance(o, str))]


def _nothing(value: Any) -> None:
    del value
