"""What an API does that its description cannot tell: rules written by hand, by operation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from .call import Call
from .collection import Resource
from .events import Event
from .site import Site
from .store import Value

if TYPE_CHECKING:
    from .dispatch import JobHandler


Change: TypeAlias = Callable[[Call, Resource], None]
"""Changes a resource in place, before it is stored; refuses by raising `ErrorResponse`."""

Perform: TypeAlias = Callable[[Call], str | Resource | None]
"""Carries out a whole operation and returns its answer's body: a resource, or JSON as text."""

Seed: TypeAlias = Callable[[Site, str, int], None]
"""Fills a workspace, of which it is given the id, with sample data drawn from a seed."""

Refresh: TypeAlias = Callable[[Call], None]
"""Brings a collection up to the present before it is looked at."""

Daily: TypeAlias = Callable[[Call, str], None]
"""Does what only time brings about, given the day (`2026-11-01`) that it last did so on."""

Condition: TypeAlias = tuple[str, Sequence[Value]]
"""A condition in SQL on the table `resources`, and the values for its question marks."""

Filter: TypeAlias = Callable[[Call, Any], Condition]
"""Turns the value of a list's parameter into a condition."""

EventBody: TypeAlias = Callable[[Call, Event], Resource]
"""Makes the body by which streams and webhooks tell of an event."""

Announce: TypeAlias = Callable[[Call, Event, Resource], None]
"""Sends an event's body to those who subscribed to it."""

Deliveries: TypeAlias = Callable[[Site], "JobHandler"]
"""Makes what carries out the deliveries on the schedule."""

_Function = TypeVar("_Function", bound=Callable[..., object])
_Register: TypeAlias = Callable[[_Function], _Function]


class Behaviours:
    """The rules of an API, each a function registered by a decorator.

    ```python
    library = Behaviours()


    @library.change("books.lend")
    def lend(call: Call, book: Resource) -> None:
        require_status(book, "in", action="lent")
        book.update(status="out", reader=call.argument("reader"))
        call.emit("book.lent", book)


    sandbox = Sandbox("description.json", behaviours=library)
    ```

    Operations and collections are named by the description: an operation by its `id`
    (`books.lend`), a collection by what the ids of its operations begin with (`books`), and where
    that is another's name already, by the last word of its path after it (`books.notes`). A name
    that the description does not have is an error of the `Sandbox`.

    Attributes:
        changes: By operation, what happens to a resource before it is stored.
        performances: By operation, what carries it out as a whole.
        filters: By list operation and parameter, how it chooses.
        refreshes: By collection, what is done before any operation on it.
        rounds: What happens once a day.
        seeder: What fills the workspace of the sample data.
        starter: What gives a new workspace what every workspace has.
        event_writer: What makes the body of an event.
        announcer: What sends events to those who subscribed.
        deliveries: What carries out scheduled deliveries, `None` where there are none.
    """

    def __init__(self) -> None:
        self.changes: dict[str, Change] = {}
        self.performances: dict[str, Perform] = {}
        self.filters: dict[tuple[str, str], Filter] = {}
        self.refreshes: dict[str, Refresh] = {}
        self.rounds: list[Daily] = []
        self.seeder: Seed = _seed_nothing
        self.starter: Seed = _seed_nothing
        self.event_writer: EventBody = _plain_body
        self.announcer: Announce = _announce_to_nobody
        self.deliveries: Deliveries | None = None

    @property
    def seeds(self) -> bool:
        """Whether there is sample data."""
        return self.seeder is not _seed_nothing

    def change(self, *operations: str) -> Callable[[Change], Change]:
        """Register what happens to a resource before it is stored.

        The operation does what its role says as well: a create has made the resource from the
        request already, an update has applied the patch (`call.before` is what it was), a delete
        deletes it afterwards. An action, such as `POST /books/{id}/lend`, does nothing else.
        """
        return self._keeper(self.changes, operations)

    def perform(self, *operations: str) -> Callable[[Perform], Perform]:
        """Register what carries out operations as a whole, in place of what their role says."""
        return self._keeper(self.performances, operations)

    def filter(self, operation: str, parameter: str) -> Callable[[Filter], Filter]:
        """Register how a parameter of a list chooses, where comparing a field is not enough."""
        return self._keeper(self.filters, [(operation, parameter)])

    def refresh(self, *collections: str) -> Callable[[Refresh], Refresh]:
        """Register what is done to collections before any operation on them."""
        return self._keeper(self.refreshes, collections)

    def daily(self, function: Daily) -> Daily:
        """Register what happens once a day in each workspace, at its first call of the day."""
        self.rounds.append(function)
        return function

    def seed(self, function: Seed) -> Seed:
        """Register what fills the workspace of the sample data."""
        self.seeder = function
        return function

    def new_workspace(self, function: Seed) -> Seed:
        """Register what gives a workspace that is new what every workspace has."""
        self.starter = function
        return function

    def event_body(self, function: EventBody) -> EventBody:
        """Register what makes the body of an event; its name, time and data without one."""
        self.event_writer = function
        return function

    def announce(self, function: Announce) -> Announce:
        """Register what sends events to those who subscribed."""
        self.announcer = function
        return function

    def include(self, other: Behaviours) -> None:
        """Take over the rules by operation, collection and day that another one has."""
        self.changes.update(other.changes)
        self.performances.update(other.performances)
        self.filters.update(other.filters)
        self.refreshes.update(other.refreshes)
        self.rounds.extend(other.rounds)

    def check(self, operations: Collection[str], collections: Collection[str]) -> None:
        """Make sure that everything it has a rule for is there.

        Args:
            operations: The ids of the description's operations.
            collections: The names of its collections.

        Raises:
            ValueError: A rule is for what the description does not have; every one is named.
        """
        named = [*self.changes, *self.performances, *(operation for operation, _ in self.filters)]
        unknown = [
            *_unknown("operation", named, operations),
            *_unknown("collection", self.refreshes, collections),
        ]
        if unknown:
            raise ValueError("\n".join(unknown))

    @staticmethod
    def _keeper(registry: dict[Any, _Function], keys: Iterable[object]) -> _Register[_Function]:
        def register(function: _Function) -> _Function:
            registry.update(dict.fromkeys(keys, function))
            return function

        return register


def _unknown(kind: str, names: Iterable[str], known: Collection[str]) -> Iterator[str]:
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            yield f"behaviours: the description has no {kind} {name!r}{hint}"


def _seed_nothing(site: Site, workspace: str, seed: int) -> None:
    """Leave a workspace empty."""


def _plain_body(call: Call, event: Event) -> Resource:
    return {"event": event.name, "timestamp": call.now, "data": event.data}


def _announce_to_nobody(call: Call, event: Event, body: Resource) -> None:
    """Nobody subscribed."""
