"""What a delivery is answered, and what adapters do where a framework is of no help."""

from __future__ import annotations

import asyncio
import http.client
import io
import json
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from ghxstship import (
    ConfigurationError,
    EventFormatError,
    WebhookReceiver,
    WebhookRouter,
    WebhookVerificationError,
    construct_event,
    sign_webhook,
)
from ghxstship.events import EVENT_NAMES, DealWon, Event, UnknownEvent
from ghxstship.webhooks import Inbox, InboxReceiver, Receiver, SQLite
from ghxstship.webhooks.aws_lambda import handler
from ghxstship.webhooks.conventions import SIGNATURE
from ghxstship.webhooks.payload import Payload
from ghxstship.webhooks.starlette import endpoint
from ghxstship.webhooks.stream import read_bounded
from tests.patience import PATIENCE

from .deliveries import SECRET, Delivery, delivery, samples, signed
from .servers import PATH, django_on_werkzeug


class TestConstructEvent:
    @pytest.mark.parametrize("name", EVENT_NAMES)
    def test_gives_the_events_own_type(self, name: str) -> None:
        sent = delivery(name)
        event = construct_event(sent.body, sent.header, SECRET)
        assert event.event == name
        assert not isinstance(event, UnknownEvent)

    @pytest.mark.parametrize("hold", [bytes, bytearray, memoryview, bytes.decode])
    def test_takes_the_body_however_it_is_held(self, hold: Any) -> None:
        sent = delivery()
        payload: Payload = hold(sent.body)
        assert isinstance(construct_event(payload, sent.header.encode(), [b"x", SECRET]), DealWon)

    def test_verifies_before_it_reads(self) -> None:
        sent = signed(b"not JSON")
        with pytest.raises(WebhookVerificationError, match="signature mismatch"):
            construct_event(sent.body, sent.header, "other")
        with pytest.raises(EventFormatError, match="Invalid JSON"):
            construct_event(sent.body, sent.header, SECRET)

    def test_has_the_same_tolerance(self) -> None:
        body = delivery().body
        header = sign_webhook(body, SECRET, at=1000)
        construct_event(body, header, SECRET, 10, now=1010)
        with pytest.raises(WebhookVerificationError, match="outside tolerance by 1 s"):
            construct_event(body, header, SECRET, tolerance=10, now=1011)


def statuses(receiver: Receiver, sent: Delivery) -> set[int]:
    """What a delivery is answered, in both ways."""
    waited = asyncio.run(receiver.areceive(sent.body, sent.header))
    return {receiver.receive(sent.body, sent.header), waited}


class TestReceiver:
    def test_a_function_takes_every_event(self) -> None:
        seen: list[Event] = []
        assert statuses(WebhookReceiver(seen.append, SECRET), delivery("deal.lost")) == {204}
        assert [event.event for event in seen] == ["deal.lost", "deal.lost"]

    def test_a_coroutine_function_takes_every_event(self) -> None:
        seen: list[Event] = []

        async def take(event: Event) -> None:
            seen.append(event)

        assert statuses(WebhookReceiver(take, SECRET), delivery(event="new")) == {204}
        assert len(seen) == 2

    def test_the_answer_says_how_it_went(self) -> None:
        router = WebhookRouter()

        @router.on("deal.won")
        def won(event: DealWon) -> None:
            raise ValueError("no")

        receiver = WebhookReceiver(router, SECRET)
        assert statuses(receiver, delivery("deal.lost")) == {204}
        assert statuses(receiver, delivery()) == {500}
        assert statuses(receiver, delivery(version="2.0")) == {500}
        assert statuses(receiver, delivery(secret="wrong")) == {400}
        assert statuses(receiver, signed(b"[]")) == {400}
        assert receiver.receive(b"", None) == 400

    def test_a_secret_may_change_while_it_runs(self) -> None:
        secrets = ["old"]
        receiver = WebhookReceiver(lambda _: None, lambda: secrets)
        assert statuses(receiver, delivery(secret="old")) == {204}
        assert statuses(receiver, delivery(secret="new")) == {400}
        secrets[:] = ["new", "old"]
        assert statuses(receiver, delivery(secret="new")) == {204}
        secrets.clear()
        assert statuses(receiver, delivery(secret="new")) == {400}

    @pytest.mark.parametrize("secret", ["", b"", [], [""], None])
    def test_a_secret_is_needed_from_the_start(self, secret: Any) -> None:
        with pytest.raises(ConfigurationError, match=r"^empty secret: "):
            WebhookReceiver(lambda _: None, secret)

    def test_its_tolerance_is_as_given(self) -> None:
        body = delivery().body
        old = Delivery(body, sign_webhook(body, SECRET, at=time.time() - 1000))
        assert statuses(WebhookReceiver(lambda _: None, SECRET), old) == {400}
        assert statuses(WebhookReceiver(lambda _: None, SECRET, tolerance=2000), old) == {204}


