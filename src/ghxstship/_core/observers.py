"""What is seen of a call from outside: small frozen values, and those who are told of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Protocol, TypeVar

from .arguments import argument
from .errors import ConfigurationError
from .headers import additions, check_headers
from .logs import logger
from .mismatch import NO_MISMATCHES, Mismatches
from .rate_limit import RateLimit

if TYPE_CHECKING:
    from .api import Api

__all__ = [
    "CallInfo",
    "Observation",
    "Observer",
    "OutcomeInfo",
    "RequestInfo",
    "ResponseInfo",
    "RetryInfo",
]

ValueT = TypeVar("ValueT")
AnswerT = TypeVar("AnswerT")
CallbackT = TypeVar("CallbackT")


@dataclass(frozen=True, slots=True)
class CallInfo:
    """A call of an operation, whatever number of attempts it takes."""

    operation: str
    """Where it is found on the client, such as `shop.books.get` or `request`."""
    method: str
    """The HTTP method, in capitals."""
    route: str | None
    """The path with its parameters in braces, such as `/v1/books/{book_id}`, fit for a metric's
    label: there are not many. `None` for the client's `request`, which takes any path."""
    url: str
    """Where it is sent; of the query only the names, since a value may be anybody's secret."""
    path: str
    """The path as it is sent, percent-encoded."""
    idempotency_key: str | None
    """The key that every attempt carries, or `None`."""

    @property
    def resource(self) -> str:
        """Where the operation's resource is found on the client, such as `shop.books`, or empty."""
        return self.operation.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class RequestInfo(CallInfo):
    """An attempt that is about to be sent."""

    attempt: int
    """1 for the first."""


@dataclass(frozen=True, slots=True)
class ResponseInfo(RequestInfo):
    """An attempt that is over, answered or not."""

    duration: float
    """Seconds from sending to the answer's last byte; of a stream, to its headers."""
    status: int | None
    """The answer's status, or `None` where no complete answer came."""
    error: str | None
    """Where no complete answer came, what stopped it, such as `ReadTimeout` or `CancelledError`."""
    request_id: str | None
    """The server's id for the request; quote it to support."""
    rate_limit: RateLimit | None
    """How much of the rate limit is left, or `None` where it is not known."""
    mismatches: Mismatches = NO_MISMATCHES
    """What of a success's body is not as documented; none where it was not decoded."""


@dataclass(frozen=True, slots=True)
class RetryInfo(RequestInfo):
    """An attempt that failed, and is followed by another."""

    wait: float
    """Seconds until the next attempt; a client with `pacing` may wait longer."""
    status: int | None
    """The failed attempt's status, or `None` where no complete answer came."""
    error: str | None
    """Where no complete answer came, what stopped it; else `None`."""


@dataclass(frozen=True, slots=True)
class OutcomeInfo(CallInfo):
    """A call that is over."""

    attempts: int
    """How often the request was sent; 0 where something stopped it before."""
    duration: float
    """Seconds that the call took, with all its waiting."""
    status: int | None
    """The last answer's status, or `None` where the last attempt got none."""
    error: str | None
    """The name of the exception that the caller gets, or `None` for a success."""


class Observation:
    """Sees one call. Each method does nothing; override those that you need.

    Methods are called in the thread or task that makes the call, which waits for them. One that
    raises is logged as an error and ignored: a call that the server has carried out must not
    look as if it had failed. What is no `Exception` (a cancellation, KeyboardInterrupt) is let
    through.
    """

    headers: Mapping[str, str] = {}
    """Headers that the request gets, such as `traceparent`; those that it has already win, and
    those that cannot be sent are logged and ignored."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"

    def on_request(self, request: RequestInfo) -> None:
        """An attempt is about to be sent."""

    def on_response(self, response: ResponseInfo) -> None:
        """An attempt is over, answered or not; a success's body is decoded by then."""

    def on_retry(self, retry: RetryInfo) -> None:
        """An attempt failed, and another follows."""

    def on_end(self, outcome: OutcomeInfo) -> None:
        """The call is over, whatever came of it. It is told once, and last."""


