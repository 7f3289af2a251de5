"""What generated models are made of."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Self, TypeAlias, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Discriminator
from pydantic_core import core_schema

from .bounded import with_few_errors
from .decimals import dumping, may_be_long, parse_exactly, unmark_text
from .mismatch import forget, mismatches
from .open_enum import UnknownInteger, UnknownValue

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema

ValueT = TypeVar("ValueT")


class Model(BaseModel):
    """A response's object. Fields that the document does not know are kept in `model_extra`.

    A field that came with a value of another type has that value, and one that is required and did
    not come is `None`. `mismatches(model)` tells of both, until the field is assigned or given to
    `model_copy`. They are dumped as they are, and no `model_dump` of this class warns of them. A
    `TypeAdapter`, or a model of your own, warns and quotes the values, without `warnings=False`.
    """

    model_config = ConfigDict(
        extra="allow",
        defer_build=True,
        populate_by_name=True,
        protected_namespaces=(),
    )

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        """The model's usual schema, with a bound on its errors."""
        return with_few_errors(handler(source))

    if not TYPE_CHECKING:  # checkers know the many arguments from pydantic

        def __setattr__(self, name: str, value: Any) -> None:
            super().__setattr__(name, value)
            _forget(self, name)

        def model_copy(
            self, *, update: Mapping[str, Any] | None = None, deep: bool = False
        ) -> Self:
            copied = super().model_copy(update=update, deep=deep)
            for name in update or ():
                _forget(copied, name)
            return copied

        @classmethod
        def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
            if may_be_long(json_data) and not options.get("strict"):
                try:
                    value = parse_exactly(json_data)
                except ValueError:
                    pass  # the usual way has the usual words for it
                else:
                    return cls.model_validate(value, **options)
            return super().model_validate_json(json_data, **options)

        def model_dump(self, **options: Any) -> dict[str, Any]:
            with dumping(unmarked_later=False):
                return super().model_dump(**_without_warnings(self, options))

        def model_dump_json(self, **options: Any) -> str:
            with dumping(unmarked_later=True):
                text = super().model_dump_json(**_without_warnings(self, options))
            return unmark_text(text)


def _forget(model: Model, name: str) -> None:
    """Forget the mismatches of a field that the caller has set."""
    field = type(model).model_fields.get(name)
    forget(model, name, (field and field.alias) or name)


def _without_warnings(model: Model, options: dict[str, Any]) -> dict[str, Any]:
    """The options, where nothing warns of mismatches that are recorded already."""
    return {"warnings": False, **options} if mismatches(model) else options


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
    """Validates text in base64 as the bytes that it stands for, and gives it back in JSON."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(
            _decoded,
            core_schema.bytes_schema(),
            serialization=core_schema.plain_serializer_function_ser_schema(
                _encoded, return_schema=core_schema.any_schema(), when_used="json"
            ),
        )


def _decoded(value: object) -> object:
    """The bytes of base64 in either of its alphabets (RFC 4648, sections 4 and 5).

    The padding may be missing, as in JSON Web Tokens (RFC 7515, section 2).
    """
    if not isinstance(value, str):
        return value
    padded = value + "=" * (-len(value) % 4)
    return b64decode(padded.replace("-", "+").replace("_", "/"), validate=True)


class _Temporal:
    """Validates a date or a time by its own schema, whatever class its annotation names.

    What fakes the time in tests puts its own class in `datetime`'s place, and a model that is
    first used meanwhile would be built for that class, which pydantic does not know.

    Args:
        schema: Makes the schema.
        format_: The format's name in JSON Schema.
    """

    def __init__(self, schema: Callable[[], CoreSchema], format_: str) -> None:
        self._schema = schema
        self._format = format_

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return self._schema()

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "format": self._format}


def _datetime_schema() -> CoreSchema:
    """A date-time's schema; only what it refuses is looked at for a leap second."""
    with_leap_second = core_schema.no_info_before_validator_function(
        _after_leap_second, core_schema.datetime_schema()
    )
    return core_schema.union_schema(
        [core_schema.datetime_schema(), with_leap_second],
        mode="left_to_right",
        custom_error_type="datetime_type",
        serialization=core_schema.simple_ser_schema("datetime"),
    )


def _after_leap_second(value: object) -> object:
    """The second that follows a leap second, which `datetime` cannot express (RFC 3339, 5.7).

    POSIX counts both as the same second.
    """
    if not isinstance(value, str) or value[16:19] != ":60":
        return value
    try:
        before = datetime.fromisoformat(f"{value[:16]}:59{value[19:]}")
        after = before + timedelta(seconds=1)
    except (ValueError, OverflowError):
        return value
    instant = after if after.tzinfo is None else after.astimezone(UTC)
    return after if (instant.hour, instant.minute) == (0, 0) else value


def _encoded(value: object) -> object:
    """Base64 of bytes; what a lenient answer holds instead stands as it came."""
    return b64encode(value).decode("ascii") if isinstance(value, bytes) else value


Open: TypeAlias = Annotated[ValueT | UnknownValue, _AnyString()]
"""An enum that may grow: the known values complete in an editor, and any other is accepted."""

OpenInteger: TypeAlias = Annotated[ValueT | UnknownInteger, _AnyInteger()]
"""The same where the values are integers."""

Base64: TypeAlias = Annotated[bytes, _Base64()]
"""Bytes, which JSON carries in base64."""

DateTimeField: TypeAlias = Annotated[datetime, _Temporal(_datetime_schema, "date-time")]
"""A `datetime`, however it is faked while the model is built; a leap second is the next one."""

DateField: TypeAlias = Annotated[date, _Temporal(core_schema.date_schema, "date")]
"""The same for a `date`."""

TimeField: TypeAlias = Annotated[time, _Temporal(core_schema.time_schema, "time")]
"""The same for a `time`."""

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
