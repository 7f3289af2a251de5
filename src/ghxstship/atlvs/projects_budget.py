# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Budgets: what a project may cost, and what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core.call_options import RequestOptions
from .._core.lazy import lazy_module, resource_property
from .._core.model import DateTimeField, Model
from .._core.money import JsonDecimal
from .._core.operation import Operation
from .._core.raw import AsyncRawMethod, RawMethod, RawResource
from .._core.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from .._core import drivers as _core_drivers
else:
    _core_drivers = lazy_module(".._core.drivers", __package__)

__all__ = ["AsyncProjectsBudget", "BudgetLine", "ProjectBudget", "ProjectsBudget"]


class BudgetLine(Model):
    """One category of a budget."""

    category: str
    """What it is for."""
    planned: JsonDecimal
    """Planned cost, 0 or more."""
    committed: JsonDecimal
    """Ordered or contracted, 0 or more."""
    actual: JsonDecimal
    """Spent, 0 or more."""


class ProjectBudget(Model):
    """What a project may cost, and what it does."""

    project_id: str
    """Id of the project, `proj_...`."""
    currency: str | None
    """ISO 4217 code, the project's."""
    planned: JsonDecimal
    """Planned cost, 0 or more."""
    committed: JsonDecimal
    """Ordered or contracted, 0 or more."""
    actual: JsonDecimal
    """Spent, 0 or more."""
    variance: JsonDecimal
    """Planned less actual; negative if overspent."""
    lines: list[BudgetLine]
    """By category."""
    as_of: DateTimeField
    """When it was computed."""


_GET: Operation[ProjectBudget] = Operation(
    "atlvs.projects.budget.get",
    "GET",
    "/atlvs/v1/projects/{project_id}/budget",
    {200: ProjectBudget},
)


class ProjectsBudget(Resource):
    """Budgets: what a project may cost, and what it does."""

    @resource_property
    def with_raw_response(self) -> ProjectsBudgetWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return ProjectsBudgetWithRawResponse(self._driver.raw)

    def get(self, project_id: str, *, options: RequestOptions | None = None) -> ProjectBudget:
        """Get a project's budget.

        Computed from the project's budget, invoices and expenses when you ask.

        Args:
            project_id: Id of the project, `proj_...`.
            options: What this call has other than its client.

        Returns:
            The budget.

        Source:
            `GET /atlvs/v1/projects/{project_id}/budget`, scope `read`.
        """
        return self._driver.call(_GET, path={"project_id": project_id}, options=options)


class ProjectsBudgetWithRawResponse(RawResource):
    """`ProjectsBudget`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(ProjectsBudget(driver))

    get = RawMethod(ProjectsBudget.get)


class AsyncProjectsBudget(AsyncResource):
    """Budgets: what a project may cost, and what it does."""

    @resource_property
    def with_raw_response(self) -> AsyncProjectsBudgetWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncProjectsBudgetWithRawResponse(self._driver.raw)

    async def get(self, project_id: str, *, options: RequestOptions | None = None) -> ProjectBudget:
        """Get a project's budget.

        Computed from the project's budget, invoices and expenses when you ask.

        Args:
            project_id: Id of the project, `proj_...`.
            options: What this call has other than its client.

        Returns:
            The budget.

        Source:
            `GET /atlvs/v1/projects/{project_id}/budget`, scope `read`.
        """
        return await self._driver.call(_GET, path={"project_id": project_id}, options=options)


class AsyncProjectsBudgetWithRawResponse(RawResource):
    """`AsyncProjectsBudget`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncProjectsBudget(driver))

    get = AsyncRawMethod(AsyncProjectsBudget.get)
