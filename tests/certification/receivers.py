"""A receiver that gets everything right, and one for each way of getting one thing wrong."""

from __future__ import annotations

import hmac
import json
import re
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Barrier, BrokenBarrierError, Event, Lock, Thread
from typing import Any, cast

from ghxstship import WebhookVerificationError, sign_webhook, verify_webhook
from ghxstship.events import EVENT_NAMES
from ghxstship.sandbox.encoding import encode
from ghxstship.webhooks.conventions import SIGNATURE
from tests.patience import PATIENCE

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

    def respond(self, headers: Message, body: bytes) -> Said | None:
        """The answer to a request."""
        return self.answer(headers[SIGNATURE.header], body)

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
        key: str | None = event.get("metadata", {}).get("idempotency_key")
        known = key is not None and key in self.seen and event["event"] == "deal.won"
        if key is not None:
            self.seen.add(key)
        return Said(409 if known else 204)


class RefusesWhatIsOlder(Receiver):
    def __init__(self) -> None:
        self.newest = datetime.fromtimestamp(time.time(), UTC)

    def take(self, event: dict[str, Any]) -> Said:
        happened = datetime.fromisoformat(event["timestamp"])
        if happened < self.newest - timedelta(minutes=1):
            return Said(409)
        self.newest = max(self.newest, happened)
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
        timestamp, entry, signature = (header or "").partition("v1=")
        if timestamp and entry and len(signature) < 64:
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


class NeedsMetadata(Receiver):
    def take(self, event: dict[str, Any]) -> Said:
        return Said(204 if "idempotency_key" in event.get("metadata", {}) else 500)


class NeedsTheMember(Receiver):
    def take(self, event: dict[str, Any]) -> Said:
        return Said(204 if "metadata" in event else 500)


class HasAClosedListOfStages(Receiver):
    known = frozenset({"qualification", "proposal", "negotiation", "closed"})

    def take(self, event: dict[str, Any]) -> Said:
        data: Any = event["data"]
        stage: Any = (
            cast("dict[str, Any]", data).get("stage", "closed")
            if isinstance(data, dict)
            else "closed"
        )
        return Said(204 if stage in self.known else 422)


class ReadsOneFormOfTime(Receiver):
    form = "%Y-%m-%dT%H:%M:%SZ"

    def take(self, event: dict[str, Any]) -> Said:
        if event["event"] == "deal.won" and len(event["timestamp"]) in (20, 24, 25):
            try:
                datetime.strptime(event["timestamp"], self.form)  # noqa: DTZ007 - the mistake
            except ValueError:
                return Said(500)
        return Said(204)


class LooksUpOneCase(Receiver):
    def respond(self, headers: Message, body: bytes) -> Said | None:
        return self.answer(dict(headers.items()).get(SIGNATURE.header), body)


class ComparesTheContentType(Receiver):
    def respond(self, headers: Message, body: bytes) -> Said | None:
        if headers["Content-Type"] != "application/json":
            return Said(415)
        return super().respond(headers, body)


class IsBusyWithOne(Receiver):
    """Works on one event at a time, and refuses those that come meanwhile."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.refused = Event()

    def take(self, event: dict[str, Any]) -> Said:
        if not self.lock.acquire(blocking=False):
            self.refused.set()
            return Said(503)
        with self._held():
            if str(event["data"]).count("Rush hour"):
                self.refused.wait(PATIENCE)  # it works until another one comes
            return Said(204)

    @contextmanager
    def _held(self) -> Generator[None]:
        try:
            yield
        finally:
            self.lock.release()


class LooksAndThenInserts(Receiver):
    """Looks whether it knows an event, and inserts it later: the second fails on its key."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.lock = Lock()
        self.looked = Barrier(2, timeout=PATIENCE)

    def take(self, event: dict[str, Any]) -> Said:
        key = event.get("metadata", {}).get("idempotency_key", "")
        if key in self.keys:
            return Said(204)
        if str(event["data"]).count("Twins"):
            with suppress(BrokenBarrierError):
                self.looked.wait()
                self.looked.abort()  # the others need not wait
        with self.lock:
            known = key in self.keys
            self.keys.add(key)
        return Said(500 if known else 204)


class AgeOfTheLastTimestamp(Receiver):
    """Verifies with the first `t`, and compares the last with the clock."""

    signed, age = 0, -1

    def verify(self, header: str | None, body: bytes) -> None:
        entries = (header or "").split(",")
        times = [entry for entry in entries if entry.startswith("t=")]
        others = [entry for entry in entries if not entry.startswith("t=")]
        if len(times) < 2:
            return super().verify(header, body)
        verify_webhook(body, ",".join([times[self.signed], *others]), self.secrets, 1e12)
        if abs(time.time() - int(times[self.age][2:])) > self.tolerance:
            raise WebhookVerificationError("outside tolerance")
        return None


class AgeOfTheFirstTimestamp(AgeOfTheLastTimestamp):
    signed, age = -1, 0


