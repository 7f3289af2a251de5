"""How one client was set up: its settings, checked, and what follows from them and the API."""

from __future__ import annotations

import os
from copy import copy
from typing import TYPE_CHECKING, Any

from .auth import Identity, Secrets, StaticAuth, identify, is_public
from .checks import check_header_value, check_names
from .errors import ConfigurationError
from .headers import overlaid
from .operation import OMIT
from .servers import checked_variable
from .settings import Settings
from .text import exact_text
from .tokens import TokenAuth, check_token

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from .api import Api
    from .auth import Auth, Security
    from .http.protocols import HttpLibrary
    from .servers import Servers
    from .tokens import AnyToken


class Config(Settings):
    """The settings in force, and what follows from them for every call.

    Attributes:
        library: What its requests, responses and exceptions are taken from.
        servers: Where its requests go.
        headers: The headers that every request carries beside `default_headers`.
        credentials: The values of the API's credentials, by argument; none where `auth` stands in
            for them.
        is_async: Whether it is an async client's.
    """

    def __init__(
        self,
        given: Mapping[str, Any],
        variables: Mapping[str, str],
        *,
        library: HttpLibrary,
        servers: Servers,
        headers: Mapping[str, str],
        credentials: Secrets,
        is_async: bool = False,
    ) -> None:
        super().__init__(given, variables)
        self.library = library
        self.servers = servers
        self.headers = headers
        self.credentials = credentials
        self.is_async = is_async

    def changed(self, api: Api, options: Mapping[str, Any]) -> Self:
        """The same with other settings.

        Args:
            api: The API's conventions.
            options: The settings to change, and the arguments that the API names itself, such as
                its key; `OMIT` leaves one as it is.

        Raises:
            ConfigurationError: There is no such setting, or its value is invalid.
        """
        known = {name for name, setting in self.declared.items() if not setting.fixed}
        own = own_arguments(api)
        check_names(options, known | own, "with_options", ConfigurationError)
        given = {name: value for name, value in options.items() if value is not OMIT}
        new = copy(self)
        arguments = {name: given.pop(name) for name in [*given] if name in own}
        new._identify(api, arguments, given)  # noqa: SLF001 - its own class
        for name, value in given.items():
            setting = self.declared[name]
            checked = setting.checked(value, ConfigurationError)
            if setting.merge is not None:
                checked = setting.merge(getattr(new, name), checked)
            new.__dict__[name] = checked
        return new

    def _identify(
        self, api: Api, arguments: Mapping[str, Any], settings: Mapping[str, object]
    ) -> None:
        """Take another key or account; no header and no `auth` of the one before is left.

        Raises:
            ConfigurationError: A value cannot stand in a header, or there is an `auth` too.
        """
        headers = {one.argument: one.header for one in api.client_headers}
        functions = _functions(api, arguments, is_async=self.is_async)
        values = {
            name: _present(name, value)
            for name, value in arguments.items()
            if name not in functions
        }
        keys = Secrets({name: value for name, value in values.items() if name not in headers})
        keys |= functions
        _check_users(api, keys)
        if keys:
            if settings.get("auth") is not None:
                raise ConfigurationError(f"pass {' and '.join(keys)} or auth, not both")
            self.credentials = keys
            self.__dict__["auth"] = None
        headers |= {one.argument: one.name for one in api.credentials if one.place == "header"}
        replaced = {headers[name].lower() for name in {**values, **functions} if name in headers}
        self.__dict__["default_headers"] = {
            name: value
            for name, value in self.default_headers.items()
            if name.lower() not in replaced
        }
        own = {
            one.header: values[one.argument] for one in api.client_headers if one.argument in values
        }
        self.headers = {**self.headers, **own}

    @property
    def base_url(self) -> str:
        """The server's URL, without a slash at its end."""
        return self.servers.base_url

    def header(self, name: str) -> str:
        """A header that every request carries beside the credential, by its API's own name."""
        over = {other.lower(): value for other, value in self.default_headers.items()}
        return over.get(name.lower(), self.headers[name])

    @property
    def is_signed(self) -> bool:
        """Whether something is asked for headers before attempts."""
        given = self.auth is not None and not isinstance(self.auth, StaticAuth)
        return given or any(callable(one) for one in self.credentials.values())

    def signer(self, api: Api, security: Security | None = None) -> Auth | None:
        """What is asked for headers before each attempt of an operation; `None` for nothing.

        Args:
            api: The API's conventions.
            security: The alternatives of its operation, `None` for the API's own.
        """
        if self.auth is not None:
            is_constant = isinstance(self.auth, StaticAuth) or is_public(security)
            return None if is_constant else self.auth
        identity = self.identity(api, security)
        return TokenAuth(identity.tokens) if identity and identity.tokens else None

    def identity(self, api: Api, security: Security | None = None) -> Identity | None:
        """What a request shows of the credentials, `None` where they are not enough for it.

        Args:
            api: The API's conventions.
            security: The alternatives of its operation, `None` for the API's own.
        """
        if self.auth is None:
            wanted = api.security if security is None else security
            return identify(api.credentials, wanted, self.credentials)
        if isinstance(self.auth, StaticAuth) and not is_public(security):
            return Identity(self.auth.constant)
        return Identity({})

    def constant_headers(self, identity: Identity) -> dict[str, str]:
        """The headers that are the same for every request that shows the same credentials."""
        return overlaid({**self.headers, **identity.headers}, self.default_headers)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Config) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Config(base_url={self.base_url!r})"  # all else may hold a secret


