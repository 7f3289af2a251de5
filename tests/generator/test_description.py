"""description.json: it says what the document says, in the published form."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from generator import cli
from generator.analysis import analyze
from generator.description import FORMAT, description, description_text
from generator.json_text import json_text
from generator.load import load
from generator.pointers import value_at
from ghxstship.description import FORMAT as FORMAT_READ

from .completeness import Comparison, check_form
from .golden.__main__ import DOCUMENTS as GOLDEN
from .real_documents import FOLDER
from .small import Json, body, document, impossible, of_schemas, operation, ref, written

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]
OURS = ROOT / "openapi.yaml"
PARCELS = Path(__file__).parent / "documents" / "parcel_post.yaml"
REAL = sorted(path for path in FOLDER.glob("*.*") if path.suffix in {".json", ".yaml"})
SMALL = [path for path in REAL if path.stat().st_size < 100_000]
EVERY = [OURS, PARCELS, *GOLDEN, *SMALL]
LONGEST = 100


@cache
def read(path: Path) -> Json:
    return load(path).data


@cache
def described(path: Path) -> Json:
    return json.loads(description_text(analyze(load(path))[0]))


def of(data: Json, tmp_path: Path) -> Json:
    """The description of a small document, which has the published form."""
    api, _ = analyze(load(written(data, tmp_path)))
    found = json.loads(description_text(api))
    check_form(found)
    return found


def the_operation(tmp_path: Path, **more: Json) -> Json:
    (found,) = of(document({"/things": {"get": operation(**more)}}), tmp_path)["operations"]
    return found


class TestForm:
    @pytest.mark.parametrize("path", EVERY, ids=lambda path: path.name)
    def test_it_has_the_published_form(self, path: Path) -> None:
        check_form(described(path))

    @pytest.mark.parametrize(
        ("place", "value"),
        [
            ("/format", FORMAT + 1),
            ("/unknown", 1),
            ("/operations/0/method", "FETCH"),
            ("/operations/0/unknown", 1),
            ("/schemas/Deal/type", "text"),
            ("/schemas/Deal/required", True),
            ("/parameters/Limit/schema/minimum", "1"),
            ("/answers/NotFound/content", []),
            ("/events/events/0/answers", {"99": {}}),
        ],
    )
    def test_the_form_is_narrow(self, place: str, value: Json) -> None:
        found = copy.deepcopy(described(OURS))
        parent, _, name = place.rpartition("/")
        holder: Json = value_at(found, f"#{parent}")
        holder[name] = value
        with pytest.raises(AssertionError, match=parent.removeprefix("/") or name):
            check_form(found)

    @pytest.mark.parametrize("path", EVERY, ids=lambda path: path.name)
    def test_its_references_lead_to_what_is_there(self, path: Path) -> None:
        found = described(path)
        targets = {*references(found)}
        assert [one for one in targets if value_at(found, one) is None] == []

    def test_the_version_is_one_everywhere(self) -> None:
        schema: Json = json.loads((ROOT / "generator" / "description.schema.json").read_bytes())
        assert schema["properties"]["format"]["const"] == FORMAT == FORMAT_READ

    def test_what_the_package_has_is_what_the_document_says(self) -> None:
        text = (ROOT / "src" / "ghxstship" / "description.json").read_text("utf-8")
        assert text == description_text(analyze(load(OURS, strict=True))[0])


def references(value: Json) -> Iterator[str]:
    """What is referred to in a description; values of the API's have no references."""
    if isinstance(value, dict):
        given = cast("Json", value)
        if isinstance(given.get("$ref"), str):
            yield given["$ref"]
        for key, item in given.items():
            if key not in {"examples", "extensions", "default", "enum", "const"}:
                yield from references(item)
    elif isinstance(value, list):
        for item in cast("list[object]", value):
            yield from references(item)


