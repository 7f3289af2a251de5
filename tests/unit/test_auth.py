"""What authenticates requests: asked before every attempt, told of every 401."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from ghxstship._core.auth import Auth
from ghxstship._core.client import SyncClient
from ghxstship._core.errors import (
    AuthenticationError,
    ConfigurationError,
    DeadlineExceededError,
    InternalServerError,
    ServiceUnavailableError,
)
from ghxstship._core.observers import RequestInfo, ResponseInfo
from ghxstship._core.pacing import Account, Pacing
from ghxstship._core.retry import Attempt, RetryPolicy, Stop, Wait

from ..library import httpx
from .bookshop import API, GET, AsyncClient, Client, constant_headers
from .harness import BOOK, FakeClock, Kind, Shop, answer, broken


def get(books: Any) -> Any:
    return books.get("book_1")


class Tokens(Auth):
    """Gives a fresh token at every attempt, and remembers what it was asked."""

    def __init__(self, *, again: bool = False, account: str = "me") -> None:
        self.requests: list[RequestInfo] = []
        self.rejections: list[ResponseInfo] = []
        self.again = again
        self.account = account

    def headers(self, request: RequestInfo) -> Mapping[str, str]:
        self.requests.append(request)
        return {"Authorization": f"Bearer s3cret-{len(self.requests)}"}

    def rejected(self, response: ResponseInfo) -> bool:
        self.rejections.append(response)
        return self.again


class Waiting(Tokens):
    """The same, but both wait for something where an async client asks."""

    async def headers_async(self, request: RequestInfo) -> Mapping[str, str]:
        await anyio.lowlevel.checkpoint()
        return self.headers(request)

    async def rejected_async(self, response: ResponseInfo) -> bool:
        await anyio.lowlevel.checkpoint()
        return self.rejected(response)


def unauthorized() -> Any:
    return answer(401, {"error": {"code": "UNAUTHORIZED", "message": "expired"}})


@pytest.mark.parametrize("make", [Tokens, Waiting])
class TestHeaders:
    def test_are_asked_for_at_every_attempt(self, kind: Kind, make: type[Tokens]) -> None:
        auth = make()
        shop = Shop(kind, answer(503, {}), answer(500, {}), answer(), auth=auth)
        shop.call(get)
        assert shop.server.header("Authorization") == [f"Bearer s3cret-{n}" for n in (1, 2, 3)]
        assert [request.attempt for request in auth.requests] == [1, 2, 3]
        assert {request.operation for request in auth.requests} == {"books.get"}

    def test_are_asked_for_at_every_page(self, kind: Kind, make: type[Tokens]) -> None:
        pages: list[Any] = [
            {"data": [BOOK], "pagination": {"cursor": "next", "hasMore": True}},
            {"data": [BOOK], "pagination": {}},
        ]
        shop = Shop(kind, *(answer(200, page) for page in pages), auth=make())
        assert len(shop.every(lambda books: books.list())) == 2
        assert shop.server.header("Authorization") == ["Bearer s3cret-1", "Bearer s3cret-2"]

    def test_are_asked_for_by_a_raw_call(self, kind: Kind, make: type[Tokens]) -> None:
        shop = Shop(kind, answer(), auth=make())
        assert shop.call(lambda books: books.with_raw_response.get("1")).status_code == 200
        assert shop.server.header("Authorization") == ["Bearer s3cret-1"]

    def test_are_asked_for_by_a_stream(self, kind: Kind, make: type[Tokens]) -> None:
        stream = broken(b"", content_type="text/event-stream")
        shop = Shop(kind, unauthorized(), stream, auth=make(again=True))
        if kind == "threads":
            with shop.client.books.listen() as events:
                assert list(events) == []
        else:

            async def listen() -> None:
                async with shop.client.books.listen() as events:
                    assert [event async for event in events] == []

            anyio.run(listen, backend=kind)
        assert shop.server.header("Authorization") == ["Bearer s3cret-1", "Bearer s3cret-2"]

    def test_may_be_several_and_others_each_time(self, kind: Kind, make: type[Tokens]) -> None:
        class Signed(make):  # type: ignore[valid-type,misc]
            def headers(self, request: RequestInfo) -> Mapping[str, str]:
                return {f"X-Signed-{request.attempt}": "yes", "X-Date": str(request.attempt)}

        shop = Shop(kind, answer(500, {}), answer(), auth=Signed())
        shop.call(get)
        assert shop.server.requests[0] is shop.server.requests[1]
        names = {name for name in shop.server.requests[1].headers if name.startswith("x-")}
        assert names == {"x-signed-2", "x-date", "x-branch"}
        assert shop.server.requests[1].headers["X-Date"] == "2"

    @pytest.mark.parametrize("name", ["authorization", "Authorization"])
    def test_give_way_to_the_callers(self, kind: Kind, make: type[Tokens], name: str) -> None:
        shop = Shop(kind, answer(500, {}), answer(), auth=make(), default_headers={name: "mine"})
        shop.call(get)
        assert shop.server.header("Authorization") == ["mine", "mine"]


class TestRejection:
    def test_ends_the_call_unless_other_headers_may_help(self, kind: Kind) -> None:
        auth = Tokens()
        shop = Shop(kind, unauthorized(), auth=auth)
        with pytest.raises(AuthenticationError) as caught:
            shop.call(get)
        assert caught.value.attempts == 1
        (rejection,) = auth.rejections
        assert (rejection.status, rejection.attempt, rejection.error) == (401, 1, None)

    @pytest.mark.parametrize("make", [Tokens, Waiting])
    @pytest.mark.parametrize("retries", [0, 2])
    def test_is_followed_by_one_attempt_with_other_headers(
        self, kind: Kind, make: type[Tokens], retries: int
    ) -> None:
        auth = make(again=True)
        shop = Shop(kind, unauthorized(), answer(), auth=auth, max_retries=retries)
        assert shop.call(lambda books: books.update("book_1", title="x")).id == "book_1"
        assert shop.server.header("Authorization") == ["Bearer s3cret-1", "Bearer s3cret-2"]

    def test_is_followed_by_no_more_than_one(self, kind: Kind) -> None:
        auth = Tokens(again=True)
        shop = Shop(kind, unauthorized(), unauthorized(), auth=auth)
        with pytest.raises(AuthenticationError) as caught:
            shop.call(get)
        assert caught.value.attempts == 2
        assert [rejection.attempt for rejection in auth.rejections] == [1, 2]

    def test_costs_no_retry(self, kind: Kind) -> None:
        answers = [answer(500, {}), unauthorized(), answer(500, {}), answer()]
        shop = Shop(kind, *answers, auth=Tokens(again=True), max_retries=2)
        assert shop.call(get).id == "book_1"
        answers = [unauthorized(), answer(500, {}), answer(500, {}), answer(500, {})]
        shop = Shop(kind, *answers, auth=Tokens(again=True), max_retries=2)
        with pytest.raises(InternalServerError):
            shop.call(get)

    def test_does_not_wait(self, kind: Kind) -> None:
        shop = Shop(kind, unauthorized(), answer(), auth=Tokens(again=True))
        shop.call(get)
        assert sum(shop.clock.waits) == 0

    def test_keeps_the_idempotency_key(self, kind: Kind) -> None:
        shop = Shop(kind, unauthorized(), answer(201), auth=Tokens(again=True))
        shop.call(lambda books: books.create(title="Emma"))
        assert len(set(shop.server.header("Idempotency-Key"))) == 1

    def test_is_seen_as_a_retry(self, kind: Kind) -> None:
        seen: list[Any] = []
        shop = Shop(kind, unauthorized(), answer(), auth=Tokens(again=True), on_retry=seen.append)
        shop.call(get)
        assert [(retry.status, retry.attempt, retry.wait) for retry in seen] == [(401, 1, 0.0)]

    def test_is_no_question_for_the_retry_policy(self, kind: Kind) -> None:
        asked: list[Attempt] = []

        class Policy(RetryPolicy):
            def decide(self, attempt: Attempt) -> Wait | Stop:
                asked.append(attempt)
                return super().decide(attempt)

        answers = [unauthorized(), answer(503, {}), unauthorized()]
        shop = Shop(kind, *answers, auth=Tokens(again=True), retry_policy=Policy())
        with pytest.raises(AuthenticationError):
            shop.call(get)
        assert [(attempt.number, attempt.status) for attempt in asked] == [(1, 503), (2, 401)]

    def test_is_heard_of_by_nobody_without_an_auth(self, kind: Kind) -> None:
        shop = Shop(kind, unauthorized())
        with pytest.raises(AuthenticationError):
            shop.call(get)
        assert len(shop.server.requests) == 1


class TestFailure:
    @pytest.mark.parametrize("method", ["headers", "rejected"])
    def test_is_the_callers_own_and_ends_the_call(self, kind: Kind, method: str) -> None:
        class Broken(Tokens):
            pass

        def fail(self: Any, info: object) -> Any:
            raise LookupError("no token")

        setattr(Broken, method, fail)
        shop = Shop(kind, unauthorized(), auth=Broken())
        with pytest.raises(LookupError, match="no token"):
            shop.call(get)
        assert len(shop.server.requests) == (method == "rejected")

    @pytest.mark.parametrize("wrong", [None, "Bearer s3cret", 3])
    def test_of_an_answer_that_is_no_mapping(self, kind: Kind, wrong: object) -> None:
        class Wrong(Auth):
            def headers(self, request: RequestInfo) -> Any:
                return wrong

        with pytest.raises(ConfigurationError, match="auth must answer headers by name") as caught:
            Shop(kind, auth=Wrong()).call(get)
        assert "s3cret" not in str(caught.value)

    @pytest.mark.parametrize("wrong", [["s3cret"], [("s3cret", "b", "c")], LookupError("s3cret")])
    @pytest.mark.parametrize("is_mapping", [True, False])
    def test_of_an_answer_that_cannot_be_read(
        self, kind: Kind, wrong: Any, is_mapping: bool
    ) -> None:
        class Items:
            def items(self) -> Any:
                return iter(self)

            def keys(self) -> Any:
                return iter(self)

            def __getitem__(self, name: object) -> str:
                raise KeyError(name)

            def __len__(self) -> int:
                return 1

            def __iter__(self) -> Iterator[Any]:
                if isinstance(wrong, Exception):
                    raise wrong
                return iter(wrong)

        class Broken(Items, Mapping[Any, Any]):
            pass

        class Wrong(Auth):
            def headers(self, request: RequestInfo) -> Any:
                return Broken() if is_mapping else Items()

        with pytest.raises(ConfigurationError, match="auth must answer headers by name") as caught:
            Shop(kind, auth=Wrong()).call(get)
        assert "s3cret" not in str(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__ is is_mapping

    @pytest.mark.parametrize(
        "headers",
        [{"Authorization": "s3cret\n"}, {"X:": "s3cret"}, {"Content-Length": "s3cret"}],
    )
    def test_of_headers_that_cannot_be_sent(self, kind: Kind, headers: dict[str, str]) -> None:
        class Wrong(Auth):
            def headers(self, request: RequestInfo) -> Mapping[str, str]:
                return headers

        with pytest.raises(ConfigurationError) as caught:
            Shop(kind, auth=Wrong()).call(get)
        assert "s3cret" not in str(caught.value)

    def test_of_a_class_that_has_no_headers(self, kind: Kind) -> None:
        with pytest.raises(NotImplementedError, match="Auth has no method headers"):
            Shop(kind, auth=Auth()).call(get)

    @pytest.mark.parametrize("method", ["headers_async", "rejected_async"])
    @pytest.mark.parametrize("backend", ["asyncio", "trio"])
    def test_to_answer_is_cut_off_by_the_deadline(self, backend: Any, method: str) -> None:
        class Hanging(Tokens):
            pass

        async def hang(self: Any, info: object) -> Any:
            await anyio.sleep_forever()

        setattr(Hanging, method, hang)
        clock = RealClock()
        shop = Shop(backend, unauthorized(), auth=Hanging(), deadline=0.05, clock=clock)
        with pytest.raises(DeadlineExceededError, match="waiting for authentication"):
            shop.call(get)

    def test_to_answer_in_time_is_seen_in_a_thread_too(self) -> None:
        class Slow(Tokens):
            def headers(self, request: RequestInfo) -> Mapping[str, str]:
                shop.clock.now += 10
                return super().headers(request)

        shop = Shop("threads", auth=Slow(), deadline=5)
        with pytest.raises(DeadlineExceededError):
            shop.call(get)
        assert shop.server.requests == []


class RealClock(FakeClock):
    """The deadline is the event loop's here, so the clock need not move."""