def client_headers(api: Api, arguments: Mapping[str, Any]) -> dict[str, str]:
    """The headers that every request of a client carries.

    Args:
        api: The API's conventions.
        arguments: The constructor's arguments that become headers, by their names.

    Returns:
        Headers by their names.

    Raises:
        ConfigurationError: An argument is missing, or cannot stand in a header.
    """
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "gzip, deflate",
        "User-Agent": f"{api.name}-python/{api.version}",
    }
    for item in api.client_headers:
        headers[item.header] = argument_or_env(item.argument, item.env, arguments)
    return headers


def _functions(api: Api, arguments: Mapping[str, object], *, is_async: bool) -> dict[str, AnyToken]:
    """The arguments that are functions which give a token."""
    return {
        one.argument: check_token(one.argument, arguments[one.argument], is_async=is_async)
        for one in api.credentials
        if one.takes_function and callable(arguments.get(one.argument))
    }


def _check_users(api: Api, values: Mapping[str, object]) -> None:
    """Refuse a user's name with a colon, after which the password would begin (RFC 7617).

    Raises:
        ConfigurationError: It has one.
    """
    for one in api.credentials:
        if one.password is not None and ":" in str(values.get(one.argument, "")):
            raise ConfigurationError(f"{one.argument} must have no colon")


def credentials_of(
    api: Api, arguments: Mapping[str, Any], auth: Auth | None, *, is_async: bool = False
) -> Secrets:
    """The credentials that a client was set up with, none where it has an `auth` instead.

    Raises:
        ConfigurationError: What the API's operations mostly need is missing, a value cannot stand
            in a header, or there is an `auth` too.
    """
    variables = {name: env for one in api.credentials for name, env in one.arguments.items()}
    if auth is not None:
        for name in variables:
            if arguments.get(name) is not None:
                raise ConfigurationError(f"pass {name} or auth, not both")
        return Secrets()
    functions = _functions(api, arguments, is_async=is_async)
    values = Secrets(functions)
    for name, env in variables.items():
        if name in functions:
            continue
        if (value := _argument_or_env(name, env, arguments)) is not None:
            values[name] = value
    _check_users(api, values)
    if identify(api.credentials, api.security, values) is None:
        raise ConfigurationError(missing_credentials(api, api.security, values))
    return values


def missing_credentials(api: Api, security: Security, values: Mapping[str, object]) -> str:
    """What to pass for one of the alternatives, for an error's message."""
    known = {one.argument: one for one in api.credentials}
    needed = [
        {name: env for key in alternative for name, env in known[key].arguments.items()}
        for alternative in security
    ]
    best = min(needed, key=lambda one: len(one.keys() - values.keys()))
    name = next(name for name in best if name not in values)
    instead = [" and ".join(f"{name}=..." for name in one) for one in needed if one is not best]
    others = "".join(f" or {one}" for one in [*instead, "auth=..."])
    return (
        f"{name} is missing: pass {name}=...{others} or set the environment variable {best[name]}"
    )


def variables_of(api: Api, arguments: Mapping[str, Any], url: str | None) -> dict[str, str]:
    """The values of the servers' variables, by the variables' names.

    Args:
        api: The API's conventions.
        arguments: The constructor's arguments that the API names itself, by their names.
        url: The base URL that was given, beside which no argument has an effect.

    Raises:
        ConfigurationError: A value cannot stand in a URL, or there is a base URL too.
    """
    values: dict[str, str] = {}
    for one in api.server_variables:
        value, source = arguments.get(one.argument), one.argument
        if value is not None and url is not None:
            base = f"the environment variable {api.variables.get('base_url')}"
            raise ConfigurationError(
                f"{one.argument} has no effect where base_url or {base} names the server: "
                "pass one of them"
            )
        if value is None:
            value, source = os.environ.get(one.env) or None, one.env
        if value is not None:
            values[one.name] = checked_variable(one, source, value)
    return values


def own_arguments(api: Api) -> set[str]:
    """The constructor's arguments that the API names itself: its credentials, and its headers."""
    credentials = {name for one in api.credentials for name in one.arguments}
    return credentials | {one.argument for one in api.client_headers}


def _is_empty(value: object) -> bool:
    """Whether it is the empty text; what is no text is not compared, which may raise."""
    return isinstance(value, str) and not exact_text(value)


def _present(argument: str, value: Any) -> str:
    """A key or an account that is passed; no environment variable stands in for an empty one.

    Raises:
        ConfigurationError: It is empty, or cannot stand in a header.
    """
    if _is_empty(value):
        raise ConfigurationError(f"{argument} must not be empty")
    return check_header_value(argument, value, ConfigurationError)


def argument_or_env(argument: str, env: str, arguments: Mapping[str, Any]) -> str:
    """A constructor's argument, or the environment variable that stands in for it.

    Raises:
        ConfigurationError: Neither is there.
    """
    value = _argument_or_env(argument, env, arguments)
    if value is None:
        raise ConfigurationError(
            f"{argument} is missing: pass {argument}=... or set the environment variable {env}"
        )
    return value


def _argument_or_env(argument: str, env: str, arguments: Mapping[str, Any]) -> str | None:
    """The same, `None` where neither is there."""
    value = arguments.get(argument)
    if value is None or _is_empty(value):
        value = os.environ.get(env)
    if value is None or _is_empty(value):
        return None
    return check_header_value(argument, value, ConfigurationError)
