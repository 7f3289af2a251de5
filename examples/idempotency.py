"""Idempotency: a job that may run twice makes one invoice."""

from __future__ import annotations

from ghxstship import Client, ConflictError
from ghxstship.sandbox import Sandbox


def bill(client: Client, month: str, amount: int) -> str:
    """Bill a month once, however often this runs: the key is the month's own."""
    invoice = client.atlvs.invoices.create(
        line_items=[{"description": f"Stage rental {month}", "quantity": 1, "unit_price": amount}],
        currency="USD",
        idempotency_key=f"stage-rental-{month}",
    )
    return invoice.id


def main(client: Client) -> None:
    first, again = bill(client, "2026-10", 4_200), bill(client, "2026-10", 4_200)
    print(f"{first} and {again}: {'one invoice' if first == again else 'two invoices'}")

    # The same key for something else is a mistake, and the platform says so.
    try:
        bill(client, "2026-10", 9_999)
    except ConflictError as error:
        print(f"{error.code}: {error.message}")

    # Without a key of yours, every POST gets a fresh one; it is the same on every attempt.
    raw = client.atlvs.contacts.with_raw_response.create(first_name="Ada", last_name="Moreno")
    print(f"key of that call: {raw.idempotency_key}")


if __name__ == "__main__":
    with (
        Sandbox().serve() as server,
        Client(server.api_key, workspace_id=server.workspace_id, base_url=server.url) as client,
    ):
        main(client)
