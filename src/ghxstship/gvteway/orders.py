# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Orders: what customers bought."""

from __future__ import annotations

from collections.abc import Sequence
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
from .models import CustomerRef, TicketLineItem, TicketLineItemParam, VenueRef

if TYPE_CHECKING:
    from .._core import drivers as _core_drivers
else:
    _core_drivers = lazy_module(".._core.drivers", __package__)

__all__ = [
    "AsyncOrders",
    "EventRef",
    "Order",
    "OrderList",
    "OrderPayment",
    "OrderStatus",
    "OrderTicket",
    "Orders",
    "Pagination",
    "Sort",
]

OrderStatus: TypeAlias = Literal["pending", "completed", "refunded", "partially_refunded"]
"""How an order stands."""


class EventRef(Model):
    """A live event, as other resources name it."""

    id: str
    """Id of the event, `evt_...`."""
    name: str
    """What it is called."""
    date: DateTimeField
    """When it starts."""
    genre: str | None = None
    """Kind of event, `festival`."""
    venue: VenueRef
    """Where it is."""


class OrderTicket(Model):
    """A ticket, as its order names it."""

    id: str
    """Id of the ticket, `tkt_...`."""
    type: str
    """Name of the ticket type, `VIP`."""
    price: JsonDecimal
    """What it cost, 0 or more."""
    seat: str | None
    """Which seat, where seats are numbered."""


class OrderPayment(Model):
    """How an order was paid."""

    method: str
    """How, `credit_card`."""
    last_four: str | None
    """Last four digits of the card."""
    currency: str | None = None
    """ISO 4217 code of all amounts of the order."""
    subtotal: JsonDecimal
    """Sum of the tickets, 0 or more."""
    fees: JsonDecimal
    """Booking fees, 0 or more."""
    total: JsonDecimal
    """Subtotal and fees, 0 or more."""


class Order(Model):
    """Tickets that a customer bought at once."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    event: EventRef
    """The event."""
    tickets: list[OrderTicket]
    """The tickets."""
    customer: CustomerRef
    """Who bought them."""
    payment: OrderPayment
    """How it was paid."""
    status: Open[OrderStatus]
    """How it stands."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


class OrderList(Model):
    """A page of orders."""

    data: list[Order]
    """The orders of this page."""
    pagination: Pagination
    """Where a page stands in its list."""


_LIST: ListOperation[Order] = ListOperation(
    "gvteway.orders.list",
    "GET",
    "/gvteway/v1/orders",
    {200: OrderList},
    pagination=CURSOR_PAGINATION,
)
_CREATE: Operation[Order] = Operation(
    "gvteway.orders.create", "POST", "/gvteway/v1/orders", {201: Order}, idempotent=True
)
_GET: Operation[Order] = Operation(
    "gvteway.orders.get", "GET", "/gvteway/v1/orders/{order_id}", {200: Order}
)
_REFUND: Operation[Order] = Operation(
    "gvteway.orders.refund",
    "POST",
    "/gvteway/v1/orders/{order_id}/refund",
    {200: Order},
    idempotent=True,
)


class Orders(Resource):
    """Orders: what customers bought."""

    @resource_property
    def with_raw_response(self) -> OrdersWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return OrdersWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        event_id: str | None = None,
        customer_id: str | None = None,
        status: OrderStatus | UnknownValue | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> Page[Order]:
        """List orders.

        Args:
            event_id: Only orders for this event.
            customer_id: Only orders of this customer.
            status: Only orders with this status.
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
            `GET /gvteway/v1/orders`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "event_id": event_id,
                "customer_id": customer_id,
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

    def create(
        self,
        *,
        event_id: str,
        customer_id: str,
        line_items: Sequence[TicketLineItemParam | TicketLineItem],
        payment_method: str,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Order:
        """Create an order.

        It is charged and completed at once, and makes the tickets. An event, customer or ticket
        type that is not there is a 422; too few tickets left, a ticket type of another event or a
        canceled event is a 409 `CONFLICT`. Emits `order.completed`, `ticket.purchased` and, with
        the last ticket, `event.sold_out`.

        Args:
            event_id: Id of the event, `evt_...`.
            customer_id: Id of the customer, `cust_...`.
            line_items: What is bought, 1 to 20 lines.
            payment_method: How it is paid, `credit_card`, 1 to 50 characters.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The order.

        Source:
            `POST /gvteway/v1/orders`, scope `write`.
        """
        return self._driver.call(
            _CREATE,
            body={
                "event_id": event_id,
                "customer_id": customer_id,
                "line_items": line_items,
                "payment_method": payment_method,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    def get(self, order_id: str, *, options: RequestOptions | None = None) -> Order:
        """Get an order.

        Args:
            order_id: Id of the order, `ord_...`.
            options: What this call has other than its client.

        Returns:
            The order.

        Source:
            `GET /gvteway/v1/orders/{order_id}`, scope `read`.
        """
        return self._driver.call(_GET, path={"order_id": order_id}, options=options)

    def refund(
        self,
        order_id: str,
        *,
        ticket_ids: Sequence[str] | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Order:
        """Refund an order.

        All of its tickets, or those that you name; they are valid no longer. A ticket of another
        order is a 422; a ticket that is refunded already, or nothing left to refund, is a 409
        `CONFLICT`. Emits `ticket.refunded` for each ticket.

        Args:
            order_id: Id of the order, `ord_...`.
            ticket_ids: Ids of the tickets, `tkt_...`; all if absent. 1 to 2,000 items.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The order.

        Source:
            `POST /gvteway/v1/orders/{order_id}/refund`, scope `write`.
        """
        return self._driver.call(
            _REFUND,
            path={"order_id": order_id},
            body={"ticket_ids": ticket_ids},
            idempotency_key=idempotency_key,
            options=options,
        )


class OrdersWithRawResponse(RawResource):
    """`Orders`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(Orders(driver))

    list = RawMethod(Orders.list)
    create = RawMethod(Orders.create)
    get = RawMethod(Orders.get)
    refund = RawMethod(Orders.refund)


