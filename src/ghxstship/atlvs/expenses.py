# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Expenses: what people spent, and whether they get it back."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias

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
    "AsyncExpenses",
    "Expense",
    "ExpenseList",
    "ExpenseStatus",
    "Expenses",
    "Pagination",
    "Sort",
]

ExpenseStatus: TypeAlias = Literal["submitted", "approved", "rejected", "reimbursed"]
"""How an expense stands."""


class Expense(Model):
    """What somebody spent and wants back."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    description: str
    """What it was spent on."""
    amount: JsonDecimal
    """How much, in `currency`, 0 or more."""
    currency: str
    """ISO 4217 currency code."""
    category: str
    """Kind of expense, `travel`."""
    status: Open[ExpenseStatus]
    """How it stands; `approve` and `reject` change it."""
    submitted_by: str | None
    """Id of the user who spent it, `user_...`."""
    project_id: str | None
    """Id of the project that it belongs to, `proj_...`."""
    receipt_url: str | None
    """Where the receipt is."""
    incurred_on: DateField
    """When it was spent."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


class ExpenseList(Model):
    """A page of expenses."""

    data: list[Expense]
    """The expenses of this page."""
    pagination: Pagination
    """Where a page stands in its list."""


_LIST: ListOperation[Expense] = ListOperation(
    "atlvs.expenses.list",
    "GET",
    "/atlvs/v1/expenses",
    {200: ExpenseList},
    pagination=CURSOR_PAGINATION,
)
_CREATE: Operation[Expense] = Operation(
    "atlvs.expenses.create",
    "POST",
    "/atlvs/v1/expenses",
    {201: Expense},
    idempotent=True,
    money={"amount": "currency"},
    dates=("incurred_on",),
)
_GET: Operation[Expense] = Operation(
    "atlvs.expenses.get", "GET", "/atlvs/v1/expenses/{expense_id}", {200: Expense}
)
_UPDATE: Operation[Expense] = Operation(
    "atlvs.expenses.update",
    "PATCH",
    "/atlvs/v1/expenses/{expense_id}",
    {200: Expense},
    money={"amount": "currency"},
    dates=("incurred_on",),
)
_APPROVE: Operation[Expense] = Operation(
    "atlvs.expenses.approve",
    "POST",
    "/atlvs/v1/expenses/{expense_id}/approve",
    {200: Expense},
    idempotent=True,
)
_REJECT: Operation[Expense] = Operation(
    "atlvs.expenses.reject",
    "POST",
    "/atlvs/v1/expenses/{expense_id}/reject",
    {200: Expense},
    idempotent=True,
)


