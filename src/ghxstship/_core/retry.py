"""When to try again, as values that decide and never sleep."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_tz
from sys import float_info
from typing import TYPE_CHECKING, Protocol

from .arguments import argument
from .checks import check_answer, is_number, shown
from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .clock import Clock
    from .http.protocols import HttpLibrary

__all__ = ["Attempt", "Retry", "RetryPolicy", "Stop", "Wait"]

RETRYABLE_STATUSES = frozenset(
    {408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529, 530}
)
"""Statuses that pass: those of HTTP, and those by which Cloudflare (520 to 524, 530) and others
(529) say that the server behind them was not reached or is overloaded."""

_LONGEST = 1e12
"""Seconds: more than to any date, and what a wait of ever so many digits counts as."""

_DAY = 86_400

_LARGEST = float_info.max
"""Seconds: the longest that can be reckoned with."""

_ITEM = re.compile(
    r"\s*(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,\s*\d+[ -]+[a-z][^,]*|[^,]+", re.IGNORECASE
)
"""An item of a list in which a date's weekday has a comma after it."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A failed attempt, as a retry policy sees it."""

    number: int
    """1 for the first attempt."""
    max_retries: int
    """How many retries the caller allows, 0 or more."""
    elapsed: float
    """Seconds since the first attempt was sent."""
    repeatable: bool
    """Whether sending again is harmless: a safe method, or an idempotency key."""
    jitter: float
    """A random number in [0, 1), drawn for this attempt."""
    status: int | None = None
    """The status of the answer, or `None` where no complete answer came."""
    retry_after: float | None = None
    """Seconds that the server asks to wait, or `None`."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Send again after this many seconds.

    Raises:
        ConfigurationError: The seconds are negative or not a number.
    """

    seconds: float

    def __post_init__(self) -> None:
        """Refuse a wait that no clock can keep."""
        if not is_number(self.seconds) or not self.seconds >= 0:
            raise ConfigurationError(f"Wait.seconds must be 0 or more, not {shown(self.seconds)}")


@dataclass(frozen=True, slots=True)
class Stop:
    """Give up; the reason goes into the error's message when there is something to say."""

    reason: str | None = None


@argument
class Retry(Protocol):
    """What a policy is: one method, from a failed attempt to a decision."""

    def decide(self, attempt: Attempt) -> Wait | Stop:
        """Decide what follows a failed attempt."""
        ...


def check_retry_policy(name: str, value: Retry | None, error: type[ValueError]) -> Retry:
    """The policy, or the default for `None`.

    Raises:
        ValueError: Of the given class: it has no method `decide`.
    """
    if value is None:
        return RetryPolicy()
    if isinstance(value, type) or not callable(getattr(value, "decide", None)):
        kind = "class" if isinstance(value, type) else type(value).__name__
        raise error(f"{name} must have a method decide, and a {kind} has none")
    return value


