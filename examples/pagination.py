"""Pages: iterate over everything, stop early, or save the cursor and go on tomorrow."""

from __future__ import annotations

from ghxstship import Client
from ghxstship.sandbox import Sandbox


def main(client: Client) -> None:
    # All items on all pages; the next page is fetched when the loop gets there.
    pipeline = sum(deal.value for deal in client.atlvs.deals.list(status="open"))
    print(f"open pipeline: {pipeline:,.0f}")

    # At most so many.
    newest = client.gvteway.customers.list(sort="-created_at", max_items=3)
    print("newest customers:", [customer.email for customer in newest])

    # One, if there is one.
    won = client.atlvs.deals.list(status="won", limit=1).first()
    print("won:", won.name if won else "nothing yet")

    # Page by page.
    for page in client.gvteway.customers.list(limit=100, max_items=300).pages():
        print(f"a page of {len(page.data)} of {page.total}")

    # Stop, save the cursor, and go on from it later.
    first = client.gvteway.events.list(limit=5)
    saved = first.cursor
    later = client.gvteway.events.list(limit=5, cursor=saved)
    print("first:", [event.id for event in first.data])
    print("later:", [event.id for event in later.data])


if __name__ == "__main__":
    with (
        Sandbox().serve() as server,
        Client(server.api_key, workspace_id=server.workspace_id, base_url=server.url) as client,
    ):
        main(client)
