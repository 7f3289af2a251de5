"""A signature that verifies is genuine, and nothing else happens than yes or the one error."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import assume, event, example, given
from hypothesis import strategies as st

from ghxstship import ConfigurationError
from ghxstship.webhooks import WebhookVerificationError, sign_webhook, verify_webhook

from .header_model import in_bytes, verdict

any_text = st.text(st.characters())  # lone surrogates too
payloads = st.binary() | any_text
# Anything, but for white space and quotes around it, which are refused.
secrets = st.binary().map(b"k%bk".__mod__) | st.text(st.characters()).map("k{}k".format)
LATEST = 10**15 - 1
moments = st.integers(0, LATEST)
digits = st.text("0123456789", max_size=20)
entries = st.tuples(
    st.sampled_from(["t", "v1", "v0", "", " t", "T"]) | any_text,
    st.sampled_from(["=", "==", "", ":"]),
    digits | st.text("0123456789abcdef") | any_text,
).map("".join)
headers = st.lists(entries).map(",".join) | any_text | st.none()


def verifies(
    payload: str | bytes, header: str | None, secret: str | bytes, now: float, tolerance: float = 0
) -> bool:
    try:
        verify_webhook(payload, header, secret, tolerance, now=now)
    except WebhookVerificationError:
        return False
    return True


@given(payloads, secrets, moments)
def test_what_is_signed_verifies(payload: str | bytes, secret: str | bytes, at: int) -> None:
    assert verifies(payload, sign_webhook(payload, secret, at=at), secret, at)


@given(payloads, headers, secrets, st.floats(), st.floats())
@example(b"", "t=1,v1=", b"x", 0.0, 1.0)
@example("\udcff", "t=1,v1=\udcff", "\udcff", 0.0, 1.0)
def test_any_header_is_refused_with_the_one_error(
    payload: str | bytes, header: str | None, secret: str | bytes, now: float, tolerance: float
) -> None:
    known = abs(now) <= LATEST and 0 <= tolerance <= LATEST
    with pytest.raises(WebhookVerificationError if known else ConfigurationError):
        verify_webhook(payload, header, secret, tolerance, now=now)


hexadecimal = st.text("0123456789abcdef", min_size=60, max_size=68)


@st.composite
def likely_headers(
    draw: st.DrawFn, payload: str | bytes, secret: str | bytes, at: int
) -> str | None:
    """Headers as the grammar has them, with genuine parts and with faults of every kind."""
    genuine = sign_webhook(payload, secret, at=at).split(",")
    other = sign_webhook(payload, b"other", at=at).split(",")[1:]
    entry = st.one_of(
        st.sampled_from([*genuine, *other, *other]),
        digits.map("t={}".format),
        hexadecimal.map("v1={}".format),
        hexadecimal.map("v1={}".format),
        st.sampled_from(["", "t", "v1", "t=", "v1=", "v0=1", "T=1", " t=1", "\ufeff"]),
        any_text,
    )
    wanted = draw(st.sampled_from([genuine, genuine, genuine[:1], genuine[1:], []]))
    found = draw(st.lists(entry, max_size=3))
    return ",".join(draw(st.permutations([*wanted, *found])))


@given(payloads, secrets, st.integers(0, 10**10), st.integers(-400, 400), st.data())
def test_a_header_means_what_the_model_of_its_grammar_says(
    payload: str | bytes, secret: str | bytes, at: int, off: int, data: st.DataObject
) -> None:
    header = data.draw(likely_headers(payload, secret, at))
    choices: list[list[str | bytes]] = [[secret], [b"another", secret], [b"another"]]
    given_secrets = data.draw(st.sampled_from(choices))
    said: str | None = None
    try:
        verify_webhook(payload, header, given_secrets, 300, now=at + off)
    except WebhookVerificationError as error:
        said = str(error)
    expected = verdict(payload, header, given_secrets, 300, at + off)
    event(str(expected).partition(" by ")[0])
    assert said == expected


@given(st.binary(min_size=1), secrets, moments, st.data())
def test_any_changed_byte_of_the_body_fails(
    payload: bytes, secret: str | bytes, at: int, data: st.DataObject
) -> None:
    header = sign_webhook(payload, secret, at=at)
    place = data.draw(st.integers(0, len(payload) - 1))
    change = data.draw(st.integers(1, 255))
    forged = bytearray(payload)
    forged[place] ^= change
    assert not verifies(bytes(forged), header, secret, at)
    # A framework that decodes loosely makes it no other body.
    with suppress(UnicodeDecodeError):
        loose = bytes(forged).decode("utf-8", "surrogateescape")
        assert not verifies(loose, header, secret, at)


@given(payloads, secrets, moments, st.data())
def test_any_changed_character_of_the_header_fails(
    payload: str | bytes, secret: str | bytes, at: int, data: st.DataObject
) -> None:
    header = sign_webhook(payload, secret, at=at)
    place = data.draw(st.integers(0, len(header) - 1))
    other = data.draw(st.characters())
    assume(other != header[place])
    forged = header[:place] + other + header[place + 1 :]
    assert not verifies(payload, forged, secret, at, tolerance=LATEST)


@given(payloads, payloads, secrets, secrets, moments)
def test_one_signature_is_for_one_body_and_one_secret(
    payload: str | bytes, other: str | bytes, secret: str | bytes, wrong: str | bytes, at: int
) -> None:
    header = sign_webhook(payload, secret, at=at)
    if in_bytes(other) != in_bytes(payload):
        assert not verifies(other, header, secret, at)
    # HMAC fills a short key up with zeros, so those at its end say nothing.
    if in_bytes(wrong).rstrip(b"\0") != in_bytes(secret).rstrip(b"\0"):
        assert not verifies(payload, header, wrong, at)


@given(st.integers(0, LATEST - 10**6), st.integers(0, 10**6), st.integers(-(10**6), 10**6))
def test_the_tolerance_is_exact_either_way(at: int, tolerance: int, off: int) -> None:
    header = sign_webhook(b"{}", "secret", at=at)
    assert verifies(b"{}", header, "secret", at + off, tolerance) is (abs(off) <= tolerance)


@given(payloads, st.lists(secrets, min_size=1, max_size=3), moments, st.data())
def test_while_secrets_rotate_any_match_is_enough(
    payload: str | bytes, given_secrets: list[str | bytes], at: int, data: st.DataObject
) -> None:
    signatures = [sign_webhook(payload, s, at=at).partition(",")[2] for s in given_secrets]
    header = ",".join(data.draw(st.permutations([f"t={at}", *signatures])))
    assert verifies(payload, header, data.draw(st.sampled_from(given_secrets)), at)
