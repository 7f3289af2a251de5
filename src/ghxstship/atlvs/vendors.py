# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Vendors: the companies you buy from."""

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

__all__ = ["AsyncVendors", "Pagination", "Sort", "Vendor", "VendorList", "VendorStatus", "Vendors"]

VendorStatus: TypeAlias = Literal["active", "inactive"]
"""Whether you buy from a vendor."""


class Vendor(Model):
    """A company you buy from."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    name: str
    """Company name."""
    category: str | None
    """What it sells, `audio`."""
    email: str | None
    """E-mail address."""
    phone: str | None
    """Phone number."""
    payment_terms: str | None
    """When it wants its money, `net_30`."""
    rating: float | None
    """How good it is, 0 to 5."""
    status: Open[VendorStatus]
    """Whether you buy from it."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


class VendorList(Model):
    """A page of vendors."""

    data: list[Vendor]
    """The vendors of this page."""
    pagination: Pagination
    """Where a page stands in its list."""


_LIST: ListOperation[Vendor] = ListOperation(
    "atlvs.vendors.list",
    "GET",
    "/atlvs/v1/vendors",
    {200: VendorList},
    pagination=CURSOR_PAGINATION,
)
_CREATE: Operation[Vendor] = Operation(
    "atlvs.vendors.create", "POST", "/atlvs/v1/vendors", {201: Vendor}, idempotent=True
)
_GET: Operation[Vendor] = Operation(
    "atlvs.vendors.get", "GET", "/atlvs/v1/vendors/{vendor_id}", {200: Vendor}
)
_UPDATE: Operation[Vendor] = Operation(
    "atlvs.vendors.update", "PATCH", "/atlvs/v1/vendors/{vendor_id}", {200: Vendor}
)
_DELETE: Operation[None] = Operation(
    "atlvs.vendors.delete", "DELETE", "/atlvs/v1/vendors/{vendor_id}", {204: None}
)


class Vendors(Resource):
    """Vendors: the companies you buy from."""

    @resource_property
    def with_raw_response(self) -> VendorsWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return VendorsWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        status: VendorStatus | UnknownValue | None = None,
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
    ) -> Page[Vendor]:
        """List vendors.

        Args:
            status: Only vendors with this status.
            category: Only vendors of this category.
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
            `GET /atlvs/v1/vendors`, scope `read`.
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
        email: str | Omit | None = OMIT,
        phone: str | Omit | None = OMIT,
        payment_terms: str | Omit | None = OMIT,
        rating: float | Omit | None = OMIT,
        status: VendorStatus | UnknownValue | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Vendor:
        """Create a vendor.

        Args:
            name: Company name, 1 to 255 characters.
            category: What it sells, `audio`.
            email: E-mail address.
            phone: Phone number.
            payment_terms: When it wants its money, `net_30`.
            rating: How good it is, 0 to 5.
            status: Whether you buy from it; `active` if left out.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The vendor.

        Source:
            `POST /atlvs/v1/vendors`, scope `write`.
        """
        return self._driver.call(
            _CREATE,
            body={
                "name": name,
                "category": category,
                "email": email,
                "phone": phone,
                "payment_terms": payment_terms,
                "rating": rating,
                "status": status,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    def get(self, vendor_id: str, *, options: RequestOptions | None = None) -> Vendor:
        """Get a vendor.

        Args:
            vendor_id: Id of the vendor, `vend_...`.
            options: What this call has other than its client.

        Returns:
            The vendor.

        Source:
            `GET /atlvs/v1/vendors/{vendor_id}`, scope `read`.
        """
        return self._driver.call(_GET, path={"vendor_id": vendor_id}, options=options)

    def update(
        self,
        vendor_id: str,
        *,
        name: str | Omit = OMIT,
        category: str | Omit | None = OMIT,
        email: str | Omit | None = OMIT,
        phone: str | Omit | None = OMIT,
        payment_terms: str | Omit | None = OMIT,
        rating: float | Omit | None = OMIT,
        status: VendorStatus | UnknownValue | Omit = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Vendor:
        """Update a vendor.

        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            vendor_id: Id of the vendor, `vend_...`.
            name: Company name, 1 to 255 characters.
            category: What it sells, `audio`.
            email: E-mail address.
            phone: Phone number.
            payment_terms: When it wants its money, `net_30`.
            rating: How good it is, 0 to 5.
            status: Whether you buy from it.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The vendor.

        Source:
            `PATCH /atlvs/v1/vendors/{vendor_id}`, scope `write`.
        """
        return self._driver.call(
            _UPDATE,
            path={"vendor_id": vendor_id},
            body={
                "name": name,
                "category": category,
                "email": email,
                "phone": phone,
                "payment_terms": payment_terms,
                "rating": rating,
                "status": status,
                "version": version,
            },
            options=options,
        )

    def delete(self, vendor_id: str, *, options: RequestOptions | None = None) -> None:
        """Delete a vendor.

        Args:
            vendor_id: Id of the vendor, `vend_...`.
            options: What this call has other than its client.

        Source:
            `DELETE /atlvs/v1/vendors/{vendor_id}`, scope `write`.
        """
        return self._driver.call(_DELETE, path={"vendor_id": vendor_id}, options=options)


class VendorsWithRawResponse(RawResource):
    """`Vendors`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(Vendors(driver))

    list = RawMethod(Vendors.list)
    create = RawMethod(Vendors.create)
    get = RawMethod(Vendors.get)
    update = RawMethod(Vendors.update)
    delete = RawMethod(Vendors.delete)


