"""The retry budget: what retries cost, what successes give back, and who shares one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghxstship._core.auth import Auth
from ghxstship._core.budget import RetryBudget
from ghxstship._core.errors import (
    APIConnectionError,
    ConfigurationError,
    DeadlineExceededError,
    ServiceUnavailableError,
)
from ghxstship._core.observers import RetryInfo
from ghxstship._core.pacing import Account, Ask, Pacing, Reading, Turn

from ..library import httpx
from .bookshop import Client
from .harness import FakeClock, Kind, Shop, answer

NOTE = "not retried: the client's retry budget is spent"
PACER_NOTE = "not retried: the retry budget that the pacer keeps is spent"


def get(books: Any) -> Any:
    return books.get("book_1")


def unavailable() -> httpx.Response:
    return answer(503, {})


class TestBucket:
    @given(st.integers(1, 20), st.lists(st.sampled_from(["withdraw", "success"])))
    def test_counts_exactly(self, tokens: int, steps: list[str]) -> None:
        budget = RetryBudget(tokens)
        tenths = tokens * 10
        for step in steps:
            if step == "withdraw":
                assert budget.withdraw() is (tenths >= 10)
                tenths -= 10 if tenths >= 10 else 0
            else:
                budget.give_back(1)
                tenths = min(tokens * 10, tenths + 1)
        assert f"{budget!r}" == f"RetryBudget(tokens={tokens}), {tenths / 10:g} left"

    def test_gives_no_token_twice_to_threads(self) -> None:
        budget = RetryBudget(100)
        with ThreadPoolExecutor(8) as threads:
            futures = [threads.submit(budget.withdraw) for _ in range(500)]
            granted = [future.result() for future in futures]
        assert granted.count(True) == 100

    @pytest.mark.parametrize("tokens", [0, -1, 1.5, True, "10", None])
    def test_refuses_what_is_no_count(self, tokens: Any) -> None:
        with pytest.raises(ConfigurationError, match="tokens must be an integer of 1 or more"):
            RetryBudget(tokens)


class TestAClient:
    def test_spends_ten_retries_and_then_none(self, kind: Kind) -> None:
        shop = Shop(kind, *(unavailable() for _ in range(17)))
        for _ in range(5):
            with pytest.raises(ServiceUnavailableError) as failed:
                shop.call(get)
            assert failed.value.attempts == 3
            assert NOTE not in str(failed.value)
        for _ in range(2):
            with pytest.raises(ServiceUnavailableError) as refused:
                shop.call(get)
            assert refused.value.attempts == 1
            assert str(refused.value).endswith(f" - {NOTE}")

    def test_tries_again_after_ten_successes(self, kind: Kind) -> None:
        answers = [unavailable(), answer(), *(answer() for _ in range(8)), unavailable()]
        shop = Shop(kind, *answers, answer(), unavailable(), answer(), retry_budget=RetryBudget(1))
        for _ in range(9):
            shop.call(get)  # the first takes the token, and all nine give back a tenth
        with pytest.raises(ServiceUnavailableError) as refused:
            shop.call(get)
        assert str(refused.value).endswith(f" - {NOTE}")
        shop.call(get)
        shop.call(get)
        assert not shop.server.answers

    def test_fails_with_the_connection_error(self, kind: Kind) -> None:
        broken = [httpx.ConnectError("refused") for _ in range(2)]
        shop = Shop(kind, *broken, retry_budget=RetryBudget(1))
        with pytest.raises(APIConnectionError, match="after 2 attempts: refused") as refused:
            shop.call(get)
        assert str(refused.value).endswith(f" - {NOTE}")
        assert refused.value.__cause__ is broken[1]

    def test_tells_nobody_of_a_retry_that_is_refused(self, kind: Kind) -> None:
        retries: list[int] = []

        def note(retry: RetryInfo) -> None:
            retries.append(retry.attempt)

        shop = Shop(
            kind,
            *(unavailable() for _ in range(2)),
            retry_budget=RetryBudget(1),
            on_retry=note,
        )
        with pytest.raises(ServiceUnavailableError):
            shop.call(get)
        assert retries == [1]

    def test_signs_again_for_free(self, kind: Kind) -> None:
        class Again(Auth):
            def headers(self, request: Any) -> dict[str, str]:
                return {"Authorization": f"Bearer {request.attempt}"}

            def rejected(self, response: Any) -> bool:
                return True

        answers = [answer(401, {}), unavailable(), answer()]
        budget = RetryBudget(1)
        shop = Shop(kind, *answers, auth=Again(), retry_budget=budget)
        shop.call(get)
        assert not shop.server.answers

    def test_is_charged_for_no_retry_that_is_not_sent(self, kind: Kind) -> None:
        class Interrupted(FakeClock):
            def sleep(self, seconds: float) -> None:
                raise KeyboardInterrupt

        budget = RetryBudget(1)
        with pytest.raises(KeyboardInterrupt):
            Shop(kind, unavailable(), clock=Interrupted(), retry_budget=budget).call(get)
        shop = Shop(kind, unavailable(), unavailable(), retry_budget=budget, deadline=0.1)
        with pytest.raises(DeadlineExceededError, match="comes before the next attempt"):
            shop.call(get)
        assert repr(budget) == "RetryBudget(tokens=1), 1 left"

    def test_is_charged_for_no_retry_that_cannot_be_authenticated(self, kind: Kind) -> None:
        class Once(Auth):
            def headers(self, request: Any) -> dict[str, str]:
                if request.attempt > 1:
                    raise LookupError("no token")
                return {"Authorization": "Bearer 1"}

        budget = RetryBudget(1)
        with pytest.raises(LookupError, match="no token"):
            Shop(kind, unavailable(), auth=Once(), retry_budget=budget).call(get)
        assert repr(budget) == "RetryBudget(tokens=1), 1 left"

    @pytest.mark.parametrize("statuses", [[], [503, 401]])
    def test_gets_nothing_back_for_an_attempt_that_was_free(
        self, kind: Kind, statuses: list[int]
    ) -> None:
        class Failing(Auth):
            def headers(self, request: Any) -> dict[str, str]:
                if request.attempt > len(statuses):
                    raise LookupError("no token")
                return {"Authorization": f"Bearer {request.attempt}"}

            def rejected(self, response: Any) -> bool:
                return True

        budget = RetryBudget(2)
        assert budget.withdraw()
        answers = [answer(status, {}) for status in statuses]
        with pytest.raises(LookupError, match="no token"):
            Shop(kind, *answers, auth=Failing(), retry_budget=budget).call(get)
        left = 0 if statuses else 1
        assert repr(budget) == f"RetryBudget(tokens=2), {left} left"

    def test_has_no_bound_with_none(self, kind: Kind) -> None:
        answers = [*(unavailable() for _ in range(30)), answer()]
        shop = Shop(kind, *answers, max_retries=30, retry_budget=None)
        shop.call(get)
        assert not shop.server.answers

    def test_shares_it_with_those_derived_and_those_given_the_same(self, kind: Kind) -> None:
        budget = RetryBudget(1)
        other = Shop(kind, unavailable(), retry_budget=budget)
        shop = Shop(kind, unavailable(), answer(), unavailable(), retry_budget=budget)
        shop.call(get)
        derived = shop.client.with_options(max_retries=9)
        with pytest.raises(ServiceUnavailableError) as refused:
            shop.run(get, derived.books)
        assert str(refused.value).endswith(f" - {NOTE}")
        with pytest.raises(ServiceUnavailableError) as refused:
            other.call(get)
        assert str(refused.value).endswith(f" - {NOTE}")

    @pytest.mark.parametrize("given", [10, True, RetryBudget, object()])
    def test_refuses_what_is_no_budget(self, given: Any) -> None:
        with pytest.raises(ConfigurationError, match="retry_budget must be a RetryBudget or None"):
            Client(retry_budget=given)


class Listener:
    """A pacer of a caller that keeps no budget."""

    def __init__(self, *turns: Turn) -> None:
        self.turns = list(turns)
        self.asked: list[int | None] = []

    def take(self, ask: Ask) -> Turn:
        self.asked.append(ask.retry_tokens)
        return self.turns.pop(0) if self.turns else Turn(0.0)

    async def take_async(self, ask: Ask) -> Turn:
        return self.take(ask)

    def learn(self, account: Account, now: float, reading: Reading) -> None:
        pass

    def release(self, account: Account, now: float, slot: float) -> None:
        pass


class Keeper(Listener):
    """One that keeps it."""

    def __init__(self, *turns: Turn) -> None:
        super().__init__(*turns)
        self.given_back: list[tuple[str, int]] = []

    def give_back(self, account: Account, tenths: int) -> None:
        self.given_back.append((account.name.partition(":")[0], tenths))


class TestAPacer:
    def test_without_a_budget_leaves_it_to_the_client(self, kind: Kind) -> None:
        pacer = Listener()
        answers = [unavailable() for _ in range(2)]
        shop = Shop(kind, *answers, pacing=pacer, retry_budget=RetryBudget(1))
        with pytest.raises(ServiceUnavailableError) as refused:
            shop.call(get)
        assert str(refused.value).endswith(f" - {NOTE}")
        assert pacer.asked == [None, None, None]

    def test_that_makes_a_retry_wait_too_long_costs_the_client_nothing(self, kind: Kind) -> None:
        pacer = Listener(Turn(0.0), Turn(61.0, 1061.0))
        budget = RetryBudget(1)
        shop = Shop(kind, unavailable(), pacing=pacer, deadline=20, retry_budget=budget)
        with pytest.raises(DeadlineExceededError, match="comes before the call's turn"):
            shop.call(get)
        assert repr(budget) == "RetryBudget(tokens=1), 1 left"

    def test_is_asked_for_a_token_once_for_each_retry(self, kind: Kind) -> None:
        given = Turn(2.0, 1002.0, retry=True)
        pacer = Keeper(Turn(0.0, 1000.0), given, Turn(0.0, 1002.0), given, Turn(0.0, 1004.0))
        shop = Shop(kind, unavailable(), unavailable(), answer(), pacing=pacer)
        shop.call(get)
        assert pacer.asked == [None, 10, None, 10, None]
        assert pacer.given_back == [("bookshop", 1)]

    def test_refuses_a_retry_with_what_the_call_failed_with(self, kind: Kind) -> None:
        retries: list[RetryInfo] = []
        broken = httpx.ConnectError("refused")
        for failure, raised in (
            (unavailable(), ServiceUnavailableError),
            (broken, APIConnectionError),
        ):
            pacer = Keeper(Turn(0.0), Turn(9.0, retry=False))
            shop = Shop(kind, failure, pacing=pacer, on_retry=retries.append)
            with pytest.raises(raised) as refused:
                shop.call(get)
            assert str(refused.value).endswith(f" - {PACER_NOTE}")
            assert refused.value.attempts == 1
            assert pacer.given_back == []
        assert refused.value.__cause__ is broken
        assert not retries

    def test_gets_the_token_back_of_a_retry_that_is_not_sent(self, kind: Kind) -> None:
        pacer = Keeper(Turn(0.0), Turn(61.0, retry=True))
        shop = Shop(kind, unavailable(), pacing=pacer, deadline=20)
        with pytest.raises(DeadlineExceededError, match="comes before the call's turn"):
            shop.call(get)
        assert pacer.given_back == [("bookshop", 10)]

    def test_that_has_no_say_leaves_it_to_the_client(self, kind: Kind) -> None:
        pacer = Keeper()
        answers = [unavailable() for _ in range(2)]
        shop = Shop(kind, *answers, pacing=pacer, retry_budget=RetryBudget(1))
        with pytest.raises(ServiceUnavailableError) as refused:
            shop.call(get)
        assert str(refused.value).endswith(f" - {NOTE}")
        assert pacer.asked == [None, 1, 1]

    def test_is_not_asked_where_there_is_no_bound(self, kind: Kind) -> None:
        pacer = Keeper()
        answers = [*(unavailable() for _ in range(12)), answer()]
        shop = Shop(kind, *answers, pacing=pacer, max_retries=12, retry_budget=None)
        shop.call(get)
        assert set(pacer.asked) == {None}

    def test_is_not_asked_to_sign_again(self, kind: Kind) -> None:
        class Again(Auth):
            def headers(self, request: Any) -> dict[str, str]:
                return {"Authorization": f"Bearer {request.attempt}"}

            def rejected(self, response: Any) -> bool:
                return True

        pacer = Keeper()
        Shop(kind, answer(401, {}), answer(), auth=Again(), pacing=pacer).call(get)
        assert pacer.asked == [None, None]

    @pytest.mark.parametrize("odd", [1, 0, "yes", [], object()])
    def test_that_answers_no_bool_is_wrong(self, kind: Kind, odd: Any) -> None:
        pacer = Keeper(Turn(0.0), Turn(0.0, retry=odd))
        with pytest.raises(
            ConfigurationError, match=r"^pacing\.take must answer a Turn whose retry is"
        ):
            Shop(kind, unavailable(), pacing=pacer).call(get)

    def test_shares_it_among_clients_of_a_key_alone(self, kind: Kind) -> None:
        pacing = Pacing()
        spent = Shop(kind, *(unavailable() for _ in range(11)), pacing=pacing, max_retries=10)
        with pytest.raises(ServiceUnavailableError) as failed:
            spent.call(get)
        assert PACER_NOTE not in str(failed.value)
        other = Shop(kind, unavailable(), pacing=pacing)
        with pytest.raises(ServiceUnavailableError, match=PACER_NOTE):
            other.call(get)
        tenant = Shop(kind, unavailable(), answer(), pacing=pacing, api_key="sk_test_2")
        tenant.call(get)
        assert not tenant.server.answers


class TestOutage:
    CALLS = 20
    CLIENTS = 20

    def load(self, **settings: Any) -> tuple[int, int]:
        """Requests of a fleet during an outage, and calls that fail once it is over."""
        is_down = True
        requests = 0

        def serve(_: httpx.Request) -> httpx.Response:
            nonlocal requests
            requests += 1
            return unavailable() if is_down else answer()

        transport = httpx.MockTransport(serve)
        fleet = [
            Client(http_client=transport, clock=FakeClock(), **settings)
            for _ in range(self.CLIENTS)
        ]
        for _ in range(self.CALLS):
            for client in fleet:
                with pytest.raises(ServiceUnavailableError):
                    client.books.get("book_1")
        during = requests
        is_down = False
        for client in fleet:
            client.books.get("book_1")
        return during, requests - during

    def test_is_not_answered_with_a_multiple_of_the_load(self) -> None:
        calls = self.CALLS * self.CLIENTS
        assert self.load(retry_budget=None) == (3 * calls, self.CLIENTS)
        assert self.load() == (calls + 10 * self.CLIENTS, self.CLIENTS)
        assert self.load(retry_budget=RetryBudget()) == (calls + 10, self.CLIENTS)
