"""A response that goes on: its server-sent events, each decoded into the document's type."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from .async_iteration import AsyncSteps
from .body import leave_body
from .content_coding import ContentDecoder
from .http.event_loop import give_way
from .http.protocols import HttpResponse
from .lazy import lazy_module
from .operation import StreamOperation
from .sse import ServerSentEvent
from .stream_base import ItemT, Stream
from .tracebacks import hide_requests

if TYPE_CHECKING:
    from . import config as _config
else:
    _config = lazy_module(".config", __package__)


__all__ = ["AsyncEventStream", "EventStream"]

ValueT = TypeVar("ValueT")


class EventStream(Stream[ItemT]):
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
                    if event is None:
                        continue
                    if convert is not _as_it_came and self._is_end(event):
                        return
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


_NO_CHUNKS = _NoChunks()


class _Reading:
    """How far an iteration has come in its connection."""

    __slots__ = ("chunks", "decoder", "events", "response")

    def __init__(self) -> None:
        self.response: HttpResponse | None = None
        self.decoder: ContentDecoder | None = None
        self.chunks: AsyncIterator[bytes] = _NO_CHUNKS
        self.events: Iterator[ServerSentEvent | None] | None = None

    async def leave(self) -> None:
        """Give the connection back."""
        if self.response is not None:
            await leave_body(self.response, self.chunks)


class AsyncEventStream(Stream[ItemT]):
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
                    if event is None:
                        await give_way()
                    elif convert is not _as_it_came and self._is_end(event):
                        await anext(_NO_CHUNKS)  # the end
                    else:
                        return convert(response, event)
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
