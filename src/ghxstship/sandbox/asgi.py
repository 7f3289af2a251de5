"""ASGI messages: a request is read, an answer is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .error_responses import CODES, ErrorResponse
from .messages import Request

if TYPE_CHECKING:
    from .messages import Answer

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

DROP = "sandbox.drop"
"""The ASGI extension that closes a connection without an answer."""


async def run_lifespan(receive: Receive, send: Send) -> None:
    """Answer a server's lifespan messages; nothing is to be done."""
    while True:
        phase = (await receive())["type"]
        await send({"type": f"{phase}.complete"})
        if phase == "lifespan.shutdown":
            return


async def read_request(scope: Scope, receive: Receive, limit: int) -> Request | None:
    """The whole request, `None` where the client went away before its end.

    Args:
        scope: The request's scope.
        receive: What gives the parts of its body.
        limit: Bytes that its body may have.

    Raises:
        ErrorResponse: The body is larger (413). The rest of it is not read.
    """
    headers: dict[bytes, bytes] = dict(scope["headers"])
    announced = headers.get(b"content-length", b"")
    if announced.isdigit() and _exceeds(announced, limit):
        raise _too_large(limit)
    message = await receive()
    body: bytes = message.get("body", b"")
    size = len(body)
    parts = [body]
    while message.get("more_body", False) and size <= limit:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
    if message["type"] == "http.disconnect":
        return None
    if size > limit:
        raise _too_large(limit)
    raw_path: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
    return Request(
        scope["method"],
        raw_path.partition(b"?")[0].decode("latin-1"),
        scope["query_string"],
        headers,
        b"".join(parts) if len(parts) > 1 else body,
    )


def _exceeds(announced: bytes, limit: int) -> bool:
    digits = announced.lstrip(b"0")  # `int` refuses thousands of digits
    return len(digits) > len(str(limit)) or int(digits or b"0") > limit


def _too_large(limit: int) -> ErrorResponse:
    message = f"The body is larger than {limit} bytes, the sandbox's max_request_bytes"
    return ErrorResponse(413, CODES[413], message)


async def send_answer(send: Send, answer: Answer) -> None:
    """Send an answer that has an end."""
    headers = answer.headers
    if answer.body:
        headers.append((b"content-type", answer.media))
    if answer.status != 204:
        headers.append((b"content-length", b"%d" % len(answer.body)))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


async def drop(scope: Scope, receive: Receive) -> None:
    """Close the connection without an answer.

    Raises:
        ConnectionResetError: There is no connection, since the client is in the same process.
    """
    connection = scope.get("extensions", {}).get(DROP)
    if connection is None:
        raise ConnectionResetError("the connection was dropped, as ordered")
    connection["close"]()
    await disconnection(receive)


async def wait(seconds: float, receive: Receive) -> None:
    """Let time pass, but for nobody who is gone."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await disconnection(receive)


async def disconnection(receive: Receive) -> None:
    """Wait until the client is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
