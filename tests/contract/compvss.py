"""What a partner does with COMPVSS: every operation of it, once or more."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date
from typing import Any

from .scenarios import END, START, Call, Listen, Scenario, call, gone, listed, webhooks


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