class TestInboxReceiver:
    def test_stores_each_event_once_and_answers(self, tmp_path: Path) -> None:
        sent, seen = delivery(), list[Event]()
        with Inbox(tmp_path / "inbox.db", SECRET) as inbox:
            receiver = InboxReceiver(inbox)
            assert statuses(receiver, sent) == {204}
            assert statuses(receiver, delivery(secret="wrong")) == {400}
            assert receiver.receive(sent.body, None) == 400
            assert seen == []
            assert inbox.worker(seen.append).drain() == 1
        assert [event.event for event in seen] == ["deal.won"]

    def test_what_cannot_be_stored_comes_again(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        file = tmp_path / "inbox.db"
        with (
            Inbox(SQLite(file, timeout=0), SECRET) as inbox,
            closing(sqlite3.connect(file, isolation_level=None)) as other,
        ):
            assert statuses(InboxReceiver(inbox), delivery()) == {204}
            other.execute("BEGIN IMMEDIATE")
            assert statuses(InboxReceiver(inbox), delivery()) == {500}
            other.execute("ROLLBACK")
            assert statuses(InboxReceiver(inbox), delivery()) == {204}
        assert caplog.text.count("database is locked") == 2

    def test_a_closed_inbox_has_the_delivery_come_again(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        with Inbox(tmp_path / "inbox.db", SECRET) as inbox:
            receiver = InboxReceiver(inbox)
        assert statuses(receiver, delivery()) == {500}
        assert caplog.text.count("the inbox is closed") == 2


class TestBodies:
    @pytest.mark.parametrize("length", [0, 1, 9, 10])
    def test_are_read_whole(self, length: int) -> None:
        assert read_bounded(io.BytesIO(b"x" * length), 10) == b"x" * length

    @pytest.mark.parametrize("length", [11, 100, 10**6])
    def test_are_read_up_to_the_bound(self, length: int) -> None:
        stream = io.BytesIO(b"x" * length)
        assert read_bounded(stream, 10) is None
        assert stream.tell() <= 11

    def test_may_come_in_drips(self) -> None:
        class Drip(io.BytesIO):
            def read(self, size: int | None = -1, /) -> bytes:
                return super().read(1)

        assert read_bounded(Drip(b"drip"), 10) == b"drip"

    @pytest.mark.parametrize("length", ["abc", "-", "9" * 5000])
    def test_of_a_length_that_is_none_are_nothing(self, length: str) -> None:
        receiver = WebhookReceiver(WebhookRouter(), SECRET)
        with contextmanager(django_on_werkzeug)(receiver) as url:
            there = http.client.HTTPConnection(url.removeprefix("http://"), timeout=PATIENCE)
            there.putrequest("POST", PATH)
            there.putheader("Content-Length", length)
            there.endheaders(b"{}")
            assert there.getresponse().status == 400
            there.close()

    def test_of_a_caller_that_hangs_up_are_nothing(self) -> None:
        async def receive() -> dict[str, object]:
            return {"type": "http.disconnect"}

        scope: dict[str, Any] = {"type": "http", "method": "POST", "headers": []}

        async def call() -> int:
            answer = endpoint(WebhookReceiver(lambda _: None, SECRET))(Request(scope, receive))
            return (await answer).status_code

        assert asyncio.run(call()) == 400


class TestLambda:
    def answer(self, event: dict[str, Any], **options: Any) -> int:
        function = handler(WebhookReceiver(lambda _: None, SECRET, **options))
        status: int = function(event, None)["statusCode"]
        return status

    def event(self, sent: Delivery, **changes: Any) -> dict[str, Any]:
        return {
            "httpMethod": "POST",
            "headers": {SIGNATURE.header: sent.header},
            "body": sent.body.decode(),
            "isBase64Encoded": False,
            **changes,
        }

    def test_takes_what_is_genuine(self) -> None:
        assert self.answer(self.event(delivery())) == 204

    @pytest.mark.parametrize(
        ("changes", "status"),
        [
            ({"body": None}, 400),
            ({"isBase64Encoded": True}, 400),
            ({"body": "é", "isBase64Encoded": True}, 400),
            ({"headers": None}, 400),
            ({"headers": None, "multiValueHeaders": {SIGNATURE.header: []}}, 400),
            ({"httpMethod": "GET"}, 405),
            ({"httpMethod": None}, 405),
        ],
    )
    def test_refuses_anything_else(self, changes: dict[str, Any], status: int) -> None:
        assert self.answer(self.event(delivery(), **changes)) == status

    def test_refuses_an_event_that_is_no_request(self) -> None:
        assert self.answer({}) == 405
        assert self.answer({"Records": []}) == 405

    def test_takes_no_more_than_is_wanted(self) -> None:
        sent = delivery()
        assert self.answer(self.event(sent), max_bytes=len(sent.body)) == 204
        assert self.answer(self.event(sent), max_bytes=len(sent.body) - 1) == 413


def test_to_verify_takes_neither_httpx_nor_pydantic() -> None:
    program = """
import sys
from ghxstship.webhooks import WebhookVerificationError, verify_webhook
from ghxstship.webhooks import WebhookRouter
try:
    verify_webhook(b"", "t=1,v1=0", "secret")
except WebhookVerificationError as error:
    print(error)
heavy = ("httpx", "pydantic", "asyncio", "ghxstship.events")
print([name for name in heavy if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [
        "signature mismatch: was the body parsed and re-serialised?",
        "[]",
    ]


def test_samples_are_what_the_platform_sends() -> None:
    example = samples().schema("deal.won")["examples"][0]
    assert json.loads(delivery().body)["data"] == example["data"]
