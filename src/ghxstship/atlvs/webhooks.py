# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Webhooks: addresses that events of ATLVS are sent to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from .._core.call_options import RequestOptions
from .._core.lazy import lazy_module, resource_property
from .._core.open_enum import UnknownValue
from .._core.operation import OMIT, ListOperation, Omit, Operation
from .._core.pagination import AsyncPager, Page
from .._core.raw import AsyncRawMethod, RawMethod, RawResource
from .._core.resource import AsyncResource, Resource
from ..conventions import CURSOR_PAGINATION
from ..models import (
    EventName,
    Sort,
    Webhook,
    WebhookDelivery,
    WebhookList,
    WebhookStatus,
    WebhookWithSecret,
)

if TYPE_CHECKING:
    from .._core import drivers as _core_drivers
    from . import webhooks_deliveries as _webhooks_deliveries
else:
    _core_drivers = lazy_module(".._core.drivers", __package__)
    _webhooks_deliveries = lazy_module(".webhooks_deliveries", __package__)

__all__ = [
    "AsyncWebhooks",
    "EventName",
    "Sort",
    "Webhook",
    "WebhookDelivery",
    "WebhookList",
    "WebhookStatus",
    "WebhookWithSecret",
    "Webhooks",
]


_LIST: ListOperation[Webhook] = ListOperation(
    "atlvs.webhooks.list",
    "GET",
    "/atlvs/v1/webhooks",
    {200: WebhookList},
    pagination=CURSOR_PAGINATION,
)
_CREATE: Operation[WebhookWithSecret] = Operation(
    "atlvs.webhooks.create", "POST", "/atlvs/v1/webhooks", {201: WebhookWithSecret}, idempotent=True
)
_GET: Operation[Webhook] = Operation(
    "atlvs.webhooks.get", "GET", "/atlvs/v1/webhooks/{webhook_id}", {200: Webhook}
)
_UPDATE: Operation[Webhook] = Operation(
    "atlvs.webhooks.update", "PATCH", "/atlvs/v1/webhooks/{webhook_id}", {200: Webhook}
)
_DELETE: Operation[None] = Operation(
    "atlvs.webhooks.delete", "DELETE", "/atlvs/v1/webhooks/{webhook_id}", {204: None}
)
_ROTATE_SECRET: Operation[WebhookWithSecret] = Operation(
    "atlvs.webhooks.rotate_secret",
    "POST",
    "/atlvs/v1/webhooks/{webhook_id}/rotate_secret",
    {200: WebhookWithSecret},
    idempotent=True,
)
_TEST: Operation[WebhookDelivery] = Operation(
    "atlvs.webhooks.test",
    "POST",
    "/atlvs/v1/webhooks/{webhook_id}/test",
    {200: WebhookDelivery},
    idempotent=True,
)


