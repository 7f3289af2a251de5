# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Assignments: who works on which project, and when."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, Required, TypeAlias

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
from .models import ProjectDates

if TYPE_CHECKING:
    from .._core import drivers as _core_drivers
else:
    _core_drivers = lazy_module(".._core.drivers", __package__)

__all__ = [
    "Assignment",
    "AssignmentList",
    "AssignmentSchedule",
    "AssignmentScheduleParam",
    "AssignmentStatus",
    "Assignments",
    "AsyncAssignments",
    "CrewMemberRef",
    "Pagination",
    "ProjectRef",
    "RateType",
    "Sort",
]

AssignmentStatus: TypeAlias = Literal["scheduled", "checked_in", "completed", "canceled"]
"""How an assignment stands."""


RateType: TypeAlias = Literal["hourly", "daily", "weekly", "flat"]
"""What a rate is paid for."""


class ProjectRef(Model):
    """A project, as other resources name it."""

    id: str
    """Id of the project, `proj_...`."""
    name: str
    """Short title."""
    client: str | None
    """Who it is for."""
    dates: ProjectDates | None
    """The days it takes."""


class CrewMemberRef(Model):
    """A crew member, as other resources name them."""

    id: str
    """Id of the crew member, `crew_...`."""
    name: str
    """Full name."""
    email: str | None
    """E-mail address."""
    phone: str | None
    """Phone number."""


class AssignmentSchedule(Model):
    """When an assignment is, and what it pays."""

    start_date: DateField
    """First day."""
    end_date: DateField
    """Last day."""
    call_time: str | None = None
    """When to be there, local time, HH:MM."""
    rate: JsonDecimal | None = None
    """Pay, in `currency`, 0 to 1,000,000,000."""
    currency: str | None = None
    """ISO 4217 code of the rate; the crew member's if absent."""
    rate_type: Open[RateType] | None = None
    """What the rate is paid for."""


class AssignmentScheduleParam(TypedDict, total=False):
    """When an assignment is, and what it pays."""

    start_date: Required[date]
    """First day."""
    end_date: Required[date]
    """Last day."""
    call_time: str | None
    """When to be there, local time, HH:MM."""
    rate: Decimal | float | None
    """Pay, in `currency`, 0 to 1,000,000,000."""
    currency: str | None
    """ISO 4217 code of the rate; the crew member's if absent."""
    rate_type: RateType | UnknownValue
    """What the rate is paid for."""


class Assignment(Model):
    """A crew member's work on a project."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    project: ProjectRef
    """The project."""
    crew_member: CrewMemberRef
    """The crew member."""
    role: str
    """What they do, `Stage Manager`."""
    department: str | None
    """Where they work, `Audio`."""
    status: Open[AssignmentStatus]
    """How it stands."""
    schedule: AssignmentSchedule
    """When it is, and what it pays."""
    location: str | None
    """Where to be."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


class AssignmentList(Model):
    """A page of assignments."""

    data: list[Assignment]
    """The assignments of this page."""
    pagination: Pagination
    """Where a page stands in its list."""


_LIST: ListOperation[Assignment] = ListOperation(
    "compvss.assignments.list",
    "GET",
    "/compvss/v1/assignments",
    {200: AssignmentList},
    parameter_dates=("day",),
    pagination=CURSOR_PAGINATION,
)
_CREATE: Operation[Assignment] = Operation(
    "compvss.assignments.create",
    "POST",
    "/compvss/v1/assignments",
    {201: Assignment},
    idempotent=True,
    money={"schedule/rate": "currency"},
    dates=(
        "schedule/start_date",
        "schedule/end_date",
    ),
)
_GET: Operation[Assignment] = Operation(
    "compvss.assignments.get", "GET", "/compvss/v1/assignments/{assignment_id}", {200: Assignment}
)
_UPDATE: Operation[Assignment] = Operation(
    "compvss.assignments.update",
    "PATCH",
    "/compvss/v1/assignments/{assignment_id}",
    {200: Assignment},
    money={"schedule/rate": "currency"},
    dates=(
        "schedule/start_date",
        "schedule/end_date",
    ),
)
_CANCEL: Operation[Assignment] = Operation(
    "compvss.assignments.cancel",
    "POST",
    "/compvss/v1/assignments/{assignment_id}/cancel",
    {200: Assignment},
    idempotent=True,
)
_CHECK_IN: Operation[Assignment] = Operation(
    "compvss.assignments.check_in",
    "POST",
    "/compvss/v1/assignments/{assignment_id}/check_in",
    {200: Assignment},
    idempotent=True,
)


