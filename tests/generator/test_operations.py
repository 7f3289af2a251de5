"""Operations: where they are, what they take and what they answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pytest
from openapi_python_client.schema import Operation

from generator.api import (
    Failure,
    KeywordBody,
    Location,
    Paged,
    Plain,
    Streamed,
    Success,
    WholeBody,
)
from generator.api import Operation as Method
from generator.build.addresses import Address, address
from generator.types import Array, Kind, Map, Named, Nullable, Scalar

from .small import (
    OK,
    Json,
    api_of,
    body,
    document,
    errors_of,
    operation,
    operations,
    warnings_of,
)

STRING = Scalar(Kind.STRING)
THING: Json = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}, "size": {"type": "integer"}},
}
SCHEMAS: Json = {
    "Thing": THING,
    "Things": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
}


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def only(data: Json, tmp_path: Path) -> Method:
    (method,) = operations(api_of(data, tmp_path)).values()
    return method


def post(schema: Json, **request: Any) -> Json:
    """A document with one POST that takes a body."""
    given = {"content": body(schema)["content"], "required": True, **request}
    return document({"/things": {"post": operation(requestBody=given)}}, SCHEMAS)


def get(parameter: Json, path: str = "/things") -> Json:
    """A document with one GET that takes a parameter."""
    return document({path: {"get": operation(parameters=[parameter])}}, SCHEMAS)


class TestAddresses:
    @pytest.mark.parametrize(
        ("identifier", "tag", "method", "path", "expected"),
        [
            ("atlvs.deals.win", None, "post", "/x", "atlvs.deals.win"),
            ("deals.list", None, "get", "/x", "deals.list"),
            ("a.b.c.d.e", None, "get", "/x", "a.b.c.d.e"),
            ("gvteway.ticketTypes.get", None, "get", "/x", "gvteway.ticket_types.get"),
            ("listUsers", "users", "get", "/users", "users.list"),
            ("getUserById", "users", "get", "/users/{id}", "users.get"),
            ("users_list", "users", "get", "/users", "users.list"),
            ("UserController_findAll", "user", "get", "/user", "user.controller_find_all"),
            ("createUser", "User Accounts", "post", "/users", "user_accounts.create"),
            ("getUserPosts", "users", "get", "/users/{id}/posts", "users.get_posts"),
            ("purchaseLabel", "shipments", "post", "/s/{id}/label", "shipments.purchase_label"),
            (None, "users", "get", "/users", "users.list"),
            (None, "users", "get", "/users/{id}", "users.get"),
            (None, "users", "post", "/users", "users.create"),
            (None, "users", "put", "/users/{id}", "users.replace"),
            (None, "users", "patch", "/users/{id}", "users.update"),
            (None, "users", "delete", "/users/{id}", "users.delete"),
            (None, "users", "post", "/users/{id}/activate", "users.activate"),
            (None, "users", "get", "/users/{id}/posts", "users.get_posts"),
            (None, None, "get", "/api/v2/users", "users.list"),
            (None, None, "get", "/", "root.list"),
            (None, None, "head", "/users/{id}", "users.head"),
            ("users", "users", "get", "/users", "users.list"),
        ],
    )
    def test_an_operation_has_a_place(
        self, identifier: str | None, tag: str | None, method: str, path: str, expected: str
    ) -> None:
        given = Operation.model_validate(
            {"operationId": identifier, "tags": [tag] if tag else None, "responses": {}}
        )
        assert str(address(given, path, method)) == expected

    def test_the_usual_methods_come_first(self) -> None:
        names = ["win", "delete", "update", "add", "list", "get", "replace", "create"]
        ordered = sorted((Address(("deals",), name) for name in names), key=lambda one: one.rank)
        assert [one.method for one in ordered] == [
            *("list", "create", "get", "replace", "update", "delete"),
            *("add", "win"),
        ]

    def test_two_operations_at_one_place_are_named(self, tmp_path: Path) -> None:
        paths = {
            "/a": {"get": operation(operationId="x.get")},
            "/b": {"get": operation(operationId="x.get")},
        }
        (one,) = errors_of(document(paths), tmp_path)
        assert one.reason == "x.get is also the operation at #/paths/~1a/get"
        assert one.pointer == "#/paths/~1b/get"


class TestTree:
    def test_groups_without_operations_at_the_top_are_namespaces(self, tmp_path: Path) -> None:
        ids = ["a.deals.list", "a.projects.budget.get", "b.list", "b.parts.list"]
        paths = {f"/{one}": {"get": operation(operationId=one)} for one in ids}
        tags = [
            {"name": "a", "description": "All of A"},
            {"name": "a.deals", "description": "Deals: x."},
        ]
        api = api_of(document(paths, tags=tags), tmp_path)
        (space,) = api.namespaces
        assert (space.name, space.class_name, space.module, space.doc) == (
            "a",
            "A",
            "a",
            "All of A.",
        )
        assert [(r.name, r.class_name, r.module, r.doc) for r in space.resources] == [
            ("deals", "Deals", "a.deals", "Deals: x."),
            ("projects", "Projects", "a.projects", "Projects."),
        ]
        (budget,) = space.resources[1].children
        assert (budget.name, budget.class_name, budget.module) == (
            "budget",
            "ProjectsBudget",
            "a.projects_budget",
        )
        (resource,) = api.resources
        assert (resource.name, resource.module, resource.children[0].module) == (
            "b",
            "b",
            "b_parts",
        )

    def test_names_that_are_taken_give_way(self, tmp_path: Path) -> None:
        ids = ["close.list", "import.class", "models.with_raw_response", "x.a.get", "x.a"]
        paths = {f"/{n}": {"get": operation(operationId=one)} for n, one in enumerate(ids)}
        api = api_of(document(paths), tmp_path)
        found = {r.name: (r.module, [o.name for o in r.operations]) for r in api.resources}
        assert found == {
            "close_": ("close", ["list"]),
            "import_": ("import_", ["class_"]),
            "models": ("models_", ["with_raw_response_"]),
            "x": ("x", ["a"]),
        }
        (child,) = next(r for r in api.resources if r.name == "x").children
        assert child.name == "a_"


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
        ("more", "joined"),
        [({}, False), ({"explode": False}, True), ({"explode": True, "style": "form"}, False)],
    )
    def test_arrays_are_repeated_or_joined(self, tmp_path: Path, more: Json, joined: bool) -> None:
        array = {"type": ["array", "null"], "items": {"type": "string"}}
        (found,) = only(
            get({"name": "q", "in": "query", "schema": array, **more}), tmp_path
        ).parameters
        assert (found.type, found.joined) == (Array(STRING), joined)

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
            ({"in": "cookie", "schema": {"type": "string"}}, "a parameter in cookie"),
            ({"in": "query", "schema": {"type": "object"}}, "of this type"),
            ({"in": "query", "schema": {}}, "of this type"),
            ({"in": "query", "schema": ref("Thing")}, "of this type"),
            ({"in": "query", "schema": {"type": "string", "format": "byte"}}, "of this type"),
            (
                {"in": "query", "schema": {"type": "array", "items": {"type": "array"}}},
                "of this type",
            ),
            (
                {"in": "header", "schema": {"type": "array", "items": {"type": "string"}}},
                "of this type",
            ),
            ({"in": "query", "style": "deepObject", "schema": {"type": "string"}}, "'deepObject'"),
            (
                {
                    "in": "query",
                    "style": "pipeDelimited",
                    "schema": {"type": "array", "items": {"type": "string"}},
                },
                "'pipeDelimited'",
            ),
            (
                {"in": "query", "allowReserved": True, "schema": {"type": "string"}},
                "percent-encoded",
            ),
            ({"in": "query", "content": {"application/json": {}}}, "has no schema"),
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
            ("/x/{a}/{a}", "a", "can't be filled in"),
            ("/x/{a.b}", "a.b", "can't be filled in"),
            ("/x/{0}", "0", "can't be filled in"),
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
        why = "beside application/json; charset=utf-8 can't be expressed: a method has one form"
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

    def test_a_body_has_to_keep_a_form(self, tmp_path: Path) -> None:
        paths = {"/x": {"post": operation(requestBody=body(THING))}}
        (one,) = errors_of(document(paths), tmp_path, skip=["*/content/*"])
        assert one.reason == "a body of no media type can't be expressed"

    @pytest.mark.parametrize(
        "media_type",
        [
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "application/octet-stream",
            "application/merge-patch+json",
        ],
    )
    def test_other_forms_are_named(self, tmp_path: Path, media_type: str) -> None:
        request = {"content": {media_type: {"schema": THING}}}
        paths = {"/x": {"post": operation(requestBody=request)}}
        (one,) = errors_of(document(paths), tmp_path)
        assert media_type in one.reason
        assert one.pointer == "#/paths/~1x/post/requestBody/content"

    def test_a_get_with_a_body_is_named(self, tmp_path: Path) -> None:
        (one,) = errors_of(document({"/x": {"get": operation(requestBody=body(THING))}}), tmp_path)
        assert one.reason == "a GET request has a body"


class TestAnswers:
    def answered(self, tmp_path: Path, responses: Json, **more: Json) -> Method:
        data = document({"/things": {"get": {"responses": responses, **more}}}, SCHEMAS)
        return only(data, tmp_path)

    def test_several_successes(self, tmp_path: Path) -> None:
        responses = {"202": OK, "200": body(ref("Thing")), "404": OK}
        assert self.answered(tmp_path, responses).answer == Plain(
            (Success(200, Named("Thing")), Success(202, None)), "It."
        )

    def test_a_range_of_successes(self, tmp_path: Path) -> None:
        answer = self.answered(tmp_path, {"2XX": body({"type": "string"})}).answer
        assert answer.successes == (Success(200, STRING),)

    def test_json_s_dialects_are_json(self, tmp_path: Path) -> None:
        responses = {"200": body(ref("Thing"), "application/hal+json")}
        assert self.answered(tmp_path, responses).answer.successes == (
            Success(200, Named("Thing")),
        )

    def test_json_without_a_schema_is_anything(self, tmp_path: Path) -> None:
        responses: Json = {"200": {"description": "x", "content": {"application/json": {}}}}
        assert self.answered(tmp_path, responses).answer.successes[0].type == Scalar(Kind.ANY)

    def test_a_type_in_place_is_named_after_its_operation(self, tmp_path: Path) -> None:
        inner = {"type": "object", "properties": {"a": {"type": "string"}}}
        answer = self.answered(tmp_path, {"200": body(inner), "201": body(inner)}).answer
        assert [one.type for one in answer.successes] == [
            Named("ThingsListResult"),
            Named("ThingsListResult201"),
        ]

    def test_failures_keep_their_words(self, tmp_path: Path) -> None:
        responses = {
            "204": OK,
            "404": {"description": "Not\n  there"},
            "5XX": OK,
            "default": OK,
            "302": OK,
        }
        assert self.answered(tmp_path, responses).failures == (
            Failure("302", "Fine."),
            Failure("404", "Not there."),
            Failure("5XX", "Fine."),
            Failure("default", "Fine."),
        )

    def test_the_types_of_errors_stand_above_all(self, tmp_path: Path) -> None:
        data = document(
            {"/things": {"get": operation(responses={"204": OK, "400": body(ref("Thing"))})}},
            SCHEMAS,
        )
        assert api_of(data, tmp_path).declarations["Thing"].module == "models"

    def test_events_are_streamed(self, tmp_path: Path) -> None:
        answer = self.answered(tmp_path, {"200": body(ref("Thing"), "text/event-stream")}).answer
        assert answer == Streamed((Success(200, Named("Thing")),), "It.")

    @pytest.mark.parametrize(
        ("left_out", "kind"), [("application/json", Streamed), ("text/event-stream", Plain)]
    )
    def test_of_two_forms_the_caller_chooses_one(
        self, tmp_path: Path, left_out: str, kind: type[object]
    ) -> None:
        forms: Json = {"application/json": {}, "text/event-stream": {}}
        data = document(
            {"/x": {"get": {"responses": {"200": {"description": "", "content": forms}}}}}
        )
        (one,) = errors_of(data, tmp_path)
        assert one.pointer == "#/paths/~1x/get/responses/200/content/application~1json"
        skip = [f"*/{left_out.replace('/', '~1')}"]
        (method,) = operations(api_of(data, tmp_path, skip=skip)).values()
        assert isinstance(method.answer, kind)

    def test_an_answer_s_other_forms_are_named_where_they_stand(self, tmp_path: Path) -> None:
        forms: Json = {"application/json": {}, "text/csv": {}}
        shared = {"responses": {"Both": {"description": "", "content": forms}}}
        responses = {"200": {"$ref": "#/components/responses/Both"}}
        (one,) = errors_of(
            document({"/x": {"get": {"responses": responses}}}, components=shared), tmp_path
        )
        assert str(one) == (
            "small.json#/components/responses/Both/content/text~1csv: error: text/csv beside "
            "application/json can't be expressed: a method has one form; offer it by an operation "
            "of its own, or --skip '#/components/responses/Both/content/text~1csv' "
            "(reached from #/paths/~1x/get)"
        )

    def test_all_json_of_an_error_is_typed_and_other_forms_are_warned_of(
        self, tmp_path: Path
    ) -> None:
        forms: Json = {
            "application/json": {"schema": ref("Thing")},
            "application/problem+json": {"schema": ref("Problem")},
            "text/plain": {},
        }
        problem: Json = {"type": "object", "properties": {"title": {"type": "string"}}}
        failing = operation(responses={"204": OK, "400": {"description": "", "content": forms}})
        data = document({"/x": {"get": failing}}, {**SCHEMAS, "Problem": problem})
        assert set(api_of(data, tmp_path).declarations) == {"Problem", "Thing"}
        reasons = [one.reason for one in warnings_of(data, tmp_path)]
        assert "an error of text/plain has no type: its text becomes the message" in reasons

    @pytest.mark.parametrize(
        ("responses", "reason"),
        [
            ({"404": OK}, "no success is described"),
            ({"default": OK}, "no success is described"),
            ({"200": body({}, "text/plain")}, "an answer of text/plain"),
            ({"ok": OK, "200": OK}, "'ok' is not a status"),
            ({"200": body({}, "text/event-stream"), "201": OK}, "stands beside other successes"),
            ({"200": {"$ref": "#/components/responses/None"}}, "points nowhere"),
        ],
    )
    def test_what_is_not_understood_is_named(
        self, tmp_path: Path, responses: Json, reason: str
    ) -> None:
        found = errors_of(document({"/x": {"get": {"responses": responses}}}), tmp_path)
        assert any(reason in one.reason for one in found), list(map(str, found))
        assert all(one.pointer.startswith("#/paths/~1x/get/responses") for one in found)


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
    PATHS: ClassVar[Json] = {
        "/a": {"get": operation(), "post": operation(requestBody=body({}, "text/csv"))}
    }

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

    def test_without_skipping_all_errors_are_listed(self, tmp_path: Path) -> None:
        paths = {**self.PATHS, "/b": {"get": {"responses": {"200": body({"not": {}})}}}}
        assert [one.pointer for one in errors_of(document(paths), tmp_path)] == [
            "#/paths/~1a/post/requestBody/content",
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

    @pytest.mark.parametrize("where", ["item", "operation"])
    def test_servers_of_their_own_are_named(self, tmp_path: Path, where: str) -> None:
        servers = [{"url": "https://other.example"}]
        own = operation(servers=servers) if where == "operation" else operation()
        item = {"get": own, **({"servers": servers} if where == "item" else {})}
        (one,) = errors_of(document({"/x": item}), tmp_path)
        assert one.reason == "the operation has servers of its own"

    def test_callbacks_are_named_unless_they_are_left_out(self, tmp_path: Path) -> None:
        data = document({"/x": {"post": operation(callbacks={"done": {}})}})
        (one,) = errors_of(data, tmp_path)
        place = "#/paths/~1x/post/callbacks"
        assert (one.pointer, one.reason) == (place, "callbacks can't be expressed")
        assert operations(api_of(data, tmp_path, skip=[place]))

    def test_schemas_that_nothing_uses_are_warned_of(self, tmp_path: Path) -> None:
        (one,) = warnings_of(document({"/x": {"get": operation()}}, {"A/b": THING}), tmp_path)
        assert one.pointer == "#/components/schemas/A~1b"
        assert str(one).startswith("small.json#/components/schemas/A~1b: warning: nothing uses")


class TestPages:
    PAGE: ClassVar[Json] = {
        "type": "object",
        "required": ["hits"],
        "properties": {
            "hits": {"type": "array", "items": ref("Thing")},
            "meta": {
                "anyOf": [
                    {"type": "object", "properties": {"nextPage": {"type": "string"}, "from": {}}},
                    {"type": "null"},
                ]
            },
        },
    }
    DIALECT: ClassVar[Json] = {
        "style": "cursor",
        "cursor_parameter": "after",
        "items": "hits",
        "next_cursor": "meta.nextPage",
    }

    def data(
        self, dialect: Json, *, page: Json | None = None, name: str = "d", query: str = "after"
    ) -> Json:
        parameters = [{"name": query, "in": "query", "schema": {"type": "string"}}]
        responses = {"200": body(page or self.PAGE)}
        listing = {"responses": responses, "parameters": parameters, "x-pagination": name}
        sdk = {"pagination": {"d": dialect}} if dialect else {}
        return document({"/things": {"get": listing}}, SCHEMAS, **{"x-sdk": sdk})

    def test_paths_become_identifiers(self, tmp_path: Path) -> None:
        api = api_of(self.data({**self.DIALECT, "total": "meta.from"}), tmp_path)
        (method,) = operations(api).values()
        assert isinstance(method.answer, Paged)
        assert (method.answer.items, method.answer.dialect) == (Named("Thing"), "d")
        (dialect,) = api.conventions.dialects
        assert (dialect.name, dialect.style) == ("d", "cursor")
        assert dialect.settings == {
            "cursor_parameter": "after",
            "items_path": "hits",
            "next_cursor_path": "meta.next_page",
            "total_path": "meta.from_",
        }

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"style": "weird"}, "the style 'weird'"),
            ({"nextcursor": "x"}, "'nextcursor' is not known"),
            ({"items": None}, "'items' is missing"),
            ({"items": "nothing"}, "the answer has no 'nothing'"),
            ({"items": "meta.nextPage"}, "the items are not an array"),
            ({"total": "hits.0"}, "the answer has no 'hits.0'"),
            ({"cursor_parameter": "before"}, "no query parameter 'before'"),
        ],
    )
    def test_a_dialect_that_does_not_fit_is_named(
        self, tmp_path: Path, change: Json, reason: str
    ) -> None:
        dialect = {key: value for key, value in {**self.DIALECT, **change}.items() if value}
        found = errors_of(self.data(dialect), tmp_path)
        assert any(reason in one.reason for one in found), list(map(str, found))

    def test_an_unknown_dialect_is_named(self, tmp_path: Path) -> None:
        (one,) = errors_of(self.data({}), tmp_path)
        assert (one.pointer, one.reason) == (
            "#/paths/~1things/get/x-pagination",
            "the dialect 'd' is not in x-sdk.pagination",
        )

    def test_a_dialect_has_the_same_identifiers_everywhere(self, tmp_path: Path) -> None:
        other: Json = {
            "type": "object",
            "properties": {
                **self.PAGE["properties"],
                "meta": {"properties": {"nextPage": {}, "next_page": {}}},
            },
        }
        data = self.data(self.DIALECT)
        data["paths"]["/others"] = self.data(self.DIALECT, page=other)["paths"]["/things"]
        (one,) = errors_of(data, tmp_path)
        assert "other identifiers" in one.reason
