"""What generated clients inherit: setting up, options, closing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Generic, TypedDict, TypeVar

from .clock import SystemClock
from .config import (
    DEFAULT_TIMEOUT,
    Config,
    additions,
    base_url_for,
    check_deadline,
    check_max_response_bytes,
    check_max_retries,
    check_names,
    check_retry_policy,
    client_headers,
    overlaid,
    to_timeout,
)
from .drivers import AsyncDriver, Driver
from .errors import ConfigurationError
from .hooks import Hooks, check_observers
from .http.library import library_of
from .http.sender import async_sender, sender
from .operation import Omit
from .retry import RetryPolicy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType
    from typing import Self, Unpack

    from .api import Api
    from .clock import Clock
    from .hooks import Observer, RequestInfo, ResponseInfo, RetryInfo
    from .http.protocols import (
        AsyncHttpClient,
        AsyncHttpTransport,
        HttpClient,
        HttpLibrary,
        HttpTimeout,
        HttpTransport,
    )
    from .pacing import Pacer
    from .retry import Retry

DriverT = TypeVar("DriverT", Driver, AsyncDriver)


class ClientOptions(TypedDict, total=False):
    """What `with_options` may change."""

    timeout: float | HttpTimeout | None
    """Seconds for each attempt, a `Timeout` of httpx or httpx2, or `None` for no limit."""
    deadline: float | None
    """Seconds for a whole call, its retries, waits and further pages too; `None` for no limit."""
    max_retries: int
    """How often a call is tried again, 0 or more."""
    retry_policy: Retry
    """What decides when to try again."""
    default_headers: Mapping[str, str]
    """Further headers for every request; they win over those before."""
    max_response_bytes: int
    """The largest body to take, in bytes after unpacking, 1 or more."""
    on_request: Callable[[RequestInfo], None] | None
    """Called before each attempt, or `None` for nothing."""
    on_response: Callable[[ResponseInfo], None] | None
    """Called after each attempt, answered or not, or `None` for nothing."""
    on_retry: Callable[[RetryInfo], None] | None
    """Called when an attempt is to be followed by another, or `None` for nothing."""
    observers: Sequence[Observer]
    """Who sees every call, instead of those before."""
    pacing: Pacer | None
    """What keeps calls below the rate limit, or `None` for nothing."""


class ClientSettings(TypedDict):
    """The constructor's arguments that every API's client has."""

    environment: str
    base_url: str | None
    timeout: float | HttpTimeout | Omit | None
    deadline: float | None
    max_retries: int
    retry_policy: Retry | None
    default_headers: Mapping[str, str] | None
    max_response_bytes: int
    on_request: Callable[[RequestInfo], None] | None
    on_response: Callable[[ResponseInfo], None] | None
    on_retry: Callable[[RetryInfo], None] | None
    observers: Sequence[Observer]
    pacing: Pacer | None
    clock: Clock | None


class _Client(Generic[DriverT]):
    """What both clients do that needs no connection."""

    _driver: DriverT
    _owner: bool

    def with_options(self, **options: Unpack[ClientOptions]) -> Self:
        """The same client with other settings, over the same connections.

        Args:
            **options: What to change; see `ClientOptions`.

        Returns:
            A new client. Closing it leaves the connections open: they belong to the first.

        Raises:
            ConfigurationError: A setting is wrong; it names which.
        """
        check_names(options, ClientOptions.__optional_keys__, "with_options", ConfigurationError)
        api, config = self._driver.api, self._driver.config
        own_headers = options.get("default_headers", {})
        changed = replace(
            config,
            timeout=to_timeout(options.get("timeout", config.timeout), ConfigurationError),
            max_retries=check_max_retries(
                options.get("max_retries", config.max_retries), ConfigurationError
            ),
            retry_policy=check_retry_policy(options.get("retry_policy", config.retry_policy)),
            deadline=check_deadline(options.get("deadline", config.deadline), ConfigurationError),
            max_response_bytes=check_max_response_bytes(
                options.get("max_response_bytes", config.max_response_bytes), ConfigurationError
            ),
            headers=overlaid(config.headers, additions(api, own_headers, ConfigurationError)),
            hooks=Hooks(
                options.get("on_request", config.hooks.request),
                options.get("on_response", config.hooks.response),
                options.get("on_retry", config.hooks.retry),
            ),
            observers=check_observers(options.get("observers", config.observers)),
            pacing=options.get("pacing", config.pacing),
        )
        client = object.__new__(type(self))
        client._driver = self._driver.with_config(changed)
        client._owner = False
        return client

    def __repr__(self) -> str:
        driver = getattr(self, "_driver", None)  # missing where the constructor raised
        about = f"base_url={driver.config.base_url!r}" if driver else "not set up"
        return f"{type(self).__name__}({about})"


class SyncClient(_Client[Driver]):
    """The base of a client for threads."""

    def __init__(
        self,
        api: Api,
        arguments: Mapping[str, str | None],
        http_client: HttpClient | HttpTransport | None,
        settings: ClientSettings,
    ) -> None:
        library = library_of(http_client)
        base_url = base_url_for(api, library, settings["environment"], settings["base_url"])
        connections = sender(library, http_client, base_url)
        headers = client_headers(api, arguments, settings["default_headers"])
        config = _config(library, base_url, headers, connections.timeout, settings)
        self._driver = Driver(api, config, connections)
        self._owner = True

    def close(self) -> None:
        """Close the connections, unless they are the caller's own or another client's."""
        if self._owner:
            self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class AsyncClient(_Client[AsyncDriver]):
    """The base of a client for tasks."""

    def __init__(
        self,
        api: Api,
        arguments: Mapping[str, str | None],
        http_client: AsyncHttpClient | AsyncHttpTransport | None,
        settings: ClientSettings,
    ) -> None:
        library = library_of(http_client)
        base_url = base_url_for(api, library, settings["environment"], settings["base_url"])
        connections = async_sender(library, http_client, base_url)
        headers = client_headers(api, arguments, settings["default_headers"])
        config = _config(library, base_url, headers, connections.timeout, settings)
        self._driver = AsyncDriver(api, config, connections)
        self._owner = True

    async def aclose(self) -> None:
        """Close the connections, unless they are the caller's own or another client's."""
        if self._owner:
            await self._driver.sender.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()


def _config(
    library: HttpLibrary,
    base_url: str,
    headers: Mapping[str, str],
    own_timeout: HttpTimeout | None,
    settings: ClientSettings,
) -> Config:
    """The settings in force; a timeout that is not given is the caller's HTTP client's own."""
    timeout = settings["timeout"]
    if isinstance(timeout, Omit):
        timeout = own_timeout or DEFAULT_TIMEOUT
    return Config(
        library=library,
        base_url=base_url,
        headers=headers,
        timeout=to_timeout(timeout, ConfigurationError),
        max_retries=check_max_retries(settings["max_retries"], ConfigurationError),
        retry_policy=check_retry_policy(settings["retry_policy"] or RetryPolicy()),
        clock=settings["clock"] or SystemClock(),
        deadline=check_deadline(settings["deadline"], ConfigurationError),
        max_response_bytes=check_max_response_bytes(
            settings["max_response_bytes"], ConfigurationError
        ),
        hooks=Hooks(settings["on_request"], settings["on_response"], settings["on_retry"]),
        observers=check_observers(settings["observers"]),
        pacing=settings["pacing"],
    )
