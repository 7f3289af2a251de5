"""Sample data: the same for the same seed, and true to itself."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, cast

import pytest

from ghxstship.sandbox import Sandbox

from .caller import Caller, Clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def content(sandbox: Sandbox) -> list[Any]:
    return sandbox.store.execute("SELECT collection, body, private FROM resources").fetchall()


@pytest.fixture
def make(clock: Clock) -> Iterator[Any]:
    made: list[Sandbox] = []

    def sandbox(seed: int | None) -> Sandbox:
        made.append(Sandbox(seed=seed, clock=clock))
        return made[-1]

    yield sandbox
    for each in made:
        each.close()


def test_the_same_seed_gives_the_same_data(make: Any) -> None:
    assert content(make(7)) == content(make(7)) != content(make(8))


def test_a_reset_gives_the_same_data(make: Any) -> None:
    sandbox = make(7)
    first = content(sandbox)
    Caller(sandbox).delete("/atlvs/v1/deals/deal_abc123")
    assert content(sandbox) != first
    sandbox.reset()
    assert content(sandbox) == first


def test_without_a_seed_a_workspace_is_empty_but_for_its_users(make: Any) -> None:
    api = Caller(make(None))
    assert api.get("/atlvs/v1/deals").body["data"] == []
    assert api.get("/atlvs/v1/users").body["pagination"]["total"] == 13
    api.sandbox.reset()
    assert api.get("/atlvs/v1/users").body["pagination"]["total"] == 13


def everything(api: Caller, path: str) -> list[Any]:
    items: list[Any] = []
    query: dict[str, Any] = {"limit": 100}
    while True:
        page = api.get(path, **query).body
        items += page["data"]
        if not page["pagination"]["hasMore"]:
            return items
        query["cursor"] = page["pagination"]["cursor"]


@pytest.mark.parametrize(
    ("path", "least"),
    [
        ("/gvteway/v1/customers", 1200),
        ("/atlvs/v1/deals", 150),
        ("/atlvs/v1/contacts", 200),
        ("/gvteway/v1/orders", 300),
        ("/gvteway/v1/tickets", 600),
        ("/compvss/v1/crew", 80),
    ],
)
def test_there_is_enough_of_it(api: Caller, path: str, least: int) -> None:
    assert api.get(path).body["pagination"]["total"] >= least


def test_every_reference_leads_somewhere(api: Caller) -> None:
    ids = {
        identifier
        for (identifier,) in api.sandbox.store.execute("SELECT id FROM resources")
        if identifier
    }
    prefixes = {each.partition("_")[0] for each in ids}

    rows = api.sandbox.store.execute("SELECT body FROM resources")
    named = {identifier for (body,) in rows for identifier in references(json.loads(body))}
    assert {each for each in named if each.partition("_")[0] in prefixes} <= ids


def references(node: Any) -> Iterator[str]:
    """The ids that a resource names."""
    if isinstance(node, dict):
        for name, value in cast("dict[str, Any]", node).items():
            if isinstance(value, str) and (name == "id" or name.endswith(("_id", "_by"))):
                yield value
            yield from references(value)
    elif isinstance(node, list):
        for each in cast("Sequence[Any]", node):
            yield from references(each)


def test_tickets_sold_are_tickets_there_are(api: Caller) -> None:
    tickets = [
        each for each in everything(api, "/gvteway/v1/tickets") if each["status"] != "refunded"
    ]
    by_event = Counter(ticket["event_id"] for ticket in tickets)
    for event in everything(api, "/gvteway/v1/events"):
        if event["id"] != "evt_xyz789":  # the document's own example tells another number
            assert event["tickets_sold"] == by_event[event["id"]]
            assert event["tickets_sold"] <= event["capacity"]


def test_invoices_add_up(api: Caller) -> None:
    for invoice in everything(api, "/atlvs/v1/invoices"):
        lines = sum(line["amount"] for line in invoice["line_items"])
        assert invoice["subtotal"] == pytest.approx(lines)
        assert invoice["total"] == pytest.approx(lines + invoice["tax"])


def test_nobody_real_is_written_to(api: Caller) -> None:
    examples = {"john@company.com", "jane@client.com", "mike@crew.com"}
    for path in ("/atlvs/v1/users", "/atlvs/v1/contacts", "/compvss/v1/crew", "/atlvs/v1/vendors"):
        for person in everything(api, path):
            email = person["email"]
            assert email in examples or email.endswith((".example", "example.com")), email
