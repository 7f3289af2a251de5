"""Selling tickets: orders, refunds, transfers, and who is at the door."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from secrets import randbelow
from typing import TYPE_CHECKING

from ..behaviours import Behaviours
from ..money import times
from ..rules import require, require_field
from .gvteway import customer_reference, follow_sales, tickets_left

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..call import Call
    from ..collection import Resource

tickets = Behaviours()

_FEES = Decimal("0.05")  # of the subtotal
_CARD = "4242"
_ROW = 20  # seats


@tickets.change("gvteway.orders.create")
def create_order(call: Call, order: Resource) -> None:
    """Charge the customer, make the tickets, and tell of all that."""
    event = call.look_up("gvteway.events", call.argument("event_id"), "event_id")
    customer = call.look_up("gvteway.customers", call.argument("customer_id"), "customer_id")
    require(event["status"] != "canceled", "The event is canceled")
    chosen = _chosen_types(call, event)
    order["event"] = {name: event[name] for name in ("id", "name", "date", "genre", "venue")}
    order["customer"] = customer_reference(customer)
    order["status"] = "completed"
    made = [
        _make_ticket(call, order, ticket_type, ticket_type["sold"] + number)
        for ticket_type, quantity in chosen
        for number in range(quantity)
    ]
    order["tickets"] = [
        {name: ticket[name] for name in ("id", "type", "price", "seat")} for ticket in made
    ]
    currency = chosen[0][0]["currency"]
    order["payment"] = _payment(call.argument("payment_method"), made, currency)
    call.emit("order.completed", order)
    members = ("event", "tickets", "customer", "payment")
    call.emit(
        "ticket.purchased", {"order_id": order["id"], **{name: order[name] for name in members}}
    )
    _sell(call, event, chosen)


def _chosen_types(call: Call, event: Resource) -> list[tuple[Resource, int]]:
    """The ticket types that an order names, and how many of each; the same one counts together."""
    wanted: dict[str, int] = {}
    types: dict[str, Resource] = {}
    for index, item in enumerate(call.argument("line_items")):
        identifier = item["ticket_type_id"]
        field = f"line_items.{index}.ticket_type_id"
        types[identifier] = call.look_up("gvteway.ticket_types", identifier, field)
        require(types[identifier]["event_id"] == event["id"], f"{identifier} is of another event")
        wanted[identifier] = wanted.get(identifier, 0) + item["quantity"]
        currencies = {each["currency"] for each in types.values()}
        require_field(len(currencies) == 1, field, "costs another currency than those before")
    for identifier, quantity in wanted.items():
        left = tickets_left(types[identifier])
        require(quantity <= left, f"Only {left} tickets of {identifier} are left")
    if event["capacity"] is not None:
        room = event["capacity"] - event["tickets_sold"]
        require(sum(wanted.values()) <= room, f"Only {room} tickets for this event are left")
    return [(types[identifier], quantity) for identifier, quantity in wanted.items()]


def _make_ticket(call: Call, order: Resource, ticket_type: Resource, number: int) -> Resource:
    return call.add(
        call.table("gvteway.tickets"),
        {
            "order_id": order["id"],
            "event_id": ticket_type["event_id"],
            "type": ticket_type["name"],
            "price": ticket_type["price"],
            "currency": ticket_type["currency"],
            "seat": seat(ticket_type["name"], number),
            "status": "valid",
            "holder": order["customer"],
            "barcode": barcode(),
        },
        {"ticket_type_id": ticket_type["id"]},
    )


def seat(section: str, number: int) -> str:
    """The seat of a section's ticket, such as `VIP-A-12`.

    Args:
        section: The ticket type's name.
        number: How many tickets of it were sold before.
    """
    row, place = divmod(number, _ROW)
    letters = ""
    while row >= 0:
        letters = chr(ord("A") + row % 26) + letters
        row = row // 26 - 1
    return f"{section}-{letters}-{place + 1}"


def barcode() -> str:
    """Twelve digits that nobody guesses."""
    return f"{randbelow(10**12):012}"


def _payment(method: str, made: Iterable[Resource], currency: str) -> Resource:
    subtotal = sum(ticket["price"] for ticket in made)
    fees = times(subtotal, _FEES, currency)
    return {
        "method": method,
        "last_four": _CARD if "card" in method else None,
        "currency": currency,
        "subtotal": subtotal,
        "fees": fees,
        "total": subtotal + fees,
    }


def _sell(call: Call, event: Resource, chosen: Iterable[tuple[Resource, int]]) -> None:
    types = call.table("gvteway.ticket_types")
    for ticket_type, quantity in chosen:
        ticket_type["sold"] += quantity
        event["tickets_sold"] += quantity
        call.save(types, ticket_type)
    follow_sales(call, event, types.where(event_id=event["id"]))
    call.save(call.table("gvteway.events"), event)


@tickets.change("gvteway.orders.refund")
def refund_order(call: Call, order: Resource) -> None:
    """Give the money back for some tickets or for all; the tickets are for sale again."""
    table = call.table("gvteway.tickets")
    own = {ticket["id"]: ticket for ticket in table.where(order_id=order["id"])}
    named = call.argument("ticket_ids")
    for index, identifier in enumerate(named or ()):
        require_field(identifier in own, f"ticket_ids.{index}", "is no ticket of this order")
        require(own[identifier]["status"] != "refunded", f"{identifier} is refunded already")
    open_ones = [ticket for ticket in own.values() if ticket["status"] != "refunded"]
    chosen = [ticket for ticket in open_ones if named is None or ticket["id"] in named]
    require(chosen, "Nothing is left to refund")
    for ticket in chosen:
        ticket["status"] = "refunded"
        call.save(table, ticket)
        call.emit("ticket.refunded", ticket)
    order["status"] = "refunded" if len(chosen) == len(open_ones) else "partially_refunded"
    kinds = [table.private(ticket["id"])["ticket_type_id"] for ticket in chosen]
    _take_back(call, order["event"]["id"], Counter(kinds))


def _take_back(call: Call, event_id: str, returned: Counter[str]) -> None:
    """Put tickets up for sale again."""
    types = call.table("gvteway.ticket_types")
    for identifier, quantity in returned.items():
        ticket_type = types.get(identifier)
        if ticket_type is not None:
            ticket_type["sold"] -= quantity
            call.save(types, ticket_type)
    event = call.table("gvteway.events").get(event_id)
    if event is not None:
        event["tickets_sold"] -= returned.total()
        follow_sales(call, event, types.where(event_id=event_id))
        call.save(call.table("gvteway.events"), event)


@tickets.change("gvteway.tickets.transfer")
def transfer_ticket(call: Call, ticket: Resource) -> None:
    """Give it to someone else, who becomes a customer; the old barcode is good no longer."""
    _require_usable(ticket, "transferred")
    customers = call.table("gvteway.customers")
    known = customers.where(email=call.argument("email"))
    holder = known[0] if known else call.create("gvteway.customers", call.body)
    ticket.update(status="transferred", holder=customer_reference(holder), barcode=barcode())
    call.emit("ticket.transferred", ticket)


@tickets.change("gvteway.tickets.check_in")
def check_in_ticket(call: Call, ticket: Resource) -> None:
    """Let its holder in; whoever comes with a ticket that let someone in needs looking at."""
    if ticket["status"] == "checked_in":
        escalation = {
            "ticket_id": ticket["id"],
            "event_id": ticket["event_id"],
            "reason": "The barcode was scanned twice",
            "escalated_at": call.now,
        }
        call.emit("ticket.escalation", escalation, regardless=True)
    _require_usable(ticket, "checked in")
    ticket["status"] = "checked_in"


def _require_usable(ticket: Resource, action: str) -> None:
    usable = ticket["status"] in ("valid", "transferred")
    require(usable, f"It is {ticket['status'].replace('_', ' ')} and cannot be {action}")
