"""The examples that receive webhooks, as their text says they are run, under all that may come."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

import httpx
import pytest

from ghxstship.certification import certify
from ghxstship.webhooks.conventions import SIGNATURE
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from ghxstship.pytest_plugin import GhxstshipWebhook, SignedDelivery

ROOT = Path(__file__).parents[2]
OLD, NEW = "whsec_old", "whsec_new"
# What serves, with a port behind it, and what works beside it where the server does not.
COMMANDS = {
    "fastapi": (["uvicorn", "{}:app", "--no-access-log", "--port"], None),
    "flask": (["flask", "--app", "{}", "run", "--port"], ["flask", "--app", "{}", "work"]),
    "django": (["{}", "runserver", "--noreload"], ["{}", "work"]),
}


class Running:
    """An example, run as a user does, and what it prints."""

    def __init__(self, framework: str, folder: Path, module: str = "") -> None:
        self._framework = framework
        self._folder = folder
        self._module = module or f"examples.webhooks_{framework}"
        self._output = folder / "output"
        self._processes: list[subprocess.Popen[bytes]] = []
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}/hooks"
        self.client = httpx.Client(timeout=PATIENCE)

    def __enter__(self) -> Self:
        serve, work = COMMANDS[self._framework]
        self._start([*serve, str(self._port)])
        if work is not None:
            self._start(work)
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            assert self._processes[0].poll() is None, self.printed()
            assert time.monotonic() < deadline
            time.sleep(0.05)  # it has no way to tell
        return self

    def _start(self, command: list[str]) -> None:
        environment = {
            **os.environ,
            "GHXSTSHIP_WEBHOOK_SECRET": f"{NEW},{OLD}",
            "GHXSTSHIP_INBOX": str(self._folder / "inbox.db"),
            "EXAMPLE": f"examples.webhooks_{self._framework}",
            "FAULTS": str(self._folder),
        }
        arguments = [part.format(self._module) for part in command]
        with self._output.open("ab") as file:
            self._processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", *arguments],
                    cwd=ROOT,
                    env=environment,
                    stdout=file,
                    stderr=subprocess.STDOUT,
                )
            )

    def __exit__(self, *_: object) -> None:
        self.end(signal.SIGTERM)
        self.client.close()

    def end(self, number: int) -> None:
        """End the server and its worker by a signal."""
        for process in self._processes:
            process.send_signal(number)
        for process in self._processes:
            process.wait(PATIENCE)
        self._processes.clear()

    def wait_for_a_death(self) -> None:
        """Wait until the server or its worker was killed."""
        deadline = time.monotonic() + PATIENCE
        while all(process.poll() is None for process in self._processes):
            assert time.monotonic() < deadline, self.printed()
            time.sleep(0.02)  # of two processes, either may be the one

    def restart(self) -> None:
        """Kill what is left, and start all again."""
        self.end(signal.SIGKILL)
        self.__enter__()

    def post(self, sent: SignedDelivery, body: bytes | None = None) -> int:
        content = sent.body if body is None else body
        return self.client.post(self.url, content=content, headers=sent.headers).status_code

    def answers(self) -> bool:
        with suppress(httpx.TransportError):
            return self.client.get(self.url).status_code == 405
        return False

    def printed(self) -> str:
        return self._output.read_text(encoding="utf-8")

    def prints(self, line: str) -> int:
        """How often a line was printed, once it has been."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if count := self.printed().count(line):
                return count
            assert all(process.poll() is None for process in self._processes), self.printed()
            time.sleep(0.02)  # it works after it has answered
        raise AssertionError(f"{line!r} is not in {self.printed()}")


@pytest.fixture(scope="module", params=COMMANDS)
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Generator[Running]:
    with Running(request.param, tmp_path_factory.mktemp(request.param)) as example:
        yield example


@pytest.fixture(params=COMMANDS)
def faulty(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Running]:
    """An example with two more handlers: one raises once, the other is killed once."""
    with Running(request.param, tmp_path, "tests.examples.faulty") as example:
        yield example


def test_it_is_certified(running: Running) -> None:
    review = asyncio.run(certify(running.url, [NEW, OLD]))
    assert review.passed, [finding.check.id for finding in review.failed]


