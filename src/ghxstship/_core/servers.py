"""Where a client's requests go: the base URL, variables in URLs, an operation's own servers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from .checks import is_host, is_port
from .errors import ConfigurationError
from .text import exact_text, printable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .api import Api
    from .http.protocols import HttpLibrary
    from .operation import OwnServers

_PLACEHOLDER = re.compile(r"\{([^{}=]+)(?:=([^{}]*))?\}")
"""A variable in a server's URL, and its default: `{region=eu}`."""
_SAFE = re.compile(r"[A-Za-z0-9._~-]*")


@dataclass(frozen=True, slots=True)
class ServerVariable:
    """A part of servers' URLs that the constructor takes (OpenAPI 3.1, Server Variable Object)."""

    argument: str
    """The constructor's argument that gives it."""
    env: str
    """The environment variable that stands in for the argument."""
    name: str
    """What it is called in the braces of URLs."""
    choices: tuple[str, ...] = ()
    """The values that there are; empty for any."""
    allowed: str = ""
    """What a value may have beside the unreserved characters (RFC 3986, section 2.3)."""


@dataclass(frozen=True, slots=True)
class Servers:
    """The servers of one client.

    Attributes:
        base_url: The URL of most operations, without a slash at its end.
        is_given: Whether the caller gave it, by argument or environment variable: then it is that
            of all operations.
        environment: The name of the server that was asked for.
        values: The values of variables, by the variables' names.
        library: What reads URLs.
    """

    library: HttpLibrary
    base_url: str
    is_given: bool
    environment: str
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    variables: tuple[ServerVariable, ...] = ()

    def url_of(self, name: str, servers: OwnServers | None) -> str:
        """Where an operation is.

        A path is one of the base URL's host, whoever gave that.

        Args:
            name: What messages call the operation.
            servers: Its own servers; `None` for those of most operations.

        Returns:
            A URL without a slash at its end.

        Raises:
            ConfigurationError: It has no server for the client's environment.
        """
        if servers is None:
            return self.base_url
        known = dict(servers)
        environment = self.environment or next(iter(known))
        if environment not in known:
            if self.is_given and not any(url.startswith("/") for url in known.values()):
                return self.base_url
            names = ", ".join(repr(one) for one in known)
            raise ConfigurationError(
                f"{name} cannot be called: it has no server for environment={environment!r}; "
                f"there are {names}: pass one of them, or base_url"
            )
        url = known[environment]
        if url.startswith("/"):
            base = self.library.URL(self.base_url)
            url = f"{base.scheme}://{base.netloc.decode('ascii')}{url}"
        elif self.is_given:
            return self.base_url
        return checked_url(self.library, filled(url, self.values, self.variables))


def filled(url: str, values: Mapping[str, str], variables: tuple[ServerVariable, ...]) -> str:
    """A server's URL with its variables' values.

    Raises:
        ConfigurationError: One has no value.
    """

    def value(found: re.Match[str]) -> str:
        name, default = cast("tuple[str, str | None]", found.groups())
        given = values.get(name, default)
        if given is None:
            one = next(one for one in variables if one.name == name)
            raise ConfigurationError(
                f"{one.argument} is missing: pass {one.argument}=... or base_url=... "
                f"or set the environment variable {one.env}"
            )
        return given

    return _PLACEHOLDER.sub(value, url)


def checked_variable(variable: ServerVariable, argument: str, value: object) -> str:
    """A variable's value that leads to no other server than the document says.

    Args:
        variable: The variable.
        argument: What messages call it.
        value: What was given.

    Raises:
        ConfigurationError: It is none of the choices, or has a character that may not stand there.
    """
    if not isinstance(value, str):
        raise ConfigurationError(f"{argument} must be a str, not {type(value).__name__}")
    value = exact_text(value)
    if variable.choices and value not in variable.choices:
        known = ", ".join(repr(one) for one in variable.choices)
        raise ConfigurationError(f"{argument} must be one of {known}, not {printable(repr(value))}")
    if not variable.choices:
        bare = value.translate({ord(mark): None for mark in variable.allowed})
        if not value or not _SAFE.fullmatch(bare):
            marks = " ".join(("letters, digits and - . _ ~", *variable.allowed))
            raise ConfigurationError(f"{argument} must be of {marks}, not {printable(repr(value))}")
    return value


def servers_for(
    api: Api,
    library: HttpLibrary,
    environment: str,
    url: str | None,
    values: Mapping[str, str] | None = None,
    *,
    from_variable: bool = False,
) -> Servers:
    """Find the servers to talk to.

    Args:
        api: The API's conventions.
        library: What reads the URL.
        environment: The name of one of its servers.
        url: An absolute http or https URL that takes precedence, or `None`.
        values: The values of servers' variables, by the variables' names.
        from_variable: Whether the environment variable gave the URL.

    Raises:
        ConfigurationError: The environment is unknown or contradicts the variable, or the URL is
            not absolute.
    """
    if not isinstance(cast("object", environment), str):
        raise ConfigurationError(f"environment must be a str, not {type(environment).__name__}")
    environment = exact_text(environment)
    if from_variable and environment != next(iter(api.servers), environment):
        raise ConfigurationError(
            f"environment={environment!r} and the environment variable {api.variables['base_url']} "
            "each name a server: unset one of them, or pass base_url"
        )
    is_given = url is not None
    values = values or {}
    if environment in api.servers:
        if url is None:
            url = filled(api.servers[environment], values, api.server_variables)
    elif api.servers or url is None:
        known = ", ".join(repr(name) for name in api.servers) or "none: pass base_url"
        raise ConfigurationError(f"unknown environment {environment!r}; there are {known}")
    base_url = checked_url(library, _url_text(url))
    return Servers(library, base_url, is_given, environment, values, api.server_variables)


def _url_text(url: object) -> str:
    """A URL's text, be it of either library's or of another one's URLs."""
    if isinstance(url, str):
        return exact_text(url)
    try:
        return exact_text(str(url))
    except Exception:  # noqa: BLE001 - the value is the fault to tell of, not what its str raises
        raise ConfigurationError(f"base_url must be a str, not {type(url).__name__}") from None


def checked_url(library: HttpLibrary, url: str) -> str:
    """A server's URL without a slash at its end, which connections can be opened by."""
    try:
        parsed = library.URL(url)
        host = parsed.host  # decoding it fails where it only looks like IDNA (RFC 5890)
    except (library.InvalidURL, ValueError) as error:
        reason = "" if "@" in url else f": {error}"  # it may quote a part of a password
        raise ConfigurationError(printable(f"base_url is not a URL{reason}")) from None
    text = str(parsed)
    if parsed.userinfo or parsed.query or parsed.fragment:
        raise ConfigurationError("base_url must have no user, query or fragment")
    if parsed.scheme not in {"http", "https"} or "%" in host or not is_host(parsed.raw_host):
        raise ConfigurationError(
            "base_url must be an absolute http or https URL such as 'https://api.example.com'"
            + ("" if "@" in text else f", not {text!r}")
        )
    if not is_port(parsed.port):
        raise ConfigurationError(f"base_url must have a port from 1 to 65535, not {parsed.port}")
    return text.rstrip("/")
