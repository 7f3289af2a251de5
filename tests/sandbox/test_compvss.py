from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from .test_atlvs import events, refused

if TYPE_CHECKING:
    from .caller import Caller, Clock

PROJECTS = "/compvss/v1/projects"
CREW = "/compvss/v1/crew"
ASSIGNMENTS = "/compvss/v1/assignments"
INCIDENTS = "/compvss/v1/incidents"
INVENTORY = "/compvss/v1/inventory"
TIME = "/compvss/v1/time_entries"
NEW_ENTRY = {
    "crew_member_id": "crew_456",
    "project_id": "proj_xyz789",
    "started_at": "2026-10-01T08:00:00Z",
    "ended_at": "2026-10-01T20:30:00+02:00",
    "break_minutes": 45,
}


def assignment(api: Caller, start: str = "2030-05-01", end: str = "2030-05-03", **more: Any) -> Any:
    return api.made(
        ASSIGNMENTS,
        {
            "project_id": "proj_xyz789",
            "crew_member_id": "crew_456",
            "role": "Rigger",
            "schedule": {"start_date": start, "end_date": end},
            **more,
        },
    )


def test_a_project_moves_through_its_statuses(api: Caller) -> None:
    project = api.made(PROJECTS, {"name": "Tour"})
    path = f"{PROJECTS}/{project['id']}/change_status"
    assert project["status"] == "intake"
    assert api.made(path, {"status": "show"})["status"] == "show"
    assert api.made(path, {"status": "build"})["status"] == "build"
    assert refused(api.post(path, {"status": "build"}))
    assert events(api) == ["project.created", "project.status_changed", "project.status_changed"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"deal_id": "none"}, "deal_id"),
        ({"dates": {"start": "2026-02-02", "end": "2026-02-01"}}, "dates.end"),
    ],
)
def test_a_project_must_make_sense(api: Caller, fields: Any, wrong: str) -> None:
    assert api.post(PROJECTS, {"name": "Tour", **fields}).fields == [wrong]
    assert api.patch(f"{PROJECTS}/proj_xyz789", fields).fields == [wrong]


def test_a_runbook_is_replaced_as_a_whole(api: Caller, clock: Clock) -> None:
    path = f"{PROJECTS}/proj_xyz789/runbook"
    cue = {"label": "Doors", "start": "2026-11-01T18:00:00Z"}
    missing = api.get(path)
    assert missing.status == 404
    assert missing.body["error"]["message"] == f"There is no runbook at {path}"
    first = api("PUT", path, body={"cues": [cue]}).body
    assert (first["project_id"], first["version"]) == ("proj_xyz789", 1)
    second = api("PUT", path, body={"cues": [], "version": 1}).body
    assert (second["version"], second["cues"]) == (2, [])
    assert second["created_at"] == first["created_at"]
    stale = api("PUT", path, body={"cues": [cue], "version": 1})
    assert (stale.status, stale.code) == (409, "VERSION_CONFLICT")
    assert api.get(path).body == second


def test_an_assignment_tells_of_its_project_and_crew_member(api: Caller) -> None:
    made = assignment(api)
    assert made["project"]["name"] == "Corporate Event 2024"
    assert made["crew_member"]["email"] == "mike@crew.com"
    assert made["status"] == "scheduled"
    assert events(api)[0] == "crew.assigned"


@pytest.mark.parametrize("field", ["project_id", "crew_member_id"])
def test_an_assignment_names_what_is_there(api: Caller, field: str) -> None:
    body = {
        "project_id": "proj_xyz789",
        "crew_member_id": "crew_456",
        "role": "Rigger",
        "schedule": {"start_date": "2030-05-01", "end_date": "2030-05-03"},
    }
    reply = api.post(ASSIGNMENTS, body | {field: "none"})
    assert (reply.status, reply.fields) == (422, [field])


def test_a_schedule_ends_after_it_begins(api: Caller) -> None:
    made = assignment(api)
    schedule = {"start_date": "2030-05-09", "end_date": "2030-05-03"}
    reply = api.patch(f"{ASSIGNMENTS}/{made['id']}", {"schedule": schedule})
    assert reply.fields == ["schedule.end_date"]


def test_an_assignment_is_checked_in_or_canceled(api: Caller) -> None:
    there, off = (f"{ASSIGNMENTS}/{assignment(api)['id']}" for _ in range(2))
    assert api.made(f"{there}/check_in")["status"] == "checked_in"
    assert refused(api.post(f"{there}/check_in"))
    assert refused(api.post(f"{there}/cancel"))
    assert api.made(f"{off}/cancel")["status"] == "canceled"
    assert refused(api.post(f"{off}/check_in"))
    assert events(api)[-1] == "crew.checked_in"


