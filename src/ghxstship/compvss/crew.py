# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Crew: the people who build and run shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    "AsyncCrew",
    "Certification",
    "CertificationParam",
    "Crew",
    "CrewMember",
    "CrewMemberList",
    "CrewStatus",
    "Pagination",
    "Sort",
]

CrewStatus: TypeAlias = Literal["active", "inactive"]
"""Whether a crew member works for you."""


class Certification(Model):
    """Something that a crew member is certified for."""

    name: str
    """What for."""
    expires_on: DateField | None = None
    """When it expires; `null` for never."""


class CertificationParam(TypedDict, total=False):
    """Something that a crew member is certified for."""

    name: Required[str]
    """What for."""
    expires_on: date | None
    """When it expires; `null` for never."""


class CrewMember(Model):
    """A person who builds and runs shows."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    name: str
    """Full name."""
    email: str | None
    """E-mail address."""
    phone: str | None
    """Phone number."""
    department: str | None
    """Where they work, `Audio`."""
    skills: list[str]
    """What they can do."""
    certifications: list[Certification]
    """What they are certified for."""
    status: Open[CrewStatus]
    """Whether they work for you."""
    day_rate: JsonDecimal | None
    """Pay for a day, in `currency`, 0 or more."""
    currency: str | None
    """ISO 4217 currency code."""
    custom_fields: dict[str, Any]
    """Fields of your own."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


class CrewMemberList(Model):
    """A page of crew members."""

    data: list[CrewMember]
    """The crew members of this page."""
    pagination: Pagination
    """Where a page stands in its list."""


_LIST: ListOperation[CrewMember] = ListOperation(
    "compvss.crew.list",
    "GET",
    "/compvss/v1/crew",
    {200: CrewMemberList},
    parameter_dates=("available_on",),
    pagination=CURSOR_PAGINATION,
)
_CREATE: Operation[CrewMember] = Operation(
    "compvss.crew.create",
    "POST",
    "/compvss/v1/crew",
    {201: CrewMember},
    idempotent=True,
    money={"day_rate": "currency"},
    dates=("certifications/expires_on",),
)
_GET: Operation[CrewMember] = Operation(
    "compvss.crew.get", "GET", "/compvss/v1/crew/{crew_member_id}", {200: CrewMember}
)
_UPDATE: Operation[CrewMember] = Operation(
    "compvss.crew.update",
    "PATCH",
    "/compvss/v1/crew/{crew_member_id}",
    {200: CrewMember},
    money={"day_rate": "currency"},
    dates=("certifications/expires_on",),
)
_DELETE: Operation[None] = Operation(
    "compvss.crew.delete", "DELETE", "/compvss/v1/crew/{crew_member_id}", {204: None}
)


