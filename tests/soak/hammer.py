"""`python -X dev -W error -m tests.soak.hammer`: many threads, then many tasks, on one client.

They all begin in one moment, on a client that nobody has used before. Whatever is said on standard
error, a warning or a traceback, is one too many.
"""

from __future__ import annotations

import argparse
import asyncio
import faulthandler
import secrets
import sys
import threading
from functools import reduce
from typing import TYPE_CHECKING, Any

from ghxstship import AsyncClient as OurAsyncClient
from ghxstship import Client as OurClient
from tests.patience import PATIENCE

from ..faults.callers import no_other_task, nothing_left
from ..unit.bookshop import AsyncClient, Client
from .calls import make, make_async
from .plan import BOUND
from .processes import started
from .run import Sleepless
from .tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable

RESOURCES = (
    "atlvs.deals",
    "atlvs.contacts",
    "atlvs.invoices",
    "compvss.projects",
    "compvss.crew",
    "compvss.incidents",
    "gvteway.events",
    "gvteway.orders",
)
"""Some that are loaded when they are first used."""
FEW = 5
"""Calls that each thread or task makes of a client before the next one has its turn."""


class Hammer:
    """Hits clients of the tiny API in rounds, each round a new one.

    Args:
        url: The server.
        tally: Of all the calls.
        calls: How many to make.
        together: How many threads or tasks.
    """

    def __init__(self, url: str, tally: Tally, calls: int, together: int) -> None:
        self._settings: dict[str, Any] = {
            "base_url": url,
            "clock": Sleepless(),
            "timeout": PATIENCE,
            "max_response_bytes": BOUND,
        }
        self._tally = tally
        self._together = together
        self._lock = threading.Lock()
        each = together * FEW
        self._rounds = [range(begin, min(begin + each, calls)) for begin in range(0, calls, each)]

    def with_threads(self) -> None:
        """Hit with threads."""
        for numbers in self._rounds:
            with nothing_left(), Client(**self._settings) as client:

                def work(thread: int, client: Client = client, numbers: range = numbers) -> None:
                    for number in numbers[thread :: self._together]:
                        plan = self._tally.plan(number)
                        outcome = make(client, plan)
                        with self._lock:
                            self._tally.note(plan, outcome)

                at_once(self._together, work)

    async def with_tasks(self) -> None:
        """Hit with tasks."""
        for numbers in self._rounds:
            async with AsyncClient(**self._settings) as client, asyncio.TaskGroup() as group:
                for task in range(self._together):
                    group.create_task(self._work(client, numbers[task :: self._together]))
            await no_other_task("asyncio")

    async def _work(self, client: AsyncClient, numbers: range) -> None:
        for number in numbers:
            plan = self._tally.plan(number)
            self._tally.note(plan, await make_async(client, plan, "asyncio"))


def at_once(count: int, work: Callable[[int], object]) -> None:
    """Let threads do something, all beginning in one moment; what one raises is on its stderr."""
    barrier = threading.Barrier(count)

    def run(thread: int) -> None:
        barrier.wait()
        work(thread)

    threads = [threading.Thread(target=run, args=(thread,)) for thread in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def use_first(settings: dict[str, Any], together: int) -> int:
    """Have the platforms and resources of the real client loaded by all threads at once.

    Returns:
        How many threads got an answer.
    """
    answered: list[int] = []
    with nothing_left(), OurClient(**settings) as client:

        def work(thread: int) -> None:
            name = RESOURCES[thread % len(RESOURCES)]
            resource: Any = reduce(getattr, name.split("."), client)
            answered.extend(1 for _ in resource.list(limit=1, max_items=1))

        at_once(together, work)
    return len(answered)


async def use_first_async(settings: dict[str, Any], together: int) -> int:
    """The same, async."""

    async def work(name: str) -> int:
        resource: Any = reduce(getattr, name.split("."), client)
        return len([item async for item in resource.list(limit=1, max_items=1)])

    async with OurAsyncClient(**settings) as client:
        names = (RESOURCES[task % len(RESOURCES)] for task in range(together))
        found: list[int] = await asyncio.gather(*map(work, names))
    return sum(found)


async def quietly(work: Any) -> Any:
    """Run in asyncio's debug mode, which may not call this machine slow."""
    loop = asyncio.get_running_loop()
    assert loop.get_debug()
    loop.slow_callback_duration = PATIENCE
    return await work


def main() -> None:
    """Hammer as the arguments say; the exit status says whether all was well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=50_000, help="of threads, and of tasks")
    parser.add_argument("--together", type=int, default=32, help="threads, or tasks")
    parser.add_argument("--seed", default=secrets.token_hex(4), help="the same calls and faults")
    parser.add_argument("--faults", type=float, default=0.05, help="the share of bad attempts")
    parser.add_argument("--patience", type=float, default=900.0, help="seconds until it hangs")
    options = parser.parse_args()
    print(f"--seed {options.seed} --faults {options.faults}", flush=True)
    faulthandler.dump_traceback_later(options.patience, exit=True)
    sys.setswitchinterval(1e-4)  # more turns, more chances to meet
    with started("tests.soak.sandbox") as (sandbox, _):
        settings = {"base_url": sandbox.pop("url"), **sandbox}
        answered = [
            use_first(settings, options.together),
            asyncio.run(quietly(use_first_async(settings, options.together))),
        ]
    findings = [] if answered == [options.together] * 2 else [f"answered: {answered}"]
    for kind in ("threads", "tasks"):
        tally = Tally(options.seed, options.faults)
        with started("tests.soak.server", options.seed, str(options.faults)) as (place, report):
            hammer = Hammer(place["url"], tally, options.calls, options.together)
            if kind == "threads":
                hammer.with_threads()
            else:
                asyncio.run(quietly(hammer.with_tasks()))
        findings += tally.findings(options.calls, report)
        print(f"{kind}: {options.calls:,} calls,", dict(tally.outcomes.most_common()))
    print(*findings, sep="\n")
    sys.exit(bool(findings))


if __name__ == "__main__":
    main()
