"""What is sent as JSON is what was meant, and what is received comes back."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ghxstship._core.decode import decode
from ghxstship._core.errors import APIResponseValidationError
from ghxstship._core.json_body import encode_body
from ghxstship._core.mismatch import Mismatches
from ghxstship._core.operation import OMIT
from ghxstship._core.problem import read_problem

from ..library import httpx
from ..unit.bookshop import API, GET, Author, Book

plain: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)
books = st.builds(
    Book,
    id=st.text(),
    title=st.text(),
    price=st.floats(allow_nan=False, allow_infinity=False),
    genre=st.text(),
    author=st.none() | st.builds(Author, name=st.text(), born_in=st.none() | st.text()),
    published_on=st.none() | st.dates(),
    created_at=st.none() | st.datetimes(timezones=st.just(UTC)),
)


@given(plain)
def test_a_body_round_trips(body: Any) -> None:
    assert json.loads(encode_body(body)) == body


@given(st.dictionaries(st.text(), plain | st.just(OMIT)))
def test_what_is_omitted_is_all_that_is_missing(body: dict[str, Any]) -> None:
    assert json.loads(encode_body(body)) == {k: v for k, v in body.items() if v is not OMIT}


@given(books)
def test_a_model_round_trips(book: Book) -> None:
    response = httpx.Response(200, content=encode_body(book))
    assert decode(GET, response, response.content) == (book, Mismatches())


@given(st.dictionaries(st.text(), plain))
def test_an_object_with_more_fields_keeps_them(extra: dict[str, Any]) -> None:
    sent = {**extra, "id": "1", "title": "Emma", "price": 1.0, "genre": "prose"}
    for name in ("author", "published_on", "created_at"):
        sent.pop(name, None)
    response = httpx.Response(200, json=sent)
    book, _ = decode(GET, response, response.content)
    assert json.loads(encode_body(book)) == sent


@given(st.binary() | plain.map(lambda value: json.dumps(value).encode()))
def test_any_success_body_is_a_book_or_the_error_that_says_so(content: bytes) -> None:
    request = httpx.Request("GET", "https://api.books.test/")
    with suppress(APIResponseValidationError):
        response = httpx.Response(200, content=content, request=request)
        book, _ = decode(GET, response, content)
        assert isinstance(book, Book)


@given(
    st.integers(300, 599),
    st.binary()
    | plain.map(lambda value: json.dumps(value).encode())
    | plain.map(lambda value: json.dumps({"error": value}).encode())
    | st.dictionaries(st.sampled_from(["code", "message", "details"]), plain).map(
        lambda error: json.dumps({"error": error}).encode()
    ),
)
def test_any_error_body_is_a_problem_with_a_message(status: int, content: bytes) -> None:
    problem = read_problem(httpx.Response(status, content=content), API.errors, None)
    assert problem.message
