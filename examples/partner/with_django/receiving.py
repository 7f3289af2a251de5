"""The inbox, in Django's own database, and what is done with its events."""

from __future__ import annotations

from django.conf import settings

from ghxstship.events import Event
from ghxstship.webhooks import DjangoDatabase, Inbox

from .. import telemetry
from .models import columns_of_event, save

secrets: list[str] = settings.MIRROR.webhook_secrets
inbox = Inbox(DjangoDatabase(), secrets, retry=telemetry.ReportedRetries())


def handle(event: Event) -> None:
    """Keep the mirror up to date: the row commits with the note that the event is handled."""
    with telemetry.tracer.start_as_current_span(f"handle {event.event}"):
        columns = columns_of_event(event)
        if columns is not None:
            inbox.current.record(lambda _: save(columns))
