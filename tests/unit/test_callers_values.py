"""Values of a caller whose own methods mislead: what they are counts, not what they say."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from urllib.parse import unquote

import pytest

from ghxstship import ConfigurationError, GhxstshipError, InvalidArgumentError
from ghxstship._core.auth import Auth
from ghxstship._core.checks import shown
from ghxstship._core.observers import RequestInfo
from ghxstship._core.pacing import Pacing
from ghxstship.webhooks import WebhookVerificationError, sign_webhook, verify_webhook

from .bookshop import AsyncClient, Client
from .harness import Kind, Shop, answer
from .misleading import Bytes, Day, Float, Hour, Integer, Moment, Mute, Text

SECRET = "whsec_" + "s" * 32
KINDS: list[Kind] = ["threads", "asyncio", "trio"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_is_sent_as_the_characters_that_it_has(kind: Kind) -> None:
    shop = Shop(
        kind,
        answer(201),
        answer(json={"data": [], "pagination": {}}),
        api_key=Text("key"),
        branch=Text("north"),
        base_url=Text("https://api.test"),
        environment=Text("production"),
        default_headers={Text("X-One"): Text("1")},
    )
    options: dict[str, Any] = {
        "headers": {Text("X-Two"): Text("2")},
        "query": {Text("a"): Text("b"), "n": Integer(3), "f": Float(1.5)},
    }
    shop.call(
        lambda books: books.create(title=Text("Emma"), idempotency_key=Text("k"), options=options)
    )
    shop.call(lambda books: books.list(cursor=Text("c"), genre=Text("g")))
    created, listed = shop.server.requests
    assert str(created.url) == "https://api.test/v1/books?a=b&n=3&f=1.5"
    assert str(listed.url) == "https://api.test/v1/books?genre=g&cursor=c"
    assert json.loads(created.content) == {"title": "Emma"}
    wanted = {"X-One": "1", "X-Two": "2", "X-Branch": "north", "Idempotency-Key": "k"}
    assert {name: created.headers[name] for name in wanted} == wanted
    assert created.headers["Authorization"] == "Bearer key"


def test_a_path_has_the_characters_of_a_text() -> None:
    shop = Shop("threads", answer())
    shop.call(lambda books: books.get(Text("a/b")))
    assert shop.server.requests[0].url.raw_path == b"/v1/books/a%2Fb"


def test_names_in_a_body_are_the_text_of_scalars() -> None:
    shop = Shop("threads", answer(201))
    shop.call(lambda books: books.create(title={1: "a", Text("b"): {True: 2}}))
    assert json.loads(shop.server.requests[0].content) == {"title": {"1": "a", "b": {"true": 2}}}


class Account(Auth):
    account = Text("me")

    def headers(self, request: RequestInfo) -> dict[str, str]:
        return {"Authorization": "Bearer a"}


def test_an_account_is_a_text_of_any_class() -> None:
    shop = Shop("threads", answer(), auth=Account(), pacing=Pacing())
    assert shop.call(lambda books: books.get("1")).id == "book_1"


def kind_of(odd: object) -> str:
    """A test's name for a value: its repr may raise."""
    return type(odd).__name__


LONG = 10**5000
DEEP: list[Any] = []
DEEP.append([DEEP])
ODD: list[Any] = [
    *(LONG, -LONG, {"a": LONG}, [LONG], DEEP, Mute(), {"a": Mute()}, Text("\ud800"), "\ud800"),
    *({1: 2}, (), b"a", object(), Text, float("nan"), Integer(-7), Float("inf"), 1j, range(3)),
]
NO_PAGES: list[Any] = [
    *(odd for odd in ODD if type(odd) is not Integer),
    *("abc", "1.0", "1e3", " 1", "9" * 19, 2.0),
]
SETTINGS = [
    *("api_key", "branch", "base_url", "environment", "default_headers", "timeout", "deadline"),
    *("max_retries", "max_response_bytes", "retry_policy", "on_request", "observers", "auth"),
    *("clock", "http_client", "pacing", "strict", "retry_budget"),
]


@pytest.mark.parametrize("odd", ODD, ids=kind_of)
@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("make", [Client, AsyncClient])
def test_a_setting_of_any_kind_is_taken_or_refused(make: Any, name: str, odd: Any) -> None:
    with suppress(ConfigurationError):
        make(**{name: odd})


class Named(Mapping[Any, Any]):
    """A mapping with a name that need not be hashable."""

    def __init__(self, name: object) -> None:
        self._name = name

    def __getitem__(self, name: object) -> str:
        return "a"

    def __iter__(self) -> Iterator[object]:
        return iter([self._name])

    def __len__(self) -> int:
        return 1


CALLS: dict[str, Callable[[Any, Any], object]] = {
    "path": lambda books, odd: books.get(odd),
    "query": lambda books, odd: books.list(genre=odd),
    "cursor": lambda books, odd: books.list(cursor=odd),
    "page": lambda books, odd: books.shelf(page=odd),
    "body": lambda books, odd: books.create(title=odd),
    "a name in a body": lambda books, odd: books.create(title=Named(odd)),
    "idempotency_key": lambda books, odd: books.create(title="a", idempotency_key=odd),
    "options": lambda books, odd: books.get("1", options=odd),
    "an option": lambda books, odd: books.get("1", options=Named(odd)),
    "options' headers": lambda books, odd: books.get("1", options={"headers": odd}),
    "a header": lambda books, odd: books.get("1", options={"headers": {"X-A": odd}}),
    "a header's name": lambda books, odd: books.get("1", options={"headers": Named(odd)}),
    "options' query": lambda books, odd: books.get("1", options={"query": odd}),
    "a query's value": lambda books, odd: books.get("1", options={"query": {"a": odd}}),
    "a query's name": lambda books, odd: books.get("1", options={"query": Named(odd)}),
    "timeout": lambda books, odd: books.get("1", options={"timeout": odd}),
    "deadline": lambda books, odd: books.get("1", options={"deadline": odd}),
    "max_retries": lambda books, odd: books.get("1", options={"max_retries": odd}),
}


