# Generated from openapi.yaml by `python -m generator generate`: edit the document, not this file.
"""Figures about the whole workspace."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from .._core.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from .analytics_portfolio_health import AnalyticsPortfolioHealth, AsyncAnalyticsPortfolioHealth

__all__ = ["Analytics", "AsyncAnalytics"]


class Analytics(Resource):
    """Figures about the whole workspace."""

    @cached_property
    def portfolio_health(self) -> AnalyticsPortfolioHealth:
        """Portfolio health: how the whole business does."""
        from .analytics_portfolio_health import AnalyticsPortfolioHealth

        return AnalyticsPortfolioHealth(self._driver)


class AsyncAnalytics(AsyncResource):
    """Figures about the whole workspace."""

    @cached_property
    def portfolio_health(self) -> AsyncAnalyticsPortfolioHealth:
        """Portfolio health: how the whole business does."""
        from .analytics_portfolio_health import AsyncAnalyticsPortfolioHealth

        return AsyncAnalyticsPortfolioHealth(self._driver)
