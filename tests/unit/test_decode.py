"""A success body to the type that the document promises."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from ghxstship._core.decode import decode, decode_event, success_type
from ghxstship._core.errors import APIResponseValidationError
from ghxstship._core.mismatch import mismatches
from ghxstship._core.operation import Operation, ResultT, StreamOperation

from ..library import httpx
from .bookshop import BUY, DELETE, GET, LIST, Author, Book, Receipt
from .harness import BOOK, Kind, Shop, answer


def decoded(operation: Operation[ResultT], response: httpx.Response) -> ResultT:
    return decode(operation, response, response.content, strict=True)[0]


class TestMismatch:
    @pytest.mark.parametrize(
        ("body", "path", "reason"),
        [
            ({"id": "1", "title": "x"}, "price", "Field required"),
            ({**BOOK, "price": "cheap"}, "price", "valid number"),
            ({**BOOK, "author": {"name": 7}}, "author.name", "valid string"),
            ({**BOOK, "author": {"name": "J", "bornIn": []}}, "author.bornIn", "valid string"),
            ({**BOOK, "genre": 7}, "genre", "valid string"),
            ({**BOOK, "created_at": "yesterday"}, "created_at", "valid datetime"),
        ],
    )
    def test_is_named_by_its_path(self, kind: Kind, body: object, path: str, reason: str) -> None:
        response = answer(200, body)
        shop = Shop(kind, answer(500, {}), response, strict=True)
        with pytest.raises(APIResponseValidationError, match=reason) as caught:
            shop.call(lambda books: books.get("1"))
        error = caught.value
        assert error.path == path
        assert str(error).startswith(f"books.get answered 200, but {path} is not as documented: ")
        assert mismatches(error.body) == error.mismatches
        assert (error.mismatches.first[0].path, error.mismatches.count) == (path, 1)
        assert error.response.content == response.content
        assert error.attempts == 2

    def test_in_a_list_is_named_with_its_index(self, kind: Kind) -> None:
        body: object = {"data": [BOOK, {**BOOK, "price": None}], "pagination": {}}
        shop = Shop(kind, answer(200, body), strict=True)
        with pytest.raises(APIResponseValidationError) as caught:
            shop.every(lambda books: books.list())
        assert caught.value.path == "data.1.price"
        assert str(caught.value).startswith(
            "books.list answered 200, but data.1.price is not as documented: Input should be"
        )
        assert caught.value.body.data[0] == Book.model_validate(BOOK)
        assert caught.value.body.data[1].price is None

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            ([], "Input should be an object"),
            ("Emma", "Input should be an object"),
            (0, "Input should be an object"),
            ({"data": {"0": BOOK}}, None),
        ],
    )
    @pytest.mark.parametrize("strict", [True, False])
    def test_of_the_shape_is_an_error_of_every_client(
        self, kind: Kind, body: object, reason: str | None, strict: bool
    ) -> None:
        shop = Shop(kind, answer(200, body), strict=strict)
        with pytest.raises(APIResponseValidationError) as caught:
            shop.every(lambda books: books.list())
        said = str(caught.value)
        if reason is None:
            assert said.startswith("books.list answered 200, but data is not as documented: ")
            assert caught.value.body.data == {"0": BOOK}
        else:
            assert f", but the body is not as documented: {reason} (" in said
            assert (caught.value.body, caught.value.mismatches.count) == (None, 0)

    @pytest.mark.parametrize(
        ("content", "kind_of_body"),
        [
            (b"<html>maintenance</html>", "text/html; charset=utf-8"),
            (b"", "application/json"),
            (b'{"id": "book_1", "tit', "application/json"),
            (b'{"id": "\xff"}', "application/json"),
            (b"[" * 100_000, "application/json"),
        ],
        ids=["HTML", "empty", "truncated", "not UTF-8", "nested"],
    )
    def test_of_the_whole_body_names_what_came(
        self, kind: Kind, content: bytes, kind_of_body: str
    ) -> None:
        response = httpx.Response(200, content=content, headers={"Content-Type": kind_of_body})
        shop = Shop(kind, response)
        with pytest.raises(APIResponseValidationError) as caught:
            shop.call(lambda books: books.get("1"))
        assert caught.value.path == ""
        assert "Invalid JSON" in str(caught.value)
        assert f"({kind_of_body.partition(';')[0]}, {len(content)} bytes)" in str(caught.value)

    @pytest.mark.parametrize("kind_of_body", ["text/html;a=b;c=d", "Text/HTML ;a=b"])
    def test_names_the_type_alone(self, kind_of_body: str) -> None:
        response = answer(200, [], content_type=kind_of_body)
        response.request = httpx.Request("GET", "https://x.test")
        with pytest.raises(APIResponseValidationError, match=r" \(text/html, 2 bytes\)$") as caught:
            decoded(GET, response)
        assert (caught.value.idempotency_key, caught.value.attempts) == (None, 1)

    def test_of_a_body_of_no_type_says_so(self) -> None:
        with pytest.raises(APIResponseValidationError, match=r"\(no content type, 0 bytes\)"):
            decoded(GET, httpx.Response(200, request=httpx.Request("GET", "https://x.test")))

    def test_carries_the_idempotency_key(self, kind: Kind) -> None:
        shop = Shop(kind, answer(201, {}), strict=True)
        with pytest.raises(APIResponseValidationError) as caught:
            shop.call(lambda books: books.create(title="Emma", idempotency_key="key-1"))
        assert caught.value.idempotency_key == "key-1"

    def test_is_not_tried_again(self, kind: Kind) -> None:
        shop = Shop(kind, answer(200, {}), strict=True)
        with pytest.raises(APIResponseValidationError):
            shop.call(lambda books: books.get("1"))
        assert len(shop.server.requests) == 1


class TestSuccess:
    def test_of_several_kinds_has_its_own_type(self, kind: Kind) -> None:
        shop = Shop(kind, answer(), answer(202, {"receipt": "r1"}), httpx.Response(204))
        buy = [shop.call(lambda books: books.buy("1")) for _ in range(3)]
        assert buy == [Book(id="book_1", title="Emma", price=9.5), Receipt(receipt="r1"), None]

    def test_without_a_body_is_none(self, kind: Kind) -> None:
        shop = Shop(kind, httpx.Response(204))
        assert shop.call(lambda books: books.delete("1")) is None

    def test_of_an_undocumented_kind_is_read_as_the_first_documented(self, kind: Kind) -> None:
        shop = Shop(kind, answer(206), httpx.Response(200, content=b"deleted"))
        assert shop.call(lambda books: books.get("1")).id == "book_1"
        assert shop.call(lambda books: books.delete("1")) is None

    def test_has_a_type_by_its_status(self) -> None:
        assert success_type(BUY, 202) is Receipt
        assert success_type(BUY, 299) is Book
        assert success_type(DELETE, 204) is None
        assert success_type(Operation("x", "GET", "/x"), 200) is None

    def test_of_a_stream_has_a_type_by_its_status_too(self) -> None:
        operation: StreamOperation[Book] = StreamOperation(
            "x", "GET", "/x", {202: Receipt, 200: Book}
        )
        assert type(decode_event(operation, answer(), json.dumps(BOOK))) is Book

    def test_may_be_any_type(self) -> None:
        operation: Operation[list[int]] = Operation("x", "GET", "/x", {200: list[int]})
        assert decoded(operation, answer(200, [1, 2])) == [1, 2]


class TestModels:
    def test_fields_that_the_document_does_not_know_are_kept(self, kind: Kind) -> None:
        shop = Shop(kind, answer(200, {**BOOK, "isbn": "978", "author": {"name": "J", "age": 41}}))
        book = shop.call(lambda books: books.get("1"))
        assert book.model_extra == {"isbn": "978"}
        assert book.isbn == "978"
        assert book.author.age == 41

    def test_an_enum_is_open_to_values_unknown_today(self) -> None:
        assert decoded(GET, answer(200, {**BOOK, "genre": "haiku"})).genre == "haiku"

    def test_moments_and_days_are_read(self) -> None:
        body = {**BOOK, "created_at": "2024-01-02T03:04:05Z", "published_on": "1815-12-23"}
        book = decoded(GET, answer(200, body))
        assert book.created_at == datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
        assert book.published_on == date(1815, 12, 23)

    def test_wire_names_become_pythons(self) -> None:
        body = {**BOOK, "author": {"name": "Jane", "bornIn": "Steventon"}}
        author = decoded(GET, answer(200, body)).author
        assert author == Author(name="Jane", born_in="Steventon")

    def test_a_page_is_a_model_too(self) -> None:
        body = {"data": [BOOK], "pagination": {"cursor": None, "hasMore": False, "total": 1}}
        page = decoded(LIST, answer(200, body))
        assert page.data[0].id == "book_1"  # type: ignore[attr-defined]
