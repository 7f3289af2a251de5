"""What generated methods call: one driver sync, one async."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from math import inf
from threading import Thread
from typing import TYPE_CHECKING, Any, Literal, TypedDict, TypeVar
from uuid import uuid4

from .body import fill
from .checks import is_mapping
from .deadline import Deadline
from .decode import EVENT_STREAM, decode
from .errors import APIResponseValidationError, InvalidArgumentError, bare_request
from .exchange import Exchange
from .headers import check_idempotency_key
from .loops import AsyncLoop, Loop
from .mismatch import NO_MISMATCHES
from .operation import OMIT
from .pace import Paces
from .pagination import AsyncPage, AsyncPager, Page
from .position import Position, Walk
from .raw import RawResponse
from .request import RequestBuilder
from .settings import Settings
from .streaming import AsyncEventStream, EventStream
from .tracebacks import hide_arguments

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Unpack

    from .api import Api
    from .call_options import RequestOptions
    from .config import Config
    from .http.protocols import HttpResponse
    from .http.sender import AsyncSender, Sender
    from .mismatch import Mismatches
    from .operation import ListOperation, Operation, StreamOperation

ResultT = TypeVar("ResultT")
ItemT = TypeVar("ItemT")


_LAST_ID = "Last-Event-ID"


class Arguments(TypedDict, total=False):
    """What a generated method hands to its driver; names are those on the wire."""

    path: Mapping[str, object]
    query: Mapping[str, object]
    headers: Mapping[str, object]
    cookies: Mapping[str, object]
    body: object
    idempotency_key: str | None
    options: RequestOptions | None


class _Preparation:
    """What both drivers do before and after their loop."""

    def __init__(self, api: Api, config: Config) -> None:
        self.api = api
        self.config = config
        self._requests = RequestBuilder(api, config)
        self._paces = Paces(api, config)

    def _prepare(
        self,
        operation: Operation[Any],
        arguments: Arguments,
        deadline: Deadline | None = None,
    ) -> Exchange:
        """The exchange of one call; a key is fixed here, once, for all its attempts."""
        key = arguments.get("idempotency_key")
        if key is not None:
            key = check_idempotency_key(key)
        elif operation.idempotent and self.api.idempotency_header is not None:
            key = str(uuid4())  # a fresh one (RFC 9562, section 5.4)
        options = _options(arguments)
        request = self._requests.build(
            operation,
            path=arguments.get("path"),
            query=arguments.get("query"),
            headers=arguments.get("headers"),
            cookies=arguments.get("cookies"),
            body=arguments.get("body", OMIT),
            idempotency_key=key,
            options=options,
        )
        retries = self.config.max_retries
        if options and "max_retries" in options:
            retries = Settings.max_retries.checked(options["max_retries"], InvalidArgumentError)
        return Exchange(
            self.api,
            self.config,
            operation,
            request,
            idempotency_key=key,
            max_retries=retries,
            pace=None if self.config.pacing is None else self._paces.of(operation),
            deadline=deadline or self._deadline(options),
        )

    def _prepare_stream(
        self, operation: Operation[Any], arguments: Arguments, last_id: str | None
    ) -> Exchange:
        """The exchange of one connection (WHATWG HTML, sections 9.2.2 and 9.2.4).

        Args:
            operation: What is called.
            arguments: What its method was called with.
            last_id: The id that it goes on after, empty for none; `None` leaves it as it is.
        """
        own = {"Accept": EVENT_STREAM, **arguments.get("headers", {})}
        exchange = self._prepare(operation, {**arguments, "headers": own})
        if last_id:
            exchange.request.headers[_LAST_ID] = last_id
        elif last_id is not None:
            exchange.request.headers.pop(_LAST_ID, None)
        return exchange

    def _placed(
        self, position: Position, arguments: Arguments, walk: Walk | None = None
    ) -> Position:
        """The position with the list's deadline, which begins with its first request.

        A thread that fetches ahead has no other way to be stopped: its list has one anyway.
        """
        if position.deadline is not None:
            return position
        deadline = self._deadline(_options(arguments))
        if deadline is None and walk is not None and walk.prefetch:
            deadline = Deadline(inf, self.config.clock)
        return replace(position, deadline=deadline)

    def _deadline(self, options: RequestOptions | None) -> Deadline | None:
        """A call's deadline, from now on."""
        seconds = self.config.deadline
        if options and "deadline" in options:
            seconds = Settings.deadline.checked(options["deadline"], InvalidArgumentError)
        return None if seconds is None else Deadline(seconds, self.config.clock)

    def result(
        self,
        exchange: Exchange,
        response: HttpResponse,
        finish: Callable[[Any], Any] | None = None,
    ) -> Any:
        """What the caller gets: the decoded body, or what `finish` makes of it."""
        return self.decoded(exchange, response, finish)[0]

    def decoded(
        self,
        exchange: Exchange,
        response: HttpResponse,
        finish: Callable[[Any], Any] | None = None,
    ) -> tuple[Any, Mismatches]:
        """The same, and what of the body is not as documented."""
        body: Any
        try:
            body, found = decode(
                exchange.operation,
                response,
                exchange.body,
                strict=self.config.strict,
                idempotency_key=exchange.idempotency_key,
                attempts=exchange.attempts,
            )
        except APIResponseValidationError as error:
            exchange.decoded(error.mismatches)
            raise
        if found is not NO_MISMATCHES:
            exchange.decoded(found)
        return (body if finish is None else finish(body)), found