class Assignments(Resource):
    """Assignments: who works on which project, and when."""

    @resource_property
    def with_raw_response(self) -> AssignmentsWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AssignmentsWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        project_id: str | None = None,
        crew_member_id: str | None = None,
        day: date | None = None,
        status: AssignmentStatus | UnknownValue | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> Page[Assignment]:
        """List assignments.

        Args:
            project_id: Only assignments on this project.
            crew_member_id: Only assignments of this crew member.
            day: Only assignments whose schedule covers this day.
            status: Only assignments with this status.
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
            `GET /compvss/v1/assignments`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "project_id": project_id,
                "crew_member_id": crew_member_id,
                "day": day,
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
        project_id: str,
        crew_member_id: str,
        role: str,
        schedule: AssignmentScheduleParam | AssignmentSchedule,
        department: str | Omit | None = OMIT,
        location: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Assignment:
        """Create an assignment.

        It starts as scheduled. A project or crew member that is not there is a 422. Emits
        `crew.assigned`.

        Args:
            project_id: Id of the project, `proj_...`.
            crew_member_id: Id of the crew member, `crew_...`.
            role: What they do, `Stage Manager`, 1 to 100 characters.
            schedule: When it is, and what it pays.
            department: Where they work, `Audio`.
            location: Where to be.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The assignment.

        Source:
            `POST /compvss/v1/assignments`, scope `write`.
        """
        return self._driver.call(
            _CREATE,
            body={
                "project_id": project_id,
                "crew_member_id": crew_member_id,
                "role": role,
                "department": department,
                "schedule": schedule,
                "location": location,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    def get(self, assignment_id: str, *, options: RequestOptions | None = None) -> Assignment:
        """Get an assignment.

        Args:
            assignment_id: Id of the assignment, `assign_...`.
            options: What this call has other than its client.

        Returns:
            The assignment.

        Source:
            `GET /compvss/v1/assignments/{assignment_id}`, scope `read`.
        """
        return self._driver.call(_GET, path={"assignment_id": assignment_id}, options=options)

    def update(
        self,
        assignment_id: str,
        *,
        role: str | Omit = OMIT,
        department: str | Omit | None = OMIT,
        schedule: AssignmentScheduleParam | AssignmentSchedule | Omit = OMIT,
        location: str | Omit | None = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Assignment:
        """Update an assignment.

        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            assignment_id: Id of the assignment, `assign_...`.
            role: What they do, `Stage Manager`, 1 to 100 characters.
            department: Where they work, `Audio`.
            schedule: When it is, and what it pays.
            location: Where to be.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The assignment.

        Source:
            `PATCH /compvss/v1/assignments/{assignment_id}`, scope `write`.
        """
        return self._driver.call(
            _UPDATE,
            path={"assignment_id": assignment_id},
            body={
                "role": role,
                "department": department,
                "schedule": schedule,
                "location": location,
                "version": version,
            },
            options=options,
        )

    def cancel(
        self,
        assignment_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Assignment:
        """Cancel an assignment.

        Only a scheduled one can be canceled, any other is a 409 `CONFLICT`.

        Args:
            assignment_id: Id of the assignment, `assign_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The assignment.

        Source:
            `POST /compvss/v1/assignments/{assignment_id}/cancel`, scope `write`.
        """
        return self._driver.call(
            _CANCEL,
            path={"assignment_id": assignment_id},
            idempotency_key=idempotency_key,
            options=options,
        )

    def check_in(
        self,
        assignment_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Assignment:
        """Check in for an assignment.

        The crew member is there. Only a scheduled one can be checked in, any other is a 409
        `CONFLICT`. Emits `crew.checked_in`.

        Args:
            assignment_id: Id of the assignment, `assign_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The assignment.

        Source:
            `POST /compvss/v1/assignments/{assignment_id}/check_in`, scope `write`.
        """
        return self._driver.call(
            _CHECK_IN,
            path={"assignment_id": assignment_id},
            idempotency_key=idempotency_key,
            options=options,
        )


class AssignmentsWithRawResponse(RawResource):
    """`Assignments`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(Assignments(driver))

    list = RawMethod(Assignments.list)
    create = RawMethod(Assignments.create)
    get = RawMethod(Assignments.get)
    update = RawMethod(Assignments.update)
    cancel = RawMethod(Assignments.cancel)
    check_in = RawMethod(Assignments.check_in)


