"""Operations: what the description's paths and methods mean to the sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..description import Media, Schema, Security
    from .collection import Collection
    from .paging import Paging

JSON = "application/json"
STREAM = "text/event-stream"

Role = Literal[
    "list", "create", "get", "update", "replace", "delete", "show", "store", "stream", "act"
]


@dataclass(frozen=True, slots=True)
class Filter:
    """How a query parameter chooses resources.

    Attributes:
        field: The path of the member that is compared.
        operator: `eq`, `gte`, `lte`, `gt`, `lt` or `contains` (an array has the value).
    """

    field: tuple[str, ...]
    operator: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation.

    Attributes:
        name: Its name on the wire.
        where: `path`, `query`, `header` or `cookie`.
        required: Whether a request must have it.
        types: The JSON types that it may have.
        item_types: The types of its items, where it is an array.
        member_types: The types of its members, where it is an object.
        style: How an array or an object is written, as OpenAPI calls it; `json` for JSON.
        explode: Whether an array or an object comes in parts.
        temporal: Whether it is a date-time.
        money: Whether it is an amount of money.
        default: What stands in for it, `None` for nothing.
        is_key: Whether it carries an idempotency key.
        filter: What it chooses by, where it stands in a list's query.
        schema: Its schema, `None` where anything is good.
    """

    name: str
    where: str
    required: bool
    types: frozenset[str]
    item_types: frozenset[str]
    member_types: Mapping[str, frozenset[str]]
    style: str
    explode: bool
    temporal: bool
    money: bool
    default: object
    is_key: bool
    filter: Filter
    schema: Schema | None


@dataclass(frozen=True, slots=True)
class Body:
    """A request's body.

    Attributes:
        required: Whether a request must have it.
        content: Its media types, in small letters.
    """

    required: bool
    content: Mapping[str, Media]


@dataclass(frozen=True, slots=True)
class AnswerBody:
    """What an answer has as its body.

    Attributes:
        media: Its media type.
        schema: What it may be, `None` where nothing is said.
        examples: What the description shows of it.
    """

    media: str
    schema: Schema | None
    examples: tuple[Any, ...]

    @property
    def is_json(self) -> bool:
        """Whether it is JSON."""
        return is_json(self.media)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the description.

    Attributes:
        id: Its id.
        method: The HTTP method, in capitals.
        path: Its path, parameters in braces.
        role: What it does to its collection: `show` and `store` read and replace something of
            which there is one, `act` is everything that the description cannot tell.
        collection: The resources it is about, where they have a path of their own.
        parameters: Its parameters.
        body: The request body it takes.
        success: The status of an answer that says yes.
        answers: What each answer has as its body, by status; `None` for nothing.
        waits: The statuses whose answers promise `Retry-After`.
        paging: How its list is paged.
        sort: The parameter that says what its list is sorted by.
        security: What a call needs, as alternatives.
        idempotency_header: The header that carries an idempotency key.
    """

    id: str
    method: str
    path: str
    role: Role
    collection: Collection | None
    parameters: tuple[Parameter, ...]
    body: Body | None
    success: int
    answers: Mapping[str, AnswerBody | None]
    waits: frozenset[str]
    paging: Paging | None
    sort: Parameter | None
    security: Security
    idempotency_header: str | None

    @property
    def about(self) -> Collection:
        """The resources it is about.

        Raises:
            LookupError: They have no path of their own.
        """
        if self.collection is None:
            raise LookupError(f"{self.id} is about no collection")
        return self.collection

    @property
    def platform(self) -> str:
        """The first part of its id."""
        return self.id.partition(".")[0]

    @property
    def secured(self) -> bool:
        """Whether it takes credentials."""
        return bool(self.security) and () not in self.security

    @property
    def scopes(self) -> frozenset[str]:
        """What an access token must be allowed to do."""
        return frozenset(
            scope for choice in self.security for one in choice for scope in one.scopes
        )

    def status_described(self, status: int) -> str | None:
        """The key among the answers that describes a status, `None` where none does."""
        keys = (str(status), f"{status // 100}XX", f"{status // 100}xx", "default")
        return next((key for key in keys if key in self.answers), None)


def is_json(media: str) -> bool:
    """Whether a media type is JSON's, or stands for any."""
    kind = media.partition(";")[0].strip().lower()
    return kind.endswith(("/json", "+json")) or kind in ("*/*", "application/*")
