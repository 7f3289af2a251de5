"""Functions in threads, awaited on asyncio or trio: anyio comes with the HTTP library."""

from __future__ import annotations

from anyio import to_thread

in_thread = to_thread.run_sync
