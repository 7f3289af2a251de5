"""Every amount of money in `openapi.yaml` says so, and where its currency is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

import pytest

from .document import DOCUMENT, SCHEMAS, Node, follow, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

MONEY = re.compile(
    r"(^|_)(value|amount|price|prices|total|subtotal|fees?|rate|budget|costs?|tax|paid|planned|committed"
    r"|actual|variance|balance|revenue|salary|pay|deposit|discount|due|spent)(_|$)"
)
NO_MONEY = {
    "Pagination.total",
    "PortfolioHealth.win_rate",
    "MembershipAccessRules.discount_percent",
}
"""Numbers whose names look like amounts: a count, and two ratios."""


def types(node: Node) -> set[str]:
    found = follow(node).get("type", ())
    return {found} if isinstance(found, str) else set(found)


def numbers() -> Iterator[tuple[str, Node]]:
    """Every property that is a number, by schema and name; parameters by their operation."""
    for pointer, node in walk(DOCUMENT):
        for name, inner in cast("Node", node.get("properties") or {}).items():
            if types(inner) & {"number", "integer"}:
                schema = pointer.removeprefix("#/components/schemas/")
                yield f"{schema.replace('/', '.')}.{name}", inner
        if node.get("in") in ("query", "header", "path") and types(node["schema"]) & {"number"}:
            yield f"{pointer}.{node['name']}", node["schema"]


NUMBERS = dict(numbers())
MARKED = {name for name, node in NUMBERS.items() if "x-money" in node}


def test_every_amount_is_marked() -> None:
    alike = {name for name in NUMBERS if MONEY.search(name.rpartition(".")[2])}
    assert alike - NO_MONEY == MARKED, "mark it with x-money, or say here that it is no money"
    assert alike >= NO_MONEY


def test_no_other_number_is_left_unseen() -> None:
    """A number that is not whole, and no amount, is one of these: a new one is looked at."""
    fractions = {
        name for name, node in NUMBERS.items() if "number" in types(node) and name not in MARKED
    }
    assert fractions == {
        *(f"Deal{kind}.probability" for kind in ("", "Create", "Update")),
        *(f"Vendor{kind}.rating" for kind in ("", "Create", "Update")),
        *("InvoiceLineItem.quantity", "InvoiceLineItemInput.quantity", "PlatformHealth.score"),
        *("PortfolioHealth.win_rate", "MembershipAccessRules.discount_percent"),
        *("TimeEntry.hours", "WebhookDelivery.response_time_ms"),
    }


def uses(
    node: Node, around: tuple[Node, ...] = ()
) -> Iterator[tuple[str | None, tuple[Node, ...]]]:
    """The mark of every amount in a schema, and the properties of the objects around it."""
    node = follow(node)
    if "x-money" in node:
        yield node["x-money"]["currency"], around
    for inner in (*node.get("anyOf", ()), *node.get("oneOf", ()), *node.get("allOf", ())):
        yield from uses(inner, around)
    if "items" in node:
        yield from uses(node["items"], around)
    for inner in node.get("properties", {}).values():
        yield from uses(inner, (*around, node["properties"]))


WHOLE = sorted(name for name in SCHEMAS if re.search(r"(Create|Update|Budget|Health|Event)$", name))
RESOURCES = sorted(name for name, node in SCHEMAS.items() if "x-id-prefix" in node)


@pytest.mark.parametrize("name", [*RESOURCES, *WHOLE])
def test_a_currency_is_where_the_mark_says(name: str) -> None:
    for path, around in uses(SCHEMAS[name]):
        assert path is not None, "only what has its currency elsewhere may say null"
        steps = path.split("/")
        above = steps.count("..")
        found: Node = {"properties": around[-1 - above]}
        for step in steps[above:]:
            found = follow(found["properties"][step])
        assert found["pattern"] == "^[A-Z]{3}$"


def test_only_these_amounts_have_their_currency_elsewhere() -> None:
    without = {name for name in MARKED if NUMBERS[name]["x-money"]["currency"] is None}
    assert {name.replace("/", ".").rpartition(".")[2] for name in without} == {
        "amount",  # of a payment, which is in the invoice's
        "min_value",  # which is compared to amounts in any
    }
    assert len(without) == 2
