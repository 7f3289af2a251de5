"""ATLVS: deals, invoices, expenses, assets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..call import Behaviours
from .rules import embed, refer, require_status

if TYPE_CHECKING:
    from ..call import Call
    from ..collection import Resource

atlvs = Behaviours()

_SNAPSHOT = (
    "id", "name", "value", "currency", "stage", "owner", "contact", "custom_fields", "created_at"
)  # fmt: skip


def _people(call: Call, deal: Resource) -> None:
    refer(call, deal, "owner", "atlvs.users", ("id", "name", "email"))
    refer(call, deal, "contact", "atlvs.contacts", ("id", "name", "email", "company"))


@atlvs.change("atlvs.deals.create")
def create_deal(call: Call, deal: Resource) -> None:
    """Tell of a new deal."""
    _people(call, deal)
    call.emit("deal.created", {name: deal[name] for name in _SNAPSHOT})


@atlvs.change("atlvs.deals.update")
def update_deal(call: Call, deal: Resource) -> None:
    """Tell of a changed deal."""
    _people(call, deal)
    call.emit("deal.updated", deal)


@atlvs.change("atlvs.deals.win")
def win_deal(call: Call, deal: Resource) -> None:
    """Win an open deal."""
    require_status(deal, "open", action="won")
    deal.update(status="won", stage="closed", probability=1)
    call.emit("deal.updated", deal)
    call.emit("deal.won", deal)


@atlvs.change("atlvs.deals.lose")
def lose_deal(call: Call, deal: Resource) -> None:
    """Lose an open deal."""
    require_status(deal, "open", action="lost")
    deal.update(status="lost", stage="closed", probability=0)
    deal["lost_reason"] = (call.body or {}).get("lost_reason")
    call.emit("deal.updated", deal)
    call.emit("deal.lost", deal)
