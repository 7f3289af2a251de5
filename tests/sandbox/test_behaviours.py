"""Rules for another API than ours: what a small library does that its description can't tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import ghxstship.sandbox
from ghxstship.sandbox import (
    Behaviours,
    Call,
    Condition,
    Event,
    Resource,
    Site,
    require,
    require_exists,
    require_field,
    require_order,
    require_status,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from .caller import Caller

library = Behaviours()


@library.change("books.create")
def check_book(call: Call, book: Resource) -> None:
    """A title is not written in capitals, and what the notes are about is there."""
    require_field(not book["title"].isupper(), "title", "is written in capitals")
    require_order("1450", call.argument("publishedAt"), "publishedAt")
    require_exists(call, "isbn", "books")


@library.change("books.burn")
def lend(call: Call, book: Resource) -> None:
    """A book is lent once."""
    require_status(book | {"status": book["state"]}, "in", action="lent")
    require(book["pages"] != 0, "It is empty")
    book.update(state="out", loans={"count": call.next_number("loans")})
    call.emit("book.lent", book)


@library.perform("open.get")
def hours(call: Call) -> Resource:
    return {"who": call.query["who"], "day": call.today}


@library.filter("books.list", "tag")
def tagged(_call: Call, tag: str) -> Condition:
    return "json_extract(body, '$.title') = ?", [tag]


@library.refresh("books")
def count_looks(call: Call) -> None:
    call.next_number("looks")


@library.daily
def bring_back(call: Call, since: str) -> None:
    for book in call.table("books").where(state="out"):
        book["state"] = "in"
        call.save(call.table("books"), book)
        call.emit("book.returned", {"since": since})


@library.seed
def fill(site: Site, workspace: str, seed: int) -> None:
    for number in range(3):
        site.create(workspace, "books", {"title": f"Volume {seed + number}"}, at=1e9)


@library.new_workspace
def begin(site: Site, workspace: str, _seed: int) -> None:
    site.create(workspace, "books", {"title": "Catalogue", "key": "b-catalogue"}, at=1e9)


announced: list[str] = []


@library.event_body
def body(call: Call, event: Event) -> Resource:
    return {"what": event.name, "when": call.now, "data": event.data}


@library.announce
def announce(_call: Call, event: Event, told: Resource) -> None:
    announced.append(f"{event.name} {told['what']}")


@pytest.fixture
def books(make_library: Callable[..., Caller]) -> Caller:
    announced.clear()
    return make_library(behaviours=library)


def titles(books: Caller, **query: Any) -> list[str]:
    return [book["title"] for book in books.get("/books", **query).body["results"]["items"]]


def test_sample_data_is_planted_and_comes_back(books: Caller) -> None:
    assert titles(books) == ["Volume 0", "Volume 1", "Volume 2"]
    books.made("/books", {"title": "Emma"})
    books.sandbox.reset()
    assert titles(books) == ["Volume 0", "Volume 1", "Volume 2"]


def test_a_rule_refuses_in_the_documents_envelope(books: Caller) -> None:
    wrong = books.post("/books", {"title": "EMMA"})
    assert (wrong.status, wrong.body["problem"]["places"]) == (
        422,
        [{"at": "title", "why": "is written in capitals"}],
    )
    missing = books.post("/books", {"title": "Emma", "isbn": "none"})
    assert missing.body["problem"]["places"][0]["at"] == "isbn"
    early = books.post("/books", {"title": "Emma", "publishedAt": "0999-01-01T00:00:00Z"})
    assert early.body["problem"]["places"][0]["at"] == "publishedAt"


def test_an_action_changes_what_is_stored_once(books: Caller) -> None:
    path = f"/books/{books.made('/books', {'title': 'Emma'})['key']}"
    assert books.made(f"{path}/burn")["loans"] == {"count": 1}
    again = books.post(f"{path}/burn")
    assert (again.status, again.body["problem"]["text"]) == (
        409,
        "It is out: only what is in can be lent",
    )
    assert announced == ["book.lent book.lent"]
    (row,) = books.sandbox.store.execute("SELECT json_extract(body, '$.what') FROM events")
    assert row == ("book.lent",)


def test_filters_performances_and_refreshes_are_asked(books: Caller) -> None:
    assert titles(books, tag="Volume 1") == ["Volume 1"]
    assert books.get("/open", who="me").body == {"who": "me", "day": "2027-01-15"}
    assert int(books.sandbox.store.fact(books.sandbox.workspace_id, "looks") or 0) == 1


def test_what_time_brings_about_happens_at_the_first_call_of_a_day(
    books: Caller, clock: Any
) -> None:
    path = f"/books/{books.made('/books', {'title': 'Emma'})['key']}"
    books.made(f"{path}/burn")
    clock.advance(24 * 3600)
    assert books.get(path).body["state"] == "in"
    assert announced[-1] == "book.returned book.returned"


def test_rules_are_for_what_is_described(make_library: Callable[..., Caller]) -> None:
    own = Behaviours()
    own.change("books.brun")(lend)
    own.perform("shop.close")(hours)
    own.filter("books.lists", "tag")(tagged)
    own.refresh("book")(count_looks)
    with pytest.raises(ValueError, match="behaviours") as caught:
        make_library(behaviours=own)
    assert str(caught.value).splitlines() == [
        "behaviours: the description has no operation 'books.brun'; did you mean 'books.burn'?",
        "behaviours: the description has no operation 'shop.close'",
        "behaviours: the description has no operation 'books.lists'; did you mean 'books.list'?",
        "behaviours: the description has no collection 'book'; did you mean 'books'?",
    ]


def test_rules_are_put_together_from_several(make_library: Callable[..., Caller]) -> None:
    both = Behaviours()
    both.include(library)
    books = make_library(behaviours=both)
    assert titles(books) == []  # sample data is no rule by operation
    assert books.get("/open", who="me").body["who"] == "me"
    with pytest.raises(KeyError, match="shelves"):
        books.sandbox.engine.site.table("ws", "shelves")


@pytest.mark.parametrize("name", ghxstship.sandbox.__all__)
def test_public_names_are_there(name: str) -> None:
    assert getattr(ghxstship.sandbox, name) is not None
