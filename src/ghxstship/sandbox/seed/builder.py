"""Where sample data is planted: resources drawn from a seed, kept all at once."""

from __future__ import annotations

from operator import itemgetter
from random import Random
from typing import TYPE_CHECKING, Any

from ..moments import later
from . import words

if TYPE_CHECKING:
    from ..collection import Resource
    from ..site import Site

TODAY = "2026-11-01T00:00:00.000000Z"
"""The day that the sample data is told on. It never moves: the same seed gives the same data."""

_ID_BITS = 48


class SeedBuilder:
    """Draws resources for one workspace.

    Args:
        site: Where they are kept.
        workspace: The workspace's id.
        seed: What they are drawn from.
    """

    def __init__(self, site: Site, workspace: str, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - sample data, no secrets
        self._site = site
        self._workspace = workspace
        self._planted: dict[str, list[Resource]] = {}
        self._private: dict[str, Resource | None] = {}

    def plant(
        self, collection: str, *, days_ago: float, private: Resource | None = None, **given: Any
    ) -> Resource:
        """A new resource of a collection.

        Args:
            collection: The collection's name.
            days_ago: How many days before `TODAY` it was created.
            private: What the world does not see of it.
            given: Its members; those that are missing become what a new resource has.
        """
        kind = self._site.collections[collection]
        identifier = f"{kind.id_kind.prefix}{self.random.getrandbits(_ID_BITS):012x}"
        resource = kind.draft(given, identifier, later(TODAY, days=-days_ago))
        self._add(collection, resource, private)
        return resource

    def plant_example(
        self, collection: str, *, private: Resource | None = None, **changes: Any
    ) -> None:
        """The resource that the document shows: what the documentation says can be tried."""
        example = self._site.collections[collection].example
        if example is not None:
            self._add(collection, {**example, **changes}, private)

    def day(self, offset: float) -> str:
        """A day, so many days after `TODAY`."""
        return later(TODAY, days=offset)[:10]

    def moment(self, offset: float) -> str:
        """A full hour, so many days after `TODAY`."""
        return later(TODAY, hours=round(24 * offset)).replace(".000000", "")

    def maybe(self, chance: float) -> bool:
        """Whether something is the case that has this chance."""
        return self.random.random() < chance

    def person(self) -> tuple[str, str]:
        """A first and a last name."""
        return self.random.choice(words.FIRST_NAMES), self.random.choice(words.LAST_NAMES)

    def phone(self) -> str:
        """A number that nobody has (555-01xx)."""
        return f"+1-{self.random.randint(201, 989)}-555-01{self.random.randint(0, 99):02}"

    def company(self) -> str:
        """A company's name."""
        pick = self.random.choice
        return f"{pick(words.COMPANY_FIRST)} {pick(words.COMPANY_SECOND)}"

    def amount(self, least: int, most: int, step: int) -> int:
        """A round amount of money."""
        return self.random.randrange(least, most + 1, step)

    def planted(self, collection: str) -> list[Resource]:
        """All resources of a collection so far."""
        return self._planted.get(collection, [])

    def count(self, name: str, number: int) -> None:
        """Let the numbers of a name go on after one."""
        self._site.store.set_fact(self._workspace, name, str(number))

    def keep(self) -> None:
        """Keep everything, each collection in the order of creation."""
        for name, resources in self._planted.items():
            resources.sort(key=itemgetter("created_at"))
            table = self._site.table(self._workspace, name)
            table.add_all((each, self._private[each["id"]]) for each in resources)

    def _add(self, collection: str, resource: Resource, private: Resource | None) -> None:
        self._planted.setdefault(collection, []).append(resource)
        self._private[resource["id"]] = private


def address(first: str, last: str, company: str | None = None, number: int = 0) -> str:
    """An e-mail address, under `example.com` so that it is nobody's."""
    host = f"{company.lower().replace(' ', '-')}.example.com" if company else "example.com"
    return f"{first.lower()}.{last.lower()}{number or ''}@{host}"
