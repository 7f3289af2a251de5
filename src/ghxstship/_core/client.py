"""What generated clients inherit: setting up, options, closing.

It is loaded with them, so it loads little: neither an HTTP library nor pydantic.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Mapping
    from threading import Thread
    from types import TracebackType
    from typing import Self

    from .api import Api
    from .config import Config
    from .drivers import AsyncDriver, Driver
    from .http.sender import AsyncSender, Sender

SenderT = TypeVar("SenderT", "Sender", "AsyncSender")

_INHERITED = frozenset({"_api", "_sender", "_threads"})
"""What a client shares with those that `with_options` makes of it."""


class _Client(Generic[SenderT]):
    """What both clients do that needs no connection."""

    _api: Api
    _config: Config
    _sender: SenderT
    _owner: bool

    def _with_options(self, options: Mapping[str, Any]) -> Self:
        """The same client with other settings: what the generated `with_options` does."""
        from .setup import changed

        config = changed(self._api, self._config, options)
        client = object.__new__(type(self))
        inherited = {name: own for name, own in vars(self).items() if name in _INHERITED}
        vars(client).update(inherited, _config=config, _owner=False)
        return client

    def __repr__(self) -> str:
        config = getattr(self, "_config", None)  # missing where the constructor raised
        about = f"base_url={config.base_url!r}" if config else "not set up"
        return f"{type(self).__name__}({about})"


class SyncClient(_Client["Sender"]):
    """The base of a client for threads."""

    _threads: set[Thread]

    def __init__(
        self,
        api: Api,
        arguments: Mapping[str, str | None],
        given: Mapping[str, Any],
    ) -> None:
        from .setup import set_up

        self._api = api
        self._threads = set()
        self._config, self._sender = set_up(api, arguments, given)
        self._owner = True

    @cached_property
    def _driver(self) -> Driver:
        """What makes the calls: it loads pydantic, so it is made when a resource is asked for."""
        from .drivers import Driver

        made = Driver(self._api, self._config, self._sender, self._threads)
        # The first one, if several threads make one.
        return cast("Driver", vars(self).setdefault("_driver", made))

    def close(self) -> None:
        """Close the connections, unless they are the caller's own or another client's.

        Threads that fetch ahead are waited for.
        """
        if self._owner:
            for thread in tuple(self._threads):
                thread.join()
            self._sender.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class AsyncClient(_Client["AsyncSender"]):
    """The base of a client for tasks."""

    def __init__(
        self,
        api: Api,
        arguments: Mapping[str, str | None],
        given: Mapping[str, Any],
    ) -> None:
        from .setup import set_up_async

        self._api = api
        self._config, self._sender = set_up_async(api, arguments, given)
        self._owner = True

    @cached_property
    def _driver(self) -> AsyncDriver:
        """As in the client for threads."""
        from .drivers import AsyncDriver

        made = AsyncDriver(self._api, self._config, self._sender)
        return cast("AsyncDriver", vars(self).setdefault("_driver", made))

    async def aclose(self) -> None:
        """Close the connections, unless they are the caller's own or another client's."""
        if self._owner:
            await self._sender.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()
