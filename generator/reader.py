"""Reading one file: YAML 1.2 or JSON, as the values that JSON has.

YAML is read by yaml-rs: of the fast readers it alone keeps to YAML 1.2 (`on`, `no` and
`2024-01-15` stay strings), refuses duplicate keys, and bounds the work that aliases make.
"""

from __future__ import annotations

import json
import math
import re
import sys
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import yaml_rs

from .diagnostics import Diagnostic, DocumentError
from .pointers import ROOT, join

if TYPE_CHECKING:
    from pathlib import Path

Json: TypeAlias = object

_DEEPEST = 100
"""Levels of objects and arrays: as many as what is generated from them can have."""
_SURROGATE = re.compile("[\ud800-\udfff]")


def read(path: Path, name: str) -> tuple[Json, str]:
    """Read a file.

    Args:
        path: Where it is; by its suffix it is JSON, and else YAML.
        name: What diagnostics call it.

    Returns:
        What it says, and its text.

    Raises:
        DocumentError: It can't be read, or is not JSON's data.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise stop(name, f"the file can't be read: {error}", "give a UTF-8 file") from None
    return _as_json(name, _parse(name, text, is_json=path.suffix.lower() == ".json"), ROOT), text


def stop(file: str, reason: str, remedy: str, pointer: str = ROOT) -> DocumentError:
    """What ends the reading of a file.

    Args:
        file: Its name.
        reason: What is wrong.
        remedy: What would be right.
        pointer: Where.
    """
    return DocumentError([Diagnostic(file, pointer, reason, remedy)])


def _parse(file: str, text: str, *, is_json: bool) -> Json:
    try:
        if is_json:
            return json.loads(text, object_pairs_hook=_without_duplicates)
        return yaml_rs.loads(text, parse_datetime=False)
    except (ValueError, RecursionError) as error:
        reason = f"the file can't be parsed: {error}"
        duplicate = re.search(r"duplicate mapping key: '?(.*?)'?$", str(error))
        if duplicate:
            reason = f"the key {duplicate[1]!r} stands twice{_line_of_duplicate(text)}"
        raise stop(file, reason, "fix the file's syntax") from None


def _without_duplicates(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"duplicate mapping key: {twice!r}")
    return found


def _line_of_duplicate(text: str) -> str:
    """Where a key stands for the second time: asked of a slow reader that keeps the lines."""
    from ruamel.yaml import YAML  # noqa: PLC0415 - only a broken document needs it
    from ruamel.yaml.constructor import DuplicateKeyError  # noqa: PLC0415

    reader: Any = YAML(typ="safe", pure=True)
    try:
        reader.load(text)
    except DuplicateKeyError as error:
        mark = cast("Any", error).problem_mark
        return f" (line {mark.line + 1})"
    return ""


def _as_json(file: str, value: Json, pointer: str, depth: int = 0) -> Json:
    """The value as JSON would have it: a key such as `200` becomes a string."""
    if depth > _DEEPEST:
        raise stop(
            file, "this is nested too deeply", "give parts of it names of their own", pointer
        )
    if isinstance(value, dict):
        mapping: dict[str, Json] = {}
        for key, item in cast("dict[Json, Json]", value).items():
            name = str(key) if type(key) is int else key
            if not isinstance(name, str):
                raise stop(file, f"the key {key!r} is not a string", "put it in quotes", pointer)
            if name in mapping:
                raise stop(file, f"the key {name!r} stands twice", "remove one", pointer)
            _check_text(file, name, pointer)
            mapping[name] = _as_json(file, item, join(pointer, name), depth + 1)
        return mapping
    if isinstance(value, list):
        items = cast("list[Json]", value)
        return [_as_json(file, item, join(pointer, i), depth + 1) for i, item in enumerate(items)]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > sys.float_info.max:
        raise stop(file, "the integer is out of range", "write one that a double can hold", pointer)
    is_number = isinstance(value, int | float) and math.isfinite(value)
    if not (value is None or is_number or isinstance(value, str)):
        raise stop(file, f"{value!r} is not a JSON value", "put it in quotes", pointer)
    if isinstance(value, str):
        _check_text(file, value, pointer)
    return value


def _check_text(file: str, text: str, pointer: str) -> None:
    """Refuse text that can't be written to a file: half of a character, which JSON can say."""
    if not text.isascii() and _SURROGATE.search(text):
        reason = f"{text!r} has half of a surrogate pair, which is no character"
        raise stop(file, reason, "write the character itself", pointer)
