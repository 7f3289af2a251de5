# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Figures about the whole workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core.lazy import lazy_module, resource_property
from .._core.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from . import analytics_portfolio_health as _analytics_portfolio_health
else:
    _analytics_portfolio_health = lazy_module(".analytics_portfolio_health", __package__)

__all__ = ["Analytics", "AsyncAnalytics"]


class Analytics(Resource):
    """Figures about the whole workspace."""

    @resource_property
    def portfolio_health(self) -> _analytics_portfolio_health.AnalyticsPortfolioHealth:
        """Portfolio health: how the whole business does."""
        return _analytics_portfolio_health.AnalyticsPortfolioHealth(self._driver)


class AsyncAnalytics(AsyncResource):
    """Figures about the whole workspace."""

    @resource_property
    def portfolio_health(self) -> _analytics_portfolio_health.AsyncAnalyticsPortfolioHealth:
        """Portfolio health: how the whole business does."""
        return _analytics_portfolio_health.AsyncAnalyticsPortfolioHealth(self._driver)
