"""One process of the fleet: so many workers that make one call after another."""

from __future__ import annotations

import asyncio
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ghxstship import AsyncClient, Client, ResponseInfo
from ghxstship.redis_pacing import RedisPacing

from .timekeeper import SharedClock


class Task:
    """What the process was told to do, and what it saw."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.workers: int = told["workers"]
        self.calls: int = told["calls"]
        self.clock = SharedClock(told["clock_port"])
        self.statuses: dict[str, int] = {}
        self.settings: dict[str, Any] = {
            "base_url": told["base_url"],
            "api_key": told["api_key"],
            "workspace_id": told["workspace_id"],
            "clock": self.clock,
            "timeout": None,
            "on_response": self._count,
            "pacing": RedisPacing(told["redis_url"], clock=self.clock.time),
        }

    def _count(self, response: ResponseInfo) -> None:
        status = str(response.status or response.error)
        self.statuses[status] = self.statuses.get(status, 0) + 1

    def in_threads(self) -> None:
        with Client(**self.settings) as client, ThreadPoolExecutor(self.workers) as pool:
            works = [pool.submit(self._work, client) for _ in range(self.workers)]
            for work in works:
                work.result()

    def _work(self, client: Client) -> None:
        self.clock.sleep(0.0)
        while self._another():
            client.atlvs.deals.list(limit=1)
        self.clock.leave()

    async def in_tasks(self) -> None:
        async with AsyncClient(**self.settings) as client, asyncio.TaskGroup() as group:
            for _ in range(self.workers):
                group.create_task(self._work_async(client))
        await self.settings["pacing"].aclose()

    async def _work_async(self, client: AsyncClient) -> None:
        await self.clock.sleep_async(0.0)
        while self._another():
            await client.atlvs.deals.list(limit=1)
        await self.clock.leave_async()

    def _another(self) -> bool:
        self.calls -= 1
        return self.calls >= 0


def main() -> None:
    """Do what standard input says; print what came of it."""
    told = json.load(sys.stdin)
    task = Task(told)
    if told["kind"] == "threads":
        task.in_threads()
        task.settings["pacing"].close()
    else:
        asyncio.run(task.in_tasks())
    print(json.dumps(task.statuses))


if __name__ == "__main__":
    main()