def decision(policy: Retry, attempt: Attempt) -> Wait | Stop:
    """What a policy decides after a failed attempt.

    Raises:
        ConfigurationError: It answers something else than `Wait` or `Stop`.
    """
    decided = policy.decide(attempt)
    return check_answer("retry_policy.decide", decided, (Wait, Stop), "Wait or Stop")


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Exponential backoff with full jitter, which obeys `Retry-After` within bounds.

    The wait that a server asks for is the least, and up to a quarter of it is added by chance (at
    least the ceiling of the wait without it, at most `max_delay`): many clients that were refused
    in one moment do not come back in one moment.

    Retried are connection errors, timeouts and the statuses 408, 425, 429, 500, 502, 503, 504, 520
    to 524, 529 and 530, and only where sending again is harmless. A 409 is never retried.

    Raises:
        ConfigurationError: A figure is negative or not a number, or `max_delay` is infinite.
    """

    initial_delay: float = 0.5
    """Seconds: the ceiling of the first wait; it doubles with each attempt."""
    max_delay: float = 8.0
    """Seconds: what chance adds to a wait has no higher ceiling."""
    max_retry_after: float = 60.0
    """Seconds: a server that asks for more gets no retry but an error that says so."""
    max_elapsed: float = 120.0
    """Seconds: no retry begins later than this after the first attempt was sent."""

    def __post_init__(self) -> None:
        """Refuse figures that no schedule can follow."""
        for name in ("initial_delay", "max_delay", "max_retry_after", "max_elapsed"):
            value: float = getattr(self, name)
            most = _LARGEST if name == "max_delay" else math.inf
            is_exact = is_number(value) and (isinstance(value, float) or value <= _LARGEST)
            if not is_exact or not 0 <= value <= most:
                raise ConfigurationError(
                    f"RetryPolicy.{name} must be 0 or more seconds, not {shown(value)}"
                )

    def decide(self, attempt: Attempt) -> Wait | Stop:
        """Decide what follows a failed attempt.

        Args:
            attempt: What happened.

        Returns:
            `Wait` with the seconds to wait, or `Stop`.
        """
        if attempt.status is not None and attempt.status not in RETRYABLE_STATUSES:
            return Stop()
        if attempt.number > attempt.max_retries:
            return Stop()
        if not attempt.repeatable:
            return Stop("not retried: the request is not safe to repeat without an idempotency key")
        asked = attempt.retry_after or 0.0
        if asked > self.max_retry_after:
            return Stop(
                f"not retried: the server asks to wait {asked:g} s, "
                f"and this client waits at most {self.max_retry_after:g} s"
            )
        delay = asked + self._spread(attempt.number, asked) * attempt.jitter
        if attempt.elapsed + delay > self.max_elapsed:
            return Stop(f"not retried: {self.max_elapsed:g} s for the whole call would be exceeded")
        return Wait(delay)

    def _spread(self, number: int, asked: float) -> float:
        """The ceiling of what chance adds to a wait; the exponent is kept from overflowing."""
        return min(self.max_delay, max(asked / 4, self.initial_delay * 2.0 ** min(number - 1, 63)))


def parse_retry_after(value: str | None, *, now: float) -> float | None:
    """Read a `Retry-After` header (RFC 9110, section 10.2.3), and fractions of a second too.

    A header that was sent twice, as by a server and by a proxy, comes as a list: the longest wait
    counts.

    Args:
        value: The header's value: seconds, or an HTTP date, or several of them.
        now: Seconds since the epoch, to measure a date against; by the server's clock if that is
            known.

    Returns:
        Seconds to wait, 0 for a date in the past, 1e12 for whatever is longer, or `None` for what
        is neither.
    """
    waits = (_wait(item, now) for item in _items(value))
    return max((wait for wait in waits if wait is not None), default=None)


def is_lasting(error: Exception, library: HttpLibrary) -> bool:
    """Whether no further attempt would fix it: the request cannot be sent as it is."""
    lasting = (library.UnsupportedProtocol, library.LocalProtocolError, library.TooManyRedirects)
    return isinstance(error, lasting)


def parse_date(value: str | None) -> float | None:
    """Read a `Date` header (RFC 9110, section 6.6.1).

    Args:
        value: The header's value; of a list, as where a proxy adds one, the first date counts.

    Returns:
        Seconds since the epoch, or `None` where there is no date.
    """
    dates = map(_moment, _items(value))
    return next((date for date in dates if date is not None), None)


def made_at(headers: Mapping[str, str], clock: Clock) -> float:
    """When an answer was made, by its own clock, for this machine's may be hours off.

    Args:
        headers: The answer's.
        clock: The client's, for an answer that does not say.

    Returns:
        Seconds since the epoch.
    """
    date = parse_date(headers.get("date"))
    return clock.time() if date is None else date


def retry_after_of(headers: Mapping[str, str], clock: Clock) -> float | None:
    """How many seconds an answer asks to wait, or `None`."""
    value = headers.get("retry-after")
    return None if value is None else parse_retry_after(value, now=made_at(headers, clock))


def _items(value: str | None) -> Iterator[str]:
    """The items of a header that may be a list."""
    return (item.strip() for item in _ITEM.findall(value or ""))


def _wait(value: str, now: float) -> float | None:
    if value[:1].isdigit():
        seconds = _seconds(value)
    else:
        moment = _moment(value)
        seconds = None if moment is None else max(0.0, moment - now)
    return None if seconds is None else min(seconds, _LONGEST)


def _moment(value: str) -> float | None:
    """An HTTP date in seconds since the epoch; it may be a leap second."""
    if not value.isascii():
        return None
    try:
        parsed = parsedate_tz(value)
        if parsed is None or parsed[5] > 60 or abs(parsed[9] or 0) >= _DAY:
            return None
        year, month, day, hour, minute, second = parsed[:6]
        date = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        return date.timestamp() - (parsed[9] or 0) + (second == 60)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def _seconds(value: str) -> float | None:
    if not value.isascii():
        return None
    whole, _, fraction = value.partition(";")[0].rstrip().partition(".")
    if not whole.isdigit() or not (fraction.isdigit() or fraction == ""):
        return None
    return float(f"{whole}.{fraction}")
