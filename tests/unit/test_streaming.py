"""A response that goes on: server-sent events as the document's type."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from contextlib import aclosing, nullcontext
from typing import Any

import anyio
import pytest

from ghxstship._core.errors import (
    APIConnectionError,
    APIResponseValidationError,
    APITimeoutError,
    AuthenticationError,
    InvalidArgumentError,
    ResponseTooLargeError,
)
from ghxstship._core.mismatch import mismatches
from ghxstship._core.sse import LONGEST_ID

from ..library import httpx
from .harness import BOOK, Kind, Shop, answer, body_of, broken, error_body, shows


def event(number: int) -> bytes:
    book = json.dumps({**BOOK, "id": str(number)})
    return f"id: {number}\ndata: {book}\n\n".encode()


def stream(*chunks: bytes | BaseException) -> httpx.Response:
    return broken(*chunks, Content_Type="text/event-stream; charset=utf-8")


def listen(books: Any) -> Any:
    return books.listen()


def heard(shop: Shop, use: Callable[[Any], Any] = listen) -> list[int]:
    return [int(book.id) for book in shop.every(use)]


async def entered(made: Any, use: Callable[[Any], Any]) -> Any:
    async with made as opened:
        return await use(opened)


async def take(made: Any, count: int) -> list[int]:
    """The first so many events; then the loop is left."""
    taken: list[int] = []
    async for book in made:
        taken.append(int(book.id))
        if len(taken) == count:
            break
    return taken


def test_events_come_as_models_until_the_server_ends(kind: Kind) -> None:
    response = stream(b": hello\n\n", event(1) + event(2)[:9], event(2)[9:])
    shop = Shop(kind, response)
    assert heard(shop) == [1, 2]
    assert body_of(response).closed >= 1


def test_the_request_asks_for_a_stream_and_may_resume(kind: Kind) -> None:
    shop = Shop(kind, stream(), stream())
    heard(shop)
    heard(shop, lambda books: books.listen(last_event_id="7"))
    assert shop.server.header("Accept") == ["text/event-stream"] * 2
    assert shop.server.header("Last-Event-ID") == [None, "7"]


def test_nothing_is_sent_before_it_is_used(kind: Kind) -> None:
    shop = Shop(kind)
    assert shop.client.books.listen().last_event_id is None
    assert shop.server.requests == []


def test_connecting_is_tried_again(kind: Kind) -> None:
    shop = Shop(kind, httpx.ConnectError("x"), answer(503, {}), stream(event(1)))
    assert heard(shop) == [1]
    assert shop.clock.waits == [0.25, 0.5]


def test_a_refusal_is_the_same_error_as_anywhere(kind: Kind) -> None:
    shop = Shop(kind, answer(401, error_body("UNAUTHORIZED", "no")))
    with pytest.raises(AuthenticationError, match="401 UNAUTHORIZED: no"):
        heard(shop)


@pytest.mark.parametrize(
    ("cause", "error"),
    [
        (httpx.ReadError("reset"), APIConnectionError),
        (httpx.RemoteProtocolError("cut"), APIConnectionError),
        (httpx.ReadTimeout("slow"), APITimeoutError),
    ],
)
def test_a_stream_that_breaks_off_says_where_to_go_on(
    kind: Kind, cause: httpx.RequestError, error: type[APIConnectionError]
) -> None:
    response = stream(event(1), event(2) + b"id: 3\ndata: {", cause)
    shop = Shop(kind, response)
    made = shop.client.books.listen()
    with pytest.raises(error) as caught:
        shop.every(lambda _: made)
    assert type(caught.value) is error
    assert str(caught.value) == (
        f"books.listen: the stream broke off: {cause}; pass last_event_id='2' to go on"
    )
    assert caught.value.__cause__ is cause
    assert shows(caught.value, shop.server.requests[0])
    assert made.last_event_id == "2"
    assert body_of(response).closed >= 1


def test_a_stream_that_breaks_off_without_a_word_names_the_failure(kind: Kind) -> None:
    with pytest.raises(APIConnectionError) as caught:
        heard(Shop(kind, stream(httpx.ReadError(""))))
    assert str(caught.value) == (
        "books.listen: the stream broke off: ReadError; pass last_event_id=None to go on"
    )


def test_an_event_that_is_not_as_documented_is_an_error_and_closes(kind: Kind) -> None:
    response = stream(event(1), b'data: {"id": 5}\n\n')
    with pytest.raises(APIResponseValidationError, match="sent an event in which id") as caught:
        heard(Shop(kind, response, strict=True))
    assert caught.value.path == "id"
    assert (caught.value.body.id, caught.value.mismatches.count) == (5, 3)
    assert body_of(response).closed >= 1


@pytest.mark.parametrize(
    "chunks", [[b"data: " + b"x" * 99] * 9, [b"data: xxxxxxx\n"] * 99], ids=["a line", "lines"]
)
def test_an_event_without_end_is_bounded(kind: Kind, chunks: list[bytes]) -> None:
    never = AssertionError("it went on reading")
    response = stream(event(1), *chunks, never)
    shop = Shop(kind, response, max_response_bytes=300)
    with pytest.raises(ResponseTooLargeError) as caught:
        heard(shop)
    assert str(caught.value) == (
        "books.listen sent an event of more than 300 bytes, the client's max_response_bytes"
    )
    assert (caught.value.limit, caught.value.response.status_code) == (300, 200)
    assert body_of(response).closed >= 1


@pytest.mark.parametrize(
    ("bound", "error"), [(10, APIResponseValidationError), (9, ResponseTooLargeError)]
)
def test_an_event_may_be_as_long_as_the_bound(
    kind: Kind, bound: int, error: type[Exception]
) -> None:
    shop = Shop(kind, stream(b"data: null", b"\n\n"), max_response_bytes=bound)
    with pytest.raises(error):
        heard(shop)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "gzip, deflate"])
@pytest.mark.parametrize("size", [1, 1000])
def test_a_compressed_stream_is_read_as_it_comes(kind: Kind, coding: str, size: int) -> None:
    packed = event(1) + event(2)
    for name in coding.split(", "):
        packed = {"gzip": gzip, "deflate": zlib}[name].compress(packed)
    chunks = [packed[at : at + size] for at in range(0, len(packed), size)]
    response = stream(*chunks)
    response.headers["Content-Encoding"] = coding
    assert heard(Shop(kind, response)) == [1, 2]


def test_a_compressed_event_without_end_is_bounded(kind: Kind) -> None:
    packed = gzip.compress(event(1) + b"data: " + b"x" * 2**24)
    response = stream(packed, AssertionError("it went on reading"))
    response.headers["Content-Encoding"] = "gzip"
    shop = Shop(kind, response, max_response_bytes=300)
    with pytest.raises(ResponseTooLargeError):
        heard(shop)


def test_a_stream_that_cannot_be_decompressed_broke_off(kind: Kind) -> None:
    response = stream(event(1))
    response.headers["Content-Encoding"] = "gzip"
    with pytest.raises(APIConnectionError, match=r"the stream broke off: .*cannot be decompressed"):
        heard(Shop(kind, response))
    assert body_of(response).closed >= 1


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, br", ", ".join(["gzip"] * 9)])
def test_a_coding_that_cannot_be_read_is_named(kind: Kind, coding: str) -> None:
    """No other connection would fare better."""
    response = stream(event(1))
    response.headers["Content-Encoding"] = coding
    with pytest.raises(
        APIResponseValidationError,
        match=r"books.listen answered 200, but Content-Encoding (br|zstd|has 9 compressions)",
    ):
        heard(Shop(kind, response))
    assert body_of(response).closed >= 1


UNUSABLE_IDS = {
    "a control character": b"a\x1b[2J",
    "a tab": b"a\tb",
    "a space at its end": b"a ",
    "beyond ASCII": "\xe9".encode(),
    "beyond latin-1": "\u017e".encode(),
    "no UTF-8": b"\xff",
    "a surrogate": b"\xed\xa0\x80",
    "too long": b"x" * (LONGEST_ID + 1),
}


@pytest.mark.parametrize("identifier", UNUSABLE_IDS.values(), ids=UNUSABLE_IDS)
def test_an_id_that_cannot_be_sent_is_not_resumed_after(
    kind: Kind, identifier: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    odd = b"id: " + identifier + event(2)[5:]
    shop = Shop(kind, stream(event(1), odd, odd), stream(odd))
    made = shop.client.books.listen()
    assert [book.id for book in shop.every(lambda _: made)] == ["1", "2", "2"]
    assert made.last_event_id == "1"
    assert [book.id for book in shop.every(lambda _: made)] == ["2"]
    assert made.last_event_id == "1"
    (record,) = caplog.records
    assert record.getMessage() == (
        "books.listen sent an event with an id that cannot be sent to resume after it; "
        "last_event_id stays 1"
    )
    shop = Shop(kind, stream())
    heard(shop, lambda books: books.listen(last_event_id=made.last_event_id))
    assert shop.server.header("Last-Event-ID") == ["1"]


def test_an_id_may_be_as_long_as_can_be_sent(kind: Kind) -> None:
    shop = Shop(kind, stream(b"id: " + b"x" * LONGEST_ID + event(2)[5:]), stream())
    made = shop.client.books.listen()
    shop.every(lambda _: made)
    assert made.last_event_id == "x" * LONGEST_ID


def test_a_stream_that_is_in_memory_is_read(kind: Kind) -> None:
    kept = [
        httpx.Response(200, content=event(1), headers={"Content-Type": "text/event-stream"})
        for _ in range(2)
    ]
    assert heard(Shop(kind, *kept)) == [1]


def test_a_stream_may_go_on_for_longer_than_an_event(kind: Kind) -> None:
    chunks = [b": still here\n", event(1)[:9], event(1)[9:]] * 50
    assert heard(Shop(kind, stream(*chunks), max_response_bytes=100)) == [1] * 50


def test_an_event_that_is_not_json_is_an_error(kind: Kind) -> None:
    with pytest.raises(APIResponseValidationError, match="in which the data is not"):
        heard(Shop(kind, stream(b"data: hello\n\n")))


def test_raw_events_are_those_of_the_stream_whatever_they_hold(kind: Kind) -> None:
    response = stream(b"id: 1\nevent: odd\ndata: { no\ndata: JSON\n\n", event(2)[:9], event(2)[9:])
    shop = Shop(kind, response)
    odd, good = shop.every(lambda books: RawEvents(books.listen()))
    assert (odd.id, odd.event, odd.data) == ("1", "odd", "{ no\nJSON")
    assert (good.id, good.event, json.loads(good.data)["id"]) == ("2", "message", "2")
    assert body_of(response).closed >= 1


class RawEvents:
    """Iterates a stream, sync or async, over its raw events."""

    def __init__(self, made: Any) -> None:
        self.made = made

    def __iter__(self) -> Any:
        return self.made.raw_events()

    def __aiter__(self) -> Any:
        return self.made.raw_events()


def test_raw_events_end_with_the_same_errors(kind: Kind) -> None:
    shop = Shop(kind, answer(200, BOOK))
    with pytest.raises(APIResponseValidationError, match="not text/event-stream"):
        shop.every(lambda books: RawEvents(books.listen()))


@pytest.mark.parametrize("kind_of_body", ["text/html; charset=utf-8", ""])
def test_a_success_that_is_no_stream_is_an_error(kind: Kind, kind_of_body: str) -> None:
    response = broken(b"<html>", Content_Type=kind_of_body)
    shop = Shop(kind, response)
    with pytest.raises(APIResponseValidationError) as caught:
        heard(shop)
    came = kind_of_body.partition(";")[0]
    assert str(caught.value) == f"books.listen answered 200 with {came}, not text/event-stream"
    assert caught.value.path == ""
    assert body_of(response).closed >= 1


def test_a_block_connects_and_gives_the_connection_back(kind: Kind) -> None:
    response = stream(event(1))
    shop = Shop(kind, response)

    async def look(_: Any) -> None:
        assert len(shop.server.requests) == 1
        assert not body_of(response).closed

    if kind == "threads":
        with shop.client.books.listen():
            assert len(shop.server.requests) == 1
            assert not body_of(response).closed
    else:
        anyio.run(entered, shop.client.books.listen(), look, backend=kind)
    assert body_of(response).closed == 1


def test_leaving_the_block_gives_the_connection_back() -> None:
    response = stream(event(1), event(2))
    shop = Shop("threads", response)
    with shop.client.books.listen() as opened:
        assert len(shop.server.requests) == 1
        assert next(iter(opened)).id == "1"
        assert opened.last_event_id == "1"
    assert body_of(response).closed == 1
    opened.close()


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_leaving_the_block_gives_the_connection_back_in_tasks(backend: Kind) -> None:
    response = stream(event(1), event(2))
    shop = Shop(backend, response)

    async def first(opened: Any) -> list[int]:
        assert len(shop.server.requests) == 1
        return await take(opened, 1)

    made = shop.client.books.listen()
    assert anyio.run(entered, made, first, backend=backend) == [1]
    assert body_of(response).closed >= 1
    anyio.run(made.aclose)


def test_iterating_again_connects_anew_and_forgets_half_an_event(kind: Kind) -> None:
    first = stream(event(1), event(2)[:9], event(2)[9:])
    second = stream(event(3), event(4))
    shop = Shop(kind, first, second)
    made = shop.client.books.listen()

    def in_threads() -> list[int]:
        with made:
            return [int(next(iter(made)).id), *(int(book.id) for book in made)]

    async def in_tasks() -> list[int]:
        async with made:
            return [*(await take(made, 1)), *(await take(made, 9))]

    assert shop.run(in_threads if kind == "threads" else in_tasks) == [1, 3, 4]
    assert made.last_event_id == "4"
    assert shop.server.header("Last-Event-ID") == [None, "1"]
    assert body_of(first).closed >= 1
    assert body_of(second).closed >= 1


def test_connecting_anew_gives_the_first_connection_back(kind: Kind) -> None:
    first = stream(event(1), event(2))
    shop = Shop(kind, first, stream(event(3)))
    made = shop.client.books.listen()

    def in_threads() -> None:
        held, again = iter(made), iter(made)
        assert next(held).id == "1"
        assert next(again).id == "3"
        assert body_of(first).closed == 1

    async def in_tasks() -> None:
        async with aclosing(aiter(made)) as held, aclosing(aiter(made)) as again:
            assert (await anext(held)).id == "1"
            assert (await anext(again)).id == "3"
            assert body_of(first).closed == 1

    shop.run(in_threads if kind == "threads" else in_tasks)


def test_a_broken_half_event_is_not_the_beginning_of_the_next_stream(kind: Kind) -> None:
    shop = Shop(kind, stream(b"data: {", httpx.ReadError("x")), stream(event(1)))
    made = shop.client.books.listen()
    with pytest.raises(APIConnectionError):
        shop.every(lambda _: made)
    assert [book.id for book in shop.every(lambda _: made)] == ["1"]


def test_the_last_id_outlives_a_connection(kind: Kind) -> None:
    shop = Shop(kind, stream(event(1)), stream(b": nothing new\n\n"))
    made = shop.client.books.listen()
    for heard_then in (["1"], []):
        assert [book.id for book in shop.every(lambda _: made)] == heard_then
        assert made.last_event_id == "1"


ID = "Last-Event-ID"
OPENED: dict[str, tuple[dict[str, Any], str | None]] = {
    "without an id": ({}, None),
    "with an id": ({"last_event_id": "7"}, "7"),
    "with a header": ({"options": {"headers": {ID: "7"}}}, "7"),
    "with a header in small letters": ({"options": {"headers": {ID.lower(): "7"}}}, "7"),
    "with both": ({"last_event_id": "6", "options": {"headers": {ID: "7"}}}, "7"),
}


@pytest.mark.parametrize(("arguments", "first"), OPENED.values(), ids=OPENED)
def test_each_iteration_goes_on_after_the_last_id(
    kind: Kind, arguments: dict[str, Any], first: str | None
) -> None:
    """Whatever the stream was opened with, and however an iteration ended."""
    told = [
        stream(b": nothing new\n\n"),
        stream(event(8) + event(9)[:20], httpx.ReadError("cut")),
        stream(event(9) + b"id: 10\n\n"),
        stream(b"data: {}\n\nid\n\n"),
        stream(b"data: {}\n\n"),
        stream(event(1)),
    ]
    shop = Shop(kind, *told)
    made = shop.client.books.listen(**arguments)
    assert made.last_event_id == first
    for number in range(len(told)):
        broken_off = nullcontext() if number != 1 else pytest.raises(APIConnectionError)
        with broken_off:
            shop.every(lambda _: made)
    assert shop.server.header(ID) == [first, first, "8", "10", None, None]
    assert made.last_event_id == "1"


@pytest.mark.parametrize("options", [{"headers": "x"}, {"headers": 7}, {"headers": {1: "x"}}, "x"])
def test_odd_headers_are_the_error_that_they_are_elsewhere(kind: Kind, options: Any) -> None:
    with pytest.raises(InvalidArgumentError):
        heard(Shop(kind), lambda books: books.listen(options=options))


@pytest.mark.parametrize(
    ("chunk", "left"),
    [
        (b"", "7"),
        (b": nothing new\n\n", "7"),
        (b"data: " + json.dumps({**BOOK, "id": "8"}).encode() + b"\n\n", "7"),
        (b"id: 8\n\n", "8"),
        (b"id\n\n", None),
    ],
)
def test_the_id_that_a_stream_is_opened_with_stays_until_another(
    kind: Kind, chunk: bytes, left: str | None
) -> None:
    """An event may have no id; the stream must not begin anew for that."""
    shop = Shop(kind, stream(chunk))
    made = shop.client.books.listen(last_event_id="7")
    shop.every(lambda _: made)
    assert made.last_event_id == left


@pytest.mark.parametrize(
    ("field", "seconds"),
    [
        (b": none", None),
        (b"retry: 1500", 1.5),
        (b"retry:0", 0.0),
        (b"retry: 1500\nretry: 2000\n: more", 2.0),
        (b"retry: 2000\nretry: soon\nretry:\nretry: -1\nretry: 1.5\nretry: 1_0", 2.0),
        ("retry: \N{ARABIC-INDIC DIGIT THREE}".encode(), None),
        (b"retry: " + b"9" * 10_000, 86_400.0),
        (b"retry: " + b"0" * 10_000 + b"5", 0.005),
    ],
)
def test_a_stream_says_when_to_connect_again(
    kind: Kind, field: bytes, seconds: float | None
) -> None:
    shop = Shop(kind, stream(field + b"\n\n"), stream(event(1)))
    made = shop.client.books.listen()
    assert made.reconnection_time is None
    for _ in range(2):  # it counts for the next connections, too
        shop.every(lambda _: made)
        assert made.reconnection_time == seconds


def test_an_interrupt_gives_the_connection_back() -> None:
    response = stream(event(1), KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        heard(Shop("threads", response))
    assert body_of(response).closed == 1


def test_with_raw_response_has_no_stream_but_a_raw_driver_streams_alike() -> None:
    shop = Shop("threads", stream(event(1)))
    raw = type(shop.client.books)(shop.client._driver.raw)
    assert [book.id for book in raw.listen()] == ["1"]


KEEP_ALIVES = [
    b":\n\n",
    b": ping\n\n",
    b"\n\n",
    b"data\n\n",
    b"data:\n\n",
    b"data: \n\n",
    b"data:  \n\n",
    b"data:\r\n\r\n",
    b"data:\ndata:\n\n",
    b"event: ping\n\n",
    b"event: ping\ndata\n\n",
    b"event: ping\ndata:\n\n",
    b"retry: 5000\n\n",
    b"retry: 5000\ndata:\n\n",
]


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("form", KEEP_ALIVES, ids=repr)
def test_what_keeps_the_connection_alive_is_no_event(kind: Kind, form: bytes, strict: bool) -> None:
    shop = Shop(kind, stream(form, event(1), form, form, event(2), form), strict=strict)
    assert heard(shop) == [1, 2]


@pytest.mark.parametrize("form", KEEP_ALIVES, ids=repr)
def test_an_id_that_keeps_alive_is_gone_on_after(kind: Kind, form: bytes) -> None:
    shop = Shop(kind, stream(event(1), b"id: 9\n" + form))
    made = shop.client.books.listen()
    shop.every(lambda _: made)
    assert made.last_event_id == "9"


def test_an_event_that_is_not_as_documented_comes_all_the_same(
    kind: Kind, caplog: pytest.LogCaptureFixture
) -> None:
    shop = Shop(kind, stream(event(1), b'data: {"id": 5, "title": "s3cret", "price": 1}\n\n'))
    first, second = shop.every(listen)
    assert not mismatches(first)
    assert (second.id, second.price) == (5, 1.0)
    assert str(mismatches(second)) == "id: Input should be a valid string"
    assert [(each.name, each.levelname, each.getMessage()) for each in caplog.records] == [
        (
            "ghxstship",
            "WARNING",
            "books.listen sent an event, and not as documented: id: Input should be a valid string",
        )
    ]


@pytest.mark.parametrize("marks", [(b"\xef\xbb\xbf", b""), (b"", b"\xef\xbb\xbf")])
def test_a_byte_order_mark_before_the_stream_or_an_events_data_is_ignored(
    kind: Kind, marks: tuple[bytes, bytes]
) -> None:
    first, second = marks
    book = json.dumps({**BOOK, "id": "1"}).encode()
    shop = Shop(kind, stream(first + b"data: " + second + book + b"\n\n"))
    assert heard(shop) == [1]
