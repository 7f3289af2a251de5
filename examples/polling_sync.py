"""Polling: fetch what changed since the last run, and remember how far you came.

Run it from cron; the checkpoint is a file. It moves only after everything was processed, so that
a run that dies is repeated, and a record that comes twice overwrites itself.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from ghxstship import Client
from ghxstship.sandbox import Sandbox

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def sync(client: Client, checkpoint: Path, mirror: dict[str, str]) -> int:
    """Bring the mirror up to date.

    Returns:
        How many deals had changed.
    """
    since = LONG_AGO
    if checkpoint.exists():
        since = datetime.fromisoformat(checkpoint.read_text(encoding="utf-8"))
    newest, changed = since, 0
    for deal in client.atlvs.deals.list(updated_since=since, sort="updated_at", limit=100):
        mirror[deal.id] = f"{deal.name}: {deal.status}"
        newest, changed = max(newest, deal.updated_at), changed + 1
    unfinished = checkpoint.with_suffix(".new")
    unfinished.write_text(newest.isoformat(), encoding="utf-8")
    unfinished.replace(checkpoint)
    return changed


def main(client: Client, checkpoint: Path) -> None:
    mirror: dict[str, str] = {}
    print(f"first run:  {sync(client, checkpoint, mirror)} deals")
    deal = client.atlvs.deals.create(name="Tidal Stage", value=30_000, currency="USD")
    client.atlvs.deals.win(deal.id)
    print(f"second run: {sync(client, checkpoint, mirror)} deals, {mirror[deal.id]}")


if __name__ == "__main__":
    with (
        Sandbox().serve() as server,
        Client(server.api_key, workspace_id=server.workspace_id, base_url=server.url) as client,
    ):
        main(client, Path(sys.argv[1] if len(sys.argv) > 1 else "deals.checkpoint"))