class TestCompleteness:
    @pytest.mark.parametrize("path", EVERY, ids=lambda path: path.name)
    def test_it_says_all_that_the_document_says(self, path: Path) -> None:
        read = load(path)
        api, _ = analyze(read)
        comparison = Comparison(read.data, json.loads(description_text(api)))
        assert [*comparison.missing()] == []
        assert comparison.compared > 5

    def test_ours_is_looked_for_leaf_by_leaf(self) -> None:
        comparison = Comparison(load(OURS, strict=True).data, described(OURS))
        assert [*comparison.missing()] == []
        assert comparison.compared > 25_000

    @settings(deadline=None, max_examples=100)
    @given(data=st.data())
    def test_another_word_anywhere_is_missed(self, data: st.DataObject) -> None:
        changed = copy.deepcopy(read(PARCELS))
        holder, key = data.draw(st.sampled_from([*leaves(changed)]))
        said = holder[key]
        holder[key] = not said if isinstance(said, bool) else f"{said} or not"
        assert [*Comparison(changed, described(PARCELS)).missing()]


def _is_object(value: Json) -> bool:
    return isinstance(value, dict)


_NAMES = frozenset({"$ref", "in", "name", "openapi"})


def leaves(value: Json) -> Iterator[tuple[Json, Any]]:
    """What says something in a document and is no name, by what holds it and where."""
    members: Any = value.items() if _is_object(value) else enumerate(value)
    for key, item in members:
        if isinstance(item, dict | list):
            yield from leaves(item) if key != "mapping" else ()
        elif key not in _NAMES and item not in {None, "", False}:
            yield value, key


class TestExamples:
    def test_ours_fit_their_schemas(self) -> None:
        found = described(OURS)
        count = 0
        for schema, value in examples(found):
            whole = {"schema": schema, "schemas": found["schemas"], "$ref": "#/schema"}
            errors = jsonschema_rs.validator_for(whole).iter_errors(value)
            assert [error.message for error in errors] == [], value
            count += 1
        assert count > 200


def examples(value: Json) -> Iterator[tuple[Json, Json]]:
    """The examples in a description, with their schemas."""
    if isinstance(value, dict):
        given = cast("Json", value)
        if "schema" in given and "examples" in given:
            yield from ((given["schema"], one["value"]) for one in given["examples"].values())
        elif isinstance(given.get("examples"), list):
            yield from ((given, one) for one in given["examples"])
        for key, item in given.items():
            if key not in {"examples", "extensions", "default", "enum", "const"}:
                yield from examples(item)
    elif isinstance(value, list):
        for item in cast("list[object]", value):
            yield from examples(item)


