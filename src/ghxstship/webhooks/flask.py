"""Webhooks in a Flask application.

```python
app.add_url_rule("/hooks", view_func=view(WebhookReceiver(router, secret)), methods=["POST"])
```
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

from flask import Response, request

from .stream import read_bounded

if TYPE_CHECKING:
    from collections.abc import Callable

    from .receiver import Receiver


def view(receiver: Receiver) -> Callable[[], Response]:
    """A view function for a POST rule.

    Args:
        receiver: Takes the deliveries.

    Returns:
        The view. Its answers have empty bodies: the receiver's status, or 413 for a body that is
        longer than it wants.
    """

    def receive_webhook() -> Response:
        body = _body(receiver.max_bytes)
        if body is None:
            return Response(status=413)
        return Response(status=receiver.receive(body, list(request.headers.items())))

    return receive_webhook


def _body(max_bytes: int) -> bytes | None:
    """The raw body, `None` for one that is too long."""
    if (request.content_length or 0) > max_bytes:
        return None
    body = read_bounded(request.stream, max_bytes)  # a chunked body has no length
    if body:
        cast("Any", request).stream = BytesIO(body)
    if body is not None:
        body = request.get_data()  # cached: others may have read it before, or read it afterwards
        # Middleware around the application reads what the server gave, and would wait for more.
        request.environ["wsgi.input"] = BytesIO(body)
    return None if body is None or len(body) > max_bytes else body
