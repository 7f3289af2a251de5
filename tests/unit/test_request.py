"""Arguments to an HTTP request."""

from __future__ import annotations

import json
import math
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from pydantic import TypeAdapter

from ghxstship._core.auth import Secrets
from ghxstship._core.config import Config
from ghxstship._core.errors import InvalidArgumentError
from ghxstship._core.json_body import encode_body
from ghxstship._core.model import Base64, Model
from ghxstship._core.operation import ANY_NAME, BASE64, OMIT, Operation
from ghxstship._core.request import RequestBuilder, URLs
from ghxstship._core.servers import Servers
from ghxstship._core.styles import encode_query

from ..library import LIBRARY, httpx
from .bookshop import API, GET, Author, Book

SEARCH: Operation[None] = Operation("books.search", "GET", "/v1/search", styles={"ids": "comma"})
POST: Operation[None] = Operation("books.buy", "POST", "/v1/books")
SECRET = "s3cret"


class Genre(Enum):
    POETRY = "poetry"


class Image(Model):
    content: Base64
    parts: list[Image] | None = None
    by_name: dict[str, Base64] | None = None


class Name(str, Enum):  # noqa: UP042 - the form that older code has
    EMMA = "Emma & co"


class Size(IntEnum):
    BIG = 3


BODIES: list[tuple[object, object]] = [
    ({"a": 1, "b": OMIT, "c": None}, {"a": 1, "c": None}),
    ({}, {}),
    (None, None),
    ([], []),
    ("text", "text"),
    ({"when": datetime(2024, 1, 2, tzinfo=UTC)}, {"when": "2024-01-02T00:00:00Z"}),
    (
        {"when": datetime(2024, 1, 2, tzinfo=timezone(timedelta(hours=2)))},
        {"when": "2024-01-02T00:00:00+02:00"},
    ),
    ({"day": date(2024, 1, 2), "at": time(8)}, {"day": "2024-01-02", "at": "08:00:00"}),
    (
        {"genre": Genre.POETRY, "id": UUID(int=1)},
        {"genre": "poetry", "id": str(UUID(int=1))},
    ),
    ({"tags": ("a", "b"), "ids": {7}}, {"tags": ["a", "b"], "ids": [7]}),
    ({"deep": [{"x": OMIT, "y": [{"z": OMIT}]}]}, {"deep": [{"y": [{}]}]}),
    ({"name": "späť \U0001f600"}, {"name": "späť \U0001f600"}),
]


def builder(base_url: str = "https://api.books.test", **headers: str) -> RequestBuilder:
    config = Config(
        {"timeout": httpx.Timeout(7.0)},
        {},
        library=LIBRARY,
        servers=Servers(LIBRARY, base_url, is_given=True, environment="production"),
        headers=headers,
        credentials=Secrets(),
    )
    return RequestBuilder(replace(API, credentials=(), security=()), config)


class TestPath:
    @pytest.mark.parametrize(
        ("value", "encoded"),
        [
            ("book_1", "book_1"),
            ("a/b", "a%2Fb"),
            ("a/../b", "a%2F..%2Fb"),
            ("...", "..."),
            ("a b?c#d", "a%20b%3Fc%23d"),
            ("%2e%2e", "%252e%252e"),
            ("späť", "sp%C3%A4%C5%A5"),
            ("\r\n", "%0D%0A"),
            ("{book_id}", "%7Bbook_id%7D"),
            (7, "7"),
            (UUID(int=5), "00000000-0000-0000-0000-000000000005"),
        ],
    )
    def test_a_parameter_stays_in_its_segment(self, value: object, encoded: str) -> None:
        request = builder().build(GET, path={"book_id": value})
        assert request.url.raw_path == f"/v1/books/{encoded}".encode()

    @pytest.mark.parametrize("value", ["", ".", ".."])
    def test_a_parameter_that_would_change_the_path_is_refused(self, value: str) -> None:
        with pytest.raises(InvalidArgumentError, match="book_id must name something"):
            builder().build(GET, path={"book_id": value})

    @pytest.mark.parametrize("value", [None, OMIT, object(), ["a"], math.nan])
    def test_a_parameter_that_is_no_scalar_is_refused(self, value: object) -> None:
        with pytest.raises(InvalidArgumentError, match="book_id"):
            builder().build(GET, path={"book_id": value})

    @pytest.mark.parametrize(
        ("value", "reason"),
        [
            ("\ud800", "^book_id must be text without lone surrogates$"),
            ("x" * 70_000, "^the URL cannot be sent: "),
        ],
    )
    def test_a_parameter_that_no_url_can_carry_is_refused(self, value: str, reason: str) -> None:
        with pytest.raises(InvalidArgumentError, match=reason):
            builder().build(GET, path={"book_id": value})

    def test_the_path_of_the_base_url_stays_in_front(self) -> None:
        request = builder("https://proxy.test/books{}").build(GET, path={"book_id": "1"})
        assert request.url.path == "/books{}/v1/books/1"