class Crew(Resource):
    """Crew: the people who build and run shows."""

    @resource_property
    def with_raw_response(self) -> CrewWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return CrewWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        department: str | None = None,
        skill: str | None = None,
        available_on: date | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> Page[CrewMember]:
        """List crew members.

        Args:
            department: Only crew of this department.
            skill: Only crew with this skill.
            available_on: Only active crew without an assignment on this day.
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
            `GET /compvss/v1/crew`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "department": department,
                "skill": skill,
                "available_on": available_on,
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
        email: str | Omit | None = OMIT,
        phone: str | Omit | None = OMIT,
        department: str | Omit | None = OMIT,
        skills: Sequence[str] | Omit = OMIT,
        certifications: Sequence[CertificationParam | Certification] | Omit = OMIT,
        status: CrewStatus | UnknownValue | Omit = OMIT,
        day_rate: Decimal | float | Omit | None = OMIT,
        currency: str | Omit | None = OMIT,
        custom_fields: Mapping[str, Any] | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> CrewMember:
        """Create a crew member.

        Args:
            name: Full name, 1 to 255 characters.
            email: E-mail address.
            phone: Phone number.
            department: Where they work, `Audio`.
            skills: What they can do.
            certifications: What they are certified for.
            status: Whether they work for you; `active` if left out.
            day_rate: Pay for a day, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            custom_fields: Fields of your own.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The crew member.

        Source:
            `POST /compvss/v1/crew`, scope `write`.
        """
        return self._driver.call(
            _CREATE,
            body={
                "name": name,
                "email": email,
                "phone": phone,
                "department": department,
                "skills": skills,
                "certifications": certifications,
                "status": status,
                "day_rate": day_rate,
                "currency": currency,
                "custom_fields": custom_fields,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    def get(self, crew_member_id: str, *, options: RequestOptions | None = None) -> CrewMember:
        """Get a crew member.

        Args:
            crew_member_id: Id of the crew member, `crew_...`.
            options: What this call has other than its client.

        Returns:
            The crew member.

        Source:
            `GET /compvss/v1/crew/{crew_member_id}`, scope `read`.
        """
        return self._driver.call(_GET, path={"crew_member_id": crew_member_id}, options=options)

    def update(
        self,
        crew_member_id: str,
        *,
        name: str | Omit = OMIT,
        email: str | Omit | None = OMIT,
        phone: str | Omit | None = OMIT,
        department: str | Omit | None = OMIT,
        skills: Sequence[str] | Omit = OMIT,
        certifications: Sequence[CertificationParam | Certification] | Omit = OMIT,
        status: CrewStatus | UnknownValue | Omit = OMIT,
        day_rate: Decimal | float | Omit | None = OMIT,
        currency: str | Omit | None = OMIT,
        custom_fields: Mapping[str, Any] | Omit = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> CrewMember:
        """Update a crew member.

        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            crew_member_id: Id of the crew member, `crew_...`.
            name: Full name, 1 to 255 characters.
            email: E-mail address.
            phone: Phone number.
            department: Where they work, `Audio`.
            skills: What they can do.
            certifications: What they are certified for.
            status: Whether they work for you.
            day_rate: Pay for a day, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            custom_fields: Fields of your own; `null` removes one.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The crew member.

        Source:
            `PATCH /compvss/v1/crew/{crew_member_id}`, scope `write`.
        """
        return self._driver.call(
            _UPDATE,
            path={"crew_member_id": crew_member_id},
            body={
                "name": name,
                "email": email,
                "phone": phone,
                "department": department,
                "skills": skills,
                "certifications": certifications,
                "status": status,
                "day_rate": day_rate,
                "currency": currency,
                "custom_fields": custom_fields,
                "version": version,
            },
            options=options,
        )

    def delete(self, crew_member_id: str, *, options: RequestOptions | None = None) -> None:
        """Delete a crew member.

        Args:
            crew_member_id: Id of the crew member, `crew_...`.
            options: What this call has other than its client.

        Source:
            `DELETE /compvss/v1/crew/{crew_member_id}`, scope `write`.
        """
        return self._driver.call(_DELETE, path={"crew_member_id": crew_member_id}, options=options)


class CrewWithRawResponse(RawResource):
    """`Crew`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(Crew(driver))

    list = RawMethod(Crew.list)
    create = RawMethod(Crew.create)
    get = RawMethod(Crew.get)
    update = RawMethod(Crew.update)
    delete = RawMethod(Crew.delete)


