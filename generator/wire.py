"""What travels: requests and answers as JSON Schema describes them, for whoever reads no Python.

Beside what a method takes and gives (`api.py`), this is what the document says of the same call on
the wire, in full. Schemas are JSON Schema 2020-12 (`Schema`), their references `#/schemas/NAME`
within `Api.schemas`. Texts are Markdown, as the document has them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .servers import Server

Json: TypeAlias = object
Object: TypeAlias = "Mapping[str, Json]"
Schema: TypeAlias = "Mapping[str, Any] | bool"
"""A JSON Schema 2020-12; what is not its own, such as `x-` keys, stands as the document has it."""


def _nothing() -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class WireMedia:
    """A body in one media type."""

    schema: Schema | None = None
    item_schema: Schema | None = None
    """Of each item, where the body is a sequence of them (OpenAPI 3.2)."""
    encoding: Mapping[str, WireEncoding] = field(default_factory=_nothing)
    """How the properties of a form are written, where the document says so."""
    examples: Mapping[str, Object] = field(default_factory=_nothing)
    """By name, each of `summary`, `description`, and `value` or `external_value`."""
    extensions: Object = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class WireEncoding:
    """How one property of a form is written."""

    content_type: str = ""
    headers: Mapping[str, WireHeader] = field(default_factory=_nothing)
    style: str = ""
    explode: bool | None = None
    allow_reserved: bool = False
    extensions: Object = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class WireHeader:
    """A header of an answer, or of a part of a form."""

    component: str | None = None
    """What the document calls it, where several answers share it."""
    description: str = ""
    required: bool = False
    deprecated: bool = False
    explode: bool = False
    schema: Schema | None = None
    content: str = ""
    """Its media type, where it is written as one."""
    examples: Mapping[str, Object] = field(default_factory=_nothing)
    extensions: Object = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class WireParameter:
    """A parameter of a path, a query, a header or a cookie."""

    argument: str | None
    """The method's argument that gives it; `None` where the client sends it by itself."""
    name: str
    location: str
    component: str | None = None
    """What the document calls it, where several operations share it."""
    required: bool = False
    style: str = ""
    """As OpenAPI calls it; empty for its place's usual one."""
    explode: bool | None = None
    """Whether a list or an object comes in parts; `None` for the style's usual answer."""
    allow_reserved: bool = False
    allow_empty: bool = False
    description: str = ""
    deprecated: bool = False
    schema: Schema | None = None
    content: str = ""
    """Its media type, where it is written as one."""
    examples: Mapping[str, Object] = field(default_factory=_nothing)
    extensions: Object = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class WireBody:
    """What a request sends, by media type."""

    argument: str | None = None
    """The argument that is all of it; `None` where its properties are arguments."""
    arguments: Mapping[str, str] = field(default_factory=_nothing)
    """The arguments that its properties are, by their names on the wire."""
    required: bool = False
    description: str = ""
    content: Mapping[str, WireMedia] = field(default_factory=_nothing)
    extensions: Object = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class WireLink:
    """What an answer leads to."""

    operation_id: str = ""
    """The operation that it leads to, by its `operationId`."""
    operation_ref: str = ""
    """The same by a reference, such as `#/paths/~1deals/get`."""
    description: str = ""
    parameters: Object = field(default_factory=_nothing)
    """Values, or runtime expressions such as `$response.body#/id`, by parameters."""
    body: Json = None
    server: Object = field(default_factory=_nothing)
    """Where the operation is, as OpenAPI has it."""
    extensions: Object = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class WireAnswer:
    """What may come back with one status."""

    component: str | None = None
    """What the document calls it, where several operations share it."""
    summary: str = ""
    description: str = ""
    headers: Mapping[str, WireHeader] = field(default_factory=_nothing)
    content: Mapping[str, WireMedia] = field(default_factory=_nothing)
    links: Mapping[str, WireLink] = field(default_factory=_nothing)
    extensions: Object = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class WireRequirement:
    """A security scheme that a call needs."""

    scheme: str
    """What the document calls it."""
    credential: str | None = None
    """The client's argument that gives it, if it can."""
    scopes: tuple[str, ...] = ()