@pytest.mark.parametrize("make", [Client, AsyncClient])
class TestSetUp:
    def test_needs_no_key(self, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("BOOKSHOP_API_KEY", raising=False)
        assert make(None, auth=Tokens())._driver.config.credentials == {}

    def test_ignores_the_keys_variable(self, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("BOOKSHOP_API_KEY", "sk_env")
        assert "sk_env" not in repr(constant_headers(make(None, auth=Tokens())))

    def test_takes_either(self, make: Any) -> None:
        with pytest.raises(ConfigurationError, match="pass api_key or auth, not both"):
            make("sk_1", auth=Tokens())

    @pytest.mark.parametrize("wrong", ["sk_1", Tokens, object()])
    def test_refuses_what_is_none(self, make: Any, wrong: object) -> None:
        for use in (make, make().with_options):
            with pytest.raises(ConfigurationError, match="auth must be an Auth, not"):
                use(auth=wrong)

    @pytest.mark.parametrize("method", ["headers", "rejected"])
    def test_refuses_a_coroutine_function(self, make: Any, method: str) -> None:
        async def wait(self: Any, info: object) -> None:
            """Never called."""

        wrong = type("Wrong", (Auth,), {method: wait})
        with pytest.raises(ConfigurationError, match=f"override {method}_async"):
            make(auth=wrong())

    @pytest.mark.parametrize("method", ["headers_async", "rejected_async"])
    def test_refuses_a_plain_function_for_an_async_one(self, make: Any, method: str) -> None:
        def plain(*_: object) -> dict[str, str]:
            """Never called."""
            return {}

        wrong = type("Wrong", (Auth,), {method: plain})
        for use in (make, make().with_options):
            with pytest.raises(ConfigurationError, match=rf"auth\.{method} must be a coroutine"):
                use(auth=wrong())

    @pytest.mark.parametrize("method", ["headers", "rejected", "headers_async", "rejected_async"])
    def test_refuses_what_is_no_method(self, make: Any, method: str) -> None:
        wrong = type("Wrong", (Auth,), {method: {"Authorization": "s3cret"}})
        with pytest.raises(ConfigurationError, match=rf"auth\.{method} must be a") as caught:
            make(auth=wrong())
        assert "s3cret" not in str(caught.value)

    @pytest.mark.parametrize("account", [None, 5, b"s3cret"])
    def test_refuses_an_account_that_is_no_text(self, make: Any, account: Any) -> None:
        with pytest.raises(ConfigurationError, match=r"auth\.account must be a str") as caught:
            make(auth=Tokens(account=account), pacing=Pacing())
        assert "s3cret" not in str(caught.value)

    def test_shows_no_secret(self, make: Any) -> None:
        for client in (make("sk_s3cret"), make(auth=Tokens(account="s3cret"))):
            config = client._driver.config
            shown = f"{client!r} {config!r} {config.auth!r} {config.credentials!r}"
            assert "s3cret" not in shown
            assert client._driver.config != object()

    def test_may_be_changed_and_taken_back(self, make: Any) -> None:
        client = make("sk_1")
        changed = client.with_options(auth=Tokens())
        assert "Authorization" not in constant_headers(changed)
        back = constant_headers(changed.with_options(auth=None))
        assert back["Authorization"] == "Bearer sk_1"
        with pytest.raises(ConfigurationError, match=r"auth cannot be None: .* no api_key"):
            make(auth=Tokens()).with_options(auth=None)


class Sized(Tokens):
    """Is false, as an empty cache of tokens is."""

    def __len__(self) -> int:
        return 0


def test_one_that_is_false_replaces_the_key(kind: Kind) -> None:
    shop = Shop(kind, answer())
    changed = shop.client.with_options(auth=Sized())
    assert "Authorization" not in constant_headers(changed)
    shop.run(get, changed.books)
    assert shop.server.header("Authorization") == ["Bearer s3cret-1"]


class Ledger(Pacing):
    """Counts the slots that are reserved."""

    def __init__(self) -> None:
        super().__init__()
        self.accounts: set[Account] = set()

    def take(self, ask: Any) -> Any:
        self.accounts.add(ask.account)
        return super().take(ask)

    def reserved(self) -> int:
        (account,) = self.accounts
        return len(self._windows[account.name].slots)


class TestSlot:
    """Only what is sent counts towards the rate limit."""

    @pytest.mark.parametrize("sent", [0, 1])
    @pytest.mark.parametrize("what", ["raises", "answers wrongly", "is interrupted"])
    def test_is_given_back_where_authentication(self, kind: Kind, sent: int, what: str) -> None:
        class Failing(Tokens):
            def headers(self, request: RequestInfo) -> Any:
                if request.attempt <= sent:
                    return super().headers(request)
                if what == "answers wrongly":
                    return None
                raise LookupError if what == "raises" else KeyboardInterrupt

        pacer = Ledger()
        shop = Shop(kind, answer(503, {}), auth=Failing(), pacing=pacer)
        with pytest.raises((LookupError, ConfigurationError, KeyboardInterrupt)):
            shop.call(get)
        assert len(shop.server.requests) == pacer.reserved() == sent

    @pytest.mark.parametrize("backend", ["asyncio", "trio"])
    def test_is_given_back_where_authentication_is_cancelled(self, backend: Any) -> None:
        class Hanging(Tokens):
            async def headers_async(self, request: RequestInfo) -> Mapping[str, str]:
                scopes[0].cancel()
                await anyio.sleep_forever()
                raise AssertionError

        async def cancelled(books: Any) -> None:
            with anyio.CancelScope() as scope:
                scopes.append(scope)
                await books.get("book_1")

        scopes: list[anyio.CancelScope] = []
        pacer = Ledger()
        shop = Shop(backend, auth=Hanging(), pacing=pacer)
        shop.call(cancelled)
        assert scopes[0].cancelled_caught
        assert pacer.reserved() == 0

    def test_is_given_back_where_the_deadline_passes_meanwhile(self) -> None:
        class Slow(Tokens):
            def headers(self, request: RequestInfo) -> Mapping[str, str]:
                shop.clock.now += 10
                return super().headers(request)

        pacer = Ledger()
        shop = Shop("threads", auth=Slow(), pacing=pacer, deadline=5)
        with pytest.raises(DeadlineExceededError):
            shop.call(get)
        assert pacer.reserved() == 0

    def test_stays_reserved_for_what_was_sent(self, kind: Kind) -> None:
        pacer = Ledger()
        shop = Shop(kind, unauthorized(), answer(), auth=Tokens(again=True), pacing=pacer)
        shop.call(get)
        assert pacer.reserved() == 2


def test_no_duration_counts_the_authentication(kind: Kind) -> None:
    class Slow(Tokens):
        def headers(self, request: RequestInfo) -> Mapping[str, str]:
            shop.clock.now += 100
            return super().headers(request)

    class Policy(RetryPolicy):
        def decide(self, attempt: Attempt) -> Wait | Stop:
            elapsed.append(attempt.elapsed)
            return Wait(0.0)

    def served(status: int) -> Any:
        def serve(request: httpx.Request) -> httpx.Response:
            shop.clock.now += 2
            return answer(status)

        return serve

    elapsed: list[float] = []
    seen: list[ResponseInfo] = []
    auth = Slow(again=True)
    settings: dict[str, Any] = {"retry_policy": Policy(), "on_response": seen.append}
    shop = Shop(kind, served(503), served(401), served(200), auth=auth, **settings)
    shop.call(get)
    assert [info.duration for info in seen] == [2, 2, 2]
    assert [info.duration for info in auth.rejections] == [2]
    assert elapsed == [2]  # since the first attempt was sent


class TestKey:
    def test_is_constant_and_costs_nothing_at_a_call(self, kind: Kind) -> None:
        shop = Shop(kind, answer(), answer())
        driver = shop.client._driver
        assert driver.config.signer(driver.api) is None
        assert not driver._loop._is_signed
        shop.call(get)
        shop.call(get)
        assert shop.server.header("Authorization") == ["Bearer sk_test_1"] * 2

    def test_is_told_of_nothing_and_tried_once(self, kind: Kind) -> None:
        shop = Shop(kind, unauthorized())
        with pytest.raises(AuthenticationError):
            shop.call(get)
        assert len(shop.server.requests) == 1


def test_no_token_is_in_a_log_a_message_or_a_pickle(
    kind: Kind, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    seen: list[object] = []
    shop = Shop(
        kind,
        answer(503, {}),
        unauthorized(),
        answer(503, {}),
        auth=Tokens(again=True),
        max_retries=1,
        on_request=seen.append,
        on_response=seen.append,
        on_retry=seen.append,
    )
    with pytest.raises(ServiceUnavailableError) as caught:
        shop.call(get)
    pickled = pickle.dumps(caught.value)
    assert len(seen) == 8
    assert "s3cret" not in f"{seen} {caplog.text} {caught.value!r}"
    assert b"s3cret" not in pickled


def test_the_account_decides_who_paces_together() -> None:
    def account(name: str, **settings: Any) -> str:
        client: Any = Client(auth=Tokens(account=name), pacing=Pacing(), **settings)
        pace = client._driver._paces.of(GET)
        return str(pace.account.name)

    assert account("a") == account("a") != account("b")
    assert "secret" not in account("secret")
    assert account("a") != account("a", environment="staging")


def test_an_api_without_a_credential_takes_one_too() -> None:
    nameless = replace(API, credentials=(), security=())
    given = {"environment": "production", "auth": Tokens(), "retry_policy": RetryPolicy()}
    client: Any = SyncClient(nameless, {"branch": "b"}, given)
    assert client._driver.config.signer(API) is given["auth"]
    assert client._with_options({"auth": None})._driver.config.signer(API) is None
