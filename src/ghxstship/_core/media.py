"""Bodies that are no JSON: sent as other media types, read as text or as bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Literal, cast
from urllib.parse import urlencode

from .errors import InvalidArgumentError
from .json_body import encode_body, plain
from .styles import in_brackets
from .text import exact_text, has_surrogate

if TYPE_CHECKING:
    from .http.protocols import HttpResponse
    from .operation import Operation


_CHARSET = re.compile(r';\s*charset\s*=\s*"?([\w.:+-]+)', re.IGNORECASE)


class Content(Enum):
    """What an answer's body is read as where it is not read by a type."""

    TEXT = "text"
    BINARY = "binary"


TEXT: Final = Content.TEXT
"""The body as text, by the charset of its `Content-Type`."""
BINARY: Final = Content.BINARY
"""The body's bytes as they are."""


@dataclass(frozen=True, slots=True)
class BodyMedia:
    """What a body is sent as."""

    type: str
    """The media type, such as `application/merge-patch+json`."""
    kind: Literal["json", "form", "text", "binary"] = "json"


def encode_content(body: object, media: BodyMedia, operation: Operation[Any]) -> bytes:
    """A body as it is sent.

    Args:
        body: What the method was given.
        media: What it is sent as.
        operation: Names what differs on the wire.

    Raises:
        InvalidArgumentError: The body cannot be sent so.
    """
    if media.kind == "form":
        return _encode_form(body, operation)
    if media.kind == "json":
        return encode_body(body, operation.wire_names, operation.money, operation.dates)
    if isinstance(body, memoryview):
        return body.tobytes()
    if isinstance(body, bytes | bytearray):
        return bytes(body)
    if isinstance(body, str) and not has_surrogate(text := exact_text(body)):
        return text.encode()
    wanted = "text without lone surrogates, or bytes" if media.kind == "text" else "bytes"
    raise InvalidArgumentError(f"the body must be {wanted}, not {type(body).__name__}")


def _encode_form(body: object, operation: Operation[Any]) -> bytes:
    """A form (WHATWG URL, section 5.2): lists repeat their name, objects are put in brackets."""
    found = plain(body, operation.wire_names, "body")
    if not isinstance(found, dict):
        raise InvalidArgumentError(f"the body must be a mapping, not {type(body).__name__}")
    members = cast("Mapping[str, object]", found).items()
    pairs = [
        pair for name, value in members if value is not None for pair in in_brackets(name, value)
    ]
    return urlencode(pairs).encode()


def content_of(content: Enum, body: bytes, response: HttpResponse) -> Any:
    """A body as it came, or as text by the charset of its `Content-Type`.

    What is not of the charset is replaced; a charset that nobody knows is taken as UTF-8.
    """
    if content is BINARY:
        return body
    charset = _CHARSET.search(response.headers.get("content-type", ""))
    try:
        return body.decode(charset[1] if charset else "utf-8", "replace")
    except LookupError:
        return body.decode("utf-8", "replace")
