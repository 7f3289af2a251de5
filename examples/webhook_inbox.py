"""An inbox: accept a webhook at once, handle it later, and have one effect whatever fails."""

from __future__ import annotations

import logging
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing, contextmanager
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING

from ghxstship import Client, WebhookVerificationError
from ghxstship.events import DealWon, Event
from ghxstship.sandbox import Sandbox
from ghxstship.webhooks import Inbox, Receipt, RetrySchedule

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

PATIENCE = 10  # seconds until a delivery must have come
Accept = Callable[[bytes, "Mapping[str, str]"], Receipt]


@contextmanager
def receiver(accept: Accept) -> Generator[tuple[str, Queue[Receipt]]]:
    """A web server with an inbox behind it: its URL, and what it took."""
    receipts: Queue[Receipt] = Queue()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                receipt = accept(body, dict(self.headers.items()))
            except WebhookVerificationError as error:
                print(f"refused: {error}")
                self.send_response(400)
            else:
                self.send_response(204)  # new or not: it is stored
                receipts.put(receipt)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Keep the output to the example's own."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hooks", receipts
        server.shutdown()


def main(client: Client, file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE bookings (deal TEXT, value TEXT)")

    def accept(body: bytes, headers: Mapping[str, str]) -> Receipt:
        return inbox.accept(body, headers)

    def handle(event: Event) -> None:
        delivery = inbox.current
        match event:
            case DealWon(data=deal):
                # Written with the note that the event was handled: both, or neither.
                booking = (deal.id, str(deal.value))  # SQLite has no exact decimals but text
                delivery.record(
                    lambda db: db.execute("INSERT INTO bookings VALUES (?, ?)", booking)
                )
            case _:
                return
        if delivery.attempt == 1:
            raise ConnectionError("the ledger is down")
        print(f"booked {deal.name} in attempt {delivery.attempt}")

    with receiver(accept) as (url, receipts):
        hook = client.atlvs.webhooks.create(url=url, events=["deal.won"])
        with Inbox(file, hook.secret or "", retry=RetrySchedule(initial_delay=0)) as inbox:
            deal = client.atlvs.deals.create(name="Harbour Lights", value=84_000, currency="USD")
            client.atlvs.deals.win(deal.id)
            print(f"a delivery, new: {receipts.get(timeout=PATIENCE).new}")

            # The platform sends again what it is not sure about, or what it is asked to.
            (delivery,) = client.atlvs.webhooks.deliveries.list(hook.id).data
            client.atlvs.webhooks.deliveries.replay(hook.id, delivery.id)
            print(f"the same again, new: {receipts.get(timeout=PATIENCE).new}")

            # A worker of yours would go on: `with inbox.worker(handle): ...`, or `.run()`.
            worker = inbox.worker(handle)
            while inbox.counts().waiting:
                worker.drain()
            print(inbox.counts())

    with closing(sqlite3.connect(file)) as connection:
        for booked, value in connection.execute("SELECT deal, value FROM bookings"):
            print(f"in the books: {booked == deal.id} {Decimal(value):,.0f}")


if __name__ == "__main__":
    logging.getLogger("ghxstship.inbox").setLevel(logging.ERROR)  # it tells of the failed attempt
    sandbox = Sandbox()
    with (
        tempfile.TemporaryDirectory() as directory,
        sandbox.serve() as server,
        Client(server.api_key, workspace_id=server.workspace_id, base_url=server.url) as client,
    ):
        main(client, Path(directory, "inbox.db"))
