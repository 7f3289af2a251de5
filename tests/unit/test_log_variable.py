"""The environment variable that switches the log on."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from ghxstship._core import logs
from ghxstship._core.errors import ConfigurationError, SdkError

from ..library import httpx
from .bookshop import AsyncClient, Client
from .harness import Kind, Shop, answer, error_body

VARIABLE = "BOOKSHOP_LOG"
KEY = "sk_CANARY"


@pytest.fixture(autouse=True)
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process as it was before its first client."""
    level = logs.logger.level
    monkeypatch.delenv(VARIABLE, raising=False)
    yield
    logs.logger.removeHandler(logs.STDERR)
    logs.logger.setLevel(level)


@contextmanager
def root_handlers(*handlers: logging.Handler) -> Generator[None]:
    """A program with these, instead of pytest's own."""
    root = logging.getLogger()
    before = root.handlers[:]
    root.handlers[:] = handlers
    try:
        yield
    finally:
        root.handlers[:] = before


def get(books: Any) -> Any:
    return books.get("book_1", options={"query": {"token": KEY}, "headers": {"X-A": KEY}})


def lines(kind: Kind, capsys: pytest.CaptureFixture[str], *handlers: logging.Handler) -> list[str]:
    """What two attempts write, but for the time."""
    shop = Shop(kind, answer(503, error_body(message=KEY)), answer(), api_key=KEY)
    with root_handlers(*handlers):
        shop.call(get)
    written = capsys.readouterr()
    assert not written.out
    assert KEY not in written.err
    return [line.partition(" ")[2].partition(" ")[2] for line in written.err.splitlines()]


DEBUG = "DEBUG ghxstship: GET /v1/books/book_1 -> "
RETRY = "INFO ghxstship: GET /v1/books/book_1 failed with 503 at attempt 1, next attempt in 0.250s"


@pytest.mark.parametrize("value", ["debug", "DEBUG", " debug "])
def test_debug_writes_each_attempt_and_each_retry(
    kind: Kind, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, value)
    first, retry, second = lines(kind, capsys)
    assert first.startswith(f"{DEBUG}503 ")
    assert second.startswith(f"{DEBUG}200 ")
    assert retry == RETRY
    assert len(lines(kind, capsys)) == 3, "a second client adds no second handler"


def test_info_writes_each_retry(
    kind: Kind, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, "info")
    assert lines(kind, capsys) == [RETRY]


@pytest.mark.parametrize("value", [None, ""])
def test_nothing_is_written_unasked(
    kind: Kind,
    value: str | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if value is not None:
        monkeypatch.setenv(VARIABLE, value)
    assert lines(kind, capsys) == []
    assert logs.STDERR not in logs.logger.handlers


@pytest.mark.parametrize("make", [Client, AsyncClient])
@pytest.mark.parametrize("value", ["warning", "1", "true", "debug,info", "\n", "d\x1bebug"])
def test_another_value_is_an_error(make: Any, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, value)
    with pytest.raises(ConfigurationError) as caught:
        make()
    assert str(caught.value) == f"{VARIABLE} must be 'info' or 'debug', not {value!r}"


def test_a_program_with_handlers_of_its_own_gets_each_line_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, "debug")
    Client()
    seen: list[str] = []

    class Own(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(record.getMessage())

    assert lines("threads", capsys, Own()) == []
    assert len(seen) == 3
    monkeypatch.setattr(logs.logger, "propagate", False)
    assert len(lines("threads", capsys, Own())) == 3
    assert len(seen) == 3


def test_what_the_program_sets_afterwards_holds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, "debug")
    Client()
    logs.logger.setLevel(logging.ERROR)
    assert lines("threads", capsys) == []


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError(KEY),
        answer(401, error_body("UNAUTHORIZED", KEY)),
        httpx.Response(200, content=KEY.encode()),
        answer(200, {"id": KEY, "title": 7, "price": KEY}),
    ],
    ids=repr,
)
def test_no_secret_is_written_whatever_goes_wrong(
    kind: Kind,
    failure: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(VARIABLE, "debug")
    shop = Shop(kind, failure, api_key=KEY, max_retries=0, default_headers={"X-B": KEY})
    with root_handlers(), suppress(SdkError):
        shop.call(get)
    written = capsys.readouterr().err
    assert written
    assert KEY not in written
