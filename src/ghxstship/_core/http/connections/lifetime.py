"""What ends with its event loop, where nobody has ended it before."""

from __future__ import annotations

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
        self._generator = _live(on_end)

    async def begin(self) -> None:
        """Begin; it never waits."""
        await anext(self._generator)

    async def end(self) -> None:
        """End, unless it has ended."""
        await self._generator.aclose()


async def _live(on_end: Callable[[], Awaitable[None]]) -> AsyncGenerator[None]:
    try:
        yield
    finally:
        await on_end()
