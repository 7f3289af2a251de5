"""Reading description.json: what it comes to, and what is said of one that cannot be read."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from ghxstship.description import (
    FORMAT,
    MAX_BYTES,
    MAX_DEPTH,
    Description,
    DescriptionError,
    Requirement,
    Schema,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LIST: dict[str, Any] = {
    "id": "books.list",
    "method": "GET",
    "path": "/books",
    "parameters": [
        {"$ref": "#/parameters/Limit"},
        {"name": "tags", "in": "query", "style": "pipeDelimited", "schema": {"type": "array"}},
        {"name": "X-Trace", "in": "header", "schema": True, "extensions": {"x-a": 1}},
    ],
    "answers": {
        "200": {"content": {"application/json": {"schema": {"$ref": "#/schemas/Books"}}}},
        "4XX": {"$ref": "#/answers/Problem"},
    },
    "pagination": "numbered",
}
WHOLE: dict[str, Any] = {
    "format": 1,
    "info": {"title": "Library"},
    "package": "library",
    "credentials": [
        {"argument": "key", "env": "KEY", "place": "header", "name": "X-Key"},
        {"argument": "user", "place": "header", "name": "Authorization", "prefix": "Basic ",
         "password": {"argument": "password"}},
    ],
    "security": [[{"scheme": "a", "credential": "key", "scopes": ["read"]}], []],
    "arguments": [{"argument": "tenant", "header": "X-Tenant", "env": "TENANT"}],
    "conventions": {"error": {"code": "code"}, "pagination": {"numbered": {"style": "page"}}},
    "operations": [
        LIST,
        {
            "id": "books.create",
            "method": "POST",
            "path": "/books",
            "security": [],
            "body": {
                "required": True,
                "content": {
                    "application/json": {
                        "schema": {"type": "object"},
                        "examples": {"a": {"value": {"price": 1}}, "b": {"external_value": "u"}},
                    }
                },
            },
        },
    ],
    "events": {
        "signature": {"header": "X-Signature"},
        "events": [{"name": "book.lent", "summary": "Lent.", "tags": ["books"]}],
    },
    "parameters": {"Limit": {"name": "limit", "in": "query", "schema": {"type": "integer"}}},
    "answers": {"Problem": {"headers": {"Retry-After": {}}}},
    "schemas": {"Books": {"type": "array"}},
    "extensions": {"x-sandbox": {}},
}  # fmt: skip


def read(**changes: Any) -> Description:
    return Description.read(json.dumps({**WHOLE, **changes}).encode())


def test_it_is_typed_values() -> None:
    found = read()
    assert (found.title, found.package) == ("Library", "library")
    assert [one.basic for one in found.credentials] == [False, True]
    assert found.headers == {"tenant": ("X-Tenant", "TENANT")}
    assert found.conventions.error == {"code": "code"}
    assert (found.conventions.rate_limit, found.conventions.signature) == (
        None,
        {"header": "X-Signature"},
    )
    listing, creating = found.operations
    assert listing.security == ((Requirement("a", "key", ("read",)),), ())
    assert creating.security == ()
    limit, tags, trace = listing.parameters
    assert (limit.style, limit.explode, limit.pointer) == ("form", True, "/parameters/Limit")
    assert (tags.style, tags.explode, tags.required) == ("pipeDelimited", False, False)
    assert (trace.style, trace.schema) == (
        "simple",
        Schema(True, "/operations/0/parameters/2/schema"),
    )
    assert trace.extensions == {"x-a": 1}
    books = listing.answers["200"].content["application/json"].schema
    assert books == Schema({"$ref": "#/schemas/Books"}, "/schemas/Books")
    assert listing.answers["4XX"].headers == ("Retry-After",)
    assert creating.body is not None
    assert creating.body.content["application/json"].examples == ({"price": 1},)
    assert (found.events[0].name, found.events[0].tags) == ("book.lent", ("books",))


def test_what_is_shared_is_read_once() -> None:
    found = read(operations=[LIST, {**LIST, "id": "books.again"}])
    first, second = found.operations
    assert first.parameters[0] is second.parameters[0]
    assert first.answers["4XX"] is second.answers["4XX"]


def test_nothing_but_the_format_is_needed() -> None:
    found = Description.read(b'\xef\xbb\xbf{"format": 1}')
    assert (found.operations, found.events, found.credentials) == ((), (), ())


def test_numbers_keep_their_digits() -> None:
    text = b'{"format": 1, "schemas": {"A": {"minimum": 0.10, "maximum": 2.0}}}'
    schema = Description.read(text).schemas["A"]
    assert str(schema["minimum"]) == "0.10"
    assert isinstance(schema["minimum"], Decimal)
    assert type(schema["maximum"]) is int


def test_our_own_is_read_once() -> None:
    own = Description.load()
    assert own is Description.load()
    assert own.package == "ghxstship"
    assert len(own.operations) > 100


def damaged(change: Callable[[Any], None]) -> bytes:
    whole = json.loads(json.dumps(WHOLE))
    change(whole)
    return json.dumps(whole).encode()


def deep(levels: int) -> str:
    return '{"format": 1, "schemas": ' + "[" * levels + "]" * levels + "}"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "Expecting value"),
        ("{", "Expecting"),
        ("[]", "# must be an object, not []"),
        ("{} x", "Extra data"),
        ('{"format": 1, "schemas": {"A": NaN}}', "NaN is not JSON"),
        ('{"format": 1, "schemas": {"A": 1e9999999999999999999}}', "out of range"),
        ("{}", "#/format is missing: this is no description of an API"),
        ('{"openapi": "3.1.0"}', "this is an OpenAPI document: `ghxstship-generator describe`"),
        (
            f'{{"format": {FORMAT + 1}}}',
            f"description.json has format {FORMAT + 1}, this version of ghxstship reads {FORMAT}",
        ),
        ('{"format": "1"}', "has format '1', and only 1 is known: write it again"),
        ('{"format": true}', "has format True, and only 1"),
        ('{"format": 0}', "has format 0, and only 1"),
        (deep(MAX_DEPTH), f"more than {MAX_DEPTH} objects or arrays are inside"),
        (deep(100_000), f"more than {MAX_DEPTH} objects or arrays are inside"),
    ],
)
def test_what_is_no_description_is_told(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DescriptionError) as caught:
        Description.load(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert reason in str(caught.value)


def test_bytes_that_are_no_text_are_told() -> None:
    with pytest.raises(DescriptionError, match="utf-8"):
        Description.read(b'{"format": 1, "\xff": 1}')


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DescriptionError, match=r"gone\.json: .*No such file"):
        Description.load(tmp_path / "gone.json")


def test_a_file_beyond_all_bounds_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ghxstship.description.reader.MAX_BYTES", 100)
    path = tmp_path / "large.json"
    path.write_text('{"format": 1}' + " " * 100, encoding="utf-8")
    with pytest.raises(DescriptionError, match="it has more than 100 bytes"):
        Description.load(path)
    assert MAX_BYTES > 10_000_000


DAMAGES: list[tuple[Callable[[Any], Any], str]] = [
    (lambda d: d.update(operations={}), "#/operations must be an array, not {}"),
    (lambda d: d["operations"].append(5), "#/operations/2 must be an object, not 5"),
    (lambda d: d["operations"][0].pop("id"), "#/operations/0/id is missing: it must be a text"),
    (lambda d: d["operations"][0].update(path=[]), "#/operations/0/path must be a text, not []"),
    (
        lambda d: d["operations"][0]["parameters"][1].update({"in": "body"}),
        "#/operations/0/parameters/1/in must be one of path, query, header, cookie, not 'body'",
    ),
    (
        lambda d: d["operations"][0]["parameters"][1].update(explode="no"),
        "#/operations/0/parameters/1/explode must be true or false, not 'no'",
    ),
    (
        lambda d: d["operations"][0]["parameters"][1].update(schema=7),
        "#/operations/0/parameters/1/schema must be a schema, not 7",
    ),
    (
        lambda d: d["parameters"].clear(),
        "#/operations/0/parameters/0/$ref must be a reference to what is there, not '#/par",
    ),
    (
        lambda d: d["operations"][0]["parameters"][0].update({"$ref": "a.json#/b"}),
        "#/operations/0/parameters/0/$ref must be a reference within this file, not 'a.json#/b'",
    ),
    (
        lambda d: d["operations"][0]["answers"].update({"a/b": 1}),
        "#/operations/0/answers/a~1b must be an object, not 1",
    ),
    (lambda d: d.update(security=[{}]), "#/security/0 must be an array, not {}"),
    (lambda d: d["security"][0][0].update(scopes=[1]), "#/security/0/0/scopes/0 must be a text"),
    (lambda d: d.update(schemas=[]), "#/schemas must be an object, not []"),
    (lambda d: d["events"]["events"][0].pop("name"), "#/events/events/0/name is missing"),
]


@pytest.mark.parametrize(("change", "reason"), DAMAGES)
def test_what_is_damaged_is_told_with_its_place(change: Callable[[Any], None], reason: str) -> None:
    with pytest.raises(DescriptionError) as caught:
        Description.read(damaged(change))
    assert str(caught.value).startswith(reason)
