"""A response that goes on: its server-sent events, each decoded into the document's type."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from .async_iteration import AsyncSteps
from .body import decoder_for, leave_body
from .content_coding import BrokenBodyError, ContentDecoder
from .decode import check_event_stream, decode_event
from .errors import (
    APIConnectionError,
    APIResponseValidationError,
    APITimeoutError,
    ResponseTooLargeError,
)
from .http.event_loop import give_way
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


__all__ = ["AsyncEventStream", "EventStream"]

ItemT = TypeVar("ItemT")
ValueT = TypeVar("ValueT")


TURN = 16 * 1024
"""Units of work between two times that a task gives way to others; a byte is one."""
_STEP = 1024
"""Units that a piece or an event counts besides its bytes."""


class _Stream(ProcessBound, Generic[ItemT]):
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
        passed over with a warning in the log: it stays the one before.
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

    def _broken(self, response: HttpResponse, error: Exception) -> APIConnectionError:
        hide_requests(error)
        clear_locals(error)
        timed_out = isinstance(error, self._config.library.TimeoutException)
        return (APITimeoutError if timed_out else APIConnectionError)(
            f"{self._operation.name}: the stream broke off: {str(error) or type(error).__name__}; "
            f"pass last_event_id={self.last_event_id!r} to go on",
            request=response.request,
        )


class EventStream(_Stream[ItemT]):
    """Events as they come. Use it as a context manager, so that its connection is given back."""

    __slots__ = ("_open",)

    def __init__(
        self,
        operation: StreamOperation[ItemT],
        config: _config.Config,
        open_: Callable[[str | None], HttpResponse],
        last_id: str = "",
    ) -> None:
        super().__init__(operation, config, last_id)
        self._open = open_

    def __enter__(self) -> Self:
        """Connect."""
        self._connected()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[ItemT]:
        """Each event as it comes, until the server ends the stream.

        Another iteration connects anew, and goes on after `last_event_id`.

        Raises:
            APIConnectionError: The stream broke off.
            APIResponseValidationError: An event is no JSON, or no object or array where one is
                promised; of a client with `strict=True`, not what the document promises. Or the
                answer is not a stream, or compressed in a way that cannot be read.
            ResponseTooLargeError: An event is above the client's `max_response_bytes`, or too much
                came without one.
        """
        return self._iterate(self._decode)

    def raw_events(self) -> Iterator[ServerSentEvent]:
        """Each event as it stands in the stream, whether or not it is what the document promises.

        Another iteration connects anew, and goes on after `last_event_id`.

        Raises:
            APIConnectionError: The stream broke off.
            APIResponseValidationError: The answer is not a stream, or compressed in a way that
                cannot be read.
            ResponseTooLargeError: An event is above the client's `max_response_bytes`, or too much
                came without one.
        """
        return self._iterate(_as_it_came)

    def _iterate(
        self, convert: Callable[[HttpResponse, ServerSentEvent], ValueT]
    ) -> Iterator[ValueT]:
        response = self._connected()
        try:
            decoder = self._decoder(response)
            for chunk in [response.content] if response.is_closed else response.iter_raw():
                for event in self._parsed(decoder, response, chunk):
                    if event is not None:
                        yield convert(response, event)
        except self._failures as error:
            raise self._broken(response, error) from error
        except Exception as error:
            hide_requests(error)
            raise
        finally:
            response.close()

    def close(self) -> None:
        """Give the connection back; a later iteration goes on after `last_event_id`."""
        response, self._response = self._response, None
        if response is not None:
            response.close()

    def _connected(self) -> HttpResponse:
        """The connection, anew where there is none or an earlier iteration has read from it."""
        response = self._response
        if response is None or response.is_stream_consumed:
            self.close()
            response = self._open(self._resume_id)
            self._begin(response)
        return response


class _NoChunks(AsyncIterator[bytes]):
    async def __anext__(self) -> bytes:
        raise StopAsyncIteration


class _Reading:
    """How far an iteration has come in its connection."""

    __slots__ = ("chunks", "decoder", "events", "response")

    def __init__(self) -> None:
        self.response: HttpResponse | None = None
        self.decoder: ContentDecoder | None = None
        self.chunks: AsyncIterator[bytes] = _NoChunks()
        self.events: Iterator[ServerSentEvent | None] | None = None

    async def leave(self) -> None:
        """Give the connection back."""
        if self.response is not None:
            await leave_body(self.response, self.chunks)


class AsyncEventStream(_Stream[ItemT]):
    """Events as they come. Use it as a context manager, so that its connection is given back."""

    __slots__ = ("_chunks", "_open")

    def __init__(
        self,
        operation: StreamOperation[ItemT],
        config: _config.Config,
        open_: Callable[[str | None], Awaitable[HttpResponse]],
        last_id: str = "",
    ) -> None:
        super().__init__(operation, config, last_id)
        self._open = open_
        # What reads the connection: kept until it is closed, as the collector would warn on trio.
        self._chunks: AsyncIterator[bytes] | None = None

    async def __aenter__(self) -> Self:
        """Connect."""
        await self._connected()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    def __aiter__(self) -> AsyncSteps[ItemT]:
        """Each event as it comes, until the server ends the stream.

        Another iteration connects anew, and goes on after `last_event_id`.

        Raises:
            APIConnectionError: The stream broke off.
            APIResponseValidationError: An event is no JSON, or no object or array where one is
                promised; of a client with `strict=True`, not what the document promises. Or the
                answer is not a stream, or compressed in a way that cannot be read.
            ResponseTooLargeError: An event is above the client's `max_response_bytes`, or too much
                came without one.
        """
        return self._iterate(self._decode)

    def raw_events(self) -> AsyncSteps[ServerSentEvent]:
        """Each event as it stands in the stream, whether or not it is what the document promises.

        Another iteration connects anew, and goes on after `last_event_id`.

        Raises:
            APIConnectionError: The stream broke off.
            APIResponseValidationError: The answer is not a stream, or compressed in a way that
                cannot be read.
            ResponseTooLargeError: An event is above the client's `max_response_bytes`, or too much
                came without one.
        """
        return self._iterate(_as_it_came)

    def _iterate(
        self, convert: Callable[[HttpResponse, ServerSentEvent], ValueT]
    ) -> AsyncSteps[ValueT]:
        reading = _Reading()
        return AsyncSteps(partial(self._next, reading, convert), reading.leave)

    async def _next(
        self, reading: _Reading, convert: Callable[[HttpResponse, ServerSentEvent], ValueT]
    ) -> ValueT:
        response = reading.response
        if response is None:
            response = reading.response = await self._connected()
        try:
            if reading.events is None:
                reading.events = self._first_events(reading, response)
            while True:
                for event in reading.events:
                    if event is not None:
                        return convert(response, event)
                    await give_way()
                chunk = await anext(reading.chunks)
                reading.events = self._parsed(reading.decoder, response, chunk)
        except self._failures as error:
            raise self._broken(response, error) from error
        except StopAsyncIteration:
            raise
        except Exception as error:
            hide_requests(error)
            raise

    def _first_events(
        self, reading: _Reading, response: HttpResponse
    ) -> Iterator[ServerSentEvent | None]:
        """What of the events is there already."""
        reading.decoder = self._decoder(response)
        if response.is_closed:
            return self._parsed(reading.decoder, response, response.content)
        # Not `aiter_raw`: a generator that is left is the collector's, which trio warns of.
        reading.chunks = self._chunks = aiter(response.stream)
        response.is_stream_consumed = True
        return iter(())

    async def aclose(self) -> None:
        """Give the connection back; a later iteration goes on after `last_event_id`."""
        response, self._response = self._response, None
        chunks, self._chunks = self._chunks, None
        if response is not None:
            await leave_body(response, chunks)

    async def _connected(self) -> HttpResponse:
        """The connection, anew where there is none or an earlier iteration has read from it."""
        response = self._response
        if response is None or response.is_stream_consumed:
            await self.aclose()
            response = await self._open(self._resume_id)
            self._begin(response)
        return response


def _as_it_came(_response: HttpResponse, event: ServerSentEvent) -> ServerSentEvent:
    return event
