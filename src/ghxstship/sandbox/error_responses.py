"""Requests that are answered by an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .conventions import ErrorShape, place
from .encoding import encode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


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
    problem: ErrorResponse, shape: ErrorShape, request_id: str, documentation_url: str
) -> bytes:
    """The body that tells a client about a problem, in the document's envelope."""
    body: dict[str, object] = {}
    place(body, shape.code, problem.code)
    place(body, shape.message, problem.message)
    details = [
        {shape.detail_field: field, shape.detail_message: message}
        for field, message in problem.details
    ]
    place(body, shape.details, details)
    place(body, shape.request_id, request_id)
    place(body, shape.documentation_url, documentation_url.replace("{code}", problem.code))
    return encode(body)
