"""The project over HTTP, against the sandbox."""

from __future__ import annotations

import asyncio
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest
from django.db import connection

from ghxstship.certification import certify
from ghxstship.telemetry import OpenTelemetry

from .. import telemetry
from ..conftest import PATIENCE, Reports, eventually
from .conftest import FORMER, PRESENT
from .models import Deal
from .polling import copy_changes, mark_deletions
from .receiving import handle, inbox

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    from ghxstship.pytest_plugin import GhxstshipSandbox, GhxstshipWebhook, SignedDelivery

TABLE = "mirror_deal"


class Running:
    """The project behind a port."""

    def __init__(self, url: str) -> None:
        self.url = url

    def handle(self, *deliveries: SignedDelivery) -> None:
        """Post deliveries, and handle all of them."""
        statuses = [
            httpx.post(f"{self.url}/hooks", content=sent.body, headers=sent.headers).status_code
            for sent in deliveries
        ]
        assert statuses == [204] * len(deliveries)
        inbox.worker(handle).drain()


@pytest.fixture
def running(url: str) -> Running:
    return Running(url)


def row(deal_id: str) -> Deal | None:
    return Deal.objects.filter(id=deal_id, deleted=False).first()


def test_an_event_comes_to_the_page(running: Running, ghxstship_webhook: GhxstshipWebhook) -> None:
    fields = {"data.id": "deal_tide", "data.name": "<b>Tide</b> & Co", "data.value": 84_000}
    created = ghxstship_webhook("deal.created", fields, secret=FORMER)
    running.handle(created, ghxstship_webhook("deal.won", fields, secret=PRESENT))
    page = httpx.get(running.url).text
    assert "&lt;b&gt;Tide&lt;/b&gt; &amp; Co" in page
    assert "<b>Tide" not in page
    assert re.search(r'id="deal_tide".*84,000.00 USD.*won', page)


def test_a_duplicate_is_one_row_and_an_older_event_changes_nothing(
    running: Running, ghxstship_webhook: GhxstshipWebhook
) -> None:
    def sent(name: str, updated_at: str) -> SignedDelivery:
        fields = {"data.id": "deal_x", "data.name": name, "data.updated_at": updated_at}
        return ghxstship_webhook("deal.updated", fields, secret=FORMER)

    newer, older = sent("Newer", "2026-02-02T00:00:00Z"), sent("Older", "2026-02-01T00:00:00Z")
    again = ghxstship_webhook.deliver(newer.event, secret=FORMER)
    running.handle(newer, newer, again, older)
    assert [deal.name for deal in Deal.objects.filter(id="deal_x")] == ["Newer"]


def test_polling_catches_what_no_webhook_told(
    running: Running, ghxstship_sandbox: GhxstshipSandbox, ghxstship_webhook: GhxstshipWebhook
) -> None:
    with ghxstship_sandbox.client() as client:
        copy_changes(client)
        assert Deal.objects.count() == client.atlvs.deals.list(limit=1).total
        missed = client.atlvs.deals.create(name="Missed", value=1, currency="USD")
        gone = client.atlvs.deals.create(name="Gone", value=1, currency="USD")
        copy_changes(client)
        assert row(missed.id) is not None
        assert row(gone.id) is not None
        client.atlvs.deals.delete(gone.id)
        mark_deletions(client)
    assert row(missed.id) is not None
    assert row(gone.id) is None

    fields = {"data.id": gone.id, "data.updated_at": "2099-01-01T00:00:00Z"}
    running.handle(ghxstship_webhook("deal.lost", fields, secret=FORMER))
    assert row(gone.id) is None


def test_an_error_is_reported_without_a_secret(
    running: Running,
    sentry: Reports,
    ghxstship_webhook: GhxstshipWebhook,
) -> None:
    with connection.schema_editor() as editor:
        editor.alter_db_table(Deal, TABLE, "elsewhere")
    running.handle(ghxstship_webhook("deal.won", secret=FORMER))
    with connection.schema_editor() as editor:
        editor.alter_db_table(Deal, "elsewhere", TABLE)
    sent = sentry.sent()
    assert f"no such table: {TABLE}" in sent
    assert [secret for secret in (PRESENT, FORMER) if secret in sent] == []


def test_calls_and_handled_events_are_spans(
    running: Running,
    spans: InMemorySpanExporter,
    ghxstship_sandbox: GhxstshipSandbox,
    ghxstship_webhook: GhxstshipWebhook,
) -> None:
    observer = OpenTelemetry(tracer_provider=telemetry.provider)
    copy_changes(ghxstship_sandbox.client(observers=[observer]))
    running.handle(ghxstship_webhook("deal.won", secret=FORMER))
    names = {span.name for span in spans.get_finished_spans()}
    assert names >= {"GET /atlvs/v1/deals", "handle deal.won"}


@pytest.mark.usefixtures("url")
def test_the_command_polls_and_ends_by_a_signal(account: GhxstshipSandbox) -> None:
    with account.client() as client:
        total = client.atlvs.deals.list(limit=1).total or 1
    with subprocess.Popen([sys.executable, "-m", "django", "work"]) as process:
        try:  # what was tried again since an earlier test may be there too
            eventually(lambda: Deal.objects.count() >= total)
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()


def test_it_is_certified(running: Running) -> None:
    review = asyncio.run(certify(f"{running.url}/hooks", [PRESENT, FORMER]))
    assert review.passed, [finding.check.id for finding in review.failed]
