"""What a document says, in the generator's own terms: no OpenAPI in it, and no Python.

The analysis makes an `Api` from a document; a target renders it. Identifiers are decided
(`names.py`), references are resolved, `allOf` is merged and prose is composed, so that a target
only writes down what it finds here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from .types import Constant, Placed
from .wire import WireApi, WireOperation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .conventions import Conventions, Security
    from .servers import Server
    from .types import Field, Type


class Location(StrEnum):
    """Where a parameter goes."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"


class Style(StrEnum):
    """How a list or an object is written where it is a parameter."""

    COMMA = "comma"
    """`blue,black`, `R,100,G,200`."""
    PAIRS = "pairs"
    """`R=100,G=200`."""
    SPACE = "space"
    PIPE = "pipe"
    LABEL = "label"
    """`.blue.black`, in a path."""
    MATRIX = "matrix"
    """`;color=blue,black`, in a path."""
    MEMBERS = "members"
    """`R=100&G=200`, in a query."""
    DEEP = "deep"
    """`color[R]=100&color[G]=200`, in a query."""
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument of a method that isn't part of its body."""

    name: str
    wire: str
    location: Location
    type: Type
    required: bool
    doc: str
    style: Style | None = None
    """How a list or an object is written, `None` for scalars and lists that repeat their name."""

    @property
    def is_constant(self) -> bool:
        """Whether it has one value and must be sent, so that no caller is asked for it."""
        return self.required and isinstance(self.type, Constant)


class MediaKind(StrEnum):
    """How a body is written and read."""

    JSON = "json"
    EVENT_STREAM = "event stream"
    FORM = "form"
    MULTIPART = "multipart"
    TEXT = "text"
    BINARY = "binary"


@dataclass(frozen=True, slots=True)
class Media:
    """What a body is on the wire."""

    type: str = "application/json"
    """The media type, as it is sent or asked for."""
    kind: MediaKind = MediaKind.JSON
    part_types: tuple[tuple[str, str], ...] = ()
    """The media types of a multipart body's parts, by their names."""
    deep_parts: tuple[str, ...] = ()
    """The parts of a multipart body whose objects are put in brackets, in place of JSON."""


JSON = Media()


@dataclass(frozen=True, slots=True)
class KeywordBody:
    """An object whose properties are arguments of their own."""

    fields: tuple[Field, ...]
    media: Media = JSON


@dataclass(frozen=True, slots=True)
class WholeBody:
    """A body that is one argument."""

    name: str
    type: Type
    required: bool
    doc: str
    media: Media = JSON


Body: TypeAlias = KeywordBody | WholeBody


@dataclass(frozen=True, slots=True)
class Success:
    """A success status and what its body is, `None` for no body."""

    status: int
    type: Type | None
    media: Media = JSON


STREAM = "stream"
"""The argument that asks for events in place of an answer that is there at once."""


@dataclass(frozen=True, slots=True)
class Plain:
    """An answer that is there at once."""

    successes: tuple[Success, ...]
    doc: str
    events: Type | None = None
    """The type of each event, where the answer can be asked for as server-sent events instead: by
    the argument `STREAM`, which is sent too where the document has it."""


@dataclass(frozen=True, slots=True)
class Paged:
    """An answer in pages."""

    successes: tuple[Success, ...]
    items: Type
    dialect: str
    """The dialect's name."""
    doc: str


@dataclass(frozen=True, slots=True)
class Streamed:
    """An answer of server-sent events."""

    successes: tuple[Success, ...]
    doc: str


Answer: TypeAlias = Plain | Paged | Streamed


@dataclass(frozen=True, slots=True)
class Failure:
    """An error that the document promises."""

    status: str
    """Three digits, a class such as `4XX`, or `default`."""
    doc: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of a resource."""

    id: str
    """Where it is on the client, such as `atlvs.deals.win`."""
    name: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    body: Body | None
    answer: Answer
    failures: tuple[Failure, ...]
    idempotent: bool
    deprecated: str | None
    """What to tell a caller, if it should no longer be called."""
    summary: str
    description: str
    scopes: tuple[str, ...] = ()
    """What an access token must be allowed to do."""
    security: Security | None = None
    """The credentials that it needs, `None` for those of the conventions."""
    servers: tuple[Server, ...] | None = None
    """Where it is, `None` for the servers of the conventions."""
    wire: WireOperation = field(default_factory=WireOperation)
    """What travels."""

    def as_stream(self) -> Operation | None:
        """The operation as it answers events, `None` where it can't be asked for them."""
        answer = self.answer
        if not isinstance(answer, Plain) or answer.events is None:
            return None
        events = Success(answer.successes[0].status, answer.events)
        return replace(self, answer=Streamed((events,), answer.doc))


