"""One call as a state machine without I/O: told what came of an attempt, it says what follows."""

from __future__ import annotations

from logging import DEBUG
from typing import TYPE_CHECKING, Any

from .errors import APIConnectionError, APIError, APIStatusError, APITimeoutError
from .logs import log_attempt, log_retry, logger, path_of
from .operation import SAFE_METHODS
from .problem import read_problem
from .retry import Attempt, Stop, Wait, parse_retry_after

if TYPE_CHECKING:
    from .config import Api, Config
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
        "_max_retries",
        "_sent_at",
        "attempts",
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
    ) -> None:
        self._api = api
        self._config = config
        self._max_retries = max_retries
        self._began = self._sent_at = config.clock.monotonic()
        self.operation = operation
        self.request = request
        self.idempotency_key = idempotency_key
        self.attempts = 0

    def attempt(self) -> HttpRequest:
        """Begin an attempt.

        Returns:
            The request to send.
        """
        if self.attempts:
            self._sent_at = self._config.clock.monotonic()
        self.attempts += 1
        return self.request

    def answered(self, response: HttpResponse) -> float | None:
        """Take the answer of an attempt.

        Args:
            response: The response; where it is an error, with its body read.

        Returns:
            `None` when the call is done, or the seconds to wait before the next attempt.

        Raises:
            APIStatusError: The call has failed.
        """
        status = response.status_code
        self._log(response)
        if 200 <= status < 300:
            return None
        now = self._config.clock.time()
        retry_after = parse_retry_after(response.headers.get("retry-after"), now=now)
        decision = self._decide(status=status, retry_after=retry_after)
        if isinstance(decision, Wait):
            return self._again(decision, str(status))
        raise APIStatusError.class_for(status)(
            read_problem(response, self._api.errors, self._api.request_id_header),
            response=response,
            retry_after=retry_after,
            idempotency_key=self.idempotency_key,
            attempts=self.attempts,
            note=decision.reason,
        )

    def failed(self, error: Exception) -> float:
        """Take the failure of an attempt that got no complete answer.

        Args:
            error: What the HTTP client raised, a `RequestError` of its library.

        Returns:
            The seconds to wait before the next attempt.

        Raises:
            APIConnectionError: The call has failed; a timeout raises `APITimeoutError`.
        """
        cause = type(error).__name__
        self._log(None, failure=cause)
        decision = Stop() if self._is_lasting(error) else self._decide()
        if isinstance(decision, Wait):
            return self._again(decision, cause)
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

    def _again(self, decision: Wait, cause: str) -> float:
        wait = decision.seconds
        log_retry(self.request, attempt=self.attempts, wait=wait, cause=cause)
        return wait

    def _connection_error(self, error: Exception, note: str | None) -> APIError:
        request = self.request
        timed_out = isinstance(error, self._config.library.TimeoutException)
        what = "no complete answer in time" if timed_out else "no complete answer"
        reason = str(error) or type(error).__name__
        return (APITimeoutError if timed_out else APIConnectionError)(
            f"{request.method} {path_of(request)}: {what} from {request.url.netloc.decode()} "
            f"after {self.attempts} attempt{'s' if self.attempts > 1 else ''}: {reason}"
            + (f" - {note}" if note else ""),
            request=request,
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
