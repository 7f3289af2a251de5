"""Unions: what tells their members apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.types import Constant, Either, Kind, Map, Member, Named, Nullable, Scalar

from .small import Json, api_of, errors_of, field, model, of_schemas, type_of, union

pytestmark = pytest.mark.once


def kinds(*names: str, wire: str = "kind") -> Json:
    """Objects that a constant tells apart."""
    return {
        name: {
            "type": "object",
            "required": [wire],
            "properties": {wire: {"const": name.lower()}, "size": {"type": "integer"}},
        }
        for name in names
    }


def refs(*names: str) -> list[Json]:
    return [{"$ref": f"#/components/schemas/{name}"} for name in names]


class TestDiscriminators:
    def test_constants_tell_members_apart(self, tmp_path: Path) -> None:
        schemas = {"Pet": {"oneOf": refs("Cat", "Dog")}, **kinds("Cat", "Dog")}
        pet = union(api_of(of_schemas(schemas), tmp_path), "Pet")
        assert pet.members == (Member(Named("Cat"), ("cat",)), Member(Named("Dog"), ("dog",)))
        assert pet.discriminator is not None
        assert (pet.discriminator.wire, pet.discriminator.name) == ("kind", "kind")
        assert pet.discriminator.unknown_name == "UnknownPet"
        assert [one.wire for one in pet.discriminator.shared] == ["size"]

    def test_a_mapping_tells_them_apart(self, tmp_path: Path) -> None:
        plain = {"type": "object", "properties": {"petType": {"type": "string"}}}
        schemas = {
            "Cat": plain,
            "Dog": plain,
            "Pet": {
                "oneOf": refs("Cat", "Dog"),
                "discriminator": {
                    "propertyName": "petType",
                    "mapping": {"c": "Cat", "k": "#/components/schemas/Cat", "d": "Dog"},
                },
            },
        }
        api = api_of(of_schemas(schemas), tmp_path)
        assert union(api, "Pet").members == (
            Member(Named("Cat"), ("c", "k")),
            Member(Named("Dog"), ("d",)),
        )
        assert field(api, "Dog", "petType").type == Constant("d"), "its only value is its type"
        assert field(api, "Cat", "petType").type == Scalar(Kind.STRING)

    def test_without_a_mapping_components_are_called_by_their_names(self, tmp_path: Path) -> None:
        plain = {"type": "object", "properties": {"type": {"type": "string"}}}
        one_of = {"oneOf": refs("Cat", "Dog"), "discriminator": {"propertyName": "type"}}
        api = api_of(of_schemas({"Cat": plain, "Dog": plain, "Pet": one_of}), tmp_path)
        assert [member.tags for member in union(api, "Pet").members] == [("Cat",), ("Dog",)]

    def test_an_enum_gives_several_values(self, tmp_path: Path) -> None:
        schemas = {
            "Cat": {"type": "object", "properties": {"type": {"enum": ["cat", "lion"]}}},
            "Dog": {"type": "object", "properties": {"type": {"const": "dog"}}},
            "Pet": {"oneOf": refs("Cat", "Dog"), "discriminator": {"propertyName": "type"}},
        }
        api = api_of(of_schemas(schemas), tmp_path)
        assert [m.tags for m in union(api, "Pet").members] == [("cat", "lion"), ("dog",)]

    def test_a_union_within_a_union_is_spliced_in(self, tmp_path: Path) -> None:
        schemas = {
            **kinds("Cat", "Dog", "Bee"),
            "Mammal": {"oneOf": refs("Cat", "Dog")},
            "Pet": {"anyOf": [*refs("Bee", "Mammal", "Cat"), {"type": "null"}]},
        }
        api = api_of(of_schemas(schemas), tmp_path)
        assert [m.tags for m in union(api, "Pet").members] == [("bee",), ("cat",), ("dog",)]

    def test_a_recursive_union_ends(self, tmp_path: Path) -> None:
        schemas = {
            "Expression": {"oneOf": refs("Number", "Sum")},
            "Number": kinds("Number")["Number"],
            "Sum": {
                "type": "object",
                "required": ["kind", "left"],
                "properties": {
                    "kind": {"const": "sum"},
                    "left": {"$ref": "#/components/schemas/Expression"},
                    "size": {},
                },
            },
        }
        api = api_of(of_schemas(schemas), tmp_path)
        assert field(api, "Sum", "left").type == Named("Expression")
        assert [m.tags for m in union(api, "Expression").members] == [("number",), ("sum",)]


class TestPlainUnions:
    def test_objects_that_nothing_tells_apart_stay_a_union(self, tmp_path: Path) -> None:
        plain = {"type": "object", "properties": {"a": {"type": "string"}}}
        api = api_of(of_schemas({"A": plain, "B": plain, "U": {"anyOf": refs("A", "B")}}), tmp_path)
        assert union(api, "U").discriminator is None
        assert union(api, "U").members == (Member(Named("A")), Member(Named("B")))

    @pytest.mark.parametrize(
        "weak",
        [
            {"type": "object", "properties": {"kind": {"const": "b"}}},
            {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}},
            {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "cat"}}},
            {"type": "string"},
        ],
        ids=["optional", "not constant", "not distinct", "not an object"],
    )
    def test_weak_signs_do_not_count(self, tmp_path: Path, weak: Json) -> None:
        schemas = {**kinds("Cat"), "B": weak, "U": {"oneOf": refs("Cat", "B")}}
        assert union(api_of(of_schemas(schemas), tmp_path), "U").discriminator is None

    def test_variants_in_place_get_names(self, tmp_path: Path) -> None:
        variants = [
            {"title": "By card", "properties": {"card": {"type": "string"}}},
            {"properties": {"cash": {"type": "boolean"}}},
        ]
        schemas = {"Payment": {"oneOf": variants}}
        api = api_of(of_schemas(schemas), tmp_path)
        assert union(api, "Payment").members == (
            Member(Named("PaymentByCard")),
            Member(Named("PaymentVariant2")),
        )

    def test_properties_beside_variants_belong_to_each(self, tmp_path: Path) -> None:
        schemas = {
            **kinds("Cat", "Dog"),
            "Pet": {
                "type": "object",
                "required": ["name"],
                "properties": {"name": {"type": "string"}},
                "oneOf": [*refs("Cat"), {"properties": {"wings": {"type": "integer"}}}],
            },
        }
        api = api_of(of_schemas(schemas), tmp_path)
        assert [m.type for m in union(api, "Pet").members] == [
            Named("PetCat"),
            Named("PetVariant2"),
        ]
        assert [one.wire for one in model(api, "PetCat").fields] == ["name", "kind", "size"]
        assert [one.wire for one in model(api, "PetVariant2").fields] == ["name", "wings"]

    def test_variants_that_only_require_are_for_the_server(self, tmp_path: Path) -> None:
        schema: Json = {
            "type": "object",
            "properties": {"a": {}, "b": {}},
            "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
        }
        api = api_of(of_schemas({"Thing": schema}), tmp_path)
        assert [one.required for one in model(api, "Thing").fields] == [False, False]

    def test_a_union_can_be_null(self, tmp_path: Path) -> None:
        schemas = {**kinds("Cat", "Dog"), "Pet": {"oneOf": [*refs("Cat", "Dog"), {"type": "null"}]}}
        it = type_of({"$ref": "#/components/schemas/Pet"}, tmp_path, schemas)
        assert it == Nullable(Named("Pet"))

    def test_a_union_of_an_object_and_a_list(self, tmp_path: Path) -> None:
        it = {
            "oneOf": [
                {"type": "string"},
                {"type": "object", "additionalProperties": {"type": "number"}},
            ]
        }
        assert type_of(it, tmp_path) == Either((Scalar(Kind.STRING), Map(Scalar(Kind.NUMBER))))


class TestMistakes:
    @pytest.mark.parametrize(
        ("schemas", "reason"),
        [
            (
                {"A": {"type": "object", "properties": {"x": {}}}, "B": {"type": "string"}},
                "no property 'kind'",
            ),
            (
                {name: {"properties": {"kind": {"const": "same"}}} for name in "AB"},
                "'same' stands for several",
            ),
            (
                {
                    "A": {"properties": {"kind": {"const": 1}}},
                    "B": {"properties": {"kind": {"const": 2}}},
                },
                "not known strings",
            ),
            (
                {
                    "A": {"properties": {"kind": {"const": "a"}, "fooBar": {}}},
                    "B": {"properties": {"kind": {"const": "b"}, "foo_bar": {}}},
                },
                "the same identifier",
            ),
        ],
    )
    def test_a_discriminator_that_cannot_work_is_named(
        self, tmp_path: Path, schemas: Json, reason: str
    ) -> None:
        choice = {"oneOf": refs("A", "B"), "discriminator": {"propertyName": "kind"}}
        found = errors_of(of_schemas({**schemas, "U": choice}), tmp_path)
        assert any(reason in one.reason for one in found), list(map(str, found))
        assert {one.pointer for one in found} == {"#/components/schemas/U"}

    def test_a_mapping_to_something_else_is_named(self, tmp_path: Path) -> None:
        choice = {
            "oneOf": refs("A", "B"),
            "discriminator": {"propertyName": "kind", "mapping": {"c": "C"}},
        }
        found = errors_of(of_schemas({**kinds("A", "B"), "U": choice}), tmp_path)
        assert ["'c' leads to none" in one.reason for one in found] == [True]


def test_enums_in_a_union_keep_their_names(tmp_path: Path) -> None:
    schemas = {"Size": {"enum": ["s", "m"]}, "Count": {"type": "integer"}}
    it = type_of({"oneOf": refs("Size", "Count")}, tmp_path, schemas)
    assert it == Either((Named("Size"), Scalar(Kind.INTEGER)))
