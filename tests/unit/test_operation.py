"""What an operation's data means for its calls."""

from __future__ import annotations

from typing import Any

import pytest

from ghxstship._core.call_options import RequestOptions
from ghxstship._core.errors import InternalServerError
from ghxstship._core.operation import OMIT, ListOperation, Operation

from ..library import httpx
from .bookshop import BookList
from .harness import Kind, Shop, answer


def test_omit_says_what_it_is_and_is_false() -> None:
    assert repr(OMIT) == "OMIT"
    assert not OMIT


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_safe_method_is_repeated_without_a_key(kind: Kind, method: str) -> None:
    shop = Shop(kind, answer(500, {}), httpx.ReadTimeout("slow"), httpx.Response(200))
    look: Operation[None] = Operation("books.look", method, "/v1/books")
    assert shop.run(lambda: shop.client._driver.call(look)) is None
    assert shop.server.header("Idempotency-Key") == [None] * 3


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_another_is_not(kind: Kind, method: str) -> None:
    shop = Shop(kind, answer(500, {}))
    change: Operation[None] = Operation("books.change", method, "/v1/books")
    with pytest.raises(InternalServerError, match="not safe to repeat without an idempotency key"):
        shop.run(lambda: shop.client._driver.call(change))


def test_what_the_document_does_not_say_is_not_done(kind: Kind) -> None:
    shop = Shop(kind, answer(200, {"any": "thing"}))
    plain: Operation[None] = Operation("books.plain", "POST", "/v1/books")
    options: RequestOptions = {"max_retries": 0}
    given = {"query": {"q": [1, 2]}, "body": {"born_in": 1}, "options": options}
    assert shop.run(lambda: shop.client._driver.call(plain, **given)) is None
    (request,) = shop.server.requests
    assert request.url.query == b"q=1&q=2"
    assert request.content == b'{"born_in":1}'
    assert "idempotency-key" not in request.headers


def test_names_inside_a_mapping_are_written_as_generated_code_has_them(kind: Kind) -> None:
    shop = Shop(kind, answer(200, None))
    names: Any = {"by_city": ("byCity", {"*": ("*", {"born_in": ("bornIn", None)})})}
    move: Operation[None] = Operation("books.move", "POST", "/v1/books", wire_names=names)
    body = {"by_city": {"x": {"born_in": 1}}}
    shop.run(lambda: shop.client._driver.call(move, body=body))
    assert shop.server.requests[0].content == b'{"byCity":{"x":{"bornIn":1}}}'


def test_a_list_has_to_say_how_its_pages_are_linked() -> None:
    make: Any = ListOperation
    with pytest.raises(TypeError, match="pagination"):
        make("books.search", "GET", "/v1/books", {200: BookList})
