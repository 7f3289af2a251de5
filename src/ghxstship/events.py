# Generated from openapi.yaml by `python -m generator generate`: edit the document, not this file.
"""What the platform sends to webhooks and streams: a model for each event, and their union."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final, Literal, TypeAlias, get_args

from pydantic import Tag

from ._core.model import UNKNOWN_TAG, Model, Open, open_discriminator
from .atlvs.assets import Asset
from .atlvs.deals import ContactRef, Deal, DealStage, UserRef
from .atlvs.expenses import Expense
from .atlvs.invoices import Invoice
from .compvss.assignments import Assignment, AssignmentSchedule, CrewMemberRef, ProjectRef
from .compvss.crew import Certification
from .compvss.incidents import Incident
from .compvss.inventory import InventoryItem
from .compvss.projects import Project
from .gvteway.events import Event as EventModel
from .gvteway.models import CustomerRef
from .gvteway.orders import EventRef, Order, OrderPayment, OrderTicket
from .gvteway.tickets import Ticket
from .models import EventName

__all__ = [
    "EVENT_NAMES",
    "SIGNATURE_HEADER",
    "TOLERANCE_SECONDS",
    "AlertSeverity",
    "AssetCheckedOutEvent",
    "AssetCreatedEvent",
    "AssetMaintenanceDueEvent",
    "Campaign",
    "CampaignStartedEvent",
    "CertificationExpiringEvent",
    "CertificationExpiry",
    "ComplianceAlert",
    "ComplianceAlertEvent",
    "CrewAssignedEvent",
    "CrewAssignment",
    "CrewCheckedInEvent",
    "CrewOnboarding",
    "CrewOnboardingCompleteEvent",
    "DealCreatedEvent",
    "DealLostEvent",
    "DealSnapshot",
    "DealUpdatedEvent",
    "DealWonEvent",
    "Event",
    "EventCreatedEvent",
    "EventMetadata",
    "EventName",
    "EventPublishedEvent",
    "EventSoldOutEvent",
    "ExpenseApprovedEvent",
    "ExpenseSubmittedEvent",
    "IncidentCreatedEvent",
    "IncidentResolvedEvent",
    "InventoryLowStockEvent",
    "InventorySync",
    "InventorySyncedEvent",
    "InvoiceCreatedEvent",
    "InvoicePaidEvent",
    "OrderCompletedEvent",
    "ProjectCreatedEvent",
    "ProjectStatusChangedEvent",
    "Subscriber",
    "SubscriberAddedEvent",
    "TicketEscalation",
    "TicketEscalationEvent",
    "TicketPurchase",
    "TicketPurchasedEvent",
    "TicketRefundedEvent",
    "TicketTransferredEvent",
    "UnknownEvent",
    "VipConciergeRequest",
    "VipConciergeRequestEvent",
    "VipUpgrade",
    "VipUpgradeEvent",
]


SIGNATURE_HEADER: Final = "X-GHXSTSHIP-Signature"
"""The header that carries a delivery's signature."""

TOLERANCE_SECONDS: Final = 300
"""How many seconds a delivery's timestamp may differ from now, either way."""

AlertSeverity: TypeAlias = Literal["info", "warning", "critical"]
"""How bad an alert is."""


class EventMetadata(Model):
    """What ties an event to what caused it."""

    correlation_id: str | None = None
    """The same on everything that one cause set off."""
    idempotency_key: str | None = None
    """The same on every delivery of this event."""


