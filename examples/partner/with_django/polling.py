"""Catching up on what no webhook told: changes while we were down, and deletions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sentry_sdk
from django.db import Error, close_old_connections

from ghxstship import Client, GhxstshipError, NotFoundError

from .models import Deal, checkpoint, save_polled

if TYPE_CHECKING:
    from threading import Event

RUNS_BETWEEN_LOOKS_FOR_DELETIONS = 100


def copy_changes(client: Client) -> None:
    """Copy what changed since the checkpoint, and a minute before it."""
    since = checkpoint() - timedelta(minutes=1)
    changed = client.atlvs.deals.list(updated_since=since, sort="updated_at", limit=100)
    for page in changed.pages():
        save_polled(page.data)


def mark_deletions(client: Client) -> None:
    """Mark the deals that are gone: deletions show in no list and in no event."""
    known = set(Deal.objects.filter(deleted=False).values_list("id", flat=True))
    there = {deal.id for deal in client.atlvs.deals.list(sort="created_at", limit=100)}
    for deal_id in known - there:
        try:  # it may have slipped between two pages
            client.atlvs.deals.get(deal_id)
        except NotFoundError:
            Deal.objects.filter(id=deal_id).update(deleted=True)


def poll(client: Client, stop: Event, interval: float) -> None:
    """Catch up now and every `interval` seconds; what fails is reported, and tried again then."""
    run = 0
    while not stop.is_set():
        close_old_connections()
        try:
            copy_changes(client)
            if run % RUNS_BETWEEN_LOOKS_FOR_DELETIONS == 0:
                mark_deletions(client)
        except (GhxstshipError, Error) as error:
            sentry_sdk.capture_exception(error)
        run += 1
        stop.wait(interval)
