"""Where an answer differs from the document, without the values: they may be anybody's secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from .text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Mismatch", "Mismatches", "mismatches"]

RECORDED = 20
"""How many mismatches of one value are recorded; further ones are counted."""

_NAMED = 3
"""How many of them stand in a message."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One value that is not of the type that the document promises."""

    path: str
    """Where it is, such as `data.0.value`; empty for the body itself."""
    reason: str
    """What was promised, such as `Input should be a valid number`; never the value."""

    def __str__(self) -> str:
        return f"{self.path or 'the body'}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Mismatches:
    """All that is not as documented in a value. It is false where there is nothing."""

    first: tuple[Mismatch, ...] = ()
    """The first of them in the value's order, at most 20."""
    count: int = 0
    """How many there are. From 10,000 on the rest of the value was not looked at."""

    def __bool__(self) -> bool:
        return self.count > 0

    def __iter__(self) -> Iterator[Mismatch]:
        return iter(self.first)

    def __str__(self) -> str:
        """The first three, and how many more there are."""
        named = "; ".join(map(str, self.first[:_NAMED]))
        more = self.count - min(_NAMED, len(self.first))
        return f"{named}; and {more} more" if more else named


NO_MISMATCHES = Mismatches()

_KEY = "mismatches"
_FIELDS = "mismatched_fields"


def mismatches(answer: object) -> Mismatches:
    """What is not as documented in an answer, or in a part of it.

    Args:
        answer: What a method returned, an item of a list, an event of a stream or of a webhook, or
            any model inside one. Lists and mappings have what their elements have.

    Returns:
        The mismatches, their paths from the answer on. None for whatever is as documented.
    """
    private = cast("dict[str, Any] | None", getattr(answer, "__pydantic_private__", None))
    if private:
        found: Mismatches = private.get(_KEY, NO_MISMATCHES)
        return found
    inner = getattr(answer, "mismatches", None)
    if isinstance(inner, Mismatches):  # a page
        return inner
    return _of_elements(answer)


def mismatched_fields(model: object) -> frozenset[str]:
    """The fields of a model whose own value is missing or of another type."""
    private = cast("dict[str, Any] | None", getattr(model, "__pydantic_private__", None))
    return private.get(_FIELDS, frozenset()) if private else frozenset()


def mismatch_at(model: object, path: str) -> Mismatch | None:
    """What keeps the value at a dotted path of attributes from being read, or `None`.

    Args:
        model: A model.
        path: Names of fields, the last one that of the value.
    """
    names = path.split(".")
    for depth, name in enumerate(names, 1):
        if name in mismatched_fields(model):
            return Mismatch(".".join(names[:depth]), "it is missing or of another type")
        model = getattr(model, name, None)
    return None


def mark(model: object, found: Mismatches, fields: frozenset[str]) -> None:
    """Record the mismatches of a model in it, where they are copied and pickled with it."""
    object.__setattr__(model, "__pydantic_private__", {_KEY: found, _FIELDS: fields})


def _of_elements(answer: object) -> Mismatches:
    collected = Collected()
    if isinstance(answer, list):
        for index, element in enumerate(cast("list[object]", answer)):
            collected.absorb((index,), mismatches(element))
    elif isinstance(answer, dict):
        for key, element in cast("dict[str, object]", answer).items():
            collected.absorb((key,), mismatches(element))
    return collected.frozen()


class Collected:
    """Mismatches as they are found; the memory for them is bounded."""

    __slots__ = ("count", "fields", "first")

    def __init__(self) -> None:
        self.first: list[Mismatch] = []
        self.count = 0
        self.fields: set[str | int] = set()
        """The first parts of the places that have just one."""

    def add(self, place: tuple[str | int, ...], reason: str) -> None:
        """Record one."""
        self.count += 1
        if len(place) == 1:
            self.fields.add(place[0])
        if len(self.first) < RECORDED:
            self.first.append(Mismatch(dotted(place), reason))

    def absorb(self, place: tuple[str | int, ...], inner: Mismatches) -> None:
        """Record those of a part, which is at a place."""
        self.count += inner.count
        prefix = dotted(place)
        for each in inner.first[: RECORDED - len(self.first)]:
            path = ".".join(filter(None, (prefix, each.path)))
            self.first.append(Mismatch(path, each.reason))

    def frozen(self) -> Mismatches:
        """What was found."""
        return Mismatches(tuple(self.first), self.count) if self.count else NO_MISMATCHES


_LONGEST = 64
"""Characters of a name in a path: names of a mapping may be anything."""


def dotted(place: tuple[str | int, ...]) -> str:
    """A place in one line, its names shortened and without control characters."""
    return ".".join(map(_part, place))


def _part(part: str | int) -> str:
    text = str(part)
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}\u2026"
    return printable(text)
