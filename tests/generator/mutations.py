"""Documents with a fault: a small one that uses every feature, one node of it replaced."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from generator.analysis import analyze
from generator.description import description_text
from generator.load import load
from generator.targets.python.package import project_files

from .completeness import check_form
from .small import Json, body, document, operation, ref

Place = tuple[str | int, ...]

TEXTS = ["", " ", "None", "true", "class", "x" * 300, "数" * 120, "#/", "#/paths/0", "/{a}{", "%"]
REFS = ["#", "#/components/schemas/Pet", "#/components/schemas/none", "other.yaml", "#/info/title"]
SCALARS: list[Json] = [None, True, False, 0, -1, 2**70, 1.5, 1e308, *TEXTS]
VALUES: list[Json] = [
    *SCALARS,
    *({"$ref": one} for one in REFS),
    [],
    {},
    [None],
    [[]],
    [{}],
    {"": None},
    {"a": {"b": []}},
    {"type": "object", "properties": {"a": {"type": "string"}}},
    {"type": ["array", "null"], "items": {"type": "array", "items": {}}},
    {"oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/Pet"}]},
    {"allOf": [{"type": "string"}, {"type": "integer"}]},
    {"enum": [None]},
    {"enum": [1, "1", True]},
    {"const": {}},
    {"type": "string", "format": "byte"},
    {"name": "n", "in": "header", "schema": {"type": "string"}},
    {"get": {"responses": {"200": {"description": ""}}}},
]
KEYS = [*TEXTS, "$ref", "default", "2XX", "x-sdk", "self", "__class__", "a b"]


def search() -> Json:
    """An operation with every place and style of parameters, and bodies that are no JSON."""
    listed: Json = {"type": "array", "items": {"type": "string"}}
    plain: Json = {"type": "object", "properties": {"isDark": {"type": "boolean"}}}
    given: list[Json] = [
        {"name": "ids", "in": "path", "required": True, "style": "matrix", "schema": listed},
        {"name": "deep", "in": "query", "style": "deepObject", "schema": ref("Size")},
        {"name": "color", "in": "query", "style": "deepObject", "schema": plain},
        {"name": "json", "in": "query", "content": {"application/json": {"schema": plain}}},
        {"name": "pipes", "in": "query", "style": "pipeDelimited", "schema": listed},
        {"name": "X-Pairs", "in": "header", "explode": True, "schema": plain},
        {"name": "theme", "in": "cookie", "schema": {"type": "string"}},
        {"name": "version", "in": "query", "required": True, "schema": {"enum": ["1"]}},
    ]
    return operation(
        operationId="searchPets",
        parameters=given,
        security=[{"token": ["read"], "query": []}, {"user": []}, {}],
        requestBody={"content": {"application/x-www-form-urlencoded": {"schema": plain}}},
        responses={
            "200": body({"type": "string", "format": "binary"}, "image/png"),
            "202": body({"type": "string"}, "text/csv"),
        },
    )


def complete() -> Json:
    """A document of a few lines that has something of everything."""
    pet: Json = {
        "type": "object",
        "description": "A pet.",
        "required": ["id", "kind"],
        "additionalProperties": {"type": "integer"},
        "properties": {
            "id": {"type": "string", "format": "uuid", "readOnly": True},
            "kind": {"enum": ["cat", "dog"], "description": "Its kind.", "default": "cat"},
            "fullName": {"type": ["string", "null"], "minLength": 1, "maxLength": 9},
            "photo": {"type": "string", "format": "byte"},
            "born": {"type": "string", "format": "date"},
            "friends": {"type": "array", "items": ref("Pet"), "maxItems": 3},
            "size": {"allOf": [ref("Size")], "description": "Its size."},
            "by name": {"type": "object", "additionalProperties": ref("Size")},
        },
    }
    variant: Json = {"type": "object", "required": ["is"], "properties": {"is": {"const": "a"}}}
    other: Json = {"type": "object", "required": ["is"], "properties": {"is": {"const": "b"}}}
    page: Json = {
        "type": "object",
        "properties": {
            "data": {"type": "array", "items": ref("Pet")},
            "next": {"type": ["string", "null"]},
        },
    }
    parameters: Json = [
        {"$ref": "#/components/parameters/Cursor"},
        {"name": "kind", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
        {"name": "X-Trace", "in": "header", "schema": {"type": "string"}, "description": "Id."},
        {
            "name": "X-Room",
            "in": "header",
            "schema": {"type": "string"},
            "x-argument": {"name": "room", "env": "ROOM"},
        },
    ]
    paths: Json = {
        "/pets": {
            "get": {
                "tags": ["pets"],
                "operationId": "listPets",
                "summary": "List pets.",
                "x-pagination": "cursor",
                "parameters": parameters,
                "responses": {"200": body(page), "404": {"$ref": "#/components/responses/Lost"}},
            },
            "post": {
                "tags": ["pets"],
                "operationId": "createPet",
                "deprecated": True,
                "security": [{"key": ["write"]}],
                "requestBody": {"required": True, **body(ref("Pet"))},
                "responses": {"201": body(ref("Pet")), "default": body(ref("Fault"))},
            },
        },
        "/pets/{petId}": {
            "parameters": [
                {"name": "petId", "in": "path", "required": True, "schema": {"type": "integer"}}
            ],
            "delete": operation(operationId="zoo.pets.remove"),
            "put": operation(
                operationId="zoo.pets.feed",
                requestBody={"content": {"application/json": {"schema": ref("Either")}}},
            ),
        },
        "/search/{ids}": {"post": search()},
        "/events": {
            "get": {
                "operationId": "events.stream",
                "responses": {"200": body(ref("Either"), "text/event-stream")},
            }
        },
    }
    return document(
        paths,
        {
            "Pet": pet,
            "Size": {"type": "integer", "minimum": 0, "description": "In cm."},
            "Fault": {"type": "object", "properties": {"message": {"type": "string"}}},
            "A": variant,
            "B": other,
            "Either": {
                "oneOf": [ref("A"), ref("B")],
                "discriminator": {"propertyName": "is", "mapping": {"a": "A", "b": "B"}},
            },
        },
        components={
            "parameters": {
                "Cursor": {"name": "cursor", "in": "query", "schema": {"type": "string"}}
            },
            "responses": {"Lost": {"description": "Not found.", **body(ref("Fault"))}},
            "securitySchemes": {
                "key": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "X-Key",
                    "x-argument": {"name": "api_key", "env": "KEY"},
                },
                "token": {"type": "oauth2", "flows": {}},
                "user": {"type": "http", "scheme": "basic"},
                "query": {"type": "apiKey", "in": "query", "name": "key"},
            },
        },
        security=[{"key": []}],
        servers=[
            {
                "url": "https://{region}.example",
                "variables": {"region": {"default": "eu"}},
                "x-environment": "production",
            },
            {"url": "https://test.example", "description": "Test"},
        ],
        tags=[{"name": "pets", "description": "All pets."}],
        webhooks={
            "pet.born": {"post": operation(requestBody=body(ref("A")))},
            "pet.lost": {"post": operation(requestBody=body(ref("B")))},
        },
        **{
            "x-sdk": {
                "package": "pet_hotel",
                "root_error": "PetError",
                "base_url_env": "PET_URL",
                "log_env": "PET_LOG",
                "request_id_header": "X-Request-ID",
                "rate_limit": {"limit": "X-Limit", "remaining": "X-Left", "reset": "X-Reset"},
                "error": {"message": "message"},
                "webhooks": {
                    "signature": {"scheme": "timestamped", "header": "X-Sig", "tolerance": 300}
                },
                "pagination": {
                    "cursor": {
                        "style": "cursor",
                        "cursor_parameter": "cursor",
                        "items": "data",
                        "next_cursor": "next",
                    }
                },
            }
        },
    )


def places(value: Json, place: Place = ()) -> Iterator[Place]:
    """Where every part of a document is."""
    yield place
    if isinstance(value, dict):
        for key, item in cast("dict[str, Json]", cast("object", value)).items():
            yield from places(item, (*place, key))
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[Json]", cast("object", value))):
            yield from places(item, (*place, index))


def at(value: Json, place: Place) -> Json:
    """A part of a document."""
    for part in place:
        value = value[part]
    return value


def mutated(source: random.Random) -> Json:
    """The document with one to three of its parts replaced, removed, renamed or put elsewhere."""
    found: Any = copy.deepcopy(complete())
    for _ in range(source.choice((1, 1, 2, 3))):
        everywhere = [place for place in places(found) if place]
        place = source.choice(everywhere)
        holder, last = at(found, place[:-1]), place[-1]
        match source.randrange(5):
            case 0 | 1:
                holder[last] = copy.deepcopy(source.choice(VALUES))
            case 2:
                holder[last] = copy.deepcopy(at(found, source.choice(everywhere)))
            case 3:
                del holder[last]
            case _ if isinstance(holder, dict):
                holder[source.choice(KEYS)] = cast("dict[str, Json]", holder).pop(str(last))
            case _:
                holder.append(copy.deepcopy(source.choice(VALUES)))
    return found


YAML_VALUES = [
    "2024-01-15",
    "2024-01-15T10:30:00Z",
    ".nan",
    "-.inf",
    "~",
    "0x1F",
    "1_000",
    "on",
    "!!binary aGk=",
    "!!set {a}",
    "!unknown x",
    "!!str 5",
    "!!python/object:os.system {}",
    "&it [*it]",
    "&it {a: *it}",
    "*missing",
    "{null: 1}",
    "{1: a, '1': b}",
    "{1.5: a}",
    "{true: a}",
    "{[1]: a}",
    "{<<: {a: 1}}",
    "{? a : b}",
    '"\\uD800"',
    '"\\0"',
    "'" + "x" * 9000 + "'",
    "[" * 500 + "]" * 500,
    "}",
]
"""Values as only YAML can write them, and some that it can't."""


def mutated_yaml(source: random.Random, value: str) -> str:
    """The document as YAML, with a value in the place of one of its parts."""
    found: Any = copy.deepcopy(complete())
    place = source.choice([place for place in places(found) if place])
    at(found, place[:-1])[place[-1]] = "the place"
    return json.dumps(found).replace('"the place"', value)


def generate(path: Path) -> int:
    """Generate a project, and compile what is new in it.

    Returns:
        How many modules were compiled.

    Raises:
        DocumentError: The document was refused.
    """
    api, _ = analyze(load(path))
    check_form(json.loads(description_text(api)))
    copied = ("/_core/", "/redis_pacing/", "/telemetry.py")
    modules = [
        (name, content)
        for name, content in project_files(api).items()
        if name.endswith(".py") and not any(part in name for part in copied)
    ]
    for name, content in modules:
        compile(content, name, "exec")
    return len(modules)
