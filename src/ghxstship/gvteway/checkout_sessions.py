# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Checkout sessions: pages on which customers pay for tickets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias

from .._core.call_options import RequestOptions
from .._core.lazy import lazy_module, resource_property
from .._core.model import DateTimeField, Model, Open
from .._core.operation import OMIT, Omit, Operation
from .._core.raw import AsyncRawMethod, RawMethod, RawResource
from .._core.resource import AsyncResource, Resource
from .models import TicketLineItem, TicketLineItemParam

if TYPE_CHECKING:
    from .._core import drivers as _core_drivers
else:
    _core_drivers = lazy_module(".._core.drivers", __package__)

__all__ = ["AsyncCheckoutSessions", "CheckoutSession", "CheckoutSessionStatus", "CheckoutSessions"]

CheckoutSessionStatus: TypeAlias = Literal["pending", "completed", "expired"]
"""How a checkout stands."""


class CheckoutSession(Model):
    """A page on which a customer pays for tickets."""

    id: str
    """Unique id."""
    version: int
    """Counts the changes, 1 or more."""
    event_id: str
    """Id of the event, `evt_...`."""
    line_items: list[TicketLineItem]
    """What is bought, 1 to 20 lines."""
    success_url: str
    """Where the customer goes after paying."""
    cancel_url: str
    """Where the customer goes on giving up."""
    status: Open[CheckoutSessionStatus]
    """How it stands."""
    checkout_url: str
    """The page to send the customer to."""
    expires_at: DateTimeField
    """When it expires."""
    metadata: dict[str, str]
    """Texts of your own, by key."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


_CREATE: Operation[CheckoutSession] = Operation(
    "gvteway.checkout_sessions.create",
    "POST",
    "/gvteway/v1/checkout_sessions",
    {201: CheckoutSession},
    idempotent=True,
)
_GET: Operation[CheckoutSession] = Operation(
    "gvteway.checkout_sessions.get",
    "GET",
    "/gvteway/v1/checkout_sessions/{checkout_session_id}",
    {200: CheckoutSession},
)
_EXPIRE: Operation[CheckoutSession] = Operation(
    "gvteway.checkout_sessions.expire",
    "POST",
    "/gvteway/v1/checkout_sessions/{checkout_session_id}/expire",
    {200: CheckoutSession},
    idempotent=True,
)


class CheckoutSessions(Resource):
    """Checkout sessions: pages on which customers pay for tickets."""

    @resource_property
    def with_raw_response(self) -> CheckoutSessionsWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return CheckoutSessionsWithRawResponse(self._driver.raw)

    def create(
        self,
        *,
        event_id: str,
        line_items: Sequence[TicketLineItemParam | TicketLineItem],
        success_url: str,
        cancel_url: str,
        metadata: Mapping[str, str] | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> CheckoutSession:
        """Create a checkout session.

        It is good for 30 minutes. An event or ticket type that is not there is a 422.

        Args:
            event_id: Id of the event, `evt_...`.
            line_items: What is bought, 1 to 20 lines.
            success_url: Where the customer goes after paying.
            cancel_url: Where the customer goes on giving up.
            metadata: Texts of your own, by key.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The checkout session.

        Source:
            `POST /gvteway/v1/checkout_sessions`, scope `write`.
        """
        return self._driver.call(
            _CREATE,
            body={
                "event_id": event_id,
                "line_items": line_items,
                "success_url": success_url,
                "cancel_url": cancel_url,
                "metadata": metadata,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    def get(
        self, checkout_session_id: str, *, options: RequestOptions | None = None
    ) -> CheckoutSession:
        """Get a checkout session.

        Args:
            checkout_session_id: Id of the checkout session, `cs_...`.
            options: What this call has other than its client.

        Returns:
            The checkout session.

        Source:
            `GET /gvteway/v1/checkout_sessions/{checkout_session_id}`, scope `read`.
        """
        return self._driver.call(
            _GET, path={"checkout_session_id": checkout_session_id}, options=options
        )

    def expire(
        self,
        checkout_session_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> CheckoutSession:
        """Expire a checkout session.

        Only a pending one can expire, any other is a 409 `CONFLICT`.

        Args:
            checkout_session_id: Id of the checkout session, `cs_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The checkout session.

        Source:
            `POST /gvteway/v1/checkout_sessions/{checkout_session_id}/expire`, scope `write`.
        """
        return self._driver.call(
            _EXPIRE,
            path={"checkout_session_id": checkout_session_id},
            idempotency_key=idempotency_key,
            options=options,
        )


class CheckoutSessionsWithRawResponse(RawResource):
    """`CheckoutSessions`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(CheckoutSessions(driver))

    create = RawMethod(CheckoutSessions.create)
    get = RawMethod(CheckoutSessions.get)
    expire = RawMethod(CheckoutSessions.expire)


class AsyncCheckoutSessions(AsyncResource):
    """Checkout sessions: pages on which customers pay for tickets."""

    @resource_property
    def with_raw_response(self) -> AsyncCheckoutSessionsWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncCheckoutSessionsWithRawResponse(self._driver.raw)

    async def create(
        self,
        *,
        event_id: str,
        line_items: Sequence[TicketLineItemParam | TicketLineItem],
        success_url: str,
        cancel_url: str,
        metadata: Mapping[str, str] | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> CheckoutSession:
        """Create a checkout session.

        It is good for 30 minutes. An event or ticket type that is not there is a 422.

        Args:
            event_id: Id of the event, `evt_...`.
            line_items: What is bought, 1 to 20 lines.
            success_url: Where the customer goes after paying.
            cancel_url: Where the customer goes on giving up.
            metadata: Texts of your own, by key.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The checkout session.

        Source:
            `POST /gvteway/v1/checkout_sessions`, scope `write`.
        """
        return await self._driver.call(
            _CREATE,
            body={
                "event_id": event_id,
                "line_items": line_items,
                "success_url": success_url,
                "cancel_url": cancel_url,
                "metadata": metadata,
            },
            idempotency_key=idempotency_key,
            options=options,
        )

    async def get(
        self, checkout_session_id: str, *, options: RequestOptions | None = None
    ) -> CheckoutSession:
        """Get a checkout session.

        Args:
            checkout_session_id: Id of the checkout session, `cs_...`.
            options: What this call has other than its client.

        Returns:
            The checkout session.

        Source:
            `GET /gvteway/v1/checkout_sessions/{checkout_session_id}`, scope `read`.
        """
        return await self._driver.call(
            _GET, path={"checkout_session_id": checkout_session_id}, options=options
        )

    async def expire(
        self,
        checkout_session_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> CheckoutSession:
        """Expire a checkout session.

        Only a pending one can expire, any other is a 409 `CONFLICT`.

        Args:
            checkout_session_id: Id of the checkout session, `cs_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The checkout session.

        Source:
            `POST /gvteway/v1/checkout_sessions/{checkout_session_id}/expire`, scope `write`.
        """
        return await self._driver.call(
            _EXPIRE,
            path={"checkout_session_id": checkout_session_id},
            idempotency_key=idempotency_key,
            options=options,
        )


class AsyncCheckoutSessionsWithRawResponse(RawResource):
    """`AsyncCheckoutSessions`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncCheckoutSessions(driver))

    create = AsyncRawMethod(AsyncCheckoutSessions.create)
    get = AsyncRawMethod(AsyncCheckoutSessions.get)
    expire = AsyncRawMethod(AsyncCheckoutSessions.expire)
