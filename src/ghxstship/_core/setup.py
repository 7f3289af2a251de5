"""A client's arguments to its settings and its connections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from .checks import check_names
from .client_arguments import (
    client_headers,
    credentials_of,
    missing_credentials,
    own_arguments,
    variables_of,
)
from .config import Config
from .errors import ConfigurationError
from .headers import additions
from .http import sender as senders
from .http.library import library_of
from .logs import log_as_asked
from .middleware import check_kind
from .operation import OMIT
from .pace import Pace
from .servers import servers_for
from .settings import ConnectionSettings, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .api import Api
    from .http.protocols import HttpLibrary, HttpTimeout
    from .http.sender import AsyncSender, Sender
    from .servers import Servers

SenderT = TypeVar("SenderT", "Sender", "AsyncSender")


def set_up(
    api: Api, arguments: Mapping[str, Any], given: Mapping[str, Any]
) -> tuple[Config, Sender]:
    """The settings and the connections of a sync client.

    Args:
        api: What is called.
        arguments: The constructor's arguments that the API names itself, such as its key.
        given: The other ones, by name; `OMIT` for what is left out.

    Raises:
        ConfigurationError: An argument is missing or invalid.
    """
    return _set_up(api, arguments, given, senders.sender, is_async=False)


def set_up_async(
    api: Api, arguments: Mapping[str, Any], given: Mapping[str, Any]
) -> tuple[Config, AsyncSender]:
    """The same of an async client."""
    return _set_up(api, arguments, given, senders.async_sender, is_async=True)


def changed(api: Api, config: Config, options: Mapping[str, Any]) -> Config:
    """A client's settings with some of them replaced, its key and account among them.

    Raises:
        ConfigurationError: There is no such setting, or its value is invalid.
    """
    new = config.changed(api, options)
    if new.identity(api) is None:
        if not new.credentials:
            key = api.credentials[0].argument
            raise ConfigurationError(f"auth cannot be None: the client has no {key}")
        raise ConfigurationError(missing_credentials(api, api.security, new.credentials))
    return _checked(api, new)


def is_option(api: Api | None, name: str) -> bool:
    """Whether the constructor takes an argument of that name.

    Args:
        api: What is called; `None` before the constructor has run.
        name: The name.
    """
    own = set[str]() if api is None else own_arguments(api) | _fixed_arguments(api)
    return name in {*own, *ConnectionSettings.declared, *Settings.declared}


def how_to_set(api: Api | None, client: str, name: str) -> str:
    """What to do instead of assigning an attribute of a client.

    Args:
        api: What is called; `None` before the constructor has run.
        client: The name of the client's class.
        name: The attribute's.
    """
    if not is_option(api, name):
        return f"{client}.{name} cannot be set: a client has no attributes of the caller's"
    settings = {**ConnectionSettings.declared, **Settings.declared}
    fixed = set[str]() if api is None else _fixed_arguments(api)
    if name in fixed or (name in settings and settings[name].fixed):
        return f"{client}.{name} cannot be set: pass {name}=... to a new {client}"
    return (
        f"{client}.{name} cannot be set: client.with_options({name}=...) "
        "makes a client that has it, over the same connections"
    )


def _fixed_arguments(api: Api) -> set[str]:
    """The constructor's arguments that the API names itself, and that stay as they are."""
    return {one.argument for one in api.server_variables}


def _set_up(
    api: Api,
    arguments: Mapping[str, Any],
    given: Mapping[str, Any],
    connect: Callable[[HttpLibrary, Any], SenderT],
    *,
    is_async: bool,
) -> tuple[Config, SenderT]:
    log_as_asked(api.variables.get("log"))
    servers, http_client = _connection(api, arguments, given)
    connections = connect(servers.library, http_client)
    config = _config(
        api,
        arguments,
        given,
        servers=servers,
        own_timeout=connections.timeout,
        is_async=is_async,
    )
    return _checked(api, config), connections


def _checked(api: Api, config: Config) -> Config:
    """What has to fit the API, where it does."""
    additions(api, config.default_headers, ConfigurationError)
    check_kind(config.middleware, is_async=config.is_async)
    if config.pacing is not None:
        Pace(config.pacing, api, config, config.base_url)
    return config


def _connection(
    api: Api, arguments: Mapping[str, Any], given: Mapping[str, Any]
) -> tuple[Servers, Any]:
    """The servers, read by the HTTP library, and what the caller brings to connect by."""
    known = {*ConnectionSettings.declared, *Settings.declared}
    check_names(given, known, "the client", ConfigurationError)
    settings = ConnectionSettings(given, api.variables)
    library = library_of(settings.http_client)
    from_variable = settings.base_url is not None and given.get("base_url") is None
    servers = servers_for(
        api,
        library,
        settings.environment,
        settings.base_url,
        variables_of(api, arguments, settings.base_url),
        from_variable=from_variable,
    )
    return servers, settings.http_client


def _config(
    api: Api,
    arguments: Mapping[str, Any],
    given: Mapping[str, Any],
    *,
    servers: Servers,
    own_timeout: HttpTimeout | None,
    is_async: bool,
) -> Config:
    """The settings in force; a timeout that is not given is the caller's HTTP client's own."""
    if own_timeout is not None and given.get("timeout", OMIT) is OMIT:
        given = {**given, "timeout": own_timeout}
    return Config(
        given,
        api.variables,
        library=servers.library,
        servers=servers,
        # First the key: of two things that are missing, it is the one to name.
        credentials=credentials_of(api, arguments, given.get("auth"), is_async=is_async),
        headers=client_headers(api, arguments),
        is_async=is_async,
    )
