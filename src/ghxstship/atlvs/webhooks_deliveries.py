# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Deliveries: what was sent to a webhook, and how it went."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

from .._core.call_options import RequestOptions
from .._core.lazy import lazy_module, resource_property
from .._core.open_enum import UnknownValue
from .._core.operation import ListOperation, Operation
from .._core.pagination import AsyncPager, Page
from .._core.raw import AsyncRawMethod, RawMethod, RawResource
from .._core.resource import AsyncResource, Resource
from ..conventions import CURSOR_PAGINATION
from ..models import (
    DeliveryStatus,
    EventName,
    Sort,
    WebhookDelivery,
    WebhookDeliveryList,
)

if TYPE_CHECKING:
    from .._core import drivers as _core_drivers
else:
    _core_drivers = lazy_module(".._core.drivers", __package__)

__all__ = [
    "AsyncWebhooksDeliveries",
    "DeliveryStatus",
    "EventName",
    "Sort",
    "WebhookDelivery",
    "WebhookDeliveryList",
    "WebhooksDeliveries",
]


_LIST: ListOperation[WebhookDelivery] = ListOperation(
    "atlvs.webhooks.deliveries.list",
    "GET",
    "/atlvs/v1/webhooks/{webhook_id}/deliveries",
    {200: WebhookDeliveryList},
    pagination=CURSOR_PAGINATION,
)
_GET: Operation[WebhookDelivery] = Operation(
    "atlvs.webhooks.deliveries.get",
    "GET",
    "/atlvs/v1/webhooks/{webhook_id}/deliveries/{delivery_id}",
    {200: WebhookDelivery},
)
_REPLAY: Operation[WebhookDelivery] = Operation(
    "atlvs.webhooks.deliveries.replay",
    "POST",
    "/atlvs/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay",
    {200: WebhookDelivery},
    idempotent=True,
)


class WebhooksDeliveries(Resource):
    """Deliveries: what was sent to a webhook, and how it went."""

    @resource_property
    def with_raw_response(self) -> WebhooksDeliveriesWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return WebhooksDeliveriesWithRawResponse(self._driver.raw)

    def list(
        self,
        webhook_id: str,
        *,
        status: DeliveryStatus | UnknownValue | None = None,
        event: EventName | UnknownValue | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> Page[WebhookDelivery]:
        """List deliveries.

        Args:
            webhook_id: Id of the webhook, `whk_...`.
            status: Only deliveries with this status.
            event: Only deliveries of this event.
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
            `GET /atlvs/v1/webhooks/{webhook_id}/deliveries`, scope `webhooks`.
        """
        return self._driver.list(
            _LIST,
            path={"webhook_id": webhook_id},
            query={
                "status": status,
                "event": event,
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

    def get(
        self, webhook_id: str, delivery_id: str, *, options: RequestOptions | None = None
    ) -> WebhookDelivery:
        """Get a delivery.

        Args:
            webhook_id: Id of the webhook, `whk_...`.
            delivery_id: Id of the delivery, `del_...`.
            options: What this call has other than its client.

        Returns:
            The delivery.

        Source:
            `GET /atlvs/v1/webhooks/{webhook_id}/deliveries/{delivery_id}`, scope `webhooks`.
        """
        return self._driver.call(
            _GET, path={"webhook_id": webhook_id, "delivery_id": delivery_id}, options=options
        )

    def replay(
        self,
        webhook_id: str,
        delivery_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> WebhookDelivery:
        """Send a delivery again.

        At once, as a new delivery of the same event.

        Args:
            webhook_id: Id of the webhook, `whk_...`.
            delivery_id: Id of the delivery, `del_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The delivery.

        Source:
            `POST /atlvs/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay`, scope
            `webhooks`.
        """
        return self._driver.call(
            _REPLAY,
            path={"webhook_id": webhook_id, "delivery_id": delivery_id},
            idempotency_key=idempotency_key,
            options=options,
        )


class WebhooksDeliveriesWithRawResponse(RawResource):
    """`WebhooksDeliveries`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(WebhooksDeliveries(driver))

    list = RawMethod(WebhooksDeliveries.list)
    get = RawMethod(WebhooksDeliveries.get)
    replay = RawMethod(WebhooksDeliveries.replay)


class AsyncWebhooksDeliveries(AsyncResource):
    """Deliveries: what was sent to a webhook, and how it went."""

    @resource_property
    def with_raw_response(self) -> AsyncWebhooksDeliveriesWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncWebhooksDeliveriesWithRawResponse(self._driver.raw)

    def list(
        self,
        webhook_id: str,
        *,
        status: DeliveryStatus | UnknownValue | None = None,
        event: EventName | UnknownValue | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> AsyncPager[WebhookDelivery]:
        """List deliveries.

        Args:
            webhook_id: Id of the webhook, `whk_...`.
            status: Only deliveries with this status.
            event: Only deliveries of this event.
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
            `GET /atlvs/v1/webhooks/{webhook_id}/deliveries`, scope `webhooks`.
        """
        return self._driver.list(
            _LIST,
            path={"webhook_id": webhook_id},
            query={
                "status": status,
                "event": event,
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

    async def get(
        self, webhook_id: str, delivery_id: str, *, options: RequestOptions | None = None
    ) -> WebhookDelivery:
        """Get a delivery.

        Args:
            webhook_id: Id of the webhook, `whk_...`.
            delivery_id: Id of the delivery, `del_...`.
            options: What this call has other than its client.

        Returns:
            The delivery.

        Source:
            `GET /atlvs/v1/webhooks/{webhook_id}/deliveries/{delivery_id}`, scope `webhooks`.
        """
        return await self._driver.call(
            _GET, path={"webhook_id": webhook_id, "delivery_id": delivery_id}, options=options
        )

    async def replay(
        self,
        webhook_id: str,
        delivery_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> WebhookDelivery:
        """Send a delivery again.

        At once, as a new delivery of the same event.

        Args:
            webhook_id: Id of the webhook, `whk_...`.
            delivery_id: Id of the delivery, `del_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The delivery.

        Source:
            `POST /atlvs/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay`, scope
            `webhooks`.
        """
        return await self._driver.call(
            _REPLAY,
            path={"webhook_id": webhook_id, "delivery_id": delivery_id},
            idempotency_key=idempotency_key,
            options=options,
        )


class AsyncWebhooksDeliveriesWithRawResponse(RawResource):
    """`AsyncWebhooksDeliveries`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncWebhooksDeliveries(driver))

    list = AsyncRawMethod(AsyncWebhooksDeliveries.list)
    get = AsyncRawMethod(AsyncWebhooksDeliveries.get)
    replay = AsyncRawMethod(AsyncWebhooksDeliveries.replay)
