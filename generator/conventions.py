"""What is particular to an API, as data: its credentials, its headers, its errors and its pages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .servers import Server, ServerVariable


@dataclass(frozen=True, slots=True)
class ClientArgument:
    """An argument of the client's constructor that becomes a header."""

    name: str
    env: str
    header: str
    doc: str


Security: TypeAlias = tuple[tuple[str, ...], ...]
"""The alternatives by which an operation can be called: each the credentials that it needs, by
their arguments. An empty alternative needs none, and so does an operation without alternatives."""


class Place(StrEnum):
    """Where a request shows a credential."""

    HEADER = "header"
    QUERY = "query"
    COOKIE = "cookie"


@dataclass(frozen=True, slots=True)
class CredentialArgument:
    """An argument of the client's constructor that shows who it is."""

    name: str
    env: str
    header: str
    """What the header, the query parameter or the cookie is called."""
    prefix: str
    """What stands before it."""
    doc: str
    place: Place = Place.HEADER
    password: ClientArgument | None = None
    """For HTTP Basic, where the argument is the user's name."""

    @property
    def takes_function(self) -> bool:
        """Whether a function may give it: a token, which may expire."""
        return self.prefix == "Bearer " and self.place is Place.HEADER

    @property
    def names(self) -> tuple[str, ...]:
        """The arguments that give it."""
        return (self.name,) if self.password is None else (self.name, self.password.name)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How lists are divided into pages."""

    name: str
    style: str
    settings: Mapping[str, str | int]
    """The runtime's settings of this style; paths are identifiers joined by dots."""
    on_wire: Mapping[str, str | int]
    """The same as a document has them (docs/extensions.md): paths are in the wire's names."""


@dataclass(frozen=True, slots=True)
class Conventions:
    """What is particular to the API, as data."""

    package: str
    title: str
    summary: str
    version: str
    root_error: str
    servers: tuple[Server, ...]
    server_variables: tuple[ServerVariable, ...]
    base_path: str
    """The servers' path, where the document says no host."""
    base_url_env: str | None
    log_env: str
    """The environment variable that switches the log on."""
    credentials: tuple[CredentialArgument, ...]
    security: Security
    """By which of them an operation is called that says nothing else."""
    client_arguments: tuple[ClientArgument, ...]
    error_envelope: Mapping[str, str]
    rate_limit: Mapping[str, str | float] | None
    request_id_header: str | None
    idempotency_header: str | None
    replayed_header: str | None
    status_page: str | None
    dialects: tuple[Dialect, ...]
