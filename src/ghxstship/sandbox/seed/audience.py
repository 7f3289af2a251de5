"""Sample data of GVTEWAY."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..money import times
from . import words
from .garden import address

if TYPE_CHECKING:
    from ..collection import Resource
    from .garden import Garden

VENUES = 23
EVENTS = 39
CUSTOMERS = 1249
ORDERS = 399

_FEES = Decimal("0.05")
_REFERENCE = ("id", "email", "first_name", "last_name")


def plant_audience(garden: Garden) -> None:
    """Venues, events and their tickets, customers and what they bought."""
    garden.plant_example("gvteway.venues")
    for number in range(VENUES):
        _plant_venue(garden, number)
    garden.plant_example("gvteway.customers")
    for number in range(CUSTOMERS):
        _plant_customer(garden, number)
    garden.plant_example("gvteway.events")
    garden.plant_example("gvteway.ticket_types")
    for number in range(EVENTS):
        _plant_event(garden, number)
    _plant_example_order(garden)
    for number in range(ORDERS):
        _plant_order(garden, number)
    for name in ("gvteway.checkout_sessions", "gvteway.bundles", "gvteway.memberships"):
        garden.plant_example(name)
    _plant_offers(garden)


def _plant_venue(garden: Garden, number: int) -> None:
    city, _, _, timezone = words.CITIES[number % len(words.CITIES)]
    kind = words.VENUE_KINDS[(number // len(words.CITIES) + number) % len(words.VENUE_KINDS)]
    street = garden.random.choice(words.STREETS)
    garden.plant(
        "gvteway.venues",
        days_ago=500 - number,
        name=f"{city} {kind}",
        city=city,
        address=f"{garden.random.randint(1, 400)} {street} Street, {city}",
        capacity=garden.amount(400, 20_000, 100),
        timezone=timezone,
    )


def _plant_customer(garden: Garden, number: int) -> None:
    first, last = garden.person()
    garden.plant(
        "gvteway.customers",
        days_ago=(CUSTOMERS - number) * 0.28 + 0.1,
        email=address(first, last, number=number + 1),
        first_name=first,
        last_name=last,
        phone=garden.phone() if garden.maybe(0.6) else None,
        marketing_opt_in=garden.maybe(0.4),
        tags=["vip"] if garden.maybe(0.06) else [],
    )


def _plant_event(garden: Garden, number: int) -> None:
    pick = garden.random.choice
    venue = pick(garden.planted("gvteway.venues"))
    offset = number * 12 - 150 + 20 / 24
    status = "on_sale" if number % 8 else pick(("draft", "canceled"))
    event = garden.plant(
        "gvteway.events",
        days_ago=240 - number * 3,
        name=f"{pick(words.EVENT_FIRST)} {pick(words.EVENT_SECOND)}",
        description=f"A night at {venue['name']}.",
        genre=pick(words.GENRES),
        status=status,
        date=garden.moment(offset),
        ends_at=garden.moment(offset + 4 / 24),
        venue={name: venue[name] for name in ("id", "name", "city")},
        capacity=venue["capacity"],
        tickets_sold=0,
        tags=sorted(garden.random.sample(("all ages", "seated", "outdoor", "late"), 2)),
        project_id=pick(garden.planted("compvss.projects"))["id"] if garden.maybe(0.5) else None,
    )
    cheapest, room = garden.amount(20, 90, 5), venue["capacity"] or 1_000
    for (name, factor, perks), share in zip(words.TICKET_KINDS, (0.7, 0.2, 0.1), strict=True):
        garden.plant(
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


def _plant_example_order(garden: Garden) -> None:
    """The document's order, with the second of its tickets, which the document does not show."""
    garden.plant_example("gvteway.orders")
    private = {"ticket_type_id": garden.planted("gvteway.ticket_types")[0]["id"]}
    for order in garden.planted("gvteway.orders"):
        for number, ticket in enumerate(order["tickets"]):
            own: dict[str, Any] = {**ticket, "barcode": f"{number + 1:012}"}
            garden.plant_example("gvteway.tickets", private=private, **own)


def _plant_order(garden: Garden, number: int) -> None:
    customer = garden.random.choice(garden.planted("gvteway.customers"))
    ticket_type = garden.random.choice(garden.planted("gvteway.ticket_types")[1:])
    events = {event["id"]: event for event in garden.planted("gvteway.events")}
    event = events[ticket_type["event_id"]]
    if event["status"] != "on_sale":
        return
    refunded = garden.maybe(0.05)
    age = (ORDERS - number) * 0.4 + 0.05
    order = garden.plant(
        "gvteway.orders",
        days_ago=age,
        event={name: event[name] for name in ("id", "name", "date", "genre", "venue")},
        customer={name: customer[name] for name in _REFERENCE},
        status="refunded" if refunded else "completed",
    )
    quantity = garden.random.choice((1, 2, 2, 2, 3, 4))
    made = [
        _plant_ticket(garden, order, ticket_type, age=age, refunded=refunded, number=index)
        for index in range(quantity)
    ]
    order["tickets"] = [
        {name: ticket[name] for name in ("id", "type", "price", "seat")} for ticket in made
    ]
    currency = ticket_type["currency"]
    subtotal = quantity * ticket_type["price"]
    fees = times(subtotal, _FEES, currency)
    card = garden.maybe(0.8)
    order["payment"] = {
        "method": "credit_card" if card else "bank_transfer",
        "last_four": f"{garden.random.randint(0, 9999):04}" if card else None,
        "currency": currency,
        "subtotal": subtotal,
        "fees": fees,
        "total": subtotal + fees,
    }
    if not refunded:
        ticket_type["sold"] += quantity
        event["tickets_sold"] += quantity


def _plant_ticket(
    garden: Garden,
    order: Resource,
    ticket_type: Resource,
    *,
    age: float,
    refunded: bool,
    number: int,
) -> Resource:
    place = ticket_type["sold"] + number
    return garden.plant(
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
        barcode=f"{garden.random.randrange(10**12):012}",
    )


def _plant_offers(garden: Garden) -> None:
    """Bundles for some events, and memberships."""
    for event in garden.planted("gvteway.events")[1:12]:
        types = [
            each
            for each in garden.planted("gvteway.ticket_types")
            if each["event_id"] == event["id"]
        ]
        garden.plant(
            "gvteway.bundles",
            days_ago=30,
            event_id=event["id"],
            name=f"{event['name']} Package",
            status=garden.random.choice(("active", "active", "draft", "retired")),
            price=types[-1]["price"] * 2,
            currency="USD",
            items=[
                {"type": "ticket", "reference_id": types[-1]["id"], "quantity": 2, "notes": None},
                {"type": "merch", "reference_id": None, "quantity": 1, "notes": "T-shirt"},
            ],
            benefits=["Skip the line"],
        )
    for tier, price in (("bronze", 9), ("silver", 19), ("gold", 49), ("platinum", 99)):
        garden.plant(
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
