# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""What the platform sends to webhooks and streams: a model for each event, and their union."""

from __future__ import annotations

from collections.abc import Callable
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    Protocol,
    TypeAlias,
    TypeVar,
    get_args,
    overload,
)

from pydantic import Tag

from ._core.envelope import EventReader, text_at
from ._core.model import UNKNOWN_TAG, DateTimeField, Model, Open, open_discriminator
from ._core.money import JsonDecimal
from .atlvs.assets import Asset
from .atlvs.deals import ContactRef, Deal, DealStage, UserRef
from .atlvs.expenses import Expense
from .atlvs.invoices import Invoice
from .compvss.assignments import (
    Assignment,
    AssignmentSchedule,
    CrewMemberRef,
    ProjectRef,
)
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
    "EVENT_READER",
    "EVENT_VERSIONS",
    "AlertSeverity",
    "AnyEvent",
    "AssetCheckedOut",
    "AssetCreated",
    "AssetMaintenanceDue",
    "BrokenRule",
    "Campaign",
    "CampaignStarted",
    "CertificationExpiring",
    "CertificationExpiry",
    "ComplianceAlert",
    "CrewAssigned",
    "CrewAssignment",
    "CrewCheckedIn",
    "CrewOnboarding",
    "CrewOnboardingComplete",
    "DealCreated",
    "DealLost",
    "DealSnapshot",
    "DealUpdated",
    "DealWon",
    "EscalatedTicket",
    "Event",
    "EventCreated",
    "EventMetadata",
    "EventName",
    "EventPublished",
    "EventSoldOut",
    "ExpenseApproved",
    "ExpenseSubmitted",
    "GuestRequest",
    "IncidentCreated",
    "IncidentResolved",
    "InventoryLowStock",
    "InventorySync",
    "InventorySynced",
    "InvoiceCreated",
    "InvoicePaid",
    "OrderCompleted",
    "ProjectCreated",
    "ProjectStatusChanged",
    "Subscriber",
    "SubscriberAdded",
    "TicketEscalation",
    "TicketPurchase",
    "TicketPurchased",
    "TicketRefunded",
    "TicketTransferred",
    "UnknownEvent",
    "UpgradedTicket",
    "VipConciergeRequest",
    "VipUpgrade",
]


EVENT_VERSIONS: Final = frozenset({"1.0"})
"""The envelope's versions that the models here describe."""


class AnyEvent(Model):
    """What every event has, known or not."""

    @property
    def idempotency_key(self) -> str | None:
        """The same on every delivery of this event, or `None` if it has none."""
        return text_at(self, "metadata.idempotency_key")

    @property
    def correlation_id(self) -> str | None:
        """The same on everything that one cause set off, or `None` if it has none."""
        return text_at(self, "metadata.correlation_id")


AlertSeverity: TypeAlias = Literal["info", "warning", "critical"]
"""How bad an alert is."""


class EventMetadata(Model):
    """What ties an event to what caused it."""

    correlation_id: str | None = None
    """The same on everything that one cause set off."""
    idempotency_key: str | None = None
    """The same on every delivery of this event."""


