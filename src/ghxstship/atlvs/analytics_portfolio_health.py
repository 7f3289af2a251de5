# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Portfolio health: how the whole business does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from .._core.call_options import RequestOptions
from .._core.lazy import lazy_module, resource_property
from .._core.model import DateTimeField, Model, Open
from .._core.money import JsonDecimal
from .._core.operation import Operation
from .._core.raw import AsyncRawMethod, RawMethod, RawResource
from .._core.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from .._core import drivers as _core_drivers
else:
    _core_drivers = lazy_module(".._core.drivers", __package__)

__all__ = [
    "AnalyticsPortfolioHealth",
    "AsyncAnalyticsPortfolioHealth",
    "Platform",
    "PlatformHealth",
    "PortfolioHealth",
]

Platform: TypeAlias = Literal["atlvs", "compvss", "gvteway"]
"""A platform."""


class PlatformHealth(Model):
    """How one platform does."""

    platform: Open[Platform]
    """Which platform."""
    score: float
    """0 is the worst, 100 the best."""
    signals: list[str]
    """What the score comes from, for a reader."""


class PortfolioHealth(Model):
    """How the whole business does."""

    as_of: DateTimeField
    """When it was computed."""
    open_deals: int
    """Deals that are open, 0 or more."""
    pipeline_value: JsonDecimal
    """Value of the open deals, 0 or more."""
    won_value: JsonDecimal
    """Value of the won deals, 0 or more."""
    win_rate: float | None
    """Won among won and lost deals, 0 to 1; `null` without any."""
    overdue_invoices: int
    """Invoices that are overdue, 0 or more."""
    currency: str
    """ISO 4217 code of the values."""
    platforms: list[PlatformHealth]
    """By platform."""


_GET: Operation[PortfolioHealth] = Operation(
    "atlvs.analytics.portfolio_health.get",
    "GET",
    "/atlvs/v1/analytics/portfolio_health",
    {200: PortfolioHealth},
)


class AnalyticsPortfolioHealth(Resource):
    """Portfolio health: how the whole business does."""

    @resource_property
    def with_raw_response(self) -> AnalyticsPortfolioHealthWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AnalyticsPortfolioHealthWithRawResponse(self._driver.raw)

    def get(self, *, options: RequestOptions | None = None) -> PortfolioHealth:
        """Get the portfolio's health.

        Computed from everything in the workspace when you ask.

        Args:
            options: What this call has other than its client.

        Returns:
            How it does.

        Source:
            `GET /atlvs/v1/analytics/portfolio_health`, scope `read`.
        """
        return self._driver.call(_GET, options=options)


class AnalyticsPortfolioHealthWithRawResponse(RawResource):
    """`AnalyticsPortfolioHealth`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.Driver) -> None:
        super().__init__(AnalyticsPortfolioHealth(driver))

    get = RawMethod(AnalyticsPortfolioHealth.get)


class AsyncAnalyticsPortfolioHealth(AsyncResource):
    """Portfolio health: how the whole business does."""

    @resource_property
    def with_raw_response(self) -> AsyncAnalyticsPortfolioHealthWithRawResponse:
        """The same methods, answering the whole response: status, headers, rate limit."""
        return AsyncAnalyticsPortfolioHealthWithRawResponse(self._driver.raw)

    async def get(self, *, options: RequestOptions | None = None) -> PortfolioHealth:
        """Get the portfolio's health.

        Computed from everything in the workspace when you ask.

        Args:
            options: What this call has other than its client.

        Returns:
            How it does.

        Source:
            `GET /atlvs/v1/analytics/portfolio_health`, scope `read`.
        """
        return await self._driver.call(_GET, options=options)


class AsyncAnalyticsPortfolioHealthWithRawResponse(RawResource):
    """`AsyncAnalyticsPortfolioHealth`, each method answering the whole response."""

    def __init__(self, driver: _core_drivers.AsyncDriver) -> None:
        super().__init__(AsyncAnalyticsPortfolioHealth(driver))

    get = AsyncRawMethod(AsyncAnalyticsPortfolioHealth.get)