class AsyncOrders(AsyncResource):
    """Orders: what customers bought."""

    @resource_property
    def with_raw_response(self) -> AsyncOrdersWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncOrdersWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        event_id: str | None = None,
        customer_id: str | None = None,
        status: OrderStatus | UnknownValue | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> AsyncPager[Order]:
        """List orders.

        Args:
            event_id: Only orders for this event.
            customer_id: Only orders of this customer.
            status: Only orders with this status.
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
            `GET /gvteway/v1/orders`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "event_id": event_id,
                "customer_id": customer_id,
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

    async def create(
        self,
        *,
        event_id: str,
        customer_id: str,
        line_items: Sequence[TicketLineItemParam | TicketLineItem],
        payment_method: str,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Order:
        """Create an order.

        It is charged and completed at once, and makes the tickets. An event, customer or ticket
        type that is not there is a 422; too few tickets left, a ticket type of another event or a
        canceled event is a 409 `CONFLICT`. Emits `order.completed`, `ticket.purchased` and, with
        the last ticket, `event.sold_out`.

        Args:
            event_id: Id of the event, `evt_...`.
            customer_id: Id of the customer, `cust_...`.
            line_items: What is bought, 1 to 20 lines.
            payment_method: How it is paid, `credit_card`, 1 to 50 characters.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The order.

        Source:
            `POST /gvteway/v1/orders`, scope `write`.
        """
        return await self._driver.call(
            _CREATE,
            body={
                "event_id": event_id,
                "customer_id": customer_id,
                "line_items": line_items,
                "payment_method": payment_method,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    async def get(self, order_id: str, *, options: RequestOptions | None = None) -> Order:
        """Get an order.

        Args:
            order_id: Id of the order, `ord_...`.
            options: What this call has other than its client.

        Returns:
            The order.

        Source:
            `GET /gvteway/v1/orders/{order_id}`, scope `read`.
        """
        return await self._driver.call(_GET, path={"order_id": order_id}, options=options)

    async def refund(
        self,
        order_id: str,
        *,
        ticket_ids: Sequence[str] | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Order:
        """Refund an order.

        All of its tickets, or those that you name; they are valid no longer. A ticket of another
        order is a 422; a ticket that is refunded already, or nothing left to refund, is a 409
        `CONFLICT`. Emits `ticket.refunded` for each ticket.

        Args:
            order_id: Id of the order, `ord_...`.
            ticket_ids: Ids of the tickets, `tkt_...`; all if absent. 1 to 2,000 items.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The order.

        Source:
            `POST /gvteway/v1/orders/{order_id}/refund`, scope `write`.
        """
        return await self._driver.call(
            _REFUND,
            path={"order_id": order_id},
            body={"ticket_ids": ticket_ids},
            idempotency_key=idempotency_key,
            options=options,
        )


class AsyncOrdersWithRawResponse(RawResource):
    """`AsyncOrders`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncOrders(driver))

    list = AsyncRawMethod(AsyncOrders.list)
    create = AsyncRawMethod(AsyncOrders.create)
    get = AsyncRawMethod(AsyncOrders.get)
    refund = AsyncRawMethod(AsyncOrders.refund)
