# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Memberships: what customers join."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias

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
    "AsyncMemberships",
    "BillingInterval",
    "Membership",
    "MembershipAccessRules",
    "MembershipAccessRulesParam",
    "MembershipList",
    "MembershipStatus",
    "Memberships",
    "Pagination",
    "Sort",
]

BillingInterval: TypeAlias = Literal["monthly", "quarterly", "yearly"]
"""How often something is paid for."""


MembershipStatus: TypeAlias = Literal["draft", "active", "retired"]
"""Whether a membership is sold."""


class MembershipAccessRules(Model):
    """What members may do."""

    early_access_minutes: int | None = None
    """How long before others they may buy, in minutes, 0 to 525,600."""
    discount_percent: float | None = None
    """What they save, 0 to 100 percent."""
    guest_limit: int | None = None
    """How many guests they may bring, 0 to 1,000."""


class MembershipAccessRulesParam(TypedDict, total=False):
    """What members may do."""

    early_access_minutes: int | None
    """How long before others they may buy, in minutes, 0 to 525,600."""
    discount_percent: float | None
    """What they save, 0 to 100 percent."""
    guest_limit: int | None
    """How many guests they may bring, 0 to 1,000."""


class Membership(Model):
    """Something that customers join and pay for regularly."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    name: str
    """What it is called."""
    description: str | None
    """What to expect."""
    status: Open[MembershipStatus]
    """Whether it is sold."""
    tier: str
    """Rank among memberships, `gold`."""
    billing_interval: Open[BillingInterval]
    """How often it is paid for."""
    price: JsonDecimal
    """Price of one interval, in `currency`, 0 or more."""
    currency: str
    """ISO 4217 currency code."""
    perks: list[str]
    """What comes with it."""
    access_rules: MembershipAccessRules | None
    """What members may do."""
    metadata: dict[str, str]
    """Texts of your own, by key."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


class MembershipList(Model):
    """A page of memberships."""

    data: list[Membership]
    """The memberships of this page."""
    pagination: Pagination
    """Where a page stands in its list."""


_LIST: ListOperation[Membership] = ListOperation(
    "gvteway.memberships.list",
    "GET",
    "/gvteway/v1/memberships",
    {200: MembershipList},
    pagination=CURSOR_PAGINATION,
)
_CREATE: Operation[Membership] = Operation(
    "gvteway.memberships.create",
    "POST",
    "/gvteway/v1/memberships",
    {201: Membership},
    idempotent=True,
    money={"price": "currency"},
)
_GET: Operation[Membership] = Operation(
    "gvteway.memberships.get", "GET", "/gvteway/v1/memberships/{membership_id}", {200: Membership}
)
_UPDATE: Operation[Membership] = Operation(
    "gvteway.memberships.update",
    "PATCH",
    "/gvteway/v1/memberships/{membership_id}",
    {200: Membership},
    money={"price": "currency"},
)


class Memberships(Resource):
    """Memberships: what customers join."""

    @resource_property
    def with_raw_response(self) -> MembershipsWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return MembershipsWithRawResponse(self._driver.raw)

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
    ) -> Page[Membership]:
        """List memberships.

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
            `GET /gvteway/v1/memberships`, scope `read`.
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
        tier: str,
        billing_interval: BillingInterval | UnknownValue,
        price: Decimal | float,
        currency: str,
        description: str | Omit | None = OMIT,
        status: MembershipStatus | UnknownValue | Omit = OMIT,
        perks: Sequence[str] | Omit = OMIT,
        access_rules: MembershipAccessRulesParam | MembershipAccessRules | Omit | None = OMIT,
        metadata: Mapping[str, str] | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Membership:
        """Create a membership.

        It starts as a draft unless you say otherwise.

        Args:
            name: What it is called, 1 to 255 characters.
            tier: Rank among memberships, `gold`, 1 to 50 characters.
            billing_interval: How often it is paid for.
            price: Price of one interval, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            description: What to expect.
            status: Whether it is sold; `draft` if left out.
            perks: What comes with it.
            access_rules: What members may do.
            metadata: Texts of your own, by key.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The membership.

        Source:
            `POST /gvteway/v1/memberships`, scope `write`.
        """
        return self._driver.call(
            _CREATE,
            body={
                "name": name,
                "description": description,
                "status": status,
                "tier": tier,
                "billing_interval": billing_interval,
                "price": price,
                "currency": currency,
                "perks": perks,
                "access_rules": access_rules,
                "metadata": metadata,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    def get(self, membership_id: str, *, options: RequestOptions | None = None) -> Membership:
        """Get a membership.

        Args:
            membership_id: Id of the membership, `mem_...`.
            options: What this call has other than its client.

        Returns:
            The membership.

        Source:
            `GET /gvteway/v1/memberships/{membership_id}`, scope `read`.
        """
        return self._driver.call(_GET, path={"membership_id": membership_id}, options=options)

    def update(
        self,
        membership_id: str,
        *,
        name: str | Omit = OMIT,
        description: str | Omit | None = OMIT,
        status: MembershipStatus | UnknownValue | Omit = OMIT,
        tier: str | Omit = OMIT,
        billing_interval: BillingInterval | UnknownValue | Omit = OMIT,
        price: Decimal | float | Omit = OMIT,
        currency: str | Omit = OMIT,
        perks: Sequence[str] | Omit = OMIT,
        access_rules: MembershipAccessRulesParam | MembershipAccessRules | Omit | None = OMIT,
        metadata: Mapping[str, str] | Omit = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Membership:
        """Update a membership.

        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            membership_id: Id of the membership, `mem_...`.
            name: What it is called, 1 to 255 characters.
            description: What to expect.
            status: Whether it is sold.
            tier: Rank among memberships, `gold`, 1 to 50 characters.
            billing_interval: How often it is paid for.
            price: Price of one interval, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            perks: What comes with it.
            access_rules: What members may do.
            metadata: Texts of your own, by key.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The membership.

        Source:
            `PATCH /gvteway/v1/memberships/{membership_id}`, scope `write`.
        """
        return self._driver.call(
            _UPDATE,
            path={"membership_id": membership_id},
            body={
                "name": name,
                "description": description,
                "status": status,
                "tier": tier,
                "billing_interval": billing_interval,
                "price": price,
                "currency": currency,
                "perks": perks,
                "access_rules": access_rules,
                "metadata": metadata,
                "version": version,
            },
            options=options,
        )


class MembershipsWithRawResponse(RawResource):
    """`Memberships`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(Memberships(driver))

    list = RawMethod(Memberships.list)
    create = RawMethod(Memberships.create)
    get = RawMethod(Memberships.get)
    update = RawMethod(Memberships.update)


