"""An outage as the server sees it, of a fleet with a retry budget and of one without.

`python -m tests.fleet.outage` prints the table of docs/faults.md. Each client stands for a process:
its own connections and its own `RedisPacing`, over a real socket and a real redis-server, in a
time that passes only while every worker sleeps.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from heapq import heappop, heappush
from itertools import count
from typing import Any

from ghxstship._core.budget import RetryBudget
from ghxstship._core.errors import APIStatusError
from ghxstship.redis_pacing import RedisPacing

from ..unit.bookshop import AsyncClient
from ..unit.harness import BOOK
from .redis_server import RedisServer, find_server

BODY = json.dumps(BOOK).encode()

Budget = Callable[[RedisServer], dict[str, Any]]
"""A client's settings."""

BUDGETS: dict[str, Budget] = {
    "none": lambda _: {"retry_budget": None},
    "one for each client": lambda _: {"retry_budget": RetryBudget()},
    "one for the fleet": lambda server: {"pacing": RedisPacing(server.url)},
}


@dataclass(frozen=True, slots=True)
class Load:
    """How many workers there are, and for how many seconds."""

    clients: int
    workers: int
    outage: int
    calm: int = 5
    """Seconds before the outage and after it."""


@dataclass(slots=True)
class Seen:
    """What came of it."""

    calls: int = 0
    """Calls that began in the outage."""
    requests: int = 0
    """Requests that the server got in it."""
    failed_later: int = 0
    """Calls that failed, and began after it."""

    @property
    def per_call(self) -> float:
        return self.requests / self.calls


class Time:
    """The clock of all clients: it goes on once every worker sleeps."""

    def __init__(self, workers: int) -> None:
        self.now = 0.0
        self._awake = workers
        self._asleep: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()
        self._chance = random.Random(7)

    def time(self) -> float:
        return 1_700_000_000.0 + self.now

    monotonic = time

    def random(self) -> float:
        return self._chance.random()

    def sleep(self, seconds: float) -> None:
        raise AssertionError("these clients are async")

    async def sleep_async(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._asleep, (self.now + seconds, next(self._order), woken))
        self.leave()
        await woken

    def leave(self) -> None:
        """A worker sleeps, or has ended."""
        self._awake -= 1
        if self._awake == 0 and self._asleep:
            self.now = max(self.now, self._asleep[0][0])
            while self._asleep and self._asleep[0][0] <= self.now:
                heappop(self._asleep)[2].set_result(None)
                self._awake += 1


class Outage:
    """One run: a server that fails for a while, and those who call it once a second."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.time = Time(load.clients * load.workers)
        self.seen = Seen()

    @property
    def is_down(self) -> bool:
        return 0 <= self.time.now - self.load.calm < self.load.outage

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        while await reader.readline():
            while (await reader.readline()).strip():
                pass
            status = b"200 OK"
            if self.is_down:
                status = b"503 Service Unavailable"
                self.seen.requests += 1
            writer.write(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n" % (status, len(BODY)) + BODY)
        writer.close()

    async def work(self, client: AsyncClient) -> None:
        """Call once a second."""
        while self.time.now < self.load.outage + 2 * self.load.calm:
            began, is_down = self.time.now, self.is_down
            self.seen.calls += is_down
            try:
                await client.books.get("1")
            except APIStatusError:
                self.seen.failed_later += began >= self.load.calm + self.load.outage
            await self.time.sleep_async(1.0)
        self.time.leave()

    async def run(self, settings: Callable[[], dict[str, Any]]) -> Seen:
        server = await asyncio.start_server(self.answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        each = [settings() for _ in range(self.load.clients)]
        common: dict[str, Any] = {"base_url": f"http://127.0.0.1:{port}", "clock": self.time}
        clients = [AsyncClient(api_key="sk_1", timeout=None, **common, **own) for own in each]
        async with asyncio.TaskGroup() as group:
            for client in clients * self.load.workers:
                group.create_task(self.work(client))
        for client, own in zip(clients, each, strict=True):
            await client.aclose()
            if "pacing" in own:
                await own["pacing"].aclose()
        server.close()
        await server.wait_closed()
        return self.seen


def simulate(load: Load, budget: Budget, redis_server: RedisServer) -> Seen:
    """Let a fleet go through an outage."""
    redis_server.ask("FLUSHALL")
    return asyncio.run(Outage(load).run(partial(budget, redis_server)))


def main() -> None:
    """Print what a single client's server and a fleet's see."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--outage", type=int, default=60, help="seconds")
    chosen = parser.parse_args()
    program = find_server()
    if program is None:
        raise SystemExit("there is no redis-server")
    print("| clients | retry budget | calls | requests | requests per call |")
    print("| --- | --- | --- | --- | --- |")
    with RedisServer(program) as server:
        for clients in (1, chosen.clients):
            for name, budget in BUDGETS.items():
                seen = simulate(Load(clients, 2, chosen.outage), budget, server)
                row = (
                    clients,
                    name,
                    f"{seen.calls:,}",
                    f"{seen.requests:,}",
                    f"{seen.per_call:.3f}",
                )
                print("|", " | ".join(map(str, row)), "|")


if __name__ == "__main__":
    main()
