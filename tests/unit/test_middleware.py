"""Middleware: what it sees and may change, in which order, and what becomes of the rest."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import Any, TypeAlias

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghxstship._core.auth import Auth
from ghxstship._core.errors import (
    APIConnectionError,
    ConfigurationError,
    DeadlineExceededError,
    NotFoundError,
    ResponseTooLargeError,
)
from ghxstship._core.middleware import compose
from ghxstship._core.observers import RequestInfo, ResponseInfo
from ghxstship._core.pacing import Pacing
from tests.patience import PATIENCE

from ..library import httpx
from .bookshop import AsyncClient, Client
from .harness import BOOK, Body, Kind, Shop, answer, body_of, broken
from .test_pagination import numbered

Steps: TypeAlias = Generator[Any, Any, Any]
Behaviour: TypeAlias = Callable[[Any, Any], Steps]


def get(books: Any) -> Any:
    return books.get("book_1")


def create(books: Any) -> Any:
    return books.create(title="Emma", idempotency_key="key_1")


def written(kind: Kind, behave: Behaviour) -> Any:
    """A middleware of either kind; `behave` is a generator that yields the requests to send."""
    if kind == "threads":

        def middleware(request: Any, call_next: Any) -> Any:
            steps = behave(request, call_next)
            try:
                passed = next(steps)
                while True:
                    passed = steps.send(call_next(passed))
            except StopIteration as stop:
                return stop.value

        return middleware

    async def middleware_async(request: Any, call_next: Any) -> Any:
        steps = behave(request, call_next)
        try:
            passed = next(steps)
            while True:
                passed = steps.send(await call_next(passed))
        except StopIteration as stop:
            return stop.value

    return middleware_async


def shop(kind: Kind, *answers: Any, middleware: list[Behaviour], **settings: Any) -> Shop:
    each = [written(kind, behave) for behave in middleware]
    return Shop(kind, *answers, middleware=each, **settings)


def tagged(name: str, seen: list[str]) -> Behaviour:
    def behave(request: Any, _: Any) -> Steps:
        seen.append(f"{name} begins")
        request.headers["X-Tags"] = request.headers.get("X-Tags", "") + name
        response = yield request
        seen.append(f"{name} ends")
        return response

    return behave


def reading(kind: Kind, read: list[bytes]) -> Any:
    """A middleware of either kind that reads each body twice."""

    def sync_reading(request: Any, call_next: Any) -> Any:
        response = call_next(request)
        read.extend([response.read(), response.read()])
        return response

    async def async_reading(request: Any, call_next: Any) -> Any:
        response = await call_next(request)
        read.extend([await response.aread(), await response.aread()])
        return response

    return sync_reading if kind == "threads" else async_reading


class TestOrder:
    @given(names=st.lists(st.sampled_from("abcdef"), max_size=6))
    def test_is_as_listed_on_the_way_in_and_reversed_on_the_way_out(self, names: list[str]) -> None:
        for kind in ("threads", "asyncio"):
            seen: list[str] = []
            each = [tagged(name, seen) for name in names]
            own = shop(kind, answer(), middleware=each)
            assert own.call(get).id == "book_1"
            ends = [f"{name} ends" for name in reversed(names)]
            assert seen == [f"{name} begins" for name in names] + ends
            assert own.server.header("X-Tags") == ["".join(names) or None]

    def test_of_none_leaves_the_senders_own_method(self) -> None:
        client: Any = Client()
        send = client._driver.sender.send
        assert compose(client._config, send) is send


class TestRequest:
    def test_is_each_attempts_own(self, kind: Kind) -> None:
        attempts: list[str | None] = []

        def number(request: Any, _: Any) -> Steps:
            attempts.append(request.headers.get("X-Attempt"))
            request.headers["X-Attempt"] = str(len(attempts))
            request.headers["Authorization"] = f"Bearer {len(attempts)}"
            return (yield request)

        own = shop(kind, answer(503), httpx.ConnectError(""), answer(), middleware=[number])
        own.call(create)
        assert attempts == [None, None, None]
        assert own.server.header("X-Attempt") == ["1", "2", "3"]
        assert own.server.header("Idempotency-Key") == ["key_1"] * 3
        assert [one.read() for one in own.server.requests] == [b'{"title":"Emma"}'] * 3

    def test_may_be_another_one(self, kind: Kind) -> None:
        def replace(request: Any, _: Any) -> Steps:
            url = request.url.copy_merge_params({"q": "1"})
            return (yield httpx.Request("POST", url, headers=request.headers, json=[1]))

        own = shop(kind, answer(), middleware=[replace], timeout=7)
        raw = own.call(lambda books: books.with_raw_response.get("book_1"))
        [sent] = own.server.requests
        assert (sent.method, sent.url.query, sent.read()) == ("POST", b"q=1", b"[1]")
        assert sent.extensions["timeout"]["read"] == 7
        assert raw.http_response.request is sent

    def test_has_the_deadline_of_its_call(self, kind: Kind) -> None:
        def slow(request: Any, _: Any) -> Steps:
            own.clock.now += 10
            request.extensions["timeout"].get("read")
            raise httpx.ReadTimeout("slow")
            yield

        own = shop(kind, middleware=[slow], deadline=5)
        with pytest.raises(DeadlineExceededError):
            own.call(get)

    @pytest.mark.parametrize("is_new", [False, True])
    def test_with_timeouts_of_its_own_still_has_the_deadline(
        self, kind: Kind, *, is_new: bool
    ) -> None:
        def patient(request: Any, _: Any) -> Steps:
            timeouts = {"read": 60, "connect": None}
            if is_new:
                headers = request.headers
                request = httpx.Request("GET", request.url, headers=headers)
            request.extensions["timeout"] = timeouts
            return (yield request)

        def silent(request: httpx.Request) -> httpx.Response:
            timeouts = request.extensions["timeout"]
            assert timeouts["read"] == pytest.approx(5)
            assert timeouts.get("connect") == pytest.approx(5)
            assert timeouts["write"] == 2
            own.clock.now += timeouts["read"]
            raise httpx.ReadTimeout("silent")

        own = shop(kind, silent, middleware=[patient, patient], deadline=5, timeout=2)
        with pytest.raises(DeadlineExceededError, match="the deadline of 5 s passed"):
            own.call(get)

    def test_with_timeouts_of_its_own_keeps_them_without_a_deadline(self, kind: Kind) -> None:
        def patient(request: Any, _: Any) -> Steps:
            request.extensions["timeout"] = {"read": 60}
            return (yield request)

        own = shop(kind, answer(), middleware=[patient], timeout=2)
        own.call(get)
        [sent] = own.server.requests
        assert sent.extensions["timeout"] == {"connect": 2, "read": 60, "write": 2, "pool": 2}

    def test_of_a_stream_has_no_deadline_once_it_is_open(self, kind: Kind) -> None:
        def patient(request: Any, _: Any) -> Steps:
            request.extensions["timeout"] = {"read": 60}
            return (yield request)

        events = broken(b"data: {}\n\n", content_type="text/event-stream")
        own = shop(kind, events, middleware=[patient], deadline=5)
        own.every(lambda books: books.listen())
        [sent] = own.server.requests
        assert sent.extensions["timeout"]["read"] == 60

    @pytest.mark.parametrize(
        "wrong",
        [5, "5", [("read", 5)], {"read": -1}, {"read": "5"}, {"reed": 5}, httpx.Timeout(5)],
        ids=repr,
    )
    def test_with_what_are_no_timeouts_is_refused(self, kind: Kind, wrong: Any) -> None:
        def odd(request: Any, _: Any) -> Steps:
            request.extensions["timeout"] = wrong
            return (yield request)

        with pytest.raises(ConfigurationError, match=r"middleware.* must set the timeouts of"):
            shop(kind, middleware=[odd]).call(get)

    def test_is_signed_anew_at_each_attempt(self, kind: Kind) -> None:
        class Rotating(Auth):
            def headers(self, request: RequestInfo) -> dict[str, str]:
                return {"Authorization": f"Bearer {request.attempt}"}

            def rejected(self, response: ResponseInfo) -> bool:
                return True

        seen: list[str] = []

        def see(request: Any, _: Any) -> Steps:
            seen.append(request.headers["Authorization"])
            request.headers["Authorization"] += "-seen"
            return (yield request)

        answers = [answer(503, {}), answer(401, {}), answer()]
        own = shop(kind, *answers, middleware=[see], auth=Rotating())
        own.call(get)
        assert seen == ["Bearer 1", "Bearer 2", "Bearer 3"]
        assert own.server.header("Authorization") == [f"{each}-seen" for each in seen]

    def test_of_a_path_without_a_method_goes_through(self, kind: Kind) -> None:
        seen: list[tuple[str, str]] = []

        def see(request: Any, _: Any) -> Steps:
            seen.append((request.method, request.url.path))
            request.headers["X-Seen"] = "yes"
            return (yield request)

        own = shop(kind, answer(503, {}), answer(201, {"id": "1"}), middleware=[see])
        made = own.run(partial(own.client.request, "POST", "/v1/new-thing", json={"a": 1}))
        assert made == {"id": "1"}
        assert seen == [("POST", "/v1/new-thing")] * 2
        assert own.server.header("X-Seen") == ["yes"] * 2
        assert len(set(own.server.header("Idempotency-Key"))) == 1

    def test_of_a_page_that_is_fetched_ahead_goes_through(self, kind: Kind) -> None:
        cursors: list[str | None] = []

        def see(request: Any, _: Any) -> Steps:
            cursors.append(request.url.params.get("cursor"))
            return (yield request)

        own = shop(kind, middleware=[see])
        own.server.answers.extend([numbered(9, 3)] * 3)
        assert len(own.every(lambda books: books.list(prefetch=1))) == 9
        assert cursors == [sent.url.params.get("cursor") for sent in own.server.requests]
        assert len(set(cursors)) == 3

    @pytest.mark.parametrize("passed", [None, "https://books.test", b"", answer()], ids=repr)
    def test_must_be_one(self, kind: Kind, passed: Any) -> None:
        def wrong(request: Any, _: Any) -> Steps:
            return (yield passed)

        wanted = f"must pass a {httpx.__name__}.Request to call_next, not a {type(passed).__name__}"
        with pytest.raises(ConfigurationError, match=wanted):
            shop(kind, middleware=[wrong]).call(get)

    @pytest.mark.parametrize(
        "url", ["https://evil.test/", "http://api.books.test/", "https://api.books.test:444/"]
    )
    def test_cannot_go_to_another_server(self, kind: Kind, url: str) -> None:
        def elsewhere(request: Any, _: Any) -> Steps:
            return (yield httpx.Request("GET", url, headers=request.headers))

        with pytest.raises(ConfigurationError, match="another server would get the client's"):
            shop(kind, middleware=[elsewhere]).call(get)


class TestResponse:
    def test_may_be_its_own_without_any_request(self, kind: Kind) -> None:
        def cached(request: Any, _: Any) -> Steps:
            return httpx.Response(200, json=BOOK)
            yield

        own = shop(kind, middleware=[cached])
        assert own.call(get).id == "book_1"
        raw = own.call(lambda books: books.with_raw_response.get("book_1"))
        assert raw.http_response.request.url.path.endswith("book_1")

    @pytest.mark.parametrize("library", ["httpx", "httpx2"])
    def test_may_be_of_either_library(self, kind: Kind, library: str) -> None:
        other = pytest.importorskip(library)
        statuses = iter([200, 404])

        def cached(request: Any, _: Any) -> Steps:
            return other.Response(next(statuses), json=BOOK)
            yield

        own = shop(kind, middleware=[cached])
        assert own.call(get).id == "book_1"
        with pytest.raises(NotFoundError):
            own.call(get)

    def test_of_a_failure_is_retried_whoever_made_it(self, kind: Kind) -> None:
        made = iter([503, 503, 200])

        def flaky(request: Any, _: Any) -> Steps:
            return httpx.Response(next(made), json=BOOK)
            yield

        own = shop(kind, middleware=[flaky])
        assert own.call(get).id == "book_1"
        assert len(own.clock.waits) == 2

    def test_that_was_read_may_be_kept_and_given_again(self, kind: Kind) -> None:
        kept: list[Any] = []

        def sync_cache(request: Any, call_next: Any) -> Any:
            if not kept:
                kept.append(call_next(request))
                kept[0].read()
            return kept[0]

        async def async_cache(request: Any, call_next: Any) -> Any:
            if not kept:
                kept.append(await call_next(request))
                await kept[0].aread()
            return kept[0]

        cache = sync_cache if kind == "threads" else async_cache
        own = Shop(kind, broken(b'{"id": ', b'"book_1"}'), middleware=[cache])
        assert [own.call(get).id for _ in range(3)] == ["book_1"] * 3

    def test_that_was_not_read_cannot_be_given_again(self, kind: Kind) -> None:
        kept: list[Any] = []

        def cache(request: Any, _: Any) -> Steps:
            if not kept:
                kept.append((yield request))
            return kept[0]

        own = shop(kind, broken(b'{"id": "book_1"}'), middleware=[cache])
        own.call(get)
        with pytest.raises(ConfigurationError, match=r"middleware.*whose body is gone: call"):
            own.call(get)

    @pytest.mark.parametrize("wrong", [None, 200, "ok", {}, httpx.Response], ids=repr)
    def test_must_be_one(self, kind: Kind, wrong: Any) -> None:
        def answering(request: Any, _: Any) -> Steps:
            yield request
            return wrong

        body = broken(b"{}")
        own = shop(kind, body, middleware=[answering])
        wanted = rf"written.*middleware.* must answer with a response, not a {type(wrong).__name__}"
        with pytest.raises(ConfigurationError, match=wanted):
            own.call(get)
        assert body_of(body).closed

    @pytest.mark.parametrize("picked", [0, 1, 2])
    def test_of_several_the_others_are_closed(self, kind: Kind, picked: int) -> None:
        def thrice(request: Any, _: Any) -> Steps:
            got = [(yield request), (yield request), (yield request)]
            return got[picked]

        bodies = [broken(b'{"id": "%d"}' % number) for number in range(3)]
        streams = [body_of(each) for each in bodies]
        assert shop(kind, *bodies, middleware=[thrice]).call(get).id == str(picked)
        assert [each.closed for each in streams] == [1, 1, 1]

    def test_that_is_replaced_is_closed(self, kind: Kind) -> None:
        def replace(request: Any, _: Any) -> Steps:
            yield request
            return httpx.Response(200, json=BOOK)

        body = broken(b"{}")
        stream = body_of(body)
        assert shop(kind, body, middleware=[replace]).call(get).id == "book_1"
        assert stream.closed

    def test_that_is_wrapped_is_left_open_for_its_reader(self, kind: Kind) -> None:
        closed: list[int] = []

        def wrap(request: Any, _: Any) -> Steps:
            inner = yield request
            closed.append(inner.stream.closed)
            return httpx.Response(200, stream=inner.stream)

        body = broken(b'{"id": "book_1"}')
        stream = body_of(body)
        assert shop(kind, body, middleware=[wrap]).call(get).id == "book_1"
        assert (closed, stream.closed) == ([0], 1)

    def test_is_closed_where_the_middleware_raises(self, kind: Kind) -> None:
        def fail(request: Any, _: Any) -> Steps:
            yield request
            raise KeyError("mine")

        body = broken(b"{}")
        own = shop(kind, body, middleware=[fail], pacing=Pacing())
        with pytest.raises(KeyError, match="mine"):
            own.call(get)
        assert body_of(body).closed

    def test_that_comes_too_late_is_closed(self) -> None:
        body, later = broken(b'{"id": "book_1"}'), broken(b"{}")
        kept: list[Any] = []

        def hedge(request: Any, call_next: Any) -> Any:
            kept.append(partial(call_next, request))
            return call_next(request)

        own = Shop("threads", body, later, middleware=[hedge])
        own.call(get)
        with pytest.raises(ConfigurationError, match="hedge had answered when call_next"):
            kept[0]()
        assert len(own.server.requests) == 1

    def test_that_comes_after_the_answer_is_closed(self) -> None:
        has_answered, late = Event(), broken(b"{}")
        with ThreadPoolExecutor(1) as threads:
            sent: list[Any] = []

            def slow(_: Any) -> Any:
                assert has_answered.wait(PATIENCE)
                return late

            def hedge(request: Any, call_next: Any) -> Any:
                sent.append(threads.submit(call_next, request))
                return httpx.Response(200, json=BOOK)

            assert Shop("threads", slow, middleware=[hedge]).call(get).id == "book_1"
            has_answered.set()
            with pytest.raises(ConfigurationError, match="hedge had answered when call_next"):
                sent[0].result()
        assert body_of(late).closed

    @pytest.mark.parametrize("backend", ["asyncio", "trio"])
    def test_that_comes_after_the_answer_is_closed_in_a_task(self, backend: str) -> None:
        late = broken(b"{}")

        async def use() -> None:
            is_sent, has_answered, refused = anyio.Event(), anyio.Event(), list[str]()

            async def slow(_: Any) -> Any:
                is_sent.set()
                await has_answered.wait()
                return late

            async def hedge(request: Any, call_next: Any) -> Any:
                async def late_call() -> None:
                    try:
                        await call_next(request)
                    except ConfigurationError as error:
                        refused.append(str(error))

                group.start_soon(late_call)
                await is_sent.wait()
                return httpx.Response(200, json=BOOK)

            client = AsyncClient(http_client=httpx.MockTransport(slow), middleware=[hedge])
            async with anyio.create_task_group() as group:
                assert (await client.books.get("1")).id == "book_1"
                has_answered.set()
            assert len(refused) == 1

        anyio.run(use, backend=backend)
        assert body_of(late).closed


class TestReading:
    """A middleware that reads a body is bounded as the client is."""

    def test_gives_the_body_as_the_client_would_have_it(self, kind: Kind) -> None:
        read: list[bytes] = []
        packed = gzip.compress(json.dumps(BOOK).encode())
        response = broken(packed[:9], packed[9:], Content_Encoding="gzip")
        own = Shop(kind, response, middleware=[reading(kind, read), reading(kind, read)])
        assert own.call(get).title == "Emma"
        assert [json.loads(each) for each in read] == [BOOK] * 4

    @pytest.mark.parametrize("is_packed", [False, True])
    def test_ends_at_the_bound(self, kind: Kind, *, is_packed: bool) -> None:
        read: list[bytes] = []
        taken: list[int] = []

        def chunks() -> Iterator[bytes]:
            for number in range(1000):
                taken.append(number)
                yield b"a" * 1000

        response = httpx.Response(200, stream=Body(chunks()))
        if is_packed:
            response = broken(gzip.compress(bytes(100_000_000)), Content_Encoding="gzip")
        own = Shop(kind, response, middleware=[reading(kind, read)], max_response_bytes=3500)
        stream = body_of(response)
        with pytest.raises(ResponseTooLargeError, match="more than 3500 bytes") as caught:
            own.call(get)
        assert (caught.value.attempts, caught.value.limit) == (1, 3500)
        assert len(caught.value.response.content) <= 4500
        assert stream.closed
        assert not read
        # trio ends a body from within, which may take one more piece of it.
        assert len(taken) in ([0] if is_packed else [4, 5])

    def test_takes_the_start_of_an_error(self, kind: Kind) -> None:
        read: list[bytes] = []
        response = broken(*[b"a" * 1000] * 3000, status=404)
        own = Shop(kind, response, middleware=[reading(kind, read)])
        with pytest.raises(NotFoundError):
            own.call(get)
        assert {len(each) for each in read} == {2**20}

    def test_ends_at_the_deadline(self, kind: Kind) -> None:
        def slow() -> Iterator[bytes]:
            while True:
                own.clock.now += 1
                yield b"a"

        response = httpx.Response(200, stream=Body(slow()))
        own = Shop(kind, response, middleware=[reading(kind, [])], deadline=5)
        with pytest.raises(DeadlineExceededError, match="the deadline of 5 s passed"):
            own.call(get)

    def test_of_a_broken_body_is_tried_again(self, kind: Kind) -> None:
        response = broken(b"no gzip", Content_Encoding="gzip")
        own = Shop(kind, response, answer(), middleware=[reading(kind, [])])
        assert own.call(get).id == "book_1"
        assert len(own.server.requests) == 2

    def test_that_fails_may_be_answered(self, kind: Kind) -> None:
        def sync_lenient(request: Any, call_next: Any) -> Any:
            try:
                call_next(request).read()
            except Exception:  # noqa: BLE001 - whatever it is, there is another answer
                return answer()

        async def async_lenient(request: Any, call_next: Any) -> Any:
            try:
                await (await call_next(request)).aread()
            except Exception:  # noqa: BLE001 - whatever it is, there is another answer
                return answer()

        lenient = sync_lenient if kind == "threads" else async_lenient
        body = broken(b"a" * 2000)
        own = Shop(kind, body, middleware=[lenient], max_response_bytes=1000)
        assert own.call(get).id == "book_1"

    def test_through_the_library_itself_is_as_ever(self, kind: Kind) -> None:
        seen: list[bytes] = []

        def sync_stream(request: Any, call_next: Any) -> Any:
            response = call_next(request)
            seen.extend(response.iter_bytes())
            response.read()
            return response

        async def async_stream(request: Any, call_next: Any) -> Any:
            response = await call_next(request)
            seen.extend([chunk async for chunk in response.aiter_bytes()])
            await response.aread()
            return response

        own = Shop(
            kind,
            broken(b"{}"),
            middleware=[sync_stream if kind == "threads" else async_stream],
        )
        with pytest.raises(httpx.StreamConsumed):
            own.call(get)
        assert seen == [b"{}"]


class TestExceptions:
    def test_of_its_own_pass_through_and_are_not_retried(self, kind: Kind) -> None:
        calls: list[int] = []

        def fail(request: Any, _: Any) -> Steps:
            calls.append(1)
            raise TimeoutError("mine")
            yield

        own = shop(kind, middleware=[fail])
        with pytest.raises(TimeoutError, match="mine") as raised:
            own.call(get)
        assert type(raised.value) is TimeoutError
        assert (calls, own.clock.waits) == ([1], [])

    def test_of_the_library_are_those_of_the_connection(self, kind: Kind) -> None:
        def fail(request: Any, _: Any) -> Steps:
            raise httpx.ConnectError("no way", request=request)
            yield

        own = shop(kind, middleware=[fail])
        with pytest.raises(APIConnectionError, match="after 3 attempts: no way"):
            own.call(get)

    def test_of_the_connection_reach_it_and_may_be_answered(self, kind: Kind) -> None:
        def offline(request: Any, call_next: Any) -> Any:
            try:
                return call_next(request)
            except httpx.RequestError:
                return httpx.Response(200, json=BOOK)

        async def offline_async(request: Any, call_next: Any) -> Any:
            try:
                return await call_next(request)
            except httpx.RequestError:
                return httpx.Response(200, json=BOOK)

        each: Any = offline if kind == "threads" else offline_async
        own = Shop(kind, httpx.ConnectError("down"), middleware=[each])
        assert own.call(get).id == "book_1"


class TestStreams:
    def test_go_through_unread(self, kind: Kind) -> None:
        read: list[bool] = []

        def look(request: Any, _: Any) -> Steps:
            response = yield request
            read.append(response.is_stream_consumed)
            return response

        events = broken(b"data: {}\n\n", content_type="text/event-stream")
        own = shop(kind, events, middleware=[look])
        assert len(own.every(lambda books: books.listen())) == 1
        assert read == [False]


class TestSetting:
    @pytest.mark.parametrize("wrong", ["no", [None], [1], [print, Client], 7, print], ids=repr)
    @pytest.mark.parametrize("make", [Client, AsyncClient])
    def test_refuses_what_cannot_be_called(self, make: Any, wrong: Any) -> None:
        with pytest.raises(ConfigurationError, match="middleware must be "):
            make(middleware=wrong)
        with pytest.raises(ConfigurationError, match="middleware must be "):
            make().with_options(middleware=wrong)

    def test_refuses_the_other_kind_of_function(self) -> None:
        def plain(request: Any, call_next: Any) -> Any: ...

        async def awaited(request: Any, call_next: Any) -> Any: ...

        class Awaited:
            async def __call__(self, request: Any, call_next: Any) -> Any: ...

        makes: list[tuple[Any, Any]] = [
            (Client, awaited),
            (Client, partial(awaited)),
            (Client, Awaited()),
            (AsyncClient, plain),
            (AsyncClient, print),
        ]
        for make, wrong in makes:
            kind = "a sync client" if make is Client else "an async client"
            for use in (make, make().with_options):
                with pytest.raises(ConfigurationError, match=f"middleware must be .* in {kind}: "):
                    use(middleware=[wrong])
        Client(middleware=[plain])
        AsyncClient(middleware=[awaited, Awaited(), partial(awaited)])

    def test_of_a_derived_client_replaces_the_firsts(self, kind: Kind) -> None:
        first: list[str] = []
        second: list[str] = []
        own = shop(kind, answer(), answer(), answer(), middleware=[tagged("a", first)])
        derived = own.client.with_options(middleware=[written(kind, tagged("b", second))])
        own.run(get, derived.books)
        own.run(get, derived.with_options(middleware=[]).books)
        assert (first, second) == ([], ["b begins", "b ends"])
        own.call(get)
        assert first == ["a begins", "a ends"]

    def test_works_over_a_librarys_client(self) -> None:
        names: list[str] = []
        transport = httpx.MockTransport(lambda _: answer())
        with httpx.Client(transport=transport) as brought:
            client = Client(
                http_client=brought, middleware=[written("threads", tagged("a", names))]
            )
            assert client.books.get("1").id == "book_1"

        async def use() -> None:
            async with httpx.AsyncClient(transport=transport) as brought:
                middleware = [written("asyncio", tagged("b", names))]
                client = AsyncClient(http_client=brought, middleware=middleware)
                assert (await client.books.get("1")).id == "book_1"

        anyio.run(use)
        assert names == ["a begins", "a ends", "b begins", "b ends"]
