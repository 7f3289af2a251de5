"""Where requests have dates without a time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from generator.targets.python.request_paths import RequestPaths, dates_in

from .small import Json, api_of, body, document, imported, only, operation, package_of, ref

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.once

DATE: Json = {"type": "string", "format": "date"}
MOMENT: Json = {"type": "string", "format": "date-time"}
SPAN: Json = {
    "type": "object",
    "properties": {
        "first-day": DATE,
        "seen": {**DATE, "readOnly": True},
        "inner": {"$ref": "#/components/schemas/Span"},
    },
}


def thing(**properties: Json) -> Json:
    return {"type": "object", "properties": properties}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (thing(day=DATE), ("day",)),
        (thing(day={"type": ["string", "null"], "format": "date"}), ("day",)),
        (thing(days={"type": "array", "items": {"type": "array", "items": DATE}}), ("days",)),
        (thing(span=ref("Span")), ("span/first-day",)),
        (thing(spans={"type": "array", "items": ref("Span")}), ("spans/first-day",)),
        (thing(by_name={"type": "object", "additionalProperties": DATE}), ("by_name/*",)),
        (thing(one={"oneOf": [thing(on=DATE, by=DATE), thing(on=MOMENT)]}), ("one/by",)),
        (thing(one={"anyOf": [DATE, MOMENT]}), None),
        (thing(at=MOMENT), None),
        (DATE, ("",)),
    ],
)
def test_a_request_says_where_it_has_dates(
    tmp_path: Path, schema: Json, expected: tuple[str, ...] | None
) -> None:
    given = {"content": body(schema)["content"], "required": True}
    parameters = [
        {"name": "on-day", "in": "query", "schema": DATE},
        {"name": "X-Day", "in": "header", "schema": DATE},
        {"name": "at", "in": "query", "schema": MOMENT},
    ]
    data = document(
        {"/things": {"post": operation(requestBody=given, parameters=parameters)}}, {"Span": SPAN}
    )
    paths = RequestPaths(api_of(data, tmp_path).declarations)
    found = only(data, tmp_path)
    written = dates_in(paths.of_body(found.body))
    assert (eval(written) if written else None) == expected
    sources = dates_in(paths.of_parameters(found.parameters))
    assert sources is not None
    assert eval(sources) == ("on-day", "X-Day")


def test_a_method_of_any_document_refuses_a_datetime(tmp_path: Path) -> None:
    data = document(
        {
            "/days/{day}": {
                "get": operation(
                    parameters=[{"name": "day", "in": "path", "required": True, "schema": DATE}]
                )
            }
        }
    )

    with imported(package_of(data, tmp_path)) as package:
        client: Any = package.Client(base_url="http://127.0.0.1:1")
        with pytest.raises(package.InvalidArgumentError, match=r"day is a date .* value\.date\(\)"):
            client.days.get(datetime(2026, 5, 1, tzinfo=UTC))
