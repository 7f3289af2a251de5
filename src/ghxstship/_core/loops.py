"""The two loops around an exchange: one sync, one async. All decisions are elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from .body import gather, gather_async
from .content_coding import BrokenBodyError
from .deadline import DeadlinePassedError
from .middleware import compose, compose_async
from .observers import Callbacks
from .tracebacks import hide_locals, hide_requests

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .api import Api
    from .auth import Auth
    from .config import Config
    from .exchange import Exchange
    from .http.protocols import HttpResponse
    from .http.sender import AsyncSender, Sender
    from .observers import Observer
    from .pace import Pace, Place

ResultT = TypeVar("ResultT")

UNAUTHORIZED = 401


class _Loop:
    """What both loops go by."""

    def __init__(self, api: Api, config: Config) -> None:
        callbacks = Callbacks(config.on_request, config.on_response, config.on_retry)
        own = (callbacks,) if callbacks else ()
        self._api = api
        self._config = config
        self._is_signed = config.is_signed
        self._clock = config.clock
        self._observers: tuple[Observer, ...] = (*config.observers, *own)
        self._failures = (config.library.RequestError, BrokenBodyError, DeadlinePassedError)

    def _signer(self, exchange: Exchange) -> Auth | None:
        """What authenticates the call, `None` where its headers are constant."""
        return self._config.signer(self._api, exchange.operation.security)


class Loop(_Loop):
    """Carries out calls in the caller's thread."""

    def __init__(self, api: Api, config: Config, sender: Sender) -> None:
        super().__init__(api, config)
        self._transmit = compose(config, sender.send)

    def run(
        self,
        exchange: Exchange,
        conclude: Callable[[Exchange, HttpResponse], ResultT],
        *,
        whole: bool = True,
    ) -> ResultT:
        """Make a call, seen by its observers from its beginning to its end.

        Args:
            exchange: The call.
            conclude: Makes what the caller gets of a success; what it raises fails the call.
            whole: Whether a success's body is read, too.
        """
        try:
            exchange.begin(self._observers)
            response = self._send(exchange, whole=whole)
            result = conclude(exchange, response)
        except BaseException as error:
            hide_locals(error)
            exchange.end(error)
            raise
        try:
            exchange.end()
        except BaseException:
            response.close()
            raise
        return result

    def _send(self, exchange: Exchange, *, whole: bool) -> HttpResponse:
        """Send until the exchange is done."""
        pace = exchange.pace
        place = None if pace is None else self._queue(pace, exchange)
        while True:
            self._begin(exchange, place)
            try:
                response = self._transmit(exchange.request, exchange.deadline)
                if whole or not response.is_success:
                    _read(exchange, response)
            except self._failures as error:
                wait = exchange.failed(error)
            except Exception as error:
                hide_requests(error)
                raise
            else:
                retry_in = self._answered(exchange, response)
                if retry_in is None:
                    return response
                wait = retry_in
            if pace is None:
                self._pause(exchange, wait)
            else:
                place = self._queue(pace, exchange, wait)

    def _begin(self, exchange: Exchange, place: Place | None) -> None:
        """Authenticate an attempt and begin it; if that fails it is not sent."""
        try:
            if self._is_signed and (auth := self._signer(exchange)) is not None:
                exchange.sign(auth.headers(exchange.about()))
            exchange.attempt()
        except BaseException:
            exchange.unsent(place)
            raise

    def _answered(self, exchange: Exchange, response: HttpResponse) -> float | None:
        """The seconds until the next attempt, or `None` when the call is done."""
        try:
            auth = self._config.auth if self._is_signed else None
            if auth is not None and response.status_code == UNAUTHORIZED:
                exchange.rejected(again=auth.rejected(exchange.rejection(response)))
            return exchange.answered(response)
        except BaseException:
            response.close()
            raise

    def _pause(self, exchange: Exchange, seconds: float) -> None:
        """Wait for the next attempt, if it may be sent."""
        exchange.retry()
        try:
            self._clock.sleep(seconds)
        except BaseException:
            exchange.unsent(None)
            raise

    def _queue(self, pace: Pace, exchange: Exchange, seconds: float = 0.0) -> Place:
        """Wait for the call's turn, and at least so many seconds; return its slot's place."""
        place = pace.place(seconds, exchange.retry_tokens)
        try:
            while wait := exchange.waits(place, pace.pacer.take(place.ask())):
                self._clock.sleep(wait)
        except BaseException:
            exchange.unsent(place)
            raise
        return place


