"""Reading a document: YAML 1.2 or JSON, its parts checked against OpenAPI 3 when they are used.

Under `strict` all of it is checked at once, and what is not as the specification has it is an
error. Otherwise a slip is put right in what was read (`repair.py`), so that one bad part of a
document does not cost the rest.

YAML is read by yaml-rs: of the fast readers it alone keeps to YAML 1.2 (`on`, `no` and
`2024-01-15` stay strings), refuses duplicate keys, and bounds the work that aliases make.
"""

from __future__ import annotations

import json
import math
import re
import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

import yaml_rs
from openapi_python_client.schema import OpenAPI
from pydantic import BaseModel, ValidationError

from .diagnostics import Diagnostic, DocumentError, Severity
from .pointers import ROOT, join, value_at
from .repair import location_in, repair

if TYPE_CHECKING:
    from pathlib import Path

Json: TypeAlias = object
ModelT = TypeVar("ModelT", bound=BaseModel)

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
    strict: bool = False
    """Whether slips and what can't be expressed are errors."""
    slips: dict[Diagnostic, None] = field(default_factory=dict[Diagnostic, None])
    """What was put right in it so far."""
    _resolved: dict[tuple[str, type[BaseModel]], BaseModel] = field(
        default_factory=dict[tuple[str, type[BaseModel]], BaseModel]
    )

    def at(self, pointer: str) -> Json:
        """What stands at a pointer.

        Raises:
            LookupError: Nothing does.
        """
        return value_at(self.data, pointer)

    def members(self, pointer: str) -> dict[str, Any]:
        """The object at a pointer; nothing at all, or something else, counts as an empty one."""
        return cast("dict[str, Any]", self._of_kind(pointer, dict, "object"))

    def items(self, pointer: str) -> list[Any]:
        """The array at a pointer; nothing at all, or something else, counts as an empty one."""
        return cast("list[Any]", self._of_kind(pointer, list, "array"))

    def _of_kind(self, pointer: str, kind: type[dict[str, Any] | list[Any]], name: str) -> Json:
        try:
            found = self.at(pointer)
        except LookupError:
            return kind()
        if isinstance(found, kind):
            return cast("Json", found)
        if found is not None:
            reason = f"this is no {name} and is ignored"
            slip = Diagnostic(self.file, pointer, reason, f"write an {name}")
            if self.strict:
                raise DocumentError([slip])
            self.slips.setdefault(replace(slip, severity=Severity.WARNING))
        return kind()

    def resolve(self, pointer: str, kind: type[ModelT]) -> ModelT:
        """What stands at a pointer, as one of openapi-python-client's schema models.

        Args:
            pointer: A JSON pointer as a fragment.
            kind: What is expected there.

        Raises:
            LookupError: Nothing is there.
            DocumentError: What is there is something else.
        """
        key = (pointer, kind)
        if key not in self._resolved:
            self._resolved[key] = self.checked(self.at(pointer), pointer, kind)
        return cast("ModelT", self._resolved[key])

    def checked(self, value: Json, pointer: str, kind: type[ModelT]) -> ModelT:
        """A value of the document as one of the schema models, its slips put right in place.

        Args:
            value: What stands at the pointer, or a part of it.
            pointer: Where it stands.
            kind: What is expected there.

        Raises:
            DocumentError: It is something else.
        """
        try:
            return kind.model_validate(value)
        except ValidationError as error:
            found = _diagnostics(self.file, error, value, pointer)
        if self.strict:
            raise DocumentError(found)
        repaired, slips = repair(kind, value, self.file, pointer)
        if repaired is None:
            raise DocumentError(found)
        self.slips.update(dict.fromkeys(slips))
        return repaired


def load(path: Path, *, strict: bool = False) -> Document:
    """Read a document.

    Args:
        path: A YAML or JSON file.
        strict: Whether slips, and later what can't be expressed, are errors.

    Returns:
        The document; a strict one is known to have the form of OpenAPI 3.

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
    data = cast("dict[str, Json]", _as_json(path.name, cast("Json", data), ROOT))
    version = data.get("openapi")
    if re.fullmatch(r"3\.[012](\.\d+)?", str(version)) is None:
        remedy = "write OpenAPI 3.0, 3.1 or 3.2, such as `3.1.0`"
        if version is None and "swagger" in data:
            remedy = "this is Swagger 2.0: convert it to OpenAPI 3 first"
        raise _stop(path.name, f"`openapi` is {version!r}", remedy)
    document = Document(path.name, data, strict)
    if strict:
        document.checked({**data, "openapi": "3.1.0"}, ROOT, OpenAPI)
    return document


def _diagnostics(file: str, error: ValidationError, value: Json, pointer: str) -> list[Diagnostic]:
    """Every place that a schema model refused."""
    found: dict[str, Diagnostic] = {}
    for item in error.errors(include_url=False, include_context=False):
        place = join(pointer, *location_in(value, item["loc"]))
        reason = item["msg"].removeprefix("Value error, ")
        remedy = "see the OpenAPI specification for what may stand here"
        found.setdefault(place, Diagnostic(file, place, reason, remedy))
    return list(found.values())


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


def _stop(file: str, reason: str, remedy: str, pointer: str = ROOT) -> DocumentError:
    return DocumentError([Diagnostic(file, pointer, reason, remedy)])
