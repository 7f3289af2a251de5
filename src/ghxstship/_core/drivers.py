"""The two loops around an exchange: one for threads, one for tasks. All decisions are elsewhere."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

from .config import check_max_retries
from .decode import EVENT_STREAM, decode
from .errors import InvalidArgumentError
from .exchange import Exchange
from .idempotency import check_key, new_key
from .operation import OMIT
from .pagination import AsyncPage, AsyncPager, Page, Position, check_max_items
from .raw import RawResponse
from .request import RequestBuilder
from .streaming import AsyncEventStream, EventStream

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Unpack

    from .config import Api, Config
    from .http import HttpResponse
    from .operation import ListOperation, Operation, RequestOptions, StreamOperation
    from .transport import AsyncSender, Sender

ResultT = TypeVar("ResultT")
ItemT = TypeVar("ItemT")


class Arguments(TypedDict, total=False):
    """What a generated method hands to its driver; names are those on the wire."""

    path: Mapping[str, object]
    query: Mapping[str, object]
    headers: Mapping[str, object]
    body: object
    idempotency_key: str | None
    options: RequestOptions | None


class _Preparation:
    """What both drivers do before and after their loop."""

    def __init__(self, api: Api, config: Config) -> None:
        self.api = api
        self.config = config
        self._requests = RequestBuilder(api, config)

    def _prepare(self, operation: Operation[Any], arguments: Arguments) -> Exchange:
        """The exchange of one call; a key is fixed here, once, for all its attempts."""
        key = arguments.get("idempotency_key")
        if key is not None:
            key = check_key(key)
        elif operation.idempotent and self.api.idempotency_header is not None:
            key = new_key()
        options = arguments.get("options")
        request = self._requests.build(
            operation,
            path=arguments.get("path"),
            query=arguments.get("query"),
            headers=arguments.get("headers"),
            body=arguments.get("body", OMIT),
            idempotency_key=key,
            options=options,
        )
        retries = self.config.max_retries
        if options and "max_retries" in options:
            retries = check_max_retries(options["max_retries"], InvalidArgumentError)
        return Exchange(
            self.api, self.config, operation, request, idempotency_key=key, max_retries=retries
        )

    def result(
        self,
        exchange: Exchange,
        response: HttpResponse,
        finish: Callable[[Any], Any] | None = None,
    ) -> Any:
        """What the caller gets: the decoded body, or what `finish` makes of it."""
        body: Any = decode(
            exchange.operation,
            response,
            idempotency_key=exchange.idempotency_key,
            attempts=exchange.attempts,
        )
        return body if finish is None else finish(body)


def _for_events(arguments: Arguments) -> Arguments:
    """The arguments with the media type of a stream (WHATWG HTML, section 9.2.2)."""
    return {**arguments, "headers": {"Accept": EVENT_STREAM, **arguments.get("headers", {})}}


def _read(response: HttpResponse) -> None:
    """Read the body; whatever stops it, the connection is given back."""
    try:
        response.read()
    except BaseException:
        response.close()
        raise


async def _read_async(response: HttpResponse) -> None:
    try:
        await response.aread()
    except BaseException:
        await response.aclose()
        raise


class Driver(_Preparation):
    """Makes calls in the caller's thread."""

    def __init__(self, api: Api, config: Config, sender: Sender) -> None:
        super().__init__(api, config)
        self.sender = sender

    def call(self, operation: Operation[ResultT], **arguments: Unpack[Arguments]) -> ResultT:
        """Call an operation and return its decoded answer."""
        exchange = self._prepare(operation, arguments)
        result: ResultT = self.result(exchange, self._run(exchange))
        return result

    def list(
        self,
        operation: ListOperation[ItemT],
        *,
        max_items: int | None = None,
        **arguments: Unpack[Arguments],
    ) -> Page[ItemT]:
        """Call an operation that answers in pages and return the first one."""
        position = Position.first(arguments.get("query", {}), operation.pagination)
        return self.page(operation, arguments, check_max_items(max_items), position)

    def page(
        self,
        operation: ListOperation[ItemT],
        arguments: Arguments,
        max_items: int | None,
        position: Position,
    ) -> Page[ItemT]:
        """Fetch the page at a position."""
        fetch = partial(self.plain.page, operation, arguments, max_items)

        def to_page(body: Any) -> Page[ItemT]:
            return Page(body, operation.pagination, position, max_items, fetch)

        exchange = self._prepare(operation, {**arguments, "query": position.query})
        page: Page[ItemT] = self.result(exchange, self._run(exchange), to_page)
        return page

    def stream(
        self, operation: StreamOperation[ItemT], **arguments: Unpack[Arguments]
    ) -> EventStream[ItemT]:
        """Call an operation that answers server-sent events; it connects when it is entered."""
        asked = _for_events(arguments)
        return EventStream(
            operation,
            self.config.library,
            lambda: self._run(self._prepare(operation, asked), read=False),
        )

    def _run(self, exchange: Exchange, *, read: bool = True) -> HttpResponse:
        """Send until the exchange is done."""
        while True:
            try:
                response = self.sender.send(exchange.attempt())
                if read or not response.is_success:
                    _read(response)
            except self.config.library.RequestError as error:
                wait = exchange.failed(error)
            else:
                retry_in = exchange.answered(response)
                if retry_in is None:
                    return response
                wait = retry_in
            self.config.clock.sleep(wait)

    @property
    def plain(self) -> Driver:
        """The driver whose calls answer the decoded body."""
        return self

    @property
    def raw(self) -> Driver:
        """The same driver, but every call answers a `RawResponse`."""
        return _RawDriver(self)

    def with_config(self, config: Config) -> Driver:
        """A driver with other settings over the same connections."""
        return Driver(self.api, config, self.sender)


