"""Servers: of an environment, with variables, and an operation's own, over real connections."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from ghxstship._core.client import AsyncClient, SyncClient
from ghxstship._core.errors import ConfigurationError
from ghxstship._core.operation import Operation
from ghxstship._core.pacing import Pacing
from ghxstship._core.servers import Servers, ServerVariable

from ..library import LIBRARY
from .bookshop import API, Book
from .loopback import Handler, Loopback, ProxyHandler, serving

if TYPE_CHECKING:
    from collections.abc import Callable

    from ghxstship._core.operation import OwnServers

    from .harness import Kind

REGION = ServerVariable("region", "BOOKSHOP_REGION", "region", ("eu", "us"))
PATH = ServerVariable("base_path", "BOOKSHOP_BASE_PATH", "basePath", allowed="/")
HOST = ServerVariable("host", "BOOKSHOP_HOST", "host", allowed=":")


class Shelf(Handler):
    """Keeps the headers that tell which server was asked, and answers as the API does."""

    hosts: list[str | None]

    def answer(self) -> None:
        self.hosts.append(self.headers["Host"])
        super().answer()


def shelf() -> type[Shelf]:
    """A handler with notes of its own."""
    return type("_Shelf", (Shelf,), {"hosts": []})


def at(servers: OwnServers | None) -> Operation[Book]:
    """An operation that has servers of its own."""
    return Operation("books.get", "GET", "/v1/books/{id}", {200: Book}, servers=servers)


def call(
    kind: Kind,
    *operations: Operation[Book],
    servers: dict[str, str] | None = None,
    arguments: dict[str, Any] | None = None,
    variables: tuple[ServerVariable, ...] = (),
    **settings: Any,
) -> None:
    """Call each operation twice by one client over its own connections."""
    api = replace(API, servers=servers or {}, server_variables=variables)
    own = {"api_key": "sk_1", "branch": "b", **(arguments or {})}
    given = {"environment": next(iter(api.servers), ""), "max_retries": 0, **settings}

    async def in_task() -> None:
        made: Any = AsyncClient(api, own, given)
        async with made as client:
            for one in (*operations, *operations):
                assert (await client._driver.call(one, path={"id": "b1"})).id == "b1"

    if kind != "threads":
        anyio.run(in_task, backend=kind)
        return
    made: Any = SyncClient(api, own, given)
    with made as client:
        for one in (*operations, *operations):
            assert client._driver.call(one, path={"id": "b1"}).id == "b1"


def two() -> tuple[ExitStack, Loopback, Loopback]:
    stack = ExitStack()
    return stack, stack.enter_context(serving(shelf())), stack.enter_context(serving(shelf()))


class TestOwnServers:
    def test_get_the_calls_each_over_connections_of_its_own(self, kind: Kind) -> None:
        stack, first, second = two()
        with stack:
            own = (("production", f"{second.url}/up"),)
            call(kind, at(None), at(own), servers={"production": first.url})
            assert first.targets == ["/v1/books/b1"] * 2
            assert second.targets == ["/up/v1/books/b1"] * 2
            assert (len(first.connections), len(second.connections)) == (1, 1), "they are kept"
            for server in (first, second):
                handler: Any = server.RequestHandlerClass
                assert {f"http://{host}" for host in handler.hosts} == {server.url}

    def test_are_chosen_by_the_environment(self, kind: Kind) -> None:
        stack, first, second = two()
        with stack:
            own = (("production", "http://never.test"), ("staging", second.url))
            servers = {"production": "http://never.test", "staging": first.url}
            call(kind, at(None), at(own), servers=servers, environment="staging")
            assert (len(first.targets), len(second.targets)) == (2, 2)

    def test_that_lack_the_environment_are_an_error(self, kind: Kind) -> None:
        own = at((("production", "http://never.test"), ("eu", "http://never.test")))
        servers = {"production": "http://never.test", "staging": "http://never.test"}
        with pytest.raises(ConfigurationError) as caught:
            call(kind, own, servers=servers, environment="staging")
        assert str(caught.value) == (
            "books.get cannot be called: it has no server for environment='staging'; "
            "there are 'production', 'eu': pass one of them, or base_url"
        )

    @pytest.mark.parametrize("by_variable", [False, True])
    def test_give_way_to_a_base_url(
        self, kind: Kind, by_variable: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with serving() as server:
            settings: dict[str, Any] = {"base_url": server.url}
            if by_variable:
                monkeypatch.setenv("BOOKSHOP_BASE_URL", server.url)
                settings = {}
            own = at((("production", "http://never.test/x"),))
            call(kind, own, servers={"production": "http://never.test"}, **settings)
            assert server.targets == ["/v1/books/b1"] * 2

    @pytest.mark.parametrize("named", [False, True])
    def test_that_are_a_path_are_one_of_the_base_url_s_host(self, kind: Kind, named: bool) -> None:
        with serving() as server:
            base = f"{server.url}/v1/base"
            servers = {"production": base} if named else {}
            settings: dict[str, Any] = {} if named else {"base_url": base}
            own = at((("production", "/v2"),))
            call(kind, at(None), own, at((("production", "/"),)), servers=servers, **settings)
            assert server.targets[:3] == ["/v1/base/v1/books/b1", "/v2/v1/books/b1", "/v1/books/b1"]
            assert len(server.connections) == 1

    def test_go_by_the_proxy_and_its_exemptions_of_their_own_host(
        self, kind: Kind, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with serving() as server, serving(ProxyHandler) as proxy:
            monkeypatch.setenv("HTTP_PROXY", proxy.url)
            monkeypatch.setenv("NO_PROXY", "127.0.0.1")
            own = at((("production", "http://elsewhere.test"),))
            call(kind, at(None), own, servers={"production": server.url})
            assert server.targets == ["/v1/books/b1"] * 2
            assert proxy.targets == ["http://elsewhere.test/v1/books/b1"] * 2

    def test_are_where_middleware_may_send(self, kind: Kind) -> None:
        stack, first, second = two()

        def elsewhere(request: Any, call_next: Callable[[Any], Any]) -> Any:
            request.url = LIBRARY.URL(f"{first.url}/stolen")
            return call_next(request)

        async def elsewhere_async(request: Any, call_next: Callable[[Any], Any]) -> Any:
            return await elsewhere(request, call_next)

        middleware = [elsewhere if kind == "threads" else elsewhere_async]
        own = at((("production", f"{second.url}/up"),))
        with stack, pytest.raises(ConfigurationError, match=f"pass requests to {second.url} to"):
            call(kind, own, servers={"production": first.url}, middleware=middleware)
        assert first.targets == []

    def test_are_paced_each_for_itself(self) -> None:
        accounts: list[str] = []

        class Noting(Pacing):
            def take(self, ask: Any) -> Any:
                accounts.append(ask.account.name)
                return super().take(ask)

        stack, first, second = two()
        with stack:
            own = at((("production", second.url),))
            same = at((("production", f"{first.url}/"),))
            servers = {"production": first.url}
            call("threads", at(None), own, same, servers=servers, pacing=Noting())
        assert [accounts.index(one) for one in accounts] == [0, 1, 0, 0, 1, 0]

    def test_a_closed_client_opens_no_connection_to_one(self) -> None:
        with serving() as server:
            api = replace(API, servers={"production": "http://never.test"})
            client: Any = SyncClient(
                api, {"api_key": "k", "branch": "b"}, {"environment": "production"}
            )
            there = at((("production", server.url),))
            client._driver.call(there, path={"id": "b1"})
            client.close()
            with pytest.raises(ConfigurationError, match="the client is closed"):
                client._driver.call(there, path={"id": "b1"})


class TestVariables:
    def test_stand_in_the_urls_of_all_servers(self, kind: Kind) -> None:
        stack, first, second = two()
        with stack:
            call(
                kind,
                at(None),
                at((("production", f"{second.url}/up/{{region=eu}}"),)),
                servers={"production": f"{first.url}/{{region=eu}}/{{basePath=v1/x}}"},
                arguments={"region": "us", "base_path": "v2/y"},
                variables=(REGION, PATH),
            )
            assert first.targets[0] == "/us/v2/y/v1/books/b1"
            assert second.targets[0] == "/up/us/v1/books/b1"

    @pytest.mark.parametrize(
        ("argument", "variable", "expected"),
        [(None, None, "eu"), (None, "", "eu"), (None, "us", "us"), ("eu", "us", "eu")],
    )
    def test_come_from_the_argument_the_environment_or_the_document(
        self,
        argument: str | None,
        variable: str | None,
        expected: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        if variable is not None:
            monkeypatch.setenv("BOOKSHOP_REGION", variable)
        client = self.client({"region": argument})
        assert client.base_url == f"https://{expected}.books.test"

    @staticmethod
    def client(arguments: dict[str, Any], url: str = "", **settings: Any) -> Any:
        api = replace(
            API,
            servers={"production": url or "https://{region=eu}.books.test"},
            server_variables=(REGION, PATH, HOST),
        )
        given = {"environment": "production", **settings}
        return SyncClient(api, {"api_key": "k", "branch": "b", **arguments}, given)

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"region": "asia"}, "region must be one of 'eu', 'us', not 'asia'"),
            ({"region": 7}, "region must be a str, not int"),
            ({"base_path": ""}, r"base_path must be of letters, digits and - \. _ ~ /, not ''"),
            ({"base_path": "a?b"}, "base_path must be of"),
            ({"base_path": "a b"}, "base_path must be of"),
            ({"base_path": "a%2e"}, "base_path must be of"),
            ({"base_path": "\ud800"}, "base_path must be of"),
            ({"host": "evil.test/"}, "host must be of letters, digits and - . _ ~ :, not"),
            ({"host": "me@evil.test"}, "host must be of"),
            ({"host": "evil.test#"}, "host must be of"),
        ],
    )
    def test_that_lead_elsewhere_are_refused(self, arguments: dict[str, Any], message: str) -> None:
        with pytest.raises(ConfigurationError, match=message):
            self.client(arguments)

    def test_of_the_environment_are_checked_by_their_names(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("BOOKSHOP_REGION", "asia")
        with pytest.raises(ConfigurationError, match=r"^BOOKSHOP_REGION must be one of"):
            self.client({})

    def test_beside_a_base_url_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(ConfigurationError, match="region has no effect where base_url"):
            self.client({"region": "us"}, base_url="https://a.test")
        monkeypatch.setenv("BOOKSHOP_REGION", "us")
        client = self.client({}, base_url="https://a.test")
        assert client.base_url == "https://a.test", "a variable is not meant for this client"

    def test_without_a_default_have_to_be_given(self) -> None:
        with pytest.raises(ConfigurationError) as caught:
            self.client({}, "https://{host}")
        assert str(caught.value) == (
            "host is missing: pass host=... or base_url=... "
            "or set the environment variable BOOKSHOP_HOST"
        )
        given = self.client({"host": "a.test:8080"}, "https://{host}")
        assert given.base_url == "https://a.test:8080"

    def test_stay_as_they_are(self) -> None:
        client = self.client({})
        with pytest.raises(AttributeError, match=r"pass region=\.\.\. to a new SyncClient"):
            client.region = "us"
        with pytest.raises(ConfigurationError, match="region"):
            client._with_options({"region": "us"})


def test_an_api_without_servers_has_its_operations_own_by_the_first_name() -> None:
    servers = Servers(LIBRARY, "https://a.test/x", is_given=True, environment="")
    assert servers.url_of("a", (("any", "/v2"), ("other", "/v3"))) == "https://a.test/v2"
    assert servers.url_of("a", (("any", "https://b.test"),)) == "https://a.test/x"
