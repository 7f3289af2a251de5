# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Contacts: the people you do business with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from typing_extensions import TypedDict

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

__all__ = [
    "Address",
    "AddressParam",
    "AsyncContacts",
    "Contact",
    "ContactList",
    "Contacts",
    "Pagination",
    "Sort",
]


class Address(Model):
    """A postal address."""

    line1: str | None = None
    """Street and number."""
    line2: str | None = None
    """Floor, suite."""
    city: str | None = None
    """City."""
    state: str | None = None
    """State or region."""
    postal_code: str | None = None
    """Postal code."""
    country: str | None = None
    """ISO 3166-1 code of the country."""


class AddressParam(TypedDict, total=False):
    """A postal address."""

    line1: str | None
    """Street and number."""
    line2: str | None
    """Floor, suite."""
    city: str | None
    """City."""
    state: str | None
    """State or region."""
    postal_code: str | None
    """Postal code."""
    country: str | None
    """ISO 3166-1 code of the country."""


class Contact(Model):
    """A person you do business with."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    first_name: str
    """First name."""
    last_name: str
    """Last name."""
    name: str
    """First and last name."""
    email: str | None
    """E-mail address."""
    phone: str | None
    """Phone number."""
    company: str | None
    """Company name."""
    title: str | None
    """Job title."""
    address: Address | None
    """Postal address."""
    tags: list[str]
    """Labels of your own."""
    source: str | None
    """Where the contact came from."""
    custom_fields: dict[str, Any]
    """Fields of your own."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


class ContactList(Model):
    """A page of contacts."""

    data: list[Contact]
    """The contacts of this page."""
    pagination: Pagination
    """Where a page stands in its list."""


_LIST: ListOperation[Contact] = ListOperation(
    "atlvs.contacts.list",
    "GET",
    "/atlvs/v1/contacts",
    {200: ContactList},
    pagination=CURSOR_PAGINATION,
)
_CREATE: Operation[Contact] = Operation(
    "atlvs.contacts.create", "POST", "/atlvs/v1/contacts", {201: Contact}, idempotent=True
)
_GET: Operation[Contact] = Operation(
    "atlvs.contacts.get", "GET", "/atlvs/v1/contacts/{contact_id}", {200: Contact}
)
_UPDATE: Operation[Contact] = Operation(
    "atlvs.contacts.update", "PATCH", "/atlvs/v1/contacts/{contact_id}", {200: Contact}
)
_DELETE: Operation[None] = Operation(
    "atlvs.contacts.delete", "DELETE", "/atlvs/v1/contacts/{contact_id}", {204: None}
)


class Contacts(Resource):
    """Contacts: the people you do business with."""

    @resource_property
    def with_raw_response(self) -> ContactsWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return ContactsWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        email: str | None = None,
        company: str | None = None,
        tag: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> Page[Contact]:
        """List contacts.

        Args:
            email: Only contacts with this e-mail address.
            company: Only contacts at this company.
            tag: Only contacts with this tag.
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
            `GET /atlvs/v1/contacts`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "email": email,
                "company": company,
                "tag": tag,
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
        first_name: str,
        last_name: str,
        email: str | Omit | None = OMIT,
        phone: str | Omit | None = OMIT,
        company: str | Omit | None = OMIT,
        title: str | Omit | None = OMIT,
        address: AddressParam | Address | Omit | None = OMIT,
        tags: Sequence[str] | Omit = OMIT,
        source: str | Omit | None = OMIT,
        custom_fields: Mapping[str, Any] | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Contact:
        """Create a contact.

        Args:
            first_name: First name, 1 to 100 characters.
            last_name: Last name, 1 to 100 characters.
            email: E-mail address.
            phone: Phone number.
            company: Company name.
            title: Job title.
            address: Postal address.
            tags: Labels of your own.
            source: Where the contact came from.
            custom_fields: Fields of your own.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The contact.

        Source:
            `POST /atlvs/v1/contacts`, scope `write`.
        """
        return self._driver.call(
            _CREATE,
            body={
                "first_name": first_name,
                "last_name": last_name,
                "email": email,
                "phone": phone,
                "company": company,
                "title": title,
                "address": address,
                "tags": tags,
                "source": source,
                "custom_fields": custom_fields,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    def get(self, contact_id: str, *, options: RequestOptions | None = None) -> Contact:
        """Get a contact.

        Args:
            contact_id: Id of the contact, `contact_...`.
            options: What this call has other than its client.

        Returns:
            The contact.

        Source:
            `GET /atlvs/v1/contacts/{contact_id}`, scope `read`.
        """
        return self._driver.call(_GET, path={"contact_id": contact_id}, options=options)

    def update(
        self,
        contact_id: str,
        *,
        first_name: str | Omit = OMIT,
        last_name: str | Omit = OMIT,
        email: str | Omit | None = OMIT,
        phone: str | Omit | None = OMIT,
        company: str | Omit | None = OMIT,
        title: str | Omit | None = OMIT,
        address: AddressParam | Address | Omit | None = OMIT,
        tags: Sequence[str] | Omit = OMIT,
        source: str | Omit | None = OMIT,
        custom_fields: Mapping[str, Any] | Omit = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Contact:
        """Update a contact.

        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            contact_id: Id of the contact, `contact_...`.
            first_name: First name, 1 to 100 characters.
            last_name: Last name, 1 to 100 characters.
            email: E-mail address.
            phone: Phone number.
            company: Company name.
            title: Job title.
            address: Postal address.
            tags: Labels of your own.
            source: Where the contact came from.
            custom_fields: Fields of your own; `null` removes one.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The contact.

        Source:
            `PATCH /atlvs/v1/contacts/{contact_id}`, scope `write`.
        """
        return self._driver.call(
            _UPDATE,
            path={"contact_id": contact_id},
            body={
                "first_name": first_name,
                "last_name": last_name,
                "email": email,
                "phone": phone,
                "company": company,
                "title": title,
                "address": address,
                "tags": tags,
                "source": source,
                "custom_fields": custom_fields,
                "version": version,
            },
            options=options,
        )

    def delete(self, contact_id: str, *, options: RequestOptions | None = None) -> None:
        """Delete a contact.

        Args:
            contact_id: Id of the contact, `contact_...`.
            options: What this call has other than its client.

        Source:
            `DELETE /atlvs/v1/contacts/{contact_id}`, scope `write`.
        """
        return self._driver.call(_DELETE, path={"contact_id": contact_id}, options=options)


class ContactsWithRawResponse(RawResource):
    """`Contacts`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(Contacts(driver))

    list = RawMethod(Contacts.list)
    create = RawMethod(Contacts.create)
    get = RawMethod(Contacts.get)
    update = RawMethod(Contacts.update)
    delete = RawMethod(Contacts.delete)


