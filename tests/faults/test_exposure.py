"""No error shows a credential: not in its text, its attributes, its pickle or a frame's locals."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import anyio
import pytest

import ghxstship
from ghxstship._core.auth import Auth
from ghxstship._core.errors import SdkError

from ..library import httpx
from ..unit.bookshop import AsyncClient, Client
from ..unit.loopback import unused_port
from .callers import Caller, QuickClock
from .exposure import KEY, OTHER, SECRETS, assert_hidden, exposures
from .faults import FAULTS, Fault
from .server import Peer, answer, each, misbehaving

if TYPE_CHECKING:
    from .callers import Flavour, Kind

# A body that is left early is left to the collector by httpx's own generators, on trio noisily.
pytestmark = pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")

QUICK = [
    fault
    for fault in FAULTS
    if fault.error is not None and "100 MB" not in fault.name and "without end" not in fault.name
]


def create(client: Any) -> Any:
    return client.books.create(title="Emma", idempotency_key="order-7")


def transport(kind: Kind) -> Any:
    """The library's own transport, brought bare."""
    return httpx.HTTPTransport() if kind == "threads" else httpx.AsyncHTTPTransport()


def aiohttp_transport(_: Kind) -> Any:
    return import_module("ghxstship._core.http.aiohttp_transport").AiohttpTransport()


BROUGHT: list[tuple[str, Kind, Callable[[Kind], Any]]] = [
    ("transport", "threads", transport),
    ("transport", "asyncio", transport),
    ("transport", "trio", transport),
]
if find_spec("aiohttp") is not None and httpx.__name__ == "httpx":
    BROUGHT.append(("aiohttp", "asyncio", aiohttp_transport))


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


@pytest.mark.parametrize("brought", BROUGHT, ids=lambda each: f"{each[0]}-{each[1]}")
@pytest.mark.parametrize("fault", QUICK, ids=lambda fault: fault.name)
def test_a_fault_below_a_transport_hides_the_key(
    fault: Fault, brought: tuple[str, Kind, Callable[[Kind], Any]]
) -> None:
    name, kind, make = brought
    if name == "aiohttp" and fault.name == "a body longer than its length":
        pytest.skip("aiohttp takes what comes after it for the next answer")
    with misbehaving(fault.behave) as server:
        settings = {"base_url": server.url, "max_retries": 0, **fault.settings, **SECRETS}
        assert_hidden(error_over(kind, make, **settings))


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
        with client.books.listen() as events:
            return list(events)

    async def listen_async(client: Any) -> Any:
        async with client.books.listen() as events:
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
        assert exposures(caught.value, KEY) == []
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


@pytest.mark.parametrize(
    "options",
    [
        {"default_headers": {"X\n": "1"}},
        {"default_headers": {"Idempotency-Key": "1"}},
        {"max_retries": None},
        {"unknown": 1},
        {"auth": 1},
    ],
    ids=str,
)
def test_options_that_are_wrong_hide_the_key(options: dict[str, Any]) -> None:
    client = Client(**SECRETS)
    with pytest.raises(SdkError) as caught:
        client.with_options(**options)
    assert_hidden(caught.value)


WRONG_USES: list[Callable[[Any], Any]] = [
    lambda books: books.get(""),
    lambda books: books.get(object()),
    lambda books: books.get("1", options={"unknown": 1}),
    lambda books: books.get("1", options={"headers": {"X\n": "1"}}),
    lambda books: books.get("1", options={"headers": {"Content-Length": "1"}}),
    lambda books: books.get("1", options={"timeout": -1}),
    lambda books: books.get("1", options={"query": {"q": object()}}),
    lambda books: books.get("\ud800"),
    lambda books: books.create(title=float("nan")),
    lambda books: books.create(title="Emma", idempotency_key="\n"),
    lambda books: books.list(max_items=0),
]


@pytest.mark.parametrize("use", WRONG_USES)
def test_arguments_that_are_wrong_hide_the_key(use: Callable[[Any], Any]) -> None:
    with pytest.raises(SdkError) as caught:
        use(Client(**SECRETS).books)
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
