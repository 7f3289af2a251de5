"""What a review makes of receivers that are not there, slow, elsewhere or hostile."""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from contextlib import ExitStack
from threading import Event, Thread

import pytest
import trustme

from ghxstship.certification import (
    CHECKS,
    Check,
    Fault,
    Result,
    Review,
    UnreachableError,
    certify,
    reach,
)
from ghxstship.certification.check import Right
from ghxstship.certification.evidence import LENGTH, Evidence, shown_url
from ghxstship.certification.exchange import fault_of
from ghxstship.certification.refusing import REFUSING
from tests.patience import PATIENCE

from .receivers import NEW, Answering, Receiver, Said, served


def review(answer: Answering, *secrets: str, limit: float = 10.0) -> Review:
    with served(answer) as url:
        return asyncio.run(certify(url, secrets or (NEW,), limit=limit))


def always(said: Said | None) -> Answering:
    return lambda _header, _body: said


def failed(found: Review) -> list[str]:
    return [finding.check.id for finding in found.failed]


class TestReach:
    def why(self, url: str) -> str:
        with pytest.raises(UnreachableError) as caught:
            asyncio.run(certify(url, [NEW]))
        return str(caught.value)

    def test_nothing_listens(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        for host in ("127.0.0.1", "localhost"):
            assert self.why(f"http://{host}:{port}/").startswith(
                f"nothing listens at {host} port {port}: is the receiver started"
            )

    @pytest.mark.parametrize("host", ["nowhere.invalid", "a..b", f"{'x' * 64}.example"])
    def test_no_such_name(self, host: str) -> None:
        assert self.why(f"http://{host}/") == (
            f"{host} is no name that can be looked up: is it spelled right?"
        )

    def test_no_answer_to_the_handshake(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reach, "PATIENCE", 0.1)
        with socket.create_server(("127.0.0.1", 0)) as silent:
            port = silent.getsockname()[1]
            assert "does not answer within 0.1 seconds" in self.why(f"https://127.0.0.1:{port}/")

    def test_no_tls(self) -> None:
        with served(always(Said(204))) as url:
            why = self.why(url.replace("http:", "https:"))
        assert "does not speak TLS" in why
        assert why.endswith("is it an http address?")

    def test_a_certificate_of_nobody(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate = trustme.CA().issue_cert("127.0.0.1")
        certificate.configure_cert(context)  # pyright: ignore[reportUnknownMemberType]
        with socket.create_server(("127.0.0.1", 0)) as listener:

            def shake_hands() -> None:
                raw, _ = listener.accept()
                with raw, pytest.raises(ssl.SSLError):
                    context.wrap_socket(raw, server_side=True)

            thread = Thread(target=shake_hands)
            thread.start()
            why = self.why(f"https://127.0.0.1:{listener.getsockname()[1]}/hooks")
            thread.join()
        assert "has a certificate that cannot be trusted" in why


class TestStopping:
    def test_a_receiver_that_never_answers_ends_it_soon(self) -> None:
        gate = Event()

        def hang(header: str | None, body: bytes) -> None:
            gate.wait(PATIENCE)

        try:
            with served(hang) as url:
                found = asyncio.run(certify(url, [NEW], limit=0.05))
                gate.set()
        finally:
            gate.set()
        assert failed(found) == ["every-event", "answer-time"]
        assert len(found.exchanges) == 3
        assert "no answer within 0.075 seconds" in found.failed[0].wrong[0].problem
        reasons = {finding.reason for finding in found.of(Result.SKIPPED)}
        assert reasons == {"Not made: 3 answers before it were too late."}

    def test_a_receiver_that_goes_away_ends_it(self) -> None:
        receiver, gone = Receiver(), Event()

        def watch(check: Check) -> None:
            if check.id == "large-body":
                stack.close()
                gone.set()

        with ExitStack() as stack:
            url = stack.enter_context(served(receiver.answer))
            found = asyncio.run(certify(url, [NEW], watch=watch))
        assert gone.is_set()
        assert failed(found) == ["large-body"]
        assert not found.passed
        skipped = found.of(Result.SKIPPED)
        assert "the receiver went away, nothing listens at" in (skipped[0].reason or "")
        assert len(skipped) == len(CHECKS) - len(
            {"every-event", "raw-body", "large-body", "answer-time"}
        )

    def test_who_hangs_up_on_some_is_reviewed_to_the_end(self) -> None:
        right = Receiver().answer

        def answer(header: str | None, body: bytes) -> Said | None:
            return right(header, body) if header else None

        found = review(answer)
        assert failed(found) == ["missing-signature"]
        (finding,) = found.failed
        assert {each.fault for each in finding.wrong} == {Fault.UNANSWERED}
        assert finding.advice[0].startswith("The connection ended without an answer")


class TestFirstOfAll:
    @pytest.mark.parametrize(
        ("said", "advice"),
        [
            (Said(400), "Every genuine delivery was refused. Most likely the receiver has another"),
            (Said(404), "Every genuine delivery was answered 404. 404 says that nothing is at"),
            (Said(405), "Every genuine delivery was answered 405. 405 says that this address"),
            (Said(500), "Every genuine delivery was answered 500. A 5xx is an error of your"),
            (Said(308, headers={"Location": "/hooks/"}), "Every genuine delivery was answered 308"),
            (Said(200), "Every forged delivery was taken: nothing is verified."),
        ],
        ids=lambda value: value.status if isinstance(value, Said) else "",
    )
    def test_one_cause_of_all_is_named(self, said: Said, advice: str) -> None:
        found = review(always(said))
        assert not found.passed
        assert (found.advice or "").startswith(advice)

    def test_who_refuses_everything_proves_nothing_by_it(self) -> None:
        found = review(always(Said(401)))
        proofs = [f for f in found.of(Result.SKIPPED) if f.check.id != "rotation"]
        assert [proof.check for proof in proofs] == [c for c in REFUSING if c.id != "known-event"]
        assert {proof.reason for proof in proofs} == {
            "It refused these, but it refused every genuine delivery too: that proves nothing yet."
        }

    def test_a_redirect_says_where_it_leads(self) -> None:
        found = review(always(Said(302, headers={"Location": "https://x/login"})))
        problem = found.failed[0].wrong[0].problem
        assert problem.endswith(", a redirect to https://x/login.")
        assert "The platform follows no redirect" in found.failed[0].advice[0]

    def test_a_web_page_is_no_receiver(self) -> None:
        page = Said(200, b"<!doctype html><p>Welcome", {"Content-Type": "text/html"})
        found = review(always(page))
        assert "answered 200 with a web page to" in found.failed[0].wrong[0].problem
        assert found.failed[0].advice[-1].startswith("A web page answered")


@pytest.mark.parametrize(
    ("status", "taking", "refusing"),
    [
        (200, None, Fault.ACCEPTED),
        (299, None, Fault.ACCEPTED),
        (301, Fault.REDIRECTED, Fault.REDIRECTED),
        (400, Fault.REFUSED, None),
        (401, Fault.REFUSED, None),
        (403, Fault.REFUSED, None),
        (404, Fault.REFUSED, Fault.UNCLEAR),
        (422, Fault.REFUSED, Fault.UNCLEAR),
        (500, Fault.CRASHED, Fault.CRASHED),
        (599, Fault.CRASHED, Fault.CRASHED),
        (None, Fault.UNANSWERED, Fault.UNANSWERED),
    ],
)
def test_a_status_is_right_or_wrong(
    status: int | None, taking: Fault | None, refusing: Fault | None
) -> None:
    assert (fault_of(Right.TAKEN, status), fault_of(Right.REFUSED, status)) == (taking, refusing)


class TestEvidence:
    def test_no_secret_comes_back_from_a_receiver(self) -> None:
        told = f"expected {NEW} in {{'Location': '{NEW}'}}"
        found = review(always(Said(500, told.encode(), {"Location": f"/?{NEW}"})), NEW)
        assert NEW not in repr(found)
        assert "[the secret]" in found.failed[0].wrong[0].answer.body

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("plain\ttext\nof two lines", "plain\ttext\nof two lines"),
            ("a\r\nb", "a\nb"),
            ("\x1b[2J\x07\x00\x9b", "\ufffd[2J\ufffd\ufffd\ufffd"),
            ("\u202egnp.exe\u2066", "\ufffdgnp.exe\ufffd"),
            ("whsec_long", "[the secret]"),
            ("cut off at whsec_lo", "cut off at [the secret]"),
            ("x" * 9999, "x" * LENGTH + "…"),
        ],
    )
    def test_what_is_shown_is_harmless(self, text: str, shown: str) -> None:
        assert Evidence(["whsec", "whsec_long"]).text(text) == shown

    @pytest.mark.parametrize(
        ("url", "shown"),
        [
            ("http://localhost:8000/hooks", "http://localhost:8000/hooks"),
            ("https://ada:lovelace@x.example/a?token=1#b", "https://x.example/a?…"),
            ("http://[::1]:80/", "http://[::1]:80/"),
        ],
    )
    def test_a_url_is_shown_without_what_may_be_secret(self, url: str, shown: str) -> None:
        assert shown_url(url) == shown


def test_it_is_signed_and_dated_by_the_clock_that_is_given() -> None:
    seen: list[str] = []

    def note(header: str | None, body: bytes) -> Said:
        seen.append(f"{header} {body.decode('utf-8', 'replace')}")
        return Said(204)

    with served(note) as url:
        found = asyncio.run(certify(url, [NEW], clock=lambda: 1_800_000_000.0))
    assert seen[0].startswith("t=1800000000,v1=")
    assert "2027-01-15T08:00:00" in seen[0]
    assert found.started.isoformat() == "2027-01-15T08:00:00+00:00"


def test_checks_are_announced_in_their_order() -> None:
    announced: list[str] = []
    with served(always(Said(204))) as url:
        found = asyncio.run(certify(url, [NEW], watch=lambda check: announced.append(check.id)))
    assert announced == [finding.check.id for finding in found.findings]


def test_characters_beyond_ascii_do_arrive() -> None:
    seen: list[str] = []

    def note(header: str | None, body: bytes) -> Said:
        seen.append(header or "")
        return Said(400)

    review(note)
    assert any(re.search("v1=(Ã©){32}$", header) for header in seen)
