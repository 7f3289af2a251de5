"""Reading a document: YAML 1.2 or JSON, its parts checked against OpenAPI 3 when they are used.

Under `strict` all of it is checked at once, and what is not as the specification has it is an
error. Otherwise a slip is put right in what was read (`repair.py`), so that one bad part of a
document does not cost the rest.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from openapi_python_client.schema import OpenAPI, Schema
from pydantic import BaseModel, ValidationError

from .bundle import Externals, bundle
from .diagnostics import Diagnostic, DocumentError, Severity
from .pointers import EXTERNAL, ROOT, join, value_at
from .reader import read, stop
from .repair import location_in, repair, schema_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Json: TypeAlias = object
ModelT = TypeVar("ModelT", bound=BaseModel)

_CALLBACKS = ("#/components/callbacks/", f"#/{EXTERNAL}/")

_LEAVING = re.compile(r"""\$ref["']?\s*:\s*["']?[^#"'\s]""")
"""What a text has that may refer to other files."""


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
    externals: Externals = field(default_factory=Externals)
    """What its references to other files lead to."""
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
        if kind is Schema and isinstance(value, bool):
            value = schema_of(allows=value)
        try:
            return kind.model_validate(value)
        except ValidationError as error:
            found = _diagnostics(self.file, error, value, pointer)
        repaired, slips = repair(kind, value, self.file, pointer)
        if repaired is None or (self.strict and slips):
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
    read_data, text = read(path, path.name)
    if not isinstance(read_data, dict):
        raise stop(path.name, "the document is not an object", "begin with `openapi: 3.1.0`")
    data = cast("dict[str, Json]", read_data)
    version = data.get("openapi")
    if re.fullmatch(r"3\.[012](\.\d+)?", str(version)) is None:
        remedy = "write OpenAPI 3.0, 3.1 or 3.2, such as `3.1.0`"
        if version is None and "swagger" in data:
            remedy = "this is Swagger 2.0: convert it to OpenAPI 3 first"
        raise stop(path.name, f"`openapi` is {version!r}", remedy)
    externals = bundle(path, data) if _LEAVING.search(text) else Externals()
    _place_callbacks(data)
    document = Document(path.name, data, strict, externals=externals)
    if strict:
        document.checked({**data, "openapi": "3.1.0"}, ROOT, OpenAPI)
    return document


def _place_callbacks(data: dict[str, Json]) -> None:
    """Put the callbacks that operations refer to in place: the schema models know no references."""
    for pointer in ("#/paths", "#/components/pathItems"):
        try:
            paths = value_at(data, pointer)
        except LookupError:
            continue
        for operation in (one for item in _objects(paths) for one in _objects(item)):
            callbacks = operation.get("callbacks")
            for callback in _objects(callbacks):
                reference = str(callback.get("$ref"))
                # What is referred to elsewhere might hold the operation itself.
                if reference.startswith(_CALLBACKS):
                    target: Json = None
                    with suppress(LookupError):  # it stays, to be told of
                        target = value_at(data, reference)
                    if isinstance(target, dict):
                        callback.clear()
                        callback.update(cast("dict[str, Any]", target))


def _objects(value: Json) -> Iterator[dict[str, Any]]:
    """The objects among an object's members."""
    for one in cast("dict[str, Json]", value).values() if isinstance(value, dict) else ():
        if isinstance(one, dict):
            yield cast("dict[str, Any]", one)


def _diagnostics(file: str, error: ValidationError, value: Json, pointer: str) -> list[Diagnostic]:
    """Every place that a schema model refused."""
    found: dict[str, Diagnostic] = {}
    for item in error.errors(include_url=False, include_context=False):
        place = join(pointer, *location_in(value, item["loc"]))
        reason = item["msg"].removeprefix("Value error, ")
        remedy = "see the OpenAPI specification for what may stand here"
        found.setdefault(place, Diagnostic(file, place, reason, remedy))
    return list(found.values())
