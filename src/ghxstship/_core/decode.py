"""A response's bytes to the type that the document promises.

What fits is read in one pass of pydantic-core over the bytes. Only what does not is looked at part
by part: what of it fits is typed, the rest stands as it came, and where that is gets recorded.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from .body import fill
from .bounded import body_adapter
from .decimals import DIGITS_AND_POINT, LARGE, STRIDE, find_run, validate_exactly
from .errors import APIResponseValidationError
from .headers import charset_of
from .lazy import lazy_module
from .lenient import read_leniently, reason_of, wanted_shape
from .lenient_json import parse_leniently
from .logs import logger
from .mismatch import NO_MISMATCHES, Mismatch, Mismatches
from .operation import CustomOperation, ListOperation

if TYPE_CHECKING:
    from . import media as _contents
    from .http.protocols import HttpResponse
    from .operation import Operation, StreamOperation
else:
    _contents = lazy_module(".media", __package__)

ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")

EVENT_STREAM = "text/event-stream"
_WITHOUT_BODY = frozenset({204, 205})


def read(
    expected: Any, body: bytes | bytearray | str, *, strict: bool = False
) -> tuple[Any, Mismatches, Mismatch | None]:
    """Read JSON as a type.

    Args:
        expected: The type.
        body: The JSON.
        strict: Whether every mismatch is an error.

    Returns:
        The value; what of it is not as its type says, and stands in it as it came; and what makes
        it an error, if anything: it is no JSON, no object or array where one is promised, or
        `strict` forbids its first mismatch.
    """
    adapter = body_adapter(expected)
    try:
        # What `validate_exactly` looks at first, and finds in hardly any body.
        if isinstance(body, bytes) and len(body) <= LARGE:
            run = find_run(body[::STRIDE].translate(DIGITS_AND_POINT))
            if run is None:
                return adapter.validate_json(body), NO_MISMATCHES, None
        return validate_exactly(adapter, body), NO_MISMATCHES, None
    except ValidationError as error:
        reason = reason_of(error)  # the error itself holds copies of values
    try:
        value = parse_leniently(body)
    except ValueError:
        return None, NO_MISMATCHES, Mismatch("", reason)
    wanted = wanted_shape(expected, value)
    if wanted is not None:
        return None, NO_MISMATCHES, Mismatch("", wanted)
    result, found = read_leniently(expected, value)
    return result, found, found.first[0] if found and strict else None


def decode(
    operation: Operation[ResultT],
    response: HttpResponse,
    body: bytes,
    *,
    strict: bool = False,
    idempotency_key: str | None = None,
    attempts: int = 1,
) -> tuple[ResultT, Mismatches]:
    """Read a success response.

    Args:
        operation: What was called.
        response: A response with a success status.
        body: Its body.
        strict: Whether a mismatch is an error.
        idempotency_key: The call's key, for the error.
        attempts: How often the request was sent, for the error.

    Returns:
        The body as the operation's type, or `None` where no body is promised; and what
        of it is not as documented, which is also logged as a warning.

    Raises:
        APIResponseValidationError: The body is no JSON, or no object or array where one is
            promised; with `strict`, also where any part of it is not what the document promises.
    """
    expected = success_type(operation, response.status_code)
    if isinstance(expected, Enum):
        return _contents.content_of(expected, body, response), NO_MISMATCHES
    if isinstance(operation, CustomOperation):
        strict = strict or operation.strict
        expected = None if expected is Any and not body else expected
    if expected is None:
        return None, NO_MISMATCHES  # type: ignore[return-value]
    result, found, failure = read(expected, body, strict=strict)
    if found is NO_MISMATCHES and failure is None:
        return result, found
    if failure is None and isinstance(operation, ListOperation):
        failure = operation.pagination.items_mismatch(result)
    what = f"{operation.name} answered {response.status_code}"
    if failure is None:
        if found:
            logger.warning("%s, and not as documented: %s", what, found)
        return result, found
    fill(response, body)
    raise APIResponseValidationError(
        f"{what}, but {failure.path or 'the body'} is not as documented: {failure.reason} "
        f"({_media(response)}, {len(body)} bytes)",
        response=response,
        path=failure.path,
        body=result,
        mismatches=found,
        idempotency_key=idempotency_key,
        attempts=attempts,
    )


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


def decode_event(
    operation: StreamOperation[ItemT],
    response: HttpResponse,
    data: str,
    *,
    strict: bool = False,
) -> ItemT:
    """Read one event of a stream.

    Args:
        operation: What was called.
        response: The stream's response.
        data: The event's data, JSON.
        strict: Whether a mismatch is an error.

    Returns:
        The event as the operation's type. What of it is not as documented is logged as a warning,
        and `mismatches(event)` tells it.

    Raises:
        APIResponseValidationError: The event is no JSON, or no object or array where one is
            promised; with `strict`, also where any part of it is not what the document promises.
    """
    expected = success_type(operation, response.status_code)
    event, found, failure = read(expected, data, strict=strict)
    if failure is None:
        if found:
            logger.warning("%s sent an event, and not as documented: %s", operation.name, found)
        return event  # type: ignore[no-any-return]
    raise APIResponseValidationError(
        f"{operation.name} sent an event in which {failure.path or 'the data'} "
        f"is not as documented: {failure.reason}",
        response=response,
        path=failure.path,
        body=event,
        mismatches=found,
    )


def success_type(operation: Operation[Any], status: int) -> Any:
    """The type of a success body: the status's own, else that of the first status documented."""
    responses = operation.responses
    if status in responses:
        return responses[status]
    if status in _WITHOUT_BODY and not isinstance(operation, CustomOperation):
        return None
    return next(iter(responses.values()), None)


def _content_type(response: HttpResponse) -> str:
    kind: str = response.headers.get("content-type", "no content type")
    return kind.partition(";")[0].strip().lower()


def _media(response: HttpResponse) -> str:
    """The content type, and what may be why a body cannot be read: its charset, its coding."""
    parts = [_content_type(response)]
    charset = charset_of(response.headers)
    if charset and charset.lower() not in {"utf-8", "utf8"}:  # which JSON is (RFC 8259, 8.1)
        parts = [f"{parts[0]}; charset={charset[:40]}"]
    coding = response.headers.get("content-encoding")
    if coding is not None:
        parts.append(f"Content-Encoding {coding[:40]}")
    return ", ".join(parts)
