"""Keywords of schemas: which change a value's type in ways that no type here can say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openapi_python_client.schema import Schema

from ..pointers import join
from .shape import is_nothing, only_requires

if TYPE_CHECKING:
    from ..diagnostics import Findings

_UNSUPPORTED = {
    "not": "list what is allowed instead",
    "if": "use oneOf with a discriminator",
    "then": "use oneOf with a discriminator",
    "else": "use oneOf with a discriminator",
    "dependentSchemas": "use oneOf",
    "unevaluatedProperties": "use additionalProperties",
    "unevaluatedItems": "use items",
    "contentSchema": "describe the content in words",
    "$dynamicRef": "use $ref",
    "$dynamicAnchor": "use $ref",
    "$anchor": "use $ref with a JSON pointer",
    "$id": "leave it out: pointers are relative to the document",
}
"""Keywords that change what a value may be in ways that no type here says."""

_HARMLESS = frozenset(
    """
    $comment $defs $schema contains contentEncoding contentMediaType definitions
    dependentRequired examples maxContains minContains patternProperties propertyNames
    """.split()  # noqa: SIM905 - a list of names reads better than a column of literals
)
"""Keywords beyond the schema models that only annotate, or that only the server checks."""


def report_keywords(schema: Schema, pointer: str, findings: Findings) -> None:
    """Note the keywords that aren't understood."""
    given = {
        name for name in schema.model_fields_set if name not in {"schema_not", "schema_format"}
    }
    given |= set(schema.model_extra or {})
    if is_nothing(schema):
        return
    if schema.schema_not is not None:
        given.add("not")
    for name in sorted(given):
        if name in _UNSUPPORTED:
            if name == "unevaluatedProperties" and (schema.model_extra or {})[name] is False:
                continue
            reason = f"the keyword {name!r} can't be expressed"
            findings.unchecked(join(pointer, name), reason, _UNSUPPORTED[name])
        elif not (name in Schema.model_fields or name in _HARMLESS or name.startswith("x-")):
            reason = f"the keyword {name!r} is not known"
            remedy = "fix its spelling, or begin its name with `x-`"
            findings.slip(join(pointer, name), reason, remedy)
    if schema.anyOf and schema.oneOf and not all(map(only_requires, schema.anyOf)):
        reason = "anyOf and oneOf stand side by side"
        findings.slip(pointer, reason, "use one of them")
