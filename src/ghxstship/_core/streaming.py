"""A response that goes on: its server-sent events, each decoded into the document's type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from .body import decoder_for
from .content_coding import BrokenBodyError
from .decode import check_event_stream, decode_event
from .errors import APIConnectionError, APITimeoutError, ResponseTooLargeError, drop_headers
from .sse import EventParser, EventTooLargeError
from .tracebacks import clear_locals

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from types import TracebackType
    from typing import Self

    from .config import Config
    from .content_coding import ContentDecoder
    from .http.protocols import HttpResponse
    from .operation import StreamOperation
    from .sse import ServerSentEvent

__all__ = ["AsyncEventStream", "EventStream"]

ItemT = TypeVar("ItemT")
ValueT = TypeVar("ValueT")


class _Stream(Generic[ItemT]):
    __slots__ = ("_config", "_failures", "_operation", "_parser", "_response")

    def __init__(self, operation: StreamOperation[ItemT], config: Config) -> None:
        self._operation = operation
        self._config = config
        self._failures = (config.library.RequestError, BrokenBodyError)
        self._parser = EventParser()
        self._response: HttpResponse | None = None

    @property
    def last_event_id(self) -> str | None:
        """The id of the last event; pass it as `last_event_id` to go on after it."""
        return self._parser.last_id or None

    def _begin(self, response: HttpResponse) -> None:
        """Take a new connection; half an event of the one before is not its beginning."""
        self._response = response
        self._parser = EventParser(self._parser.last_id, self._config.max_response_bytes)

    def _parsed(
        self, decoder: ContentDecoder | None, response: HttpResponse, chunk: bytes
    ) -> Iterator[ServerSentEvent]:
        try:
            for piece in (chunk,) if decoder is None else decoder.decode(chunk):
                for event in self._parser.feed(piece):
                    if event.data.strip():  # without data it only keeps the connection alive
                        yield event
        except EventTooLargeError:
            limit = self._config.max_response_bytes
            raise ResponseTooLargeError(
                f"{self._operation.name} sent an event of more than {limit} bytes, "
                "the client's max_response_bytes",
                response=response,
                limit=limit,
            ) from None

    def _decode(self, response: HttpResponse, event: ServerSentEvent) -> ItemT:
        strict = self._config.strict
        return decode_event(self._operation, response, event.data, strict=strict)

    def _broken(self, response: HttpResponse, error: Exception) -> APIConnectionError:
        drop_headers(error, response.request)
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
        config: Config,
        open_: Callable[[], HttpResponse],
    ) -> None:
        super().__init__(operation, config)
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

        Raises:
            APIConnectionError: The stream broke off.
            APIResponseValidationError: An event is no JSON, or no object or array where one is
                promised; of a client with `strict=True`, not what the document promises.
            ResponseTooLargeError: An event is above the client's `max_response_bytes`.
        """
        return self._iterate(self._decode)

    def raw_events(self) -> Iterator[ServerSentEvent]:
        """Each event as it stands in the stream, whether or not it is what the document promises.

        Raises:
            APIConnectionError: The stream broke off.
            APIResponseValidationError: The answer is not a stream.
            ResponseTooLargeError: An event is above the client's `max_response_bytes`.
        """
        return self._iterate(_as_it_came)

    def _iterate(
        self, convert: Callable[[HttpResponse, ServerSentEvent], ValueT]
    ) -> Iterator[ValueT]:
        response = self._connected()
        try:
            check_event_stream(self._operation, response)
            decoder = decoder_for(response)
            for chunk in [response.content] if response.is_closed else response.iter_raw():
                for event in self._parsed(decoder, response, chunk):
                    yield convert(response, event)
        except self._failures as error:
            raise self._broken(response, error) from error
        finally:
            response.close()

    def close(self) -> None:
        """Give the connection back; a later iteration connects anew."""
        response, self._response = self._response, None
        if response is not None:
            response.close()

    def _connected(self) -> HttpResponse:
        """The connection, anew where there is none or an earlier iteration has read from it."""
        response = self._response
        if response is None or response.is_stream_consumed:
            self.close()
            response = self._open()
            self._begin(response)
        return response


class AsyncEventStream(_Stream[ItemT]):
    """Events as they come. Use it as a context manager, so that its connection is given back."""

    __slots__ = ("_open",)

    def __init__(
        self,
        operation: StreamOperation[ItemT],
        config: Config,
        open_: Callable[[], Awaitable[HttpResponse]],
    ) -> None:
        super().__init__(operation, config)
        self._open = open_

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

    def __aiter__(self) -> AsyncIterator[ItemT]:
        """Each event as it comes, until the server ends the stream.

        Raises:
            APIConnectionError: The stream broke off.
            APIResponseValidationError: An event is no JSON, or no object or array where one is
                promised; of a client with `strict=True`, not what the document promises.
            ResponseTooLargeError: An event is above the client's `max_response_bytes`.
        """
        return self._iterate(self._decode)

    def raw_events(self) -> AsyncIterator[ServerSentEvent]:
        """Each event as it stands in the stream, whether or not it is what the document promises.

        Raises:
            APIConnectionError: The stream broke off.
            APIResponseValidationError: The answer is not a stream.
            ResponseTooLargeError: An event is above the client's `max_response_bytes`.
        """
        return self._iterate(_as_it_came)

    async def _iterate(
        self, convert: Callable[[HttpResponse, ServerSentEvent], ValueT]
    ) -> AsyncIterator[ValueT]:
        response = await self._connected()
        try:
            check_event_stream(self._operation, response)
            decoder = decoder_for(response)
            if response.is_closed:
                for event in self._parsed(decoder, response, response.content):
                    yield convert(response, event)
                return
            async for chunk in response.aiter_raw():
                for event in self._parsed(decoder, response, chunk):
                    yield convert(response, event)
        except self._failures as error:
            raise self._broken(response, error) from error
        finally:
            await response.aclose()

    async def aclose(self) -> None:
        """Give the connection back; a later iteration connects anew."""
        response, self._response = self._response, None
        if response is not None:
            await response.aclose()

    async def _connected(self) -> HttpResponse:
        """The connection, anew where there is none or an earlier iteration has read from it."""
        response = self._response
        if response is None or response.is_stream_consumed:
            await self.aclose()
            response = await self._open()
            self._begin(response)
        return response


def _as_it_came(_response: HttpResponse, event: ServerSentEvent) -> ServerSentEvent:
    return event
