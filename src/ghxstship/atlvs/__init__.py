# Generated from openapi.yaml by `python -m generator generate`: edit the document, not this file.
"""ATLVS: business operations, CRM, finance."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from .._core.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from .analytics import Analytics, AsyncAnalytics
    from .assets import Assets, AsyncAssets
    from .contacts import AsyncContacts, Contacts
    from .deals import AsyncDeals, Deals
    from .expenses import AsyncExpenses, Expenses
    from .invoices import AsyncInvoices, Invoices
    from .projects import AsyncProjects, Projects
    from .stream import AsyncStream, Stream
    from .users import AsyncUsers, Users
    from .vendors import AsyncVendors, Vendors
    from .webhooks import AsyncWebhooks, Webhooks

__all__ = ["AsyncAtlvs", "Atlvs"]


class Atlvs(Resource):
    """ATLVS: business operations, CRM, finance."""

    @cached_property
    def analytics(self) -> Analytics:
        """Figures about the whole workspace."""
        from .analytics import Analytics

        return Analytics(self._driver)

    @cached_property
    def assets(self) -> Assets:
        """Assets: the things you own and lend to productions."""
        from .assets import Assets

        return Assets(self._driver)

    @cached_property
    def contacts(self) -> Contacts:
        """Contacts: the people you do business with."""
        from .contacts import Contacts

        return Contacts(self._driver)

    @cached_property
    def deals(self) -> Deals:
        """Deals: sales opportunities, from first contact to won or lost."""
        from .deals import Deals

        return Deals(self._driver)

    @cached_property
    def expenses(self) -> Expenses:
        """Expenses: what people spent, and whether they get it back."""
        from .expenses import Expenses

        return Expenses(self._driver)

    @cached_property
    def invoices(self) -> Invoices:
        """Invoices: what customers owe, from draft to paid."""
        from .invoices import Invoices

        return Invoices(self._driver)

    @cached_property
    def projects(self) -> Projects:
        """The business side of COMPVSS's projects."""
        from .projects import Projects

        return Projects(self._driver)

    @cached_property
    def stream(self) -> Stream:
        """Stream: events of ATLVS as they happen."""
        from .stream import Stream

        return Stream(self._driver)

    @cached_property
    def users(self) -> Users:
        """Users: the people who work in the workspace."""
        from .users import Users

        return Users(self._driver)

    @cached_property
    def vendors(self) -> Vendors:
        """Vendors: the companies you buy from."""
        from .vendors import Vendors

        return Vendors(self._driver)

    @cached_property
    def webhooks(self) -> Webhooks:
        """Webhooks: addresses that events of ATLVS are sent to."""
        from .webhooks import Webhooks

        return Webhooks(self._driver)


class AsyncAtlvs(AsyncResource):
    """ATLVS: business operations, CRM, finance."""

    @cached_property
    def analytics(self) -> AsyncAnalytics:
        """Figures about the whole workspace."""
        from .analytics import AsyncAnalytics

        return AsyncAnalytics(self._driver)

    @cached_property
    def assets(self) -> AsyncAssets:
        """Assets: the things you own and lend to productions."""
        from .assets import AsyncAssets

        return AsyncAssets(self._driver)

    @cached_property
    def contacts(self) -> AsyncContacts:
        """Contacts: the people you do business with."""
        from .contacts import AsyncContacts

        return AsyncContacts(self._driver)

    @cached_property
    def deals(self) -> AsyncDeals:
        """Deals: sales opportunities, from first contact to won or lost."""
        from .deals import AsyncDeals

        return AsyncDeals(self._driver)

    @cached_property
    def expenses(self) -> AsyncExpenses:
        """Expenses: what people spent, and whether they get it back."""
        from .expenses import AsyncExpenses

        return AsyncExpenses(self._driver)

    @cached_property
    def invoices(self) -> AsyncInvoices:
        """Invoices: what customers owe, from draft to paid."""
        from .invoices import AsyncInvoices

        return AsyncInvoices(self._driver)

    @cached_property
    def projects(self) -> AsyncProjects:
        """The business side of COMPVSS's projects."""
        from .projects import AsyncProjects

        return AsyncProjects(self._driver)

    @cached_property
    def stream(self) -> AsyncStream:
        """Stream: events of ATLVS as they happen."""
        from .stream import AsyncStream

        return AsyncStream(self._driver)

    @cached_property
    def users(self) -> AsyncUsers:
        """Users: the people who work in the workspace."""
        from .users import AsyncUsers

        return AsyncUsers(self._driver)

    @cached_property
    def vendors(self) -> AsyncVendors:
        """Vendors: the companies you buy from."""
        from .vendors import AsyncVendors

        return AsyncVendors(self._driver)

    @cached_property
    def webhooks(self) -> AsyncWebhooks:
        """Webhooks: addresses that events of ATLVS are sent to."""
        from .webhooks import AsyncWebhooks

        return AsyncWebhooks(self._driver)
