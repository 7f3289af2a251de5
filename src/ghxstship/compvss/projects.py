# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Projects: productions, from intake to settlement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

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
from .models import ProjectDates, ProjectDatesParam

if TYPE_CHECKING:
    from .._core import drivers as _core_drivers
    from . import projects_runbook as _projects_runbook
else:
    _core_drivers = lazy_module(".._core.drivers", __package__)
    _projects_runbook = lazy_module(".projects_runbook", __package__)

__all__ = [
    "AsyncProjects",
    "Pagination",
    "Project",
    "ProjectList",
    "ProjectStatus",
    "Projects",
    "Sort",
]

ProjectStatus: TypeAlias = Literal["intake", "planning", "build", "show", "settlement"]
"""How far a project has come."""


class Project(Model):
    """A production, from intake to settlement."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    name: str
    """Short title."""
    client: str | None
    """Who it is for."""
    status: Open[ProjectStatus]
    """How far it has come; `change_status` changes it."""
    vertical: str | None
    """Kind of production, `festival`."""
    dates: ProjectDates | None
    """The days it takes."""
    venue: str | None
    """Where it is."""
    budget: JsonDecimal | None
    """What it may cost, in `currency`, 0 or more."""
    currency: str | None
    """ISO 4217 currency code."""
    deal_id: str | None
    """Id of the deal that it comes from, `deal_...`."""
    custom_fields: dict[str, Any]
    """Fields of your own."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


class ProjectList(Model):
    """A page of projects."""

    data: list[Project]
    """The projects of this page."""
    pagination: Pagination
    """Where a page stands in its list."""


_LIST: ListOperation[Project] = ListOperation(
    "compvss.projects.list",
    "GET",
    "/compvss/v1/projects",
    {200: ProjectList},
    parameter_dates=("starts_after",),
    pagination=CURSOR_PAGINATION,
)
_CREATE: Operation[Project] = Operation(
    "compvss.projects.create",
    "POST",
    "/compvss/v1/projects",
    {201: Project},
    idempotent=True,
    money={"budget": "currency"},
    dates=(
        "dates/start",
        "dates/end",
    ),
)
_GET: Operation[Project] = Operation(
    "compvss.projects.get", "GET", "/compvss/v1/projects/{project_id}", {200: Project}
)
_UPDATE: Operation[Project] = Operation(
    "compvss.projects.update",
    "PATCH",
    "/compvss/v1/projects/{project_id}",
    {200: Project},
    money={"budget": "currency"},
    dates=(
        "dates/start",
        "dates/end",
    ),
)
_DELETE: Operation[None] = Operation(
    "compvss.projects.delete", "DELETE", "/compvss/v1/projects/{project_id}", {204: None}
)
_CHANGE_STATUS: Operation[Project] = Operation(
    "compvss.projects.change_status",
    "POST",
    "/compvss/v1/projects/{project_id}/change_status",
    {200: Project},
    idempotent=True,
)


