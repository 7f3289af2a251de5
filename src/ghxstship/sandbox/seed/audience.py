"""Sample data of GVTEWAY."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..money import times
from . import words
from .builder import address

if TYPE_CHECKING:
    from ..collection import Resource
    from .builder import SeedBuilder

VENUES = 23
EVENTS = 39
CUSTOMERS = 1249
ORDERS = 399

_FEES = Decimal("0.05")
_REFERENCE = ("id", "email", "first_name", "last_name")


def plant_audience(builder: SeedBuilder) -> None:
    """Venues, events and their tickets, customers and what they bought."""
    builder.plant_example("gvteway.venues")
    for number in range(VENUES):
        _plant_venue(builder, number)
    builder.plant_example("gvteway.customers")
    for number in range(CUSTOMERS):
        _plant_customer(builder, number)
    builder.plant_example("gvteway.events")
    builder.plant_example("gvteway.ticket_types")
    for number in range(EVENTS):
        _plant_event(builder, number)
    _plant_example_order(builder)
    for number in range(ORDERS):
        _plant_order(builder, number)
    for name in ("gvteway.checkout_sessions", "gvteway.bundles", "gvteway.memberships"):
        builder.plant_example(name)
    _plant_offers(builder)


def _plant_venue(builder: SeedBuilder, number: int) -> None:
    city, _, _, timezone = words.CITIES[number % len(words.CITIES)]
    kind = words.VENUE_KINDS[(number // len(words.CITIES) + number) % len(words.VENUE_KINDS)]
    street = builder.random.choice(words.STREETS)
    builder.plant(
        "gvteway.venues",
        days_ago=500 - number,
        name=f"{city} {kind}",
        city=city,
        address=f"{builder.random.randint(1, 400)} {street} Street, {city}",
        capacity=builder.amount(400, 20_000, 100),
        timezone=timezone,
    )


def _plant_customer(builder: SeedBuilder, number: int) -> None:
    first, last = builder.person()
    builder.plant(
        "gvteway.customers",
        days_ago=(CUSTOMERS - number) * 0.28 + 0.1,
        email=address(first, last, number=number + 1),
        first_name=first,
        last_name=last,
        phone=builder.phone() if builder.maybe(0.6) else None,
        marketing_opt_in=builder.maybe(0.4),
        tags=["vip"] if builder.maybe(0.06) else [],
    )


def _plant_event(builder: SeedBuilder, number: int) -> None:
    pick = builder.random.choice
    venue = pick(builder.planted("gvteway.venues"))
    offset = number * 12 - 150 + 20 / 24
    status = "on_sale" if number % 8 else pick(("draft", "canceled"))
    event = builder.plant(
        "gvteway.events",
        days_ago=240 - number * 3,
        name=f"{pick(words.EVENT_FIRST)} {pick(words.EVENT_SECOND)}",
        description=f"A night at {venue['name']}.",
        genre=pick(words.GENRES),
        status=status,
        date=builder.moment(offset),
        ends_at=builder.moment(offset + 4 / 24),
        venue={name: venue[name] for name in ("id", "name", "city")},
        capacity=venue["capacity"],
        tickets_sold=0,
        tags=sorted(builder.random.sample(("all ages", "seated", "outdoor", "late"), 2)),
        project_id=pick(builder.planted("compvss.projects"))["id"] if builder.maybe(0.5) else None,
    )
    cheapest, room = builder.amount(20, 90, 5), venue["capacity"] or 1_000
    for (name, factor, perks), share in zip(words.TICKET_KINDS, (0.7, 0.2, 0.1), strict=True):
        builder.plant(
            "gvteway.ticket_types",
            days_ago=239 - number * 3,
            event_id=event["id"],
            name=name,
            price=times(cheapest, factor, "USD"),
            currency="USD",
            inventory=int(room * share),
            sold=0,
            perks=list(perks),
        )


def _plant_example_order(builder: SeedBuilder) -> None:
    """The document's order, with the second of its tickets, which the document does not show."""
    builder.plant_example("gvteway.orders")
    private = {"ticket_type_id": builder.planted("gvteway.ticket_types")[0]["id"]}
    for order in builder.planted("gvteway.orders"):
        for number, ticket in enumerate(order["tickets"]):
            own: dict[str, Any] = {**ticket, "barcode": f"{number + 1:012}"}
            builder.plant_example("gvteway.tickets", private=private, **own)


