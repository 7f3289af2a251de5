"""A FastAPI app that receives webhooks: it answers at once, and does each event's work later.

Run it with `uvicorn examples.webhooks_fastapi:app`, its secret in `GHXSTSHIP_WEBHOOK_SECRET`; two,
with a comma between, while the secret rotates. What is accepted is in `inbox.db` and is handled
until a handler succeeds, whatever fails or is killed; `GHXSTSHIP_INBOX` names another file.
"""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import anyio
from fastapi import FastAPI

from ghxstship import WebhookRouter
from ghxstship.events import DealWon, Event
from ghxstship.webhooks import Inbox, InboxReceiver
from ghxstship.webhooks.starlette import endpoint

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

router = WebhookRouter()
secrets = os.environ["GHXSTSHIP_WEBHOOK_SECRET"].split(",")
inbox = Inbox(os.environ.get("GHXSTSHIP_INBOX", "inbox.db"), secrets)


@router.on("deal.won")
def book(event: DealWon) -> None:
    print(f"{event.data.name} is won: {event.data.value:,.0f} {event.data.currency}", flush=True)


@router.otherwise
def note(event: Event) -> None:
    print(f"{event.event}: nothing to do", flush=True)


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
    """Handle events for as long as the app runs; those in hand come to their end."""
    worker = inbox.async_worker(router.ahandle)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(worker.run)
        yield
        worker.stop()
    inbox.close()


app = FastAPI(lifespan=lifespan)
app.add_api_route("/hooks", endpoint(InboxReceiver(inbox)), methods=["POST"])
