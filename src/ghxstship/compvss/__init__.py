# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""COMPVSS: production operations, crew management."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core.lazy import lazy_module, resource_property
from .._core.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from . import assignments as _assignments
    from . import crew as _crew
    from . import incidents as _incidents
    from . import inventory as _inventory
    from . import projects as _projects
    from . import stream as _stream
    from . import time_entries as _time_entries
    from . import webhooks as _webhooks
else:
    _assignments = lazy_module(".assignments", __package__)
    _crew = lazy_module(".crew", __package__)
    _incidents = lazy_module(".incidents", __package__)
    _inventory = lazy_module(".inventory", __package__)
    _projects = lazy_module(".projects", __package__)
    _stream = lazy_module(".stream", __package__)
    _time_entries = lazy_module(".time_entries", __package__)
    _webhooks = lazy_module(".webhooks", __package__)

__all__ = ["AsyncCompvss", "Compvss"]


class Compvss(Resource):
    """COMPVSS: production operations, crew management."""

    @resource_property
    def assignments(self) -> _assignments.Assignments:
        """Assignments: who works on which project, and when."""
        return _assignments.Assignments(self._driver)

    @resource_property
    def crew(self) -> _crew.Crew:
        """Crew: the people who build and run shows."""
        return _crew.Crew(self._driver)

    @resource_property
    def incidents(self) -> _incidents.Incidents:
        """Incidents: what went wrong on productions."""
        return _incidents.Incidents(self._driver)

    @resource_property
    def inventory(self) -> _inventory.Inventory:
        """Inventory: what you keep in stock."""
        return _inventory.Inventory(self._driver)

    @resource_property
    def projects(self) -> _projects.Projects:
        """Projects: productions, from intake to settlement."""
        return _projects.Projects(self._driver)

    @resource_property
    def stream(self) -> _stream.Stream:
        """Stream: events of COMPVSS as they happen."""
        return _stream.Stream(self._driver)

    @resource_property
    def time_entries(self) -> _time_entries.TimeEntries:
        """Time entries: the hours that crew members worked."""
        return _time_entries.TimeEntries(self._driver)

    @resource_property
    def webhooks(self) -> _webhooks.Webhooks:
        """Webhooks: addresses that events of COMPVSS are sent to."""
        return _webhooks.Webhooks(self._driver)


class AsyncCompvss(AsyncResource):
    """COMPVSS: production operations, crew management."""

    @resource_property
    def assignments(self) -> _assignments.AsyncAssignments:
        """Assignments: who works on which project, and when."""
        return _assignments.AsyncAssignments(self._driver)

    @resource_property
    def crew(self) -> _crew.AsyncCrew:
        """Crew: the people who build and run shows."""
        return _crew.AsyncCrew(self._driver)

    @resource_property
    def incidents(self) -> _incidents.AsyncIncidents:
        """Incidents: what went wrong on productions."""
        return _incidents.AsyncIncidents(self._driver)

    @resource_property
    def inventory(self) -> _inventory.AsyncInventory:
        """Inventory: what you keep in stock."""
        return _inventory.AsyncInventory(self._driver)

    @resource_property
    def projects(self) -> _projects.AsyncProjects:
        """Projects: productions, from intake to settlement."""
        return _projects.AsyncProjects(self._driver)

    @resource_property
    def stream(self) -> _stream.AsyncStream:
        """Stream: events of COMPVSS as they happen."""
        return _stream.AsyncStream(self._driver)

    @resource_property
    def time_entries(self) -> _time_entries.AsyncTimeEntries:
        """Time entries: the hours that crew members worked."""
        return _time_entries.AsyncTimeEntries(self._driver)

    @resource_property
    def webhooks(self) -> _webhooks.AsyncWebhooks:
        """Webhooks: addresses that events of COMPVSS are sent to."""
        return _webhooks.AsyncWebhooks(self._driver)
