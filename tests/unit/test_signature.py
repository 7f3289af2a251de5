"""Whether a delivery is really from the platform, and fresh."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any, cast

import pytest

from ghxstship import ConfigurationError
from ghxstship.webhooks import (
    WebhookReceiver,
    WebhookVerificationError,
    sign_webhook,
    verify_webhook,
)
from ghxstship.webhooks.verifier import MAX_HEADER_LENGTH

NO_SECONDS: list[Any] = [
    *(float("nan"), float("inf"), -float("inf"), 1e16, 1e300),
    *(pytest.param(sign * 10**5000, id=f"{sign}e5000") for sign in (1, -1)),
    *("300", b"300", True, [300], {}, object(), Decimal(300), timedelta(seconds=300)),
]
AT = 1705312200
BODY = b'{"event":"deal.created","data":{"id":"deal_abc123"}}'
SECRET = "whsec_test"
# HMAC-SHA256 of b"1705312200." + BODY under SECRET, as `openssl dgst -sha256 -hmac` says it.
SIGNATURE = "1aec19f4720d3f02117e3bd26d50198ffa0c66e9a45c4d7ecbabd0b2a55c8f4d"
HEADER = f"t={AT},v1={SIGNATURE}"


SIGNED_OR_VERIFIED: dict[str, Callable[..., Any]] = {
    "at": partial(sign_webhook, BODY, SECRET),
    "now": partial(verify_webhook, BODY, "forged", SECRET),
    "tolerance": partial(verify_webhook, BODY, "forged", SECRET),
}


def refused(
    header: str | None = HEADER, payload: Any = BODY, secret: Any = SECRET, **more: Any
) -> str:
    """Why a delivery is refused."""
    settings: dict[str, Any] = {"now": AT, **more}
    with pytest.raises(WebhookVerificationError) as caught:
        verify_webhook(payload, header, secret, **settings)
    return str(caught.value)


class TestSignature:
    def test_is_what_openssl_says(self) -> None:
        assert sign_webhook(BODY, SECRET, at=AT) == HEADER
        verify_webhook(BODY, HEADER, SECRET, now=AT)

    @pytest.mark.parametrize(
        "payload", [BODY, BODY.decode(), bytearray(BODY), memoryview(BODY)], ids=type
    )
    def test_is_over_the_bytes_whatever_holds_them(self, payload: Any) -> None:
        verify_webhook(payload, HEADER, SECRET, now=AT)
        assert sign_webhook(payload, SECRET, at=AT) == HEADER

    @pytest.mark.parametrize("secret", [SECRET, SECRET.encode(), [SECRET], ("old", SECRET)])
    def test_may_be_made_with_any_of_the_secrets(self, secret: Any) -> None:
        verify_webhook(BODY, HEADER, secret, now=AT)

    def test_text_is_utf_8(self) -> None:
        verify_webhook("ž", sign_webhook("ž".encode(), SECRET, at=AT), SECRET, now=AT)

    @pytest.mark.parametrize(
        "payload", [BODY + b" ", BODY[:-1], b"", BODY.replace(b"abc", b"abd"), BODY.decode() + "\n"]
    )
    def test_of_another_body_does_not_match(self, payload: Any) -> None:
        assert refused(payload=payload).startswith("signature mismatch: ")

    @pytest.mark.parametrize(
        "secret", ["other", "WHSEC_TEST", SECRET + "x", b"whsec_tes", ["a", "b"]]
    )
    def test_of_another_secret_does_not_match(self, secret: Any) -> None:
        assert refused(secret=secret).startswith("signature mismatch")

    def test_of_another_moment_does_not_match(self) -> None:
        assert refused(HEADER.replace(str(AT), str(AT + 1))).startswith("signature mismatch")

    @pytest.mark.parametrize(
        "signature", [SIGNATURE.upper(), SIGNATURE[:-1], SIGNATURE + "0", f" {SIGNATURE}", ""]
    )
    def test_is_exact(self, signature: str) -> None:
        assert refused(f"t={AT},v1={signature}").startswith("signature mismatch")

    def test_text_that_utf_8_cannot_say_matches_no_other(self) -> None:
        genuine = sign_webhook(b"why?", SECRET, at=AT)
        forged = b"why\xff".decode("utf-8", "surrogateescape")
        assert refused(genuine, payload=forged).startswith("signature mismatch")

    @pytest.mark.parametrize("secret", ["", b"", None, [], [""], [SECRET, ""]])
    def test_needs_a_secret(self, secret: Any) -> None:
        assert refused(secret=secret) == "empty secret: pass the subscription's own"
        with pytest.raises(WebhookVerificationError, match="empty secret"):
            sign_webhook(BODY, "")


class TestRotation:
    def test_one_of_several_signatures_is_enough(self) -> None:
        header = f"t={AT},v1={'0' * 64},v1={SIGNATURE}"
        verify_webhook(BODY, header, SECRET, now=AT)

    def test_both_secrets_take_what_both_have_signed(self) -> None:
        new = sign_webhook(BODY, "new", at=AT).partition("v1=")[2]
        header = f"{HEADER},v1={new}"
        for secret in (SECRET, "new", ["new", SECRET], ["other", "new"]):
            verify_webhook(BODY, header, secret, now=AT)
        assert refused(header, secret="other").startswith("signature mismatch")


class TestHeader:
    def test_may_be_of_any_moment(self) -> None:
        for at in (0, 10**15 - 1):
            verify_webhook(BODY, sign_webhook(BODY, SECRET, at=at), SECRET, now=at)

    def test_may_have_schemes_of_the_future(self) -> None:
        verify_webhook(BODY, f"v2=abc,{HEADER},beta", SECRET, now=AT)

    def test_is_bounded(self) -> None:
        long = HEADER + ",v1=" + "0" * MAX_HEADER_LENGTH
        assert refused(long) == "header too long: over 4096 characters"
        longest = f"{HEADER},v2=" + "0" * (MAX_HEADER_LENGTH - len(HEADER) - 4)
        verify_webhook(BODY, longest, SECRET, now=AT)


class TestTolerance:
    @pytest.mark.parametrize("off", [0, 1, 299.5, 300, -300, -1])
    def test_is_five_minutes_either_way(self, off: float) -> None:
        verify_webhook(BODY, HEADER, SECRET, now=AT + off)

    @pytest.mark.parametrize(
        ("off", "by"), [(300.1, 1), (301, 1), (-310, 10), (1112, 812), (3900, 3600)]
    )
    def test_beyond_it_is_refused(self, off: float, by: int) -> None:
        assert refused(now=AT + off) == (f"timestamp outside tolerance by {by} s")

    def test_may_be_another(self) -> None:
        verify_webhook(BODY, HEADER, SECRET, 10, now=AT + 10)
        verify_webhook(BODY, HEADER, SECRET, tolerance=10**15 - 1, now=0)
        assert "outside tolerance" in refused(tolerance=10, now=AT + 11)
        assert "outside tolerance" in refused(tolerance=0, now=AT + 0.1)

    @pytest.mark.parametrize("seconds", NO_SECONDS)
    @pytest.mark.parametrize("name", SIGNED_OR_VERIFIED)
    def test_is_a_number_of_seconds_as_the_times_are(self, name: str, seconds: Any) -> None:
        """Said of a forged delivery too: a wrong setting must not look like an attack."""
        with pytest.raises(ConfigurationError, match=rf"^{name} must be a number of seconds from"):
            SIGNED_OR_VERIFIED[name](**{name: seconds})

    @pytest.mark.parametrize("seconds", [*NO_SECONDS, -1])
    def test_of_a_receiver_is_looked_at_when_it_is_made(self, seconds: Any) -> None:
        with pytest.raises(ConfigurationError, match=r"^tolerance must be"):
            WebhookReceiver(print, SECRET, tolerance=seconds)

    def test_is_not_negative(self) -> None:
        with pytest.raises(ConfigurationError, match=r"^tolerance must be .* from 0 to"):
            verify_webhook(BODY, HEADER, SECRET, tolerance=-1, now=AT)
        with pytest.raises(ConfigurationError, match=r"^at must be .* from 0 to"):
            sign_webhook(BODY, SECRET, at=-0.1)
        verify_webhook(BODY, sign_webhook(BODY, SECRET, at=0), SECRET, now=-1)

    def test_is_measured_from_now(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(time, "time", lambda: AT + 100.0)
        verify_webhook(BODY, HEADER, SECRET)
        assert sign_webhook(BODY, SECRET).startswith(f"t={AT + 100},v1=")
        monkeypatch.setattr(time, "time", lambda: AT + 400.0)
        with pytest.raises(WebhookVerificationError, match="outside tolerance by 100 s"):
            verify_webhook(BODY, HEADER, SECRET)

    def test_is_not_told_to_a_stranger(self) -> None:
        assert refused(secret="other", now=AT + 9999).startswith("signature mismatch")


def test_an_error_shows_neither_secret_nor_body() -> None:
    for shown in (refused(secret="s3cret"), refused(now=0), refused("t=1")):
        assert "s3cret" not in shown
        assert "deal_abc123" not in shown


def test_a_body_is_signed_with_one_secret() -> None:
    with pytest.raises(ConfigurationError, match="one secret, and these are 2"):
        sign_webhook(b"{}", cast("Any", ["new", "old"]))
    assert sign_webhook(b"{}", cast("Any", ["one"]), at=1) == sign_webhook(b"{}", "one", at=1)
