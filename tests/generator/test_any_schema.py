"""Schemas as other companies write them: tuples, patterns, parents and children, booleans."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import TypeAdapter

from generator.types import Array, Constant, Either, Kind, Map, Named, Nullable, Scalar, Tuple, Type

from .small import (
    Json,
    api_of,
    declared,
    errors_of,
    field,
    forgiven,
    imported,
    model,
    module_of,
    of_schemas,
    package_of,
    ref,
    type_of,
    union,
)

pytestmark = pytest.mark.once

ANY, STRING, INTEGER = Scalar(Kind.ANY), Scalar(Kind.STRING), Scalar(Kind.INTEGER)
MIXED_MAP = Map(Either((INTEGER, STRING)))
S, I = {"type": "string"}, {"type": "integer"}  # noqa: E741 - as short as what they stand for


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "array", "prefixItems": [S, I]}, Tuple((STRING, INTEGER))),
        ({"prefixItems": [S, I], "items": False}, Tuple((STRING, INTEGER))),
        ({"prefixItems": [S, I], "minItems": 2, "maxItems": 2}, Tuple((STRING, INTEGER))),
        ({"type": ["array", "null"], "prefixItems": [S]}, Nullable(Tuple((STRING,)))),
        ({"prefixItems": [S, I], "minItems": 1, "items": False}, Array(Either((STRING, INTEGER)))),
        ({"prefixItems": [S], "items": I}, Array(Either((STRING, INTEGER)))),
        ({"prefixItems": [I, I], "items": I}, Array(INTEGER)),
        ({"prefixItems": [S], "maxItems": 3}, Array(ANY)),
        ({"allOf": [{"type": "array"}, {"prefixItems": [S]}]}, Tuple((STRING,))),
        ({"patternProperties": {"^x": I}}, Map(INTEGER)),
        (
            {"type": "object", "patternProperties": {"^x": I, "^y": S}},
            MIXED_MAP,
        ),
        ({"patternProperties": {"^x": I}, "additionalProperties": False}, Map(INTEGER)),
        (
            {"patternProperties": {"^x": I}, "additionalProperties": S},
            MIXED_MAP,
        ),
        ({"patternProperties": {"^x": I}, "additionalProperties": True}, Map(ANY)),
        ({"patternProperties": {"^x": True}}, Map(ANY)),
        (
            {"patternProperties": {"^x": ref("Thing")}},
            Map(Named("Thing")),
        ),
        ({"type": "object", "additionalProperties": {}}, Map(ANY)),
        (True, ANY),
        ({"type": "array", "items": True}, Array(ANY)),
        ({"anyOf": [S, {"type": "null"}], "oneOf": []}, Nullable(STRING)),
        ({"enum": ["a"]}, Constant("a")),
        ({"type": "string", "enum": ["a", "a"]}, Constant("a")),
        ({"type": "string", "enum": [None], "nullable": True}, Nullable(STRING)),
        ({"enum": [None, "a"]}, Nullable(Constant("a"))),
        ({"type": "integer", "default": "seven"}, INTEGER),
        ({"type": "array", "items": S, "default": "a"}, Array(STRING)),
        ({"allOf": [{"enum": ["a", "b"]}, {"enum": ["b"]}]}, Constant("b")),
        ({"type": "string", "allOf": [True]}, STRING),
    ],
)
def test_a_schema_is_a_type(tmp_path: Path, schema: Json, expected: Type) -> None:
    assert type_of(schema, tmp_path) == expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "not": {"enum": ["a"]}}, STRING),
        ({"type": "integer", "if": {"minimum": 1}, "then": {"maximum": 2}, "else": False}, INTEGER),
        ({"type": "array", "items": S, "unevaluatedItems": False}, Array(STRING)),
        ({"type": "object", "unevaluatedProperties": S}, Map(ANY)),
        ({"type": "object", "dependentSchemas": {"a": {"required": ["b"]}}}, Map(ANY)),
        ({"type": "string", "contentSchema": {}}, STRING),
        ({"type": "string", "$id": "x", "$anchor": "y"}, STRING),
    ],
)
def test_what_only_the_server_checks_widens_without_a_word_and_is_an_error_if_strict(
    tmp_path: Path, schema: Json, expected: Type
) -> None:
    data = of_schemas({"Thing": {"type": "object", "properties": {"it": schema}}})
    api, warnings = forgiven(data, tmp_path)
    assert field(api, "Thing", "it").type == expected
    assert warnings == ()
    assert "can't be expressed" in errors_of(data, tmp_path)[0].reason


def test_an_enum_without_values_says_nothing(tmp_path: Path) -> None:
    thing: Json = {"properties": {"it": {"type": "string", "enum": []}, "any": {"enum": []}}}
    api, warnings = forgiven(of_schemas({"Thing": thing}), tmp_path)
    assert [one.type for one in model(api, "Thing").fields] == [STRING, ANY]
    assert len(warnings) == 2


def test_a_list_of_items_is_a_tuple_with_a_warning(tmp_path: Path) -> None:
    thing = {"properties": {"it": {"type": "array", "items": [S, I]}}}
    api, (warning,) = forgiven(of_schemas({"Thing": thing}), tmp_path)
    assert field(api, "Thing", "it").type == Tuple((STRING, INTEGER))
    assert "prefixItems" in warning.reason


@pytest.mark.parametrize(
    ("extra", "expected"), [(True, ANY), ({}, ANY), (S, STRING), (False, None), ({"not": {}}, None)]
)
def test_properties_beyond_those_listed_are_typed(
    tmp_path: Path, extra: Json, expected: Type | None
) -> None:
    thing = {"properties": {"a": S}, "additionalProperties": extra}
    patterns = {"properties": {"a": S}, "patternProperties": {"^x": I}}
    api = api_of(of_schemas({"Thing": thing, "Patterns": patterns}), tmp_path)
    assert model(api, "Thing").extra == expected
    assert model(api, "Patterns").extra == INTEGER


def test_booleans_stand_for_schemas_wherever_these_stand(tmp_path: Path) -> None:
    thing = {
        "properties": {"a": True, "b": False, "c": {"items": True}, "d": {"oneOf": [S, True]}},
        "additionalProperties": True,
    }
    api = api_of(of_schemas({"Thing": thing, "All": True, "No": False}), tmp_path)
    assert {one.wire: one.type for one in model(api, "Thing").fields} == {
        "a": ANY,
        "c": Array(ANY),
        "d": ANY,
    }


def test_schemas_in_defs_have_names_and_may_contain_themselves(tmp_path: Path) -> None:
    tree = {
        "properties": {"nodes": {"$ref": "#/components/schemas/Tree/$defs/Nodes"}},
        "$defs": {
            "Nodes": {"type": "array", "items": {"$ref": "#/components/schemas/Tree/$defs/Node"}},
            "Node": {"properties": {"inner": {"$ref": "#/components/schemas/Tree/$defs/Nodes"}}},
        },
    }
    api = api_of(of_schemas({"Tree": tree}), tmp_path)
    assert field(api, "Tree", "nodes").type == Array(Named("Node"))
    assert field(api, "Node", "inner").type == Array(Named("Node"))


PET: Json = {
    "required": ["kind"],
    "properties": {"kind": S, "friend": ref("Pet")},
    "discriminator": {"propertyName": "kind"},
}
CAT: Json = {"allOf": [ref("Pet"), {"properties": {"lives": I}}]}
DOG: Json = {"allOf": [ref("Pet")], "properties": {"bones": I}}
PUPPY: Json = {"allOf": [ref("Dog"), {"properties": {"age": I}}]}


def tags(schemas: Json, tmp_path: Path, name: str = "Pet") -> dict[Type, tuple[str, ...]]:
    """The members of a union and what chooses them."""
    api = api_of(of_schemas(schemas), tmp_path)
    return {one.type: one.tags for one in union(api, name).members}


class TestParents:
    def test_children_of_a_discriminator_are_its_variants(self, tmp_path: Path) -> None:
        found = tags({"Pet": PET, "Cat": CAT, "Dog": DOG, "Puppy": PUPPY}, tmp_path)
        assert found == {
            Named("Cat"): ("Cat",),
            Named("Dog"): ("Dog",),
            Named("Puppy"): ("Puppy",),
        }

    def test_a_mapping_gives_their_values(self, tmp_path: Path) -> None:
        mapping = {"cat": "#/components/schemas/Cat", "kitten": "Cat", "dog": "Dog"}
        pet = {**PET, "discriminator": {"propertyName": "kind", "mapping": mapping}}
        found = tags({"Pet": pet, "Cat": CAT, "Dog": DOG}, tmp_path)
        assert found == {Named("Cat"): ("cat", "kitten"), Named("Dog"): ("dog",)}

    def test_a_parent_that_its_mapping_names_is_a_variant_too(self, tmp_path: Path) -> None:
        mapping = {"cat": "Cat", "pet": "Pet"}
        pet = {**PET, "discriminator": {"propertyName": "kind", "mapping": mapping}}
        found = tags({"Pet": pet, "Cat": CAT}, tmp_path)
        assert found[Named("Cat")] == ("cat",)
        assert sorted(found.values()) == [("cat",), ("pet",)]

    def test_a_child_has_what_its_parent_has(self, tmp_path: Path) -> None:
        api = api_of(of_schemas({"Pet": PET, "Dog": DOG, "Puppy": PUPPY}), tmp_path)
        assert {one.wire: one.type for one in model(api, "Puppy").fields} == {
            "kind": Constant("Puppy"),
            "friend": Named("Pet"),
            "bones": INTEGER,
            "age": INTEGER,
        }

    @pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
    def test_a_union_may_list_the_children_that_extend_it(
        self, tmp_path: Path, keyword: str
    ) -> None:
        pet = {**PET, keyword: [ref("Cat"), ref("Puppy")]}
        schemas = {"Pet": pet, "Cat": CAT, "Dog": DOG, "Puppy": PUPPY}
        assert tags(schemas, tmp_path) == {Named("Cat"): ("Cat",), Named("Puppy"): ("Puppy",)}
        api = api_of(of_schemas(schemas), tmp_path)
        assert field(api, "Dog", "kind").type == STRING
        assert field(api, "Puppy", "friend").type == Named("Pet")

    def test_a_mapping_to_what_is_not_there_is_no_variant(self, tmp_path: Path) -> None:
        mapping = {"cat": "Cat", "cow": "Cow"}
        pet = {**PET, "discriminator": {"propertyName": "kind", "mapping": mapping}}
        api, warnings = forgiven(of_schemas({"Pet": pet, "Cat": CAT, "Dog": DOG}), tmp_path)
        assert api.left_out == ()
        assert any("'cow' leads to none" in one.reason for one in warnings), warnings

    def test_they_are_read_by_their_values(self, tmp_path: Path) -> None:
        schemas = {"Pet": PET, "Cat": CAT, "Dog": DOG, "Puppy": PUPPY}
        with imported(package_of(of_schemas(schemas), tmp_path)) as package:
            things = module_of(package, "things")
            read = TypeAdapter(things.Pet).validate_python
            puppy = read({"kind": "Puppy", "age": 1, "friend": {"kind": "Cat", "lives": 7}})
            assert type(puppy) is things.Puppy
            assert type(puppy.friend) is things.Cat
            assert type(read({"kind": "Cow"})) is things.UnknownPet


def test_unions_that_contain_themselves_tuples_and_patterns_are_read(tmp_path: Path) -> None:
    schemas = {
        "Tree": {
            "oneOf": [
                {"type": "object", "additionalProperties": ref("Tree")},
                {"type": "array", "items": ref("Tree")},
                ref("Leaf"),
            ]
        },
        "Leaf": {"required": ["pair"], "properties": {"pair": {"prefixItems": [S, I]}}},
        "Extras": {"properties": {"a": S}, "patternProperties": {"^x-": ref("Leaf")}},
    }
    with imported(package_of(of_schemas(schemas), tmp_path)) as package:
        things = module_of(package, "things")
        leaf = TypeAdapter(things.Leaf).validate_json('{"pair": ["a", 1]}')
        assert leaf.pair == ("a", 1)
        tree = TypeAdapter(things.Tree).validate_json('[{"a": {"pair": ["b", 2]}}]')
        assert tree[0]["a"].pair == ("b", 2)
        opened = TypeAdapter(things.Extras).validate_json('{"x-b": {"pair": ["c", 3]}}')
        assert opened.model_extra["x-b"].pair == ("c", 3)


def test_properties_and_items_say_the_type_where_it_is_missing(tmp_path: Path) -> None:
    schemas = {"Thing": {"properties": {"a": {"items": {"properties": {"b": I}}}}}}
    api = api_of(of_schemas(schemas), tmp_path)
    assert field(api, "Thing", "a").type == Array(Named("ThingAItem"))
    assert declared(api, "ThingAItem").name == "ThingAItem"
