"""No text of a server acts where it is shown: in messages, attributes and logs."""

from __future__ import annotations

import inspect
import json
import logging
import pickle
import ssl
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

import ghxstship
import ghxstship.webhooks
from ghxstship._core.errors import APIError, APIStatusError, ErrorDetail, Problem, SdkError
from ghxstship._core.http.connections.failures import Failure
from ghxstship._core.logs import get_logger
from ghxstship._core.mismatch import NO_MISMATCHES
from ghxstship._core.text import printable
from ghxstship._core.tracebacks import clean_messages
from ghxstship.webhooks.inbox.database import InboxError

from ..library import httpx
from .harness import Kind, Shop, answer, broken, error_body

ACTS = "\x1b[31m\r\nGET /forged -> 200\t\x00\x07\x7f\x9b\u202e\u2066\u200f\u2028\u2029\ufeff\ue000"
SURROGATES = ACTS + "\ud800\udfff"
LATIN = "\x1b[2J\x9b\x7f\x85\xa0\xad evil"
"""What a header can carry."""


def acts(text: str) -> bool:
    return not text.isprintable()


def subclasses(kind: type[SdkError]) -> Iterator[type[SdkError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from subclasses(below)


PACKAGES = (ghxstship, ghxstship.webhooks)
PUBLIC = [getattr(package, name) for package in PACKAGES for name in package.__all__]
ERRORS = sorted(
    {kind for kind in subclasses(SdkError) if kind.__module__.partition(".")[0] == "ghxstship"},
    key=lambda kind: kind.__name__,
)


def hostile(kind: type[SdkError]) -> SdkError:
    """An exception whose every text is hostile."""
    request = httpx.Request("GET", "https://api.books.test/v1")
    response = httpx.Response(200, request=request)
    detail = (ErrorDetail(SURROGATES, SURROGATES),)
    values: dict[str, Any] = {
        "problem": Problem(SURROGATES, SURROGATES, detail, SURROGATES, SURROGATES),
        "request": request,
        "response": response,
        "attempts": 1,
        "deadline": 1.0,
        "limit": 1,
        "retry_after": None,
        "mismatches": NO_MISMATCHES,  # their paths are cleaned when they are recorded
        "event": SimpleNamespace(event=SURROGATES),
        "errors": (ValueError(SURROGATES),),
    }
    arguments: list[Any] = []
    named: dict[str, Any] = {}
    for parameter in list(inspect.signature(kind.__init__).parameters.values())[1:]:
        value = values.get(parameter.name, SURROGATES)
        if parameter.kind is parameter.KEYWORD_ONLY:
            named[parameter.name] = value
        elif parameter.kind is not parameter.VAR_KEYWORD:
            arguments.append(value)
    return kind(*arguments, **named)


def texts(value: object) -> Iterator[str]:
    """Every text in an exception's attributes that a program may show."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, ErrorDetail):
        yield from (value.field, value.message)
    elif isinstance(value, tuple | list):
        for one in cast("tuple[object, ...] | list[object]", value):
            yield from texts(one)


AS_IT_IS = {"idempotency_key", "body"}
"""What the caller chose himself and was checked before it was sent, and what an answer held."""


class TestExceptions:
    def test_are_all_looked_at(self) -> None:
        public = {
            value for value in PUBLIC if isinstance(value, type) and issubclass(value, SdkError)
        }
        assert {*public, InboxError} <= set(ERRORS)
        assert len(ERRORS) > 20

    @pytest.mark.parametrize("kind", ERRORS)
    def test_show_no_character_that_acts(self, kind: type[SdkError]) -> None:
        error = hostile(kind)
        assert "forged" in str(error)
        assert not acts(str(error))
        assert not any(acts(text) for text in texts(error.args))
        for name, value in vars(error).items():
            if name not in AS_IT_IS:
                assert not any(acts(text) for text in texts(value)), name

    @pytest.mark.parametrize("kind", [kind for kind in ERRORS if issubclass(kind, APIError)])
    def test_show_none_after_a_pickle(self, kind: type[SdkError]) -> None:
        assert not acts(str(pickle.loads(pickle.dumps(hostile(kind)))))

    def test_show_none_of_another_librarys(self) -> None:
        below = ValueError(SURROGATES, 3)
        error = LookupError(SURROGATES)
        error.__cause__, below.__context__ = below, error
        clean_messages(error)
        assert below.args == (printable(SURROGATES), 3)
        assert not acts(str(error))

    @pytest.mark.parametrize(
        "error",
        [
            OSError(5, ACTS),
            OSError(5, ACTS, SURROGATES),
            ssl.SSLError(1, ACTS),
            UnicodeDecodeError("utf-8", b"\xff", 0, 1, ACTS),
            UnicodeEncodeError("ascii", "\xff", 0, 1, ACTS),
            ImportError(ACTS),
            SyntaxError(ACTS),
            SystemExit(ACTS),
            KeyError(ACTS),
        ],
        ids=lambda error: type(error).__name__,
    )
    def test_show_none_in_a_text_that_is_not_an_argument(self, error: BaseException) -> None:
        clean_messages(error)
        assert "forged" in str(error)
        assert not acts(str(error))

    def test_leave_alone_what_the_caller_was_handling(self, kind: Kind) -> None:
        mine = ValueError("line one\nline two\ttabbed")
        shop = Shop(kind, httpx.ConnectError(ACTS), max_retries=0)

        def call_while_handling() -> None:
            try:
                raise mine
            except ValueError:
                shop.call(lambda books: books.get("1"))

        with pytest.raises(SdkError) as caught:
            call_while_handling()
        below = caught.value.__cause__
        assert below is not None
        assert not acts(str(below))
        assert mine.args == ("line one\nline two\ttabbed",)

    @pytest.mark.parametrize("kind", Failure.__subclasses__())
    def test_show_none_of_a_connections_failure(self, kind: type[Failure]) -> None:
        assert not acts(str(kind(SURROGATES)))


HEADERS: list[tuple[int, dict[str, str], bytes]] = [
    (200, {"content_type": LATIN}, b"<html>"),
    (200, {"content_type": LATIN}, b'{"\x1b": 1}'),
    (503, {"content_type": LATIN}, b"down"),
    (404, {"x_request_id": LATIN, "content_type": LATIN}, b""),
    (302, {"location": f"https://evil.test/{LATIN}"}, b""),
    (302, {"location": f"https://{LATIN}/"}, b""),
    (200, {"content_encoding": LATIN}, b"x"),
    (429, {"retry_after": LATIN, "x_request_id": LATIN}, b"slow"),
    (500, {}, SURROGATES.encode("utf-8", "surrogatepass")),
    (500, {}, b"\x1b]0;title\x07\xff\xfe"),
]


def headers_of(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.replace("_", "-").encode(), v.encode("latin-1")) for name, v in headers.items()]


class TestAnswers:
    @pytest.mark.parametrize(("status", "headers", "body"), HEADERS)
    def test_are_shown_without_characters_that_act(
        self,
        kind: Kind,
        status: int,
        headers: dict[str, str],
        body: bytes,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.DEBUG)
        seen: list[Any] = []
        response = broken(body, status=status)
        response.headers = httpx.Headers(headers_of(headers))
        shop = Shop(kind, response, max_retries=0, on_response=seen.append)
        with pytest.raises(SdkError) as caught:
            shop.call(lambda books: books.get("1"))
        shown = "".join(traceback.format_exception(caught.value))
        assert not any(acts(line) for line in shown.splitlines())
        assert not acts(str(caught.value))
        assert not any(acts(record.getMessage()) for record in caplog.records)
        assert not any(acts(info.request_id or "") for info in seen)

    def test_with_the_apis_own_error_are_too(self, kind: Kind) -> None:
        body = error_body(
            SURROGATES,
            SURROGATES,
            details=[{"field": SURROGATES, "message": SURROGATES}],
            request_id=SURROGATES,
            documentation_url=SURROGATES,
        )
        shop = Shop(kind, httpx.Response(422, content=_json(body)))
        with pytest.raises(APIStatusError) as caught:
            shop.call(lambda books: books.get("1"))
        error = caught.value
        shown = [error.message, error.code, error.request_id, error.documentation_url]
        shown += [error.details[0].field, error.details[0].message, str(error), repr(error)]
        assert not any(acts(text or "") for text in shown)
        assert all("forged" in (text or "") for text in shown)

    def test_whose_names_are_hostile_are_too(self, kind: Kind) -> None:
        response = httpx.Response(200, content=_json({SURROGATES: 1, "id": {ACTS: 1}}))
        shop = Shop(kind, response, strict=True)
        with pytest.raises(SdkError) as caught:
            shop.call(lambda books: books.get("1"))
        assert not acts(str(caught.value))

    def test_of_a_library_are_too(self, kind: Kind) -> None:
        """Such as a proxy's reason phrase, which httpx puts into its message."""
        below = OSError(SURROGATES)
        error = httpx.ProxyError(f"407 {ACTS}")
        error.__cause__ = below
        shop = Shop(kind, error, max_retries=0)
        with pytest.raises(SdkError) as caught:
            shop.call(lambda books: books.get("1"))
        shown = "".join(traceback.format_exception(caught.value))
        assert not any(acts(line) for line in shown.splitlines())

    def test_have_a_request_id_that_does_not_act(self, kind: Kind) -> None:
        response = answer()
        response.headers = httpx.Headers([(b"X-Request-ID", LATIN.encode("latin-1"))])
        shop = Shop(kind, response)
        raw = shop.call(lambda books: books.with_raw_response.get("1"))
        assert not acts(raw.request_id)
        assert "evil" in raw.request_id


class TestLog:
    @pytest.mark.parametrize("name", ["ghxstship", "ghxstship.inbox"])
    @pytest.mark.parametrize(
        ("line", "arguments"),
        [
            ("%s", (SURROGATES,)),
            ("%s at %d: %s", (SURROGATES, 3, ValueError(SURROGATES))),
            ("%(a)s and %(b).1f", ({"a": SURROGATES, "b": 1.5},)),
            ("nothing", ()),
        ],
    )
    def test_has_no_line_with_characters_that_act(
        self, name: str, line: str, arguments: tuple[Any, ...], caplog: pytest.LogCaptureFixture
    ) -> None:
        get_logger(name).warning(line, *arguments)
        (record,) = caplog.records
        assert not acts(record.getMessage())

    def test_is_written_by_loggers_that_clean_alone(self) -> None:
        logs = "ghxstship._core.logs"
        for module in ("redis_pacing/absence", "webhooks/router", "webhooks/receiver"):
            text = _source(module)
            assert "getLogger" not in text, f"{module} should use get_logger of {logs}"
        for module in ("webhooks/inbox/inbox", "webhooks/inbox/steps", "_core/observers"):
            assert "getLogger" not in _source(module)


def test_every_character_that_acts_becomes_another() -> None:
    for code in range(0x110000):
        text = printable(f"a{chr(code)}b")
        assert text.isprintable()
        assert (text[1] == chr(code)) == chr(code).isprintable()
        assert len(text) == 3


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


def _source(module: str) -> str:
    return (Path(ghxstship.__file__).parent / f"{module}.py").read_text("utf-8")
