# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Deals: sales opportunities, from first contact to won or lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, Required, TypeAlias

from typing_extensions import TypedDict

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
    "AsyncDeals",
    "ContactRef",
    "ContactRefParam",
    "Deal",
    "DealList",
    "DealStage",
    "DealStatus",
    "Deals",
    "Pagination",
    "Sort",
    "UserRef",
    "UserRefParam",
]

DealStage: TypeAlias = Literal["qualification", "proposal", "negotiation", "closed"]
"""How far a deal has come."""


DealStatus: TypeAlias = Literal["open", "won", "lost"]
"""How a deal stands."""


class UserRef(Model):
    """A user, as other resources name them."""

    id: str
    """Id of the user, `user_...`."""
    name: str | None = None
    """Full name."""
    email: str | None = None
    """E-mail address."""


class UserRefParam(TypedDict, total=False):
    """A user, as other resources name them."""

    id: Required[str]
    """Id of the user, `user_...`."""
    name: str
    """Full name."""
    email: str
    """E-mail address."""


class ContactRef(Model):
    """A contact, as other resources name them."""

    id: str
    """Id of the contact, `contact_...`."""
    name: str | None = None
    """Full name."""
    email: str | None = None
    """E-mail address."""
    company: str | None = None
    """Company name."""


class ContactRefParam(TypedDict, total=False):
    """A contact, as other resources name them."""

    id: Required[str]
    """Id of the contact, `contact_...`."""
    name: str
    """Full name."""
    email: str
    """E-mail address."""
    company: str
    """Company name."""


class Deal(Model):
    """A sales opportunity, from first contact to won or lost."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    name: str
    """Short title."""
    value: JsonDecimal
    """Expected value in `currency`, 0 or more."""
    currency: str
    """ISO 4217 currency code."""
    stage: Open[DealStage]
    """How far it has come."""
    status: Open[DealStatus]
    """How it stands; `win` and `lose` change it."""
    probability: float | None
    """Chance of winning, 0 to 1."""
    expected_close_date: DateField | None
    """When it is expected to close."""
    owner: UserRef | None
    """Who is responsible."""
    contact: ContactRef | None
    """Who it is made with."""
    custom_fields: dict[str, Any]
    """Fields of your own."""
    lost_reason: str | None
    """Why it was lost."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


class DealList(Model):
    """A page of deals."""

    data: list[Deal]
    """The deals of this page."""
    pagination: Pagination
    """Where a page stands in its list."""


_LIST: ListOperation[Deal] = ListOperation(
    "atlvs.deals.list",
    "GET",
    "/atlvs/v1/deals",
    {200: DealList},
    query_money={"min_value": None},
    pagination=CURSOR_PAGINATION,
)
_CREATE: Operation[Deal] = Operation(
    "atlvs.deals.create",
    "POST",
    "/atlvs/v1/deals",
    {201: Deal},
    idempotent=True,
    money={"value": "currency"},
    dates=("expected_close_date",),
)
_GET: Operation[Deal] = Operation(
    "atlvs.deals.get", "GET", "/atlvs/v1/deals/{deal_id}", {200: Deal}
)
_UPDATE: Operation[Deal] = Operation(
    "atlvs.deals.update",
    "PATCH",
    "/atlvs/v1/deals/{deal_id}",
    {200: Deal},
    money={"value": "currency"},
    dates=("expected_close_date",),
)
_DELETE: Operation[None] = Operation(
    "atlvs.deals.delete", "DELETE", "/atlvs/v1/deals/{deal_id}", {204: None}
)
_LOSE: Operation[Deal] = Operation(
    "atlvs.deals.lose", "POST", "/atlvs/v1/deals/{deal_id}/lose", {200: Deal}, idempotent=True
)
_WIN: Operation[Deal] = Operation(
    "atlvs.deals.win", "POST", "/atlvs/v1/deals/{deal_id}/win", {200: Deal}, idempotent=True
)