WireSecurity: TypeAlias = "tuple[tuple[WireRequirement, ...], ...]"
"""Alternatives, of which each is all that it needs together; an empty one needs nothing."""


@dataclass(frozen=True, slots=True)
class WireOperation:
    """An operation, a webhook or a callback, as the document has it."""

    position: tuple[int, int] = (0, 0)
    """Where the document has it: its path among the paths, its method among the path's."""
    operation_id: str = ""
    tags: tuple[str, ...] = ()
    summary: str = ""
    description: str = ""
    documentation: Object = field(default_factory=_nothing)
    """Where more is said: `url` and `description`."""
    deprecated: bool = False
    security: WireSecurity | None = None
    """`None` for `Api.security`."""
    parameters: tuple[WireParameter, ...] = ()
    body: WireBody | None = None
    answers: Mapping[str, WireAnswer] = field(default_factory=_nothing)
    """By status: three digits, a class such as `4XX`, or `default`."""
    callbacks: Mapping[str, Mapping[str, tuple[WireEvent, ...]]] = field(default_factory=_nothing)
    """By name and by the expression that gives the URL."""
    extensions: Object = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class WireEvent:
    """What the API sends: the request of a webhook or of a callback."""

    name: str
    """The event's name."""
    method: str
    pointer: str
    """Where the document has it."""
    operation: WireOperation


@dataclass(frozen=True, slots=True)
class WireScheme:
    """A security scheme (`components.securitySchemes`)."""

    type: str
    credential: str | None = None
    """The client's argument that gives it, if it can."""
    description: str = ""
    location: str = ""
    """For an API key: header, query or cookie."""
    name: str = ""
    """For an API key: what the header, the parameter or the cookie is called."""
    http_scheme: str = ""
    """For HTTP: the scheme, such as `bearer`."""
    bearer_format: str = ""
    flows: Object = field(default_factory=_nothing)
    """For OAuth 2: as OpenAPI has them."""
    openid_connect_url: str = ""
    deprecated: bool = False
    extensions: Object = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Tag:
    """A group of operations, as the document has them."""

    name: str
    summary: str = ""
    description: str = ""
    documentation: Object = field(default_factory=_nothing)
    extensions: Object = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Path:
    """What is said of all operations of a path."""

    summary: str = ""
    description: str = ""
    extensions: Object = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Info:
    """What the document says of the whole API."""

    title: str = ""
    version: str = ""
    summary: str = ""
    description: str = ""
    terms_of_service: str = ""
    contact: Object = field(default_factory=_nothing)
    license: Object = field(default_factory=_nothing)
    documentation: Object = field(default_factory=_nothing)
    tags: tuple[Tag, ...] = ()
    paths: Mapping[str, Path] = field(default_factory=_nothing)
    """By path, where anything is said of it."""
    extensions: Object = field(default_factory=_nothing)
    root_extensions: Object = field(default_factory=_nothing)
    """Those at the document's root, such as `x-sandbox`."""


@dataclass(frozen=True, slots=True)
class WireApi:
    """What is not one operation's alone."""

    info: Info = field(default_factory=Info)
    servers: tuple[Server, ...] = ()
    """The servers of the conventions, and those that are paths of a host that isn't said."""
    schemes: Mapping[str, WireScheme] = field(default_factory=_nothing)
    """The security schemes, by what the document calls them."""
    security: WireSecurity | None = None
    """What a call needs that says nothing else."""
    webhooks: tuple[WireEvent, ...] = ()
    """What is sent to webhooks, in the document's order."""
    schemas: Mapping[str, Schema] = field(default_factory=_nothing)
    """JSON Schemas by name, to which all that travels refers."""
