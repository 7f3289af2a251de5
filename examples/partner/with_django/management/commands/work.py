"""The process beside the server, which may fork, reload and end its own as it likes."""

from __future__ import annotations

import signal
from threading import Event, Thread

from django.conf import settings
from django.core.management import BaseCommand

from ghxstship import Client
from ghxstship.telemetry import OpenTelemetry

from .... import telemetry
from ...polling import poll
from ...receiving import handle, inbox


class Command(BaseCommand):
    """Handle events, and poll."""

    help = "Handle events and poll, until SIGTERM or Ctrl-C; what is in hand comes to its end."

    def handle(self, *_: object, **__: object) -> None:
        """Work until a signal comes."""
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            # By a thread: the signal may interrupt whoever holds the lock of the event.
            signal.signal(number, lambda _number, _frame: Thread(target=stop.set).start())
        observer = OpenTelemetry(tracer_provider=telemetry.provider)
        with Client(observers=[observer]) as client, inbox.worker(handle):
            poll(client, stop, settings.MIRROR.poll_interval)
