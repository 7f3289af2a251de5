"""A Flask app that receives webhooks, and a command of it that does each event's work.

Run it with `flask --app examples.webhooks_flask run` and, beside it, `... work`, its secret in
`GHXSTSHIP_WEBHOOK_SECRET`; two, with a comma between, while the secret rotates. What is accepted is
in `inbox.db` and is handled until a handler succeeds, whatever fails or is killed;
`GHXSTSHIP_INBOX` names another file.

The worker is a process of its own, since a server such as gunicorn forks, reloads and ends its
processes as it likes.
"""

from __future__ import annotations

import os
import signal

from flask import Flask

from ghxstship import WebhookRouter
from ghxstship.events import DealWon, Event
from ghxstship.webhooks import Inbox, InboxReceiver
from ghxstship.webhooks.flask import view

router = WebhookRouter()
secrets = os.environ["GHXSTSHIP_WEBHOOK_SECRET"].split(",")
inbox = Inbox(os.environ.get("GHXSTSHIP_INBOX", "inbox.db"), secrets)


@router.on("deal.won")
def book(event: DealWon) -> None:
    print(f"{event.data.name} is won: {event.data.value:,.0f} {event.data.currency}", flush=True)


@router.otherwise
def note(event: Event) -> None:
    print(f"{event.event}: nothing to do", flush=True)


app = Flask(__name__)
app.add_url_rule("/hooks", view_func=view(InboxReceiver(inbox)), methods=["POST"])


@app.cli.command("work")
def work() -> None:
    """Handle events until SIGTERM or Ctrl-C; the one in hand comes to its end."""
    worker = inbox.worker(router)
    signal.signal(signal.SIGTERM, lambda _number, _frame: worker.stop())
    worker.run()
