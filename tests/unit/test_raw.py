"""A response with its HTTP side."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ghxstship._core.errors import APIResponseValidationError, NotFoundError
from ghxstship._core.mismatch import mismatches
from ghxstship._core.pagination import AsyncPage, Page
from ghxstship._core.rate_limit import RateLimit

from ..library import httpx
from .bookshop import API, Book
from .harness import BOOK, Kind, Shop, answer


def raw_get(books: Any) -> Any:
    return books.with_raw_response.get("book_1")


def test_tells_all_that_http_said(kind: Kind) -> None:
    response = answer(200, BOOK, X_Request_ID="req_1", X_Other="o")
    raw = Shop(kind, answer(500, {}), response).call(raw_get)
    assert raw.http_response is response
    assert raw.status_code == 200
    assert raw.headers["x-other"] == "o"
    assert raw.content == response.content
    assert raw.request_id == "req_1"
    assert raw.attempts == 2
    assert raw.idempotency_key is None
    assert raw.parse() == Book(id="book_1", title="Emma", price=9.5)
    assert repr(raw) == "RawResponse(status_code=200, request_id='req_1')"


def test_an_error_status_is_still_raised(kind: Kind) -> None:
    with pytest.raises(NotFoundError):
        Shop(kind, answer(404, {})).call(raw_get)


def test_a_body_that_does_not_match_is_an_error_only_when_parsed(kind: Kind) -> None:
    raw = Shop(kind, answer(200, {}), strict=True).call(raw_get)
    with pytest.raises(APIResponseValidationError):
        raw.parse()


def test_a_body_that_does_not_match_is_kept(kind: Kind) -> None:
    raw = Shop(kind, answer(200, {**BOOK, "price": "much"})).call(raw_get)
    book = raw.parse()
    assert book is raw.parse()
    assert (book.title, book.price) == ("Emma", "much")
    assert str(raw.mismatches) == "price: Input should be a valid number"
    assert raw.mismatches == mismatches(book) == mismatches(raw)


def test_an_empty_answer_parses_to_none(kind: Kind) -> None:
    shop = Shop(kind, answer(204, None))
    assert shop.call(lambda books: books.with_raw_response.delete("1")).parse() is None


@pytest.mark.parametrize(
    ("value", "replayed"), [("true", True), ("false", False), ("TRUE", False), (None, False)]
)
def test_tells_whether_it_is_a_replay(kind: Kind, value: str | None, replayed: bool) -> None:
    headers = {} if value is None else {"Idempotency_Replayed": value}
    shop = Shop(kind, answer(201, BOOK, **headers))
    raw = shop.call(lambda books: books.with_raw_response.create(title="Emma", idempotency_key="k"))
    assert raw.replayed is replayed
    assert raw.idempotency_key == "k"


class TestRateLimit:
    @pytest.mark.parametrize(
        ("figures", "read_as"),
        [
            (("1000", "999", "1705312260"), RateLimit(1000, 999, 1705312260)),
            (("0", "0", "0"), RateLimit(0, 0, 0)),
            (("", "5.0", "5 "), RateLimit(None, 5, 5)),
            (("-1", "+1", "1e3"), RateLimit(None, None, None)),
            (("many", "1_0", "0x1"), RateLimit(None, None, None)),
            (("\u0663", "\u00b2", "1, 2"), RateLimit(None, None, 2)),
            (("9" * 5000, "9" * 20, "9" * 19), RateLimit(None, None, int("9" * 19))),
        ],
    )
    def test_figures_are_read_and_garbage_is_none(
        self, figures: tuple[str, str, str], read_as: RateLimit
    ) -> None:
        names = (b"X-Limit", b"X-Remaining", b"X-Reset")
        headers = [(name, figure.encode()) for name, figure in zip(names, figures, strict=True)]
        response = httpx.Response(200, json=BOOK, headers=headers)
        assert Shop("threads", response).call(raw_get).rate_limit == read_as

    def test_headers_that_are_missing_are_none(self) -> None:
        assert Shop("threads", answer()).call(raw_get).rate_limit == RateLimit(None, None, None)

    def test_an_api_that_does_not_tell_has_none(self) -> None:
        shop = Shop("threads", answer(200, BOOK, X_Request_ID="r"))
        shop.client._driver.api = replace(
            API, rate_limit=None, request_id_header=None, replayed_header=None
        )
        raw = shop.call(raw_get)
        assert raw.rate_limit is None
        assert raw.request_id is None
        assert raw.replayed is False


def test_a_raw_page_parses_to_a_page_whose_next_is_plain(kind: Kind) -> None:
    page_type: Any = Page if kind == "threads" else AsyncPage

    def page(number: int, cursor: str | None) -> Any:
        more = {"cursor": cursor, "hasMore": cursor is not None, "total": 2}
        return answer(200, {"data": [{**BOOK, "id": str(number)}], "pagination": more})

    shop = Shop(kind, page(1, "c2"), page(2, None))
    raw = shop.call(lambda books: books.with_raw_response.list(genre="prose"))
    first = raw.parse()
    second = shop.run(first.next_page)
    assert type(second) is page_type
    assert [first.data[0].id, second.data[0].id] == ["1", "2"]
    assert shop.server.requests[1].url.params["cursor"] == "c2"
