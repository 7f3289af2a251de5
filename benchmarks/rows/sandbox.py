"""The sandbox: how soon it answers, and how much it takes."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

from ..interpreters import ROOT, interpreters
from ..load import CONNECTIONS, requests_per_second
from ..measure import US, Contender, Metric, NotThereError, Row, Target

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from ..measure import Effort, Figures

PRISM_GETS, PRISM_POSTS = 736, 833
"""Requests a second that Prism 5 answers at 16 connections, with neither state nor seeds."""
REQUESTS = 5_000
HEADERS = {"Authorization": "Bearer sk_test_sandbox", "X-Workspace-ID": "ws_sandbox"}
DEALS = "/atlvs/v1/deals"
NEW_DEAL = b'{"name":"Summer Residency","value":150000,"currency":"USD","stage":"proposal"}'


@contextmanager
def _sandbox(environment: Mapping[str, str]) -> Generator[str]:
    """The URL of a sandbox that was started by its command, and says that it is ready."""
    command = [sys.executable, "-m", "ghxstship.sandbox", "--port", "0", "--no-rate-limits"]
    with subprocess.Popen(
        command, cwd=ROOT, env=dict(environment), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            line = next((each for each in process.stdout if each.startswith("Ready at ")), "")
            if not line:
                raise NotThereError("the sandbox does not start")
            yield line.split()[2]
        finally:
            process.terminate()


def _call(url: str, body: bytes | None = None) -> Any:
    headers = {**HEADERS, "Content-Type": "application/json"}
    with urlopen(Request(url, data=body, headers=headers)) as answer:
        return json.loads(answer.read())


@contextmanager
def _starting(effort: Effort) -> Generator[list[Contender]]:
    del effort
    with interpreters() as fresh:

        def sample() -> Figures:
            began = time.perf_counter()
            with _sandbox(fresh.environment) as url:
                _call(f"{url}{DEALS}?limit=1")
                return ((time.perf_counter() - began) * 1e3,)

        yield [Contender(US, sample)]


def _request(method: str, path: str, body: bytes = b"") -> bytes:
    head = {**HEADERS, "Host": "127.0.0.1", "Content-Length": str(len(body))}
    if body:
        head["Content-Type"] = "application/json"
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body


def _load(environment: Mapping[str, str], number: int) -> Figures:
    """One sample on a sandbox of its own, so that none meets what another has created."""
    with _sandbox(environment) as url:
        deal = _call(url + DEALS, NEW_DEAL)
        return (
            requests_per_second(url, _request("GET", f"{DEALS}/{deal['id']}"), number),
            requests_per_second(url, _request("GET", f"{DEALS}?status=open&limit=20"), number),
            requests_per_second(url, _request("POST", DEALS, NEW_DEAL), number),
        )


@contextmanager
def _under_load(effort: Effort) -> Generator[list[Contender]]:
    with interpreters() as fresh:
        yield [Contender(US, partial(_load, fresh.environment, effort.number(REQUESTS)))]


SANDBOX_START = Row(
    name="sandbox-start",
    title="sandbox, from its command to its first answer",
    metrics=(Metric("wall", "ms", None, Target(1_000, None)),),
    rounds=7,
    contenders=_starting,
)

SANDBOX_LOAD = Row(
    name="sandbox-load",
    title=f"sandbox at {CONNECTIONS} connections, validation and state on, five times Prism's",
    metrics=(
        Metric("GET a deal", "requests/s", None, Target(5 * PRISM_GETS, None, at_least=True)),
        Metric("GET 20 open deals", "requests/s", None),
        Metric("POST a deal", "requests/s", None, Target(5 * PRISM_POSTS, None, at_least=True)),
    ),
    rounds=5,
    contenders=_under_load,
)