class TestQuery:
    @pytest.mark.parametrize(
        ("value", "pairs"),
        [
            ("", ["q="]),
            ("a b&c=d+e/ž", ["q=a%20b%26c%3Dd%2Be%2F%C5%BE"]),
            (True, ["q=true"]),
            (False, ["q=false"]),
            (0, ["q=0"]),
            (1.5, ["q=1.5"]),
            (date(2024, 2, 29), ["q=2024-02-29"]),
            (time(8, 30), ["q=08%3A30%3A00"]),
            (datetime(2024, 1, 2, 3, 4, tzinfo=UTC), ["q=2024-01-02T03%3A04%3A00%2B00%3A00"]),
            (Genre.POETRY, ["q=poetry"]),
            (Name.EMMA, ["q=Emma%20%26%20co"]),
            (Size.BIG, ["q=3"]),
            (["a", True, 2], ["q=a", "q=true", "q=2"]),
            (("a",), ["q=a"]),
            ({"a": 1}.keys(), ["q=a"]),
            ([], []),
            (None, []),
        ],
    )
    def test_a_value_is_encoded(self, value: object, pairs: list[str]) -> None:
        request = builder().build(SEARCH, query={"q": value})
        assert request.url.query.decode() == "&".join(pairs)

    def test_a_list_is_joined_where_the_document_says_so(self) -> None:
        assert encode_query({"ids": [1, "b"]}, SEARCH) == [("ids", "1,b")]
        request = builder().build(SEARCH, query={"ids": ["a", "b"], "tags": ["c", "d"]})
        assert str(request.url).endswith("?ids=a%2Cb&tags=c&tags=d")

    def test_nothing_to_say_leaves_no_question_mark(self) -> None:
        request = builder().build(SEARCH, query={"a": None, "b": []})
        assert str(request.url) == "https://api.books.test/v1/search"

    def test_an_integer_that_python_does_not_write_is_refused(self) -> None:
        with pytest.raises(InvalidArgumentError) as caught:
            encode_query({"limit": 10**5000}, SEARCH)
        assert str(caught.value) == "limit has too many digits to be sent"

    def test_a_moment_without_a_time_zone_is_refused_with_advice(self) -> None:
        with pytest.raises(InvalidArgumentError) as caught:
            encode_query({"since": datetime(2024, 1, 2)}, SEARCH)  # noqa: DTZ001
        assert str(caught.value) == (
            "since is a datetime without a time zone: pass one with, such as datetime.now(UTC)"
        )

    @pytest.mark.parametrize(
        ("value", "reason"),
        [
            (datetime(2024, 1, 2), "without a time zone"),  # noqa: DTZ001
            ([datetime(2024, 1, 2)], "without a time zone"),  # noqa: DTZ001
            (math.nan, "is nan"),
            (-math.inf, "is -inf"),
            (object(), "it is a object"),
            ([None], "it is a NoneType"),
            ({"a": 1}, "it is a dict"),
            (b"ab", "it is a bytes"),
            (bytearray(b"ab"), "it is a bytearray"),
            (memoryview(b"ab"), "it is a memoryview"),
            (OMIT, "it is a Omit"),
        ],
    )
    def test_what_a_url_cannot_say_is_refused_by_name(self, value: object, reason: str) -> None:
        with pytest.raises(InvalidArgumentError, match=rf"^since .*{reason}"):
            builder().build(SEARCH, query={"since": value})


