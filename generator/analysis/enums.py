"""Values that a schema lists, and the types that they are of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..types import Kind, Scalar
from .shape import type_name

if TYPE_CHECKING:
    from ..diagnostics import Findings
    from ..types import Type
    from .shape import Shape

SIMPLE_KINDS = {
    "boolean": Kind.BOOLEAN,
    "integer": Kind.INTEGER,
    "null": Kind.NULL,
    "number": Kind.NUMBER,
}
"""The kinds of values that have no parts and no format, by JSON Schema's names."""


def values_of(shape: Shape, findings: Findings) -> tuple[Any, ...]:
    """The values that a schema lists.

    One that the schema's type excludes is a text, such as a version that YAML reads as a number.

    Args:
        shape: The schema.
        findings: Takes those that are of another type.
    """
    types = shape.types or ()
    allowed = {*types, "integer"} if "number" in types else {*types}
    found: list[Any] = []
    for value in shape.values or ():
        if allowed and type_name(value) not in allowed:
            reason = f"{value!r} is not of type {' or '.join(types)}"
            findings.slip(shape.pointer, reason, "fix the type, or put it in quotes")
            is_text = "string" in types and isinstance(value, bool | int | float)
            found.append(json.dumps(value) if is_text else value)
        else:
            found.append(value)
    return tuple(found)


def type_of(value: object) -> Type:
    """The type of a value that has no parts; anything for one that has."""
    if isinstance(value, str):
        return Scalar(Kind.STRING)
    return Scalar(SIMPLE_KINDS.get(type_name(value), Kind.ANY))
