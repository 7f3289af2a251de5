"""A run: so many calls in one flavour, measured between rounds while no call is under way."""

from __future__ import annotations

import asyncio
import gc
import json
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import anyio
import anyio.lowlevel

from ghxstship import AiohttpTransport

from ..faults.callers import no_other_task, nothing_left
from ..unit.bookshop import AsyncClient, Client
from .calls import make, make_async
from .measures import Complaints, Sample, growing
from .plan import BOUND, SURPLUS, draw

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Generator

    from .plan import Plan

Flavour = Literal["threads", "asyncio", "uvloop", "trio", "aiohttp"]

FLAVOURS: tuple[Flavour, ...] = (
    "threads",
    "asyncio",
    *(("uvloop",) if find_spec("uvloop") else ()),
    "trio",
    "aiohttp",
)
ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds for what is not meant to run into a timeout."""


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
    outcomes: Counter[str] = field(default_factory=Counter[str])
    astray: Counter[str] = field(default_factory=Counter[str])
    unlucky: int = 0
    samples: list[Sample] = field(default_factory=list[Sample])
    server: dict[str, Any] = field(default_factory=dict[str, Any])
    seconds: float = 0.0
    findings: list[str] = field(default_factory=list[str])

    def carry_out(self) -> None:
        """Make all calls, and find what is wrong."""
        complaints = Complaints()
        gc.collect()
        gc.freeze()  # what was there before is not looked through again at every sample
        with serving(self.seed, self.faults) as (url, self.server):
            settings = {
                "base_url": url,
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
        self.findings += complaints.found
        self._judge()

    def _judge(self) -> None:
        self.findings += growing(self.samples)
        for how, count in self.astray.items():
            self.findings.append(f"{count} calls ended otherwise than planned: {how}")
        if self.unlucky > self.server["disturbed"]:
            self.findings.append(f"{self.unlucky} calls ended as if their connections broke")
        for what in ("executed_twice", "sent_twice"):
            if self.server[what]:
                self.findings.append(f"{what}: calls {self.server[what][:5]}")
        if self.outcomes.total() != self.calls:
            self.findings.append(f"{self.outcomes.total()} calls ended, of {self.calls}")

    def _numbers(self) -> Iterator[Iterator[int]]:
        """The numbers of the calls, round by round."""
        bounds = [self.calls * part // self.rounds for part in range(self.rounds + 1)]
        for begin, end in zip(bounds, bounds[1:], strict=False):
            yield iter(range(begin, end))

    def _sample(self) -> None:
        sample = Sample.take(self.outcomes.total())
        self.samples.append(sample)
        self.progress(sample)

    def _note(self, plan: Plan, outcome: str) -> None:
        self.outcomes[outcome] += 1
        if outcome in plan.expected():
            return
        # aiohttp, on the other hand, takes a surplus for a broken answer, and that is tried again.
        if self.flavour == "aiohttp" and plan.meets(SURPLUS) and outcome in plan.possible():
            return
        # What the server does to a connection may hit a call that was to be answered.
        if outcome in plan.if_disturbed():
            self.unlucky += 1
        else:
            self.astray[outcome] += 1

    def _in_threads(self, settings: dict[str, Any]) -> None:
        lock = threading.Lock()

        def work(numbers: Iterator[int]) -> None:
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                plan = draw(self.seed, number, self.faults)
                outcome = make(client, plan)
                with lock:
                    self._note(plan, outcome)

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
                plan = draw(self.seed, number, self.faults)
                self._note(plan, await make_async(client, plan, kind))

        async with self._client(settings) as client:
            for numbers in self._numbers():
                async with anyio.create_task_group() as group:
                    for _ in range(self.workers):
                        group.start_soon(work, client, numbers)
                for _ in range(10):  # what closes a stream that was left is a task of a few steps
                    await anyio.lowlevel.checkpoint()
                self._sample()
        await no_other_task(kind)

    def _client(self, settings: dict[str, Any]) -> AbstractAsyncContextManager[AsyncClient]:
        if self.flavour == "aiohttp":
            return over_aiohttp(settings)
        return AsyncClient(**settings)


@asynccontextmanager
async def over_aiohttp(settings: dict[str, Any]) -> AsyncGenerator[AsyncClient]:
    """A client over a transport of aiohttp's."""
    async with (
        AiohttpTransport() as transport,
        AsyncClient(http_client=transport, **settings) as client,
    ):
        yield client


@contextmanager
def serving(seed: str, faults: float) -> Generator[tuple[str, dict[str, Any]]]:
    """The server's URL, and its report, which is empty until the end of the block."""
    command = [sys.executable, "-m", "tests.soak.server", seed, str(faults)]
    report: dict[str, Any] = {}
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip(), report
            out, _ = process.communicate(timeout=PATIENCE)
            report.update(json.loads(out))
        finally:
            process.kill()