class AsyncVendors(AsyncResource):
    """Vendors: the companies you buy from."""

    @resource_property
    def with_raw_response(self) -> AsyncVendorsWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncVendorsWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        status: VendorStatus | UnknownValue | None = None,
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
    ) -> AsyncPager[Vendor]:
        """List vendors.

        Args:
            status: Only vendors with this status.
            category: Only vendors of this category.
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
            `GET /atlvs/v1/vendors`, scope `read`.
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
        email: str | Omit | None = OMIT,
        phone: str | Omit | None = OMIT,
        payment_terms: str | Omit | None = OMIT,
        rating: float | Omit | None = OMIT,
        status: VendorStatus | UnknownValue | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Vendor:
        """Create a vendor.

        Args:
            name: Company name, 1 to 255 characters.
            category: What it sells, `audio`.
            email: E-mail address.
            phone: Phone number.
            payment_terms: When it wants its money, `net_30`.
            rating: How good it is, 0 to 5.
            status: Whether you buy from it; `active` if left out.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The vendor.

        Source:
            `POST /atlvs/v1/vendors`, scope `write`.
        """
        return await self._driver.call(
            _CREATE,
            body={
                "name": name,
                "category": category,
                "email": email,
                "phone": phone,
                "payment_terms": payment_terms,
                "rating": rating,
                "status": status,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    async def get(self, vendor_id: str, *, options: RequestOptions | None = None) -> Vendor:
        """Get a vendor.

        Args:
            vendor_id: Id of the vendor, `vend_...`.
            options: What this call has other than its client.

        Returns:
            The vendor.

        Source:
            `GET /atlvs/v1/vendors/{vendor_id}`, scope `read`.
        """
        return await self._driver.call(_GET, path={"vendor_id": vendor_id}, options=options)

    async def update(
        self,
        vendor_id: str,
        *,
        name: str | Omit = OMIT,
        category: str | Omit | None = OMIT,
        email: str | Omit | None = OMIT,
        phone: str | Omit | None = OMIT,
        payment_terms: str | Omit | None = OMIT,
        rating: float | Omit | None = OMIT,
        status: VendorStatus | UnknownValue | Omit = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Vendor:
        """Update a vendor.

        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            vendor_id: Id of the vendor, `vend_...`.
            name: Company name, 1 to 255 characters.
            category: What it sells, `audio`.
            email: E-mail address.
            phone: Phone number.
            payment_terms: When it wants its money, `net_30`.
            rating: How good it is, 0 to 5.
            status: Whether you buy from it.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The vendor.

        Source:
            `PATCH /atlvs/v1/vendors/{vendor_id}`, scope `write`.
        """
        return await self._driver.call(
            _UPDATE,
            path={"vendor_id": vendor_id},
            body={
                "name": name,
                "category": category,
                "email": email,
                "phone": phone,
                "payment_terms": payment_terms,
                "rating": rating,
                "status": status,
                "version": version,
            },
            options=options,
        )

    async def delete(self, vendor_id: str, *, options: RequestOptions | None = None) -> None:
        """Delete a vendor.

        Args:
            vendor_id: Id of the vendor, `vend_...`.
            options: What this call has other than its client.

        Source:
            `DELETE /atlvs/v1/vendors/{vendor_id}`, scope `write`.
        """
        return await self._driver.call(_DELETE, path={"vendor_id": vendor_id}, options=options)


class AsyncVendorsWithRawResponse(RawResource):
    """`AsyncVendors`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncVendors(driver))

    list = AsyncRawMethod(AsyncVendors.list)
    create = AsyncRawMethod(AsyncVendors.create)
    get = AsyncRawMethod(AsyncVendors.get)
    update = AsyncRawMethod(AsyncVendors.update)
    delete = AsyncRawMethod(AsyncVendors.delete)
