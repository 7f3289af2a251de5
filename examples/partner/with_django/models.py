"""The table of deals, and how far polling has come."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models, transaction

from ghxstship.atlvs.deals import Deal as PlatformDeal
from ghxstship.events import DealCreated, DealLost, DealUpdated, DealWon, Event

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Deal(models.Model):
    """A deal as the mirror has it; what is deleted stays, so that no late event brings it back."""

    id: models.CharField[str, str] = models.CharField(primary_key=True, max_length=100)
    name: models.TextField[str, str] = models.TextField()
    value: models.DecimalField[Decimal, Decimal] = models.DecimalField(
        max_digits=21, decimal_places=3
    )
    currency: models.CharField[str, str] = models.CharField(max_length=3)
    status: models.CharField[str, str] = models.CharField(max_length=20)
    updated_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    deleted: models.BooleanField[bool, bool] = models.BooleanField(default=False)

    objects: ClassVar[models.Manager[Deal]] = models.Manager()

    class Meta:
        """The order of the page."""

        ordering: ClassVar[list[str]] = ["-updated_at", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def amount(self) -> str:
        """The value, for people."""
        return f"{self.value:,.2f}"

    @property
    def changed(self) -> str:
        """When it was changed, for people."""
        return f"{self.updated_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


class Checkpoint(models.Model):
    """How far polling has come: one row."""

    updated_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    objects: ClassVar[models.Manager[Checkpoint]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.updated_at}"


def columns_of(deal: PlatformDeal) -> dict[str, Any]:
    """A deal of a list or of an event, as columns."""
    names = ("id", "name", "value", "currency", "status", "updated_at")
    return {name: getattr(deal, name) for name in names}


def columns_of_event(event: Event) -> dict[str, Any] | None:
    """What an event says of a deal; `None` if it is about something else."""
    match event:
        case DealCreated(data=new):  # it has neither a status nor a time of change yet
            same = {name: getattr(new, name) for name in ("id", "name", "value", "currency")}
            return {**same, "status": "open", "updated_at": new.created_at}
        case DealUpdated(data=deal) | DealWon(data=deal) | DealLost(data=deal):
            return columns_of(deal)
        case _:
            return None


def save(columns: dict[str, Any]) -> None:
    """Insert a deal, or update it unless what is there is newer, whichever way it came."""
    there = Deal.objects.filter(id=columns["id"], updated_at__lte=columns["updated_at"])
    if not there.update(**columns):
        Deal.objects.get_or_create(id=columns["id"], defaults=columns)


def checkpoint() -> datetime:
    """The newest change that polling has stored."""
    found = Checkpoint.objects.first()
    return found.updated_at if found else LONG_AGO


def save_polled(deals: Sequence[PlatformDeal]) -> None:
    """Store deals, which come by the time of their change, with how far they go."""
    with transaction.atomic():
        for deal in deals:
            save(columns_of(deal))
        if deals:
            newest = max(checkpoint(), deals[-1].updated_at)
            Checkpoint.objects.update_or_create(id=1, defaults={"updated_at": newest})