class Deals(Resource):
    """Deals: sales opportunities, from first contact to won or lost."""

    @resource_property
    def with_raw_response(self) -> DealsWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return DealsWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        status: DealStatus | UnknownValue | None = None,
        stage: DealStage | UnknownValue | None = None,
        owner_id: str | None = None,
        contact_id: str | None = None,
        min_value: Decimal | float | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> Page[Deal]:
        """List deals.

        Args:
            status: Only deals with this status.
            stage: Only deals at this stage.
            owner_id: Only deals of this user.
            contact_id: Only deals with this contact.
            min_value: Only deals worth at least this much, each in its own currency.
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
            `GET /atlvs/v1/deals`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "status": status,
                "stage": stage,
                "owner_id": owner_id,
                "contact_id": contact_id,
                "min_value": min_value,
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
        value: Decimal | float,
        currency: str,
        stage: DealStage | UnknownValue | Omit = OMIT,
        probability: float | Omit | None = OMIT,
        expected_close_date: date | Omit | None = OMIT,
        owner: UserRefParam | UserRef | Omit | None = OMIT,
        contact: ContactRefParam | ContactRef | Omit | None = OMIT,
        custom_fields: Mapping[str, Any] | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Deal:
        """Create a deal.

        It starts open, at `qualification` unless you say otherwise. Emits `deal.created`.

        Args:
            name: Short title, 1 to 255 characters.
            value: Expected value in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            stage: How far it has come; `qualification` if left out.
            probability: Chance of winning, 0 to 1.
            expected_close_date: When it is expected to close.
            owner: Who is responsible.
            contact: Who it is made with.
            custom_fields: Fields of your own.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The deal.

        Source:
            `POST /atlvs/v1/deals`, scope `write`.
        """
        return self._driver.call(
            _CREATE,
            body={
                "name": name,
                "value": value,
                "currency": currency,
                "stage": stage,
                "probability": probability,
                "expected_close_date": expected_close_date,
                "owner": owner,
                "contact": contact,
                "custom_fields": custom_fields,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    def get(self, deal_id: str, *, options: RequestOptions | None = None) -> Deal:
        """Get a deal.

        Args:
            deal_id: Id of the deal, `deal_...`.
            options: What this call has other than its client.

        Returns:
            The deal.

        Source:
            `GET /atlvs/v1/deals/{deal_id}`, scope `read`.
        """
        return self._driver.call(_GET, path={"deal_id": deal_id}, options=options)

    def update(
        self,
        deal_id: str,
        *,
        name: str | Omit = OMIT,
        value: Decimal | float | Omit = OMIT,
        currency: str | Omit = OMIT,
        stage: DealStage | UnknownValue | Omit = OMIT,
        probability: float | Omit | None = OMIT,
        expected_close_date: date | Omit | None = OMIT,
        owner: UserRefParam | UserRef | Omit | None = OMIT,
        contact: ContactRefParam | ContactRef | Omit | None = OMIT,
        custom_fields: Mapping[str, Any] | Omit = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Deal:
        """Update a deal.

        Emits `deal.updated`. Absent fields stay as they are and `null` clears a field. A stale
        `version` is a 409 `VERSION_CONFLICT`.

        Args:
            deal_id: Id of the deal, `deal_...`.
            name: Short title, 1 to 255 characters.
            value: Expected value in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            stage: How far it has come.
            probability: Chance of winning, 0 to 1.
            expected_close_date: When it is expected to close.
            owner: Who is responsible.
            contact: Who it is made with.
            custom_fields: Fields of your own; `null` removes one.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The deal.

        Source:
            `PATCH /atlvs/v1/deals/{deal_id}`, scope `write`.
        """
        return self._driver.call(
            _UPDATE,
            path={"deal_id": deal_id},
            body={
                "name": name,
                "value": value,
                "currency": currency,
                "stage": stage,
                "probability": probability,
                "expected_close_date": expected_close_date,
                "owner": owner,
                "contact": contact,
                "custom_fields": custom_fields,
                "version": version,
            },
            options=options,
        )

    def delete(self, deal_id: str, *, options: RequestOptions | None = None) -> None:
        """Delete a deal.

        Args:
            deal_id: Id of the deal, `deal_...`.
            options: What this call has other than its client.

        Source:
            `DELETE /atlvs/v1/deals/{deal_id}`, scope `write`.
        """
        return self._driver.call(_DELETE, path={"deal_id": deal_id}, options=options)

    def lose(
        self,
        deal_id: str,
        *,
        lost_reason: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Deal:
        """Lose a deal.

        It becomes lost, at stage `closed` with a probability of 0. Only an open deal can be lost,
        any other is a 409 `CONFLICT`. Emits `deal.updated` and `deal.lost`.

        Args:
            deal_id: Id of the deal, `deal_...`.
            lost_reason: Why it was lost, 1 to 1,000 characters.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The deal.

        Source:
            `POST /atlvs/v1/deals/{deal_id}/lose`, scope `write`.
        """
        return self._driver.call(
            _LOSE,
            path={"deal_id": deal_id},
            body={"lost_reason": lost_reason},
            idempotency_key=idempotency_key,
            options=options,
        )

    def win(
        self,
        deal_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Deal:
        """Win a deal.

        It becomes won, at stage `closed` with a probability of 1. Only an open deal can be won, any
        other is a 409 `CONFLICT`. Emits `deal.updated` and `deal.won`.

        Args:
            deal_id: Id of the deal, `deal_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The deal.

        Source:
            `POST /atlvs/v1/deals/{deal_id}/win`, scope `write`.
        """
        return self._driver.call(
            _WIN, path={"deal_id": deal_id}, idempotency_key=idempotency_key, options=options
        )


class DealsWithRawResponse(RawResource):
    """`Deals`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(Deals(driver))

    list = RawMethod(Deals.list)
    create = RawMethod(Deals.create)
    get = RawMethod(Deals.get)
    update = RawMethod(Deals.update)
    delete = RawMethod(Deals.delete)
    lose = RawMethod(Deals.lose)
    win = RawMethod(Deals.win)


class AsyncDeals(AsyncResource):
    """Deals: sales opportunities, from first contact to won or lost."""

    @resource_property
    def with_raw_response(self) -> AsyncDealsWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncDealsWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        status: DealStatus | UnknownValue | None = None,
        stage: DealStage | UnknownValue | None = None,
        owner_id: str | None = None,
        contact_id: str | None = None,
        min_value: Decimal | float | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> AsyncPager[Deal]:
        """List deals.

        Args:
            status: Only deals with this status.
            stage: Only deals at this stage.
            owner_id: Only deals of this user.
            contact_id: Only deals with this contact.
            min_value: Only deals worth at least this much, each in its own currency.
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
            `GET /atlvs/v1/deals`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "status": status,
                "stage": stage,
                "owner_id": owner_id,
                "contact_id": contact_id,
                "min_value": min_value,
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
        value: Decimal | float,
        currency: str,
        stage: DealStage | UnknownValue | Omit = OMIT,
        probability: float | Omit | None = OMIT,
        expected_close_date: date | Omit | None = OMIT,
        owner: UserRefParam | UserRef | Omit | None = OMIT,
        contact: ContactRefParam | ContactRef | Omit | None = OMIT,
        custom_fields: Mapping[str, Any] | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Deal:
        """Create a deal.

        It starts open, at `qualification` unless you say otherwise. Emits `deal.created`.

        Args:
            name: Short title, 1 to 255 characters.
            value: Expected value in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            stage: How far it has come; `qualification` if left out.
            probability: Chance of winning, 0 to 1.
            expected_close_date: When it is expected to close.
            owner: Who is responsible.
            contact: Who it is made with.
            custom_fields: Fields of your own.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The deal.

        Source:
            `POST /atlvs/v1/deals`, scope `write`.
        """
        return await self._driver.call(
            _CREATE,
            body={
                "name": name,
                "value": value,
                "currency": currency,
                "stage": stage,
                "probability": probability,
                "expected_close_date": expected_close_date,
                "owner": owner,
                "contact": contact,
                "custom_fields": custom_fields,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    async def get(self, deal_id: str, *, options: RequestOptions | None = None) -> Deal:
        """Get a deal.

        Args:
            deal_id: Id of the deal, `deal_...`.
            options: What this call has other than its client.

        Returns:
            The deal.

        Source:
            `GET /atlvs/v1/deals/{deal_id}`, scope `read`.
        """
        return await self._driver.call(_GET, path={"deal_id": deal_id}, options=options)

    async def update(
        self,
        deal_id: str,
        *,
        name: str | Omit = OMIT,
        value: Decimal | float | Omit = OMIT,
        currency: str | Omit = OMIT,
        stage: DealStage | UnknownValue | Omit = OMIT,
        probability: float | Omit | None = OMIT,
        expected_close_date: date | Omit | None = OMIT,
        owner: UserRefParam | UserRef | Omit | None = OMIT,
        contact: ContactRefParam | ContactRef | Omit | None = OMIT,
        custom_fields: Mapping[str, Any] | Omit = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Deal:
        """Update a deal.

        Emits `deal.updated`. Absent fields stay as they are and `null` clears a field. A stale
        `version` is a 409 `VERSION_CONFLICT`.

        Args:
            deal_id: Id of the deal, `deal_...`.
            name: Short title, 1 to 255 characters.
            value: Expected value in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            stage: How far it has come.
            probability: Chance of winning, 0 to 1.
            expected_close_date: When it is expected to close.
            owner: Who is responsible.
            contact: Who it is made with.
            custom_fields: Fields of your own; `null` removes one.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The deal.

        Source:
            `PATCH /atlvs/v1/deals/{deal_id}`, scope `write`.
        """
        return await self._driver.call(
            _UPDATE,
            path={"deal_id": deal_id},
            body={
                "name": name,
                "value": value,
                "currency": currency,
                "stage": stage,
                "probability": probability,
                "expected_close_date": expected_close_date,
                "owner": owner,
                "contact": contact,
                "custom_fields": custom_fields,
                "version": version,
            },
            options=options,
        )

    async def delete(self, deal_id: str, *, options: RequestOptions | None = None) -> None:
        """Delete a deal.

        Args:
            deal_id: Id of the deal, `deal_...`.
            options: What this call has other than its client.

        Source:
            `DELETE /atlvs/v1/deals/{deal_id}`, scope `write`.
        """
        return await self._driver.call(_DELETE, path={"deal_id": deal_id}, options=options)

    async def lose(
        self,
        deal_id: str,
        *,
        lost_reason: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Deal:
        """Lose a deal.

        It becomes lost, at stage `closed` with a probability of 0. Only an open deal can be lost,
        any other is a 409 `CONFLICT`. Emits `deal.updated` and `deal.lost`.

        Args:
            deal_id: Id of the deal, `deal_...`.
            lost_reason: Why it was lost, 1 to 1,000 characters.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The deal.

        Source:
            `POST /atlvs/v1/deals/{deal_id}/lose`, scope `write`.
        """
        return await self._driver.call(
            _LOSE,
            path={"deal_id": deal_id},
            body={"lost_reason": lost_reason},
            idempotency_key=idempotency_key,
            options=options,
        )

    async def win(
        self,
        deal_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Deal:
        """Win a deal.

        It becomes won, at stage `closed` with a probability of 1. Only an open deal can be won, any
        other is a 409 `CONFLICT`. Emits `deal.updated` and `deal.won`.

        Args:
            deal_id: Id of the deal, `deal_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The deal.

        Source:
            `POST /atlvs/v1/deals/{deal_id}/win`, scope `write`.
        """
        return await self._driver.call(
            _WIN, path={"deal_id": deal_id}, idempotency_key=idempotency_key, options=options
        )


class AsyncDealsWithRawResponse(RawResource):
    """`AsyncDeals`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncDeals(driver))

    list = AsyncRawMethod(AsyncDeals.list)
    create = AsyncRawMethod(AsyncDeals.create)
    get = AsyncRawMethod(AsyncDeals.get)
    update = AsyncRawMethod(AsyncDeals.update)
    delete = AsyncRawMethod(AsyncDeals.delete)
    lose = AsyncRawMethod(AsyncDeals.lose)
    win = AsyncRawMethod(AsyncDeals.win)
