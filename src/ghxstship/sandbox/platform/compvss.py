"""COMPVSS: projects, crew, assignments, incidents, inventory, time entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..behaviours import Behaviours
from ..moments import normalized, seconds
from ..money import check_amounts
from ..rules import require, require_exists, require_field, require_order, require_status
from .crew import crew_reference, warn_of_expired

if TYPE_CHECKING:
    from ..behaviours import Condition
    from ..call import Call
    from ..collection import Resource

compvss = Behaviours()

_MOST_ITEMS = 1_000_000_000


@compvss.change("compvss.projects.create")
def create_project(call: Call, project: Resource) -> None:
    """Tell of a new one."""
    check_project(call, project)
    call.emit("project.created", project)


@compvss.change("compvss.projects.update")
def check_project(call: Call, project: Resource) -> None:
    """Make sure of its deal and its dates."""
    require_exists(call, "deal_id", "atlvs.deals")
    if project["dates"]:
        require_order(project["dates"]["start"], project["dates"]["end"], "dates.end")


@compvss.change("compvss.projects.change_status")
def change_project_status(call: Call, project: Resource) -> None:
    """Move it on, or back."""
    status = call.argument("status")
    require(project["status"] != status, f"It is at {status} already")
    project["status"] = status
    call.emit("project.status_changed", project)


_COVERS = (
    "? BETWEEN json_extract(body, '$.schedule.start_date')"
    " AND json_extract(body, '$.schedule.end_date')"
)
_FREE = f"""
    json_extract(body, '$.status') = 'active' AND id NOT IN (
        SELECT json_extract(body, '$.crew_member.id') FROM resources
        WHERE collection = ? AND json_extract(body, '$.status') IN ('scheduled', 'checked_in')
        AND {_COVERS}
    )
"""  # noqa: S608 - constants


@compvss.filter("compvss.crew.list", "available_on")
def available_on(call: Call, day: str) -> Condition:
    """Active crew that no assignment needs on a day."""
    return _FREE, [call.table("compvss.assignments").key, day]


@compvss.filter("compvss.assignments.list", "day")
def on_day(_call: Call, day: str) -> Condition:
    """Assignments whose schedule covers a day."""
    return _COVERS, [day]


@compvss.change("compvss.assignments.create")
def create_assignment(call: Call, assignment: Resource) -> None:
    """Fill in the project and the crew member, and tell of it."""
    project = call.look_up("compvss.projects", call.argument("project_id"), "project_id")
    member = call.look_up("compvss.crew", call.argument("crew_member_id"), "crew_member_id")
    assignment["project"] = {name: project[name] for name in ("id", "name", "client", "dates")}
    assignment["crew_member"] = crew_reference(member)
    check_schedule(call, assignment)
    members = ("project", "crew_member", "role", "department", "schedule")
    call.emit(
        "crew.assigned",
        {"assignment_id": assignment["id"], **{name: assignment[name] for name in members}},
    )
    warn_of_expired(call, member, assignment["schedule"]["end_date"])


@compvss.change("compvss.assignments.update")
def check_schedule(call: Call, assignment: Resource) -> None:
    """Make sure that it ends after it begins, and that its rate is an amount of its currency."""
    schedule = assignment["schedule"]
    if schedule.get("rate") is not None and schedule.get("currency") is None:
        member = call.table("compvss.crew").get(assignment["crew_member"]["id"])
        schedule["currency"] = member["currency"] if member else None
    check_amounts(assignment, call.own_table.collection.money)
    require_order(schedule["start_date"], schedule["end_date"], "schedule.end_date")


@compvss.change("compvss.assignments.cancel")
def cancel_assignment(_call: Call, assignment: Resource) -> None:
    """Call it off."""
    require_status(assignment, "scheduled", action="canceled")
    assignment["status"] = "canceled"


@compvss.change("compvss.assignments.check_in")
def check_in_assignment(call: Call, assignment: Resource) -> None:
    """Note that the crew member is there."""
    require_status(assignment, "scheduled", action="checked in")
    assignment["status"] = "checked_in"
    call.emit("crew.checked_in", assignment)


@compvss.change("compvss.incidents.create")
def create_incident(call: Call, incident: Resource) -> None:
    """Tell of a new one."""
    require_exists(call, "project_id", "compvss.projects")
    incident["occurred_at"] = incident["occurred_at"] or call.now
    call.emit("incident.created", incident)


@compvss.change("compvss.incidents.update")
def update_incident(call: Call, incident: Resource) -> None:
    """Open it again where its status says so."""
    require_exists(call, "project_id", "compvss.projects")
    if incident["status"] != "resolved":
        incident.update(resolved_at=None, resolution=None)


@compvss.change("compvss.incidents.resolve")
def resolve_incident(call: Call, incident: Resource) -> None:
    """Settle it."""
    require_status(incident, "open", "investigating", action="resolved")
    incident.update(status="resolved", resolved_at=call.now, resolution=call.argument("resolution"))
    call.emit("incident.resolved", incident)


@compvss.change("compvss.inventory.create", "compvss.inventory.update")
def take_stock(call: Call, item: Resource) -> None:
    """See whether it runs short, and tell when it begins to."""
    item["status"] = (
        "out_of_stock"
        if item["quantity"] == 0
        else "low_stock"
        if item["quantity"] <= item["reorder_point"]
        else "in_stock"
    )
    if item["status"] != "in_stock" and call.before.get("status") == "in_stock":
        call.emit("inventory.low_stock", item)


@compvss.change("compvss.inventory.adjust")
def adjust_inventory(call: Call, item: Resource) -> None:
    """Put some in or take some out."""
    quantity = item["quantity"] + call.argument("delta")
    require(quantity >= 0, f"Only {item['quantity']} {item['unit']} are there")
    require(quantity <= _MOST_ITEMS, f"There is no room for more than {_MOST_ITEMS:,}")
    call.before = dict(item)
    item["quantity"] = quantity
    take_stock(call, item)


@compvss.change("compvss.time_entries.create")
def create_time_entry(call: Call, entry: Resource) -> None:
    """Make sure of who and what it is for, and count its hours."""
    require_exists(call, "crew_member_id", "compvss.crew")
    require_exists(call, "project_id", "compvss.projects")
    count_hours(call, entry)


@compvss.change("compvss.time_entries.update")
def update_time_entry(call: Call, entry: Resource) -> None:
    """Count its hours again until it is approved."""
    require(call.before["status"] != "approved", "It is approved and cannot change any more")
    count_hours(call, entry)


def count_hours(_call: Call, entry: Resource) -> None:
    """From the start to the end without the break; of what goes on, none yet."""
    if entry["ended_at"] is None:
        entry["hours"] = None
        return
    start, end = normalized(entry["started_at"]), normalized(entry["ended_at"])
    require_order(start, end, "ended_at")
    worked = seconds(end) - seconds(start) - 60 * entry["break_minutes"]
    require_field(worked >= 0, "break_minutes", "is longer than the time entry")
    entry["hours"] = round(worked / 3600, 2)


@compvss.change("compvss.time_entries.approve")
def approve_time_entry(_call: Call, entry: Resource) -> None:
    """Agree to pay for it."""
    require_status(entry, "submitted", action="approved")
    entry["status"] = "approved"
