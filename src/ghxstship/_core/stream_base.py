"""What a stream of events is, sync or async: its position, its events, its errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from .body import decoder_for
from .content_coding import BrokenBodyError, ContentDecoder
from .decode import check_event_stream, decode_event
from .errors import (
    APIConnectionError,
    APIResponseValidationError,
    APITimeoutError,
    ResponseTooLargeError,
)
from .http.protocols import HttpResponse
from .lazy import lazy_module
from .logs import logger
from .operation import StreamOperation
from .process_bound import ProcessBound
from .sse import EventParser, EventTooLargeError, ServerSentEvent
from .tracebacks import clear_locals, hide_requests

if TYPE_CHECKING:
    from . import config as _config
else:
    _config = lazy_module(".config", __package__)


ItemT = TypeVar("ItemT")

TURN = 16 * 1024
"""Units of work between two times that a task gives way to others; a byte is one."""
_STEP = 1024
"""Units that a piece or an event counts besides its bytes."""


class Stream(ProcessBound, Generic[ItemT]):
    """What both kinds of streams have."""

    _instead = "pass its last_event_id, and go on from there with a stream of the other's own"
    __slots__ = (
        "_config",
        "_failures",
        "_has_begun",
        "_has_warned",
        "_operation",
        "_parser",
        "_response",
        "_work",
    )

    def __init__(
        self, operation: StreamOperation[ItemT], config: _config.Config, last_id: str
    ) -> None:
        self._operation = operation
        self._config = config
        self._failures = (config.library.RequestError, BrokenBodyError)
        self._parser = EventParser(last_id)
        self._response: HttpResponse | None = None
        self._work = 0
        self._has_begun = False
        self._has_warned = False

    @property
    def last_event_id(self) -> str | None:
        """The id of the last event; pass it as `last_event_id` to go on after it.

        Until an event has one, it is the id that the stream was opened with.

        An id that cannot be sent (control characters, characters beyond ASCII, over 4096 bytes) is
        ignored with a warning in the log: it stays the one before.
        """
        return self._parser.resume_id or None

    @property
    def reconnection_time(self) -> float | None:
        """Seconds to wait before connecting anew, by the last `retry` of the stream.

        At most a day; `None` where the stream has had none. See WHATWG HTML, section 9.2.6.
        """
        return self._parser.reconnection_time

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._operation.name!r})"

    @property
    def _resume_id(self) -> str | None:
        """The id that the next connection goes on after, `None` for what the first one has."""
        return self._parser.resume_id if self._has_begun else None

    def _begin(self, response: HttpResponse) -> None:
        """Take a new connection; half an event of the one before is not its beginning."""
        self._response = response
        self._has_begun = True
        before = self._parser
        self._parser = EventParser(before.resume_id, self._config.max_response_bytes)
        self._parser.reconnection_time = before.reconnection_time

    def _decoder(self, response: HttpResponse) -> ContentDecoder | None:
        """What decompresses a stream, `None` where it is not compressed."""
        check_event_stream(self._operation, response)
        try:
            return decoder_for(response)
        except BrokenBodyError as error:  # no other connection would fare better
            what = f"{self._operation.name} answered {response.status_code}"
            raise APIResponseValidationError(
                f"{what}, but {error}", response=response, path=""
            ) from None

    def _parsed(
        self, decoder: ContentDecoder | None, response: HttpResponse, chunk: bytes
    ) -> Iterator[ServerSentEvent | None]:
        """Each event of a chunk, and `None` where a task has worked for long enough."""
        try:
            for piece in (chunk,) if decoder is None else decoder.decode(chunk):
                for at in range(0, len(piece), TURN):
                    part = piece[at : at + TURN]
                    if self._has_worked(len(part)):
                        yield None
                    for event in self._parser.feed(part):
                        self._warn_of_id()
                        yield event
                        if self._has_worked(len(event.data)):
                            yield None
                    self._warn_of_id()
        except EventTooLargeError as error:
            raise ResponseTooLargeError(
                f"{self._operation.name} sent {error}",
                response=response,
                limit=self._config.max_response_bytes,
            ) from None

    def _has_worked(self, size: int) -> bool:
        """Whether it is time to give way after a piece or an event of so many bytes."""
        self._work += size + _STEP
        if self._work < TURN:
            return False
        self._work = 0
        return True

    def _warn_of_id(self) -> None:
        if self._parser.has_unusable_id and not self._has_warned:
            self._has_warned = True
            logger.warning(
                "%s sent an event with an id that cannot be sent to resume after it; "
                "last_event_id stays %s",
                self._operation.name,
                self.last_event_id,
            )

    def _decode(self, response: HttpResponse, event: ServerSentEvent) -> ItemT:
        strict = self._config.strict
        return decode_event(self._operation, response, event.data, strict=strict)

    def _is_end(self, event: ServerSentEvent) -> bool:
        """Whether an event only says that the stream ends."""
        return event.data == self._operation.end

    def _broken(self, response: HttpResponse, error: Exception) -> APIConnectionError:
        hide_requests(error)
        clear_locals(error)
        timed_out = isinstance(error, self._config.library.TimeoutException)
        return (APITimeoutError if timed_out else APIConnectionError)(
            f"{self._operation.name}: the stream broke off: {str(error) or type(error).__name__}; "
            f"pass last_event_id={self.last_event_id!r} to go on",
            request=response.request,
        )
