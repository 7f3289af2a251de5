"""Paths to the values in what is sent.

A path leads through names in JSON, divided by `/`, and through each item of an array; `*` is any
name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypeAlias, cast

from .errors import InvalidArgumentError

Paths: TypeAlias = tuple[str, ...]

Around: TypeAlias = tuple[Mapping[str, Any], ...]
"""The objects around a value, outermost first."""


def values_at(value: object, path: str) -> Iterator[tuple[tuple[str, ...], object, Around]]:
    """What a path leads to.

    Args:
        value: Objects, arrays and scalars, as JSON has them.
        path: The path; empty for the value itself.

    Yields:
        The place of each value that is not `None`, the value, and the objects around it.
    """
    return _found(value, path.split("/") if path else [], (), ())


def _found(
    value: object, path: list[str], place: tuple[str, ...], around: Around
) -> Iterator[tuple[tuple[str, ...], object, Around]]:
    if isinstance(value, list):
        for index, item in enumerate(cast("list[object]", value)):
            yield from _found(item, path, (*place, str(index)), around)
    elif not path:
        if value is not None:
            yield place, value, around
    elif isinstance(value, Mapping):
        members = cast("Mapping[str, object]", value)
        for name in members if path[0] == "*" else path[:1]:
            if name in members:
                inside = (*around, members)
                yield from _found(members[name], path[1:], (*place, name), inside)


class Zoneless:
    """Stands for a datetime without a time zone, which JSON cannot say.

    Args:
        refusal: What is wrong with it where a moment belongs.
    """

    __slots__ = ("refusal",)

    def __init__(self, refusal: str) -> None:
        self.refusal = refusal


def check_dates(body: object, paths: Paths) -> None:
    """Refuse a datetime for a date: a type checker takes one for the other.

    Args:
        body: The body, by names on the wire.
        paths: Where it has dates.

    Raises:
        InvalidArgumentError: It has a datetime there.
    """
    for path in paths:
        for place, value, _ in values_at(body, path):
            check_date(".".join(("body", *place)), value)


def check_date(name: str, value: object) -> None:
    """Refuse a datetime for a date.

    Args:
        name: What the value is called.
        value: The value; whatever is no datetime is left to the server.

    Raises:
        InvalidArgumentError: It is a datetime.
    """
    if isinstance(value, datetime | Zoneless):
        raise InvalidArgumentError(
            f"{name} is a date without a time, and a datetime was given: "
            "pass value.date(), its day in its own time zone"
        )
