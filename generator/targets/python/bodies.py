"""Names of bodies that differ on the wire, as the runtime's `WireNames`.

Each kind of object whose names differ gets a variable. What a variable needs of one that is not
complete yet, as where objects contain their own kind, is put in afterwards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...api import Body, KeywordBody
from ...names import snake
from ...types import Array, Either, Map, Model, Named, Nullable, Placed, Type, Union
from .text import literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ANY_NAME = "*"
"""What the runtime takes for every name of a mapping."""


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


class WireNamesWriter:
    """Writes the names of one module's bodies."""

    def __init__(self, declarations: Mapping[str, Placed]) -> None:
        self._declarations = declarations
        self._written: dict[str, NamesVariable] = {}
        self._open: list[str] = []
        self._differing: frozenset[str] = frozenset()
        self._differing = self._find_differing()

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
            entries = [_Entry(one.name, one.wire, one.type) for one in body.fields]
            return self._write(variable, entries) if self._differ(entries) else None
        return None if body is None else self._of_type(body.type)

    def _of_type(self, one: Type) -> str | None:
        models = list(dict.fromkeys(self._models(one)))
        entries = [*self._entries(models), *self._map_entries(one)]
        if not self._differ(entries):
            return None
        if not models:
            (entry,) = entries
            return f"{{{ANY_NAME!r}: ({ANY_NAME!r}, {self._of_type(entry.type)})}}"
        variable = "_".join(["", *(snake(model.name).upper() for model in models), "NAMES"])
        if variable not in self._written and variable not in self._open:
            self._write(variable, entries)
        return variable

    def _write(self, variable: str, entries: Iterable[_Entry]) -> str:
        self._open.append(variable)
        now: dict[str, str] = {}
        later: dict[str, str] = {}
        for one in entries:
            inner = self._of_type(one.type)
            if inner is None and one.name == one.wire:
                continue
            incomplete = inner and not set(self._open).isdisjoint(re.findall(r"\w+", inner))
            (later if incomplete else now)[literal(one.name)] = f"({literal(one.wire)}, {inner})"
        self._open.pop()
        source = ", ".join(f"{name}: {value}" for name, value in now.items())
        self._written[variable] = NamesVariable(variable, f"{{{source}}}", tuple(later.items()))
        return variable

    def _entries(self, models: Iterable[Model]) -> list[_Entry]:
        return [
            _Entry(one.name, one.wire, one.type)
            for model in models
            for one in model.fields
            if not one.read_only
        ]

    def _differ(self, entries: Iterable[_Entry]) -> bool:
        return any(
            one.name not in {one.wire, ANY_NAME} or self._differs(one.type) for one in entries
        )

    def _differs(self, one: Type) -> bool:
        inner = [entry.type for entry in self._map_entries(one)]
        names = {model.name for model in self._models(one)}
        return not self._differing.isdisjoint(names) or any(map(self._differs, inner))

    def _models(self, one: Type) -> Iterator[Model]:
        """The objects that a value may be, or that a sequence's items may be."""
        match one:
            case Array(inner) | Nullable(inner):
                yield from self._models(inner)
            case Either(members):
                for member in members:
                    yield from self._models(member)
            case Named(key):
                declaration = self._declarations[key].declaration
                if isinstance(declaration, Model):
                    yield declaration
                elif isinstance(declaration, Union):
                    for variant in declaration.members:
                        yield from self._models(variant.type)
            case _:
                pass

    def _map_entries(self, one: Type) -> Iterator[_Entry]:
        """An entry for any name, where a value may be a mapping."""
        match one:
            case Array(inner) | Nullable(inner):
                yield from self._map_entries(inner)
            case Either(members):
                for member in members:
                    yield from self._map_entries(member)
            case Map(values):
                yield _Entry(ANY_NAME, ANY_NAME, values)
            case _:
                pass

    def _find_differing(self) -> frozenset[str]:
        """The names of models in which a name differs, however deep inside."""
        models = [p.declaration for p in self._declarations.values() if p.in_request]
        while True:
            found = frozenset(
                one.name
                for one in models
                if isinstance(one, Model) and self._differ(self._entries([one]))
            )
            if found == self._differing:
                return found
            self._differing = found
