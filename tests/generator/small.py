"""Documents of a few lines, and what the generator makes of them."""

from __future__ import annotations

import importlib
import json
import random
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import pytest

from generator.analysis import analyze
from generator.api import Api, Operation
from generator.diagnostics import Diagnostic, DocumentError, Severity
from generator.load import load
from generator.targets.python.package import project_files
from generator.types import Declaration, Enum, Field, Model, Type, Union
from generator.write import formatted

Json = Any
OK: Json = {"description": "Fine."}

THING: Json = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}, "size": {"type": "integer"}},
}
SCHEMAS: Json = {
    "Thing": THING,
    "Things": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
}


def body(schema: Json, media_type: str = "application/json") -> Json:
    """A body of one form."""
    return {"description": "It.", "content": {media_type: {"schema": schema}}}


def operation(**more: Json) -> Json:
    """An operation that answers nothing, unless told otherwise."""
    return {"responses": {"204": OK}, **more}


def impossible() -> Json:
    """An operation that can't be expressed: it must send a header that nothing can send."""
    header: Json = {"name": "a b", "in": "header", "required": True, "schema": {}}
    return operation(parameters=[header])


def document(
    paths: Json | None = None,
    schemas: Json | None = None,
    *,
    openapi: Json = "3.1.0",
    components: Json | None = None,
    **root: Json,
) -> Json:
    """A whole document."""
    parts: dict[str, Json] = dict(components or {})
    if schemas is not None:
        parts["schemas"] = schemas
    return {
        "openapi": openapi,
        "info": {"title": "Small", "version": "1.0.0"},
        "paths": paths or {},
        **({"components": parts} if parts else {}),
        **root,
    }


def of_schemas(schemas: Json, **root: Json) -> Json:
    """A document that answers each of its schemas, and takes each in a list."""
    paths = {
        f"/{name}": {
            "get": {
                "tags": ["things"],
                "operationId": f"get{name}",
                "responses": {"200": body(ref(name))},
            },
            "post": {
                "tags": ["things"],
                "operationId": f"post{name}",
                "requestBody": {**body({"type": "array", "items": ref(name)}), "required": True},
                "responses": {"204": OK},
            },
        }
        for name in schemas
    }
    return document(paths, schemas, **root)


def ref(name: str) -> Json:
    """A reference to one of the schemas."""
    escaped = name.replace("~", "~0").replace("/", "~1")
    return {"$ref": f"#/components/schemas/{escaped}"}


def api_of(data: Json, tmp_path: Path, **options: Any) -> Api:
    """What the generator understands; there is nothing wrong."""
    api, _ = analyze(load(written(data, tmp_path), strict=True), **options)
    return api


def forgiven(data: Json, tmp_path: Path, **options: Any) -> tuple[Api, tuple[Diagnostic, ...]]:
    """What the generator understands where it is not strict, and what it warns of."""
    return analyze(load(written(data, tmp_path)), **options)


def warnings_of(data: Json, tmp_path: Path, **options: Any) -> tuple[Diagnostic, ...]:
    """What the generator warns of; there is nothing wrong."""
    return analyze(load(written(data, tmp_path), strict=True), **options)[1]


def errors_of(data: Json, tmp_path: Path, **options: Any) -> list[Diagnostic]:
    """What the generator objects to; there is something."""
    with pytest.raises(DocumentError) as caught:
        analyze(load(written(data, tmp_path), strict=True), **options)
    return [one for one in caught.value.diagnostics if one.severity is Severity.ERROR]


def written(data: Json, tmp_path: Path) -> Path:
    """The document in a file."""
    path = tmp_path / "small.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def declared(api: Api, name: str) -> Declaration:
    """A declaration by its identifier."""
    (found,) = [
        one.declaration for one in api.declarations.values() if one.declaration.name == name
    ]
    return found


def model(api: Api, name: str) -> Model:
    """A model by its identifier."""
    found = declared(api, name)
    assert isinstance(found, Model)
    return found


def enum(api: Api, name: str) -> Enum:
    """An enum by its identifier."""
    found = declared(api, name)
    assert isinstance(found, Enum)
    return found


def union(api: Api, name: str) -> Union:
    """A union by its identifier."""
    found = declared(api, name)
    assert isinstance(found, Union)
    return found


def field(api: Api, name: str, wire: str) -> Field:
    """A model's property by its name on the wire."""
    (found,) = [one for one in model(api, name).fields if one.wire == wire]
    return found


def type_of(schema: Json, tmp_path: Path, schemas: Json | None = None, **root: Json) -> Type:
    """The type of a property with a schema."""
    thing = {"type": "object", "properties": {"it": schema}}
    return field(
        api_of(of_schemas({"Thing": thing, **(schemas or {})}, **root), tmp_path), "Thing", "it"
    ).type


def operations(api: Api) -> dict[str, Operation]:
    """All operations by their ids."""
    found: dict[str, Operation] = {}
    pending = [*api.resources, *(r for namespace in api.namespaces for r in namespace.resources)]
    while pending:
        resource = pending.pop()
        found |= {one.id: one for one in resource.operations}
        pending += resource.children
    return found


def only(data: Json, tmp_path: Path) -> Operation:
    """The only operation of a document."""
    (found,) = operations(api_of(data, tmp_path)).values()
    return found


def package_of(data: Json, tmp_path: Path, name: str = "small") -> Path:
    """A project generated from a document; the folder that has its package."""
    api = api_of(data, tmp_path, package=name)
    for path, content in formatted(project_files(api)).items():
        target = tmp_path / "project" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
    return tmp_path / "project" / "src"


@contextmanager
def imported(source: Path, name: str = "small") -> Generator[ModuleType]:
    """A generated package, for as long as it is looked at."""
    sys.path.insert(0, str(source))
    importlib.invalidate_caches()
    try:
        yield importlib.import_module(name)
    finally:
        sys.path.remove(str(source))
        for module in [one for one in sys.modules if one.partition(".")[0] == name]:
            del sys.modules[module]


def module_of(package: ModuleType, name: str) -> Any:
    """A module of a generated package."""
    return importlib.import_module(f"{package.__name__}.{name}")


def shuffled(value: Json, seed: int) -> Json:
    """The value with its mappings in another order, but for the properties of objects."""
    source = random.Random(seed)

    def mix(one: Json) -> Json:
        if isinstance(one, list):
            items = cast("list[Json]", cast("object", one))
            return [mix(item) for item in items]
        if not isinstance(one, dict):
            return one
        given = cast("dict[str, Json]", cast("object", one))
        names = source.sample(list(given), len(given))
        mixed: Json = {name: mix(given[name]) for name in names}
        if "properties" in given:
            mixed["properties"] = {name: mixed["properties"][name] for name in given["properties"]}
        return mixed

    return mix(value)
