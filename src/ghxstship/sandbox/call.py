"""One call of an operation, as the code that carries it out sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .collection import Resource
from .error_responses import ErrorResponse, invalid, not_found
from .events import Cause
from .moments import moment
from .operations import Operation
from .site import Site
from .store import Store, Table


@dataclass(slots=True)
class Call:
    """One call of an operation.

    Attributes:
        operation: The operation.
        workspace: The workspace's id.
        path: The path's parameters.
        query: The query's parameters, each of its type.
        body: The body, `None` where there is none.
        site: Where it is carried out.
        time: When it came, in seconds since 1970.
        now: The same as text.
        before: What an updated resource was before.
        caused: What it brings about.
        private: What the world will not see of a resource that is created.
        shown_once: Members that this answer shows, and no other.
        scheduled: Whether it put something on the schedule.
    """

    operation: Operation
    workspace: str
    path: Mapping[str, str]
    query: Mapping[str, Any]
    body: Any
    site: Site
    time: float
    before: Resource = field(default_factory=Resource)
    private: Resource | None = None
    shown_once: Resource = field(default_factory=Resource)
    scheduled: bool = False
    caused: list[Cause] = field(default_factory=list[Cause])
    now: str = ""

    def __post_init__(self) -> None:
        self.now = moment(self.time)

    @property
    def store(self) -> Store:
        """Where everything is kept."""
        return self.site.store

    @property
    def own_table(self) -> Table:
        """The resources that the operation is about."""
        collection = self.operation.about
        parents = [self.path[name] for name in collection.parents]
        return self.store.table(self.workspace, collection, parents)

    @property
    def identifier(self) -> str:
        """The id in the path of the resource that the operation is about; empty for none."""
        collection = self.operation.collection
        return self.path.get(collection.parameter, "") if collection else ""

    def check_parent(self) -> None:
        """Make sure that the resource exists which a collection lies under.

        Raises:
            ErrorResponse: It does not (404).
        """
        collection = self.operation.collection
        if collection is None or collection.parent is None:
            return
        if collection.parent.name not in self.site.filled:
            return
        *parents, identifier = [self.path[name] for name in collection.parents]
        table = self.store.table(self.workspace, collection.parent, parents)
        if table.read(identifier) is None:
            raise not_found(f"There is nothing with the id {identifier!r}")

    def table(self, name: str, *parents: str) -> Table:
        """The resources of a collection in the call's workspace."""
        return self.site.table(self.workspace, name, *parents)

    def argument(self, name: str) -> Any:
        """A member of the request's body, `None` where it is not given."""
        return self.body.get(name) if self.body else None

    @property
    def today(self) -> str:
        """The day that the call came on, in UTC."""
        return self.now[:10]

    def next_number(self, name: str) -> int:
        """The next of the workspace's numbers of a name, from 1 on."""
        number = int(self.store.fact(self.workspace, name) or 0) + 1
        self.store.set_fact(self.workspace, name, str(number))
        return number

    def first_today(self, name: str) -> bool:
        """Whether the workspace is asked for a name for the first time on this day."""
        if self.store.fact(self.workspace, name) == self.today:
            return False
        self.store.set_fact(self.workspace, name, self.today)
        return True

    def resource(self) -> Resource:
        """The resource that the path names.

        Raises:
            ErrorResponse: There is none (404).
        """
        resource = self.own_table.get(self.identifier)
        if resource is None:
            raise self.missing()
        return resource

    def missing(self) -> ErrorResponse:
        """What is said of a resource that is not there."""
        kind = self.own_table.collection.name.rpartition(".")[2].replace("_", " ")
        if self.identifier:
            return not_found(f"There is nothing with the id {self.identifier!r} among the {kind}")
        return not_found(f"There is no {kind} at {self.operation.path.format_map(self.path)}")

    def look_up(self, name: str, identifier: str, field: str) -> Resource:
        """A resource that the request refers to.

        Args:
            name: The collection's name.
            identifier: The resource's id.
            field: The field of the request that holds the id.

        Raises:
            ErrorResponse: There is no such resource (422).
        """
        resource = self.table(name).get(identifier)
        if resource is None:
            raise invalid([(field, f"{identifier!r} does not exist")])
        return resource

    def create(self, name: str, given: Resource) -> Resource:
        """Keep a new resource in a collection, with a fresh id."""
        return self.add(self.table(name), given)

    def add(self, table: Table, given: Resource, private: Resource | None = None) -> Resource:
        """Keep a new resource in a table, with a fresh id."""
        resource = table.collection.draft(given, table.collection.new_id(), self.now)
        table.add(resource, private)
        return resource

    def save(self, table: Table, resource: Resource) -> None:
        """Keep the new state of a resource."""
        table.collection.touch(resource, self.now)
        table.put(resource)

    def emit(
        self, name: str, data: Resource, *, platform: str | None = None, regardless: bool = False
    ) -> None:
        """Let the world know that something happened.

        Args:
            name: The event's name.
            data: What it is about, in the state that it has when the call is over.
            platform: The platform that tells of it; the operation's own by default.
            regardless: Whether it happened even where the call is refused.
        """
        self.caused.append(Cause(name, platform or self.operation.platform, data, regardless))