def _options(arguments: Arguments) -> RequestOptions | None:
    """The call's options.

    Raises:
        InvalidArgumentError: They are none.
    """
    options = arguments.get("options")
    if options is not None and not is_mapping(options):
        raise InvalidArgumentError(f"options must be a dict, not {type(options).__name__}")
    return options


def _last_id(arguments: Arguments) -> str:
    """The id that a stream is opened with, empty where it has none."""
    options: Any = arguments.get("options")
    own: Any = options.get("headers") if is_mapping(options) else None
    declared: Any = arguments.get("headers")
    for headers in (own, declared):
        for name, value in headers.items() if is_mapping(headers) else ():
            if isinstance(value, str) and str(name).lower() == _LAST_ID.lower():
                return value
    return ""


def _opened(exchange: Exchange, response: HttpResponse) -> HttpResponse:
    """A stream that is open, and may go on for as long as it likes; what was sent is not kept."""
    exchange.outlast_deadline()
    response.request = bare_request(exchange.request)
    return response


class Driver(_Preparation):
    """Makes calls in the caller's thread."""

    def __init__(
        self, api: Api, config: Config, sender: Sender, threads: set[Thread] | None = None
    ) -> None:
        super().__init__(api, config)
        self.sender = sender
        self._loop = Loop(api, config, sender)
        self.threads = set[Thread]() if threads is None else threads

    def call(self, operation: Operation[ResultT], **arguments: Unpack[Arguments]) -> ResultT:
        """Call an operation and return its decoded answer."""
        exchange = self._prepare(operation, arguments)
        result: ResultT = self._loop.run(exchange, self.result)
        return result

    def list(
        self,
        operation: ListOperation[ItemT],
        *,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        **arguments: Unpack[Arguments],
    ) -> Page[ItemT]:
        """Call an operation that answers in pages and return the first one."""
        position = Position.first(arguments.get("query", {}), operation.pagination)
        return self.page(operation, arguments, Walk(max_items, prefetch, self.threads), position)

    @hide_arguments
    def page(
        self,
        operation: ListOperation[ItemT],
        arguments: Arguments,
        walk: Walk,
        position: Position,
    ) -> Page[ItemT]:
        """Fetch the page at a position."""
        fetch = partial(self.plain.page, operation, arguments, walk)
        placed = self._placed(position, arguments, walk)

        def to_page(body: Any) -> Page[ItemT]:
            return Page(body, operation.pagination, placed, walk, fetch)

        asked: Arguments = {**arguments, "query": placed.query}
        exchange = self._prepare(operation, asked, placed.deadline)
        conclude = partial(self.result, finish=to_page)
        page: Page[ItemT] = self._loop.run(exchange, conclude)
        return page

    def stream(
        self, operation: StreamOperation[ItemT], **arguments: Unpack[Arguments]
    ) -> EventStream[ItemT]:
        """Call an operation that answers server-sent events; it connects when it is entered."""
        connect = partial(self._connect, operation, arguments)
        return EventStream(operation, self.config, connect, _last_id(arguments))

    @hide_arguments
    def _connect(
        self, operation: Operation[Any], arguments: Arguments, last_id: str | None
    ) -> HttpResponse:
        exchange = self._prepare_stream(operation, arguments, last_id)
        return self._loop.run(exchange, _opened, whole=False)

    @property
    def plain(self) -> Driver:
        """The driver whose calls answer the decoded body."""
        return self

    @property
    def raw(self) -> Driver:
        """The same driver, but every call answers a `RawResponse`."""
        return _RawDriver(self)


