# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""GVTEWAY: consumer experience, ticketing, events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core.lazy import lazy_module, resource_property
from .._core.resource import AsyncResource, Resource

if TYPE_CHECKING:
    from . import bundles as _bundles
    from . import checkout_sessions as _checkout_sessions
    from . import customers as _customers
    from . import events as _events
    from . import memberships as _memberships
    from . import orders as _orders
    from . import stream as _stream
    from . import ticket_types as _ticket_types
    from . import tickets as _tickets
    from . import venues as _venues
    from . import webhooks as _webhooks
else:
    _bundles = lazy_module(".bundles", __package__)
    _checkout_sessions = lazy_module(".checkout_sessions", __package__)
    _customers = lazy_module(".customers", __package__)
    _events = lazy_module(".events", __package__)
    _memberships = lazy_module(".memberships", __package__)
    _orders = lazy_module(".orders", __package__)
    _stream = lazy_module(".stream", __package__)
    _ticket_types = lazy_module(".ticket_types", __package__)
    _tickets = lazy_module(".tickets", __package__)
    _venues = lazy_module(".venues", __package__)
    _webhooks = lazy_module(".webhooks", __package__)

__all__ = ["AsyncGvteway", "Gvteway"]


class Gvteway(Resource):
    """GVTEWAY: consumer experience, ticketing, events."""

    @resource_property
    def bundles(self) -> _bundles.Bundles:
        """Bundles: things that are sold together."""
        return _bundles.Bundles(self._driver)

    @resource_property
    def checkout_sessions(self) -> _checkout_sessions.CheckoutSessions:
        """Checkout sessions: pages on which customers pay for tickets."""
        return _checkout_sessions.CheckoutSessions(self._driver)

    @resource_property
    def customers(self) -> _customers.Customers:
        """Customers: the people who buy tickets."""
        return _customers.Customers(self._driver)

    @resource_property
    def events(self) -> _events.Events:
        """Events: what people buy tickets for."""
        return _events.Events(self._driver)

    @resource_property
    def memberships(self) -> _memberships.Memberships:
        """Memberships: what customers join."""
        return _memberships.Memberships(self._driver)

    @resource_property
    def orders(self) -> _orders.Orders:
        """Orders: what customers bought."""
        return _orders.Orders(self._driver)

    @resource_property
    def stream(self) -> _stream.Stream:
        """Stream: events of GVTEWAY as they happen."""
        return _stream.Stream(self._driver)

    @resource_property
    def ticket_types(self) -> _ticket_types.TicketTypes:
        """Ticket types: what kinds of tickets an event sells."""
        return _ticket_types.TicketTypes(self._driver)

    @resource_property
    def tickets(self) -> _tickets.Tickets:
        """Tickets: who may come to which event."""
        return _tickets.Tickets(self._driver)

    @resource_property
    def venues(self) -> _venues.Venues:
        """Venues: where events are."""
        return _venues.Venues(self._driver)

    @resource_property
    def webhooks(self) -> _webhooks.Webhooks:
        """Webhooks: addresses that events of GVTEWAY are sent to."""
        return _webhooks.Webhooks(self._driver)


class AsyncGvteway(AsyncResource):
    """GVTEWAY: consumer experience, ticketing, events."""

    @resource_property
    def bundles(self) -> _bundles.AsyncBundles:
        """Bundles: things that are sold together."""
        return _bundles.AsyncBundles(self._driver)

    @resource_property
    def checkout_sessions(self) -> _checkout_sessions.AsyncCheckoutSessions:
        """Checkout sessions: pages on which customers pay for tickets."""
        return _checkout_sessions.AsyncCheckoutSessions(self._driver)

    @resource_property
    def customers(self) -> _customers.AsyncCustomers:
        """Customers: the people who buy tickets."""
        return _customers.AsyncCustomers(self._driver)

    @resource_property
    def events(self) -> _events.AsyncEvents:
        """Events: what people buy tickets for."""
        return _events.AsyncEvents(self._driver)

    @resource_property
    def memberships(self) -> _memberships.AsyncMemberships:
        """Memberships: what customers join."""
        return _memberships.AsyncMemberships(self._driver)

    @resource_property
    def orders(self) -> _orders.AsyncOrders:
        """Orders: what customers bought."""
        return _orders.AsyncOrders(self._driver)

    @resource_property
    def stream(self) -> _stream.AsyncStream:
        """Stream: events of GVTEWAY as they happen."""
        return _stream.AsyncStream(self._driver)

    @resource_property
    def ticket_types(self) -> _ticket_types.AsyncTicketTypes:
        """Ticket types: what kinds of tickets an event sells."""
        return _ticket_types.AsyncTicketTypes(self._driver)

    @resource_property
    def tickets(self) -> _tickets.AsyncTickets:
        """Tickets: who may come to which event."""
        return _tickets.AsyncTickets(self._driver)

    @resource_property
    def venues(self) -> _venues.AsyncVenues:
        """Venues: where events are."""
        return _venues.AsyncVenues(self._driver)

    @resource_property
    def webhooks(self) -> _webhooks.AsyncWebhooks:
        """Webhooks: addresses that events of GVTEWAY are sent to."""
        return _webhooks.AsyncWebhooks(self._driver)
