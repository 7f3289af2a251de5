"""Every operation of the document is carried out, and its answer is what the document promises.

The sandbox of these tests checks each answer against the document and turns a mismatch into a 500.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ghxstship.sandbox.behaviour import PLATFORM
from ghxstship.sandbox.document import Document
from ghxstship.sandbox.reader import json_schemas, read_operations
from ghxstship.sandbox.validation import Schemas, named_errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from ghxstship.sandbox import Sandbox
    from ghxstship.sandbox.operations import Operation

    from .caller import Caller, Reply

DOCUMENT = Document.load()
OPERATIONS = {operation.id: operation for operation in read_operations(DOCUMENT)}


def example_body(operation: Operation) -> Any:
    """The document's example of an operation's body."""
    node = DOCUMENT.root["paths"][operation.path][operation.method.lower()]
    for schema in json_schemas(DOCUMENT, node.get("requestBody", {})):
        return DOCUMENT.keyword(schema, "examples")[0]
    return None


def path_of(operation: Operation, **ids: str) -> str:
    """An operation's path, with the ids given or those of the document's examples."""
    path = operation.path
    for each in OPERATIONS.values():
        if each.collection and each.collection.example and each.collection.parameter:
            name, identifier = each.collection.parameter, each.collection.example["id"]
            path = path.replace(f"{{{name}}}", ids.get(name, identifier))
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


# What has to be there before an operation can be carried out, where the sample data will not do.
PREPARED: dict[str, Callable[[Caller], dict[str, str]]] = {
    "atlvs.assets.update": lambda api: in_state(api, "atlvs.assets", "asset_id"),
    "atlvs.invoices.update": lambda api: in_state(api, "atlvs.invoices", "invoice_id"),
    "atlvs.invoices.delete": lambda api: in_state(api, "atlvs.invoices", "invoice_id"),
    "atlvs.invoices.send": lambda api: in_state(api, "atlvs.invoices", "invoice_id"),
    "atlvs.invoices.pay": lambda api: in_state(api, "atlvs.invoices", "invoice_id", "send"),
    "atlvs.invoices.void": lambda api: in_state(api, "atlvs.invoices", "invoice_id", "send"),
    "atlvs.expenses.approve": lambda api: in_state(api, "atlvs.expenses", "expense_id"),
    "atlvs.expenses.reject": lambda api: in_state(api, "atlvs.expenses", "expense_id"),
    "atlvs.assets.check_out": lambda api: in_state(api, "atlvs.assets", "asset_id"),
    "atlvs.assets.check_in": lambda api: in_state(api, "atlvs.assets", "asset_id", "check_out"),
    "compvss.projects.change_status": lambda api: in_state(api, "compvss.projects", "project_id"),
    "compvss.projects.runbook.get": lambda api: _with_runbook(api),
    "compvss.assignments.cancel": lambda api: in_state(api, "compvss.assignments", "assignment_id"),
    "compvss.assignments.check_in": lambda api: in_state(
        api, "compvss.assignments", "assignment_id"
    ),
    "compvss.incidents.resolve": lambda api: in_state(api, "compvss.incidents", "incident_id"),
    "compvss.time_entries.update": lambda api: in_state(
        api, "compvss.time_entries", "time_entry_id"
    ),
    "compvss.time_entries.approve": lambda api: in_state(
        api, "compvss.time_entries", "time_entry_id", status="submitted"
    ),
    "gvteway.events.publish": lambda api: in_state(api, "gvteway.events", "event_id"),
    "gvteway.events.cancel": lambda api: in_state(api, "gvteway.events", "event_id"),
    "gvteway.tickets.transfer": order,
    "gvteway.tickets.check_in": order,
    "gvteway.orders.refund": order,
    "gvteway.checkout_sessions.expire": lambda api: in_state(
        api, "gvteway.checkout_sessions", "checkout_session_id"
    ),
    **{
        f"{platform}.webhooks.deliveries.{name}": lambda api, platform=platform: delivery(
            api, platform
        )
        for platform in ("atlvs", "compvss", "gvteway")
        for name in ("list", "get", "replay")
    },
    **{
        f"{platform}.webhooks.{name}": lambda api, platform=platform: {
            "webhook_id": hook(api, platform)
        }
        for platform in ("atlvs", "compvss", "gvteway")
        for name in ("get", "update", "delete", "test", "rotate_secret")
    },
}


def _with_runbook(api: Caller) -> dict[str, str]:
    operation = OPERATIONS["compvss.projects.runbook.replace"]
    assert api("PUT", path_of(operation), body=example_body(operation)).status == 200
    return {}


# Bodies that differ from the document's example because of the state things are in.
BODIES: dict[str, Any] = {
    "gvteway.orders.refund": {},
    "compvss.projects.runbook.replace": {
        "cues": [{"label": "Doors", "start": "2026-11-01T18:00:00Z"}]
    },
}


def carry_out(api: Caller, operation: Operation) -> Reply:
    ids = PREPARED.get(operation.id, lambda _: {})(api)
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
    schemas = Schemas(DOCUMENT)
    by_name = {
        each.collection.name: each
        for each in OPERATIONS.values()
        if each.collection and each.role == "get"
    }
    rows = seeded._store.execute("SELECT shelf, body FROM resources").fetchall()
    assert len(rows) > 3000
    for shelf, body in rows:
        operation = by_name[shelf.split("\n")[1]]
        pointer = operation.answers["200"]
        assert pointer is not None
        errors = list(named_errors(schemas.at(pointer).iter_errors(json.loads(body))))
        assert not errors, (shelf, errors, body)