class AssetCheckedOut(AnyEvent):
    """An asset was checked out."""

    event: Literal["asset.checked_out"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: Asset
    """The asset."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class AssetCreated(AnyEvent):
    """An asset was created."""

    event: Literal["asset.created"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: Asset
    """The asset."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class AssetMaintenanceDue(AnyEvent):
    """An asset is due for maintenance."""

    event: Literal["asset.maintenance_due"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
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
    value: JsonDecimal
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
    created_at: DateTimeField
    """When it was created."""


class DealCreated(AnyEvent):
    """A deal was created."""

    event: Literal["deal.created"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: DealSnapshot
    """The deal."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class DealUpdated(AnyEvent):
    """A deal changed."""

    event: Literal["deal.updated"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: Deal
    """The deal."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class DealWon(AnyEvent):
    """A deal was won."""

    event: Literal["deal.won"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: Deal
    """The deal."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class DealLost(AnyEvent):
    """A deal was lost."""

    event: Literal["deal.lost"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: Deal
    """The deal."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class InvoiceCreated(AnyEvent):
    """An invoice was created."""

    event: Literal["invoice.created"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: Invoice
    """The invoice."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class InvoicePaid(AnyEvent):
    """An invoice was paid in full."""

    event: Literal["invoice.paid"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: Invoice
    """The invoice."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class ExpenseSubmitted(AnyEvent):
    """An expense was submitted."""

    event: Literal["expense.submitted"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: Expense
    """The expense."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class ExpenseApproved(AnyEvent):
    """An expense was approved."""

    event: Literal["expense.approved"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: Expense
    """The expense."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class BrokenRule(Model):
    """A rule that something breaks."""

    rule: str
    """Which rule, `insurance_expired`."""
    severity: Open[AlertSeverity]
    """How bad it is."""
    message: str
    """What is wrong, for a reader."""
    resource_id: str | None
    """Id of what breaks it."""
    detected_at: DateTimeField
    """When it was found."""


class ComplianceAlert(AnyEvent):
    """Something breaks a rule."""

    event: Literal["compliance.alert"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: BrokenRule
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


class CertificationExpiring(AnyEvent):
    """A crew member's certification ends soon."""

    event: Literal["certification.expiring"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
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
    started_at: DateTimeField
    """When it started."""


class CampaignStarted(AnyEvent):
    """A campaign started."""

    event: Literal["campaign.started"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: Campaign
    """The campaign."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class ProjectCreated(AnyEvent):
    """A project was created."""

    event: Literal["project.created"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: Project
    """The project."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class ProjectStatusChanged(AnyEvent):
    """A project's status changed."""

    event: Literal["project.status_changed"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
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


class CrewAssigned(AnyEvent):
    """A crew member was assigned to a project."""

    event: Literal["crew.assigned"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: CrewAssignment
    """The assignment."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class CrewCheckedIn(AnyEvent):
    """A crew member checked in for an assignment."""

    event: Literal["crew.checked_in"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: Assignment
    """The assignment."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class CrewOnboarding(Model):
    """A crew member who is ready to work."""

    crew_member: CrewMemberRef
    """Who it is."""
    completed_at: DateTimeField
    """When everything was in."""


class CrewOnboardingComplete(AnyEvent):
    """A crew member's papers are complete."""

    event: Literal["crew.onboarding_complete"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: CrewOnboarding
    """The crew member."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class IncidentCreated(AnyEvent):
    """An incident was reported."""

    event: Literal["incident.created"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: Incident
    """The incident."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class IncidentResolved(AnyEvent):
    """An incident was resolved."""

    event: Literal["incident.resolved"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: Incident
    """The incident."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class InventoryLowStock(AnyEvent):
    """An item came down to its reorder point."""

    event: Literal["inventory.low_stock"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
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
    synced_at: DateTimeField
    """When it was done."""


class InventorySynced(AnyEvent):
    """Stock was taken over from elsewhere."""

    event: Literal["inventory.synced"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: InventorySync
    """What was taken over."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class EscalatedTicket(Model):
    """A ticket that needs somebody's attention."""

    ticket_id: str
    """Id of the ticket, `tkt_...`."""
    event_id: str
    """Id of the event, `evt_...`."""
    reason: str
    """Why, for a reader."""
    escalated_at: DateTimeField
    """When it was escalated."""


class EventCreated(AnyEvent):
    """A live event was created."""

    event: Literal["event.created"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: EventModel
    """The event."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class EventPublished(AnyEvent):
    """A live event was published."""

    event: Literal["event.published"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: EventModel
    """The event."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class EventSoldOut(AnyEvent):
    """A live event reached its capacity."""

    event: Literal["event.sold_out"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: EventModel
    """The event."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class GuestRequest(Model):
    """Something that a guest asks for."""

    event_id: str
    """Id of the event, `evt_...`."""
    customer: CustomerRef
    """Who asks."""
    request: str
    """What for."""
    requested_at: DateTimeField
    """When."""


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


class TicketPurchased(AnyEvent):
    """Tickets were bought."""

    event: Literal["ticket.purchased"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: TicketPurchase
    """What was bought."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class TicketTransferred(AnyEvent):
    """A ticket has a new holder."""

    event: Literal["ticket.transferred"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: Ticket
    """The ticket."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class TicketRefunded(AnyEvent):
    """A ticket was refunded."""

    event: Literal["ticket.refunded"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: Ticket
    """The ticket."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class TicketEscalation(AnyEvent):
    """A ticket needs somebody's attention."""

    event: Literal["ticket.escalation"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: EscalatedTicket
    """What is wrong."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class OrderCompleted(AnyEvent):
    """An order was completed."""

    event: Literal["order.completed"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
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
    subscribed_at: DateTimeField
    """When they signed up."""


class SubscriberAdded(AnyEvent):
    """A customer wants news."""

    event: Literal["subscriber.added"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: Subscriber
    """The subscriber."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class UpgradedTicket(Model):
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
    upgraded_at: DateTimeField
    """When it was upgraded."""


class VipUpgrade(AnyEvent):
    """A ticket was upgraded."""

    event: Literal["vip.upgrade"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: UpgradedTicket
    """The upgrade."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class VipConciergeRequest(AnyEvent):
    """A guest asks for something."""

    event: Literal["vip.concierge_request"]
    """The event's name."""
    version: str
    """Version of the envelope."""
    timestamp: DateTimeField
    """When it happened."""
    data: GuestRequest
    """The request."""
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


class UnknownEvent(AnyEvent):
    """A `Event` of a kind that this version doesn't know, as it came."""

    event: str | None = None
    """What it is instead."""
    version: str | None = None
    """Version of the envelope."""
    timestamp: DateTimeField | None = None
    """When it happened."""
    data: Any = None
    metadata: EventMetadata | None = None
    """What ties an event to what caused it."""


Event: TypeAlias = Annotated[
    Annotated[AssetCheckedOut, Tag("asset.checked_out")]
    | Annotated[AssetCreated, Tag("asset.created")]
    | Annotated[AssetMaintenanceDue, Tag("asset.maintenance_due")]
    | Annotated[CampaignStarted, Tag("campaign.started")]
    | Annotated[CertificationExpiring, Tag("certification.expiring")]
    | Annotated[ComplianceAlert, Tag("compliance.alert")]
    | Annotated[CrewAssigned, Tag("crew.assigned")]
    | Annotated[CrewCheckedIn, Tag("crew.checked_in")]
    | Annotated[CrewOnboardingComplete, Tag("crew.onboarding_complete")]
    | Annotated[DealCreated, Tag("deal.created")]
    | Annotated[DealLost, Tag("deal.lost")]
    | Annotated[DealUpdated, Tag("deal.updated")]
    | Annotated[DealWon, Tag("deal.won")]
    | Annotated[EventCreated, Tag("event.created")]
    | Annotated[EventPublished, Tag("event.published")]
    | Annotated[EventSoldOut, Tag("event.sold_out")]
    | Annotated[ExpenseApproved, Tag("expense.approved")]
    | Annotated[ExpenseSubmitted, Tag("expense.submitted")]
    | Annotated[IncidentCreated, Tag("incident.created")]
    | Annotated[IncidentResolved, Tag("incident.resolved")]
    | Annotated[InventoryLowStock, Tag("inventory.low_stock")]
    | Annotated[InventorySynced, Tag("inventory.synced")]
    | Annotated[InvoiceCreated, Tag("invoice.created")]
    | Annotated[InvoicePaid, Tag("invoice.paid")]
    | Annotated[OrderCompleted, Tag("order.completed")]
    | Annotated[ProjectCreated, Tag("project.created")]
    | Annotated[ProjectStatusChanged, Tag("project.status_changed")]
    | Annotated[SubscriberAdded, Tag("subscriber.added")]
    | Annotated[TicketEscalation, Tag("ticket.escalation")]
    | Annotated[TicketPurchased, Tag("ticket.purchased")]
    | Annotated[TicketRefunded, Tag("ticket.refunded")]
    | Annotated[TicketTransferred, Tag("ticket.transferred")]
    | Annotated[VipConciergeRequest, Tag("vip.concierge_request")]
    | Annotated[VipUpgrade, Tag("vip.upgrade")]
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

EVENT_READER: Final = EventReader[Event](Event, UnknownEvent, "event", EVENT_VERSIONS)
"""Reads an event's JSON as the event's own type."""

_AssetCheckedOutT = TypeVar("_AssetCheckedOutT", bound=Callable[[AssetCheckedOut], object])
_AssetCreatedT = TypeVar("_AssetCreatedT", bound=Callable[[AssetCreated], object])
_AssetMaintenanceDueT = TypeVar(
    "_AssetMaintenanceDueT", bound=Callable[[AssetMaintenanceDue], object]
)
_CampaignStartedT = TypeVar("_CampaignStartedT", bound=Callable[[CampaignStarted], object])
_CertificationExpiringT = TypeVar(
    "_CertificationExpiringT", bound=Callable[[CertificationExpiring], object]
)
_ComplianceAlertT = TypeVar("_ComplianceAlertT", bound=Callable[[ComplianceAlert], object])
_CrewAssignedT = TypeVar("_CrewAssignedT", bound=Callable[[CrewAssigned], object])
_CrewCheckedInT = TypeVar("_CrewCheckedInT", bound=Callable[[CrewCheckedIn], object])
_CrewOnboardingCompleteT = TypeVar(
    "_CrewOnboardingCompleteT", bound=Callable[[CrewOnboardingComplete], object]
)
_DealCreatedT = TypeVar("_DealCreatedT", bound=Callable[[DealCreated], object])
_DealLostT = TypeVar("_DealLostT", bound=Callable[[DealLost], object])
_DealUpdatedT = TypeVar("_DealUpdatedT", bound=Callable[[DealUpdated], object])
_DealWonT = TypeVar("_DealWonT", bound=Callable[[DealWon], object])
_EventCreatedT = TypeVar("_EventCreatedT", bound=Callable[[EventCreated], object])
_EventPublishedT = TypeVar("_EventPublishedT", bound=Callable[[EventPublished], object])
_EventSoldOutT = TypeVar("_EventSoldOutT", bound=Callable[[EventSoldOut], object])
_ExpenseApprovedT = TypeVar("_ExpenseApprovedT", bound=Callable[[ExpenseApproved], object])
_ExpenseSubmittedT = TypeVar("_ExpenseSubmittedT", bound=Callable[[ExpenseSubmitted], object])
_IncidentCreatedT = TypeVar("_IncidentCreatedT", bound=Callable[[IncidentCreated], object])
_IncidentResolvedT = TypeVar("_IncidentResolvedT", bound=Callable[[IncidentResolved], object])
_InventoryLowStockT = TypeVar("_InventoryLowStockT", bound=Callable[[InventoryLowStock], object])
_InventorySyncedT = TypeVar("_InventorySyncedT", bound=Callable[[InventorySynced], object])
_InvoiceCreatedT = TypeVar("_InvoiceCreatedT", bound=Callable[[InvoiceCreated], object])
_InvoicePaidT = TypeVar("_InvoicePaidT", bound=Callable[[InvoicePaid], object])
_OrderCompletedT = TypeVar("_OrderCompletedT", bound=Callable[[OrderCompleted], object])
_ProjectCreatedT = TypeVar("_ProjectCreatedT", bound=Callable[[ProjectCreated], object])
_ProjectStatusChangedT = TypeVar(
    "_ProjectStatusChangedT", bound=Callable[[ProjectStatusChanged], object]
)
_SubscriberAddedT = TypeVar("_SubscriberAddedT", bound=Callable[[SubscriberAdded], object])
_TicketEscalationT = TypeVar("_TicketEscalationT", bound=Callable[[TicketEscalation], object])
_TicketPurchasedT = TypeVar("_TicketPurchasedT", bound=Callable[[TicketPurchased], object])
_TicketRefundedT = TypeVar("_TicketRefundedT", bound=Callable[[TicketRefunded], object])
_TicketTransferredT = TypeVar("_TicketTransferredT", bound=Callable[[TicketTransferred], object])
_VipConciergeRequestT = TypeVar(
    "_VipConciergeRequestT", bound=Callable[[VipConciergeRequest], object]
)
_VipUpgradeT = TypeVar("_VipUpgradeT", bound=Callable[[VipUpgrade], object])
_EventT = TypeVar("_EventT", bound=Callable[[Event], object])


class OnEvent(Protocol):
    """Takes an event's name, and gives the decorator for the event's handlers.

    A handler may also take more than its event, such as the union of two.
    """

    @overload
    def __call__(
        self, name: Literal["asset.checked_out"], /
    ) -> Callable[[_AssetCheckedOutT], _AssetCheckedOutT]: ...

    @overload
    def __call__(
        self, name: Literal["asset.created"], /
    ) -> Callable[[_AssetCreatedT], _AssetCreatedT]: ...

    @overload
    def __call__(
        self, name: Literal["asset.maintenance_due"], /
    ) -> Callable[[_AssetMaintenanceDueT], _AssetMaintenanceDueT]: ...

    @overload
    def __call__(
        self, name: Literal["campaign.started"], /
    ) -> Callable[[_CampaignStartedT], _CampaignStartedT]: ...

    @overload
    def __call__(
        self, name: Literal["certification.expiring"], /
    ) -> Callable[[_CertificationExpiringT], _CertificationExpiringT]: ...

    @overload
    def __call__(
        self, name: Literal["compliance.alert"], /
    ) -> Callable[[_ComplianceAlertT], _ComplianceAlertT]: ...

    @overload
    def __call__(
        self, name: Literal["crew.assigned"], /
    ) -> Callable[[_CrewAssignedT], _CrewAssignedT]: ...

    @overload
    def __call__(
        self, name: Literal["crew.checked_in"], /
    ) -> Callable[[_CrewCheckedInT], _CrewCheckedInT]: ...

    @overload
    def __call__(
        self, name: Literal["crew.onboarding_complete"], /
    ) -> Callable[[_CrewOnboardingCompleteT], _CrewOnboardingCompleteT]: ...

    @overload
    def __call__(
        self, name: Literal["deal.created"], /
    ) -> Callable[[_DealCreatedT], _DealCreatedT]: ...

    @overload
    def __call__(self, name: Literal["deal.lost"], /) -> Callable[[_DealLostT], _DealLostT]: ...

    @overload
    def __call__(
        self, name: Literal["deal.updated"], /
    ) -> Callable[[_DealUpdatedT], _DealUpdatedT]: ...

    @overload
    def __call__(self, name: Literal["deal.won"], /) -> Callable[[_DealWonT], _DealWonT]: ...

    @overload
    def __call__(
        self, name: Literal["event.created"], /
    ) -> Callable[[_EventCreatedT], _EventCreatedT]: ...

    @overload
    def __call__(
        self, name: Literal["event.published"], /
    ) -> Callable[[_EventPublishedT], _EventPublishedT]: ...

    @overload
    def __call__(
        self, name: Literal["event.sold_out"], /
    ) -> Callable[[_EventSoldOutT], _EventSoldOutT]: ...

    @overload
    def __call__(
        self, name: Literal["expense.approved"], /
    ) -> Callable[[_ExpenseApprovedT], _ExpenseApprovedT]: ...

    @overload
    def __call__(
        self, name: Literal["expense.submitted"], /
    ) -> Callable[[_ExpenseSubmittedT], _ExpenseSubmittedT]: ...

    @overload
    def __call__(
        self, name: Literal["incident.created"], /
    ) -> Callable[[_IncidentCreatedT], _IncidentCreatedT]: ...

    @overload
    def __call__(
        self, name: Literal["incident.resolved"], /
    ) -> Callable[[_IncidentResolvedT], _IncidentResolvedT]: ...

    @overload
    def __call__(
        self, name: Literal["inventory.low_stock"], /
    ) -> Callable[[_InventoryLowStockT], _InventoryLowStockT]: ...

    @overload
    def __call__(
        self, name: Literal["inventory.synced"], /
    ) -> Callable[[_InventorySyncedT], _InventorySyncedT]: ...

    @overload
    def __call__(
        self, name: Literal["invoice.created"], /
    ) -> Callable[[_InvoiceCreatedT], _InvoiceCreatedT]: ...

    @overload
    def __call__(
        self, name: Literal["invoice.paid"], /
    ) -> Callable[[_InvoicePaidT], _InvoicePaidT]: ...

    @overload
    def __call__(
        self, name: Literal["order.completed"], /
    ) -> Callable[[_OrderCompletedT], _OrderCompletedT]: ...

    @overload
    def __call__(
        self, name: Literal["project.created"], /
    ) -> Callable[[_ProjectCreatedT], _ProjectCreatedT]: ...

    @overload
    def __call__(
        self, name: Literal["project.status_changed"], /
    ) -> Callable[[_ProjectStatusChangedT], _ProjectStatusChangedT]: ...

    @overload
    def __call__(
        self, name: Literal["subscriber.added"], /
    ) -> Callable[[_SubscriberAddedT], _SubscriberAddedT]: ...

    @overload
    def __call__(
        self, name: Literal["ticket.escalation"], /
    ) -> Callable[[_TicketEscalationT], _TicketEscalationT]: ...

    @overload
    def __call__(
        self, name: Literal["ticket.purchased"], /
    ) -> Callable[[_TicketPurchasedT], _TicketPurchasedT]: ...

    @overload
    def __call__(
        self, name: Literal["ticket.refunded"], /
    ) -> Callable[[_TicketRefundedT], _TicketRefundedT]: ...

    @overload
    def __call__(
        self, name: Literal["ticket.transferred"], /
    ) -> Callable[[_TicketTransferredT], _TicketTransferredT]: ...

    @overload
    def __call__(
        self, name: Literal["vip.concierge_request"], /
    ) -> Callable[[_VipConciergeRequestT], _VipConciergeRequestT]: ...

    @overload
    def __call__(
        self, name: Literal["vip.upgrade"], /
    ) -> Callable[[_VipUpgradeT], _VipUpgradeT]: ...

    @overload
    def __call__(self, name: EventName, /) -> Callable[[_EventT], _EventT]: ...
