"""Every exception that a client raises, in one tree.

The names follow RFC 9110's status codes. A package gives the root its own name by exporting
`SdkError` under it.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from .call_facts import shown_url
from .lazy import lazy_module
from .mismatch import NO_MISMATCHES, Mismatches
from .text import printable, printable_or_none

if TYPE_CHECKING:
    from .http import protocols as _protocols
else:
    _protocols = lazy_module(".http.protocols", __package__)

__all__ = ["ErrorDetail"]  # and every exception of the tree: the generator finds them

_PACKAGE = __name__.removesuffix("._core.errors")


class SdkError(Exception):
    """The root: catch it to catch whatever this package raises on purpose."""

    def __init__(self, *args: object) -> None:
        """Clean the message: a part of it may be a server's."""
        super().__init__(*(printable(one) if isinstance(one, str) else one for one in args))

    def __init_subclass__(cls) -> None:
        """Tracebacks and pickles name the place where users import an exception from."""
        super().__init_subclass__()
        if cls.__module__ == __name__:
            cls.__module__ = _PACKAGE

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle, so that an error comes out of another process."""
        return _unpickled, (type(self), self.args), self.__dict__


class ConfigurationError(SdkError, ValueError):
    """The client cannot work as it was set up: no key, a bad URL, or it is closed."""


class InvalidArgumentError(SdkError, ValueError):
    """An argument cannot be sent; nothing was sent."""


class PaginationError(SdkError):
    """A list cannot be walked further.

    Its pages lead in a circle: a cursor came back that was seen before. Or a page does not tell
    whether another follows, since that is missing or of another type than documented.
    """


class EventFormatError(SdkError, ValueError):
    """What should be an event is none at all: not JSON, not an object, or without a name."""


class APIError(SdkError):
    """A call reached for the server and did not end well.

    Attributes:
        request: The method and the URL of the last request. What may hold secrets is left out: its
            headers, its body, and the values of its query.
        idempotency_key: The key that every attempt carried, or `None`.
        attempts: How often the request was sent; 0 where a deadline had passed before.
    """

    def __init__(
        self,
        message: str,
        *,
        request: _protocols.HttpRequest,
        idempotency_key: str | None = None,
        attempts: int = 1,
    ) -> None:
        super().__init__(message)
        self.request = bare_request(request)
        self.idempotency_key = idempotency_key
        self.attempts = attempts


def bare_request(request: _protocols.HttpRequest) -> _protocols.HttpRequest:
    """The request without what may hold a secret: headers, body, and the values of its query."""
    kind: Any = type(request)
    url = shown_url(request.url) if request.url.query else request.url
    bare: _protocols.HttpRequest = kind(request.method, url)
    return bare


def bare_response(
    response: _protocols.HttpResponse, request: _protocols.HttpRequest
) -> _protocols.HttpResponse:
    """A copy of a response, free of its connection, that leads to a bare request alone."""
    shown: Any = copy(response)
    shown.request = request
    shown.next_request = None  # httpx's, where a redirect would have led
    shown.history = []
    found: _protocols.HttpResponse = shown
    return found


def _unpickled(kind: type[SdkError], args: tuple[object, ...]) -> SdkError:
    return kind.__new__(kind, *args)


class APIConnectionError(APIError):
    """No complete answer came: refused, reset, DNS, TLS, or a broken body."""


class APITimeoutError(APIConnectionError):
    """No complete answer came in time."""


class DeadlineExceededError(APITimeoutError):
    """The call's deadline passed, or no attempt could begin before it.

    The last failure, where there was one, is its `__cause__`: another error of this tree, or what
    the HTTP client raised.

    Attributes:
        deadline: The seconds that the call had.
    """

    def __init__(
        self,
        message: str,
        *,
        request: _protocols.HttpRequest,
        deadline: float,
        idempotency_key: str | None = None,
        attempts: int = 0,
    ) -> None:
        super().__init__(
            message, request=request, idempotency_key=idempotency_key, attempts=attempts
        )
        self.deadline = deadline


class ResponseTooLargeError(APIError):
    """The server reported success, but its body, or an event, is above `max_response_bytes`.

    Attributes:
        response: The response with the start of its body, where it is not a stream.
        limit: The bound, in bytes after unpacking.
    """

    def __init__(
        self,
        message: str,
        *,
        response: _protocols.HttpResponse,
        limit: int,
        idempotency_key: str | None = None,
        attempts: int = 1,
    ) -> None:
        super().__init__(
            message,
            request=response.request,
            idempotency_key=idempotency_key,
            attempts=attempts,
        )
        self.response = bare_response(response, self.request)
        self.limit = limit


class APIResponseValidationError(APIError):
    """The server reported success, but its body is not what the document promises.

    It is no JSON, or no object or array where one is promised. Of a client with `strict=True`, also
    if any part of it is not as documented.

    Attributes:
        response: The whole response, read.
        path: Where the first mismatch is, such as `data.0.value`; empty for the body itself.
        body: With `strict=True`, what the method would have returned without it: what fits is
            typed, and what does not stands as it came. `None` where the body cannot be read.
        mismatches: All that is not as documented in `body`.
    """

    def __init__(
        self,
        message: str,
        *,
        response: _protocols.HttpResponse,
        path: str,
        body: Any = None,
        mismatches: Mismatches = NO_MISMATCHES,
        idempotency_key: str | None = None,
        attempts: int = 1,
    ) -> None:
        super().__init__(
            message,
            request=response.request,
            idempotency_key=idempotency_key,
            attempts=attempts,
        )
        self.response = bare_response(response, self.request)
        self.path = printable(path)
        self.body = body
        self.mismatches = mismatches


@dataclass(frozen=True, slots=True)
class ErrorDetail:
    """One field that the server objects to."""

    field: str
    """The field's path in the request, such as `line_items.0.quantity`."""
    message: str
    """What is wrong with it."""

    def printable(self) -> ErrorDetail:
        """The same without characters that act."""
        return ErrorDetail(printable(self.field), printable(self.message))


