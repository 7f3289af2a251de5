# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Assets: the things you own and lend to productions."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias

from .._core.call_options import RequestOptions
from .._core.lazy import lazy_module, resource_property
from .._core.model import DateField, DateTimeField, Model, Open
from .._core.money import JsonDecimal
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
    "Asset",
    "AssetList",
    "AssetStatus",
    "AssetUpdateStatus",
    "Assets",
    "AsyncAssets",
    "Pagination",
    "Sort",
]

AssetStatus: TypeAlias = Literal["available", "checked_out", "maintenance", "retired"]
"""Where an asset is in its life."""


AssetUpdateStatus: TypeAlias = Literal["available", "maintenance", "retired"]
"""Where it is in its life; `check_out` and `check_in` do the rest."""


class Asset(Model):
    """A thing you own and lend to productions."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    name: str
    """What it is."""
    category: str | None
    """Kind of asset, `lighting`."""
    serial_number: str | None
    """The maker's serial number."""
    status: Open[AssetStatus]
    """Where it is in its life."""
    location: str | None
    """Where it is."""
    purchase_price: JsonDecimal | None
    """What it cost, in `currency`, 0 or more."""
    currency: str | None
    """ISO 4217 currency code."""
    next_maintenance_on: DateField | None
    """When it is to be looked after."""
    checked_out_to: str | None
    """Who has it, an id or a name."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


class AssetList(Model):
    """A page of assets."""

    data: list[Asset]
    """The assets of this page."""
    pagination: Pagination
    """Where a page stands in its list."""


_LIST: ListOperation[Asset] = ListOperation(
    "atlvs.assets.list", "GET", "/atlvs/v1/assets", {200: AssetList}, pagination=CURSOR_PAGINATION
)
_CREATE: Operation[Asset] = Operation(
    "atlvs.assets.create",
    "POST",
    "/atlvs/v1/assets",
    {201: Asset},
    idempotent=True,
    money={"purchase_price": "currency"},
    dates=("next_maintenance_on",),
)
_GET: Operation[Asset] = Operation(
    "atlvs.assets.get", "GET", "/atlvs/v1/assets/{asset_id}", {200: Asset}
)
_UPDATE: Operation[Asset] = Operation(
    "atlvs.assets.update",
    "PATCH",
    "/atlvs/v1/assets/{asset_id}",
    {200: Asset},
    money={"purchase_price": "currency"},
    dates=("next_maintenance_on",),
)
_DELETE: Operation[None] = Operation(
    "atlvs.assets.delete", "DELETE", "/atlvs/v1/assets/{asset_id}", {204: None}
)
_CHECK_IN: Operation[Asset] = Operation(
    "atlvs.assets.check_in",
    "POST",
    "/atlvs/v1/assets/{asset_id}/check_in",
    {200: Asset},
    idempotent=True,
)
_CHECK_OUT: Operation[Asset] = Operation(
    "atlvs.assets.check_out",
    "POST",
    "/atlvs/v1/assets/{asset_id}/check_out",
    {200: Asset},
    idempotent=True,
)


class Assets(Resource):
    """Assets: the things you own and lend to productions."""

    @resource_property
    def with_raw_response(self) -> AssetsWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AssetsWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        status: AssetStatus | UnknownValue | None = None,
        category: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> Page[Asset]:
        """List assets.

        Args:
            status: Only assets with this status.
            category: Only assets of this category.
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
            `GET /atlvs/v1/assets`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "status": status,
                "category": category,
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
        category: str | Omit | None = OMIT,
        serial_number: str | Omit | None = OMIT,
        location: str | Omit | None = OMIT,
        purchase_price: Decimal | float | Omit | None = OMIT,
        currency: str | Omit | None = OMIT,
        next_maintenance_on: date | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Asset:
        """Create an asset.

        It starts as available. Emits `asset.created`.

        Args:
            name: What it is, 1 to 255 characters.
            category: Kind of asset, `lighting`.
            serial_number: The maker's serial number.
            location: Where it is.
            purchase_price: What it cost, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            next_maintenance_on: When it is to be looked after.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The asset.

        Source:
            `POST /atlvs/v1/assets`, scope `write`.
        """
        return self._driver.call(
            _CREATE,
            body={
                "name": name,
                "category": category,
                "serial_number": serial_number,
                "location": location,
                "purchase_price": purchase_price,
                "currency": currency,
                "next_maintenance_on": next_maintenance_on,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    def get(self, asset_id: str, *, options: RequestOptions | None = None) -> Asset:
        """Get an asset.

        Args:
            asset_id: Id of the asset, `asset_...`.
            options: What this call has other than its client.

        Returns:
            The asset.

        Source:
            `GET /atlvs/v1/assets/{asset_id}`, scope `read`.
        """
        return self._driver.call(_GET, path={"asset_id": asset_id}, options=options)

    def update(
        self,
        asset_id: str,
        *,
        name: str | Omit = OMIT,
        category: str | Omit | None = OMIT,
        serial_number: str | Omit | None = OMIT,
        status: AssetUpdateStatus | Omit = OMIT,
        location: str | Omit | None = OMIT,
        purchase_price: Decimal | float | Omit | None = OMIT,
        currency: str | Omit | None = OMIT,
        next_maintenance_on: date | Omit | None = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Asset:
        """Update an asset.

        Emits `asset.maintenance_due` where it goes into maintenance. Absent fields stay as they are
        and `null` clears a field. A stale `version` is a 409 `VERSION_CONFLICT`.

        Args:
            asset_id: Id of the asset, `asset_...`.
            name: What it is, 1 to 255 characters.
            category: Kind of asset, `lighting`.
            serial_number: The maker's serial number.
            status: Where it is in its life; `check_out` and `check_in` do the rest.
            location: Where it is.
            purchase_price: What it cost, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            next_maintenance_on: When it is to be looked after.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The asset.

        Source:
            `PATCH /atlvs/v1/assets/{asset_id}`, scope `write`.
        """
        return self._driver.call(
            _UPDATE,
            path={"asset_id": asset_id},
            body={
                "name": name,
                "category": category,
                "serial_number": serial_number,
                "status": status,
                "location": location,
                "purchase_price": purchase_price,
                "currency": currency,
                "next_maintenance_on": next_maintenance_on,
                "version": version,
            },
            options=options,
        )

    def delete(self, asset_id: str, *, options: RequestOptions | None = None) -> None:
        """Delete an asset.

        Args:
            asset_id: Id of the asset, `asset_...`.
            options: What this call has other than its client.

        Source:
            `DELETE /atlvs/v1/assets/{asset_id}`, scope `write`.
        """
        return self._driver.call(_DELETE, path={"asset_id": asset_id}, options=options)

    def check_in(
        self,
        asset_id: str,
        *,
        location: str | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Asset:
        """Check in an asset.

        It is available again. Only a checked out one can be checked in, any other is a 409
        `CONFLICT`.

        Args:
            asset_id: Id of the asset, `asset_...`.
            location: Where it is put; unchanged if absent. 1 to 255 characters.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The asset.

        Source:
            `POST /atlvs/v1/assets/{asset_id}/check_in`, scope `write`.
        """
        return self._driver.call(
            _CHECK_IN,
            path={"asset_id": asset_id},
            body={"location": location},
            idempotency_key=idempotency_key,
            options=options,
        )

    def check_out(
        self,
        asset_id: str,
        *,
        checked_out_to: str,
        location: str | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Asset:
        """Check out an asset.

        Only an available one can be checked out, any other is a 409 `CONFLICT`. Emits
        `asset.checked_out`.

        Args:
            asset_id: Id of the asset, `asset_...`.
            checked_out_to: Who takes it, an id or a name, 1 to 255 characters.
            location: Where it goes, 1 to 255 characters.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The asset.

        Source:
            `POST /atlvs/v1/assets/{asset_id}/check_out`, scope `write`.
        """
        return self._driver.call(
            _CHECK_OUT,
            path={"asset_id": asset_id},
            body={"checked_out_to": checked_out_to, "location": location},
            idempotency_key=idempotency_key,
            options=options,
        )


class AssetsWithRawResponse(RawResource):
    """`Assets`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(Assets(driver))

    list = RawMethod(Assets.list)
    create = RawMethod(Assets.create)
    get = RawMethod(Assets.get)
    update = RawMethod(Assets.update)
    delete = RawMethod(Assets.delete)
    check_in = RawMethod(Assets.check_in)
    check_out = RawMethod(Assets.check_out)


class AsyncAssets(AsyncResource):
    """Assets: the things you own and lend to productions."""

    @resource_property
    def with_raw_response(self) -> AsyncAssetsWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncAssetsWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        status: AssetStatus | UnknownValue | None = None,
        category: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> AsyncPager[Asset]:
        """List assets.

        Args:
            status: Only assets with this status.
            category: Only assets of this category.
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
            `GET /atlvs/v1/assets`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "status": status,
                "category": category,
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
        category: str | Omit | None = OMIT,
        serial_number: str | Omit | None = OMIT,
        location: str | Omit | None = OMIT,
        purchase_price: Decimal | float | Omit | None = OMIT,
        currency: str | Omit | None = OMIT,
        next_maintenance_on: date | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Asset:
        """Create an asset.

        It starts as available. Emits `asset.created`.

        Args:
            name: What it is, 1 to 255 characters.
            category: Kind of asset, `lighting`.
            serial_number: The maker's serial number.
            location: Where it is.
            purchase_price: What it cost, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            next_maintenance_on: When it is to be looked after.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The asset.

        Source:
            `POST /atlvs/v1/assets`, scope `write`.
        """
        return await self._driver.call(
            _CREATE,
            body={
                "name": name,
                "category": category,
                "serial_number": serial_number,
                "location": location,
                "purchase_price": purchase_price,
                "currency": currency,
                "next_maintenance_on": next_maintenance_on,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    async def get(self, asset_id: str, *, options: RequestOptions | None = None) -> Asset:
        """Get an asset.

        Args:
            asset_id: Id of the asset, `asset_...`.
            options: What this call has other than its client.

        Returns:
            The asset.

        Source:
            `GET /atlvs/v1/assets/{asset_id}`, scope `read`.
        """
        return await self._driver.call(_GET, path={"asset_id": asset_id}, options=options)

    async def update(
        self,
        asset_id: str,
        *,
        name: str | Omit = OMIT,
        category: str | Omit | None = OMIT,
        serial_number: str | Omit | None = OMIT,
        status: AssetUpdateStatus | Omit = OMIT,
        location: str | Omit | None = OMIT,
        purchase_price: Decimal | float | Omit | None = OMIT,
        currency: str | Omit | None = OMIT,
        next_maintenance_on: date | Omit | None = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Asset:
        """Update an asset.

        Emits `asset.maintenance_due` where it goes into maintenance. Absent fields stay as they are
        and `null` clears a field. A stale `version` is a 409 `VERSION_CONFLICT`.

        Args:
            asset_id: Id of the asset, `asset_...`.
            name: What it is, 1 to 255 characters.
            category: Kind of asset, `lighting`.
            serial_number: The maker's serial number.
            status: Where it is in its life; `check_out` and `check_in` do the rest.
            location: Where it is.
            purchase_price: What it cost, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            next_maintenance_on: When it is to be looked after.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The asset.

        Source:
            `PATCH /atlvs/v1/assets/{asset_id}`, scope `write`.
        """
        return await self._driver.call(
            _UPDATE,
            path={"asset_id": asset_id},
            body={
                "name": name,
                "category": category,
                "serial_number": serial_number,
                "status": status,
                "location": location,
                "purchase_price": purchase_price,
                "currency": currency,
                "next_maintenance_on": next_maintenance_on,
                "version": version,
            },
            options=options,
        )

    async def delete(self, asset_id: str, *, options: RequestOptions | None = None) -> None:
        """Delete an asset.

        Args:
            asset_id: Id of the asset, `asset_...`.
            options: What this call has other than its client.

        Source:
            `DELETE /atlvs/v1/assets/{asset_id}`, scope `write`.
        """
        return await self._driver.call(_DELETE, path={"asset_id": asset_id}, options=options)

    async def check_in(
        self,
        asset_id: str,
        *,
        location: str | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Asset:
        """Check in an asset.

        It is available again. Only a checked out one can be checked in, any other is a 409
        `CONFLICT`.

        Args:
            asset_id: Id of the asset, `asset_...`.
            location: Where it is put; unchanged if absent. 1 to 255 characters.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The asset.

        Source:
            `POST /atlvs/v1/assets/{asset_id}/check_in`, scope `write`.
        """
        return await self._driver.call(
            _CHECK_IN,
            path={"asset_id": asset_id},
            body={"location": location},
            idempotency_key=idempotency_key,
            options=options,
        )

    async def check_out(
        self,
        asset_id: str,
        *,
        checked_out_to: str,
        location: str | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Asset:
        """Check out an asset.

        Only an available one can be checked out, any other is a 409 `CONFLICT`. Emits
        `asset.checked_out`.

        Args:
            asset_id: Id of the asset, `asset_...`.
            checked_out_to: Who takes it, an id or a name, 1 to 255 characters.
            location: Where it goes, 1 to 255 characters.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The asset.

        Source:
            `POST /atlvs/v1/assets/{asset_id}/check_out`, scope `write`.
        """
        return await self._driver.call(
            _CHECK_OUT,
            path={"asset_id": asset_id},
            body={"checked_out_to": checked_out_to, "location": location},
            idempotency_key=idempotency_key,
            options=options,
        )


class AsyncAssetsWithRawResponse(RawResource):
    """`AsyncAssets`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncAssets(driver))

    list = AsyncRawMethod(AsyncAssets.list)
    create = AsyncRawMethod(AsyncAssets.create)
    get = AsyncRawMethod(AsyncAssets.get)
    update = AsyncRawMethod(AsyncAssets.update)
    delete = AsyncRawMethod(AsyncAssets.delete)
    check_in = AsyncRawMethod(AsyncAssets.check_in)
    check_out = AsyncRawMethod(AsyncAssets.check_out)
