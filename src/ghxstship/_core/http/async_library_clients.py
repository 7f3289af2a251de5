"""The HTTP library's own async clients, kept apart for each event loop."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from weakref import finalize

from .connections.lifetime import Lifetime, abandon, forget_closed, running_loop
from .library_clients import Clients

if TYPE_CHECKING:
    from collections.abc import Callable

    from .library_clients import TransportOptions
    from .protocols import AsyncHttpClient, HttpLibrary


class AsyncLibraryClients:
    """Those of an event loop are closed at its end, so that a client may go on in the next one.

    Args:
        library: httpx or httpx2.
        options: What the transports are made with.
    """

    def __init__(self, library: HttpLibrary, options: TransportOptions) -> None:
        self._library = library
        self._options = options
        self._by_loop: dict[object, _Local] = {}
        finalize(self, abandon, self._by_loop).atexit = False

    async def get(self) -> AsyncHttpClient:
        """The client to send by.

        Raises:
            ConfigurationError: It cannot work as the environment has it.
        """
        loop = running_loop()
        local = self._by_loop.get(loop) or await self._open(loop)
        return local.clients.get(self._library.AsyncClient, self._library.AsyncHTTPTransport)

    async def _open(self, loop: object) -> _Local:
        forget_closed(self._by_loop)
        on_end = partial(self._by_loop.pop, loop, None)
        local = self._by_loop[loop] = _Local(Clients(self._library, self._options), on_end)
        await local.lifetime.begin()
        return local

    async def aclose(self) -> None:
        """Close those of this event loop; another closes its own when it ends."""
        local = self._by_loop.get(running_loop())
        if local is not None:
            await local.lifetime.end()


class _Local:
    """The clients of one event loop."""

    def __init__(self, clients: Clients[AsyncHttpClient], on_end: Callable[[], object]) -> None:
        self.clients = clients
        self._on_end = on_end
        self.lifetime = Lifetime(self._end)

    async def _end(self) -> None:
        self._on_end()
        for made in self.clients.made:
            await made.client.aclose()
