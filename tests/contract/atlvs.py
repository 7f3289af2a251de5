"""What a partner does with ATLVS: every operation of it, once or more."""

from __future__ import annotations

from datetime import date

from .scenarios import Listen, Scenario, call, gone, listed, webhooks


def atlvs(hook: str) -> Scenario:
    """ATLVS: business operations, CRM, finance."""
    yield from deals()
    yield from contacts()
    yield from invoices()
    yield from expenses()
    yield from vendors()
    yield from assets()
    page = yield call("atlvs.users.list", limit=1)
    user = yield call("atlvs.users.get", page.data[0].id)
    assert user == page.data[0]
    yield from webhooks("atlvs", hook)
    event = yield Listen(
        "atlvs.stream.listen",
        {"events": ["deal.created"]},
        call("atlvs.deals.create", name="Heard", value=5, currency="USD"),
    )
    assert (event.event, event.data.name) == ("deal.created", "Heard")


def deals() -> Scenario:
    """Deals, won and lost, and what they do to the portfolio."""
    person = yield call("atlvs.contacts.create", first_name="Jane", last_name="Doe")
    deal = yield call(
        "atlvs.deals.create",
        name="Harbour Lights",
        value=84_000,
        currency="USD",
        expected_close_date=date(2026, 6, 30),
        contact={"id": person.id},
        custom_fields={"source": "referral"},
    )
    assert (deal.status, deal.stage, deal.version) == ("open", "qualification", 1)
    assert deal.contact.name == "Jane Doe"
    assert (yield call("atlvs.deals.get", deal.id)) == deal
    yield from listed("atlvs.deals.list", deal, status="open", min_value=84_000)
    moved = yield call(
        "atlvs.deals.update", deal.id, stage="proposal", probability=0.5, version=deal.version
    )
    assert (moved.stage, moved.probability, moved.version) == ("proposal", 0.5, 2)
    won = yield call("atlvs.deals.win", deal.id)
    assert (won.status, won.stage, won.probability) == ("won", "closed", 1)
    other = yield call("atlvs.deals.create", name="Cellar", value=1, currency="USD", owner=None)
    lost = yield call("atlvs.deals.lose", other.id, lost_reason="Budget was cut")
    assert (lost.status, lost.lost_reason) == ("lost", "Budget was cut")
    health = yield call("atlvs.analytics.portfolio_health.get")
    assert health.won_value >= won.value
    assert health.win_rate == 0.5
    yield from gone("atlvs.deals.delete", lost)


def contacts() -> Scenario:
    """Contacts: the full name is made of the two."""
    made = yield call(
        "atlvs.contacts.create",
        first_name="Ada",
        last_name="Moreno",
        email="ada@example.com",
        tags=["vip", "press"],
        address={"city": "Lisbon", "country": "PT"},
    )
    assert made.name == "Ada Moreno"
    assert (yield call("atlvs.contacts.get", made.id)) == made
    yield from listed("atlvs.contacts.list", made, tag="press")
    changed = yield call("atlvs.contacts.update", made.id, email=None, address=made.address)
    assert (changed.email, changed.address.city) == (None, "Lisbon")
    yield from gone("atlvs.contacts.delete", made)


def invoices() -> Scenario:
    """Invoices, from draft to paid; another void, another deleted."""
    line = {"description": "Stage rental", "quantity": 2, "unit_price": 1_500}
    make = call("atlvs.invoices.create", line_items=[line], tax=240, currency="USD")
    invoice = yield make
    assert (invoice.subtotal, invoice.total, invoice.status) == (3_000, 3_240, "draft")
    due = yield call("atlvs.invoices.update", invoice.id, due_date=date(2026, 4, 1))
    assert due.due_date == date(2026, 4, 1)
    yield from listed("atlvs.invoices.list", invoice, due_before=date(2026, 4, 2))
    sent = yield call("atlvs.invoices.send", invoice.id)
    assert sent.status == "sent"
    part = yield call("atlvs.invoices.pay", invoice.id, amount=1_000)
    assert (part.status, part.amount_paid) == ("sent", 1_000)
    paid = yield call("atlvs.invoices.pay", invoice.id)
    assert (paid.status, paid.amount_paid) == ("paid", 3_240)
    assert (yield call("atlvs.invoices.get", invoice.id)) == paid
    mistaken = yield make
    assert (yield call("atlvs.invoices.void", mistaken.id)).status == "void"
    yield from gone("atlvs.invoices.delete", (yield make))


def expenses() -> Scenario:
    """Expenses, approved and rejected, against a production's budget."""
    project = yield call("compvss.projects.create", name="Tidal", budget=9_000, currency="USD")
    make = call(
        "atlvs.expenses.create",
        description="Truck rental",
        amount=420.5,
        currency="USD",
        category="transport",
        incurred_on=date(2026, 3, 1),
        project_id=project.id,
    )
    expense, other = (yield make), (yield make)
    changed = yield call("atlvs.expenses.update", expense.id, amount=500)
    assert (changed.amount, changed.status) == (500, "submitted")
    yield from listed("atlvs.expenses.list", expense, project_id=project.id, status="submitted")
    approved = yield call("atlvs.expenses.approve", expense.id)
    assert approved.status == "approved"
    assert (yield call("atlvs.expenses.get", expense.id)) == approved
    assert (yield call("atlvs.expenses.reject", other.id)).status == "rejected"
    budget = yield call("atlvs.projects.budget.get", project.id)
    assert (budget.planned, budget.actual) == (9_000, 500)


def vendors() -> Scenario:
    """Vendors."""
    made = yield call("atlvs.vendors.create", name="Northlight", category="lighting", rating=4.5)
    assert (made.status, made.rating) == ("active", 4.5)
    assert (yield call("atlvs.vendors.get", made.id)) == made
    yield from listed("atlvs.vendors.list", made, category="lighting", status="active")
    changed = yield call("atlvs.vendors.update", made.id, status="inactive", rating=None)
    assert (changed.status, changed.rating) == ("inactive", None)
    yield from gone("atlvs.vendors.delete", made)


def assets() -> Scenario:
    """Assets, lent and returned."""
    made = yield call("atlvs.assets.create", name="Line array A", category="audio")
    assert made.status == "available"
    assert (yield call("atlvs.assets.get", made.id)) == made
    yield from listed("atlvs.assets.list", made, status="available", category="audio")
    assert (yield call("atlvs.assets.update", made.id, location="Bay 2")).location == "Bay 2"
    out = yield call("atlvs.assets.check_out", made.id, checked_out_to="crew_1")
    assert (out.status, out.checked_out_to) == ("checked_out", "crew_1")
    back = yield call("atlvs.assets.check_in", made.id, location="Warehouse 2")
    assert (back.status, back.checked_out_to, back.location) == ("available", None, "Warehouse 2")
    yield from gone("atlvs.assets.delete", made)
