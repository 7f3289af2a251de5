# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Time entries: the hours that crew members worked."""

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
    "AsyncTimeEntries",
    "Pagination",
    "Sort",
    "TimeEntries",
    "TimeEntry",
    "TimeEntryCreateStatus",
    "TimeEntryList",
    "TimeEntryStatus",
    "TimeEntryUpdateStatus",
]

TimeEntryStatus: TypeAlias = Literal["draft", "submitted", "approved"]
"""How a time entry stands."""


TimeEntryCreateStatus: TypeAlias = Literal["draft", "submitted"]
"""`submitted` hands it in for approval."""


TimeEntryUpdateStatus: TypeAlias = Literal["draft", "submitted"]
"""`submitted` hands it in for approval."""


class TimeEntry(Model):
    """Hours that a crew member worked."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    crew_member_id: str
    """Id of the crew member, `crew_...`."""
    project_id: str
    """Id of the project, `proj_...`."""
    started_at: DateTimeField
    """When work started."""
    ended_at: DateTimeField | None
    """When work ended; `null` while it goes on."""
    break_minutes: int
    """Minutes that were not worked in between, 0 or more."""
    hours: float | None
    """Hours worked, without breaks; `null` while work goes on. At least 0."""
    status: Open[TimeEntryStatus]
    """How it stands."""
    notes: str | None
    """What else to know."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


class TimeEntryList(Model):
    """A page of time entries."""

    data: list[TimeEntry]
    """The time entries of this page."""
    pagination: Pagination
    """Where a page stands in its list."""


_LIST: ListOperation[TimeEntry] = ListOperation(
    "compvss.time_entries.list",
    "GET",
    "/compvss/v1/time_entries",
    {200: TimeEntryList},
    pagination=CURSOR_PAGINATION,
)
_CREATE: Operation[TimeEntry] = Operation(
    "compvss.time_entries.create",
    "POST",
    "/compvss/v1/time_entries",
    {201: TimeEntry},
    idempotent=True,
)
_GET: Operation[TimeEntry] = Operation(
    "compvss.time_entries.get", "GET", "/compvss/v1/time_entries/{time_entry_id}", {200: TimeEntry}
)
_UPDATE: Operation[TimeEntry] = Operation(
    "compvss.time_entries.update",
    "PATCH",
    "/compvss/v1/time_entries/{time_entry_id}",
    {200: TimeEntry},
)
_APPROVE: Operation[TimeEntry] = Operation(
    "compvss.time_entries.approve",
    "POST",
    "/compvss/v1/time_entries/{time_entry_id}/approve",
    {200: TimeEntry},
    idempotent=True,
)


