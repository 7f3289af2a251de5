# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Stream: events of ATLVS as they happen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from pydantic import Tag

from .._core.call_options import RequestOptions
from .._core.lazy import lazy_module
from .._core.model import UNKNOWN_TAG, DateTimeField, open_discriminator
from .._core.open_enum import UnknownValue
from .._core.operation import StreamOperation
from .._core.resource import AsyncResource, Resource
from ..events import (
    AnyEvent,
    AssetCheckedOut,
    AssetCreated,
    AssetMaintenanceDue,
    CertificationExpiring,
    ComplianceAlert,
    DealCreated,
    DealLost,
    DealUpdated,
    DealWon,
    EventMetadata,
    ExpenseApproved,
    ExpenseSubmitted,
    InvoiceCreated,
    InvoicePaid,
)
from ..models import EventName

if TYPE_CHECKING:
    from .._core import streaming as _core_streaming
else:
    _core_streaming = lazy_module(".._core.streaming", __package__)

__all__ = ["AsyncStream", "AtlvsEvent", "EventName", "Stream", "UnknownAtlvsEvent"]


class UnknownAtlvsEvent(AnyEvent):
    """A `AtlvsEvent` of a kind that this version doesn't know, as it came."""

    event: str | None = None
    """What it is instead."""
    version: str | None = None
    """Version of the envelope."""
    timestamp: DateTimeField | None = None
    """When it happened."""
    data: Any = None
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


AtlvsEvent: TypeAlias = Annotated[
    Annotated[DealCreated, Tag("deal.created")]
    | Annotated[DealUpdated, Tag("deal.updated")]
    | Annotated[DealWon, Tag("deal.won")]
    | Annotated[DealLost, Tag("deal.lost")]
    | Annotated[InvoiceCreated, Tag("invoice.created")]
    | Annotated[InvoicePaid, Tag("invoice.paid")]
    | Annotated[ExpenseSubmitted, Tag("expense.submitted")]
    | Annotated[ExpenseApproved, Tag("expense.approved")]
    | Annotated[AssetCreated, Tag("asset.created")]
    | Annotated[AssetMaintenanceDue, Tag("asset.maintenance_due")]
    | Annotated[AssetCheckedOut, Tag("asset.checked_out")]
    | Annotated[ComplianceAlert, Tag("compliance.alert")]
    | Annotated[CertificationExpiring, Tag("certification.expiring")]
    | Annotated[UnknownAtlvsEvent, Tag(UNKNOWN_TAG)],
    open_discriminator(
        "event",
        "event",
        frozenset(
            {
                "deal.created",
                "deal.updated",
                "deal.won",
                "deal.lost",
                "invoice.created",
                "invoice.paid",
                "expense.submitted",
                "expense.approved",
                "asset.created",
                "asset.maintenance_due",
                "asset.checked_out",
                "compliance.alert",
                "certification.expiring",
            }
        ),
    ),
]
"""Any event of ATLVS."""


_LISTEN: StreamOperation[AtlvsEvent] = StreamOperation(
    "atlvs.stream.listen", "GET", "/atlvs/v1/stream", {200: AtlvsEvent}, styles={"events": "comma"}
)


class Stream(Resource):
    """Stream: events of ATLVS as they happen."""

    def listen(
        self,
        *,
        events: Sequence[EventName | UnknownValue] | None = None,
        last_event_id: str | None = None,
        options: RequestOptions | None = None,
    ) -> _core_streaming.EventStream[AtlvsEvent]:
        """Listen to events as they happen.

        Server-sent events: `data:` holds the envelope that webhooks get, `id:` the event's id, and
        a comment comes every 15 seconds to show that the line stands. After a break, send the last
        id as `Last-Event-ID` and go on where you were.

        Args:
            events: Only these events, separated by commas.
            last_event_id: Go on after this event, the last `id:` that you received.
            options: What this call has other than its client.

        Returns:
            The events as they come; it connects when it is entered or iterated.

        Source:
            `GET /atlvs/v1/stream`, scope `read`.
        """
        return self._driver.stream(
            _LISTEN,
            query={"events": events},
            headers={"Last-Event-ID": last_event_id},
            options=options,
        )


class AsyncStream(AsyncResource):
    """Stream: events of ATLVS as they happen."""

    def listen(
        self,
        *,
        events: Sequence[EventName | UnknownValue] | None = None,
        last_event_id: str | None = None,
        options: RequestOptions | None = None,
    ) -> _core_streaming.AsyncEventStream[AtlvsEvent]:
        """Listen to events as they happen.

        Server-sent events: `data:` holds the envelope that webhooks get, `id:` the event's id, and
        a comment comes every 15 seconds to show that the line stands. After a break, send the last
        id as `Last-Event-ID` and go on where you were.

        Args:
            events: Only these events, separated by commas.
            last_event_id: Go on after this event, the last `id:` that you received.
            options: What this call has other than its client.

        Returns:
            The events as they come; it connects when it is entered or iterated.

        Source:
            `GET /atlvs/v1/stream`, scope `read`.
        """
        return self._driver.stream(
            _LISTEN,
            query={"events": events},
            headers={"Last-Event-ID": last_event_id},
            options=options,
        )
