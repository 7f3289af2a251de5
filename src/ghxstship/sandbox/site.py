"""Where calls are carried out: the API's collections, and the store that holds their resources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..description import Description
from .collection import Collection, Resource
from .moments import moment
from .schemas import Schemas
from .settings import Settings
from .store import Store, Table


@dataclass(frozen=True, slots=True)
class Site:
    """Where calls are carried out.

    Attributes:
        description: What the API is.
        schemas: Its schemas.
        settings: What it says to the sandbox.
        collections: Its collections by name.
        store: Where everything is kept.
        speed: How many times faster the waits of webhooks pass than the description says.
        filled: The collections that can have resources, since something creates or seeds them.
    """

    description: Description
    schemas: Schemas
    settings: Settings
    collections: Mapping[str, Collection]
    store: Store
    speed: float = 1.0
    filled: frozenset[str] = frozenset()

    def table(self, workspace: str, name: str, *parents: str) -> Table:
        """The resources of a collection in a workspace.

        Args:
            workspace: The workspace's id.
            name: The collection's name, such as `atlvs.deals`.
            parents: The ids of the resources that the collection lies under.

        Raises:
            KeyError: There is no collection of this name.
        """
        return self.store.table(workspace, self.collections[name], parents)

    def create(
        self, workspace: str, name: str, given: Resource, *parents: str, at: float
    ) -> Resource:
        """Keep a new resource in a collection.

        Args:
            workspace: The workspace's id.
            name: The collection's name, such as `atlvs.deals`.
            given: Its members, its id too if that is known; those that are missing become what
                a new resource has.
            parents: The ids of the resources that the collection lies under.
            at: When it is created, in seconds since 1970.

        Raises:
            KeyError: There is no collection of this name.
        """
        table = self.table(workspace, name, *parents)
        collection = table.collection
        identifier = given.get(collection.fields.id) or collection.new_id()
        resource = collection.draft(given, identifier, moment(at))
        table.add(resource, identifier=identifier)
        return resource
