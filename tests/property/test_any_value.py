"""Whatever a client's settings, arguments and objects are, what it raises is of its own tree.

`LONG=1` runs a hundred times as many examples.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any, cast

import anyio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ghxstship
from ghxstship import Auth, ConfigurationError, GhxstshipError, RetryPolicy, Wait
from ghxstship._core.resource import AsyncResource, Resource
from ghxstship.webhooks import Inbox, RetrySchedule, sign_webhook, verify_webhook

from ..library import httpx
from ..unit.bookshop import AsyncClient, Client
from ..unit.harness import FakeClock
from .any_value import Answering, made, text, values

EXAMPLES = 100 * (100 if os.environ.get("LONG") else 1)
fuzzed = settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
KINDS = ["threads", "asyncio", "trio"]


async def awaited(use: Callable[[], Any]) -> None:
    """Use what a call of an async client answers, whatever kind of call it is."""
    answer = use()
    if hasattr(answer, "__await__"):
        answer = await answer
    if hasattr(answer, "__aenter__"):
        async with answer as stream:
            [_ async for _ in stream]
    elif hasattr(answer, "__aiter__"):
        [_ async for _ in answer]


def iterated(use: Callable[[], Any]) -> None:
    """The same of a sync client."""
    answer = use()
    if hasattr(answer, "__enter__"):
        with answer as stream:
            list(stream)
    elif hasattr(answer, "pages"):
        list(answer)


def tolerated(use: Callable[[], Any], kind: str = "threads") -> None:
    """Do something that may fail in a way of ours."""
    with suppress(GhxstshipError):
        if kind == "threads":
            iterated(use)
        else:
            anyio.run(awaited, use, backend=kind)


def resources(client: Any) -> Iterator[Resource | AsyncResource]:
    """Every resource of a client, those below others too."""
    pending: list[Any] = [client]
    while pending:
        owner = pending.pop()
        for name, member in inspect.getmembers_static(cast("type[object]", type(owner))):
            if name.startswith("_") or not hasattr(member, "__get__") or inspect.isfunction(member):
                continue
            found = getattr(owner, name)
            is_resource = isinstance(found, Resource | AsyncResource)
            if is_resource:
                yield found
            if is_resource or type(found).__module__.startswith("ghxstship."):
                pending.append(found)


def transport(status: int = 404, content: bytes = b"{}") -> httpx.MockTransport:
    """Answers the same, whatever it is asked."""
    return httpx.MockTransport(lambda _: httpx.Response(status, content=content))


def methods(make: Any) -> list[Callable[..., Any]]:
    """Every method that makes a call."""
    client = make("key", workspace_id="ws_1", http_client=transport(), max_retries=0)
    return [
        getattr(resource, name)
        for resource in resources(client)
        for name, _ in inspect.getmembers_static(type(resource), inspect.isfunction)
        if not name.startswith("_") and "Raw" not in type(resource).__name__
    ] + [client.request]


METHODS = {"threads": methods(ghxstship.Client), "asyncio": methods(ghxstship.AsyncClient)}


@pytest.mark.parametrize("kind", METHODS)
def test_there_are_methods_to_call(kind: str) -> None:
    assert len(METHODS[kind]) > 100


@given(data=st.data())
@fuzzed
@pytest.mark.parametrize("kind", METHODS)
def test_of_any_argument(kind: str, data: st.DataObject) -> None:
    method = data.draw(st.sampled_from(METHODS[kind]))
    parameters = inspect.signature(method).parameters.values()
    named = [each.name for each in parameters if each.kind is not each.VAR_KEYWORD]
    required = {each.name for each in parameters if each.default is inspect.Parameter.empty}
    chosen = data.draw(st.sets(st.sampled_from(named), max_size=4))
    arguments = {
        name: data.draw(values, label=name) for name in sorted((required | chosen) & {*named})
    }
    tolerated(lambda: method(**made(arguments)), kind)


REQUEST = ["cast_to", "query", "json", "idempotency_key", "options"]


@given(
    method=st.sampled_from(["GET", "POST"]) | values,
    path=st.sampled_from(["/v1/books", "/v1/{a}", "/%", "/a/%2e%2e", "/\ud800"]) | text | values,
    more=st.dictionaries(st.sampled_from(REQUEST), values, max_size=2),
)
@fuzzed
@pytest.mark.parametrize("kind", KINDS)
def test_of_any_request(kind: str, method: Any, path: Any, more: dict[str, Any]) -> None:
    make: Any = Client if kind == "threads" else AsyncClient
    client = make(http_client=transport(200), clock=FakeClock())
    tolerated(lambda: client.request(made(method), made(path), **made(more)), kind)


OPTIONS = ["timeout", "deadline", "max_retries", "headers", "query"]
CALLS: list[Callable[[Any, Any, Any], Any]] = [
    lambda books, odd, options: books.get(odd, options=options),
    lambda books, odd, options: books.list(cursor=odd, options=options),
    lambda books, odd, options: books.list(genre=odd, max_items=odd, options=options),
    lambda books, odd, options: books.create(title=odd, options=options),
    lambda books, odd, options: books.create(title="a", idempotency_key=odd, options=options),
    lambda books, odd, _: books.shelf(page=odd),
]


@given(
    call=st.sampled_from(CALLS),
    odd=values,
    options=st.dictionaries(st.sampled_from(OPTIONS), values, max_size=3),
)
@fuzzed
@pytest.mark.parametrize("kind", KINDS)
def test_of_any_option(
    kind: str, call: Callable[[Any, Any, Any], Any], odd: Any, options: dict[str, Any]
) -> None:
    make: Any = Client if kind == "threads" else AsyncClient
    client = make(http_client=transport(), clock=FakeClock())
    tolerated(lambda: call(client.books, made(odd), made(options)), kind)


class AnyAuth(Auth):
    """Answers anything."""

    def __init__(self, answer: object, account: Any) -> None:
        self.answer = answer
        self.account = account

    def headers(self, request: object) -> Any:
        return made(self.answer)

    def rejected(self, response: object) -> Any:
        return made(self.answer)

    def __repr__(self) -> str:
        return f"AnyAuth({self.answer!r}, {self.account!r})"


SETTINGS = [
    *(*OPTIONS[:3], "default_headers", "max_response_bytes", "environment", "retry_policy"),
    *("on_request", "on_response", "on_retry", "observers", "auth", "clock", "http_client"),
    *("api_key", "branch", "pacing", "base_url", "strict", "retry_budget"),
]
anything = st.one_of(
    values,
    values.map(Answering),
    values.map(lambda value: [Answering(value)]),
    st.builds(AnyAuth, values, text),
)


@given(
    chosen=st.dictionaries(st.sampled_from(SETTINGS), anything, max_size=2),
    status=st.sampled_from([200, 401, 404, 429, 503]),
)
@fuzzed
@pytest.mark.parametrize("kind", KINDS)
def test_of_any_setting(kind: str, chosen: dict[str, Any], status: int) -> None:
    make: Any = Client if kind == "threads" else AsyncClient

    def use() -> Any:
        given: dict[str, Any] = {"http_client": transport(status), "clock": FakeClock()}
        return make(**{**given, **made(chosen)}).books.get("1")

    tolerated(use, kind)


@given(chosen=st.dictionaries(st.sampled_from(SETTINGS), anything, max_size=2))
@fuzzed
def test_of_any_changed_setting(chosen: dict[str, Any]) -> None:
    client: Any = Client(http_client=transport(), clock=FakeClock())
    tolerated(lambda: client.with_options(**made(chosen)).books.get("1"))


names = st.sampled_from(
    [
        *(b"Content-Encoding", b"Content-Type", b"Content-Length", b"Retry-After", b"Location"),
        *(b"X-Request-ID", b"X-Limit", b"X-Remaining", b"X-Reset", b"Date", b"Set-Cookie"),
        *(b"Transfer-Encoding", b"Idempotency-Replayed", b"Last-Event-ID"),
    ]
)
contents = st.one_of(
    st.binary(max_size=12),
    st.integers(-9, 10**20).map(lambda number: b"%d" % number),
    st.sampled_from(
        [
            *(b"gzip", b"deflate", b"gzip, gzip", b"identity", b"1e999", b"NaN", b"9" * 400),
            *(b"application/json; charset=\xff", b"text/event-stream", b"http://[", b"//\xff:x/"),
            *(b"Tue, 99 Nov 2023 22:13:42 GMT", b"Tue, 14 Nov 0000 00:00:00 -9999"),
        ]
    ),
)
json_texts = st.recursive(
    st.sampled_from(
        [
            *("null", "true", "1", "-1.5", "1e999", '""', '"a"', '"\\ud800"', "{", "[", "NaN"),
            "1" * 5000,
        ]
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{','.join(items)}]"),
        st.dictionaries(
            st.sampled_from(["data", "pages", "pagination", "cursor", "hasMore", "error", "id"]),
            inner,
            max_size=4,
        ).map(lambda items: "{" + ",".join(f'"{k}":{v}' for k, v in items.items()) + "}"),
    ),
    max_leaves=8,
)
bodies = st.one_of(
    st.binary(max_size=30),
    json_texts.map(str.encode),
    json_texts.map(lambda data: f"id: 1\ndata: {data}\n\n".encode()),
    st.sampled_from([b"[" * 5000, b'{"a":' * 300, b'"\xff"', b"\xef\xbb\xbf{}"]),
)
ASKED: list[Callable[[Any], Any]] = [
    lambda books: books.get("1"),
    lambda books: books.create(title="Emma"),
    lambda books: books.delete("1"),
    lambda books: books.buy("1"),
    lambda books: books.list(max_items=3),
    lambda books: books.shelf(max_items=3),
    lambda books: books.listen(),
    lambda books: books.with_raw_response.get("1"),
]


@given(
    call=st.sampled_from(ASKED),
    status=st.integers(100, 599) | st.sampled_from([200, 201, 204, 404, 429, 503]),
    headers=st.lists(st.tuples(names, contents), max_size=4),
    body=bodies,
    strict=st.booleans(),
)
@fuzzed
@pytest.mark.parametrize("kind", KINDS)
def test_of_any_answer(
    kind: str,
    call: Callable[[Any], Any],
    status: int,
    headers: list[tuple[bytes, bytes]],
    body: bytes,
    strict: bool,
) -> None:
    make: Any = Client if kind == "threads" else AsyncClient
    stream = partial(httpx.ByteStream, body)
    server = httpx.MockTransport(lambda _: httpx.Response(status, headers=headers, stream=stream()))
    client = make(http_client=server, clock=FakeClock(), max_retries=1, deadline=600, strict=strict)
    tolerated(lambda: call(client.books), kind)


figures = {
    Wait: ["seconds"],
    RetryPolicy: ["initial_delay", "max_delay", "max_retry_after", "max_elapsed"],
    RetrySchedule: ["max_attempts", "initial_delay", "max_delay"],
}


@given(data=st.data(), make=st.sampled_from(list(figures)))
@fuzzed
def test_of_any_figure(data: st.DataObject, make: Any) -> None:
    chosen = data.draw(st.dictionaries(st.sampled_from(figures[make]), values, min_size=1))
    required = {"seconds": 1} if make is Wait else {}
    tolerated(lambda: make(**required | made(chosen)))


@given(values, values, values, values)
@fuzzed
def test_of_any_delivery(payload: Any, header: Any, secret: Any, tolerance: Any) -> None:
    tolerated(lambda: verify_webhook(made(payload), made(header), made(secret)))
    tolerated(lambda: verify_webhook(b"{}", "t=1,v1=00", "s", tolerance=made(tolerance)))
    tolerated(lambda: sign_webhook(made(payload), made(secret), at=made(tolerance)))


@given(chosen=st.dictionaries(st.sampled_from(["lease", "retry", "clock", "tolerance"]), anything))
@settings(fuzzed, max_examples=EXAMPLES // 5)
def test_of_any_setting_of_an_inbox(
    tmp_path_factory: pytest.TempPathFactory, chosen: dict[str, Any]
) -> None:
    path = tmp_path_factory.mktemp("inbox") / "inbox.db"
    tolerated(lambda: Inbox(path, "s3cret", **made(chosen)).close())


def test_a_callers_own_exception_comes_as_it_is() -> None:
    class OwnError(Exception):
        pass

    class Failing(Auth):
        def headers(self, request: object) -> Any:
            raise own

    own = OwnError()
    client = Client(http_client=transport(), auth=Failing())
    with pytest.raises(OwnError) as caught:
        client.books.get("1")
    assert caught.value is own
    with pytest.raises(ConfigurationError):
        Client(http_client=transport(), auth=cast("Any", own))
