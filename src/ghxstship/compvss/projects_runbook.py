# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Runbooks: what happens when, in a project's show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Required

from typing_extensions import TypedDict

from .._core.call_options import RequestOptions
from .._core.lazy import lazy_module, resource_property
from .._core.model import DateTimeField, Model
from .._core.operation import OMIT, Omit, Operation
from .._core.raw import AsyncRawMethod, RawMethod, RawResource
from .._core.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from .._core import drivers as _core_drivers
else:
    _core_drivers = lazy_module(".._core.drivers", __package__)

__all__ = ["AsyncProjectsRunbook", "ProjectsRunbook", "Runbook", "RunbookCue", "RunbookCueParam"]


class RunbookCue(Model):
    """Something that happens in a show."""

    label: str
    """What happens."""
    start: DateTimeField
    """When it starts."""
    duration_minutes: int | None = None
    """How long it takes, in minutes, 0 to 100,000."""
    owner: str | None = None
    """Who sees to it."""
    notes: str | None = None
    """What else to know."""


class RunbookCueParam(TypedDict, total=False):
    """Something that happens in a show."""

    label: Required[str]
    """What happens."""
    start: Required[datetime]
    """When it starts."""
    duration_minutes: int | None
    """How long it takes, in minutes, 0 to 100,000."""
    owner: str | None
    """Who sees to it."""
    notes: str | None
    """What else to know."""


class Runbook(Model):
    """What happens when, in a project's show."""

    project_id: str
    """Id of the project, `proj_...`."""
    version: int
    """Counts the changes, 1 or more."""
    cues: list[RunbookCue]
    """What happens, in order."""
    created_at: DateTimeField
    """When created."""
    updated_at: DateTimeField
    """When last changed."""


_GET: Operation[Runbook] = Operation(
    "compvss.projects.runbook.get",
    "GET",
    "/compvss/v1/projects/{project_id}/runbook",
    {200: Runbook},
)
_REPLACE: Operation[Runbook] = Operation(
    "compvss.projects.runbook.replace",
    "PUT",
    "/compvss/v1/projects/{project_id}/runbook",
    {200: Runbook},
)


class ProjectsRunbook(Resource):
    """Runbooks: what happens when, in a project's show."""

    @resource_property
    def with_raw_response(self) -> ProjectsRunbookWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return ProjectsRunbookWithRawResponse(self._driver.raw)

    def get(self, project_id: str, *, options: RequestOptions | None = None) -> Runbook:
        """Get a project's runbook.

        A project has none, a 404, until it is first replaced.

        Args:
            project_id: Id of the project, `proj_...`.
            options: What this call has other than its client.

        Returns:
            The runbook.

        Source:
            `GET /compvss/v1/projects/{project_id}/runbook`, scope `read`.
        """
        return self._driver.call(_GET, path={"project_id": project_id}, options=options)

    def replace(
        self,
        project_id: str,
        *,
        cues: Sequence[RunbookCueParam | RunbookCue],
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Runbook:
        """Replace a project's runbook.

        The first time this makes it. A stale `version` is a 409 `VERSION_CONFLICT`.

        Args:
            project_id: Id of the project, `proj_...`.
            cues: What happens, in order; up to 1,000 cues.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The runbook.

        Source:
            `PUT /compvss/v1/projects/{project_id}/runbook`, scope `write`.
        """
        return self._driver.call(
            _REPLACE,
            path={"project_id": project_id},
            body={"cues": cues, "version": version},
            options=options,
        )


class ProjectsRunbookWithRawResponse(RawResource):
    """`ProjectsRunbook`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(ProjectsRunbook(driver))

    get = RawMethod(ProjectsRunbook.get)
    replace = RawMethod(ProjectsRunbook.replace)


class AsyncProjectsRunbook(AsyncResource):
    """Runbooks: what happens when, in a project's show."""

    @resource_property
    def with_raw_response(self) -> AsyncProjectsRunbookWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncProjectsRunbookWithRawResponse(self._driver.raw)

    async def get(self, project_id: str, *, options: RequestOptions | None = None) -> Runbook:
        """Get a project's runbook.

        A project has none, a 404, until it is first replaced.

        Args:
            project_id: Id of the project, `proj_...`.
            options: What this call has other than its client.

        Returns:
            The runbook.

        Source:
            `GET /compvss/v1/projects/{project_id}/runbook`, scope `read`.
        """
        return await self._driver.call(_GET, path={"project_id": project_id}, options=options)

    async def replace(
        self,
        project_id: str,
        *,
        cues: Sequence[RunbookCueParam | RunbookCue],
        version: int | Omit = OMIT,
        options: RequestOptions | None = None,
    ) -> Runbook:
        """Replace a project's runbook.

        The first time this makes it. A stale `version` is a 409 `VERSION_CONFLICT`.

        Args:
            project_id: Id of the project, `proj_...`.
            cues: What happens, in order; up to 1,000 cues.
            version: The version that you last saw; stale is a 409. At least 1.
            options: What this call has other than its client.

        Returns:
            The runbook.

        Source:
            `PUT /compvss/v1/projects/{project_id}/runbook`, scope `write`.
        """
        return await self._driver.call(
            _REPLACE,
            path={"project_id": project_id},
            body={"cues": cues, "version": version},
            options=options,
        )


class AsyncProjectsRunbookWithRawResponse(RawResource):
    """`AsyncProjectsRunbook`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncProjectsRunbook(driver))

    get = AsyncRawMethod(AsyncProjectsRunbook.get)
    replace = AsyncRawMethod(AsyncProjectsRunbook.replace)
