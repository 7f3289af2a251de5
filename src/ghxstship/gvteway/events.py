# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Events: what people buy tickets for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

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
from .models import VenueRef

if TYPE_CHECKING:
    from .._core import drivers as _core_drivers
else:
    _core_drivers = lazy_module(".._core.drivers", __package__)

__all__ = ["AsyncEvents", "Event", "EventList", "EventStatus", "Events", "Pagination", "Sort"]

EventStatus: TypeAlias = Literal["draft", "published", "on_sale", "sold_out", "canceled"]
"""How a live event stands."""


class Event(Model):
    """A live event that people buy tickets for."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    name: str
    """What it is called."""
    description: str | None
    """What to expect."""
    genre: str | None
    """Kind of event, `festival`."""
    status: Open[EventStatus]
    """How it stands; `publish` and `cancel` change it."""
    date: DateTimeField
    """When it starts."""
    ends_at: DateTimeField | None
    """When it ends."""
    venue: VenueRef
    """Where it is."""
    capacity: int | None
    """How many people may come; `null` for no bound. At least 0."""
    tickets_sold: int
    """Tickets sold so far, 0 or more."""
    tags: list[str]
    """Labels of your own."""
    hero_image_url: str | None
    """A picture for its page."""
    project_id: str | None
    """Id of the project that produces it, `proj_...`."""
    custom_fields: dict[str, Any]
    """Fields of your own."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


class EventList(Model):
    """A page of events."""

    data: list[Event]
    """The events of this page."""
    pagination: Pagination
    """Where a page stands in its list."""


_LIST: ListOperation[Event] = ListOperation(
    "gvteway.events.list",
    "GET",
    "/gvteway/v1/events",
    {200: EventList},
    pagination=CURSOR_PAGINATION,
)
_CREATE: Operation[Event] = Operation(
    "gvteway.events.create", "POST", "/gvteway/v1/events", {201: Event}, idempotent=True
)
_GET: Operation[Event] = Operation(
    "gvteway.events.get", "GET", "/gvteway/v1/events/{event_id}", {200: Event}
)
_UPDATE: Operation[Event] = Operation(
    "gvteway.events.update", "PATCH", "/gvteway/v1/events/{event_id}", {200: Event}
)
_DELETE: Operation[None] = Operation(
    "gvteway.events.delete", "DELETE", "/gvteway/v1/events/{event_id}", {204: None}
)
_CANCEL: Operation[Event] = Operation(
    "gvteway.events.cancel",
    "POST",
    "/gvteway/v1/events/{event_id}/cancel",
    {200: Event},
    idempotent=True,
)
_PUBLISH: Operation[Event] = Operation(
    "gvteway.events.publish",
    "POST",
    "/gvteway/v1/events/{event_id}/publish",
    {200: Event},
    idempotent=True,
)


