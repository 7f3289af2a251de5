"""Requests that the document does not describe."""

from __future__ import annotations

import sys
import typing
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from typing_extensions import TypedDict

from ghxstship._core.custom_request import Method, custom_operation
from ghxstship._core.errors import (
    APIResponseValidationError,
    APIStatusError,
    InvalidArgumentError,
    NotFoundError,
    SdkError,
)
from ghxstship._core.mismatch import mismatches
from ghxstship._core.observers import RequestInfo
from ghxstship._core.operation import OMIT

from ..faults.exposure import CALL, KEY, PASSED, QUERY, assert_hidden
from ..library import httpx
from .bookshop import Book
from .harness import BOOK, Answer, Kind, Shop, answer

UNSAFE: list[Method] = ["POST", "PUT", "PATCH", "DELETE"]


class Thing(BaseModel):
    id: str
    size: int = 0


class ThingDict(TypedDict):
    id: str


@dataclass
class ThingData:
    id: str


def request(shop: Shop, *arguments: Any, **more: Any) -> Any:
    return shop.run(partial(shop.client.request, *arguments, **more))


def raw_request(shop: Shop, *arguments: Any, **more: Any) -> Any:
    return shop.run(partial(shop.client.with_raw_response.request, *arguments, **more))


class TestSending:
    def test_sends_what_it_is_given_as_any_method_does(self, kind: Kind) -> None:
        shop = Shop(kind, answer(), default_headers={"X-A": "1"})
        request(
            shop,
            "POST",
            "/v1/new%2Fthing/",
            query={"tag": ["a", "b"], "none": None},
            json={"title": "Emma", "left": OMIT, "nothing": None},
            options={"headers": {"X-B": "2"}, "query": {"more": True}, "timeout": 3},
        )
        (sent,) = shop.server.requests
        url = "https://api.books.test/v1/new%2Fthing/?tag=a&tag=b&more=true"
        assert (sent.method, str(sent.url)) == ("POST", url)
        assert sent.content == b'{"title":"Emma","nothing":null}'
        assert sent.headers["Authorization"] == "Bearer sk_test_1"
        assert (sent.headers["X-A"], sent.headers["X-B"]) == ("1", "2")
        assert sent.extensions["timeout"]["read"] == 3

    @pytest.mark.parametrize("method", UNSAFE)
    def test_tries_again_with_one_idempotency_key(self, kind: Kind, method: Method) -> None:
        shop = Shop(kind, answer(503, {}), httpx.ConnectError("no"), answer())
        request(shop, method, "/v1/things")
        assert len(set(shop.server.header("Idempotency-Key"))) == 1
        assert shop.server.header("Idempotency-Key")[0]
        assert len(shop.server.requests) == 3

    def test_takes_a_key_of_the_caller_s(self, kind: Kind) -> None:
        shop = Shop(kind, answer())
        raw = raw_request(shop, "PUT", "/v1/things", idempotency_key="order-7")
        assert shop.server.header("Idempotency-Key") == [raw.idempotency_key] == ["order-7"]

    def test_of_a_safe_method_needs_no_key(self, kind: Kind) -> None:
        shop = Shop(kind, answer(503, {}), answer())
        request(shop, "GET", "/v1/things")
        assert shop.server.header("Idempotency-Key") == [None, None]

    def test_raises_the_errors_of_statuses(self, kind: Kind) -> None:
        with pytest.raises(NotFoundError) as caught:
            request(Shop(kind, answer(404, {})), "GET", "/v1/things")
        assert isinstance(caught.value, APIStatusError)

    def test_is_seen_by_observers(self, kind: Kind) -> None:
        seen: list[RequestInfo] = []
        request(Shop(kind, answer(), on_request=seen.append), "GET", "/v1/things")
        assert [(one.operation, one.resource, one.method, one.path) for one in seen] == [
            ("request", "", "GET", "/v1/things")
        ]

    def test_gives_observers_no_label_for_each_path(self, kind: Kind) -> None:
        seen: list[RequestInfo] = []
        shop = Shop(kind, *(answer() for _ in range(9)), on_request=seen.append)
        for number in range(8):
            request(shop, "GET", f"/v1/things/{number}")
        shop.call(lambda books: books.get("book_1"))
        labels = {(one.operation, one.route) for one in seen}
        assert labels == {("request", None), ("books.get", "/v1/books/{book_id}")}


