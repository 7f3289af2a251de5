"""`webhooks listen` against a server that does as a script says: when it goes on, and how fast."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, NoReturn
from unittest.mock import Mock

import pytest
import typer

from ghxstship import (
    APIError,
    APIResponseValidationError,
    AsyncClient,
    ConfigurationError,
    GhxstshipError,
    verify_webhook,
)
from ghxstship.cli.listening import Row, Session
from ghxstship.cli.results import CommandError, Exit, reporting
from ghxstship.cli.sources import Subscription
from ghxstship.cli.streams import FIRST_PAUSE, LONGEST_PAUSE, Streams
from tests.library import httpx
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator, Iterator, Mapping

    from ghxstship import Client
    from ghxstship.cli.listening import Delivery
    from ghxstship.sandbox import Server
    from ghxstship.sandbox.sender import Outcome

HEADER = "X-GHXSTSHIP-Signature"
SECRET = "whsec_mine"
WON = b'{ "event": "deal.won", "data": {"value": 84000, "at": "2026-01-01T00:00:00.123456789Z"} }'


def event(number: int, data: bytes = b'{"event": "deal.won"}') -> bytes:
    return b"id: %d\nevent: x\ndata: %b\n\n" % (number, data)


@dataclass
class Scripted:
    """An answer: a stream that ends, unless the status or the type say something else."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    cut: bool = False  # more is announced than comes


@dataclass
class Script:
    """A server that gives each answer once, and then refuses the key."""

    answers: Iterator[Scripted]
    url: str = ""
    resumed: list[str | None] = field(default_factory=list[str | None])


