"""Tools that look into httpx's requests see ours whole: mocks, recorders, tracers, transports.

Each of them gets a POST with a body and a GET, from a client over its own connections where the
tool patches httpx, and over the tool's own client or transport where it has one.
"""

from __future__ import annotations

import json
from importlib import import_module
from typing import TYPE_CHECKING, Any

import anyio
import pytest
import respx

from ghxstship._core.operation import OMIT, Operation
from ghxstship._core.request import RequestBuilder

from ..faults.server import answer, each, misbehaving
from ..library import httpx
from .bookshop import AsyncClient, Client
from .harness import BOOK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from .harness import Kind

KNOWS_HTTPX_ALONE = pytest.mark.skipif(
    httpx.__name__ != "httpx", reason="the tool knows httpx alone"
)
SENT = {"title": "Emma"}
ADDED = {b"Host", b"Content-Length"}
"""Headers that httpx adds by itself."""
PLACE = "https://api.books.test"


@pytest.fixture(params=["threads", "asyncio"])
def kind(request: pytest.FixtureRequest) -> Kind:
    """Where a client is called from; trio is none of these tools' concern."""
    kind: Kind = request.param
    return kind


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def url() -> Iterator[str]:
    """A server that answers every request with a book."""
    with misbehaving(each(answer())) as server:
        yield server.url


def use(kind: Kind, make: Callable[[], Any] = lambda: None, base_url: str = PLACE) -> list[str]:
    """The titles that a client gets: of the book that it creates, and of one that it asks for.

    Args:
        kind: Where it is called from.
        make: Makes the tool's own client or transport.
        base_url: The server.
    """

    async def in_task() -> list[str]:
        brought = make()
        async with AsyncClient("key", base_url=base_url, http_client=brought) as client:
            created = await client.books.create(title="Emma", idempotency_key="order-7")
            found = await client.books.get("book_1")
        if brought is not None:
            await brought.aclose()
        return [created.title, found.title]

    if kind != "threads":
        return anyio.run(in_task, backend=kind)
    brought = make()
    with Client("key", base_url=base_url, http_client=brought) as client:
        created = client.books.create(title="Emma", idempotency_key="order-7")
        found = client.books.get("book_1")
    if brought is not None:
        brought.close()
    return [created.title, found.title]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"])
@pytest.mark.parametrize("body", [OMIT, SENT, None], ids=["none", "object", "null"])
@pytest.mark.parametrize("headers", [{}, {"x-branch": "north", "ACCEPT": "*/*"}])
def test_a_request_is_what_httpx_would_have_built(
    method: str, body: object, headers: dict[str, str]
) -> None:
    driver: Any = vars(Client("key", base_url=PLACE))["_driver"]
    builder = RequestBuilder(driver.api, driver.config)
    operation: Operation[None] = Operation("books.use", method, "/v1/books")
    ours: Any = builder.build(
        operation,
        body=body,
        query={"q": "a b"},
        idempotency_key="order-7",
        options={"headers": headers},
    )
    content = b"" if body is OMIT else json.dumps(body, separators=(",", ":")).encode()
    theirs: Any = httpx.Request(
        method,
        f"{PLACE}/v1/books?q=a%20b",
        headers=[item for item in ours.headers.raw if item[0] not in ADDED],
        content=content,
        extensions=ours.extensions,
    )
    assert ours.headers.raw == theirs.headers.raw
    assert (ours.method, ours.url, ours.extensions) == (
        theirs.method,
        theirs.url,
        theirs.extensions,
    )
    assert (ours.content, b"".join(ours.stream)) == (content, content)
    assert type(ours.stream) is type(theirs.stream)
    assert ours.__dict__.keys() == theirs.__dict__.keys()


def test_event_hooks_see_the_body(kind: Kind) -> None:
    seen: list[Any] = []

    def look(request: Any) -> None:
        seen.append(request.content)

    async def look_async(request: Any) -> None:
        seen.append(request.content)

    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=BOOK))

    def make() -> Any:
        if kind == "threads":
            return httpx.Client(event_hooks={"request": [look]}, transport=transport)
        return httpx.AsyncClient(event_hooks={"request": [look_async]}, transport=transport)

    assert use(kind, make) == ["Emma", "Emma"]
    assert [json.loads(content or b"null") for content in seen] == [SENT, None]


