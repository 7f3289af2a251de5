# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Inventory: what you keep in stock."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

from .._core.call_options import RequestOptions
from .._core.lazy import lazy_module, resource_property
from .._core.model import DateTimeField, Model, Open
from .._core.open_enum import UnknownValue
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

__all__ = [
    "AsyncInventory",
    "Inventory",
    "InventoryItem",
    "InventoryItemList",
    "InventoryStatus",
    "Pagination",
    "Sort",
]

InventoryStatus: TypeAlias = Literal["in_stock", "low_stock", "out_of_stock"]
"""How much there is of an item."""


class InventoryItem(Model):
    """Something that you keep in stock."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    name: str
    """What it is."""
    sku: str
    """Stock keeping unit."""
    quantity: int
    """How many there are, 0 or more."""
    reorder_point: int
    """At this quantity or below, stock is low, 0 or more."""
    unit: str
    """What is counted, `each`."""
    location: str | None
    """Where it is."""
    status: Open[InventoryStatus]
    """How much there is; follows from the quantity."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


class InventoryItemList(Model):
    """A page of inventory items."""

    data: list[InventoryItem]
    """The inventory items of this page."""
    pagination: Pagination
    """Where a page stands in its list."""


_LIST: ListOperation[InventoryItem] = ListOperation(
    "compvss.inventory.list",
    "GET",
    "/compvss/v1/inventory",
    {200: InventoryItemList},
    pagination=CURSOR_PAGINATION,
)
_CREATE: Operation[InventoryItem] = Operation(
    "compvss.inventory.create",
    "POST",
    "/compvss/v1/inventory",
    {201: InventoryItem},
    idempotent=True,
)
_GET: Operation[InventoryItem] = Operation(
    "compvss.inventory.get", "GET", "/compvss/v1/inventory/{item_id}", {200: InventoryItem}
)
_UPDATE: Operation[InventoryItem] = Operation(
    "compvss.inventory.update", "PATCH", "/compvss/v1/inventory/{item_id}", {200: InventoryItem}
)
_DELETE: Operation[None] = Operation(
    "compvss.inventory.delete", "DELETE", "/compvss/v1/inventory/{item_id}", {204: None}
)
_ADJUST: Operation[InventoryItem] = Operation(
    "compvss.inventory.adjust",
    "POST",
    "/compvss/v1/inventory/{item_id}/adjust",
    {200: InventoryItem},
    idempotent=True,
)