@argument
class Observer(Protocol):
    """Sees every call of a client: `Client(observers=[...])`."""

    def begin(self, call: CallInfo) -> Observation | None:
        """A call begins.

        Returns:
            What sees this call, or `None` to look away.
        """
        ...


@dataclass(frozen=True, slots=True)
class Callbacks(Observation):
    """The client's three callbacks, as an observer."""

    request: Callable[[RequestInfo], None] | None = None
    response: Callable[[ResponseInfo], None] | None = None
    retry: Callable[[RetryInfo], None] | None = None

    def __bool__(self) -> bool:
        return any((self.request, self.response, self.retry))

    def begin(self, call: CallInfo) -> Observation:  # noqa: ARG002 - the values say it all
        """The same for every call: the values carry all there is to know."""
        return self

    def on_request(self, request: RequestInfo) -> None:
        """Call `on_request`."""
        if self.request is not None:
            self.request(request)

    def on_response(self, response: ResponseInfo) -> None:
        """Call `on_response`."""
        if self.response is not None:
            self.response(response)

    def on_retry(self, retry: RetryInfo) -> None:
        """Call `on_retry`."""
        if self.retry is not None:
            self.retry(retry)


class Log(Observation):
    """Writes each attempt at level DEBUG, and each retry at level INFO: the first observer.

    The paths are percent-encoded, so that an argument cannot forge a line.
    """

    def begin(self, call: CallInfo) -> Observation:  # noqa: ARG002 - the values say it all
        """The same for every call."""
        return self

    def on_response(self, response: ResponseInfo) -> None:
        """An attempt."""
        logger.debug(
            "%s %s -> %s attempt=%d duration=%.3fs request_id=%s",
            response.method,
            response.path,
            response.status or response.error,
            response.attempt,
            response.duration,
            response.request_id or "-",
        )

    def on_retry(self, retry: RetryInfo) -> None:
        """A retry."""
        logger.info(
            "%s %s failed with %s at attempt %d, next attempt in %.3fs",
            retry.method,
            retry.path,
            retry.status or retry.error,
            retry.attempt,
            retry.wait,
        )


LOG = Log()


class Watch:
    """All who see one call, told one after the other."""

    __slots__ = ("_answer", "_call", "_last", "_observations", "_under_way")

    def __init__(self, call: CallInfo) -> None:
        self._observations: list[Observation] = []
        self._call = (
            call.operation,
            call.method,
            call.route,
            call.url,
            call.path,
            call.idempotency_key,
        )
        self._last: tuple[int, int | None, str | None] = (0, None, None)
        self._under_way = False
        self._answer: ResponseInfo | None = None

    def begin(self, call: CallInfo, observers: Iterable[Observer], api: Api) -> dict[str, str]:
        """Say that the call begins.

        Args:
            call: The call.
            observers: Who may look on.
            api: The API's conventions, which reserve some headers.

        Returns:
            The headers that its request gets.
        """
        for observer in observers:
            observation = _told(observer.begin, call)
            if observation is not None and _is_observation(observation):
                self._observations.append(observation)
        return {k: v for each in self._observations for k, v in _headers_of(each, api).items()}

    def request(self, attempt: int) -> None:
        """Say that an attempt is about to be sent."""
        self._last = (attempt, None, None)
        self._under_way = True
        info = RequestInfo(*self._call, attempt)
        for each in self._observations:
            _told(each.on_request, info)

    def response(
        self,
        duration: float,
        status: int | None = None,
        request_id: str | None = None,
        rate_limit: RateLimit | None = None,
        *,
        error: str | None = None,
        done: bool = False,
    ) -> None:
        """Say that the attempt is over; of the last one at the end, when its body is decoded."""
        attempt = self._last[0]
        self._last = (attempt, status, error)
        self._under_way = False
        info = ResponseInfo(*self._call, attempt, duration, status, error, request_id, rate_limit)
        self._answer = info
        if not done:
            self._tell_answer()

    def decoded(self, found: Mismatches) -> None:
        """Take what of the answer is not as documented."""
        if self._answer is not None and found:
            self._answer = replace(self._answer, mismatches=found)

    def _tell_answer(self) -> None:
        info, self._answer = self._answer, None
        if info is not None:
            for each in self._observations:
                _told(each.on_response, info)

    def retry(self, wait: float) -> None:
        """Say that another attempt follows."""
        attempt, status, error = self._last
        info = RetryInfo(*self._call, attempt, wait, status, error)
        for each in self._observations:
            _told(each.on_retry, info)

    def end(self, duration: float, error: BaseException | None, since_sent: float) -> None:
        """Say that the call is over, and before that the attempt which was under way."""
        try:
            if error is not None and self._under_way:
                self.response(since_sent, error=type(error).__name__)
            self._tell_answer()
        finally:
            self._end(duration, error)

    def _end(self, duration: float, error: BaseException | None) -> None:
        """Tell all, even if one is interrupted."""
        attempts, status, _ = self._last
        name = None if error is None else type(error).__name__
        info = OutcomeInfo(*self._call, attempts, duration, status, name)
        observations, self._observations = self._observations, []
        while observations:
            try:
                _told(observations.pop().on_end, info)
            except BaseException:
                self._observations = observations
                self._end(duration, error)
                raise


