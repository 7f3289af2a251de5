"""A client of another account over the same connections, and what a client shows of itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

import ghxstship
from ghxstship._core.auth import Auth
from ghxstship._core.budget import RetryBudget
from ghxstship._core.config import Config
from ghxstship._core.errors import APIStatusError, ConfigurationError
from ghxstship._core.observers import RequestInfo
from ghxstship._core.pacing import Pacing
from ghxstship._core.settings import ConnectionSettings, Settings

from ..library import httpx
from .bookshop import AsyncClient, Client, constant_headers
from .harness import Kind, Shop, answer

FIRST, SECOND = "sk_CANARY_first", "sk_CANARY_second"
BEARER = f"Bearer {SECOND}"


def get(books: Any) -> Any:
    return books.get("book_1")


class Tokens(Auth):
    account = "first"

    def headers(self, request: RequestInfo) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {FIRST}", "X-Signed": FIRST}


WAYS: dict[str, dict[str, Any]] = {
    "a key": {"api_key": FIRST},
    "an auth": {"auth": Tokens()},
    "a default header": {"default_headers": {"authorization": f"Bearer {FIRST}"}},
    "a key and pacing": {"api_key": FIRST, "pacing": Pacing()},
}
"""How the first account may be named."""


class TestAnotherAccount:
    @pytest.mark.parametrize("first", WAYS.values(), ids=WAYS)
    def test_sends_nothing_of_the_first_ones_credentials(
        self, kind: Kind, first: dict[str, Any]
    ) -> None:
        unavailable = answer(503, {}, Set_Cookie=f"session={FIRST}; Path=/")
        shop = Shop(kind, *(answer() if n % 2 else unavailable for n in range(6)), **first)
        shop.run(get, shop.client.books)
        derived = shop.client.with_options(api_key=SECOND, branch="south")
        shop.run(get, derived.books)
        shop.run(get, derived.with_options(max_retries=1).books)
        assert shop.server.header("Authorization")[2:] == [BEARER] * 4
        assert shop.server.header("X-Branch") == ["north"] * 2 + ["south"] * 4
        for sent in shop.server.requests[2:]:
            assert FIRST not in str([*sent.headers.values()])
        config = derived._config
        assert FIRST not in str([config.credentials, constant_headers(derived), config.auth])

    @pytest.mark.parametrize("first", WAYS.values(), ids=WAYS)
    def test_leaves_the_first_as_it_was(self, kind: Kind, first: dict[str, Any]) -> None:
        shop = Shop(kind, *(answer() for _ in range(3)), **first)
        shop.run(get, shop.client.books)
        derived = shop.client.with_options(api_key=SECOND, branch="south")
        shop.run(get, derived.books)
        shop.run(get, shop.client.books)
        before, between, after = shop.server.header("Authorization")
        assert before == after == f"Bearer {FIRST}"
        assert between == BEARER
        assert shop.client.branch == "north"

    def test_has_what_is_not_passed(self, kind: Kind) -> None:
        shop = Shop(kind, answer(), answer(), default_headers={"X-Branch": "west", "X-A": "1"})
        shop.run(get, shop.client.with_options(branch="south").books)
        shop.run(get, shop.client.with_options(api_key=SECOND).books)
        assert shop.server.header("X-Branch") == ["south", "west"]
        assert shop.server.header("X-A") == ["1", "1"]
        assert shop.server.header("Authorization") == ["Bearer sk_test_1", BEARER]

    def test_may_have_default_headers_of_its_own(self, kind: Kind) -> None:
        shop = Shop(kind, answer(), default_headers={"X-Branch": "west"})
        derived = shop.client.with_options(branch="south", default_headers={"x-branch": "east"})
        shop.run(get, derived.books)
        assert derived.branch == "east"
        assert shop.server.header("X-Branch") == ["east"]

    def test_has_a_rate_limit_of_its_own(self, kind: Kind) -> None:
        spent: dict[str, Any] = {"X_Limit": "1", "X_Remaining": "0", "X_Reset": "1700000040"}
        shop = Shop(kind, answer(**spent), answer(**spent), answer(**spent), pacing=Pacing())
        shop.run(get, shop.client.books)
        derived = shop.client.with_options(api_key=SECOND)
        shop.run(get, derived.books)
        assert shop.clock.waits == []
        # Another workspace of the same key counts with the first.
        shop.run(get, shop.client.with_options(branch="south").books)
        assert sum(shop.clock.waits) > 30

    def test_shares_the_budget_of_retries_unless_it_has_one(self, kind: Kind) -> None:
        shop = Shop(kind, *(answer(503, {}) for _ in range(5)), retry_budget=RetryBudget(1))
        derived = shop.client.with_options(api_key=SECOND)
        own = derived.with_options(retry_budget=RetryBudget(1))
        for client, requests in ((shop.client, 2), (derived, 3), (own, 5)):
            with pytest.raises(APIStatusError):
                shop.run(get, client.with_options(max_retries=1).books)
            assert len(shop.server.requests) == requests

    def test_may_have_an_auth_instead(self, kind: Kind) -> None:
        shop = Shop(kind, answer(), answer(), api_key=SECOND)
        shop.run(get, shop.client.with_options(auth=Tokens(), branch="south").books)
        again = shop.client.with_options(auth=Tokens()).with_options(api_key=SECOND)
        shop.run(get, again.books)
        assert shop.server.header("Authorization") == [f"Bearer {FIRST}", BEARER]
        assert shop.server.header("X-Signed") == [FIRST, None]

    @pytest.mark.parametrize("name", ["api_key", "branch"])
    @pytest.mark.parametrize("value", ["", None, 7, "a\nb", "\N{SNOWMAN}", b"sk"])
    def test_is_never_that_of_the_environment(
        self, kind: Kind, name: str, value: object, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("BOOKSHOP_API_KEY", FIRST)
        monkeypatch.setenv("BOOKSHOP_BRANCH", FIRST)
        with pytest.raises(ConfigurationError, match=f"^{name} must"):
            Shop(kind).client.with_options(**{name: value})

    def test_is_not_named_twice(self, kind: Kind) -> None:
        with pytest.raises(ConfigurationError, match="pass api_key or auth, not both"):
            Shop(kind).client.with_options(api_key=SECOND, auth=Tokens())

    def test_of_the_real_client_is_in_every_request(self) -> None:
        sent: list[httpx.Request] = []

        def respond(request: httpx.Request) -> httpx.Response:
            sent.append(request)
            return httpx.Response(200, json={"data": [], "pagination": {"has_more": False}})

        client = ghxstship.Client(
            FIRST, workspace_id="ws_1", http_client=httpx.MockTransport(respond)
        )
        client.atlvs.deals.list()
        tenant = client.with_options(api_key=SECOND, workspace_id="ws_2")
        tenant.atlvs.deals.list()
        assert [one.headers["X-Workspace-ID"] for one in sent] == ["ws_1", "ws_2"]
        assert FIRST not in repr(sent[1].headers.raw)
        assert (client.workspace_id, tenant.workspace_id) == ("ws_1", "ws_2")


def test_cookies_of_one_account_are_not_sent_for_another() -> None:
    sent: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return answer(Set_Cookie=f"session={FIRST}; Path=/")

    with httpx.Client(transport=httpx.MockTransport(respond)) as own:
        client = Client(FIRST, http_client=own)
        client.books.get("book_1")
        assert own.cookies["session"] == FIRST
        client.with_options(api_key=SECOND).books.get("book_1")
    assert FIRST not in repr(sent[1].headers.raw)


OPTIONS = {"api_key", "branch", *ConnectionSettings.declared, *Settings.declared}


@pytest.mark.parametrize("make", [Client, AsyncClient])
class TestAttributes:
    def test_say_where_a_client_connects_and_for_whom(self, make: Any) -> None:
        client = make(FIRST, base_url="https://one.test/api/")
        assert (client.base_url, client.branch) == ("https://one.test/api", "north")
        assert client.with_options(branch="south").base_url == client.base_url
        assert not hasattr(client, "api_key")

    @pytest.mark.parametrize("name", sorted(OPTIONS))
    def test_that_are_settings_cannot_be_set(self, make: Any, name: str) -> None:
        client = make(FIRST)
        before: dict[str, Any] = {**vars(client)}
        fixed = name in Config.declared and Config.declared[name].fixed
        fixed = fixed or name in ConnectionSettings.declared
        advice = rf"pass {name}=\.\.\. to a new" if fixed else rf"with_options\({name}=\.\.\.\)"
        with pytest.raises(AttributeError, match=advice) as caught:
            setattr(client, name, SECOND)
        assert SECOND not in str(caught.value)
        assert vars(client) == before

    @pytest.mark.parametrize("name", ["timout", "close", "with_options", "key"])
    def test_that_there_are_or_are_not_cannot_be_set(self, make: Any, name: str) -> None:
        with pytest.raises(AttributeError, match=f"{make.__name__}.{name} cannot be set"):
            setattr(make(), name, 1)

    def test_that_are_resources_can_be_replaced_by_a_test(self, make: Any) -> None:
        client, fake = make(), object()
        client.books = fake
        assert client.books is fake

    def test_of_a_subclass_can_be_set(self, make: Any) -> None:
        class Own(make):  # type: ignore[misc]
            def __init__(self) -> None:
                self.tenant = "t1"
                super().__init__()  # pyright: ignore[reportUnknownMemberType]
                self.region = "eu"

        client = Own()
        assert (client.tenant, client.region) == ("t1", "eu")
        with pytest.raises(AttributeError, match="with_options"):
            client.timeout = 3