TEXT: Json = {"type": "string"}
NULL: Json = {"type": "null"}
CONVERTED: dict[str, tuple[Json, Json]] = {
    "as it stands": (
        {"type": "string", "pattern": "^a", "maxLength": 3, "x-id-prefix": "a_", "format": "z"},
        {"type": "string", "pattern": "^a", "maxLength": 3, "x-id-prefix": "a_", "format": "z"},
    ),
    "nullable": ({**TEXT, "nullable": True}, {"type": ["string", "null"]}),
    "nullable types": (
        {"type": ["string", "null"], "nullable": True},
        {"type": ["string", "null"]},
    ),
    "not nullable": ({**TEXT, "nullable": False}, TEXT),
    "nullable enum": (
        {**TEXT, "enum": ["a"], "nullable": True},
        {"type": ["string", "null"], "enum": ["a", None]},
    ),
    "nullable oneOf": ({"oneOf": [TEXT], "nullable": True}, {"oneOf": [TEXT, NULL]}),
    "nullable anyOf": ({"anyOf": [TEXT], "nullable": True}, {"anyOf": [TEXT, NULL]}),
    "nullable allOf": (
        {"allOf": [TEXT], "nullable": True, "description": "It."},
        {"description": "It.", "anyOf": [{"allOf": [TEXT]}, NULL]},
    ),
    "nullable reference": (
        {**ref("Thing"), "nullable": True, "x-a": 1},
        {"x-a": 1, "anyOf": [{"$ref": "#/schemas/Thing"}, NULL]},
    ),
    "anything nullable": ({"nullable": True}, {}),
    "exclusive minimum": (
        {"type": "integer", "minimum": 1, "exclusiveMinimum": True},
        {"type": "integer", "exclusiveMinimum": 1},
    ),
    "inclusive maximum": (
        {"type": "integer", "maximum": 1, "exclusiveMaximum": False},
        {"type": "integer", "maximum": 1},
    ),
    "new exclusive maximum": (
        {"type": "integer", "exclusiveMaximum": 9},
        {"type": "integer", "exclusiveMaximum": 9},
    ),
    "example": ({**TEXT, "example": "a"}, {**TEXT, "examples": ["a"]}),
    "example of null": ({"example": None}, {"examples": [None]}),
    "example and examples": (
        {"examples": ["a"], "example": "b"},
        {"examples": ["a", "b"]},
    ),
    "what only looks like keywords": (
        {"properties": {"nullable": TEXT, "example": {**TEXT, "nullable": True}}},
        {"properties": {"nullable": TEXT, "example": {"type": ["string", "null"]}}},
    ),
    "values are not read": (
        {"default": {"nullable": True}, "enum": [{"example": 1}], "const": {"$ref": "#/x"}},
        {"default": {"nullable": True}, "enum": [{"example": 1}], "const": {"$ref": "#/x"}},
    ),
    "inside": (
        {
            "items": {**TEXT, "nullable": True},
            "prefixItems": [{"example": 1}],
            "patternProperties": {"^a": {"example": 1}},
            "not": {"example": 1},
            "if": {"example": 1},
            "dependentSchemas": {"a": {"example": 1}},
            "$defs": {"A": {"example": 1}},
            "additionalProperties": {"example": 1},
        },
        {
            "items": {"type": ["string", "null"]},
            "prefixItems": [{"examples": [1]}],
            "patternProperties": {"^a": {"examples": [1]}},
            "not": {"examples": [1]},
            "if": {"examples": [1]},
            "dependentSchemas": {"a": {"examples": [1]}},
            "$defs": {"A": {"examples": [1]}},
            "additionalProperties": {"examples": [1]},
        },
    ),
    "false": ({"properties": {"a": False}, "additionalProperties": False}, None),
    "a discriminator": (
        {
            "oneOf": [ref("Thing")],
            "discriminator": {
                "propertyName": "kind",
                "mapping": {"a": "Thing", "b": "#/components/schemas/Thing"},
            },
        },
        {
            "oneOf": [{"$ref": "#/schemas/Thing"}],
            "discriminator": {
                "propertyName": "kind",
                "mapping": {"a": "#/schemas/Thing", "b": "#/schemas/Thing"},
            },
        },
    ),
    "an identity": ({"$id": "https://a.example", "$schema": "x", **TEXT}, TEXT),
    "a limit that is none": ({**TEXT, "maxLength": "3", "required": True, "pattern": 1}, TEXT),
}


