from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ghxstship.sandbox.platform.tickets import seat

from .test_atlvs import events, refused

if TYPE_CHECKING:
    from .caller import Caller, Clock

EVENTS = "/gvteway/v1/events"
TYPES = "/gvteway/v1/ticket_types"
TICKETS = "/gvteway/v1/tickets"
ORDERS = "/gvteway/v1/orders"
SESSIONS = "/gvteway/v1/checkout_sessions"
CUSTOMERS = "/gvteway/v1/customers"
NEW_EVENT = {"name": "Gala", "date": "2030-06-01T19:00:00Z", "venue_id": "ven_123", "genre": "jazz"}


def event(api: Caller, **more: Any) -> Any:
    return api.made(EVENTS, NEW_EVENT | more)


def ticket_type(api: Caller, event_id: str, inventory: int = 10, **more: Any) -> Any:
    body = {
        "event_id": event_id,
        "name": "VIP",
        "price": 150,
        "currency": "USD",
        "inventory": inventory,
    }
    return api.made(TYPES, body | more)


def order(*items: tuple[Any, int], event_id: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "event_id": event_id or items[0][0]["event_id"],
        "customer_id": "cust_456",
        "line_items": [{"ticket_type_id": kind["id"], "quantity": count} for kind, count in items],
        "payment_method": "credit_card",
        **more,
    }


def test_an_event_tells_of_its_venue(api: Caller) -> None:
    made = event(api)
    assert made["venue"] == {"id": "ven_123", "name": "City Arena", "city": "Los Angeles"}
    assert (made["status"], made["tickets_sold"]) == ("draft", 0)
    other = api.made("/gvteway/v1/venues", {"name": "Dock", "city": "Lisbon"})
    moved = api.patch(f"{EVENTS}/{made['id']}", {"venue_id": other["id"]}).body
    assert moved["venue"]["city"] == "Lisbon"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"venue_id": "none"}, "venue_id"),
        ({"project_id": "none"}, "project_id"),
        ({"ends_at": "2030-06-01T18:00:00Z"}, "ends_at"),
    ],
)
def test_an_event_must_make_sense(api: Caller, fields: Any, wrong: str) -> None:
    assert api.post(EVENTS, NEW_EVENT | fields).fields == [wrong]


def test_an_event_is_published_and_canceled(api: Caller) -> None:
    path = f"{EVENTS}/{event(api)['id']}"
    assert api.made(f"{path}/publish")["status"] == "published"
    assert refused(api.post(f"{path}/publish"))
    assert api.made(f"{path}/cancel")["status"] == "canceled"
    assert refused(api.post(f"{path}/cancel"))
    assert events(api) == ["event.created", "event.published"]


def test_an_event_with_tickets_goes_on_sale(api: Caller) -> None:
    first = event(api)
    ticket_type(api, first["id"])
    assert api.made(f"{EVENTS}/{first['id']}/publish")["status"] == "on_sale"
    second = event(api)
    api.made(f"{EVENTS}/{second['id']}/publish")
    ticket_type(api, second["id"])
    assert api.get(f"{EVENTS}/{second['id']}").body["status"] == "on_sale"


def test_a_deleted_event_takes_its_ticket_types_along(api: Caller) -> None:
    kind = ticket_type(api, event(api)["id"])
    assert api.delete(f"{EVENTS}/{kind['event_id']}").status == 204
    assert api.get(f"{TYPES}/{kind['id']}").status == 404


def test_a_ticket_type_must_make_sense(api: Caller) -> None:
    kind = ticket_type(api, event(api)["id"])
    path = f"{TYPES}/{kind['id']}"
    dates = {"sales_start": "2030-02-01T00:00:00Z", "sales_end": "2030-02-01T00:30:00+01:00"}
    assert api.patch(path, dates).fields == ["sales_end"]
    body = {"event_id": "none", "name": "A", "price": 1, "currency": "USD", "inventory": 1}
    assert api.post(TYPES, body).fields == ["event_id"]


