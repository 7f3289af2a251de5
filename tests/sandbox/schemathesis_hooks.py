"""What the document says in words and a schema cannot: schemathesis's valid requests obey it too.

References must name what is there, ends must not lie before their beginnings, a break is no longer
than the work, refunded tickets are the order's own, a cursor comes from an earlier page, and an
amount (`x-money`) has no more decimals than its currency.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from decimal import ROUND_UP, Context, Decimal
from typing import TYPE_CHECKING, Any, cast
from urllib.request import Request, urlopen

import schemathesis

from ghxstship._core.money import amounts, decimals_of
from ghxstship.description import Description
from ghxstship.sandbox.money import money_fields
from ghxstship.sandbox.schemas import Schemas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ghxstship.description import Operation

REFERENCES = {
    "owner.id": "/atlvs/v1/users",
    "submitted_by": "/atlvs/v1/users",
    "contact.id": "/atlvs/v1/contacts",
    "contact_id": "/atlvs/v1/contacts",
    "deal_id": "/atlvs/v1/deals",
    "project_id": "/compvss/v1/projects",
    "crew_member_id": "/compvss/v1/crew",
    "venue_id": "/gvteway/v1/venues",
    "event_id": "/gvteway/v1/events",
    "customer_id": "/gvteway/v1/customers",
    "ticket_type_id": "/gvteway/v1/ticket_types",
    "reference_id": "/gvteway/v1/ticket_types",
}
SPANS = (
    ("start", "end"),
    ("start_date", "end_date"),
    ("issue_date", "due_date"),
    ("started_at", "ended_at"),
    ("date", "ends_at"),
    ("sales_start", "sales_end"),
)
DESCRIPTION = Description.load()
SCHEMAS = Schemas(DESCRIPTION.schemas)
OPERATIONS = {(one.path, one.method): one for one in DESCRIPTION.operations}
EXACT = Context(prec=1000, rounding=ROUND_UP)  # down could be zero, which some amounts may not be
HEADERS = {"Authorization": "Bearer sk_test_sandbox", "X-Workspace-ID": "ws_sandbox"}


@schemathesis.hook  # pyright: ignore[reportUnknownMemberType]
def before_call(
    context: schemathesis.HookContext, case: schemathesis.Case[Any], kwargs: dict[str, Any]
) -> None:
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    operation = OPERATIONS[case.operation.path, case.method.upper()]
    if case.query:
        case.query.pop("cursor", None)
        for name in amounts_of_query(operation) & case.query.keys():
            case.query[name] = whole_units(case.query[name], None)
    if isinstance(case.body, dict):
        body = mended(case.body)
        if case.method == "PATCH":
            drop_half_spans(body)
        fit_amounts(body, operation, partial=case.method == "PATCH")
        case.body = body


def amounts_of_query(operation: Operation) -> set[str]:
    """The names of the query's parameters that are amounts."""
    return {
        one.name
        for one in operation.parameters
        if SCHEMAS.keyword(SCHEMAS.of(one.schema), "x-money")
    }


def fit_amounts(body: dict[str, Any], operation: Operation, *, partial: bool) -> None:
    """Round a body's amounts to what their currencies have: a schema can't say that.

    Where the body has no currency, the stored one is not known, and whole units fit any. Nor does
    a new currency fit the amounts that are stored, unless each comes with it.
    """
    assert operation.body is not None
    fields = money_fields(SCHEMAS, SCHEMAS.of(operation.body.content["application/json"].schema))
    if partial and any(path.partition("/")[0] not in body for path in fields):
        for path in fields.values():
            body.pop((path or "").rpartition("/")[2], None)
    for place, amount, currency in list(amounts(body, fields)):
        *above, name = place.split(".")
        holder: Any = body
        for step in above:
            holder = holder[key_of(holder, step)]
        holder[key_of(holder, name)] = whole_units(amount, currency)


def key_of(holder: object, step: str) -> Any:
    """A step of a path, as what it leads into takes it."""
    return int(step) if isinstance(holder, list) else step


def whole_units(amount: Any, currency: object) -> Any:
    """An amount, rounded up to a whole number of the currency's smallest units."""
    if not isinstance(amount, int | float):
        return amount
    unit = Decimal(1).scaleb(-(decimals_of(currency) or 0))
    rounded = EXACT.quantize(Decimal(repr(amount)), unit)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


def drop_half_spans(body: dict[str, Any]) -> None:
    """Whether one end of a span fits depends on the other, which is stored."""
    for names in SPANS:
        if sum(name in body for name in names) == 1:
            body.pop(names[0], None)
            body.pop(names[1], None)


def mended(node: Any, parent: str = "") -> Any:
    """A body that obeys the document's words."""
    if isinstance(node, list):
        return [mended(each, parent) for each in cast("Sequence[Any]", node)]
    if not isinstance(node, dict):
        return node
    body = {name: mended(each, name) for name, each in cast("dict[str, Any]", node).items()}
    for name, value in body.items():
        collection = REFERENCES.get(name) or REFERENCES.get(f"{parent}.{name}")
        if collection and isinstance(value, str):
            body[name] = newest(collection)["id"]
    if isinstance(body.get("line_items"), list) and "event_id" in body:
        body["event_id"] = newest(REFERENCES["ticket_type_id"])["event_id"]
    for first, last in SPANS:
        if instant(body.get(first)) > instant(body.get(last), latest=True):
            body[first], body[last] = body[last], body[first]
    if isinstance(body.get("break_minutes"), int):
        body["break_minutes"] = 0
    body.pop("ticket_ids", None)
    return body


def newest(collection: str) -> Any:
    """The youngest resource of a collection."""
    url = f"{os.environ['SANDBOX_URL']}{collection}?limit=1&sort=-created_at"
    with urlopen(Request(url, headers=HEADERS)) as answer:
        return json.load(answer)["data"][0]


def instant(value: Any, *, latest: bool = False) -> float:
    """Something to compare dates and times by; what is neither lies outside of all time."""
    try:
        at = datetime.fromisoformat(value.upper().replace(":60", ":59"))
        return at.timestamp() if at.tzinfo else at.toordinal()
    except (AttributeError, ValueError, OverflowError):
        return float("inf") if latest else float("-inf")
