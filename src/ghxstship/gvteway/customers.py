# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Customers: the people who buy tickets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from .._core.call_options import RequestOptions
from .._core.lazy import lazy_module, resource_property
from .._core.model import DateTimeField, Model
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

__all__ = ["AsyncCustomers", "Customer", "CustomerList", "Customers", "Pagination", "Sort"]


class Customer(Model):
    """A person who buys tickets."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    email: str
    """E-mail address."""
    first_name: str | None
    """First name."""
    last_name: str | None
    """Last name."""
    phone: str | None
    """Phone number."""
    marketing_opt_in: bool
    """Whether they want news from you."""
    tags: list[str]
    """Labels of your own."""
    custom_fields: dict[str, Any]
    """Fields of your own."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


class CustomerList(Model):
    """A page of customers."""

    data: list[Customer]
    """The customers of this page."""
    pagination: Pagination
    """Where a page stands in its list."""


_LIST: ListOperation[Customer] = ListOperation(
    "gvteway.customers.list",
    "GET",
    "/gvteway/v1/customers",
    {200: CustomerList},
    pagination=CURSOR_PAGINATION,
)
_CREATE: Operation[Customer] = Operation(
    "gvteway.customers.create", "POST", "/gvteway/v1/customers", {201: Customer}, idempotent=True
)
_GET: Operation[Customer] = Operation(
    "gvteway.customers.get", "GET", "/gvteway/v1/customers/{customer_id}", {200: Customer}
)
_UPDATE: Operation[Customer] = Operation(
    "gvteway.customers.update", "PATCH", "/gvteway/v1/customers/{customer_id}", {200: Customer}
)
_DELETE: Operation[None] = Operation(
    "gvteway.customers.delete", "DELETE", "/gvteway/v1/customers/{customer_id}", {204: None}
)


class Customers(Resource):
    """Customers: the people who buy tickets."""

    @resource_property
    def with_raw_response(self) -> CustomersWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return CustomersWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        email: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> Page[Customer]:
        """List customers.

        Args:
            email: Only customers with this e-mail address.
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
            `GET /gvteway/v1/customers`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "email": email,
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
        email: str,
        first_name: str | Omit | None = OMIT,
        last_name: str | Omit | None = OMIT,
        phone: str | Omit | None = OMIT,
        marketing_opt_in: bool | Omit = OMIT,
        tags: Sequence[str] | Omit = OMIT,
        custom_fields: Mapping[str, Any] | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Customer:
        """Create a customer.

        Emits `subscriber.added` where they opt in to marketing.

        Args:
            email: E-mail address.
            first_name: First name.
            last_name: Last name.
            phone: Phone number.
            marketing_opt_in: Whether they want news from you; `false` if left out.
            tags: Labels of your own.
            custom_fields: Fields of your own.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The customer.

        Source:
            `POST /gvteway/v1/customers`, scope `write`.
        """
        return self._driver.call(
            _CREATE,
            body={
                "email": email,
                "first_name": first_name,
                "last_name": last_name,
                "phone": phone,
                "marketing_opt_in": marketing_opt_in,
                "tags": tags,
                "custom_fields": custom_fields,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    def get(self, customer_id: str, *, options: RequestOptions | None = None) -> Customer:
        """Get a customer.

        Args:
            customer_id: Id of the customer, `cust_...`.
            options: What this call has other than its client.

        Returns:
            The customer.

        Source:
            `GET /gvteway/v1/customers/{customer_id}`, scope `read`.
        """
        return self._driver.call(_GET, path={"customer_id": customer_id}, options=options)

    def update(
        self,
        customer_id: str,
        *,
        email: str | Omit = OMIT,
        first_name: str | Omit | None = OMIT,
        last_name: str | Omit | None = OMIT,
        phone: str | Omit | None = OMIT,
        marketing_opt_in: bool | Omit = OMIT,
        tags: Sequence[str] | Omit = OMIT,
        custom_fields: Mapping[str, Any] | Omit = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Customer:
        """Update a customer.

        Emits `subscriber.added` where they newly opt in to marketing. Absent fields stay as they
        are and `null` clears a field. A stale `version` is a 409 `VERSION_CONFLICT`.

        Args:
            customer_id: Id of the customer, `cust_...`.
            email: E-mail address.
            first_name: First name.
            last_name: Last name.
            phone: Phone number.
            marketing_opt_in: Whether they want news from you.
            tags: Labels of your own.
            custom_fields: Fields of your own; `null` removes one.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The customer.

        Source:
            `PATCH /gvteway/v1/customers/{customer_id}`, scope `write`.
        """
        return self._driver.call(
            _UPDATE,
            path={"customer_id": customer_id},
            body={
                "email": email,
                "first_name": first_name,
                "last_name": last_name,
                "phone": phone,
                "marketing_opt_in": marketing_opt_in,
                "tags": tags,
                "custom_fields": custom_fields,
                "version": version,
            },
            options=options,
        )

    def delete(self, customer_id: str, *, options: RequestOptions | None = None) -> None:
        """Delete a customer.

        Args:
            customer_id: Id of the customer, `cust_...`.
            options: What this call has other than its client.

        Source:
            `DELETE /gvteway/v1/customers/{customer_id}`, scope `write`.
        """
        return self._driver.call(_DELETE, path={"customer_id": customer_id}, options=options)


class CustomersWithRawResponse(RawResource):
    """`Customers`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(Customers(driver))

    list = RawMethod(Customers.list)
    create = RawMethod(Customers.create)
    get = RawMethod(Customers.get)
    update = RawMethod(Customers.update)
    delete = RawMethod(Customers.delete)