class Elsewhere:
    """A URL of a library that keeps what it consists of in another place, or refuses a copy."""

    __slots__ = ("_text", "_uri_reference")

    def __init__(self, text: str, parts: object = None) -> None:
        self._text = text
        self._uri_reference = parts

    def __getattr__(self, name: str) -> Any:
        return getattr(httpx.URL(self._text), name)

    def __str__(self) -> str:
        return self._text


class TestURLs:
    def test_of_plain_characters_are_not_parsed(self) -> None:
        parsed: list[str] = []

        class Counted(httpx.URL):
            def __init__(self, url: Any) -> None:
                parsed.append(str(url))
                super().__init__(url)

        library: Any = SimpleNamespace(**{**vars(httpx), "URL": Counted})
        base = "https://api.books.test/v1"
        urls = URLs(library, base)
        parsed.clear()
        for target in ("/Books/1.2~a-b_c?page=2&Size=9", f"/{'a' * 2047}"):
            plain = urls.of(target)
            assert (type(plain), parsed) == (Counted, [])
            assert plain == httpx.URL(base + target)
        others = ["/books/..", "/books/%41", "/books/é", f"/{'a' * 2048}", "//a", "/a?"]
        assert [str(urls.of(target)) for target in others] == [
            str(httpx.URL(base + target)) for target in others
        ]
        assert parsed == [base + target for target in others]

    @pytest.mark.parametrize("parts", [None, object(), httpx.URL("http://other.test")])
    def test_are_parsed_where_the_library_keeps_them_elsewhere(self, parts: object) -> None:

        def parse(text: str) -> Elsewhere:
            return Elsewhere(text, parts)

        library: Any = SimpleNamespace(URL=parse)
        urls = URLs(library, "https://api.books.test")
        assert str(urls.of("/v1/books?page=2")) == "https://api.books.test/v1/books?page=2"

    def test_are_parsed_where_the_library_remembers_more_of_each(self) -> None:
        class Remembered(httpx.URL):
            def __init__(self, url: Any) -> None:
                super().__init__(url)
                self.text = str(url)

        library: Any = SimpleNamespace(URL=Remembered)
        made: Any = URLs(library, "https://api.books.test").of("/v1/books")
        assert made.text == "https://api.books.test/v1/books"

    @pytest.mark.parametrize("limit", [0, -7, 2**64 - 1, 2**64, True, 1.5])
    def test_have_numbers_as_they_are_written(self, limit: object) -> None:
        made = builder().build(SEARCH, query={"limit": limit, "after": "b_1"}).url
        assert made.query.decode() == f"limit={str(limit).lower()}&after=b_1"


class TestDates:
    RATE: Operation[None] = Operation(
        "rates.get",
        "POST",
        "/v1/rates/{day}",
        dates=("days", "lines/*/on", ""),
        parameter_dates=("day", "since", "X-Day"),
    )
    MOMENT = datetime(2024, 1, 2, 3, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("given", "name"),
        [
            ({"path": {"day": MOMENT}}, "day"),
            ({"path": {"day": "x"}, "query": {"since": MOMENT}}, "since"),
            ({"path": {"day": "x"}, "query": {"since": (date(2024, 1, 2), MOMENT)}}, "since"),
            ({"path": {"day": "x"}, "headers": {"X-Day": MOMENT}}, "X-Day"),
            ({"path": {"day": "x"}, "body": {"days": [None, MOMENT]}}, "body.days.1"),
            ({"path": {"day": "x"}, "body": {"lines": {"a": {"on": MOMENT}}}}, "body.lines.a.on"),
            ({"path": {"day": "x"}, "body": MOMENT}, "body"),
            ({"path": {"day": "x"}, "body": {"days": MOMENT.replace(tzinfo=None)}}, "body.days"),
        ],
    )
    def test_a_datetime_is_refused_with_advice(self, given: dict[str, Any], name: str) -> None:
        with pytest.raises(InvalidArgumentError) as caught:
            builder().build(self.RATE, **given)
        assert str(caught.value) == (
            f"{name} is a date without a time, and a datetime was given: "
            "pass value.date(), its day in its own time zone"
        )

    def test_all_else_is_sent(self) -> None:
        request = builder().build(
            self.RATE,
            path={"day": date(2024, 1, 2)},
            query={"since": [date(2024, 1, 2), "2024-01-03"], "until": self.MOMENT},
            body={"days": None, "lines": {"a": {"on": date(2024, 1, 2), "at": self.MOMENT}}},
        )
        assert str(request.url).endswith(
            "/rates/2024-01-02?since=2024-01-02&since=2024-01-03&until=2024-01-02T03%3A00%3A00%2B00%3A00"
        )
        assert json.loads(request.read()) == {
            "days": None,
            "lines": {"a": {"on": "2024-01-02", "at": "2024-01-02T03:00:00Z"}},
        }


