"""Values of a document's types, as JSON has them and as a caller passes them."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from ...types import (
    Array,
    Constant,
    Either,
    Enum,
    Field,
    Kind,
    Map,
    Model,
    Named,
    Nullable,
    Placed,
    Scalar,
    Tuple,
    Type,
    Union,
)
from .text import literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .imports import Imports

Json = Any

WIRE: dict[Kind, Json] = {
    Kind.ANY: {"any": [1]},
    Kind.NULL: None,
    Kind.BOOLEAN: True,
    Kind.INTEGER: 7,
    Kind.NUMBER: 1.5,
    Kind.STRING: "text",
    Kind.BYTES: "YWJj",
    Kind.BINARY: "bytes",
    Kind.DATE: "2024-01-02",
    Kind.DATE_TIME: "2024-01-02T03:04:05Z",
    Kind.TIME: "03:04:05",
    Kind.UUID: "6f1c3a3e-3d1b-4b8e-9d5a-0f8f5d1c2b3a",
}
"""A value of each kind, as JSON has it."""
PYTHON: dict[Kind, Any] = {
    **WIRE,
    Kind.BYTES: b64decode(WIRE[Kind.BYTES]),
    Kind.BINARY: b"bytes",
    Kind.DATE: date(2024, 1, 2),
    Kind.DATE_TIME: datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC),
    Kind.TIME: time(3, 4, 5),
    Kind.UUID: UUID(WIRE[Kind.UUID]),
}
"""The same, as a caller passes it and a model has it."""
_HOMES: dict[type, str] = {
    date: "datetime",
    datetime: "datetime",
    time: "datetime",
    Decimal: "decimal",
    UUID: "uuid",
}
"""Where the types of Python are that samples have."""
_EMPTY: dict[type[Type], Json] = {Array: [], Map: {}, Nullable: None}
"""What ends a value that could go on without end."""


_ENDLESS = 12
"""Levels of objects after which one is empty: it requires one of its own kind, and so no end."""


@dataclass(frozen=True, slots=True)
class Samples:
    """Makes values of a package's types.

    Attributes:
        declarations: What is declared, by key.
        optional: Levels of objects that have all of their properties; those further inside have
            what is required.
        deepest: Levels after which lists and mappings are empty.
        any: What stands for a value of any type.
        items: The length of lists.
    """

    declarations: Mapping[str, Placed]
    optional: int = 4
    deepest: int = 4
    any: Json = None
    items: int = 1

    def answer(self, one: Type, depth: int = 0) -> Json:
        """A value as a server sends it."""
        return self.both(one, depth, in_request=False)[0]

    def both(self, one: Type, depth: int = 0, *, in_request: bool) -> tuple[Json, Any]:
        """A value as JSON, and the same as an argument."""
        if depth > self.deepest and type(one) in _EMPTY:
            return _EMPTY[type(one)], _EMPTY[type(one)]
        match one:
            case Array() | Tuple() | Map():
                return self._container(one, depth, in_request=in_request)
            case Either(members=(inner, *_)) | Nullable(inner=inner):
                return self.both(inner, depth, in_request=in_request)
            case Named(key):
                return self._declared(key, depth, in_request=in_request)
            case _:
                return self._scalar(one)

    def _container(
        self, one: Array | Tuple | Map, depth: int, *, in_request: bool
    ) -> tuple[Json, Any]:
        types = one.items if isinstance(one, Tuple) else ()
        if isinstance(one, Array | Map):
            types = (one.items if isinstance(one, Array) else one.values,)
        pairs = [self.both(inner, depth + 1, in_request=in_request) for inner in types]
        wires, pythons = [wire for wire, _ in pairs], [python for _, python in pairs]
        match one:
            case Tuple():
                return wires, tuple(pythons)
            case Array():
                return wires * self.items, pythons * self.items
            case Map():
                return {"a name": wires[0]}, {"a name": pythons[0]}

    def _scalar(self, one: Type) -> tuple[Json, Any]:
        match one:
            case Scalar(Kind.ANY) if self.any is not None:
                return self.any, self.any
            case Scalar(kind):
                return WIRE[kind], PYTHON[kind]
            case Constant(value):
                return value, value
            case _:
                return 12.5, Decimal("12.5")

    def _declared(self, key: str, depth: int, *, in_request: bool) -> tuple[Json, Any]:
        match self.declarations[key].declaration:
            case Enum(values=values):
                return values[0], values[0]
            case Model() as model:
                return self.model(model, depth, in_request=in_request)
            case Union() as union:
                return next(self.members(union, depth, in_request=in_request))

    def model(self, model: Model, depth: int = 0, *, in_request: bool) -> tuple[Json, Any]:
        """An object of a model, with all properties but those that would go too deep."""
        wires: dict[str, Json] = {}
        pythons: dict[str, Any] = {}
        if depth > _ENDLESS:
            return wires, pythons
        for field in sent(model, in_request=in_request):
            if depth <= self.optional or field.required:
                wire, python = self.both(field.type, depth + 1, in_request=in_request)
                wires[field.wire], pythons[field.name] = wire, python
        return wires, pythons

    def members(
        self, union: Union, depth: int = 0, *, in_request: bool
    ) -> Iterator[tuple[Json, Any]]:
        """A value of each member of a union."""
        for member in union.members:
            wire, python = self.both(member.type, depth + 1, in_request=in_request)
            if union.discriminator is not None:
                wire = {**wire, union.discriminator.wire: member.tags[0]}
                python = {**python, union.discriminator.name: member.tags[0]}
            yield wire, python


def sent(model: Model, *, in_request: bool) -> list[Field]:
    """The properties that go one way."""
    return [one for one in model.fields if not (one.read_only if in_request else one.write_only)]


def source(value: object, imports: Imports) -> str:
    """A value as Python source.

    Args:
        value: What a caller passes, or JSON.
        imports: Where the names that it needs are imported.
    """
    match value:
        case dict():
            entries = cast("dict[str, object]", value).items()
            inner = [f"{literal(key)}: {source(item, imports)}" for key, item in entries]
            return f"{{{', '.join(inner)}}}"
        case list():
            items = [source(item, imports) for item in cast("list[object]", value)]
            return f"[{', '.join(items)}]"
        case tuple():
            items = [source(item, imports) for item in cast("tuple[object, ...]", value)]
            return f"({', '.join(items)})"
        case datetime():
            imports.external("datetime", "UTC", "datetime")
            parts = [*value.timetuple()[:6]]
            return f"datetime({', '.join(map(str, parts))}, tzinfo=UTC)"
        case _ if type(value) in _HOMES:
            imports.external(_HOMES[type(value)], type(value).__name__)
            return repr(value).removeprefix("datetime.")
        case _:
            return literal(value)
