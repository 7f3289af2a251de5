"""Which event loop runs: asyncio, or trio where somebody has it."""

from __future__ import annotations

import sys
from typing import Any


def running_trio() -> Any | None:
    """The module trio, where it is what runs the caller's task; `None` in asyncio."""
    # Another thread may be importing it just now: then it is there in part, and runs nothing.
    in_trio_run = getattr(sys.modules.get("trio.lowlevel"), "in_trio_run", None)
    return sys.modules["trio"] if in_trio_run is not None and in_trio_run() else None


async def give_way() -> None:
    """Let other tasks run, and be cancelled."""
    trio = running_trio()
    if trio is not None:
        await trio.sleep(0)
    else:
        # Slow to load, and a sync client never needs it.
        import asyncio  # noqa: PLC0415

        await asyncio.sleep(0)
