"""Types as annotations: one way in answers, another in requests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...types import (
    Array,
    Constant,
    Either,
    Enum,
    Kind,
    Map,
    Model,
    Money,
    Named,
    Nullable,
    Placed,
    Scalar,
    Tuple,
    Type,
    Union,
    Value,
)
from .text import literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .imports import Imports

_BUILTINS = {
    Kind.BOOLEAN: "bool",
    Kind.INTEGER: "int",
    Kind.NUMBER: "float",
    Kind.STRING: "str",
    Kind.BINARY: "bytes",
}
_OTHERS = {
    Kind.ANY: ("typing", "Any"),
    Kind.NULL: ("", "None"),
    Kind.UUID: ("uuid", "UUID"),
}
_DATES = {Kind.DATE: "date", Kind.DATE_TIME: "datetime", Kind.TIME: "time"}
_DATE_FIELDS = {Kind.DATE: "DateField", Kind.DATE_TIME: "DateTimeField", Kind.TIME: "TimeField"}


@dataclass(slots=True)
class TypeWriter:
    """Writes the types of one scope.

    Attributes:
        declarations: What is declared, by key.
        imports: The module's imports.
        shadowed: Names that mean something else in this scope, such as a method `list`.
        in_signature: Whether these annotate a method, which validates nothing.
        binary: What of `_core.files` a request takes for bytes as they are; empty for `bytes`.
    """

    declarations: Mapping[str, Placed]
    imports: Imports
    shadowed: frozenset[str] = frozenset()
    in_signature: bool = False
    binary: str = ""

    def answer(self, one: Type) -> str:
        """A type as a part of answers: enums are open, containers concrete."""
        return _joined(self._answer(one))

    def request(self, one: Type, *others: str) -> str:
        """A type as a part of requests: enums are closed, containers abstract.

        Args:
            one: The type.
            others: What else may be given.
        """
        return _joined([*self._request(one), *others])

    def promised(self, one: Type) -> str:
        """A type as a part of answers, but a constant is exactly that: a discriminator's."""
        return self._closed(one) if isinstance(one, Constant) else self.answer(one)

    def _answer(self, one: Type) -> Iterator[str]:
        match one:
            case Scalar() | Money():
                yield self._plain_answer(one)
            case Constant(value):
                yield self._open(self._closed(one), value)
            case Named(key):
                declaration = self.declarations[key].declaration
                name = self._imported(key, declaration.name)
                if isinstance(declaration, Enum):
                    name = self._open(name, declaration.values[0])
                yield name
            case Array() | Tuple() | Map():
                yield self._container(one)
            case Either(members):
                for member in members:
                    yield from self._answer(member)
            case Nullable(inner):
                yield from self._answer(inner)
                yield "None"

    def _container(self, one: Array | Tuple | Map) -> str:
        match one:
            case Array(items):
                return f"{self._builtin('list')}[{self.answer(items)}]"
            case Tuple(items):
                inner = ", ".join(self.answer(item) for item in items)
                return f"{self._builtin('tuple')}[{inner}]"
            case Map(values):
                return f"{self._builtin('dict')}[{self._builtin('str')}, {self.answer(values)}]"

    def _plain_answer(self, one: Scalar | Money) -> str:
        if isinstance(one, Scalar):
            return self._scalar(one.kind, in_request=False)
        self.imports.core("money", "JsonDecimal")
        return "JsonDecimal"

    def _request(self, one: Type) -> Iterator[str]:
        match one:
            case Scalar() | Money():
                yield from self._plain_request(one)
            case Constant():
                yield self._closed(one)
            case Named(key):
                yield from self._requested(key)
            case Array(items):
                self._abc("Sequence")
                yield f"Sequence[{self.request(items)}]"
            case Tuple(items):
                inner = ", ".join(self.request(item) for item in items)
                yield f"{self._builtin('tuple')}[{inner}]"
            case Map(values):
                self._abc("Mapping")
                yield f"Mapping[{self._builtin('str')}, {self.request(values)}]"
            case Either(members):
                for member in members:
                    yield from self._request(member)
            case Nullable(inner):
                yield from self._request(inner)
                yield "None"

    def _plain_request(self, one: Scalar | Money) -> Iterator[str]:
        if isinstance(one, Scalar) and one.kind is Kind.BINARY and self.binary:
            yield self.imports.lazy("_core.files", self.binary)
        elif isinstance(one, Scalar):
            yield self._scalar(one.kind, in_request=True)
        else:
            yield self.imports.unless_taken("decimal", "Decimal", shadowed=self.shadowed)
            yield self._builtin("float")  # which an int is too

    def _closed(self, one: Constant) -> str:
        self._typing("Literal")
        return f"Literal[{literal(one.value)}]"

    def _open(self, closed: str, value: Value) -> str:
        if isinstance(value, bool):
            return closed
        name = "Open" if isinstance(value, str) else "OpenInteger"
        self.imports.core("model", name)
        return f"{name}[{closed}]"

    def _unknown(self, value: Value) -> Iterator[str]:
        """What a value of an open enum is that the document does not know."""
        if not isinstance(value, bool):
            name = "UnknownValue" if isinstance(value, str) else "UnknownInteger"
            self.imports.core("open_enum", name)
            yield name

    def _requested(self, key: str) -> Iterator[str]:
        placed = self.declarations[key]
        declaration = placed.declaration
        if isinstance(declaration, Enum):
            yield self._imported(key, declaration.name)
            if placed.in_response:  # what came in an answer can be sent
                yield from self._unknown(declaration.values[0])
            return
        yield self._imported(key, declaration.input_name)
        if isinstance(declaration, Model):
            if placed.in_response:
                yield self._imported(key, declaration.name)
            if declaration.extra is not None:
                yield from self._request(Map(Scalar(Kind.ANY)))

    def _imported(self, key: str, name: str) -> str:
        module = self.declarations[key].module
        return self.imports.internal(module, name)

    def _scalar(self, kind: Kind, *, in_request: bool) -> str:
        if kind is Kind.BYTES:
            if in_request:
                return self._builtin("bytes")
            self.imports.core("model", "Base64")
            return "Base64"
        if kind in _BUILTINS:
            return self._builtin(_BUILTINS[kind])
        if kind in _DATES:
            return self._date(kind, in_request=in_request)
        source, name = _OTHERS[kind]
        if source:
            return self.imports.unless_taken(source, name, shadowed=self.shadowed)
        return name

    def _builtin(self, name: str) -> str:
        if name not in self.shadowed:
            return name
        return f"{self._module('builtins')}.{name}"

    def _date(self, kind: Kind, *, in_request: bool) -> str:
        if not in_request and not self.in_signature:
            self.imports.core("model", _DATE_FIELDS[kind])
            return _DATE_FIELDS[kind]
        name = _DATES[kind]
        if name not in self.shadowed:
            self.imports.external("datetime", name)
            return name
        return f"{self._module('datetime', 'dt')}.{name}"

    def _module(self, source: str, alias: str = "") -> str:
        return self.imports.whole(source, alias, shadowed=self.shadowed)

    def _typing(self, name: str) -> None:
        self.imports.external("typing", name)

    def _abc(self, name: str) -> None:
        self.imports.external("collections.abc", name)


def _joined(members: Iterable[str]) -> str:
    """A union of annotations, each once, `None` last."""
    parts = dict.fromkeys(members)
    if "Any" in parts:
        return "Any"
    return " | ".join(sorted(parts, key=lambda part: part == "None"))


def discriminating(declarations: Mapping[str, Placed]) -> frozenset[tuple[str, str]]:
    """Models by key and their properties by wire name that tell a union's members apart."""
    found: set[tuple[str, str]] = set()
    for placed in declarations.values():
        union = placed.declaration
        if isinstance(union, Union) and union.discriminator is not None:
            wire = union.discriminator.wire
            for member in union.members:
                if isinstance(member.type, Named):
                    found.add((member.type.name, wire))
    return frozenset(found)
