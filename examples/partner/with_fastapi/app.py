"""The application: `uvicorn --factory examples.partner.with_fastapi.app:create_app`.

`POST /hooks` takes webhooks, a worker in the same process handles them, a task polls, and `GET /`
shows the mirror.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
from fastapi import FastAPI, Request, Response
from fastapi.templating import Jinja2Templates

from ghxstship import AsyncClient
from ghxstship.events import Event
from ghxstship.telemetry import OpenTelemetry
from ghxstship.webhooks import Inbox, InboxReceiver
from ghxstship.webhooks.starlette import endpoint

from .. import telemetry
from ..settings import Settings
from .mirror import Mirror, row_of_event, save
from .polling import poll

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

templates = Jinja2Templates(Path(__file__).parents[1] / "templates")


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application, as the environment says or as a test does."""
    settings = settings or Settings.from_environment()
    telemetry.start(settings)
    mirror = Mirror(settings.database)
    retries = telemetry.ReportedRetries()
    inbox = Inbox(settings.database, settings.webhook_secrets, retry=retries)

    async def handle(event: Event) -> None:
        with telemetry.tracer.start_as_current_span(f"handle {event.event}"):
            row = row_of_event(event)
            if row is not None:  # written with the note that the event is handled, or not at all
                inbox.current.record(lambda db: save(db, row))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        mirror.create_tables()
        observer = OpenTelemetry(tracer_provider=telemetry.provider)
        worker = inbox.async_worker(handle)
        async with AsyncClient(observers=[observer]) as client, anyio.create_task_group() as tasks:
            tasks.start_soon(worker.run)
            async with anyio.create_task_group() as polling:
                polling.start_soon(poll, client, mirror, settings.poll_interval)
                yield
                polling.cancel_scope.cancel()
            worker.stop()  # what is in hand comes to its end
        inbox.close()

    app = FastAPI(lifespan=lifespan)
    app.add_api_route("/hooks", endpoint(InboxReceiver(inbox)), methods=["POST"])

    def page(request: Request) -> Response:
        context = {"deals": mirror.deals(), "inbox": inbox.counts()}
        return templates.TemplateResponse(request, "deals.html", context)

    app.add_api_route("/", page, methods=["GET"])
    return app
