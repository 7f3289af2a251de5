from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .caller import Caller

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ghxstship.sandbox import Sandbox

    from .caller import Clock

DEALS = "/atlvs/v1/deals"
CUSTOMERS = "/gvteway/v1/customers"


def pages(api: Caller, path: str, **query: Any) -> Iterator[list[Any]]:
    while True:
        page = api.get(path, **query).body
        yield page["data"]
        if not page["pagination"]["hasMore"]:
            assert page["pagination"]["cursor"] is None
            return
        query["cursor"] = page["pagination"]["cursor"]


def everything(api: Caller, path: str, **query: Any) -> list[Any]:
    return [each for page in pages(api, path, **query) for each in page]


def test_pages_hold_every_item_once(api: Caller) -> None:
    found = list(pages(api, CUSTOMERS, limit=100))
    assert [len(page) for page in found] == [100] * 12 + [50]
    items = [each for page in found for each in page]
    assert len({each["id"] for each in items}) == 1250
    assert [each["created_at"] for each in items] == sorted(each["created_at"] for each in items)


def test_a_page_has_50_items_unless_asked_otherwise(api: Caller) -> None:
    page = api.get(DEALS).body
    assert len(page["data"]) == 50
    assert page["pagination"]["total"] == 150


def test_an_exact_page_is_the_last(api: Caller) -> None:
    assert [len(page) for page in pages(api, DEALS, limit=75)] == [75, 75]


@pytest.mark.parametrize("field", ["created_at", "updated_at"])
def test_lists_are_sorted_as_asked(api: Caller, clock: Clock, field: str) -> None:
    for deal in api.get(DEALS, limit=3).body["data"]:
        clock.advance(1)
        api.patch(f"{DEALS}/{deal['id']}", {"name": "Changed"})
    upwards = everything(api, DEALS, sort=field, limit=40)
    downwards = everything(api, DEALS, sort=f"-{field}", limit=40)
    assert [deal["id"] for deal in upwards] == [deal["id"] for deal in reversed(downwards)]
    assert [deal[field] for deal in upwards] == sorted(deal[field] for deal in upwards)


FILTERS: list[tuple[str, dict[str, Any], Callable[[Any], bool]]] = [
    (DEALS, {"status": "won"}, lambda deal: deal["status"] == "won"),
    (DEALS, {"stage": "proposal"}, lambda deal: deal["stage"] == "proposal"),
    (DEALS, {"min_value": 100_000}, lambda deal: deal["value"] >= 100_000),
    (
        DEALS,
        {"status": "open", "min_value": 50_000.5, "owner_id": "user_xyz789"},
        lambda deal: (
            deal["status"] == "open"
            and deal["value"] >= 50_000.5
            and deal["owner"]["id"] == "user_xyz789"
        ),
    ),
    (
        DEALS,
        {
            "created_after": "2026-05-01T00:00:00Z",
            "created_before": "2026-08-01T02:00:00+02:00",
        },
        lambda deal: "2026-05-01T00:00:00Z" < deal["created_at"] < "2026-08-01T00:00:00Z",
    ),
    ("/atlvs/v1/contacts", {"tag": "vip"}, lambda contact: "vip" in contact["tags"]),
    (
        "/atlvs/v1/invoices",
        {"due_before": "2026-06-01"},
        lambda invoice: (invoice["due_date"] or "9999") < "2026-06-01",
    ),
    (
        "/gvteway/v1/events",
        {"city": "Berlin"},
        lambda event: event["venue"]["city"] == "Berlin",
    ),
    (
        "/gvteway/v1/events",
        {"starts_after": "2026-11-01T00:00:00-05:00"},
        lambda event: event["date"] > "2026-11-01T05:00:00Z",
    ),
    (
        "/compvss/v1/projects",
        {"starts_after": "2026-11-01"},
        lambda project: project["dates"]["start"] > "2026-11-01",
    ),
    ("/compvss/v1/crew", {"skill": "rigging"}, lambda member: "rigging" in member["skills"]),
]


