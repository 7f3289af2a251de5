"""Every operation of the document is carried out, and its answer is what the document promises.

The sandbox of these tests checks each answer against the document and turns a mismatch into a 500.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ghxstship.description import Description
from ghxstship.sandbox.platform import PLATFORM
from ghxstship.sandbox.resource_model import read_operations
from ghxstship.sandbox.schemas import Schemas
from ghxstship.sandbox.settings import Settings
from ghxstship.sandbox.validation import Validators, named_errors

if TYPE_CHECKING:
    from ghxstship.description import Node
    from ghxstship.sandbox import Sandbox
    from ghxstship.sandbox.operations import Operation

    from .caller import Caller, Reply

DESCRIPTION = Description.load()
SCHEMAS = Schemas(DESCRIPTION.schemas)
OPERATIONS = {
    operation.id: operation
    for operation in read_operations(DESCRIPTION, SCHEMAS, Settings.read(DESCRIPTION.extensions))
}


def example_body(operation: Operation) -> Any:
    """The description's example of an operation's body."""
    if operation.body is None:
        return None
    return SCHEMAS.keyword(body_schema(operation), "examples")[0]


def body_schema(operation: Operation) -> Node:
    """The schema of an operation's body, which there is."""
    assert operation.body is not None
    return SCHEMAS.of(operation.body.content["application/json"].schema)


def path_of(operation: Operation, **ids: str) -> str:
    """An operation's path, with the ids given or those of the document's examples."""
    path = operation.path
    for each in OPERATIONS.values():
        if each.collection and each.collection.example and each.collection.parameter:
            name, identifier = each.collection.parameter, each.collection.example["id"]
            path = path.replace(f"{{{name}}}", ids.get(name) or identifier)
    return path


def made(api: Caller, name: str, **changes: Any) -> str:
    """The id of a fresh resource, made from the document's example of a body."""
    operation = OPERATIONS[f"{name}.create"]
    identifier: str = api.made(operation.path, {**example_body(operation), **changes})["id"]
    return identifier


def hook(api: Caller, platform: str) -> str:
    return made(api, f"{platform}.webhooks", url="http://127.0.0.1:9/hook", events=["*"])


def delivery(api: Caller, platform: str) -> dict[str, str]:
    webhook = hook(api, platform)
    sent = api.made(f"/{platform}/v1/webhooks/{webhook}/test")
    return {"webhook_id": webhook, "delivery_id": sent["id"]}


def in_state(
    api: Caller, name: str, parameter: str, *actions: str, **changes: Any
) -> dict[str, str]:
    """A fresh resource that some actions were done to."""
    ids = {parameter: made(api, name, **changes)}
    for action in actions:
        operation = OPERATIONS[f"{name}.{action}"]
        reply = api.post(path_of(operation, **ids), example_body(operation))
        assert reply.status == 200, reply.content
    return ids


def order(api: Caller) -> dict[str, str]:
    placed = api.made("/gvteway/v1/orders", example_body(OPERATIONS["gvteway.orders.create"]))
    return {"order_id": placed["id"], "ticket_id": placed["tickets"][0]["id"]}


def runbook(api: Caller) -> dict[str, str]:
    operation = OPERATIONS["compvss.projects.runbook.replace"]
    body = {"cues": [{"label": "Doors", "start": "2026-11-01T18:00:00Z"}]}
    assert api("PUT", path_of(operation), body=body).status == 200
    return {}


