from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghxstship import APIStatusError, Client
from ghxstship.sandbox.encoding import decode, encode
from ghxstship.sandbox.messages import Request

if TYPE_CHECKING:
    from ghxstship.sandbox import Sandbox

    from .caller import Caller

DEALS = "/atlvs/v1/deals"
INVOICES = "/atlvs/v1/invoices"
NEW_DEAL = {"name": "Tour", "value": 1, "currency": "USD"}


def problems(api: Caller, path: str, body: Any) -> dict[str, str]:
    reply = api.post(path, body)
    assert (reply.status, reply.code) == (422, "VALIDATION_ERROR")
    return {detail["field"]: detail["message"] for detail in reply.body["error"]["details"]}


def test_each_wrong_field_is_named(api: Caller) -> None:
    wrong = problems(api, DEALS, {"name": "", "value": -1, "currency": "dollars", "colour": "red"})
    assert set(wrong) == {"name", "value", "currency", "colour"}
    assert wrong["colour"] == "is not a known field"


def test_missing_fields_are_named(api: Caller) -> None:
    assert problems(api, DEALS, {}) == dict.fromkeys(("name", "value", "currency"), "is required")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ({"limit": 0}, r"422 VALIDATION_ERROR: One field is not valid \(limit: 0 is less than "),
        ({"limit": 0, "status": "x"}, r"422 VALIDATION_ERROR: 2 fields are not valid \(\w+: "),
        ({"cursor": "x"}, r"400 BAD_REQUEST: The request cannot be read \(cursor: This cursor "),
    ],
)
def test_the_client_s_error_says_everything_once(
    sandbox: Sandbox, query: dict[str, Any], text: str
) -> None:
    with (
        sandbox.serve() as server,
        Client(
            server.api_key, workspace_id="ws_sandbox", base_url=server.url, strict=True
        ) as client,
        pytest.raises(APIStatusError) as caught,
    ):
        client.atlvs.deals.list(**query)
    message = str(caught.value)
    assert re.match(text, message), message
    for detail in caught.value.details:
        assert message.count(detail.message) == 1


def test_fields_inside_of_fields_are_named_by_their_path(api: Caller) -> None:
    lines = [
        {"description": "Stage", "quantity": 1, "unit_price": 1},
        {"description": "Light", "quantity": 0, "unit_price": "much"},
        {"description": "Sound"},
    ]
    wrong = problems(api, INVOICES, {"currency": "USD", "line_items": lines})
    assert set(wrong) == {
        "line_items.1.quantity",
        "line_items.1.unit_price",
        "line_items.2.quantity",
        "line_items.2.unit_price",
    }


def test_a_choice_is_described_by_its_likely_branch(api: Caller) -> None:
    wrong = problems(api, DEALS, {**NEW_DEAL, "owner": {"email": "nonsense"}})
    assert set(wrong) == {"owner.id", "owner.email"}
    assert set(problems(api, DEALS, {**NEW_DEAL, "owner": 5})) == {"owner"}


@pytest.mark.parametrize(
    ("path", "given", "field"),
    [
        ("/atlvs/v1/deals", {"owner": {"id": 5}}, "owner.id"),
        ("/atlvs/v1/deals", {"owner": {"id": "user_xyz789", "email": 5}}, "owner.email"),
        ("/atlvs/v1/contacts", {"address": {"city": 5}}, "address.city"),
        ("/gvteway/v1/bundles", {"limits": {"per_order": "x"}}, "limits.per_order"),
    ],
)
def test_fields_of_the_wrong_type_are_named_inside_of_what_may_be_null(
    api: Caller, path: str, given: dict[str, Any], field: str
) -> None:
    wrong = problems(api, path, given)
    assert field in wrong
    assert "anyOf" not in wrong[field]
    assert field.partition(".")[0] not in wrong


@pytest.mark.parametrize("value", ["2024-13-01", "yesterday", "2024-01-01T00:00:00Z", 5])
def test_formats_are_checked(api: Caller, value: Any) -> None:
    assert set(problems(api, DEALS, {**NEW_DEAL, "expected_close_date": value})) == {
        "expected_close_date"
    }


def test_a_format_is_named_in_a_sentence(api: Caller) -> None:
    contact = {"first_name": "A", "last_name": "B", "email": "not an address"}
    assert problems(api, "/atlvs/v1/contacts", contact) == {
        "email": '"not an address" does not have the format "email"'
    }


def test_all_that_would_be_right_is_listed(api: Caller) -> None:
    stages = '"qualification", "proposal", "negotiation", "closed"'
    wrong = problems(api, DEALS, {**NEW_DEAL, "stage": "sleeping"})
    assert wrong == {"stage": f'"sleeping" is not one of {stages}'}
    wrong = problems(api, DEALS, {**NEW_DEAL, "stage": "é" * 999})
    assert wrong["stage"].endswith(f"é… is not one of {stages}")


