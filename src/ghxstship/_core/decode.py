"""A response's bytes to the type that the document promises, in one pass of pydantic-core."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from .body import fill
from .decimals import validate_exactly
from .errors import APIResponseValidationError

if TYPE_CHECKING:
    from .http.protocols import HttpResponse
    from .operation import Operation, StreamOperation

ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")

EVENT_STREAM = "text/event-stream"
_BOM = b"\xef\xbb\xbf"


def decode(
    operation: Operation[ResultT],
    response: HttpResponse,
    body: bytes,
    *,
    idempotency_key: str | None = None,
    attempts: int = 1,
) -> ResultT:
    """Read a success response.

    Args:
        operation: What was called.
        response: A response with a success status.
        body: Its body.
        idempotency_key: The call's key, for the error.
        attempts: How often the request was sent, for the error.

    Returns:
        The body as the operation's type, or `None` where the document promises no body.

    Raises:
        APIResponseValidationError: The body is not what the document promises.
    """
    expected = success_type(operation, response.status_code)
    if expected is None:
        return None  # type: ignore[return-value]
    try:
        # RFC 8259, section 8.1: a parser may ignore the byte order mark that some servers add.
        result: ResultT = validate_exactly(adapter(expected), body.removeprefix(_BOM))
    except ValidationError as error:
        fill(response, body)
        path, reason = first_mismatch(error)
        raise APIResponseValidationError(
            f"{operation.name} answered {response.status_code}, but {path or 'the body'} "
            f"is not as documented: {reason} ({_media(response)}, {len(body)} bytes)",
            response=response,
            path=path,
            idempotency_key=idempotency_key,
            attempts=attempts,
        ) from None
    return result


def check_event_stream(operation: StreamOperation[Any], response: HttpResponse) -> None:
    """Refuse a success that is not a stream of events, such as a proxy's page.

    Args:
        operation: What was called.
        response: The response, its body not read.

    Raises:
        APIResponseValidationError: The content type is another.
    """
    kind = _content_type(response)
    if kind != EVENT_STREAM:
        raise APIResponseValidationError(
            f"{operation.name} answered {response.status_code} with {kind}, not {EVENT_STREAM}",
            response=response,
            path="",
        )


def decode_event(operation: StreamOperation[ItemT], response: HttpResponse, data: str) -> ItemT:
    """Read one event of a stream.

    Args:
        operation: What was called.
        response: The stream's response.
        data: The event's data, JSON.

    Returns:
        The event as the operation's type.

    Raises:
        APIResponseValidationError: The event is not what the document promises.
    """
    try:
        kind = success_type(operation, response.status_code)
        event: ItemT = validate_exactly(adapter(kind), data)
    except ValidationError as error:
        path, reason = first_mismatch(error)
        raise APIResponseValidationError(
            f"{operation.name} sent an event in which {path or 'the data'} "
            f"is not as documented: {reason}",
            response=response,
            path=path,
        ) from None
    return event


def success_type(operation: Operation[Any], status: int) -> Any:
    """The type of a success body: the status's own, else that of the first status documented."""
    responses = operation.responses
    if status in responses:
        return responses[status]
    return next(iter(responses.values()), None)


@cache
def adapter(expected: Any) -> TypeAdapter[Any]:
    """The validator of a type, built on first use."""
    return TypeAdapter(expected)


def first_mismatch(error: ValidationError) -> tuple[str, str]:
    """Where a value first differs from its type, and how; the value itself is not shown."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    return ".".join(str(part) for part in first["loc"]), first["msg"]


def _content_type(response: HttpResponse) -> str:
    kind: str = response.headers.get("content-type", "no content type")
    return kind.partition(";")[0].strip().lower()


def _media(response: HttpResponse) -> str:
    """The content type, and the content coding where it may be why a body cannot be read."""
    coding = response.headers.get("content-encoding")
    kind = _content_type(response)
    return kind if coding is None else f"{kind}, Content-Encoding {coding[:40]}"
