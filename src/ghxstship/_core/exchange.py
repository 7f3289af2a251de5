"""One call as a state machine without I/O: told what came of an attempt, it says what follows."""

from __future__ import annotations

from logging import INFO
from typing import TYPE_CHECKING, Any

from .auth import sign
from .body import ERROR_BYTES, BodyTooLargeError, Intake, fill
from .call_facts import facts
from .checks import LONGEST
from .deadline import GRAIN, DeadlinePassedError
from .failures import connection_error, deadline_exceeded, reason, status_error, too_large
from .headers import header_text
from .logs import logger
from .observers import LOG, CallInfo, RequestInfo, ResponseInfo, Watch
from .rate_limit import RateLimit
from .retries import Retries
from .retry import Stop, Wait, is_lasting, retry_after_of
from .tracebacks import clean_messages, hide_requests

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .api import Api
    from .call_facts import Facts
    from .config import Config
    from .deadline import Deadline
    from .errors import APIError, DeadlineExceededError
    from .http.protocols import HttpRequest, HttpResponse
    from .mismatch import Mismatches
    from .observers import Observer
    from .operation import Operation
    from .pace import Pace, Place
    from .pacing import Turn


class Exchange:
    """What a driver asks after each attempt: done, wait and send again, or fail.

    It never sleeps and never sends. Its time comes from the config's clock.
    """

    __slots__ = (
        "_api",
        "_began",
        "_config",
        "_first_sent_at",
        "_max_retries",
        "_retries",
        "_sent_at",
        "_sign_again",
        "_signed",
        "_watch",
        "attempts",
        "body",
        "deadline",
        "idempotency_key",
        "operation",
        "pace",
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
        self.pace = pace
        self._began = self._first_sent_at = self._sent_at = config.clock.monotonic()
        self._retries: Retries | None = None  # of most calls there are none
        self.operation = operation
        self.request = request
        self.idempotency_key = idempotency_key
        self.deadline = deadline
        self.attempts = 0
        self.body: bytes
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
        return deadline_exceeded(self, deadline, "passed while waiting for authentication")

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
            raise deadline_exceeded(self, self.deadline, what) from self._last_failure
        if self.attempts or self.pace is not None or self._signed is not None:
            self._sent_at = self._config.clock.monotonic()
            if not self.attempts:
                self._first_sent_at = self._sent_at
        self.attempts += 1
        if self._retries is not None:
            self._retries.sent()
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
            raise too_large(self, response, self._config.max_response_bytes)

    def in_memory(self, response: HttpResponse) -> None:
        """Take over the body of a response that never had a connection, or is read already.

        Raises:
            ResponseTooLargeError: It is a success's, and above the client's bound.
        """
        self.body = response.content
        limit = self._config.max_response_bytes
        if response.is_success and len(self.body) > limit:
            raise too_large(self, response, limit)

    def outlast_deadline(self) -> None:
        """Let the answer, a stream that has just opened, go on for as long as it likes."""
        if self.deadline is not None:
            self.deadline.lift()

    def answered(self, response: HttpResponse) -> float | None:
        """Take the answer of an attempt.

        Args:
            response: The response; where it is an error, with its body read.

        Returns:
            `None` when the call is done, or the seconds to wait before the next attempt, which
            `retry` or `waits` has to allow.

        Raises:
            APIStatusError: The call has failed.
            DeadlineExceededError: The next attempt would begin after the deadline.
        """
        status, budget = response.status_code, self._config.retry_budget
        success = 200 <= status < 300
        if self._watch is not None:
            self._watch.response(*self._answer(response), done=success)
        if success and budget is not None and not budget.is_full:
            budget.give_back(1)
        if success and self.pace is None:
            return None
        retry_after = retry_after_of(response.headers, self._config.clock)
        if self.pace is not None:
            self.pace.answered(response, retry_after)
        if success:
            return None

        def failure(note: str | None) -> APIError:
            return status_error(self, self._api, response, retry_after, note)

        retries = self._its_retries()
        if self._sign_again:
            self._sign_again = False
            return retries.after(Wait(0.0), failure, is_free=True)
        decision = retries.decide(self._counted, status=status, retry_after=retry_after)
        return retries.after(decision, failure)

    def failed(self, error: Exception) -> float:
        """Take the failure of an attempt that got no complete answer.

        Args:
            error: What the HTTP client raised, or what was wrong with the body.

        Returns:
            The seconds to wait before the next attempt, which `retry` or `waits` has to allow.

        Raises:
            APIConnectionError: The call has failed; a timeout raises `APITimeoutError`, and the
                deadline `DeadlineExceededError`.
        """
        hide_requests(error)
        clean_messages(error)
        if self._watch is not None:
            self._watch.response(self._since_sent(), error=type(error).__name__)
        if self.pace is not None:
            self.pace.failed()
        timed_out = self._is_timeout(error)
        if timed_out and self.deadline is not None and self.deadline.has_passed:
            raise deadline_exceeded(self, self.deadline, f"passed: {reason(error)}") from error

        def failure(note: str | None) -> APIError:
            return connection_error(self, error, note, timed_out=timed_out)

        is_final = isinstance(error, BodyTooLargeError) or is_lasting(error, self._config.library)
        retries = self._its_retries()
        decision = Stop() if is_final else retries.decide(self._counted)
        return retries.after(decision, failure, error)

    def _its_retries(self) -> Retries:
        if self._retries is None:
            self._retries = Retries(self, self._config, self._max_retries, self._first_sent_at)
        return self._retries

    @property
    def _last_failure(self) -> Exception | None:
        return None if self._retries is None else self._retries.failure

    @property
    def _counted(self) -> int:
        """The attempts so far, but for one that was signed again."""
        return self.attempts - (self._sign_again is False)

    @property
    def retry_tokens(self) -> int | None:
        """How many tokens the retry budget has, if what comes next needs one of them."""
        return None if self._retries is None else self._retries.tokens

    def retry(self, granted: bool | None = None) -> None:
        """Decide on the retry that comes next, if one does.

        Args:
            granted: Whether the pacer gave a token; `None` where the client's own budget decides.

        Raises:
            APIError: There is no token: what the last attempt failed with.
        """
        wait = None if self._retries is None else self._retries.begin(granted)
        if wait is not None and self._watch is not None:
            self._watch.retry(wait)

    def waits(self, place: Place, turn: Turn) -> float:
        """Take what the pacer answered.

        Returns:
            Seconds to wait before asking it again, 0 to go.

        Raises:
            APIError: The retry got no token: what the last attempt failed with.
            DeadlineExceededError: The deadline comes before the call's turn.
        """
        wait = place.waits(turn)
        self.retry(place.token)
        seconds = min(turn.wait, LONGEST)
        if wait and self.deadline is not None and seconds > self.deadline.left() - GRAIN:
            what = f"comes before the call's turn, in {seconds:.3g} s: the rate limit is used up"
            raise deadline_exceeded(self, self.deadline, what) from self._last_failure
        return wait

    def unsent(self, place: Place | None) -> None:
        """Give back the slot and the token of an attempt that is not sent."""
        if place is not None:
            place.leave()
        if self._retries is not None:
            self._retries.unsent()

    def _is_timeout(self, error: Exception) -> bool:
        return isinstance(error, (self._config.library.TimeoutException, DeadlinePassedError))

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
