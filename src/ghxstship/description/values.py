"""What a description says, as typed values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeGuard


class DescriptionError(ValueError):
    """A description cannot be read; the message says which, where and why."""


class OpenAPIDocumentError(DescriptionError):
    """What was given is the document that a description is made of."""


Node: TypeAlias = Mapping[str, Any]
"""An object of JSON; a number that is not whole is a `Decimal`."""

LOCATIONS = ("path", "query", "header", "cookie")


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a value of JSON is an object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Whether a value of JSON is an array."""
    return isinstance(value, list)


@dataclass(frozen=True, slots=True)
class Schema:
    """A JSON Schema.

    Attributes:
        value: The schema.
        pointer: Where it stands in the description, a JSON pointer (RFC 6901). Where it only refers
            to a named schema, this is the named one's place.
    """

    value: Node | bool
    pointer: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation.

    Attributes:
        name: Its name on the wire.
        location: `path`, `query`, `header` or `cookie`.
        required: Whether a request must have it.
        style: How a list or an object is written, as OpenAPI calls it.
        explode: Whether a list or an object comes in parts.
        schema: What it may be, `None` where nothing is said.
        content: Its media type, where it is written as one; else empty.
        extensions: What the document says of it under `x-`.
        pointer: Where it stands in the description.
    """

    name: str
    location: str
    required: bool
    style: str
    explode: bool
    schema: Schema | None
    content: str
    extensions: Node
    pointer: str


@dataclass(frozen=True, slots=True)
class Media:
    """A body in one media type.

    Attributes:
        schema: What it may be, `None` where nothing is said.
        examples: Values that it may have.
    """

    schema: Schema | None
    examples: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """What a request sends, by media type."""

    required: bool
    content: Mapping[str, Media]


@dataclass(frozen=True, slots=True)
class Answer:
    """What may come back with one status.

    Attributes:
        headers: The names of its headers.
        content: Its body by media type; empty for an answer without one.
    """

    headers: tuple[str, ...]
    content: Mapping[str, Media]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A security scheme that a call needs.

    Attributes:
        scheme: What the document calls it.
        credential: The argument of the client that gives it, `None` where it has none.
        scopes: What it must be allowed to do.
    """

    scheme: str
    credential: str | None
    scopes: tuple[str, ...]


Security: TypeAlias = tuple[tuple[Requirement, ...], ...]
"""Alternatives, each of all that it needs together. Without any, and in an empty one, nothing is
needed."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation.

    Attributes:
        id: Where it is on the client, such as `atlvs.deals.win`.
        method: The HTTP method, in capitals.
        path: Its path, parameters in braces.
        security: What a call needs.
        parameters: Its parameters.
        body: What a request sends, `None` for nothing.
        answers: By status: three digits, a class such as `4XX`, or `default`.
        pagination: The dialect in which its list comes in pages, `None` where it does not.
        extensions: What the document says of it under `x-`.
    """

    id: str
    method: str
    path: str
    security: Security
    parameters: tuple[Parameter, ...]
    body: Body | None
    answers: Mapping[str, Answer]
    pagination: str | None
    extensions: Node


@dataclass(frozen=True, slots=True)
class Event:
    """What the API sends to webhooks.

    Attributes:
        name: Its name, such as `deal.won`.
        summary: A line of Markdown.
        tags: The groups that it belongs to.
        body: What is sent, `None` for nothing.
    """

    name: str
    summary: str
    tags: tuple[str, ...]
    body: Body | None


@dataclass(frozen=True, slots=True)
class Credential:
    """An argument of the client that shows who calls.

    Attributes:
        argument: The argument.
        env: The environment variable that stands in for it.
        place: `header`, `query` or `cookie`.
        name: What the header, the query parameter or the cookie is called.
        prefix: What stands before the value, such as `Bearer `.
        basic: Whether it is the user's name of HTTP Basic.
    """

    argument: str
    env: str
    place: str
    name: str
    prefix: str
    basic: bool


@dataclass(frozen=True, slots=True)
class Conventions:
    """What is particular to the API.

    Attributes:
        error: Dotted paths of an error body's parts by their names, as docs/extensions.md has them.
        rate_limit: The headers of the rate limit, and its window; `None` where nothing is said.
        pagination: The dialects by name, each with its `style` and settings.
        request_id_header: The answer's header with the server's id, empty for none.
        replayed_header: The header that marks a repeated answer, empty for none.
        idempotency_header: The request's header with an idempotency key, empty for none.
        signature: How webhooks are signed, as `ghxstship.webhooks.WebhookSignature` has it; empty
            where nothing is said.
        base_url_env: The environment variable that overrides the server, empty for none.
    """

    error: Node
    rate_limit: Node | None
    pagination: Mapping[str, Node]
    request_id_header: str
    replayed_header: str
    idempotency_header: str
    signature: Node
    base_url_env: str
