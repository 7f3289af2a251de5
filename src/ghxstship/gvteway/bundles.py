# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Bundles: things that are sold together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, Required, TypeAlias

from typing_extensions import TypedDict

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

if TYPE_CHECKING:
    from .._core import drivers as _core_drivers
else:
    _core_drivers = lazy_module(".._core.drivers", __package__)

__all__ = [
    "AsyncBundles",
    "Bundle",
    "BundleItem",
    "BundleItemParam",
    "BundleItemType",
    "BundleLimits",
    "BundleLimitsParam",
    "BundleList",
    "BundleStatus",
    "Bundles",
    "Pagination",
    "Sort",
]

BundleStatus: TypeAlias = Literal["draft", "active", "retired"]
"""Whether a bundle is sold."""


BundleItemType: TypeAlias = Literal["ticket", "merch", "parking", "add_on"]
"""What a bundle's item is."""


class BundleItem(Model):
    """A part of a bundle."""

    type: Open[BundleItemType]
    """What it is."""
    reference_id: str | None = None
    """Id of what it is, `tt_...` for a ticket."""
    quantity: int
    """How many, 1 to 1,000."""
    notes: str | None = None
    """What else to know."""


class BundleItemParam(TypedDict, total=False):
    """A part of a bundle."""

    type: Required[BundleItemType | UnknownValue]
    """What it is."""
    reference_id: str | None
    """Id of what it is, `tt_...` for a ticket."""
    quantity: Required[int]
    """How many, 1 to 1,000."""
    notes: str | None
    """What else to know."""


class BundleLimits(Model):
    """How many bundles may be bought."""

    per_order: int | None = None
    """In one order; `null` for no limit. 1 to 1,000."""
    per_customer: int | None = None
    """By one customer; `null` for no limit. 1 to 1,000."""


class BundleLimitsParam(TypedDict, total=False):
    """How many bundles may be bought."""

    per_order: int | None
    """In one order; `null` for no limit. 1 to 1,000."""
    per_customer: int | None
    """By one customer; `null` for no limit. 1 to 1,000."""


class Bundle(Model):
    """Things that are sold together."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    event_id: str | None
    """Id of the event, `evt_...`; `null` for any."""
    name: str
    """What it is called."""
    description: str | None
    """What to expect."""
    status: Open[BundleStatus]
    """Whether it is sold."""
    price: JsonDecimal
    """Price of one, in `currency`, 0 or more."""
    currency: str
    """ISO 4217 currency code."""
    items: list[BundleItem]
    """What is in it."""
    benefits: list[str]
    """What else comes with it."""
    limits: BundleLimits | None
    """How many may be bought."""
    metadata: dict[str, str]
    """Texts of your own, by key."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


class BundleList(Model):
    """A page of bundles."""

    data: list[Bundle]
    """The bundles of this page."""
    pagination: Pagination
    """Where a page stands in its list."""


_LIST: ListOperation[Bundle] = ListOperation(
    "gvteway.bundles.list",
    "GET",
    "/gvteway/v1/bundles",
    {200: BundleList},
    pagination=CURSOR_PAGINATION,
)
_CREATE: Operation[Bundle] = Operation(
    "gvteway.bundles.create",
    "POST",
    "/gvteway/v1/bundles",
    {201: Bundle},
    idempotent=True,
    money={"price": "currency"},
)
_GET: Operation[Bundle] = Operation(
    "gvteway.bundles.get", "GET", "/gvteway/v1/bundles/{bundle_id}", {200: Bundle}
)
_UPDATE: Operation[Bundle] = Operation(
    "gvteway.bundles.update",
    "PATCH",
    "/gvteway/v1/bundles/{bundle_id}",
    {200: Bundle},
    money={"price": "currency"},
)


class Bundles(Resource):
    """Bundles: things that are sold together."""

    @resource_property
    def with_raw_response(self) -> BundlesWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return BundlesWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> Page[Bundle]:
        """List bundles.

        Args:
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
            `GET /gvteway/v1/bundles`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
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
        price: Decimal | float,
        currency: str,
        items: Sequence[BundleItemParam | BundleItem],
        event_id: str | Omit | None = OMIT,
        description: str | Omit | None = OMIT,
        status: BundleStatus | UnknownValue | Omit = OMIT,
        benefits: Sequence[str] | Omit = OMIT,
        limits: BundleLimitsParam | BundleLimits | Omit | None = OMIT,
        metadata: Mapping[str, str] | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Bundle:
        """Create a bundle.

        It starts as a draft unless you say otherwise.

        Args:
            name: What it is called, 1 to 255 characters.
            price: Price of one, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            items: What is in it, 1 to 50 items.
            event_id: Id of the event, `evt_...`; `null` for any.
            description: What to expect.
            status: Whether it is sold; `draft` if left out.
            benefits: What else comes with it.
            limits: How many may be bought.
            metadata: Texts of your own, by key.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The bundle.

        Source:
            `POST /gvteway/v1/bundles`, scope `write`.
        """
        return self._driver.call(
            _CREATE,
            body={
                "event_id": event_id,
                "name": name,
                "description": description,
                "status": status,
                "price": price,
                "currency": currency,
                "items": items,
                "benefits": benefits,
                "limits": limits,
                "metadata": metadata,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    def get(self, bundle_id: str, *, options: RequestOptions | None = None) -> Bundle:
        """Get a bundle.

        Args:
            bundle_id: Id of the bundle, `bun_...`.
            options: What this call has other than its client.

        Returns:
            The bundle.

        Source:
            `GET /gvteway/v1/bundles/{bundle_id}`, scope `read`.
        """
        return self._driver.call(_GET, path={"bundle_id": bundle_id}, options=options)

    def update(
        self,
        bundle_id: str,
        *,
        event_id: str | Omit | None = OMIT,
        name: str | Omit = OMIT,
        description: str | Omit | None = OMIT,
        status: BundleStatus | UnknownValue | Omit = OMIT,
        price: Decimal | float | Omit = OMIT,
        currency: str | Omit = OMIT,
        items: Sequence[BundleItemParam | BundleItem] | Omit = OMIT,
        benefits: Sequence[str] | Omit = OMIT,
        limits: BundleLimitsParam | BundleLimits | Omit | None = OMIT,
        metadata: Mapping[str, str] | Omit = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Bundle:
        """Update a bundle.

        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            bundle_id: Id of the bundle, `bun_...`.
            event_id: Id of the event, `evt_...`; `null` for any.
            name: What it is called, 1 to 255 characters.
            description: What to expect.
            status: Whether it is sold.
            price: Price of one, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            items: What is in it, 1 to 50 items.
            benefits: What else comes with it.
            limits: How many may be bought.
            metadata: Texts of your own, by key.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The bundle.

        Source:
            `PATCH /gvteway/v1/bundles/{bundle_id}`, scope `write`.
        """
        return self._driver.call(
            _UPDATE,
            path={"bundle_id": bundle_id},
            body={
                "event_id": event_id,
                "name": name,
                "description": description,
                "status": status,
                "price": price,
                "currency": currency,
                "items": items,
                "benefits": benefits,
                "limits": limits,
                "metadata": metadata,
                "version": version,
            },
            options=options,
        )


class BundlesWithRawResponse(RawResource):
    """`Bundles`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(Bundles(driver))

    list = RawMethod(Bundles.list)
    create = RawMethod(Bundles.create)
    get = RawMethod(Bundles.get)
    update = RawMethod(Bundles.update)


