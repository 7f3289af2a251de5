"""What to call what has no name of its own: by where it stands."""

from __future__ import annotations

from .. import names
from ..pointers import unescaped


def item_name(hint: str) -> str:
    """The name of one of many."""
    single = names.singular(hint)
    return single if single != hint else f"{hint}Item"


def way(pointer: str) -> str:
    """A name for the way from a component to something inside of it."""
    name = ""
    parts = iter(pointer.split("/")[1:])
    for part in parts:
        if part == "properties":
            name += names.pascal(unescaped(next(parts, "")))
        elif part in {"$defs", "definitions"}:
            name = names.pascal(unescaped(next(parts, "")))
        elif part == "patternProperties":
            next(parts, None)
            name = item_name(name)
        elif part == "prefixItems":
            name = f"{item_name(name)}{int(next(parts, '0')) + 1}"
        elif part in {"items", "additionalProperties"}:
            name = item_name(name)
        elif part in {"oneOf", "anyOf"}:
            name += f"Variant{int(next(parts, '0')) + 1}"
        elif part in {"allOf", "content"}:
            next(parts, None)
    return name
