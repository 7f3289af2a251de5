"""The engine knows no company: a document with other names, errors and pages works as well."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from ghxstship.description import Description, DescriptionError
from ghxstship.sandbox.behaviours import Behaviours
from ghxstship.sandbox.resource_model import read_operations
from ghxstship.sandbox.schemas import Schemas
from ghxstship.sandbox.settings import Settings
from ghxstship.sandbox.validation import Validators, mismatch

from .library import described, library

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ghxstship.sandbox.call import Call
    from ghxstship.sandbox.operations import Operation

    from .caller import Caller, Clock


def operations_of(description: Description) -> dict[str, Operation]:
    schemas, settings = Schemas(description.schemas), Settings.read(description.extensions)
    return {each.id: each for each in read_operations(description, schemas, settings)}


@pytest.fixture
def describe(tmp_path: Path) -> Callable[[Any], Any]:
    """Gives a document's description as JSON, to be damaged."""
    return lambda document: json.loads(described(document, tmp_path / "made.json").read_bytes())


def read(given: Any) -> Description:
    return Description.read(json.dumps(given).encode())


def make(books: Caller, title: str = "Emma", **more: Any) -> Any:
    return books.made("/books", {"title": title, **more})


def test_a_fresh_resource_holds_the_documents_defaults(books: Caller) -> None:
    book = make(books, pages=3, isbn="write-only")
    assert book["key"].startswith("b-")
    assert {name: value for name, value in book.items() if name != "key"} == {
        "rev": 1,
        "madeAt": "2027-01-15T08:00:00.000000Z",
        "changedAt": "2027-01-15T08:00:00.000000Z",
        "title": "Emma",
        "state": "in",
        "pages": 3,
        "tags": ["new"],
        "loans": {"count": 0},
        "author": None,
        "publishedAt": None,
    }


def test_resources_are_replaced_patched_and_deleted(books: Caller, clock: Clock) -> None:
    book = make(books, author={"name": "Jane"}, extra={"a": 1, "b": {"c": 2}})
    path = f"/books/{book['key']}"
    clock.advance(1)
    patched = books.patch(path, {"extra": {"a": None, "b": {"d": None, "e": 5}}, "pages": None})
    assert patched.body["extra"] == {"b": {"c": 2, "e": 5}}
    assert (patched.body["rev"], patched.body["pages"]) == (2, None)
    assert patched.body["changedAt"] > patched.body["madeAt"] == book["madeAt"]
    replaced = books("PUT", path, body={"title": "Persuasion"}).body
    assert replaced == {
        **make(books, "Persuasion"),
        "key": book["key"],
        "rev": 3,
        "madeAt": book["madeAt"],
    }
    assert books.delete(path).status == 204
    assert books.get(path).status == books.delete(path).status == 404


def test_declared_members_keep_a_null_and_others_lose_it(books: Caller) -> None:
    book = make(books, author={"name": "Jane", "born": 1775}, extra={"a": 1})
    changes = {"author": {"born": None, "nick": None}, "extra": {"a": None}}
    patched = books.patch(f"/books/{book['key']}", changes).body
    assert patched["author"] == {"name": "Jane", "born": None}
    assert patched["extra"] == {}
    assert books.patch(f"/books/{book['key']}", {"author": None}).body["author"] is None


def test_a_stale_version_is_a_conflict(books: Caller) -> None:
    book = make(books)
    path = f"/books/{book['key']}"
    assert books.patch(path, {"title": "A", "rev": 1}).body["rev"] == 2
    stale = books.patch(path, {"title": "B", "rev": 1})
    assert stale.status == 409
    assert stale.body["problem"]["kind"] == "VERSION_CONFLICT"
    assert books.get(path).body["title"] == "A"


def test_pages_are_numbered_where_the_document_says_so(books: Caller) -> None:
    path = f"/books/{make(books)['key']}/notes"
    for number in range(7):
        books.made(path, {"text": str(number), "colour": "red" if number % 2 else "blue"})
    page = books.get(path, page=3).body
    assert page == {"results": {"items": [{"text": "6", "colour": "blue"}]}, "count": 7, "pages": 3}
    assert [note["text"] for note in books.get(path).body["results"]["items"]] == ["0", "1", "2"]
    assert books.get(path, page=9).body["results"]["items"] == []
    red = books.get(path, colour="red,green", perPage=50).body
    assert red["count"] == 3