class Events(Resource):
    """Events: what people buy tickets for."""

    @resource_property
    def with_raw_response(self) -> EventsWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return EventsWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        status: EventStatus | UnknownValue | None = None,
        genre: str | None = None,
        city: str | None = None,
        starts_after: datetime | None = None,
        starts_before: datetime | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> Page[Event]:
        """List events.

        Args:
            status: Only events with this status.
            genre: Only events of this kind.
            city: Only events in this city.
            starts_after: Only events that start after this moment.
            starts_before: Only events that start before this moment.
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
            `GET /gvteway/v1/events`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "status": status,
                "genre": genre,
                "city": city,
                "starts_after": starts_after,
                "starts_before": starts_before,
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
        date: datetime,
        venue_id: str,
        description: str | Omit | None = OMIT,
        genre: str | Omit | None = OMIT,
        ends_at: datetime | Omit | None = OMIT,
        capacity: int | Omit | None = OMIT,
        tags: Sequence[str] | Omit = OMIT,
        hero_image_url: str | Omit | None = OMIT,
        project_id: str | Omit | None = OMIT,
        custom_fields: Mapping[str, Any] | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Event:
        """Create an event.

        It starts as a draft. A venue that is not there is a 422. Emits `event.created`.

        Args:
            name: What it is called, 1 to 255 characters.
            date: When it starts.
            venue_id: Id of the venue, `ven_...`.
            description: What to expect.
            genre: Kind of event, `festival`.
            ends_at: When it ends.
            capacity: How many people may come; the venue's capacity if absent. 0 to
                1,000,000,000.
            tags: Labels of your own.
            hero_image_url: A picture for its page.
            project_id: Id of the project that produces it, `proj_...`.
            custom_fields: Fields of your own.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The event.

        Source:
            `POST /gvteway/v1/events`, scope `write`.
        """
        return self._driver.call(
            _CREATE,
            body={
                "name": name,
                "description": description,
                "genre": genre,
                "date": date,
                "ends_at": ends_at,
                "venue_id": venue_id,
                "capacity": capacity,
                "tags": tags,
                "hero_image_url": hero_image_url,
                "project_id": project_id,
                "custom_fields": custom_fields,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    def get(self, event_id: str, *, options: RequestOptions | None = None) -> Event:
        """Get an event.

        Args:
            event_id: Id of the event, `evt_...`.
            options: What this call has other than its client.

        Returns:
            The event.

        Source:
            `GET /gvteway/v1/events/{event_id}`, scope `read`.
        """
        return self._driver.call(_GET, path={"event_id": event_id}, options=options)

    def update(
        self,
        event_id: str,
        *,
        name: str | Omit = OMIT,
        description: str | Omit | None = OMIT,
        genre: str | Omit | None = OMIT,
        date: datetime | Omit = OMIT,
        ends_at: datetime | Omit | None = OMIT,
        venue_id: str | Omit = OMIT,
        capacity: int | Omit | None = OMIT,
        tags: Sequence[str] | Omit = OMIT,
        hero_image_url: str | Omit | None = OMIT,
        project_id: str | Omit | None = OMIT,
        custom_fields: Mapping[str, Any] | Omit = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Event:
        """Update an event.

        A venue that is not there is a 422. Absent fields stay as they are and `null` clears a
        field. A stale `version` is a 409 `VERSION_CONFLICT`.

        Args:
            event_id: Id of the event, `evt_...`.
            name: What it is called, 1 to 255 characters.
            description: What to expect.
            genre: Kind of event, `festival`.
            date: When it starts.
            ends_at: When it ends.
            venue_id: Id of the venue, `ven_...`.
            capacity: How many people may come; `null` for no bound. 0 to 1,000,000,000.
            tags: Labels of your own.
            hero_image_url: A picture for its page.
            project_id: Id of the project that produces it, `proj_...`.
            custom_fields: Fields of your own; `null` removes one.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The event.

        Source:
            `PATCH /gvteway/v1/events/{event_id}`, scope `write`.
        """
        return self._driver.call(
            _UPDATE,
            path={"event_id": event_id},
            body={
                "name": name,
                "description": description,
                "genre": genre,
                "date": date,
                "ends_at": ends_at,
                "venue_id": venue_id,
                "capacity": capacity,
                "tags": tags,
                "hero_image_url": hero_image_url,
                "project_id": project_id,
                "custom_fields": custom_fields,
                "version": version,
            },
            options=options,
        )

    def delete(self, event_id: str, *, options: RequestOptions | None = None) -> None:
        """Delete an event.

        Args:
            event_id: Id of the event, `evt_...`.
            options: What this call has other than its client.

        Source:
            `DELETE /gvteway/v1/events/{event_id}`, scope `write`.
        """
        return self._driver.call(_DELETE, path={"event_id": event_id}, options=options)

    def cancel(
        self,
        event_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Event:
        """Cancel an event.

        One that is canceled already is a 409 `CONFLICT`.

        Args:
            event_id: Id of the event, `evt_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The event.

        Source:
            `POST /gvteway/v1/events/{event_id}/cancel`, scope `write`.
        """
        return self._driver.call(
            _CANCEL, path={"event_id": event_id}, idempotency_key=idempotency_key, options=options
        )

    def publish(
        self,
        event_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Event:
        """Publish an event.

        Only a draft can be published, any other is a 409 `CONFLICT`. Emits `event.published`.

        Args:
            event_id: Id of the event, `evt_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The event.

        Source:
            `POST /gvteway/v1/events/{event_id}/publish`, scope `write`.
        """
        return self._driver.call(
            _PUBLISH, path={"event_id": event_id}, idempotency_key=idempotency_key, options=options
        )


class EventsWithRawResponse(RawResource):
    """`Events`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(Events(driver))

    list = RawMethod(Events.list)
    create = RawMethod(Events.create)
    get = RawMethod(Events.get)
    update = RawMethod(Events.update)
    delete = RawMethod(Events.delete)
    cancel = RawMethod(Events.cancel)
    publish = RawMethod(Events.publish)


