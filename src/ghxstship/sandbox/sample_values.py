"""A value that a schema accepts, made of what the schema itself shows: the same each time."""

from __future__ import annotations

import re
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING, Any

from ..description import is_array, is_object

if TYPE_CHECKING:
    from ..description import Node
    from .schemas import Schemas

_DEEPEST = 8  # objects inside of each other, of which the innermost are left empty
_MOST_ITEMS = 20
_MOST_LETTERS = 1000
_BY_FORMAT = {
    "byte": "c2FtcGxl",
    "date": "2026-11-01",
    "date-time": "2026-11-01T09:00:00Z",
    "duration": "PT1H",
    "email": "ada@example.com",
    "hostname": "example.com",
    "idn-email": "ada@example.com",
    "idn-hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "iri": "https://example.com/",
    "json-pointer": "/a",
    "regex": ".*",
    "time": "09:00:00Z",
    "uri": "https://example.com/",
    "uri-reference": "/a",
    "url": "https://example.com/",
    "uuid": "0b3ff8f4-9dd4-4f3f-9d5a-6c1c6d1d4c11",
}
_BY_PATTERN = ("sample", "a", "A", "AAA", "abc", "1", "10", "0000", "2026-11-01", "a_1", "a-b", "#")


class Sampler:
    """Makes values.

    Args:
        schemas: What the schemas refer to.
    """

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas

    def value(self, schema: Node, depth: int = 0) -> Any:
        """A value that a schema accepts, as far as it can be told.

        Args:
            schema: The schema.
            depth: How many objects it is inside of.
        """
        schemas = self._schemas
        schema = schemas.follow(schema)
        shown = self._shown(schema)
        if shown is not None:
            return shown[0]
        for keyword in ("oneOf", "anyOf"):
            choices = schema.get(keyword)
            if is_array(choices) and choices and depth < _DEEPEST:
                return self._chosen(schema, choices, depth)
        return self._of_type(schema, schemas.types(schema), depth)

    def required(self, schema: Node) -> dict[str, Any]:
        """An object of the members that a schema requires, whatever it shows as a whole."""
        return self._object(self._schemas.follow(schema), 0)

    def _of_type(self, schema: Node, types: frozenset[str], depth: int) -> Any:
        if "object" in types or self._schemas.properties(schema):
            return self._object(schema, depth)
        if "array" in types:
            return self._array(schema, depth)
        if "string" in types:
            return self._text(schema)
        if types & {"integer", "number"}:
            return self._number(schema, whole="integer" in types)
        return False if "boolean" in types else None

    def _shown(self, schema: Node) -> tuple[Any] | None:
        """What the schema says it is or may be, in a tuple; `None` where it says nothing."""
        for name in ("const", "default"):
            value = self._schemas.keyword(schema, name)
            if value is not None:
                return (value,)
        for name in ("examples", "enum"):
            values = self._schemas.keyword(schema, name)
            for value in values if is_array(values) else ():
                if value is not None:
                    return (value,)
        return None

    def _chosen(self, schema: Node, choices: list[Any], depth: int) -> Any:
        """A value of the first choice that is more than null, with what is said beside it."""
        something = [one for one in choices if one not in ({"type": "null"}, {})]
        value = self.value(something[0] if something else choices[0], depth + 1)
        return value | self._object(schema, depth) if is_object(value) else value

    def _object(self, schema: Node, depth: int) -> dict[str, Any]:
        properties = self._schemas.properties(schema)
        if depth >= _DEEPEST:
            return {}
        required = self._schemas.required(schema)
        return {
            name: self.value(node, depth + 1) if node else None
            for name, node in properties.items()
            if name in required
        }

    def _array(self, schema: Node, depth: int) -> list[Any]:
        least = self._schemas.keyword(schema, "minItems") or 0
        items = self._schemas.items(schema)
        count = min(int(least), _MOST_ITEMS) if depth < _DEEPEST else 0
        return [self.value(items or {}, depth + 1) for _ in range(count)]

    def _text(self, schema: Node) -> str:
        keyword = self._schemas.keyword
        text = _BY_FORMAT.get(str(keyword(schema, "format")), "sample")
        pattern = keyword(schema, "pattern")
        if isinstance(pattern, str):
            text = next((one for one in (text, *_BY_PATTERN) if _fits(one, pattern)), text)
        least, most = keyword(schema, "minLength") or 0, keyword(schema, "maxLength")
        text = text.ljust(min(int(least), _MOST_LETTERS), text[-1])
        return text if most is None else text[: int(most)]

    def _number(self, schema: Node, *, whole: bool) -> Any:
        keyword = self._schemas.keyword
        least = keyword(schema, "minimum")
        above = keyword(schema, "exclusiveMinimum")
        most = keyword(schema, "maximum")
        step = keyword(schema, "multipleOf")
        number: Any = 1 if most is None or most >= 1 else most
        if least is not None and number < least:
            number = ceil(least) if whole else least
        if above is not None and number <= above:
            number = int(above) + 1
        if step:
            number = ceil(Decimal(number) / Decimal(step)) * Decimal(step)
        return int(number) if whole or number == int(number) else number


def _fits(text: str, pattern: str) -> bool:
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return False
