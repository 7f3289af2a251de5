"""What a receiver must refuse: all that the platform did not sign just now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ghxstship.events import TOLERANCE_SECONDS

from .check import SECURITY, SIGNATURES, Check, Right

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .check import Delivery
    from .forge import Forge

_BEYOND = TOLERANCE_SECONDS + 60  # a minute for a clock that is off


def _tampered_body(forge: Forge) -> Iterator[Delivery]:
    body = forge.body()
    changed = body.replace(b'"value":', b'"value":1')
    yield forge.refused("a body that was changed after it was signed", changed, _of(forge, body))
    other = forge.body("deal.lost")
    yield forge.refused("another event under the signature of one", other, _of(forge, body))


def _broken_body(forge: Forge) -> Iterator[Delivery]:
    body = forge.body()
    yield forge.refused("half of a signed body", body[: len(body) // 2], _of(forge, body))
    yield forge.refused("bytes that are no text", bytes(range(128, 256)), _of(forge, body))
    yield forge.refused("an empty body", b"", _of(forge, body))


def _wrong_secret(forge: Forge) -> Iterator[Delivery]:
    body = forge.body()
    stranger = forge.signature(body, forge.stranger)
    yield forge.refused("a delivery signed with another secret", body, stranger)
    yield forge.refused("a delivery signed with an empty secret", body, forge.unkeyed(body))


def _missing_signature(forge: Forge) -> Iterator[Delivery]:
    yield forge.refused("a delivery without a signature", forge.body(), None)
    yield forge.refused("a delivery whose signature is empty", forge.body(), "")


def _malformed_signature(forge: Forge) -> Iterator[Delivery]:
    body = forge.body()
    timestamp, _, signature = _of(forge, body).partition(",")
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
        yield forge.refused(f"a signature header with {what}", body, header)


def _stale_timestamp(forge: Forge) -> Iterator[Delivery]:
    body = forge.body()
    old = forge.signature(body, at=forge.clock() - _BEYOND)
    yield forge.refused(f"a delivery signed {_BEYOND // 60} minutes ago", body, old)


def _future_timestamp(forge: Forge) -> Iterator[Delivery]:
    body = forge.body()
    ahead = forge.signature(body, at=forge.clock() + _BEYOND)
    yield forge.refused(f"a delivery signed {_BEYOND // 60} minutes in the future", body, ahead)


def _of(forge: Forge, body: bytes) -> str:
    return forge.signature(body)


REFUSING = (
    Check(
        id="tampered-body",
        title="Refuses a body that was changed",
        why="Whoever can reach your URL can change what a deal is worth, or book one that never "
        "was.",
        source=SECURITY,
        sends="a signed body with another value; another event under its signature",
        expects=Right.REFUSED.value,
        mend="Verify before you do anything else: HMAC-SHA256 of the timestamp, a full stop and "
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
        sends="half a body, bytes that are no text and no body, each with the signature of a "
        "whole one",
        expects=Right.REFUSED.value,
        mend="Move the parsing behind the verification. In FastAPI take `request: Request` "
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
        mend="Compare the signature with the one that your secret gives, and refuse to start "
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
        mend="Treat a header that is missing or empty as a wrong one: answer 400, in every "
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
        mend="Answer 400 whatever the header holds. Compare bytes, not text: "
        "`hmac.compare_digest` raises for text beyond ASCII, and `crypto.timingSafeEqual` for "
        "another length.",
        make=_malformed_signature,
    ),
    Check(
        id="stale-timestamp",
        title="Refuses an old delivery",
        why="Who once saw a delivery, in a log or on the way, can send it again for ever.",
        source=SECURITY,
        sends="a genuine delivery that was signed 6 minutes ago",
        expects=Right.REFUSED.value,
        mend="Compare the `t` that was signed with your clock, and refuse what differs by more "
        "than 300 seconds. `verify_webhook` does, unless `tolerance` was raised.",
        make=_stale_timestamp,
    ),
    Check(
        id="future-timestamp",
        title="Refuses a delivery from the future",
        why="A delivery dated ahead would be good for replays until that day.",
        source=SECURITY,
        sends="a delivery that is signed 6 minutes ahead",
        expects=Right.REFUSED.value,
        mend="Compare the distance either way, `abs(now - t) > 300`: `now - t > 300` is never "
        "true of the future.",
        make=_future_timestamp,
    ),
)