@pytest.mark.parametrize(("path", "query", "fits"), FILTERS)
def test_lists_are_filtered_as_asked(
    api: Caller, path: str, query: dict[str, Any], fits: Callable[[Any], bool]
) -> None:
    expected = [each["id"] for each in everything(api, path, limit=100) if fits(each)]
    assert [each["id"] for each in everything(api, path, limit=7, **query)] == expected
    assert api.get(path, **query).body["pagination"]["total"] == len(expected)
    assert expected


def test_what_changed_since_a_moment_is_found(api: Caller, clock: Clock) -> None:
    clock.advance(10)
    changed = api.patch(f"{DEALS}/deal_abc123", {"name": "Changed"}).body
    found = everything(api, DEALS, updated_since=changed["updated_at"])
    assert [deal["id"] for deal in found] == ["deal_abc123"]
    clock.advance(1)
    later = f"{changed['updated_at'][:-4]}9Z"
    assert everything(api, DEALS, updated_since=later) == []


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-06-30t23:59:60z"]
)
def test_odd_moments_are_moments(api: Caller, moment: str) -> None:
    before = api.get(DEALS, created_before=moment).body["pagination"]["total"]
    after = api.get(DEALS, created_after=moment).body["pagination"]["total"]
    assert before + after == 150


def cursor_of(api: Caller, **query: Any) -> str:
    cursor: str = api.get(DEALS, **{"limit": 5, **query}).body["pagination"]["cursor"]
    return cursor


def test_a_cursor_may_come_with_another_limit(api: Caller) -> None:
    assert len(api.get(DEALS, cursor=cursor_of(api), limit=9).body["data"]) == 9


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (DEALS, {"status": "open"}),
        (DEALS, {"sort": "-created_at"}),
        (DEALS, {"min_value": 1}),
        ("/atlvs/v1/contacts", {}),
    ],
)
def test_a_cursor_belongs_to_its_list(api: Caller, path: str, query: dict[str, Any]) -> None:
    reply = api.get(path, cursor=cursor_of(api), **query)
    assert (reply.status, reply.code, reply.fields) == (400, "BAD_REQUEST", ["cursor"])


def test_a_cursor_belongs_to_its_workspace(sandbox: Sandbox, api: Caller) -> None:
    reply = Caller(sandbox, workspace="ws_2").get(DEALS, cursor=cursor_of(api))
    assert reply.fields == ["cursor"]


@given(st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_cursor_that_was_tampered_with_is_refused(api: Caller, data: st.DataObject) -> None:
    cursor = cursor_of(api)
    place = data.draw(st.integers(0, len(cursor) - 1))
    letter = data.draw(st.characters(codec="utf-8"))
    tampered = cursor[:place] + letter + cursor[place + 1 :]
    assert (api.get(DEALS, cursor=tampered).status == 200) == (tampered == cursor)


@given(st.text())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nonsense_is_no_cursor(api: Caller, text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    assert api.get(DEALS, cursor=text).status == 400


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data(), st.sampled_from(["created_at", "-created_at"]), st.integers(1, 4))
def test_pages_are_stable_while_items_come_and_go(
    books: Caller, clock: Clock, data: st.DataObject, sort: str, limit: int
) -> None:
    """Whatever is there from the first page to the last is seen exactly once."""
    books.sandbox.reset()
    order = {"created_at": {}, "-created_at": {"order": "-madeAt"}}[sort]

    def add() -> str:
        if data.draw(st.booleans()):
            clock.advance(0.5)
        key: str = books.made("/books", {"title": "T"})["key"]
        return key

    there = [add() for _ in range(data.draw(st.integers(0, 8)))]
    staying, gone, seen = set(there), set[str](), list[str]()
    query: dict[str, Any] = {"perPage": limit, **order}
    while True:
        page = books.get("/books", **query).body
        seen.extend(book["key"] for book in page["results"]["items"])
        if not page["more"]:
            break
        query["from"] = page["next"]
        there += [add() for _ in range(data.draw(st.integers(0, 2)))]
        alive = [key for key in there if key not in gone]
        if bool(alive) and data.draw(st.booleans()):
            victim = data.draw(st.sampled_from(alive))
            assert books.delete(f"/books/{victim}").status == 204
            gone.add(victim)
            staying.discard(victim)
    assert len(seen) == len(set(seen))
    assert staying <= set(seen) <= set(there)


BOOK: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"title": st.sampled_from(("A", "B"))},
    optional={
        "pages": st.none() | st.integers(1, 9),
        "tags": st.lists(st.sampled_from(("x", "y", "z")), max_size=3),
        "author": st.none() | st.fixed_dictionaries({"name": st.sampled_from(("Jane", "Emily"))}),
        "publishedAt": st.none()
        | st.sampled_from(
            ("2020-01-01T00:00:00Z", "2020-01-01T01:00:00+02:00", "2019-12-31T23:30:00.5-01:00")
        ),
        "extra": st.fixed_dictionaries({"new": st.booleans()}),
    },
)
QUERY = st.fixed_dictionaries(
    {},
    optional={
        "state": st.lists(st.sampled_from(("in", "out")), min_size=1, max_size=2),
        "tag": st.sampled_from(("x", "y", "new")),
        "minPages": st.integers(1, 9),
        "below": st.floats(0, 10),
        "author": st.sampled_from(("Jane", "Emily", "Anne")),
        "since": st.sampled_from(("2020-01-01T00:00:00Z", "2019-12-31T23:00:00Z")),
        "new": st.booleans(),
        "order": st.sampled_from(("pages", "-pages")),
    },
)
INSTANTS = {
    "2020-01-01T00:00:00Z": 0,
    "2020-01-01T01:00:00+02:00": -3600,
    "2019-12-31T23:30:00.5-01:00": 1800.5,
    "2019-12-31T23:00:00Z": -3600,
}