def _plant_order(builder: SeedBuilder, number: int) -> None:
    customer = builder.random.choice(builder.planted("gvteway.customers"))
    ticket_type = builder.random.choice(builder.planted("gvteway.ticket_types")[1:])
    events = {event["id"]: event for event in builder.planted("gvteway.events")}
    event = events[ticket_type["event_id"]]
    if event["status"] != "on_sale":
        return
    refunded = builder.maybe(0.05)
    age = (ORDERS - number) * 0.4 + 0.05
    order = builder.plant(
        "gvteway.orders",
        days_ago=age,
        event={name: event[name] for name in ("id", "name", "date", "genre", "venue")},
        customer={name: customer[name] for name in _REFERENCE},
        status="refunded" if refunded else "completed",
    )
    quantity = builder.random.choice((1, 2, 2, 2, 3, 4))
    made = [
        _plant_ticket(builder, order, ticket_type, age=age, refunded=refunded, number=index)
        for index in range(quantity)
    ]
    order["tickets"] = [
        {name: ticket[name] for name in ("id", "type", "price", "seat")} for ticket in made
    ]
    currency = ticket_type["currency"]
    subtotal = quantity * ticket_type["price"]
    fees = times(subtotal, _FEES, currency)
    card = builder.maybe(0.8)
    order["payment"] = {
        "method": "credit_card" if card else "bank_transfer",
        "last_four": f"{builder.random.randint(0, 9999):04}" if card else None,
        "currency": currency,
        "subtotal": subtotal,
        "fees": fees,
        "total": subtotal + fees,
    }
    if not refunded:
        ticket_type["sold"] += quantity
        event["tickets_sold"] += quantity


def _plant_ticket(
    builder: SeedBuilder,
    order: Resource,
    ticket_type: Resource,
    *,
    age: float,
    refunded: bool,
    number: int,
) -> Resource:
    place = ticket_type["sold"] + number
    return builder.plant(
        "gvteway.tickets",
        days_ago=age,
        private={"ticket_type_id": ticket_type["id"]},
        order_id=order["id"],
        event_id=ticket_type["event_id"],
        type=ticket_type["name"],
        price=ticket_type["price"],
        currency=ticket_type["currency"],
        seat=f"{ticket_type['name']}-{chr(ord('A') + place // 20 % 26)}-{place % 20 + 1}",
        status="refunded" if refunded else "valid",
        holder=order["customer"],
        barcode=f"{builder.random.randrange(10**12):012}",
    )


def _plant_offers(builder: SeedBuilder) -> None:
    """Bundles for some events, and memberships."""
    for event in builder.planted("gvteway.events")[1:12]:
        types = [
            each
            for each in builder.planted("gvteway.ticket_types")
            if each["event_id"] == event["id"]
        ]
        builder.plant(
            "gvteway.bundles",
            days_ago=30,
            event_id=event["id"],
            name=f"{event['name']} Package",
            status=builder.random.choice(("active", "active", "draft", "retired")),
            price=types[-1]["price"] * 2,
            currency="USD",
            items=[
                {"type": "ticket", "reference_id": types[-1]["id"], "quantity": 2, "notes": None},
                {"type": "merch", "reference_id": None, "quantity": 1, "notes": "T-shirt"},
            ],
            benefits=["Skip the line"],
        )
    for tier, price in (("bronze", 9), ("silver", 19), ("gold", 49), ("platinum", 99)):
        builder.plant(
            "gvteway.memberships",
            days_ago=200,
            name=f"{tier.capitalize()} Circle",
            status="active",
            tier=tier,
            billing_interval="monthly",
            price=price,
            currency="USD",
            perks=["Early access"],
            access_rules={
                "early_access_minutes": price * 10,
                "discount_percent": price / 5,
                "guest_limit": price // 20,
            },
        )
