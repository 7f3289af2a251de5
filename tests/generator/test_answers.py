"""Answers: bodies, streams and errors, and which can't be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.api import Failure, Media, MediaKind, Plain, Streamed, Success
from generator.api import Operation as Method
from generator.types import Kind, Named, Scalar

from .small import (
    OK,
    SCHEMAS,
    Json,
    api_of,
    body,
    document,
    errors_of,
    only,
    operation,
    operations,
    ref,
    warnings_of,
)

pytestmark = pytest.mark.once

STRING = Scalar(Kind.STRING)


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

    @pytest.mark.parametrize("elsewhere", [False, True])
    def test_links_are_warned_of_unless_they_are_left_out(
        self, tmp_path: Path, elsewhere: bool
    ) -> None:
        linked = {**OK, "links": {"next": {"operationId": "things.get"}}}
        there: Json = {"$ref": "#/components/responses/Linked"}
        responses: Json = {"200": there if elsewhere else linked}
        components = {"responses": {"Linked": linked}} if elsewhere else {}
        data = document({"/things": {"get": operation(responses=responses)}}, components=components)
        (one,) = warnings_of(data, tmp_path)
        place = "#/paths/~1things/get/responses/200/links"
        if elsewhere:
            place = "#/components/responses/Linked/links"
        assert (one.pointer, one.reason) == (place, "links can't be expressed")
        assert place in one.remedy
        assert warnings_of(data, tmp_path, skip=[place]) == ()

    def test_json_s_dialects_are_json(self, tmp_path: Path) -> None:
        responses = {"200": body(ref("Thing"), "application/hal+json")}
        assert self.answered(tmp_path, responses).answer.successes == (
            Success(200, Named("Thing"), Media("application/hal+json")),
        )

    @pytest.mark.parametrize(
        ("media_type", "kind", "expected"),
        [
            ("text/plain", MediaKind.TEXT, STRING),
            ("application/xml", MediaKind.TEXT, STRING),
            ("image/png", MediaKind.BINARY, Scalar(Kind.BINARY)),
            ("application/octet-stream", MediaKind.BINARY, Scalar(Kind.BINARY)),
        ],
    )
    def test_what_is_no_json_is_text_or_bytes(
        self, tmp_path: Path, media_type: str, kind: MediaKind, expected: Scalar
    ) -> None:
        answer = self.answered(tmp_path, {"200": body({}, media_type)}).answer
        assert answer.successes == (Success(200, expected, Media(media_type, kind)),)

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
        media = Media("text/event-stream", MediaKind.EVENT_STREAM)
        assert answer == Streamed((Success(200, Named("Thing"), media),), "It.")

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
        both = only(data, tmp_path).answer
        assert isinstance(both, Plain)
        assert both.events == Scalar(Kind.ANY)
        skip = [f"*/{left_out.replace('/', '~1')}"]
        (method,) = operations(api_of(data, tmp_path, skip=skip)).values()
        assert isinstance(method.answer, kind)
        assert getattr(method.answer, "events", None) is None

    def test_an_answer_s_other_forms_are_named_where_they_stand(self, tmp_path: Path) -> None:
        forms: Json = {"application/json": {}, "text/csv": {}}
        shared = {"responses": {"Both": {"description": "", "content": forms}}}
        responses = {"200": {"$ref": "#/components/responses/Both"}}
        (one,) = errors_of(
            document({"/x": {"get": {"responses": responses}}}, components=shared), tmp_path
        )
        assert str(one) == (
            "small.json#/components/responses/Both/content/text~1csv: error: text/csv stands "
            "beside application/json, which is what the method speaks; offer it by an operation "
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
