"""Every operation of the document, sync and async, through the client, over a real socket."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import reduce
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, cast

import pytest

from ghxstship import AsyncClient, Client
from ghxstship.description import Description
from ghxstship.pytest_plugin import GhxstshipSandbox
from ghxstship.sandbox import Sandbox, Server

from .atlvs import atlvs
from .compvss import compvss
from .gvteway import gvteway
from .scenarios import Call, Listen, Scenario


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def server() -> Generator[Server]:
    with Sandbox(rate_limits=False).serve() as running:
        yield running


@contextmanager
def receiver() -> Generator[str]:
    """A webhook receiver that accepts everything."""

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as http:
        thread = Thread(target=http.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}/hooks"
        http.shutdown()
        thread.join()


def method(client: object, operation: str, raw: bool = False) -> Callable[..., Any]:
    """The client's method for an operation, found by its name in the document."""
    *path, name = operation.split(".")
    if raw:
        path.append("with_raw_response")
    return cast("Callable[..., Any]", reduce(getattr, [*path, name], client))


def run(scenario: Scenario, client: Client, raw: bool) -> set[str]:
    """Drive a scenario in this thread.

    Args:
        scenario: What to call.
        client: Where to call it.
        raw: Whether to go through `with_raw_response`.

    Returns:
        The operations that were called.
    """
    called: set[str] = set()

    def make(call: Call) -> Any:
        called.add(call.operation)
        answer = method(client, call.operation, raw)(*call.positional, **call.named)
        return answer.parse() if raw else answer

    def listen(step: Listen) -> Any:
        called.add(step.operation)
        with method(client, step.operation)(**step.named) as events:
            make(step.meanwhile)
            return next(iter(events))

    answer = None
    while True:
        try:
            step = scenario.send(answer)
        except StopIteration:
            return called
        answer = listen(step) if isinstance(step, Listen) else make(step)


async def run_async(scenario: Scenario, client: AsyncClient, raw: bool) -> set[str]:
    """Drive a scenario in this task, as `run` does in this thread."""
    called: set[str] = set()

    async def make(call: Call) -> Any:
        called.add(call.operation)
        answer = await method(client, call.operation, raw)(*call.positional, **call.named)
        return answer.parse() if raw else answer

    async def listen(step: Listen) -> Any:
        called.add(step.operation)
        async with method(client, step.operation)(**step.named) as events:
            await make(step.meanwhile)
            return await anext(aiter(events))

    answer = None
    while True:
        try:
            step = scenario.send(answer)
        except StopIteration:
            return called
        answer = await (listen(step) if isinstance(step, Listen) else make(step))


def documented(platform: str) -> set[str]:
    """The names of a platform's operations in the document."""
    names = [operation.id for operation in Description.load().operations]
    return {name for name in names if name.startswith(f"{platform}.")}


SCENARIOS = pytest.mark.parametrize("scenario", [atlvs, compvss, gvteway])
RAW = pytest.mark.parametrize("raw", [False, True], ids=["plain", "raw"])


@RAW
@SCENARIOS
def test_every_operation_answers(
    scenario: Callable[[str], Scenario], raw: bool, server: Server
) -> None:
    with (
        receiver() as hook,
        Client(
            server.api_key, workspace_id=f"ws_sync_{raw}", base_url=server.url, strict=True
        ) as client,
    ):
        called = run(scenario(hook), client, raw)
    platform = scenario.__name__
    assert {name for name in called if name.startswith(platform)} == documented(platform)


@RAW
@SCENARIOS
@pytest.mark.anyio
async def test_every_awaited_operation_answers(
    scenario: Callable[[str], Scenario], raw: bool, server: Server
) -> None:
    with receiver() as hook:
        async with AsyncClient(
            server.api_key, workspace_id=f"ws_async_{raw}", base_url=server.url, strict=True
        ) as client:
            called = await run_async(scenario(hook), client, raw)
    platform = scenario.__name__
    assert {name for name in called if name.startswith(platform)} == documented(platform)


def test_the_fixture_shows_what_was_received(ghxstship_sandbox: GhxstshipSandbox) -> None:
    client = ghxstship_sandbox.client(strict=True)
    ghxstship_sandbox.fail_next(status=503, headers={"Retry-After": "0"})
    assert client.atlvs.deals.list(status="open").total
    assert [request.method for request in ghxstship_sandbox.requests] == ["GET", "GET"]
