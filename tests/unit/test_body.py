"""A body within its bound, however it is packed and cut into pieces."""

from __future__ import annotations

import gzip
import json
import pickle
import tracemalloc
import zlib
from typing import Any

import pytest

from ghxstship._core.body import ERROR_BYTES, Intake, fill
from ghxstship._core.content_coding import BrokenBodyError
from ghxstship._core.errors import (
    APIConnectionError,
    APIResponseValidationError,
    ConfigurationError,
    InternalServerError,
    NotFoundError,
    ResponseTooLargeError,
)

from ..library import httpx
from .harness import BOOK, Kind, Shop, answer, body_of, broken

PLAIN = json.dumps(BOOK).encode()


def bare(content: bytes) -> bytes:
    """Deflate without the header of RFC 1950, as some servers send it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def pieces(content: bytes, size: int) -> list[bytes]:
    return [content[start : start + size] for start in range(0, len(content), size)]


def get(books: Any) -> Any:
    return books.get("book_1")


class TestPacked:
    @pytest.mark.parametrize("size", [1, 7, 1000])
    @pytest.mark.parametrize(
        ("coding", "packed"),
        [
            ("gzip", gzip.compress(PLAIN)),
            ("x-gzip", gzip.compress(PLAIN)),
            ("GZip", gzip.compress(PLAIN[:9]) + gzip.compress(PLAIN[9:])),
            ("deflate", zlib.compress(PLAIN)),
            ("deflate", bare(PLAIN)),
            ("identity", PLAIN),
            ("", PLAIN),
            (" gzip ", gzip.compress(PLAIN)),
        ],
        ids=[
            *("gzip", "x-gzip", "two members", "deflate", "bare deflate", "identity", "none"),
            "padded",
        ],
    )
    def test_is_unpacked(self, kind: Kind, coding: str, packed: bytes, size: int) -> None:
        shop = Shop(kind, broken(*pieces(packed, size), Content_Encoding=coding))
        assert shop.call(get).title == "Emma"

    @pytest.mark.parametrize(
        ("coding", "packed", "message"),
        [
            (
                "gzip",
                PLAIN,
                "gzip: the body cannot be decompressed: .* incorrect header",
            ),
            ("gzip", gzip.compress(PLAIN)[:-9], "Content-Encoding gzip: the body is incomplete"),
            (
                "gzip",
                gzip.compress(PLAIN)[:-8] + b"\0" * 8,
                "cannot be decompressed: .* data",
            ),
            (
                "gzip",
                gzip.compress(PLAIN) + b"junk",
                "Content-Encoding gzip: .* header",
            ),
            ("deflate", bare(PLAIN)[:-3], "Content-Encoding deflate: the body is incomplete"),
            ("br", b"\x0b\x02\x80{}\x03", "Content-Encoding br is not supported, gzip and deflate"),
            ("gzip, zstd", PLAIN, "Content-Encoding zstd is not supported, gzip and deflate are$"),
            ("gzip, gzip", gzip.compress(PLAIN), "Content-Encoding gzip, gzip: the body cannot be"),
            ("gzip," * 3 + "deflate", PLAIN, "Content-Encoding has 4 compressions"),
        ],
        ids=[
            *("not gzip", "short", "corrupt", "and more", "short deflate"),
            *("br", "zstd", "once only", "four times"),
        ],
    )
    def test_that_is_broken_is_no_answer(
        self, kind: Kind, coding: str, packed: bytes, message: str
    ) -> None:
        responses = [broken(packed, Content_Encoding=coding) for _ in range(3)]
        shop = Shop(kind, *responses)
        with pytest.raises(APIConnectionError, match=message) as caught:
            shop.call(get)
        assert caught.value.attempts == 3
        assert isinstance(caught.value.__cause__, BrokenBodyError)
        assert all(body_of(response).closed for response in responses)

    def test_that_is_empty_is_empty(self, kind: Kind) -> None:
        assert (
            Shop(kind, broken(status=204, Content_Encoding="gzip")).call(
                lambda books: books.delete("1")
            )
            is None
        )

    def test_error_in_a_foreign_packing_is_still_that_status(self, kind: Kind) -> None:
        shop = Shop(kind, broken(b"?", status=500, Content_Encoding="br"), max_retries=0)
        with pytest.raises(InternalServerError) as caught:
            shop.call(get)
        assert caught.value.response.content == b"?"

    @pytest.mark.parametrize(
        ("packed", "kept"),
        [(gzip.compress(PLAIN)[:-8], PLAIN), (b"junk", b""), (gzip.compress(b"") + b"junk", b"")],
        ids=["cut", "not gzip", "and more"],
    )
    def test_error_that_cannot_be_unpacked_is_still_that_status(
        self, kind: Kind, packed: bytes, kept: bytes
    ) -> None:
        response = broken(packed, status=404, Content_Encoding="gzip")
        body = body_of(response)
        with pytest.raises(NotFoundError) as caught:
            Shop(kind, response).call(get)
        assert caught.value.response.content == kept
        assert body.closed

    def test_error_that_cannot_be_unpacked_is_read_no_further(self) -> None:
        intake = Intake(httpx.Response(404, headers={"Content-Encoding": "gzip"}), 10**9, None)
        assert not intake.take(b"junk")

    def test_keeps_its_headers_as_they_came(self, kind: Kind) -> None:
        packed = gzip.compress(PLAIN)
        raw = Shop(kind, broken(packed, Content_Encoding="gzip")).call(
            lambda books: books.with_raw_response.get("1")
        )
        assert raw.headers["content-encoding"] == "gzip"
        assert raw.content == PLAIN
        assert raw.http_response.json() == BOOK
        assert raw.parse().title == "Emma"
        assert raw.http_response.read() == PLAIN


class TestTooLarge:
    def test_is_an_error_that_says_so(self, kind: Kind) -> None:
        response = broken(PLAIN[:20], PLAIN[20:], b" " * 999, X_Request_ID="req_1")
        body = body_of(response)
        shop = Shop(kind, response, max_response_bytes=30)
        with pytest.raises(ResponseTooLargeError) as caught:
            shop.call(lambda books: books.create(title="Emma", idempotency_key="order-7"))
        error = caught.value
        assert str(error) == (
            "books.create answered 200 with more than 30 bytes, the client's max_response_bytes"
        )
        assert (error.limit, error.attempts, error.idempotency_key) == (30, 1, "order-7")
        assert error.response.headers["X-Request-ID"] == "req_1"
        assert error.response.content == PLAIN
        assert body.closed
        assert shop.clock.waits == []
        assert str(pickle.loads(pickle.dumps(error))) == str(error)

    @pytest.mark.parametrize("spare", [0, 1])
    def test_is_what_exceeds_the_bound(self, kind: Kind, spare: int) -> None:
        bound = len(PLAIN) + spare
        for response in (
            answer(),
            broken(*pieces(PLAIN, 5)),
            broken(PLAIN, Content_Length=str(len(PLAIN))),
            broken(gzip.compress(PLAIN), Content_Encoding="gzip"),
            broken(*pieces(gzip.compress(PLAIN), 3), Content_Encoding="gzip"),
        ):
            within = Shop(
                kind,
                response,
                max_response_bytes=len(response.content) if response.is_closed else bound,
            )
            assert within.call(get).id == "book_1"

    @pytest.mark.parametrize("packed", [False, True])
    def test_by_one_byte_is_too_large(self, kind: Kind, packed: bool) -> None:
        body = gzip.compress(PLAIN) if packed else PLAIN
        response = broken(body, Content_Encoding="gzip" if packed else "identity")
        shop = Shop(kind, response, max_response_bytes=len(PLAIN) - 1)
        with pytest.raises(ResponseTooLargeError):
            shop.call(get)

    def test_is_unpacked_no_further_than_one_byte_beyond(self, kind: Kind) -> None:
        response = broken(gzip.compress(b" " * 99), Content_Encoding="gzip")
        with pytest.raises(ResponseTooLargeError) as caught:
            Shop(kind, response, max_response_bytes=30).call(get)
        assert caught.value.response.content == b" " * 31

    def test_counts_for_a_body_in_memory_too(self, kind: Kind) -> None:
        shop = Shop(kind, answer(503), answer(), max_response_bytes=5)
        with pytest.raises(ResponseTooLargeError) as caught:
            shop.call(get)
        assert (caught.value.limit, caught.value.attempts) == (5, 2)

    def test_is_told_by_its_length_alone(self, kind: Kind) -> None:
        more = AssertionError("more was read than is kept")
        response = broken(b" " * ERROR_BYTES, b" ", more, Content_Length=str(10**12))
        with pytest.raises(ResponseTooLargeError) as caught:
            Shop(kind, response).call(get)
        assert len(caught.value.response.content) == ERROR_BYTES

    def test_is_kept_up_to_a_bound_however_it_was_cut(self) -> None:
        intake = Intake(httpx.Response(200), ERROR_BYTES, None)
        for piece in (b"a" * (ERROR_BYTES - 2), b"b", b"cd", b"e"):
            intake.take(piece)
        assert intake.body() == b"a" * (ERROR_BYTES - 2) + b"bc"

    def test_bomb_takes_no_memory(self) -> None:
        bomb = gzip.compress(b" " * 2**26)
        limit = 2**22
        response = broken(bomb, Content_Encoding="gzip")
        tracemalloc.start()
        try:
            with pytest.raises(ResponseTooLargeError):
                Shop("threads", response, max_response_bytes=limit).call(get)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert len(response.content) == ERROR_BYTES
        assert peak < 3 * limit

    def test_error_keeps_its_status_and_the_start_of_its_body(self, kind: Kind) -> None:
        response = broken(b"no " * ERROR_BYTES, b"more", status=500)
        body = body_of(response)
        shop = Shop(kind, response, max_retries=0)
        with pytest.raises(InternalServerError, match=r"no no no .*\.\.\.$") as caught:
            shop.call(get)
        assert len(caught.value.response.content) == ERROR_BYTES
        assert body.closed

    @pytest.mark.parametrize("bound", [0, -1, 1.5, True, None, "1"])
    def test_bound_must_be_one(self, kind: Kind, bound: Any) -> None:
        message = "max_response_bytes must be an integer of 1 or more"
        with pytest.raises(ConfigurationError, match=message):
            Shop(kind, max_response_bytes=bound)
        with pytest.raises(ConfigurationError, match=message):
            Shop(kind).client.with_options(max_response_bytes=bound)

    def test_bound_may_be_changed(self, kind: Kind) -> None:
        shop = Shop(kind, answer(), max_response_bytes=5)
        assert shop.run(get, shop.client.with_options(max_response_bytes=500).books)


class TestMismatch:
    def test_has_its_response_with_the_body(self, kind: Kind) -> None:
        response = broken(gzip.compress(b"[]"), Content_Encoding="gzip", Content_Type="text/html")
        with pytest.raises(APIResponseValidationError, match=r"\(text/html, .*2 bytes\)") as caught:
            Shop(kind, response).call(get)
        assert caught.value.response.content == b"[]"


class TestLength:
    @pytest.mark.parametrize("length", ["", "-1", "1e3", "9" * 30, "two"])
    def test_that_is_none_is_passed_over(self, length: str) -> None:
        response = httpx.Response(
            200, headers={"Content-Length": length}, stream=httpx.ByteStream(b"")
        )
        intake = Intake(response, 3, None)
        assert intake.take(b"abc")
        assert intake.body() == b"abc"

    @pytest.mark.parametrize(
        "header",
        [("X-Large-Number", "9" * 19), ("X-Coding-Of-Body", "br")],
        ids=["length", "coding"],
    )
    def test_and_coding_are_in_no_header_that_is_as_long(self, header: tuple[str, str]) -> None:
        response = httpx.Response(200, headers=[header], stream=httpx.ByteStream(b""))
        intake = Intake(response, 2 * ERROR_BYTES, None)
        assert intake.take(b" " * (ERROR_BYTES + 1))
        assert intake.is_whole

    @pytest.mark.parametrize(
        ("length", "believed"),
        [
            (str(2 * ERROR_BYTES), False),
            (str(2 * ERROR_BYTES + 1), True),
            ("9" * 19, True),
            ("9" * 20, False),
        ],
    )
    def test_above_the_bound_leaves_room_for_what_is_kept(
        self, length: str, believed: bool
    ) -> None:
        response = httpx.Response(
            200, headers={"content-LENGTH": length}, stream=httpx.ByteStream(b"")
        )
        intake = Intake(response, 2 * ERROR_BYTES, None)
        assert intake.take(b" " * ERROR_BYTES)
        assert intake.take(b" ") is not believed
        assert intake.is_whole is not believed


def test_a_response_is_filled_once() -> None:
    response = httpx.Response(200, content=b"x")
    fill(response, b"y")
    assert response.content == b"x"