class TestSchemas:
    @pytest.mark.parametrize("name", CONVERTED)
    def test_they_are_of_2020_12(self, tmp_path: Path, name: str) -> None:
        given, expected = CONVERTED[name]
        data = document({}, {"Thing": {}, "One": given})
        assert of(data, tmp_path)["schemas"]["One"] == (given if expected is None else expected)

    def test_all_components_are_there_in_their_order(self, tmp_path: Path) -> None:
        data = document({}, {"B": TEXT, "A": {"items": ref("B")}})
        found = of(data, tmp_path)["schemas"]
        assert [*found.items()] == [("B", TEXT), ("A", {"items": {"$ref": "#/schemas/B"}})]

    def test_what_is_referred_to_elsewhere_gets_a_name(self, tmp_path: Path) -> None:
        properties: Json = {"size": {"$ref": "#/components/schemas/Size"}, "b": TEXT}
        schemas: Json = {
            "A": {"properties": properties},
            "Size": {"$ref": "#/components/schemas/A/properties/b"},
            "b": {"type": "integer"},
        }
        found = of(document({}, schemas), tmp_path)["schemas"]
        assert found["Size"] == {"$ref": "#/schemas/b_2"}
        assert (found["b"], found["b_2"]) == ({"type": "integer"}, TEXT)

    def test_names_need_no_escape(self, tmp_path: Path) -> None:
        schemas: Json = {
            "Page<a/b~c>": TEXT,
            "One": {"$ref": "#/components/schemas/Page<a~1b~0c>"},
        }
        found = of(document({}, schemas), tmp_path)["schemas"]
        assert found == {"Page_a_b_c_": TEXT, "One": {"$ref": "#/schemas/Page_a_b_c_"}}

    def test_a_reference_to_nothing_demands_nothing(self, tmp_path: Path) -> None:
        schemas: Json = {"One": {"items": {"$ref": "#/components/schemas/None", **TEXT}}}
        assert of(document({}, schemas), tmp_path)["schemas"] == {"One": {"items": TEXT}}

    def test_those_of_other_files_are_there(self, tmp_path: Path) -> None:
        data = document({}, {"One": {"$ref": "other.json#/Two"}})
        (tmp_path / "other.json").write_text(json.dumps({"Two": {**TEXT, "example": "a"}}))
        assert of(data, tmp_path)["schemas"] == {"One": {**TEXT, "examples": ["a"]}}


