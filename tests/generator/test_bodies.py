"""Bodies of requests: as arguments, as one argument, and which can't be sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pytest

from generator.analysis import analyze
from generator.api import KeywordBody, Media, MediaKind, WholeBody
from generator.load import load
from generator.types import Array, Kind, Map, Named, Nullable, Scalar, Type

from .small import (
    SCHEMAS,
    THING,
    Json,
    api_of,
    body,
    document,
    errors_of,
    only,
    operation,
    operations,
    ref,
    written,
)

pytestmark = pytest.mark.once

STRING = Scalar(Kind.STRING)
FILE: Json = {"type": "string", "contentMediaType": "application/octet-stream"}
"""A file as OpenAPI 3.1 has it."""
UPLOAD: Json = {
    "type": "object",
    "required": ["cover"],
    "properties": {
        "cover": {"type": "string", "format": "binary"},
        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
        "tags": {"type": "array", "items": {"type": "string"}},
        "meta": {"type": "object", "properties": {"a": {"type": "string"}}},
    },
}


def post(schema: Json, **request: Any) -> Json:
    """A document with one POST that takes a body."""
    given = {"content": body(schema)["content"], "required": True, **request}
    return document({"/things": {"post": operation(requestBody=given)}}, SCHEMAS)


class TestBodies:
    @pytest.mark.parametrize("schema", [THING, ref("Thing")])
    def test_an_object_s_properties_are_arguments(self, tmp_path: Path, schema: Json) -> None:
        found = only(post(schema), tmp_path).body
        assert isinstance(found, KeywordBody)
        assert [(one.name, one.required) for one in found.fields] == [
            ("name", True),
            ("size", False),
        ]

    def test_an_optional_object_without_requirements_too(self, tmp_path: Path) -> None:
        schema = {"type": "object", "properties": {"a": {}, "id": {"readOnly": True}}}
        found = only(post(schema, required=False), tmp_path).body
        assert isinstance(found, KeywordBody)
        assert [one.name for one in found.fields] == ["a"]

    @pytest.mark.parametrize(
        ("schema", "request_", "expected"),
        [
            (ref("Things"), {}, WholeBody("body", Array(Named("Thing")), True, "")),
            (ref("Thing"), {"required": False}, WholeBody("body", Named("Thing"), False, "")),
            (
                {"type": "object", "description": "Data"},
                {},
                WholeBody("body", Map(Scalar(Kind.ANY)), True, "Data."),
            ),
            ({"type": "string"}, {"description": "Text"}, WholeBody("body", STRING, True, "Text.")),
            (
                {**THING, "additionalProperties": True},
                {},
                WholeBody("body", Named("ThingsCreateBody"), True, ""),
            ),
            (
                {"anyOf": [ref("Thing"), {"type": "null"}]},
                {},
                WholeBody("body", Nullable(Named("Thing")), True, ""),
            ),
        ],
    )
    def test_any_other_body_is_one_argument(
        self, tmp_path: Path, schema: Json, request_: Json, expected: WholeBody
    ) -> None:
        assert only(post(schema, **request_), tmp_path).body == expected

    def test_a_body_without_a_schema_is_anything(self, tmp_path: Path) -> None:
        data = document(
            {"/x": {"put": operation(requestBody={"content": {"application/json": {}}})}}
        )
        assert only(data, tmp_path).body == WholeBody("body", Scalar(Kind.ANY), False, "")

    def test_a_body_can_stand_among_the_components(self, tmp_path: Path) -> None:
        shared = {
            "requestBodies": {
                "T": {"content": {"application/json": {"schema": THING}}, "required": True}
            }
        }
        paths = {"/x": {"post": operation(requestBody={"$ref": "#/components/requestBodies/T"})}}
        assert isinstance(only(document(paths, components=shared), tmp_path).body, KeywordBody)

    FORMS: ClassVar[Json] = {
        "multipart/form-data": {},
        "application/vnd.x+json": {"schema": {}},
        "application/json; charset=utf-8": {"schema": THING},
    }

    def test_forms_beside_json_are_named(self, tmp_path: Path) -> None:
        paths = {"/x": {"post": operation(requestBody={"content": self.FORMS})}}
        content = "#/paths/~1x/post/requestBody/content"
        why = "stands beside application/json; charset=utf-8, which is what the method speaks"
        assert [(one.pointer, one.reason) for one in errors_of(document(paths), tmp_path)] == [
            (f"{content}/{name.replace('/', '~1')}", f"{name} {why}")
            for name in ("application/vnd.x+json", "multipart/form-data")
        ]

    def test_json_is_taken_where_the_others_are_left_out(self, tmp_path: Path) -> None:
        paths = {"/x": {"post": operation(requestBody={"content": self.FORMS, "required": True})}}
        content = "#/paths/~1x/post/requestBody/content"
        skip = [f"{content}/multipart~1form-data", f"{content}/application~1vnd.x+json"]
        (method,) = operations(api_of(document(paths), tmp_path, skip=skip)).values()
        assert isinstance(method.body, KeywordBody)

    def test_a_body_of_which_no_form_is_left_is_left_out(self, tmp_path: Path) -> None:
        paths = {"/x": {"post": operation(requestBody=body(THING))}}
        (method,) = operations(api_of(document(paths), tmp_path, skip=["*/content/*"])).values()
        assert method.body is None

    @pytest.mark.parametrize(
        ("media_type", "kind", "keeps_its_properties"),
        [
            ("application/x-www-form-urlencoded", MediaKind.FORM, True),
            ("application/merge-patch+json", MediaKind.JSON, True),
            ("application/octet-stream", MediaKind.BINARY, False),
            ("image/png", MediaKind.BINARY, False),
            ("text/csv", MediaKind.TEXT, False),
            ("application/soap+xml; charset=utf-8", MediaKind.TEXT, False),
        ],
    )
    def test_other_media_types_are_sent_as_such(
        self, tmp_path: Path, media_type: str, kind: MediaKind, keeps_its_properties: bool
    ) -> None:
        request = {"content": {media_type: {"schema": THING}}, "required": True}
        paths = {"/x": {"post": operation(requestBody=request)}}
        found = only(document(paths), tmp_path).body
        assert found is not None
        assert found.media == Media(media_type, kind)
        assert isinstance(found, KeywordBody) is keeps_its_properties

    @pytest.mark.parametrize("required", [True, False])
    def test_a_form_with_files_has_its_parts_as_arguments(
        self, tmp_path: Path, required: bool
    ) -> None:
        form = {
            "schema": UPLOAD,
            "encoding": {
                "cover": {"contentType": "image/png"},
                "files": {"contentType": "image/png, image/jpeg"},
                "tags": {"contentType": "application/json; charset=utf-8"},
                "meta": {"style": "deepObject", "explode": True},
            },
        }
        request = {"content": {"multipart/form-data": form}, "required": required}
        paths = {"/x": {"post": operation(requestBody=request)}}
        found = only(document(paths), tmp_path).body
        assert isinstance(found, KeywordBody)
        assert found.media == Media(
            "multipart/form-data",
            MediaKind.MULTIPART,
            (("cover", "image/png"), ("tags", "application/json; charset=utf-8")),
            ("meta",),
        )
        assert {one.wire: (one.type, one.required) for one in found.fields} == {
            "cover": (Scalar(Kind.BINARY), True),
            "files": (Array(Scalar(Kind.BINARY)), False),
            "tags": (Array(STRING), False),
            "meta": (Named("XCreateMeta"), False),
        }

    @pytest.mark.parametrize(
        ("schema", "expected"),
        [
            ({"type": "string", "format": "binary"}, Scalar(Kind.BINARY)),
            (FILE, Scalar(Kind.BINARY)),
            ({"contentMediaType": "image/png"}, Scalar(Kind.BINARY)),
            ({"type": "array", "items": FILE}, Array(Scalar(Kind.BINARY))),
            ({"anyOf": [FILE, {"type": "null"}]}, Nullable(Scalar(Kind.BINARY))),
            ({**FILE, "contentEncoding": "base64"}, Scalar(Kind.BYTES)),
            ({"type": "string", "contentMediaType": "text/html; charset=utf-8"}, STRING),
            ({"type": "string", "contentMediaType": "application/json"}, STRING),
        ],
    )
    def test_a_file_is_known_by_its_format_or_its_media_type(
        self, tmp_path: Path, schema: Json, expected: Type
    ) -> None:
        form = {"schema": {"type": "object", "properties": {"it": schema}}}
        request = {"content": {"multipart/form-data": form}, "required": True}
        found = only(document({"/x": {"post": operation(requestBody=request)}}), tmp_path).body
        assert isinstance(found, KeywordBody)
        assert [one.type for one in found.fields] == [expected]

    def test_a_get_with_a_body_is_named(self, tmp_path: Path) -> None:
        (one,) = errors_of(document({"/x": {"get": operation(requestBody=body(THING))}}), tmp_path)
        assert one.reason == "a GET request has a body, which servers may ignore"

    @pytest.mark.parametrize("schema", [{"type": "string"}, {"type": "array", "items": {}}])
    def test_a_form_that_is_no_object_is_text(self, tmp_path: Path, schema: Json) -> None:
        media_type = "application/x-www-form-urlencoded"
        data = document({"/x": {"post": operation(requestBody=body(schema, media_type))}})
        (one,) = errors_of(data, tmp_path)
        assert one.reason == "a form that is no object has no names, so its text is an argument"
        (method,) = analyze(load(written(data, tmp_path)))[0].resources[0].operations
        assert method.body == WholeBody(
            "body", STRING, True, "The form's text.", Media(media_type, MediaKind.TEXT)
        )
