"""Webhooks in a Django project, under WSGI or ASGI.

```python
urlpatterns = [path("hooks", view(WebhookReceiver(router, secret)))]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .stream import read_bounded

if TYPE_CHECKING:
    from collections.abc import Callable

    from .receiver import Receiver


def view(receiver: Receiver) -> Callable[[HttpRequest], HttpResponse]:
    """A view that takes POSTs, without a CSRF token: the signature is the better one.

    Args:
        receiver: Takes the deliveries.

    Returns:
        The view. Its answers have empty bodies: the receiver's status, or 413 for a body that is
        longer than it wants.
    """

    @csrf_exempt
    @require_POST
    def receive_webhook(request: HttpRequest) -> HttpResponse:
        body = _body(request, receiver.max_bytes)
        if body is None:
            return HttpResponse(status=413)
        return HttpResponse(status=receiver.receive(body, list(request.headers.items())))

    return receive_webhook


def _body(request: HttpRequest, max_bytes: int) -> bytes | None:
    """The raw body, `None` for one that is too long.

    Middleware may have read `request.body` before, and may read it afterwards. Django's own
    property does not have our bound, and for a body without a length none at all.
    """
    if getattr(request, "_body", b""):
        return None if len(request.body) > max_bytes else request.body
    body = _stream(request, max_bytes)
    if body is not None:
        cast("Any", request)._body = body  # noqa: SLF001 - what the property looks for
    return body


def _stream(request: HttpRequest, max_bytes: int) -> bytes | None:
    length = request.META.get("CONTENT_LENGTH")
    if not length and request.META.get("wsgi.input_terminated"):
        # Django takes a chunked body under WSGI for an empty one.
        return read_bounded(request.META["wsgi.input"], max_bytes)
    if _number(length) > max_bytes:
        return None
    return read_bounded(request, max_bytes)


def _number(length: str | None) -> int:
    """What a length says; one that is no number is 0, as Django takes it."""
    try:
        return int(length or 0)
    except ValueError:
        return 0
