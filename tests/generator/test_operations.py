"""Operations: their words, where they stand, and leaving some out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar

import pytest

from .small import (
    THING,
    Json,
    api_of,
    body,
    document,
    errors_of,
    impossible,
    only,
    operation,
    operations,
    warnings_of,
)

pytestmark = pytest.mark.once


class TestWords:
    @pytest.mark.parametrize(
        ("given", "summary", "description"),
        [
            ({"summary": "Do it"}, "Do it.", ""),
            ({"summary": "Do it.", "description": "Do it"}, "Do it.", ""),
            ({"description": "Do it. Then rest."}, "Do it.", "Then rest."),
            ({"description": "Do it\nnow\n\n- a\n- b"}, "Do it now", "- a\n- b"),
            ({"operationId": "getBigThing", "tags": ["t"]}, "Get big thing.", ""),
            ({"operationId": "a.b.win_it"}, "Win it.", ""),
            ({}, "List.", ""),
        ],
    )
    def test_summary_and_description(
        self, tmp_path: Path, given: Json, summary: str, description: str
    ) -> None:
        found = only(document({"/x": {"get": operation(**given)}}), tmp_path)
        assert (found.summary, found.description) == (summary, description)

    def test_scopes_and_deprecation(self, tmp_path: Path) -> None:
        schemes: Json = {
            "key": {"type": "http", "scheme": "bearer"},
            "oauth": {"type": "oauth2", "flows": {}},
        }
        given = operation(security=[{"key": []}, {"oauth": ["write", "read"]}], deprecated=True)
        data = document(
            {"/x": {"get": given}}, components={"securitySchemes": schemes}, security=[{"key": []}]
        )
        found = only(data, tmp_path)
        assert (found.scopes, found.deprecated) == (("read", "write"), "list is deprecated")


class TestSkipping:
    PATHS: ClassVar[Json] = {"/a": {"get": operation(), "post": impossible()}}

    @pytest.mark.parametrize("pointer", ["#/paths/~1a/post", "/paths/~1a/post", "paths/~1a/post"])
    def test_an_operation_can_be_left_out(self, tmp_path: Path, pointer: str) -> None:
        assert list(operations(api_of(document(self.PATHS), tmp_path, skip=[pointer]))) == [
            "a.list"
        ]

    def test_one_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        found = errors_of(document(self.PATHS), tmp_path, skip=["#/paths/~1b/get"])
        assert ("#/paths/~1b/get", "there is nothing here that can be skipped") in [
            (one.pointer, one.reason) for one in found
        ]

    @pytest.mark.parametrize(
        "pointer",
        ["#/paths/*/photo/put", "paths/pets/{id}/photo/put", "#/paths//pets/{id}/photo/put"],
    )
    def test_a_slash_that_is_not_escaped_is_said(self, tmp_path: Path, pointer: str) -> None:
        paths = {"/pets/{id}/photo": {"put": operation()}}
        assert (
            "a slash inside of a name is written `~1`: --skip '#/paths/~1pets~1{id}~1photo/put'"
        ) in [one.remedy for one in errors_of(document(paths), tmp_path, skip=[pointer])]

    def test_what_cannot_be_expressed_can_be_left_out_as_its_error_says(
        self, tmp_path: Path
    ) -> None:
        paths: Json = {
            **self.PATHS,
            "/b": {
                "get": operation(parameters=[{"name": "a b", "in": "header", "required": True}])
            },
            "/c": {"$ref": "#/x-items/C"},
        }
        items = {"C": {"get": {"responses": {"200": body({"not": {"type": "string"}})}}}}
        data = document(paths, **{"x-items": items})
        said = [re.search(r"--skip '(.*)'$", str(one)) for one in errors_of(data, tmp_path)]
        skips = [found[1] for found in said if found]
        assert skips == ["#/paths/~1a/post", "#/paths/~1b/get", "#/paths/~1c/get"]
        assert list(operations(api_of(data, tmp_path, skip=skips))) == ["a.list"]

    def test_without_skipping_all_errors_are_listed(self, tmp_path: Path) -> None:
        paths = {
            **self.PATHS,
            "/b": {"get": {"responses": {"200": body({"not": {"type": "string"}})}}},
        }
        assert [one.pointer for one in errors_of(document(paths), tmp_path)] == [
            "#/paths/~1a/post/parameters/0",
            "#/paths/~1b/get/responses/200/content/application~1json/schema/not",
        ]


class TestElsewhere:
    def test_a_path_s_operations_may_stand_elsewhere(self, tmp_path: Path) -> None:
        items = {"pathItems": {"Item": {"get": operation(operationId="things.get")}}}
        data = document({"/x": {"$ref": "#/components/pathItems/Item"}}, components=items)
        assert list(operations(api_of(data, tmp_path))) == ["things.get"]

    def test_but_not_nowhere(self, tmp_path: Path) -> None:
        (one,) = errors_of(document({"/x": {"$ref": "#/components/pathItems/None"}}), tmp_path)
        assert "points nowhere" in one.reason

    def test_servers_that_all_share_are_the_document_s(self, tmp_path: Path) -> None:
        own = {"get": operation(), "servers": [{"url": "https://other.example"}]}
        found = api_of(document({"/x": own, "/y": own}), tmp_path).conventions
        assert [one.url for one in found.servers] == ["https://other.example"]

    def test_callbacks_are_events_unless_they_are_left_out(self, tmp_path: Path) -> None:
        told = {"{$request.body#/url}": {"post": operation(requestBody=body(THING))}}
        data = document({"/x": {"post": operation(callbacks={"done": told})}})
        events = api_of(data, tmp_path).events
        assert events is not None
        assert ([one.name for one in events.events], events.tells_name) == (["done"], False)
        skipped = api_of(data, tmp_path, skip=["#/paths/~1x/post/callbacks"])
        assert operations(skipped)
        assert skipped.events is None

    def test_schemas_that_nothing_uses_are_warned_of(self, tmp_path: Path) -> None:
        (one,) = warnings_of(document({"/x": {"get": operation()}}, {"A/b": THING}), tmp_path)
        assert one.pointer == "#/components/schemas/A~1b"
        assert str(one).startswith("small.json#/components/schemas/A~1b: warning: nothing uses")
