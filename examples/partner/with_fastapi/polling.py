"""Catching up on what no webhook told: changes while we were down, and deletions."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import anyio
import sentry_sdk
from anyio.to_thread import run_sync

from ghxstship import AsyncClient, GhxstshipError, NotFoundError

from .mirror import Mirror

RUNS_BETWEEN_LOOKS_FOR_DELETIONS = 100


async def copy_changes(client: AsyncClient, mirror: Mirror) -> int:
    """Copy what changed since the checkpoint, and a minute before it.

    Returns:
        How many deals came.
    """
    since = await run_sync(mirror.checkpoint) - timedelta(minutes=1)
    changed = client.atlvs.deals.list(updated_since=since, sort="updated_at", limit=100)
    count = 0
    async for page in changed.pages():
        await run_sync(mirror.save_polled, page.data)
        count += len(page.data)
    return count


async def mark_deletions(client: AsyncClient, mirror: Mirror) -> int:
    """Mark the deals that are gone: deletions show in no list and in no event.

    Returns:
        How many were gone.
    """
    known = {row.id for row in await run_sync(mirror.deals)}
    there = {deal.id async for deal in client.atlvs.deals.list(sort="created_at", limit=100)}
    count = 0
    for deal_id in known - there:
        try:  # it may have slipped between two pages
            await client.atlvs.deals.get(deal_id)
        except NotFoundError:
            await run_sync(mirror.mark_deleted, deal_id)
            count += 1
    return count


async def poll(client: AsyncClient, mirror: Mirror, interval: float) -> None:
    """Catch up now and every `interval` seconds; what fails is reported, and tried again then."""
    run = 0
    while True:
        try:
            await copy_changes(client, mirror)
            if run % RUNS_BETWEEN_LOOKS_FOR_DELETIONS == 0:
                await mark_deletions(client, mirror)
        except (GhxstshipError, sqlite3.Error) as error:
            sentry_sdk.capture_exception(error)
        run += 1
        await anyio.sleep(interval)
