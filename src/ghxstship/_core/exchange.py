"""One call as a state machine without I/O: told what came of an attempt, it says what follows."""

from __future__ import annotations

from logging import DEBUG
from typing import TYPE_CHECKING, Any

from .body import ERROR_BYTES, Intake, fill
from .deadline import GRAIN, DeadlinePassedError, TimeLeft
from .errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    DeadlineExceededError,
    ResponseTooLargeError,
)
from .logs import log_attempt, log_retry, logger, path_of
from .operation import SAFE_METHODS
from .problem import read_problem
from .retry import Attempt, Stop, Wait, parse_retry_after

if TYPE_CHECKING:
    from .config import Api, Config
    from .deadline import Deadline
    from .http import HttpRequest, HttpResponse
    from .operation import Operation


class Exchange:
    """What a driver asks after each attempt: done, wait and send again, or fail.

    It never sleeps and never sends. Its time comes from the config's clock.
    """

    __slots__ = (
        "_api",
        "_began",
        "_config",
        "_failure",
        "_max_retries",
        "_sent_at",
        "_time_left",
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
    ) -> None:
        self._api = api
        self._config = config
        self._max_retries = max_retries
        self._began = self._sent_at = config.clock.monotonic()
        self._failure: Exception | None = None
        self.operation = operation
        self.request = request
        self.idempotency_key = idempotency_key
        self.deadline = deadline
        self.attempts = 0
        self.body = b""
        self._time_left: TimeLeft | None = None
        if deadline is not None:
            self._time_left = TimeLeft(request.extensions["timeout"], deadline)
            request.extensions["timeout"] = self._time_left

    def attempt(self) -> HttpRequest:
        """Begin an attempt.

        Returns:
            The request to send.

        Raises:
            DeadlineExceededError: The deadline has passed.
        """
        if self.deadline is not None and self.deadline.has_passed:
            what = "passed" if self.attempts else "had passed; a list has one for all its pages"
            raise self._deadline_exceeded(self.deadline, what) from self._failure
        if self.attempts:
            self._sent_at = self._config.clock.monotonic()
        self.attempts += 1
        return self.request

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
        self._log(response)
        if 200 <= status < 300:
            return None
        now = self._config.clock.time()
        retry_after = parse_retry_after(response.headers.get("retry-after"), now=now)
        decision = self._decide(status=status, retry_after=retry_after)
        error = APIStatusError.class_for(status)(
            read_problem(response, self._api.errors, self._api.request_id_header),
            response=response,
            retry_after=retry_after,
            idempotency_key=self.idempotency_key,
            attempts=self.attempts,
            note=decision.reason if isinstance(decision, Stop) else None,
        )
        if isinstance(decision, Wait):
            return self._again(decision, str(status), error)
        raise error

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
        cause = type(error).__name__
        self._log(None, failure=cause)
        timed_out = self._is_timeout(error)
        if timed_out and self.deadline is not None and self.deadline.has_passed:
            raise self._deadline_exceeded(self.deadline, f"passed: {_reason(error)}") from error
        decision = Stop() if self._is_lasting(error) else self._decide()
        if isinstance(decision, Wait):
            return self._again(decision, cause, error)
        raise self._connection_error(error, decision.reason) from error

    def _is_lasting(self, error: Exception) -> bool:
        """Whether no further attempt would mend it: the request cannot be sent as it is."""
        http = self._config.library
        lasting = (http.UnsupportedProtocol, http.LocalProtocolError, http.TooManyRedirects)
        return isinstance(error, lasting)

    def _decide(
        self, *, status: int | None = None, retry_after: float | None = None
    ) -> Wait | Stop:
        clock = self._config.clock
        return self._config.retry_policy.decide(
            Attempt(
                number=self.attempts,
                max_retries=self._max_retries,
                elapsed=clock.monotonic() - self._began,
                repeatable=self.operation.method in SAFE_METHODS
                or self.idempotency_key is not None,
                jitter=clock.random(),
                status=status,
                retry_after=retry_after,
            )
        )

    def _again(self, decision: Wait, cause: str, error: Exception) -> float:
        wait = decision.seconds
        if self.deadline is not None and wait > self.deadline.left() - GRAIN:
            what = f"comes before the next attempt, in {wait:.3g} s: {_reason(error)}"
            raise self._deadline_exceeded(self.deadline, what) from error
        self._failure = error
        log_retry(self.request, attempt=self.attempts, wait=wait, cause=cause)
        return wait

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
        return f"{self.request.method} {path_of(self.request)}"

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

    def _log(self, response: HttpResponse | None, failure: str | None = None) -> None:
        if not logger.isEnabledFor(DEBUG):
            return
        header = self._api.request_id_header
        log_attempt(
            self.request,
            attempt=self.attempts,
            seconds=self._config.clock.monotonic() - self._sent_at,
            outcome=failure if response is None else str(response.status_code),
            request_id=response.headers.get(header) if response is not None and header else None,
        )


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
