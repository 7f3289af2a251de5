"""Errors to Sentry, spans to OpenTelemetry; both applications start it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sentry_sdk
from opentelemetry.sdk.trace import TracerProvider

from ghxstship.webhooks import FailedAttempt, RetrySchedule, Schedule

if TYPE_CHECKING:
    from .settings import Settings

provider = TracerProvider()
"""Add a span processor with the exporter of your collector: `provider.add_span_processor(...)`."""
tracer = provider.get_tracer("partner")


def start(settings: Settings) -> None:
    """Report errors; without a DSN, Sentry's SDK does nothing."""
    sentry_sdk.init(dsn=settings.sentry_dsn)


@dataclass(frozen=True)
class ReportedRetries:
    """A schedule of the inbox that reports each failed attempt, of a handler or of an effect."""

    schedule: Schedule = field(default_factory=RetrySchedule)

    @property
    def max_attempts(self) -> int:
        """How often an event is handed out."""
        return self.schedule.max_attempts

    def decide(self, failed: FailedAttempt) -> float | None:
        """Report what was raised, and leave the decision to the schedule."""
        sentry_sdk.capture_exception(failed.error)
        return self.schedule.decide(failed)