def test_assignments_are_found_by_the_days_they_cover(api: Caller) -> None:
    made = assignment(api)
    for day, found in (
        ("2030-04-30", []),
        ("2030-05-01", [made["id"]]),
        ("2030-05-03", [made["id"]]),
        ("2030-05-04", []),
    ):
        assert [each["id"] for each in api.get(ASSIGNMENTS, day=day).body["data"]] == found
    mine = api.get(ASSIGNMENTS, crew_member_id="crew_456", day="2030-05-02", status="scheduled")
    assert mine.body["pagination"]["total"] == 1


def test_crew_is_free_on_days_without_an_assignment(api: Caller) -> None:
    def is_free(day: str) -> bool:
        page = api.get(CREW, available_on=day, limit=100).body
        assert all(each["status"] == "active" for each in page["data"])
        return "crew_456" in {each["id"] for each in page["data"]}

    made = assignment(api)
    assert not is_free("2030-05-02")
    assert is_free("2030-05-04")
    api.made(f"{ASSIGNMENTS}/{made['id']}/cancel")
    assert is_free("2030-05-02")
    api.patch(f"{CREW}/crew_456", {"status": "inactive"})
    assert not is_free("2030-05-02")


def test_an_incident_is_resolved_and_may_open_again(api: Caller) -> None:
    incident = api.made(INCIDENTS, {"title": "Smoke", "severity": "high"})
    assert incident["occurred_at"] == incident["created_at"]
    path = f"{INCIDENTS}/{incident['id']}"
    assert api.patch(path, {"status": "investigating"}).body["resolved_at"] is None
    resolved = api.made(f"{path}/resolve", {"resolution": "Fan replaced"})
    assert (resolved["status"], resolved["resolution"]) == ("resolved", "Fan replaced")
    assert resolved["resolved_at"] is not None
    assert refused(api.post(f"{path}/resolve"))
    assert api.patch(path, {"title": "Smoke!"}).body["status"] == "resolved"
    again = api.patch(path, {"status": "open"}).body
    assert (again["resolved_at"], again["resolution"]) == (None, None)
    assert events(api) == ["incident.created", "incident.resolved"]
    unknown = api.post(INCIDENTS, {"title": "A", "severity": "low", "project_id": "none"})
    assert unknown.fields == ["project_id"]


@pytest.mark.parametrize(
    ("quantity", "reorder", "status"),
    [(0, 0, "out_of_stock"), (0, 5, "out_of_stock"), (5, 5, "low_stock"), (6, 5, "in_stock")],
)
def test_stock_runs_short(api: Caller, quantity: int, reorder: int, status: str) -> None:
    item = {"name": "Tape", "sku": "T", "quantity": quantity, "reorder_point": reorder}
    assert api.made(INVENTORY, item)["status"] == status


def test_stock_is_adjusted(api: Caller) -> None:
    item = api.made(INVENTORY, {"name": "Tape", "sku": "T", "quantity": 10, "reorder_point": 4})
    path = f"{INVENTORY}/{item['id']}"

    def adjust(delta: int) -> Any:
        made = api.made(f"{path}/adjust", {"delta": delta, "reason": "counted"})
        return made["quantity"], made["status"]

    assert adjust(-5) == (5, "in_stock")
    assert adjust(-1) == (4, "low_stock")
    assert adjust(-1) == (3, "low_stock")
    assert adjust(-3) == (0, "out_of_stock")
    assert refused(api.post(f"{path}/adjust", {"delta": -1}))
    assert adjust(9) == (9, "in_stock")
    assert refused(api.post(f"{path}/adjust", {"delta": 1_000_000_000}))
    assert events(api) == ["inventory.low_stock"]
    assert api.patch(path, {"reorder_point": 9}).body["status"] == "low_stock"
    assert events(api) == ["inventory.low_stock"] * 2


def test_hours_are_computed(api: Caller) -> None:
    entry = api.made(TIME, NEW_ENTRY)
    assert (entry["hours"], entry["status"]) == (9.75, "draft")
    path = f"{TIME}/{entry['id']}"
    assert api.patch(path, {"ended_at": None}).body["hours"] is None
    assert api.patch(path, {"ended_at": "2026-10-01T09:00:00Z"}).body["hours"] == 0.25


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"crew_member_id": "none"}, "crew_member_id"),
        ({"project_id": "none"}, "project_id"),
        ({"ended_at": "2026-10-01T08:30:00+01:00"}, "ended_at"),
        ({"break_minutes": 631}, "break_minutes"),
    ],
)
def test_a_time_entry_must_make_sense(api: Caller, fields: Any, wrong: str) -> None:
    assert api.post(TIME, NEW_ENTRY | fields).fields == [wrong]


def test_a_submitted_time_entry_is_approved_for_good(api: Caller) -> None:
    path = f"{TIME}/{api.made(TIME, NEW_ENTRY)['id']}"
    assert refused(api.post(f"{path}/approve"))
    assert api.patch(path, {"status": "submitted"}).status == 200
    assert api.made(f"{path}/approve")["status"] == "approved"
    assert refused(api.patch(path, {"notes": "late"}))
