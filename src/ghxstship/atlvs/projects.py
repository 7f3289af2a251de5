# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""The business side of COMPVSS's projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core.lazy import lazy_module, resource_property
from .._core.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from . import projects_budget as _projects_budget
else:
    _projects_budget = lazy_module(".projects_budget", __package__)

__all__ = ["AsyncProjects", "Projects"]


class Projects(Resource):
    """The business side of COMPVSS's projects."""

    @resource_property
    def budget(self) -> _projects_budget.ProjectsBudget:
        """Budgets: what a project may cost, and what it does."""
        return _projects_budget.ProjectsBudget(self._driver)


class AsyncProjects(AsyncResource):
    """The business side of COMPVSS's projects."""

    @resource_property
    def budget(self) -> _projects_budget.AsyncProjectsBudget:
        """Budgets: what a project may cost, and what it does."""
        return _projects_budget.AsyncProjectsBudget(self._driver)
