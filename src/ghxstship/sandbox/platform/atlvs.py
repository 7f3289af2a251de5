"""ATLVS: deals, contacts, invoices, expenses, assets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..behaviours import Behaviours
from ..money import excess, times
from ..rules import (
    excerpt,
    require,
    require_exists,
    require_field,
    require_order,
    require_status,
)

if TYPE_CHECKING:
    from ..call import Call
    from ..collection import Resource

atlvs = Behaviours()

_SNAPSHOT = (
    "id", "name", "value", "currency", "stage", "owner", "contact", "custom_fields", "created_at",
)  # fmt: skip


@atlvs.change("atlvs.deals.create")
def create_deal(call: Call, deal: Resource) -> None:
    """Fill in who it is about, and tell of it."""
    _people(call, deal)
    call.emit("deal.created", {name: deal[name] for name in _SNAPSHOT})


@atlvs.change("atlvs.deals.update")
def update_deal(call: Call, deal: Resource) -> None:
    """Fill in who it is about, and tell of it."""
    _people(call, deal)
    call.emit("deal.updated", deal)


@atlvs.change("atlvs.deals.win")
def win_deal(call: Call, deal: Resource) -> None:
    """Close it as won."""
    require_status(deal, "open", action="won")
    deal.update(status="won", stage="closed", probability=1)
    call.emit("deal.updated", deal)
    call.emit("deal.won", deal)


@atlvs.change("atlvs.deals.lose")
def lose_deal(call: Call, deal: Resource) -> None:
    """Close it as lost."""
    require_status(deal, "open", action="lost")
    deal.update(
        status="lost", stage="closed", probability=0, lost_reason=call.argument("lost_reason")
    )
    call.emit("deal.updated", deal)
    call.emit("deal.lost", deal)


def _people(call: Call, deal: Resource) -> None:
    """Fill in what the deal tells of people whom the request names by their ids."""
    for field, collection, members in (
        ("owner", "atlvs.users", ("id", "name", "email")),
        ("contact", "atlvs.contacts", ("id", "name", "email", "company")),
    ):
        if call.argument(field):
            person = call.look_up(collection, deal[field]["id"], f"{field}.id")
            deal[field] = excerpt(person, members)


@atlvs.change("atlvs.contacts.create", "atlvs.contacts.update")
def name_contact(_call: Call, contact: Resource) -> None:
    """Make the full name of its parts."""
    contact["name"] = f"{contact['first_name']} {contact['last_name']}"


@atlvs.change("atlvs.invoices.create")
def create_invoice(call: Call, invoice: Resource) -> None:
    """Number it, add it up, and tell of it."""
    invoice.update(number=f"INV-{call.next_number('invoices'):05}", amount_paid=0)
    _reckon(call, invoice)
    call.emit("invoice.created", invoice)


@atlvs.change("atlvs.invoices.update")
def update_invoice(call: Call, invoice: Resource) -> None:
    """Add it up again while it is a draft."""
    require_status(invoice, "draft", action="changed")
    _reckon(call, invoice)


@atlvs.change("atlvs.invoices.delete")
def delete_invoice(_call: Call, invoice: Resource) -> None:
    """Let go of a draft alone."""
    require_status(invoice, "draft", action="deleted")


@atlvs.change("atlvs.invoices.send")
def send_invoice(call: Call, invoice: Resource) -> None:
    """Hand it to the customer."""
    require_status(invoice, "draft", action="sent")
    invoice["status"] = "sent"
    invoice["issue_date"] = invoice["issue_date"] or call.today


@atlvs.change("atlvs.invoices.pay")
def pay_invoice(call: Call, invoice: Resource) -> None:
    """Take a payment, in part or in full."""
    require_status(invoice, "sent", "overdue", action="paid")
    left = invoice["total"] - invoice["amount_paid"]
    amount = left if call.argument("amount") is None else call.argument("amount")
    wrong = excess(amount, invoice["currency"])
    require_field(wrong is None, "amount", wrong or "")
    require(amount <= left, f"The amount is more than the {left} that is left to pay")
    invoice["amount_paid"] += amount
    if amount == left:
        invoice.update(status="paid", paid_at=call.argument("paid_at") or call.now)
        call.emit("invoice.paid", invoice)


@atlvs.change("atlvs.invoices.void")
def void_invoice(_call: Call, invoice: Resource) -> None:
    """Owe it no longer."""
    require_status(invoice, "draft", "sent", "overdue", action="voided")
    invoice["status"] = "void"


@atlvs.refresh("atlvs.invoices")
def notice_overdue(call: Call) -> None:
    """Make sent invoices overdue whose due date has passed, once a day."""
    if not call.first_today("overdue"):
        return
    table = call.table("atlvs.invoices")
    for invoice in table.where(status="sent"):
        if invoice["due_date"] and invoice["due_date"] < call.today:
            invoice["status"] = "overdue"
            call.save(table, invoice)


def _reckon(call: Call, invoice: Resource) -> None:
    require_exists(call, "deal_id", "atlvs.deals")
    require_exists(call, "contact_id", "atlvs.contacts")
    require_order(invoice["issue_date"], invoice["due_date"], "due_date")
    for line in invoice["line_items"]:
        line["amount"] = times(line["unit_price"], line["quantity"], invoice["currency"])
    subtotal = sum(line["amount"] for line in invoice["line_items"])
    invoice.update(subtotal=subtotal, total=subtotal + invoice["tax"])


@atlvs.change("atlvs.expenses.create")
def create_expense(call: Call, expense: Resource) -> None:
    """Tell of a new one."""
    _check_expense(call, expense)
    call.emit("expense.submitted", expense)


@atlvs.change("atlvs.expenses.update")
def _check_expense(call: Call, _expense: Resource) -> None:
    require_exists(call, "submitted_by", "atlvs.users")
    require_exists(call, "project_id", "compvss.projects")


@atlvs.change("atlvs.expenses.approve")
def approve_expense(call: Call, expense: Resource) -> None:
    """Agree to pay it back."""
    require_status(expense, "submitted", action="approved")
    expense["status"] = "approved"
    call.emit("expense.approved", expense)


@atlvs.change("atlvs.expenses.reject")
def reject_expense(_call: Call, expense: Resource) -> None:
    """Refuse to pay it back."""
    require_status(expense, "submitted", action="rejected")
    expense["status"] = "rejected"


@atlvs.change("atlvs.assets.create")
def create_asset(call: Call, asset: Resource) -> None:
    """Tell of a new one, and whether it is due for maintenance already."""
    call.emit("asset.created", asset)
    if _is_due(asset, "", call.today):
        call.emit("asset.maintenance_due", asset)


@atlvs.change("atlvs.assets.update")
def update_asset(call: Call, asset: Resource) -> None:
    """Tell when it goes into maintenance or is due for it; what is checked out comes back first."""
    goes = asset["status"] == "maintenance" != call.before["status"]
    if asset["status"] != call.before["status"]:
        require(call.before["status"] != "checked_out", "It is checked out: check it in first")
    was_due = _is_due(call.before, "", call.today)
    if goes or (not was_due and _is_due(asset, "", call.today)):
        call.emit("asset.maintenance_due", asset)


@atlvs.daily
def notice_maintenance(call: Call, since: str) -> None:
    """Tell of the assets whose day of maintenance has come since a day."""
    for asset in call.table("atlvs.assets").where():
        if _is_due(asset, since, call.today):
            call.emit("asset.maintenance_due", asset, platform="atlvs")


def _is_due(asset: Resource, since: str, today: str) -> bool:
    """Whether its day of maintenance has come after a day, and it is still to be looked after."""
    day = asset["next_maintenance_on"] or ""
    return since < day <= today and asset["status"] in ("available", "checked_out")


@atlvs.change("atlvs.assets.check_out")
def check_out_asset(call: Call, asset: Resource) -> None:
    """Hand it to someone."""
    require_status(asset, "available", action="checked out")
    asset.update(status="checked_out", checked_out_to=call.argument("checked_out_to"))
    asset["location"] = call.argument("location") or asset["location"]
    call.emit("asset.checked_out", asset)


@atlvs.change("atlvs.assets.check_in")
def check_in_asset(call: Call, asset: Resource) -> None:
    """Take it back."""
    require_status(asset, "checked_out", action="checked in")
    asset.update(status="available", checked_out_to=None)
    asset["location"] = call.argument("location") or asset["location"]