class _RawDriver(Driver):
    def __init__(self, plain: Driver) -> None:
        super().__init__(plain.api, plain.config, plain.sender)
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
        parse = partial(self._plain.result, exchange, response, finish)
        return RawResponse(response, exchange, self.api, parse)


class AsyncDriver(_Preparation):
    """Makes calls in the caller's task."""

    def __init__(self, api: Api, config: Config, sender: AsyncSender) -> None:
        super().__init__(api, config)
        self.sender = sender

    async def call(self, operation: Operation[ResultT], **arguments: Unpack[Arguments]) -> ResultT:
        """Call an operation and return its decoded answer."""
        exchange = self._prepare(operation, arguments)
        result: ResultT = self.result(exchange, await self._run(exchange))
        return result

    def list(
        self,
        operation: ListOperation[ItemT],
        *,
        max_items: int | None = None,
        **arguments: Unpack[Arguments],
    ) -> AsyncPager[ItemT]:
        """Name an operation that answers in pages; it is called when awaited or iterated."""
        position = Position.first(arguments.get("query", {}), operation.pagination)
        return AsyncPager(
            partial(self.page, operation, arguments, check_max_items(max_items), position)
        )

    async def page(
        self,
        operation: ListOperation[ItemT],
        arguments: Arguments,
        max_items: int | None,
        position: Position,
    ) -> AsyncPage[ItemT]:
        """Fetch the page at a position."""
        fetch = partial(self.plain.page, operation, arguments, max_items)

        def to_page(body: Any) -> AsyncPage[ItemT]:
            return AsyncPage(body, operation.pagination, position, max_items, fetch)

        exchange = self._prepare(operation, {**arguments, "query": position.query})
        page: AsyncPage[ItemT] = self.result(exchange, await self._run(exchange), to_page)
        return page

    def stream(
        self, operation: StreamOperation[ItemT], **arguments: Unpack[Arguments]
    ) -> AsyncEventStream[ItemT]:
        """Call an operation that answers server-sent events; it connects when it is entered."""
        asked = _for_events(arguments)
        return AsyncEventStream(
            operation,
            self.config.library,
            lambda: self._run(self._prepare(operation, asked), read=False),
        )

    async def _run(self, exchange: Exchange, *, read: bool = True) -> HttpResponse:
        """Send until the exchange is done."""
        while True:
            try:
                response = await self.sender.send(exchange.attempt())
                if read or not response.is_success:
                    await _read_async(response)
            except self.config.library.RequestError as error:
                wait = exchange.failed(error)
            else:
                retry_in = exchange.answered(response)
                if retry_in is None:
                    return response
                wait = retry_in
            await self.config.clock.sleep_async(wait)

    @property
    def plain(self) -> AsyncDriver:
        """The driver whose calls answer the decoded body."""
        return self

    @property
    def raw(self) -> AsyncDriver:
        """The same driver, but every call answers a `RawResponse`."""
        return _AsyncRawDriver(self)

    def with_config(self, config: Config) -> AsyncDriver:
        """A driver with other settings over the same connections."""
        return AsyncDriver(self.api, config, self.sender)


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
        parse = partial(self._plain.result, exchange, response, finish)
        return RawResponse(response, exchange, self.api, parse)