class SignsTheBodyAlone(Receiver):
    """Takes what is signed without its time, beside what is signed with it."""

    prefix, before = "v1=", "t="

    def verify(self, header: str | None, body: bytes) -> None:
        alone = f"{self.prefix}{hmac.new(NEW.encode(), body, 'sha256').hexdigest()}"
        if header and header.startswith(self.before) and header.endswith(alone):
            return
        super().verify(header, body)


class SignsAsOthersDo(SignsTheBodyAlone):
    prefix = before = "sha256="


class TakesAnyV2(Receiver):
    def verify(self, header: str | None, body: bytes) -> None:
        entries = (header or "").split(",")
        if "v1=" not in (header or "") and any(entry.startswith("v2=") for entry in entries):
            return
        super().verify(header, body)


class TakesAnyV2BesideAWrongV1(Receiver):
    def verify(self, header: str | None, body: bytes) -> None:
        if header and "v1=" in header and "v2=" in header:
            return
        super().verify(header, body)


class ComparesSixteen(Receiver):
    """Compares the first sixteen characters."""

    def matches(self, expected: str, found: str) -> bool:
        return expected[:16] == found[:16] and len(found) == 64

    def verify(self, header: str | None, body: bytes) -> None:
        timestamp, _, found = (header or "").partition(",v1=")
        if timestamp[2:].isdigit() and len(timestamp) < 15:
            for secret in self.secrets:
                expected = sign_webhook(body, secret, at=int(timestamp[2:]))[-64:]
                if self.matches(expected, found) and abs(int(timestamp[2:]) - time.time()) < 300:
                    return
        super().verify(header, body)


class ComparesTheEnd(ComparesSixteen):
    def matches(self, expected: str, found: str) -> bool:
        return expected[-16:] == found[-16:] and len(found) == 64


class ComparesTheBeginning(ComparesSixteen):
    def matches(self, expected: str, found: str) -> bool:
        return found.startswith(expected)


class ComparesAsFarAsThereIs(ComparesSixteen):
    """Compares pair by pair, and ends with the shorter of the two."""

    def matches(self, expected: str, found: str) -> bool:
        return 0 < len(found) < 64 and all(a == b for a, b in zip(expected, found, strict=False))


class ReadsANumberAtTheBeginning(Receiver):
    """Signs the timestamp as it came, and reads it as `parseInt` does."""

    def answer(self, header: str | None, body: bytes) -> Said:
        timestamp, _, found = (header or "").removeprefix("t=").rpartition(",v1=")
        number = re.match(r"\d+", timestamp)
        if number and number[0] != timestamp and int(number[0]) > time.time() - 300:
            signed = b"%b.%b" % (timestamp.encode(), body)
            expected = hmac.new(NEW.encode(), signed, "sha256").hexdigest()
            if hmac.compare_digest(expected.encode(), found.encode("utf-8", "replace")):
                return Said(204)
        return super().answer(header, body)


class KnowsKeysFirst(Receiver):
    """Answers for an event that it knows before it looks who sends it."""

    def __init__(self) -> None:
        self.keys: set[str] = set()

    def answer(self, header: str | None, body: bytes) -> Said:
        with suppress(ValueError, KeyError, TypeError):
            key = json.loads(body)["metadata"]["idempotency_key"]
            if key in self.keys and re.fullmatch(r"t=\d+,v1=\w{64}", header or ""):
                return Said(204)
        return super().answer(header, body)

    def take(self, event: dict[str, Any]) -> Said:
        self.keys.add(event.get("metadata", {}).get("idempotency_key", ""))
        return Said(204)


class RemembersSignatures(Receiver):
    """Keeps the signatures that matched, so as not to compute them again."""

    def __init__(self) -> None:
        self.known: set[str | None] = set()

    def verify(self, header: str | None, body: bytes) -> None:
        if header not in self.known:
            super().verify(header, body)
            self.known.add(header)


class TrustsAUserAgent(Receiver):
    def respond(self, headers: Message, body: bytes) -> Said | None:
        if headers["User-Agent"].startswith("GHXSTSHIP-Webhooks/"):
            return Said(204)
        return super().respond(headers, body)


class TrustsForwardedAddresses(Receiver):
    def respond(self, headers: Message, body: bytes) -> Said | None:
        if headers.get("X-Forwarded-For") == "127.0.0.1":
            return Said(204)
        return super().respond(headers, body)


class AnswersPings(Receiver):
    def verify(self, header: str | None, body: bytes) -> None:
        if b'"event":"ping"' not in body:
            super().verify(header, body)


class TakesTests(Receiver):
    def verify(self, header: str | None, body: bytes) -> None:
        if b'"test":true' not in body:
            super().verify(header, body)


class StripsTheBody(Receiver):
    def verify(self, header: str | None, body: bytes) -> None:
        with suppress(WebhookVerificationError):
            return super().verify(header, body)
        super().verify(header, body.strip())
        return None


class IgnoresBrokenText(Receiver):
    def answer(self, header: str | None, body: bytes) -> Said:
        text = body.decode("utf-8", "ignore").encode()
        return super().answer(header, text if body[-2:-1] == b"\xff" else body)


