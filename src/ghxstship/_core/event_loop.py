"""Which event loop runs: asyncio, or trio where somebody has it."""

from __future__ import annotations

import sys
from typing import Any


def running_trio() -> Any | None:
    """The module trio, where it is what runs the caller's task; `None` in asyncio."""
    trio = sys.modules.get("trio")
    return trio if trio is not None and trio.lowlevel.in_trio_run() else None