class AsyncAssignments(AsyncResource):
    """Assignments: who works on which project, and when."""

    @resource_property
    def with_raw_response(self) -> AsyncAssignmentsWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncAssignmentsWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        project_id: str | None = None,
        crew_member_id: str | None = None,
        day: date | None = None,
        status: AssignmentStatus | UnknownValue | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> AsyncPager[Assignment]:
        """List assignments.

        Args:
            project_id: Only assignments on this project.
            crew_member_id: Only assignments of this crew member.
            day: Only assignments whose schedule covers this day.
            status: Only assignments with this status.
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
            `GET /compvss/v1/assignments`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "project_id": project_id,
                "crew_member_id": crew_member_id,
                "day": day,
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
        project_id: str,
        crew_member_id: str,
        role: str,
        schedule: AssignmentScheduleParam | AssignmentSchedule,
        department: str | Omit | None = OMIT,
        location: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Assignment:
        """Create an assignment.

        It starts as scheduled. A project or crew member that is not there is a 422. Emits
        `crew.assigned`.

        Args:
            project_id: Id of the project, `proj_...`.
            crew_member_id: Id of the crew member, `crew_...`.
            role: What they do, `Stage Manager`, 1 to 100 characters.
            schedule: When it is, and what it pays.
            department: Where they work, `Audio`.
            location: Where to be.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The assignment.

        Source:
            `POST /compvss/v1/assignments`, scope `write`.
        """
        return await self._driver.call(
            _CREATE,
            body={
                "project_id": project_id,
                "crew_member_id": crew_member_id,
                "role": role,
                "department": department,
                "schedule": schedule,
                "location": location,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    async def get(self, assignment_id: str, *, options: RequestOptions | None = None) -> Assignment:
        """Get an assignment.

        Args:
            assignment_id: Id of the assignment, `assign_...`.
            options: What this call has other than its client.

        Returns:
            The assignment.

        Source:
            `GET /compvss/v1/assignments/{assignment_id}`, scope `read`.
        """
        return await self._driver.call(_GET, path={"assignment_id": assignment_id}, options=options)

    async def update(
        self,
        assignment_id: str,
        *,
        role: str | Omit = OMIT,
        department: str | Omit | None = OMIT,
        schedule: AssignmentScheduleParam | AssignmentSchedule | Omit = OMIT,
        location: str | Omit | None = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Assignment:
        """Update an assignment.

        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            assignment_id: Id of the assignment, `assign_...`.
            role: What they do, `Stage Manager`, 1 to 100 characters.
            department: Where they work, `Audio`.
            schedule: When it is, and what it pays.
            location: Where to be.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The assignment.

        Source:
            `PATCH /compvss/v1/assignments/{assignment_id}`, scope `write`.
        """
        return await self._driver.call(
            _UPDATE,
            path={"assignment_id": assignment_id},
            body={
                "role": role,
                "department": department,
                "schedule": schedule,
                "location": location,
                "version": version,
            },
            options=options,
        )

    async def cancel(
        self,
        assignment_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Assignment:
        """Cancel an assignment.

        Only a scheduled one can be canceled, any other is a 409 `CONFLICT`.

        Args:
            assignment_id: Id of the assignment, `assign_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The assignment.

        Source:
            `POST /compvss/v1/assignments/{assignment_id}/cancel`, scope `write`.
        """
        return await self._driver.call(
            _CANCEL,
            path={"assignment_id": assignment_id},
            idempotency_key=idempotency_key,
            options=options,
        )

    async def check_in(
        self,
        assignment_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Assignment:
        """Check in for an assignment.

        The crew member is there. Only a scheduled one can be checked in, any other is a 409
        `CONFLICT`. Emits `crew.checked_in`.

        Args:
            assignment_id: Id of the assignment, `assign_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The assignment.

        Source:
            `POST /compvss/v1/assignments/{assignment_id}/check_in`, scope `write`.
        """
        return await self._driver.call(
            _CHECK_IN,
            path={"assignment_id": assignment_id},
            idempotency_key=idempotency_key,
            options=options,
        )


class AsyncAssignmentsWithRawResponse(RawResource):
    """`AsyncAssignments`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncAssignments(driver))

    list = AsyncRawMethod(AsyncAssignments.list)
    create = AsyncRawMethod(AsyncAssignments.create)
    get = AsyncRawMethod(AsyncAssignments.get)
    update = AsyncRawMethod(AsyncAssignments.update)
    cancel = AsyncRawMethod(AsyncAssignments.cancel)
    check_in = AsyncRawMethod(AsyncAssignments.check_in)
