# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Ticket types: what kinds of tickets an event sells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from .._core.call_options import RequestOptions
from .._core.lazy import lazy_module, resource_property
from .._core.model import DateTimeField, Model
from .._core.money import JsonDecimal
from .._core.operation import OMIT, ListOperation, Omit, Operation
from .._core.pagination import AsyncPager, Page
from .._core.raw import AsyncRawMethod, RawMethod, RawResource
from .._core.resource import AsyncResource, Resource
from ..conventions import CURSOR_PAGINATION
from ..models import Pagination, Sort

if TYPE_CHECKING:
    from .._core import drivers as _core_drivers
else:
    _core_drivers = lazy_module(".._core.drivers", __package__)

__all__ = ["AsyncTicketTypes", "Pagination", "Sort", "TicketType", "TicketTypeList", "TicketTypes"]


class TicketType(Model):
    """A kind of ticket that an event sells."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    event_id: str
    """Id of the event, `evt_...`."""
    name: str
    """What it is called, `VIP`."""
    description: str | None
    """What it is good for."""
    price: JsonDecimal
    """Price of one, in `currency`, 0 or more."""
    currency: str
    """ISO 4217 currency code."""
    inventory: int
    """How many there are in all, 0 or more."""
    sold: int
    """How many are sold, 0 or more."""
    perks: list[str]
    """What comes with it."""
    sales_start: DateTimeField | None
    """When sales start."""
    sales_end: DateTimeField | None
    """When sales end."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


class TicketTypeList(Model):
    """A page of ticket types."""

    data: list[TicketType]
    """The ticket types of this page."""
    pagination: Pagination
    """Where a page stands in its list."""


_LIST: ListOperation[TicketType] = ListOperation(
    "gvteway.ticket_types.list",
    "GET",
    "/gvteway/v1/ticket_types",
    {200: TicketTypeList},
    pagination=CURSOR_PAGINATION,
)
_CREATE: Operation[TicketType] = Operation(
    "gvteway.ticket_types.create",
    "POST",
    "/gvteway/v1/ticket_types",
    {201: TicketType},
    idempotent=True,
    money={"price": "currency"},
)
_GET: Operation[TicketType] = Operation(
    "gvteway.ticket_types.get",
    "GET",
    "/gvteway/v1/ticket_types/{ticket_type_id}",
    {200: TicketType},
)
_UPDATE: Operation[TicketType] = Operation(
    "gvteway.ticket_types.update",
    "PATCH",
    "/gvteway/v1/ticket_types/{ticket_type_id}",
    {200: TicketType},
    money={"price": "currency"},
)


class TicketTypes(Resource):
    """Ticket types: what kinds of tickets an event sells."""

    @resource_property
    def with_raw_response(self) -> TicketTypesWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return TicketTypesWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        event_id: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> Page[TicketType]:
        """List ticket types.

        Args:
            event_id: Only ticket types of this event.
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
            `GET /gvteway/v1/ticket_types`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "event_id": event_id,
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
        name: str,
        price: Decimal | float,
        currency: str,
        inventory: int,
        description: str | Omit | None = OMIT,
        perks: Sequence[str] | Omit = OMIT,
        sales_start: datetime | Omit | None = OMIT,
        sales_end: datetime | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> TicketType:
        """Create a ticket type.

        An event that is not there is a 422.

        Args:
            event_id: Id of the event, `evt_...`.
            name: What it is called, `VIP`, 1 to 100 characters.
            price: Price of one, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            inventory: How many there are in all, 0 to 1,000,000,000.
            description: What it is good for.
            perks: What comes with it.
            sales_start: When sales start.
            sales_end: When sales end.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The ticket type.

        Source:
            `POST /gvteway/v1/ticket_types`, scope `write`.
        """
        return self._driver.call(
            _CREATE,
            body={
                "event_id": event_id,
                "name": name,
                "description": description,
                "price": price,
                "currency": currency,
                "inventory": inventory,
                "perks": perks,
                "sales_start": sales_start,
                "sales_end": sales_end,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    def get(self, ticket_type_id: str, *, options: RequestOptions | None = None) -> TicketType:
        """Get a ticket type.

        Args:
            ticket_type_id: Id of the ticket type, `tt_...`.
            options: What this call has other than its client.

        Returns:
            The ticket type.

        Source:
            `GET /gvteway/v1/ticket_types/{ticket_type_id}`, scope `read`.
        """
        return self._driver.call(_GET, path={"ticket_type_id": ticket_type_id}, options=options)

    def update(
        self,
        ticket_type_id: str,
        *,
        name: str | Omit = OMIT,
        description: str | Omit | None = OMIT,
        price: Decimal | float | Omit = OMIT,
        currency: str | Omit = OMIT,
        inventory: int | Omit = OMIT,
        perks: Sequence[str] | Omit = OMIT,
        sales_start: datetime | Omit | None = OMIT,
        sales_end: datetime | Omit | None = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> TicketType:
        """Update a ticket type.

        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            ticket_type_id: Id of the ticket type, `tt_...`.
            name: What it is called, `VIP`, 1 to 100 characters.
            description: What it is good for.
            price: Price of one, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            inventory: How many there are in all, 0 to 1,000,000,000.
            perks: What comes with it.
            sales_start: When sales start.
            sales_end: When sales end.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The ticket type.

        Source:
            `PATCH /gvteway/v1/ticket_types/{ticket_type_id}`, scope `write`.
        """
        return self._driver.call(
            _UPDATE,
            path={"ticket_type_id": ticket_type_id},
            body={
                "name": name,
                "description": description,
                "price": price,
                "currency": currency,
                "inventory": inventory,
                "perks": perks,
                "sales_start": sales_start,
                "sales_end": sales_end,
                "version": version,
            },
            options=options,
        )


class TicketTypesWithRawResponse(RawResource):
    """`TicketTypes`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(TicketTypes(driver))

    list = RawMethod(TicketTypes.list)
    create = RawMethod(TicketTypes.create)
    get = RawMethod(TicketTypes.get)
    update = RawMethod(TicketTypes.update)


