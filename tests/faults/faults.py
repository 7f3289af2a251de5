"""The faults of a server and a network, and what a caller sees of each: the table of the docs."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from itertools import repeat
from typing import TYPE_CHECKING, Any

from ghxstship._core.errors import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
    DeadlineExceededError,
    RateLimitError,
    ResponseTooLargeError,
)

from ..unit.harness import BOOK
from .server import Peer, answer, each

if TYPE_CHECKING:
    from collections.abc import Callable

BODY = json.dumps(BOOK).encode()
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
SHORT: dict[str, Any] = {"timeout": 0.05}
"""No answer takes longer than this; nothing that answers at all is slower under load."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong, and what comes of it."""

    name: str
    behave: Callable[[Peer], object]
    error: type[APIError] | None
    """What is raised; `None` where the call succeeds."""
    says: str
    """A part of the message."""
    attempts: int = 3
    """How often a call that may be repeated is sent: twice more, where trying again may help."""
    settings: dict[str, Any] = field(default_factory=dict[str, Any])
    with_settings: str = ""
    """The settings in the words of the table."""
    waits: tuple[float, ...] | None = None
    """The waits between attempts, where they matter."""


def after_request(
    *parts: bytes, stall: bool = False, reset: bool = False
) -> Callable[[Peer], None]:
    """Answer a request with these bytes, and then stall, reset or close."""

    def behave(peer: Peer) -> None:
        if peer.request() is None:
            return
        peer.send(*parts)
        if stall:
            peer.stall()
        elif reset:
            peer.reset()

    return behave


def trickled_body(peer: Peer) -> None:
    if peer.request() is not None:
        peer.send(CHUNKED)
        peer.trickle(repeat(b"1\r\n \r\n", 1000), every=0.01)


def trickled_headers(peer: Peer) -> None:
    if peer.request() is not None:
        peer.send(HEAD)
        peer.trickle((b"X-%d: 1\r\n" % number for number in range(40)), every=0.01)
        peer.send(b"Content-Length: %d\r\n\r\n" % len(BODY), BODY)
        peer.stall()


