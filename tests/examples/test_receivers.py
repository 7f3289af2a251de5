"""The examples that receive webhooks, as their text says they are run, under all that may come."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from ghxstship.events import SIGNATURE_HEADER
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from ghxstship.pytest_plugin import GhxstshipWebhook, SignedDelivery

ROOT = Path(__file__).parents[2]
OLD, NEW = "whsec_old", "whsec_new"
COMMANDS = {
    "fastapi": ["uvicorn", "examples.webhooks_fastapi:app", "--no-access-log", "--port"],
    "flask": ["flask", "--app", "examples.webhooks_flask", "run", "--port"],
    "django": ["examples.webhooks_django", "runserver", "--noreload"],
}


class Running:
    """An example, run as a user does, and what it prints."""

    def __init__(self, url: str, output: Path) -> None:
        self._url = url
        self._output = output
        self.client = httpx.Client(timeout=PATIENCE)

    def post(self, sent: SignedDelivery, body: bytes | None = None) -> int:
        content = sent.body if body is None else body
        return self.client.post(self._url, content=content, headers=sent.headers).status_code

    def answers(self) -> bool:
        with suppress(httpx.TransportError):
            return self.client.get(self._url).status_code == 405
        return False

    def prints(self, line: str) -> int:
        """How often a line was printed, once it has been."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if count := self._output.read_text(encoding="utf-8").count(line):
                return count
            time.sleep(0.02)  # it works after it has answered
        raise AssertionError(f"{line!r} is not in {self._output.read_text(encoding='utf-8')}")


@pytest.fixture(scope="module", params=COMMANDS)
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Generator[Running]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    output = tmp_path_factory.mktemp(request.param) / "output"
    environment = {**os.environ, "GHXSTSHIP_WEBHOOK_SECRET": f"{NEW},{OLD}"}
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", *COMMANDS[request.param], str(port)],
            cwd=ROOT,
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    example = Running(f"http://127.0.0.1:{port}/hooks", output)
    deadline = time.monotonic() + PATIENCE
    while not example.answers():
        assert process.poll() is None, output.read_text(encoding="utf-8")
        assert time.monotonic() < deadline
        time.sleep(0.05)  # it has no way to tell
    yield example
    example.client.close()
    process.terminate()
    process.wait(PATIENCE)


def test_every_event_is_taken(running: Running, ghxstship_webhook: GhxstshipWebhook) -> None:
    for name in ghxstship_webhook.names:
        assert running.post(ghxstship_webhook(name, secret=NEW)) < 300
    assert running.prints("crew.assigned: nothing to do") == 1


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
    sent.headers.pop(SIGNATURE_HEADER)
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
