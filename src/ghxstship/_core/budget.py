"""The retry budget: how many retries a client may spend while its calls fail."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import Final

from .arguments import argument
from .checks import check_size
from .errors import ConfigurationError
from .operation import Omit
from .process_bound import ProcessBound

__all__ = ["RetryBudget"]

TOKEN: Final = 10
"""Tenths: what a retry costs. A success gives back one tenth."""
PACER_SPENT: Final = "not retried: the retry budget that the pacer keeps is spent"


@dataclass(slots=True)
class Bucket:
    """What is spent of a budget, in tenths of a token, so that no sum is inexact. No lock."""

    spent: int = 0

    def withdraw(self, tokens: int) -> bool:
        """Take one of so many tokens; return whether there was one."""
        if self.spent + TOKEN > tokens * TOKEN:
            return False
        self.spent += TOKEN
        return True

    def give_back(self, tenths: int) -> None:
        """Give back so many tenths; more than are spent are not saved."""
        self.spent = max(0, self.spent - tenths)


@argument
class RetryBudget(ProcessBound):
    """A token bucket for retries, so that an outage is not answered with a multiple of the load.

    A retry costs one token, and every success (2xx) gives back a tenth of one, up to `tokens`. A
    call whose retry finds no whole token left fails with its last error, whose message says so. In
    the long run at most one request in ten is a retry. Signing a request again after a 401 is free,
    and so is a retry that is not sent, because the deadline comes first or the call is cancelled.

    A client and those that `with_options` makes of it share one; give the same object to several
    clients, sync or async, for them to share it. With `pacing` the pacer keeps the count instead,
    for all clients of an API key that share it; of this object only `tokens` matters then, unless
    the pacer keeps no budget or cannot be reached.

    Args:
        tokens: How many retries may follow each other without a success between them, 1 or more.

    Raises:
        ConfigurationError: `tokens` is no integer of 1 or more.
    """

    _instead = "give each process one of its own"
    SPENT: Final = "not retried: the client's retry budget is spent"

    def __init__(self, tokens: int = 10) -> None:
        self.tokens = check_size("tokens", tokens, ConfigurationError)
        self.is_full = True  # then there is nothing to give back, and nothing to lock for
        self._bucket = Bucket()
        self._lock = Lock()

    def withdraw(self) -> bool:
        """Take one token for a retry; return whether there was one."""
        with self._lock:
            self.is_full = False
            return self._bucket.withdraw(self.tokens)

    def give_back(self, tenths: int) -> None:
        """Give back tenths of a token: one for a success, ten for a retry that is not sent."""
        with self._lock:
            self._bucket.give_back(tenths)
            self.is_full = not self._bucket.spent

    def __repr__(self) -> str:
        left = self.tokens - self._bucket.spent / TOKEN
        return f"RetryBudget(tokens={self.tokens}), {left:g} left"


def check_retry_budget(name: str, value: object, error: type[ValueError]) -> RetryBudget | None:
    """The budget, a new one of ten tokens for `OMIT`, or `None` for no bound.

    Raises:
        ValueError: Of the given class: it is something else.
    """
    if isinstance(value, Omit):
        return RetryBudget()
    if value is not None and not isinstance(value, RetryBudget):
        raise error(f"{name} must be a RetryBudget or None, not {type(value).__name__}")
    return value