def test_what_lies_under_a_missing_resource_is_missing(books: Caller) -> None:
    assert books.get("/books/none/notes").status == 404
    assert books.post("/books/none/notes", {"text": "a"}).status == 404
    assert books.get("/books/none/cover").status == 404


def test_something_of_which_there_is_one_is_stored_and_shown(books: Caller) -> None:
    path = f"/books/{make(books)['key']}/cover"
    assert books.get(path).status == 404
    for image in ("a.png", "b.png"):
        assert books("PUT", path, body={"image": image}).body == {"image": image}
        assert books.get(path).body == {"image": image}


def test_an_action_that_nobody_described_says_so(books: Caller) -> None:
    reply = books.post(f"/books/{make(books)['key']}/burn")
    assert reply.status == 501
    assert "books.burn" in reply.body["problem"]["text"]


def test_an_action_may_be_described(make_library: Callable[..., Caller]) -> None:
    own = Behaviours()

    @own.change("books.burn")
    def burn(call: Call, book: dict[str, Any]) -> None:  # pyright: ignore[reportUnusedFunction]
        book["state"] = "out"
        call.emit("book.burned", book)

    books = make_library(behaviours=own)
    book = make(books)
    assert books.made(f"/books/{book['key']}/burn")["state"] == "out"
    (name, body) = books.sandbox.store.execute("SELECT name, body FROM events").fetchone()
    assert (name, json.loads(body)["data"]["rev"]) == ("book.burned", 2)
    books.sandbox.reset()
    assert books.get("/books").body["results"]["items"] == []


def test_what_is_about_no_collection_says_so(library_file: Path) -> None:
    operations = operations_of(Description.load(library_file))
    with pytest.raises(LookupError, match="explode is about no collection"):
        _ = replace(operations["books.burn"], id="books.explode", collection=None).about


def test_what_the_description_does_not_promise_is_noticed(library_file: Path) -> None:
    description = Description.load(library_file)
    operations = operations_of(description)
    schemas = Validators(description)
    wrong = mismatch(schemas, operations["books.get"], 418, b"{}")
    assert wrong == "books.get does not promise a 418"
    assert mismatch(schemas, operations["books.delete"], 204, b"") is None
    assert mismatch(schemas, operations["books.delete"], 204, b"{}") is not None


def test_a_document_without_any_extension_is_served(make_library: Callable[..., Caller]) -> None:
    plain = library()
    del plain["x-sdk"], plain["x-sandbox"]
    del plain["paths"]["/books"]["get"], plain["paths"]["/books/{bookId}/notes"]["get"]
    books = make_library(document=plain, check_answers=False)
    book = make(books)
    assert "id" not in book
    failed = books.get("/books/none")
    assert failed.body["error"]["code"] == "NOT_FOUND"
    assert failed.headers["x-ratelimit-limit"] == "1000000"


def test_schemas_may_go_in_circles(make_library: Callable[..., Caller]) -> None:
    document = library()
    author = document["components"]["schemas"]["Author"]
    author["properties"]["teacher"] = {
        "anyOf": [{"$ref": "#/components/schemas/Author"}, {"type": "null"}]
    }
    books = make_library(document=document)
    book = make(books, author={"name": "C", "teacher": {"name": "B", "teacher": {"name": "A"}}})
    changes = {"author": {"teacher": {"teacher": {"born": None, "nick": None}}}}
    patched = books.patch(f"/books/{book['key']}", changes).body["author"]
    assert patched["teacher"]["teacher"] == {"name": "A", "born": None}


def test_it_is_served_without_webhooks(make_library: Callable[..., Caller]) -> None:
    books = make_library(behaviours=Behaviours())
    with books.sandbox.serve() as server:
        answer = httpx.post(f"{server.url}/books", json={"title": "A"}, headers=books.headers)
    assert answer.status_code == 201


def test_headers_and_errors_have_the_documents_names(make_library: Callable[..., Caller]) -> None:
    books = make_library(rate_limits=True)
    reply = books("POST", "/books", body={"title": ""})
    assert reply.status == 422
    assert reply.body["problem"]["places"][0]["at"] == "title"
    assert "why" in reply.body["problem"]["places"][0]
    assert reply.headers["quota"] == "5"
    assert reply.headers["left"] == "4"
    assert reply.headers["trace"].startswith("req_")


