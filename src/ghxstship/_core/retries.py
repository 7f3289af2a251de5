"""What follows an attempt that failed: another one or the call's end, and what a retry costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .budget import PACER_SPENT, TOKEN
from .checks import LONGEST
from .deadline import GRAIN
from .failures import deadline_exceeded, reason
from .operation import SAFE_METHODS
from .retry import Attempt, Stop, Wait, decision

if TYPE_CHECKING:
    from collections.abc import Callable

    from .config import Config
    from .errors import APIError
    from .exchange import Exchange


@dataclass(frozen=True, slots=True)
class _Next:
    """The attempt that comes next: when, what the call fails with instead, and what it costs."""

    wait: float
    failure: Callable[[str | None], APIError]
    is_free: bool


class Retries:
    """Those of one call, from its first failure on.

    Args:
        exchange: The call.
        config: The client's.
        most: How many it may have, 0 or more.
        began: When its first attempt was sent, by the client's clock.

    Attributes:
        failure: What the last attempt failed with.
    """

    __slots__ = ("_began", "_config", "_exchange", "_has_token", "_most", "_next", "failure")

    def __init__(self, exchange: Exchange, config: Config, most: int, began: float) -> None:
        self._exchange = exchange
        self._config = config
        self._most = most
        self._began = began
        self._next: _Next | None = None
        self._has_token = False
        self.failure: Exception | None = None

    def decide(
        self, number: int, *, status: int | None = None, retry_after: float | None = None
    ) -> Wait | Stop:
        """What the client's policy says.

        Args:
            number: That of the attempt, 1 for the first.
            status: The status that it was answered with, `None` where no complete answer came.
            retry_after: Seconds that the answer asks to wait, or `None`.
        """
        call, clock = self._exchange, self._config.clock
        attempt = Attempt(
            number=number,
            max_retries=self._most,
            elapsed=clock.monotonic() - self._began,
            repeatable=call.operation.method in SAFE_METHODS or call.idempotency_key is not None,
            jitter=clock.random(),
            status=status,
            retry_after=retry_after,
        )
        return decision(self._config.retry_policy, attempt)

    def after(
        self,
        decision: Wait | Stop,
        failure: Callable[[str | None], APIError],
        cause: Exception | None = None,
        *,
        is_free: bool = False,
    ) -> float:
        """The seconds to wait for the next attempt.

        Args:
            decision: The policy's.
            failure: Makes the call's error, of what a caller should know beside it.
            cause: What the attempt failed with, `None` where it was answered.
            is_free: Whether the retry needs no token of the retry budget.

        Raises:
            APIError: There is no other attempt.
            DeadlineExceededError: It would begin after the deadline.
        """
        call = self._exchange
        if isinstance(decision, Wait) and getattr(call.request.stream, "is_spent", False):
            decision = Stop("not retried: the body was sent and cannot be rewound")
        if isinstance(decision, Stop):
            raise failure(decision.reason)
        self.failure = cause or failure(None)
        wait = min(decision.seconds, LONGEST)
        if call.deadline is not None and wait > call.deadline.left() - GRAIN:
            what = f"comes before the next attempt, in {wait:.3g} s: {reason(self.failure)}"
            raise deadline_exceeded(call, call.deadline, what) from self.failure
        self._next = _Next(wait, failure, is_free=is_free)
        return wait

    @property
    def tokens(self) -> int | None:
        """How many tokens the retry budget has, if what comes next needs one of them."""
        budget = self._config.retry_budget
        is_free = self._next is None or self._next.is_free
        return None if is_free or budget is None else budget.tokens

    def begin(self, granted: bool | None) -> float | None:
        """Decide on the retry that comes next, once: it needs a token of the retry budget.

        Args:
            granted: Whether the pacer gave one; `None` where the client's own budget decides.

        Returns:
            The seconds that it waits, or `None` where it was decided on before.

        Raises:
            APIError: There is no token: what the last attempt failed with.
        """
        following, needs_token = self._next, self.tokens is not None
        self._next = None
        if following is None:
            return None
        budget = self._config.retry_budget
        if granted is None and needs_token and budget is not None:
            if not budget.withdraw():
                raise following.failure(budget.SPENT)
            self._has_token = True
        elif granted is False:
            raise following.failure(PACER_SPENT)
        return following.wait

    def sent(self) -> None:
        """Let the token be spent: the attempt begins."""
        self._has_token = False

    def unsent(self) -> None:
        """Give back the token of an attempt that is not sent."""
        if self._has_token and self._config.retry_budget is not None:
            self._has_token = False
            self._config.retry_budget.give_back(TOKEN)