def endless(head: bytes, chunk: bytes) -> Callable[[Peer], None]:
    """A hundred megabytes, or as many of them as the client takes."""

    def behave(peer: Peer) -> None:
        if peer.request() is None:
            return
        peer.send(head)
        for _ in range(100 * 1024 * 1024 // len(chunk)):
            peer.send(chunk)

    return behave


def chunk(content: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(content), content)


def packed(body: bytes) -> bytes:
    return answer(body=body, Content_Encoding="gzip")


MEGABYTE = b" " * 1024 * 1024
PACKED = gzip.compress(BODY, mtime=0)
BOMB = gzip.compress(MEGABYTE * 16, mtime=0)
NO_ANSWER = "no complete answer from 127.0.0.1"
LATE = "no complete answer in time from 127.0.0.1"
UP = b'{"error": {"code": "RATE_LIMITED", "message": "slow down"}}'


def limited(retry_after: str) -> Callable[[Peer], None]:
    return each(answer("429 Too Many Requests", UP, Retry_After=retry_after), answer())


FAULTS = [
    Fault("reset before the request is read", Peer.reset, APIConnectionError, NO_ANSWER),
    Fault("closed before the request is read", lambda _: None, APIConnectionError, NO_ANSWER),
    Fault(
        "reset after the request was sent", after_request(reset=True), APIConnectionError, NO_ANSWER
    ),
    Fault("closed without an answer", after_request(), APIConnectionError, NO_ANSWER),
    Fault(
        "reset in the middle of the body",
        after_request(answer(length=999), reset=True),
        APIConnectionError,
        NO_ANSWER,
    ),
    Fault(
        "a body shorter than its length",
        after_request(answer(length=999)),
        APIConnectionError,
        NO_ANSWER,
    ),
    Fault(
        "a body longer than its length",
        each(answer(length=7), answer()),
        APIResponseValidationError,
        "is not as documented: Invalid JSON",
        attempts=1,
    ),
    Fault(
        "no answer at all",
        after_request(stall=True),
        APITimeoutError,
        LATE,
        settings=SHORT,
        with_settings="timeout",
    ),
    Fault(
        "a body that stops coming",
        after_request(answer(length=999), stall=True),
        APITimeoutError,
        LATE,
        settings=SHORT,
        with_settings="timeout",
    ),
    Fault(
        "no answer at all, and a deadline",
        after_request(stall=True),
        DeadlineExceededError,
        "the deadline of 0.1 s passed",
        attempts=1,
        settings={"deadline": 0.1},
        with_settings="deadline",
    ),
    Fault(
        "a body that trickles for ever",
        trickled_body,
        DeadlineExceededError,
        "the deadline of 0.1 s passed",
        attempts=1,
        settings={"deadline": 0.1},
        with_settings="deadline",
    ),
    Fault(
        "headers that trickle",
        trickled_headers,
        DeadlineExceededError,
        "the deadline of 0.1 s passed",
        attempts=1,
        settings={"deadline": 0.1},
        with_settings="deadline",
    ),
    Fault(
        "headers without end",
        endless(b"HTTP/1.1 200 OK\r\n", b"X-Padding: " + b"x" * 65000 + b"\r\n"),
        APIConnectionError,
        NO_ANSWER,
    ),
    Fault("no HTTP", after_request(b"220 ready\r\n"), APIConnectionError, NO_ANSWER),
    Fault("invalid chunks", after_request(CHUNKED, b"zz\r\n{}\r\n"), APIConnectionError, NO_ANSWER),
    Fault(
        "chunks without an end",
        after_request(CHUNKED, chunk(BODY)),
        APIConnectionError,
        NO_ANSWER,
    ),
    Fault(
        "corrupt gzip",
        each(packed(PACKED[:-8] + bytes(8))),
        APIConnectionError,
        "the body cannot be decompressed",
    ),
    Fault(
        "gzip that ends too early",
        each(packed(PACKED[:-9])),
        APIConnectionError,
        "Content-Encoding gzip: the body is incomplete",
    ),
    Fault("said to be gzip", each(packed(BODY)), APIConnectionError, "cannot be decompressed"),
    Fault(
        "a packing that was not asked for",
        each(answer(body=BODY, Content_Encoding="br")),
        APIConnectionError,
        "Content-Encoding br is not supported",
    ),
    Fault(
        "a gzip bomb",
        each(packed(BOMB)),
        ResponseTooLargeError,
        "more than 1048576 bytes",
        attempts=1,
        settings={"max_response_bytes": 1024 * 1024},
        with_settings="max_response_bytes",
    ),
    Fault(
        "100 MB with a length",
        endless(HEAD + b"Content-Length: 104857600\r\n\r\n", MEGABYTE),
        ResponseTooLargeError,
        "more than 67108864 bytes",
        attempts=1,
    ),
    Fault(
        "100 MB in chunks",
        endless(CHUNKED, chunk(MEGABYTE)),
        ResponseTooLargeError,
        "more than 1048576 bytes",
        attempts=1,
        settings={"max_response_bytes": 1024 * 1024},
        with_settings="max_response_bytes",
    ),
    Fault(
        "HTML with status 200",
        each(answer(body=b"<html>please log in</html>", Content_Type="text/html")),
        APIResponseValidationError,
        "is not as documented: Invalid JSON: expected value at line 1 column 1 (text/html, 26",
        attempts=1,
    ),
    Fault(
        "an empty body with status 200",
        each(answer(body=b"")),
        APIResponseValidationError,
        "is not as documented",
        attempts=1,
    ),
    Fault(
        "an array where an object is promised",
        each(answer(body=b"[]")),
        APIResponseValidationError,
        "the body is not as documented: Input should be an object",
        attempts=1,
    ),
    Fault(
        "a null where a number is promised",
        each(answer(body=json.dumps({**BOOK, "price": None}).encode())),
        None,
        "the answer",
        attempts=1,
    ),
    Fault(
        "a null where a number is promised",
        each(answer(body=json.dumps({**BOOK, "price": None}).encode())),
        APIResponseValidationError,
        "price is not as documented: Input should be a valid number",
        attempts=1,
        settings={"strict": True},
        with_settings="strict",
    ),
    Fault(
        "JSON under another content type",
        each(answer(Content_Type="text/plain")),
        None,
        "the answer",
        attempts=1,
    ),
    Fault(
        "a redirect to another host",
        each(answer("302 Found", b"", Location="https://elsewhere.test/?token=1")),
        APIStatusError,
        "302: Found: redirects are not followed, and this one leads to elsewhere.test",
        attempts=1,
    ),
    Fault("Retry-After: -5", limited("-5"), None, "the answer", 2, waits=(0.25,)),
    Fault("Retry-After: soon", limited("soon"), None, "the answer", 2, waits=(0.25,)),
    Fault("Retry-After: 1e400", limited("1e400"), None, "the answer", 2, waits=(0.25,)),
    Fault(
        "Retry-After in the past",
        limited("Tue, 14 Nov 2023 22:13:42 GMT"),
        None,
        "the answer",
        2,
        waits=(0.25,),
    ),
    Fault("Retry-After: 0", limited("0"), None, "the answer", 2, waits=(0.25,)),
    Fault(
        "Retry-After: 31536000",
        limited("31536000"),
        RateLimitError,
        "the server asks to wait 3.1536e+07 s, and this client waits at most 60 s",
        attempts=1,
    ),
]