class AsyncTicketTypes(AsyncResource):
    """Ticket types: what kinds of tickets an event sells."""

    @resource_property
    def with_raw_response(self) -> AsyncTicketTypesWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncTicketTypesWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        event_id: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> AsyncPager[TicketType]:
        """List ticket types.

        Args:
            event_id: Only ticket types of this event.
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
            `GET /gvteway/v1/ticket_types`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "event_id": event_id,
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
        name: str,
        price: Decimal | float,
        currency: str,
        inventory: int,
        description: str | Omit | None = OMIT,
        perks: Sequence[str] | Omit = OMIT,
        sales_start: datetime | Omit | None = OMIT,
        sales_end: datetime | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> TicketType:
        """Create a ticket type.

        An event that is not there is a 422.

        Args:
            event_id: Id of the event, `evt_...`.
            name: What it is called, `VIP`, 1 to 100 characters.
            price: Price of one, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            inventory: How many there are in all, 0 to 1,000,000,000.
            description: What it is good for.
            perks: What comes with it.
            sales_start: When sales start.
            sales_end: When sales end.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The ticket type.

        Source:
            `POST /gvteway/v1/ticket_types`, scope `write`.
        """
        return await self._driver.call(
            _CREATE,
            body={
                "event_id": event_id,
                "name": name,
                "description": description,
                "price": price,
                "currency": currency,
                "inventory": inventory,
                "perks": perks,
                "sales_start": sales_start,
                "sales_end": sales_end,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    async def get(
        self, ticket_type_id: str, *, options: RequestOptions | None = None
    ) -> TicketType:
        """Get a ticket type.

        Args:
            ticket_type_id: Id of the ticket type, `tt_...`.
            options: What this call has other than its client.

        Returns:
            The ticket type.

        Source:
            `GET /gvteway/v1/ticket_types/{ticket_type_id}`, scope `read`.
        """
        return await self._driver.call(
            _GET, path={"ticket_type_id": ticket_type_id}, options=options
        )

    async def update(
        self,
        ticket_type_id: str,
        *,
        name: str | Omit = OMIT,
        description: str | Omit | None = OMIT,
        price: Decimal | float | Omit = OMIT,
        currency: str | Omit = OMIT,
        inventory: int | Omit = OMIT,
        perks: Sequence[str] | Omit = OMIT,
        sales_start: datetime | Omit | None = OMIT,
        sales_end: datetime | Omit | None = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> TicketType:
        """Update a ticket type.

        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            ticket_type_id: Id of the ticket type, `tt_...`.
            name: What it is called, `VIP`, 1 to 100 characters.
            description: What it is good for.
            price: Price of one, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            inventory: How many there are in all, 0 to 1,000,000,000.
            perks: What comes with it.
            sales_start: When sales start.
            sales_end: When sales end.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The ticket type.

        Source:
            `PATCH /gvteway/v1/ticket_types/{ticket_type_id}`, scope `write`.
        """
        return await self._driver.call(
            _UPDATE,
            path={"ticket_type_id": ticket_type_id},
            body={
                "name": name,
                "description": description,
                "price": price,
                "currency": currency,
                "inventory": inventory,
                "perks": perks,
                "sales_start": sales_start,
                "sales_end": sales_end,
                "version": version,
            },
            options=options,
        )


class AsyncTicketTypesWithRawResponse(RawResource):
    """`AsyncTicketTypes`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncTicketTypes(driver))

    list = AsyncRawMethod(AsyncTicketTypes.list)
    create = AsyncRawMethod(AsyncTicketTypes.create)
    get = AsyncRawMethod(AsyncTicketTypes.get)
    update = AsyncRawMethod(AsyncTicketTypes.update)
