"""A FastAPI app that receives webhooks: it answers at once, and does each event's work once.

Run it with `uvicorn examples.webhooks_fastapi:app`, its secret in `GHXSTSHIP_WEBHOOK_SECRET`; two,
with a comma between, while the secret rotates.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

from fastapi import FastAPI

from ghxstship import WebhookReceiver, WebhookRouter
from ghxstship.events import DealWon, Event, EventMetadata
from ghxstship.webhooks.starlette import endpoint

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


app = FastAPI()
app.add_api_route("/hooks", endpoint(WebhookReceiver(accept, secrets)), methods=["POST"])
