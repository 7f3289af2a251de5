"""Operations: what the document's paths and methods mean to the sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .collection import Collection
    from .conventions import Paging

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
        where: `path`, `query` or `header`.
        required: Whether a request must have it.
        types: The JSON types that it may have.
        item_types: The types of its items, where it is an array.
        explode: Whether an array repeats the name instead of joining its items by commas.
        temporal: Whether it is a date-time.
        money: Whether it is an amount of money.
        default: What stands in for it, `None` for nothing.
        is_key: Whether it carries an idempotency key.
        filter: What it chooses by, where it stands in a list's query.
        pointer: Where its schema stands in the document.
    """

    name: str
    where: str
    required: bool
    types: frozenset[str]
    item_types: frozenset[str]
    explode: bool
    temporal: bool
    money: bool
    default: object
    is_key: bool
    filter: Filter
    pointer: str


@dataclass(frozen=True, slots=True)
class Body:
    """A JSON request body.

    Attributes:
        required: Whether a request must have it.
        pointer: Where its schema stands in the document.
    """

    required: bool
    pointer: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the document.

    Attributes:
        id: Its `operationId`.
        method: The HTTP method, in capitals.
        path: Its path, parameters in braces.
        role: What it does to its collection: `show` and `store` read and replace something of
            which there is one, `act` is everything that the document cannot tell.
        collection: The resources it is about, where they have a path of their own.
        parameters: Those of its path and its own.
        body: The request body it takes.
        success: The status of an answer that says yes.
        answers: Where the schema of each answer stands, by status; `None` for an empty body.
        waits: The statuses whose answers promise `Retry-After`.
        paging: How its list is paged.
        sort: The parameter that says what its list is sorted by.
        scopes: What an access token must be allowed to do.
        secured: Whether it takes credentials.
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
    answers: Mapping[str, str | None]
    waits: frozenset[str]
    paging: Paging | None
    sort: Parameter | None
    scopes: frozenset[str]
    secured: bool
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
