# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Models that several resources share."""

from __future__ import annotations

from typing import Required

from typing_extensions import TypedDict

from .._core.model import Model

__all__ = ["CustomerRef", "TicketLineItem", "TicketLineItemParam", "VenueRef"]


class TicketLineItem(Model):
    """So many tickets of one type."""

    ticket_type_id: str
    """Id of the ticket type, `tt_...`."""
    quantity: int
    """How many, 1 to 100."""


class TicketLineItemParam(TypedDict, total=False):
    """So many tickets of one type."""

    ticket_type_id: Required[str]
    """Id of the ticket type, `tt_...`."""
    quantity: Required[int]
    """How many, 1 to 100."""


class CustomerRef(Model):
    """A customer, as other resources name them."""

    id: str
    """Id of the customer, `cust_...`."""
    email: str
    """E-mail address."""
    first_name: str | None
    """First name."""
    last_name: str | None
    """Last name."""


class VenueRef(Model):
    """A venue, as other resources name it."""

    id: str
    """Id of the venue, `ven_...`."""
    name: str
    """What it is called."""
    city: str
    """City."""
