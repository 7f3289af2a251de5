"""How one client was set up: what it was given, checked."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, TypeGuard

from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .api import Api
    from .clock import Clock
    from .hooks import Hooks, Observer
    from .http.protocols import HttpLibrary, HttpTimeout
    from .pacing import Pacer
    from .retry import Retry

_HEADER_VALUE = "must be a str of printable ASCII without spaces or line breaks at its ends"
_FRAMING = frozenset({"content-length", "transfer-encoding"})


@dataclass(frozen=True, slots=True)
class Timeout:
    """The seconds that each step of an attempt may take, `None` for no limit."""

    connect: float | None
    read: float | None
    write: float | None
    pool: float | None

    def as_dict(self) -> dict[str, float | None]:
        """The steps by their names, as transports take them."""
        return {
            "connect": self.connect,
            "read": self.read,
            "write": self.write,
            "pool": self.pool,
        }


DEFAULT_TIMEOUT = Timeout(connect=5.0, read=30.0, write=30.0, pool=30.0)


@dataclass(frozen=True, slots=True)
class Config:
    """How one client was set up, resolved and checked."""

    library: HttpLibrary
    """What its requests, responses and exceptions are taken from."""
    base_url: str
    headers: Mapping[str, str] = field(repr=False)
    timeout: HttpTimeout
    max_retries: int
    retry_policy: Retry
    clock: Clock
    deadline: float | None
    max_response_bytes: int
    hooks: Hooks
    observers: tuple[Observer, ...]
    pacing: Pacer | None


def base_url_for(api: Api, library: HttpLibrary, environment: str, given: str | None) -> str:
    """Find the server to talk to.

    Args:
        api: The API's conventions.
        library: What reads the URL.
        environment: The name of one of its servers.
        given: An absolute http or https URL that takes precedence, or `None`.

    Returns:
        The URL without a slash at its end.

    Raises:
        ConfigurationError: The environment is unknown or contradicts the variable, or the URL is
            not absolute.
    """
    url = given
    if url is None and api.base_url_env:
        url = os.environ.get(api.base_url_env) or None
        if url is not None and environment != next(iter(api.servers), environment):
            raise ConfigurationError(
                f"environment={environment!r} and the environment variable {api.base_url_env} "
                "each name a server: unset one of them, or pass base_url"
            )
    if environment in api.servers:
        url = api.servers[environment] if url is None else url
    elif api.servers or url is None:
        known = ", ".join(repr(name) for name in api.servers) or "none: pass base_url"
        raise ConfigurationError(f"unknown environment {environment!r}; there are {known}")
    try:
        parsed = library.URL(str(url))
    except library.InvalidURL as error:
        reason = "" if "@" in str(url) else f": {error}"  # it may quote a part of a password
        raise ConfigurationError(f"base_url is not a URL{reason}") from None
    text = str(parsed)
    if parsed.userinfo or parsed.query or parsed.fragment:
        raise ConfigurationError("base_url must have no user, query or fragment")
    if parsed.scheme not in {"http", "https"} or not parsed.host or "%" in parsed.host:
        raise ConfigurationError(
            "base_url must be an absolute http or https URL such as 'https://api.example.com'"
            + ("" if "@" in text else f", not {text!r}")
        )
    return text.rstrip("/")


def client_headers(
    api: Api,
    arguments: Mapping[str, str | None],
    default_headers: Mapping[str, str] | None,
) -> dict[str, str]:
    """The headers that every request of a client carries.

    Args:
        api: The API's conventions.
        arguments: The constructor's arguments that become headers, by their names.
        default_headers: The caller's own, which win over ours.

    Returns:
        Headers by their names; no name twice in another case.

    Raises:
        ConfigurationError: An argument is missing, or a value cannot stand in a header.
    """
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "gzip, deflate",
        "User-Agent": f"{api.name}-python/{api.version}",
    }
    if api.credential is not None:
        key = argument_or_env(api.credential.argument, api.credential.env, arguments)
        headers[api.credential.name] = f"{api.credential.prefix}{key}"
    for item in api.client_headers:
        headers[item.header] = argument_or_env(item.argument, item.env, arguments)
    return overlaid(headers, additions(api, default_headers or {}, ConfigurationError))


def additions(api: Api, headers: Mapping[str, str], error: type[ValueError]) -> Mapping[str, str]:
    """The caller's own headers, none of which a client must set itself.

    Raises:
        ValueError: Of the given class, naming the header and what to do instead.
    """
    for name in headers:
        if name.lower() in _FRAMING:
            raise error(f"header {name} follows from the body and cannot be set")
        if api.idempotency_header and name.lower() == api.idempotency_header.lower():
            raise error(
                f"header {name} differs from call to call: "
                "pass idempotency_key=... to the methods that take one"
            )
    return headers


def check_names(
    given: Mapping[str, object], known: frozenset[str], what: str, error: type[ValueError]
) -> None:
    """Refuse an option that there is not, rather than pass over a misspelt one.

    Raises:
        ValueError: Of the given class, naming the option and those that there are.
    """
    for name in given:
        if name not in known:
            raise error(f"{what} has no {name!r}; it has {', '.join(sorted(known))}")


def overlaid(headers: Mapping[str, str], over: Mapping[str, str]) -> dict[str, str]:
    """Headers with others over them, whatever case their names are in.

    Raises:
        ConfigurationError: A name or a value cannot stand in a header.
    """
    items = [*headers.items(), *over.items()]
    for name, value in items:
        check_header(name, value, ConfigurationError)
    return dict({name.lower(): (name, value) for name, value in items}.values())


def argument_or_env(argument: str, env: str, arguments: Mapping[str, str | None]) -> str:
    """A constructor's argument, or the environment variable that stands in for it.

    Raises:
        ConfigurationError: Neither is there.
    """
    value = arguments.get(argument) or os.environ.get(env)
    if not value:
        raise ConfigurationError(
            f"{argument} is missing: pass {argument}=... or set the environment variable {env}"
        )
    if not _is_header_value(value):
        raise ConfigurationError(f"{argument} {_HEADER_VALUE}")
    return value


def _is_header_value(value: object) -> bool:
    return (
        isinstance(value, str)
        and all(" " <= character <= "~" for character in value)
        and value == value.strip()
    )


def check_header(name: str, value: str, error: type[ValueError]) -> None:
    """Refuse what cannot stand in a header, without showing the value: it may be a secret.

    Raises:
        ValueError: Of the given class, naming the header.
    """
    if not _is_header_value(value):
        raise error(f"header {name} {_HEADER_VALUE}")
    if not name or not all("!" <= character <= "~" and character != ":" for character in name):
        raise error(f"{name!r} is not a header's name")


def check_max_retries(value: int, error: type[ValueError]) -> int:
    """Refuse a count of retries that is none.

    Raises:
        ValueError: Of the given class: it is negative, or not an integer.
    """
    if type(value) is not int or value < 0:
        raise error(f"max_retries must be an integer of 0 or more, not {value!r}")
    return value


def check_retry_policy(policy: Retry) -> Retry:
    """Refuse a policy that cannot decide.

    Raises:
        ConfigurationError: It has no method `decide`.
    """
    if not callable(getattr(policy, "decide", None)):
        raise ConfigurationError(
            f"retry_policy must have a method decide, and a {type(policy).__name__} has none"
        )
    return policy


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value is a number, which neither text nor a truth value is."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def check_deadline(value: float | None, error: type[ValueError]) -> float | None:
    """Refuse a deadline that is none.

    Raises:
        ValueError: Of the given class: it is not above 0, or not finite.
    """
    if value is not None and not (is_number(value) and 0 < value < inf):
        raise error(f"deadline must be more than 0 seconds, or None, not {value!r}")
    return value


def check_max_response_bytes(value: int, error: type[ValueError]) -> int:
    """Refuse a bound that no body keeps.

    Raises:
        ValueError: Of the given class: it is below 1, or not an integer.
    """
    if type(value) is not int or value < 1:
        raise error(f"max_response_bytes must be an integer of 1 or more, not {value!r}")
    return value


def to_timeout(value: float | HttpTimeout | None, error: type[ValueError]) -> HttpTimeout:
    """A timeout that has each step's seconds.

    Args:
        value: Seconds for each of connect, read, write and pool, `None` for no limit,
            or the object of either library, which is taken as it is.
        error: The class of the exception.

    Raises:
        ValueError: Of the given class: it is none of these, or the seconds are not above 0.
    """
    if value is None or isinstance(value, int | float):
        if value is None or (is_number(value) and 0 < value < inf):
            return Timeout(value, value, value, value)
    elif hasattr(value, "as_dict"):
        return value
    raise error(
        f"timeout must be more than 0 seconds, None, or a Timeout of httpx or httpx2, not {value!r}"
    )
