"""What an API leaves out of its conventions is not done."""

from __future__ import annotations

from typing import Any

import pytest

from ghxstship._core.api import Api, RateLimitHeaders
from ghxstship._core.client import AsyncClient, SyncClient
from ghxstship._core.errors import ConfigurationError, NotFoundError
from ghxstship._core.operation import Operation
from ghxstship._core.pacing import Pacing

from ..library import httpx
from .bookshop import Receipt
from .harness import Kind, Server, Shop, answer

BARE = Api("bare", "0.1", {})
SEND: Operation[Receipt] = Operation("send", "POST", "/send", {200: Receipt}, idempotent=True)


def bare(kind: Kind, *answers: httpx.Response) -> tuple[Shop, Server]:
    """A client of an API that has no conventions at all."""
    shop, server = Shop(kind), Server(*answers)
    make = SyncClient if kind == "threads" else AsyncClient
    settings: dict[str, Any] = {"base_url": "https://bare.test", "clock": shop.clock}
    settings["http_client"] = httpx.MockTransport(server)
    shop.client = make(BARE, {}, settings)
    return shop, server


def test_nothing_is_sent_but_what_every_request_has(kind: Kind) -> None:
    shop, server = bare(kind, answer(200, {"receipt": "r"}))
    receipt = shop.run(lambda: shop.client._driver.call(SEND, body={}))
    (request,) = server.requests
    assert receipt == Receipt(receipt="r")
    assert str(request.url) == "https://bare.test/send"
    assert dict(request.headers) == {
        "host": "bare.test",
        "content-type": "application/json",
        "accept": "application/json",
        "accept-encoding": "gzip, deflate",
        "user-agent": "bare-python/0.1",
        "content-length": "2",
    }


def test_nothing_is_read_from_headers(kind: Kind) -> None:
    shop, _ = bare(kind, answer(200, {"receipt": "r"}, X_Request_ID="req_1"))
    raw = shop.run(lambda: shop.client._driver.raw.call(SEND))
    assert (raw.request_id, raw.rate_limit, raw.replayed) == (None, None, False)
    assert raw.idempotency_key is None


def test_an_error_is_told_by_its_status(kind: Kind) -> None:
    shop, _ = bare(kind, httpx.Response(404, content=b'{"error":{"code":"X"}}'))
    with pytest.raises(NotFoundError) as caught:
        shop.run(lambda: shop.client._driver.call(SEND))
    assert (caught.value.code, caught.value.details) == (None, ())
    assert str(caught.value) == '404: Not Found (no content type): {"error":{"code":"X"}}'


def test_there_is_no_server_but_the_given(kind: Kind) -> None:
    make = SyncClient if kind == "threads" else AsyncClient
    with pytest.raises(ConfigurationError, match=r"there are none: pass base_url$"):
        make(BARE, {}, {})


def test_there_is_nothing_to_pace_by(kind: Kind) -> None:
    make: Any = SyncClient if kind == "threads" else AsyncClient
    settings: dict[str, Any] = {"base_url": "https://bare.test", "pacing": Pacing()}
    with pytest.raises(ConfigurationError, match=r"headers, and bare names none$"):
        make(BARE, {}, settings)


def test_a_header_without_a_name_is_not_taken_for_that_of_the_key() -> None:
    with pytest.raises(ConfigurationError, match="'' is not a header's name"):
        SyncClient(BARE, {}, {"base_url": "https://bare.test", "default_headers": {"": "x"}})


def test_a_rate_limit_is_one_a_minute_where_the_document_says_no_window() -> None:
    assert RateLimitHeaders("X-Limit", "X-Remaining", "X-Reset").window == 60
