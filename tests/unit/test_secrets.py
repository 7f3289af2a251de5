"""No secret is in any message, representation, traceback or log line, whatever goes wrong."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from ghxstship._core.errors import ConfigurationError, SdkError

from ..library import httpx
from .bookshop import AsyncClient, Client
from .harness import Answer, Kind, Shop, answer, broken, error_body

CANARY = "sk_live_CANARY"
Use = Callable[[Any], Any]

FAILURES: list[Answer] = [
    httpx.ConnectError("refused"),
    httpx.ReadTimeout(""),
    httpx.RemoteProtocolError("server hung up"),
    lambda _: answer(401, error_body("UNAUTHORIZED", "who are you?")),
    lambda _: answer(429, error_body("RATE_LIMITED", "slow down"), Retry_After="9999"),
    lambda _: httpx.Response(502, content=b"<html>"),
    lambda _: httpx.Response(302, headers={"Location": "https://elsewhere.test"}),
    lambda _: httpx.Response(200, content=b"<html>"),
    lambda _: answer(200, {"id": 7}),
    lambda _: broken(b"{", httpx.ReadError("reset")),
]
USES: list[Use] = [
    lambda books: books.get("1"),
    lambda books: books.create(title=CANARY + "-body", options={"headers": {"X-Token": CANARY}}),
    lambda books: books.list(),
]


def told(error: BaseException) -> str:
    """All that an error shows to somebody who prints it, and what caused it."""
    return "\n".join([*traceback.format_exception(error), str(error), repr(error)])


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("failure", FAILURES)
def test_a_failed_call_keeps_the_key(
    kind: Kind, failure: Answer, use: Use, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shop = Shop(kind, failure, failure, failure)
    client = type(shop.client)(
        CANARY,
        http_client=httpx.MockTransport(shop.server),
        clock=shop.clock,
        default_headers={"X-Secret": CANARY},
        strict=True,
    )
    with pytest.raises(SdkError) as caught:
        shop.run(use, client.books)
    seen = told(caught.value) + repr(vars(caught.value)) + caplog.text
    assert CANARY not in seen


def test_a_token_in_the_query_is_not_told(kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    shop = Shop(kind, httpx.ConnectError("refused"), httpx.Response(502, content=b"<html>"))
    for _ in range(2):
        with pytest.raises(SdkError) as caught:
            shop.call(
                lambda books: books.get("1", options={"query": {"t": CANARY}, "max_retries": 0})
            )
        assert CANARY not in told(caught.value) + caplog.text


@pytest.mark.parametrize("make", [Client, AsyncClient])
@pytest.mark.parametrize(
    "key",
    [
        *(f"{CANARY}\n", f"\r\n{CANARY}", f"{CANARY}\u2028", f"{CANARY}ž", f" \x00{CANARY}"),
        CANARY.encode(),
    ],
)
def test_a_key_that_no_header_can_carry_is_refused_unseen(make: Any, key: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"^api_key must be") as caught:
        make(key)
    assert CANARY not in told(caught.value)


@pytest.mark.parametrize("make", [Client, AsyncClient])
@pytest.mark.parametrize(
    "base_url",
    [
        f"https://user:{CANARY}@api.books.test",
        f"https://{CANARY}@api.books.test",
        f"ftp://user:{CANARY}@api.books.test",
        f"http://user:{CANARY}@/v1",
        f"//user:{CANARY}@host",
        f"http://user:{CANARY}/@host",
        f"user:{CANARY}@host",
        f"https://api.books.test?key={CANARY}",
    ],
)
def test_a_base_url_that_is_refused_keeps_its_password(make: Any, base_url: str) -> None:
    with pytest.raises(ConfigurationError, match="base_url") as caught:
        make(base_url=base_url)
    assert CANARY not in told(caught.value)


@pytest.mark.parametrize("make", [Client, AsyncClient])
def test_a_client_shows_no_key(make: Any) -> None:
    client = make(CANARY, default_headers={"X-Secret": CANARY})
    shown = [client, client._driver.config, client._driver, client.books, client._driver.api]
    assert CANARY not in repr(shown)
    assert repr(client) == f"{make.__name__}(base_url='https://api.books.test')"


@pytest.mark.parametrize(
    "proxy", [f"ftp://me:{CANARY}@proxy.test", f"http://me:{CANARY}@proxy.test:port"]
)
def test_a_proxy_that_is_refused_keeps_its_password(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    monkeypatch.delenv("https_proxy", raising=False)
    with (
        Client() as client,
        pytest.raises(ConfigurationError, match="proxy for https is not") as caught,
    ):
        client.books.get("1")
    assert CANARY not in told(caught.value)


@pytest.mark.parametrize("make", [Client, AsyncClient])
def test_a_client_that_could_not_be_made_has_a_representation(make: Any) -> None:
    assert repr(object.__new__(make)) == f"{make.__name__}(not set up)"


@pytest.mark.parametrize("make", [Client, AsyncClient])
def test_a_key_that_is_refused_is_in_no_frame(make: Any) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make(CANARY + "\n")
    lines = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert "check_header_value" in "".join(lines.format())
    assert CANARY not in "".join(lines.format())