@pytest.mark.once
def test_what_fails_or_is_killed_is_handled_again(
    faulty: Running, ghxstship_webhook: GhxstshipWebhook
) -> None:
    lost = ghxstship_webhook("deal.lost", {"data.name": "Unlucky"}, secret=NEW)
    assert faulty.post(lost) == 204
    assert faulty.prints("Unlucky is lost") == 1
    assert "the ledger is down" in faulty.printed()

    updated = ghxstship_webhook("deal.updated", {"data.name": "Killed"}, secret=NEW)
    assert faulty.post(updated) == 204
    faulty.wait_for_a_death()  # by kill -9, in the handler
    faulty.restart()
    assert faulty.prints("Killed is updated") == 1

    names = [f"Deal {number} of this test" for number in range(4)]
    for name in names:
        assert faulty.post(ghxstship_webhook("deal.won", {"data.name": name}, secret=NEW)) == 204
    faulty.restart()  # by kill -9, wherever it is with them
    for name in names:
        assert faulty.prints(f"{name} is won") >= 1


def test_every_event_is_taken(running: Running, ghxstship_webhook: GhxstshipWebhook) -> None:
    for name in ghxstship_webhook.names:
        assert running.post(ghxstship_webhook(name, secret=NEW)) < 300
    assert running.prints("crew.assigned: nothing to do")


def test_what_comes_twice_is_done_once(
    running: Running, ghxstship_webhook: GhxstshipWebhook
) -> None:
    first = ghxstship_webhook("deal.won", {"data.name": "Once"}, secret=NEW)
    again = ghxstship_webhook.deliver(first.event, secret=NEW)
    assert [running.post(sent) for sent in (first, first, again)] == [204, 204, 204]
    last = ghxstship_webhook("deal.won", {"data.name": "Last"}, secret=NEW)
    assert running.post(last) == 204
    assert running.prints("Last is won") == 1
    assert running.prints("Once is won") == 1


def test_an_older_event_may_come_later(
    running: Running, ghxstship_webhook: GhxstshipWebhook
) -> None:
    for name, at in (("Later", "2026-01-02T00:00:00Z"), ("Earlier", "2026-01-01T00:00:00Z")):
        sent = ghxstship_webhook("deal.won", {"data.name": name, "timestamp": at}, secret=NEW)
        assert running.post(sent) == 204
        assert running.prints(f"{name} is won") == 1


def test_both_secrets_count_during_a_rotation(
    running: Running, ghxstship_webhook: GhxstshipWebhook
) -> None:
    for secret in (NEW, OLD, [NEW, OLD], [OLD, "another"]):
        assert running.post(ghxstship_webhook("deal.won", secret=secret)) == 204


def test_what_is_not_genuine_is_refused(
    running: Running, ghxstship_webhook: GhxstshipWebhook
) -> None:
    now = time.time()
    sent = ghxstship_webhook("deal.lost", secret=NEW)
    assert running.post(sent, sent.body.replace(b"lost", b"tsol")) == 400
    assert running.post(sent, json.dumps(sent.event, indent=1).encode()) == 400
    assert running.post(ghxstship_webhook("deal.lost", secret="wrong")) == 400
    assert running.post(ghxstship_webhook("deal.lost", at=now - 900, secret=NEW)) == 400
    assert running.post(ghxstship_webhook("deal.lost", at=now + 900, secret=NEW)) == 400
    sent.headers.pop(SIGNATURE.header)
    assert running.post(sent) == 400


def test_an_event_of_the_future_is_taken(
    running: Running, ghxstship_webhook: GhxstshipWebhook
) -> None:
    for event in ({"event": "deal.reborn"}, {"event": "deal.new", "version": "9", "data": [1]}):
        assert running.post(ghxstship_webhook.deliver(event, secret=NEW)) == 204
    assert running.prints("deal.reborn: nothing to do") == 1


def test_a_megabyte_is_taken(running: Running, ghxstship_webhook: GhxstshipWebhook) -> None:
    large = {"data.custom_fields.note": "x" * 1_000_000, "data.name": "Large"}
    assert running.post(ghxstship_webhook("deal.won", large, secret=NEW)) == 204
    assert running.prints("Large is won") == 1
