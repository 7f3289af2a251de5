# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Invoices: what customers owe, from draft to paid."""

from __future__ import annotations

from collections.abc import Sequence
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

if TYPE_CHECKING:
    from .._core import drivers as _core_drivers
else:
    _core_drivers = lazy_module(".._core.drivers", __package__)

__all__ = [
    "AsyncInvoices",
    "Invoice",
    "InvoiceLineItem",
    "InvoiceLineItemInputParam",
    "InvoiceList",
    "InvoiceStatus",
    "Invoices",
    "Pagination",
    "Sort",
]

InvoiceStatus: TypeAlias = Literal["draft", "sent", "paid", "overdue", "void"]
"""How an invoice stands."""


class InvoiceLineItem(Model):
    """A line of an invoice."""

    description: str
    """What is charged for."""
    quantity: float
    """How many, 0 or more."""
    unit_price: JsonDecimal
    """Price of one, 0 or more."""
    amount: JsonDecimal
    """Quantity times unit price, halves rounded up, 0 or more."""


class Invoice(Model):
    """What a customer owes."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    number: str
    """The number on the paper, unique in the workspace."""
    status: Open[InvoiceStatus]
    """How it stands."""
    deal_id: str | None
    """Id of the deal that it bills."""
    contact_id: str | None
    """Id of the contact that it goes to."""
    line_items: list[InvoiceLineItem]
    """What is charged for."""
    subtotal: JsonDecimal
    """Sum of the lines, 0 or more."""
    tax: JsonDecimal
    """Tax on top of the subtotal, 0 or more."""
    total: JsonDecimal
    """Subtotal and tax, 0 or more."""
    amount_paid: JsonDecimal
    """Paid so far, 0 or more."""
    currency: str
    """ISO 4217 currency code."""
    issue_date: DateField | None
    """When it was issued; set by sending it."""
    due_date: DateField | None
    """When it is due."""
    paid_at: DateTimeField | None
    """When it was paid in full."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


class InvoiceLineItemInputParam(TypedDict, total=False):
    """A line of an invoice; its amount is computed."""

    description: Required[str]
    """What is charged for, 1 to 500 characters."""
    quantity: Required[float]
    """How many, up to 1,000,000, at most 1,000,000, above 0."""
    unit_price: Required[Decimal | float]
    """Price of one, 0 to 1,000,000,000."""


class InvoiceList(Model):
    """A page of invoices."""

    data: list[Invoice]
    """The invoices of this page."""
    pagination: Pagination
    """Where a page stands in its list."""


_LIST: ListOperation[Invoice] = ListOperation(
    "atlvs.invoices.list",
    "GET",
    "/atlvs/v1/invoices",
    {200: InvoiceList},
    parameter_dates=("due_before",),
    pagination=CURSOR_PAGINATION,
)
_CREATE: Operation[Invoice] = Operation(
    "atlvs.invoices.create",
    "POST",
    "/atlvs/v1/invoices",
    {201: Invoice},
    idempotent=True,
    money={"line_items/unit_price": "../currency", "tax": "currency"},
    dates=(
        "issue_date",
        "due_date",
    ),
)
_GET: Operation[Invoice] = Operation(
    "atlvs.invoices.get", "GET", "/atlvs/v1/invoices/{invoice_id}", {200: Invoice}
)
_UPDATE: Operation[Invoice] = Operation(
    "atlvs.invoices.update",
    "PATCH",
    "/atlvs/v1/invoices/{invoice_id}",
    {200: Invoice},
    money={"line_items/unit_price": "../currency", "tax": "currency"},
    dates=(
        "issue_date",
        "due_date",
    ),
)
_DELETE: Operation[None] = Operation(
    "atlvs.invoices.delete", "DELETE", "/atlvs/v1/invoices/{invoice_id}", {204: None}
)
_PAY: Operation[Invoice] = Operation(
    "atlvs.invoices.pay",
    "POST",
    "/atlvs/v1/invoices/{invoice_id}/pay",
    {200: Invoice},
    idempotent=True,
    money={"amount": None},
)
_SEND: Operation[Invoice] = Operation(
    "atlvs.invoices.send",
    "POST",
    "/atlvs/v1/invoices/{invoice_id}/send",
    {200: Invoice},
    idempotent=True,
)
_VOID: Operation[Invoice] = Operation(
    "atlvs.invoices.void",
    "POST",
    "/atlvs/v1/invoices/{invoice_id}/void",
    {200: Invoice},
    idempotent=True,
)


