"""What an API is like: its conventions, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .auth import Credential, Security
from .servers import ServerVariable


@dataclass(frozen=True, slots=True)
class ClientHeader:
    """A header that is the same on every request of a client, such as the workspace."""

    argument: str
    env: str
    header: str


@dataclass(frozen=True, slots=True)
class RateLimitHeaders:
    """The names of the headers that tell how much of the rate limit is left."""

    limit: str
    remaining: str
    reset: str
    window: float = 60.0
    """Seconds that a request counts for."""


@dataclass(frozen=True, slots=True)
class ErrorEnvelope:
    """Where an API's error body keeps its parts, each a dotted path or `None`.

    A digit is a place in a list; of several paths divided by `|` the first that leads to text.
    """

    code: str | None = None
    message: str | None = None
    details: str | None = None
    detail_field: str = "field"
    detail_message: str = "message"
    request_id: str | None = None
    documentation_url: str | None = None


@dataclass(frozen=True, slots=True)
class Api:
    """An API's conventions, written into the generated client from the document's extensions."""

    name: str
    version: str
    servers: Mapping[str, str]
    """URLs by the environment's name; a variable stands in braces, its default too."""
    server_variables: tuple[ServerVariable, ...] = ()
    credentials: tuple[Credential, ...] = ()
    security: Security = ()
    """By which of them an operation is called that says nothing else."""
    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    """The environment variables that stand in for settings, by the settings' names, and what
    switches the log on, by the name `log`."""
    client_headers: tuple[ClientHeader, ...] = ()
    errors: ErrorEnvelope = field(default_factory=ErrorEnvelope)
    rate_limit: RateLimitHeaders | None = None
    request_id_header: str | None = None
    idempotency_header: str | None = None
    replayed_header: str | None = None
    status_page: str | None = None
    """Where to look whether the whole service is down, or `None`."""
