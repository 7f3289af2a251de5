"""The tour: what the SDK does, shown over real HTTP against the bundled sandbox."""

from __future__ import annotations

import asyncio
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING

from ghxstship import (
    AsyncClient,
    Client,
    UnprocessableEntityError,
    WebhookVerificationError,
    verify_webhook,
)
from ghxstship.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Generator

    from ghxstship.atlvs.deals import Deal
    from ghxstship.sandbox import Server

CUSTOMERS = 1000
HOOK_TIMEOUT = 10  # seconds


def say(text: str) -> None:
    print(f"   {text}", flush=True)


def step(number: int, title: str) -> None:
    print(f"\n{number}. {title}", flush=True)


def list_and_filter(client: Client) -> None:
    step(1, "List and filter deals")
    page = client.atlvs.deals.list(status="open", min_value=50_000, sort="-created_at", limit=5)
    say(f"deals.list(status='open', min_value=50_000) -> {page.total} deals, the newest 5:")
    for deal in page.data:
        say(f"  {deal.id}  {deal.value:>10,.0f} {deal.currency}  {deal.stage:<13}  {deal.name}")


def iterate(client: Client) -> None:
    step(2, f"Iterate over {CUSTOMERS:,} customers, page by page behind a plain loop")
    began = time.perf_counter()
    customers = client.gvteway.customers.list(limit=100, max_items=CUSTOMERS)
    emails = {customer.email for customer in customers}
    say(f"sync:  {len(emails):,} customers in {time.perf_counter() - began:.2f} s")


async def iterate_async(server: Server) -> None:
    began = time.perf_counter()
    async with AsyncClient(
        server.api_key, workspace_id=server.workspace_id, base_url=server.url
    ) as client:
        emails = {
            customer.email
            async for customer in client.gvteway.customers.list(limit=100, max_items=CUSTOMERS)
        }
    say(f"async: {len(emails):,} customers in {time.perf_counter() - began:.2f} s")


def create_once(client: Client) -> Deal:
    step(3, "Create a deal twice under one idempotency key")
    before = client.atlvs.deals.list(limit=1).total or 0
    contact = client.atlvs.contacts.list(limit=1).data[0]
    answers = [
        client.atlvs.deals.with_raw_response.create(
            name="Harbour Lights Festival",
            value=84_000,
            currency="USD",
            contact={"id": contact.id},
            idempotency_key="tour-harbour-lights",
        )
        for _ in range(2)
    ]
    first, second = (answer.parse() for answer in answers)
    after = client.atlvs.deals.list(limit=1).total or 0
    say(f"first  -> {answers[0].status_code} {first.id} replayed={answers[0].replayed}")
    say(f"second -> {answers[1].status_code} {second.id} replayed={answers[1].replayed}")
    say(f"{after - before} deal was made")
    return first


def wait_as_told(client: Client, sandbox: Sandbox) -> None:
    step(4, "Meet a 429 and wait as told")
    sandbox.fail_next(status=429, headers={"Retry-After": "1"})
    began = time.perf_counter()
    answer = client.atlvs.deals.with_raw_response.list(limit=1)
    say(
        f"the sandbox answered 429 with Retry-After: 1; attempt {answer.attempts} succeeded "
        f"after {time.perf_counter() - began:.2f} s"
    )
    say(f"rate limit now: {answer.rate_limit}")


def read_validation_error(client: Client) -> None:
    step(5, "Read a validation error field by field")
    try:
        client.atlvs.deals.create(name="", value=-1, currency="dollars")
    except UnprocessableEntityError as error:
        say(f"{type(error).__name__}: {error.code}, request id {error.request_id}")
        for detail in error.details:
            say(f"  {detail.field}: {detail.message}")


def win(client: Client, deal: Deal) -> None:
    step(6, "Win the deal")
    won = client.atlvs.deals.win(deal.id)
    say(f"{won.id}: {deal.status} -> {won.status}, version {deal.version} -> {won.version}")


def receive_webhook(client: Client) -> None:
    step(7, "Verify a webhook that the sandbox signed, and refuse a tampered one")
    with receiver() as (url, received):
        hook = client.atlvs.webhooks.create(url=url, events=["deal.won"])
        deal = client.atlvs.deals.create(name="Midnight Parade", value=12_500, currency="USD")
        client.atlvs.deals.win(deal.id)
        body, header = received.get(timeout=HOOK_TIMEOUT)
        verify_webhook(body, header, hook.secret)
        say(f"verified: {len(body)} bytes, signature {header[:32]}...")
        try:
            verify_webhook(body.replace(b"12500", b"99999"), header, hook.secret)
        except WebhookVerificationError as error:
            say(f"refused:  {error}")
        client.atlvs.webhooks.delete(hook.id)


@contextmanager
def receiver() -> Generator[tuple[str, Queue[tuple[bytes, str]]]]:
    """A web server that puts what it receives into a queue: (raw body, signature header)."""
    received: Queue[tuple[bytes, str]] = Queue()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.put((body, self.headers["X-GHXSTSHIP-Signature"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Keep the tour's output to itself."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hooks", received
        server.shutdown()


def main() -> None:
    """Start a sandbox and take the tour."""
    sandbox = Sandbox()
    with (
        sandbox.serve() as server,
        Client(server.api_key, workspace_id=server.workspace_id, base_url=server.url) as client,
    ):
        print(f"The sandbox listens on {server.url}")
        list_and_filter(client)
        iterate(client)
        asyncio.run(iterate_async(server))
        deal = create_once(client)
        wait_as_told(client, sandbox)
        read_validation_error(client)
        win(client, deal)
        receive_webhook(client)
    print("\nThat was the tour. Next: examples/ and the quick start in README.md.")


if __name__ == "__main__":
    main()
