# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Stream: events of COMPVSS as they happen."""

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
    CrewAssigned,
    CrewCheckedIn,
    CrewOnboardingComplete,
    EventMetadata,
    IncidentCreated,
    IncidentResolved,
    InventoryLowStock,
    InventorySynced,
    ProjectCreated,
    ProjectStatusChanged,
)
from ..models import EventName

if TYPE_CHECKING:
    from .._core import streaming as _core_streaming
else:
    _core_streaming = lazy_module(".._core.streaming", __package__)

__all__ = ["AsyncStream", "CompvssEvent", "EventName", "Stream", "UnknownCompvssEvent"]


class UnknownCompvssEvent(AnyEvent):
    """A `CompvssEvent` of a kind that this version doesn't know, as it came."""

    event: str | None = None
    """What it is instead."""
    version: str | None = None
    """Version of the envelope."""
    timestamp: DateTimeField | None = None
    """When it happened."""
    data: Any = None
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


CompvssEvent: TypeAlias = Annotated[
    Annotated[ProjectCreated, Tag("project.created")]
    | Annotated[ProjectStatusChanged, Tag("project.status_changed")]
    | Annotated[CrewAssigned, Tag("crew.assigned")]
    | Annotated[CrewCheckedIn, Tag("crew.checked_in")]
    | Annotated[CrewOnboardingComplete, Tag("crew.onboarding_complete")]
    | Annotated[IncidentCreated, Tag("incident.created")]
    | Annotated[IncidentResolved, Tag("incident.resolved")]
    | Annotated[InventoryLowStock, Tag("inventory.low_stock")]
    | Annotated[InventorySynced, Tag("inventory.synced")]
    | Annotated[UnknownCompvssEvent, Tag(UNKNOWN_TAG)],
    open_discriminator(
        "event",
        "event",
        frozenset(
            {
                "project.created",
                "project.status_changed",
                "crew.assigned",
                "crew.checked_in",
                "crew.onboarding_complete",
                "incident.created",
                "incident.resolved",
                "inventory.low_stock",
                "inventory.synced",
            }
        ),
    ),
]
"""Any event of COMPVSS."""


_LISTEN: StreamOperation[CompvssEvent] = StreamOperation(
    "compvss.stream.listen",
    "GET",
    "/compvss/v1/stream",
    {200: CompvssEvent},
    styles={"events": "comma"},
)


class Stream(Resource):
    """Stream: events of COMPVSS as they happen."""

    def listen(
        self,
        *,
        events: Sequence[EventName | UnknownValue] | None = None,
        last_event_id: str | None = None,
        options: RequestOptions | None = None,
    ) -> _core_streaming.EventStream[CompvssEvent]:
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
            `GET /compvss/v1/stream`, scope `read`.
        """
        return self._driver.stream(
            _LISTEN,
            query={"events": events},
            headers={"Last-Event-ID": last_event_id},
            options=options,
        )


class AsyncStream(AsyncResource):
    """Stream: events of COMPVSS as they happen."""

    def listen(
        self,
        *,
        events: Sequence[EventName | UnknownValue] | None = None,
        last_event_id: str | None = None,
        options: RequestOptions | None = None,
    ) -> _core_streaming.AsyncEventStream[CompvssEvent]:
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
            `GET /compvss/v1/stream`, scope `read`.
        """
        return self._driver.stream(
            _LISTEN,
            query={"events": events},
            headers={"Last-Event-ID": last_event_id},
            options=options,
        )
