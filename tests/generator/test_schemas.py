"""Schemas to types: every construct from a document of a few lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pytest

from generator.types import (
    Array,
    Constant,
    Either,
    Enum,
    Kind,
    Map,
    Model,
    Named,
    Nullable,
    Scalar,
    Type,
)

from .small import (
    Json,
    api_of,
    body,
    declared,
    document,
    enum,
    errors_of,
    field,
    model,
    of_schemas,
    operation,
    type_of,
)

pytestmark = pytest.mark.once

ANY, NULL = Scalar(Kind.ANY), Scalar(Kind.NULL)
STRING, INTEGER, NUMBER = Scalar(Kind.STRING), Scalar(Kind.INTEGER), Scalar(Kind.NUMBER)
OLD = {"openapi": "3.0.3"}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({}, ANY),
        ({"description": "Anything."}, ANY),
        ({"type": "null"}, NULL),
        ({"type": "string"}, STRING),
        ({"type": "integer"}, INTEGER),
        ({"type": "integer", "format": "int64"}, INTEGER),
        ({"type": "number", "format": "double"}, NUMBER),
        ({"type": "boolean"}, Scalar(Kind.BOOLEAN)),
        ({"type": "string", "format": "date"}, Scalar(Kind.DATE)),
        ({"type": "string", "format": "date-time"}, Scalar(Kind.DATE_TIME)),
        ({"type": "string", "format": "time"}, Scalar(Kind.TIME)),
        ({"type": "string", "format": "uuid"}, Scalar(Kind.UUID)),
        ({"type": "string", "format": "byte"}, Scalar(Kind.BYTES)),
        ({"type": "string", "contentEncoding": "base64"}, Scalar(Kind.BYTES)),
        ({"type": "string", "format": "uri"}, STRING),
        ({"type": "string", "format": "email"}, STRING),
        ({"type": "string", "format": "of our own"}, STRING),
        ({"type": "string", "pattern": "^a$", "minLength": 1}, STRING),
        ({"type": ["string", "null"]}, Nullable(STRING)),
        ({"type": ["string", "integer"]}, Either((STRING, INTEGER))),
        ({"type": ["string", "integer", "null"]}, Nullable(Either((STRING, INTEGER)))),
        ({"type": "array"}, Array(ANY)),
        ({"items": {"type": "string"}}, Array(STRING)),
        ({"type": "array", "items": {"type": ["integer", "null"]}}, Array(Nullable(INTEGER))),
        ({"type": "object"}, Map(ANY)),
        ({"type": "object", "additionalProperties": True}, Map(ANY)),
        ({"type": "object", "additionalProperties": False}, Map(ANY)),
        ({"type": "object", "additionalProperties": {"type": "number"}}, Map(NUMBER)),
        ({"additionalProperties": {"type": "number"}}, Map(NUMBER)),
        ({"const": "a"}, Constant("a")),
        ({"const": 7}, Constant(7)),
        ({"const": True}, Constant(True)),
        ({"const": None}, NULL),
        ({"type": "string", "enum": ["a"]}, Constant("a")),
        ({"enum": ["a", None]}, Nullable(Constant("a"))),
        ({"enum": [True, False]}, Scalar(Kind.BOOLEAN)),
        ({"enum": [None]}, NULL),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, Nullable(STRING)),
        ({"oneOf": [{"type": "string"}]}, STRING),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, Either((STRING, INTEGER))),
        ({"anyOf": [{"type": "string"}, {}]}, ANY),
        (
            {"anyOf": [{"type": ["string", "null"]}, {"type": "integer"}]},
            Nullable(Either((STRING, INTEGER))),
        ),
        ({"anyOf": [{"type": "string"}, {"type": "string", "format": "uri"}]}, STRING),
        ({"type": ["string", "null"], "anyOf": [{"minLength": 1}]}, Nullable(STRING)),
        ({"allOf": [{"type": "string"}, {"format": "date"}]}, Scalar(Kind.DATE)),
        ({"allOf": [{"type": "number"}, {"type": "integer"}]}, INTEGER),
        ({"allOf": [{"type": ["string", "null"]}, {"type": "string"}]}, STRING),
    ],
)
def test_a_schema_without_a_name_is_a_type_in_place(
    tmp_path: Path, schema: Json, expected: Type
) -> None:
    assert type_of(schema, tmp_path) == expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "nullable": True}, Nullable(STRING)),
        ({"type": "integer", "minimum": 1, "exclusiveMinimum": True}, INTEGER),
        (
            {"nullable": True, "allOf": [{"$ref": "#/components/schemas/Part"}]},
            Nullable(Named("Part")),
        ),
        ({"type": "string", "enum": ["a", "b"], "nullable": True}, Nullable(Named("ThingIt"))),
    ],
)
def test_nullable_of_openapi_3_0(tmp_path: Path, schema: Json, expected: Type) -> None:
    part = {"Part": {"type": "object", "properties": {"a": {"type": "string"}}}}
    assert type_of(schema, tmp_path, part, **OLD) == expected


class TestReferences:
    PART: ClassVar[Json] = {
        "type": "object",
        "description": "A part.",
        "properties": {"a": {"type": "string"}},
    }

    @pytest.mark.parametrize(
        "schema",
        [
            {"$ref": "#/components/schemas/Part"},
            {"$ref": "#/components/schemas/Part", "description": "Mine."},
            {"allOf": [{"$ref": "#/components/schemas/Part"}], "description": "Mine."},
            {"allOf": [{"type": "object"}, {"$ref": "#/components/schemas/Part"}]},
            {"$ref": "#/components/schemas/Alias"},
            {"$ref": "#/components/schemas/Thing/properties/other"},
        ],
    )
    def test_whatever_amounts_to_a_component_is_that_component(
        self, tmp_path: Path, schema: Json
    ) -> None:
        thing = {
            "type": "object",
            "properties": {"it": schema, "other": {"$ref": "#/components/schemas/Part"}},
        }
        schemas = {
            "Thing": thing,
            "Part": self.PART,
            "Alias": {"$ref": "#/components/schemas/Part"},
        }
        assert field(api_of(of_schemas(schemas), tmp_path), "Thing", "it").type == Named("Part")

    def test_words_beside_a_reference_are_about_this_use(self, tmp_path: Path) -> None:
        mine = {"$ref": "#/components/schemas/Part", "description": "Mine", "readOnly": True}
        thing = {
            "type": "object",
            "properties": {"mine": mine, "plain": {"$ref": "#/components/schemas/Part"}},
        }
        api = api_of(of_schemas({"Thing": thing, "Part": self.PART}), tmp_path)
        assert (field(api, "Thing", "mine").doc, field(api, "Thing", "mine").read_only) == (
            "Mine.",
            True,
        )
        assert field(api, "Thing", "plain").doc == "A part."

    def test_a_component_that_needs_no_name_is_written_in_place(self, tmp_path: Path) -> None:
        schemas = {
            "Thing": {"type": "object", "properties": {"it": {"$ref": "#/components/schemas/Ids"}}},
            "Ids": {"type": "array", "items": {"$ref": "#/components/schemas/Id"}},
            "Id": {"type": "string", "format": "uuid"},
        }
        api = api_of(of_schemas(schemas), tmp_path)
        assert field(api, "Thing", "it").type == Array(Scalar(Kind.UUID))

    def test_an_inner_schema_is_named_after_its_place(self, tmp_path: Path) -> None:
        inner = {"type": "object", "properties": {"a": {"enum": ["x", "y"]}}}
        schemas = {
            "order": {
                "type": "object",
                "properties": {
                    "line_items": {"type": "array", "items": inner},
                    "by-name": {"type": "object", "additionalProperties": inner},
                    "owner": inner,
                },
            }
        }
        api = api_of(of_schemas(schemas), tmp_path)
        assert {one.declaration.name for one in api.declarations.values()} == {
            "Order",
            "OrderLineItem",
            "OrderLineItemA",
            "OrderByName" + "Item",
            "OrderByNameItemA",
            "OrderOwner",
            "OrderOwnerA",
        }

    def test_a_recursive_object_contains_its_own_name(self, tmp_path: Path) -> None:
        tree = {
            "type": "object",
            "properties": {
                "parent": {"anyOf": [{"$ref": "#/components/schemas/Tree"}, {"type": "null"}]},
                "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
                "by_name": {
                    "type": "object",
                    "additionalProperties": {"$ref": "#/components/schemas/Tree"},
                },
            },
        }
        api = api_of(of_schemas({"Tree": tree}), tmp_path)
        assert [one.type for one in model(api, "Tree").fields] == [
            Nullable(Named("Tree")),
            Array(Named("Tree")),
            Map(Named("Tree")),
        ]


class TestEnums:
    def test_an_enum_is_declared_with_its_values_in_order(self, tmp_path: Path) -> None:
        values = {"type": "string", "enum": ["b", "a", "b"], "description": "Which"}
        api = api_of(of_schemas({"Letter": values}), tmp_path)
        assert enum(api, "Letter") == Enum("Letter", ("b", "a"), "Which.")

    def test_integers_too(self, tmp_path: Path) -> None:
        api = api_of(of_schemas({"Size": {"type": "integer", "enum": [3, 1]}}), tmp_path)
        assert enum(api, "Size").values == (3, 1)

    def test_all_of_narrows_an_enum(self, tmp_path: Path) -> None:
        schema = {"allOf": [{"enum": ["a", "b", "c"]}, {"enum": ["c", "b"]}]}
        api = api_of(of_schemas({"Letter": schema}), tmp_path)
        assert enum(api, "Letter").values == ("b", "c")

    def test_an_enum_or_any_string_stays_a_union(self, tmp_path: Path) -> None:
        schema = {"anyOf": [{"enum": ["a", "b"]}, {"type": "string"}]}
        assert type_of(schema, tmp_path) == Either((Named("ThingItVariant1"), STRING))


class TestModels:
    def test_properties_keep_the_author_s_order(self, tmp_path: Path) -> None:
        names = ["z", "a", "M", "b"]
        schema: Json = {
            "type": "object",
            "properties": {name: {"type": "string"} for name in names},
            "required": ["b", "z"],
        }
        api = api_of(of_schemas({"Thing": schema}), tmp_path)
        fields = model(api, "Thing").fields
        assert [one.wire for one in fields] == names
        assert [one.required for one in fields] == [True, False, False, True]

    def test_a_schema_with_properties_is_an_object_without_saying_so(self, tmp_path: Path) -> None:
        api = api_of(of_schemas({"Thing": {"properties": {"a": {"type": "string"}}}}), tmp_path)
        assert isinstance(declared(api, "Thing"), Model)

    def test_passwords_are_secrets(self, tmp_path: Path) -> None:
        schema = {"properties": {"key": {"type": "string", "format": "password"}, "id": {}}}
        api = api_of(of_schemas({"Thing": schema}), tmp_path)
        assert [one.secret for one in model(api, "Thing").fields] == [True, False]

    @pytest.mark.parametrize(
        ("additional", "extra"),
        [(None, None), (False, None), (True, ANY), ({"type": "integer"}, INTEGER)],
    )
    def test_properties_beyond_those_named(
        self, tmp_path: Path, additional: Any, extra: Type | None
    ) -> None:
        schema: Json = {"type": "object", "properties": {"a": {}}}
        if additional is not None:
            schema["additionalProperties"] = additional
        assert model(api_of(of_schemas({"Thing": schema}), tmp_path), "Thing").extra == extra

    def test_unevaluated_properties_may_be_forbidden(self, tmp_path: Path) -> None:
        schema: Json = {"properties": {"a": {}}, "unevaluatedProperties": False}
        assert model(api_of(of_schemas({"Thing": schema}), tmp_path), "Thing").extra is None


class TestAllOf:
    BASE: ClassVar[Json] = {
        "type": "object",
        "description": "A base.",
        "required": ["id"],
        "properties": {
            "id": {"type": "string"},
            "kind": {"type": "string"},
            "data": {"type": "object"},
        },
    }

    def merged(self, tmp_path: Path, *parts: Json, **more: Json) -> Model:
        schemas = {
            "Base": self.BASE,
            "Part": {"type": "object", "properties": {"a": {"type": "integer"}}},
            "Whole": {"allOf": [{"$ref": "#/components/schemas/Base"}, *parts], **more},
        }
        return model(api_of(of_schemas(schemas), tmp_path), "Whole")

    def test_properties_and_requirements_add_up(self, tmp_path: Path) -> None:
        whole = self.merged(
            tmp_path,
            {"properties": {"extra": {"type": "number"}}, "required": ["extra"]},
            description="A whole.",
        )
        assert [(one.wire, one.required) for one in whole.fields] == [
            ("id", True),
            ("kind", False),
            ("data", False),
            ("extra", True),
        ]
        assert whole.doc == "A whole."

    def test_a_requirement_alone_counts(self, tmp_path: Path) -> None:
        whole = self.merged(tmp_path, {"required": ["kind"]})
        assert [one.wire for one in whole.fields if one.required] == ["id", "kind"]

    def test_one_property_can_be_narrowed(self, tmp_path: Path) -> None:
        narrow = {
            "properties": {
                "kind": {"const": "whole"},
                "data": {"$ref": "#/components/schemas/Part"},
            }
        }
        whole = self.merged(tmp_path, narrow)
        assert [one.type for one in whole.fields] == [STRING, Constant("whole"), Named("Part")]

    def test_properties_beside_all_of_count_too(self, tmp_path: Path) -> None:
        whole = self.merged(tmp_path, properties={"own": {"type": "boolean"}})
        assert [one.wire for one in whole.fields] == ["id", "kind", "data", "own"]


class TestUse:
    """What is read-only is never sent, and what is write-only never received."""

    THING: ClassVar[Json] = {
        "type": "object",
        "properties": {
            "id": {"allOf": [{"$ref": "#/components/schemas/Id"}], "readOnly": True},
            "secret": {"allOf": [{"$ref": "#/components/schemas/Secret"}], "writeOnly": True},
        },
    }

    def test_what_only_a_read_only_property_needs_is_no_input(self, tmp_path: Path) -> None:
        inner = {"type": "object", "properties": {"a": {"type": "string"}}}
        schemas = {"Thing": self.THING, "Id": inner, "Secret": inner}
        paths = {
            "/things": {
                "get": operation(responses={"200": body({"$ref": "#/components/schemas/Thing"})}),
                "put": operation(
                    requestBody=body(
                        {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}
                    )
                ),
            }
        }
        placed = api_of(document(paths, schemas), tmp_path).declarations
        assert (placed["Thing"].in_request, placed["Thing"].in_response) == (True, True)
        assert (placed["Id"].in_request, placed["Id"].in_response) == (False, True)
        assert (placed["Secret"].in_request, placed["Secret"].in_response) == (True, False)


UNSUPPORTED: list[tuple[str, Json, str, str]] = [
    ("not", {"not": {"type": "string"}}, "/not", "can't be expressed"),
    ("if", {"if": {}, "then": {}}, "/if", "can't be expressed"),
    ("dependentSchemas", {"dependentSchemas": {"a": {}}}, "/dependentSchemas", "can't be"),
    ("unevaluated", {"unevaluatedProperties": {}}, "/unevaluatedProperties", "can't be"),
    ("unevaluatedItems", {"unevaluatedItems": False}, "/unevaluatedItems", "can't be"),
    ("dynamicRef", {"$dynamicRef": "#x"}, "/$dynamicRef", "can't be expressed"),
    ("id", {"$id": "https://x.example"}, "/$id", "can't be expressed"),
    ("unknown", {"type": "string", "maxlength": 3}, "/maxlength", "is not known"),
    ("unquoted", {"type": "string", "enum": [1, 2]}, "", "2 is not of type string"),
    ("both", {"anyOf": [{}], "oneOf": [{}]}, "", "side by side"),
    (
        "no-variants",
        {"properties": {"a": {}}, "discriminator": {"propertyName": "a"}},
        "/discriminator",
        "no variants",
    ),
    ("required", {"properties": {"a": {}}, "required": ["b"]}, "", "'b' is required"),
    (
        "types",
        {"allOf": [{"type": "string"}, {"type": "integer"}]},
        "/allOf/1",
        "no value satisfies",
    ),
    ("values", {"allOf": [{"enum": ["a"]}, {"enum": ["b"]}]}, "/allOf/1", "no value satisfies"),
    (
        "variants",
        {"allOf": [{"oneOf": [{}, {}]}, {"anyOf": [{}, {}]}]},
        "/allOf/1",
        "two lists of variants",
    ),
    ("external", {"$ref": "other.yaml#/A"}, "", "leads to other.yaml: the file can't be read"),
    ("dangling", {"$ref": "#/components/schemas/None"}, "", "points nowhere"),
    (
        "siblings",
        {"$ref": "#/components/schemas/Thing", "maxlength": 3},
        "",
        "'maxlength' stands beside $ref",
    ),
]


@pytest.mark.parametrize(
    ("schema", "place", "reason"),
    [one[1:] for one in UNSUPPORTED],
    ids=[one[0] for one in UNSUPPORTED],
)
def test_what_is_not_understood_is_named(
    tmp_path: Path, schema: Json, place: str, reason: str
) -> None:
    thing = {"type": "object", "properties": {"it": schema}}
    found = errors_of(of_schemas({"Thing": thing}), tmp_path)
    places = {one.pointer: one for one in found}
    pointer = f"#/components/schemas/Thing/properties/it{place}"
    assert pointer in places, list(map(str, found))
    assert reason in places[pointer].reason
    assert places[pointer].remedy
    assert places[pointer].file == "small.json"


@pytest.mark.parametrize(
    ("schemas", "reason"),
    [
        ({"A": {"type": "array", "items": {"$ref": "#/components/schemas/A"}}}, "contains itself"),
        ({"A": {"allOf": [{"$ref": "#/components/schemas/A"}]}}, "consists of itself"),
        (
            {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}},
            "leads back to itself",
        ),
    ],
)
def test_a_schema_that_never_ends_is_named(tmp_path: Path, schemas: Json, reason: str) -> None:
    assert any(reason in one.reason for one in errors_of(of_schemas(schemas), tmp_path))


def test_an_error_says_which_operation_leads_to_it(tmp_path: Path) -> None:
    (one,) = errors_of(of_schemas({"Thing": {"not": {"type": "string"}}}), tmp_path)
    assert str(one) == (
        "small.json#/components/schemas/Thing/not: error: the keyword 'not' can't be expressed; "
        "list what is allowed instead, or leave out all that needs it, such as: "
        "--skip '#/paths/~1Thing/post'"
    )


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"enum": [0.5, 1.5]}, Scalar(Kind.NUMBER)),
        ({"enum": ["a", 1]}, Either((STRING, Scalar(Kind.INTEGER)))),
        ({"enum": ["a", None, True]}, Nullable(Either((STRING, Scalar(Kind.BOOLEAN))))),
        ({"enum": [{"a": 1}, {"a": 2}]}, Scalar(Kind.ANY)),
        ({"type": "string", "format": "binary"}, Scalar(Kind.BINARY)),
    ],
)
def test_values_of_several_types_are_as_wide_as_these(
    tmp_path: Path, schema: Json, expected: Type
) -> None:
    thing = {"type": "object", "properties": {"it": schema}}
    (one,) = model(api_of(of_schemas({"Thing": thing}), tmp_path), "Thing").fields
    assert one.type == expected
