"""No error shows a credential: not in its text, its attributes, its pickle or a frame's locals."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast

import anyio
import pytest

import ghxstship
from ghxstship._core.auth import Auth
from ghxstship._core.errors import SdkError
from ghxstship.webhooks import (
    Inbox,
    WebhookReceiver,
    construct_event,
    sign_webhook,
    verify_webhook,
)

from ..library import httpx
from ..unit.bookshop import AsyncClient, Client
from ..unit.loopback import unused_port
from .callers import Caller, QuickClock
from .exposure import (
    CALL,
    DERIVED,
    KEY,
    OTHER,
    PASSED,
    QUERY,
    SECRETS,
    assert_hidden,
    create,
    derived,
    options,
)
from .faults import FAULTS, Fault
from .server import Peer, answer, each, misbehaving

if TYPE_CHECKING:
    from .callers import Flavour, Kind

# What httpx reads a request's body by is the collector's when its connection breaks first.
pytestmark = pytest.mark.filterwarnings("ignore:Async generator 'httpx:ResourceWarning")


QUICK = [
    fault
    for fault in FAULTS
    if fault.error is not None and "100 MB" not in fault.name and "without end" not in fault.name
]


def transport(kind: Kind) -> Any:
    """The library's own transport, brought bare."""
    return httpx.HTTPTransport() if kind == "threads" else httpx.AsyncHTTPTransport()


def error_over(kind: Kind, make: Callable[[Kind], Any], **settings: Any) -> BaseException:
    """What a call raises over a transport that is brought."""

    async def in_task() -> BaseException:
        async with AsyncExitStack() as stack:
            brought = make(kind)
            stack.push_async_callback(brought.aclose)
            client = AsyncClient(http_client=brought, clock=QuickClock(), **settings)
            try:
                await create(await stack.enter_async_context(client))
            except SdkError as error:
                return error
        raise AssertionError("nothing was raised")

    if kind != "threads":
        return anyio.run(in_task, backend=kind)
    with ExitStack() as stack:
        brought = make(kind)
        stack.callback(brought.close)
        client = Client(http_client=brought, clock=QuickClock(), **settings)
        try:
            create(stack.enter_context(client))
        except SdkError as error:
            return error
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize("kind", ["threads", "asyncio", "trio"])
@pytest.mark.parametrize("fault", QUICK, ids=lambda fault: fault.name)
def test_a_fault_below_a_transport_hides_the_key(fault: Fault, kind: Kind) -> None:
    with misbehaving(fault.behave) as server:
        settings = {"base_url": server.url, "max_retries": 0, **fault.settings, **SECRETS}
        assert_hidden(error_over(kind, transport, **settings))


def test_a_connection_that_is_refused_hides_the_key(flavour: Flavour) -> None:
    place = f"http://127.0.0.1:{unused_port()}"
    [outcome] = Caller(flavour, place, **SECRETS).run(create)
    assert_hidden(outcome)


