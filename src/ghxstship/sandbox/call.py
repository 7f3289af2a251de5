"""One call of an operation, as the code that carries it out sees it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .collection import Collection, Resource
from .moments import moment
from .problems import invalid, not_found
from .store import Shelf, Store, Value

if TYPE_CHECKING:
    from .operations import Operation

Change = Callable[["Call", Resource], None]
"""Changes a resource that is being created, updated, acted on or deleted, before it is kept."""

Perform = Callable[["Call"], "str | Resource | None"]
"""Carries out a whole operation and returns its answer's body."""

Plant = Callable[["Garden"], None]
"""Fills a workspace with sample data."""

Condition = tuple[str, Sequence[Value]]
"""A condition in SQL on the table `resources`, and the values for its question marks."""

Choose = Callable[["Call", Any], Condition]
"""Turns the value of a list's parameter into a condition."""

_RANDOM_BYTES = 8


@dataclass(frozen=True, slots=True)
class Garden:
    """Where sample data is planted.

    Attributes:
        store: Where it is kept.
        collections: The document's collections by name.
        workspace: The workspace's id.
        seed: What the data is drawn from.
    """

    store: Store
    collections: Mapping[str, Collection]
    workspace: str
    seed: int


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened.

    Attributes:
        id: Its id.
        name: What happened, such as `deal.won`.
        data: What it happened to.
        correlation: What all events of one call share.
    """

    id: str
    name: str
    data: Resource
    correlation: str


@dataclass(slots=True)
class Call:
    """One call of an operation.

    Attributes:
        operation: The operation.
        workspace: The workspace's id.
        path: The path's parameters.
        query: The query's parameters, each of its type.
        body: The body, `None` where there is none.
        time: When it came, in seconds since 1970.
        now: The same as text.
        before: What an updated resource was before.
        caused: The events that it causes: what happened, and what to.
        private: What the world will not see of a resource that is created.
    """

    operation: Operation
    workspace: str
    path: Mapping[str, str]
    query: Mapping[str, Any]
    body: Any
    store: Store
    collections: Mapping[str, Collection]
    time: float
    before: Resource = field(default_factory=dict[str, Any])
    private: Resource | None = None
    caused: list[tuple[str, Resource]] = field(default_factory=list[tuple[str, Resource]])
    now: str = ""

    def __post_init__(self) -> None:
        self.now = moment(self.time)

    @property
    def own(self) -> Shelf:
        """The resources that the operation is about."""
        collection = self.operation.about
        parents = [self.path[name] for name in collection.parents]
        return self.store.shelf(self.workspace, collection, parents)

    @property
    def identifier(self) -> str:
        """The id in the path of the resource that the operation is about; empty for none."""
        collection = self.operation.collection
        return self.path.get(collection.parameter, "") if collection else ""

    def check_parent(self) -> None:
        """Make sure that the resource exists which a collection lies under.

        Raises:
            Problem: It does not (404).
        """
        collection = self.operation.collection
        if collection is None or collection.parent is None:
            return
        *parents, identifier = [self.path[name] for name in collection.parents]
        shelf = self.store.shelf(self.workspace, collection.parent, parents)
        if shelf.read(identifier) is None:
            raise not_found(f"There is nothing with the id {identifier!r}")

    def shelf(self, name: str, *parents: str) -> Shelf:
        """The resources of a collection in the call's workspace."""
        return self.store.shelf(self.workspace, self.collections[name], parents)

    def look_up(self, name: str, identifier: str, field: str) -> Resource:
        """A resource that the request refers to.

        Args:
            name: The collection's name.
            identifier: The resource's id.
            field: The field of the request that holds the id.

        Raises:
            Problem: There is no such resource (422).
        """
        resource = self.shelf(name).get(identifier)
        if resource is None:
            raise invalid([(field, f"{identifier!r} does not exist")])
        return resource

    def create(self, name: str, given: Resource, private: Resource | None = None) -> Resource:
        """Keep a new resource in a collection, with a fresh id."""
        shelf = self.shelf(name)
        resource = shelf.collection.draft(given, new_id(shelf.collection), self.now)
        shelf.add(resource, private)
        return resource

    def save(self, name: str, resource: Resource) -> None:
        """Keep the new state of a resource of a collection."""
        shelf = self.shelf(name)
        shelf.collection.touch(resource, self.now)
        shelf.put(resource)

    def emit(self, name: str, data: Resource) -> None:
        """Let the world know that something happened.

        Args:
            name: The event's name.
            data: What it is about, in the state that it has when the call is over.
        """
        self.caused.append((name, data))


def new_id(collection: Collection) -> str:
    """An id that no resource has."""
    return collection.id_prefix + os.urandom(_RANDOM_BYTES).hex()


class Behaviours:
    """What is done by hand, by operation id."""

    def __init__(self) -> None:
        self.changes: dict[str, Change] = {}
        self.performances: dict[str, Perform] = {}
        self.choices: dict[tuple[str, str], Choose] = {}
        self.plant: Plant = plant_nothing
        self.welcome: Plant = plant_nothing
        self.envelope: Callable[[Call, Event], Resource] = plain_envelope
        self.announce: Callable[[Call, Event, Resource], None] = keep_quiet

    def change(self, *operations: str) -> Callable[[Change], Change]:
        """Register what happens to a resource before it is kept."""

        def register(function: Change) -> Change:
            self.changes.update(dict.fromkeys(operations, function))
            return function

        return register

    def perform(self, *operations: str) -> Callable[[Perform], Perform]:
        """Register what carries out operations as a whole."""

        def register(function: Perform) -> Perform:
            self.performances.update(dict.fromkeys(operations, function))
            return function

        return register

    def choose(self, operation: str, parameter: str) -> Callable[[Choose], Choose]:
        """Register how a parameter of a list chooses."""

        def register(function: Choose) -> Choose:
            self.choices[operation, parameter] = function
            return function

        return register

    def include(self, other: Behaviours) -> None:
        """Take over what others registered."""
        self.changes.update(other.changes)
        self.performances.update(other.performances)
        self.choices.update(other.choices)


def plant_nothing(garden: Garden) -> None:
    """Leave a workspace empty."""


def plain_envelope(call: Call, event: Event) -> Resource:
    """What the world is told of an event, where nobody says otherwise."""
    return {"event": event.name, "timestamp": call.now, "data": event.data}


def keep_quiet(call: Call, event: Event, body: Resource) -> None:
    """Announce an event to nobody."""
