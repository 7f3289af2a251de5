"""What strangers, proxies and frameworks may send: a reason for each, and never another error."""

from __future__ import annotations

import hmac
import os
import time
from array import array
from typing import Any, cast

import pytest

from ghxstship.webhooks import WebhookVerificationError, sign_webhook, verify_webhook
from ghxstship.webhooks import signature as module

AT = 1705312200
BODY = b'{"event":"deal.created","data":{"id":"deal_abc123"}}'
SECRET = "whsec_test"
GENUINE = sign_webhook(BODY, SECRET, at=AT).partition("v1=")[2]
WRONG = "0" * 64
MISMATCH = "signature mismatch: was the body parsed and re-serialised?"
NO_NUMBER = "timestamp is not a whole number of seconds"
TOO_LONG = "header too long: over 4096 characters"
EMPTY = "empty secret: pass the subscription's own"


def released() -> memoryview:
    view = memoryview(b"gone")
    view.release()
    return view


HEADERS: dict[str, tuple[Any, str]] = {
    "none": (None, "missing header"),
    "empty": ("", "missing header"),
    "empty bytes": (b"", "missing header"),
    "a list": ([f"t={AT},v1={GENUINE}"], "header is a list: pass it as it came"),
    "a number": (5, "header is a int: pass it as it came"),
    "true": (True, "header is a bool: pass it as it came"),
    "a class": (str, "header is a type: pass it as it came"),
    "a view that was released": (released(), "header is a memoryview: pass it as it came"),
    "an array": (
        array("B", f"t={AT},v1={WRONG}".encode()),
        "header is a array: pass it as it came",
    ),
    "nonsense": ("nonsense", "no timestamp"),
    "one comma": (",", "no timestamp"),
    "only commas": ("," * 4096, "no timestamp"),
    "only spaces": ("   ", "no timestamp"),
    "only NUL": ("\0", "no timestamp"),
    "only a scheme": ("v1", "no timestamp"),
    "only an equals sign": ("=", "no timestamp"),
    "no t": (f"v1={GENUINE}", "no timestamp"),
    "t in capitals": (f"T={AT},v1={GENUINE}", "no timestamp"),
    "t after a space": (f" t={AT},v1={GENUINE}", "no timestamp"),
    "t after a BOM": (f"\ufefft={AT},v1={GENUINE}", "no timestamp"),
    "t after a BOM in bytes": (f"\ufefft={AT},v1={GENUINE}".encode(), "no timestamp"),
    "t without a value": (f"t,v1={GENUINE}", "no timestamp"),
    "t twice": (f"t={AT},t={AT},v1={GENUINE}", "several timestamps"),
    "t twice, apart": (f"t={AT},v1={GENUINE},t={AT + 1}", "several timestamps"),
    "t hundreds of times": (f"t={AT}," * 300 + f"v1={GENUINE}", "several timestamps"),
    "t is empty": (f"t=,v1={GENUINE}", NO_NUMBER),
    "t is negative": (f"t=-{AT},v1={GENUINE}", NO_NUMBER),
    "t has a sign": (f"t=+{AT},v1={GENUINE}", NO_NUMBER),
    "t is huge": (f"t={'9' * 16},v1={GENUINE}", NO_NUMBER),
    "t is beyond any integer": (f"t={'9' * 4000},v1={GENUINE[:9]}", NO_NUMBER),
    "t is a fraction": (f"t={AT}.0,v1={GENUINE}", NO_NUMBER),
    "t has an exponent": (f"t=1e9,v1={GENUINE}", NO_NUMBER),
    "t has underscores": (f"t=1_705_312_200,v1={GENUINE}", NO_NUMBER),
    "t is hexadecimal": (f"t=0x65a4fc88,v1={GENUINE}", NO_NUMBER),
    "t is infinite": (f"t=inf,v1={GENUINE}", NO_NUMBER),
    "t is not a number": (f"t=nan,v1={GENUINE}", NO_NUMBER),
    "t in Arabic digits": (f"t=١٧٠٥٣١٢٢٠٠,v1={GENUINE}", NO_NUMBER),
    "t in full-width digits": (
        f"t=\N{FULLWIDTH DIGIT ONE}\N{FULLWIDTH DIGIT SEVEN},v1={GENUINE}",
        NO_NUMBER,
    ),
    "t in superscript": (f"t=¹²,v1={GENUINE}", NO_NUMBER),
    "t with a space": (f"t= {AT},v1={GENUINE}", NO_NUMBER),
    "t with a line end": (f"t={AT}\r\n,v1={GENUINE}", NO_NUMBER),
    "t with NUL": (f"t={AT}\0,v1={GENUINE}", NO_NUMBER),
    "t is a surrogate": (f"t=\udcff,v1={GENUINE}", NO_NUMBER),
    "a semicolon between": (f"t={AT};v1={GENUINE}", NO_NUMBER),
    "no v1": (f"t={AT}", "no v1 signature"),
    "only v0": (f"t={AT},v0={GENUINE}", "no v1 signature"),
    "only v2": (f"t={AT},v2={GENUINE}", "no v1 signature"),
    "v1 in capitals": (f"t={AT},V1={GENUINE}", "no v1 signature"),
    "v1 after a space": (f"t={AT}, v1={GENUINE}", "no v1 signature"),
    "v1 after a line end": (f"t={AT},\r\nv1={GENUINE}", "no v1 signature"),
    "v1 without a value": (f"t={AT},v1", "no v1 signature"),
    "v1 with a colon": (f"t={AT},v1:{GENUINE}", "no v1 signature"),
    "v1 is empty": (f"t={AT},v1=", MISMATCH),
    "v1 in capitals hex": (f"t={AT},v1={GENUINE.upper()}", MISMATCH),
    "v1 of odd length": (f"t={AT},v1={GENUINE[:-1]}", MISMATCH),
    "v1 too long": (f"t={AT},v1={GENUINE}0", MISMATCH),
    "v1 twice over": (f"t={AT},v1={GENUINE}{GENUINE}", MISMATCH),
    "v1 with a prefix": (f"t={AT},v1=sha256={GENUINE}", MISMATCH),
    "v1 in quotes": (f't={AT},v1="{GENUINE}"', MISMATCH),
    "v1 with a space": (f"t={AT},v1={GENUINE} ", MISMATCH),
    "v1 with a line end": (f"t={AT},v1={GENUINE}\r\n", MISMATCH),
    "v1 with NUL": (f"t={AT},v1={GENUINE}\0", MISMATCH),
    "v1 with NUL in bytes": (f"t={AT},v1={GENUINE}\0".encode(), MISMATCH),
    "v1 with a look-alike": (f"t={AT},v1={GENUINE[:-1]}\N{CYRILLIC SMALL LETTER A}", MISMATCH),
    "v1 is no hex": (f"t={AT},v1={'z' * 64}", MISMATCH),
    "v1 is a surrogate": (f"t={AT},v1=\ud800", MISMATCH),
    "v1 is not ASCII in bytes": (f"t={AT},v1=".encode() + b"\xff" * 64, MISMATCH),
    "v1 wrong a few times": (f"t={AT}" + f",v1={WRONG}" * 50, MISMATCH),
    "v1 as often as it fits": (f"t={AT}" + ",v1=" * 1000, MISMATCH),
    "v1 thousands of times": (f"t={AT}" + f",v1={WRONG}" * 5000 + f",v1={GENUINE}", TOO_LONG),
    "of another moment": (f"t={AT + 1},v1={GENUINE}", MISMATCH),
    "of the same moment, padded": (f"t=0{AT},v1={GENUINE}", MISMATCH),
    "a megabyte of letters": ("a" * 1_000_000, TOO_LONG),
    "a megabyte of commas": ("," * 1_000_000, TOO_LONG),
    "a megabyte of bytes": (b"v1=," * 250_000, TOO_LONG),
    "a megabyte behind the genuine": (f"t={AT},v1={GENUINE}," + "x" * 1_000_000, TOO_LONG),
}


