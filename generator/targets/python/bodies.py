"""What of bodies differs on the wire, names and bytes, as the runtime's `WireNames`.

Each kind of object whose names differ gets a variable. What a variable needs of one that is not
complete yet, as where objects contain their own kind, is put in afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...api import Body, KeywordBody, Parameter
from ...names import constant, free, snake
from ...types import (
    Array,
    Either,
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
    from collections.abc import Collection, Iterable, Iterator, Mapping

ANY_NAME = "*"
"""What the runtime takes for every name of a mapping."""
BASE64_NAME = "="
"""What the runtime takes for a value that may be bytes."""


@dataclass(frozen=True, slots=True)
class NamesVariable:
    """A variable, the source of its value, and the entries that are put in afterwards."""

    name: str
    value: str
    later: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    wire: str
    type: Type


_BASE64 = _Entry(BASE64_NAME, BASE64_NAME, Scalar(Kind.NULL))


class WireNamesWriter:
    """Writes the names of one module's bodies.

    Args:
        declarations: What is declared, by key.
        taken: Names that the module has otherwise.
        differing: The models in which a name is another on the wire, as far as they are known.

    Attributes:
        uses_base64: Whether what is written refers to the runtime's `BASE64`.
    """

    def __init__(
        self, declarations: Mapping[str, Placed], taken: Collection[str], differing: frozenset[str]
    ) -> None:
        self.uses_base64 = False
        self._declarations = declarations
        self._taken = frozenset(taken)
        self._variables: dict[tuple[_Entry, ...], str] = {}
        self._written: dict[str, NamesVariable] = {}
        self._open: list[str] = []
        self._differing = differing

    def variables(self) -> tuple[NamesVariable, ...]:
        """All variables, each after those that its value needs."""
        return tuple(self._written.values())

    def of_body(self, body: Body | None, variable: str) -> str | None:
        """The source of a body's names, or `None` if none differs.

        Args:
            body: The body.
            variable: What the variable for a body of keywords is called.
        """
        if isinstance(body, KeywordBody):
            entries = _merged(_Entry(one.name, one.wire, one.type) for one in body.fields)
            return self._source(entries, variable) if self._differ(entries) else None
        return None if body is None else self._of_type(body.type)

    def of_parameters(self, parameters: Iterable[Parameter], variable: str) -> str | None:
        """The source of the names within parameters, or `None` if none differs."""
        entries = tuple(_Entry(one.wire, one.wire, one.type) for one in parameters)
        return self._source(entries, variable) if self._differ(entries) else None

    def differing(self, models: Iterable[Model]) -> frozenset[str]:
        """The names of those in which a name is another, by what is known of those inside."""
        return frozenset(one.name for one in models if self._differ(self._fields(one)))

    def _of_type(self, one: Type) -> str | None:
        entries = self._entries(one)
        if not self._differ(entries):
            return None
        if entries == (_BASE64,):
            self.uses_base64 = True
            return "BASE64"
        labels = [constant(snake(name)) for name in self._labels(one, frozenset())]
        if not labels:
            parts = [f"{x.name!r}: ({x.name!r}, {self._of_type(x.type)})" for x in entries]
            return f"{{{', '.join(parts)}}}"
        return self._source(entries, "_".join(["", *dict.fromkeys(labels), "NAMES"]))

    def _source(self, entries: tuple[_Entry, ...], wanted: str) -> str:
        """The variable for entries, written if it is not yet."""
        variable = self._variables.get(entries)
        if variable is None:
            variable = free(wanted, {*self._taken, *self._variables.values()})
            self._variables[entries] = variable
            self._write(variable, entries)
        return variable

    def _write(self, variable: str, entries: Iterable[_Entry]) -> None:
        self._open.append(variable)
        now: dict[str, str] = {}
        later: dict[str, str] = {}
        for one in entries:
            inner = self._of_type(one.type)
            if inner is None and one.name == one.wire != BASE64_NAME:
                continue
            incomplete = inner is not None and any(name in inner for name in self._open)
            (later if incomplete else now)[literal(one.name)] = f"({literal(one.wire)}, {inner})"
        self._open.pop()
        source = ", ".join(f"{name}: {value}" for name, value in now.items())
        self._written[variable] = NamesVariable(variable, f"{{{source}}}", tuple(later.items()))

    def _differ(self, entries: Iterable[_Entry]) -> bool:
        return any(
            one == _BASE64 or one.name != one.wire or self._differs(one.type, frozenset())
            for one in entries
        )

    def _differs(self, one: Type, seen: frozenset[Type]) -> bool:
        """Whether something inside of a type differs; a model is asked by what is known of it."""
        for part in self._parts(one, frozenset()):
            match part:
                case Model(name=name) if name in self._differing:
                    return True
                case Scalar(Kind.BYTES):
                    return True
                case Map(values) if part not in seen and self._differs(values, seen | {part}):
                    return True
                case _:
                    pass
        return False

    def _entries(self, one: Type) -> tuple[_Entry, ...]:
        """What may stand where a value of a type does: its fields, any name, bytes."""
        found: list[_Entry] = []
        for part in self._parts(one, frozenset()):
            match part:
                case Model():
                    found += self._fields(part)
                case Map(values):
                    found.append(_Entry(ANY_NAME, ANY_NAME, values))
                case Scalar(Kind.BYTES):
                    found.append(_BASE64)
                case _:
                    pass
        return _merged(found)

    def _fields(self, model: Model) -> Iterator[_Entry]:
        for one in model.fields:
            if not one.read_only:
                yield _Entry(one.name, one.wire, one.type)
        if model.extra is not None:
            yield _Entry(ANY_NAME, ANY_NAME, model.extra)

    def _parts(self, one: Type, seen: frozenset[str]) -> Iterator[Model | Map | Scalar]:
        """The objects, mappings and scalars that a value may be, or that a sequence's items may."""
        match one:
            case Array(inner) | Nullable(inner):
                yield from self._parts(inner, seen)
            case Either(members) | Tuple(members):
                for member in members:
                    yield from self._parts(member, seen)
            case Named(key) if key not in seen:
                declaration = self._declarations[key].declaration
                if isinstance(declaration, Model):
                    yield declaration
                elif isinstance(declaration, Union):
                    for variant in declaration.members:
                        yield from self._parts(variant.type, seen | {key})
            case Map() | Scalar():
                yield one
            case _:
                pass

    def _labels(self, one: Type, seen: frozenset[str]) -> Iterator[str]:
        """What names are called that belong to a type: after its objects, or else its union."""
        models = [part.name for part in self._parts(one, seen) if isinstance(part, Model)]
        if models:
            yield from models
        elif isinstance(one, Array | Nullable):
            yield from self._labels(one.inner if isinstance(one, Nullable) else one.items, seen)
        elif isinstance(one, Named):
            yield self._declarations[one.name].declaration.name


def differing_models(declarations: Mapping[str, Placed]) -> frozenset[str]:
    """The names of models in which a name is another on the wire, however deep inside."""
    models = [
        placed.declaration
        for placed in declarations.values()
        if placed.in_request and isinstance(placed.declaration, Model)
    ]
    known = frozenset[str]()
    while True:
        found = WireNamesWriter(declarations, (), known).differing(models)
        if found == known:
            return found
        known = found


def _merged(entries: Iterable[_Entry]) -> tuple[_Entry, ...]:
    """The entries, each name once: several objects may have a property of one name."""
    found: dict[str, _Entry] = {}
    for one in entries:
        known = found.setdefault(one.name, one)
        if known.type != one.type:
            found[one.name] = replace(known, type=Either((known.type, one.type)))
    return tuple(found.values())
