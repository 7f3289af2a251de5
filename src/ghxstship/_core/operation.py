"""What one operation of an API is: data, no logic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Generic, Literal, TypeAlias, TypeVar

from .arguments import argument

Style: TypeAlias = Literal[
    "comma", "deep", "json", "label", "matrix", "members", "pairs", "pipe", "space"
]
"""How a list or an object is written where it is a parameter (OpenAPI 3.1, Style Values)."""

if TYPE_CHECKING:
    from .auth import Security
    from .dialects import Dialect
    from .media import BodyMedia
    from .money import MoneyFields
    from .paths import Paths

__all__ = ["OMIT", "Omit"]

OwnServers: TypeAlias = tuple[tuple[str, str], ...]
"""Environments' names and URLs: absolute ones, or paths of the base URL's host."""

WireNames = dict[str, "tuple[str, WireNames | None]"]
"""For a body whose names differ on the wire: Python name to wire name and the names inside."""

ResultT = TypeVar("ResultT")
ItemT = TypeVar("ItemT")

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that may be sent again without asking (RFC 9110, section 9.2.1)."""

ANY_NAME = "*"
"""In `WireNames`, every name of a mapping whose names are data."""

BASE64_NAME = "="
"""In `WireNames`, that the value may be bytes, which are sent in base64."""

BASE64: WireNames = {BASE64_NAME: (BASE64_NAME, None)}
"""The `WireNames` of a value that may be bytes and has no names inside."""


@argument
class Omit:
    """The type of `OMIT`, which stands for an argument that was not given."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "OMIT"

    def __bool__(self) -> bool:
        return False

    def __reduce__(self) -> str:
        return "OMIT"  # it is one and the same, copied and in other processes too


OMIT: Final = Omit()
"""Leaves a field out of the body, where `None` would clear it."""


@dataclass(frozen=True, slots=True)
class Operation(Generic[ResultT]):
    """One operation of the document, as the runtime needs it."""

    name: str
    """Where it is found on the client, such as `deals.win`."""
    method: str
    """The HTTP method, in capitals."""
    path: str
    """The path with its parameters in braces, such as `/v1/deals/{deal_id}`."""
    responses: Mapping[int, object] = field(default_factory=dict[int, object])
    """The body's type for each success status, `None` for an empty body."""
    idempotent: bool = False
    """Whether the API takes an idempotency key for it."""
    wire_names: WireNames | None = None
    """Names of the body that differ on the wire, or `None`."""
    styles: Mapping[str, Style] = field(default_factory=dict[str, "Style"])
    """How parameters are written that are not written as most of their place are."""
    parameter_names: WireNames | None = None
    """Names within parameters that differ on the wire, or `None`."""
    money: MoneyFields | None = None
    """Where the body has amounts of money, or `None`."""
    query_money: MoneyFields | None = None
    """The same for the query's parameters."""
    dates: Paths = ()
    """Where the body has dates without a time."""
    parameter_dates: Paths = ()
    """The same for the parameters of path, query and headers."""
    security: Security | None = None
    """The credentials that it needs, `None` for those that the API's operations mostly need."""
    servers: OwnServers | None = None
    """Where it is, `None` for where most operations are."""
    body_media: BodyMedia | None = None
    """What its body is sent as, `None` for JSON."""
    accept: str | None = None
    """The media types of its answers, `None` for JSON."""


@dataclass(frozen=True, slots=True)
class ListOperation(Operation[object], Generic[ItemT]):
    """An operation that answers a list in pages."""

    pagination: Dialect = field(kw_only=True)
    """How its pages are linked."""


@dataclass(frozen=True, slots=True)
class StreamOperation(Operation[object], Generic[ItemT]):
    """An operation that answers server-sent events, each of the type given for 200."""

    end: str | None = field(default=None, kw_only=True)
    """The data of an event that ends the stream, and is none of the document's."""


@dataclass(frozen=True, slots=True)
class CustomOperation(Operation[ResultT], Generic[ResultT]):
    """An operation that the document does not have: what `client.request` calls."""

    strict: bool = field(kw_only=True)
    """Whether a body that is not as its type says is an error, whatever the client says."""
