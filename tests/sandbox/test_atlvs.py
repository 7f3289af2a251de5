from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from .caller import Caller

if TYPE_CHECKING:
    from .caller import Clock

DEALS = "/atlvs/v1/deals"
INVOICES = "/atlvs/v1/invoices"
EXPENSES = "/atlvs/v1/expenses"
ASSETS = "/atlvs/v1/assets"
NEW_DEAL = {"name": "Tour", "value": 1, "currency": "USD"}
LINES = [
    {"description": "Stage", "quantity": 3, "unit_price": 33.33},
    {"description": "Light", "quantity": 1.5, "unit_price": 10},
]
NEW_EXPENSE = {
    "description": "Truck",
    "amount": 480.5,
    "currency": "USD",
    "category": "transport",
    "incurred_on": "2026-10-01",
}


def refused(reply: Any) -> bool:
    return (reply.status, reply.code) == (409, "CONFLICT")


def test_a_deal_tells_of_its_people(api: Caller) -> None:
    people = {"owner": {"id": "user_xyz789"}, "contact": {"id": "contact_def456", "name": "x"}}
    deal = api.made(DEALS, NEW_DEAL | people)
    assert deal["owner"] == {
        "id": "user_xyz789",
        "name": "John Smith",
        "email": "john@company.com",
    }
    assert deal["contact"] == {
        "id": "contact_def456",
        "name": "Jane Doe",
        "email": "jane@client.com",
        "company": "Client Corp",
    }
    other = api.get("/atlvs/v1/users").body["data"][3]
    changed = api.patch(f"{DEALS}/{deal['id']}", {"owner": {"id": other["id"]}, "contact": None})
    assert changed.body["owner"]["name"] == other["name"]
    assert changed.body["contact"] is None


@pytest.mark.parametrize("field", ["owner", "contact"])
def test_a_deal_with_unknown_people_is_refused(api: Caller, field: str) -> None:
    reply = api.post(DEALS, NEW_DEAL | {field: {"id": "nobody"}})
    assert (reply.status, reply.fields) == (422, [f"{field}.id"])


@pytest.mark.parametrize(
    ("action", "status", "probability"), [("win", "won", 1), ("lose", "lost", 0)]
)
def test_a_deal_is_won_or_lost_once(
    api: Caller, action: str, status: str, probability: int
) -> None:
    deal = api.made(DEALS, NEW_DEAL)
    path = f"{DEALS}/{deal['id']}"
    closed = api.made(f"{path}/{action}")
    assert (closed["status"], closed["stage"]) == (status, "closed")
    assert (closed["probability"], closed["version"]) == (probability, 2)
    assert api.get(path).body == closed
    assert refused(api.post(f"{path}/win"))
    assert refused(api.post(f"{path}/lose"))


def test_a_lost_deal_knows_why(api: Caller) -> None:
    path = f"{DEALS}/{api.made(DEALS, NEW_DEAL)['id']}/lose"
    assert api.made(path, {"lost_reason": "Too late"})["lost_reason"] == "Too late"


def test_a_contacts_name_follows_its_parts(api: Caller) -> None:
    contact = api.made("/atlvs/v1/contacts", {"first_name": "Ada", "last_name": "Moreno"})
    assert contact["name"] == "Ada Moreno"
    path = f"/atlvs/v1/contacts/{contact['id']}"
    assert api.patch(path, {"last_name": "Stone"}).body["name"] == "Ada Stone"


def invoice(api: Caller, **more: Any) -> Any:
    return api.made(INVOICES, {"currency": "USD", "line_items": LINES, "tax": 5, **more})


def test_an_invoice_is_added_up(api: Caller) -> None:
    made = invoice(api)
    assert [line["amount"] for line in made["line_items"]] == [99.99, 15]
    assert (made["subtotal"], made["total"], made["amount_paid"]) == (114.99, 119.99, 0)
    changed = api.patch(f"{INVOICES}/{made['id']}", {"line_items": LINES[1:], "tax": 0}).body
    assert (changed["subtotal"], changed["total"]) == (15, 15)


def test_invoices_are_numbered_one_after_the_other(api: Caller) -> None:
    before = [each["number"] for each in api.get(INVOICES, limit=100).body["data"]]
    first, second = invoice(api)["number"], invoice(api)["number"]
    assert int(second.removeprefix("INV-")) == int(first.removeprefix("INV-")) + 1
    assert max(before) < first