class TestAnswers:
    @pytest.mark.parametrize(
        ("cast_to", "body", "expected"),
        [
            (None, BOOK, BOOK),
            (None, [1, "a", None], [1, "a", None]),
            (None, None, None),
            (Any, {"a": 1}, {"a": 1}),
            (Thing, {"id": "1", "size": 2}, Thing(id="1", size=2)),
            (ThingDict, {"id": "1"}, {"id": "1"}),
            (ThingData, {"id": "1"}, ThingData("1")),
            (dict, {"a": 1}, {"a": 1}),
            (dict[str, int], {"a": 1}, {"a": 1}),
            (list[Thing], [{"id": "1"}], [Thing(id="1")]),
            (Book, BOOK, Book(id="book_1", title="Emma", price=9.5)),
            (str, "text", "text"),
        ],
    )
    def test_are_read_as_what_is_asked_for(
        self, kind: Kind, cast_to: Any, body: Any, expected: Any
    ) -> None:
        shop = Shop(kind, answer(200, body), answer(201, body))
        assert request(shop, "GET", "/v1/things", cast_to=cast_to) == expected
        raw = raw_request(shop, "POST", "/v1/things", cast_to=cast_to)
        assert (raw.status_code, raw.parse()) == (201, expected)
        assert type(raw.parse()) is type(expected)

    @pytest.mark.parametrize("status", [200, 202, 204, 205])
    def test_without_a_body_are_none_where_nothing_is_asked_for(
        self, kind: Kind, status: int
    ) -> None:
        shop = Shop(kind, httpx.Response(status), httpx.Response(status))
        assert request(shop, "DELETE", "/v1/things/1") is None
        with pytest.raises(APIResponseValidationError):
            request(shop, "DELETE", "/v1/things/1", cast_to=Thing)

    @pytest.mark.parametrize(
        ("cast_to", "body"),
        [
            (Thing, {"id": 7}),
            (ThingDict, {}),
            (ThingDict, []),
            (ThingData, {"id": None}),
            (dict[str, int], {"a": "b"}),
            (list[Thing], [{"id": "1"}, {}]),
            (str, 7),
        ],
    )
    def test_that_do_not_fit_the_caller_s_type_are_errors(
        self, kind: Kind, cast_to: Any, body: Any
    ) -> None:
        with pytest.raises(APIResponseValidationError) as caught:
            request(Shop(kind, answer(200, body)), "GET", "/v1/things", cast_to=cast_to)
        assert str(caught.value).startswith("request answered 200, but ")

    def test_that_do_not_fit_a_model_of_the_package_are_as_elsewhere(self, kind: Kind) -> None:
        odd = {**BOOK, "price": "much"}
        shop = Shop(kind, answer(200, odd), answer(200, [odd]), strict=False)
        book = request(shop, "GET", "/v1/things", cast_to=Book)
        assert (book.price, mismatches(book).count) == ("much", 1)
        (book,) = request(shop, "GET", "/v1/things", cast_to=list[Book])
        assert book.price == "much"
        shop = Shop(kind, answer(200, odd), strict=True)
        with pytest.raises(APIResponseValidationError):
            request(shop, "GET", "/v1/things", cast_to=Book)

    def test_that_are_no_json_are_errors(self, kind: Kind) -> None:
        shop = Shop(kind, *(httpx.Response(200, content=b"<html>") for _ in range(2)))
        with pytest.raises(APIResponseValidationError):
            request(shop, "GET", "/v1/things")
        assert raw_request(shop, "GET", "/v1/things").content == b"<html>"