def test_an_order_makes_tickets(api: Caller) -> None:
    vip = ticket_type(api, event(api)["id"])
    floor = ticket_type(api, vip["event_id"], name="Floor", price=33.33)
    placed = api.made(ORDERS, order((vip, 2), (floor, 1)))
    assert placed["status"] == "completed"
    assert placed["payment"] == {
        "method": "credit_card",
        "last_four": "4242",
        "currency": "USD",
        "subtotal": 333.33,
        "fees": 16.67,
        "total": 350,
    }
    assert [(each["type"], each["price"], each["seat"]) for each in placed["tickets"]] == [
        ("VIP", 150, "VIP-A-1"),
        ("VIP", 150, "VIP-A-2"),
        ("Floor", 33.33, "Floor-A-1"),
    ]
    assert placed["customer"]["email"] == "fan@example.com"
    assert placed["event"]["venue"]["city"] == "Los Angeles"
    found = api.get(TICKETS, order_id=placed["id"]).body["data"]
    assert [each["id"] for each in found] == [each["id"] for each in placed["tickets"]]
    assert {each["status"] for each in found} == {"valid"}
    assert len({each["barcode"] for each in found}) == 3
    assert api.get(f"{TYPES}/{vip['id']}").body["sold"] == 2
    assert api.get(f"{EVENTS}/{vip['event_id']}").body["tickets_sold"] == 3
    assert events(api)[1:] == ["order.completed", "ticket.purchased"]


def test_what_is_not_paid_by_card_has_no_digits(api: Caller) -> None:
    kind = ticket_type(api, event(api)["id"])
    placed = api.made(ORDERS, order((kind, 1), payment_method="cash"))
    assert placed["payment"]["last_four"] is None


def test_the_last_ticket_sells_the_event_out(api: Caller) -> None:
    vip = ticket_type(api, event(api)["id"], inventory=2)
    floor = ticket_type(api, vip["event_id"], inventory=1, name="Floor")
    path = f"{EVENTS}/{vip['event_id']}"
    api.made(f"{path}/publish")
    api.made(ORDERS, order((vip, 2)))
    assert api.get(path).body["status"] == "on_sale"
    api.made(ORDERS, order((floor, 1)))
    assert api.get(path).body["status"] == "sold_out"
    assert refused(api.post(ORDERS, order((floor, 1))))
    assert events(api)[-3:] == ["order.completed", "ticket.purchased", "event.sold_out"]


def test_an_event_sells_no_more_than_it_has_room_for(api: Caller) -> None:
    kind = ticket_type(api, event(api, capacity=3)["id"])
    path = f"{EVENTS}/{kind['event_id']}"
    assert refused(api.post(ORDERS, order((kind, 4))))
    api.made(ORDERS, order((kind, 3)))
    assert api.get(path).body["status"] == "sold_out"
    assert refused(api.patch(path, {"capacity": 2}))
    assert refused(api.patch(f"{TYPES}/{kind['id']}", {"inventory": 2}))
    assert api.patch(path, {"capacity": None}).status == 200


def test_too_many_tickets_are_refused_and_nothing_is_sold(api: Caller) -> None:
    kind = ticket_type(api, event(api)["id"], inventory=5)
    assert refused(api.post(ORDERS, order((kind, 3), (kind, 3))))
    assert api.get(TICKETS, event_id=kind["event_id"]).body["pagination"]["total"] == 0
    assert api.get(f"{TYPES}/{kind['id']}").body["sold"] == 0
    assert "order.completed" not in events(api)


def test_an_order_must_make_sense(api: Caller) -> None:
    kind = ticket_type(api, event(api)["id"])
    other = event(api)
    assert api.post(ORDERS, order((kind, 1), event_id="none")).fields == ["event_id"]
    assert api.post(ORDERS, order((kind, 1), customer_id="none")).fields == ["customer_id"]
    unknown = api.post(ORDERS, order((kind, 1), ({"id": "none"}, 1)))
    assert unknown.fields == ["line_items.1.ticket_type_id"]
    assert refused(api.post(ORDERS, order((kind, 1), event_id=other["id"])))
    api.made(f"{EVENTS}/{kind['event_id']}/cancel")
    assert refused(api.post(ORDERS, order((kind, 1))))


def test_tickets_are_refunded_and_for_sale_again(api: Caller) -> None:
    kind = ticket_type(api, event(api)["id"], inventory=3)
    path = f"{EVENTS}/{kind['event_id']}"
    placed = api.made(ORDERS, order((kind, 3)))
    refund = f"{ORDERS}/{placed['id']}/refund"
    first = placed["tickets"][0]["id"]
    assert api.made(refund, {"ticket_ids": [first]})["status"] == "partially_refunded"
    assert api.get(f"{TICKETS}/{first}").body["status"] == "refunded"
    assert (api.get(path).body["status"], api.get(path).body["tickets_sold"]) == ("on_sale", 2)
    assert api.get(f"{TYPES}/{kind['id']}").body["sold"] == 2
    assert refused(api.post(refund, {"ticket_ids": [first]}))
    assert api.post(refund, {"ticket_ids": ["tkt_001"]}).fields == ["ticket_ids.0"]
    assert api.made(refund)["status"] == "refunded"
    assert refused(api.post(refund))
    assert api.get(path).body["tickets_sold"] == 0
    assert events(api).count("ticket.refunded") == 3