class AsyncMemberships(AsyncResource):
    """Memberships: what customers join."""

    @resource_property
    def with_raw_response(self) -> AsyncMembershipsWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncMembershipsWithRawResponse(self._driver.raw)

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
    ) -> AsyncPager[Membership]:
        """List memberships.

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
            `GET /gvteway/v1/memberships`, scope `read`.
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
        tier: str,
        billing_interval: BillingInterval | UnknownValue,
        price: Decimal | float,
        currency: str,
        description: str | Omit | None = OMIT,
        status: MembershipStatus | UnknownValue | Omit = OMIT,
        perks: Sequence[str] | Omit = OMIT,
        access_rules: MembershipAccessRulesParam | MembershipAccessRules | Omit | None = OMIT,
        metadata: Mapping[str, str] | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Membership:
        """Create a membership.

        It starts as a draft unless you say otherwise.

        Args:
            name: What it is called, 1 to 255 characters.
            tier: Rank among memberships, `gold`, 1 to 50 characters.
            billing_interval: How often it is paid for.
            price: Price of one interval, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            description: What to expect.
            status: Whether it is sold; `draft` if left out.
            perks: What comes with it.
            access_rules: What members may do.
            metadata: Texts of your own, by key.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The membership.

        Source:
            `POST /gvteway/v1/memberships`, scope `write`.
        """
        return await self._driver.call(
            _CREATE,
            body={
                "name": name,
                "description": description,
                "status": status,
                "tier": tier,
                "billing_interval": billing_interval,
                "price": price,
                "currency": currency,
                "perks": perks,
                "access_rules": access_rules,
                "metadata": metadata,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    async def get(self, membership_id: str, *, options: RequestOptions | None = None) -> Membership:
        """Get a membership.

        Args:
            membership_id: Id of the membership, `mem_...`.
            options: What this call has other than its client.

        Returns:
            The membership.

        Source:
            `GET /gvteway/v1/memberships/{membership_id}`, scope `read`.
        """
        return await self._driver.call(_GET, path={"membership_id": membership_id}, options=options)

    async def update(
        self,
        membership_id: str,
        *,
        name: str | Omit = OMIT,
        description: str | Omit | None = OMIT,
        status: MembershipStatus | UnknownValue | Omit = OMIT,
        tier: str | Omit = OMIT,
        billing_interval: BillingInterval | UnknownValue | Omit = OMIT,
        price: Decimal | float | Omit = OMIT,
        currency: str | Omit = OMIT,
        perks: Sequence[str] | Omit = OMIT,
        access_rules: MembershipAccessRulesParam | MembershipAccessRules | Omit | None = OMIT,
        metadata: Mapping[str, str] | Omit = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Membership:
        """Update a membership.

        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            membership_id: Id of the membership, `mem_...`.
            name: What it is called, 1 to 255 characters.
            description: What to expect.
            status: Whether it is sold.
            tier: Rank among memberships, `gold`, 1 to 50 characters.
            billing_interval: How often it is paid for.
            price: Price of one interval, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            perks: What comes with it.
            access_rules: What members may do.
            metadata: Texts of your own, by key.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The membership.

        Source:
            `PATCH /gvteway/v1/memberships/{membership_id}`, scope `write`.
        """
        return await self._driver.call(
            _UPDATE,
            path={"membership_id": membership_id},
            body={
                "name": name,
                "description": description,
                "status": status,
                "tier": tier,
                "billing_interval": billing_interval,
                "price": price,
                "currency": currency,
                "perks": perks,
                "access_rules": access_rules,
                "metadata": metadata,
                "version": version,
            },
            options=options,
        )


class AsyncMembershipsWithRawResponse(RawResource):
    """`AsyncMemberships`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncMemberships(driver))

    list = AsyncRawMethod(AsyncMemberships.list)
    create = AsyncRawMethod(AsyncMemberships.create)
    get = AsyncRawMethod(AsyncMemberships.get)
    update = AsyncRawMethod(AsyncMemberships.update)
