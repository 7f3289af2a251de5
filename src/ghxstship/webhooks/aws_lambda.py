"""Webhooks in an AWS Lambda function.

```python
lambda_handler = handler(WebhookReceiver(router, secret))
```

It takes the proxy events of API Gateway (payload formats 1.0 and 2.0), of function URLs and of
load balancers. API Gateway's REST API turns a body into text unless `binaryMediaTypes` lists its
content type; JSON survives that, and a body that is not UTF-8 does not.
"""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .receiver import Receiver


def handler(receiver: Receiver) -> Callable[[Mapping[str, Any], object], dict[str, Any]]:
    """A handler for Lambda.

    Args:
        receiver: Takes the deliveries.

    Returns:
        The handler. Its answers have empty bodies: the receiver's status, 413 for a body that is
        longer than it wants, 405 for what is no POST.
    """

    def receive_webhook(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
        if _method(event) != "POST":
            return _answer(405)
        body = _body(event)
        if len(body) > receiver.max_bytes:
            return _answer(413)
        return _answer(receiver.receive(body, _headers(event)))

    return receive_webhook


def _answer(status: int) -> dict[str, Any]:
    return {"statusCode": status, "headers": {}, "body": "", "isBase64Encoded": False}


def _method(event: Mapping[str, Any]) -> str | None:
    if "httpMethod" in event:
        return str(event["httpMethod"])
    method: str | None = event.get("requestContext", {}).get("http", {}).get("method")
    return method


def _body(event: Mapping[str, Any]) -> bytes:
    """The raw body; nothing for one that is not what its mark says."""
    body: str = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return body.encode("utf-8", "surrogatepass")
    try:
        return b64decode(body, validate=True)
    except ValueError:
        return b""


def _headers(event: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The headers: REST APIs and load balancers that are told to give lists as well."""
    several: Mapping[str, list[str]] | None = event.get("multiValueHeaders")
    if several is not None:
        return [(name, value) for name in several for value in several[name]]
    single: Mapping[str, str] = event.get("headers") or {}
    return list(single.items())
