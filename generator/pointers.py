"""JSON pointers (RFC 6901) in their fragment form, such as `#/paths/~1deals/get`."""

from __future__ import annotations

from typing import TypeAlias, cast

Json: TypeAlias = object

ROOT = "#"


def value_at(data: Json, pointer: str) -> Json:
    """What stands at a JSON pointer (RFC 6901) in its fragment form.

    Raises:
        LookupError: Nothing does.
    """
    for part in pointer.removeprefix(ROOT).split("/")[1:]:
        name = unescaped(part)
        if isinstance(data, list):
            if not name.isdecimal():
                raise LookupError(pointer)
            data = cast("list[Json]", data)[int(name)]
        elif isinstance(data, dict):
            data = cast("dict[str, Json]", data)[name]
        else:
            raise LookupError(pointer)  # noqa: TRY004 - the pointer's fault, not the caller's
    return data


def join(pointer: str, *parts: str | int) -> str:
    """A pointer to what is inside of what a pointer points to."""
    return "/".join((pointer, *(str(part).replace("~", "~0").replace("/", "~1") for part in parts)))


def unescaped(part: str) -> str:
    """A part of a pointer as the name that it stands for."""
    return part.replace("~1", "/").replace("~0", "~")