class AsyncCrew(AsyncResource):
    """Crew: the people who build and run shows."""

    @resource_property
    def with_raw_response(self) -> AsyncCrewWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncCrewWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        department: str | None = None,
        skill: str | None = None,
        available_on: date | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> AsyncPager[CrewMember]:
        """List crew members.

        Args:
            department: Only crew of this department.
            skill: Only crew with this skill.
            available_on: Only active crew without an assignment on this day.
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
            `GET /compvss/v1/crew`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "department": department,
                "skill": skill,
                "available_on": available_on,
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
        email: str | Omit | None = OMIT,
        phone: str | Omit | None = OMIT,
        department: str | Omit | None = OMIT,
        skills: Sequence[str] | Omit = OMIT,
        certifications: Sequence[CertificationParam | Certification] | Omit = OMIT,
        status: CrewStatus | UnknownValue | Omit = OMIT,
        day_rate: Decimal | float | Omit | None = OMIT,
        currency: str | Omit | None = OMIT,
        custom_fields: Mapping[str, Any] | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> CrewMember:
        """Create a crew member.

        Args:
            name: Full name, 1 to 255 characters.
            email: E-mail address.
            phone: Phone number.
            department: Where they work, `Audio`.
            skills: What they can do.
            certifications: What they are certified for.
            status: Whether they work for you; `active` if left out.
            day_rate: Pay for a day, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            custom_fields: Fields of your own.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The crew member.

        Source:
            `POST /compvss/v1/crew`, scope `write`.
        """
        return await self._driver.call(
            _CREATE,
            body={
                "name": name,
                "email": email,
                "phone": phone,
                "department": department,
                "skills": skills,
                "certifications": certifications,
                "status": status,
                "day_rate": day_rate,
                "currency": currency,
                "custom_fields": custom_fields,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    async def get(
        self, crew_member_id: str, *, options: RequestOptions | None = None
    ) -> CrewMember:
        """Get a crew member.

        Args:
            crew_member_id: Id of the crew member, `crew_...`.
            options: What this call has other than its client.

        Returns:
            The crew member.

        Source:
            `GET /compvss/v1/crew/{crew_member_id}`, scope `read`.
        """
        return await self._driver.call(
            _GET, path={"crew_member_id": crew_member_id}, options=options
        )

    async def update(
        self,
        crew_member_id: str,
        *,
        name: str | Omit = OMIT,
        email: str | Omit | None = OMIT,
        phone: str | Omit | None = OMIT,
        department: str | Omit | None = OMIT,
        skills: Sequence[str] | Omit = OMIT,
        certifications: Sequence[CertificationParam | Certification] | Omit = OMIT,
        status: CrewStatus | UnknownValue | Omit = OMIT,
        day_rate: Decimal | float | Omit | None = OMIT,
        currency: str | Omit | None = OMIT,
        custom_fields: Mapping[str, Any] | Omit = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> CrewMember:
        """Update a crew member.

        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            crew_member_id: Id of the crew member, `crew_...`.
            name: Full name, 1 to 255 characters.
            email: E-mail address.
            phone: Phone number.
            department: Where they work, `Audio`.
            skills: What they can do.
            certifications: What they are certified for.
            status: Whether they work for you.
            day_rate: Pay for a day, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            custom_fields: Fields of your own; `null` removes one.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The crew member.

        Source:
            `PATCH /compvss/v1/crew/{crew_member_id}`, scope `write`.
        """
        return await self._driver.call(
            _UPDATE,
            path={"crew_member_id": crew_member_id},
            body={
                "name": name,
                "email": email,
                "phone": phone,
                "department": department,
                "skills": skills,
                "certifications": certifications,
                "status": status,
                "day_rate": day_rate,
                "currency": currency,
                "custom_fields": custom_fields,
                "version": version,
            },
            options=options,
        )

    async def delete(self, crew_member_id: str, *, options: RequestOptions | None = None) -> None:
        """Delete a crew member.

        Args:
            crew_member_id: Id of the crew member, `crew_...`.
            options: What this call has other than its client.

        Source:
            `DELETE /compvss/v1/crew/{crew_member_id}`, scope `write`.
        """
        return await self._driver.call(
            _DELETE, path={"crew_member_id": crew_member_id}, options=options
        )


class AsyncCrewWithRawResponse(RawResource):
    """`AsyncCrew`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncCrew(driver))

    list = AsyncRawMethod(AsyncCrew.list)
    create = AsyncRawMethod(AsyncCrew.create)
    get = AsyncRawMethod(AsyncCrew.get)
    update = AsyncRawMethod(AsyncCrew.update)
    delete = AsyncRawMethod(AsyncCrew.delete)
