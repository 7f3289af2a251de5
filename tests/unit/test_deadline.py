"""A deadline for a whole call: its attempts, its waits, its body, its further pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import anyio
import pytest
import trio
import trio.testing

from ghxstship._core.deadline import GRAIN, Deadline, DeadlinePassedError, TimeLeft
from ghxstship._core.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    ConfigurationError,
    DeadlineExceededError,
    InvalidArgumentError,
    NotFoundError,
    RateLimitError,
    ServiceUnavailableError,
)
from ghxstship._core.retry import Attempt, Stop, Wait
from tests.patience import PATIENCE

from ..library import httpx
from .bookshop import AsyncClient
from .harness import BOOK, Body, FakeClock, Kind, Shop, answer, broken, shows

Answers = Callable[[httpx.Request], httpx.Response]


def get(books: Any) -> Any:
    return books.get("book_1")


def create(books: Any) -> Any:
    return books.create(title="Emma", idempotency_key="order-7")


def after(shop: Shop, seconds: float, outcome: httpx.Response | Exception) -> Answers:
    """An answer, or none, that takes its time."""

    def respond(_: httpx.Request) -> httpx.Response:
        shop.clock.now += seconds
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return respond


class TestCall:
    def test_that_ends_in_time_has_no_deadline_to_notice(self, kind: Kind) -> None:
        assert Shop(kind, answer(), deadline=5).call(get).id == "book_1"

    def test_is_not_that_of_the_next_call(self, kind: Kind) -> None:
        shop = Shop(kind, answer(), answer(), timeout=7)
        shop.call(lambda books: books.get("book_1", options={"deadline": 5}))
        shop.clock.now += 5
        shop.call(get)
        timeouts = shop.server.requests[1].extensions["timeout"]
        assert timeouts["read"] == 7
        assert type(timeouts) is dict

    def test_is_not_tried_again_after_it(self, kind: Kind) -> None:
        shop = Shop(kind, answer(503, {}), answer(503, {}), deadline=0.5)
        with pytest.raises(DeadlineExceededError) as caught:
            shop.call(create)
        error = caught.value
        assert shop.clock.waits == [0.25]  # the second wait, of 0.5 s, is not begun
        assert isinstance(error.__cause__, ServiceUnavailableError)
        assert (error.deadline, error.attempts, error.idempotency_key) == (0.5, 2, "order-7")
        assert shows(error, shop.server.requests[0])
        assert str(error) == (
            "POST /v1/books: the deadline of 0.5 s comes before the next attempt, in 0.5 s: "
            "503: Service Unavailable (application/json): {} (after 2 attempts)"
        )

    def test_does_not_wait_for_a_server_that_asks_for_more(self, kind: Kind) -> None:
        shop = Shop(kind, answer(429, {}, Retry_After="30"), deadline=20)
        with pytest.raises(DeadlineExceededError, match=r"in 33.8 s: 429") as caught:
            shop.call(get)
        assert isinstance(caught.value.__cause__, RateLimitError)
        assert caught.value.__cause__.retry_after == 30
        assert shop.clock.waits == []

    def test_that_no_attempt_could_follow_fails_as_without_one(self, kind: Kind) -> None:
        shop = Shop(kind, answer(503, {}), answer(404, {}), deadline=0.1)
        with pytest.raises(ServiceUnavailableError):
            shop.call(lambda books: books.delete("1"))
        with pytest.raises(NotFoundError):
            shop.call(get)

    def test_that_times_out_at_it_says_so(self, kind: Kind) -> None:
        shop = Shop(kind, deadline=3)
        timeout = httpx.ReadTimeout("slow")
        shop.server.answers.append(after(shop, 3, timeout))
        with pytest.raises(DeadlineExceededError) as caught:
            shop.call(get)
        assert caught.value.__cause__ is timeout
        assert str(caught.value) == (
            "GET /v1/books/book_1: the deadline of 3 s passed: slow (after 1 attempt)"
        )

    def test_that_is_reset_after_it_is_not_said_to_be_late(self, kind: Kind) -> None:
        shop = Shop(kind, deadline=3, max_retries=0)
        shop.server.answers.append(after(shop, 4, httpx.ReadError("reset")))
        with pytest.raises(APIConnectionError) as caught:
            shop.call(get)
        assert not isinstance(caught.value, APITimeoutError)

    def test_that_waits_too_long_sends_nothing_more(self, kind: Kind) -> None:
        class Slow(FakeClock):
            def sleep(self, seconds: float) -> None:
                super().sleep(seconds + 100)

        shop = Shop(kind, answer(503, {}), deadline=5, clock=Slow())
        with pytest.raises(DeadlineExceededError) as caught:
            shop.call(get)
        assert isinstance(caught.value.__cause__, ServiceUnavailableError)
        assert str(caught.value) == (
            "GET /v1/books/book_1: the deadline of 5 s passed (after 1 attempt)"
        )

    def test_that_got_no_answer_says_what_it_could_not_try_again_after(self, kind: Kind) -> None:
        reset = httpx.ReadError("reset")
        shop = Shop(kind, reset, deadline=0.25)
        with pytest.raises(DeadlineExceededError) as caught:
            shop.call(get)
        assert caught.value.__cause__ is reset
        assert str(caught.value) == (
            "GET /v1/books/book_1: the deadline of 0.25 s comes before the next attempt, "
            "in 0.25 s: reset (after 1 attempt)"
        )

    @pytest.mark.parametrize(("wait", "waits"), [(4.999, [4.999]), (4.9995, [])])
    def test_is_tried_again_while_time_for_an_attempt_is_left(
        self, kind: Kind, wait: float, waits: list[float]
    ) -> None:
        class Fixed:
            def decide(self, attempt: Attempt) -> Wait | Stop:
                return Wait(wait) if attempt.status == 503 else Stop()

        shop = Shop(kind, answer(503, {}), answer(404, {}), retry_policy=Fixed(), deadline=5)
        with pytest.raises(APIError):
            shop.call(get)
        assert shop.clock.waits == waits

    def test_whose_answer_is_late_but_whole_is_answered(self, kind: Kind) -> None:
        shop = Shop(kind, deadline=3)
        shop.server.answers.append(after(shop, 4, answer()))
        assert shop.call(get).id == "book_1"

    def test_with_a_trickling_body_is_cut_off(self, kind: Kind) -> None:
        shop = Shop(kind, deadline=3)
        body = trickling(shop, 1.0)
        shop.server.answers.append(httpx.Response(200, stream=body))
        with pytest.raises(DeadlineExceededError, match="the answer was still coming"):
            shop.call(get)
        assert body.closed
        assert shop.clock.waits == []
        assert len(shop.server.requests) == 1


def trickling(shop: Shop, seconds: float) -> Body:
    def chunks() -> Iterator[bytes]:
        while True:
            shop.clock.now += seconds
            yield b" "

    return Body(chunks())


class TestDeadline:
    def test_leaves_time_down_to_what_no_socket_can_wait(self) -> None:
        clock = FakeClock()
        clock.now -= 1000.0  # so that its monotonic time begins at 0
        deadline = Deadline(5, clock)
        assert (deadline.seconds, deadline.left(), deadline.has_passed) == (5, 5.0, False)
        assert not Deadline(GRAIN, clock).has_passed
        assert Deadline(GRAIN / 2, clock).has_passed
        clock.now += 6
        assert (deadline.left(), deadline.has_passed) == (-1.0, True)

    def test_that_expires_has_passed_and_its_twin_has_not(self) -> None:
        deadline = Deadline(5, FakeClock())
        twin = deadline.twin()
        twin.expire()
        assert (twin.seconds, twin.left(), twin.has_passed) == (5, float("-inf"), True)
        assert (deadline.left(), deadline.has_passed) == (5.0, False)
        with pytest.raises(DeadlinePassedError, match=r"^the answer was still coming$"):
            twin.check()
        deadline.check()


class TestTimeouts:
    def test_are_what_is_left(self, kind: Kind) -> None:
        shop = Shop(kind, deadline=20, max_retries=1)
        seen: list[float] = []

        def respond(request: httpx.Request) -> httpx.Response:
            shop.clock.now += 12
            seen.append(request.extensions["timeout"].get("read"))
            return answer(503, {}) if len(seen) == 1 else answer()

        shop.server.answers.extend([respond, respond])
        shop.call(get)
        assert seen == [8.0, 0.001]  # a wait of 0.25 s lies between

    def test_that_are_shorter_stay(self) -> None:
        clock = FakeClock()
        deadline = Deadline(2, clock)
        left = TimeLeft({"read": 5.0, "connect": 0.5, "pool": None}, deadline)
        assert (left["read"], left["connect"], left.get("pool")) == (2, 0.5, 2)
        assert (left.get("write"), left.get("write", 9.0)) == (None, 9.0)
        clock.now += 60
        assert (left["read"], left["pool"]) == (0.001, 0.001)
        deadline.lift()
        assert (left["read"], left["connect"], left["pool"]) == (5.0, 0.5, None)

    def test_have_no_bound_where_the_deadline_has_none(self) -> None:
        left = TimeLeft({"read": 5.0, "pool": None}, Deadline(float("inf"), FakeClock()))
        assert (left["read"], left["pool"]) == (5.0, None)

    def test_of_a_stream_are_lifted_once_it_is_open(self, kind: Kind) -> None:
        shop = Shop(kind, deadline=3)
        event = b'data: {"id": "1", "title": "Emma", "price": 1}\n\n'

        def chunks() -> Iterator[bytes]:
            for _ in range(3):
                shop.clock.now += 10
                yield event

        stream = httpx.Response(
            200, stream=Body(chunks()), headers={"Content-Type": "text/event-stream"}
        )
        shop.server.answers.append(stream)
        assert len(shop.every(lambda books: books.listen())) == 3
        assert shop.server.requests[0].extensions["timeout"]["read"] == 30.0

    def test_of_a_stream_hold_until_it_is_open(self, kind: Kind) -> None:
        shop = Shop(kind, answer(503, {}, Retry_After="10"), deadline=3)
        with pytest.raises(DeadlineExceededError):
            shop.every(lambda books: books.listen())


class TestWhereItIsGiven:
    def test_is_the_client_the_options_or_the_call(self, kind: Kind) -> None:
        shop = Shop(kind, *[answer(503, {}, Retry_After="30")] * 3, answer(), deadline=20)
        derived = shop.client.with_options(deadline=10)
        calls: list[tuple[Callable[[], Any], float]] = [
            (lambda: shop.client.books.get("1"), 20),
            (lambda: derived.books.get("1"), 10),
            (lambda: derived.books.get("1", options={"deadline": 5}), 5),
        ]
        for call, seconds in calls:
            with pytest.raises(DeadlineExceededError) as caught:
                shop.run(call)
            assert caught.value.deadline == seconds
        shop.run(lambda: derived.books.get("1", options={"deadline": None}))

    @pytest.mark.parametrize("deadline", [0, -1, float("nan"), float("inf"), "5", True])
    def test_it_must_be_a_time(self, kind: Kind, deadline: Any) -> None:
        message = "deadline must be more than 0 seconds, or None"
        with pytest.raises(ConfigurationError, match=message):
            Shop(kind, deadline=deadline)
        with pytest.raises(ConfigurationError, match=message):
            Shop(kind).client.with_options(deadline=deadline)
        with pytest.raises(InvalidArgumentError, match=message):
            Shop(kind).call(lambda books: books.get("1", options={"deadline": deadline}))


def pages(shop: Shop, seconds: float) -> Answers:
    """A server with more pages than anybody reads, each of which takes its time."""

    def respond(request: httpx.Request) -> httpx.Response:
        shop.clock.now += seconds
        number = int(request.url.params.get("cursor", 0)) + 1
        data = [{**BOOK, "id": str(number)}]
        return answer(200, {"data": data, "pagination": {"cursor": str(number), "hasMore": True}})

    return respond


class TestList:
    def test_has_one_for_all_its_pages(self, kind: Kind) -> None:
        shop = Shop(kind, deadline=10)
        shop.server.answers.extend([pages(shop, 4)] * 9)
        with pytest.raises(DeadlineExceededError) as caught:
            shop.every(lambda books: books.list())
        assert len(shop.server.requests) == 3
        assert caught.value.attempts == 0
        assert str(caught.value) == (
            "GET /v1/books: the deadline of 10 s had passed; a list has one for all its pages "
            "(after 0 attempts)"
        )

    def test_gives_the_next_page_what_is_left(self, kind: Kind) -> None:
        shop = Shop(kind, deadline=10)
        left: list[float] = []

        def respond(request: httpx.Request) -> httpx.Response:
            left.append(request.extensions["timeout"]["read"])
            return pages(shop, 4)(request)

        shop.server.answers.extend([respond] * 3)
        first = shop.call(lambda books: books.list())
        second = shop.run(first.next_page)
        shop.run(second.next_page)
        assert left == [10, 6, 2]

    def test_may_have_its_own(self, kind: Kind) -> None:
        shop = Shop(kind, deadline=1)
        shop.server.answers.extend([pages(shop, 4)] * 4)
        found = shop.every(lambda books: books.list(max_items=4, options={"deadline": None}))
        assert len(found) == 4

    def test_begins_with_its_first_request_each_time(self) -> None:
        shop = Shop("asyncio", deadline=10)
        shop.server.answers.extend([pages(shop, 4)] * 2)
        pager = shop.client.books.list(max_items=1)

        async def use() -> None:
            for _ in range(2):
                shop.clock.now += 100
                assert [book.id async for book in pager] == ["1"]

        anyio.run(use)


class TestCuttingOff:
    """In tasks, the deadline stops what is under way, whatever it is."""

    @pytest.mark.parametrize("backend", ["asyncio", "trio"])
    def test_stops_what_never_ends(self, backend: str) -> None:
        async def cut() -> None:
            with pytest.raises(DeadlinePassedError, match=r"^it was cut off$"):
                await Deadline(0.02, FakeClock()).cut_off(anyio.sleep_forever())

        anyio.run(cut, backend=backend)

    @pytest.mark.parametrize("backend", ["asyncio", "trio"])
    def test_stops_at_once_what_begins_after_it(self, backend: str) -> None:
        async def cut() -> None:
            late = Deadline(20, FakeClock())
            late.expire()
            with pytest.raises(DeadlinePassedError):
                await late.cut_off(anyio.sleep_forever())

        anyio.run(cut, backend=backend)

    @pytest.mark.parametrize("backend", ["asyncio", "trio"])
    def test_stops_a_call_that_gets_no_answer(self, backend: str) -> None:
        async def respond(_: httpx.Request) -> httpx.Response:
            await anyio.sleep_forever()
            raise AssertionError

        async def call() -> None:
            transport = httpx.MockTransport(respond)
            client = AsyncClient(http_client=transport, deadline=0.02)
            with anyio.fail_after(PATIENCE), pytest.raises(DeadlineExceededError) as caught:
                await client.books.get("book_1")
            assert str(caught.value) == (
                "GET /v1/books/book_1: the deadline of 0.02 s passed: it was cut off "
                "(after 1 attempt)"
            )

        anyio.run(call, backend=backend)

    def test_stops_it_when_the_time_is_up_and_neither_before_nor_after(self) -> None:
        async def cut() -> float:
            began = trio.current_time()
            with pytest.raises(DeadlinePassedError):
                await Deadline(0.5, FakeClock()).cut_off(anyio.sleep_forever())
            return trio.current_time() - began

        clock = trio.testing.MockClock(autojump_threshold=0)
        assert trio.run(cut, clock=clock) == pytest.approx(0.5)

    @pytest.mark.parametrize("backend", ["asyncio", "trio"])
    @pytest.mark.parametrize("error", [TimeoutError("its own"), KeyError("x")])
    def test_lets_other_failures_pass(self, backend: str, error: Exception) -> None:
        async def fail() -> None:
            await anyio.lowlevel.checkpoint()
            raise error

        async def cut() -> None:
            with pytest.raises(type(error)) as caught:
                await Deadline(20, FakeClock()).cut_off(fail())
            assert caught.value is error

        anyio.run(cut, backend=backend)

    @pytest.mark.parametrize("backend", ["asyncio", "trio"])
    def test_lets_a_cancellation_pass(self, backend: str) -> None:
        async def cancelled() -> None:
            with anyio.move_on_after(0.02) as scope:
                await Deadline(20, FakeClock()).cut_off(anyio.sleep_forever())
            assert scope.cancelled_caught

        anyio.run(cancelled, backend=backend)


def test_an_unfinished_error_body_is_not_waited_for(kind: Kind) -> None:
    shop = Shop(kind, deadline=3)
    shop.server.answers.append(httpx.Response(500, stream=trickling(shop, 2.0)))
    with pytest.raises(DeadlineExceededError):
        shop.call(get)


def test_a_broken_body_is_tried_again_in_time(kind: Kind) -> None:
    shop = Shop(kind, broken(b"{", httpx.ReadError("reset")), answer(), deadline=3)
    assert shop.call(get).id == "book_1"
