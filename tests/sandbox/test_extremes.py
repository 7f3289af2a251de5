"""Numbers beyond what a database or a double holds, wherever a request may have them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ghxstship.sandbox import Sandbox
from ghxstship.sandbox.encoding import write
from ghxstship.sandbox.store import Store

from .caller import Caller
from .test_every_operation import OPERATIONS, SCHEMAS, body_schema

if TYPE_CHECKING:
    from ghxstship.sandbox.operations import Operation

DEALS = "/atlvs/v1/deals"
EDGES = [
    sign * (2**exponent + step)
    for exponent in (31, 32, 53, 63, 64, 127)
    for step in (-1, 0, 1)
    for sign in (1, -1)
]
BEYOND_DECIMAL = ["1e9999999999999999999", "1e-9999999999999999999"]
BEYOND = [10**308, 10**309, -(10**309), 10**400, 10**4299, 10**4300]
NUMBERS = [str(number) if abs(number) < 10**4000 else "1" + "0" * 4300 for number in EDGES + BEYOND]
FLOATS = [
    "1e308",
    "-1e308",
    "1e309",
    "9223372036854775808.0",
    "1e19",
    "5e-324",
    "NaN",
    "Infinity",
]
ODD = ["", "0", "-0", "0x10", "1_000", "\N{ARABIC-INDIC DIGIT NINE}", "null", "true", "[1]", "\0"]
VALUES = [*NUMBERS, *FLOATS, *BEYOND_DECIMAL, *ODD]

LISTS = [each for each in OPERATIONS.values() if each.method == "GET" and each.role != "stream"]


def target(operation: Operation, value: str = "none") -> str:
    path = operation.path
    for parameter in operation.parameters:
        if parameter.where == "path":
            path = path.replace(f"{{{parameter.name}}}", quote(value, safe=""))
    return path


@pytest.mark.once
@pytest.mark.parametrize("operation", LISTS, ids=lambda each: each.id)
def test_no_value_of_any_query_parameter_is_a_500(api: Caller, operation: Operation) -> None:
    for parameter in operation.parameters:
        if parameter.where == "query":
            for value in VALUES:
                reply = api.get(target(operation), **{parameter.name: value})
                assert reply.status < 500, (parameter.name, value, reply.content)


@pytest.mark.once
@pytest.mark.parametrize("value", VALUES)
def test_no_value_in_any_path_is_a_500(api: Caller, value: str) -> None:
    for operation in OPERATIONS.values():
        if "{" in operation.path:
            reply = api(operation.method, target(operation, value))
            assert reply.status < 500, (operation.id, reply.content)


def example(operation: Operation) -> tuple[dict[str, Any], list[str]]:
    """A body that the operation takes, as far as its schema has examples, and its members."""
    schema = body_schema(operation)
    found: list[dict[str, Any]] = SCHEMAS.keyword(schema, "examples") or [{}]
    return dict(found[0]), list(SCHEMAS.properties(schema))


@pytest.mark.once
@pytest.mark.parametrize(
    "operation", [each for each in OPERATIONS.values() if each.body], ids=lambda each: each.id
)
def test_no_number_in_any_body_is_a_500(api: Caller, operation: Operation) -> None:
    body, names = example(operation)
    for name in names:
        for value in (*NUMBERS, *FLOATS):
            text = write({**body, name: "HERE"}).replace('"HERE"', value)
            reply = api(operation.method, target(operation), content=text.encode())
            assert reply.status < 500, (name, value, reply.content)


@pytest.mark.once
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=1000 if os.environ.get("LONG") else 60,
)
@given(st.sampled_from(LISTS), st.data())
def test_no_query_at_all_is_a_500(seeded: Sandbox, operation: Operation, data: Any) -> None:
    names = [each.name for each in operation.parameters if each.where == "query"]
    number = st.integers() | st.floats() | st.integers(2**62, 2**65)
    value = number.map(str) | st.text(max_size=20) | st.sampled_from(VALUES)
    query = data.draw(st.lists(st.tuples(st.sampled_from(names or ["x"]), value), max_size=4))
    clean = [(name, text.encode("utf-8", "replace")) for name, text in query]
    reply = Caller(seeded)("GET", target(operation), query=clean)
    assert reply.status < 500, (query, reply.content)


def test_a_filter_beyond_the_database_s_integers_compares_by_value(books: Caller) -> None:
    small = books.made("/books", {"title": "A", "pages": 1})
    huge = books.made("/books", {"title": "B", "pages": 2**70})
    both = [small["key"], huge["key"]]
    for value, found in (
        *((2**63, both[1:]), (2**69, both[1:]), (2**71, []), (10**308, [])),
        *((-(2**63) - 1, both), (-(10**308), both)),
    ):
        reply = books.get("/books", minPages=value)
        assert [each["key"] for each in reply.body["results"]["items"]] == found, value


def test_what_is_kept_can_always_be_listed(books: Caller) -> None:
    """A cursor, or an order, may overflow where the number itself did not."""
    for pages in (*EDGES, 10**300):
        if pages > 0:
            books.made("/books", {"title": "A", "pages": pages})
    for order in ("pages", "-pages"):
        query: dict[str, Any] = {"order": order, "perPage": 2}
        seen: list[str] = []
        while True:
            reply = books.get("/books", **query)
            assert reply.status == 200, reply.content
            seen += [each["key"] for each in reply.body["results"]["items"]]
            if not reply.body["more"]:
                break
            query["from"] = reply.body["next"]
        assert len(seen) == len(set(seen)) == sum(pages > 0 for pages in EDGES) + 1


@pytest.mark.parametrize(
    "number", ["1" + "0" * 309, "-1" + "0" * 400, "1e400", *BEYOND_DECIMAL, "1" * 5000]
)
def test_a_number_beyond_a_double_in_a_body_is_told(books: Caller, number: str) -> None:
    body = f'{{"title": "A", "pages": {number}}}'
    reply = books("POST", "/books", content=body.encode())
    assert reply.status == 400
    (problem,) = reply.body["problem"]["places"]
    assert problem["at"] == "body"
    assert "is out of range" in problem["why"] or "digits" in problem["why"]


def test_a_page_beyond_the_database_s_integers_is_empty(books: Caller) -> None:
    book = books.made("/books", {"title": "A"})
    for page in (2**31, 2**63 - 1, 2**63, 2**64, 10**100):
        reply = books.get(f"/books/{book['key']}/notes", page=page, perPage=50)
        assert (reply.status, reply.body["results"]["items"]) == (200, [])


@given(st.integers() | st.integers(-(2**64), 2**64) | st.sampled_from(EDGES + BEYOND))
def test_the_store_takes_any_integer_and_knows_its_order(value: int) -> None:
    store = Store()
    (above,) = store.execute("SELECT ? > 0", (value,)).fetchone()
    (beyond,) = store.execute("SELECT ? > 9223372036854775807", (value,)).fetchone()
    store.close()
    assert bool(above) == (value > 0)
    assert bool(beyond) == (value > 2**63 - 1)


@pytest.mark.parametrize("opened", ["[", '{"a":'])
@pytest.mark.parametrize("depth", [100, 900, 5000])
def test_a_body_that_is_nested_deeply_is_no_500(api: Caller, opened: str, depth: int) -> None:
    closed = {"[": "]", '{"a":': "}"}[opened]
    nested = f"{opened * depth}1{closed * depth}"
    content = f'{{"name": {nested}, "value": 1, "currency": "USD"}}'.encode()
    headers: dict[str, str | None] = {"Content-Type": "application/json"}
    assert api("POST", DEALS, content=content, headers=headers).status in (400, 422)
