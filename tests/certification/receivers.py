"""A receiver that gets everything right, and one for each way of getting one thing wrong."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from ghxstship import WebhookVerificationError, sign_webhook, verify_webhook
from ghxstship.events import EVENT_NAMES, SIGNATURE_HEADER
from ghxstship.sandbox.encoding import encode

NEW, OLD = "whsec_new_1f0c", "whsec_old_77ab"
LIMIT = 1.0
"""Seconds that the slow one has to answer; the platform's ten would make the test wait."""


@dataclass(frozen=True)
class Said:
    """An answer."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict[str, str])


class Receiver:
    """Gets everything right."""

    secrets: tuple[str, ...] = (NEW, OLD)
    tolerance = 300.0
    max_bytes = 4 * 1024 * 1024

    def answer(self, header: str | None, body: bytes) -> Said:
        if len(body) > self.max_bytes:
            return Said(413)
        try:
            self.verify(header, body)
        except WebhookVerificationError:
            return Said(400)
        return self.take(json.loads(body))

    def verify(self, header: str | None, body: bytes) -> None:
        verify_webhook(body, header, self.secrets, self.tolerance)

    def take(self, event: dict[str, Any]) -> Said:
        return Said(204)


class FailsOnOneEvent(Receiver):
    def take(self, event: dict[str, Any]) -> Said:
        return Said(500 if event["event"] == "vip.upgrade" else 204)


class WritesTheBodyAgain(Receiver):
    def verify(self, header: str | None, body: bytes) -> None:
        with suppress(ValueError):
            body = encode(json.loads(body))
        super().verify(header, body)


class TakesNoMegabyte(Receiver):
    max_bytes = 1_000_000


class RefusesWhatItKnows(Receiver):
    def __init__(self) -> None:
        self.seen: set[str] = set()

    def take(self, event: dict[str, Any]) -> Said:
        key = event["metadata"]["idempotency_key"]
        known = key in self.seen
        self.seen.add(key)
        return Said(409 if known else 204)


class RefusesWhatIsOlder(Receiver):
    def __init__(self) -> None:
        self.newest = ""

    def take(self, event: dict[str, Any]) -> Said:
        if event["timestamp"] < self.newest:
            return Said(409)
        self.newest = event["timestamp"]
        return Said(204)


class FailsOnUnknownEvents(Receiver):
    def take(self, event: dict[str, Any]) -> Said:
        return Said(204 if event["event"] in EVENT_NAMES else 500)


class RefusesOtherVersions(Receiver):
    def take(self, event: dict[str, Any]) -> Said:
        return Said(204 if event["version"] == "1.0" else 400)


class ForbidsMore(Receiver):
    def take(self, event: dict[str, Any]) -> Said:
        more = event.keys() - {"event", "version", "timestamp", "data", "metadata"}
        return Said(422 if more else 204)


class AllowsOneMinute(Receiver):
    tolerance = 60.0


class RefusesOtherSchemes(Receiver):
    def verify(self, header: str | None, body: bytes) -> None:
        if any(not entry.startswith(("t=", "v1=")) for entry in (header or "").split(",")):
            raise WebhookVerificationError("unknown scheme")
        super().verify(header, body)


class LooksAtOneSignature(Receiver):
    def verify(self, header: str | None, body: bytes) -> None:
        if header and header.count("v1=") > 1:
            header = header[: header.rindex(",")]
        super().verify(header, body)


class KnowsOneSecret(Receiver):
    secrets = (NEW,)


class VerifiesWhatItStores(Receiver):
    def verify(self, header: str | None, body: bytes) -> None:
        super().verify(header, body.replace(b'"value":1150000', b'"value":150000'))


class ParsesFirst(Receiver):
    def answer(self, header: str | None, body: bytes) -> Said:
        try:
            json.loads(body)
        except ValueError:
            return Said(500, b"Traceback")
        return super().answer(header, body)


class HasAnEmptySecretToo(Receiver):
    def verify(self, header: str | None, body: bytes) -> None:
        timestamp = (header or "").partition(",")[0].removeprefix("t=")
        if timestamp.isdigit() and header == _unkeyed(int(timestamp), body):
            return
        super().verify(header, body)


def _unkeyed(at: int, body: bytes) -> str:
    return sign_webhook(body, b"\0", at=at)  # HMAC pads its key with zeros


class TrustsTheUnsigned(Receiver):
    def verify(self, header: str | None, body: bytes) -> None:
        if header:
            super().verify(header, body)


class FailsOnStrangeHeaders(Receiver):
    def answer(self, header: str | None, body: bytes) -> Said:
        if header and len(header.partition("v1=")[2]) < 64:
            return Said(500)
        return super().answer(header, body)


class TakesTheOld(Receiver):
    def verify(self, header: str | None, body: bytes) -> None:
        _verify_within(header, body, -1e9, 300)


class TakesTheFuture(Receiver):
    def verify(self, header: str | None, body: bytes) -> None:
        _verify_within(header, body, -300, 1e9)


def _verify_within(header: str | None, body: bytes, earliest: float, latest: float) -> None:
    verify_webhook(body, header, (NEW, OLD), tolerance=1e9)
    at = int((header or "").partition(",")[0].removeprefix("t="))
    if not earliest <= at - time.time() <= latest:
        raise WebhookVerificationError("outside tolerance")


class IsSlowOnce(Receiver):
    def take(self, event: dict[str, Any]) -> Said:
        if event["event"] == "yacht.launched":
            time.sleep(LIMIT * 1.15)  # what is measured is a real answer's time
        return Said(204)


MISTAKES: dict[str, Callable[[], Receiver]] = {
    "every-event": FailsOnOneEvent,
    "raw-body": WritesTheBodyAgain,
    "large-body": TakesNoMegabyte,
    "duplicate": RefusesWhatItKnows,
    "out-of-order": RefusesWhatIsOlder,
    "unknown-event": FailsOnUnknownEvents,
    "unknown-version": RefusesOtherVersions,
    "new-fields": ForbidsMore,
    "clock-drift": AllowsOneMinute,
    "unknown-scheme": RefusesOtherSchemes,
    "several-signatures": LooksAtOneSignature,
    "rotation": KnowsOneSecret,
    "tampered-body": VerifiesWhatItStores,
    "broken-body": ParsesFirst,
    "wrong-secret": HasAnEmptySecretToo,
    "missing-signature": TrustsTheUnsigned,
    "malformed-signature": FailsOnStrangeHeaders,
    "stale-timestamp": TakesTheOld,
    "future-timestamp": TakesTheFuture,
    "answer-time": IsSlowOnce,
}
"""By check, what gets that wrong and nothing else."""


Answering = Callable[[str | None, bytes], "Said | None"]


@contextmanager
def served(answer: Answering) -> Generator[str]:
    """A receiver behind a real socket.

    Args:
        answer: Gives the answer to a signature's header and a body, `None` to hang up.

    Yields:
        Its URL.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            said = answer(self.headers[SIGNATURE_HEADER], body)
            if said is None:
                return
            with suppress(OSError):  # who asked may be gone
                self.send_response(said.status)
                for name, value in said.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(said.body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hooks"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
