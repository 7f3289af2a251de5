"""What a receiver must tolerate in events: what is new, optional, or written in another way."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ghxstship.sandbox.encoding import encode

from .check import EVENTS, NEWS, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .check import Delivery
    from .delivery_factory import DeliveryFactory


def _unknown_event(factory: DeliveryFactory) -> Iterator[Delivery]:
    yield factory.taken("an event of a new name, deal.reborn", factory.body(event="deal.reborn"))
    strange = factory.body(event="yacht.launched", data=[{"length": 42}])
    yield factory.taken("an event of a new kind, yacht.launched", strange)


def _unknown_version(factory: DeliveryFactory) -> Iterator[Delivery]:
    body = factory.body(version="2.0", data={"deal": {"ref": "deal_abc123"}})
    yield factory.taken("deal.won in version 2.0, with other data", body)


def _new_fields(factory: DeliveryFactory) -> Iterator[Delivery]:
    event = factory.event()
    event["data"]["mood"] = {"colour": "blue"}
    event["metadata"]["trace"] = ["a", 1, None]
    yield factory.taken("an event with fields that are new", encode({**event, "region": "eu"}))


def _new_values(factory: DeliveryFactory) -> Iterator[Delivery]:
    event = factory.event()
    event["data"]["stage"] = "handshake"
    yield factory.taken("a deal in a stage that is new", encode(event))


def _missing_metadata(factory: DeliveryFactory) -> Iterator[Delivery]:
    event = factory.event()
    yield factory.taken("an event with empty metadata", encode({**event, "metadata": {}}))
    del event["metadata"]
    yield factory.taken("an event without metadata", encode(event))


def _timestamp_forms(factory: DeliveryFactory) -> Iterator[Delivery]:
    moment = datetime.fromtimestamp(int(factory.clock()), UTC)
    for what, text in (
        ("in whole seconds", f"{moment:%Y-%m-%dT%H:%M:%S}Z"),
        ("with milliseconds", f"{moment:%Y-%m-%dT%H:%M:%S}.250Z"),
        ("with an offset instead of a Z", f"{moment:%Y-%m-%dT%H:%M:%S}+00:00"),
    ):
        yield factory.taken(f"an event whose timestamp is {what}", factory.body(timestamp=text))


TOLERATING = (
    Check(
        id="unknown-event",
        title="Takes events that it does not know",
        why="The platform gets new events. A receiver that fails on them is sent each six times.",
        source=NEWS,
        sends="signed events of names that do not exist",
        expects="2xx",
        fix="Give the place where you choose a handler by `event` a default that does nothing, "
        "and answer 2xx: `@router.otherwise`, or `case UnknownEvent()`.",
        make=_unknown_event,
    ),
    Check(
        id="unknown-version",
        title="Takes versions that it does not know",
        why="A new version of an event may hold other data. Failing on it blocks nothing but "
        "yourself.",
        source=NEWS,
        sends="a signed `deal.won` of version 2.0 with other data",
        expects="2xx",
        fix="Look at `version` before you read `data`; put aside what you cannot read, and "
        "answer 2xx: `@router.otherwise` takes it, and `construct_event` gives an `UnknownEvent`.",
        make=_unknown_version,
    ),
    Check(
        id="new-fields",
        title="Takes events with new fields",
        why="New fields are no new version: they come without notice.",
        source=NEWS,
        sends="a signed event with members that are not documented, on every level",
        expects="2xx",
        fix="Ignore members that you do not know: no `additionalProperties: false`, no "
        "`extra='forbid'`, no strict schema.",
        make=_new_fields,
    ),
    Check(
        id="new-values",
        title="Takes values that it does not know",
        why="A list of values grows as the platform does: a new stage, a new status, a new role.",
        source=NEWS,
        sends="a signed event with a stage that is not documented",
        expects="2xx",
        fix="Treat a value that you do not know as text; no closed enumeration where you read.",
        make=_new_values,
    ),
    Check(
        id="missing-metadata",
        title="Takes an event without metadata",
        why="`metadata` is optional, and so is each of its members. Who reads the key without "
        "looking fails on an event that is genuine.",
        source=EVENTS,
        sends="signed events whose `metadata` is empty, and is missing",
        expects="2xx",
        fix="Where `metadata.idempotency_key` is missing, identify the event by a digest of its "
        "raw body; `event.idempotency_key` is then `None`, and an `Inbox` does the rest.",
        make=_missing_metadata,
    ),
    Check(
        id="timestamp-forms",
        title="Reads every form of a timestamp",
        why="RFC 3339 allows fractions of a second and an offset in the place of the Z.",
        source=EVENTS,
        sends="signed events with whole seconds, with milliseconds, and with an offset",
        expects="2xx",
        fix="Read `timestamp` with a parser of RFC 3339, such as `datetime.fromisoformat`, and "
        "not with one fixed format.",
        make=_timestamp_forms,
    ),
)
