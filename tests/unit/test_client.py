"""What generated clients inherit: options, closing, sharing."""

from __future__ import annotations

import gc
from typing import Any

import anyio
import pytest

from ghxstship._core.auth import Auth, Identity
from ghxstship._core.budget import RetryBudget
from ghxstship._core.checks import DEFAULT_TIMEOUT, Timeout
from ghxstship._core.clock import CheckedClock, SystemClock
from ghxstship._core.config import Config
from ghxstship._core.errors import (
    APITimeoutError,
    ConfigurationError,
    InternalServerError,
    InvalidArgumentError,
)
from ghxstship._core.observers import CallInfo
from ghxstship._core.pacing import Pacing
from ghxstship._core.retry import RetryPolicy

from ..library import LIBRARY, httpx
from .bookshop import AsyncClient, Client
from .harness import FakeClock, Kind, Shop, answer


def get(books: Any) -> Any:
    return books.get("book_1")


def ignore(_: object) -> None:
    """Hear of something, and do nothing."""


def ignore_too(_: object) -> None:
    """The same, and another."""


class Nobody:
    def begin(self, call: CallInfo) -> None:
        """Look away."""


NOBODY = Nobody()
EVERY: dict[str, Any] = {
    "auth": Auth(),
    "timeout": 11,
    "deadline": 12,
    "max_retries": 13,
    "retry_policy": RetryPolicy(initial_delay=14),
    "default_headers": {"X-Every": "15"},
    "max_response_bytes": 16,
    "on_request": ignore,
    "on_response": ignore,
    "on_retry": ignore,
    "observers": [NOBODY],
    "pacing": Pacing(),
    "retry_budget": RetryBudget(3),
    "strict": False,
}
OTHERS: dict[str, Any] = {
    "auth": Auth(),
    "timeout": None,
    "deadline": 3.5,
    "max_retries": 0,
    "retry_policy": RetryPolicy(initial_delay=4),
    "default_headers": {"X-Other": "5"},
    "max_response_bytes": 6,
    "on_request": ignore_too,
    "on_response": ignore_too,
    "on_retry": ignore_too,
    "observers": [NOBODY, NOBODY],
    "pacing": Pacing(),
    "retry_budget": None,
    "strict": True,
}
IN_FORCE: dict[str, Any] = {
    **OTHERS,
    "timeout": Timeout(None, None, None, None),
    "observers": (NOBODY, NOBODY),
    "auth": OTHERS["auth"],
}
"""What is in force after `OTHERS` was passed."""


@pytest.mark.parametrize("make", [Client, AsyncClient])
class TestSettings:
    def test_are_kept_as_they_are_given(self, make: Any) -> None:
        clock = FakeClock()
        config = make(environment="staging", clock=clock, **EVERY)._driver.config
        expected = {
            **EVERY,
            "middleware": (),
            "clock": CheckedClock(clock),
            "timeout": Timeout(11, 11, 11, 11),
            "observers": (NOBODY,),
        }
        assert {name: getattr(config, name) for name in Config.declared} == expected
        assert config.base_url == "https://staging.books.test"
        assert config.library is LIBRARY
        assert config.credentials == {}
        assert config.constant_headers(Identity({}))["X-Every"] == "15"

    def test_are_all_looked_at_here(self, make: Any) -> None:
        changeable = {name for name, setting in Config.declared.items() if not setting.fixed}
        # Middleware is of the client's kind: `test_middleware` has it.
        assert set(EVERY) == set(OTHERS) == changeable - {"middleware"}

    def test_that_are_left_out_have_defaults(self, make: Any) -> None:
        config = make()._driver.config
        assert config.timeout is DEFAULT_TIMEOUT
        assert config.retry_policy == RetryPolicy()
        assert isinstance(config.clock, SystemClock)

    def test_of_nobodys_http_client_are_those_of_the_package(self, make: Any) -> None:
        kind: Any = getattr(httpx, make.__name__)
        own = kind(timeout=21.0, transport=httpx.MockTransport(lambda _: answer()))
        assert make(http_client=own)._driver.config.timeout is own.timeout
        assert make(http_client=own, timeout=22)._driver.config.timeout.read == 22


