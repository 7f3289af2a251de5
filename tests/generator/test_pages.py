"""Pages: dialects, and lists that speak them."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest

from generator.api import Paged
from generator.types import Named

from .small import SCHEMAS, Json, api_of, body, document, errors_of, operations, ref

pytestmark = pytest.mark.once


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
            "parameter": "after",
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
