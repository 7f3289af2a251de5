"""Sample data of COMPVSS, and what people spent on it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from . import words
from .builder import address

if TYPE_CHECKING:
    from .builder import SeedBuilder

PROJECTS = 35
CREW = 79
ASSIGNMENTS = 239
INCIDENTS = 39
TIME_ENTRIES = 199
EXPENSES = 159

_STATUSES = ("intake", "planning", "build", "show", "settlement")


def plant_production(builder: SeedBuilder) -> None:
    """Projects, crew, assignments, incidents, inventory, time entries and expenses."""
    builder.plant_example("compvss.projects")
    for number in range(PROJECTS):
        _plant_project(builder, number)
    builder.plant_example("compvss.crew")
    for number in range(CREW):
        _plant_crew_member(builder, number)
    for name, plant, count in (
        ("compvss.assignments", _plant_assignment, ASSIGNMENTS),
        ("compvss.incidents", _plant_incident, INCIDENTS),
        ("compvss.time_entries", _plant_time_entry, TIME_ENTRIES),
        ("atlvs.expenses", _plant_expense, EXPENSES),
    ):
        builder.plant_example(name)
        for _ in range(count):
            plant(builder)
    builder.plant_example("compvss.inventory")
    for number, (name, unit) in enumerate(words.STOCK * 4):
        _plant_item(builder, number, name, unit)


def _plant_project(builder: SeedBuilder, number: int) -> None:
    pick = builder.random.choice
    won = [deal for deal in builder.planted("atlvs.deals") if deal["status"] == "won"]
    deal = pick(won)
    start = number * 9 - 180
    builder.plant(
        "compvss.projects",
        days_ago=330 - number * 9,
        name=f"{deal['contact']['company']} {pick(words.EVENT_SECOND)}",
        client=deal["contact"]["company"],
        status=_STATUSES[min(max((20 - start) // 45, 0), 4)] if start > -60 else "settlement",
        vertical=pick(words.VERTICALS),
        dates={"start": builder.day(start), "end": builder.day(start + pick((1, 2, 3, 5)))},
        venue=f"{pick(words.CITIES)[0]} {pick(words.VENUE_KINDS)}",
        budget=builder.amount(20_000, 500_000, 5_000),
        currency="USD",
        deal_id=deal["id"],
        custom_fields={"risk": pick(("low", "medium", "high"))},
    )


def _plant_crew_member(builder: SeedBuilder, number: int) -> None:
    pick = builder.random.choice
    first, last = builder.person()
    certified = builder.random.sample(words.CERTIFICATIONS, builder.random.randint(0, 3))
    builder.plant(
        "compvss.crew",
        days_ago=600 - number * 6,
        name=f"{first} {last}",
        email=address(first, last, "Crew", number + 1),
        phone=builder.phone(),
        department=pick(tuple(words.DEPARTMENTS)),
        skills=sorted(builder.random.sample(words.SKILLS, builder.random.randint(1, 4))),
        certifications=[
            {"name": name, "expires_on": builder.day(builder.random.randint(-30, 700))}
            for name in certified
        ],
        status="active" if builder.maybe(0.9) else "inactive",
        day_rate=builder.amount(280, 950, 10),
        currency="USD",
    )


def _plant_assignment(builder: SeedBuilder) -> None:
    pick = builder.random.choice
    project, member = (
        pick(builder.planted("compvss.projects")),
        pick(builder.planted("compvss.crew")),
    )
    department = member["department"] or "Production"
    start, end = project["dates"]["start"], project["dates"]["end"]
    over = end < builder.day(0)
    builder.plant(
        "compvss.assignments",
        days_ago=builder.random.uniform(1, 40),
        project={name: project[name] for name in ("id", "name", "client", "dates")},
        crew_member={name: member[name] for name in ("id", "name", "email", "phone")},
        role=pick(words.DEPARTMENTS.get(department, ("Crew",))),
        department=department,
        status="completed" if over else pick(("scheduled",) * 7 + ("canceled",)),
        schedule={
            "start_date": start,
            "end_date": end,
            "call_time": pick(("06:30", "08:00", "09:00", "14:00")),
            "rate": member["day_rate"],
            "currency": member["currency"],
            "rate_type": "daily",
        },
        location=project["venue"],
    )


def _plant_incident(builder: SeedBuilder) -> None:
    title, severity = builder.random.choice(words.INCIDENTS)
    age = builder.random.uniform(1, 170)
    resolved = builder.maybe(0.75)
    builder.plant(
        "compvss.incidents",
        days_ago=age,
        title=title,
        description=f"{title}; noted by the crew on site.",
        severity=severity,
        status="resolved" if resolved else builder.random.choice(("open", "investigating")),
        project_id=builder.random.choice(builder.planted("compvss.projects"))["id"],
        reported_by=builder.random.choice(builder.planted("compvss.crew"))["name"],
        occurred_at=builder.moment(-age),
        resolved_at=builder.moment(-age + 0.5) if resolved else None,
        resolution="Fixed and checked by the safety officer." if resolved else None,
    )


def _plant_item(builder: SeedBuilder, number: int, name: str, unit: str) -> None:
    quantity, reorder = builder.random.randint(0, 240), builder.random.randrange(10, 60, 5)
    if number % 9 == 0:
        quantity = 0
    builder.plant(
        "compvss.inventory",
        days_ago=300 - number * 4,
        name=name,
        sku=f"{name[:3].upper()}-{number + 1001}",
        quantity=quantity,
        reorder_point=reorder,
        unit=unit,
        location=f"Warehouse {'ABC'[number % 3]}-{number % 40 + 1}",
        status=(
            "out_of_stock" if not quantity else "low_stock" if quantity <= reorder else "in_stock"
        ),
    )


def _plant_time_entry(builder: SeedBuilder) -> None:
    pick = builder.random.choice
    age, hours, rest = builder.random.randint(1, 120), pick((6, 8, 10, 12)), pick((0, 30, 60))
    builder.plant(
        "compvss.time_entries",
        days_ago=age - 0.9,
        crew_member_id=pick(builder.planted("compvss.crew"))["id"],
        project_id=pick(builder.planted("compvss.projects"))["id"],
        started_at=builder.moment(-age + 8 / 24),
        ended_at=builder.moment(-age + (8 + hours) / 24),
        break_minutes=rest,
        hours=hours - rest / 60,
        status=pick(("approved", "approved", "submitted", "draft")),
    )


def _plant_expense(builder: SeedBuilder) -> None:
    pick = builder.random.choice
    age, category = builder.random.randint(1, 200), pick(words.EXPENSES)
    number = builder.random.getrandbits(32)
    builder.plant(
        "atlvs.expenses",
        days_ago=age - 0.5,
        description=f"{category.capitalize()} for the crew",
        amount=Decimal(builder.random.randint(1_200, 480_000)) / 100,
        currency="USD",
        category=category,
        status=pick(("submitted", "approved", "approved", "reimbursed", "rejected")),
        submitted_by=pick(builder.planted("atlvs.users"))["id"],
        project_id=pick(builder.planted("compvss.projects"))["id"],
        receipt_url=f"https://receipts.example.com/{number:08x}.pdf",
        incurred_on=builder.day(-age),
    )