def test_tickets_of_deleted_events_can_be_refunded(api: Caller) -> None:
    kind = ticket_type(api, event(api)["id"])
    placed = api.made(ORDERS, order((kind, 1)))
    api.delete(f"{EVENTS}/{kind['event_id']}")
    assert api.made(f"{ORDERS}/{placed['id']}/refund")["status"] == "refunded"


def test_the_documents_order_can_be_refunded(api: Caller) -> None:
    assert api.made(f"{ORDERS}/ord_abc123/refund")["status"] == "refunded"


def test_a_ticket_changes_hands(api: Caller) -> None:
    kind = ticket_type(api, event(api)["id"])
    ticket_id = api.made(ORDERS, order((kind, 1)))["tickets"][0]["id"]
    path = f"{TICKETS}/{ticket_id}"
    before = api.get(path).body
    to = {"email": "bo@example.com", "first_name": "Bo"}
    moved = api.made(f"{path}/transfer", to)
    assert moved["status"] == "transferred"
    assert moved["barcode"] != before["barcode"]
    holder = api.get(f"{CUSTOMERS}/{moved['holder']['id']}").body
    assert (holder["email"], holder["first_name"]) == ("bo@example.com", "Bo")
    back = api.made(f"{path}/transfer", {"email": "fan@example.com"})
    assert back["holder"]["id"] == "cust_456"
    assert api.made(f"{path}/check_in")["status"] == "checked_in"
    assert refused(api.post(f"{path}/check_in"))
    assert refused(api.post(f"{path}/transfer", to))
    assert events(api).count("ticket.transferred") == 2


def test_a_subscriber_is_told_of(api: Caller) -> None:
    api.made(CUSTOMERS, {"email": "a@example.com"})
    assert events(api) == []
    api.made(CUSTOMERS, {"email": "b@example.com", "marketing_opt_in": True})
    assert events(api) == ["subscriber.added"]


def session(api: Caller, kind: Any, **more: Any) -> Any:
    return api.post(
        SESSIONS,
        {
            "event_id": kind["event_id"],
            "line_items": [{"ticket_type_id": kind["id"], "quantity": 2}],
            "success_url": "https://shop.example.com/thanks",
            "cancel_url": "https://shop.example.com/cart",
            **more,
        },
    )


def test_a_checkout_session_expires(api: Caller, sandbox: Any) -> None:
    kind = ticket_type(api, event(api)["id"])
    made = session(api, kind).body
    path = f"{SESSIONS}/{made['id']}"
    assert (made["status"], made["metadata"]) == ("pending", {})
    assert made["id"] in made["checkout_url"]
    assert made["expires_at"] == "2027-01-15T08:30:00.000000Z"
    clock: Clock = sandbox.clock
    clock.advance(1799)
    assert api.get(path).body["status"] == "pending"
    clock.advance(1)
    assert api.get(path).body["status"] == "expired"
    assert refused(api.post(f"{path}/expire"))
    clock.advance(-1800)
    assert api.made(f"{SESSIONS}/{session(api, kind).body['id']}/expire")["status"] == "expired"


def test_a_checkout_session_must_make_sense(api: Caller) -> None:
    kind, other = ticket_type(api, event(api)["id"]), event(api)
    field = "line_items.0.ticket_type_id"
    assert session(api, kind, event_id="none").fields == ["event_id"]
    assert session(api, {**kind, "id": "none"}).fields == [field]
    assert session(api, kind, event_id=other["id"]).fields == [field]


def test_a_bundle_names_what_is_there(api: Caller) -> None:
    body: dict[str, Any] = {"name": "Night out", "price": 1, "currency": "USD"}
    ticket = {"type": "ticket", "reference_id": "none", "quantity": 1}
    merch = {"type": "merch", "reference_id": "shirt", "quantity": 1}
    path = "/gvteway/v1/bundles"
    assert api.made(path, {**body, "items": [merch]})["status"] == "draft"
    assert api.post(path, {**body, "items": [merch, ticket]}).fields == ["items.1.reference_id"]
    assert api.post(path, {**body, "items": [merch], "event_id": "none"}).fields == ["event_id"]


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "VIP-A-1"), (11, "VIP-A-12"), (20, "VIP-B-1"), (520, "VIP-AA-1")]
)
def test_seats_come_in_rows_of_twenty(number: int, expected: str) -> None:
    assert seat("VIP", number) == expected
