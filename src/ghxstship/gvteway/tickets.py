# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Tickets: who may come to which event."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

from .._core.call_options import RequestOptions
from .._core.lazy import lazy_module, resource_property
from .._core.model import DateTimeField, Model, Open
from .._core.money import JsonDecimal
from .._core.open_enum import UnknownValue
from .._core.operation import OMIT, ListOperation, Omit, Operation
from .._core.pagination import AsyncPager, Page
from .._core.raw import AsyncRawMethod, RawMethod, RawResource
from .._core.resource import AsyncResource, Resource
from ..conventions import CURSOR_PAGINATION
from ..models import Pagination, Sort
from .models import CustomerRef

if TYPE_CHECKING:
    from .._core import drivers as _core_drivers
else:
    _core_drivers = lazy_module(".._core.drivers", __package__)

__all__ = ["AsyncTickets", "Pagination", "Sort", "Ticket", "TicketList", "TicketStatus", "Tickets"]

TicketStatus: TypeAlias = Literal["valid", "checked_in", "transferred", "refunded"]
"""How a ticket stands."""


class Ticket(Model):
    """The right of one person to come to an event."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    order_id: str
    """Id of the order, `ord_...`."""
    event_id: str
    """Id of the event, `evt_...`."""
    type: str
    """Name of the ticket type, `VIP`."""
    price: JsonDecimal
    """What it cost, 0 or more."""
    currency: str
    """ISO 4217 code of the price."""
    seat: str | None
    """Which seat, where seats are numbered."""
    status: Open[TicketStatus]
    """How it stands."""
    holder: CustomerRef
    """Who may come with it."""
    barcode: str
    """What is scanned at the door."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


class TicketList(Model):
    """A page of tickets."""

    data: list[Ticket]
    """The tickets of this page."""
    pagination: Pagination
    """Where a page stands in its list."""


_LIST: ListOperation[Ticket] = ListOperation(
    "gvteway.tickets.list",
    "GET",
    "/gvteway/v1/tickets",
    {200: TicketList},
    pagination=CURSOR_PAGINATION,
)
_GET: Operation[Ticket] = Operation(
    "gvteway.tickets.get", "GET", "/gvteway/v1/tickets/{ticket_id}", {200: Ticket}
)
_CHECK_IN: Operation[Ticket] = Operation(
    "gvteway.tickets.check_in",
    "POST",
    "/gvteway/v1/tickets/{ticket_id}/check_in",
    {200: Ticket},
    idempotent=True,
)
_TRANSFER: Operation[Ticket] = Operation(
    "gvteway.tickets.transfer",
    "POST",
    "/gvteway/v1/tickets/{ticket_id}/transfer",
    {200: Ticket},
    idempotent=True,
)


