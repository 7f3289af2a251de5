"""References to other files: understood as if all stood in one."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from generator.analysis import analyze
from generator.api import Api
from generator.diagnostics import Diagnostic, DocumentError
from generator.load import load
from generator.targets.python.package import project_files
from generator.types import Array, Kind, Map, Named, Scalar

from .real_documents import real_document
from .small import (
    Json,
    body,
    document,
    field,
    model,
    operation,
    operations,
    union,
)

pytestmark = pytest.mark.once

THING = {"type": "object", "properties": {"id": {"type": "string"}}}


def written(tmp_path: Path, files: dict[str, Json]) -> Path:
    """Files as JSON, in folders; the first is the document."""
    for name, data in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return tmp_path / next(iter(files))


def understood(tmp_path: Path, files: dict[str, Json]) -> Api:
    """What the generator understands of several files; there is nothing wrong."""
    return analyze(load(written(tmp_path, files), strict=True))[0]


def answering(*references: str) -> Json:
    """A document whose operations answer what is referred to."""
    return document(
        {
            f"/{number}": {"get": operation(responses={"200": body({"$ref": one})})}
            for number, one in enumerate(references)
        }
    )


def refused(tmp_path: Path, files: dict[str, Json]) -> Diagnostic:
    with pytest.raises(DocumentError) as caught:
        understood(tmp_path, files)
    (found,) = caught.value.diagnostics
    return found


@pytest.mark.parametrize(
    ("reference", "name", "text"),
    [
        ("common.yaml#/Thing", "common.yaml", "Thing: {type: object, properties: {id: {}}}"),
        ("common.json#/Thing", "common.json", json.dumps({"Thing": THING})),
        ("./schemas/thing.yaml", "schemas/thing.yaml", json.dumps(THING)),
        ("schemas/thing.json#", "schemas/thing.json", json.dumps(THING)),
        ("a%20b/thing.yaml", "a b/thing.yaml", json.dumps(THING)),
        ("../beside/thing.yaml", "../beside/thing.yaml", json.dumps(THING)),
        (
            "v2.yaml#/components/schemas/Thing",
            "v2.yaml",
            json.dumps({"components": {"schemas": {"Thing": THING}}}),
        ),
    ],
)
def test_a_schema_is_named_by_its_pointer_or_its_file(
    tmp_path: Path, reference: str, name: str, text: str
) -> None:
    files = {"small.json": answering(reference), name: text}
    assert [one.wire for one in model(understood(tmp_path / "main", files), "Thing").fields] == [
        "id"
    ]


def test_references_are_relative_to_the_file_that_refers(tmp_path: Path) -> None:
    api = understood(
        tmp_path,
        {
            "small.json": answering("schemas/order.yaml"),
            "schemas/order.yaml": {
                "properties": {
                    "buyer": {"$ref": "people/person.yaml"},
                    "lines": {"$ref": "#/definitions/Lines"},
                    "extra": {"$ref": "../small.json#/components/schemas/Extra"},
                },
                "definitions": {"Lines": {"type": "array", "items": {"$ref": "line.yaml#/Line"}}},
            },
            "schemas/people/person.yaml": {"properties": {"line": {"$ref": "../line.yaml#/Line"}}},
            "schemas/line.yaml": {"Line": {"properties": {"sum": {"type": "integer"}}}},
        }
        | {
            "small.json": {
                **answering("schemas/order.yaml"),
                "components": {"schemas": {"Extra": {"additionalProperties": {"type": "number"}}}},
            }
        },
    )
    assert field(api, "Order", "buyer").type == Named("Person")
    assert field(api, "Person", "line").type == Named("Line")
    assert field(api, "Order", "lines").type == Array(Named("Line"))
    assert field(api, "Order", "extra").type == Map(Scalar(Kind.NUMBER))


def test_files_that_refer_to_each_other_in_a_circle_end(tmp_path: Path) -> None:
    api = understood(
        tmp_path,
        {
            "small.json": answering("a.yaml"),
            "a.yaml": {"properties": {"b": {"$ref": "b.yaml"}, "me": {"$ref": "#"}}},
            "b.yaml": {"properties": {"a": {"$ref": "a.yaml"}}},
        },
    )
    assert field(api, "A", "b").type == Named("B")
    assert field(api, "A", "me").type == Named("A")
    assert field(api, "B", "a").type == Named("A")


def test_a_circle_of_nothing_but_references_is_an_error(tmp_path: Path) -> None:
    files = {
        "small.json": answering("a.yaml"),
        "a.yaml": {"$ref": "b.yaml"},
        "b.yaml": {"$ref": "a.yaml"},
    }
    assert refused(tmp_path, files).reason == "the reference leads back to itself"


def test_paths_operations_parameters_and_whole_maps_stand_in_other_files(tmp_path: Path) -> None:
    api = understood(
        tmp_path,
        {
            "small.json": document(
                cast("Json", {"$ref": "paths/_index.yaml"}),
                components={"schemas": {"$ref": "schemas.yaml"}},
            ),
            "paths/_index.yaml": {"/things": {"$ref": "things.yaml"}},
            "paths/things.yaml": {
                "parameters": [{"$ref": "../parameters.yaml#/limit"}],
                "get": {"$ref": "get.yaml"},
            },
            "paths/get.yaml": operation(
                responses={"200": {"$ref": "../answers.yaml#/Things"}}, operationId="listThings"
            ),
            "parameters.yaml": {
                "limit": {"name": "limit", "in": "query", "schema": {"type": "integer"}}
            },
            "answers.yaml": {
                "Things": body(
                    {"type": "array", "items": {"$ref": "small.json#/components/schemas/Thing"}}
                )
            },
            "schemas.yaml": {"Thing": {"properties": {"kind": {"$ref": "#/Kind"}}}, "Kind": {}},
        },
    )
    (one,) = operations(api).values()
    assert [parameter.name for parameter in one.parameters] == ["limit"]
    assert one.answer.successes[0].type == Array(Named("Thing"))


def test_a_discriminator_may_name_files_and_schemas_of_its_file(tmp_path: Path) -> None:
    def animal(kind: str) -> Json:
        return {"required": ["kind"], "properties": {"kind": {"type": "string"}, kind: {}}}

    pets = {
        "Pet": {
            "oneOf": [{"$ref": "cat.yaml"}, {"$ref": "#/components/schemas/Dog"}],
            "discriminator": {
                "propertyName": "kind",
                "mapping": {"miaow": "cat.yaml", "woof": "Dog"},
            },
        },
        "Dog": animal("bone"),
    }
    api = understood(
        tmp_path,
        {
            "small.json": answering("pets.yaml#/components/schemas/Pet"),
            "pets.yaml": {"components": {"schemas": pets}},
            "cat.yaml": animal("mouse"),
        },
    )
    assert {one.type: one.tags for one in union(api, "Pet").members} == {
        Named("Cat"): ("miaow",),
        Named("Dog"): ("woof",),
    }


def test_a_reference_in_an_example_is_a_value(tmp_path: Path) -> None:
    thing = {**THING, "example": {"$ref": "no.yaml"}, "default": {"$ref": "no.yaml"}}
    data = document({"/0": {"get": operation(responses={"200": body(thing)})}})
    found = load(written(tmp_path, {"small.json": data}))
    assert found.data == data


@pytest.mark.parametrize("place", ["schema", "path"])
@pytest.mark.parametrize(
    ("reference", "reason", "remedy"),
    [
        (
            "https://example.com/a.yaml#/A",
            "leaves the document",
            "nothing is read from the network",
        ),
        ("http://example.com/a.yaml", "leaves the document", "nothing is read from the network"),
        ("//example.com/a.yaml", "leaves the document", "nothing is read from the network"),
        ("no.yaml#/A", "leads to no.yaml: the file can't be read", "give a UTF-8 file"),
        ("broken.yaml", "leads to broken.yaml: the file can't be parsed", "fix"),
        ("fine.yaml#A", "is no JSON pointer", "file.yaml#/Thing"),
        ("fine.yaml#/B", "points nowhere", "add its target"),
    ],
)
def test_what_leads_nowhere_is_named_and_costs_one_operation(
    tmp_path: Path, reference: str, reason: str, remedy: str, place: str
) -> None:
    data = answering(reference, "fine.yaml#/A")
    if place == "path":
        data["paths"]["/0"] = {"$ref": reference}
    files = {"small.json": data, "fine.yaml": {"A": THING}, "broken.yaml": "a: [", "x": ""}
    found = refused(tmp_path, files)
    assert reason in found.reason
    assert remedy in found.remedy
    api, _ = analyze(load(tmp_path / "small.json"))
    (left_out,) = api.left_out
    assert left_out.pointer.startswith("#/paths/~10")
    assert [one.path for one in operations(api).values()] == ["/1"]


def test_a_diagnostic_names_the_file_and_the_pointer_in_it(tmp_path: Path) -> None:
    files = {
        "small.json": answering("schemas/thing.yaml#/A"),
        "schemas/thing.yaml": {"A": {"properties": {"b": {"type": "string", "maxlength": 3}}}},
    }
    found = refused(tmp_path, files)
    assert str(found).startswith("schemas/thing.yaml#/A/properties/b/maxlength: error: ")


class Splitting:
    """Divides a document into files: one for each path, schema and other component."""

    def __init__(self, data: Json, rng: int = 0) -> None:
        self.files: dict[str, Json] = {}
        self._data: Json = copy.deepcopy(data)
        self._folders = {
            kind: kind for kind in self._data.get("components", {}) if kind != "securitySchemes"
        }
        self._data["paths"] = {
            path: {"$ref": self._file(f"paths/{number}.json", item)}
            for number, (path, item) in enumerate(self._data["paths"].items())
        }
        for kind in self._folders:
            for name, one in self._data["components"].pop(kind).items():
                self._file(f"{kind}/{name}.json", one)
        self.files = {"small.json": self._data, **self.files}

    def _file(self, name: str, value: Json) -> str:
        self.files[name] = self._moved(value)
        return name

    def _moved(self, value: Json) -> Json:
        if isinstance(value, list):
            return [self._moved(one) for one in cast("list[Json]", cast("object", value))]
        if not isinstance(value, dict):
            return value
        given = cast("dict[str, Json]", cast("object", value))
        moved = {key: self._moved(one) for key, one in given.items()}
        reference = moved.get("$ref")
        if isinstance(reference, str):
            _, _, kind, name, *more = reference.split("/")
            inside = f"#/{'/'.join(more)}" if more else ""
            moved["$ref"] = f"../{kind}/{name}.json{inside}"
        return moved


@pytest.mark.parametrize("name", ["asana.yaml", "openbanking-aisp.yaml"])
def test_a_document_in_hundreds_of_files_gives_the_same_package(tmp_path: Path, name: str) -> None:
    whole = load(real_document(name))
    split = Splitting(whole.data)
    assert len(split.files) > 300
    path = written(
        tmp_path, {name if key == "small.json" else key: one for key, one in split.files.items()}
    )
    one, _ = analyze(load(path))
    other, _ = analyze(whole)
    places = [(left_out.pointer, left_out.reason) for left_out in one.left_out]
    assert places == [(left_out.pointer, left_out.reason) for left_out in other.left_out]
    # Of the whole document those are left out that nothing refers to, so that no file has them.
    every, referred = other.wire.schemas, one.wire.schemas
    assert {name: every[name] for name in every if name in referred} == referred
    wire = replace(other.wire, schemas=referred)
    expected = project_files(replace(other, left_out=(), wire=wire))
    assert project_files(replace(one, left_out=())) == expected
