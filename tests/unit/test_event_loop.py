"""Which event loop runs."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import anyio
import pytest
import trio

import ghxstship
from ghxstship._core.http.event_loop import running_trio


class TestTrio:
    def test_is_what_runs_within_it_alone(self) -> None:
        async def seen() -> object:
            return running_trio()

        assert anyio.run(seen, backend="trio") is trio
        assert anyio.run(seen, backend="asyncio") is None
        assert running_trio() is None

    @pytest.mark.parametrize("loaded", [[], ["trio"], ["trio", "trio.lowlevel"]])
    def test_does_not_run_while_another_thread_imports_it(
        self, loaded: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("trio", "trio.lowlevel"):
            monkeypatch.delitem(sys.modules, name)
        for name in loaded:
            monkeypatch.setitem(sys.modules, name, ModuleType(name))
        assert running_trio() is None

    def test_is_looked_for_in_one_place(self) -> None:
        package = Path(ghxstship.__path__[0])
        found = [path.name for path in package.rglob("*.py") if "in_trio_run" in path.read_text()]
        assert found == ["event_loop.py"]