class TestOperations:
    def test_parameters_say_how_they_are_written(self, tmp_path: Path) -> None:
        listed: Json = {"type": "array", "items": TEXT}
        found = the_operation(
            tmp_path,
            parameters=[
                {"name": "a", "in": "query", "style": "form", "explode": True, "schema": listed},
                {"name": "b", "in": "query", "style": "pipeDelimited", "schema": listed},
                {"name": "from", "in": "query", "allowEmptyValue": True, "schema": TEXT},
                {
                    "name": "d",
                    "in": "query",
                    "content": {"application/json": {"schema": {}, "example": 1}},
                },
            ],
        )
        assert found["parameters"] == [
            {"argument": "a", "name": "a", "in": "query", "explode": True, "schema": listed},
            {
                "argument": "b",
                "name": "b",
                "in": "query",
                "style": "pipeDelimited",
                "schema": listed,
            },
            {
                "argument": "from_",
                "name": "from",
                "in": "query",
                "allow_empty_value": True,
                "schema": TEXT,
            },
            {
                "argument": "d",
                "name": "d",
                "in": "query",
                "schema": {},
                "content": "application/json",
                "examples": {"example": {"value": 1}},
            },
        ]

    def test_what_the_client_sends_by_itself_has_no_argument(self, tmp_path: Path) -> None:
        lifted = {"name": "team", "env": "TEAM"}
        found = the_operation(
            tmp_path,
            parameters=[
                {"name": "X-Team", "in": "header", "x-argument": lifted, "schema": TEXT},
                {"name": "X-Key", "in": "header", "x-idempotency-key": True, "schema": TEXT},
                {"name": "v", "in": "query", "required": True, "schema": {"const": 2}},
            ],
        )
        assert [one["name"] for one in found["parameters"]] == ["X-Team", "X-Key", "v"]
        assert [one.get("argument") for one in found["parameters"]] == [None, None, None]
        assert found["idempotent"] is True
        assert found["parameters"][0]["extensions"] == {"x-argument": lifted}

    def test_a_parameter_that_only_the_path_has_is_a_text(self, tmp_path: Path) -> None:
        (found,) = of(document({"/a/{b}": {"get": operation()}}), tmp_path)["operations"]
        expected = {"argument": "b", "name": "b", "in": "path", "required": True, "schema": TEXT}
        assert found["parameters"] == [expected]

    def test_what_several_share_is_written_once(self, tmp_path: Path) -> None:
        size: Json = {"name": "size", "in": "query", "schema": TEXT}
        header: Json = {"description": "It.", "schema": TEXT}
        answer: Json = {**body({}), "headers": {"X-A": {"$ref": "#/components/headers/A"}}}
        components: Json = {
            "parameters": {"Size": size},
            "headers": {"A": header},
            "responses": {"Fine": answer},
        }
        shared = operation(
            parameters=[{"$ref": "#/components/parameters/Size"}],
            responses={"200": {"$ref": "#/components/responses/Fine"}},
        )
        data = document({"/a": {"get": shared}, "/b": {"get": shared}}, components=components)
        found = of(data, tmp_path)
        for one in found["operations"]:
            assert one["parameters"] == [{"$ref": "#/parameters/Size"}]
            assert one["answers"] == {"200": {"$ref": "#/answers/Fine"}}
        assert found["parameters"] == {"Size": {"argument": "size", **size}}
        assert found["answers"]["Fine"]["headers"] == {"X-A": {"$ref": "#/headers/A"}}
        assert found["headers"] == {"A": header}

    def test_what_is_shared_has_a_name_without_escapes(self, tmp_path: Path) -> None:
        components: Json = {"responses": {"It's <fine>/ok": body({})}}
        given = {"200": {"$ref": "#/components/responses/It's <fine>~1ok"}}
        data = document({"/a": {"get": operation(responses=given)}}, components=components)
        assert [*of(data, tmp_path)["answers"]] == ["It_s_fine_ok"]

    def test_words_beside_a_reference_are_that_use_s_own(self, tmp_path: Path) -> None:
        components: Json = {"responses": {"Fine": body({})}}
        given = {"$ref": "#/components/responses/Fine", "description": "Other."}
        data = document({"/a": {"get": operation(responses={"200": given})}}, components=components)
        found = of(data, tmp_path)
        assert found["operations"][0]["answers"]["200"]["description"] == "Other."
        assert "answers" not in found

    def test_a_body_says_what_its_arguments_are(self, tmp_path: Path) -> None:
        properties: Json = {"from": TEXT, "size": TEXT}
        whole: Json = {"type": "array", "items": TEXT}
        bodies = {"/a": {"type": "object", "properties": properties}, "/b": whole}
        data = document(
            {
                path: {"post": operation(requestBody={**body(schema), "required": True})}
                for path, schema in bodies.items()
            }
        )
        spread, given = (one["body"] for one in of(data, tmp_path)["operations"])
        assert (spread.get("argument"), spread["arguments"]) == (None, {"from": "from_"})
        assert (given["argument"], given.get("arguments")) == ("body", None)
        assert given["content"] == {"application/json": {"schema": whole}}

    def test_no_security_is_not_the_usual_one(self, tmp_path: Path) -> None:
        schemes: Json = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
        data = document(
            {"/a": {"get": operation(security=[])}, "/b": {"get": operation()}},
            components={"securitySchemes": schemes},
            security=[{"key": ["read"]}, {}],
        )
        found = of(data, tmp_path)
        without, usual = found["operations"]
        assert without["security"] == []
        assert "security" not in usual
        needed = {"scheme": "key", "credential": "api_key", "scopes": ["read"]}
        assert found["security"] == [[needed], []]

    def test_links_lead_to_operations(self, tmp_path: Path) -> None:
        links: Json = {
            "by id": {"operationId": "other", "parameters": {"a": "$response.body#/id"}},
            "by reference": {"operationRef": "#/paths/~1b/get"},
            "away": {"operationRef": "https://a.example/#/paths/~1a/get", "requestBody": 0},
        }
        answer: Json = {**body({}), "links": links}
        paths: Json = {
            "/a": {"get": operation(responses={"200": answer})},
            "/b": {"get": operation(operationId="other", tags=["things"])},
        }
        found = of(document(paths), tmp_path)["operations"]
        other = found[1]["id"]
        assert found[0]["answers"]["200"]["links"] == {
            "by id": {
                "operation": other,
                "operation_id": "other",
                "parameters": {"a": "$response.body#/id"},
            },
            "by reference": {"operation": other, "operation_ref": "#/paths/~1b/get"},
            "away": {"operation_ref": "https://a.example/#/paths/~1a/get", "body": 0},
        }

    def test_what_is_left_out_is_listed_and_not_described(self, tmp_path: Path) -> None:
        found = of(document({"/a": {"get": impossible()}, "/b": {"get": operation()}}), tmp_path)
        assert [one["path"] for one in found["operations"]] == ["/b"]
        assert [one["pointer"] for one in found["left_out"]] == ["#/paths/~1a/get"]

    def test_they_come_in_the_document_s_order(self, tmp_path: Path) -> None:
        paths = {"/b": {"post": operation(), "get": operation()}, "/a": {"get": operation()}}
        found = of(document(paths), tmp_path)["operations"]
        order = [(one["path"], one["method"]) for one in found]
        assert order == [("/b", "POST"), ("/b", "GET"), ("/a", "GET")]

    def test_an_answer_s_class_is_in_capitals(self, tmp_path: Path) -> None:
        found = the_operation(tmp_path, responses={"2xx": {"description": ""}, "default": body({})})
        assert [*found["answers"]] == ["2XX", "default"]