class Projects(Resource):
    """Projects: productions, from intake to settlement."""

    @resource_property
    def with_raw_response(self) -> ProjectsWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return ProjectsWithRawResponse(self._driver.raw)

    @resource_property
    def runbook(self) -> _projects_runbook.ProjectsRunbook:
        """Runbooks: what happens when, in a project's show."""
        return _projects_runbook.ProjectsRunbook(self._driver)

    def list(
        self,
        *,
        status: ProjectStatus | UnknownValue | None = None,
        vertical: str | None = None,
        starts_after: date | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> Page[Project]:
        """List projects.

        Args:
            status: Only projects with this status.
            vertical: Only projects of this kind.
            starts_after: Only projects that start after this day.
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
            `GET /compvss/v1/projects`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "status": status,
                "vertical": vertical,
                "starts_after": starts_after,
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
        client: str | Omit | None = OMIT,
        vertical: str | Omit | None = OMIT,
        dates: ProjectDatesParam | ProjectDates | Omit | None = OMIT,
        venue: str | Omit | None = OMIT,
        budget: Decimal | float | Omit | None = OMIT,
        currency: str | Omit | None = OMIT,
        deal_id: str | Omit | None = OMIT,
        custom_fields: Mapping[str, Any] | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Project:
        """Create a project.

        It starts at `intake`. Emits `project.created`.

        Args:
            name: Short title, 1 to 255 characters.
            client: Who it is for.
            vertical: Kind of production, `festival`.
            dates: The days it takes.
            venue: Where it is.
            budget: What it may cost, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            deal_id: Id of the deal that it comes from, `deal_...`.
            custom_fields: Fields of your own.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The project.

        Source:
            `POST /compvss/v1/projects`, scope `write`.
        """
        return self._driver.call(
            _CREATE,
            body={
                "name": name,
                "client": client,
                "vertical": vertical,
                "dates": dates,
                "venue": venue,
                "budget": budget,
                "currency": currency,
                "deal_id": deal_id,
                "custom_fields": custom_fields,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    def get(self, project_id: str, *, options: RequestOptions | None = None) -> Project:
        """Get a project.

        Args:
            project_id: Id of the project, `proj_...`.
            options: What this call has other than its client.

        Returns:
            The project.

        Source:
            `GET /compvss/v1/projects/{project_id}`, scope `read`.
        """
        return self._driver.call(_GET, path={"project_id": project_id}, options=options)

    def update(
        self,
        project_id: str,
        *,
        name: str | Omit = OMIT,
        client: str | Omit | None = OMIT,
        vertical: str | Omit | None = OMIT,
        dates: ProjectDatesParam | ProjectDates | Omit | None = OMIT,
        venue: str | Omit | None = OMIT,
        budget: Decimal | float | Omit | None = OMIT,
        currency: str | Omit | None = OMIT,
        deal_id: str | Omit | None = OMIT,
        custom_fields: Mapping[str, Any] | Omit = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Project:
        """Update a project.

        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            project_id: Id of the project, `proj_...`.
            name: Short title, 1 to 255 characters.
            client: Who it is for.
            vertical: Kind of production, `festival`.
            dates: The days it takes.
            venue: Where it is.
            budget: What it may cost, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            deal_id: Id of the deal that it comes from, `deal_...`.
            custom_fields: Fields of your own; `null` removes one.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The project.

        Source:
            `PATCH /compvss/v1/projects/{project_id}`, scope `write`.
        """
        return self._driver.call(
            _UPDATE,
            path={"project_id": project_id},
            body={
                "name": name,
                "client": client,
                "vertical": vertical,
                "dates": dates,
                "venue": venue,
                "budget": budget,
                "currency": currency,
                "deal_id": deal_id,
                "custom_fields": custom_fields,
                "version": version,
            },
            options=options,
        )

    def delete(self, project_id: str, *, options: RequestOptions | None = None) -> None:
        """Delete a project.

        Args:
            project_id: Id of the project, `proj_...`.
            options: What this call has other than its client.

        Source:
            `DELETE /compvss/v1/projects/{project_id}`, scope `write`.
        """
        return self._driver.call(_DELETE, path={"project_id": project_id}, options=options)

    def change_status(
        self,
        project_id: str,
        *,
        status: ProjectStatus | UnknownValue,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Project:
        """Change a project's status.

        Forwards or back; the status that it has already is a 409 `CONFLICT`. Emits
        `project.status_changed`.

        Args:
            project_id: Id of the project, `proj_...`.
            status: The new status.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The project.

        Source:
            `POST /compvss/v1/projects/{project_id}/change_status`, scope `write`.
        """
        return self._driver.call(
            _CHANGE_STATUS,
            path={"project_id": project_id},
            body={"status": status},
            idempotency_key=idempotency_key,
            options=options,
        )


class ProjectsWithRawResponse(RawResource):
    """`Projects`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(Projects(driver))

    list = RawMethod(Projects.list)
    create = RawMethod(Projects.create)
    get = RawMethod(Projects.get)
    update = RawMethod(Projects.update)
    delete = RawMethod(Projects.delete)
    change_status = RawMethod(Projects.change_status)


class AsyncProjects(AsyncResource):
    """Projects: productions, from intake to settlement."""

    @resource_property
    def with_raw_response(self) -> AsyncProjectsWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncProjectsWithRawResponse(self._driver.raw)

    @resource_property
    def runbook(self) -> _projects_runbook.AsyncProjectsRunbook:
        """Runbooks: what happens when, in a project's show."""
        return _projects_runbook.AsyncProjectsRunbook(self._driver)

    def list(
        self,
        *,
        status: ProjectStatus | UnknownValue | None = None,
        vertical: str | None = None,
        starts_after: date | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> AsyncPager[Project]:
        """List projects.

        Args:
            status: Only projects with this status.
            vertical: Only projects of this kind.
            starts_after: Only projects that start after this day.
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
            `GET /compvss/v1/projects`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "status": status,
                "vertical": vertical,
                "starts_after": starts_after,
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
        client: str | Omit | None = OMIT,
        vertical: str | Omit | None = OMIT,
        dates: ProjectDatesParam | ProjectDates | Omit | None = OMIT,
        venue: str | Omit | None = OMIT,
        budget: Decimal | float | Omit | None = OMIT,
        currency: str | Omit | None = OMIT,
        deal_id: str | Omit | None = OMIT,
        custom_fields: Mapping[str, Any] | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Project:
        """Create a project.

        It starts at `intake`. Emits `project.created`.

        Args:
            name: Short title, 1 to 255 characters.
            client: Who it is for.
            vertical: Kind of production, `festival`.
            dates: The days it takes.
            venue: Where it is.
            budget: What it may cost, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            deal_id: Id of the deal that it comes from, `deal_...`.
            custom_fields: Fields of your own.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The project.

        Source:
            `POST /compvss/v1/projects`, scope `write`.
        """
        return await self._driver.call(
            _CREATE,
            body={
                "name": name,
                "client": client,
                "vertical": vertical,
                "dates": dates,
                "venue": venue,
                "budget": budget,
                "currency": currency,
                "deal_id": deal_id,
                "custom_fields": custom_fields,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    async def get(self, project_id: str, *, options: RequestOptions | None = None) -> Project:
        """Get a project.

        Args:
            project_id: Id of the project, `proj_...`.
            options: What this call has other than its client.

        Returns:
            The project.

        Source:
            `GET /compvss/v1/projects/{project_id}`, scope `read`.
        """
        return await self._driver.call(_GET, path={"project_id": project_id}, options=options)

    async def update(
        self,
        project_id: str,
        *,
        name: str | Omit = OMIT,
        client: str | Omit | None = OMIT,
        vertical: str | Omit | None = OMIT,
        dates: ProjectDatesParam | ProjectDates | Omit | None = OMIT,
        venue: str | Omit | None = OMIT,
        budget: Decimal | float | Omit | None = OMIT,
        currency: str | Omit | None = OMIT,
        deal_id: str | Omit | None = OMIT,
        custom_fields: Mapping[str, Any] | Omit = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Project:
        """Update a project.

        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            project_id: Id of the project, `proj_...`.
            name: Short title, 1 to 255 characters.
            client: Who it is for.
            vertical: Kind of production, `festival`.
            dates: The days it takes.
            venue: Where it is.
            budget: What it may cost, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            deal_id: Id of the deal that it comes from, `deal_...`.
            custom_fields: Fields of your own; `null` removes one.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The project.

        Source:
            `PATCH /compvss/v1/projects/{project_id}`, scope `write`.
        """
        return await self._driver.call(
            _UPDATE,
            path={"project_id": project_id},
            body={
                "name": name,
                "client": client,
                "vertical": vertical,
                "dates": dates,
                "venue": venue,
                "budget": budget,
                "currency": currency,
                "deal_id": deal_id,
                "custom_fields": custom_fields,
                "version": version,
            },
            options=options,
        )

    async def delete(self, project_id: str, *, options: RequestOptions | None = None) -> None:
        """Delete a project.

        Args:
            project_id: Id of the project, `proj_...`.
            options: What this call has other than its client.

        Source:
            `DELETE /compvss/v1/projects/{project_id}`, scope `write`.
        """
        return await self._driver.call(_DELETE, path={"project_id": project_id}, options=options)

    async def change_status(
        self,
        project_id: str,
        *,
        status: ProjectStatus | UnknownValue,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Project:
        """Change a project's status.

        Forwards or back; the status that it has already is a 409 `CONFLICT`. Emits
        `project.status_changed`.

        Args:
            project_id: Id of the project, `proj_...`.
            status: The new status.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The project.

        Source:
            `POST /compvss/v1/projects/{project_id}/change_status`, scope `write`.
        """
        return await self._driver.call(
            _CHANGE_STATUS,
            path={"project_id": project_id},
            body={"status": status},
            idempotency_key=idempotency_key,
            options=options,
        )


class AsyncProjectsWithRawResponse(RawResource):
    """`AsyncProjects`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncProjects(driver))

    list = AsyncRawMethod(AsyncProjects.list)
    create = AsyncRawMethod(AsyncProjects.create)
    get = AsyncRawMethod(AsyncProjects.get)
    update = AsyncRawMethod(AsyncProjects.update)
    delete = AsyncRawMethod(AsyncProjects.delete)
    change_status = AsyncRawMethod(AsyncProjects.change_status)
