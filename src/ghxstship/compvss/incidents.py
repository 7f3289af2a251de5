# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Incidents: what went wrong on productions."""

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
    "AsyncIncidents",
    "Incident",
    "IncidentList",
    "IncidentSeverity",
    "IncidentStatus",
    "IncidentUpdateStatus",
    "Incidents",
    "Pagination",
    "Sort",
]

IncidentSeverity: TypeAlias = Literal["low", "medium", "high", "critical"]
"""How bad an incident is."""


IncidentStatus: TypeAlias = Literal["open", "investigating", "resolved"]
"""How an incident stands."""


IncidentUpdateStatus: TypeAlias = Literal["open", "investigating"]
"""How it stands; `resolve` resolves it."""


class Incident(Model):
    """Something that went wrong on a production."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    title: str
    """What happened, in short."""
    description: str | None
    """What happened, at length."""
    severity: Open[IncidentSeverity]
    """How bad it is."""
    status: Open[IncidentStatus]
    """How it stands."""
    project_id: str | None
    """Id of the project, `proj_...`."""
    reported_by: str | None
    """Who reported it, an id or a name."""
    occurred_at: DateTimeField | None
    """When it happened."""
    resolved_at: DateTimeField | None
    """When it was resolved."""
    resolution: str | None
    """What was done about it."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


class IncidentList(Model):
    """A page of incidents."""

    data: list[Incident]
    """The incidents of this page."""
    pagination: Pagination
    """Where a page stands in its list."""


_LIST: ListOperation[Incident] = ListOperation(
    "compvss.incidents.list",
    "GET",
    "/compvss/v1/incidents",
    {200: IncidentList},
    pagination=CURSOR_PAGINATION,
)
_CREATE: Operation[Incident] = Operation(
    "compvss.incidents.create", "POST", "/compvss/v1/incidents", {201: Incident}, idempotent=True
)
_GET: Operation[Incident] = Operation(
    "compvss.incidents.get", "GET", "/compvss/v1/incidents/{incident_id}", {200: Incident}
)
_UPDATE: Operation[Incident] = Operation(
    "compvss.incidents.update", "PATCH", "/compvss/v1/incidents/{incident_id}", {200: Incident}
)
_RESOLVE: Operation[Incident] = Operation(
    "compvss.incidents.resolve",
    "POST",
    "/compvss/v1/incidents/{incident_id}/resolve",
    {200: Incident},
    idempotent=True,
)


class Incidents(Resource):
    """Incidents: what went wrong on productions."""

    @resource_property
    def with_raw_response(self) -> IncidentsWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return IncidentsWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        status: IncidentStatus | UnknownValue | None = None,
        severity: IncidentSeverity | UnknownValue | None = None,
        project_id: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> Page[Incident]:
        """List incidents.

        Args:
            status: Only incidents with this status.
            severity: Only incidents this bad.
            project_id: Only incidents of this project.
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
            `GET /compvss/v1/incidents`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "status": status,
                "severity": severity,
                "project_id": project_id,
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
        title: str,
        severity: IncidentSeverity | UnknownValue,
        description: str | Omit | None = OMIT,
        project_id: str | Omit | None = OMIT,
        reported_by: str | Omit | None = OMIT,
        occurred_at: datetime | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Incident:
        """Create an incident.

        It starts as open. Emits `incident.created`.

        Args:
            title: What happened, in short, 1 to 255 characters.
            severity: How bad it is.
            description: What happened, at length.
            project_id: Id of the project, `proj_...`.
            reported_by: Who reported it, an id or a name.
            occurred_at: When it happened.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The incident.

        Source:
            `POST /compvss/v1/incidents`, scope `write`.
        """
        return self._driver.call(
            _CREATE,
            body={
                "title": title,
                "description": description,
                "severity": severity,
                "project_id": project_id,
                "reported_by": reported_by,
                "occurred_at": occurred_at,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    def get(self, incident_id: str, *, options: RequestOptions | None = None) -> Incident:
        """Get an incident.

        Args:
            incident_id: Id of the incident, `inc_...`.
            options: What this call has other than its client.

        Returns:
            The incident.

        Source:
            `GET /compvss/v1/incidents/{incident_id}`, scope `read`.
        """
        return self._driver.call(_GET, path={"incident_id": incident_id}, options=options)

    def update(
        self,
        incident_id: str,
        *,
        title: str | Omit = OMIT,
        description: str | Omit | None = OMIT,
        severity: IncidentSeverity | UnknownValue | Omit = OMIT,
        status: IncidentUpdateStatus | Omit = OMIT,
        project_id: str | Omit | None = OMIT,
        reported_by: str | Omit | None = OMIT,
        occurred_at: datetime | Omit | None = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Incident:
        """Update an incident.

        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            incident_id: Id of the incident, `inc_...`.
            title: What happened, in short, 1 to 255 characters.
            description: What happened, at length.
            severity: How bad it is.
            status: How it stands; `resolve` resolves it.
            project_id: Id of the project, `proj_...`.
            reported_by: Who reported it, an id or a name.
            occurred_at: When it happened.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The incident.

        Source:
            `PATCH /compvss/v1/incidents/{incident_id}`, scope `write`.
        """
        return self._driver.call(
            _UPDATE,
            path={"incident_id": incident_id},
            body={
                "title": title,
                "description": description,
                "severity": severity,
                "status": status,
                "project_id": project_id,
                "reported_by": reported_by,
                "occurred_at": occurred_at,
                "version": version,
            },
            options=options,
        )

    def resolve(
        self,
        incident_id: str,
        *,
        resolution: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Incident:
        """Resolve an incident.

        One that is resolved already is a 409 `CONFLICT`. Emits `incident.resolved`.

        Args:
            incident_id: Id of the incident, `inc_...`.
            resolution: What was done about it, 1 to 5,000 characters.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The incident.

        Source:
            `POST /compvss/v1/incidents/{incident_id}/resolve`, scope `write`.
        """
        return self._driver.call(
            _RESOLVE,
            path={"incident_id": incident_id},
            body={"resolution": resolution},
            idempotency_key=idempotency_key,
            options=options,
        )


class IncidentsWithRawResponse(RawResource):
    """`Incidents`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(Incidents(driver))

    list = RawMethod(Incidents.list)
    create = RawMethod(Incidents.create)
    get = RawMethod(Incidents.get)
    update = RawMethod(Incidents.update)
    resolve = RawMethod(Incidents.resolve)