@pytest.mark.parametrize("odd", ODD, ids=kind_of)
@pytest.mark.parametrize("call", CALLS.values(), ids=list(CALLS))
@pytest.mark.parametrize("kind", ["threads", "asyncio"])
def test_an_argument_of_any_kind_is_taken_or_refused(kind: Kind, call: Any, odd: Any) -> None:
    shop = Shop(kind, answer(404))
    with suppress(GhxstshipError):
        shop.call(lambda books: call(books, odd))


@pytest.mark.parametrize("odd", NO_PAGES, ids=kind_of)
def test_a_page_is_an_integer(odd: Any) -> None:
    shop = Shop("threads")
    with pytest.raises(InvalidArgumentError, match=r"^page "):
        shop.call(lambda books: books.shelf(page=odd))


@pytest.mark.parametrize("odd", ODD, ids=kind_of)
def test_any_value_can_be_shown(odd: Any) -> None:
    assert type(shown(odd)) is str


@pytest.mark.parametrize("odd", ODD, ids=kind_of)
@pytest.mark.parametrize("name", ["cast_to", "query", "json", "method", "path"])
@pytest.mark.parametrize("kind", ["threads", "asyncio"])
def test_a_request_of_any_kind_is_taken_or_refused(kind: Kind, name: str, odd: Any) -> None:
    shop = Shop(kind, answer(404))
    arguments: dict[str, Any] = {"method": "POST", "path": "/v1/books", name: odd}
    with suppress(GhxstshipError):
        shop.run(lambda: shop.client.request(**arguments))


def test_a_request_has_the_characters_of_a_text() -> None:
    shop = Shop("threads", answer())
    shop.client.request(Text("GET"), Text("/v1/books"), query={Text("a"): 1, 2: Text("b")})
    [request] = shop.server.requests
    assert (request.method, str(request.url)) == ("GET", "https://api.books.test/v1/books?a=1&2=b")


MOMENTS: list[tuple[Any, str]] = [
    (Moment(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02T03:04:05+00:00"),
    (Day(2026, 1, 2), "2026-01-02"),
    (Hour(3, 4, 5), "03:04:05"),
]


@pytest.mark.parametrize(("moment", "text"), MOMENTS, ids=[text for _, text in MOMENTS])
def test_a_moment_is_sent_as_the_one_that_it_is(moment: Any, text: str) -> None:
    shop = Shop("threads", answer(), answer())
    shop.call(lambda books: books.create(title=moment, options={"query": {"at": moment}}))
    request = shop.server.requests[0]
    assert request.url.params["at"] == text
    assert json.loads(request.content)["title"].replace("Z", "+00:00") == text
    shop.call(lambda books: books.get(moment))
    assert unquote(shop.server.requests[-1].url.raw_path.decode()).endswith(text)


class Zone(tzinfo):
    """A time zone that answers anything."""

    def __init__(self, offset: Any) -> None:
        self.offset = offset

    def utcoffset(self, dt: datetime | None) -> Any:
        if self.offset is NotImplementedError:
            raise NotImplementedError
        return self.offset

    def dst(self, dt: datetime | None) -> timedelta | None:
        return None

    def tzname(self, dt: datetime | None) -> str | None:
        return None


@pytest.mark.parametrize("offset", [None, 1, "Z", timedelta(days=2), NotImplementedError], ids=repr)
@pytest.mark.parametrize("place", ["body", "query", "path"])
def test_a_moment_whose_zone_says_no_offset_is_refused(offset: Any, place: str) -> None:
    moment: Any = datetime(2026, 1, 2, tzinfo=Zone(offset))
    shop = Shop("threads", answer())
    calls: dict[str, Callable[[Any], Any]] = {
        "body": lambda books: books.create(title=moment),
        "query": lambda books: books.list(genre=moment),
        "path": lambda books: books.get(moment),
    }
    with pytest.raises(InvalidArgumentError, match="a datetime"):
        shop.call(calls[place])
    assert shop.server.requests == []


SIGNED = sign_webhook(b"{}", SECRET, at=1000)


@pytest.mark.parametrize("kind", [str, bytes, bytearray, Text, Bytes], ids=str)
def test_a_signature_is_the_characters_that_a_header_has(kind: Any) -> None:
    text: Any = SIGNED if issubclass(kind, str) else SIGNED.encode()
    verify_webhook(b"{}", kind(text), SECRET, now=1000)
    for wrong, reason in ((text[:0], "missing header"), (text + 5000 * text[:1], "too long")):
        with pytest.raises(WebhookVerificationError, match=reason):
            verify_webhook(b"{}", kind(wrong), SECRET, now=1000)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview, Bytes], ids=str)
def test_a_payload_is_the_bytes_that_it_has(kind: Any) -> None:
    verify_webhook(kind(b"{}"), SIGNED, SECRET, now=1000)
    with pytest.raises(WebhookVerificationError, match="mismatch"):
        verify_webhook(kind(b"{ }"), SIGNED, SECRET, now=1000)
