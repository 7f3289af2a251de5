"""What a receiver must refuse: all that the platform did not sign just now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ghxstship.sandbox.encoding import encode

from .check import SECURITY, SIGNATURES, Check, Right
from .delivery_factory import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .check import Delivery
    from .delivery_factory import DeliveryFactory

_BEYOND = TOLERANCE + 60  # a minute for a clock that is off


def _tampered_body(factory: DeliveryFactory) -> Iterator[Delivery]:
    body = factory.body()
    changed = body.replace(b'"value":', b'"value":1')
    yield factory.refused(
        "a body that was changed after it was signed", changed, _of(factory, body)
    )
    other = factory.body("deal.lost")
    yield factory.refused("another event under the signature of one", other, _of(factory, body))


def _broken_body(factory: DeliveryFactory) -> Iterator[Delivery]:
    body = factory.body()
    yield factory.refused("half of a signed body", body[: len(body) // 2], _of(factory, body))
    yield factory.refused("bytes that are no text", bytes(range(128, 256)), _of(factory, body))
    yield factory.refused("an empty body", b"", _of(factory, body))
    more = body[:-1] + b"\xff" + body[-1:]
    yield factory.refused(
        "a signed body with one byte more that is no text", more, _of(factory, body)
    )


def _wrong_secret(factory: DeliveryFactory) -> Iterator[Delivery]:
    body = factory.body()
    stranger = factory.signature(body, factory.stranger)
    yield factory.refused("a delivery signed with another secret", body, stranger)
    yield factory.refused("a delivery signed with an empty secret", body, factory.unkeyed(body))


def _missing_signature(factory: DeliveryFactory) -> Iterator[Delivery]:
    yield factory.refused("a delivery without a signature", factory.body(), None)
    yield factory.refused("a delivery whose signature is empty", factory.body(), "")


def _malformed_signature(factory: DeliveryFactory) -> Iterator[Delivery]:
    body = factory.body()
    timestamp, _, signature = _of(factory, body).partition(",")
    for what, header in (
        ("no signature at all, but a word", "nonsense"),
        ("no timestamp", signature),
        ("a timestamp that is no number", f"t=yesterday,{signature}"),
        ("no v1 entry", timestamp),
        ("an empty v1 entry", f"{timestamp},v1="),
        ("the beginning of the genuine signature", f"{timestamp},{signature[:11]}"),
        ("letters that are no hexadecimal digits", f"{timestamp},v1={'z' * 64}"),
        ("characters beyond ASCII", f"{timestamp},v1={'é' * 32}"),
    ):
        yield factory.refused(f"a signature header with {what}", body, header)


def _stale_timestamp(factory: DeliveryFactory) -> Iterator[Delivery]:
    body = factory.body()
    old = factory.signature(body, at=factory.clock() - _BEYOND)
    yield factory.refused(f"a delivery signed {_BEYOND // 60} minutes ago", body, old)


def _future_timestamp(factory: DeliveryFactory) -> Iterator[Delivery]:
    body = factory.body()
    ahead = factory.signature(body, at=factory.clock() + _BEYOND)
    yield factory.refused(f"a delivery signed {_BEYOND // 60} minutes in the future", body, ahead)


def _second_timestamp(factory: DeliveryFactory) -> Iterator[Delivery]:
    body = factory.body()
    now = factory.clock()
    for what, at in (("an old", now - _BEYOND), ("a future", now + _BEYOND)):
        signed = factory.signature(body, at=at)
        fresh = f"t={int(now)}"
        delivery = f"{what} delivery with a timestamp of now"
        yield factory.refused(f"{delivery} behind its own", body, f"{signed},{fresh}")
        yield factory.refused(f"{delivery} before its own", body, f"{fresh},{signed}")


def _unsigned_timestamp(factory: DeliveryFactory) -> Iterator[Delivery]:
    body = factory.body()
    alone, now = factory.alone(body), int(factory.clock())
    yield factory.refused("a signature of the body alone", body, f"t={now},v1={alone}")
    yield factory.refused("a signature of the body alone, as others sign", body, f"sha256={alone}")
    yield factory.refused("a signature of the body alone, without a name", body, alone)


def _other_scheme(factory: DeliveryFactory) -> Iterator[Delivery]:
    body = factory.body()
    timestamp, _, _ = _of(factory, body).partition(",")
    for scheme in ("v2", "v0"):
        invented = f"{scheme}={'0' * 64}"
        what = f"an invented signature of the scheme {scheme}"
        yield factory.refused(f"{what} alone", body, f"{timestamp},{invented}")
        wrong = factory.signature(body, factory.stranger)
        yield factory.refused(f"{what} beside a wrong v1", body, f"{wrong},{invented}")


def _part_of_signature(factory: DeliveryFactory) -> Iterator[Delivery]:
    body = factory.body()
    timestamp, _, entry = _of(factory, body).partition(",")
    genuine = entry.removeprefix("v1=")
    for digits in (8, 16, 32, 63):
        begun = genuine[:digits] + _altered(genuine[digits:])
        what = f"a signature of which the first {digits} digits are right"
        yield factory.refused(what, body, f"{timestamp},v1={begun}")
    ended = _altered(genuine[:48]) + genuine[48:]
    what = "a signature of which the last 16 digits are right"
    yield factory.refused(what, body, f"{timestamp},v1={ended}")
    yield factory.refused("a signature with a digit more", body, f"{timestamp},v1={genuine}0")


def _moved_boundary(factory: DeliveryFactory) -> Iterator[Delivery]:
    # What is signed is `{t}.{body}`: a full stop of the body's own makes another division of it.
    head, body = '{"note":"1', factory.body()
    timestamp, _, signature = _of(factory, b"%b.%b" % (head.encode(), body)).partition(",")
    longer = f"{timestamp}.{head},{signature}"
    yield factory.refused("a body whose beginning was moved into the timestamp", body, longer)


def _known_event(factory: DeliveryFactory) -> Iterator[Delivery]:
    body = factory.body()
    genuine = _of(factory, body)
    yield factory.taken("a delivery", body, genuine)
    wrong = factory.signature(body, factory.stranger)
    yield factory.refused("an event that it has taken, with a wrong signature", body, wrong)
    other = factory.body("deal.lost")
    yield factory.refused("another event under a signature that it has taken", other, genuine)


def _appearance(factory: DeliveryFactory) -> Iterator[Delivery]:
    wrong = factory.signature(factory.body(), factory.stranger)
    for what, headers in (
        ("the user agent of the platform", {"User-Agent": "GHXSTSHIP-Webhooks/1.0"}),
        ("an address of this machine in its headers", {"X-Forwarded-For": "127.0.0.1"}),
    ):
        yield factory.refused(
            f"a forged delivery with {what}", factory.body(), wrong, headers=headers
        )
    for name in ("ping", "webhook.test"):
        what = f"a forged event that calls itself {name}"
        yield factory.refused(what, factory.body(event=name), wrong)
    event = {**factory.event(), "test": True}
    yield factory.refused("a forged event that calls itself a test", encode(event), wrong)


def _altered(digits: str) -> str:
    """Other hexadecimal digits, each of them."""
    return "".join(f"{15 - int(digit, 16):x}" for digit in digits)


def _of(factory: DeliveryFactory, body: bytes) -> str:
    return factory.signature(body)


REFUSING = (
    Check(
        id="tampered-body",
        title="Refuses a body that was changed",
        why="Whoever can reach your URL can change what a deal is worth, or book one that never "
        "was.",
        source=SECURITY,
        sends="a signed body with another value; another event under its signature",
        expects=Right.REFUSED.value,
        fix="Verify before you do anything else: HMAC-SHA256 of the timestamp, a full stop and "
        "the raw body, compared with `v1` in constant time. `verify_webhook(body, header, "
        "secret)` does it.",
        make=_tampered_body,
    ),
    Check(
        id="broken-body",
        title="Verifies before it parses",
        why="A receiver that parses first lets anyone on the internet feed its parser, and an "
        "error of the parser looks like a failure of yours.",
        source=SECURITY,
        sends="half a body, bytes that are no text, no body, and a body with a byte more that is "
        "no text, each with the signature of a whole one",
        expects=Right.REFUSED.value,
        fix="Move the parsing behind the verification. In FastAPI take `request: Request` "
        "instead of a model or a `dict`; in Flask do not touch `request.json` before.",
        make=_broken_body,
    ),
    Check(
        id="wrong-secret",
        title="Refuses another secret's signature",
        why="A signature that is only looked at, and not compared, protects nothing.",
        source=SECURITY,
        sends="deliveries signed with another secret, and with an empty one",
        expects=Right.REFUSED.value,
        fix="Compare the signature with the one that your secret gives, and refuse to start "
        "where the secret is missing: an empty one makes signatures that anybody can make.",
        make=_wrong_secret,
    ),
    Check(
        id="missing-signature",
        title="Refuses a delivery without a signature",
        why="The most common attack is the simplest: a POST of anybody.",
        source=SECURITY,
        sends="a delivery without the signature's header, and one where it is empty",
        expects=Right.REFUSED.value,
        fix="Treat a header that is missing or empty as a wrong one: answer 400, in every "
        "environment. Read it with `headers.get(...)`, which does not raise.",
        make=_missing_signature,
    ),
    Check(
        id="malformed-signature",
        title="Refuses a malformed signature, and survives it",
        why="A header comes from strangers. What makes your receiver crash can be sent a "
        "thousand times a second.",
        source=SIGNATURES,
        sends="headers with parts missing, cut short, of another length or of other characters",
        expects=Right.REFUSED.value,
        fix="Answer 400 whatever the header holds. Compare bytes, not text: "
        "`hmac.compare_digest` raises for text beyond ASCII, and `crypto.timingSafeEqual` for "
        "another length.",
        make=_malformed_signature,
    ),
    Check(
        id="stale-timestamp",
        title="Refuses an old delivery",
        why="Who once saw a delivery, in a log or on the way, can send it again for ever.",
        source=SECURITY,
        sends=f"a genuine delivery that was signed {_BEYOND // 60} minutes ago",
        expects=Right.REFUSED.value,
        fix="Compare the `t` that was signed with your clock, and refuse what differs by more "
        f"than {TOLERANCE} seconds. `verify_webhook` does, unless `tolerance` was raised.",
        make=_stale_timestamp,
    ),
    Check(
        id="future-timestamp",
        title="Refuses a delivery from the future",
        why="A delivery dated ahead would be good for replays until that day.",
        source=SECURITY,
        sends=f"a delivery that is signed {_BEYOND // 60} minutes ahead",
        expects=Right.REFUSED.value,
        fix=f"Compare the distance either way, `abs(now - t) > {TOLERANCE}`: "
        f"`now - t > {TOLERANCE}` is never true of the future.",
        make=_future_timestamp,
    ),
    Check(
        id="second-timestamp",
        title="Refuses a second timestamp",
        why="A stranger can add a `t` to a delivery that he once saw. Where one is verified and "
        "the other is compared with the clock, it is good for ever.",
        source=SIGNATURES,
        sends="old and future deliveries with a second `t` of now, before their own and behind it",
        expects=Right.REFUSED.value,
        fix="Refuse a header with more than one `t`, or compare the very text with the clock that "
        "was signed: read the header once, into one variable.",
        make=_second_timestamp,
    ),
    Check(
        id="unsigned-timestamp",
        title="Refuses a signature of the body alone",
        why="Where the timestamp is not signed, anyone can set it: a delivery that was seen once "
        "can be sent again for ever.",
        source=SIGNATURES,
        sends="the HMAC of the body alone: as `v1`, as `sha256=`, and bare",
        expects=Right.REFUSED.value,
        fix="Sign `{t}.{body}`, with the `t` of the header, and take no other form beside it.",
        make=_unsigned_timestamp,
    ),
    Check(
        id="other-scheme",
        title="Verifies by v1 alone",
        why="An entry of a scheme that you do not know proves nothing: whoever takes it takes "
        "everything.",
        source=SIGNATURES,
        sends="invented `v2` and `v0` entries, alone and beside a wrong `v1`",
        expects=Right.REFUSED.value,
        fix="Ignore unknown entries, and then demand that a `v1` matches: none is a refusal.",
        make=_other_scheme,
    ),
    Check(
        id="part-of-signature",
        title="Compares the whole signature",
        why="Each digit that is not compared makes guessing sixteen times cheaper.",
        source=SIGNATURES,
        sends="signatures of which the first 8, 16, 32 or 63, or the last 16 digits are right; one "
        "with a digit more",
        expects=Right.REFUSED.value,
        fix="Compare all 64 digits with `hmac.compare_digest` or `crypto.timingSafeEqual`; no "
        "slice, no `startswith`, no `in`, no database column that is too short.",
        make=_part_of_signature,
    ),
    Check(
        id="moved-boundary",
        title="Takes only digits for a timestamp",
        why="What is signed is the timestamp, a full stop and the body. A timestamp that may hold "
        "a full stop lets a stranger cut the body's beginning off without breaking the signature.",
        source=SIGNATURES,
        sends="a genuine delivery whose body's beginning was moved into `t`",
        expects=Right.REFUSED.value,
        fix="Refuse a `t` that is not digits alone, before it is used: `t.isdigit()`. `parseInt` "
        "and `int(float(t))` read what is no number.",
        make=_moved_boundary,
    ),
    Check(
        id="known-event",
        title="Verifies every delivery anew",
        why="A key or a signature that was seen before is no secret. Who looks at them first takes "
        "forgeries, or loses genuine events to them.",
        source=SECURITY,
        sends="a genuine delivery; its event with a wrong signature; another event under its "
        "signature",
        expects=f"2xx to the first; {Right.REFUSED.value} to the others",
        fix="Verify first, and look up the idempotency key then. Keep no cache of signatures that "
        "matched.",
        make=_known_event,
    ),
    Check(
        id="appearance",
        title="Trusts nothing but the signature",
        why="Headers and names come from whoever sends them; an exception for tests is an open "
        "door in production.",
        source=SECURITY,
        sends="forgeries with the platform's user agent, from an address of this machine, and "
        "events that call themselves tests",
        expects=Right.REFUSED.value,
        fix="Verify before anything else is looked at, in every environment, whatever the event "
        "is called. To test, sign: `sign_webhook`, or `ghxstship webhooks trigger`.",
        make=_appearance,
    ),
)
