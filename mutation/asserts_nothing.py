"""A test that a mutant can hardly fail: `tests/test_mutation.py` shows that most survive it."""

from __future__ import annotations

from ghxstship._core.retry import Attempt, RetryPolicy, parse_retry_after


def test_asks_and_does_not_listen() -> None:
    """Run most of the module, and assert nothing."""
    failed = Attempt(number=1, max_retries=2, elapsed=0.0, repeatable=True, jitter=0.5)
    RetryPolicy().decide(failed)
    parse_retry_after("3", now=0.0)
