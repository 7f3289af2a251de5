# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""The document's events, by the names that the runtime knows them by."""

from __future__ import annotations

from ..events import EVENT_NAMES, Event, OnEvent, UnknownEvent
from ..events import EVENT_READER as READER

__all__ = ["EVENT_NAMES", "READER", "Event", "OnEvent", "UnknownEvent"]
