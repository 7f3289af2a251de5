"""Amounts of money: `x-money` to types, and where requests have them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from generator.targets.python.money import money_in
from generator.targets.python.request_paths import RequestPaths
from generator.types import Array, Kind, Money, Nullable, Scalar, Type

from .small import (
    Json,
    api_of,
    body,
    document,
    errors_of,
    field,
    imported,
    module_of,
    of_schemas,
    only,
    operation,
    package_of,
    warnings_of,
)

pytestmark = pytest.mark.once

HERE: Json = {"type": "number", "x-money": {"currency": "currency"}}
CODE: Json = {"type": "string"}
YEN: Json = {"const": "JPY"}


def thing(**properties: Json) -> Json:
    return {"type": "object", "properties": {"currency": CODE, **properties}}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (HERE, Money("currency")),
        ({**HERE, "type": "integer"}, Money("currency")),
        ({**HERE, "type": ["number", "null"]}, Nullable(Money("currency"))),
        ({"type": "array", "items": HERE}, Array(Money("currency"))),
        ({"type": "number", "x-money": {"currency": None}}, Money(None)),
        ({"type": "number", "x-money": {"currency": "../../a/b"}}, Money("../../a/b")),
        ({"$ref": "#/components/schemas/Amount"}, Money("currency")),
        ({"$ref": "#/components/schemas/Plain", "x-money": {"currency": None}}, Money(None)),
        ({"$ref": "#/components/schemas/Plain"}, Scalar(Kind.NUMBER)),
        ({"allOf": [HERE, {"minimum": 0}]}, Money("currency")),
    ],
)
def test_a_marked_number_is_money(tmp_path: Path, schema: Json, expected: Type) -> None:
    schemas = {"Thing": thing(price=schema), "Amount": HERE, "Plain": {"type": "number"}}
    api = api_of(of_schemas(schemas), tmp_path)
    assert field(api, "Thing", "price").type == expected


@pytest.mark.parametrize(
    ("schema", "reason", "place"),
    [
        ({**HERE, "x-money": True}, "another form", "price/x-money"),
        ({**HERE, "x-money": {}}, "another form", "price/x-money"),
        ({**HERE, "x-money": {"currency": "currency", "unit": 1}}, "another form", "price/x-money"),
        ({**HERE, "x-money": {"currency": 7}}, "7 is no path", "price/x-money"),
        ({**HERE, "x-money": {"currency": ""}}, "'' is no path", "price/x-money"),
        ({**HERE, "x-money": {"currency": "/a"}}, "'/a' is no path", "price/x-money"),
        ({**HERE, "x-money": {"currency": ".."}}, "'..' is no path", "price/x-money"),
        ({**HERE, "x-money": {"currency": "a/../b"}}, "'a/../b' is no path", "price/x-money"),
        ({**HERE, "x-money": {"currency": "curency"}}, "no property 'curency'", "price/x-money"),
        ({**HERE, "type": "string"}, "only a number can be", "price/x-money"),
    ],
)
def test_a_mark_that_is_wrong_is_an_error(
    tmp_path: Path, schema: Json, reason: str, place: str
) -> None:
    errors = errors_of(of_schemas({"Thing": thing(price=schema)}), tmp_path)
    assert any(reason in one.reason and one.pointer.endswith(place) for one in errors), errors


def test_a_misspelt_mark_is_noticed(tmp_path: Path) -> None:
    found = warnings_of(
        of_schemas({"Thing": thing(price={"type": "number", "x-monney": {}})}), tmp_path
    )
    assert any("x-money" in one.remedy for one in found)


LINE = {
    "type": "object",
    "properties": {
        "price": {"type": "number", "x-money": {"currency": "../currency"}},
        "id": {"type": "number", "readOnly": True, "x-money": {"currency": None}},
        "inner": {"$ref": "#/components/schemas/Line"},
    },
}
QUERY = {
    "name": "min-price",
    "in": "query",
    "schema": {"type": "number", "x-money": {"currency": None}},
}


def request_of(schema: Json, tmp_path: Path) -> tuple[str | None, str | None]:
    """Where the body and the query of a request have amounts."""
    given = {"content": body(schema)["content"], "required": True}
    post = operation(requestBody=given, parameters=[QUERY])
    schemas = {"Line": LINE, "InYen": thing(price=HERE, currency=YEN)}
    data = document({"/things": {"post": post}}, schemas)
    api = api_of(data, tmp_path)
    found = only(data, tmp_path)
    paths = RequestPaths(api.declarations)
    body_money = money_in(paths.of_body(found.body), paths)
    return body_money, money_in(paths.of_parameters(found.parameters), paths)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (thing(price=HERE), {"price": "currency"}),
        (thing(lines={"type": "array", "items": {"$ref": "#/components/schemas/Line"}}),
         {"lines/price": "../currency"}),
        (thing(by_day={"type": "object", "additionalProperties": HERE}), {"by_day/*": "currency"}),
        (HERE | {"x-money": {"currency": None}}, {"": None}),
        (thing(one={"oneOf": [{"$ref": "#/components/schemas/Line"}, thing(price=HERE)]}),
         {"one/price": None}),
        (thing(price=HERE, currency=YEN), {"price": "/JPY"}),
        (thing(price=HERE, currency={"enum": ["JPY"]}), {"price": "/JPY"}),
        (thing(price=HERE, currency={"enum": ["JPY", "USD"]}), {"price": "currency"}),
        (thing(price=HERE, currency={"const": 392}), {"price": "currency"}),
        (thing(price={"type": "number", "x-money": {"currency": "paid/in"}},
               paid={"type": "object", "properties": {"in": YEN}}), {"price": "/JPY"}),
        (thing(price={"type": "number", "x-money": {"currency": "currency/in"}}),
         {"price": "currency/in"}),
        (thing(lines={"type": "array", "items": {"$ref": "#/components/schemas/Line"}},
               currency=YEN), {"lines/price": "/JPY"}),
        (thing(by_day={"type": "object", "additionalProperties":
               {"$ref": "#/components/schemas/Line"}}, currency=YEN),
         {"by_day/*/price": "../currency"}),
        (thing(by_day={"type": "object", "additionalProperties":
               {"type": "number", "x-money": {"currency": "../currency"}}}, currency=YEN),
         {"by_day/*": "/JPY"}),
        (thing(one={"$ref": "#/components/schemas/InYen"}, two=thing(price=HERE)),
         {"one/price": "/JPY", "two/price": "currency"}),
        (thing(), None),
    ],
)  # fmt: skip
def test_a_request_says_where_it_has_amounts(
    tmp_path: Path, schema: Json, expected: dict[str, Any] | None
) -> None:
    written, query = request_of(schema, tmp_path)
    assert (eval(written) if written else None) == expected
    assert query == "{'min-price': None}" or query == '{"min-price": None}'


@pytest.mark.parametrize("passed", [{}, {"currency": "JPY"}])
def test_a_float_beside_a_currency_that_the_document_fixes_has_its_decimals(
    tmp_path: Path, passed: dict[str, str]
) -> None:
    """Whether or not the caller passes what can only be one value."""
    post = operation(requestBody=body(thing(price=HERE, currency=YEN)), operationId="things.post")
    data = document({"/things": {"post": post}}, {})
    with imported(package_of(data, tmp_path)) as package:
        client = package.Client(base_url="http://127.0.0.1:1", max_retries=0)
        with client, pytest.raises(package.InvalidArgumentError, match=r"10\.5, and JPY has 0"):
            client.things.post(price=10.5, **passed)


def test_a_schema_called_decimal_is_no_hindrance(tmp_path: Path) -> None:
    schemas = {"Decimal": thing(price=HERE), "JsonDecimal": thing(price=HERE)}
    with imported(package_of(of_schemas(schemas), tmp_path)) as package:
        things: Any = module_of(package, "things")
        read = things.Decimal.model_validate_json('{"price": 1.10, "currency": "USD"}')
    assert (type(read.price), read.price) == (Decimal, Decimal("1.1"))
