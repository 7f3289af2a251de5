"""The machine's own time."""

from __future__ import annotations

import sys

import anyio
import pytest

from ghxstship._core.clock import SystemClock


class TestSystemClock:
    def test_tells_time_and_chance(self) -> None:
        clock = SystemClock()
        assert clock.time() > 1_700_000_000
        assert clock.monotonic() <= clock.monotonic()
        assert 0 <= clock.random() < 1

    def test_waits_in_a_thread(self) -> None:
        SystemClock().sleep(0)

    @pytest.mark.parametrize("backend", ["asyncio", "trio"])
    def test_waits_in_a_task_of_either_kind(self, backend: str) -> None:
        assert "trio" in sys.modules or backend == "asyncio"
        anyio.run(SystemClock().sleep_async, 0, backend=backend)

    def test_waits_in_asyncio_where_nobody_has_trio(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delitem(sys.modules, "trio", raising=False)
        anyio.run(SystemClock().sleep_async, 0)
