"""GVTEWAY: events, ticket types, customers, checkout sessions, bundles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..behaviours import Behaviours
from ..moments import later, normalized
from ..rules import require, require_exists, require_field, require_order, require_status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..call import Call
    from ..collection import Resource

gvteway = Behaviours()

_SESSION_MINUTES = 30
_CHECKOUT_URL = "https://checkout.sandbox.ghxstship.com/"


@gvteway.change("gvteway.events.create")
def create_event(call: Call, event: Resource) -> None:
    """Fill in the venue, and tell of it."""
    event["tickets_sold"] = 0
    check_event(call, event)
    call.emit("event.created", event)


@gvteway.change("gvteway.events.update")
def update_event(call: Call, event: Resource) -> None:
    """See whether it is sold out where there is more room now, or less."""
    check_event(call, event)
    if event["capacity"] != call.before["capacity"]:
        types = call.table("gvteway.ticket_types").where(event_id=event["id"])
        follow_sales(call, event, types)


def check_event(call: Call, event: Resource) -> None:
    """Fill in the venue, and make sure of the dates and the room."""
    require_exists(call, "project_id", "compvss.projects")
    if call.argument("venue_id") is not None:
        venue = call.look_up("gvteway.venues", call.argument("venue_id"), "venue_id")
        event["venue"] = {name: venue[name] for name in ("id", "name", "city")}
    if event["ends_at"]:
        require_order(normalized(event["date"]), normalized(event["ends_at"]), "ends_at")
    sold, capacity = event["tickets_sold"], event["capacity"]
    require(capacity is None or capacity >= sold, f"{sold} tickets are sold already")


@gvteway.change("gvteway.events.publish")
def publish_event(call: Call, event: Resource) -> None:
    """Show it to the world; it goes on sale where it has tickets to sell."""
    require_status(event, "draft", action="published")
    types = call.table("gvteway.ticket_types").where(event_id=event["id"])
    event["status"] = "on_sale" if any(map(tickets_left, types)) else "published"
    call.emit("event.published", event)


@gvteway.change("gvteway.events.cancel")
def cancel_event(_call: Call, event: Resource) -> None:
    """Call it off."""
    require(event["status"] != "canceled", "It is canceled already")
    event["status"] = "canceled"


@gvteway.change("gvteway.events.delete")
def delete_event(call: Call, event: Resource) -> None:
    """Take its tickets off the market; those that were sold stay on record."""
    types = call.table("gvteway.ticket_types")
    for ticket_type in types.where(event_id=event["id"]):
        types.remove(ticket_type["id"])


def tickets_left(ticket_type: Resource) -> int:
    """How many tickets of a type are left."""
    left: int = ticket_type["inventory"] - ticket_type["sold"]
    return left


@gvteway.change("gvteway.ticket_types.create")
def create_ticket_type(call: Call, ticket_type: Resource) -> None:
    """Put it on sale where its event is public."""
    event = call.look_up("gvteway.events", call.argument("event_id"), "event_id")
    ticket_type["sold"] = 0
    check_ticket_type(call, ticket_type)
    if event["status"] == "published" and ticket_type["inventory"]:
        event["status"] = "on_sale"
        call.save(call.table("gvteway.events"), event)
    else:
        _follow_type(call, event, ticket_type)


@gvteway.change("gvteway.ticket_types.update")
def update_ticket_type(call: Call, ticket_type: Resource) -> None:
    """See whether its event is sold out where there are more of it now, or less."""
    check_ticket_type(call, ticket_type)
    event = call.table("gvteway.events").get(ticket_type["event_id"])
    if event is not None and ticket_type["inventory"] != call.before["inventory"]:
        _follow_type(call, event, ticket_type)


def _follow_type(call: Call, event: Resource, ticket_type: Resource) -> None:
    """Let an event follow a ticket type that is not kept yet as it will be."""
    types = call.table("gvteway.ticket_types").where(event_id=event["id"])
    others = [each for each in types if each["id"] != ticket_type["id"]]
    before = event["status"]
    follow_sales(call, event, [*others, ticket_type])
    if event["status"] != before:
        call.save(call.table("gvteway.events"), event)


def follow_sales(call: Call, event: Resource, types: Iterable[Resource]) -> None:
    """Let an event's status follow what is left of it, and tell when the last ticket goes.

    Args:
        call: The call.
        event: The event; its status may change.
        types: All of its ticket types, as they stand now.
    """
    sold, capacity = event["tickets_sold"], event["capacity"]
    full = capacity is not None and sold >= capacity
    gone = sold > 0 and (full or not any(map(tickets_left, types)))
    if gone and event["status"] not in ("sold_out", "canceled"):
        event["status"] = "sold_out"
        call.emit("event.sold_out", event)
    elif not gone and event["status"] == "sold_out":
        event["status"] = "on_sale"


def check_ticket_type(_call: Call, ticket_type: Resource) -> None:
    """Make sure of its sale's dates, and that no more are sold than there are."""
    start, end = ticket_type["sales_start"], ticket_type["sales_end"]
    require_order(start and normalized(start), end and normalized(end), "sales_end")
    sold = ticket_type["sold"]
    require(ticket_type["inventory"] >= sold, f"{sold} tickets are sold already")


@gvteway.change("gvteway.customers.create", "gvteway.customers.update")
def notice_subscriber(call: Call, customer: Resource) -> None:
    """Tell of a customer who wants news, and did not before."""
    if customer["marketing_opt_in"] and not call.before.get("marketing_opt_in"):
        call.emit(
            "subscriber.added",
            {"customer": customer_reference(customer), "source": None, "subscribed_at": call.now},
        )


def customer_reference(customer: Resource) -> Resource:
    """What other resources tell of a customer."""
    return {name: customer[name] for name in ("id", "email", "first_name", "last_name")}


@gvteway.change("gvteway.checkout_sessions.create")
def create_checkout_session(call: Call, session: Resource) -> None:
    """Give it a page and half an hour."""
    call.look_up("gvteway.events", call.argument("event_id"), "event_id")
    for index, item in enumerate(session["line_items"]):
        field = f"line_items.{index}.ticket_type_id"
        ticket_type = call.look_up("gvteway.ticket_types", item["ticket_type_id"], field)
        same = ticket_type["event_id"] == session["event_id"]
        require_field(same, field, "is a ticket type of another event")
    session["checkout_url"] = _CHECKOUT_URL + session["id"]
    session["expires_at"] = later(call.now, minutes=_SESSION_MINUTES)


@gvteway.change("gvteway.checkout_sessions.expire")
def expire_checkout_session(_call: Call, session: Resource) -> None:
    """End it early."""
    require_status(session, "pending", action="expired")
    session["status"] = "expired"


@gvteway.refresh("gvteway.checkout_sessions")
def notice_expired(call: Call) -> None:
    """Expire the sessions whose time is up."""
    table = call.table("gvteway.checkout_sessions")
    for session in table.where(status="pending"):
        if session["expires_at"] <= call.now:
            session["status"] = "expired"
            call.save(table, session)


@gvteway.change("gvteway.bundles.create", "gvteway.bundles.update")
def check_bundle(call: Call, _bundle: Resource) -> None:
    """Make sure of the event and of the tickets in it."""
    require_exists(call, "event_id", "gvteway.events")
    for index, item in enumerate(call.argument("items") or ()):
        if item["type"] == "ticket" and item.get("reference_id"):
            field = f"items.{index}.reference_id"
            call.look_up("gvteway.ticket_types", item["reference_id"], field)
