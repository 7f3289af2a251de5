"""An inbox in a Django project's own database: models are written with exactly one effect.

Run it with `python -m examples.inbox_django`. A project has the settings and the model where they
belong; what is particular to the inbox is `DjangoDatabase` and `record`.
"""

from __future__ import annotations

import json
import logging
import tempfile
from pathlib import Path

import django
from django.conf import settings
from django.db import connection, models

from ghxstship import WebhookRouter, sign_webhook
from ghxstship.events import DealWon
from ghxstship.webhooks import DjangoDatabase, Inbox, RetrySchedule

SECRET = "whsec_example"  # noqa: S105 - of this example alone
folder = tempfile.TemporaryDirectory()
database = {"ENGINE": "django.db.backends.sqlite3", "NAME": Path(folder.name, "db.sqlite3")}
settings.configure(DATABASES={"default": database})
django.setup()


class Booking(models.Model):
    """What the business wants to have once for each deal that is won."""

    deal: models.CharField[str, str] = models.CharField(max_length=100)

    class Meta:
        """In a project, Django finds the app by itself."""

        app_label = "example"


def main() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Booking)  # in a project: manage.py migrate
    inbox = Inbox(DjangoDatabase(), SECRET, retry=RetrySchedule(initial_delay=0))
    router = WebhookRouter()

    @router.on("deal.won")
    def book(event: DealWon) -> None:
        # Written in the transaction that notes the event as handled: both, or neither.
        inbox.current.record(lambda _: Booking.objects.create(deal=event.data.name))
        if inbox.current.attempt == 1:
            raise ConnectionError("the ledger is down")

    # What a view does with a request; see examples/webhooks_django.py for one.
    body = json.dumps(
        {
            "event": "deal.won",
            "version": "1.0",
            "timestamp": "2026-03-01T12:00:00Z",
            "data": {"id": "deal_1", "name": "Harbour Lights", "value": 84000, "currency": "USD"},
            "metadata": {"idempotency_key": "idem_1"},
        }
    ).encode()
    for _ in range(2):
        receipt = inbox.accept(body, sign_webhook(body, SECRET))
        print(f"a delivery, new: {receipt.new}")

    # A management command would go on: `inbox.worker(router).run()`.
    while inbox.counts().waiting:
        inbox.worker(router).drain()
    print(f"booked: {[booking.deal for booking in Booking.objects.all()]}")
    inbox.close()


if __name__ == "__main__":
    logging.getLogger("ghxstship").setLevel(logging.CRITICAL)  # it tells of the failed attempt
    with folder:
        main()
