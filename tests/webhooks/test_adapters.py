"""Adapters in their real frameworks, over real HTTP: the raw body arrives as it was signed."""

from __future__ import annotations

import json
import logging
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest

from ghxstship import WebhookReceiver, WebhookRouter
from ghxstship.events import DealWon, Event
from ghxstship.webhooks.conventions import SIGNATURE
from tests.patience import PATIENCE

from . import servers
from .deliveries import SECRET, Delivery, delivery, signed

MAX_BYTES = 1_500_000


class Receiving:
    """A server with an adapter, and what its handlers saw."""

    def __init__(self) -> None:
        self.seen: list[Event] = []
        self.url = ""
        self.client = httpx.Client(timeout=PATIENCE)
        router = WebhookRouter()

        @router.on("deal.won")
        async def won(event: DealWon) -> None:
            self.seen.append(event)

        @router.on("deal.lost")
        def lost(event: Event) -> None:
            raise RuntimeError("no")

        @router.otherwise
        def rest(event: Event) -> None:
            self.seen.append(event)

        self.receiver = WebhookReceiver(router, ["another", SECRET], max_bytes=MAX_BYTES)

    def post(self, sent: Delivery, **headers: str | None) -> httpx.Response:
        given = {**sent.headers, **{name.replace("_", "-"): v for name, v in headers.items()}}
        kept = {name: value for name, value in given.items() if value is not None}
        return self.client.post(self.url + servers.PATH, content=sent.body, headers=kept)


@pytest.fixture(scope="module", params=servers.MAKERS, ids=lambda make: make.__name__)
def running(request: pytest.FixtureRequest) -> Generator[Receiving]:
    receiving = Receiving()
    with contextmanager(request.param)(receiving.receiver) as url, receiving.client:
        receiving.url = url
        yield receiving


@pytest.fixture
def receiving(running: Receiving) -> Receiving:
    running.seen.clear()
    return running


def is_bare(answer: httpx.Response, status: int) -> bool:
    """Whether an answer has this status and tells nothing else."""
    return (answer.status_code, answer.content) == (status, b"")


def test_a_genuine_delivery_reaches_its_handler(receiving: Receiving) -> None:
    assert is_bare(receiving.post(delivery()), 204)
    (event,) = receiving.seen
    assert isinstance(event, DealWon)
    assert event.data.name == "Enterprise Contract"


def test_an_event_of_the_future_is_taken(receiving: Receiving) -> None:
    assert is_bare(receiving.post(delivery(event="deal.reborn")), 204)
    assert [event.event for event in receiving.seen] == ["deal.reborn"]


def test_the_body_is_verified_as_it_came(receiving: Receiving) -> None:
    strange = json.dumps(json.loads(delivery().body), indent=3, ensure_ascii=False)
    body = f"\r\n {strange.replace('Enterprise', 'Žluťoučký 🐎')} \n\n".encode()
    assert is_bare(receiving.post(signed(body)), 204)
    assert is_bare(receiving.post(Delivery(body.strip(), signed(body).header)), 400)
    assert len(receiving.seen) == 1


@pytest.mark.parametrize("header", ["x-ghxstship-signature", "X-GHXSTSHIP-SIGNATURE"])
def test_the_header_may_be_written_in_any_case(receiving: Receiving, header: str) -> None:
    sent = delivery()
    answer = receiving.post(Delivery(sent.body, sent.header), **{SIGNATURE.header: None})
    assert is_bare(answer, 400)
    answer = receiving.client.post(
        receiving.url + servers.PATH, content=sent.body, headers={header: sent.header}
    )
    assert is_bare(answer, 204)


def test_of_several_headers_none_is_chosen(
    receiving: Receiving, request: pytest.FixtureRequest
) -> None:
    # waitress puts a space behind its comma: the second timestamp is an unknown entry then.
    expected = 204 if "waitress" in request.node.name else 400
    sent = delivery()
    for other in (sent.header, delivery(secret="wrong").header):
        headers = [(SIGNATURE.header, value) for value in (sent.header, other)]
        answer = receiving.client.post(
            receiving.url + servers.PATH, content=sent.body, headers=headers
        )
        assert is_bare(answer, expected)


def test_what_is_not_genuine_is_told_nothing(
    receiving: Receiving, caplog: pytest.LogCaptureFixture
) -> None:
    sent = delivery()
    refused = {
        "signature mismatch: was the body parsed and re-serialised?": [
            delivery(secret="wrong"),
            Delivery(sent.body.replace(b"won", b"wno"), sent.header),
            Delivery(b"", sent.header),
        ],
        "no timestamp": [Delivery(sent.body, "nonsense")],
        "missing header": [Delivery(sent.body, "")],
    }
    with caplog.at_level(logging.WARNING, "ghxstship"):
        for hostile in (one for several in refused.values() for one in several):
            assert is_bare(receiving.post(hostile), 400)
    assert receiving.seen == []
    logged = [record.getMessage() for record in caplog.records if "refused" in record.msg]
    reasons = [reason for reason, several in refused.items() for _ in several]
    assert logged == [f"refused a delivery: {reason}" for reason in reasons]


def test_a_proxy_may_divide_the_body_anew(receiving: Receiving) -> None:
    direct = receiving.url
    with servers.rechunking_proxy(direct) as url:
        receiving.url = url
        try:
            assert is_bare(receiving.post(delivery(more="é" * 100_000)), 204)
            assert is_bare(receiving.post(delivery(secret="wrong")), 400)
            assert receiving.post(signed(b" " * (MAX_BYTES + 1))).status_code == 413
        finally:
            receiving.url = direct
    assert len(receiving.seen) == 1


def test_a_body_need_not_be_utf_8_to_be_verified(
    receiving: Receiving, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "ghxstship"):
        assert is_bare(receiving.post(signed(bytes(range(256)))), 400)
    assert [record.getMessage()[:35] for record in caplog.records if "refused" in record.msg] == [
        "refused a delivery: not an event: th"[:35]
    ]


def test_a_body_may_be_a_megabyte_and_not_much_more(receiving: Receiving) -> None:
    assert is_bare(receiving.post(delivery(more="x" * 1_000_000)), 204)
    assert len(receiving.seen) == 1
    assert is_bare(receiving.post(delivery(more="x" * MAX_BYTES)), 413)
    assert len(receiving.seen) == 1


def test_a_handler_that_fails_makes_the_platform_come_again(receiving: Receiving) -> None:
    assert is_bare(receiving.post(delivery("deal.lost")), 500)


def test_only_a_post_is_a_delivery(receiving: Receiving) -> None:
    assert receiving.client.get(receiving.url + servers.PATH).status_code == 405


def test_each_delivery_has_one_answer_when_many_come_at_once(receiving: Receiving) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(receiving.post, [delivery() for _ in range(24)]))
    assert all(is_bare(answer, 204) for answer in answers)
    keys = {event.metadata.idempotency_key for event in receiving.seen if event.metadata}
    assert len(keys) == 24
