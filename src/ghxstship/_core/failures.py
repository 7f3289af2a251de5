"""What a call fails with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .body import BodyTooLargeError, fill
from .call_facts import sent_path
from .errors import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    DeadlineExceededError,
    ResponseTooLargeError,
)
from .problem import read_problem

if TYPE_CHECKING:
    from .api import Api
    from .deadline import Deadline
    from .errors import APIError
    from .exchange import Exchange
    from .http.protocols import HttpResponse

UNAVAILABLE = 503


def status_error(
    exchange: Exchange,
    api: Api,
    response: HttpResponse,
    retry_after: float | None,
    note: str | None,
) -> APIStatusError:
    """The server answered with an error status.

    Args:
        exchange: The call.
        api: The API's conventions.
        response: The answer, read.
        retry_after: Seconds that it asks to wait, or `None`.
        note: What a caller should know beside what the server says.
    """
    status = response.status_code
    notes = [note] if note else []
    if status == UNAVAILABLE and api.status_page:
        notes.append(f"see {api.status_page}")
    return APIStatusError.class_for(status)(
        read_problem(response, api.errors, api.request_id_header),
        response=response,
        retry_after=retry_after,
        idempotency_key=exchange.idempotency_key,
        attempts=exchange.attempts,
        note="; ".join(notes) or None,
    )


def connection_error(
    exchange: Exchange, cause: Exception, note: str | None, *, timed_out: bool
) -> APIError:
    """No complete answer came, or middleware read one that is too large.

    Args:
        exchange: The call.
        cause: What went wrong below.
        note: What a caller should know beside it.
        timed_out: Whether it took too long.
    """
    if isinstance(cause, BodyTooLargeError):
        fill(cause.response, cause.start)
        return too_large(exchange, cause.response, cause.limit)
    what = "no complete answer in time" if timed_out else "no complete answer"
    error = (APITimeoutError if timed_out else APIConnectionError)(
        f"{_called(exchange)}: {what} from {exchange.request.url.netloc.decode()} "
        f"after {_sent(exchange)}: {reason(cause)}" + (f" - {note}" if note else ""),
        request=exchange.request,
        idempotency_key=exchange.idempotency_key,
        attempts=exchange.attempts,
    )
    error.__cause__ = cause
    return error


def deadline_exceeded(exchange: Exchange, deadline: Deadline, what: str) -> DeadlineExceededError:
    """The deadline has passed, or comes before what is next; `what` says which."""
    return DeadlineExceededError(
        f"{_called(exchange)}: the deadline of {deadline.seconds:g} s {what} "
        f"(after {_sent(exchange)})",
        request=exchange.request,
        deadline=deadline.seconds,
        idempotency_key=exchange.idempotency_key,
        attempts=exchange.attempts,
    )


def too_large(exchange: Exchange, response: HttpResponse, limit: int) -> ResponseTooLargeError:
    """A success's body is above the client's bound."""
    return ResponseTooLargeError(
        f"{exchange.operation.name} answered {response.status_code} with more than {limit} bytes, "
        "the client's max_response_bytes",
        response=response,
        limit=limit,
        idempotency_key=exchange.idempotency_key,
        attempts=exchange.attempts,
    )


def reason(error: Exception) -> str:
    """What an exception says, or at least what it is."""
    return str(error) or type(error).__name__


def _called(exchange: Exchange) -> str:
    return f"{exchange.request.method} {sent_path(exchange.request.url)}"


def _sent(exchange: Exchange) -> str:
    return f"{exchange.attempts} attempt{'' if exchange.attempts == 1 else 's'}"
