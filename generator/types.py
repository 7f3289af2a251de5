"""The types that a document's schemas come to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Value: TypeAlias = str | int | bool
"""What an enum's member or a constant may be."""


class Kind(StrEnum):
    """The types that have no parts."""

    ANY = "any"
    NULL = "null"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    STRING = "string"
    BYTES = "bytes"
    """Bytes within JSON, in base64."""
    BINARY = "binary"
    """Bytes as they are: a file, or a whole body."""
    DATE = "date"
    DATE_TIME = "date-time"
    TIME = "time"
    UUID = "uuid"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A type without parts."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount of money."""

    currency: str | None
    """The way to its currency from the object that has the amount: names divided by `/`, `..` for
    the object around it; `None` where nothing says it."""


@dataclass(frozen=True, slots=True)
class Constant:
    """Exactly one value."""

    value: Value


@dataclass(frozen=True, slots=True)
class Named:
    """A type that is declared under a name."""

    name: str


@dataclass(frozen=True, slots=True)
class Array:
    """A sequence."""

    items: Type


@dataclass(frozen=True, slots=True)
class Tuple:
    """A sequence of so many items, each of its own type."""

    items: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class Map:
    """An object whose names are data."""

    values: Type


@dataclass(frozen=True, slots=True)
class Either:
    """One of several types, in place."""

    members: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class Nullable:
    """A type, or null."""

    inner: Type


Type: TypeAlias = Scalar | Money | Constant | Named | Array | Tuple | Map | Either | Nullable


@dataclass(frozen=True, slots=True)
class Field:
    """A property of an object, or an argument that stands for one."""

    name: str
    """The identifier."""
    wire: str
    """The name in JSON."""
    type: Type
    required: bool
    doc: str
    """A sentence or more, with units and ranges."""
    read_only: bool = False
    write_only: bool = False
    secret: bool = False
    """Whether its value must not show up in logs."""


@dataclass(frozen=True, slots=True)
class Enum:
    """A closed list of values; what a server sends may be outside it."""

    name: str
    values: tuple[Value, ...]
    doc: str


@dataclass(frozen=True, slots=True)
class Model:
    """An object with known properties."""

    name: str
    input_name: str
    """Its name as a part of a request."""
    fields: tuple[Field, ...]
    extra: Type | None
    """The type of properties beyond these, or `None` where the document doesn't invite any."""
    doc: str


@dataclass(frozen=True, slots=True)
class Member:
    """One of a union's types, and the discriminator's values that choose it."""

    type: Type
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Discriminator:
    """The property whose value chooses a union's member."""

    name: str
    wire: str
    unknown_name: str
    """The name of the member for values that the document doesn't know."""
    shared: tuple[Field, ...]
    """The other properties that every member has."""


@dataclass(frozen=True, slots=True)
class Union:
    """One of several types, under a name."""

    name: str
    input_name: str
    members: tuple[Member, ...]
    discriminator: Discriminator | None
    doc: str


Declaration: TypeAlias = Enum | Model | Union


def keys(one: Type) -> Iterator[str]:
    """The keys of the declarations that a type names."""
    match one:
        case Named(name):
            yield name
        case Array(inner) | Map(inner) | Nullable(inner):
            yield from keys(inner)
        case Either(members) | Tuple(members):
            for member in members:
                yield from keys(member)
        case _:
            pass


def type_names(declaration: Declaration) -> tuple[str, ...]:
    """All names that a declaration may give a module."""
    match declaration:
        case Enum(name=name):
            return (name,)
        case Model(name=name, input_name=input_name):
            return (name, input_name)
        case Union(name=name, input_name=input_name, discriminator=discriminator):
            unknown = () if discriminator is None else (discriminator.unknown_name,)
            return (name, input_name, *unknown)


@dataclass(frozen=True, slots=True)
class Placed:
    """A declaration, the module that it stands in, and what it is used for."""

    declaration: Declaration
    module: str
    in_request: bool
    in_response: bool