def reason(payload: Any, header: Any, secret: Any) -> str:
    with pytest.raises(WebhookVerificationError) as caught:
        verify_webhook(payload, header, secret, now=AT)
    assert caught.value.__cause__ is None
    return str(caught.value)


@pytest.mark.parametrize(("header", "expected"), HEADERS.values(), ids=list(HEADERS))
def test_a_header_is_refused_with_a_reason(header: Any, expected: str) -> None:
    assert reason(BODY, header, SECRET) == expected


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"event": "deal.won"}, "payload is a dict: pass it as it came"),
        (["event"], "payload is a list: pass it as it came"),
        (None, "payload is a NoneType: pass it as it came"),
        (lambda: b"", "payload is a function: pass what it returns"),
        (7, "payload is a int: pass it as it came"),
        (True, "payload is a bool: pass it as it came"),
        (released(), "payload is a memoryview: pass it as it came"),
        (array("I", [1, 2, 3]), MISMATCH),
        (b"", MISMATCH),
        ("", MISMATCH),
        (b"\xff\xfe", MISMATCH),
        (b"\0" * 1000, MISMATCH),
        ("\ufeff" + BODY.decode(), MISMATCH),
        (b"\xef\xbb\xbf" + BODY, MISMATCH),
        (BODY + b"\n", MISMATCH),
        (BODY + b"\r\n", MISMATCH),
        (BODY.replace(b",", b", "), MISMATCH),
        (BODY.decode("utf-16", "surrogatepass"), MISMATCH),
        ("\ud800", MISMATCH),
        (bytearray(BODY[:-1]), MISMATCH),
        (memoryview(BODY)[::-1], MISMATCH),
        (b"x" * 1_000_000, MISMATCH),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_payload_is_refused_with_a_reason(payload: Any, expected: str) -> None:
    assert reason(payload, f"t={AT},v1={GENUINE}", SECRET) == expected