class Inventory(Resource):
    """Inventory: what you keep in stock."""

    @resource_property
    def with_raw_response(self) -> InventoryWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return InventoryWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        status: InventoryStatus | UnknownValue | None = None,
        sku: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> Page[InventoryItem]:
        """List inventory items.

        Args:
            status: Only items with this status.
            sku: Only the item with this stock keeping unit.
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
            `GET /compvss/v1/inventory`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "status": status,
                "sku": sku,
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
        name: str,
        sku: str,
        quantity: int | Omit = OMIT,
        reorder_point: int | Omit = OMIT,
        unit: str | Omit = OMIT,
        location: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> InventoryItem:
        """Create an inventory item.

        Args:
            name: What it is, 1 to 255 characters.
            sku: Stock keeping unit, 1 to 100 characters.
            quantity: How many there are, 0 to 1,000,000,000; 0 if left out.
            reorder_point: At this quantity or below, stock is low, 0 to 1,000,000,000; 0 if
                left out.
            unit: What is counted, `each`, 1 to 50 characters; `each` if left out.
            location: Where it is.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The inventory item.

        Source:
            `POST /compvss/v1/inventory`, scope `write`.
        """
        return self._driver.call(
            _CREATE,
            body={
                "name": name,
                "sku": sku,
                "quantity": quantity,
                "reorder_point": reorder_point,
                "unit": unit,
                "location": location,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    def get(self, item_id: str, *, options: RequestOptions | None = None) -> InventoryItem:
        """Get an inventory item.

        Args:
            item_id: Id of the inventory item, `item_...`.
            options: What this call has other than its client.

        Returns:
            The inventory item.

        Source:
            `GET /compvss/v1/inventory/{item_id}`, scope `read`.
        """
        return self._driver.call(_GET, path={"item_id": item_id}, options=options)

    def update(
        self,
        item_id: str,
        *,
        name: str | Omit = OMIT,
        sku: str | Omit = OMIT,
        reorder_point: int | Omit = OMIT,
        unit: str | Omit = OMIT,
        location: str | Omit | None = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> InventoryItem:
        """Update an inventory item.

        The quantity changes by `adjust` alone. Absent fields stay as they are and `null` clears a
        field. A stale `version` is a 409 `VERSION_CONFLICT`.

        Args:
            item_id: Id of the inventory item, `item_...`.
            name: What it is, 1 to 255 characters.
            sku: Stock keeping unit, 1 to 100 characters.
            reorder_point: At this quantity or below, stock is low, 0 to 1,000,000,000.
            unit: What is counted, `each`, 1 to 50 characters.
            location: Where it is.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The inventory item.

        Source:
            `PATCH /compvss/v1/inventory/{item_id}`, scope `write`.
        """
        return self._driver.call(
            _UPDATE,
            path={"item_id": item_id},
            body={
                "name": name,
                "sku": sku,
                "reorder_point": reorder_point,
                "unit": unit,
                "location": location,
                "version": version,
            },
            options=options,
        )

    def delete(self, item_id: str, *, options: RequestOptions | None = None) -> None:
        """Delete an inventory item.

        Args:
            item_id: Id of the inventory item, `item_...`.
            options: What this call has other than its client.

        Source:
            `DELETE /compvss/v1/inventory/{item_id}`, scope `write`.
        """
        return self._driver.call(_DELETE, path={"item_id": item_id}, options=options)

    def adjust(
        self,
        item_id: str,
        *,
        delta: int,
        reason: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> InventoryItem:
        """Adjust an item's quantity.

        A quantity below 0 or above 1,000,000,000 would be a 409 `CONFLICT`. Emits
        `inventory.low_stock` where the quantity comes down to the reorder point.

        Args:
            item_id: Id of the inventory item, `item_...`.
            delta: How many come in, or go out if negative, -1,000,000,000 to 1,000,000,000.
            reason: Why, 1 to 255 characters.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The inventory item.

        Source:
            `POST /compvss/v1/inventory/{item_id}/adjust`, scope `write`.
        """
        return self._driver.call(
            _ADJUST,
            path={"item_id": item_id},
            body={"delta": delta, "reason": reason},
            idempotency_key=idempotency_key,
            options=options,
        )


class InventoryWithRawResponse(RawResource):
    """`Inventory`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(Inventory(driver))

    list = RawMethod(Inventory.list)
    create = RawMethod(Inventory.create)
    get = RawMethod(Inventory.get)
    update = RawMethod(Inventory.update)
    delete = RawMethod(Inventory.delete)
    adjust = RawMethod(Inventory.adjust)