class Invoices(Resource):
    """Invoices: what customers owe, from draft to paid."""

    @resource_property
    def with_raw_response(self) -> InvoicesWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return InvoicesWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        status: InvoiceStatus | UnknownValue | None = None,
        contact_id: str | None = None,
        due_before: date | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> Page[Invoice]:
        """List invoices.

        Args:
            status: Only invoices with this status.
            contact_id: Only invoices to this contact.
            due_before: Only invoices that are due before this day.
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
            `GET /atlvs/v1/invoices`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "status": status,
                "contact_id": contact_id,
                "due_before": due_before,
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
        line_items: Sequence[InvoiceLineItemInputParam],
        currency: str,
        deal_id: str | Omit | None = OMIT,
        contact_id: str | Omit | None = OMIT,
        tax: Decimal | float | Omit = OMIT,
        issue_date: date | Omit | None = OMIT,
        due_date: date | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Invoice:
        """Create an invoice.

        It starts as a draft. The lines' amounts, the subtotal and the total are computed. Emits
        `invoice.created`.

        Args:
            line_items: What is charged for, 1 to 100 lines.
            currency: ISO 4217 currency code.
            deal_id: Id of the deal that it bills.
            contact_id: Id of the contact that it goes to.
            tax: Tax on top of the subtotal, 0 to 1,000,000,000; 0 if left out.
            issue_date: When it was issued; set by sending it.
            due_date: When it is due.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The invoice.

        Source:
            `POST /atlvs/v1/invoices`, scope `write`.
        """
        return self._driver.call(
            _CREATE,
            body={
                "deal_id": deal_id,
                "contact_id": contact_id,
                "line_items": line_items,
                "tax": tax,
                "currency": currency,
                "issue_date": issue_date,
                "due_date": due_date,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    def get(self, invoice_id: str, *, options: RequestOptions | None = None) -> Invoice:
        """Get an invoice.

        Args:
            invoice_id: Id of the invoice, `inv_...`.
            options: What this call has other than its client.

        Returns:
            The invoice.

        Source:
            `GET /atlvs/v1/invoices/{invoice_id}`, scope `read`.
        """
        return self._driver.call(_GET, path={"invoice_id": invoice_id}, options=options)

    def update(
        self,
        invoice_id: str,
        *,
        deal_id: str | Omit | None = OMIT,
        contact_id: str | Omit | None = OMIT,
        line_items: Sequence[InvoiceLineItemInputParam] | Omit = OMIT,
        tax: Decimal | float | Omit = OMIT,
        currency: str | Omit = OMIT,
        issue_date: date | Omit | None = OMIT,
        due_date: date | Omit | None = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Invoice:
        """Update an invoice.

        Only a draft can change, any other is a 409 `CONFLICT`. What is computed is computed again.
        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            invoice_id: Id of the invoice, `inv_...`.
            deal_id: Id of the deal that it bills.
            contact_id: Id of the contact that it goes to.
            line_items: What is charged for, 1 to 100 lines.
            tax: Tax on top of the subtotal, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            issue_date: When it was issued; set by sending it.
            due_date: When it is due.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The invoice.

        Source:
            `PATCH /atlvs/v1/invoices/{invoice_id}`, scope `write`.
        """
        return self._driver.call(
            _UPDATE,
            path={"invoice_id": invoice_id},
            body={
                "deal_id": deal_id,
                "contact_id": contact_id,
                "line_items": line_items,
                "tax": tax,
                "currency": currency,
                "issue_date": issue_date,
                "due_date": due_date,
                "version": version,
            },
            options=options,
        )

    def delete(self, invoice_id: str, *, options: RequestOptions | None = None) -> None:
        """Delete an invoice.

        Only a draft can be deleted, any other is a 409 `CONFLICT`; void it instead.

        Args:
            invoice_id: Id of the invoice, `inv_...`.
            options: What this call has other than its client.

        Source:
            `DELETE /atlvs/v1/invoices/{invoice_id}`, scope `write`.
        """
        return self._driver.call(_DELETE, path={"invoice_id": invoice_id}, options=options)

    def pay(
        self,
        invoice_id: str,
        *,
        amount: Decimal | float | Omit = OMIT,
        paid_at: datetime | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Invoice:
        """Record a payment for an invoice.

        The invoice must be sent or overdue, and the amount at most what is left to pay; else it is
        a 409 `CONFLICT`. Paid in full, it becomes paid and emits `invoice.paid`.

        Args:
            invoice_id: Id of the invoice, `inv_...`.
            amount: What was paid, in the invoice's currency; all that is left if absent. At
                most 1,000,000,000, above 0.
            paid_at: When it was paid; now if absent.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The invoice.

        Source:
            `POST /atlvs/v1/invoices/{invoice_id}/pay`, scope `write`.
        """
        return self._driver.call(
            _PAY,
            path={"invoice_id": invoice_id},
            body={"amount": amount, "paid_at": paid_at},
            idempotency_key=idempotency_key,
            options=options,
        )

    def send(
        self,
        invoice_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Invoice:
        """Send an invoice.

        A draft becomes sent and gets today's issue date unless it has one; any other is a 409
        `CONFLICT`.

        Args:
            invoice_id: Id of the invoice, `inv_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The invoice.

        Source:
            `POST /atlvs/v1/invoices/{invoice_id}/send`, scope `write`.
        """
        return self._driver.call(
            _SEND, path={"invoice_id": invoice_id}, idempotency_key=idempotency_key, options=options
        )

    def void(
        self,
        invoice_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Invoice:
        """Void an invoice.

        It stays on record and is owed no longer. One that is paid or void already is a 409
        `CONFLICT`.

        Args:
            invoice_id: Id of the invoice, `inv_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The invoice.

        Source:
            `POST /atlvs/v1/invoices/{invoice_id}/void`, scope `write`.
        """
        return self._driver.call(
            _VOID, path={"invoice_id": invoice_id}, idempotency_key=idempotency_key, options=options
        )


class InvoicesWithRawResponse(RawResource):
    """`Invoices`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(Invoices(driver))

    list = RawMethod(Invoices.list)
    create = RawMethod(Invoices.create)
    get = RawMethod(Invoices.get)
    update = RawMethod(Invoices.update)
    delete = RawMethod(Invoices.delete)
    pay = RawMethod(Invoices.pay)
    send = RawMethod(Invoices.send)
    void = RawMethod(Invoices.void)


