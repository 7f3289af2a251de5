"""A running sandbox, and the command line beside it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from ghxstship import Client
from ghxstship.cli.app import app
from ghxstship.sandbox import Sandbox
from tests.certification.receivers import Receiver, TakesTheOld, served
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ghxstship.sandbox import Server


@dataclass
class Result:
    """What a command did."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """The one line of JSON on stdout."""
        (line,) = self.stdout.splitlines()
        return json.loads(line)


@pytest.fixture(scope="session")
def _server() -> Iterator[Server]:
    sandbox = Sandbox(rate_limits=False)
    with sandbox.serve() as server:
        yield server
    sandbox.close()


@pytest.fixture
def server(_server: Server) -> Server:
    _server.sandbox.reset()
    return _server


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    with Client(server.api_key, workspace_id=server.workspace_id, base_url=server.url) as client:
        yield client


@pytest.fixture
def environment(server: Server) -> dict[str, str]:
    """What tells the command line where the sandbox is."""
    return {
        "GHXSTSHIP_BASE_URL": server.url,
        "GHXSTSHIP_API_KEY": server.api_key,
        "GHXSTSHIP_WORKSPACE_ID": server.workspace_id,
    }


def run(
    *arguments: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None
) -> Result:
    """Run a command in this process."""
    clean = {name: None for name in os.environ if name.startswith("GHXSTSHIP_")}
    result = CliRunner().invoke(
        app,
        list(arguments),
        input=stdin,
        env={**clean, "COLUMNS": "200", "TERM": "dumb", **(environment or {})},
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Result(result.exit_code, result.stdout, result.stderr)


class Running:
    """A command in a process of its own."""

    def __init__(self, *arguments: str, stdout: int, env: dict[str, str]) -> None:
        clean = {n: v for n, v in os.environ.items() if not n.startswith("GHXSTSHIP_")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from ghxstship.cli import main; main()", *arguments],
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            env={**clean, **env},
        )

    def line(self) -> Any:
        """The next line of JSON."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.process.communicate()[1]
        return json.loads(line)

    def until(self, beginning: str) -> str:
        """The next message that begins so."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if line.startswith(beginning):
                return line
        raise AssertionError(f"it never said {beginning!r}")

    def end(self, number: int = signal.SIGINT) -> Result:
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=PATIENCE)
        return Result(self.process.returncode, out or "", err)


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def begin(*arguments: str, stdout: int = subprocess.PIPE, **more: str) -> Running:
        running.append(Running(*arguments, stdout=stdout, env={**environment, **more}))
        return running[-1]

    yield begin
    for each in running:
        if each.process.poll() is None:
            each.process.kill()
        each.process.communicate()


@pytest.fixture(scope="module")
def right() -> Iterator[str]:
    """A receiver that gets everything right."""
    with served(Receiver()) as url:
        yield url


@pytest.fixture(scope="module")
def wrong() -> Iterator[str]:
    """One that takes old deliveries."""
    with served(TakesTheOld()) as url:
        yield url
