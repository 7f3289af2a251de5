"""What a receiver must take: all that the platform signs, however it looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ghxstship.events import TOLERANCE_SECONDS
from ghxstship.sandbox.encoding import encode

from .check import DELIVERIES, EVENTS, NEWS, RETRIES, ROTATION, SECURITY, SIGNATURES, Check
from .forge import escaped, spaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .check import Delivery
    from .forge import Forge

LARGE = 1024 * 1024
"""Bytes of the large body."""

_DRIFT = TOLERANCE_SECONDS - 60  # a minute for the way, and for a clock that is off


def _every_event(forge: Forge) -> Iterator[Delivery]:
    for name in forge.names:
        yield forge.taken(f"the event {name}", forge.body(name))


def _raw_body(forge: Forge) -> Iterator[Delivery]:
    yield forge.taken("a body with text beyond ASCII", _worldly(forge))
    yield forge.taken("a body with escapes", escaped(_worldly(forge)))
    yield forge.taken("a body with spaces and lines", spaced(_worldly(forge)))
    body = _worldly(forge)
    changed = "a body whose spaces were changed after it was signed"
    yield forge.refused(changed, spaced(body), forge.signature(body))


def _worldly(forge: Forge) -> bytes:
    event = forge.event()
    event["data"]["name"] = "Café Łódź 東京 🚢"
    return encode(event)


def _large_body(forge: Forge) -> Iterator[Delivery]:
    event = forge.event()
    event["data"]["custom_fields"] = {"note": ""}
    event["data"]["custom_fields"]["note"] = "x" * (LARGE - len(encode(event)))
    yield forge.taken("a body of 1 MB", encode(event))


def _duplicate(forge: Forge) -> Iterator[Delivery]:
    body = forge.body()
    signature = forge.signature(body)
    yield forge.taken("a delivery", body, signature)
    yield forge.taken("the same delivery again", body, signature)
    anew = forge.signature(body, at=forge.clock() + 1)
    yield forge.taken("the same event signed anew, as a retry is", body, anew)


def _out_of_order(forge: Forge) -> Iterator[Delivery]:
    now = forge.clock()
    yield forge.taken("an event", encode(forge.event("deal.updated", at=now)))
    older = forge.event("deal.updated", at=now - 3600)
    yield forge.taken("an older event of the same deal", encode(older))


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


def _clock_drift(forge: Forge) -> Iterator[Delivery]:
    for offset, where in ((-_DRIFT, "behind"), (_DRIFT, "ahead")):
        body = forge.body()
        what = f"a delivery signed by a clock that is {_DRIFT // 60} minutes {where}"
        yield forge.taken(what, body, forge.signature(body, at=forge.clock() + offset))


def _unknown_scheme(forge: Forge) -> Iterator[Delivery]:
    for where in ("before", "after"):
        body = forge.body()
        timestamp, _, known = forge.signature(body).partition(",")
        other = f"v2={'0' * 128}"
        entries = [timestamp, other, known] if where == "before" else [timestamp, known, other]
        what = f"a signature with an unknown scheme {where} the known one"
        yield forge.taken(what, body, ",".join(entries))


def _several_signatures(forge: Forge) -> Iterator[Delivery]:
    ours = forge.secrets[0]
    for where, secrets in (
        ("the last of two v1 entries", (forge.stranger, ours)),
        ("the first of two v1 entries", (ours, forge.stranger)),
    ):
        body = forge.body()
        what = f"a delivery whose genuine signature is {where}"
        yield forge.taken(what, body, forge.signature(body, *secrets))


def _rotation(forge: Forge) -> Iterator[Delivery]:
    for number, secret in enumerate(forge.secrets, 1):
        body = forge.body()
        what = f"a delivery signed with secret {number} alone"
        yield forge.taken(what, body, forge.signature(body, secret))
    for order, secrets in (("", forge.secrets), (", in reverse", forge.secrets[::-1])):
        body = forge.body()
        what = f"a delivery signed with all {len(secrets)} secrets{order}"
        yield forge.taken(what, body, forge.signature(body, *secrets))


EVERY_EVENT = Check(
    id="every-event",
    title="Takes every event",
    why="What is not answered with a 2xx is delivered again, six times in all, and then lost.",
    source=EVENTS,
    sends="a valid, signed sample of each event",
    expects="2xx",
    mend="Answer 2xx to every delivery that verifies, whether or not its event interests you. "
    "Do the work afterwards: a delivery that was stored is a delivery that was taken.",
    make=_every_event,
)

TAKING = (
    EVERY_EVENT,
    Check(
        id="raw-body",
        title="Verifies the bytes as they came",
        why="JSON that was parsed and written again has other bytes than those that were signed: "
        "genuine deliveries are refused, or changed ones taken.",
        source=SECURITY,
        sends="signed bodies with spaces, escapes and text beyond ASCII; one re-spaced after it "
        "was signed",
        expects="2xx; 400, 401 or 403 to the changed one",
        mend="Compute the signature over the raw bytes, before anything parses them: "
        "`await request.body()` in FastAPI, `request.get_data()` in Flask, `request.body` in "
        "Django, `express.raw({type: '*/*'})` in Express.",
        make=_raw_body,
    ),
    Check(
        id="large-body",
        title="Takes a body of 1 MB",
        why="A deal with long custom fields is as valid as any other, and common defaults of "
        "proxies and frameworks end at 100 KB or 1 MB.",
        source=DELIVERIES,
        sends="an event of 1,048,576 bytes",
        expects="2xx",
        mend="Raise the limit on bodies in every place that has one, such as "
        "`client_max_body_size 4m` in nginx, `DATA_UPLOAD_MAX_MEMORY_SIZE` in Django, "
        "`MAX_CONTENT_LENGTH` in Flask, `limit: '4mb'` in Express.",
        make=_large_body,
    ),
    Check(
        id="duplicate",
        title="Takes what comes twice",
        why="Deliveries come at least once: after a time-out, the same event comes again. What "
        "is answered with an error goes on coming.",
        source=RETRIES,
        sends="one delivery, the same again, and the same event signed anew",
        expects="2xx to each",
        mend="Remember each `metadata.idempotency_key`; for one that you know, do nothing and "
        "answer 2xx. An `Inbox` does that in one transaction with your own work.",
        make=_duplicate,
        look="Whether the work was done once: in your records, the key of these three "
        "deliveries must have had one effect.",
    ),
    Check(
        id="out-of-order",
        title="Takes an older event after a newer one",
        why="A delivery that is tried again arrives after those that were sent meanwhile.",
        source=RETRIES,
        sends="a `deal.updated`, then one of the same deal that happened an hour earlier",
        expects="2xx to each",
        mend="Compare `timestamp` with that of the newest event that you know of the same "
        "resource, pass an older one over, and answer 2xx.",
        make=_out_of_order,
        look="Whether the newer state is still there: the older event must not have overwritten "
        "it.",
    ),
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
        id="clock-drift",
        title="Takes what was signed within five minutes",
        why="Clocks differ, and a delivery may wait on its way. The tolerance is 300 seconds, "
        "either way.",
        source=SECURITY,
        sends="deliveries signed 4 minutes ago, and 4 minutes ahead",
        expects="2xx",
        mend="Allow `abs(now - t) <= 300`, with both in seconds, and let the machine's clock be "
        "set by NTP.",
        make=_clock_drift,
    ),
    Check(
        id="unknown-scheme",
        title="Ignores signature schemes that it does not know",
        why="A new scheme is sent beside `v1` for a time, so that nobody has to change in one "
        "night.",
        source=SIGNATURES,
        sends="genuine signatures with a `v2` entry before and after the `v1`",
        expects="2xx",
        mend="Split the header at commas, look at the entries that begin with `t=` and `v1=`, "
        "and pass over all others, wherever they stand.",
        make=_unknown_scheme,
    ),
    Check(
        id="several-signatures",
        title="Tries every v1 signature",
        why="For 24 hours after a rotation each delivery has a `v1` for either secret. Who looks "
        "at one of them loses a day of events.",
        source=ROTATION,
        sends="two `v1` entries, the genuine one first, and last",
        expects="2xx",
        mend="Collect all `v1` entries, and take the delivery if any of them matches any of your "
        "secrets.",
        make=_several_signatures,
    ),
    Check(
        id="rotation",
        title="Takes old and new secret during a rotation",
        why="Your receiver gets the new secret some time before or after the platform does; until "
        "then it must know both.",
        source=ROTATION,
        sends="deliveries signed with each secret alone, and with all of them",
        expects="2xx",
        mend="Keep a list of secrets and try each: `WebhookReceiver(router, [new, old])`. Read it "
        "at every delivery, so that a rotation needs no restart.",
        make=_rotation,
        secrets=2,
    ),
)