class TestBody:
    @pytest.mark.parametrize(("body", "sent"), BODIES)
    def test_a_value_becomes_json(self, body: object, sent: object) -> None:
        assert json.loads(encode_body(body)) == sent

    def test_json_is_compact_utf_8(self) -> None:
        assert encode_body({"a": [1, "ž"]}) == '{"a":[1,"ž"]}'.encode()

    def test_a_model_sends_the_fields_that_were_set_under_their_wire_names(self) -> None:
        author = Author.model_validate({"name": "Jane", "bornIn": "Steventon", "extra": 1})
        assert json.loads(encode_body({"author": author})) == {
            "author": {"name": "Jane", "bornIn": "Steventon", "extra": 1}
        }
        assert json.loads(encode_body(Author(name="Jane"))) == {"name": "Jane"}
        assert json.loads(encode_body([Author(name="Jane", born_in=None)])) == [
            {"name": "Jane", "bornIn": None}
        ]

    def test_names_that_differ_on_the_wire_are_translated_inside_too(self) -> None:
        names: Any = {"authors": ("writers", {"born_in": ("bornIn", None)}), "isbn": ("ISBN", None)}
        body = {
            "authors": [{"born_in": "x", "free": {"born_in": 1}}],
            "isbn": {"isbn": 1},
            "other": {"isbn": 2},
        }
        assert json.loads(encode_body(body, names)) == {
            "writers": [{"bornIn": "x", "free": {"born_in": 1}}],
            "ISBN": {"isbn": 1},
            "other": {"isbn": 2},
        }

    def test_one_translation_can_hold_for_every_name_of_a_mapping(self) -> None:
        names: Any = {"by_city": ("byCity", {ANY_NAME: (ANY_NAME, {"born_in": ("bornIn", None)})})}
        body = {"by_city": {"born_in": {"born_in": 1}, "x": {"born_in": 2}}}
        assert json.loads(encode_body(body, names)) == {
            "byCity": {"born_in": {"bornIn": 1}, "x": {"bornIn": 2}}
        }

    @pytest.mark.parametrize("content", [b"", b"a", bytes(range(256)), bytearray(b"\xff\xfe")])
    def test_bytes_are_sent_in_base64_and_read_back(self, content: bytes | bytearray) -> None:
        sent = json.loads(encode_body({"a": [content]}, {"a": ("a", BASE64)}))["a"][0]
        assert b64decode(sent, validate=True) == content
        assert TypeAdapter(Base64).validate_python(sent) == content

    @pytest.mark.parametrize(
        ("body", "names", "place"),
        [
            ({"name": b"Jane"}, None, "body.name"),
            ({"name": bytearray(b"Jane")}, {"born_in": ("bornIn", None)}, "body.name"),
            ({"names": [b"Jane"]}, {"names": ("names", None)}, "body.names.0"),
            ({"image": {"of": b"x"}}, {"image": ("image", BASE64)}, "body.image.of"),
            (b"Jane", None, "body"),
        ],
    )
    def test_bytes_where_text_belongs_are_refused(
        self, body: object, names: Any, place: str
    ) -> None:
        with pytest.raises(InvalidArgumentError) as caught:
            encode_body(body, names)
        assert str(caught.value) == f"{place} is bytes: pass text, such as value.decode()"

    def test_a_model_sends_its_bytes_in_base64_however_deep(self) -> None:
        made = Image(content=b"\xff", parts=[Image(content=b"a")], by_name={"=": b"", "*": b"b"})
        sent: Any = {
            "content": "/w==",
            "parts": [{"content": "YQ=="}],
            "by_name": {"=": "", "*": "Yg=="},
        }
        assert json.loads(encode_body({"image": made})) == {"image": sent}
        assert json.loads(made.model_dump_json(exclude_unset=True)) == sent
        assert Image.model_validate_json(made.model_dump_json()) == made

    def test_a_model_keeps_its_own_names_where_a_body_has_others(self) -> None:
        names: Any = {"author": ("writer", {"name": ("fullName", None)})}
        assert json.loads(encode_body({"author": Author(name="Jane")}, names)) == {
            "writer": {"name": "Jane"}
        }

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            ({"a": [{"b": math.nan}]}, r"body\.a\.0\.b is nan"),
            ({"a": math.inf}, r"body\.a is inf"),
            (math.nan, "body is nan"),
            ({"book": Book(id="1", title="", price=math.nan)}, r"body\.book\.price is nan"),
            ({"at": datetime(2024, 1, 2)}, r"body\.at is a datetime without"),  # noqa: DTZ001
            (
                Book(id="1", title="", price=1, created_at=datetime(2024, 1, 2)),  # noqa: DTZ001
                r"body\.created_at is a datetime without",
            ),
            ({"price": [Decimal("NaN")]}, r"body\.price\.0 is NaN"),
            ({"price": Decimal("-Infinity")}, r"body\.price is -Infinity"),
            ({"price": Decimal("1E+1000")}, r"body\.price has more than 1000 digits"),
            ({"price": Decimal("1E-999999999")}, r"body\.price has more than 1000 digits"),
            ({"a": object()}, "unknown type"),
            ({"a": memoryview(b"a")}, "unknown type"),
            ({"a": "\ud800"}, "surrogates"),
        ],
    )
    def test_what_json_cannot_say_is_refused(self, body: object, reason: str) -> None:
        with pytest.raises(InvalidArgumentError, match=reason):
            encode_body(body)

    def test_a_list_that_holds_itself_is_refused(self) -> None:
        circle: list[object] = []
        circle.append(circle)
        with pytest.raises(InvalidArgumentError) as caught:
            encode_body({"a": circle})
        assert str(caught.value) == "the body holds itself, or is nested too deeply"

    def test_it_has_the_names_that_the_operation_has_on_the_wire(self) -> None:
        renames: Operation[None] = Operation(
            "x", "POST", "/x", wire_names={"born_in": ("bornIn", None)}
        )
        assert builder().build(renames, body={"born_in": 1}).read() == b'{"bornIn":1}'

    def test_it_is_announced_by_type_and_length(self) -> None:
        request = builder().build(POST, body={"a": 1})
        headers: Any = request.headers
        assert headers.raw == [
            (b"Host", b"api.books.test"),
            (b"Content-Type", b"application/json"),
            (b"Content-Length", b"7"),
        ]
        assert request.read() == b'{"a":1}'

    @pytest.mark.parametrize(
        ("method", "length"),
        [("GET", None), ("HEAD", None), ("DELETE", None), ("POST", "0"), ("PUT", "0")],
    )
    def test_none_is_announced_where_one_could_be(self, method: str, length: str | None) -> None:
        request = builder().build(Operation("x", method, "/x"))
        assert request.headers.get("content-length") == length
        assert "content-type" not in request.headers

    def test_a_delete_may_have_one(self) -> None:
        request = builder().build(Operation("x", "DELETE", "/x"), body={"why": "lost"})
        assert request.headers["content-length"] == "14"


