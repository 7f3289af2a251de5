"""A client's own arguments: its key, its account, its servers' variables, or the environment's.

The API names them; one that is not passed is taken from the environment variable that stands in.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from .auth import Secrets, identify
from .checks import check_header_value
from .errors import ConfigurationError
from .servers import checked_variable
from .text import exact_text
from .tokens import check_token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .api import Api
    from .auth import Auth, Security
    from .tokens import AnyToken


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


def functions_of(
    api: Api, arguments: Mapping[str, object], *, is_async: bool
) -> dict[str, AnyToken]:
    """The arguments that are functions which give a token."""
    return {
        one.argument: check_token(one.argument, arguments[one.argument], is_async=is_async)
        for one in api.credentials
        if one.takes_function and callable(arguments.get(one.argument))
    }


def check_users(api: Api, values: Mapping[str, object]) -> None:
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
    functions = functions_of(api, arguments, is_async=is_async)
    values = Secrets(functions)
    for name, env in variables.items():
        if name in functions:
            continue
        if (value := _argument_or_env(name, env, arguments)) is not None:
            values[name] = value
    check_users(api, values)
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


def present(argument: str, value: Any) -> str:
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