class _RawDriver(Driver):
    def __init__(self, plain: Driver) -> None:
        super().__init__(plain.api, plain.config, plain.sender, plain.threads)
        self._plain = plain

    @property
    def plain(self) -> Driver:
        return self._plain

    def result(
        self,
        exchange: Exchange,
        response: HttpResponse,
        finish: Callable[[Any], Any] | None = None,
    ) -> RawResponse[Any]:
        fill(response, exchange.body)
        parse = partial(self._plain.decoded, exchange, response, finish)
        return RawResponse(response, exchange, self.api, parse)


class AsyncDriver(_Preparation):
    """Makes calls in the caller's task."""

    def __init__(self, api: Api, config: Config, sender: AsyncSender) -> None:
        super().__init__(api, config)
        self.sender = sender
        self._loop = AsyncLoop(api, config, sender)

    async def call(self, operation: Operation[ResultT], **arguments: Unpack[Arguments]) -> ResultT:
        """Call an operation and return its decoded answer."""
        exchange = self._prepare(operation, arguments)
        result: ResultT = await self._loop.run(exchange, self.result)
        return result

    def list(
        self,
        operation: ListOperation[ItemT],
        *,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        **arguments: Unpack[Arguments],
    ) -> AsyncPager[ItemT]:
        """Name an operation that answers in pages; it is called when awaited or iterated."""
        position = Position.first(arguments.get("query", {}), operation.pagination)
        walk = Walk(max_items, prefetch)
        return AsyncPager(partial(self.page, operation, arguments, walk, position), walk)

    @hide_arguments
    async def page(
        self,
        operation: ListOperation[ItemT],
        arguments: Arguments,
        walk: Walk,
        position: Position,
    ) -> AsyncPage[ItemT]:
        """Fetch the page at a position."""
        fetch = partial(self.plain.page, operation, arguments, walk)
        placed = self._placed(position, arguments)

        def to_page(body: Any) -> AsyncPage[ItemT]:
            return AsyncPage(body, operation.pagination, placed, walk, fetch)

        asked: Arguments = {**arguments, "query": placed.query}
        exchange = self._prepare(operation, asked, placed.deadline)
        page: AsyncPage[ItemT] = await self._loop.run(
            exchange, partial(self.result, finish=to_page)
        )
        return page

    def stream(
        self, operation: StreamOperation[ItemT], **arguments: Unpack[Arguments]
    ) -> AsyncEventStream[ItemT]:
        """Call an operation that answers server-sent events; it connects when it is entered."""
        connect = partial(self._connect, operation, arguments)
        return AsyncEventStream(operation, self.config, connect, _last_id(arguments))

    @hide_arguments
    async def _connect(
        self, operation: Operation[Any], arguments: Arguments, last_id: str | None
    ) -> HttpResponse:
        exchange = self._prepare_stream(operation, arguments, last_id)
        return await self._loop.run(exchange, _opened, whole=False)

    @property
    def plain(self) -> AsyncDriver:
        """The driver whose calls answer the decoded body."""
        return self

    @property
    def raw(self) -> AsyncDriver:
        """The same driver, but every call answers a `RawResponse`."""
        return _AsyncRawDriver(self)


class _AsyncRawDriver(AsyncDriver):
    def __init__(self, plain: AsyncDriver) -> None:
        super().__init__(plain.api, plain.config, plain.sender)
        self._plain = plain

    @property
    def plain(self) -> AsyncDriver:
        return self._plain

    def result(
        self,
        exchange: Exchange,
        response: HttpResponse,
        finish: Callable[[Any], Any] | None = None,
    ) -> RawResponse[Any]:
        fill(response, exchange.body)
        parse = partial(self._plain.decoded, exchange, response, finish)
        return RawResponse(response, exchange, self.api, parse)