def test_tls_that_the_server_does_not_speak_hides_the_key(flavour: Flavour) -> None:
    with misbehaving(lambda peer: peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as server:
        place = server.url.replace("http:", "https:")
        [outcome] = Caller(flavour, place, **SECRETS).run(create)
    assert_hidden(outcome)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_fails_hides_its_password(
    flavour: Flavour, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with misbehaving(each(answer("407 Who are you", b"{}"))) as server:
        password = f"http://me:{OTHER}@127.0.0.1:{server.port}"
        monkeypatch.setenv(f"{scheme.upper()}_PROXY", password)
        [outcome] = Caller(flavour, f"{scheme}://books.test", api_key=KEY).run(create)
    assert_hidden(outcome)


def test_a_stream_that_breaks_off_hides_the_key(flavour: Flavour) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 999\r\n\r\n"

    def behave(peer: Peer) -> None:
        if peer.request() is not None:
            peer.send(head, b": hello\n\n")

    def listen(client: Any) -> Any:
        with derived(client).books.listen(options=options()) as events:
            return list(events)

    async def listen_async(client: Any) -> Any:
        async with derived(client).books.listen(options=options()) as events:
            return [event async for event in events]

    with misbehaving(behave) as server:
        caller = Caller(flavour, server.url, **SECRETS)
        [outcome] = caller.run(listen if flavour[0] == "threads" else listen_async)
    assert_hidden(outcome)


class Stopped(BaseException):
    """What ends a call from outside, such as an interrupt from the keyboard."""


@pytest.mark.parametrize(
    "place",
    ["ghxstship._core.http.connections.wire.ResponseReader.feed", "h11.Connection.next_event"],
)
def test_an_interrupt_hides_the_key(
    place: str, flavour: Flavour, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> Any:
        raise Stopped

    if flavour[1] is place.startswith("h11"):
        pytest.skip("that is not what this client goes through")
    with misbehaving(each(answer())) as server:
        caller = Caller(flavour, server.url, **SECRETS)
        monkeypatch.setattr(place, stop)
        with pytest.raises(Stopped) as caught:
            caller.run(create)
    assert_hidden(caught.value)


class TestCallerFrames:
    """What the caller has not finished with is none of ours."""

    def test_of_an_exception_that_was_being_handled_keep_their_locals(
        self, flavour: Flavour
    ) -> None:
        def fail() -> None:
            note = "mine"
            raise ValueError(note)

        def handling(client: Any) -> Any:
            try:
                fail()
            except ValueError:
                return create(client)

        async def handling_async(client: Any) -> Any:
            try:
                fail()
            except ValueError:
                return await create(client)

        place = f"http://127.0.0.1:{unused_port()}"
        use = handling if flavour[0] == "threads" else handling_async
        [outcome] = Caller(flavour, place, **SECRETS).run(use)
        assert_hidden(outcome)
        error = outcome
        while not isinstance(error, ValueError):
            assert error is not None
            error = error.__context__
        assert error.__traceback__ is not None
        last = error.__traceback__.tb_next
        assert last is not None
        assert last.tb_frame.f_locals == {"note": "mine"}

    def test_of_a_mock_that_fails_keep_their_locals(self) -> None:
        def handle(_: Any) -> Any:
            note = "mine"
            raise AssertionError(note)

        client = Client(http_client=httpx.MockTransport(handle), **SECRETS)
        with pytest.raises(AssertionError) as caught:
            create(client)
        assert_hidden(caught.value)
        frame, _ = list(traceback.walk_tb(caught.value.__traceback__))[-1]
        assert frame.f_locals["note"] == "mine"


def test_the_lines_of_a_traceback_are_all_there() -> None:
    client = Client(base_url=f"http://127.0.0.1:{unused_port()}", max_retries=0, **SECRETS)
    with pytest.raises(SdkError) as caught, client:
        create(client)
    lines = "".join(traceback.format_exception(caught.value))
    assert "connecting.connect(place)" in lines
    assert "ConnectionRefusedError" in lines


class TestConstructor:
    """An API key is an argument of frames of ours; those of the caller are his."""

    @pytest.mark.parametrize("make", [Client, AsyncClient, ghxstship.Client, ghxstship.AsyncClient])
    @pytest.mark.parametrize(
        "wrong",
        [
            {"api_key": KEY + "\n"},
            {"base_url": "no URL"},
            {"environment": "moon"},
            {"max_retries": -1},
            {"default_headers": {"X-Token": OTHER, "X\n": OTHER}},
            {"default_headers": {"X-Token": OTHER, "Content-Length": OTHER}},
            {"on_request": KEY},
            {"auth": KEY},
            {"http_client": object()},
        ],
        ids=", ".join,
    )
    def test_hides_its_arguments(
        self, make: Any, wrong: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GHXSTSHIP_WORKSPACE_ID", "ws_1")
        with pytest.raises(SdkError) as caught:
            make(**{**SECRETS, **wrong})
        assert_hidden(caught.value)

    def test_hides_the_key_of_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GHXSTSHIP_WORKSPACE_ID", "ws_1")
        monkeypatch.setenv("GHXSTSHIP_API_KEY", KEY + "\n")
        with pytest.raises(SdkError, match="api_key") as caught:
            ghxstship.Client()
        assert_hidden(caught.value)

    def test_keeps_its_signature(self) -> None:
        assert list(inspect.signature(ghxstship.Client).parameters)[:2] == [
            "api_key",
            "workspace_id",
        ]


@pytest.mark.parametrize("make", [Client, AsyncClient, ghxstship.Client, ghxstship.AsyncClient])
@pytest.mark.parametrize(
    "wrong",
    [
        {"default_headers": {"X-Derived": DERIVED, "X\n": "1"}},
        {"default_headers": {"X-Derived": DERIVED, "Idempotency-Key": "1"}},
        {"default_headers": {"X-Derived": DERIVED + "\n"}},
        {"max_retries": None},
        {"unknown": 1},
        {"auth": DERIVED},
        {"api_key": DERIVED + "\n"},
        {"api_key": DERIVED, "max_retries": -1},
        {"api_key": DERIVED, "auth": Auth()},
        {"api_key": {"key": DERIVED}},
    ],
    ids=", ".join,
)
def test_options_that_are_wrong_hide_the_key(
    make: Any, wrong: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GHXSTSHIP_WORKSPACE_ID", "ws_1")
    client = make(**SECRETS)
    with pytest.raises(SdkError) as caught:
        client.with_options(**{"default_headers": {"X-Derived": DERIVED}, **wrong})
    assert_hidden(caught.value)


WRONG_USES: list[Callable[[Any], Any]] = [
    lambda books: books.get("", options=options()),
    lambda books: books.get(object(), options=options()),
    lambda books: books.get("1", options=options(unknown=1)),
    lambda books: books.get("1", options=options(headers={"X\n": "1"})),
    lambda books: books.get("1", options=options(headers={"X-Wrong": CALL + "\n"})),
    lambda books: books.get("1", options=options(headers={"Content-Length": "1"})),
    lambda books: books.get("1", options=options(timeout=-1)),
    lambda books: books.get("1", options=options(max_retries=-1)),
    lambda books: books.get("1", options=options(deadline=-1)),
    lambda books: books.get("1", options=options(query={"q": object()})),
    lambda books: books.get("1", options=[options()]),
    lambda books: books.get("\ud800", options=options()),
    lambda books: books.get("1", options={"query": {"token": QUERY + "\ud800"}}),
    lambda books: books.get("1", unknown=options()),
    lambda books: books.create(title=float("nan"), options=options()),
    lambda books: books.create(title="Emma", idempotency_key="\n", options=options()),
    lambda books: books.list(max_items=0, options=options()),
    lambda books: books.list(genre=object(), options=options()),
    lambda books: books.with_raw_response.get("", options=options()),
    lambda books: books.listen(last_event_id="\n", options=options()),
]


@pytest.mark.parametrize("use", WRONG_USES)
def test_arguments_that_are_wrong_hide_the_key(use: Callable[[Any], Any]) -> None:
    with pytest.raises((SdkError, TypeError)) as caught, ExitStack() as stack:
        stack.enter_context(use(derived(Client(**SECRETS)).books))
    assert_hidden(caught.value)


@pytest.mark.parametrize("use", WRONG_USES)
def test_arguments_that_are_wrong_hide_the_key_in_a_task(use: Callable[[Any], Any]) -> None:
    async def used() -> None:
        outcome = use(derived(AsyncClient(**SECRETS)).books)
        await (outcome.__aenter__() if hasattr(outcome, "__aenter__") else outcome)

    with pytest.raises((SdkError, TypeError)) as caught:
        anyio.run(used)
    assert_hidden(caught.value)


FURTHER: list[dict[str, Any]] = [{}, {"prefetch": 1}]


@pytest.mark.parametrize("more", FURTHER, ids=str)
def test_a_further_page_that_fails_hides_the_key(more: dict[str, Any], flavour: Flavour) -> None:
    page = b'{"data": [], "pagination": {"cursor": "2", "hasMore": true}}'

    def walk(client: Any) -> Any:
        return list(derived(client).books.list(options=options(), **more))

    async def walk_async(client: Any) -> Any:
        return [book async for book in derived(client).books.list(options=options(), **more)]

    with misbehaving(each(answer(body=page), answer("404 Gone", b"{}"))) as server:
        caller = Caller(flavour, server.url, **SECRETS)
        [outcome] = caller.run(walk if flavour[0] == "threads" else walk_async)
    assert type(outcome) is ghxstship.NotFoundError
    assert_hidden(outcome)


@pytest.mark.parametrize("raised", [httpx.ConnectError, httpx.ReadTimeout, OSError])
def test_a_group_that_a_transport_raises_hides_the_key(kind: Kind, raised: type[Exception]) -> None:
    """As of a transport that sends in a task group."""

    members: list[Exception] = []

    def send(request: httpx.Request) -> None:
        sent = [*request.headers.raw, request.url.query]
        arguments: dict[str, Any] = {} if raised is OSError else {"request": request}
        raise raised(f"{len(sent)} lines refused", **arguments)

    def handle(request: httpx.Request) -> httpx.Response:
        try:
            send(request)
        except (httpx.RequestError, OSError) as error:
            members.append(error)
        raise ExceptionGroup("all", [ValueError("mine"), ExceptionGroup("one", members)])

    error = error_of(kind, httpx.MockTransport(handle))
    assert isinstance(error, ExceptionGroup)
    assert_hidden(cast("Exception", error))
    [member] = members
    *_, (frame, _) = traceback.walk_tb(member.__traceback__)
    assert (frame.f_code.co_name, frame.f_locals) == ("send", {})


def test_a_status_that_an_event_hook_raises_for_hides_the_key(kind: Kind) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(404, content=b"{}", request=request)

    def judge(response: httpx.Response) -> None:
        response.raise_for_status()

    async def judge_async(response: httpx.Response) -> None:
        response.raise_for_status()

    make: Any = httpx.Client if kind == "threads" else httpx.AsyncClient
    hook = judge if kind == "threads" else judge_async
    brought = make(transport=httpx.MockTransport(handle), event_hooks={"response": [hook]})
    error = error_of(kind, brought)
    assert isinstance(error, httpx.HTTPStatusError)
    assert error.response.status_code == 404
    assert_hidden(error)


@pytest.fixture(params=["threads", "asyncio", "trio"])
def kind(request: pytest.FixtureRequest) -> Kind:
    kind: Kind = request.param
    return kind


def error_of(kind: Kind, brought: Any) -> Exception:
    """What a call raises over a client or a transport that is brought."""

    async def in_task() -> None:
        await create(AsyncClient(http_client=brought, **SECRETS))

    def use() -> None:
        if kind == "threads":
            create(Client(http_client=brought, **SECRETS))
        else:
            anyio.run(in_task, backend=kind)

    with pytest.raises(Exception) as caught:
        use()
    return caught.value


AT = 1_700_000_000
BODY = b'{"event": "deal.won"}'
WRONG_DELIVERIES: list[Callable[[], object]] = [
    lambda: verify_webhook(BODY, None, PASSED),
    lambda: verify_webhook(BODY, "t=1", [PASSED, PASSED]),
    lambda: verify_webhook(BODY, f"t={AT},v1=00", PASSED, now=AT),
    lambda: verify_webhook(BODY, sign_webhook(BODY, PASSED, at=AT), PASSED),
    lambda: verify_webhook({}, "t=1,v1=0", PASSED),  # type: ignore[arg-type]
    lambda: verify_webhook(BODY, None, f" {PASSED}"),
    lambda: verify_webhook(BODY, None, [PASSED, 1]),  # type: ignore[list-item]
    lambda: sign_webhook(BODY, f'"{PASSED}"'),
    lambda: sign_webhook({}, PASSED),  # type: ignore[arg-type]
    lambda: construct_event(BODY, None, PASSED),
    lambda: construct_event(BODY, sign_webhook(BODY, PASSED, at=AT), PASSED),
    lambda: construct_event(b"", sign_webhook(b"", PASSED, at=AT), PASSED, now=AT),
    lambda: WebhookReceiver(print, f"{PASSED} "),
    lambda: WebhookReceiver(print, [PASSED, ""]),
    lambda: Inbox("x.db", f"{PASSED}\n"),
    lambda: Inbox("x.db", PASSED, lease=0),
    lambda: Inbox(object(), PASSED),  # type: ignore[call-overload]
]


@pytest.mark.parametrize("use", WRONG_DELIVERIES)
def test_a_webhooks_secret_is_hidden(use: Callable[[], object]) -> None:
    with pytest.raises(SdkError) as caught:
        use()
    assert_hidden(caught.value)


@pytest.mark.skipif(find_spec("sqlalchemy") is None, reason="PostgreSQL needs SQLAlchemy")
@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:{}@127.0.0.1:{port}/x",
        "postgresql://127.0.0.1:{port}/x?user=me&password={}",
        "postgresql://me:{}@[/x",
        "mysql://me:{}@127.0.0.1/x",
        "{}",
    ],
)
def test_an_inboxs_password_is_hidden(url: str) -> None:
    postgresql = import_module("ghxstship.webhooks.inbox.postgresql")
    with pytest.raises(SdkError) as caught:
        Inbox(postgresql.PostgreSQL(url.format(PASSED, port=unused_port())), "whsec_1").counts()
    assert_hidden(caught.value)


class Expiring(Auth):
    """Asked for its header at every attempt."""

    def headers(self, request: Any) -> dict[str, str]:
        return {"X-Token": OTHER, "Authorization": f"Bearer {KEY}"}


@pytest.mark.parametrize("fault", QUICK[::5], ids=lambda fault: fault.name)
def test_headers_that_are_asked_for_are_hidden(fault: Fault, flavour: Flavour) -> None:
    with misbehaving(fault.behave) as server:
        caller = Caller(flavour, server.url, **fault.settings, api_key=None, auth=Expiring())
        [outcome] = caller.run(create)
    assert_hidden(outcome)


def around(kind: Kind) -> list[Any]:
    """Middleware of a client of a kind, which adds a credential and passes all on."""

    def adding(request: Any, call_next: Any) -> Any:
        request.headers["X-Passed"] = PASSED
        return call_next(request)

    async def adding_async(request: Any, call_next: Any) -> Any:
        request.headers["X-Passed"] = PASSED
        return await call_next(request)

    one: Any = adding if kind == "threads" else adding_async
    return [one, one]


@pytest.mark.parametrize("fault", QUICK[::3], ids=lambda fault: fault.name)
def test_a_fault_below_middleware_is_the_same_and_hides_the_key(
    fault: Fault, flavour: Flavour
) -> None:
    outcomes: list[Any] = []
    for middleware in ([], around(flavour[0])):
        with misbehaving(fault.behave) as server:
            settings: dict[str, Any] = {**fault.settings, **SECRETS, "middleware": middleware}
            outcomes += Caller(flavour, server.url, **settings).run(create)
    plain, behind = outcomes
    assert type(behind) is type(plain)
    assert getattr(behind, "attempts", None) == getattr(plain, "attempts", None)
    assert_hidden(behind)


def test_an_answer_of_middleware_that_is_none_hides_the_key(flavour: Flavour) -> None:
    def silent(request: Any, call_next: Any) -> None:
        call_next(request)

    async def silent_async(request: Any, call_next: Any) -> None:
        await call_next(request)

    last: Any = silent if flavour[0] == "threads" else silent_async
    with misbehaving(each(answer())) as server:
        middleware = [*around(flavour[0]), last]
        [outcome] = Caller(flavour, server.url, middleware=middleware, **SECRETS).run(create)
    assert isinstance(outcome, ghxstship.ConfigurationError)
    assert_hidden(outcome)