def test_an_invoice_is_sent_and_paid_in_parts(api: Caller) -> None:
    path = f"{INVOICES}/{invoice(api)['id']}"
    assert refused(api.post(f"{path}/pay"))
    sent = api.made(f"{path}/send")
    assert (sent["status"], sent["issue_date"]) == ("sent", "2027-01-15")
    part = api.made(f"{path}/pay", {"amount": 19.99})
    assert (part["status"], part["amount_paid"], part["paid_at"]) == ("sent", 19.99, None)
    assert refused(api.post(f"{path}/pay", {"amount": 100.01}))
    paid = api.made(f"{path}/pay", {"paid_at": "2027-01-14T00:00:00Z"})
    assert (paid["status"], paid["amount_paid"]) == ("paid", 119.99)
    assert paid["paid_at"] == "2027-01-14T00:00:00Z"
    assert refused(api.post(f"{path}/pay"))
    assert refused(api.post(f"{path}/void"))


def test_only_a_draft_changes_or_goes(api: Caller) -> None:
    path = f"{INVOICES}/{invoice(api, issue_date='2026-12-24')['id']}"
    assert api.made(f"{path}/send")["issue_date"] == "2026-12-24"
    assert refused(api.patch(path, {"tax": 1}))
    assert refused(api.delete(path))
    assert refused(api.post(f"{path}/send"))
    assert api.made(f"{path}/void")["status"] == "void"
    assert refused(api.post(f"{path}/void"))
    assert api.delete(f"{INVOICES}/{invoice(api)['id']}").status == 204


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"deal_id": "none"}, "deal_id"),
        ({"contact_id": "none"}, "contact_id"),
        ({"issue_date": "2026-02-02", "due_date": "2026-02-01"}, "due_date"),
    ],
)
def test_an_invoice_must_make_sense(api: Caller, fields: dict[str, str], wrong: str) -> None:
    reply = api.post(INVOICES, {"currency": "USD", "line_items": LINES, **fields})
    assert (reply.status, reply.fields) == (422, [wrong])


def test_an_invoice_becomes_overdue_when_its_day_has_passed(api: Caller, sandbox: Any) -> None:
    path = f"{INVOICES}/{invoice(api, due_date='2027-01-16')['id']}"
    api.made(f"{path}/send")
    clock: Clock = sandbox.clock
    clock.advance(24 * 3600)
    assert api.get(path).body["status"] == "sent"
    clock.advance(24 * 3600)
    overdue = api.get(path).body
    assert (overdue["status"], overdue["version"]) == ("overdue", 3)
    assert api.get(INVOICES, status="overdue", limit=100).body["pagination"]["total"] > 1
    assert api.made(f"{path}/pay")["status"] == "paid"
    clock.advance(-48 * 3600)


def test_an_expense_is_decided_once(api: Caller) -> None:
    expense = api.made(EXPENSES, NEW_EXPENSE)
    assert (expense["status"], expense["project_id"]) == ("submitted", None)
    path = f"{EXPENSES}/{expense['id']}"
    assert api.made(f"{path}/approve")["status"] == "approved"
    assert refused(api.post(f"{path}/approve"))
    assert refused(api.post(f"{path}/reject"))
    other = f"{EXPENSES}/{api.made(EXPENSES, NEW_EXPENSE)['id']}"
    assert api.made(f"{other}/reject")["status"] == "rejected"
    assert refused(api.post(f"{other}/approve"))


@pytest.mark.parametrize("field", ["submitted_by", "project_id"])
def test_an_expense_names_what_is_there(api: Caller, field: str) -> None:
    assert api.post(EXPENSES, {**NEW_EXPENSE, field: "none"}).fields == [field]
    path = f"{EXPENSES}/exp_abc123"
    assert api.patch(path, {field: "none"}).fields == [field]
    assert api.patch(path, {field: None}).body[field] is None


def test_an_asset_goes_out_and_comes_back(api: Caller) -> None:
    asset = api.made(ASSETS, {"name": "Console", "location": "Shelf 1"})
    path = f"{ASSETS}/{asset['id']}"
    assert refused(api.post(f"{path}/check_in"))
    out = api.made(f"{path}/check_out", {"checked_out_to": "Ada", "location": "Stage"})
    assert (out["status"], out["checked_out_to"], out["location"]) == (
        "checked_out",
        "Ada",
        "Stage",
    )
    assert refused(api.post(f"{path}/check_out", {"checked_out_to": "Bo"}))
    assert refused(api.patch(path, {"status": "maintenance"}))
    assert api.patch(path, {"name": "Desk"}).status == 200
    back = api.made(f"{path}/check_in")
    assert (back["status"], back["checked_out_to"], back["location"]) == (
        "available",
        None,
        "Stage",
    )


