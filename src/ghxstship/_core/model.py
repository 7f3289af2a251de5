"""What generated models are made of."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Discriminator
from pydantic_core import core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

ValueT = TypeVar("ValueT")


class Model(BaseModel):
    """A response's object. Fields that the document does not know are kept in `model_extra`."""

    model_config = ConfigDict(
        extra="allow",
        defer_build=True,
        populate_by_name=True,
        protected_namespaces=(),
    )


class _AnyString:
    """Validates an open enum as the string it is: one check instead of a union's several."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.str_schema()


class _AnyInteger:
    """The same for an open enum of integers."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.int_schema()


class _Base64:
    """Validates text in base64 as the bytes that it stands for."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_decoded, core_schema.bytes_schema())


def _decoded(value: object) -> object:
    """The bytes of base64 in either of its alphabets (RFC 4648, sections 4 and 5)."""
    if not isinstance(value, str):
        return value
    return b64decode(value.replace("-", "+").replace("_", "/"), validate=True)


Open: TypeAlias = Annotated[ValueT | str, _AnyString()]
"""An enum that may grow: the known values complete in an editor, and any other is accepted."""

OpenInteger: TypeAlias = Annotated[ValueT | int, _AnyInteger()]
"""The same where the values are integers."""

Base64: TypeAlias = Annotated[bytes, _Base64()]
"""Bytes, which JSON carries in base64."""

UNKNOWN_TAG = ""
"""The tag of a union's member that stands for values the document does not know."""


def open_discriminator(field: str, name: str, known: frozenset[str]) -> Discriminator:
    """Choose a union's member by a field, and the unknown member for a value not listed.

    Args:
        field: The discriminating field's name on the wire.
        name: The same field's name in Python.
        known: The values that have a member of their own, tagged with the value.

    Returns:
        The discriminator of a union whose last member is tagged `UNKNOWN_TAG`.
    """

    def tag(value: Any) -> str:
        if isinstance(value, Mapping):
            found = cast("Mapping[str, object]", value).get(field)
        else:
            found = getattr(value, name, None)
        return found if isinstance(found, str) and found in known else UNKNOWN_TAG

    return Discriminator(tag)
