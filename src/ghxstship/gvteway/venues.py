# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Venues: where events are."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

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

__all__ = ["AsyncVenues", "Pagination", "Sort", "Venue", "VenueList", "Venues"]


class Venue(Model):
    """A place where events are."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    name: str
    """What it is called."""
    city: str
    """City."""
    address: str | None
    """Street and number."""
    capacity: int | None
    """How many people it holds, 0 or more."""
    timezone: str | None
    """IANA time zone, `America/Los_Angeles`."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


class VenueList(Model):
    """A page of venues."""

    data: list[Venue]
    """The venues of this page."""
    pagination: Pagination
    """Where a page stands in its list."""


_LIST: ListOperation[Venue] = ListOperation(
    "gvteway.venues.list",
    "GET",
    "/gvteway/v1/venues",
    {200: VenueList},
    pagination=CURSOR_PAGINATION,
)
_CREATE: Operation[Venue] = Operation(
    "gvteway.venues.create", "POST", "/gvteway/v1/venues", {201: Venue}, idempotent=True
)
_GET: Operation[Venue] = Operation(
    "gvteway.venues.get", "GET", "/gvteway/v1/venues/{venue_id}", {200: Venue}
)
_UPDATE: Operation[Venue] = Operation(
    "gvteway.venues.update", "PATCH", "/gvteway/v1/venues/{venue_id}", {200: Venue}
)
_DELETE: Operation[None] = Operation(
    "gvteway.venues.delete", "DELETE", "/gvteway/v1/venues/{venue_id}", {204: None}
)


class Venues(Resource):
    """Venues: where events are."""

    @resource_property
    def with_raw_response(self) -> VenuesWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return VenuesWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        city: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> Page[Venue]:
        """List venues.

        Args:
            city: Only venues in this city.
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
            `GET /gvteway/v1/venues`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "city": city,
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
        city: str,
        address: str | Omit | None = OMIT,
        capacity: int | Omit | None = OMIT,
        timezone: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Venue:
        """Create a venue.

        Args:
            name: What it is called, 1 to 255 characters.
            city: City, 1 to 100 characters.
            address: Street and number.
            capacity: How many people it holds, 0 to 1,000,000,000.
            timezone: IANA time zone, `America/Los_Angeles`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The venue.

        Source:
            `POST /gvteway/v1/venues`, scope `write`.
        """
        return self._driver.call(
            _CREATE,
            body={
                "name": name,
                "city": city,
                "address": address,
                "capacity": capacity,
                "timezone": timezone,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    def get(self, venue_id: str, *, options: RequestOptions | None = None) -> Venue:
        """Get a venue.

        Args:
            venue_id: Id of the venue, `ven_...`.
            options: What this call has other than its client.

        Returns:
            The venue.

        Source:
            `GET /gvteway/v1/venues/{venue_id}`, scope `read`.
        """
        return self._driver.call(_GET, path={"venue_id": venue_id}, options=options)

    def update(
        self,
        venue_id: str,
        *,
        name: str | Omit = OMIT,
        city: str | Omit = OMIT,
        address: str | Omit | None = OMIT,
        capacity: int | Omit | None = OMIT,
        timezone: str | Omit | None = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Venue:
        """Update a venue.

        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            venue_id: Id of the venue, `ven_...`.
            name: What it is called, 1 to 255 characters.
            city: City, 1 to 100 characters.
            address: Street and number.
            capacity: How many people it holds, 0 to 1,000,000,000.
            timezone: IANA time zone, `America/Los_Angeles`.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The venue.

        Source:
            `PATCH /gvteway/v1/venues/{venue_id}`, scope `write`.
        """
        return self._driver.call(
            _UPDATE,
            path={"venue_id": venue_id},
            body={
                "name": name,
                "city": city,
                "address": address,
                "capacity": capacity,
                "timezone": timezone,
                "version": version,
            },
            options=options,
        )

    def delete(self, venue_id: str, *, options: RequestOptions | None = None) -> None:
        """Delete a venue.

        Args:
            venue_id: Id of the venue, `ven_...`.
            options: What this call has other than its client.

        Source:
            `DELETE /gvteway/v1/venues/{venue_id}`, scope `write`.
        """
        return self._driver.call(_DELETE, path={"venue_id": venue_id}, options=options)


class VenuesWithRawResponse(RawResource):
    """`Venues`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(Venues(driver))

    list = RawMethod(Venues.list)
    create = RawMethod(Venues.create)
    get = RawMethod(Venues.get)
    update = RawMethod(Venues.update)
    delete = RawMethod(Venues.delete)


