# Generated from openapi.yaml by `python -m generator generate`: edit the document, not this file.
"""GVTEWAY: consumer experience, ticketing, events."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from .._core.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from .bundles import AsyncBundles, Bundles
    from .checkout_sessions import AsyncCheckoutSessions, CheckoutSessions
    from .customers import AsyncCustomers, Customers
    from .events import AsyncEvents, Events
    from .memberships import AsyncMemberships, Memberships
    from .orders import AsyncOrders, Orders
    from .stream import AsyncStream, Stream
    from .ticket_types import AsyncTicketTypes, TicketTypes
    from .tickets import AsyncTickets, Tickets
    from .venues import AsyncVenues, Venues
    from .webhooks import AsyncWebhooks, Webhooks

__all__ = ["AsyncGvteway", "Gvteway"]


class Gvteway(Resource):
    """GVTEWAY: consumer experience, ticketing, events."""

    @cached_property
    def bundles(self) -> Bundles:
        """Bundles: things that are sold together."""
        from .bundles import Bundles

        return Bundles(self._driver)

    @cached_property
    def checkout_sessions(self) -> CheckoutSessions:
        """Checkout sessions: pages on which customers pay for tickets."""
        from .checkout_sessions import CheckoutSessions

        return CheckoutSessions(self._driver)

    @cached_property
    def customers(self) -> Customers:
        """Customers: the people who buy tickets."""
        from .customers import Customers

        return Customers(self._driver)

    @cached_property
    def events(self) -> Events:
        """Events: what people buy tickets for."""
        from .events import Events

        return Events(self._driver)

    @cached_property
    def memberships(self) -> Memberships:
        """Memberships: what customers join."""
        from .memberships import Memberships

        return Memberships(self._driver)

    @cached_property
    def orders(self) -> Orders:
        """Orders: what customers bought."""
        from .orders import Orders

        return Orders(self._driver)

    @cached_property
    def stream(self) -> Stream:
        """Stream: events of GVTEWAY as they happen."""
        from .stream import Stream

        return Stream(self._driver)

    @cached_property
    def ticket_types(self) -> TicketTypes:
        """Ticket types: what kinds of tickets an event sells."""
        from .ticket_types import TicketTypes

        return TicketTypes(self._driver)

    @cached_property
    def tickets(self) -> Tickets:
        """Tickets: who may come to which event."""
        from .tickets import Tickets

        return Tickets(self._driver)

    @cached_property
    def venues(self) -> Venues:
        """Venues: where events are."""
        from .venues import Venues

        return Venues(self._driver)

    @cached_property
    def webhooks(self) -> Webhooks:
        """Webhooks: addresses that events of GVTEWAY are sent to."""
        from .webhooks import Webhooks

        return Webhooks(self._driver)


class AsyncGvteway(AsyncResource):
    """GVTEWAY: consumer experience, ticketing, events."""

    @cached_property
    def bundles(self) -> AsyncBundles:
        """Bundles: things that are sold together."""
        from .bundles import AsyncBundles

        return AsyncBundles(self._driver)

    @cached_property
    def checkout_sessions(self) -> AsyncCheckoutSessions:
        """Checkout sessions: pages on which customers pay for tickets."""
        from .checkout_sessions import AsyncCheckoutSessions

        return AsyncCheckoutSessions(self._driver)

    @cached_property
    def customers(self) -> AsyncCustomers:
        """Customers: the people who buy tickets."""
        from .customers import AsyncCustomers

        return AsyncCustomers(self._driver)

    @cached_property
    def events(self) -> AsyncEvents:
        """Events: what people buy tickets for."""
        from .events import AsyncEvents

        return AsyncEvents(self._driver)

    @cached_property
    def memberships(self) -> AsyncMemberships:
        """Memberships: what customers join."""
        from .memberships import AsyncMemberships

        return AsyncMemberships(self._driver)

    @cached_property
    def orders(self) -> AsyncOrders:
        """Orders: what customers bought."""
        from .orders import AsyncOrders

        return AsyncOrders(self._driver)

    @cached_property
    def stream(self) -> AsyncStream:
        """Stream: events of GVTEWAY as they happen."""
        from .stream import AsyncStream

        return AsyncStream(self._driver)

    @cached_property
    def ticket_types(self) -> AsyncTicketTypes:
        """Ticket types: what kinds of tickets an event sells."""
        from .ticket_types import AsyncTicketTypes

        return AsyncTicketTypes(self._driver)

    @cached_property
    def tickets(self) -> AsyncTickets:
        """Tickets: who may come to which event."""
        from .tickets import AsyncTickets

        return AsyncTickets(self._driver)

    @cached_property
    def venues(self) -> AsyncVenues:
        """Venues: where events are."""
        from .venues import AsyncVenues

        return AsyncVenues(self._driver)

    @cached_property
    def webhooks(self) -> AsyncWebhooks:
        """Webhooks: addresses that events of GVTEWAY are sent to."""
        from .webhooks import AsyncWebhooks

        return AsyncWebhooks(self._driver)
