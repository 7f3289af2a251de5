"""Webhooks in a Starlette or FastAPI application.

```python
app.add_route("/hooks", endpoint(WebhookReceiver(router, secret)), methods=["POST"])
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .receiver import Receiver


def endpoint(receiver: Receiver) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint for a POST route, for `Starlette.add_route` or `FastAPI.add_api_route`.

    Args:
        receiver: Takes the deliveries.

    Returns:
        The endpoint. Its answers have empty bodies: the receiver's status, or 413 for a body that
        is longer than it wants.
    """

    async def receive_webhook(request: Request) -> Response:
        body = await _body(request, receiver.max_bytes)
        if body is None:
            return Response(status_code=413)
        headers = request.headers.items()
        return Response(status_code=await receiver.areceive(body, headers))

    return receive_webhook


async def _body(request: Request, max_bytes: int) -> bytes | None:
    """The raw body, `None` for one that is too long; no more than the bound is ever held."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > max_bytes:
                return None
    except ClientDisconnect:
        return b""  # nobody is there to be answered, and half a body verifies nothing
    return bytes(body)
