"""One call from its first attempt to its end, in threads and in tasks alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import anyio
import pytest

from ghxstship._core.call_options import RequestOptions
from ghxstship._core.errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    ConflictError,
    InternalServerError,
    InvalidArgumentError,
    RateLimitError,
    ServiceUnavailableError,
)
from ghxstship._core.retry import Attempt, RetryPolicy, Stop, Wait

from ..library import httpx
from .bookshop import API, Book
from .harness import PASSING, Answer, Body, Kind, Shop, answer, body_of, broken, error_body, shows

Use = Callable[[Any], Any]

UNSAFE: list[Use] = [
    lambda books: books.update("book_1", title="Emma"),
    lambda books: books.replace("book_1", title="Emma"),
    lambda books: books.delete("book_1"),
]
FAILURES: list[Callable[[], Answer]] = [
    lambda: answer(503, {}),
    lambda: httpx.ReadTimeout("slow"),
]
NO_ANSWER: list[type[httpx.RequestError]] = [
    httpx.ConnectError,
    httpx.ReadError,
    httpx.WriteError,
    httpx.CloseError,
    httpx.RemoteProtocolError,
    httpx.ProxyError,
    httpx.DecodingError,
]
LASTING: list[type[httpx.RequestError]] = [
    httpx.LocalProtocolError,
    httpx.TooManyRedirects,
    httpx.UnsupportedProtocol,
]
TIMEOUTS: list[type[httpx.TimeoutException]] = [
    httpx.ConnectTimeout,
    httpx.ReadTimeout,
    httpx.WriteTimeout,
    httpx.PoolTimeout,
]


def get(books: Any) -> Any:
    return books.get("book_1")


def create(books: Any) -> Any:
    return books.create(title="Emma")


class TestRetries:
    def test_a_call_that_succeeds_is_sent_once(self, kind: Kind) -> None:
        shop = Shop(kind, answer())
        assert shop.call(get) == Book(id="book_1", title="Emma", price=9.5)
        assert len(shop.server.requests) == 1
        assert shop.clock.waits == []

    @pytest.mark.parametrize("status", PASSING)
    def test_a_passing_failure_is_tried_again(self, kind: Kind, status: int) -> None:
        shop = Shop(kind, answer(status, {}), answer())
        assert shop.call(get).id == "book_1"
        assert shop.clock.waits == [0.25]

    @pytest.mark.parametrize("status", [301, 304, 400, 404, 409, 410, 422, 501])
    def test_a_lasting_failure_is_not(self, kind: Kind, status: int) -> None:
        shop = Shop(kind, answer(status, {}))
        with pytest.raises(APIStatusError) as caught:
            shop.call(get)
        assert caught.value.attempts == 1
        assert shop.clock.waits == []

    @pytest.mark.parametrize("status", [200, 201, 299])
    def test_any_2xx_is_success(self, kind: Kind, status: int) -> None:
        assert Shop(kind, answer(status)).call(get).id == "book_1"

    @pytest.mark.parametrize("status", [199, 300])
    def test_what_stands_beside_2xx_is_not(self, kind: Kind, status: int) -> None:
        with pytest.raises(APIStatusError, match=str(status)):
            Shop(kind, answer(status)).call(get)

    def test_waits_double_under_jitter(self, kind: Kind) -> None:
        shop = Shop(kind, *(answer(500, {}) for _ in range(4)), answer(), max_retries=4)
        shop.clock.chance = 0.75
        shop.call(get)
        assert shop.clock.waits == [0.375, 0.75, 1.5, 3.0]

    def test_the_last_failure_is_raised_with_the_count_of_attempts(self, kind: Kind) -> None:
        shop = Shop(kind, answer(500, {}), answer(502, {}), answer(503, error_body()))
        with pytest.raises(ServiceUnavailableError) as caught:
            shop.call(get)
        assert caught.value.attempts == 3
        assert caught.value.code == "SERVER_ERROR"
        assert len(shop.server.requests) == 3

    @pytest.mark.parametrize("retries", [0, 1, 5])
    def test_the_client_says_how_often(self, kind: Kind, retries: int) -> None:
        shop = Shop(kind, *(answer(500, {}) for _ in range(9)), max_retries=retries)
        with pytest.raises(InternalServerError) as caught:
            shop.call(get)
        assert caught.value.attempts == retries + 1

    def test_a_single_call_may_say_how_often(self, kind: Kind) -> None:
        shop = Shop(kind, *(answer(500, {}) for _ in range(9)))
        with pytest.raises(InternalServerError) as caught:
            shop.call(lambda books: books.get("1", options={"max_retries": 0}))
        assert caught.value.attempts == 1

    @pytest.mark.parametrize("retries", [-1, 1.0, True, "2", None])
    def test_a_count_that_is_none_is_refused(self, kind: Kind, retries: Any) -> None:
        shop = Shop(kind)
        with pytest.raises(InvalidArgumentError, match="max_retries must be an integer"):
            shop.call(lambda books: books.get("1", options={"max_retries": retries}))

    def test_the_whole_call_has_its_time(self, kind: Kind) -> None:
        policy = RetryPolicy(initial_delay=8, max_elapsed=10)
        shop = Shop(kind, *(answer(500, {}) for _ in range(9)), max_retries=9, retry_policy=policy)
        with pytest.raises(InternalServerError, match="10 s for the whole call") as caught:
            shop.call(get)
        assert shop.clock.waits == [4.0, 4.0]
        assert caught.value.attempts == 3

    def test_every_attempt_is_the_same_request(self, kind: Kind) -> None:
        bodies: list[bytes] = []

        def fail(request: httpx.Request) -> httpx.Response:
            bodies.append(request.content)
            return answer(500, {})

        shop = Shop(kind, fail, fail, answer(201))
        shop.call(create)
        assert bodies == [b'{"title":"Emma"}'] * 2
        assert len({request.url for request in shop.server.requests}) == 1


class TestRetryAfter:
    @pytest.mark.parametrize(
        ("value", "waits"),
        [
            ("7", [7.875]),  # and half of a quarter, by chance
            ("0.5", [0.75]),
            ("0", [0.25]),
            ("Tue, 14 Nov 2023 22:13:42 GMT", [24.75]),
            ("Tue, 14 Nov 2023 22:13:02 GMT", [0.25]),
            ("whenever", [0.25]),
        ],
    )
    def test_is_obeyed(self, kind: Kind, value: str, waits: list[float]) -> None:
        shop = Shop(kind, answer(429, {}, Retry_After=value), answer())
        shop.call(get)
        assert shop.clock.waits == waits

    def test_beyond_the_bound_is_an_error_that_carries_it(self, kind: Kind) -> None:
        shop = Shop(kind, answer(429, error_body("RATE_LIMITED", "slow down"), Retry_After="3600"))
        with pytest.raises(RateLimitError) as caught:
            shop.call(get)
        assert caught.value.retry_after == 3600.0
        assert str(caught.value) == (
            "429 RATE_LIMITED: slow down - not retried: the server asks to wait 3600 s, "
            "and this client waits at most 60 s"
        )
        assert shop.clock.waits == []

    def test_is_on_the_error_after_the_last_attempt_too(self, kind: Kind) -> None:
        shop = Shop(kind, answer(503, {}, Retry_After="30"), max_retries=0)
        with pytest.raises(ServiceUnavailableError) as caught:
            shop.call(get)
        assert caught.value.retry_after == 30.0


class TestIdempotency:
    def test_a_post_has_one_fresh_key_for_all_its_attempts(self, kind: Kind) -> None:
        shop = Shop(kind, answer(500, {}), httpx.ReadTimeout("slow"), answer(201), answer(201))
        shop.call(create)
        shop.call(create)
        first, second, third, other = shop.server.header("Idempotency-Key")
        assert first == second == third != other
        assert first is not None
        assert UUID(first).version == 4

    def test_the_callers_key_is_sent_as_it_is(self, kind: Kind) -> None:
        shop = Shop(kind, answer(500, {}), answer(201))
        shop.call(lambda books: books.create(title="Emma", idempotency_key="order-7"))
        assert shop.server.header("Idempotency-Key") == ["order-7", "order-7"]

    def test_a_key_comes_as_an_argument_not_as_a_header(self, kind: Kind) -> None:
        options: RequestOptions = {"headers": {"idempotency-KEY": "mine"}}
        with pytest.raises(InvalidArgumentError, match=r"pass idempotency_key=\.\.\."):
            Shop(kind).call(lambda books: books.create(title="Emma", options=options))

    @pytest.mark.parametrize("key", ["", " ", "a b", "a\n", "ž", "x" * 256, "\x7f", 5, b"k"])
    def test_a_key_that_no_header_can_carry_is_refused(self, kind: Kind, key: Any) -> None:
        shop = Shop(kind)
        with pytest.raises(InvalidArgumentError, match="idempotency_key"):
            shop.call(lambda books: books.create(title="Emma", idempotency_key=key))

    @pytest.mark.parametrize("key", ["!", "~" * 255])
    def test_a_key_may_have_up_to_255_visible_characters(self, kind: Kind, key: str) -> None:
        shop = Shop(kind, answer(201))
        shop.call(lambda books: books.create(title="Emma", idempotency_key=key))
        assert shop.server.header("Idempotency-Key") == [key]

    def test_a_get_has_none(self, kind: Kind) -> None:
        shop = Shop(kind, answer())
        shop.call(get)
        assert shop.server.header("Idempotency-Key") == [None]

    @pytest.mark.parametrize("use", UNSAFE, ids=["PATCH", "PUT", "DELETE"])
    @pytest.mark.parametrize("failure", FAILURES, ids=["status", "no answer"])
    def test_unsafe_methods_without_a_key_are_not_repeated(
        self, kind: Kind, use: Use, failure: Callable[[], Answer]
    ) -> None:
        shop = Shop(kind, failure())
        with pytest.raises(APIError, match="not safe to repeat without an idempotency key"):
            shop.call(use)
        assert len(shop.server.requests) == 1

    @pytest.mark.parametrize("failure", FAILURES, ids=["status", "no answer"])
    def test_the_error_carries_the_key(self, kind: Kind, failure: Callable[[], Answer]) -> None:
        shop = Shop(kind, failure(), max_retries=0)
        with pytest.raises(APIError) as caught:
            shop.call(lambda books: books.create(title="Emma", idempotency_key="order-7"))
        assert caught.value.idempotency_key == "order-7"

    def test_a_conflict_is_raised_at_once(self, kind: Kind) -> None:
        shop = Shop(kind, answer(409, error_body("IDEMPOTENCY_CONFLICT", "other body")))
        with pytest.raises(ConflictError) as caught:
            shop.call(create)
        assert caught.value.code == "IDEMPOTENCY_CONFLICT"
        assert caught.value.idempotency_key == shop.server.header("Idempotency-Key")[0]


class TestNoAnswer:
    @pytest.mark.parametrize("cause", NO_ANSWER)
    def test_is_a_connection_error(self, kind: Kind, cause: type[httpx.RequestError]) -> None:
        shop = Shop(kind, *(cause("it broke") for _ in range(3)))
        with pytest.raises(APIConnectionError) as caught:
            shop.call(get)
        assert not isinstance(caught.value, APITimeoutError)
        assert isinstance(caught.value.__cause__, cause)
        assert caught.value.attempts == 3
        assert shows(caught.value, shop.server.requests[0])
        assert str(caught.value) == (
            "GET /v1/books/book_1: no complete answer from api.books.test "
            "after 3 attempts: it broke"
        )

    @pytest.mark.parametrize("cause", LASTING)
    def test_that_would_not_come_ever_is_not_waited_for(
        self, kind: Kind, cause: type[httpx.RequestError]
    ) -> None:
        shop = Shop(kind, cause("it cannot be sent"))
        with pytest.raises(APIConnectionError, match=r"after 1 attempt: it cannot be sent$"):
            shop.call(get)
        assert shop.clock.waits == []

    @pytest.mark.parametrize("cause", TIMEOUTS)
    def test_in_time_is_a_timeout(self, kind: Kind, cause: type[httpx.RequestError]) -> None:
        shop = Shop(kind, cause(""), max_retries=0)
        with pytest.raises(APITimeoutError) as caught:
            shop.call(get)
        assert str(caught.value) == (
            "GET /v1/books/book_1: no complete answer in time from api.books.test "
            f"after 1 attempt: {cause.__name__}"
        )

    def test_counts_two_attempts_as_many(self, kind: Kind) -> None:
        shop = Shop(kind, *(httpx.ConnectError("x") for _ in range(2)), max_retries=1)
        with pytest.raises(APIConnectionError, match="after 2 attempts: x"):
            shop.call(get)

    def test_is_tried_again(self, kind: Kind) -> None:
        shop = Shop(kind, httpx.ConnectError("refused"), httpx.ReadTimeout("slow"), answer())
        assert shop.call(get).id == "book_1"
        assert shop.clock.waits == [0.25, 0.5]

    def test_a_body_that_breaks_is_tried_again_and_given_back(self, kind: Kind) -> None:
        first = broken(b'{"id":', httpx.ReadError("reset"))
        shop = Shop(kind, first, answer())
        assert shop.call(get).id == "book_1"
        assert body_of(first).closed

    def test_an_error_body_that_breaks_is_tried_again(self, kind: Kind) -> None:
        shop = Shop(kind, broken(httpx.ReadError("reset"), status=404), answer())
        assert shop.call(get).id == "book_1"

    def test_a_body_that_cannot_be_unpacked_is_given_back(self, kind: Kind) -> None:
        bad = [broken(b"no gzip", Content_Encoding="gzip") for _ in range(3)]
        shop = Shop(kind, *bad)
        with pytest.raises(APIConnectionError) as caught:
            shop.call(get)
        assert "the body cannot be decompressed" in str(caught.value)
        assert all(body_of(response).closed for response in bad)

    def test_an_argument_cannot_forge_a_line_of_the_message(self, kind: Kind) -> None:
        shop = Shop(kind, httpx.ConnectError("refused"), max_retries=0)
        with pytest.raises(APIConnectionError) as caught:
            shop.call(lambda books: books.get("x\nGET /v1/books/y: all is well"))
        assert "\n" not in str(caught.value)


class TestInterruption:
    """What is not a failure of the call passes through, untouched and at once."""

    @pytest.mark.parametrize("interrupt", [KeyboardInterrupt, SystemExit, asyncio.CancelledError])
    def test_before_the_answer(self, kind: Kind, interrupt: type[BaseException]) -> None:
        shop = Shop("threads", interrupt(), answer())
        with pytest.raises(interrupt):
            shop.call(get)
        assert len(shop.server.requests) == 1

    @pytest.mark.parametrize("interrupt", [KeyboardInterrupt, SystemExit])
    def test_in_the_body_gives_the_connection_back(self, interrupt: type[BaseException]) -> None:
        response = broken(b"{", interrupt())
        shop = Shop("threads", response)
        with pytest.raises(interrupt):
            shop.call(get)
        assert body_of(response).closed == 1

    @pytest.mark.parametrize("backend", ["asyncio", "trio"])
    def test_a_task_that_is_cancelled_in_the_body_gives_the_connection_back(
        self, backend: Kind
    ) -> None:
        group: Any = None

        class Stalled(Body):
            async def __aiter__(self) -> AsyncIterator[bytes]:
                yield b"{"
                group.cancel_scope.cancel()
                await anyio.sleep_forever()

        async def cancelled() -> None:
            nonlocal group
            async with anyio.create_task_group() as group:
                group.start_soon(shop.client.books.get, "book_1")

        body = Stalled([])
        shop = Shop(backend, httpx.Response(200, stream=body))
        anyio.run(cancelled, backend=backend)
        assert body.closed == 1
        assert shop.clock.waits == []

    def test_asyncio_cancellation_reaches_the_caller(self) -> None:
        async def call() -> None:
            waiting = asyncio.Event()

            async def hang(_: httpx.Request) -> httpx.Response:
                waiting.set()
                await asyncio.Event().wait()
                raise AssertionError

            shop = Shop("asyncio")
            client = type(shop.client)(http_client=httpx.MockTransport(hang))
            task = asyncio.create_task(client.books.get("book_1"))
            await waiting.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

        asyncio.run(call())

    def test_an_exception_that_is_not_http_is_not_ours_to_touch(self, kind: Kind) -> None:
        shop = Shop(kind, ZeroDivisionError("a transport's own bug"))
        with pytest.raises(ZeroDivisionError):
            shop.call(get)


class TestOwnPolicy:
    def test_decides_from_what_happened(self, kind: Kind) -> None:
        seen: list[Attempt] = []

        class Remember:
            def decide(self, attempt: Attempt) -> Wait | Stop:
                seen.append(attempt)
                return Wait(9.0) if attempt.number == 1 else Stop("enough")

        shop = Shop(
            kind, answer(404, {}, Retry_After="3"), httpx.ConnectError("x"), retry_policy=Remember()
        )
        with pytest.raises(APIConnectionError, match=r"x - enough$"):
            shop.call(lambda books: books.delete("1"))
        assert seen == [
            Attempt(
                number=1,
                max_retries=2,
                elapsed=0.0,
                repeatable=False,
                jitter=0.5,
                status=404,
                retry_after=3.0,
            ),
            Attempt(number=2, max_retries=2, elapsed=9.0, repeatable=False, jitter=0.5),
        ]
        assert shop.clock.waits == [9.0]

    def test_is_not_asked_about_success(self, kind: Kind) -> None:
        class Never:
            def decide(self, attempt: Attempt) -> Wait | Stop:
                raise AssertionError(attempt)

        assert Shop(kind, answer(), retry_policy=Never()).call(get).id == "book_1"

    def test_that_fails_is_heard(self, kind: Kind) -> None:
        class Buggy:
            def decide(self, attempt: Attempt) -> Wait | Stop:
                return Wait(-1)

        shop = Shop(kind, answer(500, {}), retry_policy=Buggy())
        with pytest.raises(ValueError, match=r"Wait\.seconds"):
            shop.call(get)


def test_an_api_without_idempotency_keys_repeats_no_post(kind: Kind) -> None:
    shop = Shop(kind, answer(500, {}))
    shop.client._driver.api = replace(API, idempotency_header=None)
    with pytest.raises(InternalServerError) as caught:
        shop.call(create)
    assert caught.value.attempts == 1
    assert caught.value.idempotency_key is None