class AsyncInvoices(AsyncResource):
    """Invoices: what customers owe, from draft to paid."""

    @resource_property
    def with_raw_response(self) -> AsyncInvoicesWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncInvoicesWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        status: InvoiceStatus | UnknownValue | None = None,
        contact_id: str | None = None,
        due_before: date | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> AsyncPager[Invoice]:
        """List invoices.

        Args:
            status: Only invoices with this status.
            contact_id: Only invoices to this contact.
            due_before: Only invoices that are due before this day.
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
            `GET /atlvs/v1/invoices`, scope `read`.
        """
        return self._driver.list(
            _LIST,
            query={
                "status": status,
                "contact_id": contact_id,
                "due_before": due_before,
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
        line_items: Sequence[InvoiceLineItemInputParam],
        currency: str,
        deal_id: str | Omit | None = OMIT,
        contact_id: str | Omit | None = OMIT,
        tax: Decimal | float | Omit = OMIT,
        issue_date: date | Omit | None = OMIT,
        due_date: date | Omit | None = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Invoice:
        """Create an invoice.

        It starts as a draft. The lines' amounts, the subtotal and the total are computed. Emits
        `invoice.created`.

        Args:
            line_items: What is charged for, 1 to 100 lines.
            currency: ISO 4217 currency code.
            deal_id: Id of the deal that it bills.
            contact_id: Id of the contact that it goes to.
            tax: Tax on top of the subtotal, 0 to 1,000,000,000; 0 if left out.
            issue_date: When it was issued; set by sending it.
            due_date: When it is due.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The invoice.

        Source:
            `POST /atlvs/v1/invoices`, scope `write`.
        """
        return await self._driver.call(
            _CREATE,
            body={
                "deal_id": deal_id,
                "contact_id": contact_id,
                "line_items": line_items,
                "tax": tax,
                "currency": currency,
                "issue_date": issue_date,
                "due_date": due_date,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    async def get(self, invoice_id: str, *, options: RequestOptions | None = None) -> Invoice:
        """Get an invoice.

        Args:
            invoice_id: Id of the invoice, `inv_...`.
            options: What this call has other than its client.

        Returns:
            The invoice.

        Source:
            `GET /atlvs/v1/invoices/{invoice_id}`, scope `read`.
        """
        return await self._driver.call(_GET, path={"invoice_id": invoice_id}, options=options)

    async def update(
        self,
        invoice_id: str,
        *,
        deal_id: str | Omit | None = OMIT,
        contact_id: str | Omit | None = OMIT,
        line_items: Sequence[InvoiceLineItemInputParam] | Omit = OMIT,
        tax: Decimal | float | Omit = OMIT,
        currency: str | Omit = OMIT,
        issue_date: date | Omit | None = OMIT,
        due_date: date | Omit | None = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Invoice:
        """Update an invoice.

        Only a draft can change, any other is a 409 `CONFLICT`. What is computed is computed again.
        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            invoice_id: Id of the invoice, `inv_...`.
            deal_id: Id of the deal that it bills.
            contact_id: Id of the contact that it goes to.
            line_items: What is charged for, 1 to 100 lines.
            tax: Tax on top of the subtotal, 0 to 1,000,000,000.
            currency: ISO 4217 currency code.
            issue_date: When it was issued; set by sending it.
            due_date: When it is due.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The invoice.

        Source:
            `PATCH /atlvs/v1/invoices/{invoice_id}`, scope `write`.
        """
        return await self._driver.call(
            _UPDATE,
            path={"invoice_id": invoice_id},
            body={
                "deal_id": deal_id,
                "contact_id": contact_id,
                "line_items": line_items,
                "tax": tax,
                "currency": currency,
                "issue_date": issue_date,
                "due_date": due_date,
                "version": version,
            },
            options=options,
        )

    async def delete(self, invoice_id: str, *, options: RequestOptions | None = None) -> None:
        """Delete an invoice.

        Only a draft can be deleted, any other is a 409 `CONFLICT`; void it instead.

        Args:
            invoice_id: Id of the invoice, `inv_...`.
            options: What this call has other than its client.

        Source:
            `DELETE /atlvs/v1/invoices/{invoice_id}`, scope `write`.
        """
        return await self._driver.call(_DELETE, path={"invoice_id": invoice_id}, options=options)

    async def pay(
        self,
        invoice_id: str,
        *,
        amount: Decimal | float | Omit = OMIT,
        paid_at: datetime | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Invoice:
        """Record a payment for an invoice.

        The invoice must be sent or overdue, and the amount at most what is left to pay; else it is
        a 409 `CONFLICT`. Paid in full, it becomes paid and emits `invoice.paid`.

        Args:
            invoice_id: Id of the invoice, `inv_...`.
            amount: What was paid, in the invoice's currency; all that is left if absent. At
                most 1,000,000,000, above 0.
            paid_at: When it was paid; now if absent.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The invoice.

        Source:
            `POST /atlvs/v1/invoices/{invoice_id}/pay`, scope `write`.
        """
        return await self._driver.call(
            _PAY,
            path={"invoice_id": invoice_id},
            body={"amount": amount, "paid_at": paid_at},
            idempotency_key=idempotency_key,
            options=options,
        )

    async def send(
        self,
        invoice_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Invoice:
        """Send an invoice.

        A draft becomes sent and gets today's issue date unless it has one; any other is a 409
        `CONFLICT`.

        Args:
            invoice_id: Id of the invoice, `inv_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The invoice.

        Source:
            `POST /atlvs/v1/invoices/{invoice_id}/send`, scope `write`.
        """
        return await self._driver.call(
            _SEND, path={"invoice_id": invoice_id}, idempotency_key=idempotency_key, options=options
        )

    async def void(
        self,
        invoice_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Invoice:
        """Void an invoice.

        It stays on record and is owed no longer. One that is paid or void already is a 409
        `CONFLICT`.

        Args:
            invoice_id: Id of the invoice, `inv_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The invoice.

        Source:
            `POST /atlvs/v1/invoices/{invoice_id}/void`, scope `write`.
        """
        return await self._driver.call(
            _VOID, path={"invoice_id": invoice_id}, idempotency_key=idempotency_key, options=options
        )


class AsyncInvoicesWithRawResponse(RawResource):
    """`AsyncInvoices`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncInvoices(driver))

    list = AsyncRawMethod(AsyncInvoices.list)
    create = AsyncRawMethod(AsyncInvoices.create)
    get = AsyncRawMethod(AsyncInvoices.get)
    update = AsyncRawMethod(AsyncInvoices.update)
    delete = AsyncRawMethod(AsyncInvoices.delete)
    pay = AsyncRawMethod(AsyncInvoices.pay)
    send = AsyncRawMethod(AsyncInvoices.send)
    void = AsyncRawMethod(AsyncInvoices.void)
