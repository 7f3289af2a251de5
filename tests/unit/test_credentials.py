"""Credentials of every kind, over real connections: what is sent where, and shown nowhere."""

from __future__ import annotations

import base64
import logging
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import anyio
import anyio.lowlevel
import pytest

from ghxstship._core.auth import Auth, Credential
from ghxstship._core.client import AsyncClient, SyncClient
from ghxstship._core.errors import APIStatusError, ConfigurationError
from ghxstship._core.operation import Operation

from ..faults.exposure import exposures
from .bookshop import API, Book
from .loopback import Handler, Loopback, serving

if TYPE_CHECKING:
    from collections.abc import Callable

    from ghxstship._core.auth import Security

    from .harness import Kind

SECRET = "s3cret-CANARY"
OTHER = "other-CANARY"
BASIC = Credential("username", "SHOP_USERNAME", prefix="Basic ", password=("password", "SHOP_PW"))
BEARER = Credential("access_token", "SHOP_TOKEN")
HEADER = Credential("api_key", "SHOP_KEY", name="X-Key", prefix="")
QUERY = Credential("query_key", "SHOP_QUERY", name="key", prefix="", place="query")
COOKIE = Credential("session", "SHOP_SESSION", name="sid", prefix="", place="cookie")
EVERY = (BASIC, BEARER, HEADER, QUERY, COOKIE)

OWN: Operation[Book] = Operation("books.get", "GET", "/v1/books/{id}", {200: Book})
PUBLIC = replace(OWN, security=())


class Till(Handler):
    """Keeps what requests show, and answers as often by an error as it is told."""

    seen: list[tuple[str | None, str | None, str | None, str]]
    statuses: list[int]

    def answer(self) -> None:
        headers = self.headers
        self.seen.append((headers["Authorization"], headers["X-Key"], headers["Cookie"], self.path))
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200:
            super().answer()
            return
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()


def till(*statuses: int) -> type[Till]:
    """A handler with notes of its own."""
    return type("_Till", (Till,), {"seen": [], "statuses": [*statuses]})


def seen(server: Loopback) -> list[tuple[str | None, str | None, str | None, str]]:
    """What requests showed: `Authorization`, the key's header, the cookie and the target."""
    handler: Any = server.RequestHandlerClass
    found: list[tuple[str | None, str | None, str | None, str]] = handler.seen
    return found


def using(
    kind: Kind,
    server: Loopback,
    security: Security,
    use: Callable[[Any], Any],
    *,
    credentials: tuple[Credential, ...] = EVERY,
    settings: dict[str, Any] | None = None,
    **arguments: Any,
) -> Any:
    """What a function makes of a client; what it answers is awaited."""
    api = replace(API, credentials=credentials, security=security, client_headers=())
    own = {name: None for one in credentials for name in one.arguments} | arguments
    given = {
        "environment": "production",
        "base_url": server.url,
        "max_retries": 0,
        **(settings or {}),
    }

    async def in_task() -> Any:
        client: Any = AsyncClient(api, own, given)
        async with client:
            return await use(client)

    if kind != "threads":
        return anyio.run(in_task, backend=kind)
    sync: Any = SyncClient(api, own, given)
    with sync:
        return use(sync)


def get(client: Any, operation: Operation[Book] = OWN, **more: Any) -> Any:
    return client._driver.call(operation, path={"id": "b1"}, **more)


TARGET = "/v1/books/b1"
USER = "Basic " + base64.b64encode(f"me:{SECRET}".encode()).decode()
SHOWN: list[tuple[Security, dict[str, Any], tuple[str | None, str | None, str | None, str]]] = [
    ((("username",),), {"username": "me", "password": SECRET}, (USER, None, None, TARGET)),
    ((("access_token",),), {"access_token": SECRET}, (f"Bearer {SECRET}", None, None, TARGET)),
    ((("api_key",),), {"api_key": SECRET}, (None, SECRET, None, TARGET)),
    ((("query_key",),), {"query_key": "a b&c"}, (None, None, None, f"{TARGET}?key=a%20b%26c")),
    ((("session",),), {"session": SECRET}, (None, None, f"sid={SECRET}", TARGET)),
    (
        (("api_key", "query_key", "session"),),
        {"api_key": "k", "query_key": "q", "session": "s"},
        (None, "k", "sid=s", f"{TARGET}?key=q"),
    ),
    ((("api_key",), ("session",)), {"session": "s"}, (None, None, "sid=s", TARGET)),
    ((("api_key",), ("session",)), {"session": "s", "api_key": "k"}, (None, "k", None, TARGET)),
    (
        (("api_key", "session"), ("query_key",)),
        {"api_key": "k", "query_key": "q"},
        (None, None, None, f"{TARGET}?key=q"),
    ),
    ((("api_key",), ()), {}, (None, None, None, TARGET)),
]


