"""What callbacks and observers see of a call, and what becomes of one that raises."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import anyio
import pytest

from ghxstship._core.errors import (
    APIResponseValidationError,
    ConfigurationError,
    NotFoundError,
    RateLimitError,
)
from ghxstship._core.observers import (
    CallInfo,
    Observation,
    Observer,
    OutcomeInfo,
    RequestInfo,
    ResponseInfo,
    RetryInfo,
)
from ghxstship._core.rate_limit import RateLimit

from ..library import httpx
from .bookshop import API, AsyncClient
from .harness import BOOK, Body, Kind, Shop, answer, body_of, broken

BOOK_CALL = CallInfo(
    operation="books.get",
    method="GET",
    route="/v1/books/{book_id}",
    url="https://api.books.test/v1/books/book%201",
    path="/v1/books/book%201",
    idempotency_key=None,
)


class Diary:
    """Keeps all that it is told, for several calls at once."""

    def __init__(self, name: str = "", pages: list[Any] | None = None, **headers: str) -> None:
        self.name = name
        self.pages: list[Any] = [] if pages is None else pages
        self.headers = headers

    def begin(self, call: CallInfo) -> Observation:
        self.pages.append(call)
        return Page(self)


class Page(Observation):
    def __init__(self, diary: Diary) -> None:
        self.diary = diary
        self.headers = diary.headers

    def on_request(self, request: RequestInfo) -> None:
        self.diary.pages.append(request)

    def on_response(self, response: ResponseInfo) -> None:
        self.diary.pages.append(response)

    def on_retry(self, retry: RetryInfo) -> None:
        self.diary.pages.append(retry)

    def on_end(self, outcome: OutcomeInfo) -> None:
        self.diary.pages.append(outcome)


def get(books: Any) -> Any:
    return books.get("book 1")


def of_the_call(info: Any, **more: object) -> dict[str, object]:
    """What an info says beyond its call, which is checked here."""
    said = dataclasses.asdict(info)
    for name, value in dataclasses.asdict(BOOK_CALL).items():
        assert said.pop(name) == value, name
    return said


@pytest.mark.parametrize(
    ("operation", "resource"),
    [("shop.books.pages.get", "shop.books.pages"), ("books.get", "books"), ("get", "")],
)
def test_a_call_knows_its_resource(operation: str, resource: str) -> None:
    assert replace(BOOK_CALL, operation=operation).resource == resource


class TestCallbacks:
    def test_see_each_attempt_and_each_retry(self, kind: Kind) -> None:
        seen: list[Any] = []
        shop = Shop(kind, on_request=seen.append, on_response=seen.append, on_retry=seen.append)

        def slowly(request: httpx.Request) -> httpx.Response:
            shop.clock.now += 1.5
            said = {"X_Limit": "100", "X_Remaining": "7", "X_Reset": "1700000060"}
            return answer(429, {}, X_Request_ID="req_1", **said)

        shop.server.answers.extend([slowly, httpx.ReadTimeout("slow"), answer()])
        shop.call(get)
        assert [type(info) for info in seen] == [
            *(RequestInfo, ResponseInfo, RetryInfo) * 2,
            *(RequestInfo, ResponseInfo),
        ]
        none: dict[str, object] = {"first": (), "count": 0}
        quiet: dict[str, object] = {"request_id": None, "rate_limit": RateLimit(None, None, None)}
        assert [of_the_call(info) for info in seen] == [
            {"attempt": 1},
            {
                "attempt": 1,
                "duration": 1.5,
                "status": 429,
                "error": None,
                "request_id": "req_1",
                "rate_limit": {"limit": 100, "remaining": 7, "reset": 1700000060},
                "mismatches": none,
            },
            {"attempt": 1, "wait": 0.25, "status": 429, "error": None},
            {"attempt": 2},
            {
                "attempt": 2,
                "duration": 0.0,
                "status": None,
                "error": "ReadTimeout",
                "request_id": None,
                "rate_limit": None,
                "mismatches": none,
            },
            {"attempt": 2, "wait": 0.5, "status": None, "error": "ReadTimeout"},
            {"attempt": 3},
            {
                "attempt": 3,
                "duration": 0.0,
                "status": 200,
                "error": None,
                **quiet,
                "rate_limit": {"limit": None, "remaining": None, "reset": None},
                "mismatches": none,
            },
        ]
        assert {info.resource for info in seen} == {"books"}

    def test_see_neither_id_nor_limit_where_the_api_names_no_headers(self, kind: Kind) -> None:
        seen: list[ResponseInfo] = []
        shop = Shop(kind, answer(X_Request_ID="req_1", X_Limit="9"), on_response=seen.append)
        shop.client._driver.api = replace(API, request_id_header=None, rate_limit=None)
        shop.call(get)
        assert [(info.request_id, info.rate_limit) for info in seen] == [(None, None)]

    def test_are_not_called_for_what_did_not_happen(self, kind: Kind) -> None:
        retries: list[RetryInfo] = []
        shop = Shop(kind, answer(404, {}), on_retry=retries.append)
        with pytest.raises(NotFoundError):
            shop.call(get)
        assert retries == []

    def test_know_the_idempotency_key(self, kind: Kind) -> None:
        keys: list[str | None] = []

        def see(request: RequestInfo) -> None:
            keys.append(request.idempotency_key)

        shop = Shop(kind, answer(503, {}), answer(201), on_request=see)
        shop.call(lambda books: books.create(title="Emma"))
        assert keys == shop.server.header("Idempotency-Key")
        assert keys[0] is not None

    def test_never_see_a_query_s_values(self, kind: Kind) -> None:
        urls: list[str] = []
        listed = answer(200, {"data": [], "pagination": {}})

        def see(request: RequestInfo) -> None:
            urls.append(request.url)

        shop = Shop(kind, listed, on_request=see)
        query = {"owner": "jane@example.com", "tag": ["a", "b"], "a b": "1", "flag": ""}
        options = {"query": query}
        shop.every(lambda books: books.list(cursor="c_secret", options=options))
        names = ("cursor", "owner", "tag", "tag", "a%20b", "flag")
        redacted = "&".join(f"{name}=REDACTED" for name in names)
        assert urls == [f"https://api.books.test/v1/books?{redacted}"]

    def test_are_the_client_s_or_those_of_with_options(self, kind: Kind) -> None:
        first: list[Any] = []
        second: list[Any] = []
        shop = Shop(kind, answer(), answer(), answer(), on_request=first.append)
        other = shop.client.with_options(on_request=second.append)
        shop.run(get, other.books)
        assert (len(first), len(second)) == (0, 1)
        shop.run(get, other.with_options(max_retries=0).books)
        assert (len(first), len(second)) == (0, 2)
        shop.run(get, other.with_options(on_request=None).books)
        assert (len(first), len(second)) == (0, 2)

    def test_see_the_attempt_of_a_stream_end_with_its_headers(self, kind: Kind) -> None:
        seen: list[ResponseInfo] = []
        news = broken(b'data: {"id": 1}\n\n', Content_Type="text/event-stream")
        shop = Shop(kind, news, on_response=seen.append)
        stream: Any = shop.client.books.listen()
        shop.run(stream.__enter__ if kind == "threads" else stream.__aenter__)
        assert [(info.operation, info.status) for info in seen] == [("books.listen", 200)]

    @pytest.mark.parametrize(
        ("failure", "error"),
        [
            (lambda: answer(200, {**BOOK, "title": "x" * 999}), "ResponseTooLargeError"),
            (KeyboardInterrupt, "KeyboardInterrupt"),
        ],
    )
    def test_hear_of_the_end_of_each_attempt_whatever_ends_it(
        self, kind: Kind, failure: Callable[[], Any], error: str
    ) -> None:
        seen: list[Any] = []
        settings: Any = {"on_request": seen.append, "on_response": seen.append}
        shop = Shop(kind, failure(), max_response_bytes=100, **settings)
        with pytest.raises(BaseException) as caught:
            shop.call(get)
        assert type(caught.value).__name__ == error
        assert [type(info) for info in seen] == [RequestInfo, ResponseInfo]
        assert (seen[1].status, seen[1].error) == (None, error)

    def test_hear_of_a_cancellation(self) -> None:
        seen: list[str | None] = []

        class Endless(httpx.AsyncBaseTransport):
            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                await anyio.sleep_forever()
                raise AssertionError

        def see(response: ResponseInfo) -> None:
            seen.append(response.error)

        async def main() -> None:
            client = AsyncClient(http_client=Endless(), on_response=see)
            with anyio.move_on_after(0.001):
                await client.books.get("1")

        anyio.run(main)
        assert seen == ["CancelledError"]


class TestObservers:
    def test_see_a_call_from_its_beginning_to_its_end(self, kind: Kind) -> None:
        diary = Diary()
        shop = Shop(kind, answer(500, {}), answer(), observers=[diary])
        shop.call(get)
        kinds = [CallInfo, RequestInfo, ResponseInfo, RetryInfo, RequestInfo, ResponseInfo]
        assert [type(page) for page in diary.pages] == [*kinds, OutcomeInfo]
        assert diary.pages[0] == BOOK_CALL
        ended = {"attempts": 2, "duration": 0.25, "status": 200, "error": None}
        assert of_the_call(diary.pages[-1]) == ended

    @pytest.mark.parametrize(
        ("failure", "status", "error"),
        [
            (lambda: answer(429, {}, Retry_After="999"), 429, "RateLimitError"),
            (lambda: httpx.ConnectError("refused"), None, "APIConnectionError"),
            (lambda: answer(200, {"id": 1}), 200, "APIResponseValidationError"),
            (lambda: KeyboardInterrupt(), None, "KeyboardInterrupt"),  # noqa: PLW0108
        ],
    )
    def test_are_told_what_the_caller_gets(
        self, kind: Kind, failure: Callable[[], Any], status: int | None, error: str
    ) -> None:
        diary = Diary()
        shop = Shop(kind, failure(), observers=[diary], max_retries=0, strict=True)
        with pytest.raises(BaseException) as caught:
            shop.call(get)
        assert type(caught.value).__name__ == error
        kinds = [CallInfo, RequestInfo, ResponseInfo, OutcomeInfo]
        assert [type(page) for page in diary.pages] == kinds
        ended = {"attempts": 1, "duration": 0.0, "status": status, "error": error}
        assert of_the_call(diary.pages[-1]) == ended

    def test_hear_of_no_attempt_where_something_stopped_it_before(self, kind: Kind) -> None:
        diary = Diary()
        shop = Shop(kind, observers=[diary, Broken("begin", KeyboardInterrupt())])
        with pytest.raises(KeyboardInterrupt):
            shop.call(get)
        assert [type(page) for page in diary.pages] == [CallInfo, OutcomeInfo]
        ended = {"attempts": 0, "duration": 0.0, "status": None, "error": "KeyboardInterrupt"}
        assert of_the_call(diary.pages[-1]) == ended

    def test_are_told_of_a_page_that_cannot_be_read(self, kind: Kind) -> None:
        diary = Diary()
        shop = Shop(kind, answer(200, {"data": 1}), observers=[diary])
        with pytest.raises(APIResponseValidationError):
            shop.every(lambda books: books.list())
        outcome = diary.pages[-1]
        assert (outcome.status, outcome.error) == (200, "APIResponseValidationError")

    def test_see_a_raw_answer_succeed_before_it_is_parsed(self, kind: Kind) -> None:
        diary = Diary()
        shop = Shop(kind, answer(200, [1]), observers=[diary])
        raw = shop.call(lambda books: books.with_raw_response.get("1"))
        assert (diary.pages[-1].status, diary.pages[-1].error) == (200, None)
        with pytest.raises(APIResponseValidationError):
            raw.parse()

    def test_know_how_long_an_attempt_took_that_was_interrupted(self, kind: Kind) -> None:
        diary = Diary()
        shop = Shop(kind, answer(503, {}), observers=[diary])

        def interrupted(request: httpx.Request) -> httpx.Response:
            shop.clock.now += 1.5
            raise KeyboardInterrupt

        shop.server.answers.append(interrupted)
        with pytest.raises(KeyboardInterrupt):
            shop.call(get)
        durations = [page.duration for page in diary.pages if hasattr(page, "duration")]
        assert durations == [0.0, 1.5, 1.75]

    def test_may_add_headers_but_not_replace_any(self, kind: Kind) -> None:
        diary = Diary(traceparent="00-1", Authorization="Bearer stolen")
        shop = Shop(kind, answer(500, {}), answer(), observers=[diary])
        shop.call(get)
        assert shop.server.header("traceparent") == ["00-1", "00-1"]
        assert set(shop.server.header("Authorization")) == {"Bearer sk_test_1"}

    def test_leave_nothing_behind_on_the_next_request(self, kind: Kind) -> None:
        shop = Shop(kind, answer(), answer(), observers=[Diary(traceparent="00-1")])
        shop.call(get)
        shop.run(get, shop.client.with_options(observers=[]).books)
        assert shop.server.header("traceparent") == ["00-1", None]

    def test_may_look_away(self, kind: Kind) -> None:
        class Blind:
            def begin(self, call: CallInfo) -> None:
                assert call == BOOK_CALL

        shop = Shop(kind, answer(), observers=[Blind()])
        assert shop.call(get).id == BOOK["id"]

    def test_are_told_in_turn_and_of_the_end_in_reverse(self, kind: Kind) -> None:
        order: list[str] = []

        class Named(Observation):
            def __init__(self, name: str) -> None:
                self.name = name

            def begin(self, call: CallInfo) -> Observation:
                order.append(f"{self.name} begins")
                return self

            def on_request(self, request: RequestInfo) -> None:
                order.append(f"{self.name} sends")

            def on_end(self, outcome: OutcomeInfo) -> None:
                order.append(f"{self.name} ends")

        Shop(kind, answer(), observers=[Named("a"), Named("b")]).call(get)
        assert order == ["a begins", "b begins", "a sends", "b sends", "b ends", "a ends"]

    def test_that_do_nothing_are_complete(self, kind: Kind) -> None:
        class Idle(Observation):
            def begin(self, call: CallInfo) -> Observation:
                return self

        shop = Shop(kind, answer(500, {}), answer(), observers=[Idle()])
        assert shop.call(get).id == BOOK["id"]


class Broken(Observation):
    """Raises at one of its methods."""

    def __init__(self, where: str, error: BaseException) -> None:
        self.where = where
        self.error = error

    def begin(self, call: CallInfo) -> Observation:
        self.at("begin")
        return self

    def at(self, where: str) -> None:
        if where == self.where:
            raise self.error

    def on_request(self, request: RequestInfo) -> None:
        self.at("on_request")

    def on_response(self, response: ResponseInfo) -> None:
        self.at("on_response")

    def on_retry(self, retry: RetryInfo) -> None:
        self.at("on_retry")

    def on_end(self, outcome: OutcomeInfo) -> None:
        self.at("on_end")


WHERE = ["begin", "on_request", "on_response", "on_retry", "on_end"]


class TestOneThatRaises:
    @pytest.mark.parametrize("where", WHERE)
    def test_is_logged_and_passed_over(
        self, kind: Kind, where: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        diary = Diary()
        observers: list[Observer] = [Broken(where, ValueError("a bug")), diary]
        shop = Shop(kind, answer(500, {}), answer(), observers=observers)
        assert shop.call(get).id == BOOK["id"]
        assert type(diary.pages[-1]) is OutcomeInfo
        errors = [record for record in caplog.records if record.levelno == logging.ERROR]
        assert {record.getMessage() for record in errors} == {
            f"Broken.{where} failed, and was ignored"
        }
        assert errors[0].exc_info is not None

    @pytest.mark.parametrize("where", WHERE)
    def test_with_an_interruption_interrupts_but_the_others_hear_of_it(
        self, kind: Kind, where: str
    ) -> None:
        first, last = Diary(), Diary()
        observers: list[Observer] = [first, Broken(where, KeyboardInterrupt()), last]
        shop = Shop(kind, answer(500, {}), answer(), observers=observers)
        with pytest.raises(KeyboardInterrupt):
            shop.call(get)
        told = [first] if where == "begin" else [first, last]
        wanted = None if where == "on_end" else "KeyboardInterrupt"
        assert [type(diary.pages[-1]) for diary in told] == [OutcomeInfo] * len(told)
        assert {diary.pages[-1].error for diary in told} == {wanted}

    def test_with_an_interruption_at_the_end_leaves_the_others_what_they_are_told(
        self, kind: Kind
    ) -> None:
        diary = Diary()
        observers: list[Observer] = [diary, Broken("on_end", KeyboardInterrupt())]
        shop = Shop(kind, answer(503, {}), answer(404, {}), observers=observers)
        with pytest.raises(KeyboardInterrupt):
            shop.call(get)
        ended = {"attempts": 2, "duration": 0.25, "status": 404, "error": "NotFoundError"}
        assert of_the_call(diary.pages[-1]) == ended

    @pytest.mark.parametrize("where", ["on_response", "on_end"])
    def test_with_an_interruption_gives_a_stream_s_connection_back(
        self, kind: Kind, where: str
    ) -> None:
        news = broken(b"data: 1\n\n", Content_Type="text/event-stream")
        shop = Shop(kind, news, observers=[Broken(where, KeyboardInterrupt())])
        stream: Any = shop.client.books.listen()
        with pytest.raises(KeyboardInterrupt):
            shop.run(stream.__enter__ if kind == "threads" else stream.__aenter__)
        body: Body = body_of(news)
        assert body.closed

    def test_as_a_callback_is_named(self, kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
        def fail(request: RequestInfo) -> None:
            raise ValueError(request.operation)

        assert Shop(kind, answer(), on_request=fail).call(get).id == BOOK["id"]
        assert "Callbacks.on_request failed, and was ignored" in caplog.text

    def test_and_has_no_name_is_shown_as_it_is(
        self, kind: Kind, caplog: pytest.LogCaptureFixture
    ) -> None:
        nameless: Any = SimpleNamespace(begin=partial(int, "no number"))
        assert Shop(kind, answer(), observers=[nameless]).call(get).id == BOOK["id"]
        [record] = caplog.records
        assert record.getMessage() == f"{nameless.begin!r} failed, and was ignored"


class Careless:
    """Answers with what can be told only half of what there is to tell."""

    def begin(self, call: CallInfo) -> Any:
        return self

    def on_end(self, outcome: OutcomeInfo) -> None:
        raise AssertionError


def test_an_answer_that_is_no_observation_is_logged_and_passed_over(
    kind: Kind, caplog: pytest.LogCaptureFixture
) -> None:
    diary = Diary()
    shop = Shop(kind, answer(), observers=[Careless(), diary])
    assert shop.call(get).id == "book_1"
    assert type(diary.pages[-1]) is OutcomeInfo
    [record] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.getMessage() == (
        "an observer began with a Careless, which is no Observation, and was ignored"
    )


class Awaited:
    async def __call__(self, info: object) -> None:
        """Never called."""


async def awaited(info: object) -> None:
    """Never called."""


class TestWrongHooks:
    @pytest.mark.parametrize("hook", [awaited, Awaited(), partial(awaited), "print", 7])
    @pytest.mark.parametrize("name", ["on_request", "on_response", "on_retry"])
    def test_are_refused(self, kind: Kind, name: str, hook: Any) -> None:
        settings: Any = {name: hook}
        message = f"{name} must be a function, and no coroutine function"
        with pytest.raises(ConfigurationError, match=message):
            Shop(kind, **settings)
        with pytest.raises(ConfigurationError, match=message):
            Shop(kind).client.with_options(**settings)


class TestWrongObservers:
    @pytest.mark.parametrize(
        ("wrong", "name"), [(print, "builtin"), (Diary, "Diary"), ("x", "str")]
    )
    def test_are_refused(self, kind: Kind, wrong: Any, name: str) -> None:
        with pytest.raises(ConfigurationError, match=f"an object with a method begin: {name}"):
            Shop(kind, observers=[wrong])
        with pytest.raises(ConfigurationError, match=f"an object with a method begin: {name}"):
            Shop(kind).client.with_options(observers=[wrong])

    @pytest.mark.parametrize("wrong", [None, Diary()])
    def test_are_several_even_if_one(self, kind: Kind, wrong: Any) -> None:
        kind_of_it = type(wrong).__name__
        with pytest.raises(ConfigurationError) as caught:
            Shop(kind, observers=wrong)
        assert str(caught.value) == f"observers must be a sequence, and is a {kind_of_it}"


def test_a_refused_call_keeps_secrets_from_those_who_see_it(kind: Kind) -> None:
    diary = Diary()
    shop = Shop(kind, answer(429, {}, Retry_After="999"), observers=[diary])
    options = {"headers": {"X-Token": "t_secret"}, "query": {"q": "q_secret"}}
    with pytest.raises(RateLimitError):
        shop.call(lambda books: books.create(title="b_secret", options=options))
    assert len(diary.pages) == 4
    for secret in ("sk_test_1", "t_secret", "q_secret", "b_secret"):
        assert secret not in repr(diary.pages)