class Webhooks(Resource):
    """Webhooks: addresses that events of ATLVS are sent to."""

    @resource_property
    def with_raw_response(self) -> WebhooksWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return WebhooksWithRawResponse(self._driver.raw)

    @resource_property
    def deliveries(self) -> _webhooks_deliveries.WebhooksDeliveries:
        """Deliveries: what was sent to a webhook, and how it went."""
        return _webhooks_deliveries.WebhooksDeliveries(self._driver)

    def list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> Page[Webhook]:
        """List webhooks.

        Args:
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
            `GET /atlvs/v1/webhooks`, scope `webhooks`.
        """
        return self._driver.list(
            _LIST,
            query={
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
        url: str,
        events: Sequence[EventName | UnknownValue | Literal["*"]],
        description: str | Omit | None = OMIT,
        status: WebhookStatus | UnknownValue | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> WebhookWithSecret:
        """Create a webhook.

        The answer holds the secret that signs deliveries; it is shown here and on rotation alone.

        Args:
            url: Where events are sent: https, or http on this machine alone. At most 2,000
                characters.
            events: What is sent to it, 1 to 100 items.
            description: What it is for.
            status: Whether it is sent anything; `enabled` if left out.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The webhook and its secret.

        Source:
            `POST /atlvs/v1/webhooks`, scope `webhooks`.
        """
        return self._driver.call(
            _CREATE,
            body={"url": url, "events": events, "description": description, "status": status},
            idempotency_key=idempotency_key,
            options=options,
        )

    def get(self, webhook_id: str, *, options: RequestOptions | None = None) -> Webhook:
        """Get a webhook.

        Args:
            webhook_id: Id of the webhook, `whk_...`.
            options: What this call has other than its client.

        Returns:
            The webhook.

        Source:
            `GET /atlvs/v1/webhooks/{webhook_id}`, scope `webhooks`.
        """
        return self._driver.call(_GET, path={"webhook_id": webhook_id}, options=options)

    def update(
        self,
        webhook_id: str,
        *,
        url: str | Omit = OMIT,
        events: Sequence[EventName | UnknownValue | Literal["*"]] | Omit = OMIT,
        description: str | Omit | None = OMIT,
        status: WebhookStatus | UnknownValue | Omit = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Webhook:
        """Update a webhook.

        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            webhook_id: Id of the webhook, `whk_...`.
            url: Where events are sent: https, or http on this machine alone. At most 2,000
                characters.
            events: What is sent to it, 1 to 100 items.
            description: What it is for.
            status: Whether it is sent anything.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The webhook.

        Source:
            `PATCH /atlvs/v1/webhooks/{webhook_id}`, scope `webhooks`.
        """
        return self._driver.call(
            _UPDATE,
            path={"webhook_id": webhook_id},
            body={
                "url": url,
                "events": events,
                "description": description,
                "status": status,
                "version": version,
            },
            options=options,
        )

    def delete(self, webhook_id: str, *, options: RequestOptions | None = None) -> None:
        """Delete a webhook.

        Args:
            webhook_id: Id of the webhook, `whk_...`.
            options: What this call has other than its client.

        Source:
            `DELETE /atlvs/v1/webhooks/{webhook_id}`, scope `webhooks`.
        """
        return self._driver.call(_DELETE, path={"webhook_id": webhook_id}, options=options)

    def rotate_secret(
        self,
        webhook_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> WebhookWithSecret:
        """Rotate a webhook's secret.

        The new secret signs from now on; the previous one signs as well for 24 hours.

        Args:
            webhook_id: Id of the webhook, `whk_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The webhook and its secret.

        Source:
            `POST /atlvs/v1/webhooks/{webhook_id}/rotate_secret`, scope `webhooks`.
        """
        return self._driver.call(
            _ROTATE_SECRET,
            path={"webhook_id": webhook_id},
            idempotency_key=idempotency_key,
            options=options,
        )

    def test(
        self,
        webhook_id: str,
        *,
        event: EventName | UnknownValue | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> WebhookDelivery:
        """Test a webhook.

        Sends an example of an event, signed like any other.

        Args:
            webhook_id: Id of the webhook, `whk_...`.
            event: The event to send an example of; the first that it selects if absent.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The delivery.

        Source:
            `POST /atlvs/v1/webhooks/{webhook_id}/test`, scope `webhooks`.
        """
        return self._driver.call(
            _TEST,
            path={"webhook_id": webhook_id},
            body={"event": event},
            idempotency_key=idempotency_key,
            options=options,
        )


class WebhooksWithRawResponse(RawResource):
    """`Webhooks`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(Webhooks(driver))

    list = RawMethod(Webhooks.list)
    create = RawMethod(Webhooks.create)
    get = RawMethod(Webhooks.get)
    update = RawMethod(Webhooks.update)
    delete = RawMethod(Webhooks.delete)
    rotate_secret = RawMethod(Webhooks.rotate_secret)
    test = RawMethod(Webhooks.test)


class AsyncWebhooks(AsyncResource):
    """Webhooks: addresses that events of ATLVS are sent to."""

    @resource_property
    def with_raw_response(self) -> AsyncWebhooksWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncWebhooksWithRawResponse(self._driver.raw)

    @resource_property
    def deliveries(self) -> _webhooks_deliveries.AsyncWebhooksDeliveries:
        """Deliveries: what was sent to a webhook, and how it went."""
        return _webhooks_deliveries.AsyncWebhooksDeliveries(self._driver)

    def list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        updated_since: datetime | None = None,
        sort: Sort | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> AsyncPager[Webhook]:
        """List webhooks.

        Args:
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
            `GET /atlvs/v1/webhooks`, scope `webhooks`.
        """
        return self._driver.list(
            _LIST,
            query={
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
        url: str,
        events: Sequence[EventName | UnknownValue | Literal["*"]],
        description: str | Omit | None = OMIT,
        status: WebhookStatus | UnknownValue | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> WebhookWithSecret:
        """Create a webhook.

        The answer holds the secret that signs deliveries; it is shown here and on rotation alone.

        Args:
            url: Where events are sent: https, or http on this machine alone. At most 2,000
                characters.
            events: What is sent to it, 1 to 100 items.
            description: What it is for.
            status: Whether it is sent anything; `enabled` if left out.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The webhook and its secret.

        Source:
            `POST /atlvs/v1/webhooks`, scope `webhooks`.
        """
        return await self._driver.call(
            _CREATE,
            body={"url": url, "events": events, "description": description, "status": status},
            idempotency_key=idempotency_key,
            options=options,
        )

    async def get(self, webhook_id: str, *, options: RequestOptions | None = None) -> Webhook:
        """Get a webhook.

        Args:
            webhook_id: Id of the webhook, `whk_...`.
            options: What this call has other than its client.

        Returns:
            The webhook.

        Source:
            `GET /atlvs/v1/webhooks/{webhook_id}`, scope `webhooks`.
        """
        return await self._driver.call(_GET, path={"webhook_id": webhook_id}, options=options)

    async def update(
        self,
        webhook_id: str,
        *,
        url: str | Omit = OMIT,
        events: Sequence[EventName | UnknownValue | Literal["*"]] | Omit = OMIT,
        description: str | Omit | None = OMIT,
        status: WebhookStatus | UnknownValue | Omit = OMIT,
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Webhook:
        """Update a webhook.

        Absent fields stay as they are and `null` clears a field. A stale `version` is a 409
        `VERSION_CONFLICT`.

        Args:
            webhook_id: Id of the webhook, `whk_...`.
            url: Where events are sent: https, or http on this machine alone. At most 2,000
                characters.
            events: What is sent to it, 1 to 100 items.
            description: What it is for.
            status: Whether it is sent anything.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The webhook.

        Source:
            `PATCH /atlvs/v1/webhooks/{webhook_id}`, scope `webhooks`.
        """
        return await self._driver.call(
            _UPDATE,
            path={"webhook_id": webhook_id},
            body={
                "url": url,
                "events": events,
                "description": description,
                "status": status,
                "version": version,
            },
            options=options,
        )

    async def delete(self, webhook_id: str, *, options: RequestOptions | None = None) -> None:
        """Delete a webhook.

        Args:
            webhook_id: Id of the webhook, `whk_...`.
            options: What this call has other than its client.

        Source:
            `DELETE /atlvs/v1/webhooks/{webhook_id}`, scope `webhooks`.
        """
        return await self._driver.call(_DELETE, path={"webhook_id": webhook_id}, options=options)

    async def rotate_secret(
        self,
        webhook_id: str,
        *,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> WebhookWithSecret:
        """Rotate a webhook's secret.

        The new secret signs from now on; the previous one signs as well for 24 hours.

        Args:
            webhook_id: Id of the webhook, `whk_...`.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The webhook and its secret.

        Source:
            `POST /atlvs/v1/webhooks/{webhook_id}/rotate_secret`, scope `webhooks`.
        """
        return await self._driver.call(
            _ROTATE_SECRET,
            path={"webhook_id": webhook_id},
            idempotency_key=idempotency_key,
            options=options,
        )

    async def test(
        self,
        webhook_id: str,
        *,
        event: EventName | UnknownValue | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> WebhookDelivery:
        """Test a webhook.

        Sends an example of an event, signed like any other.

        Args:
            webhook_id: Id of the webhook, `whk_...`.
            event: The event to send an example of; the first that it selects if absent.
            idempotency_key: The same key on a second call gives the first one's answer; a fresh
                one if left out.
            options: What this call has other than its client.

        Returns:
            The delivery.

        Source:
            `POST /atlvs/v1/webhooks/{webhook_id}/test`, scope `webhooks`.
        """
        return await self._driver.call(
            _TEST,
            path={"webhook_id": webhook_id},
            body={"event": event},
            idempotency_key=idempotency_key,
            options=options,
        )


class AsyncWebhooksWithRawResponse(RawResource):
    """`AsyncWebhooks`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncWebhooks(driver))

    list = AsyncRawMethod(AsyncWebhooks.list)
    create = AsyncRawMethod(AsyncWebhooks.create)
    get = AsyncRawMethod(AsyncWebhooks.get)
    update = AsyncRawMethod(AsyncWebhooks.update)
    delete = AsyncRawMethod(AsyncWebhooks.delete)
    rotate_secret = AsyncRawMethod(AsyncWebhooks.rotate_secret)
    test = AsyncRawMethod(AsyncWebhooks.test)