WRONG: dict[str, dict[str, Any]] = {
    "method must be one of GET, POST, PUT, PATCH, DELETE, not 'get'": {"method": "get"},
    "method must be one of .*not 'TRACE'": {"method": "TRACE"},
    "method must be one of .*not 7": {"method": 7},
    "path must be a str, not bytes": {"path": b"/v1"},
    "cast_to must be a type .*, not object": {"cast_to": type("object", (), {})},
    "cast_to must be a type .*, not a dict": {"cast_to": {"secret": "CANARY"}},
    "cast_to must be a type .*, not a int": {"cast_to": 7},
    "query must map names to values, and is a list": {"query": [1]},
    "request has no 'boddy'": {"boddy": 1},
    "options has no 'x'": {"options": {"x": 1}},
    "body.a is nan": {"json": {"a": float("nan")}},
    "idempotency_key": {"idempotency_key": ""},
}
SERVER = "https://api.books.test/shop"
PATHS = [
    "",
    "v1/things",
    ".evil.test/",
    "@evil.test/",
    ":80@evil.test/",
    "//evil.test/v1",
    "///evil.test",
    "https://evil.test/v1",
    "/\\evil.test",
    "\\\\evil.test",
    "/v1/../admin",
    "/..",
    "/./x",
    "/v1/%2e%2E/x",
    "/v1//x",
    "/v1/x?admin=1",
    "/v1/x#f",
    "/v1/a b",
    "/v1/a\nb",
    "/v1/a\x00",
    "/v1/\ud800",
    " /v1",
]


class TestWrongUse:
    @pytest.mark.parametrize(("message", "wrong"), WRONG.items(), ids=WRONG)
    def test_is_told_before_anything_is_sent(
        self, kind: Kind, message: str, wrong: dict[str, Any]
    ) -> None:
        for use in (request, raw_request):
            shop = Shop(kind)
            with pytest.raises(InvalidArgumentError, match=message) as caught:
                use(shop, **{"method": "POST", "path": "/v1/things", **wrong})
            assert "CANARY" not in str(caught.value)

    @pytest.mark.parametrize("path", PATHS)
    def test_of_a_path_reaches_no_other_place(self, kind: Kind, path: str) -> None:
        shop = Shop(kind, base_url=SERVER)
        with pytest.raises(InvalidArgumentError, match=r"path|URL"):
            request(shop, "GET", path)
        assert shop.server.requests == []


@pytest.mark.parametrize("wrong", [*WRONG.values(), {}], ids=[*WRONG, "an error status"])
def test_errors_hide_what_was_passed(kind: Kind, wrong: dict[str, Any]) -> None:
    shop = Shop(kind, answer(400, {}), api_key=KEY)
    right = {"method": "POST", "path": "/v1/things", "json": {"password": PASSED}}
    options = {"headers": {"X-Call": CALL}, "query": {"token": QUERY}}
    arguments = {**right, "options": options, **wrong}
    call: Any = shop.client.request
    with pytest.raises(SdkError) as caught:
        shop.run(lambda: call(**arguments))
    assert_hidden(caught.value)


@given(st.text(st.sampled_from("/.%2eE5cf:@?#\\;a \n\u2215\uff0e")).map("/".__add__) | st.text())
def test_whatever_the_path_it_stays_below_the_base_url(path: str) -> None:
    answers: list[Answer] = [answer()]
    shop = Shop("threads", *answers, base_url=SERVER)
    try:
        shop.client.request("GET", path)
    except SdkError:
        assert not shop.server.requests
        return
    (sent,) = shop.server.requests
    assert sent.url.host == "api.books.test"
    assert str(sent.url).startswith(f"{SERVER}/")
    assert sent.url.path.startswith("/shop/")
    assert not {".", ".."}.intersection(sent.url.path.split("/"))


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="pydantic reads it from 3.12 on")
def test_an_old_typed_dict_is_told_of() -> None:
    old: Any = typing.TypedDict("old", {"id": str})
    with pytest.raises(InvalidArgumentError, match="must be a TypedDict of typing_extensions"):
        custom_operation("GET", "/v1/things", old)


def test_the_operation_is_the_same_for_the_same_request() -> None:
    assert custom_operation("GET", "/a", Thing) == custom_operation("GET", "/a", Thing)