class Expenses(Resource):
    """Expenses: what people spent, and whether they get it back."""

    @resource_property
    def with_raw_response(self) -> ExpensesWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return ExpensesWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        status: ExpenseStatus | UnknownValue | None = None,
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
    ) -> Page[Expense]:
        """List expenses.

        Args:
            status: Only expenses with this status.
            project_id: Only expenses of this project.
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
            `GET /atlvs/v1/expenses`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "status": status,
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
        description: str,
        amount: Decimal | float,
        currency: str,
        category: str,
        incurred_on: date,
        submitted_by: str | Omit | None = OMIT,
        project_id: str | Omit | None = OMIT,
        receipt_url: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Expense:
        """Create an expense.

        It starts as submitted. Emits `expense.submitted`.

        Args:
            description: What it was spent on, 1 to 500 characters.
            amount: How much, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            category: Kind of expense, `travel`, 1 to 100 characters.
            incurred_on: When it was spent.
            submitted_by: Id of the user who spent it, `user_...`.
            project_id: Id of the project that it belongs to, `proj_...`.
            receipt_url: Where the receipt is.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The expense.

        Source:
            `POST /atlvs/v1/expenses`, scope `write`.
        """
        return self._driver.call(
            _CREATE,
            body={
                "description": description,
                "amount": amount,
                "currency": currency,
                "category": category,
                "submitted_by": submitted_by,
                "project_id": project_id,
                "receipt_url": receipt_url,
                "incurred_on": incurred_on,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    def get(self, expense_id: str, *, options: RequestOptions | None = None) -> Expense:
        """Get an expense.

        Args:
            expense_id: Id of the expense, `exp_...`.
            options: What this call has other than its client.

        Returns:
            The expense.

        Source:
            `GET /atlvs/v1/expenses/{expense_id}`, scope `read`.
        """
        return self._driver.call(_GET, path={"expense_id": expense_id}, options=options)

    def update(
        self,
        expense_id: str,
        *,
        description: str | Omit = OMIT,
        amount: Decimal | float | Omit = OMIT,
        currency: str | Omit = OMIT,
        category: str | Omit = OMIT,
        submitted_by: str | Omit | None = OMIT,
        project_id: str | Omit | None = OMIT,
        receipt_url: str | Omit | None = OMIT,
        incurred_on: date | Omit = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Expense:
        """Update an expense.

        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            expense_id: Id of the expense, `exp_...`.
            description: What it was spent on, 1 to 500 characters.
            amount: How much, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            category: Kind of expense, `travel`, 1 to 100 characters.
            submitted_by: Id of the user who spent it, `user_...`.
            project_id: Id of the project that it belongs to, `proj_...`.
            receipt_url: Where the receipt is.
            incurred_on: When it was spent.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The expense.

        Source:
            `PATCH /atlvs/v1/expenses/{expense_id}`, scope `write`.
        """
        return self._driver.call(
            _UPDATE,
            path={"expense_id": expense_id},
            body={
                "description": description,
                "amount": amount,
                "currency": currency,
                "category": category,
                "submitted_by": submitted_by,
                "project_id": project_id,
                "receipt_url": receipt_url,
                "incurred_on": incurred_on,
                "version": version,
            },
            options=options,
        )

    def approve(
        self,
        expense_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Expense:
        """Approve an expense.

        Only a submitted one can be approved, any other is a 409 `CONFLICT`. Emits
        `expense.approved`.

        Args:
            expense_id: Id of the expense, `exp_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The expense.

        Source:
            `POST /atlvs/v1/expenses/{expense_id}/approve`, scope `write`.
        """
        return self._driver.call(
            _APPROVE,
            path={"expense_id": expense_id},
            idempotency_key=idempotency_key,
            options=options,
        )

    def reject(
        self,
        expense_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Expense:
        """Reject an expense.

        Only a submitted one can be rejected, any other is a 409 `CONFLICT`.

        Args:
            expense_id: Id of the expense, `exp_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The expense.

        Source:
            `POST /atlvs/v1/expenses/{expense_id}/reject`, scope `write`.
        """
        return self._driver.call(
            _REJECT,
            path={"expense_id": expense_id},
            idempotency_key=idempotency_key,
            options=options,
        )


class ExpensesWithRawResponse(RawResource):
    """`Expenses`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(Expenses(driver))

    list = RawMethod(Expenses.list)
    create = RawMethod(Expenses.create)
    get = RawMethod(Expenses.get)
    update = RawMethod(Expenses.update)
    approve = RawMethod(Expenses.approve)
    reject = RawMethod(Expenses.reject)


