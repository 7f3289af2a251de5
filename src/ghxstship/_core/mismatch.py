"""Where an answer differs from the document, without the values: they may be anybody's secret."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from .text import printable

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
_COUNTS = "mismatches_by_field"


def mismatches(answer: object) -> Mismatches:
    """What is not as documented in an answer, or in a part of it.

    Args:
        answer: What a method returned, an item of a list, an event of a stream or of a webhook, or
            any model inside one. Lists and mappings have what their elements have.

    Returns:
        The mismatches, their paths from the answer on. None for whatever is as documented. A field
        that is assigned, or given to `model_copy`, is the caller's own, and its model has none
        there any more; what holds the model still has those that it came with.
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


def mark(model: object, own: Collected, fields: frozenset[str]) -> Mismatches:
    """Record the mismatches of a model in it, where they are copied and pickled with it.

    Args:
        model: The model.
        own: What was found in it.
        fields: The fields whose own value is missing or of another type.

    Returns:
        What was found.
    """
    found = own.frozen()
    private = {_KEY: found, _FIELDS: fields, _COUNTS: own.counts}
    object.__setattr__(model, "__pydantic_private__", private)
    return found


def forget(model: object, name: str, wire: str) -> None:
    """Forget what came in a field, which has another value now.

    Args:
        model: The model.
        name: The field's name.
        wire: Its name in JSON.
    """
    private = cast("dict[str, Any] | None", getattr(model, "__pydantic_private__", None))
    if not private:
        return
    counts: dict[str | int, int] = private[_COUNTS]
    left = {part: count for part, count in counts.items() if part not in {name, wire}}
    if left == counts:
        return
    places = dotted((name,)), dotted((wire,))
    within = tuple(f"{place}." for place in places)
    found: Mismatches = private[_KEY]
    first = (each for each in found.first if each.path not in places)
    kept = tuple(each for each in first if not each.path.startswith(within))
    corrected = {
        _KEY: Mismatches(kept, sum(left.values())),
        _FIELDS: private[_FIELDS] - {name},
        _COUNTS: left,
    }
    object.__setattr__(model, "__pydantic_private__", corrected if left else None)


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

    __slots__ = ("counts", "fields", "first")

    def __init__(self) -> None:
        self.first: list[Mismatch] = []
        self.counts: dict[str | int, int] = {}
        """How many there are, by the first parts of their places."""
        self.fields: set[str | int] = set()
        """The first parts of the places that have just one."""

    def add(self, place: tuple[str | int, ...], reason: str) -> None:
        """Record one."""
        self._count(place, 1)
        if len(place) == 1:
            self.fields.add(place[0])
        if len(self.first) < RECORDED:
            self.first.append(Mismatch(dotted(place), reason))

    def absorb(self, place: tuple[str | int, ...], inner: Mismatches) -> None:
        """Record those of a part, which is at a place."""
        self._count(place, inner.count)
        prefix = dotted(place)
        for each in inner.first[: RECORDED - len(self.first)]:
            path = ".".join(filter(None, (prefix, each.path)))
            self.first.append(Mismatch(path, each.reason))

    def frozen(self) -> Mismatches:
        """What was found."""
        count = sum(self.counts.values())
        return Mismatches(tuple(self.first), count) if count else NO_MISMATCHES

    def _count(self, place: tuple[str | int, ...], count: int) -> None:
        if count:
            part = place[0] if place else ""
            self.counts[part] = self.counts.get(part, 0) + count


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
