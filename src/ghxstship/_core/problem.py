"""What an error response says, read from the API's own envelope or from whatever came instead."""

from __future__ import annotations

import json
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from .errors import ErrorDetail, Problem
from .headers import header_text
from .lenient_json import parse_leniently
from .text import exact_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .api import ErrorEnvelope
    from .http.protocols import HttpResponse

MOST_DETAILS = 1000
"""Fields that an error tells of; the response has them all."""

_EXCERPT = 200  # characters of a foreign body that are worth showing


def read_problem(
    response: HttpResponse, envelope: ErrorEnvelope, request_id_header: str | None
) -> Problem:
    """Read an error response, whatever its body is.

    Args:
        response: A response with an error status, its body read.
        envelope: Where the API's error body keeps its parts.
        request_id_header: The header that carries the request id, used when the body does not.

    Returns:
        The problem; a body that is not the envelope still gives a message.
    """
    header_id = header_text(response.headers, request_id_header)
    try:
        body: object = parse_leniently(_decoded(response.content))
    except ValueError:
        return Problem(_foreign_message(response), request_id=header_id)
    message = _text(body, envelope.message)
    return Problem(
        message=_foreign_message(response) if message is None else message,
        code=_text(body, envelope.code),
        details=_details(body, envelope),
        request_id=_text(body, envelope.request_id) or header_id,
        documentation_url=_text(body, envelope.documentation_url),
    )


def _decoded(content: bytes) -> str:
    """The text of a body, in whichever of the encodings of Unicode it is; what is none, replaced.

    An error is worth more than its encoding: a success in another than UTF-8 is refused.
    """
    return content.decode(json.detect_encoding(content), "replace")


def _at(body: object, path: str | None) -> object:
    """The value at a dotted path, or `None`."""
    if path is None:
        return None
    for name in path.split("."):
        if isinstance(body, dict):
            body = cast("Mapping[str, object]", body).get(name)
        elif isinstance(body, list) and name.isdecimal():
            body = next(islice(cast("list[object]", body), int(name), None), None)
        else:
            return None
    return body


def _text(body: object, paths: str | None) -> str | None:
    """The text at the first of several paths that leads to one, `None` without."""
    texts = (_as_text(_at(body, path)) for path in (paths.split("|") if paths else ()))
    return next((text for text in texts if text is not None), None)


def _as_text(value: object) -> str | None:
    if isinstance(value, bool | int | float):
        return str(value)
    return exact_text(value) if isinstance(value, str) and value else None


def _details(body: object, envelope: ErrorEnvelope) -> tuple[ErrorDetail, ...]:
    value = _at(body, envelope.details)
    if isinstance(value, dict):
        named = cast("Mapping[str, object]", value).items()
        details = (ErrorDetail(name, _first_text(item)) for name, item in named)
    elif isinstance(value, list):
        details = (_detail(item, envelope) for item in cast("list[object]", value))
    else:
        return ()
    said = (detail for detail in details if detail.field or detail.message)
    return tuple(islice(said, MOST_DETAILS))


def _detail(item: object, envelope: ErrorEnvelope) -> ErrorDetail:
    """One of a list of details: an object, or the message itself."""
    field = _text(item, envelope.detail_field)
    message = _text(item, envelope.detail_message) or _as_text(item)
    return ErrorDetail(field or "", message or "")


def _first_text(value: object) -> str:
    """What is wrong with a field: a text, or the first of a list of them."""
    return _as_text(value) or _as_text(_at(value, "0")) or ""


def _foreign_message(response: HttpResponse) -> str:
    """The status's own phrase and the start of the body, for a body that is not the envelope."""
    try:
        phrase = HTTPStatus(response.status_code).phrase
    except ValueError:
        phrase = "Unknown status"
    if response.has_redirect_location:
        return f"{phrase}: redirects are not followed{_target(response)}"
    content = response.content.strip()
    start = content[: 4 * _EXCERPT]
    text = " ".join(start.decode(errors="replace").split())
    if not text:
        return f"{phrase} (empty body)"
    kind = response.headers.get("content-type", "no content type").partition(";")[0]
    ellipsis = "..." if len(text) > _EXCERPT or len(content) > len(start) else ""
    return f"{phrase} ({kind}): {text[:_EXCERPT]}{ellipsis}"


def _target(response: HttpResponse) -> str:
    """Where a redirect leads: the host alone, for the rest of the URL may hold a secret."""
    location: str = response.headers["location"]
    try:
        host = urlsplit(location).hostname or ""
    except ValueError:
        return ""
    return f", and this one leads to {host}" if host and _is_plain(host) else ""


def _is_plain(host: str) -> bool:
    return len(host) < 254 and host.isascii() and host.isprintable()