class TestHeaders:
    @pytest.mark.parametrize(
        ("base_url", "host"),
        [
            ("https://api.books.test", "api.books.test"),
            ("http://127.0.0.1:4010", "127.0.0.1:4010"),
            ("http://[::1]:4010/x", "[::1]:4010"),
        ],
    )
    def test_host_is_the_base_urls(self, base_url: str, host: str) -> None:
        assert builder(base_url).build(SEARCH).headers["host"] == host

    def test_the_clients_own_are_on_every_request(self) -> None:
        headers = builder(**{"X-Branch": "north"}).build(SEARCH).headers
        assert list(headers.items()) == [("host", "api.books.test"), ("x-branch", "north")]

    @pytest.mark.parametrize("name", ["host", "HOST", "content-type"])
    def test_the_callers_replace_ours_in_any_case(self, name: str) -> None:
        request = builder(**{name: "other"}).build(POST, body={})
        assert request.headers[name] == "other"

    def test_parameters_are_added_and_none_leaves_one_out(self) -> None:
        request = builder().build(
            SEARCH, headers={"X-Count": 3, "X-Flag": True, "X-None": None, "X-Genre": Genre.POETRY}
        )
        assert request.headers["x-count"] == "3"
        assert request.headers["x-flag"] == "true"
        assert request.headers["x-genre"] == "poetry"
        assert "x-none" not in request.headers

    @pytest.mark.parametrize(
        "value", ["a\r\nX-Evil: 1", "a\nb", "\x00", "ž", " padded ", "tab\there"]
    )
    def test_a_value_that_would_break_out_is_refused_unseen(self, value: str) -> None:
        for where in ("headers", "options"):
            given: Any = {"X-Token": SECRET + value}
            arguments: Any = {"headers": given} if where == "headers" else {}
            if where == "options":
                arguments = {"options": {"headers": given}}
            with pytest.raises(InvalidArgumentError, match="X-Token") as caught:
                builder().build(SEARCH, **arguments)
            assert SECRET not in str(caught.value)

    @pytest.mark.parametrize("name", ["", "a b", "a:b", "ž", "a\n"])
    def test_a_name_that_is_none_is_refused(self, name: str) -> None:
        with pytest.raises(InvalidArgumentError, match="not a header's name"):
            builder().build(SEARCH, options={"headers": {name: "x"}})

    def test_a_parameter_that_is_no_scalar_is_refused_by_name(self) -> None:
        with pytest.raises(InvalidArgumentError) as caught:
            builder().build(SEARCH, headers={"X-When": object()})
        assert str(caught.value) == "X-When cannot be sent: it is a object"

    def test_a_value_that_is_no_string_is_refused(self) -> None:
        headers: Any = {"X-A": 5}
        with pytest.raises(InvalidArgumentError, match="X-A must be a str"):
            builder().build(SEARCH, options={"headers": headers})

    def test_the_idempotency_key_goes_into_its_header(self) -> None:
        request = builder().build(POST, idempotency_key="key-1")
        assert request.headers["idempotency-key"] == "key-1"

    def test_a_builder_makes_every_request_from_the_same_beginning(self) -> None:
        made = builder(**{"X-Branch": "north"})
        made.build(POST, body={}, idempotency_key="k", options={"headers": {"x-branch": "south"}})
        second = made.build(SEARCH)
        assert list(second.headers.items()) == [("host", "api.books.test"), ("x-branch", "north")]


