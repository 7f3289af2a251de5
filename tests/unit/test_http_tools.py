"""Tools that look into httpx's requests see ours whole: mocks, recorders, tracers, transports.

Each of them gets a POST with a body and a GET, from a client over its own connections where the
tool patches httpx, and over the tool's own client or transport where it has one.
"""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from contextlib import contextmanager, nullcontext
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import anyio
import pytest
import respx

from ghxstship._core.operation import OMIT, Operation
from ghxstship._core.request import RequestBuilder

from ..faults.server import answer, each, misbehaving
from ..library import httpx
from ..patience import PATIENCE
from . import traced
from .bookshop import AsyncClient, Client
from .harness import BOOK

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from contextlib import AbstractContextManager

    from .harness import Kind

KNOWS_HTTPX_ALONE = pytest.mark.skipif(
    httpx.__name__ != "httpx", reason="the tool knows httpx alone"
)
HEADERS = {"traceparent", "sentry-trace"}
"""What carries a trace on."""
NO_TOOL: AbstractContextManager[None] = nullcontext()
Moment: TypeAlias = Literal["before", "made", "called"]
"""When a tool is started: before a client is made, once it is made, after its first calls."""
ROOT = Path(__file__).parents[2]
SENT = {"title": "Emma"}
MOCKED = {**BOOK, "title": "Mocked"}
ADDED = {b"Host", b"Content-Length"}
"""Headers that httpx adds by itself."""
PLACE = "https://api.books.test"


@pytest.fixture(params=["threads", "asyncio"])
def kind(request: pytest.FixtureRequest) -> Kind:
    """Where a client is called from; trio is none of these tools' concern."""
    kind: Kind = request.param
    return kind


@pytest.fixture(params=["before", "made", "called"])
def moment(request: pytest.FixtureRequest) -> Moment:
    """When a tool is started."""
    moment: Moment = request.param
    return moment


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


def use(
    kind: Kind,
    make: Callable[[], Any] = lambda: None,
    base_url: str = PLACE,
    *,
    tool: AbstractContextManager[Any] = NO_TOOL,
    moment: Moment = "before",
) -> list[str]:
    """The titles that a client gets: of the book that it creates, and of one that it asks for.

    Args:
        kind: Where it is called from.
        make: Makes the tool's own client or transport.
        base_url: The server.
        tool: Is entered for these two calls.
        moment: When it is entered.
    """

    async def in_task() -> list[str]:
        with tool if moment == "before" else NO_TOOL:
            brought = make()
            async with AsyncClient("key", base_url=base_url, http_client=brought) as client:

                async def both() -> list[str]:
                    created = await client.books.create(title="Emma", idempotency_key="order-7")
                    return [created.title, (await client.books.get("book_1")).title]

                if moment == "called":
                    assert await both() == ["Emma", "Emma"]
                with NO_TOOL if moment == "before" else tool:
                    got = await both()
            if brought is not None:
                await brought.aclose()
            return got

    if kind != "threads":
        return anyio.run(in_task, backend=kind)
    with tool if moment == "before" else NO_TOOL:
        brought = make()
        with Client("key", base_url=base_url, http_client=brought) as client:

            def both() -> list[str]:
                created = client.books.create(title="Emma", idempotency_key="order-7")
                return [created.title, client.books.get("book_1").title]

            if moment == "called":
                assert both() == ["Emma", "Emma"]
            with NO_TOOL if moment == "before" else tool:
                got = both()
        if brought is not None:
            brought.close()
        return got


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"])
@pytest.mark.parametrize("body", [OMIT, SENT, None], ids=["none", "object", "null"])
@pytest.mark.parametrize("headers", [{}, {"x-branch": "north", "ACCEPT": "*/*"}])
def test_a_request_is_what_httpx_would_have_built(
    method: str, body: object, headers: dict[str, str]
) -> None:
    client: Any = Client("key", base_url=PLACE)
    driver = client._driver
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
@pytest.mark.parametrize("using", ["httpcore", "httpx"])
def test_respx_matches_the_body(kind: Kind, moment: Moment, using: str, url: str) -> None:
    bodies: list[Any] = []

    @contextmanager
    def mocked() -> Generator[None]:
        with respx.mock(base_url=url, using=using) as mock:
            create = mock.post("/v1/books", json=SENT).respond(201, json=MOCKED)
            mock.get("/v1/books/book_1").respond(200, json=MOCKED)
            yield
            bodies.append(json.loads(create.calls.last.request.content))

    assert use(kind, base_url=url, tool=mocked(), moment=moment) == ["Mocked", "Mocked"]
    assert bodies == [SENT]


