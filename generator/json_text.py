"""JSON for people who compare: a value on one line where it fits, else a line for each member."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Callable

Json: TypeAlias = object

_WIDTH = 100
_UNSEEN = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""Characters that can't be seen, or that turn the direction of what can be."""
_text: Callable[[str], str] = json.JSONEncoder(ensure_ascii=False).encode


def json_text(value: Json) -> str:
    """A value of JSON as text, its keys in their order, with a line's end at its end."""
    text = _written(value, "\n", 0) + "\n"
    return text if text.isascii() else _UNSEEN.sub(lambda one: f"\\u{ord(one[0]):04x}", text)


def _written(value: Json, newline: str, before: int) -> str:
    """A value as text.

    Args:
        value: The value.
        newline: What divides lines where it stands: a line's end and the indentation.
        before: The characters that stand before it, and a comma after it.
    """
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict) and value:
        deeper = newline + " "
        parts = [
            f"{_text(name)}: {_written(item, deeper, len(deeper) + len(name) + 4)}"
            for name, item in cast("dict[str, Any]", value).items()
        ]
        return _joined(parts, "{", "}", newline, _WIDTH - before)
    if isinstance(value, list | tuple) and value:
        deeper = newline + " "
        parts = [_written(item, deeper, len(deeper)) for item in cast("list[Any]", value)]
        return _joined(parts, "[", "]", newline, _WIDTH - before)
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _joined(parts: list[str], begin: str, end: str, newline: str, width: int) -> str:
    """The members of an object or a list, on one line if they fit."""
    if sum(map(len, parts)) + 2 * len(parts) <= width and not any("\n" in one for one in parts):
        return f"{begin}{', '.join(parts)}{end}"
    inner = f",{newline} ".join(parts)
    return f"{begin}{newline} {inner}{newline}{end}"