class Tickets(Resource):
    """Tickets: who may come to which event."""

    @resource_property
    def with_raw_response(self) -> TicketsWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return TicketsWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        event_id: str | None = None,
        order_id: str | None = None,
        status: TicketStatus | UnknownValue | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> Page[Ticket]:
        """List tickets.

        Args:
            event_id: Only tickets for this event.
            order_id: Only tickets of this order.
            status: Only tickets with this status.
            limit: Items on a page, 1 to 100; 50 if left out.
            cursor: Where to go on: the `pagination.cursor` of an earlier page of the same list.
            created_after: Only what was created after this moment.
            created_before: Only what was created before this moment.
            updated_since: Only what changed at or after this moment.
            sort: What to sort by; a minus sorts downwards.
            max_items: Stop iterating after this many items, 1 or more.
            prefetch: 1 fetches the next page while this one is in use, 0 when its turn comes.
            options: What this call has other than its client.

        Returns:
            The first page; iterating over it goes on through all pages.

        Source:
            `GET /gvteway/v1/tickets`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "event_id": event_id,
                "order_id": order_id,
                "status": status,
                "limit": limit,
                "cursor": cursor,
                "created_after": created_after,
                "created_before": created_before,
                "updated_since": updated_since,
                "sort": sort,
            },
            max_items=max_items,
            prefetch=prefetch,
            options=options,
        )

    def get(self, ticket_id: str, *, options: RequestOptions | None = None) -> Ticket:
        """Get a ticket.

        Args:
            ticket_id: Id of the ticket, `tkt_...`.
            options: What this call has other than its client.

        Returns:
            The ticket.

        Source:
            `GET /gvteway/v1/tickets/{ticket_id}`, scope `read`.
        """
        return self._driver.call(_GET, path={"ticket_id": ticket_id}, options=options)

    def check_in(
        self,
        ticket_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Ticket:
        """Check in a ticket.

        Its holder is at the door. A ticket that is checked in or refunded is a 409 `CONFLICT`.

        Args:
            ticket_id: Id of the ticket, `tkt_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The ticket.

        Source:
            `POST /gvteway/v1/tickets/{ticket_id}/check_in`, scope `write`.
        """
        return self._driver.call(
            _CHECK_IN,
            path={"ticket_id": ticket_id},
            idempotency_key=idempotency_key,
            options=options,
        )

    def transfer(
        self,
        ticket_id: str,
        *,
        email: str,
        first_name: str | Omit | None = OMIT,
        last_name: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Ticket:
        """Transfer a ticket to somebody else.

        The new holder gets a new barcode. A ticket that is checked in or refunded is a 409
        `CONFLICT`. Emits `ticket.transferred`.

        Args:
            ticket_id: Id of the ticket, `tkt_...`.
            email: Where to send it.
            first_name: First name.
            last_name: Last name.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The ticket.

        Source:
            `POST /gvteway/v1/tickets/{ticket_id}/transfer`, scope `write`.
        """
        return self._driver.call(
            _TRANSFER,
            path={"ticket_id": ticket_id},
            body={"email": email, "first_name": first_name, "last_name": last_name},
            idempotency_key=idempotency_key,
            options=options,
        )


class TicketsWithRawResponse(RawResource):
    """`Tickets`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(Tickets(driver))

    list = RawMethod(Tickets.list)
    get = RawMethod(Tickets.get)
    check_in = RawMethod(Tickets.check_in)
    transfer = RawMethod(Tickets.transfer)


class AsyncTickets(AsyncResource):
    """Tickets: who may come to which event."""

    @resource_property
    def with_raw_response(self) -> AsyncTicketsWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncTicketsWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        event_id: str | None = None,
        order_id: str | None = None,
        status: TicketStatus | UnknownValue | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> AsyncPager[Ticket]:
        """List tickets.

        Args:
            event_id: Only tickets for this event.
            order_id: Only tickets of this order.
            status: Only tickets with this status.
            limit: Items on a page, 1 to 100; 50 if left out.
            cursor: Where to go on: the `pagination.cursor` of an earlier page of the same list.
            created_after: Only what was created after this moment.
            created_before: Only what was created before this moment.
            updated_since: Only what changed at or after this moment.
            sort: What to sort by; a minus sorts downwards.
            max_items: Stop iterating after this many items, 1 or more.
            prefetch: 1 fetches the next page while this one is in use, 0 when its turn comes.
            options: What this call has other than its client.

        Returns:
            The first page; iterating over it goes on through all pages.

        Source:
            `GET /gvteway/v1/tickets`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "event_id": event_id,
                "order_id": order_id,
                "status": status,
                "limit": limit,
                "cursor": cursor,
                "created_after": created_after,
                "created_before": created_before,
                "updated_since": updated_since,
                "sort": sort,
            },
            max_items=max_items,
            prefetch=prefetch,
            options=options,
        )

    async def get(self, ticket_id: str, *, options: RequestOptions | None = None) -> Ticket:
        """Get a ticket.

        Args:
            ticket_id: Id of the ticket, `tkt_...`.
            options: What this call has other than its client.

        Returns:
            The ticket.

        Source:
            `GET /gvteway/v1/tickets/{ticket_id}`, scope `read`.
        """
        return await self._driver.call(_GET, path={"ticket_id": ticket_id}, options=options)

    async def check_in(
        self,
        ticket_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Ticket:
        """Check in a ticket.

        Its holder is at the door. A ticket that is checked in or refunded is a 409 `CONFLICT`.

        Args:
            ticket_id: Id of the ticket, `tkt_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The ticket.

        Source:
            `POST /gvteway/v1/tickets/{ticket_id}/check_in`, scope `write`.
        """
        return await self._driver.call(
            _CHECK_IN,
            path={"ticket_id": ticket_id},
            idempotency_key=idempotency_key,
            options=options,
        )

    async def transfer(
        self,
        ticket_id: str,
        *,
        email: str,
        first_name: str | Omit | None = OMIT,
        last_name: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Ticket:
        """Transfer a ticket to somebody else.

        The new holder gets a new barcode. A ticket that is checked in or refunded is a 409
        `CONFLICT`. Emits `ticket.transferred`.

        Args:
            ticket_id: Id of the ticket, `tkt_...`.
            email: Where to send it.
            first_name: First name.
            last_name: Last name.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The ticket.

        Source:
            `POST /gvteway/v1/tickets/{ticket_id}/transfer`, scope `write`.
        """
        return await self._driver.call(
            _TRANSFER,
            path={"ticket_id": ticket_id},
            body={"email": email, "first_name": first_name, "last_name": last_name},
            idempotency_key=idempotency_key,
            options=options,
        )


class AsyncTicketsWithRawResponse(RawResource):
    """`AsyncTickets`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncTickets(driver))

    list = AsyncRawMethod(AsyncTickets.list)
    get = AsyncRawMethod(AsyncTickets.get)
    check_in = AsyncRawMethod(AsyncTickets.check_in)
    transfer = AsyncRawMethod(AsyncTickets.transfer)
