"""JSON Schemas as the sandbox reads them: references followed, parts put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..description import DescriptionError, Node, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..description import Schema

SCHEMAS = "#/schemas/"
"""What a reference to a named schema begins with."""

_ANYTHING: Node = {}
_DEEPEST = 50  # schemas by which one leads to another; some documents go in circles


class Schemas:
    """The named schemas of a description, and what other schemas make of them.

    Args:
        named: The schemas by name.
    """

    def __init__(self, named: Mapping[str, Any]) -> None:
        self._named = named

    def follow(self, schema: Node | bool | None) -> Node:
        """A schema with its reference followed; one without a say (`true`) is empty.

        Raises:
            DescriptionError: The reference leads nowhere, or in a circle.
        """
        node: Any = schema
        for _ in range(_DEEPEST):
            if not is_object(node):
                return _ANYTHING
            if "$ref" not in node:
                return node
            reference: str = node["$ref"]
            name = reference.removeprefix(SCHEMAS)
            if name not in self._named:
                raise DescriptionError(f"{reference!r} refers to no schema")
            node = self._named[name]
        raise DescriptionError(f"the schema {schema!r} refers to itself")

    def of(self, schema: Schema | None) -> Node:
        """A schema's value with its reference followed; empty for none."""
        return self.follow(schema.value) if schema is not None else _ANYTHING

    def properties(self, schema: Node) -> dict[str, Node]:
        """The properties of an object schema, those of its parts included."""
        merged: dict[str, Node] = {}
        for part in self._parts(schema):
            merged = {**part.get("properties", {}), **merged}
        return {name: node if is_object(node) else _ANYTHING for name, node in merged.items()}

    def required(self, schema: Node) -> frozenset[str]:
        """The names that an object schema requires, those of its parts included."""
        return frozenset(name for part in self._parts(schema) for name in part.get("required", ()))

    def keyword(self, schema: Node, name: str) -> Any:
        """The value of a keyword on a schema or on one of its parts, else `None`."""
        return next((part[name] for part in self._parts(schema) if name in part), None)

    def types(self, schema: Node, depth: int = 0) -> frozenset[str]:
        """The JSON types that a schema accepts, as far as it names them."""
        schema = self.follow(schema)
        named = schema.get("type", ())
        types = {named} if isinstance(named, str) else set(named)
        for keyword in ("anyOf", "oneOf", "allOf"):
            for part in schema.get(keyword, ()) if depth < _DEEPEST else ():
                types |= self.types(part, depth + 1)
        return frozenset(types)

    def items(self, schema: Node) -> Node | None:
        """The schema of an array's items, `None` where it is no array."""
        items = self.keyword(schema, "items")
        if items is None:
            return _ANYTHING if "array" in self.types(schema) else None
        return items if is_object(items) else _ANYTHING

    def _parts(self, schema: Node | bool, depth: int = 0) -> Iterator[Node]:
        """What holds for a value that is not null: the schema, and what it is made of."""
        if not is_object(schema) or depth > _DEEPEST:
            return
        found, beside = self.follow(schema), schema
        if beside is not found:
            yield {name: value for name, value in beside.items() if name != "$ref"}
        yield found
        for part in found.get("allOf", ()):
            yield from self._parts(part, depth + 1)
        choices = [*found.get("anyOf", ()), *found.get("oneOf", ())]
        something = [one for one in choices if not _is_null(one)]
        if len(something) == 1:
            yield from self._parts(something[0], depth + 1)


def _is_null(schema: object) -> bool:
    return is_object(schema) and schema.get("type") == "null"