class AsyncInventory(AsyncResource):
    """Inventory: what you keep in stock."""

    @resource_property
    def with_raw_response(self) -> AsyncInventoryWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncInventoryWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        status: InventoryStatus | UnknownValue | None = None,
        sku: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> AsyncPager[InventoryItem]:
        """List inventory items.

        Args:
            status: Only items with this status.
            sku: Only the item with this stock keeping unit.
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
            `GET /compvss/v1/inventory`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "status": status,
                "sku": sku,
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
        name: str,
        sku: str,
        quantity: int | Omit = OMIT,
        reorder_point: int | Omit = OMIT,
        unit: str | Omit = OMIT,
        location: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> InventoryItem:
        """Create an inventory item.

        Args:
            name: What it is, 1 to 255 characters.
            sku: Stock keeping unit, 1 to 100 characters.
            quantity: How many there are, 0 to 1,000,000,000; 0 if left out.
            reorder_point: At this quantity or below, stock is low, 0 to 1,000,000,000; 0 if
                left out.
            unit: What is counted, `each`, 1 to 50 characters; `each` if left out.
            location: Where it is.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The inventory item.

        Source:
            `POST /compvss/v1/inventory`, scope `write`.
        """
        return await self._driver.call(
            _CREATE,
            body={
                "name": name,
                "sku": sku,
                "quantity": quantity,
                "reorder_point": reorder_point,
                "unit": unit,
                "location": location,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    async def get(self, item_id: str, *, options: RequestOptions | None = None) -> InventoryItem:
        """Get an inventory item.

        Args:
            item_id: Id of the inventory item, `item_...`.
            options: What this call has other than its client.

        Returns:
            The inventory item.

        Source:
            `GET /compvss/v1/inventory/{item_id}`, scope `read`.
        """
        return await self._driver.call(_GET, path={"item_id": item_id}, options=options)

    async def update(
        self,
        item_id: str,
        *,
        name: str | Omit = OMIT,
        sku: str | Omit = OMIT,
        reorder_point: int | Omit = OMIT,
        unit: str | Omit = OMIT,
        location: str | Omit | None = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> InventoryItem:
        """Update an inventory item.

        The quantity changes by `adjust` alone. Absent fields stay as they are and `null` clears a
        field. A stale `version` is a 409 `VERSION_CONFLICT`.

        Args:
            item_id: Id of the inventory item, `item_...`.
            name: What it is, 1 to 255 characters.
            sku: Stock keeping unit, 1 to 100 characters.
            reorder_point: At this quantity or below, stock is low, 0 to 1,000,000,000.
            unit: What is counted, `each`, 1 to 50 characters.
            location: Where it is.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The inventory item.

        Source:
            `PATCH /compvss/v1/inventory/{item_id}`, scope `write`.
        """
        return await self._driver.call(
            _UPDATE,
            path={"item_id": item_id},
            body={
                "name": name,
                "sku": sku,
                "reorder_point": reorder_point,
                "unit": unit,
                "location": location,
                "version": version,
            },
            options=options,
        )

    async def delete(self, item_id: str, *, options: RequestOptions | None = None) -> None:
        """Delete an inventory item.

        Args:
            item_id: Id of the inventory item, `item_...`.
            options: What this call has other than its client.

        Source:
            `DELETE /compvss/v1/inventory/{item_id}`, scope `write`.
        """
        return await self._driver.call(_DELETE, path={"item_id": item_id}, options=options)

    async def adjust(
        self,
        item_id: str,
        *,
        delta: int,
        reason: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> InventoryItem:
        """Adjust an item's quantity.

        A quantity below 0 or above 1,000,000,000 would be a 409 `CONFLICT`. Emits
        `inventory.low_stock` where the quantity comes down to the reorder point.

        Args:
            item_id: Id of the inventory item, `item_...`.
            delta: How many come in, or go out if negative, -1,000,000,000 to 1,000,000,000.
            reason: Why, 1 to 255 characters.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The inventory item.

        Source:
            `POST /compvss/v1/inventory/{item_id}/adjust`, scope `write`.
        """
        return await self._driver.call(
            _ADJUST,
            path={"item_id": item_id},
            body={"delta": delta, "reason": reason},
            idempotency_key=idempotency_key,
            options=options,
        )


class AsyncInventoryWithRawResponse(RawResource):
    """`AsyncInventory`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncInventory(driver))

    list = AsyncRawMethod(AsyncInventory.list)
    create = AsyncRawMethod(AsyncInventory.create)
    get = AsyncRawMethod(AsyncInventory.get)
    update = AsyncRawMethod(AsyncInventory.update)
    delete = AsyncRawMethod(AsyncInventory.delete)
    adjust = AsyncRawMethod(AsyncInventory.adjust)
