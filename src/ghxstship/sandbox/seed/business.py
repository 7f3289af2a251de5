"""Sample data of ATLVS."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ..money import times
from . import words
from .builder import address

if TYPE_CHECKING:
    from ..collection import Resource
    from .builder import SeedBuilder

USERS = 12
CONTACTS = 219
DEALS = 149
INVOICES = 119
VENDORS = 39
ASSETS = 89

_ROLES = ("admin", "manager", "sales", "production", "finance")
_CHANCES = {"qualification": 0.2, "proposal": 0.45, "negotiation": 0.7}
_TAX = Decimal("0.08")  # of the subtotal
_PAID = ("paid", "paid", "paid", "sent", "sent", "draft", "overdue", "void")


def plant_users(builder: SeedBuilder) -> None:
    """The people who work in the workspace; they are the same in every workspace."""
    builder.plant_example("atlvs.users")
    for number in range(USERS):
        first, last = builder.person()
        builder.plant(
            "atlvs.users",
            days_ago=400 - number,
            name=f"{first} {last}",
            email=address(first, last, number=number + 1),
            role=_ROLES[number % len(_ROLES)],
        )


def plant_business(builder: SeedBuilder) -> None:
    """Contacts, deals, invoices, vendors and assets."""
    builder.plant_example("atlvs.contacts")
    for number in range(CONTACTS):
        _plant_contact(builder, number)
    builder.plant_example("atlvs.deals")
    for _ in range(DEALS):
        _plant_deal(builder)
    builder.plant_example("atlvs.invoices", number="INV-00001")
    for number in range(INVOICES):
        _plant_invoice(builder, number + 2)
    builder.plant_example("atlvs.vendors")
    for _ in range(VENDORS):
        _plant_vendor(builder)
    builder.plant_example("atlvs.assets")
    for number in range(ASSETS):
        _plant_asset(builder, number)
    builder.count("invoices", INVOICES + 1)


def _plant_contact(builder: SeedBuilder, number: int) -> None:
    pick = builder.random.choice
    first, last = builder.person()
    company = builder.company()
    city, state, country, _ = pick(words.CITIES)
    builder.plant(
        "atlvs.contacts",
        days_ago=360 - number * 1.5,
        first_name=first,
        last_name=last,
        name=f"{first} {last}",
        email=address(first, last, company),
        phone=builder.phone(),
        company=company,
        title=pick(words.TITLES),
        address={
            "line1": f"{builder.random.randint(1, 980)} {pick(words.STREETS)} Street",
            "line2": None,
            "city": city,
            "state": state,
            "postal_code": f"{builder.random.randint(10000, 99999)}",
            "country": country,
        },
        tags=sorted(builder.random.sample(words.TAGS, builder.random.randint(0, 2))),
        source=pick(words.SOURCES),
    )


def _plant_deal(builder: SeedBuilder) -> None:
    pick = builder.random.choice
    age = builder.random.uniform(1, 350)
    owner, contact = pick(builder.planted("atlvs.users")), pick(builder.planted("atlvs.contacts"))
    status = pick(("open", "open", "open", "won", "won", "lost"))
    stage = pick(tuple(_CHANCES)) if status == "open" else "closed"
    builder.plant(
        "atlvs.deals",
        days_ago=age,
        name=f"{contact['company']} {pick(words.DEAL_KINDS)}",
        value=builder.amount(5_000, 400_000, 2_500),
        currency="USD" if builder.maybe(0.85) else pick(("EUR", "GBP")),
        stage=stage,
        status=status,
        probability=_CHANCES.get(stage, 1 if status == "won" else 0),
        expected_close_date=builder.day(90 - age),
        owner={name: owner[name] for name in ("id", "name", "email")},
        contact={
            name: contact[name] for name in ("id", "name", "email", "company") if contact[name]
        },
        custom_fields={"source": pick(words.SOURCES), "priority": pick(("low", "normal", "high"))},
        lost_reason=pick(words.LOST_REASONS) if status == "lost" else None,
    )


def _plant_invoice(builder: SeedBuilder, number: int) -> None:
    pick = builder.random.choice
    won = [deal for deal in builder.planted("atlvs.deals") if deal["status"] == "won"]
    deal, status = pick(won), pick(_PAID)
    age = 250 - number * 2
    lines = [_line(builder) for _ in range(builder.random.randint(1, 4))]
    subtotal = sum(line["amount"] for line in lines)
    tax = times(subtotal, _TAX, deal["currency"])
    paid = status == "paid"
    due = -age + 30 if status in ("paid", "overdue") else builder.random.randint(30, 90)
    builder.plant(
        "atlvs.invoices",
        days_ago=max(age, 1),
        number=f"INV-{number:05}",
        status=status,
        deal_id=deal["id"],
        contact_id=deal["contact"]["id"],
        line_items=lines,
        subtotal=subtotal,
        tax=tax,
        total=subtotal + tax,
        amount_paid=subtotal + tax if paid else 0,
        currency=deal["currency"],
        issue_date=None if status == "draft" else builder.day(-max(age, 1)),
        due_date=builder.day(min(due, -1) if status == "overdue" else due),
        paid_at=builder.moment(-max(age - 20, 0.5)) if paid else None,
    )


def _line(builder: SeedBuilder) -> Resource:
    quantity, price = builder.random.randint(1, 12), builder.amount(250, 9_000, 50)
    return {
        "description": builder.random.choice(words.DEAL_KINDS),
        "quantity": quantity,
        "unit_price": price,
        "amount": quantity * price,
    }


def _plant_vendor(builder: SeedBuilder) -> None:
    pick = builder.random.choice
    name = builder.company()
    first, last = builder.person()
    builder.plant(
        "atlvs.vendors",
        days_ago=builder.random.uniform(30, 500),
        name=name,
        category=pick(words.VENDORS),
        email=address(first, last, name),
        phone=builder.phone(),
        payment_terms=pick(("net 15", "net 30", "net 45", "on receipt")),
        rating=builder.random.randint(5, 10) / 2,
        status="active" if builder.maybe(0.85) else "inactive",
    )


def _plant_asset(builder: SeedBuilder, number: int) -> None:
    pick = builder.random.choice
    category = pick(tuple(words.ASSETS))
    status = pick(("available", "available", "available", "checked_out", "maintenance", "retired"))
    out = status == "checked_out"
    builder.plant(
        "atlvs.assets",
        days_ago=700 - number * 7,
        name=pick(words.ASSETS[category]),
        category=category,
        serial_number=f"SN-{builder.random.getrandbits(32):08X}",
        status=status,
        location="On site" if out else f"Warehouse {pick('ABC')}-{builder.random.randint(1, 40)}",
        purchase_price=builder.amount(400, 60_000, 100),
        currency="USD",
        next_maintenance_on=None if status == "retired" else builder.day(number * 4),
        checked_out_to=pick(builder.planted("atlvs.users"))["id"] if out else None,
    )
