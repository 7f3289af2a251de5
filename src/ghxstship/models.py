# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Models that several resources share."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from ._core.model import DateTimeField, Model, Open

__all__ = [
    "DeliveryStatus",
    "Error",
    "ErrorBody",
    "ErrorCode",
    "ErrorDetail",
    "EventName",
    "Pagination",
    "Sort",
    "Webhook",
    "WebhookDelivery",
    "WebhookDeliveryList",
    "WebhookList",
    "WebhookStatus",
    "WebhookWithSecret",
]

DeliveryStatus: TypeAlias = Literal["pending", "delivered", "failed", "retrying"]
"""How a delivery stands."""


ErrorCode: TypeAlias = Literal[
    "BAD_REQUEST",
    "UNAUTHORIZED",
    "FORBIDDEN",
    "NOT_FOUND",
    "CONFLICT",
    "VERSION_CONFLICT",
    "IDEMPOTENCY_CONFLICT",
    "VALIDATION_ERROR",
    "RATE_LIMITED",
    "SERVER_ERROR",
    "SERVICE_UNAVAILABLE",
]
"""What went wrong, for a program."""


EventName: TypeAlias = Literal[
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
    "project.created",
    "project.status_changed",
    "crew.assigned",
    "crew.checked_in",
    "crew.onboarding_complete",
    "incident.created",
    "incident.resolved",
    "inventory.low_stock",
    "inventory.synced",
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
]
"""The name of an event."""


Sort: TypeAlias = Literal["created_at", "-created_at", "updated_at", "-updated_at"]
"""What a list is sorted by; a minus sorts downwards."""


WebhookStatus: TypeAlias = Literal["enabled", "disabled"]
"""Whether a webhook is sent anything."""


class Pagination(Model):
    """Where a page stands in its list."""

    cursor: str | None
    """Where the next page starts; `null` on the last."""
    has_more: Annotated[bool, Field(alias="hasMore")]
    """Whether there is a next page."""
    total: int
    """Items on all pages, 0 or more."""


class ErrorDetail(Model):
    """What is wrong with one field."""

    field: str
    """The field's path, `line_items.0.quantity`."""
    message: str
    """What is wrong with it."""


class ErrorBody(Model):
    """What went wrong."""

    code: Open[ErrorCode]
    """What went wrong, for a program."""
    message: str
    """What went wrong, for a reader."""
    details: list[ErrorDetail]
    """What is wrong, field by field; empty where it is about no field."""
    request_id: str
    """The failed request's `X-Request-ID`."""
    documentation_url: str
    """A page about this code."""


class Error(Model):
    """The envelope of every error."""

    error: ErrorBody
    """What went wrong."""


class Webhook(Model):
    """An address that events are sent to."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    url: str
    """Where events are sent."""
    events: list[Open[EventName] | Open[Literal["*"]]]
    """What is sent to it."""
    description: str | None
    """What it is for."""
    status: Open[WebhookStatus]
    """Whether it is sent anything."""
    previous_secret_expires_at: DateTimeField | None
    """Until when the secret before this one signs as well."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


class WebhookDelivery(Model):
    """An event on its way to a webhook."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    event: Open[EventName]
    """The event's name."""
    event_id: str
    """Id of the event, the same in the stream and on every attempt."""
    status: Open[DeliveryStatus]
    """How it stands."""
    attempt: int
    """Attempts so far, 6 at most, 0 or more."""
    response_status: int | None
    """HTTP status of the last answer."""
    response_time_ms: float | None
    """Milliseconds that the last answer took, 0 or more."""
    response_body: str | None
    """How the body of the last answer begins, 1,000 characters at most."""
    error: str | None
    """Why the last attempt has no answer, or why none was made."""
    next_attempt_at: DateTimeField | None
    """When it is tried again."""
    payload: dict[str, Any]
    """What is sent."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


class WebhookDeliveryList(Model):
    """A page of deliveries."""

    data: list[WebhookDelivery]
    """The deliveries of this page."""
    pagination: Pagination
    """Where a page stands in its list."""


class WebhookList(Model):
    """A page of webhooks."""

    data: list[Webhook]
    """The webhooks of this page."""
    pagination: Pagination
    """Where a page stands in its list."""


class WebhookWithSecret(Model):
    """A webhook and its secret."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    url: str
    """Where events are sent."""
    events: list[Open[EventName] | Open[Literal["*"]]]
    """What is sent to it."""
    description: str | None
    """What it is for."""
    status: Open[WebhookStatus]
    """Whether it is sent anything."""
    previous_secret_expires_at: DateTimeField | None
    """Until when the secret before this one signs as well."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""
    secret: Annotated[str, Field(repr=False)]
    """Signs deliveries; keep it like a password."""
