"""The inbox, and what is done with its events."""

from __future__ import annotations

from django.conf import settings
from django.db import close_old_connections

from ghxstship.events import Event
from ghxstship.webhooks import Inbox

from .. import telemetry
from .models import columns_of_event, save

secrets: list[str] = settings.MIRROR.webhook_secrets
inbox = Inbox(settings.INBOX, secrets, retry=telemetry.ReportedRetries())


def handle(event: Event) -> None:
    """Keep the mirror up to date; a repetition writes the same row once more."""
    with telemetry.tracer.start_as_current_span(f"handle {event.event}"):
        columns = columns_of_event(event)
        if columns is not None:
            close_old_connections()  # a worker has no requests, at whose ends Django does it
            save(columns)
