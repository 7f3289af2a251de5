"""What is done by hand, registered by what it is done for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from .call import Call
from .collection import Resource
from .events import Event
from .site import Site
from .store import Value

if TYPE_CHECKING:
    from .dispatch import JobHandler

Change = Callable[[Call, Resource], None]
"""Changes a resource that is being created, updated, acted on or deleted, before it is kept."""

Perform = Callable[[Call], str | Resource | None]
"""Carries out a whole operation and returns its answer's body."""

Plant = Callable[[Site, str, int], None]
"""Fills a workspace with sample data that is drawn from a seed."""

Refresh = Callable[[Call], None]
"""Brings a collection up to the present before it is looked at."""

Round = Callable[[Call, str], None]
"""Brings about what only time does, given the day of the round before; emits events."""

Condition = tuple[str, Sequence[Value]]
"""A condition in SQL on the table `resources`, and the values for its question marks."""

Choose = Callable[[Call, Any], Condition]
"""Turns the value of a list's parameter into a condition."""


class Behaviours:
    """What is done by hand, by operation id."""

    def __init__(self) -> None:
        self.changes: dict[str, Change] = {}
        self.performances: dict[str, Perform] = {}
        self.choices: dict[tuple[str, str], Choose] = {}
        self.refreshes: dict[str, Refresh] = {}
        self.rounds: list[Round] = []
        self.job_handler: Callable[[Site], JobHandler] | None = None
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

    def refresh(self, collection: str) -> Callable[[Refresh], Refresh]:
        """Register what is done to a collection before any operation on it."""

        def register(function: Refresh) -> Refresh:
            self.refreshes[collection] = function
            return function

        return register

    def daily(self, function: Round) -> Round:
        """Register what happens once a day in each workspace, at its first call of the day."""
        self.rounds.append(function)
        return function

    def include(self, other: Behaviours) -> None:
        """Take over what others registered."""
        self.changes.update(other.changes)
        self.performances.update(other.performances)
        self.choices.update(other.choices)
        self.refreshes.update(other.refreshes)
        self.rounds.extend(other.rounds)


def plant_nothing(site: Site, workspace: str, seed: int) -> None:
    """Leave a workspace empty."""


def plain_envelope(call: Call, event: Event) -> Resource:
    """What the world is told of an event, where nobody says otherwise."""
    return {"event": event.name, "timestamp": call.now, "data": event.data}


def keep_quiet(call: Call, event: Event, body: Resource) -> None:
    """Announce an event to nobody."""