class TestEvents:
    def test_callbacks_are_their_operation_s(self, tmp_path: Path) -> None:
        request = operation(requestBody=body({}), summary="Told.")
        callbacks: Json = {"onDone": {"{$request.body#/url}": {"post": request}}}
        found = the_operation(tmp_path, callbacks=callbacks)
        (told,) = found["callbacks"]["onDone"]["{$request.body#/url}"]
        assert (told["name"], told["method"], told["summary"]) == ("onDone", "POST", "Told.")
        assert told["body"]["content"] == {"application/json": {"schema": {}}}

    @pytest.mark.parametrize("expression", ["{$request.body#/url}", "$request.body#/url"])
    def test_a_callback_may_be_a_reference(self, tmp_path: Path, expression: str) -> None:
        request = operation(requestBody=body({"type": "object"}))
        item: Json = {"$ref": "#/components/pathItems/Told"}
        components: Json = {
            "callbacks": {"Done": {expression: item}},
            "pathItems": {"Told": {"post": request}},
        }
        callbacks: Json = {"onDone": {"$ref": "#/components/callbacks/Done"}}
        paths = {"/a": {"get": operation(callbacks=callbacks)}}
        path = written(document(paths, components=components), tmp_path)
        api, _ = analyze(load(path, strict=True))
        assert api.events is not None
        assert [one.name for one in api.events.events] == ["onDone"]
        (found,) = of(document(paths, components=components), tmp_path)["operations"]
        assert [one["method"] for one in found["callbacks"]["onDone"][expression]] == ["POST"]

    def test_a_webhook_may_be_a_reference(self, tmp_path: Path) -> None:
        request = operation(requestBody=body({"type": "object"}))
        components: Json = {"pathItems": {"Told": {"post": request}}}
        hooks: Json = {"done": {"$ref": "#/components/pathItems/Told"}}
        data = document({"/a": {"get": operation()}}, components=components, webhooks=hooks)
        (found,) = of(data, tmp_path)["events"]["events"]
        assert (found["name"], found["method"]) == ("done", "POST")

    def test_one_that_is_no_post_is_left_out_alone(self, tmp_path: Path) -> None:
        request = operation(requestBody=body({"type": "object"}))
        hooks: Json = {
            "got": {"get": request},
            "lost": {"$ref": "#/components/pathItems/None"},
            "told": {"post": request},
        }
        found = of(document({"/a": {"get": operation()}}, webhooks=hooks), tmp_path)
        assert [one["name"] for one in found["events"]["events"]] == ["told"]
        assert [one["pointer"] for one in found["left_out"]] == [
            "#/webhooks/got",
            "#/webhooks/lost",
        ]

    def test_webhooks_have_all_that_operations_have(self, tmp_path: Path) -> None:
        header: Json = {"name": "X-Signature", "in": "header", "schema": TEXT}
        event = operation(requestBody=body({}), security=[])
        hooks: Json = {"done": {"parameters": [header], "post": event}}
        data = document({"/a": {"get": operation()}}, webhooks=hooks)
        (found,) = of(data, tmp_path)["events"]["events"]
        assert found == {
            "name": "done",
            "pointer": "#/webhooks/done",
            "method": "POST",
            "parameters": [header],
            "body": {"description": "It.", "content": {"application/json": {"schema": {}}}},
            "answers": {"204": {"description": "Fine."}},
            "security": [],
        }


