"""A Django project that receives webhooks, and a command of it that does each event's work.

Run it with `python -m examples.webhooks_django runserver` and, beside it, `... work`, its secret in
`GHXSTSHIP_WEBHOOK_SECRET`; two, with a comma between, while the secret rotates. What is accepted is
in `inbox.db` and is handled until a handler succeeds, whatever fails or is killed;
`GHXSTSHIP_INBOX` names another file.

The worker is a process of its own, since a server such as gunicorn forks, reloads and ends its
processes as it likes.
"""

from __future__ import annotations

import os
import signal
import sys

import django
from django.conf import settings
from django.core.management import BaseCommand, execute_from_command_line
from django.urls import path

from ghxstship import WebhookRouter
from ghxstship.events import DealWon, Event
from ghxstship.webhooks import Inbox, InboxReceiver
from ghxstship.webhooks.django import view

router = WebhookRouter()
secrets = os.environ["GHXSTSHIP_WEBHOOK_SECRET"].split(",")
inbox = Inbox(os.environ.get("GHXSTSHIP_INBOX", "inbox.db"), secrets)


@router.on("deal.won")
def book(event: DealWon) -> None:
    print(f"{event.data.name} is won: {event.data.value:,.0f} {event.data.currency}", flush=True)


@router.otherwise
def note(event: Event) -> None:
    print(f"{event.event}: nothing to do", flush=True)


urlpatterns = [path("hooks", view(InboxReceiver(inbox)))]


class Command(BaseCommand):
    """In your own app it stands in `management/commands/work.py`, where Django finds it."""

    help = "Handle events until SIGTERM or Ctrl-C; the one in hand comes to its end."

    def handle(self, *_: object, **__: object) -> None:
        """Work until a signal comes."""
        worker = inbox.worker(router)
        signal.signal(signal.SIGTERM, lambda _number, _frame: worker.stop())
        worker.run()


def main() -> None:
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["localhost", "127.0.0.1"])
    if sys.argv[1:2] == ["work"]:
        django.setup()
        Command().run_from_argv(sys.argv)
    else:
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
