"""What a partner does with each platform: every operation of the document, once or more.

A scenario is a generator. It yields what to call and is sent the answer, so that one text drives
the sync and the async client alike.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Call:
    """One call of an operation, by its name in the document."""

    operation: str
    positional: tuple[Any, ...] = ()
    named: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Listen:
    """Listen to a stream, make a call meanwhile, and answer the first event."""

    operation: str
    named: dict[str, Any]
    meanwhile: Call


Scenario: TypeAlias = Generator[Call | Listen, Any, None]

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
END = datetime(2026, 3, 1, 19, 30, tzinfo=UTC)


def call(operation: str, *positional: Any, **named: Any) -> Call:
    """Name a call."""
    return Call(operation, positional, named)


def listed(operation: str, made: Any, *positional: Any, **filters: Any) -> Scenario:
    """List, and find what was made among the answers."""
    page = yield call(operation, *positional, **filters)
    assert made.id in {item.id for item in page.data}
    assert page.total >= 1


def gone(operation: str, made: Any) -> Scenario:
    """Delete what was made."""
    assert (yield call(operation, made.id)) is None


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


def compvss(hook: str) -> Scenario:
    """COMPVSS: production operations, crew management."""
    project = yield call(
        "compvss.projects.create",
        name="Corporate Event",
        vertical="corporate",
        dates={"start": date(2026, 3, 1), "end": date(2026, 3, 3)},
    )
    assert project.status == "intake"
    assert (yield call("compvss.projects.get", project.id)) == project
    yield from listed(
        "compvss.projects.list", project, vertical="corporate", starts_after=date(2026, 2, 1)
    )
    named = yield call("compvss.projects.update", project.id, client="Acme", dates=project.dates)
    assert (named.client, named.dates) == ("Acme", project.dates)
    planned = yield call("compvss.projects.change_status", project.id, status="planning")
    assert planned.status == "planning"
    yield from runbook(project)
    member = yield from crew()
    yield from assignments(project, member)
    yield from time_entries(project, member)
    yield from incidents(project)
    yield from inventory()
    spare = yield call("compvss.projects.create", name="Called off")
    yield from gone("compvss.projects.delete", spare)
    spare = yield call("compvss.crew.create", name="Left")
    yield from gone("compvss.crew.delete", spare)
    yield from webhooks("compvss", hook)
    event = yield Listen("compvss.stream.listen", {}, call("compvss.projects.create", name="Heard"))
    assert (event.event, event.data.name) == ("project.created", "Heard")


def runbook(project: Any) -> Scenario:
    """A runbook, which is there once it is replaced."""
    cues = [{"label": "Doors", "start": START}, {"label": "House open", "start": END}]
    replaced = yield call("compvss.projects.runbook.replace", project.id, cues=cues)
    assert [cue.label for cue in replaced.cues] == ["Doors", "House open"]
    assert (yield call("compvss.projects.runbook.get", project.id)) == replaced


def crew() -> Generator[Call | Listen, Any, Any]:
    """A crew member, who is booked later."""
    member = yield call(
        "compvss.crew.create",
        name="Mike Wilson",
        department="Production",
        skills=["rigging"],
        certifications=[{"name": "Rigging 2", "expires_on": date(2027, 1, 1)}],
        day_rate=500,
    )
    assert (yield call("compvss.crew.get", member.id)) == member
    yield from listed("compvss.crew.list", member, skill="rigging", available_on=START.date())
    changed = yield call(
        "compvss.crew.update",
        member.id,
        email="mike@crew.com",
        certifications=member.certifications,
    )
    assert (changed.email, changed.certifications) == ("mike@crew.com", member.certifications)
    return changed


def assignments(project: Any, member: Any) -> Scenario:
    """Assignments, one checked in and one canceled."""
    schedule = {
        "start_date": date(2026, 3, 1),
        "end_date": date(2026, 3, 3),
        "call_time": "08:00",
        "rate": 500,
        "rate_type": "daily",
    }
    make = call(
        "compvss.assignments.create",
        project_id=project.id,
        crew_member_id=member.id,
        role="Stage Manager",
        schedule=schedule,
    )
    made, other = (yield make), (yield make)
    assert (made.project.id, made.crew_member.name) == (project.id, "Mike Wilson")
    assert (yield call("compvss.assignments.get", made.id)) == made
    yield from listed(
        "compvss.assignments.list", made, day=date(2026, 3, 2), crew_member_id=member.id
    )
    page = yield call("compvss.crew.list", available_on=date(2026, 3, 2), skill="rigging")
    assert member.id not in {one.id for one in page.data}
    moved = yield call("compvss.assignments.update", made.id, location="Main stage")
    assert moved.location == "Main stage"
    assert (yield call("compvss.assignments.check_in", made.id)).status == "checked_in"
    assert (yield call("compvss.assignments.cancel", other.id)).status == "canceled"


def time_entries(project: Any, member: Any) -> Scenario:
    """Time entries: hours are computed once the work has ended."""
    made = yield call(
        "compvss.time_entries.create",
        crew_member_id=member.id,
        project_id=project.id,
        started_at=START,
        break_minutes=30,
    )
    assert made.hours is None
    ended = yield call("compvss.time_entries.update", made.id, ended_at=END)
    assert ended.hours == 10
    yield from listed("compvss.time_entries.list", made, project_id=project.id)
    ended = yield call("compvss.time_entries.update", made.id, status="submitted")
    approved = yield call("compvss.time_entries.approve", made.id)
    assert approved.status == "approved"
    assert (yield call("compvss.time_entries.get", made.id)) == approved


def incidents(project: Any) -> Scenario:
    """Incidents, until they are resolved."""
    made = yield call(
        "compvss.incidents.create", title="Generator", severity="high", project_id=project.id
    )
    assert made.status == "open"
    changed = yield call("compvss.incidents.update", made.id, severity="critical")
    assert changed.severity == "critical"
    yield from listed("compvss.incidents.list", made, severity="critical", project_id=project.id)
    resolved = yield call("compvss.incidents.resolve", made.id, resolution="Filter replaced")
    assert (resolved.status, resolved.resolution) == ("resolved", "Filter replaced")
    assert (yield call("compvss.incidents.get", made.id)) == resolved


def inventory() -> Scenario:
    """Inventory: the status follows the quantity."""
    made = yield call(
        "compvss.inventory.create", name="Gaffer tape", sku="GAF-50", quantity=30, reorder_point=20
    )
    assert made.status == "in_stock"
    assert (yield call("compvss.inventory.get", made.id)) == made
    yield from listed("compvss.inventory.list", made, sku="GAF-50")
    assert (yield call("compvss.inventory.adjust", made.id, delta=-15)).status == "low_stock"
    assert (yield call("compvss.inventory.adjust", made.id, delta=-15)).status == "out_of_stock"
    assert (yield call("compvss.inventory.update", made.id, unit="roll")).unit == "roll"
    yield from gone("compvss.inventory.delete", made)


def gvteway(hook: str) -> Scenario:
    """GVTEWAY: consumer experience, ticketing, events."""
    venue = yield call("gvteway.venues.create", name="City Arena", city="Lisbon", capacity=3)
    assert (yield call("gvteway.venues.get", venue.id)) == venue
    yield from listed("gvteway.venues.list", venue, city="Lisbon")
    assert (yield call("gvteway.venues.update", venue.id, timezone="Europe/Lisbon")).timezone
    event = yield from events(venue)
    customer = yield from customers()
    kind = yield from ticket_types(event)
    event = yield call("gvteway.events.publish", event.id)
    assert event.status in {"published", "on_sale"}
    yield from orders(event, kind, customer)
    yield from checkout_sessions(event, kind)
    yield from offers(event, kind)
    canceled = yield call("gvteway.events.cancel", event.id)
    assert canceled.status == "canceled"
    spare = yield call("gvteway.events.create", name="Off", date=START, venue_id=venue.id)
    yield from gone("gvteway.events.delete", spare)
    spare = yield call("gvteway.venues.create", name="Shed", city="Porto")
    yield from gone("gvteway.venues.delete", spare)
    spare = yield call("gvteway.customers.create", email="gone@example.com")
    yield from gone("gvteway.customers.delete", spare)
    yield from webhooks("gvteway", hook)
    heard = yield Listen(
        "gvteway.stream.listen",
        {"events": ["event.created"]},
        call("gvteway.events.create", name="Heard", date=START, venue_id=venue.id),
    )
    assert (heard.event, heard.data.name) == ("event.created", "Heard")


def events(venue: Any) -> Generator[Call | Listen, Any, Any]:
    """An event, as a draft."""
    made = yield call(
        "gvteway.events.create", name="Summer", date=END, venue_id=venue.id, genre="indie"
    )
    assert (made.status, made.venue.city, made.tickets_sold) == ("draft", "Lisbon", 0)
    assert (yield call("gvteway.events.get", made.id)) == made
    yield from listed("gvteway.events.list", made, city="Lisbon", starts_after=START)
    changed = yield call("gvteway.events.update", made.id, capacity=3, tags=["outdoor"])
    assert (changed.capacity, changed.tags) == (3, ["outdoor"])
    return changed


def customers() -> Generator[Call | Listen, Any, Any]:
    """A customer."""
    made = yield call("gvteway.customers.create", email="fan@example.com", first_name="Alex")
    assert (yield call("gvteway.customers.get", made.id)) == made
    yield from listed("gvteway.customers.list", made, email="fan@example.com")
    changed = yield call("gvteway.customers.update", made.id, marketing_opt_in=True)
    assert changed.marketing_opt_in is True
    return changed


def ticket_types(event: Any) -> Generator[Call | Listen, Any, Any]:
    """A kind of ticket."""
    made = yield call(
        "gvteway.ticket_types.create",
        event_id=event.id,
        name="VIP",
        price=150,
        currency="USD",
        inventory=3,
    )
    assert (yield call("gvteway.ticket_types.get", made.id)) == made
    yield from listed("gvteway.ticket_types.list", made, event_id=event.id)
    changed = yield call("gvteway.ticket_types.update", made.id, perks=["bar"])
    assert changed.perks == ["bar"]
    return changed


def orders(event: Any, kind: Any, customer: Any) -> Scenario:
    """All tickets of an event, sold, transferred, checked in and refunded."""
    order = yield call(
        "gvteway.orders.create",
        event_id=event.id,
        customer_id=customer.id,
        line_items=[{"ticket_type_id": kind.id, "quantity": 3}],
        payment_method="credit_card",
    )
    assert (order.status, len(order.tickets), order.payment.subtotal) == ("completed", 3, 450)
    assert (yield call("gvteway.events.get", event.id)).status == "sold_out"
    assert (yield call("gvteway.orders.get", order.id)) == order
    yield from listed("gvteway.orders.list", order, customer_id=customer.id)
    first, second, _ = order.tickets
    ticket = yield call("gvteway.tickets.get", first.id)
    assert (ticket.status, ticket.holder.id) == ("valid", customer.id)
    yield from listed("gvteway.tickets.list", ticket, order_id=order.id, status="valid")
    moved = yield call("gvteway.tickets.transfer", first.id, email="friend@example.com")
    assert moved.holder.email == "friend@example.com"
    assert (yield call("gvteway.tickets.check_in", second.id)).status == "checked_in"
    part = yield call("gvteway.orders.refund", order.id, ticket_ids=[first.id])
    assert part.status == "partially_refunded"


def checkout_sessions(event: Any, kind: Any) -> Scenario:
    """A hosted checkout that nobody finishes."""
    made = yield call(
        "gvteway.checkout_sessions.create",
        event_id=event.id,
        line_items=[{"ticket_type_id": kind.id, "quantity": 1}],
        success_url="https://shop.example.com/thanks",
        cancel_url="https://shop.example.com/cart",
    )
    assert made.status == "pending"
    assert (yield call("gvteway.checkout_sessions.get", made.id)) == made
    assert (yield call("gvteway.checkout_sessions.expire", made.id)).status == "expired"


def offers(event: Any, kind: Any) -> Scenario:
    """Bundles and memberships."""
    bundle = yield call(
        "gvteway.bundles.create",
        name="Weekend",
        price=320,
        currency="USD",
        event_id=event.id,
        items=[{"type": "ticket", "reference_id": kind.id, "quantity": 2}],
    )
    assert (yield call("gvteway.bundles.get", bundle.id)) == bundle
    yield from listed("gvteway.bundles.list", bundle)
    changed = yield call("gvteway.bundles.update", bundle.id, status="active", items=bundle.items)
    assert (changed.status, changed.items) == ("active", bundle.items)
    membership = yield call(
        "gvteway.memberships.create",
        name="Inner Circle",
        tier="gold",
        billing_interval="yearly",
        price=240,
        currency="USD",
        access_rules={"early_access_minutes": 60},
    )
    assert (yield call("gvteway.memberships.get", membership.id)) == membership
    yield from listed("gvteway.memberships.list", membership)
    changed = yield call("gvteway.memberships.update", membership.id, tier="platinum")
    assert changed.tier == "platinum"


def webhooks(platform: str, hook: str) -> Scenario:
    """A subscription, tested, rotated, its deliveries looked at and replayed."""
    made = yield call(f"{platform}.webhooks.create", url=hook, events=["*"])
    assert made.secret not in repr(made)
    read = yield call(f"{platform}.webhooks.get", made.id)
    assert (read.url, read.model_extra) == (hook, {})
    yield from listed(f"{platform}.webhooks.list", made)
    changed = yield call(f"{platform}.webhooks.update", made.id, description="Books")
    assert changed.description == "Books"
    rotated = yield call(f"{platform}.webhooks.rotate_secret", made.id)
    assert rotated.secret != made.secret
    assert rotated.previous_secret_expires_at is not None
    tested = yield call(f"{platform}.webhooks.test", made.id)
    yield from listed(f"{platform}.webhooks.deliveries.list", tested, made.id)
    delivery = yield call(f"{platform}.webhooks.deliveries.get", made.id, tested.id)
    assert (delivery.id, delivery.event) == (tested.id, tested.event)
    replayed = yield call(f"{platform}.webhooks.deliveries.replay", made.id, tested.id)
    assert replayed.event_id == tested.event_id
    yield from gone(f"{platform}.webhooks.delete", made)