# How to make what an operation needs, where the sample data will not do: what to create, the
# parameter that names it, and what to do to it first.
STATES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "atlvs.assets.update": ("atlvs.assets", "asset_id", ()),
    "atlvs.assets.check_out": ("atlvs.assets", "asset_id", ()),
    "atlvs.assets.check_in": ("atlvs.assets", "asset_id", ("check_out",)),
    "atlvs.invoices.update": ("atlvs.invoices", "invoice_id", ()),
    "atlvs.invoices.delete": ("atlvs.invoices", "invoice_id", ()),
    "atlvs.invoices.send": ("atlvs.invoices", "invoice_id", ()),
    "atlvs.invoices.pay": ("atlvs.invoices", "invoice_id", ("send",)),
    "atlvs.invoices.void": ("atlvs.invoices", "invoice_id", ("send",)),
    "atlvs.expenses.approve": ("atlvs.expenses", "expense_id", ()),
    "atlvs.expenses.reject": ("atlvs.expenses", "expense_id", ()),
    "compvss.projects.change_status": ("compvss.projects", "project_id", ()),
    "compvss.assignments.cancel": ("compvss.assignments", "assignment_id", ()),
    "compvss.assignments.check_in": ("compvss.assignments", "assignment_id", ()),
    "compvss.incidents.resolve": ("compvss.incidents", "incident_id", ()),
    "compvss.time_entries.update": ("compvss.time_entries", "time_entry_id", ()),
    "gvteway.events.publish": ("gvteway.events", "event_id", ()),
    "gvteway.events.cancel": ("gvteway.events", "event_id", ()),
    "gvteway.checkout_sessions.expire": (
        "gvteway.checkout_sessions",
        "checkout_session_id",
        (),
    ),
}


def prepared(api: Caller, name: str) -> dict[str, str]:
    """The ids of what an operation is to be carried out on."""
    platform, _, rest = name.partition(".")
    if name in STATES:
        collection, parameter, actions = STATES[name]
        return in_state(api, collection, parameter, *actions)
    if name == "compvss.time_entries.approve":
        return in_state(api, "compvss.time_entries", "time_entry_id", status="submitted")
    if name == "compvss.projects.runbook.get":
        return runbook(api)
    if name in ("gvteway.tickets.transfer", "gvteway.tickets.check_in", "gvteway.orders.refund"):
        return order(api)
    if rest.startswith("webhooks.deliveries."):
        return delivery(api, platform)
    return {"webhook_id": hook(api, platform)} if rest.startswith("webhooks.") else {}


# Bodies other than the document's example, because of the state things are in.
BODIES: dict[str, Any] = {
    "gvteway.orders.refund": {},
    "compvss.projects.runbook.replace": {"cues": []},
}


def carry_out(api: Caller, operation: Operation) -> Reply:
    ids = prepared(api, operation.id)
    body = BODIES.get(operation.id, example_body(operation))
    if operation.method == "PATCH":
        body = {name: value for name, value in body.items() if name != "version"}
    return api(operation.method, path_of(operation, **ids), body=body)


@pytest.mark.parametrize("name", OPERATIONS)
def test_it_is_carried_out_and_answers_as_promised(api: Caller, name: str) -> None:
    operation = OPERATIONS[name]
    reply = carry_out(api, operation)
    assert reply.status == operation.success, reply.content
    if operation.success == 204:
        assert reply.content == b""


@pytest.mark.parametrize("name", [name for name, each in OPERATIONS.items() if "{" in each.path])
def test_what_is_not_there_is_not_found(api: Caller, name: str) -> None:
    operation = OPERATIONS[name]
    ids = {
        each.collection.parameter: "none"
        for each in OPERATIONS.values()
        if each.collection and each.collection.parameter
    }
    body = example_body(operation)
    assert api(operation.method, path_of(operation, **ids), body=body).status == 404


@pytest.mark.parametrize("name", [name for name, each in OPERATIONS.items() if each.body])
def test_a_body_that_is_no_object_is_refused(api: Caller, name: str) -> None:
    operation = OPERATIONS[name]
    reply = api(operation.method, path_of(operation), body=[1])
    assert (reply.status, reply.fields) == (422, ["body"])


def test_nothing_is_left_to_be_described() -> None:
    done = PLATFORM.changes.keys() | PLATFORM.performances.keys()
    assert done <= OPERATIONS.keys()
    acting = {name for name, each in OPERATIONS.items() if each.role == "act"}
    assert acting <= done


def test_the_sample_data_is_what_the_document_describes(seeded: Sandbox) -> None:
    seeded.reset()
    validators = Validators(DESCRIPTION)
    by_name = {
        each.collection.name: each
        for each in OPERATIONS.values()
        if each.collection and each.role == "get"
    }
    rows = seeded.store.execute("SELECT collection, body FROM resources").fetchall()
    assert len(rows) > 3000
    for table, body in rows:
        operation = by_name[table.split("\n")[1]]
        answer = operation.answers["200"]
        assert answer is not None
        errors = list(named_errors(validators.of(answer.schema).iter_errors(json.loads(body))))
        assert not errors, (table, errors, body)
