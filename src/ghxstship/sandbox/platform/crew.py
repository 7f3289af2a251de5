"""Crew: whose papers are complete, and whose certifications end."""

from __future__ import annotations

from datetime import date
from math import inf
from typing import TYPE_CHECKING

from ..behaviours import Behaviours

if TYPE_CHECKING:
    from ..call import Call
    from ..collection import Resource

crew = Behaviours()

_PAPERS = ("email", "phone", "department", "day_rate", "certifications")
_WARNING_DAYS = 30


@crew.change("compvss.crew.create", "compvss.crew.update")
def notice_papers(call: Call, member: Resource) -> None:
    """Tell when the last paper came in, and of certifications that end."""
    if _is_complete(member) and not _is_complete(call.before):
        completed = {"crew_member": crew_reference(member), "completed_at": call.now}
        call.emit("crew.onboarding_complete", completed)
    known = call.before.get("certifications", ())
    _notice_ends(call, member, [each for each in member["certifications"] if each not in known])


@crew.daily
def notice_certifications(call: Call, since: str) -> None:
    """Tell of the certifications that began to end, or ended, since a day."""
    passed = (date.fromisoformat(call.today) - date.fromisoformat(since)).days
    for member in call.table("compvss.crew").where(status="active"):
        _notice_ends(call, member, member["certifications"], passed)


def warn_of_expired(call: Call, member: Resource, until: str) -> None:
    """Tell of certifications that end before a crew member's work does.

    Args:
        call: The call.
        member: The crew member.
        until: The last day of the work.
    """
    for certification in member["certifications"]:
        day = certification.get("expires_on")
        if day and day < until:
            message = f"{member['name']} is assigned until {until} without"
            _alert(call, member, f"{message} {certification['name']}, which ends on {day}")


def crew_reference(member: Resource) -> Resource:
    """What others tell of a crew member."""
    return {name: member[name] for name in ("id", "name", "email", "phone")}


def _is_complete(member: Resource) -> bool:
    return all(member.get(name) not in (None, []) for name in _PAPERS)


def _notice_ends(
    call: Call, member: Resource, certifications: list[Resource], passed: float = inf
) -> None:
    """Tell of certifications that came to end soon, or ended, in the days that passed."""
    today = date.fromisoformat(call.today)
    for certification in certifications:
        day = certification.get("expires_on")
        if day is None:
            continue
        left = (date.fromisoformat(day) - today).days
        if 0 <= left <= _WARNING_DAYS < left + passed:
            expiry = {
                "crew_member": crew_reference(member),
                "certification": certification,
                "days_left": left,
            }
            call.emit("certification.expiring", expiry, platform="atlvs")
        elif left < 0 <= left + passed:
            _alert(call, member, f"{certification['name']} of {member['name']} ended on {day}")


def _alert(call: Call, member: Resource, message: str) -> None:
    alert = {
        "rule": "certification_expired",
        "severity": "warning",
        "message": message,
        "resource_id": member["id"],
        "detected_at": call.now,
    }
    call.emit("compliance.alert", alert, platform="atlvs")