class AsyncIncidents(AsyncResource):
    """Incidents: what went wrong on productions."""

    @resource_property
    def with_raw_response(self) -> AsyncIncidentsWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncIncidentsWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        status: IncidentStatus | UnknownValue | None = None,
        severity: IncidentSeverity | UnknownValue | None = None,
        project_id: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> AsyncPager[Incident]:
        """List incidents.

        Args:
            status: Only incidents with this status.
            severity: Only incidents this bad.
            project_id: Only incidents of this project.
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
            `GET /compvss/v1/incidents`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "status": status,
                "severity": severity,
                "project_id": project_id,
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
        title: str,
        severity: IncidentSeverity | UnknownValue,
        description: str | Omit | None = OMIT,
        project_id: str | Omit | None = OMIT,
        reported_by: str | Omit | None = OMIT,
        occurred_at: datetime | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Incident:
        """Create an incident.

        It starts as open. Emits `incident.created`.

        Args:
            title: What happened, in short, 1 to 255 characters.
            severity: How bad it is.
            description: What happened, at length.
            project_id: Id of the project, `proj_...`.
            reported_by: Who reported it, an id or a name.
            occurred_at: When it happened.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The incident.

        Source:
            `POST /compvss/v1/incidents`, scope `write`.
        """
        return await self._driver.call(
            _CREATE,
            body={
                "title": title,
                "description": description,
                "severity": severity,
                "project_id": project_id,
                "reported_by": reported_by,
                "occurred_at": occurred_at,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    async def get(self, incident_id: str, *, options: RequestOptions | None = None) -> Incident:
        """Get an incident.

        Args:
            incident_id: Id of the incident, `inc_...`.
            options: What this call has other than its client.

        Returns:
            The incident.

        Source:
            `GET /compvss/v1/incidents/{incident_id}`, scope `read`.
        """
        return await self._driver.call(_GET, path={"incident_id": incident_id}, options=options)

    async def update(
        self,
        incident_id: str,
        *,
        title: str | Omit = OMIT,
        description: str | Omit | None = OMIT,
        severity: IncidentSeverity | UnknownValue | Omit = OMIT,
        status: IncidentUpdateStatus | Omit = OMIT,
        project_id: str | Omit | None = OMIT,
        reported_by: str | Omit | None = OMIT,
        occurred_at: datetime | Omit | None = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Incident:
        """Update an incident.

        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            incident_id: Id of the incident, `inc_...`.
            title: What happened, in short, 1 to 255 characters.
            description: What happened, at length.
            severity: How bad it is.
            status: How it stands; `resolve` resolves it.
            project_id: Id of the project, `proj_...`.
            reported_by: Who reported it, an id or a name.
            occurred_at: When it happened.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The incident.

        Source:
            `PATCH /compvss/v1/incidents/{incident_id}`, scope `write`.
        """
        return await self._driver.call(
            _UPDATE,
            path={"incident_id": incident_id},
            body={
                "title": title,
                "description": description,
                "severity": severity,
                "status": status,
                "project_id": project_id,
                "reported_by": reported_by,
                "occurred_at": occurred_at,
                "version": version,
            },
            options=options,
        )

    async def resolve(
        self,
        incident_id: str,
        *,
        resolution: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Incident:
        """Resolve an incident.

        One that is resolved already is a 409 `CONFLICT`. Emits `incident.resolved`.

        Args:
            incident_id: Id of the incident, `inc_...`.
            resolution: What was done about it, 1 to 5,000 characters.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The incident.

        Source:
            `POST /compvss/v1/incidents/{incident_id}/resolve`, scope `write`.
        """
        return await self._driver.call(
            _RESOLVE,
            path={"incident_id": incident_id},
            body={"resolution": resolution},
            idempotency_key=idempotency_key,
            options=options,
        )


class AsyncIncidentsWithRawResponse(RawResource):
    """`AsyncIncidents`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncIncidents(driver))

    list = AsyncRawMethod(AsyncIncidents.list)
    create = AsyncRawMethod(AsyncIncidents.create)
    get = AsyncRawMethod(AsyncIncidents.get)
    update = AsyncRawMethod(AsyncIncidents.update)
    resolve = AsyncRawMethod(AsyncIncidents.resolve)