@KNOWS_HTTPX_ALONE
def test_pytest_httpx_matches_the_body(
    kind: Kind, moment: Moment, url: str, request: pytest.FixtureRequest
) -> None:
    pytest.importorskip("pytest_httpx")
    bodies: list[bytes] = []

    @contextmanager
    def mocked() -> Generator[None]:
        mock = request.getfixturevalue("httpx_mock")
        mock.add_response(201, method="POST", match_content=b'{"title":"Emma"}', json=MOCKED)
        mock.add_response(200, method="GET", match_content=b"", json=MOCKED)
        yield
        bodies.extend(each.content for each in mock.get_requests())

    assert use(kind, base_url=url, tool=mocked(), moment=moment) == ["Mocked", "Mocked"]
    assert [json.loads(body or b"null") for body in bodies] == [SENT, None]


def test_vcrpy_records_and_plays_the_body(kind: Kind, moment: Moment, tmp_path: Path) -> None:
    vcr: Any = pytest.importorskip("vcr")
    recorder = vcr.VCR(
        match_on=["method", "uri", "body"],
        filter_headers=["authorization"],
        serializer="json",
    )
    cassette = str(tmp_path / "books.json")
    with misbehaving(each(answer())) as server:
        recording = recorder.use_cassette(cassette)
        assert use(kind, base_url=server.url, tool=recording, moment=moment) == ["Emma", "Emma"]
        sent = len(server.requests)
        playing = recorder.use_cassette(cassette, record_mode="none")
        assert use(kind, base_url=server.url, tool=playing) == ["Emma", "Emma"]
        assert len(server.requests) == sent
    with recorder.use_cassette(cassette) as played:
        assert [json.loads(each.body or b"null") for each in played.requests] == [SENT, None]


def test_vcrpy_lets_nothing_through(kind: Kind, moment: Moment, tmp_path: Path) -> None:
    vcr: Any = pytest.importorskip("vcr")
    errors: Any = import_module("vcr.errors")
    cassette = vcr.use_cassette(str(tmp_path / "none.yaml"), record_mode="none")
    with misbehaving(each(answer())) as server:
        with pytest.raises(errors.CannotOverwriteExistingCassetteException):
            use(kind, base_url=server.url, tool=cassette, moment=moment)
        assert len(server.requests) == (2 if moment == "called" else 0)


@pytest.mark.once
@KNOWS_HTTPX_ALONE
@pytest.mark.parametrize("tool", traced.TOOLS)
def test_a_tracer_sees_threads_and_tasks(tool: str, moment: Moment) -> None:
    pytest.importorskip(traced.KNOWN_BY[tool])
    with misbehaving(each(answer())) as server:
        books = f"{server.url}/v1/books"
        done = subprocess.run(
            [sys.executable, "-m", "tests.unit.traced", tool, moment, server.url],
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [f"POST {books}", f"GET {books}/book_1"] * 2
    first = 2 if moment == "called" else 0
    passed_on = [not HEADERS.isdisjoint(request.headers) for request in server.requests]
    assert passed_on == [False] * first + [True] * 4


def test_opentelemetry_sees_the_body(kind: Kind, moment: Moment, url: str) -> None:
    instrumentation: Any = pytest.importorskip("opentelemetry.instrumentation.httpx")
    instrumentor = getattr(instrumentation, f"{httpx.__name__.upper()}ClientInstrumentor", None)
    if instrumentor is None:
        pytest.skip(f"this version knows no {httpx.__name__}")
    bodies: list[bytes] = []

    def look(_: Any, request: Any) -> None:
        bodies.append(b"".join(request.stream))

    async def look_async(_: Any, request: Any) -> None:
        look(_, request)

    @contextmanager
    def traced() -> Generator[None]:
        hooks = {"request_hook": look, "async_request_hook": look_async}
        if "async_request_hook" not in inspect.getsource(instrumentation):
            hooks = {"request_hook": look if kind == "threads" else look_async}
        started = instrumentor()
        started.instrument(**hooks)
        try:
            yield
        finally:
            started.uninstrument()

    assert use(kind, base_url=url, tool=traced(), moment=moment) == ["Emma", "Emma"]
    assert [json.loads(body or b"null") for body in bodies] == [SENT, None]


@KNOWS_HTTPX_ALONE
@pytest.mark.parametrize(
    ("name", "sync", "asynchronous"),
    [
        ("pyreqwest.compatibility.httpx", "SyncHttpxTransport", "HttpxTransport"),
        ("httpx_aiohttp", None, "AiohttpTransport"),
    ],
    ids=["pyreqwest", "httpx-aiohttp"],
)
def test_a_transport_over_another_library_sends_the_body(
    name: str, sync: str | None, asynchronous: str, kind: Kind
) -> None:
    chosen = sync if kind == "threads" else asynchronous
    if chosen is None:
        pytest.skip(f"{name} has no transport for it")
    make = getattr(pytest.importorskip(name), chosen)
    with misbehaving(each(answer())) as server:
        assert use(kind, make, server.url) == ["Emma", "Emma"]
    assert [json.loads(each.body or b"null") for each in server.requests] == [SENT, None]
    assert [each.headers["authorization"] for each in server.requests] == ["Bearer key"] * 2
