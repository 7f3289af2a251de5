"""Parameters of path, query and header: what they become, and which can't be sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.api import Location, Style
from generator.types import Array, Kind, Named, Scalar

from .small import SCHEMAS, Json, api_of, document, errors_of, only, operation, operations, ref

pytestmark = pytest.mark.once

STRING = Scalar(Kind.STRING)


def get(parameter: Json, path: str = "/things") -> Json:
    """A document with one GET that takes a parameter."""
    return document({path: {"get": operation(parameters=[parameter])}}, SCHEMAS)


class TestParameters:
    def test_each_location_with_its_words(self, tmp_path: Path) -> None:
        parameters = [
            {
                "name": "pageSize",
                "in": "query",
                "schema": {"type": "integer", "minimum": 1, "maximum": 9, "default": 5},
            },
            {"name": "X-Trace", "in": "header", "required": True, "schema": {"type": "string"}},
            {"name": "b", "in": "path", "required": True, "schema": {"type": "integer"}},
            {
                "name": "a",
                "in": "path",
                "required": True,
                "description": "The a.",
                "schema": {"type": "string"},
            },
        ]
        paths = {"/x/{a}/{b}": {"get": operation(parameters=parameters)}}
        found = only(document(paths), tmp_path).parameters
        assert [(p.name, p.wire, p.location, p.required, p.doc) for p in found] == [
            ("a", "a", Location.PATH, True, "The a."),
            ("b", "b", Location.PATH, True, ""),
            ("page_size", "pageSize", Location.QUERY, False, "1 to 9; 5 if left out."),
            ("x_trace", "X-Trace", Location.HEADER, True, ""),
        ]

    def test_an_operation_s_own_parameter_replaces_its_path_s(self, tmp_path: Path) -> None:
        own = {"name": "q", "in": "query", "schema": {"type": "integer"}}
        shared = [
            {"name": "q", "in": "query", "schema": {"type": "string"}},
            {"name": "r", "in": "query", "schema": {"type": "string"}},
        ]
        paths = {"/x": {"parameters": shared, "get": operation(parameters=[own])}}
        found = only(document(paths), tmp_path).parameters
        assert [(p.wire, p.type) for p in found] == [("q", Scalar(Kind.INTEGER)), ("r", STRING)]

    @pytest.mark.parametrize(
        ("more", "style"),
        [
            ({}, None),
            ({"explode": False}, Style.COMMA),
            ({"explode": True, "style": "form"}, None),
            ({"style": "pipeDelimited", "explode": False}, Style.PIPE),
            ({"style": "spaceDelimited", "explode": False}, Style.SPACE),
        ],
    )
    def test_arrays_are_repeated_or_joined(
        self, tmp_path: Path, more: Json, style: Style | None
    ) -> None:
        array = {"type": ["array", "null"], "items": {"type": "string"}}
        (found,) = only(
            get({"name": "q", "in": "query", "schema": array, **more}), tmp_path
        ).parameters
        assert (found.type, found.style) == (Array(STRING), style)

    @pytest.mark.parametrize(
        ("parameter", "style"),
        [
            ({"in": "cookie", "schema": {"type": "string"}}, None),
            ({"in": "query", "schema": {"type": "object"}}, Style.MEMBERS),
            ({"in": "query", "schema": {}}, Style.MEMBERS),
            ({"in": "query", "schema": ref("Thing")}, Style.MEMBERS),
            ({"in": "query", "explode": False, "schema": ref("Thing")}, Style.COMMA),
            ({"in": "query", "style": "deepObject", "schema": ref("Thing")}, Style.DEEP),
            ({"in": "query", "content": {"application/json": {}}}, Style.JSON),
            ({"in": "query", "content": {"text/plain": {}}}, None),
            ({"in": "query", "allowReserved": True, "schema": {"type": "string"}}, None),
            ({"in": "header", "schema": {"type": "array", "items": {}}}, Style.COMMA),
            ({"in": "header", "explode": True, "schema": {"type": "object"}}, Style.PAIRS),
        ],
    )
    def test_each_has_the_style_that_the_document_says(
        self, tmp_path: Path, parameter: Json, style: Style | None
    ) -> None:
        (found,) = only(get({"name": "q", **parameter}), tmp_path).parameters
        assert found.style == style

    @pytest.mark.parametrize("style", ["simple", "label", "matrix"])
    def test_so_has_a_path(self, tmp_path: Path, style: str) -> None:
        ids = {"type": "array", "items": {"type": "string"}}
        parameter = {"name": "ids", "in": "path", "required": True, "style": style, "schema": ids}
        (found,) = only(get(parameter, "/x/{ids}"), tmp_path).parameters
        assert found.style == (Style.COMMA if style == "simple" else Style(style))

    def test_a_parameter_can_stand_among_the_components(self, tmp_path: Path) -> None:
        shared = {
            "Q": {"name": "q", "in": "query", "deprecated": True, "schema": {"enum": ["a", "b"]}}
        }
        paths = {
            path: {"get": operation(parameters=[{"$ref": "#/components/parameters/Q"}])}
            for path in ("/x", "/y")
        }
        api = api_of(document(paths, components={"parameters": shared}), tmp_path)
        for method in operations(api).values():
            (found,) = method.parameters
            assert (found.type, found.doc) == (Named("Q"), "Deprecated.")
        assert api.declarations["Q"].module == "models"

    def test_headers_that_are_the_client_s_are_no_arguments(self, tmp_path: Path) -> None:
        parameters = [
            {
                "name": "X-Team",
                "in": "header",
                "description": "The team",
                "x-argument": {"name": "team", "env": "TEAM"},
                "schema": {},
            },
            {
                "name": "Idem",
                "in": "header",
                "x-idempotency-key": True,
                "schema": {"type": "string"},
            },
            {"name": "Accept", "in": "header", "schema": {"type": "string"}},
        ]
        api = api_of(document({"/x": {"post": operation(parameters=parameters)}}), tmp_path)
        (method,) = operations(api).values()
        assert (method.parameters, method.idempotent) == ((), True)
        assert api.conventions.idempotency_header == "Idem"
        (argument,) = api.conventions.client_arguments
        assert (argument.name, argument.env, argument.header, argument.doc) == (
            "team",
            "TEAM",
            "X-Team",
            "The team.",
        )

    @pytest.mark.parametrize(
        ("parameter", "reason"),
        [
            (
                {"in": "query", "schema": {"type": "array", "items": {"type": "array"}}},
                "of this type",
            ),
            ({"in": "query", "style": "curly", "schema": {"type": "string"}}, "'curly'"),
            (
                {"in": "header", "x-argument": {"name": "a"}, "schema": {"type": "string"}},
                "x-argument",
            ),
            (
                {
                    "in": "query",
                    "x-argument": {"name": "a", "env": "A"},
                    "schema": {"type": "string"},
                },
                "x-argument",
            ),
            ({"in": "header", "x-argument": "a", "schema": {"type": "string"}}, "x-argument"),
        ],
    )
    def test_what_cannot_be_sent_is_named(
        self, tmp_path: Path, parameter: Json, reason: str
    ) -> None:
        found = errors_of(get({"name": "q", **parameter}), tmp_path)
        assert any(reason in one.reason for one in found), list(map(str, found))
        assert all(one.pointer.startswith("#/paths/~1things/get/parameters/0") for one in found)

    @pytest.mark.parametrize(
        ("path", "parameter", "reason"),
        [
            ("/x/{a}", None, "the path's {a} has no parameter"),
            ("/x", "a", "the path has no {a}"),
            ("/x/{a}}", "a", "braces don't pair"),
        ],
    )
    def test_a_path_and_its_parameters_must_fit(
        self, tmp_path: Path, path: str, parameter: str | None, reason: str
    ) -> None:
        given = [{"name": parameter, "in": "path", "required": True, "schema": {"type": "string"}}]
        data = document({path: {"get": operation(parameters=given if parameter else [])}})
        found = errors_of(data, tmp_path)
        assert any(reason in one.reason for one in found), list(map(str, found))
