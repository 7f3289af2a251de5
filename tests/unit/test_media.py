"""Bodies that are no JSON: forms, text, bytes and JSON's dialects, there and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ghxstship._core.errors import InvalidArgumentError
from ghxstship._core.media import BINARY, TEXT, BodyMedia, Content
from ghxstship._core.operation import Operation

from ..library import httpx
from .bookshop import Author
from .harness import Kind, Shop

PNG = b"\x89PNG\r\n\x1a\n\x00\xff"
SEND: Operation[None] = Operation("books.send", "POST", "/v1/send", {200: None})


@pytest.mark.parametrize(
    ("media", "body", "expected"),
    [
        (BodyMedia("application/merge-patch+json"), {"a": None}, b'{"a":null}'),
        (BodyMedia("text/csv", "text"), "a,b\nä", "a,b\nä".encode()),
        (BodyMedia("text/csv", "text"), b"\xff", b"\xff"),
        (BodyMedia("image/png", "binary"), PNG, PNG),
        (BodyMedia("image/png", "binary"), memoryview(PNG), PNG),
        (
            BodyMedia("application/x-www-form-urlencoded", "form"),
            {"a": "x y&", "b": [1, 2], "c": {"d": True, "e": None}, "f": None},
            b"a=x+y%26&b=1&b=2&c%5Bd%5D=true",
        ),
        (
            BodyMedia("application/x-www-form-urlencoded", "form"),
            Author(name="A", born_in="B"),
            b"name=A&bornIn=B",
        ),
    ],
)
def test_a_body_is_sent_as_its_media_type(
    kind: Kind, media: BodyMedia, body: object, expected: bytes
) -> None:
    shop = Shop(kind, httpx.Response(200))
    shop.call(lambda books: books._driver.call(replace(SEND, body_media=media), body=body))
    (sent,) = shop.server.requests
    assert sent.content == expected
    assert sent.headers["Content-Type"] == media.type


@pytest.mark.parametrize(
    ("media", "body", "message"),
    [
        (
            BodyMedia("image/png", "binary"),
            {"a": 1},
            "must be bytes, a path, a file or an iterable of bytes, not dict",
        ),
        (BodyMedia("text/csv", "text"), 1, "text without lone surrogates, or bytes, not int"),
        (BodyMedia("text/csv", "text"), "\ud800", "text without lone surrogates"),
        (BodyMedia("application/x-www-form-urlencoded", "form"), [1], "a mapping, not list"),
        (
            BodyMedia("application/x-www-form-urlencoded", "form"),
            {"a": object()},
            r"body\.a cannot be sent|a cannot be sent",
        ),
    ],
)
def test_what_cannot_be_sent_is_said(
    kind: Kind, media: BodyMedia, body: object, message: str
) -> None:
    shop = Shop(kind, httpx.Response(200))
    with pytest.raises(InvalidArgumentError, match=message):
        shop.call(lambda books: books._driver.call(replace(SEND, body_media=media), body=body))


@pytest.mark.parametrize(
    ("read_as", "content", "content_type", "expected"),
    [
        (BINARY, PNG, "image/png", PNG),
        (BINARY, b"", "image/png", b""),
        (TEXT, "a,ä".encode(), "text/csv", "a,ä"),
        (TEXT, "a,ä".encode("latin-1"), 'text/csv; charset="iso-8859-1"', "a,ä"),
        (TEXT, b"\xff", "text/csv; charset=nobody-knows", "\ufffd"),
        (TEXT, b"\xff", "text/csv; charset=idna", "\ufffd"),
        (TEXT, b"a", "text/csv; charset=undefined", "a"),
    ],
)
def test_an_answer_is_read_as_the_document_says(
    kind: Kind, read_as: Content, content: bytes, content_type: str, expected: object
) -> None:
    shop = Shop(kind, httpx.Response(200, content=content, headers={"Content-Type": content_type}))
    operation: Operation[Any] = Operation(
        "books.cover", "GET", "/v1/cover", {200: read_as}, accept="image/png, text/csv"
    )
    assert shop.call(lambda books: books._driver.call(operation)) == expected
    assert shop.server.header("Accept") == ["image/png, text/csv"]
