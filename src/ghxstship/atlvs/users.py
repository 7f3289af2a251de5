# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Users: the people who work in the workspace."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

from .._core.call_options import RequestOptions
from .._core.lazy import lazy_module, resource_property
from .._core.model import DateTimeField, Model, Open
from .._core.operation import ListOperation, Operation
from .._core.pagination import AsyncPager, Page
from .._core.raw import AsyncRawMethod, RawMethod, RawResource
from .._core.resource import AsyncResource, Resource
from ..conventions import CURSOR_PAGINATION
from ..models import Pagination, Sort

if TYPE_CHECKING:
    from .._core import drivers as _core_drivers
else:
    _core_drivers = lazy_module(".._core.drivers", __package__)

__all__ = ["AsyncUsers", "Pagination", "Sort", "User", "UserList", "UserStatus", "Users"]

UserStatus: TypeAlias = Literal["active", "inactive"]
"""Whether a user can sign in."""


class User(Model):
    """A person who works in the workspace."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    name: str
    """Full name."""
    email: str
    """E-mail address."""
    role: str
    """What the user may do, `admin`."""
    status: Open[UserStatus]
    """Whether the user can sign in."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


class UserList(Model):
    """A page of users."""

    data: list[User]
    """The users of this page."""
    pagination: Pagination
    """Where a page stands in its list."""


_LIST: ListOperation[User] = ListOperation(
    "atlvs.users.list", "GET", "/atlvs/v1/users", {200: UserList}, pagination=CURSOR_PAGINATION
)
_GET: Operation[User] = Operation(
    "atlvs.users.get", "GET", "/atlvs/v1/users/{user_id}", {200: User}
)


class Users(Resource):
    """Users: the people who work in the workspace."""

    @resource_property
    def with_raw_response(self) -> UsersWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return UsersWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        role: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> Page[User]:
        """List users.

        Args:
            role: Only users with this role.
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
            `GET /atlvs/v1/users`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "role": role,
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

    def get(self, user_id: str, *, options: RequestOptions | None = None) -> User:
        """Get a user.

        Args:
            user_id: Id of the user, `user_...`.
            options: What this call has other than its client.

        Returns:
            The user.

        Source:
            `GET /atlvs/v1/users/{user_id}`, scope `read`.
        """
        return self._driver.call(_GET, path={"user_id": user_id}, options=options)


class UsersWithRawResponse(RawResource):
    """`Users`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(Users(driver))

    list = RawMethod(Users.list)
    get = RawMethod(Users.get)


class AsyncUsers(AsyncResource):
    """Users: the people who work in the workspace."""

    @resource_property
    def with_raw_response(self) -> AsyncUsersWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncUsersWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        role: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> AsyncPager[User]:
        """List users.

        Args:
            role: Only users with this role.
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
            `GET /atlvs/v1/users`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "role": role,
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

    async def get(self, user_id: str, *, options: RequestOptions | None = None) -> User:
        """Get a user.

        Args:
            user_id: Id of the user, `user_...`.
            options: What this call has other than its client.

        Returns:
            The user.

        Source:
            `GET /atlvs/v1/users/{user_id}`, scope `read`.
        """
        return await self._driver.call(_GET, path={"user_id": user_id}, options=options)


class AsyncUsersWithRawResponse(RawResource):
    """`AsyncUsers`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncUsers(driver))

    list = AsyncRawMethod(AsyncUsers.list)
    get = AsyncRawMethod(AsyncUsers.get)