@dataclass(frozen=True, slots=True)
class Problem:
    """An error response in the client's own terms."""

    message: str
    code: str | None = None
    details: tuple[ErrorDetail, ...] = ()
    request_id: str | None = None
    documentation_url: str | None = None

    def printable(self) -> Problem:
        """The same without characters that act."""
        return Problem(
            message=printable(self.message),
            code=printable_or_none(self.code),
            details=tuple(detail.printable() for detail in self.details),
            request_id=printable_or_none(self.request_id),
            documentation_url=printable_or_none(self.documentation_url),
        )


_BY_STATUS: dict[int, type[APIStatusError]] = {}


class APIStatusError(APIError):
    """The server answered with an error status; a subclass tells which.

    Attributes:
        status_code: The HTTP status.
        code: The API's own code, such as `VALIDATION_ERROR`, or `None`.
        message: What the server says, or the start of a body that is not the API's own.
        details: The fields that the server objects to, often empty; the first 1,000.
        request_id: Quote it to support.
        documentation_url: Where the error is explained, or `None`.
        retry_after: How many seconds the server asks to wait, or `None`.
        response: The whole response, read.
    """

    if TYPE_CHECKING:  # `get_type_hints` looks where the class is shown, which has no `ClassVar`
        status: ClassVar[int]

    def __init_subclass__(cls) -> None:
        """Let a class of this module stand for its status; a caller's own stands for none."""
        is_own = cls.__module__ == __name__
        super().__init_subclass__()
        if is_own:
            _BY_STATUS[cls.status] = cls

    def __init__(
        self,
        problem: Problem,
        *,
        response: _protocols.HttpResponse,
        retry_after: float | None = None,
        idempotency_key: str | None = None,
        attempts: int = 1,
        note: str | None = None,
    ) -> None:
        problem = problem.printable()
        super().__init__(
            _describe(response.status_code, problem, note),
            request=response.request,
            idempotency_key=idempotency_key,
            attempts=attempts,
        )
        self.status_code = response.status_code
        self.code = problem.code
        self.message = problem.message
        self.details: Sequence[ErrorDetail] = problem.details
        self.request_id = problem.request_id
        self.documentation_url = problem.documentation_url
        self.retry_after = retry_after
        self.response = bare_response(response, self.request)

    @staticmethod
    def class_for(status: int) -> type[APIStatusError]:
        """The class that stands for a status.

        Args:
            status: An HTTP status, 300 to 599.

        Returns:
            The status's own class, or the nearest: `InternalServerError` for an unlisted 5xx.
        """
        other = InternalServerError if status >= 500 else APIStatusError
        return _BY_STATUS.get(status, other)


class BadRequestError(APIStatusError):
    """400: the request is malformed."""

    status = 400


class AuthenticationError(APIStatusError):
    """401: the key or token is missing, wrong or expired."""

    status = 401


class PermissionDeniedError(APIStatusError):
    """403: the key is good, but may not do this."""

    status = 403


class NotFoundError(APIStatusError):
    """404: there is no such thing in this workspace."""

    status = 404


class ConflictError(APIStatusError):
    """409: the thing's state, its version or the idempotency key stands against it."""

    status = 409


class UnprocessableEntityError(APIStatusError):
    """422: a field is not valid; `details` names it."""

    status = 422


class RateLimitError(APIStatusError):
    """429: too many requests; `retry_after` tells how long to wait."""

    status = 429


class InternalServerError(APIStatusError):
    """500: the server failed; also any other 5xx but 503."""

    status = 500


class ServiceUnavailableError(APIStatusError):
    """503: the server is down for now; `retry_after` may tell for how long."""

    status = 503


_LONGEST_PART = 1000  # characters of each part of a message; attributes have them all
_MOST_SHOWN = 20  # details


def _describe(status: int, problem: Problem, note: str | None) -> str:
    """One readable line: `422 VALIDATION_ERROR: Invalid email (email: ...) [request_id=req_1]`."""
    parts: list[str] = [str(status)]
    if problem.code:
        parts.append(f" {_shortened(problem.code)}")
    parts.append(f": {_shortened(problem.message)}")
    if problem.details:
        shown = problem.details[:_MOST_SHOWN]
        fields = _shortened("; ".join(f"{detail.field}: {detail.message}" for detail in shown))
        more = len(problem.details) - len(shown)
        parts.append(f" ({fields}; and {more} more)" if more else f" ({fields})")
    if problem.request_id:
        parts.append(f" [request_id={_shortened(problem.request_id)}]")
    if note:
        parts.append(f" - {note}")
    return " ".join("".join(parts).split())


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_PART else f"{text[:_LONGEST_PART]}..."