class TestWithOptions:
    def test_changes_what_it_names_and_leaves_the_rest(self, kind: Kind) -> None:
        shop = Shop(kind, *(answer() for _ in range(2)), default_headers={"X-A": "1", "X-B": "1"})
        changed = shop.client.with_options(default_headers={"x-b": "2"}, timeout=3)
        shop.run(get, changed.books)
        shop.run(get, shop.client.books)
        assert shop.server.header("X-A") == ["1", "1"]
        assert shop.server.header("X-B") == ["2", "1"]
        assert shop.server.header("Authorization") == ["Bearer sk_test_1"] * 2
        timeouts = [request.extensions["timeout"]["read"] for request in shop.server.requests]
        assert timeouts == [3, DEFAULT_TIMEOUT.read]

    def test_may_change_the_retries(self, kind: Kind) -> None:
        policy = RetryPolicy(initial_delay=4)
        shop = Shop(kind, answer(500, {}), answer(500, {}))
        changed = shop.client.with_options(max_retries=1, retry_policy=policy)
        with pytest.raises(InternalServerError):
            shop.run(get, changed.books)
        assert shop.clock.waits == [2.0]

    def test_of_nothing_changes_nothing(self, kind: Kind) -> None:
        client = Shop(kind, **EVERY).client
        assert client.with_options()._driver.config == client._driver.config

    @pytest.mark.parametrize("base", [{}, EVERY], ids=["over defaults", "over others"])
    def test_may_change_whatever_there_is(self, kind: Kind, base: dict[str, Any]) -> None:
        for name, value in OTHERS.items():
            client = Shop(kind, **base).client
            changed = client.with_options(**{name: value})._driver.config
            before = {name: getattr(client._driver.config, name) for name in Config.declared}
            expected = IN_FORCE[name]
            if name == "default_headers":
                expected = {**before[name], **expected}
            after = {name: getattr(changed, name) for name in Config.declared}
            assert after == {**before, name: expected}
            assert changed != client._driver.config

    def test_may_be_done_again(self, kind: Kind) -> None:
        shop = Shop(kind, answer())
        changed = shop.client.with_options(timeout=None).with_options(max_retries=0)
        config = changed._driver.config
        assert (config.timeout, config.max_retries) == (Timeout(None, None, None, None), 0)
        assert type(changed) is type(shop.client)
        assert changed._driver.sender is shop.client._driver.sender

    @pytest.mark.parametrize(
        "options",
        [
            {"max_retries": -1},
            {"timeout": 0},
            {"default_headers": {"X": "\n"}},
            {"retry_policy": 3},
        ],
    )
    def test_refuses_what_the_constructor_would(self, kind: Kind, options: Any) -> None:
        with pytest.raises(ConfigurationError):
            Shop(kind).client.with_options(**options)

    def test_refuses_an_option_that_there_is_not(self, kind: Kind) -> None:
        options: Any = {"maxretries": 1}
        wanted = "with_options has no 'maxretries'; it has .*max_retries"
        with pytest.raises(ConfigurationError, match=wanted):
            Shop(kind).client.with_options(**options)
        with pytest.raises(InvalidArgumentError, match="options has no 'maxretries'"):
            Shop(kind).call(lambda books: books.create(title="Emma", options=options))

    def test_of_a_temporary_client_goes_on_working(self) -> None:
        server = httpx.MockTransport(lambda _: answer())
        books = Client(http_client=server).with_options(max_retries=0).books
        gc.collect()
        assert books.get("1").id == "book_1"


class TestClosing:
    def test_is_the_blocks_end(self) -> None:
        with Client() as client:
            assert isinstance(client, Client)
        with pytest.raises(ConfigurationError, match="the client is closed; make a new one"):
            client.books.get("1")

    def test_is_the_blocks_end_in_tasks(self) -> None:
        async def use() -> None:
            async with AsyncClient() as client:
                assert isinstance(client, AsyncClient)
            with pytest.raises(ConfigurationError, match="the client is closed; make a new one"):
                await client.books.get("1")
            await client.aclose()

        anyio.run(use)

    def test_may_be_done_twice_and_without_a_call(self) -> None:
        client = Client()
        client.close()
        client.close()

    def test_of_a_derived_client_leaves_the_first_ones_connections_open(self) -> None:
        with Client() as client:
            with client.with_options(timeout=1) as derived:
                pass
            derived.close()
            assert not client._driver.sender.ways._is_closed  # type: ignore[attr-defined]

    def test_of_a_derived_client_leaves_them_open_in_tasks(self) -> None:
        async def use() -> None:
            async with AsyncClient() as client:
                async with client.with_options(timeout=1):
                    pass
                assert not client._driver.sender.ways._is_closed  # type: ignore[attr-defined]

        anyio.run(use)

    def test_of_the_first_closes_the_derived_ones_too(self) -> None:
        client = Client()
        derived = client.with_options(timeout=1)
        client.close()
        with pytest.raises(ConfigurationError, match="closed"):
            derived.books.get("1")


def test_namespaces_outlive_the_expression_that_made_them() -> None:
    server = httpx.MockTransport(lambda _: answer())
    books = Client(http_client=server).books
    gc.collect()
    assert books.get("1").id == "book_1"


def test_timeouts_reach_the_transport(kind: Kind) -> None:
    def slow(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout(f"after {request.extensions['timeout']['read']} s")

    shop = Shop(kind, slow, max_retries=0, timeout=4.5)
    with pytest.raises(APITimeoutError, match=r"after 4\.5 s"):
        shop.call(get)