class AssetCheckedOutEvent(Model):
    """An asset was checked out."""

    event: Literal["asset.checked_out"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: Asset
    """The asset."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class AssetCreatedEvent(Model):
    """An asset was created."""

    event: Literal["asset.created"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: Asset
    """The asset."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class AssetMaintenanceDueEvent(Model):
    """An asset is due for maintenance."""

    event: Literal["asset.maintenance_due"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: Asset
    """The asset."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class DealSnapshot(Model):
    """A deal as `deal.created` tells of it."""

    id: str
    """Unique id, `deal_...`."""
    name: str
    """Short title."""
    value: float
    """Expected value in `currency`, 0 or more."""
    currency: str
    """ISO 4217 currency code."""
    stage: Open[DealStage]
    """How far it has come."""
    owner: UserRef | None
    """Who is responsible."""
    contact: ContactRef | None
    """Who it is made with."""
    custom_fields: dict[str, Any]
    """Fields of your own."""
    created_at: datetime
    """When it was created."""


class DealCreatedEvent(Model):
    """A deal was created."""

    event: Literal["deal.created"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: DealSnapshot
    """The deal."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class DealUpdatedEvent(Model):
    """A deal changed."""

    event: Literal["deal.updated"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: Deal
    """The deal."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class DealWonEvent(Model):
    """A deal was won."""

    event: Literal["deal.won"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: Deal
    """The deal."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class DealLostEvent(Model):
    """A deal was lost."""

    event: Literal["deal.lost"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: Deal
    """The deal."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class InvoiceCreatedEvent(Model):
    """An invoice was created."""

    event: Literal["invoice.created"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: Invoice
    """The invoice."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class InvoicePaidEvent(Model):
    """An invoice was paid in full."""

    event: Literal["invoice.paid"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: Invoice
    """The invoice."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class ExpenseSubmittedEvent(Model):
    """An expense was submitted."""

    event: Literal["expense.submitted"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: Expense
    """The expense."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class ExpenseApprovedEvent(Model):
    """An expense was approved."""

    event: Literal["expense.approved"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: Expense
    """The expense."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class ComplianceAlert(Model):
    """A rule that something breaks."""

    rule: str
    """Which rule, `insurance_expired`."""
    severity: Open[AlertSeverity]
    """How bad it is."""
    message: str
    """What is wrong, for a reader."""
    resource_id: str | None
    """Id of what breaks it."""
    detected_at: datetime
    """When it was found."""


class ComplianceAlertEvent(Model):
    """Something breaks a rule."""

    event: Literal["compliance.alert"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: ComplianceAlert
    """The alert."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class CertificationExpiry(Model):
    """A certification that ends soon."""

    crew_member: CrewMemberRef
    """Whose it is."""
    certification: Certification
    """Which one."""
    days_left: int
    """Days until it expires, 0 or more."""


class CertificationExpiringEvent(Model):
    """A crew member's certification ends soon."""

    event: Literal["certification.expiring"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: CertificationExpiry
    """The certification."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class Campaign(Model):
    """Marketing that goes out to customers."""

    name: str
    """What it is called."""
    channel: str
    """How it goes out, `email`."""
    event_id: str | None
    """Id of the event that it is for, `evt_...`."""
    audience_size: int
    """How many people it goes to, 0 or more."""
    started_at: datetime
    """When it started."""


class CampaignStartedEvent(Model):
    """A campaign started."""

    event: Literal["campaign.started"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: Campaign
    """The campaign."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class ProjectCreatedEvent(Model):
    """A project was created."""

    event: Literal["project.created"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: Project
    """The project."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class ProjectStatusChangedEvent(Model):
    """A project's status changed."""

    event: Literal["project.status_changed"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: Project
    """The project."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class CrewAssignment(Model):
    """An assignment as `crew.assigned` tells of it."""

    assignment_id: str
    """Id of the assignment, `assign_...`."""
    project: ProjectRef
    """The project."""
    crew_member: CrewMemberRef
    """The crew member."""
    role: str
    """What they do, `Stage Manager`."""
    department: str | None
    """Where they work, `Audio`."""
    schedule: AssignmentSchedule
    """When it is, and what it pays."""


class CrewAssignedEvent(Model):
    """A crew member was assigned to a project."""

    event: Literal["crew.assigned"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: CrewAssignment
    """The assignment."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class CrewCheckedInEvent(Model):
    """A crew member checked in for an assignment."""

    event: Literal["crew.checked_in"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: Assignment
    """The assignment."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class CrewOnboarding(Model):
    """A crew member who is ready to work."""

    crew_member: CrewMemberRef
    """Who it is."""
    completed_at: datetime
    """When everything was in."""


class CrewOnboardingCompleteEvent(Model):
    """A crew member's papers are complete."""

    event: Literal["crew.onboarding_complete"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: CrewOnboarding
    """The crew member."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class IncidentCreatedEvent(Model):
    """An incident was reported."""

    event: Literal["incident.created"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: Incident
    """The incident."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class IncidentResolvedEvent(Model):
    """An incident was resolved."""

    event: Literal["incident.resolved"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: Incident
    """The incident."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class InventoryLowStockEvent(Model):
    """An item came down to its reorder point."""

    event: Literal["inventory.low_stock"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: InventoryItem
    """The item."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class InventorySync(Model):
    """A count of the stock that was taken over from elsewhere."""

    source: str
    """Where it came from."""
    items_updated: int
    """Items whose quantity changed, 0 or more."""
    synced_at: datetime
    """When it was done."""


class InventorySyncedEvent(Model):
    """Stock was taken over from elsewhere."""

    event: Literal["inventory.synced"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: InventorySync
    """What was taken over."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class EventCreatedEvent(Model):
    """A live event was created."""

    event: Literal["event.created"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: EventModel
    """The event."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class EventPublishedEvent(Model):
    """A live event was published."""

    event: Literal["event.published"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: EventModel
    """The event."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class EventSoldOutEvent(Model):
    """A live event reached its capacity."""

    event: Literal["event.sold_out"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: EventModel
    """The event."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class TicketPurchase(Model):
    """An order as `ticket.purchased` tells of it."""

    order_id: str
    """Id of the order, `ord_...`."""
    event: EventRef
    """The event."""
    tickets: list[OrderTicket]
    """The tickets."""
    customer: CustomerRef
    """Who bought them."""
    payment: OrderPayment
    """How they were paid."""


class TicketPurchasedEvent(Model):
    """Tickets were bought."""

    event: Literal["ticket.purchased"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: TicketPurchase
    """What was bought."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class TicketTransferredEvent(Model):
    """A ticket has a new holder."""

    event: Literal["ticket.transferred"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: Ticket
    """The ticket."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class TicketRefundedEvent(Model):
    """A ticket was refunded."""

    event: Literal["ticket.refunded"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: Ticket
    """The ticket."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class TicketEscalation(Model):
    """A ticket that needs somebody's attention."""

    ticket_id: str
    """Id of the ticket, `tkt_...`."""
    event_id: str
    """Id of the event, `evt_...`."""
    reason: str
    """Why, for a reader."""
    escalated_at: datetime
    """When it was escalated."""


class TicketEscalationEvent(Model):
    """A ticket needs somebody's attention."""

    event: Literal["ticket.escalation"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: TicketEscalation
    """What is wrong."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class OrderCompletedEvent(Model):
    """An order was completed."""

    event: Literal["order.completed"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: Order
    """The order."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class Subscriber(Model):
    """A customer who wants news."""

    customer: CustomerRef
    """Who it is."""
    source: str | None
    """Where they signed up."""
    subscribed_at: datetime
    """When they signed up."""


class SubscriberAddedEvent(Model):
    """A customer wants news."""

    event: Literal["subscriber.added"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: Subscriber
    """The subscriber."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class VipUpgrade(Model):
    """A ticket that became a better one."""

    ticket_id: str
    """Id of the ticket, `tkt_...`."""
    event_id: str
    """Id of the event, `evt_...`."""
    customer: CustomerRef
    """Who holds it."""
    from_type: str
    """Name of the ticket type before."""
    to_type: str
    """Name of the ticket type now."""
    upgraded_at: datetime
    """When it was upgraded."""


class VipUpgradeEvent(Model):
    """A ticket was upgraded."""

    event: Literal["vip.upgrade"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: VipUpgrade
    """The upgrade."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class VipConciergeRequest(Model):
    """Something that a guest asks for."""

    event_id: str
    """Id of the event, `evt_...`."""
    customer: CustomerRef
    """Who asks."""
    request: str
    """What for."""
    requested_at: datetime
    """When."""


class VipConciergeRequestEvent(Model):
    """A guest asks for something."""

    event: Literal["vip.concierge_request"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: datetime
    """When it happened."""
    data: VipConciergeRequest
    """The request."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class UnknownEvent(Model):
    """A `Event` of a kind that this version doesn't know, as it came."""

    event: str | None = None
    """What it is instead."""
    version: Any = None
    """Version of the envelope."""
    timestamp: Any = None
    """When it happened."""
    data: Any = None
    metadata: Any = None
    """What ties an event to what caused it."""


Event: TypeAlias = Annotated[
    Annotated[AssetCheckedOutEvent, Tag("asset.checked_out")]
    | Annotated[AssetCreatedEvent, Tag("asset.created")]
    | Annotated[AssetMaintenanceDueEvent, Tag("asset.maintenance_due")]
    | Annotated[CampaignStartedEvent, Tag("campaign.started")]
    | Annotated[CertificationExpiringEvent, Tag("certification.expiring")]
    | Annotated[ComplianceAlertEvent, Tag("compliance.alert")]
    | Annotated[CrewAssignedEvent, Tag("crew.assigned")]
    | Annotated[CrewCheckedInEvent, Tag("crew.checked_in")]
    | Annotated[CrewOnboardingCompleteEvent, Tag("crew.onboarding_complete")]
    | Annotated[DealCreatedEvent, Tag("deal.created")]
    | Annotated[DealLostEvent, Tag("deal.lost")]
    | Annotated[DealUpdatedEvent, Tag("deal.updated")]
    | Annotated[DealWonEvent, Tag("deal.won")]
    | Annotated[EventCreatedEvent, Tag("event.created")]
    | Annotated[EventPublishedEvent, Tag("event.published")]
    | Annotated[EventSoldOutEvent, Tag("event.sold_out")]
    | Annotated[ExpenseApprovedEvent, Tag("expense.approved")]
    | Annotated[ExpenseSubmittedEvent, Tag("expense.submitted")]
    | Annotated[IncidentCreatedEvent, Tag("incident.created")]
    | Annotated[IncidentResolvedEvent, Tag("incident.resolved")]
    | Annotated[InventoryLowStockEvent, Tag("inventory.low_stock")]
    | Annotated[InventorySyncedEvent, Tag("inventory.synced")]
    | Annotated[InvoiceCreatedEvent, Tag("invoice.created")]
    | Annotated[InvoicePaidEvent, Tag("invoice.paid")]
    | Annotated[OrderCompletedEvent, Tag("order.completed")]
    | Annotated[ProjectCreatedEvent, Tag("project.created")]
    | Annotated[ProjectStatusChangedEvent, Tag("project.status_changed")]
    | Annotated[SubscriberAddedEvent, Tag("subscriber.added")]
    | Annotated[TicketEscalationEvent, Tag("ticket.escalation")]
    | Annotated[TicketPurchasedEvent, Tag("ticket.purchased")]
    | Annotated[TicketRefundedEvent, Tag("ticket.refunded")]
    | Annotated[TicketTransferredEvent, Tag("ticket.transferred")]
    | Annotated[VipConciergeRequestEvent, Tag("vip.concierge_request")]
    | Annotated[VipUpgradeEvent, Tag("vip.upgrade")]
    | Annotated[UnknownEvent, Tag(UNKNOWN_TAG)],
    open_discriminator(
        "event",
        "event",
        frozenset(
            {
                "asset.checked_out",
                "asset.created",
                "asset.maintenance_due",
                "campaign.started",
                "certification.expiring",
                "compliance.alert",
                "crew.assigned",
                "crew.checked_in",
                "crew.onboarding_complete",
                "deal.created",
                "deal.lost",
                "deal.updated",
                "deal.won",
                "event.created",
                "event.published",
                "event.sold_out",
                "expense.approved",
                "expense.submitted",
                "incident.created",
                "incident.resolved",
                "inventory.low_stock",
                "inventory.synced",
                "invoice.created",
                "invoice.paid",
                "order.completed",
                "project.created",
                "project.status_changed",
                "subscriber.added",
                "ticket.escalation",
                "ticket.purchased",
                "ticket.refunded",
                "ticket.transferred",
                "vip.concierge_request",
                "vip.upgrade",
            }
        ),
    ),
]
"""Any event."""


EVENT_NAMES: Final[tuple[EventName, ...]] = get_args(EventName)
"""The names of all events."""