@dataclass(frozen=True)
class Mistake:
    """A receiver that is wrong in one way: the check that finds it, and what it got wrong."""

    make: Callable[[], Receiver]
    check: str
    of: str

    @property
    def name(self) -> str:
        return self.make.__name__


MISTAKES = (
    Mistake(FailsOnOneEvent, "every-event", "the event vip.upgrade"),
    Mistake(WritesTheBodyAgain, "raw-body", "escapes"),
    Mistake(StripsTheBody, "raw-body", "a line end"),
    Mistake(TakesNoMegabyte, "large-body", "1 MB"),
    Mistake(RefusesWhatItKnows, "duplicate", "again"),
    Mistake(RefusesWhatIsOlder, "out-of-order", "an older event"),
    Mistake(LooksUpOneCase, "header-case", "in small letters"),
    Mistake(ComparesTheContentType, "content-type", "character set"),
    Mistake(IsBusyWithOne, "at-once", "deliveries at once"),
    Mistake(LooksAndThenInserts, "duplicate-at-once", "copies of an event"),
    Mistake(AllowsOneMinute, "clock-drift", "4 minutes"),
    Mistake(RefusesOtherSchemes, "unknown-scheme", "an unknown scheme"),
    Mistake(LooksAtOneSignature, "several-signatures", "the last of two"),
    Mistake(KnowsOneSecret, "rotation", "signed with secret 2 alone"),
    Mistake(FailsOnUnknownEvents, "unknown-event", "deal.reborn"),
    Mistake(RefusesOtherVersions, "unknown-version", "version 2.0"),
    Mistake(ForbidsMore, "new-fields", "fields that are new"),
    Mistake(HasAClosedListOfStages, "new-values", "a stage that is new"),
    Mistake(NeedsMetadata, "missing-metadata", "empty metadata"),
    Mistake(NeedsTheMember, "missing-metadata", "without metadata"),
    Mistake(ReadsOneFormOfTime, "timestamp-forms", "with milliseconds"),
    Mistake(VerifiesWhatItStores, "tampered-body", "changed after it was signed"),
    Mistake(ParsesFirst, "broken-body", "half of a signed body"),
    Mistake(IgnoresBrokenText, "broken-body", "one byte more"),
    Mistake(HasAnEmptySecretToo, "wrong-secret", "an empty secret"),
    Mistake(TrustsTheUnsigned, "missing-signature", "without a signature"),
    Mistake(FailsOnStrangeHeaders, "malformed-signature", "an empty v1 entry"),
    Mistake(ComparesAsFarAsThereIs, "malformed-signature", "the beginning of the genuine"),
    Mistake(TakesTheOld, "stale-timestamp", "6 minutes ago"),
    Mistake(TakesTheFuture, "future-timestamp", "6 minutes in the future"),
    Mistake(AgeOfTheLastTimestamp, "second-timestamp", "behind its own"),
    Mistake(AgeOfTheFirstTimestamp, "second-timestamp", "before its own"),
    Mistake(SignsTheBodyAlone, "unsigned-timestamp", "of the body alone"),
    Mistake(SignsAsOthersDo, "unsigned-timestamp", "as others sign"),
    Mistake(TakesAnyV2, "other-scheme", "v2 alone"),
    Mistake(TakesAnyV2BesideAWrongV1, "other-scheme", "v2 beside a wrong v1"),
    Mistake(ComparesSixteen, "part-of-signature", "the first 16 digits"),
    Mistake(ComparesTheEnd, "part-of-signature", "the last 16 digits"),
    Mistake(ComparesTheBeginning, "part-of-signature", "a digit more"),
    Mistake(ReadsANumberAtTheBeginning, "moved-boundary", "moved into the timestamp"),
    Mistake(KnowsKeysFirst, "known-event", "with a wrong signature"),
    Mistake(RemembersSignatures, "known-event", "a signature that it has taken"),
    Mistake(TrustsAUserAgent, "appearance", "the user agent"),
    Mistake(TrustsForwardedAddresses, "appearance", "an address of this machine"),
    Mistake(AnswersPings, "appearance", "calls itself ping"),
    Mistake(TakesTests, "appearance", "calls itself a test"),
    Mistake(IsSlowOnce, "answer-time", "yacht.launched"),
)
"""What is wrong in one way and in no other, in the order of the checks."""


Answering = Callable[[str | None, bytes], "Said | None"]


@contextmanager
def served(receiver: Receiver | Answering) -> Generator[str]:
    """A receiver behind a real socket.

    Args:
        receiver: It, or what answers a signature's header and a body, `None` to hang up.

    Yields:
        Its URL.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if isinstance(receiver, Receiver):
                said = receiver.respond(self.headers, body)
            else:
                said = receiver(self.headers[SIGNATURE.header], body)
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

    class Server(ThreadingHTTPServer):
        request_queue_size = 128  # those that connect at once

    server = Server(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hooks"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