@pytest.mark.parametrize(("security", "arguments", "expected"), SHOWN)
def test_a_credential_is_shown_where_its_scheme_says(
    kind: Kind,
    security: Security,
    arguments: dict[str, Any],
    expected: tuple[str | None, str | None, str | None, str],
) -> None:
    with serving(till()) as server:
        using(kind, server, security, get, **arguments)
        assert seen(server) == [expected]


def test_a_call_s_own_query_and_cookies_stand_beside_the_credential(kind: Kind) -> None:
    with serving(till()) as server:
        using(
            kind,
            server,
            (("query_key", "session"),),
            lambda client: get(client, query={"q": 1}, cookies={"theme": "dark"}),
            query_key="k",
            session="s",
        )
        assert seen(server) == [(None, None, "sid=s; theme=dark", f"{TARGET}?q=1&key=k")]


class Counted(Auth):
    """Says how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def headers(self, request: object) -> dict[str, str]:
        self.asked += 1
        return {"Authorization": SECRET}


def test_a_public_operation_sends_no_credential(kind: Kind) -> None:
    values: dict[str, Any] = {"access_token": SECRET, "query_key": SECRET, "session": SECRET}
    security = (tuple(values),)
    with serving(till()) as server:
        using(kind, server, security, lambda client: get(client, PUBLIC), **values)
        assert seen(server) == [(None, None, None, TARGET)]


def test_a_public_operation_does_not_ask_an_auth_or_a_function(kind: Kind) -> None:
    auth, asked = Counted(), list[str]()

    def token() -> str:
        asked.append("x")
        return SECRET

    with serving(till()) as server:
        security = (("access_token",),)
        settings: dict[str, Any] = {"auth": auth}
        using(kind, server, security, lambda client: get(client, PUBLIC), settings=settings)
        using(kind, server, security, lambda client: get(client, PUBLIC), access_token=token)
        assert (auth.asked, asked) == (0, [])
        using(kind, server, security, get, settings=settings)
        assert [one[0] for one in seen(server)] == [None, None, SECRET]


@pytest.mark.parametrize(
    ("security", "arguments", "message"),
    [
        (
            (("username",),),
            {"username": "me"},
            "password is missing: pass username=... and password=... or auth=...",
        ),
        ((("api_key",), ("session",)), {}, "api_key is missing: pass api_key=... or session=..."),
        (
            (("api_key", "session"),),
            {"api_key": "k"},
            "session is missing: pass api_key=... and session=... or auth=...",
        ),
    ],
)
def test_what_is_missing_is_named(
    kind: Kind, security: Security, arguments: dict[str, Any], message: str
) -> None:
    with serving(till()) as server, pytest.raises(ConfigurationError) as caught:
        using(kind, server, security, get, **arguments)
    assert seen(server) == []
    assert message.partition(":")[0] in str(caught.value)
    exact = replace(OWN, security=security)
    with serving(till()) as server, pytest.raises(ConfigurationError) as caught:
        using(kind, server, (), lambda client: get(client, exact), **arguments)
    assert str(caught.value).startswith("books.get cannot be called: ")
    assert seen(server) == []


@pytest.mark.parametrize(("security", "arguments"), [one[:2] for one in SHOWN[:6]])
def test_no_credential_is_in_an_error_a_log_or_a_repr(
    kind: Kind,
    security: Security,
    arguments: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    values: dict[str, Any] = {name: f"{SECRET}-{name}" for name in arguments}
    shown: list[str] = []

    def use(client: Any) -> Any:
        shown.append(f"{client!r} {client._config!r} {client._config.credentials!r}")
        return get(client)

    with serving(till(500)) as server, pytest.raises(APIStatusError) as caught:
        using(kind, server, security, use, **values)
    secrets = (SECRET, base64.b64encode(SECRET.encode()).decode()[:12])
    assert not exposures(caught.value, *secrets)
    text = "".join(traceback.format_exception(caught.value)) + caplog.text + "".join(shown)
    assert not [one for one in secrets if one in text]


def test_with_options_drops_the_first_client_s(kind: Kind) -> None:
    def derived(client: Any) -> Any:
        return get(client._with_options({"session": OTHER}))

    values: dict[str, Any] = {"access_token": SECRET, "query_key": SECRET, "session": SECRET}
    with serving(till()) as server:
        alternatives = (("access_token",), ("query_key",), ("session",))
        using(kind, server, alternatives, derived, **values)
        assert seen(server) == [(None, None, f"sid={OTHER}", TARGET)]


def test_a_user_s_name_with_a_colon_is_refused() -> None:
    with serving(till()) as server, pytest.raises(ConfigurationError, match="must have no colon"):
        using("threads", server, (("username",),), get, username="a:b", password="c")
    changed = {"username": "a:b", "password": "c"}
    with serving(till()) as server, pytest.raises(ConfigurationError, match="must have no colon"):
        using("threads", server, (), lambda client: get(client._with_options(changed)))


class TestFunctions:
    """A token by a function, which is asked at each attempt."""

    SECURITY = (("access_token",),)

    def test_is_asked_at_each_attempt(self, kind: Kind) -> None:
        given: list[str] = []

        def token() -> str:
            given.append(f"t{len(given)}")
            return given[-1]

        async def async_token() -> str:
            await anyio.lowlevel.checkpoint()
            return token()

        functions: list[Any] = [token] if kind == "threads" else [token, async_token]
        for function in functions:
            given.clear()
            with serving(till(503)) as server:
                settings: dict[str, Any] = {"max_retries": 1, "retry_policy": None}
                using(kind, server, self.SECURITY, get, settings=settings, access_token=function)
                assert [one[0] for one in seen(server)] == ["Bearer t0", "Bearer t1"]

    def test_takes_its_place_among_alternatives_and_beside_others(self, kind: Kind) -> None:
        with serving(till()) as server:
            both = (("username",), ("access_token", "query_key"))
            using(kind, server, both, get, access_token=lambda: "t", query_key="q")
            assert seen(server) == [("Bearer t", None, None, f"{TARGET}?key=q")]

    def test_may_be_passed_by_with_options_and_replaced_by_it(self, kind: Kind) -> None:
        def use(value: object) -> Callable[[Any], Any]:
            return lambda client: get(client._with_options({"access_token": value}))

        with serving(till()) as server:
            using(kind, server, self.SECURITY, use(lambda: OTHER), access_token=SECRET)
            using(kind, server, self.SECURITY, use(OTHER), access_token=lambda: SECRET)
            using(kind, server, self.SECURITY, use(lambda: OTHER), settings={"auth": Counted()})
            assert [one[0] for one in seen(server)] == [f"Bearer {OTHER}"] * 3

    @pytest.mark.parametrize("given", ["", None, 7, b"t", f"a\n{SECRET}", "\ud800"])
    def test_what_is_no_token_is_an_error_that_does_not_show_it(
        self, kind: Kind, given: Any
    ) -> None:
        with serving(till()) as server, pytest.raises(ConfigurationError) as caught:
            using(kind, server, self.SECURITY, get, access_token=lambda: given)
        assert "the function of access_token gave" in str(caught.value)
        assert not exposures(caught.value, SECRET)
        assert seen(server) == []

    def test_what_it_raises_ends_the_call(self, kind: Kind) -> None:
        def token() -> str:
            raise LookupError("no token")

        with serving(till()) as server, pytest.raises(LookupError, match="no token"):
            using(kind, server, self.SECURITY, get, access_token=token)

    def test_hides_what_it_gave(self, kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        with serving(till(401)) as server, pytest.raises(APIStatusError) as caught:
            using(kind, server, self.SECURITY, get, access_token=lambda: SECRET)
        assert seen(server) == [(f"Bearer {SECRET}", None, None, TARGET)], "a 401 is final"
        assert not exposures(caught.value, SECRET)
        assert SECRET not in caplog.text

    def test_is_refused_where_it_cannot_be(self) -> None:
        async def token() -> str:
            return SECRET

        with serving(till()) as server:
            cases: tuple[tuple[str, Any, str], ...] = (
                ("access_token", token, "access_token must be no async function in a sync client"),
                ("access_token", str, "access_token must be a str or a function, not a class"),
                ("api_key", lambda: SECRET, "api_key must be"),
                ("password", lambda: SECRET, "password must be"),
            )
            for argument, function, message in cases:
                own: dict[str, Any] = {argument: function}
                with pytest.raises(ConfigurationError, match=message):
                    using("threads", server, ((argument,),), get, **own)
            with pytest.raises(ConfigurationError, match="or auth, not both"):
                using(
                    "threads",
                    server,
                    self.SECURITY,
                    get,
                    settings={"auth": Counted()},
                    access_token=lambda: SECRET,
                )
