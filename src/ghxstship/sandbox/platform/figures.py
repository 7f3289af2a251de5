"""Figures that are computed when someone asks: budgets, and how the whole business does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..behaviours import Behaviours
from ..error_responses import not_found

if TYPE_CHECKING:
    from ..call import Call
    from ..collection import Resource
    from ..money import Amount

figures = Behaviours()

_CURRENCY = "USD"
_SPENT = ("approved", "reimbursed")


@figures.perform("atlvs.projects.budget.get")
def project_budget(call: Call) -> Resource:
    """What a project may cost and does: its budget, and its expenses by category.

    What was submitted is committed, what was approved is spent; what was rejected does not count,
    nor does what is in another currency.
    """
    identifier = call.path["project_id"]
    project = call.table("compvss.projects").get(identifier)
    if project is None:
        raise not_found(f"There is no project with the id {identifier!r}")
    currency = project["currency"] or _CURRENCY
    committed: dict[str, Amount] = {}
    actual: dict[str, Amount] = {}
    for expense in call.table("atlvs.expenses").where(project_id=identifier, currency=currency):
        if expense["status"] != "rejected":
            _add(committed, expense)
        if expense["status"] in _SPENT:
            _add(actual, expense)
    planned: Amount = project["budget"] or 0
    lines = [_line("unallocated", planned, 0, 0)]
    lines += [_line(name, 0, committed[name], actual.get(name, 0)) for name in sorted(committed)]
    spent = sum(actual.values())
    return {
        "project_id": identifier,
        "currency": currency,
        "planned": planned,
        "committed": sum(committed.values()),
        "actual": spent,
        "variance": planned - spent,
        "lines": lines,
        "as_of": call.now,
    }


def _add(sums: dict[str, Amount], expense: Resource) -> None:
    sums[expense["category"]] = sums.get(expense["category"], 0) + expense["amount"]


def _line(category: str, planned: Amount, committed: Amount, actual: Amount) -> Resource:
    return {"category": category, "planned": planned, "committed": committed, "actual": actual}


@figures.perform("atlvs.analytics.portfolio_health.get")
def portfolio_health(call: Call) -> Resource:
    """How the whole business does; values in other currencies than the figures' are left out."""
    deals = [deal for deal in call.table("atlvs.deals").where() if deal["currency"] == _CURRENCY]
    by_status = {
        status: [deal for deal in deals if deal["status"] == status]
        for status in ("open", "won", "lost")
    }
    closed = len(by_status["won"]) + len(by_status["lost"])
    win_rate = round(len(by_status["won"]) / closed, 4) if closed else None
    overdue = _count(call, "atlvs.invoices", status="overdue")
    return {
        "as_of": call.now,
        "open_deals": len(by_status["open"]),
        "pipeline_value": sum(deal["value"] for deal in by_status["open"]),
        "won_value": sum(deal["value"] for deal in by_status["won"]),
        "win_rate": win_rate,
        "overdue_invoices": overdue,
        "currency": _CURRENCY,
        "platforms": [
            _business(win_rate, overdue, _count(call, "atlvs.invoices")),
            _production(call),
            _audience(call),
        ],
    }


def _business(win_rate: float | None, overdue: int, invoices: int) -> Resource:
    signals = [f"{overdue} of {invoices} invoices are overdue"]
    if win_rate is not None:
        signals.append(f"{win_rate:.0%} of closed deals were won")
    won = 0.5 if win_rate is None else win_rate
    return _health("atlvs", 50 * won + 50 * _share(invoices - overdue, invoices), signals)


def _production(call: Call) -> Resource:
    incidents = _count(call, "compvss.incidents")
    resolved = _count(call, "compvss.incidents", status="resolved")
    items = _count(call, "compvss.inventory")
    stocked = _count(call, "compvss.inventory", status="in_stock")
    signals = [
        f"{incidents - resolved} of {incidents} incidents are not resolved",
        f"{items - stocked} of {items} inventory items run short",
    ]
    score = 50 * _share(resolved, incidents) + 50 * _share(stocked, items)
    return _health("compvss", score, signals)


def _audience(call: Call) -> Resource:
    events = [event for event in call.table("gvteway.events").where() if event["capacity"]]
    capacity = sum(event["capacity"] for event in events)
    sold = sum(event["tickets_sold"] for event in events)
    signals = [f"{sold} of {capacity} tickets are sold"]
    return _health("gvteway", 100 * _share(sold, capacity), signals)


def _health(platform: str, score: float, signals: list[str]) -> Resource:
    return {"platform": platform, "score": round(min(score, 100), 1), "signals": signals}


def _share(part: float, whole: float) -> float:
    """A part of a whole; of nothing, everything is well."""
    return part / whole if whole else 1.0


def _count(call: Call, collection: str, **equal: Any) -> int:
    return len(call.table(collection).where(**equal))
