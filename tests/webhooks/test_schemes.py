"""Deliveries of many platforms: their own vectors, their own libraries, and what is no scheme."""

from __future__ import annotations

import base64
import hmac
from datetime import UTC, datetime
from typing import Any

import pytest

from ghxstship import ConfigurationError
from ghxstship.webhooks import (
    WebhookSignature,
    WebhookVerificationError,
    sign_webhook,
    signed_headers,
    verify_webhook,
)

AT = 1614265330
STANDARD = WebhookSignature.of("standard_webhooks", tolerance=60)
STANDARD_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
STANDARD_BODY = b'{"test": 2432232314}'
SLACK_BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
    b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
    b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibI"
    b"GlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)
SHOPIFY = base64.b64encode(hmac.digest(b"hush", b'{"id":1}', "sha256")).decode()
URL_SAFE = base64.urlsafe_b64encode(hmac.digest(b"hush", b'{"id":11}', "sha512")).decode()

VECTORS: dict[str, tuple[WebhookSignature, str, bytes, dict[str, str], float]] = {
    "Standard Webhooks": (
        STANDARD,
        STANDARD_SECRET,
        STANDARD_BODY,
        {
            "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "webhook-timestamp": str(AT),
            "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        },
        AT,
    ),
    "Stripe's": (
        WebhookSignature.of("timestamped", header="Stripe-Signature", tolerance=60),
        "whsec_test",
        b'{"event":"deal.created","data":{"id":"deal_abc123"}}',
        {
            "Stripe-Signature": "t=1705312200,v0=ab,"
            "v1=1aec19f4720d3f02117e3bd26d50198ffa0c66e9a45c4d7ecbabd0b2a55c8f4d"
        },
        1705312200,
    ),
    "GitHub's": (
        WebhookSignature.of("body", header="X-Hub-Signature-256", prefix="sha256="),
        "It's a Secret to Everybody",
        b"Hello, World!",
        {
            "X-Hub-Signature-256": "sha256="
            "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
        },
        AT,
    ),
    "Slack's": (
        WebhookSignature(
            header="X-Slack-Signature",
            signed="v0:{timestamp}:{body}",
            prefix="v0=",
            timestamp_header="X-Slack-Request-Timestamp",
            tolerance=60,
        ),
        "8f742231b10e8888abcd99yyyzzz85a5",
        SLACK_BODY,
        {
            "X-Slack-Signature": "v0="
            "a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
            "X-Slack-Request-Timestamp": "1531420618",
        },
        1531420618,
    ),
    "Shopify's": (
        WebhookSignature.of("body", header="X-Shopify-Hmac-SHA256", encoding="base64"),
        "hush",
        b'{"id":1}',
        {"X-Shopify-Hmac-SHA256": SHOPIFY},
        AT,
    ),
    "of the body, base64url and SHA-512": (
        WebhookSignature.of("body", header="X-Sig", encoding="base64url", algorithm="sha512"),
        "hush",
        b'{"id":11}',
        {"X-Sig": URL_SAFE},
        AT,
    ),
}


def said(*arguments: Any, **more: Any) -> str:
    """Why a delivery is refused."""
    with pytest.raises(WebhookVerificationError) as caught:
        verify_webhook(*arguments, **more)
    return str(caught.value)


@pytest.mark.parametrize("name", VECTORS)
class TestVectors:
    def test_verify_however_headers_are_written_and_held(self, name: str) -> None:
        signature, secret, body, headers, at = VECTORS[name]
        for given in (
            headers,
            {key.lower(): value for key, value in headers.items()},
            [("Host", "example.org"), *((k.upper(), v) for k, v in headers.items())],
            iter(headers.items()),
        ):
            verify_webhook(body, given, ["other", secret][-1:], now=at, signature=signature)

    def test_are_what_is_signed_here(self, name: str) -> None:
        signature, secret, body, headers, at = VECTORS[name]
        made = signed_headers(
            body, secret, at=at, delivery_id=headers.get("webhook-id"), signature=signature
        )
        assert made == {key: value.replace("v0=ab,", "") for key, value in headers.items()}

    def test_are_refused_once_anything_differs(self, name: str) -> None:
        signature, secret, body, headers, at = VECTORS[name]
        mismatch = "signature mismatch: was the body parsed and re-serialised?"
        more: dict[str, Any] = {"now": at, "signature": signature}
        assert said(body + b" ", headers, secret, **more) == mismatch
        other = base64.b64encode(b"other key").decode()
        assert said(body, headers, other, **more) == mismatch
        for key, value in headers.items():
            without = {k: v for k, v in headers.items() if k != key}
            assert "missing header" in said(body, without, secret, **more)
            changed = value[:-2] + ("AA" if value[-2:] != "AA" else "BB")
            assert said(body, {**headers, key: changed}, secret, **more)
            assert said(body, {**headers, key: ""}, secret, **more).startswith("missing header")
            long = said(body, {**headers, key: "x" * 5000}, secret, **more)
            assert long == "header too long: over 4096 characters"

    def test_are_refused_too_long_before_or_after(self, name: str) -> None:
        signature, secret, body, headers, at = VECTORS[name]
        for off in (-61, 61):
            if signature.is_timed:
                late = said(body, headers, secret, now=at + off, signature=signature)
                assert late == "timestamp outside tolerance by 1 s"
                verify_webhook(body, headers, secret, 61, now=at + off, signature=signature)
            else:
                verify_webhook(body, headers, secret, now=at + 10**9, signature=signature)

    def test_are_of_no_other_scheme(self, name: str) -> None:
        _, secret, body, headers, at = VECTORS[name]
        for other, (scheme, *_) in VECTORS.items():
            if other != name:
                key = secret if scheme.secret == "text" else base64.b64encode(b"k").decode()
                assert said(body, headers, key, now=at, signature=scheme)


class TestStandardWebhooks:
    """Against the specification's own library."""

    library = pytest.importorskip("standardwebhooks")

    def test_verifies_what_the_library_signs(self) -> None:
        signer = self.library.Webhook(STANDARD_SECRET)
        value = signer.sign("msg_1", datetime.fromtimestamp(AT, UTC), STANDARD_BODY.decode())
        headers = {"Webhook-Id": "msg_1", "Webhook-Timestamp": str(AT), "Webhook-Signature": value}
        verify_webhook(STANDARD_BODY, headers, STANDARD_SECRET, now=AT, signature=STANDARD)

    def test_signs_what_the_library_verifies(self) -> None:
        headers = signed_headers(STANDARD_BODY, STANDARD_SECRET, signature=STANDARD)
        assert self.library.Webhook(STANDARD_SECRET).verify(STANDARD_BODY, headers)

    def test_one_of_several_signatures_is_enough(self) -> None:
        new = base64.b64encode(b"n" * 24).decode()
        made = signed_headers(STANDARD_BODY, [new, STANDARD_SECRET], signature=STANDARD)
        assert made["webhook-signature"].count("v1,") == 2
        for secret in (new, f"whsec_{new}", STANDARD_SECRET, ["AAAA", new]):
            verify_webhook(STANDARD_BODY, made, secret, signature=STANDARD)
        made["webhook-signature"] = "v1a,AAAA " + made["webhook-signature"].replace("v1,", "v2,")
        assert said(STANDARD_BODY, made, new, signature=STANDARD) == "no v1 signature"

    def test_a_body_cannot_begin_in_the_id(self) -> None:
        body = b'{"note": "x.1614265330.y"}'
        made = signed_headers(body, STANDARD_SECRET, at=1, delivery_id="a", signature=STANDARD)
        head, _, tail = body.partition(b".1614265330.")
        made |= {"webhook-id": f"a.1.{head.decode()}", "webhook-timestamp": str(AT)}
        reason = said(tail, made, STANDARD_SECRET, now=AT, signature=STANDARD)
        assert reason == "the delivery's id has a '.' in it"

    @pytest.mark.parametrize("time", ["", " 1", "-1", "1.0", "1" * 16, "1_0", "१", "x"])
    def test_a_time_is_digits(self, time: str) -> None:
        made = signed_headers(STANDARD_BODY, STANDARD_SECRET, at=1, signature=STANDARD)
        made["webhook-timestamp"] = time
        reason = said(STANDARD_BODY, made, STANDARD_SECRET, now=1, signature=STANDARD)
        assert reason in {
            "timestamp is not a whole number of seconds",
            "missing header webhook-timestamp",
        }

    @pytest.mark.parametrize("secret", ["whsec_no base64!", "whsec_", "a", "_-_-"])
    def test_a_secret_is_base64(self, secret: str) -> None:
        with pytest.raises(ConfigurationError, match="the secret is not base64") as caught:
            verify_webhook(STANDARD_BODY, {}, secret, signature=STANDARD)
        assert "no base64!" not in str(caught.value)
        assert said(STANDARD_BODY, {}, "", signature=STANDARD).startswith("empty secret")

    def test_takes_all_headers(self) -> None:
        with pytest.raises(ConfigurationError, match="pass all its headers"):
            verify_webhook(STANDARD_BODY, "v1,x", STANDARD_SECRET, signature=STANDARD)
        with pytest.raises(ConfigurationError, match="use signed_headers"):
            sign_webhook(STANDARD_BODY, STANDARD_SECRET, signature=STANDARD)
        assert said(STANDARD_BODY, None, STANDARD_SECRET, signature=STANDARD) == "missing header"


class TestOfTheBody:
    scheme = WebhookSignature.of("body", header="X-Sig")

    def test_takes_no_tolerance(self) -> None:
        with pytest.raises(ConfigurationError, match="signs no time: leave the tolerance out"):
            verify_webhook(b"", "x", "s", 60, signature=self.scheme)

    def test_is_one_signature(self) -> None:
        with pytest.raises(ConfigurationError, match="has one signature, and these are 2 secrets"):
            signed_headers(b"", ["a", "b"], signature=self.scheme)
        twice = ",".join([sign_webhook(b"", "s", signature=self.scheme)] * 2)
        assert said(b"", twice, "s", signature=self.scheme).startswith("signature mismatch")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"header": "X Sig"}, "that is no name of one"),
        ({"header": "X", "algorithm": "md5"}, "use one of sha256, sha1, sha512"),
        ({"header": "X", "encoding": "base32"}, "use one of hex, base64, base64url"),
        ({"header": "X", "secret": "hex"}, "use one of text, base64"),
        ({"header": "X", "prefix": "§="}, "no ASCII text"),
        ({"header": "X", "signed": "{body}."}, "end `signed` with {body}"),
        ({"header": "X", "signed": "{url}.{body}"}, "each once"),
        ({"header": "X", "signed": "{body}.{body}"}, "each once"),
        ({"header": "X", "signed": "{timestamp}{body}", "tolerance": 1}, "no digit between"),
        ({"header": "X", "signed": "{timestamp}0{body}", "tolerance": 1}, "no digit between"),
        ({"header": "X", "signed": "{id}.{body}"}, "has an id in `id_header`"),
        ({"header": "X", "id_header": "Y"}, "has an id in `id_header`"),
        ({"header": "X", "signed": "{timestamp}.{body}", "tolerance": 1}, "has the time in"),
        ({"header": "X", "timestamp_header": "Y"}, "has the time in"),
        ({"header": "X", "tolerance": 1}, "has a `tolerance` if the time is signed"),
        (
            {"header": "X", "signed": "{timestamp}.{body}", "timestamp_header": "Y"},
            "has a `tolerance` if the time is signed",
        ),
        (
            {
                "signed": "{timestamp}.{body}",
                "header": "X",
                "timestamp_prefix": "t=",
                "tolerance": 1,
            },
            "has a `separator` and a `prefix`",
        ),
        (
            {
                "signed": "{timestamp}.{body}",
                "header": "X",
                "timestamp_header": "Y",
                "tolerance": -1,
            },
            "tolerance must be a number of seconds",
        ),
        ({}, "say which, by `header`"),
        ({"header": "X", "hedaer": "Y"}, "has no 'hedaer'"),
    ],
)
def test_what_cannot_be_verified_is_refused(given: dict[str, Any], reason: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        WebhookSignature.of(None, **given)
    assert reason in str(caught.value)


def test_a_scheme_has_a_name() -> None:
    with pytest.raises(ConfigurationError, match="use one of timestamped, body, standard_webhooks"):
        WebhookSignature.of("stripe", header="X")


def test_a_percent_sign_is_one() -> None:
    scheme = WebhookSignature(header="X", signed="100%b {body}")
    expected = hmac.new(b"s", b"100%b x", "sha256").hexdigest()
    assert sign_webhook(b"x", "s", signature=scheme) == expected