class AsyncCustomers(AsyncResource):
    """Customers: the people who buy tickets."""

    @resource_property
    def with_raw_response(self) -> AsyncCustomersWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncCustomersWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        email: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> AsyncPager[Customer]:
        """List customers.

        Args:
            email: Only customers with this e-mail address.
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
            `GET /gvteway/v1/customers`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "email": email,
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
        email: str,
        first_name: str | Omit | None = OMIT,
        last_name: str | Omit | None = OMIT,
        phone: str | Omit | None = OMIT,
        marketing_opt_in: bool | Omit = OMIT,
        tags: Sequence[str] | Omit = OMIT,
        custom_fields: Mapping[str, Any] | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Customer:
        """Create a customer.

        Emits `subscriber.added` where they opt in to marketing.

        Args:
            email: E-mail address.
            first_name: First name.
            last_name: Last name.
            phone: Phone number.
            marketing_opt_in: Whether they want news from you; `false` if left out.
            tags: Labels of your own.
            custom_fields: Fields of your own.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The customer.

        Source:
            `POST /gvteway/v1/customers`, scope `write`.
        """
        return await self._driver.call(
            _CREATE,
            body={
                "email": email,
                "first_name": first_name,
                "last_name": last_name,
                "phone": phone,
                "marketing_opt_in": marketing_opt_in,
                "tags": tags,
                "custom_fields": custom_fields,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    async def get(self, customer_id: str, *, options: RequestOptions | None = None) -> Customer:
        """Get a customer.

        Args:
            customer_id: Id of the customer, `cust_...`.
            options: What this call has other than its client.

        Returns:
            The customer.

        Source:
            `GET /gvteway/v1/customers/{customer_id}`, scope `read`.
        """
        return await self._driver.call(_GET, path={"customer_id": customer_id}, options=options)

    async def update(
        self,
        customer_id: str,
        *,
        email: str | Omit = OMIT,
        first_name: str | Omit | None = OMIT,
        last_name: str | Omit | None = OMIT,
        phone: str | Omit | None = OMIT,
        marketing_opt_in: bool | Omit = OMIT,
        tags: Sequence[str] | Omit = OMIT,
        custom_fields: Mapping[str, Any] | Omit = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Customer:
        """Update a customer.

        Emits `subscriber.added` where they newly opt in to marketing. Absent fields stay as they
        are and `null` clears a field. A stale `version` is a 409 `VERSION_CONFLICT`.

        Args:
            customer_id: Id of the customer, `cust_...`.
            email: E-mail address.
            first_name: First name.
            last_name: Last name.
            phone: Phone number.
            marketing_opt_in: Whether they want news from you.
            tags: Labels of your own.
            custom_fields: Fields of your own; `null` removes one.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The customer.

        Source:
            `PATCH /gvteway/v1/customers/{customer_id}`, scope `write`.
        """
        return await self._driver.call(
            _UPDATE,
            path={"customer_id": customer_id},
            body={
                "email": email,
                "first_name": first_name,
                "last_name": last_name,
                "phone": phone,
                "marketing_opt_in": marketing_opt_in,
                "tags": tags,
                "custom_fields": custom_fields,
                "version": version,
            },
            options=options,
        )

    async def delete(self, customer_id: str, *, options: RequestOptions | None = None) -> None:
        """Delete a customer.

        Args:
            customer_id: Id of the customer, `cust_...`.
            options: What this call has other than its client.

        Source:
            `DELETE /gvteway/v1/customers/{customer_id}`, scope `write`.
        """
        return await self._driver.call(_DELETE, path={"customer_id": customer_id}, options=options)


class AsyncCustomersWithRawResponse(RawResource):
    """`AsyncCustomers`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncCustomers(driver))

    list = AsyncRawMethod(AsyncCustomers.list)
    create = AsyncRawMethod(AsyncCustomers.create)
    get = AsyncRawMethod(AsyncCustomers.get)
    update = AsyncRawMethod(AsyncCustomers.update)
    delete = AsyncRawMethod(AsyncCustomers.delete)
