"""What generated clients inherit: setting up, options, closing.

It is loaded with them, so it loads little: neither an HTTP library nor pydantic.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from inspect import getattr_static
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, Unpack, cast

from .api import Api
from .lazy import lazy_module, resource_property
from .process_bound import ONE_EACH, ProcessBound
from .tracebacks import hide_arguments

if TYPE_CHECKING:
    from threading import Thread

    from typing_extensions import TypeVar

    from . import custom_request as _custom_request
    from .config import Config
    from .drivers import AsyncDriver, Driver
    from .http.sender import AsyncSender, Sender
else:
    _custom_request = lazy_module(".custom_request", __package__)

if TYPE_CHECKING:
    ResultT = TypeVar("ResultT", default=Any)
else:  # a default is for type checkers, and slow to load
    from typing import TypeVar

    ResultT = TypeVar("ResultT")
SenderT = TypeVar("SenderT", "Sender", "AsyncSender")

_INHERITED = frozenset({"_api", "_sender", "_threads"})
"""What a client shares with those that `with_options` makes of it."""


class _Client(ProcessBound, Generic[SenderT]):
    """What both clients do that needs no connection."""

    _instead = ONE_EACH
    if TYPE_CHECKING:  # what is private needs no annotation at run time
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

    @property
    def base_url(self) -> str:
        """The server's URL, without a slash at its end."""
        return self._config.base_url

    if not TYPE_CHECKING:  # checkers refuse it in their own words

        def __setattr__(self, name: str, value: object) -> None:
            """Refuse to set what nobody would read; a test may replace a namespace."""
            if not name.startswith("_") and not self._may_set(name):
                from .setup import how_to_set

                raise AttributeError(how_to_set(vars(self).get("_api"), type(self).__name__, name))
            super().__setattr__(name, value)

    def _may_set(self, name: str) -> bool:
        """Whether it is a namespace or resource, or a subclass's own attribute."""
        from .setup import is_option

        there = getattr_static(type(self), name, None)
        is_own_class = type(self).__bases__[0].__module__ == __name__
        return isinstance(there, resource_property) or (
            there is None and not is_own_class and not is_option(vars(self).get("_api"), name)
        )

    def __repr__(self) -> str:
        config = getattr(self, "_config", None)  # missing where the constructor raised
        about = f"base_url={config.base_url!r}" if config else "not set up"
        return f"{type(self).__name__}({about})"


class SyncClient(_Client["Sender"]):
    """The base of a sync client."""

    if TYPE_CHECKING:
        _threads: set[Thread]

    def __init__(
        self,
        api: Api,
        arguments: Mapping[str, Any],
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

    @hide_arguments
    def request(
        self,
        method: _custom_request.Method,
        path: str,
        *,
        cast_to: type[ResultT] | None = None,
        **more: Unpack[_custom_request.RequestArguments],
    ) -> ResultT:
        """Call what this version has no method for, with the client's retries and errors.

        Args:
            method: `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
            path: The path after the base URL, percent-encoded and without a query, such as
                `/v1/things/42`.
            cast_to: What the body is read as: a pydantic model, a `TypedDict`, `dict[str, str]`,
                whatever pydantic can read. If left out, the parsed JSON, `None` for no body.
            **more: See `RequestArguments`. All methods but GET get an idempotency key, and so are
                tried again; pass `options={"max_retries": 0}` where the server ignores keys.

        Raises:
            InvalidArgumentError: An argument cannot be sent; nothing was.
            APIResponseValidationError: The body is not as `cast_to` says. A model of this package
                is as lenient as elsewhere.
        """
        from .custom_request import custom_arguments, custom_operation

        operation = custom_operation(method, path, cast_to)
        result: ResultT = self._driver.call(operation, **custom_arguments(more))
        return result

    @resource_property
    def with_raw_response(self) -> _custom_request.RawRequests:
        """`request`, answering the whole response."""
        from .custom_request import RawRequests

        return RawRequests(self._driver.raw)

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
    """The base of an async client."""

    def __init__(
        self,
        api: Api,
        arguments: Mapping[str, Any],
        given: Mapping[str, Any],
    ) -> None:
        from .setup import set_up_async

        self._api = api
        self._config, self._sender = set_up_async(api, arguments, given)
        self._owner = True

    @cached_property
    def _driver(self) -> AsyncDriver:
        """As in the sync client."""
        from .drivers import AsyncDriver

        made = AsyncDriver(self._api, self._config, self._sender)
        return cast("AsyncDriver", vars(self).setdefault("_driver", made))

    @hide_arguments
    async def request(
        self,
        method: _custom_request.Method,
        path: str,
        *,
        cast_to: type[ResultT] | None = None,
        **more: Unpack[_custom_request.RequestArguments],
    ) -> ResultT:
        """As `Client.request`."""
        from .custom_request import custom_arguments, custom_operation

        operation = custom_operation(method, path, cast_to)
        return await self._driver.call(operation, **custom_arguments(more))

    @resource_property
    def with_raw_response(self) -> _custom_request.AsyncRawRequests:
        """`request`, answering the whole response."""
        from .custom_request import AsyncRawRequests

        return AsyncRawRequests(self._driver.raw)

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
