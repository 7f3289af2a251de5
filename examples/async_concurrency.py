"""Many calls at once, but never more than so many in flight."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ghxstship import AsyncClient
from ghxstship.sandbox import Sandbox

if TYPE_CHECKING:
    from ghxstship.gvteway.events import Event

IN_FLIGHT = 10


async def main(client: AsyncClient) -> None:
    limit = asyncio.Semaphore(IN_FLIGHT)

    async def sold(event: Event) -> tuple[str, int]:
        async with limit:
            tickets = await client.gvteway.tickets.list(event_id=event.id, limit=1)
        return event.name, tickets.total or 0

    events = [event async for event in client.gvteway.events.list(max_items=40)]
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(sold(event)) for event in events]
    for name, tickets in sorted((task.result() for task in tasks), key=lambda row: -row[1])[:5]:
        print(f"{tickets:>5} tickets  {name}")


async def run() -> None:
    with Sandbox().serve() as server:
        async with AsyncClient(
            server.api_key, workspace_id=server.workspace_id, base_url=server.url
        ) as client:
            await main(client)


if __name__ == "__main__":
    asyncio.run(run())
