"""JSON pointers (RFC 6901) in their fragment form, such as `#/paths/~1deals/get`."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TypeAlias, cast

Json: TypeAlias = object

ROOT = "#"
EXTERNAL = "$external"
"""Below this key a document has what stands in other files, by their paths."""
_EXTERNAL = f"{ROOT}/{EXTERNAL}/"


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
    for part in parts:
        text = str(part)
        if "~" in text or "/" in text:
            text = text.replace("~", "~0").replace("/", "~1")
        pointer = f"{pointer}/{text}"
    return pointer


def unescaped(part: str) -> str:
    """A part of a pointer as the name that it stands for."""
    return part.replace("~1", "/").replace("~0", "~") if "~" in part else part


def external(pointer: str) -> tuple[str, str] | None:
    """The other file that a pointer leads to, and the pointer in it; `None` for the document."""
    if not pointer.startswith(_EXTERNAL):
        return None
    name, slash, rest = pointer.removeprefix(_EXTERNAL).partition("/")
    return unescaped(name), ROOT + slash + rest


def shown(pointer: str) -> str:
    """A pointer as a reader finds it: with the other file's name, where it leads to one."""
    return "".join(external(pointer) or (pointer,))


def last_name(pointer: str) -> str:
    """What a pointer's target is called: its last part, for a whole file the file's name."""
    found = external(pointer)
    if found is not None and found[1] == ROOT:
        return PurePosixPath(found[0]).stem
    return unescaped(pointer.rpartition("/")[2])