class AsyncExpenses(AsyncResource):
    """Expenses: what people spent, and whether they get it back."""

    @resource_property
    def with_raw_response(self) -> AsyncExpensesWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncExpensesWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        status: ExpenseStatus | UnknownValue | None = None,
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
    ) -> AsyncPager[Expense]:
        """List expenses.

        Args:
            status: Only expenses with this status.
            project_id: Only expenses of this project.
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
            `GET /atlvs/v1/expenses`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "status": status,
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
        description: str,
        amount: Decimal | float,
        currency: str,
        category: str,
        incurred_on: date,
        submitted_by: str | Omit | None = OMIT,
        project_id: str | Omit | None = OMIT,
        receipt_url: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Expense:
        """Create an expense.

        It starts as submitted. Emits `expense.submitted`.

        Args:
            description: What it was spent on, 1 to 500 characters.
            amount: How much, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            category: Kind of expense, `travel`, 1 to 100 characters.
            incurred_on: When it was spent.
            submitted_by: Id of the user who spent it, `user_...`.
            project_id: Id of the project that it belongs to, `proj_...`.
            receipt_url: Where the receipt is.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The expense.

        Source:
            `POST /atlvs/v1/expenses`, scope `write`.
        """
        return await self._driver.call(
            _CREATE,
            body={
                "description": description,
                "amount": amount,
                "currency": currency,
                "category": category,
                "submitted_by": submitted_by,
                "project_id": project_id,
                "receipt_url": receipt_url,
                "incurred_on": incurred_on,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    async def get(self, expense_id: str, *, options: RequestOptions | None = None) -> Expense:
        """Get an expense.

        Args:
            expense_id: Id of the expense, `exp_...`.
            options: What this call has other than its client.

        Returns:
            The expense.

        Source:
            `GET /atlvs/v1/expenses/{expense_id}`, scope `read`.
        """
        return await self._driver.call(_GET, path={"expense_id": expense_id}, options=options)

    async def update(
        self,
        expense_id: str,
        *,
        description: str | Omit = OMIT,
        amount: Decimal | float | Omit = OMIT,
        currency: str | Omit = OMIT,
        category: str | Omit = OMIT,
        submitted_by: str | Omit | None = OMIT,
        project_id: str | Omit | None = OMIT,
        receipt_url: str | Omit | None = OMIT,
        incurred_on: date | Omit = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Expense:
        """Update an expense.

        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            expense_id: Id of the expense, `exp_...`.
            description: What it was spent on, 1 to 500 characters.
            amount: How much, in `currency`, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            category: Kind of expense, `travel`, 1 to 100 characters.
            submitted_by: Id of the user who spent it, `user_...`.
            project_id: Id of the project that it belongs to, `proj_...`.
            receipt_url: Where the receipt is.
            incurred_on: When it was spent.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The expense.

        Source:
            `PATCH /atlvs/v1/expenses/{expense_id}`, scope `write`.
        """
        return await self._driver.call(
            _UPDATE,
            path={"expense_id": expense_id},
            body={
                "description": description,
                "amount": amount,
                "currency": currency,
                "category": category,
                "submitted_by": submitted_by,
                "project_id": project_id,
                "receipt_url": receipt_url,
                "incurred_on": incurred_on,
                "version": version,
            },
            options=options,
        )

    async def approve(
        self,
        expense_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Expense:
        """Approve an expense.

        Only a submitted one can be approved, any other is a 409 `CONFLICT`. Emits
        `expense.approved`.

        Args:
            expense_id: Id of the expense, `exp_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The expense.

        Source:
            `POST /atlvs/v1/expenses/{expense_id}/approve`, scope `write`.
        """
        return await self._driver.call(
            _APPROVE,
            path={"expense_id": expense_id},
            idempotency_key=idempotency_key,
            options=options,
        )

    async def reject(
        self,
        expense_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Expense:
        """Reject an expense.

        Only a submitted one can be rejected, any other is a 409 `CONFLICT`.

        Args:
            expense_id: Id of the expense, `exp_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The expense.

        Source:
            `POST /atlvs/v1/expenses/{expense_id}/reject`, scope `write`.
        """
        return await self._driver.call(
            _REJECT,
            path={"expense_id": expense_id},
            idempotency_key=idempotency_key,
            options=options,
        )


class AsyncExpensesWithRawResponse(RawResource):
    """`AsyncExpenses`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncExpenses(driver))

    list = AsyncRawMethod(AsyncExpenses.list)
    create = AsyncRawMethod(AsyncExpenses.create)
    get = AsyncRawMethod(AsyncExpenses.get)
    update = AsyncRawMethod(AsyncExpenses.update)
    approve = AsyncRawMethod(AsyncExpenses.approve)
    reject = AsyncRawMethod(AsyncExpenses.reject)
