"""What ends with its event loop, where nobody has ended it before."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable


class Lifetime:
    """From `begin` to `end`, or to the end of the event loop.

    Both asyncio and trio close the generators that are still open when they end (PEP 525), so this
    is one.

    Args:
        on_end: Is called once, within the loop.
    """

    def __init__(self, on_end: Callable[[], Awaitable[None]]) -> None:
        self._on_end: Callable[[], Awaitable[None]] | None = on_end
        self._generator = self._live()

    async def begin(self) -> None:
        """Begin; it never waits."""
        await anext(self._generator)

    async def end(self) -> None:
        """End, unless it has ended."""
        await self._generator.aclose()

    def abandon(self) -> None:
        """End without a call of `on_end`, from wherever the collector runs."""
        self._on_end = None
        with suppress(StopIteration, RuntimeError):  # it has ended, or is ending just now
            self._generator.aclose().send(None)

    async def _live(self) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            if self._on_end is not None:
                await self._on_end()