class AsyncLoop(_Loop):
    """Carries out calls in the caller's task."""

    def __init__(self, api: Api, config: Config, sender: AsyncSender) -> None:
        super().__init__(api, config)
        self._transmit = compose_async(config, sender.send)

    async def run(
        self,
        exchange: Exchange,
        conclude: Callable[[Exchange, HttpResponse], ResultT],
        *,
        whole: bool = True,
    ) -> ResultT:
        """Make a call, seen by its observers from its beginning to its end.

        Args:
            exchange: The call.
            conclude: Makes what the caller gets of a success; what it raises fails the call.
            whole: Whether a success's body is read, too.
        """
        try:
            exchange.begin(self._observers)
            response = await self._send(exchange, whole=whole)
            result = conclude(exchange, response)
        except BaseException as error:
            hide_locals(error)
            exchange.end(error)
            raise
        try:
            exchange.end()
        except BaseException:
            await response.aclose()
            raise
        return result

    async def _send(self, exchange: Exchange, *, whole: bool) -> HttpResponse:
        """Send until the exchange is done."""
        pace = exchange.pace
        place = None if pace is None else await self._queue(pace, exchange)
        while True:
            await self._begin(exchange, place)
            attempt = self._attempt(exchange, whole=whole)
            try:
                deadline = exchange.deadline
                response = await (attempt if deadline is None else deadline.cut_off(attempt))
            except self._failures as error:
                wait = exchange.failed(error)
            except Exception as error:
                hide_requests(error)
                raise
            else:
                retry_in = await self._answered(exchange, response)
                if retry_in is None:
                    return response
                wait = retry_in
            if pace is None:
                await self._pause(exchange, wait)
            else:
                place = await self._queue(pace, exchange, wait)

    async def _begin(self, exchange: Exchange, place: Place | None) -> None:
        """Authenticate an attempt and begin it; if that fails it is not sent."""
        try:
            if self._is_signed and (auth := self._signer(exchange)) is not None:
                exchange.sign(await _in_time(exchange, auth.headers_async(exchange.about())))
            exchange.attempt()
        except BaseException:
            exchange.unsent(place)
            raise

    async def _answered(self, exchange: Exchange, response: HttpResponse) -> float | None:
        """The seconds until the next attempt, or `None` when the call is done."""
        try:
            auth = self._config.auth if self._is_signed else None
            if auth is not None and response.status_code == UNAUTHORIZED:
                verdict = auth.rejected_async(exchange.rejection(response))
                exchange.rejected(again=await _in_time(exchange, verdict))
            return exchange.answered(response)
        except BaseException:
            await response.aclose()
            raise

    async def _attempt(self, exchange: Exchange, *, whole: bool) -> HttpResponse:
        response = await self._transmit(exchange.request, exchange.deadline)
        if whole or not response.is_success:
            await _read_async(exchange, response)
        return response

    async def _pause(self, exchange: Exchange, seconds: float) -> None:
        """Wait for the next attempt, if it may be sent."""
        exchange.retry()
        try:
            await self._clock.sleep_async(seconds)
        except BaseException:
            exchange.unsent(None)
            raise

    async def _queue(self, pace: Pace, exchange: Exchange, seconds: float = 0.0) -> Place:
        """Wait for the call's turn, and at least so many seconds; return its slot's place."""
        place = pace.place(seconds, exchange.retry_tokens)
        try:
            while wait := exchange.waits(place, await pace.take_async(place.ask())):
                await self._clock.sleep_async(wait)
        except BaseException:
            exchange.unsent(place)
            raise
        return place


async def _in_time(exchange: Exchange, work: Awaitable[ResultT]) -> ResultT:
    """Await what an `Auth` answers, within the call's deadline."""
    if exchange.deadline is None:
        return await work
    try:
        return await exchange.deadline.cut_off(work)
    except DeadlinePassedError as error:
        raise exchange.unsigned(exchange.deadline) from error


def _read(exchange: Exchange, response: HttpResponse) -> None:
    """Read the body; whatever stops it, the connection is given back."""
    if response.is_closed:
        return exchange.in_memory(response)
    return exchange.read(response, gather(response, exchange.intake))


async def _read_async(exchange: Exchange, response: HttpResponse) -> None:
    """The same in a task."""
    if response.is_closed:
        return exchange.in_memory(response)
    return exchange.read(response, await gather_async(response, exchange.intake))