class TestOptions:
    def test_headers_win_over_parameters_and_the_clients(self) -> None:
        request = builder(**{"X-Branch": "north"}).build(
            SEARCH, headers={"X-Count": 3}, options={"headers": {"x-branch": "s", "x-count": "4"}}
        )
        assert request.headers["x-branch"] == "s"
        assert request.headers["x-count"] == "4"

    def test_query_is_added_and_wins(self) -> None:
        request = builder().build(
            SEARCH, query={"q": "a", "n": 1}, options={"query": {"q": "b", "more": [1, 2]}}
        )
        assert request.url.query == b"q=b&n=1&more=1&more=2"

    def test_query_needs_no_other_query(self) -> None:
        request = builder().build(GET, path={"book_id": "1"}, options={"query": {"fields": "id"}})
        assert request.url.query == b"fields=id"

    @pytest.mark.parametrize(
        ("timeout", "read"), [(3, 3), (None, None), (httpx.Timeout(1, read=9), 9)]
    )
    def test_a_timeout_is_for_this_request(
        self, timeout: float | httpx.Timeout | None, read: float | None
    ) -> None:
        request = builder().build(SEARCH, options={"timeout": timeout})
        assert request.extensions["timeout"]["read"] == read
        assert builder().build(SEARCH).extensions["timeout"]["read"] == 7.0

    @pytest.mark.parametrize("timeout", [0, -1.0, math.nan, math.inf])
    def test_a_timeout_that_is_none_is_refused(self, timeout: float) -> None:
        with pytest.raises(InvalidArgumentError, match="timeout must be more than 0 seconds"):
            builder().build(SEARCH, options={"timeout": timeout})


def test_models_of_another_kind_may_be_sent_too() -> None:
    class Free(Model):
        free: dict[str, object]

    body = Free(free={"a": datetime(2024, 1, 2, tzinfo=UTC)})
    assert encode_body(body) == b'{"free":{"a":"2024-01-02T00:00:00Z"}}'
