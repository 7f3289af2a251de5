"""A file that outlives the process, however it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from ghxstship import verify_webhook
from ghxstship.sandbox import Sandbox
from ghxstship.sandbox.store import StoreError
from tests.patience import PATIENCE

from .caller import Caller
from .receiver import receiver

if TYPE_CHECKING:
    from pathlib import Path

    from .receiver import Delivery

DEALS = "/atlvs/v1/deals"
HOOKS = "/atlvs/v1/webhooks"
NEW_DEAL = {"name": "Tour", "value": 1, "currency": "USD"}


def test_what_was_made_is_there_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.db"
    first = Sandbox(database=file)
    made = Caller(first).made(DEALS, NEW_DEAL)
    cursor = Caller(first).get(DEALS, limit=5).body["pagination"]["cursor"]
    first.close()
    second = Sandbox(database=file)
    api = Caller(second)
    assert api.get(f"{DEALS}/{made['id']}").body == made
    assert api.get(DEALS).body["pagination"]["total"] == 151
    assert len(api.get(DEALS, limit=5, cursor=cursor).body["data"]) == 5
    second.close()


def test_a_file_can_be_reset(tmp_path: Path) -> None:
    sandbox = Sandbox(database=tmp_path / "sandbox.db")
    Caller(sandbox).made(DEALS, NEW_DEAL)
    sandbox.reset()
    assert Caller(sandbox).get(DEALS).body["pagination"]["total"] == 150
    sandbox.close()


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a database, and long enough to be looked at" * 10, encoding="utf-8")
    with pytest.raises(StoreError, match=r"notes\.txt cannot be used: file is not a database"):
        Sandbox(database=file)


def test_another_program_s_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "theirs.db"
    with closing(sqlite3.connect(file)) as theirs:
        theirs.execute("CREATE TABLE notes (text TEXT)")
    before = file.read_bytes()
    with pytest.raises(StoreError, match=r"theirs\.db cannot be used: it is another program's"):
        Sandbox(database=file)
    assert file.read_bytes() == before


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    Sandbox(database=file, seed=None).close()
    with closing(sqlite3.connect(file)) as later:
        later.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match=r"old\.db cannot be used: it has format 99"):
        Sandbox(database=file)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
@pytest.mark.once
def test_whatever_was_answered_survives_a_kill(tmp_path: Path) -> None:
    """Kill -9 in mid-traffic: every acknowledged change is there, with its idempotency record."""
    file = tmp_path / "sandbox.db"
    acknowledged: dict[str, Any] = {}
    for attempt in range(3):
        process, url = start(file)
        try:
            with httpx.Client(base_url=url, headers=HEADERS, timeout=PATIENCE) as client:
                for number in range(40):
                    key = f"{attempt}-{number}"
                    answer = client.post(
                        DEALS, json={**NEW_DEAL, "name": key}, headers={"Idempotency-Key": key}
                    )
                    acknowledged[key] = answer.json()
        finally:
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
    sandbox = Sandbox(database=file, rate_limits=False)
    api = Caller(sandbox)
    for key, deal in acknowledged.items():
        assert api.get(f"{DEALS}/{deal['id']}").body == deal
        again = api.post(DEALS, {**NEW_DEAL, "name": key}, key=key)
        assert again.headers["idempotency-replayed"] == "true"
        assert again.body == deal
    assert api.get(DEALS).body["pagination"]["total"] == 150 + len(acknowledged)
    sandbox.close()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
@pytest.mark.once
def test_no_delivery_is_lost_over_kills(tmp_path: Path) -> None:
    """Kill -9 in the middle of deliveries: each arrives, and twice at most the one under way."""
    file, kills = tmp_path / "sandbox.db", 2
    secret = log = ""
    caused: list[str] = []
    deliveries: list[Delivery] = []
    with receiver() as there:
        for turn in range(kills + 1):
            process, url = start(file, "--no-rate-limits")
            try:
                with httpx.Client(base_url=url, headers=HEADERS, timeout=PATIENCE) as client:
                    if turn == 0:
                        there.gate.clear()  # the first kill is while one is under way
                        hook = {"url": there.url, "events": ["deal.created"]}
                        secret = client.post(HOOKS, json=hook).json()["secret"]
                        log = f"{HOOKS}/{client.get(HOOKS).json()['data'][0]['id']}/deliveries"
                    if turn < kills:
                        caused += [client.post(DEALS, json=NEW_DEAL).json()["id"] for _ in "12345"]
                        assert there.arrived.wait(PATIENCE)
                        deliveries += [there.next() for _ in range(2 * turn)]
                    else:
                        wait_for_all(client, log)
            finally:
                os.kill(process.pid, signal.SIGKILL)
                process.communicate()
                there.gate.set()
        with there.turn:  # what was answered has been put down
            deliveries += [there.received.get_nowait() for _ in range(there.received.qsize())]
    events = [json.loads(each.body) for each in deliveries]
    for each in deliveries:
        verify_webhook(each.body, each.headers["x-ghxstship-signature"], secret)
    assert set(caused) == {event["data"]["id"] for event in events}
    keys = {event["metadata"]["idempotency_key"] for event in events}
    assert len(keys) == len(caused)
    assert len(caused) <= len(events) <= len(caused) + kills
    sandbox = Sandbox(database=file, rate_limits=False)
    statuses = [each["status"] for each in Caller(sandbox).get(log, limit=100).body["data"]]
    assert statuses == ["delivered"] * len(caused)
    sandbox.close()


@pytest.mark.parametrize("cut", [0, 1, 5])
def test_a_request_that_is_cut_off_is_no_delivery(cut: int) -> None:
    """What a sender that was killed half way leaves behind: a head, and some of the body."""
    head = b"POST /hooks HTTP/1.1\r\nHost: here\r\nContent-Length: 6\r\n\r\n"
    with receiver() as there:
        address = httpx.URL(there.url)
        with socket.create_connection((address.host, address.port or 0), PATIENCE) as killed:
            killed.sendall(head + b"killed"[:cut])
            killed.shutdown(socket.SHUT_WR)
            assert killed.recv(1) == b""
        httpx.post(f"{there.url}/hooks", content=b"whole", timeout=PATIENCE)
        assert there.next().body == b"whole"
        assert there.received.empty()


def wait_for_all(client: httpx.Client, log: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while client.get(log, params={"status": "pending"}).json()["data"]:
        assert time.monotonic() < deadline


HEADERS = {"Authorization": "Bearer sk_test_1", "X-Workspace-ID": "ws_sandbox"}


def start(file: Path, *options: str) -> tuple[subprocess.Popen[str], str]:
    """A sandbox in a process of its own, and its URL once it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ghxstship.sandbox", "--port", "0", "--db", str(file), *options],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("Ready at "):
            return process, line.split()[2]
    raise AssertionError("it did not start")
