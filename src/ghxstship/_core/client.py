"""What generated clients inherit: setting up, options, closing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .checks import check_names
from .config import Config, base_url_for, client_headers, credential_of
from .drivers import AsyncDriver, Driver
from .errors import ConfigurationError
from .http.library import library_of
from .http.sender import async_sender, sender
from .operation import OMIT
from .settings import ConnectionSettings, Settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import Self

    from .api import Api
    from .http.protocols import HttpLibrary, HttpTimeout

DriverT = TypeVar("DriverT", Driver, AsyncDriver)


class _Client(Generic[DriverT]):
    """What both clients do that needs no connection."""

    _driver: DriverT
    _owner: bool

    def _with_options(self, options: Mapping[str, Any]) -> Self:
        """The same client with other settings: what the generated `with_options` does."""
        config = self._driver.config.changed(options)
        key = self._driver.api.credential
        if key is not None and config.auth is None and config.credential is None:
            raise ConfigurationError(f"auth cannot be None: the client has no {key.argument}")
        client = object.__new__(type(self))
        client._driver = self._driver.with_config(config)
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
        given: Mapping[str, Any],
    ) -> None:
        library, base_url, http_client = _connection(api, given)
        connections = sender(library, http_client, base_url)
        config = _config(
            api,
            arguments,
            given,
            library=library,
            base_url=base_url,
            own_timeout=connections.timeout,
        )
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
        given: Mapping[str, Any],
    ) -> None:
        library, base_url, http_client = _connection(api, given)
        connections = async_sender(library, http_client, base_url)
        config = _config(
            api,
            arguments,
            given,
            library=library,
            base_url=base_url,
            own_timeout=connections.timeout,
        )
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


def _connection(api: Api, given: Mapping[str, Any]) -> tuple[HttpLibrary, str, Any]:
    """The HTTP library, the server's URL, and what the caller brings to connect by."""
    known = {*ConnectionSettings.declared, *Settings.declared}
    check_names(given, known, "the client", ConfigurationError)
    settings = ConnectionSettings(given, api.variables)
    library = library_of(settings.http_client)
    from_variable = settings.base_url is not None and given.get("base_url") is None
    base_url = base_url_for(
        api, library, settings.environment, settings.base_url, from_variable=from_variable
    )
    return library, base_url, settings.http_client


def _config(
    api: Api,
    arguments: Mapping[str, str | None],
    given: Mapping[str, Any],
    *,
    library: HttpLibrary,
    base_url: str,
    own_timeout: HttpTimeout | None,
) -> Config:
    """The settings in force; a timeout that is not given is the caller's HTTP client's own."""
    if own_timeout is not None and given.get("timeout", OMIT) is OMIT:
        given = {**given, "timeout": own_timeout}
    return Config(
        given,
        api.variables,
        library=library,
        base_url=base_url,
        # First the key: of two things that are missing, it is the one to name.
        credential=credential_of(api, arguments, given.get("auth")),
        headers=client_headers(api, arguments),
    )
