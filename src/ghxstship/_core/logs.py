"""What a client tells the log: what was asked and how it went, never a secret or a body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .hooks import Observation, logger

if TYPE_CHECKING:
    from .hooks import CallInfo, ResponseInfo, RetryInfo

# The paths are percent-encoded, so that an argument cannot forge a line.


class Log(Observation):
    """Writes each attempt at level DEBUG, and each retry at level INFO."""

    def begin(self, call: CallInfo) -> Observation:  # noqa: ARG002 - the values say it all
        """The same for every call."""
        return self

    def on_response(self, response: ResponseInfo) -> None:
        """An attempt."""
        logger.debug(
            "%s %s -> %s attempt=%d duration=%.3fs request_id=%s",
            response.method,
            response.path,
            response.status or response.error,
            response.attempt,
            response.duration,
            response.request_id or "-",
        )

    def on_retry(self, retry: RetryInfo) -> None:
        """A retry."""
        logger.info(
            "%s %s failed with %s at attempt %d, next attempt in %.3fs",
            retry.method,
            retry.path,
            retry.status or retry.error,
            retry.attempt,
            retry.wait,
        )


LOG = Log()