class AsyncContacts(AsyncResource):
    """Contacts: the people you do business with."""

    @resource_property
    def with_raw_response(self) -> AsyncContactsWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncContactsWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        email: str | None = None,
        company: str | None = None,
        tag: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> AsyncPager[Contact]:
        """List contacts.

        Args:
            email: Only contacts with this e-mail address.
            company: Only contacts at this company.
            tag: Only contacts with this tag.
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
            `GET /atlvs/v1/contacts`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "email": email,
                "company": company,
                "tag": tag,
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
        first_name: str,
        last_name: str,
        email: str | Omit | None = OMIT,
        phone: str | Omit | None = OMIT,
        company: str | Omit | None = OMIT,
        title: str | Omit | None = OMIT,
        address: AddressParam | Address | Omit | None = OMIT,
        tags: Sequence[str] | Omit = OMIT,
        source: str | Omit | None = OMIT,
        custom_fields: Mapping[str, Any] | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Contact:
        """Create a contact.

        Args:
            first_name: First name, 1 to 100 characters.
            last_name: Last name, 1 to 100 characters.
            email: E-mail address.
            phone: Phone number.
            company: Company name.
            title: Job title.
            address: Postal address.
            tags: Labels of your own.
            source: Where the contact came from.
            custom_fields: Fields of your own.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The contact.

        Source:
            `POST /atlvs/v1/contacts`, scope `write`.
        """
        return await self._driver.call(
            _CREATE,
            body={
                "first_name": first_name,
                "last_name": last_name,
                "email": email,
                "phone": phone,
                "company": company,
                "title": title,
                "address": address,
                "tags": tags,
                "source": source,
                "custom_fields": custom_fields,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    async def get(self, contact_id: str, *, options: RequestOptions | None = None) -> Contact:
        """Get a contact.

        Args:
            contact_id: Id of the contact, `contact_...`.
            options: What this call has other than its client.

        Returns:
            The contact.

        Source:
            `GET /atlvs/v1/contacts/{contact_id}`, scope `read`.
        """
        return await self._driver.call(_GET, path={"contact_id": contact_id}, options=options)

    async def update(
        self,
        contact_id: str,
        *,
        first_name: str | Omit = OMIT,
        last_name: str | Omit = OMIT,
        email: str | Omit | None = OMIT,
        phone: str | Omit | None = OMIT,
        company: str | Omit | None = OMIT,
        title: str | Omit | None = OMIT,
        address: AddressParam | Address | Omit | None = OMIT,
        tags: Sequence[str] | Omit = OMIT,
        source: str | Omit | None = OMIT,
        custom_fields: Mapping[str, Any] | Omit = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Contact:
        """Update a contact.

        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            contact_id: Id of the contact, `contact_...`.
            first_name: First name, 1 to 100 characters.
            last_name: Last name, 1 to 100 characters.
            email: E-mail address.
            phone: Phone number.
            company: Company name.
            title: Job title.
            address: Postal address.
            tags: Labels of your own.
            source: Where the contact came from.
            custom_fields: Fields of your own; `null` removes one.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The contact.

        Source:
            `PATCH /atlvs/v1/contacts/{contact_id}`, scope `write`.
        """
        return await self._driver.call(
            _UPDATE,
            path={"contact_id": contact_id},
            body={
                "first_name": first_name,
                "last_name": last_name,
                "email": email,
                "phone": phone,
                "company": company,
                "title": title,
                "address": address,
                "tags": tags,
                "source": source,
                "custom_fields": custom_fields,
                "version": version,
            },
            options=options,
        )

    async def delete(self, contact_id: str, *, options: RequestOptions | None = None) -> None:
        """Delete a contact.

        Args:
            contact_id: Id of the contact, `contact_...`.
            options: What this call has other than its client.

        Source:
            `DELETE /atlvs/v1/contacts/{contact_id}`, scope `write`.
        """
        return await self._driver.call(_DELETE, path={"contact_id": contact_id}, options=options)


class AsyncContactsWithRawResponse(RawResource):
    """`AsyncContacts`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncContacts(driver))

    list = AsyncRawMethod(AsyncContacts.list)
    create = AsyncRawMethod(AsyncContacts.create)
    get = AsyncRawMethod(AsyncContacts.get)
    update = AsyncRawMethod(AsyncContacts.update)
    delete = AsyncRawMethod(AsyncContacts.delete)
