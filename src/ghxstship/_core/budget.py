"""The retry budget: how many retries a client may spend while its calls fail."""

from __future__ import annotations

from threading import Lock
from typing import Final

from .checks import check_size
from .errors import ConfigurationError
from .operation import Omit
from .process_bound import ProcessBound

__all__ = ["RetryBudget"]

TOKEN: Final = 10
"""Tenths: what a retry costs. A success gives back one tenth."""


class RetryBudget(ProcessBound):
    """A token bucket for retries, so that an outage is not answered with a multiple of the load.

    A retry costs one token, and every success (2xx) gives back a tenth of one, up to `tokens`. A
    call whose retry finds no whole token left fails with its last error, whose message says so. In
    the long run at most one request in ten is a retry. Signing a request again after a 401 is free;
    a retry that the call's deadline prevents is not.

    A client and those that `with_options` makes of it share one; give the same object to several
    clients, sync or async, for them to share it.

    Args:
        tokens: How many retries may follow each other without a success between them, 1 or more.

    Raises:
        ConfigurationError: `tokens` is no integer of 1 or more.
    """

    _instead = "give each process one of its own"
    SPENT: Final = "not retried: the client's retry budget is spent"

    def __init__(self, tokens: int = 10) -> None:
        self.tokens = check_size("tokens", tokens, ConfigurationError)
        self._spent = 0  # in tenths, so that no sum is inexact
        self._lock = Lock()

    def withdraw(self) -> bool:
        """Take one token for a retry; return whether there was one."""
        with self._lock:
            if self._spent + TOKEN > self.tokens * TOKEN:
                return False
            self._spent += TOKEN
            return True

    def succeeded(self) -> None:
        """Give back a tenth of a token for a success."""
        if self._spent:  # else there is nothing to lock for
            with self._lock:
                self._spent = max(0, self._spent - 1)

    def __repr__(self) -> str:
        return f"RetryBudget(tokens={self.tokens}), {self.tokens - self._spent / TOKEN:g} left"


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
