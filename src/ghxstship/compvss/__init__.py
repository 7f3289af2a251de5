# Generated from openapi.yaml by `python -m generator generate`: edit the document, not this file.
"""COMPVSS: production operations, crew management."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from .._core.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from .assignments import Assignments, AsyncAssignments
    from .crew import AsyncCrew, Crew
    from .incidents import AsyncIncidents, Incidents
    from .inventory import AsyncInventory, Inventory
    from .projects import AsyncProjects, Projects
    from .stream import AsyncStream, Stream
    from .time_entries import AsyncTimeEntries, TimeEntries
    from .webhooks import AsyncWebhooks, Webhooks

__all__ = ["AsyncCompvss", "Compvss"]


class Compvss(Resource):
    """COMPVSS: production operations, crew management."""

    @cached_property
    def assignments(self) -> Assignments:
        """Assignments: who works on which project, and when."""
        from .assignments import Assignments

        return Assignments(self._driver)

    @cached_property
    def crew(self) -> Crew:
        """Crew: the people who build and run shows."""
        from .crew import Crew

        return Crew(self._driver)

    @cached_property
    def incidents(self) -> Incidents:
        """Incidents: what went wrong on productions."""
        from .incidents import Incidents

        return Incidents(self._driver)

    @cached_property
    def inventory(self) -> Inventory:
        """Inventory: what you keep in stock."""
        from .inventory import Inventory

        return Inventory(self._driver)

    @cached_property
    def projects(self) -> Projects:
        """Projects: productions, from intake to settlement."""
        from .projects import Projects

        return Projects(self._driver)

    @cached_property
    def stream(self) -> Stream:
        """Stream: events of COMPVSS as they happen."""
        from .stream import Stream

        return Stream(self._driver)

    @cached_property
    def time_entries(self) -> TimeEntries:
        """Time entries: the hours that crew members worked."""
        from .time_entries import TimeEntries

        return TimeEntries(self._driver)

    @cached_property
    def webhooks(self) -> Webhooks:
        """Webhooks: addresses that events of COMPVSS are sent to."""
        from .webhooks import Webhooks

        return Webhooks(self._driver)


class AsyncCompvss(AsyncResource):
    """COMPVSS: production operations, crew management."""

    @cached_property
    def assignments(self) -> AsyncAssignments:
        """Assignments: who works on which project, and when."""
        from .assignments import AsyncAssignments

        return AsyncAssignments(self._driver)

    @cached_property
    def crew(self) -> AsyncCrew:
        """Crew: the people who build and run shows."""
        from .crew import AsyncCrew

        return AsyncCrew(self._driver)

    @cached_property
    def incidents(self) -> AsyncIncidents:
        """Incidents: what went wrong on productions."""
        from .incidents import AsyncIncidents

        return AsyncIncidents(self._driver)

    @cached_property
    def inventory(self) -> AsyncInventory:
        """Inventory: what you keep in stock."""
        from .inventory import AsyncInventory

        return AsyncInventory(self._driver)

    @cached_property
    def projects(self) -> AsyncProjects:
        """Projects: productions, from intake to settlement."""
        from .projects import AsyncProjects

        return AsyncProjects(self._driver)

    @cached_property
    def stream(self) -> AsyncStream:
        """Stream: events of COMPVSS as they happen."""
        from .stream import AsyncStream

        return AsyncStream(self._driver)

    @cached_property
    def time_entries(self) -> AsyncTimeEntries:
        """Time entries: the hours that crew members worked."""
        from .time_entries import AsyncTimeEntries

        return AsyncTimeEntries(self._driver)

    @cached_property
    def webhooks(self) -> AsyncWebhooks:
        """Webhooks: addresses that events of COMPVSS are sent to."""
        from .webhooks import AsyncWebhooks

        return AsyncWebhooks(self._driver)