class AsyncVenues(AsyncResource):
    """Venues: where events are."""

    @resource_property
    def with_raw_response(self) -> AsyncVenuesWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncVenuesWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        city: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> AsyncPager[Venue]:
        """List venues.

        Args:
            city: Only venues in this city.
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
            `GET /gvteway/v1/venues`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "city": city,
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
        city: str,
        address: str | Omit | None = OMIT,
        capacity: int | Omit | None = OMIT,
        timezone: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Venue:
        """Create a venue.

        Args:
            name: What it is called, 1 to 255 characters.
            city: City, 1 to 100 characters.
            address: Street and number.
            capacity: How many people it holds, 0 to 1,000,000,000.
            timezone: IANA time zone, `America/Los_Angeles`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The venue.

        Source:
            `POST /gvteway/v1/venues`, scope `write`.
        """
        return await self._driver.call(
            _CREATE,
            body={
                "name": name,
                "city": city,
                "address": address,
                "capacity": capacity,
                "timezone": timezone,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    async def get(self, venue_id: str, *, options: RequestOptions | None = None) -> Venue:
        """Get a venue.

        Args:
            venue_id: Id of the venue, `ven_...`.
            options: What this call has other than its client.

        Returns:
            The venue.

        Source:
            `GET /gvteway/v1/venues/{venue_id}`, scope `read`.
        """
        return await self._driver.call(_GET, path={"venue_id": venue_id}, options=options)

    async def update(
        self,
        venue_id: str,
        *,
        name: str | Omit = OMIT,
        city: str | Omit = OMIT,
        address: str | Omit | None = OMIT,
        capacity: int | Omit | None = OMIT,
        timezone: str | Omit | None = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Venue:
        """Update a venue.

        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            venue_id: Id of the venue, `ven_...`.
            name: What it is called, 1 to 255 characters.
            city: City, 1 to 100 characters.
            address: Street and number.
            capacity: How many people it holds, 0 to 1,000,000,000.
            timezone: IANA time zone, `America/Los_Angeles`.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The venue.

        Source:
            `PATCH /gvteway/v1/venues/{venue_id}`, scope `write`.
        """
        return await self._driver.call(
            _UPDATE,
            path={"venue_id": venue_id},
            body={
                "name": name,
                "city": city,
                "address": address,
                "capacity": capacity,
                "timezone": timezone,
                "version": version,
            },
            options=options,
        )

    async def delete(self, venue_id: str, *, options: RequestOptions | None = None) -> None:
        """Delete a venue.

        Args:
            venue_id: Id of the venue, `ven_...`.
            options: What this call has other than its client.

        Source:
            `DELETE /gvteway/v1/venues/{venue_id}`, scope `write`.
        """
        return await self._driver.call(_DELETE, path={"venue_id": venue_id}, options=options)


class AsyncVenuesWithRawResponse(RawResource):
    """`AsyncVenues`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncVenues(driver))

    list = AsyncRawMethod(AsyncVenues.list)
    create = AsyncRawMethod(AsyncVenues.create)
    get = AsyncRawMethod(AsyncVenues.get)
    update = AsyncRawMethod(AsyncVenues.update)
    delete = AsyncRawMethod(AsyncVenues.delete)