def test_idempotency_has_the_documents_names(books: Caller) -> None:
    first = books("POST", "/books", body={"title": "A"}, headers={"once": "k"})
    again = books("POST", "/books", body={"title": "A"}, headers={"once": "k"})
    assert first.body == again.body
    assert "again" not in first.headers
    assert again.headers["again"] == "true"


def test_a_document_without_rules_for_keys_lets_every_key_in(books: Caller) -> None:
    assert books("GET", "/books", headers={"authorization": "Bearer whatever"}).status == 200
    assert books("GET", "/books", headers={"authorization": None}).status == 401


def test_an_operation_without_security_needs_no_key(books: Caller) -> None:
    reply = books("GET", "/open", query={"who": "me"}, headers={"authorization": None})
    assert (reply.status, reply.body) == (200, {})  # nothing can be stored there
    assert books("GET", "/open").body["problem"]["places"] == [{"at": "who", "why": "is required"}]


def parameter(**fields: Any) -> Callable[[Any], None]:
    """Adds a parameter to an operation."""

    def add(operation: Any) -> None:
        operation["parameters"].append({"name": "new", "in": "query", "schema": {}, **fields})

    return add


FILTERS: list[tuple[Any, str]] = [
    ({"op": "like"}, "/extensions/x-filter/op: 'like'"),
    ({"by": "name"}, "/extensions/x-filter/by: only 'field' and 'op'"),
]


@pytest.mark.parametrize(("choosing", "where"), FILTERS)
def test_a_filter_that_is_not_understood_is_named_with_its_place(
    describe: Callable[[Any], Any], choosing: Any, where: str
) -> None:
    given = describe(library())
    listing = next(one for one in given["operations"] if one["id"] == "books.list")
    parameter(extensions={"x-filter": choosing})(listing)
    place = len(listing["parameters"]) - 1
    with pytest.raises(DescriptionError) as caught:
        operations_of(read(given))
    assert f"/parameters/{place}{where}" in str(caught.value)


def test_a_dialect_that_is_not_there_is_named(describe: Callable[[Any], Any]) -> None:
    given = describe(library())
    given["operations"][0]["pagination"] = "odd"
    with pytest.raises(DescriptionError, match=r"books\.list: no dialect .* called 'odd'"):
        operations_of(read(given))


@pytest.mark.parametrize(
    ("dialect", "where"),
    [
        ({"style": "spiral"}, "#/conventions/pagination/linked/style: 'spiral'"),
        ({"style": "page"}, "#/conventions/pagination/linked: 'items' is missing"),
    ],
)
def test_a_dialect_that_is_not_understood_is_refused(
    describe: Callable[[Any], Any], dialect: Any, where: str
) -> None:
    given = describe(library())
    given["conventions"]["pagination"]["linked"] = dialect
    with pytest.raises(DescriptionError, match=where):
        operations_of(read(given))


@pytest.mark.parametrize(
    ("settings", "where"),
    [
        ({"rate_limit": {}}, "rate_limit: Extra inputs"),
        ({"rate_limits": {"free": {"limit": 1, "burst": 1}}}, "rate_limits/free/retry_after: "),
        (
            {"rate_limits": {"a": {"limit": "9", "burst": 1, "retry_after": 1}}},
            "rate_limits/a/limit",
        ),
        ({"rate_limits": {"a": {"limit": 0, "burst": 1, "retry_after": 1}}}, "rate_limits/a/limit"),
        ({"api_keys": {"prefix": "sk_"}}, "api_keys/prefix: Extra inputs"),
        ({"api_keys": {"prefixes": "sk_"}}, "api_keys/prefixes: "),
        ({"fields": {"identifier": "key"}}, "fields/identifier: Extra inputs"),
        ({"retry_schedule": []}, "retry_schedule: "),
        ({"retry_schedule": [-1]}, "retry_schedule/0: "),
        ({"workspace": 5}, "workspace: "),
    ],
)
def test_settings_are_checked(settings: Any, where: str) -> None:
    with pytest.raises(DescriptionError, match=f"#/x-sandbox/{where}") as caught:
        Settings.read({"x-sandbox": settings})
    assert "see docs/extensions.md" in str(caught.value)


def test_all_wrong_settings_are_told_at_once() -> None:
    with pytest.raises(DescriptionError) as caught:
        Settings.read({"x-sandbox": {"workspace": 5, "sorting": "sort"}})
    assert len(str(caught.value).splitlines()) == 2
