"""What a partner does with GVTEWAY: every operation of it, once or more."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from .scenarios import END, START, Call, Listen, Scenario, call, gone, listed, webhooks


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
