# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""ATLVS: business operations, CRM, finance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core.lazy import lazy_module, resource_property
from .._core.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from . import analytics as _analytics
    from . import assets as _assets
    from . import contacts as _contacts
    from . import deals as _deals
    from . import expenses as _expenses
    from . import invoices as _invoices
    from . import projects as _projects
    from . import stream as _stream
    from . import users as _users
    from . import vendors as _vendors
    from . import webhooks as _webhooks
else:
    _analytics = lazy_module(".analytics", __package__)
    _assets = lazy_module(".assets", __package__)
    _contacts = lazy_module(".contacts", __package__)
    _deals = lazy_module(".deals", __package__)
    _expenses = lazy_module(".expenses", __package__)
    _invoices = lazy_module(".invoices", __package__)
    _projects = lazy_module(".projects", __package__)
    _stream = lazy_module(".stream", __package__)
    _users = lazy_module(".users", __package__)
    _vendors = lazy_module(".vendors", __package__)
    _webhooks = lazy_module(".webhooks", __package__)

__all__ = ["AsyncAtlvs", "Atlvs"]


class Atlvs(Resource):
    """ATLVS: business operations, CRM, finance."""

    @resource_property
    def analytics(self) -> _analytics.Analytics:
        """Figures about the whole workspace."""
        return _analytics.Analytics(self._driver)

    @resource_property
    def assets(self) -> _assets.Assets:
        """Assets: the things you own and lend to productions."""
        return _assets.Assets(self._driver)

    @resource_property
    def contacts(self) -> _contacts.Contacts:
        """Contacts: the people you do business with."""
        return _contacts.Contacts(self._driver)

    @resource_property
    def deals(self) -> _deals.Deals:
        """Deals: sales opportunities, from first contact to won or lost."""
        return _deals.Deals(self._driver)

    @resource_property
    def expenses(self) -> _expenses.Expenses:
        """Expenses: what people spent, and whether they get it back."""
        return _expenses.Expenses(self._driver)

    @resource_property
    def invoices(self) -> _invoices.Invoices:
        """Invoices: what customers owe, from draft to paid."""
        return _invoices.Invoices(self._driver)

    @resource_property
    def projects(self) -> _projects.Projects:
        """The business side of COMPVSS's projects."""
        return _projects.Projects(self._driver)

    @resource_property
    def stream(self) -> _stream.Stream:
        """Stream: events of ATLVS as they happen."""
        return _stream.Stream(self._driver)

    @resource_property
    def users(self) -> _users.Users:
        """Users: the people who work in the workspace."""
        return _users.Users(self._driver)

    @resource_property
    def vendors(self) -> _vendors.Vendors:
        """Vendors: the companies you buy from."""
        return _vendors.Vendors(self._driver)

    @resource_property
    def webhooks(self) -> _webhooks.Webhooks:
        """Webhooks: addresses that events of ATLVS are sent to."""
        return _webhooks.Webhooks(self._driver)


class AsyncAtlvs(AsyncResource):
    """ATLVS: business operations, CRM, finance."""

    @resource_property
    def analytics(self) -> _analytics.AsyncAnalytics:
        """Figures about the whole workspace."""
        return _analytics.AsyncAnalytics(self._driver)

    @resource_property
    def assets(self) -> _assets.AsyncAssets:
        """Assets: the things you own and lend to productions."""
        return _assets.AsyncAssets(self._driver)

    @resource_property
    def contacts(self) -> _contacts.AsyncContacts:
        """Contacts: the people you do business with."""
        return _contacts.AsyncContacts(self._driver)

    @resource_property
    def deals(self) -> _deals.AsyncDeals:
        """Deals: sales opportunities, from first contact to won or lost."""
        return _deals.AsyncDeals(self._driver)

    @resource_property
    def expenses(self) -> _expenses.AsyncExpenses:
        """Expenses: what people spent, and whether they get it back."""
        return _expenses.AsyncExpenses(self._driver)

    @resource_property
    def invoices(self) -> _invoices.AsyncInvoices:
        """Invoices: what customers owe, from draft to paid."""
        return _invoices.AsyncInvoices(self._driver)

    @resource_property
    def projects(self) -> _projects.AsyncProjects:
        """The business side of COMPVSS's projects."""
        return _projects.AsyncProjects(self._driver)

    @resource_property
    def stream(self) -> _stream.AsyncStream:
        """Stream: events of ATLVS as they happen."""
        return _stream.AsyncStream(self._driver)

    @resource_property
    def users(self) -> _users.AsyncUsers:
        """Users: the people who work in the workspace."""
        return _users.AsyncUsers(self._driver)

    @resource_property
    def vendors(self) -> _vendors.AsyncVendors:
        """Vendors: the companies you buy from."""
        return _vendors.AsyncVendors(self._driver)

    @resource_property
    def webhooks(self) -> _webhooks.AsyncWebhooks:
        """Webhooks: addresses that events of ATLVS are sent to."""
        return _webhooks.AsyncWebhooks(self._driver)