class TimeEntries(Resource):
    """Time entries: the hours that crew members worked."""

    @resource_property
    def with_raw_response(self) -> TimeEntriesWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return TimeEntriesWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        project_id: str | None = None,
        crew_member_id: str | None = None,
        status: TimeEntryStatus | UnknownValue | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> Page[TimeEntry]:
        """List time entries.

        Args:
            project_id: Only time worked on this project.
            crew_member_id: Only time of this crew member.
            status: Only time entries with this status.
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
            `GET /compvss/v1/time_entries`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "project_id": project_id,
                "crew_member_id": crew_member_id,
                "status": status,
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
        crew_member_id: str,
        project_id: str,
        started_at: datetime,
        ended_at: datetime | Omit | None = OMIT,
        break_minutes: int | Omit = OMIT,
        status: TimeEntryCreateStatus | Omit = OMIT,
        notes: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> TimeEntry:
        """Create a time entry.

        The hours are computed. A project or crew member that is not there is a 422.

        Args:
            crew_member_id: Id of the crew member, `crew_...`.
            project_id: Id of the project, `proj_...`.
            started_at: When work started.
            ended_at: When work ended; `null` while it goes on.
            break_minutes: Minutes that were not worked in between, 0 to 1,440; 0 if left out.
            status: `submitted` hands it in for approval; `draft` if left out.
            notes: What else to know.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The time entry.

        Source:
            `POST /compvss/v1/time_entries`, scope `write`.
        """
        return self._driver.call(
            _CREATE,
            body={
                "crew_member_id": crew_member_id,
                "project_id": project_id,
                "started_at": started_at,
                "ended_at": ended_at,
                "break_minutes": break_minutes,
                "status": status,
                "notes": notes,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    def get(self, time_entry_id: str, *, options: RequestOptions | None = None) -> TimeEntry:
        """Get a time entry.

        Args:
            time_entry_id: Id of the time entry, `time_...`.
            options: What this call has other than its client.

        Returns:
            The time entry.

        Source:
            `GET /compvss/v1/time_entries/{time_entry_id}`, scope `read`.
        """
        return self._driver.call(_GET, path={"time_entry_id": time_entry_id}, options=options)

    def update(
        self,
        time_entry_id: str,
        *,
        started_at: datetime | Omit = OMIT,
        ended_at: datetime | Omit | None = OMIT,
        break_minutes: int | Omit = OMIT,
        status: TimeEntryUpdateStatus | Omit = OMIT,
        notes: str | Omit | None = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> TimeEntry:
        """Update a time entry.

        The hours are computed again. An approved one cannot change: 409 `CONFLICT`. Absent fields
        stay as they are and `null` clears a field. A stale `version` is a 409 `VERSION_CONFLICT`.

        Args:
            time_entry_id: Id of the time entry, `time_...`.
            started_at: When work started.
            ended_at: When work ended; `null` while it goes on.
            break_minutes: Minutes that were not worked in between, 0 to 1,440.
            status: `submitted` hands it in for approval.
            notes: What else to know.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The time entry.

        Source:
            `PATCH /compvss/v1/time_entries/{time_entry_id}`, scope `write`.
        """
        return self._driver.call(
            _UPDATE,
            path={"time_entry_id": time_entry_id},
            body={
                "started_at": started_at,
                "ended_at": ended_at,
                "break_minutes": break_minutes,
                "status": status,
                "notes": notes,
                "version": version,
            },
            options=options,
        )

    def approve(
        self,
        time_entry_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> TimeEntry:
        """Approve a time entry.

        Only a submitted one can be approved, any other is a 409 `CONFLICT`.

        Args:
            time_entry_id: Id of the time entry, `time_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The time entry.

        Source:
            `POST /compvss/v1/time_entries/{time_entry_id}/approve`, scope `write`.
        """
        return self._driver.call(
            _APPROVE,
            path={"time_entry_id": time_entry_id},
            idempotency_key=idempotency_key,
            options=options,
        )


class TimeEntriesWithRawResponse(RawResource):
    """`TimeEntries`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(TimeEntries(driver))

    list = RawMethod(TimeEntries.list)
    create = RawMethod(TimeEntries.create)
    get = RawMethod(TimeEntries.get)
    update = RawMethod(TimeEntries.update)
    approve = RawMethod(TimeEntries.approve)


class AsyncTimeEntries(AsyncResource):
    """Time entries: the hours that crew members worked."""

    @resource_property
    def with_raw_response(self) -> AsyncTimeEntriesWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncTimeEntriesWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        project_id: str | None = None,
        crew_member_id: str | None = None,
        status: TimeEntryStatus | UnknownValue | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> AsyncPager[TimeEntry]:
        """List time entries.

        Args:
            project_id: Only time worked on this project.
            crew_member_id: Only time of this crew member.
            status: Only time entries with this status.
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
            `GET /compvss/v1/time_entries`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "project_id": project_id,
                "crew_member_id": crew_member_id,
                "status": status,
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
        crew_member_id: str,
        project_id: str,
        started_at: datetime,
        ended_at: datetime | Omit | None = OMIT,
        break_minutes: int | Omit = OMIT,
        status: TimeEntryCreateStatus | Omit = OMIT,
        notes: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> TimeEntry:
        """Create a time entry.

        The hours are computed. A project or crew member that is not there is a 422.

        Args:
            crew_member_id: Id of the crew member, `crew_...`.
            project_id: Id of the project, `proj_...`.
            started_at: When work started.
            ended_at: When work ended; `null` while it goes on.
            break_minutes: Minutes that were not worked in between, 0 to 1,440; 0 if left out.
            status: `submitted` hands it in for approval; `draft` if left out.
            notes: What else to know.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The time entry.

        Source:
            `POST /compvss/v1/time_entries`, scope `write`.
        """
        return await self._driver.call(
            _CREATE,
            body={
                "crew_member_id": crew_member_id,
                "project_id": project_id,
                "started_at": started_at,
                "ended_at": ended_at,
                "break_minutes": break_minutes,
                "status": status,
                "notes": notes,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    async def get(self, time_entry_id: str, *, options: RequestOptions | None = None) -> TimeEntry:
        """Get a time entry.

        Args:
            time_entry_id: Id of the time entry, `time_...`.
            options: What this call has other than its client.

        Returns:
            The time entry.

        Source:
            `GET /compvss/v1/time_entries/{time_entry_id}`, scope `read`.
        """
        return await self._driver.call(_GET, path={"time_entry_id": time_entry_id}, options=options)

    async def update(
        self,
        time_entry_id: str,
        *,
        started_at: datetime | Omit = OMIT,
        ended_at: datetime | Omit | None = OMIT,
        break_minutes: int | Omit = OMIT,
        status: TimeEntryUpdateStatus | Omit = OMIT,
        notes: str | Omit | None = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> TimeEntry:
        """Update a time entry.

        The hours are computed again. An approved one cannot change: 409 `CONFLICT`. Absent fields
        stay as they are and `null` clears a field. A stale `version` is a 409 `VERSION_CONFLICT`.

        Args:
            time_entry_id: Id of the time entry, `time_...`.
            started_at: When work started.
            ended_at: When work ended; `null` while it goes on.
            break_minutes: Minutes that were not worked in between, 0 to 1,440.
            status: `submitted` hands it in for approval.
            notes: What else to know.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The time entry.

        Source:
            `PATCH /compvss/v1/time_entries/{time_entry_id}`, scope `write`.
        """
        return await self._driver.call(
            _UPDATE,
            path={"time_entry_id": time_entry_id},
            body={
                "started_at": started_at,
                "ended_at": ended_at,
                "break_minutes": break_minutes,
                "status": status,
                "notes": notes,
                "version": version,
            },
            options=options,
        )

    async def approve(
        self,
        time_entry_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> TimeEntry:
        """Approve a time entry.

        Only a submitted one can be approved, any other is a 409 `CONFLICT`.

        Args:
            time_entry_id: Id of the time entry, `time_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The time entry.

        Source:
            `POST /compvss/v1/time_entries/{time_entry_id}/approve`, scope `write`.
        """
        return await self._driver.call(
            _APPROVE,
            path={"time_entry_id": time_entry_id},
            idempotency_key=idempotency_key,
            options=options,
        )


class AsyncTimeEntriesWithRawResponse(RawResource):
    """`AsyncTimeEntries`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncTimeEntries(driver))

    list = AsyncRawMethod(AsyncTimeEntries.list)
    create = AsyncRawMethod(AsyncTimeEntries.create)
    get = AsyncRawMethod(AsyncTimeEntries.get)
    update = AsyncRawMethod(AsyncTimeEntries.update)
    approve = AsyncRawMethod(AsyncTimeEntries.approve)
