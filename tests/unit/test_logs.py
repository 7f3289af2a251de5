"""What a client tells the log."""

from __future__ import annotations

import logging

import pytest

from ghxstship._core.errors import SdkError

from ..library import httpx
from .harness import Kind, Shop, answer


def records(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    return [
        (record.levelname, record.getMessage())
        for record in caplog.records
        if record.name == "ghxstship"
    ]


def test_each_attempt_and_each_retry(kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "ghxstship")
    shop = Shop(kind)

    def slowly(request: httpx.Request) -> httpx.Response:
        shop.clock.now += 1.5
        return answer(500, {}, X_Request_ID="req_1")

    shop.server.answers.extend([slowly, httpx.ReadTimeout("slow"), answer()])
    shop.call(lambda books: books.get("book_1", options={"query": {"q": "x"}}))
    assert records(caplog) == [
        ("DEBUG", "GET /v1/books/book_1 -> 500 attempt=1 duration=1.500s request_id=req_1"),
        ("INFO", "GET /v1/books/book_1 failed with 500 at attempt 1, next attempt in 0.250s"),
        ("DEBUG", "GET /v1/books/book_1 -> ReadTimeout attempt=2 duration=0.000s request_id=-"),
        (
            "INFO",
            "GET /v1/books/book_1 failed with ReadTimeout at attempt 2, next attempt in 0.500s",
        ),
        ("DEBUG", "GET /v1/books/book_1 -> 200 attempt=3 duration=0.000s request_id=-"),
    ]


def test_at_info_only_retries(kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "ghxstship")
    Shop(kind, answer(500, {}), answer()).call(lambda books: books.get("1"))
    assert [level for level, _ in records(caplog)] == ["INFO"]


def test_an_argument_cannot_forge_a_line(kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "ghxstship")
    shop = Shop(kind, httpx.ConnectError("refused"), answer(404, {}))
    with pytest.raises(SdkError):
        shop.call(lambda books: books.get("1\nGET /v1/books -> 200"))
    assert len(records(caplog)) == 3
    assert not any("\n" in message for _, message in records(caplog))
