"""Errors recognised by their schemas, where the document does not say how they are read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeAlias

import pytest

from generator.analysis import analyze
from generator.load import load

from .real_documents import real_document
from .small import Json, api_of, body, document, imported, module_of, operation, package_of

pytestmark = pytest.mark.once

S, N = {"type": "string"}, {"type": "integer"}


def of(**properties: Json) -> Json:
    return {"type": "object", "properties": properties}


def many(items: Json) -> Json:
    return {"type": "array", "items": items}


def failing(*schemas: Json, media_type: str = "application/json", **root: Json) -> Json:
    """A document whose operations fail, each with a body of its own."""
    paths = {
        f"/{number}": {
            "get": operation(
                responses={"204": {"description": "."}, "400": body(schema, media_type)}
            )
        }
        for number, schema in enumerate(schemas)
    }
    return document(paths, {}, servers=[{"url": "https://api.example.com"}], **root)


PROBLEM = of(type=S, title=S, status=N, detail=S, instance=S)

Said: TypeAlias = tuple[str, str | None, list[tuple[str, str]]]
"""A message, a code, and the details' fields and messages."""

KNOWN: list[tuple[str, Json, dict[str, str], Json, Said]] = [
    (
        "rfc 9457",
        PROBLEM,
        {"message": "detail|title", "code": "type"},
        {"type": "https://a.example/b", "title": "T", "detail": "D", "status": 400},
        ("D", "https://a.example/b", []),
    ),
    (
        "rfc 9457 without detail",
        PROBLEM,
        {"message": "detail|title", "code": "type"},
        {"type": "about:blank", "title": "T"},
        ("T", "about:blank", []),
    ),
    (
        "validation problem",
        {
            **PROBLEM,
            "properties": {
                **PROBLEM["properties"],
                "errors": {"type": "object", "additionalProperties": many(S)},
            },
        },
        {"message": "detail|title", "code": "type", "details": "errors"},
        {"title": "T", "errors": {"name": ["too long", "odd"], "size": []}},
        ("T", None, [("name", "too long"), ("size", "")]),
    ),
    (
        "nested",
        of(error=of(code=S, message=S, details=many(of(field=S, message=S)))),
        {
            "message": "error.message",
            "code": "error.code",
            "details": "error.details",
            "detail_field": "field",
            "detail_message": "message",
        },
        {"error": {"code": "c", "message": "m", "details": [{"field": "f", "message": "x"}]}},
        ("m", "c", [("f", "x")]),
    ),
    (
        "flat",
        of(code=N, message=S),
        {"message": "message", "code": "code"},
        {"code": 7, "message": "m"},
        ("m", "7", []),
    ),
    (
        "list",
        of(errors=many(of(title=S, detail=S, code=S, source=of(pointer=S)))),
        {
            "message": "errors.0.detail|errors.0.title",
            "code": "errors.0.code",
            "details": "errors",
            "detail_field": "source.pointer",
            "detail_message": "detail|title",
        },
        {"errors": [{"title": "T", "code": "c", "source": {"pointer": "/a"}}]},
        ("T", "c", [("/a", "T")]),
    ),
    (
        "texts",
        of(errors=many(S)),
        {"message": "errors.0", "details": "errors"},
        {"errors": ["a", "b"]},
        ("a", None, [("", "a"), ("", "b")]),
    ),
    (
        "oauth 2",
        of(error=S, error_description=S),
        {"message": "error_description|error", "code": "error"},
        {"error": "invalid_grant", "error_description": "It expired."},
        ("It expired.", "invalid_grant", []),
    ),
    (
        "spelt otherwise",
        of(ErrorCode=S, Message=S, requestId=S),
        {"message": "Message", "code": "ErrorCode", "request_id": "requestId"},
        {"ErrorCode": "c", "Message": "m", "requestId": "r"},
        ("m", "c", []),
    ),
]


@pytest.mark.parametrize(
    ("schema", "envelope", "answer", "said"),
    [one[1:] for one in KNOWN],
    ids=[one[0] for one in KNOWN],
)
def test_a_common_form_is_recognised_and_fills_the_exception(
    tmp_path: Path,
    schema: Json,
    envelope: dict[str, str],
    answer: Json,
    said: Said,
) -> None:
    data = failing(schema)
    api = api_of(data, tmp_path)
    assert dict(api.conventions.error_envelope) == envelope
    assert any("errors are read" in note for note in api.notes)
    with imported(package_of(data, tmp_path)) as package:
        conventions = module_of(package, "conventions")
        read = module_of(package, "_core.problem").read_problem
        response = module_of(package, "_core.http.protocols")
        assert response is not None
        found = read(Answer(answer), conventions.API.errors, None)
    assert (found.message, found.code) == said[:2]
    assert [(one.field, one.message) for one in found.details] == said[2]


class Answer:
    """What the runtime reads of a response."""

    status_code = 400
    has_redirect_location = False

    def __init__(self, data: Json) -> None:
        self.headers = {"content-type": "application/json"}
        self.content = json.dumps(data).encode()


def envelope_of(data: Json, tmp_path: Path) -> dict[str, str]:
    return dict(api_of(data, tmp_path).conventions.error_envelope)


def test_problem_json_is_read_as_such(tmp_path: Path) -> None:
    data = failing(PROBLEM, media_type="application/problem+json")
    assert envelope_of(data, tmp_path)["message"] == "detail|title"


def test_what_the_document_says_overrides(tmp_path: Path) -> None:
    nothing: Json = {"x-sdk": {"error": {}}}
    sdk: Json = {"x-sdk": {"error": {"message": "title"}}}
    assert envelope_of(failing(PROBLEM, **sdk), tmp_path) == {"message": "title"}
    assert envelope_of(failing(PROBLEM, **nothing), tmp_path) == {}


def test_the_forms_of_most_operations_are_read(tmp_path: Path) -> None:
    nested, flat = of(error=of(message=S)), of(message=S)
    assert envelope_of(failing(nested, flat, flat), tmp_path)["message"] == "error.message|message"
    assert envelope_of(failing(*[flat] * 20, nested), tmp_path)["message"] == "message"


@pytest.mark.parametrize("schema", [of(a=S), of(message=of(a=S)), many(S), S, {}])
def test_what_is_not_plainly_a_message_is_none(tmp_path: Path, schema: Json) -> None:
    assert envelope_of(failing(schema), tmp_path) == {}
    assert envelope_of(failing(of(message=S), schema, schema), tmp_path) == {}


RECOGNISED: dict[str, tuple[str | None, str | None]] = {
    "adyen-checkout.yaml": ("message", "errorCode|errorType"),
    "adyen-management.json": ("detail|title", "errorCode|type"),
    "asana.yaml": ("errors.0.message", None),
    "digitalocean.yaml": ("message", None),
    "github.json": ("message|errors.0.message", "errors.0.code"),
    "k8s-core.json": (None, None),
    "openbanking-aisp.yaml": ("Message|Errors.0.Message", "Code|Errors.0.ErrorCode"),
    "pagerduty.json": ("error.message", "error.code"),
    "sendgrid.json": ("errors.0.message", None),
    "spotify.yaml": ("error.message", None),
    "superset.json": ("message", None),
    "train-travel.yaml": ("detail|title", "type"),
    "twilio-api.json": ("message", "code"),
}


@pytest.mark.parametrize("name", RECOGNISED)
def test_what_is_recognised_in_real_documents(name: str) -> None:
    envelope = analyze(load(real_document(name)))[0].conventions.error_envelope
    assert (envelope.get("message"), envelope.get("code")) == RECOGNISED[name]