@KNOWS_HTTPX_ALONE
def test_respx_matches_the_body(kind: Kind) -> None:
    with respx.mock(base_url=PLACE) as mocked:
        create = mocked.post("/v1/books", json=SENT).respond(201, json=BOOK)
        mocked.get("/v1/books/book_1").respond(200, json=BOOK)
        assert use(kind) == ["Emma", "Emma"]
    assert json.loads(create.calls.last.request.content) == SENT


@KNOWS_HTTPX_ALONE
def test_pytest_httpx_matches_the_body(kind: Kind, request: pytest.FixtureRequest) -> None:
    pytest.importorskip("pytest_httpx")
    mock = request.getfixturevalue("httpx_mock")
    mock.add_response(201, method="POST", match_json=SENT, json=BOOK)
    mock.add_response(200, method="GET", match_content=b"", json=BOOK)
    assert use(kind) == ["Emma", "Emma"]
    bodies = [each.content for each in mock.get_requests()]
    assert [json.loads(body or b"null") for body in bodies] == [SENT, None]


def test_vcrpy_records_and_plays_the_body(kind: Kind, tmp_path: Path) -> None:
    vcr: Any = pytest.importorskip("vcr")
    recorder = vcr.VCR(
        match_on=["method", "uri", "body"],
        filter_headers=["authorization"],
        serializer="json",
    )
    cassette = str(tmp_path / "books.json")
    with misbehaving(each(answer())) as server:
        place = server.url
        with recorder.use_cassette(cassette):
            assert use(kind, base_url=place) == ["Emma", "Emma"]
    with recorder.use_cassette(cassette, record_mode="none") as played:
        assert use(kind, base_url=place) == ["Emma", "Emma"]
    assert played.play_count == len(server.requests) == 2
    assert [json.loads(each.body or b"null") for each in played.requests] == [SENT, None]


def test_opentelemetry_traces_a_client_that_has_called_before(kind: Kind, url: str) -> None:
    instrumentation: Any = pytest.importorskip("opentelemetry.instrumentation.httpx")
    trace: Any = import_module("opentelemetry.sdk.trace")
    export: Any = import_module("opentelemetry.sdk.trace.export")
    memory: Any = import_module("opentelemetry.sdk.trace.export.in_memory_span_exporter")
    spans = memory.InMemorySpanExporter()
    provider = trace.TracerProvider()
    provider.add_span_processor(export.SimpleSpanProcessor(spans))
    bodies: list[bytes] = []

    def look(_: Any, request: Any) -> None:
        bodies.append(b"".join(request.stream))

    async def look_async(_: Any, request: Any) -> None:
        look(_, request)

    assert use(kind, base_url=url) == ["Emma", "Emma"]
    name = f"{httpx.__name__.upper()}ClientInstrumentor"
    if not hasattr(instrumentation, name):
        pytest.skip(f"this version knows no {httpx.__name__}")
    instrumentor = getattr(instrumentation, name)()
    instrumentor.instrument(
        tracer_provider=provider, request_hook=look, async_request_hook=look_async
    )
    try:
        with misbehaving(each(answer())) as server:
            assert use(kind, base_url=server.url) == ["Emma", "Emma"]
    finally:
        instrumentor.uninstrument()
    assert [span.name for span in spans.get_finished_spans()] == ["POST", "GET"]
    assert all("traceparent" in request.headers for request in server.requests)
    assert [json.loads(body or b"null") for body in bodies] == [SENT, None]


@KNOWS_HTTPX_ALONE
def test_pyreqwest_sends_the_body(kind: Kind) -> None:
    module: Any = pytest.importorskip("pyreqwest.compatibility.httpx")
    make = module.SyncHttpxTransport if kind == "threads" else module.HttpxTransport
    with misbehaving(each(answer())) as server:
        assert use(kind, make, server.url) == ["Emma", "Emma"]
    assert [json.loads(each.body or b"null") for each in server.requests] == [SENT, None]
    assert [each.headers["authorization"] for each in server.requests] == ["Bearer key"] * 2
