"""What ends with its event loop, where nobody has ended it before."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol, TypeVar

from ..event_loop import running_trio

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, MutableMapping


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


class Lived(Protocol):
    """What one event loop has."""

    @property
    def lifetime(self) -> Lifetime:
        """How long it has it."""
        ...


LivedT = TypeVar("LivedT", bound=Lived)


def running_loop() -> object:
    """What runs this task: an asyncio event loop, or what stands for a run of trio."""
    trio = running_trio()
    if trio is not None:
        token: object = trio.lowlevel.current_trio_token()
        return token
    return asyncio.get_running_loop()


def forget_closed(by_loop: MutableMapping[object, LivedT]) -> None:
    """Drop what belonged to asyncio's event loops that are closed."""
    for loop in list(by_loop):
        if isinstance(loop, asyncio.AbstractEventLoop) and loop.is_closed():
            del by_loop[loop]


def abandon(by_loop: Mapping[object, Lived]) -> None:
    """Leave what belongs to a client that was collected without having been closed.

    An asyncio event loop closes it by itself. Trio only warns: there, the streams close their
    sockets when they are collected.
    """
    for loop, local in list(by_loop.items()):
        if not isinstance(loop, asyncio.AbstractEventLoop):
            local.lifetime.abandon()
