"""What a receiver must tolerate in events: what is new, optional, or written in another way."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ghxstship.sandbox.encoding import encode

from .check import EVENTS, NEWS, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .check import Delivery
    from .forge import Forge


def _unknown_event(forge: Forge) -> Iterator[Delivery]:
    yield forge.taken("an event of a new name, deal.reborn", forge.body(event="deal.reborn"))
    strange = forge.body(event="yacht.launched", data=[{"length": 42}])
    yield forge.taken("an event of a new kind, yacht.launched", strange)


def _unknown_version(forge: Forge) -> Iterator[Delivery]:
    body = forge.body(version="2.0", data={"deal": {"ref": "deal_abc123"}})
    yield forge.taken("deal.won in version 2.0, with other data", body)


def _new_fields(forge: Forge) -> Iterator[Delivery]:
    event = forge.event()
    event["data"]["mood"] = {"colour": "blue"}
    event["metadata"]["trace"] = ["a", 1, None]
    yield forge.taken("an event with fields that are new", encode({**event, "region": "eu"}))


def _new_values(forge: Forge) -> Iterator[Delivery]:
    event = forge.event()
    event["data"]["stage"] = "handshake"
    yield forge.taken("a deal in a stage that is new", encode(event))


def _missing_metadata(forge: Forge) -> Iterator[Delivery]:
    event = forge.event()
    yield forge.taken("an event with empty metadata", encode({**event, "metadata": {}}))
    del event["metadata"]
    yield forge.taken("an event without metadata", encode(event))


def _timestamp_forms(forge: Forge) -> Iterator[Delivery]:
    moment = datetime.fromtimestamp(int(forge.clock()), UTC)
    for what, text in (
        ("in whole seconds", f"{moment:%Y-%m-%dT%H:%M:%S}Z"),
        ("with milliseconds", f"{moment:%Y-%m-%dT%H:%M:%S}.250Z"),
        ("with an offset instead of a Z", f"{moment:%Y-%m-%dT%H:%M:%S}+00:00"),
    ):
        yield forge.taken(f"an event whose timestamp is {what}", forge.body(timestamp=text))


TOLERATING = (
    Check(
        id="unknown-event",
        title="Takes events that it does not know",
        why="The platform gets new events. A receiver that fails on them is sent each six times.",
        source=NEWS,
        sends="signed events of names that do not exist",
        expects="2xx",
        mend="Give the place where you choose a handler by `event` a default that does nothing, "
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
        mend="Look at `version` before you read `data`; put aside what you cannot read, and "
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
        mend="Ignore members that you do not know: no `additionalProperties: false`, no "
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
        mend="Treat a value that you do not know as text; no closed enumeration where you read.",
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
        mend="Where `metadata.idempotency_key` is missing, identify the event by a digest of its "
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
        mend="Read `timestamp` with a parser of RFC 3339, such as `datetime.fromisoformat`, and "
        "not with one fixed format.",
        make=_timestamp_forms,
    ),
)