class AsyncEvents(AsyncResource):
    """Events: what people buy tickets for."""

    @resource_property
    def with_raw_response(self) -> AsyncEventsWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncEventsWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        status: EventStatus | UnknownValue | None = None,
        genre: str | None = None,
        city: str | None = None,
        starts_after: datetime | None = None,
        starts_before: datetime | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> AsyncPager[Event]:
        """List events.

        Args:
            status: Only events with this status.
            genre: Only events of this kind.
            city: Only events in this city.
            starts_after: Only events that start after this moment.
            starts_before: Only events that start before this moment.
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
            `GET /gvteway/v1/events`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "status": status,
                "genre": genre,
                "city": city,
                "starts_after": starts_after,
                "starts_before": starts_before,
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
        date: datetime,
        venue_id: str,
        description: str | Omit | None = OMIT,
        genre: str | Omit | None = OMIT,
        ends_at: datetime | Omit | None = OMIT,
        capacity: int | Omit | None = OMIT,
        tags: Sequence[str] | Omit = OMIT,
        hero_image_url: str | Omit | None = OMIT,
        project_id: str | Omit | None = OMIT,
        custom_fields: Mapping[str, Any] | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Event:
        """Create an event.

        It starts as a draft. A venue that is not there is a 422. Emits `event.created`.

        Args:
            name: What it is called, 1 to 255 characters.
            date: When it starts.
            venue_id: Id of the venue, `ven_...`.
            description: What to expect.
            genre: Kind of event, `festival`.
            ends_at: When it ends.
            capacity: How many people may come; the venue's capacity if absent. 0 to
                1,000,000,000.
            tags: Labels of your own.
            hero_image_url: A picture for its page.
            project_id: Id of the project that produces it, `proj_...`.
            custom_fields: Fields of your own.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The event.

        Source:
            `POST /gvteway/v1/events`, scope `write`.
        """
        return await self._driver.call(
            _CREATE,
            body={
                "name": name,
                "description": description,
                "genre": genre,
                "date": date,
                "ends_at": ends_at,
                "venue_id": venue_id,
                "capacity": capacity,
                "tags": tags,
                "hero_image_url": hero_image_url,
                "project_id": project_id,
                "custom_fields": custom_fields,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    async def get(self, event_id: str, *, options: RequestOptions | None = None) -> Event:
        """Get an event.

        Args:
            event_id: Id of the event, `evt_...`.
            options: What this call has other than its client.

        Returns:
            The event.

        Source:
            `GET /gvteway/v1/events/{event_id}`, scope `read`.
        """
        return await self._driver.call(_GET, path={"event_id": event_id}, options=options)

    async def update(
        self,
        event_id: str,
        *,
        name: str | Omit = OMIT,
        description: str | Omit | None = OMIT,
        genre: str | Omit | None = OMIT,
        date: datetime | Omit = OMIT,
        ends_at: datetime | Omit | None = OMIT,
        venue_id: str | Omit = OMIT,
        capacity: int | Omit | None = OMIT,
        tags: Sequence[str] | Omit = OMIT,
        hero_image_url: str | Omit | None = OMIT,
        project_id: str | Omit | None = OMIT,
        custom_fields: Mapping[str, Any] | Omit = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Event:
        """Update an event.

        A venue that is not there is a 422. Absent fields stay as they are and `null` clears a
        field. A stale `version` is a 409 `VERSION_CONFLICT`.

        Args:
            event_id: Id of the event, `evt_...`.
            name: What it is called, 1 to 255 characters.
            description: What to expect.
            genre: Kind of event, `festival`.
            date: When it starts.
            ends_at: When it ends.
            venue_id: Id of the venue, `ven_...`.
            capacity: How many people may come; `null` for no bound. 0 to 1,000,000,000.
            tags: Labels of your own.
            hero_image_url: A picture for its page.
            project_id: Id of the project that produces it, `proj_...`.
            custom_fields: Fields of your own; `null` removes one.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The event.

        Source:
            `PATCH /gvteway/v1/events/{event_id}`, scope `write`.
        """
        return await self._driver.call(
            _UPDATE,
            path={"event_id": event_id},
            body={
                "name": name,
                "description": description,
                "genre": genre,
                "date": date,
                "ends_at": ends_at,
                "venue_id": venue_id,
                "capacity": capacity,
                "tags": tags,
                "hero_image_url": hero_image_url,
                "project_id": project_id,
                "custom_fields": custom_fields,
                "version": version,
            },
            options=options,
        )

    async def delete(self, event_id: str, *, options: RequestOptions | None = None) -> None:
        """Delete an event.

        Args:
            event_id: Id of the event, `evt_...`.
            options: What this call has other than its client.

        Source:
            `DELETE /gvteway/v1/events/{event_id}`, scope `write`.
        """
        return await self._driver.call(_DELETE, path={"event_id": event_id}, options=options)

    async def cancel(
        self,
        event_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Event:
        """Cancel an event.

        One that is canceled already is a 409 `CONFLICT`.

        Args:
            event_id: Id of the event, `evt_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The event.

        Source:
            `POST /gvteway/v1/events/{event_id}/cancel`, scope `write`.
        """
        return await self._driver.call(
            _CANCEL, path={"event_id": event_id}, idempotency_key=idempotency_key, options=options
        )

    async def publish(
        self,
        event_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Event:
        """Publish an event.

        Only a draft can be published, any other is a 409 `CONFLICT`. Emits `event.published`.

        Args:
            event_id: Id of the event, `evt_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The event.

        Source:
            `POST /gvteway/v1/events/{event_id}/publish`, scope `write`.
        """
        return await self._driver.call(
            _PUBLISH, path={"event_id": event_id}, idempotency_key=idempotency_key, options=options
        )


class AsyncEventsWithRawResponse(RawResource):
    """`AsyncEvents`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncEvents(driver))

    list = AsyncRawMethod(AsyncEvents.list)
    create = AsyncRawMethod(AsyncEvents.create)
    get = AsyncRawMethod(AsyncEvents.get)
    update = AsyncRawMethod(AsyncEvents.update)
    delete = AsyncRawMethod(AsyncEvents.delete)
    cancel = AsyncRawMethod(AsyncEvents.cancel)
    publish = AsyncRawMethod(AsyncEvents.publish)
