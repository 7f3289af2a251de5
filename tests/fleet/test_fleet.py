"""A fleet of processes on one key: nothing is refused, and hardly any time is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ghxstship.sandbox import Sandbox
from tests.patience import PATIENCE

from .redis_server import RedisServer
from .timekeeper import BEGINNING, Timekeeper

ROOT = Path(__file__).parents[2]


@pytest.mark.once
def test_64_workers_in_4_processes_make_3000_calls_at_1000_a_minute(
    redis_server: RedisServer,
) -> None:
    with Timekeeper(sleepers=64) as keeper:
        sandbox = Sandbox(clock=lambda: keeper.now, seed=None)
        with sandbox.serve() as server:
            told = {
                "workers": 16,
                "calls": 750,
                "clock_port": keeper.port,
                # A busy machine may keep everybody waiting; the fleet's own time stands still.
                "redis_url": f"{redis_server.url}?socket_timeout=60&socket_connect_timeout=60",
                "base_url": server.url,
                "api_key": sandbox.api_key,
                "workspace_id": sandbox.workspace_id,
            }
            processes = [start({**told, "kind": kind}) for kind in ("threads", "tasks") * 2]
            statuses = [finish(process) for process in processes]
        took = keeper.now - BEGINNING
        sandbox.close()
    assert statuses == [{"200": 750}] * 4
    # A thousand pass in each minute, the first of them at once.
    least = 120.0
    assert least <= took <= 1.1 * least


def start(told: dict[str, object]) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.fleet.worker"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(told))
    process.stdin.close()
    process.stdin = None
    return process


def finish(process: subprocess.Popen[str]) -> dict[str, int]:
    try:
        out, err = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert (process.returncode, err) == (0, "")
    statuses: dict[str, int] = json.loads(out)
    return statuses
