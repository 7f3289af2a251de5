"""Reading a document: YAML 1.2 or JSON, checked against OpenAPI 3, its references resolved.

YAML is read by yaml-rs: of the fast readers it alone keeps to YAML 1.2 (`on`, `no` and
`2024-01-15` stay strings), refuses duplicate keys, and bounds the work that aliases make.
"""

from __future__ import annotations

import json
import math
import re
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

import yaml_rs
from openapi_python_client.schema import OpenAPI
from pydantic import BaseModel, ValidationError

from .diagnostics import Diagnostic, DocumentError

if TYPE_CHECKING:
    from pathlib import Path

Json: TypeAlias = object
ModelT = TypeVar("ModelT", bound=BaseModel)

_ROOT = "#"
_DEEPEST = 100
"""Levels of objects and arrays: as many as what is generated from them can have."""
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class Document:
    """A document that has the form of OpenAPI 3."""

    file: str
    """Its file name, for messages and headers."""
    data: dict[str, Json]
    """All of it, as it stands."""
    model: OpenAPI
    """All of it, in openapi-python-client's schema models."""
    _resolved: dict[tuple[str, type[BaseModel]], BaseModel] = field(
        default_factory=dict[tuple[str, type[BaseModel]], BaseModel]
    )

    def at(self, pointer: str) -> Json:
        """What stands at a pointer.

        Raises:
            LookupError: Nothing does.
        """
        return value_at(self.data, pointer)

    def resolve(self, pointer: str, kind: type[ModelT]) -> ModelT:
        """What stands at a pointer, as one of the schema models.

        Args:
            pointer: A JSON pointer as a fragment.
            kind: What is expected there.

        Raises:
            LookupError: Nothing is there.
            DocumentError: What is there is something else.
        """
        key = (pointer, kind)
        if key not in self._resolved:
            self._resolved[key] = validated(self.file, kind, self.at(pointer), pointer)
        return cast("ModelT", self._resolved[key])


def load(path: Path) -> Document:
    """Read a document.

    Args:
        path: A YAML or JSON file.

    Returns:
        The document, known to have the form of OpenAPI 3.0 or 3.1.

    Raises:
        DocumentError: It can't be read, or has another form; every place is named.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _stop(path.name, f"the file can't be read: {error}", "give a UTF-8 file") from None
    data = _parse(path.name, text, is_json=path.suffix.lower() == ".json")
    if not isinstance(data, dict):
        remedy = "begin with `openapi: 3.1.0`"
        raise _stop(path.name, "the document is not an object", remedy)
    data = cast("dict[str, Json]", _as_json(path.name, cast("Json", data), _ROOT))
    version = data.get("openapi")
    if not (isinstance(version, str) and re.fullmatch(r"3\.[01]\.\d+", version)):
        raise _stop(
            path.name, f"`openapi` is {version!r}", "write OpenAPI 3.0 or 3.1, such as `3.1.0`"
        )
    return Document(path.name, data, validated(path.name, OpenAPI, data, _ROOT))


def value_at(data: Json, pointer: str) -> Json:
    """What stands at a JSON pointer (RFC 6901) in its fragment form.

    Raises:
        LookupError: Nothing does.
    """
    for part in pointer.removeprefix(_ROOT).split("/")[1:]:
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


def validated(file: str, kind: type[ModelT], value: Json, pointer: str) -> ModelT:
    """A value as one of the schema models.

    Raises:
        DocumentError: It has another form; every place is named.
    """
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        found: dict[str, Diagnostic] = {}
        for item in error.errors(include_url=False, include_context=False):
            place = _place(value, pointer, item["loc"], missing=item["type"] == "missing")
            reason = item["msg"].removeprefix("Value error, ")
            remedy = "see the OpenAPI specification for what may stand here"
            found.setdefault(place, Diagnostic(file, place, reason, remedy))
        raise DocumentError(found.values()) from None


def _place(value: Json, pointer: str, location: tuple[str | int, ...], *, missing: bool) -> str:
    """A pointer from a validation error's location, which also names members of unions."""
    for part in location:
        if isinstance(value, dict) and part in value:
            value = cast("dict[str | int, Json]", value)[part]
        elif isinstance(value, list) and isinstance(part, int):
            value = cast("list[Json]", value)[part]
        elif not (missing and part == location[-1]):
            continue
        pointer = join(pointer, part)
    return pointer


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
        raise _stop(file, reason, "mend the file's syntax") from None


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
        raise _stop(
            file, "this is nested too deeply", "give parts of it names of their own", pointer
        )
    if isinstance(value, dict):
        mapping: dict[str, Json] = {}
        for key, item in cast("dict[Json, Json]", value).items():
            name = str(key) if type(key) is int else key
            if not isinstance(name, str):
                raise _stop(file, f"the key {key!r} is not a string", "put it in quotes", pointer)
            if name in mapping:
                raise _stop(file, f"the key {name!r} stands twice", "remove one", pointer)
            _check_text(file, name, pointer)
            mapping[name] = _as_json(file, item, join(pointer, name), depth + 1)
        return mapping
    if isinstance(value, list):
        items = cast("list[Json]", value)
        return [_as_json(file, item, join(pointer, i), depth + 1) for i, item in enumerate(items)]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > sys.float_info.max:
        raise _stop(
            file, "the integer is out of range", "write one that a double can hold", pointer
        )
    is_number = isinstance(value, int | float) and math.isfinite(value)
    if not (value is None or is_number or isinstance(value, str)):
        raise _stop(file, f"{value!r} is not a JSON value", "put it in quotes", pointer)
    if isinstance(value, str):
        _check_text(file, value, pointer)
    return value


def _check_text(file: str, text: str, pointer: str) -> None:
    """Refuse text that can't be written to a file: half of a character, which JSON can say."""
    if not text.isascii() and _SURROGATE.search(text):
        reason = f"{text!r} has half of a surrogate pair, which is no character"
        raise _stop(file, reason, "write the character itself", pointer)


def _stop(file: str, reason: str, remedy: str, pointer: str = _ROOT) -> DocumentError:
    return DocumentError([Diagnostic(file, pointer, reason, remedy)])
