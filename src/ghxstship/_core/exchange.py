"""One call as a state machine without I/O: told what came of an attempt, it says what follows."""

from __future__ import annotations

from logging import INFO
from typing import TYPE_CHECKING, Any

from .auth import sign
from .body import ERROR_BYTES, Intake, fill
from .call_facts import facts, sent_path
from .checks import LONGEST
from .deadline import GRAIN, DeadlinePassedError, TimeLeft
from .errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    DeadlineExceededError,
    ResponseTooLargeError,
)
from .headers import header_text
from .hooks import LOG, CallInfo, RequestInfo, ResponseInfo, Watch
from .logs import logger
from .operation import SAFE_METHODS
from .problem import read_problem
from .rate_limit import RateLimit
from .retry import Attempt, Stop, Wait, decision, is_lasting, retry_after_of
from .tracebacks import clean_messages, hide_requests

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .api import Api
    from .call_facts import Facts
    from .config import Config
    from .deadline import Deadline
    from .hooks import Observer
    from .http.protocols import HttpRequest, HttpResponse
    from .mismatch import Mismatches
    from .operation import Operation
    from .pace import Pace

UNAVAILABLE = 503


class Exchange:
    """What a driver asks after each attempt: done, wait and send again, or fail.

    It never sleeps and never sends. Its time comes from the config's clock.
    """

    __slots__ = (
        "_api",
        "_began",
        "_config",
        "_failure",
        "_first_sent_at",
        "_max_retries",
        "_pace",
        "_sent_at",
        "_sign_again",
        "_signed",
        "_time_left",
        "_watch",
        "attempts",
        "body",
        "deadline",
        "idempotency_key",
        "operation",
        "request",
    )

    def __init__(
        self,
        api: Api,
        config: Config,
        operation: Operation[Any],
        request: HttpRequest,
        *,
        idempotency_key: str | None,
        max_retries: int,
        deadline: Deadline | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._api = api
        self._config = config
        self._max_retries = max_retries
        self._pace = pace
        self._began = self._first_sent_at = self._sent_at = config.clock.monotonic()
        self._failure: Exception | None = None
        self.operation = operation
        self.request = request
        self.idempotency_key = idempotency_key
        self.deadline = deadline
        self.attempts = 0
        self.body: bytes
        self._time_left: TimeLeft | None = None
        if deadline is not None:
            self._time_left = TimeLeft(request.extensions["timeout"], deadline)
            request.extensions["timeout"] = self._time_left
        self._watch: Watch | None = None
        self._signed: frozenset[str] | None = None
        self._sign_again: bool | None = None

    def begin(self, observers: tuple[Observer, ...]) -> None:
        """Begin the call.

        Args:
            observers: Who sees it; the log sees it where it is listened to.
        """
        if logger.isEnabledFor(INFO):
            observers = (LOG, *observers)
        if observers:
            info = CallInfo(*self._facts())
            self._watch = Watch(info)
            for name, value in self._watch.begin(info, observers, self._api).items():
                self.request.headers.setdefault(name, value)

    def end(self, error: BaseException | None = None) -> None:
        """End the call.

        Args:
            error: What the caller gets instead of an answer, or `None`.
        """
        if self._watch is not None:
            now = self._config.clock.monotonic()
            self._watch.end(now - self._began, error, now - self._sent_at)

    def about(self) -> RequestInfo:
        """The attempt that comes next, for who authenticates it."""
        return RequestInfo(*self._facts(), self.attempts + 1)

    def sign(self, headers: Mapping[str, str]) -> None:
        """Authenticate the attempt that comes next.

        Raises:
            ConfigurationError: These are no headers.
        """
        self._signed = sign(self.request, headers, self._signed, self._api)

    def rejection(self, response: HttpResponse) -> ResponseInfo:
        """The attempt that was answered 401, for who authenticated it."""
        duration, status, request_id, limit = self._answer(response)
        facts = self._facts()
        return ResponseInfo(*facts, self.attempts, duration, status, None, request_id, limit)

    def rejected(self, *, again: bool) -> None:
        """Take note of a 401: whether other headers may help, which is tried once in a call."""
        if self._sign_again is None and again:
            self._sign_again = True

    def unsigned(self, deadline: Deadline) -> DeadlineExceededError:
        """What a call fails with whose deadline passes while it waits to be authenticated."""
        return self._deadline_exceeded(deadline, "passed while waiting for authentication")

    def decoded(self, found: Mismatches) -> None:
        """Take what of the answer is not as documented, for the observers to see."""
        if self._watch is not None:
            self._watch.decoded(found)

    def attempt(self) -> None:
        """Begin an attempt, after it was authenticated.

        Raises:
            DeadlineExceededError: The deadline has passed.
        """
        if self.deadline is not None and self.deadline.has_passed:
            what = "passed" if self.attempts else "had passed; a list has one for all its pages"
            raise self._deadline_exceeded(self.deadline, what) from self._failure
        if self.attempts or self._pace is not None or self._signed is not None:
            self._sent_at = self._config.clock.monotonic()
            if not self.attempts:
                self._first_sent_at = self._sent_at
        self.attempts += 1
        if self._watch is not None:
            self._watch.request(self.attempts)

    def intake(self, response: HttpResponse) -> Intake:
        """What takes an answer's body.

        Raises:
            BrokenBodyError: It cannot be taken.
        """
        limit = self._config.max_response_bytes
        if not response.is_success:
            limit = min(limit, ERROR_BYTES)
        return Intake(response, limit, self.deadline)

    def read(self, response: HttpResponse, intake: Intake) -> None:
        """Take over a body whose reading has ended.

        Raises:
            BrokenBodyError: It is packed, and its end is missing.
            ResponseTooLargeError: It is a success's, and above the client's bound.
        """
        self.body = intake.body()
        if response.is_success and intake.is_whole:
            return
        fill(response, self.body)
        if response.is_success:
            raise self._too_large(response)

    def in_memory(self, response: HttpResponse) -> None:
        """Take over the body of a response that never had a connection, or is read already.

        Raises:
            ResponseTooLargeError: It is a success's, and above the client's bound.
        """
        self.body = response.content
        if response.is_success and len(self.body) > self._config.max_response_bytes:
            raise self._too_large(response)

    def outlast_deadline(self) -> None:
        """Let the answer, a stream that has just opened, go on for as long as it likes."""
        if self._time_left is not None:
            self._time_left.lift()

    def answered(self, response: HttpResponse) -> float | None:
        """Take the answer of an attempt.

        Args:
            response: The response; where it is an error, with its body read.

        Returns:
            `None` when the call is done, or the seconds to wait before the next attempt.

        Raises:
            APIStatusError: The call has failed.
            DeadlineExceededError: The next attempt would begin after the deadline.
        """
        status = response.status_code
        success = 200 <= status < 300
        if self._watch is not None:
            self._watch.response(*self._answer(response), done=success)
        if success and self._config.retry_budget is not None:
            self._config.retry_budget.succeeded()
        if success and self._pace is None:
            return None
        retry_after = retry_after_of(response.headers, self._config.clock)
        if self._pace is not None:
            self._pace.answered(response, retry_after)
        if success:
            return None
        decision: Wait | Stop = Wait(0.0)
        if self._sign_again:
            self._sign_again = False
        else:
            decision = self._decide(status=status, retry_after=retry_after)
        error = APIStatusError.class_for(status)(
            read_problem(response, self._api.errors, self._api.request_id_header),
            response=response,
            retry_after=retry_after,
            idempotency_key=self.idempotency_key,
            attempts=self.attempts,
            note=self._note(status, decision),
        )
        if isinstance(decision, Wait):
            return self._again(decision, error)
        raise error

    def _note(self, status: int, decision: Wait | Stop) -> str | None:
        """What a caller should know beside what the server says."""
        notes = [decision.reason] if isinstance(decision, Stop) and decision.reason else []
        if status == UNAVAILABLE and self._api.status_page:
            notes.append(f"see {self._api.status_page}")
        return "; ".join(notes) or None

    def failed(self, error: Exception) -> float:
        """Take the failure of an attempt that got no complete answer.

        Args:
            error: What the HTTP client raised, or what was wrong with the body.

        Returns:
            The seconds to wait before the next attempt.

        Raises:
            APIConnectionError: The call has failed; a timeout raises `APITimeoutError`, and the
                deadline `DeadlineExceededError`.
        """
        hide_requests(error)
        clean_messages(error)
        if self._watch is not None:
            self._watch.response(self._since_sent(), error=type(error).__name__)
        if self._pace is not None:
            self._pace.failed()
        timed_out = self._is_timeout(error)
        if timed_out and self.deadline is not None and self.deadline.has_passed:
            raise self._deadline_exceeded(self.deadline, f"passed: {_reason(error)}") from error
        decision = Stop() if is_lasting(error, self._config.library) else self._decide()
        if isinstance(decision, Wait):
            return self._again(decision, error)
        raise self._connection_error(error, decision.reason) from error

    def _decide(
        self, *, status: int | None = None, retry_after: float | None = None
    ) -> Wait | Stop:
        clock = self._config.clock
        attempt = Attempt(
            number=self.attempts - (self._sign_again is False),
            max_retries=self._max_retries,
            elapsed=clock.monotonic() - self._first_sent_at,
            repeatable=self.operation.method in SAFE_METHODS or self.idempotency_key is not None,
            jitter=clock.random(),
            status=status,
            retry_after=retry_after,
        )
        decided = decision(self._config.retry_policy, attempt)
        budget = self._config.retry_budget
        if isinstance(decided, Wait) and budget is not None and not budget.withdraw():
            return Stop(budget.SPENT)
        return decided

    def _again(self, decision: Wait, error: Exception) -> float:
        wait = min(decision.seconds, LONGEST)
        if self.deadline is not None and wait > self.deadline.left() - GRAIN:
            what = f"comes before the next attempt, in {wait:.3g} s: {_reason(error)}"
            raise self._deadline_exceeded(self.deadline, what) from error
        self._failure = error
        if self._watch is not None:
            self._watch.retry(wait)
        return wait

    def waits(self, seconds: float) -> None:
        """Take note of how long it is until the call's turn.

        Raises:
            DeadlineExceededError: The deadline comes before.
        """
        seconds = min(seconds, LONGEST)
        if self.deadline is not None and seconds > self.deadline.left() - GRAIN:
            what = f"comes before the call's turn, in {seconds:.3g} s: the rate limit is used up"
            raise self._deadline_exceeded(self.deadline, what) from self._failure

    def _is_timeout(self, error: Exception) -> bool:
        return isinstance(error, (self._config.library.TimeoutException, DeadlinePassedError))

    def _connection_error(self, error: Exception, note: str | None) -> APIError:
        timed_out = self._is_timeout(error)
        what = "no complete answer in time" if timed_out else "no complete answer"
        return (APITimeoutError if timed_out else APIConnectionError)(
            f"{self._called()}: {what} from {self.request.url.netloc.decode()} "
            f"after {self._sent()}: {_reason(error)}" + (f" - {note}" if note else ""),
            request=self.request,
            idempotency_key=self.idempotency_key,
            attempts=self.attempts,
        )

    def _deadline_exceeded(self, deadline: Deadline, what: str) -> DeadlineExceededError:
        return DeadlineExceededError(
            f"{self._called()}: the deadline of {deadline.seconds:g} s {what} "
            f"(after {self._sent()})",
            request=self.request,
            deadline=deadline.seconds,
            idempotency_key=self.idempotency_key,
            attempts=self.attempts,
        )

    def _called(self) -> str:
        return f"{self.request.method} {sent_path(self.request.url)}"

    def _sent(self) -> str:
        return f"{self.attempts} attempt{'' if self.attempts == 1 else 's'}"

    def _too_large(self, response: HttpResponse) -> ResponseTooLargeError:
        limit = self._config.max_response_bytes
        return ResponseTooLargeError(
            f"{self.operation.name} answered {response.status_code} with more than {limit} bytes, "
            "the client's max_response_bytes",
            response=response,
            limit=limit,
            idempotency_key=self.idempotency_key,
            attempts=self.attempts,
        )

    def _since_sent(self) -> float:
        return self._config.clock.monotonic() - self._sent_at

    def _answer(self, response: HttpResponse) -> tuple[float, int, str | None, RateLimit | None]:
        """What is seen of an answer: seconds, status, request id and rate limit."""
        names = self._api.rate_limit
        return (
            self._since_sent(),
            response.status_code,
            header_text(response.headers, self._api.request_id_header),
            RateLimit.read(response.headers, names) if names else None,
        )

    def _facts(self) -> Facts:
        return facts(self.operation, self.request.url, self.idempotency_key)


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