@dataclass(frozen=True, slots=True)
class Resource:
    """A group of operations, and of resources below it."""

    name: str
    """The attribute by which its parent has it."""
    class_name: str
    module: str
    """Its module, a dotted path within the package."""
    doc: str
    operations: tuple[Operation, ...]
    children: tuple[Resource, ...]

    def every_operation(self) -> Iterator[Operation]:
        """Its operations and those below it."""
        yield from self.operations
        for child in self.children:
            yield from child.every_operation()


@dataclass(frozen=True, slots=True)
class Namespace:
    """A group of resources without operations of its own: a package."""

    name: str
    class_name: str
    module: str
    doc: str
    resources: tuple[Resource, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """A webhook's event, or a callback's."""

    name: str
    """The name on the wire, such as `deal.won`; the webhook's own where no property has it."""
    type: Type | None
    """The body, `None` for an event without one."""


@dataclass(frozen=True, slots=True)
class EventProperty:
    """A text that every event holds somewhere inside."""

    name: str
    """What the property is called, such as `idempotency_key`."""
    path: str
    """Where the text is: identifiers, dotted."""
    doc: str


@dataclass(frozen=True, slots=True)
class Events:
    """All events that the API sends."""

    union: str
    """The key of the declaration that is any of them."""
    names: str
    """The key of the enum of their names."""
    base: str
    """The class that all of them are derived from, where they have properties."""
    events: tuple[Event, ...]
    signature: Mapping[str, str | float] | None
    """How deliveries are signed: the runtime's attributes; `None` if the document doesn't say."""
    places: Mapping[str, str]
    """Where an event has its name, key, time and data: paths on the wire, or `name_header`."""
    versions: tuple[str, ...]
    """The envelope's versions that the document describes; empty if it doesn't say."""
    correlation_id: str | None = None
    """The path on the wire, in every event, of what is the same on all that one cause set off."""
    tells_name: bool = True
    """Whether a property of the body has the name; else it is known from elsewhere."""
    properties: tuple[EventProperty, ...] = ()
    """What every event has, known or not, wherever it stands in it."""
    unions: frozenset[str] = frozenset()
    """The keys of the unions that have only events as members."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the document describes and the client does not have."""

    pointer: str
    """The operation's or webhook's place in the document."""
    reason: str
    """Why it can't be expressed."""
    cause: str
    """The place of what can't be expressed."""


@dataclass(frozen=True, slots=True)
class Api:
    """Everything that a target needs."""

    source: str
    """The document's file name."""
    conventions: Conventions
    namespaces: tuple[Namespace, ...]
    resources: tuple[Resource, ...]
    """Those that hang directly on the client."""
    events: Events | None
    declarations: Mapping[str, Placed] = field(default_factory=dict[str, Placed])
    """By name, each after those that it is made of wherever that is possible."""
    left_out: tuple[LeftOut, ...] = ()
    """Operations and webhooks that can't be expressed, by their places."""
    notes: tuple[str, ...] = ()
    """What was recognised without being told, in a line each."""
    wire: WireApi = field(default_factory=WireApi)
    """What travels, and what the document says for readers."""

    @property
    def sends_files(self) -> bool:
        """Whether a method takes a file, or a body of bytes."""
        kinds = {MediaKind.MULTIPART, MediaKind.BINARY}
        return any(one.body and one.body.media.kind in kinds for one in self.operations())

    def operations(self) -> Iterator[Operation]:
        """All operations, in the order of the client."""
        below = [one for space in self.namespaces for one in space.resources]
        for resource in (*below, *self.resources):
            yield from resource.every_operation()
