"""A run: so many calls in one flavour, measured between rounds while no call is under way."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import anyio
import anyio.lowlevel

from tests.patience import PATIENCE

from ..faults.callers import no_other_task, nothing_left
from ..unit.bookshop import AsyncClient, Client
from .calls import make, make_async
from .measures import Complaints, Sample, growing
from .plan import BOUND
from .processes import started
from .tally import Tally

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

Flavour = Literal["threads", "asyncio", "uvloop", "trio"]

FLAVOURS: tuple[Flavour, ...] = (
    "threads",
    "asyncio",
    *(("uvloop",) if find_spec("uvloop") else ()),
    "trio",
)


class Sleepless:
    """The client's clock: real time, but waiting takes none."""

    def monotonic(self) -> float:
        return time.monotonic()

    def time(self) -> float:
        return time.time()

    def random(self) -> float:
        return 0.5

    def sleep(self, seconds: float) -> None:
        pass

    async def sleep_async(self, seconds: float) -> None:
        await anyio.lowlevel.checkpoint()


@dataclass
class Run:
    """What to do, and what came of it.

    Args:
        flavour: Where calls are made from.
        seed: What everything random is drawn from.
        calls: How many to make.
        workers: How many of them at once.
        rounds: In how many rounds; 8 or more.
        faults: The share of attempts that meet a fault, 0 to 1.
        settings: The client's, beyond the usual.
        progress: Is told of each sample.
    """

    flavour: Flavour
    seed: str
    calls: int
    workers: int = 32
    rounds: int = 40
    faults: float = 0.15
    settings: dict[str, Any] = field(default_factory=dict[str, Any])
    progress: Callable[[Sample], object] = lambda sample: None
    samples: list[Sample] = field(default_factory=list[Sample])
    server: dict[str, Any] = field(default_factory=dict[str, Any])
    seconds: float = 0.0
    findings: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        """Begin the tally."""
        self.tally = Tally(self.seed, self.faults)

    @property
    def outcomes(self) -> Counter[str]:
        """How the calls ended."""
        return self.tally.outcomes

    def carry_out(self) -> None:
        """Make all calls, and find what is wrong."""
        complaints = Complaints()
        gc.collect()
        gc.freeze()  # what was there before is not looked through again at every sample
        with started("tests.soak.server", self.seed, str(self.faults)) as (place, self.server):
            settings = {
                "base_url": place["url"],
                "clock": Sleepless(),
                "timeout": PATIENCE,
                "max_response_bytes": BOUND,
                **self.settings,
            }
            self._run_loop(anyio.lowlevel.checkpoint)  # uvloop keeps a pipe of its first loop
            began = time.monotonic()
            try:
                with complaints.listening(), nothing_left():
                    if self.flavour == "threads":
                        self._in_threads(settings)
                    else:
                        self._in_tasks(settings, complaints)
            except AssertionError as error:
                self.findings.append(f"left over: {error}")
            finally:
                gc.unfreeze()
            self.seconds = time.monotonic() - began
        self.findings += complaints.found + growing(self.samples)
        self.findings += self.tally.findings(self.calls, self.server)

    def _numbers(self) -> Iterator[Iterator[int]]:
        """The numbers of the calls, round by round."""
        bounds = [self.calls * part // self.rounds for part in range(self.rounds + 1)]
        for begin, end in pairwise(bounds):
            yield iter(range(begin, end))

    def _sample(self) -> None:
        sample = Sample.take(self.outcomes.total())
        self.samples.append(sample)
        self.progress(sample)

    def _in_threads(self, settings: dict[str, Any]) -> None:
        lock = threading.Lock()

        def work(numbers: Iterator[int]) -> None:
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                plan = self.tally.plan(number)
                outcome = make(client, plan)
                with lock:
                    self.tally.note(plan, outcome)

        with Client(**settings) as client, ThreadPoolExecutor(self.workers) as pool:
            for numbers in self._numbers():
                for done in [pool.submit(work, numbers) for _ in range(self.workers)]:
                    done.result()
                self._sample()

    def _in_tasks(self, settings: dict[str, Any], complaints: Complaints) -> None:
        self._run_loop(partial(self._in_loop, settings, complaints))

    def _run_loop(self, work: Callable[[], Awaitable[None]]) -> None:
        backend = "trio" if self.flavour == "trio" else "asyncio"
        options = {"use_uvloop": True} if self.flavour == "uvloop" else {}
        anyio.run(work, backend=backend, backend_options=options)

    async def _in_loop(self, settings: dict[str, Any], complaints: Complaints) -> None:
        kind: Literal["trio", "asyncio"] = "trio" if self.flavour == "trio" else "asyncio"
        if kind == "asyncio":
            asyncio.get_running_loop().set_exception_handler(complaints.in_loop)

        async def work(client: AsyncClient, numbers: Iterator[int]) -> None:
            for number in numbers:
                plan = self.tally.plan(number)
                self.tally.note(plan, await make_async(client, plan, kind))

        async with AsyncClient(**settings) as client:
            for numbers in self._numbers():
                async with anyio.create_task_group() as group:
                    for _ in range(self.workers):
                        group.start_soon(work, client, numbers)
                for _ in range(10):  # what closes a stream that was left is a task of a few steps
                    await anyio.lowlevel.checkpoint()
                self._sample()
        await no_other_task(kind)
