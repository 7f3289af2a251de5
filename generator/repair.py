"""Slips that every tool forgives: a missing `description`, `required: true` on a property, a null.

A part of a document that its schema model refuses is put right by the least that makes it valid:
what is missing and has a harmless value gets it, and what may not stand where it does is ignored.
Each is told with its place, and under `--strict` nothing is repaired.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from pydantic import BaseModel, ValidationError

from .diagnostics import Diagnostic, Severity
from .pointers import join

if TYPE_CHECKING:
    from collections.abc import Iterable

Json: TypeAlias = object
ModelT = TypeVar("ModelT", bound=BaseModel)

_PASSES = 1_000
"""How many slips one part may have that are put right one after the other."""
_WARNING = Severity.WARNING
_HARMLESS: dict[str, Any] = {"description": "", "responses": {}, "content": {}, "scopes": {}}
"""What stands for what is missing, where that says no more than its absence."""
_SCHEMA = frozenset({"schema", "items", "not"})
_SCHEMAS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems", "properties", "schemas"})
_SEE = "see the OpenAPI specification for what may stand here"


def repair(
    kind: type[ModelT], value: Json, file: str, pointer: str
) -> tuple[ModelT | None, list[Diagnostic]]:
    """A value as one of the schema models, put right in place.

    Args:
        kind: The schema model.
        value: What was read; it is changed where it has to be.
        file: The document, for the diagnostics.
        pointer: Where the value stands.

    Returns:
        The value as that model, `None` where it can't be put right, and what was done, as warnings.
    """
    slips: list[Diagnostic] = []
    for _ in range(_PASSES):
        try:
            return kind.model_validate(value), slips
        except ValidationError as error:
            errors = error.errors(include_url=False, include_context=False)
        found = dict.fromkeys((location_in(value, one["loc"]), one["type"]) for one in errors)
        changed = False
        for path, kind_of_error in _innermost(found):
            parents = _parents(value, path)
            done = None if parents is None else _mended(parents, path, kind_of_error)
            if done is not None:
                changed = True
                if done[1]:
                    slips.append(Diagnostic(file, join(pointer, *done[0]), done[1], _SEE, _WARNING))
            if parents and isinstance(parents[-1], list):
                break  # what came after what was removed has another place now
        if not changed:
            break
    return None, slips


def schema_of(*, allows: bool) -> dict[str, Any]:
    """What `true` and `false` mean where OpenAPI 3.1 has a schema."""
    return {} if allows else {"not": {}}


def _parents(value: Json, path: tuple[str | int, ...]) -> list[Any] | None:
    """What a path leads through; `None` for the value itself, and where it leads nowhere now."""
    parents: list[Any] = [value]
    for part in path[:-1]:
        inside: Any = parents[-1]
        if isinstance(part, int) and part >= len(inside):
            return None
        parents.append(inside[part])
    return parents if path else None


def location_in(value: Json, location: Iterable[str | int]) -> tuple[str | int, ...]:
    """A path through a value, from a validation error's, which also names members of unions.

    The last name may be missing in the value.
    """
    path: list[str | int] = []
    names = tuple(location)
    for place, part in enumerate(names):
        if isinstance(value, dict) and part in value:
            value = cast("dict[str | int, Json]", value)[part]
        elif isinstance(value, list) and isinstance(part, int):
            value = cast("list[Json]", value)[part]
        elif place < len(names) - 1 or not isinstance(value, dict):
            continue
        path.append(part)
    return tuple(path)


def _innermost(
    found: Iterable[tuple[tuple[str | int, ...], str]],
) -> list[tuple[tuple[str | int, ...], str]]:
    """The errors that no other lies inside of; the last item of a list first."""
    every = list(found)
    around = {path[:end] for path, _ in every for end in range(len(path))}
    left = [one for one in every if one[0] not in around]
    return sorted(left, key=lambda one: [str(part).zfill(9) for part in one[0]], reverse=True)


def _mended(
    parents: list[Any], path: tuple[str | int, ...], kind: str
) -> tuple[tuple[str | int, ...], str] | None:
    """Put one slip right: where that is and what was done, or `None` where nothing can be.

    What was done is nothing to tell where OpenAPI 3.1 allows what the schema models don't.
    """
    if kind == "missing":
        return _filled(parents, path)
    parent, name = parents[-1], path[-1]
    if isinstance(name, str) and name not in parent:
        return None
    if isinstance(parent[name], bool) and _is_schema_place(path):
        parent[name] = schema_of(allows=parent[name])
        return path, ""
    wrong: Json = parent.pop(name)
    if name == "items" and _is_list(wrong) and "prefixItems" not in parent:
        parent["prefixItems"] = wrong
        return path, "a list of `items` is read as `prefixItems`"
    if name == "required" and isinstance(wrong, bool):
        _require(parents, path, wrong=wrong)
        return path, f"`required: {str(wrong).lower()}` is read as the object's list of it"
    return path, f"{_shown(wrong)} may not stand here and is ignored"


def _filled(
    parents: list[Any], path: tuple[str | int, ...]
) -> tuple[tuple[str | int, ...], str] | None:
    """Put in what is missing where it is harmless; an item of a list that lacks more is ignored."""
    name = path[-1]
    if name in _HARMLESS:
        parents[-1][name] = copy(_HARMLESS[str(name)])
        return path, f"{name!r} is missing and taken as empty"
    if len(parents) > 1 and isinstance(parents[-2], list):
        parents[-1] = parents.pop(-2)
        parents[-1].pop(int(path[-2]))
        return path[:-1], f"this has no {name!r} and is ignored"
    return None


def _is_schema_place(path: tuple[str | int, ...]) -> bool:
    """Whether what stands there is a schema: that of a property, of items or of a body."""
    return path[-1] in _SCHEMA or (len(path) > 1 and path[-2] in _SCHEMAS)


def _is_list(value: Json) -> bool:
    return isinstance(value, list)


def _require(parents: list[Any], path: tuple[str | int, ...], *, wrong: bool) -> None:
    """Put a property that says `required: true` on its object's list of what is required."""
    if wrong and len(path) > 2 and path[-3] == "properties":
        listed: object = parents[-3].setdefault("required", [])
        if isinstance(listed, list) and path[-2] not in listed:
            cast("list[object]", listed).append(path[-2])


def _shown(value: Json) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
