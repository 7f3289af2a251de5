"""What a receiver must take: all that the platform signs, however it is delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ghxstship.sandbox.encoding import encode

from .check import (
    DELIVERIES,
    EVENTS,
    HEADER_NAMES,
    RETRIES,
    ROTATION,
    SECURITY,
    SIGNATURES,
    Check,
)
from .delivery_factory import HEADER, TOLERANCE, escaped, spaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .check import Delivery
    from .delivery_factory import DeliveryFactory

LARGE = 1024 * 1024
"""Bytes of the large body."""

AT_ONCE = 20
"""Deliveries that are under way at the same time."""

_TWINS = 5
_DRIFT = TOLERANCE - 60  # a minute for the way, and for a clock that is off


def _every_event(factory: DeliveryFactory) -> Iterator[Delivery]:
    for name in factory.names:
        yield factory.taken(f"the event {name}", factory.body(name))


def _raw_body(factory: DeliveryFactory) -> Iterator[Delivery]:
    yield factory.taken("a body with text beyond ASCII", _worldly(factory))
    yield factory.taken("a body with escapes", escaped(_worldly(factory)))
    yield factory.taken("a body with spaces and lines", spaced(_worldly(factory)))
    body = _worldly(factory)
    changed = "a body whose spaces were changed after it was signed"
    yield factory.refused(changed, spaced(body), factory.signature(body))
    ended = "a body with a line end behind it that was not signed"
    yield factory.refused(ended, body + b"\n", factory.signature(body))


def _worldly(factory: DeliveryFactory) -> bytes:
    event = factory.event()
    event["data"]["name"] = "Café Łódź 東京 🚢"
    return encode(event)


def _large_body(factory: DeliveryFactory) -> Iterator[Delivery]:
    event = factory.event()
    event["data"]["custom_fields"] = {"note": ""}
    event["data"]["custom_fields"]["note"] = "x" * (LARGE - len(encode(event)))
    yield factory.taken("a body of 1 MB", encode(event))


def _duplicate(factory: DeliveryFactory) -> Iterator[Delivery]:
    body = factory.body()
    signature = factory.signature(body)
    yield factory.taken("a delivery", body, signature)
    yield factory.taken("the same delivery again", body, signature)
    anew = factory.signature(body, at=factory.clock() + 1)
    yield factory.taken("the same event signed anew, as a retry is", body, anew)


def _out_of_order(factory: DeliveryFactory) -> Iterator[Delivery]:
    now = factory.clock()
    yield factory.taken("an event", encode(factory.event("deal.updated", at=now)))
    older = factory.event("deal.updated", at=now - 3600)
    yield factory.taken("an older event of the same deal", encode(older))


def _header_case(factory: DeliveryFactory) -> Iterator[Delivery]:
    for letters, name in (
        ("small", HEADER.lower()),
        ("capital", HEADER.upper()),
    ):
        what = f"a delivery whose signature header is in {letters} letters"
        yield factory.taken(what, factory.body(), name=name)


def _content_type(factory: DeliveryFactory) -> Iterator[Delivery]:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    yield factory.taken("a content type with a character set", factory.body(), headers=headers)


def _at_once(factory: DeliveryFactory) -> Iterator[Delivery]:
    for number in range(1, AT_ONCE + 1):
        event = factory.event("deal.updated")
        event["data"]["name"] = f"Rush hour {number}"
        yield factory.taken(f"one of {AT_ONCE} deliveries at once", encode(event))


def _duplicate_at_once(factory: DeliveryFactory) -> Iterator[Delivery]:
    event = factory.event("deal.updated")
    event["data"]["name"] = "Twins"
    for _ in range(_TWINS):
        body = encode(event)
        yield factory.taken(f"one of {_TWINS} copies of an event at once", body)


def _clock_drift(factory: DeliveryFactory) -> Iterator[Delivery]:
    for offset, where in ((-_DRIFT, "behind"), (_DRIFT, "ahead")):
        body = factory.body()
        what = f"a delivery signed by a clock that is {_DRIFT // 60} minutes {where}"
        yield factory.taken(what, body, factory.signature(body, at=factory.clock() + offset))


def _unknown_scheme(factory: DeliveryFactory) -> Iterator[Delivery]:
    for where in ("before", "after"):
        body = factory.body()
        timestamp, _, known = factory.signature(body).partition(",")
        other = f"v2={'0' * 128}"
        entries = [timestamp, other, known] if where == "before" else [timestamp, known, other]
        what = f"a signature with an unknown scheme {where} the known one"
        yield factory.taken(what, body, ",".join(entries))


def _several_signatures(factory: DeliveryFactory) -> Iterator[Delivery]:
    ours = factory.secrets[0]
    for where, secrets in (
        ("the last of two v1 entries", (factory.stranger, ours)),
        ("the first of two v1 entries", (ours, factory.stranger)),
    ):
        body = factory.body()
        what = f"a delivery whose genuine signature is {where}"
        yield factory.taken(what, body, factory.signature(body, *secrets))


def _rotation(factory: DeliveryFactory) -> Iterator[Delivery]:
    for number, secret in enumerate(factory.secrets, 1):
        body = factory.body()
        what = f"a delivery signed with secret {number} alone"
        yield factory.taken(what, body, factory.signature(body, secret))
    for order, secrets in (("", factory.secrets), (", in reverse", factory.secrets[::-1])):
        body = factory.body()
        what = f"a delivery signed with all {len(secrets)} secrets{order}"
        yield factory.taken(what, body, factory.signature(body, *secrets))


EVERY_EVENT = Check(
    id="every-event",
    title="Takes every event",
    why="What is not answered with a 2xx is delivered again, six times in all, and then lost.",
    source=EVENTS,
    sends="a valid, signed sample of each event",
    expects="2xx",
    fix="Answer 2xx to every delivery that verifies, whether or not its event interests you. "
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
        sends="signed bodies with spaces, escapes and text beyond ASCII; one re-spaced and one "
        "with a line end more, after they were signed",
        expects="2xx; 400, 401 or 403 to the changed ones",
        fix="Compute the signature over the raw bytes, before anything parses them: "
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
        fix="Raise the limit on bodies in every place that has one, such as "
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
        fix="Remember each `metadata.idempotency_key`; for one that you know, do nothing and "
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
        fix="Compare `timestamp` with that of the newest event that you know of the same "
        "resource, pass an older one over, and answer 2xx.",
        make=_out_of_order,
        look="Whether the newer state is still there: the older event must not have overwritten "
        "it.",
    ),
    Check(
        id="header-case",
        title="Finds the signature header in any case",
        why="Names of headers have no case, and HTTP/2 and many proxies write them in small "
        "letters: every delivery is refused on the day that a proxy comes in between.",
        source=HEADER_NAMES,
        sends="deliveries whose signature header is in small, and in capital letters",
        expects="2xx",
        fix="Look the header up in your framework's own headers, which ignore case, or compare "
        "`name.lower()`; a plain dictionary finds one way of writing alone.",
        make=_header_case,
    ),
    Check(
        id="content-type",
        title="Takes a content type with a character set",
        why="`application/json` may carry parameters, and something in between may add them.",
        source="RFC 9110, section 8.3.1",
        sends="a delivery as `application/json; charset=utf-8`",
        expects="2xx",
        fix="Compare the part before the semicolon, or do not look: the signature says all.",
        make=_content_type,
    ),
    Check(
        id="at-once",
        title="Takes many deliveries at once",
        why="When tickets go on sale, hundreds of events come in a second. What is answered with "
        "an error comes again, on top of what comes then.",
        source=DELIVERIES,
        sends=f"{AT_ONCE} deliveries at the same time",
        expects="2xx to each",
        fix="Answer after storing, and let the work wait instead of the sender: no lock around "
        "the handler, no 503 or 429 while it is busy.",
        make=_at_once,
        at_once=True,
    ),
    Check(
        id="duplicate-at-once",
        title="Takes one event several times at once",
        why="A delivery that timed out may still be at work in your receiver when it comes again.",
        source=RETRIES,
        sends=f"one event {_TWINS} times at the same moment",
        expects="2xx to each",
        fix="Let the database decide which is first: `INSERT ... ON CONFLICT DO NOTHING`, and "
        "2xx for those that were late. To look first and insert then fails between the two.",
        make=_duplicate_at_once,
        at_once=True,
        look="Whether the work was done once: the key of these deliveries must have had one "
        "effect.",
    ),
    Check(
        id="clock-drift",
        title=f"Takes what was signed within {TOLERANCE // 60} minutes",
        why="Clocks differ, and a delivery may wait on its way. The tolerance is "
        f"{TOLERANCE} seconds, either way.",
        source=SECURITY,
        sends=f"deliveries signed {_DRIFT // 60} minutes ago, and {_DRIFT // 60} minutes ahead",
        expects="2xx",
        fix=f"Allow `abs(now - t) <= {TOLERANCE}`, with both in seconds, and let the machine's "
        "clock be set by NTP.",
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
        fix="Split the header at commas, look at the entries that begin with `t=` and `v1=`, "
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
        fix="Collect all `v1` entries, and take the delivery if any of them matches any of your "
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
        fix="Keep a list of secrets and try each: `WebhookReceiver(router, [new, old])`. Read it "
        "at every delivery, so that a rotation needs no restart.",
        make=_rotation,
        secrets=2,
    ),
)