def expected(books: list[Any], query: dict[str, Any]) -> list[str]:
    """The list as plain Python has it."""

    def fits(book: Any) -> bool:
        pages, published = book["pages"], book["publishedAt"]
        author = book["author"]["name"] if book["author"] else None
        new = book["extra"]["new"] if "extra" in book else None
        fitting: bool = (
            book["state"] in query.get("state", ["in", "out"])
            and query.get("tag", (book["tags"] or ["-"])[0]) in (book["tags"] or ["-"])
            and ("minPages" not in query or (pages is not None and pages >= query["minPages"]))
            and ("below" not in query or (pages is not None and pages < query["below"]))
            and query.get("author", author) == author
            and (
                "since" not in query
                or (published is not None and INSTANTS[published] >= INSTANTS[query["since"]])
            )
            and query.get("new", new) == new
        )
        return fitting

    chosen = [book for book in books if fits(book)]
    if "order" in query:  # what has none comes after all that have one
        chosen.sort(
            key=lambda book: (book["pages"] is None, book["pages"] or 0),
            reverse=query["order"].startswith("-"),
        )
        if query["order"].startswith("-"):  # downwards, ties turn around as well
            groups: dict[Any, list[Any]] = {}
            for book in chosen:
                groups.setdefault(book["pages"], []).append(book)
            chosen = [book for group in groups.values() for book in reversed(group)]
    return [book["key"] for book in chosen]


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(BOOK, max_size=8), QUERY, st.integers(1, 4))
def test_filters_and_orders_are_as_plain_python_has_them(
    books: Caller, clock: Clock, given_books: list[Any], query: dict[str, Any], limit: int
) -> None:
    books.sandbox.reset()
    made = list[Any]()
    for book in given_books:
        clock.advance(1)
        made.append(books.made("/books", book))
    wire = [
        (name, str(each).lower() if isinstance(each, bool) else each)
        for name, value in query.items()
        for each in (cast("Sequence[Any]", value) if isinstance(value, list) else [value])
    ]
    found: list[str] = []
    cursor: list[tuple[str, str]] = []
    while True:
        page = books("GET", "/books", query=[*wire, ("perPage", limit), *cursor]).body
        found.extend(map(itemgetter("key"), page["results"]["items"]))
        if not page["more"]:
            break
        cursor = [("from", page["next"])]
    assert found == expected(made, query)
