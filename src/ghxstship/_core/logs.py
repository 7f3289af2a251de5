"""What a client tells the log: what was asked and how it went, never a secret or a body."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .http import HttpRequest

logger = logging.getLogger(__name__.partition(".")[0])


def log_attempt(
    request: HttpRequest,
    *,
    attempt: int,
    seconds: float,
    outcome: str | None,
    request_id: str | None,
) -> None:
    """Log one attempt at level DEBUG.

    Args:
        request: What was sent; only its method and its path are logged.
        attempt: 1 for the first.
        seconds: How long it took.
        outcome: The answer's status, or the kind of failure.
        request_id: The server's id for it, if any.
    """
    logger.debug(
        "%s %s -> %s attempt=%d duration=%.3fs request_id=%s",
        request.method,
        path_of(request),
        outcome,
        attempt,
        seconds,
        request_id or "-",
    )


def log_retry(request: HttpRequest, *, attempt: int, wait: float, cause: str) -> None:
    """Log at level INFO that a request is sent again.

    Args:
        request: What was sent.
        attempt: The attempt that failed.
        wait: Seconds until the next.
        cause: The status or the kind of failure.
    """
    logger.info(
        "%s %s failed with %s at attempt %d, next attempt in %.3fs",
        request.method,
        path_of(request),
        cause,
        attempt,
        wait,
    )


def path_of(request: HttpRequest) -> str:
    """The path as it was sent: still percent-encoded, so that an argument cannot forge a line."""
    return request.url.raw_path.partition(b"?")[0].decode("ascii")
