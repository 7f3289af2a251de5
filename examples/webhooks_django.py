"""A Django project that receives webhooks: it answers at once, and does each event's work once.

Run it with `python -m examples.webhooks_django runserver`, its secret in
`GHXSTSHIP_WEBHOOK_SECRET`; two, with a comma between, while the secret rotates.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.management import execute_from_command_line
from django.urls import path

from ghxstship import WebhookReceiver, WebhookRouter
from ghxstship.events import DealWon, Event, EventMetadata
from ghxstship.webhooks.django import view

router = WebhookRouter()
later = ThreadPoolExecutor(max_workers=1)  # one worker keeps the order
seen: dict[str, Event] = {}  # in your own app, a table that survives a restart


@router.on("deal.won")
def book(event: DealWon) -> None:
    print(f"{event.data.name} is won: {event.data.value:,.0f} {event.data.currency}", flush=True)


@router.otherwise
def note(event: Event) -> None:
    print(f"{event.event}: nothing to do", flush=True)


def accept(event: Event) -> None:
    """Take an event that is new; a retry or a replay brings one that is not."""
    metadata = EventMetadata.model_validate(event.metadata or {}, from_attributes=True)
    key = metadata.idempotency_key
    if key is None or seen.setdefault(key, event) is event:
        later.submit(router, event)


def secrets() -> list[str]:
    return os.environ["GHXSTSHIP_WEBHOOK_SECRET"].split(",")


urlpatterns = [path("hooks", view(WebhookReceiver(accept, secrets)))]

if __name__ == "__main__":
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["localhost", "127.0.0.1"])
    execute_from_command_line(sys.argv)
