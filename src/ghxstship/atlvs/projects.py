# Generated from openapi.yaml by `python -m generator generate`: edit the document, not this file.
"""The business side of COMPVSS's projects."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from .._core.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from .projects_budget import AsyncProjectsBudget, ProjectsBudget

__all__ = ["AsyncProjects", "Projects"]


class Projects(Resource):
    """The business side of COMPVSS's projects."""

    @cached_property
    def budget(self) -> ProjectsBudget:
        """Budgets: what a project may cost, and what it does."""
        from .projects_budget import ProjectsBudget

        return ProjectsBudget(self._driver)


class AsyncProjects(AsyncResource):
    """The business side of COMPVSS's projects."""

    @cached_property
    def budget(self) -> AsyncProjectsBudget:
        """Budgets: what a project may cost, and what it does."""
        from .projects_budget import AsyncProjectsBudget

        return AsyncProjectsBudget(self._driver)