class AsyncBundles(AsyncResource):
    """Bundles: things that are sold together."""

    @resource_property
    def with_raw_response(self) -> AsyncBundlesWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncBundlesWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> AsyncPager[Bundle]:
        """List bundles.

        Args:
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
            `GET /gvteway/v1/bundles`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
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
        price: Decimal | float,
        currency: str,
        items: Sequence[BundleItemParam | BundleItem],
        event_id: str | Omit | None = OMIT,
        description: str | Omit | None = OMIT,
        status: BundleStatus | UnknownValue | Omit = OMIT,
        benefits: Sequence[str] | Omit = OMIT,
        limits: BundleLimitsParam | BundleLimits | Omit | None = OMIT,
        metadata: Mapping[str, str] | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Bundle:
        """Create a bundle.

        It starts as a draft unless you say otherwise.

        Args:
            name: What it is called, 1 to 255 characters.
            price: Price of one, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            items: What is in it, 1 to 50 items.
            event_id: Id of the event, `evt_...`; `null` for any.
            description: What to expect.
            status: Whether it is sold; `draft` if left out.
            benefits: What else comes with it.
            limits: How many may be bought.
            metadata: Texts of your own, by key.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The bundle.

        Source:
            `POST /gvteway/v1/bundles`, scope `write`.
        """
        return await self._driver.call(
            _CREATE,
            body={
                "event_id": event_id,
                "name": name,
                "description": description,
                "status": status,
                "price": price,
                "currency": currency,
                "items": items,
                "benefits": benefits,
                "limits": limits,
                "metadata": metadata,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    async def get(self, bundle_id: str, *, options: RequestOptions | None = None) -> Bundle:
        """Get a bundle.

        Args:
            bundle_id: Id of the bundle, `bun_...`.
            options: What this call has other than its client.

        Returns:
            The bundle.

        Source:
            `GET /gvteway/v1/bundles/{bundle_id}`, scope `read`.
        """
        return await self._driver.call(_GET, path={"bundle_id": bundle_id}, options=options)

    async def update(
        self,
        bundle_id: str,
        *,
        event_id: str | Omit | None = OMIT,
        name: str | Omit = OMIT,
        description: str | Omit | None = OMIT,
        status: BundleStatus | UnknownValue | Omit = OMIT,
        price: Decimal | float | Omit = OMIT,
        currency: str | Omit = OMIT,
        items: Sequence[BundleItemParam | BundleItem] | Omit = OMIT,
        benefits: Sequence[str] | Omit = OMIT,
        limits: BundleLimitsParam | BundleLimits | Omit | None = OMIT,
        metadata: Mapping[str, str] | Omit = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Bundle:
        """Update a bundle.

        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            bundle_id: Id of the bundle, `bun_...`.
            event_id: Id of the event, `evt_...`; `null` for any.
            name: What it is called, 1 to 255 characters.
            description: What to expect.
            status: Whether it is sold.
            price: Price of one, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            items: What is in it, 1 to 50 items.
            benefits: What else comes with it.
            limits: How many may be bought.
            metadata: Texts of your own, by key.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The bundle.

        Source:
            `PATCH /gvteway/v1/bundles/{bundle_id}`, scope `write`.
        """
        return await self._driver.call(
            _UPDATE,
            path={"bundle_id": bundle_id},
            body={
                "event_id": event_id,
                "name": name,
                "description": description,
                "status": status,
                "price": price,
                "currency": currency,
                "items": items,
                "benefits": benefits,
                "limits": limits,
                "metadata": metadata,
                "version": version,
            },
            options=options,
        )


class AsyncBundlesWithRawResponse(RawResource):
    """`AsyncBundles`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncBundles(driver))

    list = AsyncRawMethod(AsyncBundles.list)
    create = AsyncRawMethod(AsyncBundles.create)
    get = AsyncRawMethod(AsyncBundles.get)
    update = AsyncRawMethod(AsyncBundles.update)