def test_a_long_value_makes_no_long_message(api: Caller) -> None:
    message = problems(api, DEALS, {**NEW_DEAL, "currency": "x" * 100_000})["currency"]
    assert len(message) <= 300


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"nonsense",
        b'{"name": NaN}',
        b'{"name": Infinity}',
        b'{"value": 1e400}',
        b"\xff\xfe",
        b'{"name": "\\ud800"}',
        b'{"a":' * 100_000,
        b"[" * 100_000,
        b"1" * 5000,
        b'\xef\xbb\xbf{"name": "BOM"}',
    ],
)
def test_what_is_no_json_is_a_bad_request(api: Caller, content: bytes) -> None:
    reply = api("POST", DEALS, content=content)
    assert (reply.status, reply.code, reply.fields) == (400, "BAD_REQUEST", ["body"])


def test_a_missing_body_is_a_bad_request(api: Caller) -> None:
    assert api("POST", DEALS).fields == ["body"]


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "", None])
def test_another_content_type_is_a_bad_request(api: Caller, kind: str | None) -> None:
    reply = api("POST", DEALS, content=b"{}", headers={"Content-Type": kind})
    assert (reply.status, reply.fields) == (400, ["Content-Type"])


def test_the_content_type_may_have_parameters(api: Caller) -> None:
    headers: dict[str, str | None] = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert api("POST", DEALS, content=encode(NEW_DEAL), headers=headers).status == 201


def test_a_body_where_none_is_taken_is_not_looked_at(api: Caller) -> None:
    assert api("GET", DEALS, content=b"{").status == 200


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"limit": "1_0"}, "limit"),
        ({"limit": "٣"}, "limit"),
        ({"limit": ""}, "limit"),
        ({"min_value": "1e400"}, "min_value"),
        ({"min_value": "true"}, "min_value"),
        ({"status": "lively"}, "status"),
        ({"sort": "name"}, "sort"),
        ({"created_after": "2024-01-01"}, "created_after"),
        ({"statsu": "open"}, "statsu"),
    ],
)
def test_wrong_parameters_are_named(api: Caller, query: dict[str, str], field: str) -> None:
    reply = api.get(DEALS, **query)
    assert (reply.status, reply.fields) == (422, [field])


def test_a_parameter_may_come_once(api: Caller) -> None:
    reply = api("GET", DEALS, query=[("status", "open"), ("status", "won")])
    assert (reply.status, reply.fields) == (422, ["status"])


@pytest.mark.parametrize("path", ["/atlvs/v1/deals/%FF", "/atlvs/v1/deals/%C3%28"])
def test_a_path_that_is_no_text_is_a_bad_request(api: Caller, path: str) -> None:
    assert api.get(path).status == 400


def test_a_query_that_is_no_text_is_a_bad_request(api: Caller) -> None:
    headers = {name.encode(): value.encode() for name, value in api.headers.items()}
    for query in (b"status=%FF", b"status=\xff"):
        answer = api.sandbox.engine.answer(Request("GET", DEALS, query, headers, b""))
        assert answer.status == 400


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_an_idempotency_key_has_1_to_255_characters(api: Caller, key: str) -> None:
    reply = api.post(DEALS, NEW_DEAL, key=key)
    assert (reply.status, reply.fields) == (422, ["Idempotency-Key"])


@pytest.mark.parametrize(
    "path",
    ["/", "", "/atlvs", "/atlvs/v1/deals/", "//atlvs/v1/deals", "/atlvs/v1/deals/a/b", "/{}"],
)
def test_an_unknown_path_is_not_found(api: Caller, path: str) -> None:
    assert (api.get(path).status, api.get(path).code) == (404, "NOT_FOUND")


def test_an_encoded_slash_is_part_of_an_id(api: Caller) -> None:
    reply = api.get("/atlvs/v1/deals/a%2Fwin")
    assert "a/win" in reply.body["error"]["message"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "WHATEVER"])
def test_an_unknown_method_is_told_which_there_are(api: Caller, method: str) -> None:
    reply = api(method, DEALS)
    assert (reply.status, reply.headers["allow"]) == (405, "GET, POST")


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**53) + 1, 2**53 - 1)
        | st.decimals(allow_nan=False, allow_infinity=False, places=20)
        | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=20,
    )
)
def test_json_comes_back_as_it_went(value: Any) -> None:
    try:
        written = encode(value)
    except UnicodeEncodeError:
        return  # a lone surrogate is not text
    assert decode(written) == value


@pytest.mark.parametrize(("text", "value"), [("2.0", 2), ("1e3", 1000), ("2.5", 2.5), ("-0.0", 0)])
def test_whole_numbers_are_integers(text: str, value: float) -> None:
    read = decode(text.encode())
    assert read == value
    assert isinstance(read, int) == float(value).is_integer()