class TestServers:
    def test_variables_have_their_arguments(self, tmp_path: Path) -> None:
        variable: Json = {"default": "eu", "enum": ["eu", "us"], "description": "Where."}
        url = "https://{region}.a.example"
        server: Json = {"url": url, "description": "It.", "variables": {"region": variable}}
        data = document({"/a": {"get": operation()}}, servers=[server, {"url": "/v2"}])
        first, second = of(data, tmp_path)["servers"]
        assert first["url"] == url
        told = {"argument": "region", "env": "SMALL_REGION", **variable}
        assert first["variables"] == {"region": told}
        assert second["url"] == "/v2"


FINITE = st.floats(allow_nan=False, allow_infinity=False)


class TestText:
    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | FINITE | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
            max_leaves=20,
        )
    )
    def test_it_is_the_same_value_again(self, value: Json) -> None:
        assert json.loads(json_text(value)) == value

    def test_a_line_is_as_long_as_what_is_on_it_allows(self) -> None:
        for line in description_text(analyze(load(PARCELS))[0]).splitlines():
            one = line.strip().removesuffix(",")
            is_one_text = not one.endswith(("]", "}")) or len(one) <= LONGEST
            assert len(line) <= LONGEST + 1 or is_one_text

    def test_what_can_t_be_seen_is_escaped(self) -> None:
        text = json_text({"a\u202eb": "\u2066\x7f\u00e9"})
        assert text == '{"a\\u202eb": "\\u2066\\u007f\u00e9"}\n'

    def test_two_runs_give_the_same(self) -> None:
        first, second = (description_text(analyze(load(PARCELS))[0]) for _ in range(2))
        assert first == second


def describe(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.app, ["describe", *map(str, arguments)])


class TestCommand:
    def test_it_writes_to_standard_output(self, tmp_path: Path) -> None:
        path = written(
            document({"/a": {"get": impossible()}, "/b": {"get": operation()}}), tmp_path
        )
        done = describe(path)
        assert done.exit_code == 0, done.stderr
        assert json.loads(done.stdout) == description(analyze(load(path))[0])
        assert "left out: #/paths/~1a/get" in done.stderr

    def test_it_writes_a_file(self, tmp_path: Path) -> None:
        target = tmp_path / "described.json"
        done = describe(written(of_schemas({"A": TEXT}), tmp_path), "-o", target)
        assert (done.exit_code, done.stdout) == (0, "")
        assert json.loads(target.read_text("utf-8"))["package"] == "small"

    def test_strict_refuses_what_is_left_out(self, tmp_path: Path) -> None:
        done = describe(written(document({"/a": {"get": impossible()}}), tmp_path), "--strict")
        assert (done.exit_code, done.stdout) == (1, "")
        assert "'a b' is not a header's name" in done.stderr

    def test_it_says_where_it_cannot_write(self, tmp_path: Path) -> None:
        target = tmp_path / "nowhere" / "described.json"
        done = describe(written(of_schemas({"A": TEXT}), tmp_path), "-o", target)
        assert done.exit_code == 1
        assert "can't be written" in done.stderr