@contextmanager
def scripted(*answers: Scripted) -> Generator[Script]:
    script = Script(iter(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            script.resumed.append(self.headers["Last-Event-ID"])
            answer = next(script.answers, Scripted(status=401))
            self.send_response(answer.status)
            kind = "text/event-stream" if answer.status == 200 else "application/json"
            for name, value in ({"Content-Type": kind} | answer.headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body) + answer.cut))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Noting(Session):
    """Notes what comes, and forwards nothing."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.deliveries: list[Delivery] = []
        super().__init__(None, self.rows.append, None)

    async def handle(self, delivery: Delivery) -> Outcome | None:
        self.deliveries.append(delivery)
        return await super().handle(delivery)

    @property
    def contents(self) -> list[bytes]:
        return [each.content for each in self.deliveries]


@dataclass
class Heard:
    """How one listening went."""

    session: Noting
    pauses: list[float]
    error: APIError | None


def listen(url: str) -> Heard:
    """Listen until the server refuses."""

    async def main() -> Heard:
        session, pauses = Noting(), list[float]()

        async def sleep(seconds: float) -> None:
            pauses.append(seconds)
            await asyncio.sleep(0)

        error = None
        async with (
            asyncio.timeout(PATIENCE),
            AsyncClient("k", workspace_id="w", base_url=url, max_retries=0) as client,
        ):
            source = Streams(client, {"atlvs": []}, [SECRET], sleep)
            try:
                await session.run(source, lambda _: None)
            except APIError as caught:
                error = caught
        return Heard(session, pauses, error)

    return asyncio.run(main())


def hear(*answers: Scripted) -> Heard:
    with scripted(*answers) as script:
        return listen(script.url)


class TestErrors:
    """Whatever a stream ends with, the command ends with it, and does not wait."""

    @pytest.mark.parametrize(
        "error",
        [ConfigurationError("no socksio"), GhxstshipError("odd"), RuntimeError("a bug")],
        ids=type,
    )
    def test_end_the_session(self, error: Exception) -> None:
        def fail(_: object) -> NoReturn:
            raise error

        async def main() -> None:
            transport = httpx.MockTransport(fail)
            async with (
                asyncio.timeout(PATIENCE),
                AsyncClient("k", workspace_id="w", http_client=transport) as client,
            ):
                source = Streams(client, {"atlvs": [], "compvss": []}, [SECRET])
                await Noting().run(source, lambda _: None)

        with pytest.raises(type(error), match=str(error)):
            asyncio.run(main())

    @pytest.mark.parametrize(
        ("error", "code"),
        [(ConfigurationError("no socksio"), Exit.USAGE), (GhxstshipError("odd"), Exit.FAILED)],
        ids=["ConfigurationError", "GhxstshipError"],
    )
    def test_become_a_message_and_a_code(
        self, error: Exception, code: Exit, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(typer.Exit) as ended, reporting(as_json=False):
            raise error
        assert ended.value.exit_code == code
        assert str(error) in capsys.readouterr().err


class TestPauses:
    def test_grow_while_each_stream_ends_without_an_event(self) -> None:
        heard = hear(*(Scripted() for _ in range(12)))
        assert heard.pauses == [min(FIRST_PAUSE * 2**n, LONGEST_PAUSE) for n in range(12)]
        assert sum(heard.pauses) > 180  # seconds, where there were none

    def test_begin_anew_with_an_event_and_not_with_a_connection(self) -> None:
        heard = hear(
            *(Scripted(), Scripted(b": connected\n\n: heartbeat\n\n"), Scripted(b"data:\n\n")),
            *(Scripted(event(1)), Scripted(), Scripted(event(2) + event(3)), Scripted(status=503)),
        )
        assert heard.pauses == [0.5, 1, 2, 0.5, 1, 0.5, 1]

    @pytest.mark.parametrize("status", [429, 500, 503])
    def test_are_as_long_as_the_server_asks_for_within_reason(self, status: int) -> None:
        asked = [
            Scripted(status=status, headers={"Retry-After": wait}) for wait in ("7", "0", "999999")
        ]
        heard = hear(Scripted(event(1)), *asked, Scripted(event(2)))
        assert heard.pauses == [0.5, 7, 2, 300, 0.5]

    def test_are_as_long_as_the_stream_asks_for_within_reason(self) -> None:
        asked = [b"retry: %d\n\n" % milliseconds for milliseconds in (7000, 0, 10**9)]
        heard = hear(Scripted(), *(Scripted(each + event(1)) for each in asked), Scripted())
        assert heard.pauses == [0.5, 7, 0.5, 300, 300]


class TestGoingOn:
    @pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 520, 599])
    @pytest.mark.parametrize("before", [0, 1])
    def test_after_what_may_pass(self, status: int, before: int) -> None:
        first = [Scripted(event(1))] * before
        heard = hear(*first, *[Scripted(status=status)] * 3, Scripted(event(2)))
        assert len(heard.session.deliveries) == before + 1
        assert "401" in str(heard.error)

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422])
    @pytest.mark.parametrize("before", [0, 1])
    def test_never_after_what_does_not(self, status: int, before: int) -> None:
        first = [Scripted()] * before
        heard = hear(*first, Scripted(status=status), Scripted(event(2)))
        assert heard.session.deliveries == []
        assert str(status) in str(heard.error)

    def test_after_a_connection_that_breaks_from_the_last_event_on(self) -> None:
        with scripted(
            Scripted(event(1) + b"id: 2\ndata: {", cut=True),
            Scripted(b"", cut=True),
            Scripted(event(2)),
        ) as script:
            heard = listen(script.url)
        assert len(heard.session.deliveries) == 2
        assert script.resumed == [None, "1", "1", "2"]

    def test_after_the_last_id_whichever_connection_had_it(self) -> None:
        """As the standard has it: an event without one leaves it, an empty one takes it back."""
        bare = b"data: {}\n\n"
        with scripted(
            *(Scripted(event(1) + b"id: 2\n\n"), Scripted(b"id: 3\n\n", cut=True)),
            *(Scripted(bare), Scripted(), Scripted(bare + b"id\n\n"), Scripted(bare)),
        ) as script:
            heard = listen(script.url)
        assert len(heard.session.deliveries) == 4
        assert script.resumed == [None, "2", "3", "3", "3", None, None]

    @pytest.mark.parametrize("before", [0, 1])
    def test_never_where_the_server_says_that_the_stream_is_over(self, before: int) -> None:
        heard = hear(*[Scripted(event(1))] * before, Scripted(status=204), Scripted(event(2)))
        assert len(heard.session.deliveries) == before
        assert isinstance(heard.error, APIResponseValidationError)
        assert "answered 204" in str(heard.error)

    def test_after_a_page_of_a_proxy(self) -> None:
        page = Scripted(b"<html>", headers={"Content-Type": "text/html"})
        assert len(hear(Scripted(event(1)), page, Scripted(event(2))).session.deliveries) == 2

    def test_not_where_there_never_was_a_stream(self) -> None:
        page = Scripted(b"<html>", headers={"Content-Type": "text/html"})
        heard = hear(page, Scripted(event(1)))
        assert isinstance(heard.error, APIResponseValidationError)
        assert heard.session.deliveries == []

    @pytest.mark.parametrize("status", [400, 422])
    def test_without_the_last_event_where_the_server_does_not_know_it(
        self, status: int, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """As after a restart of a sandbox without a file."""
        with scripted(Scripted(event(7)), Scripted(status=status), Scripted(event(1))) as script:
            heard = listen(script.url)
        assert script.resumed == [None, "7", None, "1"]
        assert len(heard.session.deliveries) == 2
        assert "events may be missing" in capsys.readouterr().err


class TestBytes:
    def test_are_those_that_came_and_are_signed(self) -> None:
        (delivery,) = hear(Scripted(event(1, WON))).session.deliveries
        assert delivery.content == WON
        verify_webhook(WON, delivery.headers[HEADER], SECRET)

    @pytest.mark.parametrize(
        "data",
        [
            *(b"84000.0", b'{"a": 1e400, "a": 2}', b'"\\ud800"', b"[1, 2]", b"null"),
            *(b"{'event': 'deal.won'}", b"nonsense", "{é".encode(), b"{", b"[" * 9999),
        ],
    )
    def test_go_on_whatever_they_are(self, data: bytes) -> None:
        session = hear(Scripted(event(1, data) + event(2, WON))).session
        assert session.contents == [data, WON]
        odd, good = session.rows
        assert (good.is_json, good.name) == (True, "deal.won")
        assert (odd.event, odd.key) == ("", "")
        is_json = data in (b"84000.0", b'{"a": 1e400, "a": 2}', b'"\\ud800"', b"[1, 2]", b"null")
        assert odd.is_json == is_json
        assert odd.result_for_programs()["is_json"] == is_json
        assert odd.name == ("" if is_json else "(not JSON)")


def test_a_subscription_that_is_gone_is_made_anew(server: Server, client: Client) -> None:
    """As after a restart of a sandbox without a file."""

    async def main() -> list[Any]:
        told: list[Any] = []
        turn = asyncio.Semaphore(0)

        async def sleep(_: float) -> None:
            await turn.acquire()

        session = Noting()
        async with (
            asyncio.timeout(PATIENCE),
            AsyncClient("sk_test_1", workspace_id="ws_sandbox", base_url=server.url) as api,
        ):
            source = Subscription(api, {"atlvs": ["deal.won"]}, [], sleep)

            def ready(secrets: Any) -> None:
                told.append(dict(secrets))
                if len(told) == 2:
                    session.fail(ValueError("enough"))
                else:
                    server.sandbox.reset()
                    turn.release()

            with pytest.raises(ValueError, match="enough"):
                await session.run(source, ready)
        return told

    first, second = asyncio.run(main())
    assert first.keys() == second.keys() == {"atlvs"}
    assert first != second
    assert client.atlvs.webhooks.list().total == 0  # the second one is unsubscribed at the end


@pytest.mark.parametrize(
    ("answer", "secrets", "message", "deleted"),
    [
        ({"secret": "whsec_1"}, [], "atlvs: the API subscribed http", []),
        ({"id": None, "secret": "whsec_1"}, [], "without an id", []),
        ({"id": 7, "secret": "whsec_1"}, [], "without an id", []),
        ({"id": "whk_1"}, [], "gave no secret to verify with", ["/atlvs/v1/webhooks/whk_1"]),
        ({"id": "whk_1"}, [SECRET], None, ["/atlvs/v1/webhooks/whk_1"]),
    ],
)
def test_a_subscription_without_an_id_or_a_secret_is_told(
    answer: dict[str, object], secrets: list[str], message: str | None, deleted: list[str]
) -> None:
    """What is lenient elsewhere is of no use here: it could neither be ended nor verified."""
    gone: list[str] = []

    def respond(request: httpx.Request) -> httpx.Response:
        if request.method == "DELETE":
            gone.append(request.url.path)
            return httpx.Response(204)
        return httpx.Response(201, json=answer)

    async def main() -> None:
        async with (
            asyncio.timeout(PATIENCE),
            httpx.AsyncClient(transport=httpx.MockTransport(respond)) as mock,
            AsyncClient("k", workspace_id="w", base_url="http://a.test", http_client=mock) as api,
        ):
            session = Noting()
            source = Subscription(api, {"atlvs": []}, secrets)
            await session.run(source, lambda _: session.fail(ValueError("it is ready")))

    expected = (CommandError, message) if message else (ValueError, "it is ready")
    with pytest.raises(expected[0], match=expected[1]):
        asyncio.run(main())
    assert gone == deleted


class TestSubscribingAgain:
    """What a subscription ends with that was made anew is what a first one ends with."""

    def listen(self, *answers: httpx.Response | Exception) -> list[str]:
        """Listen while the API loses the first subscription; what was unsubscribed at the end."""
        deleted: list[str] = []
        first = httpx.Response(201, json={"id": "whk_1", "secret": "whsec_1"})
        left = iter([first, *answers])

        def respond(request: httpx.Request) -> httpx.Response:
            if request.method == "DELETE":
                deleted.append(request.url.path.rpartition("/")[2])
                return httpx.Response(204)
            if request.method == "GET":
                return httpx.Response(404, json={})
            answer = next(left)
            if isinstance(answer, Exception):
                raise answer
            return answer

        async def sleep(_: float) -> None:
            await asyncio.sleep(0)

        async def main() -> None:
            transport = httpx.MockTransport(respond)
            async with (
                asyncio.timeout(PATIENCE),
                AsyncClient(
                    "k",
                    workspace_id="w",
                    base_url="http://a.test",
                    http_client=transport,
                    max_retries=0,
                ) as api,
            ):
                source = Subscription(api, {"atlvs": []}, [], sleep)
                await Noting().run(source, lambda _: None)

        try:
            asyncio.run(main())
        except Exception as error:  # noqa: BLE001 - the tests look at it
            self.error = error
        return deleted

    @pytest.mark.parametrize(
        ("second", "error", "message", "deleted"),
        [
            ({}, CommandError, "without an id", []),
            ({"id": None, "secret": "whsec_2"}, CommandError, "without an id", []),
            ({"id": 7, "secret": "whsec_2"}, CommandError, "without an id", []),
            ({"id": "whk_2"}, CommandError, "gave no secret to verify with", ["whk_2"]),
            (ConfigurationError("no socksio"), ConfigurationError, "no socksio", []),
            (RuntimeError("a bug"), RuntimeError, "a bug", []),
        ],
    )
    def test_ends_the_session(
        self,
        second: dict[str, object] | Exception,
        error: type[Exception],
        message: str,
        deleted: list[str],
    ) -> None:
        answer = second if isinstance(second, Exception) else httpx.Response(201, json=second)
        assert self.listen(answer) == deleted
        assert isinstance(self.error, error)
        assert message in str(self.error)

    @pytest.mark.parametrize("status", [404, 429, 503])
    def test_is_tried_again_after_a_refusal_which_is_told(
        self, status: int, capsys: pytest.CaptureFixture[str]
    ) -> None:
        refusals = [httpx.Response(status, json={}) for _ in range(2)]
        self.listen(*refusals, RuntimeError("enough"))
        assert str(self.error) == "enough"
        assert capsys.readouterr().err.count(f"atlvs: {status}") == 2


def test_what_cannot_be_shown_ends_a_subscription() -> None:
    """As where the table's pipe is closed; a stream ends with it as well."""

    def show(_: Row) -> NoReturn:
        raise BrokenPipeError("nobody reads")

    hooks: list[str] = []

    def respond(request: httpx.Request) -> httpx.Response:
        if request.method == "DELETE":
            return httpx.Response(204)
        hooks.append(json.loads(request.content)["url"])
        return httpx.Response(201, json={"id": "whk_1", "secret": "whsec_1"})

    async def main() -> int:
        transport = httpx.MockTransport(respond)
        answers: list[int] = []
        async with (
            asyncio.timeout(PATIENCE),
            httpx.AsyncClient(trust_env=False) as platform,
            AsyncClient(
                "k", workspace_id="w", base_url="http://a.test", http_client=transport
            ) as api,
        ):

            async def deliver() -> None:
                answers.append((await platform.post(hooks[0], content=b"{}")).status_code)

            source = Subscription(api, {"atlvs": []}, [])
            tasks: list[asyncio.Task[None]] = []
            session = Session(None, show, None)
            with pytest.raises(BrokenPipeError, match="nobody reads"):
                await session.run(source, lambda _: tasks.append(asyncio.create_task(deliver())))
            await asyncio.gather(*tasks)
        return answers[0]

    assert asyncio.run(main()) == 502


def test_a_secret_that_is_new_before_the_start_is_told_at_the_start() -> None:
    @asynccontextmanager
    async def opened(session: Session) -> AsyncGenerator[Mapping[str, str]]:
        session.announce({"atlvs": "whsec_2"})
        yield {"atlvs": "whsec_1", "compvss": "whsec_3"}

    source = Mock(opened=opened)
    told: list[Mapping[str, str]] = []
    session = Noting()

    def ready(secrets: Mapping[str, str]) -> None:
        told.append(secrets)
        session.fail(ValueError("enough"))

    with pytest.raises(ValueError, match="enough"):
        asyncio.run(session.run(source, ready))
    assert told == [{"atlvs": "whsec_2", "compvss": "whsec_3"}]