def events(api: Caller) -> list[str]:
    rows = api.sandbox.store.execute("SELECT name FROM events ORDER BY seq")
    return [name for (name,) in rows]


def test_changes_are_told(api: Caller) -> None:
    asset = api.made(ASSETS, {"name": "Console"})
    path = f"{ASSETS}/{asset['id']}"
    api.made(f"{path}/check_out", {"checked_out_to": "Ada"})
    api.made(f"{path}/check_in")
    api.patch(path, {"status": "maintenance"})
    api.patch(path, {"location": "Workshop"})
    expense = api.made(EXPENSES, NEW_EXPENSE)
    api.made(f"{EXPENSES}/{expense['id']}/approve")
    bill = f"{INVOICES}/{invoice(api)['id']}"
    api.made(f"{bill}/send")
    api.made(f"{bill}/pay")
    deal = f"{DEALS}/{api.made(DEALS, NEW_DEAL)['id']}"
    api.patch(deal, {"value": 2})
    api.made(f"{deal}/lose")
    assert events(api) == [
        "asset.created",
        "asset.checked_out",
        "asset.maintenance_due",
        "expense.submitted",
        "expense.approved",
        "invoice.created",
        "invoice.paid",
        "deal.created",
        "deal.updated",
        "deal.updated",
        "deal.lost",
    ]


def test_what_was_refused_is_not_told(api: Caller) -> None:
    api.post(DEALS, {**NEW_DEAL, "owner": {"id": "nobody"}})
    api.post(f"{DEALS}/none/win")
    assert events(api) == []


def test_a_budget_is_computed_from_expenses(api: Caller) -> None:
    project = api.made("/compvss/v1/projects", {"name": "P", "budget": 1000, "currency": "USD"})
    path = f"/atlvs/v1/projects/{project['id']}/budget"
    for amount, category, action in (
        (100, "travel", "approve"),
        (50.25, "travel", None),
        (30, "fuel", "reject"),
        (9.99, "permits", "approve"),
    ):
        given = {"amount": amount, "category": category, "project_id": project["id"]}
        expense = api.made(EXPENSES, NEW_EXPENSE | given)
        if action:
            api.made(f"{EXPENSES}/{expense['id']}/{action}")
    api.made(EXPENSES, {**NEW_EXPENSE, "currency": "EUR", "project_id": project["id"]})
    budget = api.get(path).body
    assert (budget["planned"], budget["committed"], budget["actual"]) == (1000, 160.24, 109.99)
    assert budget["variance"] == 890.01
    assert budget["lines"] == [
        {"category": "unallocated", "planned": 1000, "committed": 0, "actual": 0},
        {"category": "permits", "planned": 0, "committed": 9.99, "actual": 9.99},
        {"category": "travel", "planned": 0, "committed": 150.25, "actual": 100},
    ]
    assert api.get("/atlvs/v1/projects/none/budget").status == 404


def test_the_portfolio_is_computed_from_everything(api: Caller) -> None:
    path = "/atlvs/v1/analytics/portfolio_health"
    before = api.get(path).body
    assert 0 < before["win_rate"] < 1
    won = api.made(DEALS, {**NEW_DEAL, "value": 1000})
    api.made(f"{DEALS}/{won['id']}/win")
    api.made(DEALS, {**NEW_DEAL, "value": 500.5})
    after = api.get(path).body
    assert after["open_deals"] == before["open_deals"] + 1
    assert after["pipeline_value"] == before["pipeline_value"] + 500.5
    assert after["won_value"] == before["won_value"] + 1000
    assert after["win_rate"] > before["win_rate"]
    assert [each["platform"] for each in after["platforms"]] == ["atlvs", "compvss", "gvteway"]
    assert all(each["signals"] for each in after["platforms"])


def test_an_empty_workspace_is_in_good_health(sandbox: Any) -> None:
    api = Caller(sandbox, workspace="ws_2")
    health = api.get("/atlvs/v1/analytics/portfolio_health").body
    assert (health["win_rate"], health["open_deals"]) == (None, 0)
    assert all(each["score"] >= 50 for each in health["platforms"])
