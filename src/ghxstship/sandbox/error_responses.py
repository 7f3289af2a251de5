"""Requests that are answered by an error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self, TypeAlias

from ..description import Node, is_array, is_object
from .encoding import encode

Path: TypeAlias = tuple[str, ...]
"""The way to a value inside of objects and arrays."""

_LONGEST_ARRAY = 10  # items that a path's digit may ask for


def dotted(text: str | None) -> Path | None:
    """The parts of a dotted path, `None` for none; of several divided by `|` the first."""
    return tuple(text.partition("|")[0].split(".")) if text else None


def place(target: dict[str, Any], path: Path | None, value: object) -> None:
    """Set a value at a path, making the objects and arrays that are missing.

    Args:
        target: The outermost object.
        path: The way; digits are places in arrays. `None` sets nothing.
        value: The value.
    """
    if path is None:
        return
    holder: Any = target
    for name, following in pairwise(path):
        inner: Any = _at(holder, name)
        fits = is_array(inner) if following.isdigit() else is_object(inner)
        if not fits:
            inner = list[Any]() if following.isdigit() else dict[str, Any]()
            _set(holder, name, inner)
        holder = inner
    _set(holder, path[-1], value)


def _at(holder: Any, name: str) -> Any:
    if is_array(holder):
        return holder[int(name)] if int(name) < len(holder) else None
    return holder.get(name)


def _set(holder: Any, name: str, value: object) -> None:
    if is_array(holder):
        number = min(int(name), _LONGEST_ARRAY)
        holder += [None] * (number + 1 - len(holder))
        holder[number] = value
    else:
        holder[name] = value


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where an error's body has its parts; those that are `None` are left out."""

    code: Path | None = ("error", "code")
    message: Path | None = ("error", "message")
    details: Path | None = ("error", "details")
    request_id: Path | None = ("error", "request_id")
    documentation_url: Path | None = None
    detail_field: Path | None = ("field",)
    detail_message: Path | None = ("message",)

    @classmethod
    def read(cls, error: Node) -> Self:
        """The envelope of a description's `conventions.error`; our own where it says nothing."""
        if not error:
            return cls()
        paths = ("code", "message", "details", "request_id", "documentation_url")
        return cls(
            **{name: dotted(error.get(name)) for name in paths},
            detail_field=dotted(error.get("detail_field", "field")),
            detail_message=dotted(error.get("detail_message", "message")),
        )


class ErrorResponse(Exception):  # noqa: N818 - RFC 9457's own word
    """A request that is answered by an error.

    Args:
        status: The HTTP status.
        code: The error's code, such as `NOT_FOUND`.
        message: What is wrong, for a reader.
        details: Pairs of a field's path and what is wrong with it.
        headers: Headers that the answer carries.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        details: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details
        self.headers: Mapping[str, str] = headers or {}


CODES: Mapping[int, str] = {
    400: "BAD_REQUEST",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "BAD_REQUEST",
    409: "CONFLICT",
    413: "BAD_REQUEST",
    421: "BAD_REQUEST",
    422: "VALIDATION_ERROR",
    429: "RATE_LIMITED",
    500: "SERVER_ERROR",
    501: "SERVER_ERROR",
    503: "SERVICE_UNAVAILABLE",
}


def bad_request(message: str, field: str | None = None) -> ErrorResponse:
    """A request that cannot be read; `field` names the part of it that the message is about."""
    if field is None:
        return ErrorResponse(400, CODES[400], message)
    return ErrorResponse(400, CODES[400], "The request cannot be read", [(field, message)])


def not_found(message: str) -> ErrorResponse:
    """There is nothing there."""
    return ErrorResponse(404, CODES[404], message)


def conflict(message: str, code: str = CODES[409]) -> ErrorResponse:
    """The state that things are in does not allow it."""
    return ErrorResponse(409, code, message)


def invalid(details: Sequence[tuple[str, str]]) -> ErrorResponse:
    """Fields that hold what they may not; the details alone say what."""
    wrong = "One field is" if len(details) == 1 else f"{len(details)} fields are"
    return ErrorResponse(422, CODES[422], f"{wrong} not valid", details)


def error_body(
    error: ErrorResponse,
    envelope: Envelope,
    request_id: str,
    documentation_url: str,
    *,
    begun: Mapping[str, Any] | None = None,
    code: str | int | None = None,
) -> bytes:
    """The body that tells a client about an error, in the description's envelope.

    Args:
        error: What is wrong.
        envelope: Where a body has the parts.
        request_id: The server's id for the request.
        documentation_url: Where errors are explained; `{code}` stands for the error's code.
        begun: What else its schema requires; it is not changed.
        code: The code as the body has it, if not the error's own.
    """
    body: dict[str, Any] = deepcopy(dict(begun or {}))
    details: list[dict[str, Any]] = []
    for field, message in error.details:
        detail: dict[str, Any] = {}
        place(detail, envelope.detail_field, field)
        place(detail, envelope.detail_message, message)
        details.append(detail)
    for path, value in (
        (envelope.details, details),  # which some have the message inside of
        (envelope.code, error.code if code is None else code),
        (envelope.message, error.message),
        (envelope.request_id, request_id),
        (envelope.documentation_url, documentation_url.replace("{code}", error.code)),
    ):
        place(body, path, value)
    return encode(body)
