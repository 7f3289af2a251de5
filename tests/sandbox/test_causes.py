"""What makes the sandbox send which event: all of the document's, and what has no cause here."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from ghxstship.description import Description
from ghxstship.sandbox import Sandbox
from ghxstship.sandbox.validation import Validators, named_errors

from .caller import Caller, Clock
from .test_atlvs import NEW_EXPENSE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

DESCRIPTION = Description.load()
VALIDATORS = Validators(DESCRIPTION)
NAMES = [event.name for event in DESCRIPTION.events]

# Nothing in the API brings these about; a webhook's `test` and `webhooks trigger` send them.
WITHOUT_CAUSE = {"inventory.synced", "campaign.started", "vip.upgrade", "vip.concierge_request"}

DAY = 86400
TODAY = "2027-01-15"
NEW_DEAL = {"name": "Tour", "value": 1, "currency": "USD"}
DEALS = "/atlvs/v1/deals"
ASSETS = "/atlvs/v1/assets"
CREW = "/compvss/v1/crew"
EVENTS = "/gvteway/v1/events"
TYPES = "/gvteway/v1/ticket_types"
TICKETS = "/gvteway/v1/tickets"
CUSTOMERS = "/gvteway/v1/customers"
PAPERS = {
    "email": "ada@crew.example",
    "phone": "+1-555-0100",
    "department": "Audio",
    "day_rate": 400,
    "certifications": [{"name": "First aid"}],
}


@pytest.fixture(scope="module")
def own() -> Iterator[Sandbox]:
    sandbox = Sandbox(clock=Clock(), rate_limits=False, check_answers=True)
    yield sandbox
    sandbox.close()


@pytest.fixture
def clock(own: Sandbox) -> Clock:
    assert isinstance(own.clock, Clock)
    own.clock.now = Clock().now
    return own.clock


@pytest.fixture
def api(own: Sandbox, clock: Clock) -> Caller:
    own.reset()
    return Caller(own)


def told(api: Caller) -> list[tuple[str, str, Any]]:
    """The platform, the name and the data of every event so far."""
    rows = api.sandbox.store.execute("SELECT feed, name, body FROM events ORDER BY seq")
    return [(feed.split("\n")[1], name, json.loads(body)["data"]) for feed, name, body in rows]


def names(api: Caller) -> list[str]:
    return [name for _, name, _ in told(api)]


def deal(api: Caller, *actions: str) -> None:
    made = api.made(DEALS, NEW_DEAL)
    for action in actions:
        body = {"lost_reason": "price"} if action == "lose" else None
        api.made(f"{DEALS}/{made['id']}/{action}", body)


def change_deal(api: Caller) -> None:
    assert api.patch(f"{DEALS}/deal_abc123", {"name": "Other"}).status == 200


def invoice(api: Caller, *actions: str) -> None:
    line = {"description": "Hire", "quantity": 1, "unit_price": 5}
    made = api.made("/atlvs/v1/invoices", {"currency": "USD", "line_items": [line]})
    for action in actions:
        api.made(f"/atlvs/v1/invoices/{made['id']}/{action}")


def expense(api: Caller, *actions: str) -> None:
    made = api.made("/atlvs/v1/expenses", NEW_EXPENSE)
    for action in actions:
        api.made(f"/atlvs/v1/expenses/{made['id']}/{action}")


def asset(api: Caller, **more: Any) -> Any:
    return api.made(ASSETS, {"name": "Console", **more})


def maintain(api: Caller) -> None:
    assert api.patch(f"{ASSETS}/{asset(api)['id']}", {"status": "maintenance"}).status == 200


def check_out(api: Caller) -> None:
    api.made(f"{ASSETS}/{asset(api)['id']}/check_out", {"checked_out_to": "Ada"})


def certify(api: Caller, day: str) -> Any:
    certifications = [{"name": "Rigging", "expires_on": day}]
    return api.made(CREW, {"name": "Ada", "certifications": certifications})


def project(api: Caller) -> None:
    made = api.made("/compvss/v1/projects", {"name": "Tour"})
    api.made(f"/compvss/v1/projects/{made['id']}/change_status", {"status": "build"})


def assign(api: Caller) -> None:
    made = api.made(
        "/compvss/v1/assignments",
        {
            "project_id": "proj_xyz789",
            "crew_member_id": api.made(CREW, {"name": "Ada"})["id"],
            "role": "Rigger",
            "schedule": {"start_date": "2030-05-01", "end_date": "2030-05-03"},
        },
    )
    api.made(f"/compvss/v1/assignments/{made['id']}/check_in")


def onboard(api: Caller) -> None:
    made = api.made(CREW, {"name": "Ada", **PAPERS, "phone": None})
    for body in ({"phone": "1"}, {"phone": "2"}):
        assert api.patch(f"{CREW}/{made['id']}", body).status == 200


def incident(api: Caller) -> None:
    made = api.made("/compvss/v1/incidents", {"title": "Rain", "severity": "low"})
    api.made(f"/compvss/v1/incidents/{made['id']}/resolve", {"resolution": "Sun"})


def use_up(api: Caller) -> None:
    body = {"name": "Tape", "sku": "T", "quantity": 5, "reorder_point": 3, "unit": "roll"}
    item = api.made("/compvss/v1/inventory", body)
    for _ in range(2):
        api.made(f"/compvss/v1/inventory/{item['id']}/adjust", {"delta": -2})


def venue(api: Caller) -> str:
    identifier: str = api.get("/gvteway/v1/venues").body["data"][0]["id"]
    return identifier


def gig(api: Caller, *, inventory: int = 2, capacity: int | None = 10) -> tuple[Any, Any]:
    body = {"name": "Gig", "date": "2030-01-01T20:00:00Z", "venue_id": venue(api)}
    event = api.made(EVENTS, {**body, "capacity": capacity})
    kind = {"event_id": event["id"], "name": "Hall", "price": 5, "currency": "USD"}
    ticket_type = api.made(TYPES, {**kind, "inventory": inventory})
    api.made(f"{EVENTS}/{event['id']}/publish")
    return event, ticket_type


def buy(api: Caller, event: Any, ticket_type: Any, quantity: int = 1) -> Any:
    return api.made(
        "/gvteway/v1/orders",
        {
            "event_id": event["id"],
            "customer_id": "cust_456",
            "line_items": [{"ticket_type_id": ticket_type["id"], "quantity": quantity}],
            "payment_method": "credit_card",
        },
    )


def sell(api: Caller) -> Any:
    return buy(api, *gig(api))


def sell_out(api: Caller) -> None:
    buy(api, *gig(api), quantity=2)


def transfer(api: Caller) -> None:
    ticket = sell(api)["tickets"][0]["id"]
    api.made(f"{TICKETS}/{ticket}/transfer", {"email": "new@fan.example"})


def refund(api: Caller) -> None:
    api.made(f"/gvteway/v1/orders/{sell(api)['id']}/refund")


def scan_twice(api: Caller) -> None:
    ticket = sell(api)["tickets"][0]["id"]
    api.made(f"{TICKETS}/{ticket}/check_in")
    assert api.post(f"{TICKETS}/{ticket}/check_in").status == 409


def subscribe(api: Caller) -> None:
    api.made(CUSTOMERS, {"email": "a@b.example", "marketing_opt_in": True})


CAUSES: dict[str, Callable[[Caller], object]] = {
    "deal.created": deal,
    "deal.updated": change_deal,
    "deal.won": lambda api: deal(api, "win"),
    "deal.lost": lambda api: deal(api, "lose"),
    "invoice.created": invoice,
    "invoice.paid": lambda api: invoice(api, "send", "pay"),
    "expense.submitted": expense,
    "expense.approved": lambda api: expense(api, "approve"),
    "asset.created": asset,
    "asset.maintenance_due": maintain,
    "asset.checked_out": check_out,
    "compliance.alert": lambda api: certify(api, "2026-01-01"),
    "certification.expiring": lambda api: certify(api, "2027-02-01"),
    "project.created": project,
    "project.status_changed": project,
    "crew.assigned": assign,
    "crew.checked_in": assign,
    "crew.onboarding_complete": onboard,
    "incident.created": incident,
    "incident.resolved": incident,
    "inventory.low_stock": use_up,
    "ticket.purchased": sell,
    "ticket.transferred": transfer,
    "ticket.refunded": refund,
    "ticket.escalation": scan_twice,
    "event.created": gig,
    "event.published": gig,
    "event.sold_out": sell_out,
    "order.completed": sell,
    "subscriber.added": subscribe,
}


def test_every_event_has_a_cause_or_is_known_to_have_none() -> None:
    assert CAUSES.keys() | WITHOUT_CAUSE == set(NAMES)
    assert not CAUSES.keys() & WITHOUT_CAUSE


@pytest.mark.parametrize("name", CAUSES)
def test_a_cause_is_told_once_as_the_document_says(api: Caller, name: str) -> None:
    CAUSES[name](api)
    assert names(api).count(name) == 1
    rows = api.sandbox.store.execute("SELECT feed, name, body FROM events").fetchall()
    for feed, each, body in rows:
        (described,) = [event for event in DESCRIPTION.events if event.name == each]
        assert described.tags == (feed.split("\n")[1],)
        assert described.body is not None
        validator = VALIDATORS.of(described.body.content["application/json"].schema)
        assert list(named_errors(validator.iter_errors(json.loads(body)))) == []


def test_a_won_deal_is_told_as_changed_and_as_won(api: Caller) -> None:
    deal(api, "win")
    assert names(api) == ["deal.created", "deal.updated", "deal.won"]


def test_the_last_ticket_is_told(api: Caller) -> None:
    event, kind = gig(api)
    buy(api, event, kind)
    assert "event.sold_out" not in names(api)
    buy(api, event, kind)
    assert names(api)[-3:] == ["order.completed", "ticket.purchased", "event.sold_out"]
    assert told(api)[-1][2]["status"] == "sold_out"


def test_less_room_sells_out_and_more_opens_again(api: Caller) -> None:
    event, kind = gig(api)
    path = f"{EVENTS}/{event['id']}"
    buy(api, event, kind)
    for capacity, status in ((1, "sold_out"), (1, "sold_out"), (5, "on_sale")):
        assert api.patch(path, {"capacity": capacity}).body["status"] == status
    assert names(api).count("event.sold_out") == 1


def test_fewer_tickets_sell_out_and_more_open_again(api: Caller) -> None:
    event, kind = gig(api)
    buy(api, event, kind)
    path = f"{EVENTS}/{event['id']}"
    for inventory, status in ((1, "sold_out"), (2, "on_sale"), (1, "sold_out")):
        api.patch(f"{TYPES}/{kind['id']}", {"inventory": inventory})
        assert api.get(path).body["status"] == status
    body = {"event_id": event["id"], "name": "Box", "price": 1, "currency": "USD", "inventory": 1}
    api.made(TYPES, body)
    assert api.get(path).body["status"] == "on_sale"
    assert names(api).count("event.sold_out") == 2


def test_a_change_of_something_else_sells_nothing_out(api: Caller) -> None:
    event, kind = gig(api, inventory=0)
    api.patch(f"{EVENTS}/{event['id']}", {"capacity": 3})
    api.patch(f"{TYPES}/{kind['id']}", {"price": 7})
    assert "event.sold_out" not in names(api)


def test_an_event_that_is_gone_is_not_missed(api: Caller) -> None:
    event, kind = gig(api)
    api.sandbox.store.execute("DELETE FROM resources WHERE id = ?", (event["id"],))
    assert api.patch(f"{TYPES}/{kind['id']}", {"inventory": 1}).status == 200


def test_a_customer_who_changes_his_mind_is_told(api: Caller) -> None:
    made = api.made(CUSTOMERS, {"email": "a@b.example"})
    for wants in (False, True, True):
        api.patch(f"{CUSTOMERS}/{made['id']}", {"marketing_opt_in": wants})
    assert names(api) == ["subscriber.added"]


def test_a_refused_scan_is_told_and_changes_nothing(api: Caller) -> None:
    scan_twice(api)
    _, name, data = told(api)[-1]
    assert (name, data["reason"]) == ("ticket.escalation", "The barcode was scanned twice")
    assert api.get(f"{TICKETS}/{data['ticket_id']}").body["version"] == 2


def test_what_is_refused_otherwise_is_not_told(api: Caller) -> None:
    path = f"{ASSETS}/{asset(api)['id']}"
    assert api.patch(path, {"version": 9, "name": "x"}).status == 409
    api.made(f"{path}/check_out", {"checked_out_to": "Ada"})
    assert api.patch(path, {"status": "maintenance"}).status == 409
    assert names(api) == ["asset.created", "asset.checked_out"]


class TestTime:
    """What nobody does: it happens at the first call of a day."""

    def pass_days(self, api: Caller, clock: Clock, days: int) -> list[tuple[str, str, Any]]:
        already = len(told(api))
        clock.advance(days * DAY)
        assert api.get(DEALS).status == 200
        return told(api)[already:]

    def test_a_day_of_maintenance_comes(self, api: Caller, clock: Clock) -> None:
        made = asset(api, next_maintenance_on="2027-01-17")
        due = {"next_maintenance_on": "2027-01-17"}
        assert api.patch(f"{ASSETS}/{made['id']}", due).status == 200
        found = [self.pass_days(api, clock, 1) for _ in range(4)]
        mine = [[e for e in each if e[2].get("id") == made["id"]] for each in found]
        assert [[name for _, name, _ in each] for each in mine] == [
            [],
            ["asset.maintenance_due"],
            [],
            [],
        ]
        assert mine[1][0][0] == "atlvs"

    def test_days_without_a_call_are_made_up_for(self, api: Caller, clock: Clock) -> None:
        made = asset(api, next_maintenance_on="2027-01-17")
        assert made["id"] in [each.get("id") for _, _, each in self.pass_days(api, clock, 9)]

    def test_what_is_due_already_is_told_at_once(self, api: Caller) -> None:
        made = asset(api, next_maintenance_on=TODAY)
        assert names(api) == ["asset.created", "asset.maintenance_due"]
        api.patch(f"{ASSETS}/{made['id']}", {"next_maintenance_on": "2027-01-01"})
        assert len(names(api)) == 2
        api.patch(f"{ASSETS}/{made['id']}", {"next_maintenance_on": None})
        api.patch(f"{ASSETS}/{made['id']}", {"next_maintenance_on": "2027-01-01"})
        assert names(api)[2:] == ["asset.maintenance_due"]

    def test_a_certification_is_told_when_thirty_days_are_left_and_when_it_ends(
        self, api: Caller, clock: Clock
    ) -> None:
        made = certify(api, "2027-02-15")  # 31 days
        assert names(api) == []
        happened = {
            day: [
                (platform, name, data.get("days_left"))
                for platform, name, data in self.pass_days(api, clock, 1)
                if made["id"] in (data.get("resource_id"), data.get("crew_member", {}).get("id"))
            ]
            for day in range(1, 35)
        }
        assert {day: what for day, what in happened.items() if what} == {
            1: [("atlvs", "certification.expiring", 30)],
            32: [("atlvs", "compliance.alert", None)],
        }

    def test_only_what_is_new_is_told_of_a_changed_member(self, api: Caller) -> None:
        made = certify(api, "2027-02-01")
        old, new = made["certifications"][0], {"name": "First aid", "expires_on": None}
        api.patch(f"{CREW}/{made['id']}", {"certifications": [old, new]})
        assert names(api) == ["certification.expiring"]

    def test_an_assignment_beyond_a_certification_is_told(self, api: Caller) -> None:
        made = certify(api, "2027-12-31")
        for day in ("2027-12-31", "2028-01-01"):
            api.made(
                "/compvss/v1/assignments",
                {
                    "project_id": "proj_xyz789",
                    "crew_member_id": made["id"],
                    "role": "Rigger",
                    "schedule": {"start_date": "2027-12-30", "end_date": day},
                },
            )
        assert names(api) == ["crew.assigned", "crew.assigned", "compliance.alert"]
        assert told(api)[-1][2]["resource_id"] == made["id"]

    def test_it_comes_once_a_day_and_after_a_restart_too(self, tmp_path: Path) -> None:
        file, clock = tmp_path / "s.db", Clock()
        with closing(Sandbox(database=file, clock=clock, seed=None)) as first:
            asset(Caller(first), next_maintenance_on="2027-01-16")
        clock.advance(DAY)
        for _ in range(2):
            with closing(Sandbox(database=file, clock=clock)) as again:
                for _ in range(2):
                    Caller(again).get(DEALS)
                assert names(Caller(again)) == ["asset.created", "asset.maintenance_due"]

    def test_a_clock_that_goes_back_brings_nothing(self, api: Caller, clock: Clock) -> None:
        asset(api, next_maintenance_on="2027-01-10")
        before = names(api)
        clock.advance(-9 * DAY)
        api.get(DEALS)
        assert names(api) == before


def test_a_member_with_all_papers_is_not_told_again(api: Caller) -> None:
    api.patch(f"{CREW}/crew_456", {"department": "Rigging"})
    assert names(api) == []
