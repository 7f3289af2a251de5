"""Extensions: the keys that are read, and those that look like one of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.analysis.extensions import report_extensions
from generator.diagnostics import Findings, Severity

from .small import Json, body, document, operation, warnings_of

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("given", "place", "meant"),
    [
        (
            {"servers": [{"url": "/", "x-environments": "a"}]},
            "#/servers/0/x-environments",
            "x-environment",
        ),
        ({"x-SDK": {}}, "#/x-SDK", "x-sdk"),
        ({"x-sand-box": {}}, "#/x-sand-box", "x-sandbox"),
        (
            {"paths": {"/x": {"get": operation(**{"x-paginaton": "cursor"})}}},
            "#/paths/~1x/get/x-paginaton",
            "x-pagination",
        ),
        (
            {"components": {"parameters": {"Key": {"name": "K", "x-idempotency_key": True}}}},
            "#/components/parameters/Key/x-idempotency_key",
            "x-idempotency-key",
        ),
    ],
)
def test_a_misspelt_extension_is_warned_of(given: Json, place: str, meant: str) -> None:
    findings = Findings("small.json")
    report_extensions({**document(), **given}, findings)
    (one,) = findings.found
    assert (one.pointer, one.severity) == (place, Severity.WARNING)
    assert one.remedy == f"did you mean {meant!r}?"


def test_the_generator_warns_of_them(tmp_path: Path) -> None:
    data: Json = {**document({"/x": {"get": operation()}}), "x-sdks": {}}
    (one,) = warnings_of(data, tmp_path)
    assert one.reason == "the extension 'x-sdks' is not read"


def test_other_s_extensions_and_names_that_are_data_are_left_alone(tmp_path: Path) -> None:
    thing: Json = {
        "type": "object",
        "properties": {"x-filters": {"type": "string"}},
        "example": {"x-filters": "a"},
        "x-faker": "name",
        "x-speakeasy-pagination": {},
    }
    headers = {"x-sdks": {"schema": {"type": "string"}}}
    get = {"responses": {"200": {**body(thing), "headers": headers}}}
    assert warnings_of(document({"/x": {"get": get}}), tmp_path) == ()
