"""Sample events: every one the document promises, valid, and changed as asked."""

from __future__ import annotations

import json

import jsonschema_rs
import pytest

from ghxstship.description import Description
from ghxstship.events import EVENT_NAMES
from ghxstship.sandbox.samples import SampleError, Samples
from tests.contract.document import DOCUMENT, follow

AT = 1705312200.0
SAMPLES = Samples()


def schema_of(name: str) -> jsonschema_rs.Draft202012Validator:
    node = follow(DOCUMENT["webhooks"][name]["post"]["requestBody"])
    registry = jsonschema_rs.Registry([("urn:here", DOCUMENT)])
    reference = node["content"]["application/json"]["schema"]["$ref"]
    return jsonschema_rs.Draft202012Validator({"$ref": f"urn:here{reference}"}, registry=registry)


@pytest.mark.parametrize("name", EVENT_NAMES)
def test_every_event_has_a_valid_sample(name: str) -> None:
    event = SAMPLES.event(name, at=AT, key="7")
    schema_of(name).validate(event)
    assert (event["event"], event["timestamp"]) == (name, "2024-01-15T09:50:00.000000Z")
    assert event["metadata"] == {"correlation_id": "corr_7", "idempotency_key": "idem_7"}


def test_the_names_are_the_documents() -> None:
    assert set(SAMPLES.names()) == set(EVENT_NAMES)
    assert SAMPLES.names("compvss")[0] == "project.created"
    assert SAMPLES.names("moon") == ()


def test_a_schema_is_found() -> None:
    assert SAMPLES.schema("deal.won")["properties"]["event"]["const"] == "deal.won"


def test_a_sample_is_nobody_elses() -> None:
    SAMPLES.event("deal.won", at=AT, key="1")["data"]["name"] = "changed"
    assert SAMPLES.event("deal.won", at=AT, key="1")["data"]["name"] == "Enterprise Contract"


def test_changes_go_where_their_path_leads() -> None:
    changes = {
        "data.value": 9,
        "data.owner.name": "Ada",
        "data.custom_fields.colour": "red",
        "metadata.idempotency_key": "mine",
        "timestamp": "2020-01-01T00:00:00Z",
    }
    event = SAMPLES.event("deal.won", changes, at=AT, key="1")
    assert (event["data"]["value"], event["data"]["owner"]["name"]) == (9, "Ada")
    assert event["data"]["custom_fields"]["colour"] == "red"
    assert event["metadata"] == {"correlation_id": "corr_1", "idempotency_key": "mine"}
    assert event["timestamp"] == "2020-01-01T00:00:00Z"
    tickets = SAMPLES.event("ticket.purchased", {"data.tickets.1.price": 3}, at=AT, key="1")
    assert [ticket["price"] for ticket in tickets["data"]["tickets"]] == [150, 3]
    begun = {"data.contact": None, "data.contact.id": "contact_1", "data.contact.name": "Bo"}
    contact = SAMPLES.event("deal.won", begun, at=AT, key="1")["data"]["contact"]
    assert contact == {"id": "contact_1", "name": "Bo"}


@pytest.mark.parametrize(
    ("name", "changes", "reason"),
    [
        ("deal.wno", {}, "no event 'deal.wno' in the description: did you mean 'deal.won'?"),
        ("x", {}, "no event 'x' in the description: there are deal.created, "),
        ("deal.won", {"data.vlaue": 1}, "data.vlaue: no such field: did you mean 'value'?"),
        ("deal.won", {"data.owner.q": 1}, "data.owner.q: no such field: there are id, name"),
        ("deal.won", {"data.name.first": 1}, "data.name.first: nothing can have 'first' inside"),
        ("deal.won", {"data.value": "9"}, "deal.won would not be valid: data.value: "),
        ("deal.won", {"event": "deal.lost"}, "deal.won would not be valid: event: "),
        ("deal.won", {"": 1}, ": no such field: there are event, version"),
        ("ticket.purchased", {"data.tickets.2.price": 1}, "the list has 2 items"),
        ("ticket.purchased", {"data.tickets.-1.price": 1}, "the list has 2 items"),
        ("ticket.purchased", {"data.tickets.x": 1}, "the list has 2 items, numbered from 0"),
    ],
)
def test_what_cannot_be_is_explained(name: str, changes: dict[str, object], reason: str) -> None:
    with pytest.raises(SampleError) as caught:
        SAMPLES.event(name, changes, at=AT, key="1")
    assert reason in str(caught.value)


def test_an_example_is_needed() -> None:
    body = {"content": {"application/json": {"schema": {"type": "object"}}}}
    events = [{"name": "a/b", "body": body}, {"name": "empty"}]
    given = {"format": 1, "events": {"events": events}}
    samples = Samples(Description.read(json.dumps(given).encode()))
    for name in samples.names():
        with pytest.raises(SampleError, match=f"the description has no example of {name}"):
            samples.event(name, at=AT, key="1")
    assert Samples(Description.read(b'{"format": 1}')).names() == ()
