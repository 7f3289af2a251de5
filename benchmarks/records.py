"""Deals as the API answers them, the same on every run."""

from __future__ import annotations

import json
from random import Random
from typing import Any

PAGE_SIZE = 100

_VENUES = ("Riverside Arena", "The Foundry", "Harbor Pavilion", "Northlight Hall", "Olympia Park")
_SHOWS = ("Summer Residency", "Autumn Tour", "Brand Launch", "Gala Night", "Winter Festival")
_FIRST = ("Amara", "Jonas", "Priya", "Mateo", "Linnea", "Kenji", "Chiara", "Tobias")
_LAST = ("Okafor", "Lindqvist", "Raman", "Delgado", "Berg", "Tanaka", "Moreau", "Weiss")
_COMPANIES = (
    "Bright Harbor Entertainment",
    "Northlight Live",
    "Meridian Brands",
    "Lumière Café & Bar",
)
_STAGES = ("qualification", "proposal", "negotiation", "closed")


def deal(number: int) -> dict[str, Any]:
    """One deal, some 760 bytes of JSON."""
    chance = Random(number)
    owner, contact = _person(chance, "user"), _person(chance, "contact")
    return {
        "id": f"deal_{number:012x}",
        "version": chance.randint(1, 9),
        "name": f"{chance.choice(_SHOWS)} at {chance.choice(_VENUES)}, {2024 + number % 3}",
        "value": chance.randint(5_000, 900_000) + chance.choice((0, 0.5)),
        "currency": chance.choice(("USD", "EUR", "GBP")),
        "stage": chance.choice(_STAGES),
        "status": chance.choice(("open", "won", "lost")),
        "probability": round(chance.random(), 2),
        "expected_close_date": f"2024-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
        "owner": owner,
        "contact": {**contact, "company": chance.choice(_COMPANIES)},
        "custom_fields": {
            "source": chance.choice(("referral", "inbound", "outbound")),
            "priority": chance.choice(("high", "medium", "low")),
            "crew_size": chance.randint(4, 180),
            "venues": chance.sample(_VENUES, 2),
            "rider_signed": chance.random() < 0.5,
            "note": "Load-in at 06:00, doors at 19:00, curfew at 23:00; confirm the rigging plan.",
        },
        "lost_reason": None,
        "created_at": f"2024-01-{chance.randint(1, 28):02}T{chance.randint(0, 23):02}:30:00Z",
        "updated_at": f"2024-02-{chance.randint(1, 28):02}T{chance.randint(0, 23):02}:45:12Z",
    }


def _person(chance: Random, prefix: str) -> dict[str, str]:
    first, last = chance.choice(_FIRST), chance.choice(_LAST)
    return {
        "id": f"{prefix}_{chance.getrandbits(48):012x}",
        "name": f"{first} {last}",
        "email": f"{first}.{last}@example.com".lower(),
    }


def deal_body() -> bytes:
    """One deal's JSON."""
    return _json(deal(1))


def page_body(cursor: int = 0, last: int = 0) -> bytes:
    """One page's JSON, some 76 KB; all pages have the same deals.

    Args:
        cursor: The page's number, from 0.
        last: The number of the last page.
    """
    following = str(cursor + 1) if cursor < last else None
    end = {"cursor": following, "hasMore": cursor < last, "total": (last + 1) * PAGE_SIZE}
    return b'%s,"pagination":%s}' % (_PAGE_DATA, _json(end))


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


_PAGE_DATA = b'{"data":%s' % _json([deal(number) for number in range(PAGE_SIZE)])
