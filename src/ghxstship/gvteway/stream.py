# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Stream: events of GVTEWAY as they happen."""

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
    CampaignStarted,
    EventCreated,
    EventMetadata,
    EventPublished,
    EventSoldOut,
    OrderCompleted,
    SubscriberAdded,
    TicketEscalation,
    TicketPurchased,
    TicketRefunded,
    TicketTransferred,
    VipConciergeRequest,
    VipUpgrade,
)
from ..models import EventName

if TYPE_CHECKING:
    from .._core import streaming as _core_streaming
else:
    _core_streaming = lazy_module(".._core.streaming", __package__)

__all__ = ["AsyncStream", "EventName", "GvtewayEvent", "Stream", "UnknownGvtewayEvent"]


class UnknownGvtewayEvent(AnyEvent):
    """A `GvtewayEvent` of a kind that this version doesn't know, as it came."""

    event: str | None = None
    """What it is instead."""
    version: str | None = None
    """Version of the envelope."""
    timestamp: DateTimeField | None = None
    """When it happened."""
    data: Any = None
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


GvtewayEvent: TypeAlias = Annotated[
    Annotated[TicketPurchased, Tag("ticket.purchased")]
    | Annotated[TicketTransferred, Tag("ticket.transferred")]
    | Annotated[TicketRefunded, Tag("ticket.refunded")]
    | Annotated[TicketEscalation, Tag("ticket.escalation")]
    | Annotated[EventCreated, Tag("event.created")]
    | Annotated[EventPublished, Tag("event.published")]
    | Annotated[EventSoldOut, Tag("event.sold_out")]
    | Annotated[OrderCompleted, Tag("order.completed")]
    | Annotated[CampaignStarted, Tag("campaign.started")]
    | Annotated[SubscriberAdded, Tag("subscriber.added")]
    | Annotated[VipUpgrade, Tag("vip.upgrade")]
    | Annotated[VipConciergeRequest, Tag("vip.concierge_request")]
    | Annotated[UnknownGvtewayEvent, Tag(UNKNOWN_TAG)],
    open_discriminator(
        "event",
        "event",
        frozenset(
            {
                "ticket.purchased",
                "ticket.transferred",
                "ticket.refunded",
                "ticket.escalation",
                "event.created",
                "event.published",
                "event.sold_out",
                "order.completed",
                "campaign.started",
                "subscriber.added",
                "vip.upgrade",
                "vip.concierge_request",
            }
        ),
    ),
]
"""Any event of GVTEWAY."""


_LISTEN: StreamOperation[GvtewayEvent] = StreamOperation(
    "gvteway.stream.listen",
    "GET",
    "/gvteway/v1/stream",
    {200: GvtewayEvent},
    styles={"events": "comma"},
)


class Stream(Resource):
    """Stream: events of GVTEWAY as they happen."""

    def listen(
        self,
        *,
        events: Sequence[EventName | UnknownValue] | None = None,
        last_event_id: str | None = None,
        options: RequestOptions | None = None,
    ) -> _core_streaming.EventStream[GvtewayEvent]:
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
            `GET /gvteway/v1/stream`, scope `read`.
        """
        return self._driver.stream(
            _LISTEN,
            query={"events": events},
            headers={"Last-Event-ID": last_event_id},
            options=options,
        )


class AsyncStream(AsyncResource):
    """Stream: events of GVTEWAY as they happen."""

    def listen(
        self,
        *,
        events: Sequence[EventName | UnknownValue] | None = None,
        last_event_id: str | None = None,
        options: RequestOptions | None = None,
    ) -> _core_streaming.AsyncEventStream[GvtewayEvent]:
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
            `GET /gvteway/v1/stream`, scope `read`.
        """
        return self._driver.stream(
            _LISTEN,
            query={"events": events},
            headers={"Last-Event-ID": last_event_id},
            options=options,
        )
