"""Scenarios: what a partner does, and the parts of it that every platform has.

A scenario is a generator. It yields what to call and is sent the answer, so that one text drives
the sync and the async client alike.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Call:
    """One call of an operation, by its name in the document."""

    operation: str
    positional: tuple[Any, ...] = ()
    named: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Listen:
    """Listen to a stream, make a call meanwhile, and answer the first event."""

    operation: str
    named: dict[str, Any]
    meanwhile: Call


Scenario: TypeAlias = Generator[Call | Listen, Any, None]

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
END = datetime(2026, 3, 1, 19, 30, tzinfo=UTC)


def call(operation: str, *positional: Any, **named: Any) -> Call:
    """Name a call."""
    return Call(operation, positional, named)


def listed(operation: str, made: Any, *positional: Any, **filters: Any) -> Scenario:
    """List, and find what was made among the answers."""
    page = yield call(operation, *positional, **filters)
    assert made.id in {item.id for item in page.data}
    assert page.total >= 1


def gone(operation: str, made: Any) -> Scenario:
    """Delete what was made."""
    assert (yield call(operation, made.id)) is None


def webhooks(platform: str, hook: str) -> Scenario:
    """A subscription, tested, rotated, its deliveries looked at and replayed."""
    made = yield call(f"{platform}.webhooks.create", url=hook, events=["*"])
    assert made.secret not in repr(made)
    read = yield call(f"{platform}.webhooks.get", made.id)
    assert (read.url, read.model_extra) == (hook, {})
    yield from listed(f"{platform}.webhooks.list", made)
    changed = yield call(f"{platform}.webhooks.update", made.id, description="Books")
    assert changed.description == "Books"
    rotated = yield call(f"{platform}.webhooks.rotate_secret", made.id)
    assert rotated.secret != made.secret
    assert rotated.previous_secret_expires_at is not None
    tested = yield call(f"{platform}.webhooks.test", made.id)
    yield from listed(f"{platform}.webhooks.deliveries.list", tested, made.id)
    delivery = yield call(f"{platform}.webhooks.deliveries.get", made.id, tested.id)
    assert (delivery.id, delivery.event) == (tested.id, tested.event)
    replayed = yield call(f"{platform}.webhooks.deliveries.replay", made.id, tested.id)
    assert replayed.event_id == tested.event_id
    yield from gone(f"{platform}.webhooks.delete", made)
