"""Validators whose errors stay few, however much of a value is wrong."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, cast

from pydantic import TypeAdapter
from pydantic_core import core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema


class _FewErrors:
    """Bounds the errors of a type that is not a model; a model bounds its own."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return with_few_errors(handler(source))


_FEW_ERRORS = _FewErrors()


@cache
def adapter(expected: Any) -> TypeAdapter[Any]:
    """The validator of a type, built on first use."""
    bounded: Any = Annotated[(expected, _FEW_ERRORS)]
    return TypeAdapter(bounded)


class _OneError(_FewErrors):
    """Makes one error of all."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return _one_error(super().__get_pydantic_core_schema__(source, handler))


_ONE_ERROR = _OneError()


@cache
def body_adapter(expected: Any) -> TypeAdapter[Any]:
    """The validator of a whole body as a type, which does not tell what is wrong with its values.

    Each error has its value as a Python object, and a missing field's is the whole object, so that
    a body of 1 MiB without the fields of a large model took 1.2 GiB and 24 s.
    """
    bounded: Any = Annotated[(expected, _ONE_ERROR)]
    return TypeAdapter(bounded)


def with_few_errors(schema: CoreSchema) -> CoreSchema:
    """Have lists stop at their first wrong element, and mappings make one error of an element's.

    pydantic makes an error of every wrong field of every element, some 200 bytes each: a body of
    1 MiB can have millions. Where they are is found out by reading the body leniently.

    Args:
        schema: A type's schema, which is changed.
    """
    for part in _parts(cast("dict[str, Any]", schema)):
        kind = part["type"]
        if kind in {"list", "set", "frozenset", "tuple"}:
            part["fail_fast"] = True
        elif kind == "dict" and "values_schema" in part:
            part["values_schema"] = _one_error(part["values_schema"])
        elif kind == "model-fields" and "extras_schema" in part:
            part["extras_schema"] = _one_error(part["extras_schema"])
    return schema


def _one_error(schema: CoreSchema) -> CoreSchema:
    if schema["type"] in {"any", "custom-error"}:
        return schema
    return core_schema.custom_error_schema(schema, "mismatch", custom_error_message="is wrong")


def _parts(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """A schema and all that are in it."""
    found: list[dict[str, Any]] = []
    left: list[object] = [schema]
    while left:
        each = left.pop()
        if isinstance(each, list | tuple):
            left += cast("list[object]", each)
        elif isinstance(each, dict):
            part = cast("dict[str, Any]", each)
            if not isinstance(part.get("type"), str):  # schemas by the names of fields or tags
                left += part.values()
            # A model inside has had its own turn.
            elif part["type"] != "model" or part is schema:
                found.append(part)
                left += [inner for key, inner in part.items() if key not in _NO_SCHEMAS]
    return found


_NO_SCHEMAS = frozenset({"metadata", "expected", "default", "serialization", "config", "cls"})
"""What stands in a schema and holds data of any kind."""
