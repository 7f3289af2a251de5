"""How one client was set up: its settings, checked, and what follows from them and the API."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from .auth import Identity, Secrets, StaticAuth, identify, is_public
from .checks import check_names
from .client_arguments import check_users, functions_of, own_arguments, present
from .errors import ConfigurationError
from .headers import overlaid
from .operation import OMIT
from .settings import Settings
from .tokens import TokenAuth

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from .api import Api
    from .auth import Auth, Security
    from .http.protocols import HttpLibrary
    from .servers import Servers


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
        functions = functions_of(api, arguments, is_async=self.is_async)
        values = {
            name: present(name, value) for name, value in arguments.items() if name not in functions
        }
        keys = Secrets({name: value for name, value in values.items() if name not in headers})
        keys |= functions
        check_users(api, keys)
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
