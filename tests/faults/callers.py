"""Those who call: threads and tasks, over the client's own connections and over a brought one's."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import anyio
import anyio.lowlevel

from tests.patience import PATIENCE

from ..library import httpx
from ..unit.bookshop import AsyncClient, Client

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncGenerator, Awaitable, Callable, Generator

Kind = Literal["threads", "asyncio", "trio"]
Flavour: TypeAlias = tuple[Kind, bool]

FLAVOURS: list[Flavour] = [
    (kind, own) for kind in ("threads", "asyncio", "trio") for own in (True, False)
]


def flavour_id(flavour: Flavour) -> str:
    return f"{flavour[0]}-{'own' if flavour[1] else 'brought'}"


HAS_OWN_POOL = find_spec("ghxstship._core.http.connections") is not None
"""Whether the client's own connections are not httpx's."""

DESCRIPTORS = Path("/dev/fd")
"""Where a system tells what this process has open."""


class QuickClock:
    """Real time, in which waiting takes none: it is only counted."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def monotonic(self) -> float:
        return time.monotonic() + sum(self.waits)

    def time(self) -> float:
        return time.time() + sum(self.waits)

    def random(self) -> float:
        return 0.5

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    async def sleep_async(self, seconds: float) -> None:
        await anyio.lowlevel.checkpoint()
        self.waits.append(seconds)


class Caller:
    """Makes calls the way one flavour does, with a client for each block of calls.

    Args:
        flavour: Where it calls from, and whether over the client's own connections.
        base_url: The server.
        verify: What certificates a client that is brought trusts.
        limits: How many connections it may have.
        settings: The client's settings.
    """

    def __init__(
        self,
        flavour: Flavour,
        base_url: str,
        *,
        verify: ssl.SSLContext | bool = False,
        limits: httpx.Limits | None = None,
        **settings: Any,
    ) -> None:
        self.kind: Kind = flavour[0]
        self.own = flavour[1]
        self.clock = QuickClock()
        self._library: dict[str, Any] = {"verify": verify, "limits": limits or httpx.Limits()}
        self._settings: dict[str, Any] = {"base_url": base_url, "clock": self.clock, **settings}

    def run(self, *uses: Callable[[Any], Any]) -> list[Any]:
        """What functions of one client give, one after the other; an exception is an outcome too.

        `KeyboardInterrupt` and the like go through.
        """
        if self.kind == "threads":
            return self._run(uses)
        outcomes: list[Any] = anyio.run(self._run_async, uses, backend=self.kind)
        return outcomes

    @contextmanager
    def client(self) -> Generator[Client]:
        """A sync client."""
        with ExitStack() as stack:
            brought = None if self.own else stack.enter_context(httpx.Client(**self._library))
            yield stack.enter_context(Client(http_client=brought, **self._settings))

    @asynccontextmanager
    async def async_client(self) -> AsyncGenerator[AsyncClient]:
        """An async client."""
        async with AsyncExitStack() as stack:
            library = self._library
            brought = (
                None if self.own else await stack.enter_async_context(httpx.AsyncClient(**library))
            )
            client = AsyncClient(http_client=brought, **self._settings)
            yield await stack.enter_async_context(client)

    def _run(self, uses: tuple[Callable[[Any], Any], ...]) -> list[Any]:
        outcomes: list[Any] = []
        with self.client() as client:
            for use in uses:
                try:
                    outcomes.append(use(client))
                except Exception as error:  # noqa: BLE001 - the outcome is judged by the caller
                    outcomes.append(error)
        return outcomes

    async def _run_async(self, uses: tuple[Callable[[Any], Awaitable[Any]], ...]) -> list[Any]:
        outcomes: list[Any] = []
        async with self.async_client() as client:
            for use in uses:
                try:
                    outcomes.append(await use(client))
                except Exception as error:  # noqa: BLE001 - the outcome is judged by the caller
                    outcomes.append(error)
        await no_other_task(self.kind)
        return outcomes


async def no_other_task(kind: Kind) -> None:
    """Fails where other tasks go on; in trio none could."""
    if kind == "asyncio":
        for _ in range(100):  # what closes a generator that was left is a task of a few steps
            if asyncio.all_tasks() == {asyncio.current_task()}:
                return
            await asyncio.sleep(0)
        raise AssertionError(asyncio.all_tasks())


@contextmanager
def nothing_left() -> Generator[None]:
    """Fails where a block leaves a thread, a socket or another descriptor behind."""
    threads, descriptors = _threads(), _descriptors()
    yield
    for thread in _threads() - threads:
        thread.join(PATIENCE)  # one that has done its work may still be about to end
    assert _threads() == threads, _threads() - threads
    now = _descriptors()
    assert len(now) == len(descriptors), now.items() - descriptors.items()


def _descriptors() -> dict[str, str]:
    """What is open, by number."""
    found: dict[str, str] = {}
    for path in DESCRIPTORS.iterdir():
        with suppress(OSError):  # what this very look at them needs is open no longer
            found[path.name] = str(path.readlink())
    return found


def _threads() -> set[threading.Thread]:
    """All threads but those that trio keeps for later."""
    return {each for each in threading.enumerate() if not each.name.startswith("Trio")}
