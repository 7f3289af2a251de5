"""The application over HTTP, against the sandbox."""

from __future__ import annotations

import asyncio
import re
import socket
import sqlite3
from contextlib import closing
from threading import Thread
from typing import TYPE_CHECKING

import anyio
import httpx
import pytest
import uvicorn

from ghxstship import AsyncClient
from ghxstship.certification import certify

from ..conftest import Reports, eventually
from ..settings import Settings
from .app import create_app
from .mirror import Mirror, Row
from .polling import copy_changes, mark_deletions

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    from ghxstship.pytest_plugin import GhxstshipSandbox, GhxstshipWebhook, SignedDelivery

FORMER = "whsec_former"


class Running:
    """The application behind a port, and the sandbox's subscription that leads to it."""

    def __init__(self, url: str, hook_id: str, secret: str, mirror: Mirror) -> None:
        self.url = url
        self.hook_id = hook_id
        self.secret = secret
        self.mirror = mirror

    def post(self, sent: SignedDelivery) -> int:
        response = httpx.post(f"{self.url}/hooks", content=sent.body, headers=sent.headers)
        return response.status_code

    def handle(self, *deliveries: SignedDelivery) -> None:
        """Post deliveries, and wait until all of them are handled."""
        assert [self.post(sent) for sent in deliveries] == [204] * len(deliveries)
        eventually(lambda: "0 events waiting" in self.page())

    def page(self) -> str:
        return httpx.get(self.url).text

    def row(self, deal_id: str) -> Row | None:
        return next((row for row in self.mirror.deals() if row.id == deal_id), None)


@pytest.fixture
def running(account: GhxstshipSandbox, sentry: Reports, tmp_path: Path) -> Generator[Running]:
    with socket.create_server(("127.0.0.1", 0)) as listener, account.client() as client:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        hook = client.atlvs.webhooks.create(
            url=f"{url}/hooks", events=["deal.created", "deal.updated", "deal.won", "deal.lost"]
        )
        settings = Settings(
            database=str(tmp_path / "mirror.db"),
            webhook_secrets=[hook.secret or "", FORMER],
            sentry_dsn=sentry.dsn,
            poll_interval=3600,
        )
        server = uvicorn.Server(uvicorn.Config(create_app(settings), log_config=None))
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        mirror = Mirror(settings.database)
        mirror.create_tables()
        # The first poll has come to its end with the checkpoint and the look for deletions.
        eventually(lambda: len(mirror.deals()) == client.atlvs.deals.list(limit=1).total)
        yield Running(url, hook.id, hook.secret or "", mirror)
        server.should_exit = True
        thread.join()


def test_what_happens_on_the_platform_comes_to_the_page(
    running: Running, account: GhxstshipSandbox
) -> None:
    with account.client() as client:
        deal = client.atlvs.deals.create(name="<b>Tide</b> & Co", value=84_000, currency="USD")
        client.atlvs.deals.win(deal.id)
    eventually(lambda: (row := running.row(deal.id)) is not None and row.status == "won")
    page = running.page()
    assert "&lt;b&gt;Tide&lt;/b&gt; &amp; Co" in page
    assert "<b>Tide" not in page
    assert re.search(rf'id="{deal.id}".*84,000.00 USD.*won', page)


def test_a_duplicate_is_one_row_and_an_older_event_changes_nothing(
    running: Running, ghxstship_webhook: GhxstshipWebhook
) -> None:
    def sent(name: str, updated_at: str) -> SignedDelivery:
        fields = {"data.id": "deal_x", "data.name": name, "data.updated_at": updated_at}
        return ghxstship_webhook("deal.updated", fields, secret=running.secret)

    newer, older = sent("Newer", "2026-02-02T00:00:00Z"), sent("Older", "2026-02-01T00:00:00Z")
    again = ghxstship_webhook.deliver(newer.event, secret=running.secret)
    running.handle(newer, newer, again, older)
    assert [row.name for row in running.mirror.deals() if row.id == "deal_x"] == ["Newer"]


def test_polling_catches_what_no_webhook_told(running: Running, account: GhxstshipSandbox) -> None:
    async def catch_up() -> None:
        async with AsyncClient() as client:
            await copy_changes(client, running.mirror)
            await mark_deletions(client, running.mirror)

    with account.client() as client:
        client.atlvs.webhooks.update(running.hook_id, status="disabled")
        missed = client.atlvs.deals.create(name="Missed", value=1, currency="USD")
        gone = client.atlvs.deals.create(name="Gone", value=1, currency="USD")
        asyncio.run(catch_up())
        assert running.row(missed.id) is not None
        assert running.row(gone.id) is not None
        client.atlvs.deals.delete(gone.id)
    asyncio.run(catch_up())
    assert running.row(gone.id) is None
    assert running.row(missed.id) is not None


def test_a_deleted_deal_does_not_come_back_with_a_late_event(
    running: Running, ghxstship_webhook: GhxstshipWebhook
) -> None:
    row = running.mirror.deals()[0]
    running.mirror.mark_deleted(row.id)
    later = "2099-01-01T00:00:00Z"
    fields = {"data.id": row.id, "data.name": "Late", "data.updated_at": later}
    running.handle(ghxstship_webhook("deal.lost", fields, secret=running.secret))
    assert running.row(row.id) is None


def test_an_error_is_reported_without_a_secret(
    running: Running,
    sentry: Reports,
    account: GhxstshipSandbox,
    ghxstship_webhook: GhxstshipWebhook,
) -> None:
    with closing(sqlite3.connect(running.mirror.database)) as db:
        db.execute("ALTER TABLE deals RENAME TO elsewhere")
    assert running.post(ghxstship_webhook("deal.won", secret=running.secret)) == 204
    eventually(lambda: "no such table: deals" in sentry.sent())
    for secret in (running.secret, FORMER, account.api_key):
        assert secret not in sentry.sent()


def test_calls_and_handled_events_are_spans(
    spans: InMemorySpanExporter, running: Running, ghxstship_webhook: GhxstshipWebhook
) -> None:
    running.handle(ghxstship_webhook("deal.won", secret=running.secret))
    names = {span.name for span in spans.get_finished_spans()}
    assert names >= {"GET /atlvs/v1/deals", "handle deal.won"}


def test_it_is_certified(running: Running) -> None:
    review = anyio.run(certify, f"{running.url}/hooks", [running.secret, FORMER])
    assert review.passed, [finding.check.id for finding in review.failed]