@pytest.mark.parametrize(
    ("secret", "expected"),
    [
        ("", EMPTY),
        (b"", EMPTY),
        (None, EMPTY),
        ([], EMPTY),
        ((), EMPTY),
        ([""], EMPTY),
        ([None], EMPTY),
        ([SECRET, ""], EMPTY),
        (iter(()), EMPTY),
        (7, "secret is a int: pass it as it came"),
        (True, "secret is a bool: pass it as it came"),
        ([SECRET, 7], "secret is a int: pass it as it came"),
        (bytearray(b"whsec_tes"), MISMATCH),
        ("\ud800", MISMATCH),
        ("\0", MISMATCH),
        ([SECRET + "x", SECRET[:-1]], MISMATCH),
        ([SECRET.upper()] * 100, MISMATCH),
    ],
)
def test_a_secret_is_refused_with_a_reason(secret: Any, expected: str) -> None:
    assert reason(BODY, f"t={AT},v1={GENUINE}", secret) == expected


@pytest.mark.parametrize(
    "header",
    [
        f"t={AT},v1={GENUINE}",
        f"t={AT},v1={GENUINE}".encode(),
        bytearray(f"t={AT},v1={GENUINE}".encode()),
        memoryview(f"t={AT},v1={GENUINE}".encode()),
        f"v1={GENUINE},t={AT}",
        f",,t={AT},,v1={GENUINE},,",
        f"v0=x,t={AT},v2=y,v1={WRONG},v1={GENUINE},beta,\ud800",
        f"t={AT},v1=,v1={GENUINE},v1={GENUINE}",
        f"t={AT}" + ",v1=" * 1000 + f",v1={GENUINE}",
    ],
    ids=lambda header: type(header).__name__,
)
@pytest.mark.parametrize(
    "payload",
    [BODY, BODY.decode(), bytearray(BODY), memoryview(BODY), memoryview(BODY[::-1])[::-1]],
    ids=lambda payload: type(payload).__name__,
)
def test_what_is_genuine_verifies_however_it_is_held(payload: Any, header: Any) -> None:
    verify_webhook(payload, header, SECRET, now=AT)
    verify_webhook(payload, header, ["old", SECRET.encode()], now=AT)
    verify_webhook(payload, header, cast("bytes", memoryview(SECRET.encode())), now=AT)


@pytest.mark.parametrize("name", ["a megabyte of commas", "v1 as often as it fits"])
def test_work_is_bounded(name: str) -> None:
    header = HEADERS[name][0]
    secrets = [SECRET, "old"]
    began = time.process_time()
    for _ in range(10):
        reason(BODY, header, secrets)
    assert (time.process_time() - began) / 10 < 0.05


def test_every_signature_is_compared_whole_and_to_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither a match nor a difference ends the work early: that is how content would leak."""
    compared: list[tuple[bytes, bytes]] = []

    def compare(a: bytes, b: bytes) -> bool:
        compared.append((a, b))
        return a == b

    monkeypatch.setattr(module, "compare_digest", compare)
    header = f"t={AT},v1={GENUINE},v1={WRONG},v1={GENUINE[:-1]}x"
    verify_webhook(BODY, header, [SECRET, "old"], now=AT)
    old = sign_webhook(BODY, "old", at=AT).partition("v1=")[2]
    candidates = [GENUINE, WRONG, f"{GENUINE[:-1]}x"]
    assert compared == [(a.encode(), b.encode()) for a in (GENUINE, old) for b in candidates]


def test_the_comparison_is_the_one_of_constant_time() -> None:
    assert vars(module)["compare_digest"] is hmac.compare_digest


def test_no_reason_shows_what_it_is_about() -> None:
    secret, body = f"whsec_{os.urandom(8).hex()}", os.urandom(8).hex()
    header = sign_webhook(body, secret, at=AT)
    shown = [
        reason(f"{body}x", header, secret),
        reason(body, header, f"{secret}x"),
        reason(body, header.replace("v1=", "v1=0"), secret),
        reason(body, header.replace("t=", "t=-"), secret),
        reason({body: secret}, header, secret),
    ]
    for text in shown:
        assert secret not in text
        assert body not in text
        assert header[-64:] not in text
        assert str(AT) not in text