def check_callback(name: str, value: CallbackT, error: type[ValueError]) -> CallbackT:
    """Refuse what cannot be called, or would have to be awaited.

    Raises:
        ValueError: Of the given class: it is not a plain function.
    """
    hook: object = value
    if hook is not None and (not callable(hook) or is_awaited(hook)):
        raise error(f"{name} must be a function, and no coroutine function")
    return value


def check_observers(
    name: str, value: Iterable[Observer], error: type[ValueError]
) -> tuple[Observer, ...]:
    """Refuse observers that cannot begin to look.

    Raises:
        ValueError: Of the given class: one has no method `begin`, or it is one instead of several.
    """
    try:
        checked = tuple(value)
    except TypeError:
        raise error(f"{name} must be a sequence, and is a {type(value).__name__}") from None
    for each in checked:
        if isinstance(each, type) or not callable(getattr(each, "begin", None)):
            kind = each.__name__ if isinstance(each, type) else type(each).__name__
            raise error(f"an observer must be an object with a method begin: {kind}")
    return checked


def is_awaited(hook: Callable[..., object]) -> bool:
    """Whether it, or what makes it callable, is a coroutine function."""
    return iscoroutinefunction(hook) or iscoroutinefunction(type(hook).__call__)


def _is_observation(answer: object) -> bool:
    """Whether an observer's answer can be told of its call; one that cannot is logged."""
    if isinstance(answer, Observation):
        return True
    kind = type(answer).__qualname__
    logger.error("an observer began with a %s, which is no Observation, and was ignored", kind)
    return False


def _headers_of(observation: Observation, api: Api) -> Mapping[str, str]:
    """The headers that an observer adds; those that cannot be sent are logged and ignored."""
    try:
        headers = check_headers("headers", observation.headers, ConfigurationError)
        return additions(api, headers, ConfigurationError)
    except Exception:  # noqa: BLE001 - it is logged, and a call outlives who looks on
        kind = type(observation).__qualname__
        logger.exception("the headers of a %s cannot be sent, and were ignored", kind)
        return {}


def _told(tell: Callable[[ValueT], AnswerT], value: ValueT) -> AnswerT | None:
    """What an observer answers; one that raises is logged and ignored."""
    try:
        return tell(value)
    except Exception:  # noqa: BLE001 - it is logged, and a call outlives who looks on
        logger.exception("%s failed, and was ignored", getattr(tell, "__qualname__", tell))
        return None
