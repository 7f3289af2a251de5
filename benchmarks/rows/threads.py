"""Many threads calling at once, against a server on the loopback interface."""

from __future__ import annotations

import time
from contextlib import contextmanager
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, TypeAlias

import httpx

from ghxstship import Client

from ..calling import figures, metrics, on_loopback
from ..measure import US, Contender, Row
from .concurrency import HEADERS, PATH, PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from contextlib import AbstractContextManager

    from ..measure import Effort, Figures, Sampler

    Call: TypeAlias = Callable[[], object]
    Open: TypeAlias = Callable[[str], AbstractContextManager[Call]]

CALLS = 2_000
THREADS = 32
BARE = "httpx"


@contextmanager
def _ghxstship(url: str) -> Generator[Call]:
    with Client("sk_test_1", workspace_id="ws_1", base_url=url, timeout=PATIENCE) as client:
        yield lambda: client.atlvs.deals.get("deal_1")


@contextmanager
def _httpx(url: str) -> Generator[Call]:
    with httpx.Client(base_url=url, headers=HEADERS, timeout=PATIENCE) as client:
        yield lambda: client.get(PATH).json()


def _httpx2() -> Open:
    import httpx2

    @contextmanager
    def opened(url: str) -> Generator[Call]:
        with httpx2.Client(base_url=url, headers=HEADERS, timeout=PATIENCE) as client:
            yield lambda: client.get(PATH).json()

    return opened


def _openai() -> Open:
    from openai import OpenAI

    from ..peers.openai_client import Deal

    @contextmanager
    def opened(url: str) -> Generator[Call]:
        with OpenAI(api_key="sk_test_1", base_url=url, timeout=PATIENCE, max_retries=0) as client:
            yield lambda: client.get(PATH, cast_to=Deal)

    return opened


_CONTENDERS: dict[str, Callable[[], Open]] = {
    US: lambda: _ghxstship,
    BARE: lambda: _httpx,
    "httpx2": _httpx2,
    "openai": _openai,
}


def _load(opened: Open, url: str, calls: int) -> Figures:
    """Make so many calls, in so many threads."""
    latencies: list[float] = []
    left = iter(range(calls))

    def work(call: Call) -> None:
        for _ in left:
            began = time.perf_counter()
            call()
            latencies.append(time.perf_counter() - began)

    with opened(url) as call:
        threads = [Thread(target=work, args=(call,)) for _ in range(THREADS)]
        wall, cpu = time.perf_counter(), time.process_time()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    assert len(latencies) == calls, "a call failed"
    return figures(latencies, wall, cpu)


def _sampler(opened: Open, url: str, calls: int) -> Sampler:
    return lambda: _load(opened, url, calls)


def _contenders(effort: Effort) -> AbstractContextManager[list[Contender]]:
    return on_loopback(_CONTENDERS, partial(_sampler, calls=effort.number(CALLS)))


THREADED = Row(
    name="threads",
    title="32 threads calling at once, 2,000 calls, loopback server",
    metrics=metrics(BARE),
    rounds=3,
    contenders=_contenders,
)
