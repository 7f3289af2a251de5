"""The seam to the HTTP client: ours, or what the caller brings."""

from __future__ import annotations

import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import anyio
import pytest
import respx

from ghxstship._core.errors import (
    APIConnectionError,
    APIStatusError,
    ConfigurationError,
    NotFoundError,
)
from ghxstship._core.http.environment_proxy import proxy_of_environment
from tests.patience import PATIENCE

from ..library import LIBRARY, httpx
from .bookshop import AsyncClient, Client
from .harness import FakeClock, Kind, Server, answer
from .loopback import Handler, Loopback, ProxyHandler, serving, unused_port

ROOT = Path(__file__).parents[2]
PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"]


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    with serving() as server:
        yield server


class Redirect(Handler):
    """Sends everybody elsewhere."""

    location: ClassVar[str]

    def answer(self) -> None:
        self.loopback.targets.append(self.path)
        self.send_response(302)
        self.send_header("Location", self.location)
        self.send_header("Content-Length", "0")
        self.end_headers()


def get_once(kind: Kind, **settings: Any) -> Any:
    """One call of a client of its own, closed afterwards."""

    async def in_task() -> Any:
        async with AsyncClient(**settings) as client:
            return await client.books.get("book_7")

    if kind != "threads":
        return anyio.run(in_task, backend=kind)
    with Client(**settings) as client:
        return client.books.get("book_7")


class TestOwn:
    def test_calls_over_a_real_socket(self, kind: Kind, loopback: Loopback) -> None:
        assert get_once(kind, base_url=loopback.url).id == "book_7"

    def test_keeps_its_connection(self, loopback: Loopback) -> None:
        with Client(base_url=loopback.url) as client:
            for number in range(5):
                assert client.books.get(str(number)).id == str(number)
        assert len(loopback.connections) == 1

    def test_keeps_its_connection_in_tasks(self, loopback: Loopback) -> None:
        async def use() -> None:
            async with AsyncClient(base_url=loopback.url) as client:
                for number in range(5):
                    assert (await client.books.get(str(number))).id == str(number)

        anyio.run(use)
        assert len(loopback.connections) == 1

    def test_that_is_refused_is_a_connection_error(self, kind: Kind) -> None:
        clock = FakeClock()
        with pytest.raises(APIConnectionError, match=r"from 127\.0\.0\.1:\d+ after 3 "):
            get_once(kind, base_url=f"http://127.0.0.1:{unused_port()}", clock=clock)
        assert clock.waits == [0.25, 0.5]

    def test_builds_no_tls_for_plain_http(
        self, kind: Kind, loopback: Loopback, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def never(*_: Any, **__: Any) -> None:
            raise AssertionError("certificates were loaded")

        monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", never)
        assert get_once(kind, base_url=loopback.url).id == "book_7"

    def test_loads_httpx_s_own_pool_for_nobody(self, loopback: Loopback) -> None:
        script = """
import sys
import pydantic
from tests.library import httpx
without = set(sys.modules)
from tests.unit.bookshop import Client

with Client(base_url=sys.argv[1]) as client:
    client.books.get("1")
loaded = {*sys.modules} - without
print([name for name in ("httpcore", "httpcore2", "h11", "anyio", "asyncio") if name in loaded])
"""
        found = subprocess.run(
            [sys.executable, "-c", script, loopback.url],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert found.stdout == "[]\n"

    @pytest.mark.skipif(httpx.__name__ != "httpx", reason="respx knows httpx alone")
    def test_is_seen_by_respx(self, kind: Kind) -> None:
        with respx.mock(base_url="https://api.books.test") as mocked:
            route = mocked.get("/v1/books/book_7").respond(404, json={})
            with pytest.raises(NotFoundError):
                get_once(kind)
        assert route.call_count == 1

    def test_never_follows_a_redirect(self, kind: Kind) -> None:
        with serving(Redirect) as server, serving() as evil:
            Redirect.location = evil.url
            with pytest.raises(APIStatusError, match="302: Found: redirects are not followed"):
                get_once(kind, base_url=server.url)
        assert (len(server.targets), evil.targets) == (1, [])


class TestProcess:
    """Over its parent's connections, a child's answers and the parent's would mix."""

    def test_a_forked_child_gets_its_own(self, loopback: Loopback) -> None:
        script = """
import os, sys
from tests.unit.bookshop import Client

client = Client(base_url=sys.argv[1])
assert client.books.get("before").id == "before"
child = os.fork()
if not child:
    alright = all(client.books.get(f"child{n}").id == f"child{n}" for n in range(20))
    client.close()
    os._exit(0 if alright else 1)
answers = [client.books.get(f"parent{n}").id for n in range(20)]
_, status = os.waitpid(child, 0)
assert os.waitstatus_to_exitcode(status) == 0
assert answers == [f"parent{n}" for n in range(20)]
assert client.books.get("after").id == "after"
client.close()
"""
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", script, loopback.url],
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert len(loopback.connections) == 2
        assert len(loopback.targets) == 42


class TestProxy:
    @pytest.fixture
    def proxy(self) -> Iterator[Loopback]:
        ProxyHandler.credentials.clear()
        with serving(ProxyHandler) as server:
            yield server

    def test_of_the_environment_is_used(
        self, kind: Kind, proxy: Loopback, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("//", "//me:secret@"))
        assert get_once(kind, base_url="http://api.books.test").id == "book_7"
        assert proxy.targets == ["http://api.books.test/v1/books/book_7"]
        assert ProxyHandler.credentials == ["Basic bWU6c2VjcmV0"]

    def test_tunnels_https(
        self, kind: Kind, proxy: Loopback, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        with pytest.raises(APIConnectionError, match="403"):
            get_once(kind, max_retries=0)
        assert proxy.targets == ["CONNECT api.books.test:443"]

    def test_may_be_for_all_and_without_a_scheme(
        self, proxy: Loopback, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ALL_PROXY", proxy.url.removeprefix("http://"))
        assert get_once("threads", base_url="http://api.books.test").id == "book_7"
        assert len(proxy.targets) == 1

    @pytest.mark.parametrize(
        "no_proxy", ["127.0.0.1", "*", "example.test, 127.0.0.1", "127.0.0.1:{port}"]
    )
    def test_is_passed_by_where_the_environment_says(
        self, no_proxy: str, loopback: Loopback, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{unused_port()}")
        monkeypatch.setenv("NO_PROXY", no_proxy.format(port=loopback.server_address[1]))
        assert get_once("threads", base_url=loopback.url).id == "book_7"

    @pytest.mark.parametrize(
        ("base_url", "no_proxy", "proxied"),
        [
            ("http://[::1]:4010", "::1", False),
            ("https://api.books.test", "books.test", False),
            ("https://api.books.test", ".books.test", False),
            ("https://notbooks.test", "books.test", True),
            ("https://api.books.test:8443", "api.books.test:443", True),
            ("https://api.books.test", "", True),
        ],
    )
    def test_exceptions_are_by_host(
        self, base_url: str, no_proxy: str, proxied: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ALL_PROXY", "http://proxy.test:3128")
        monkeypatch.setenv("NO_PROXY", no_proxy)
        assert (proxy_of_environment(LIBRARY, LIBRARY.URL(base_url)) is not None) is proxied

    def test_that_is_empty_is_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HTTPS_PROXY", "")
        assert proxy_of_environment(LIBRARY, LIBRARY.URL("https://api.books.test")) is None

    def test_that_speaks_socks_is_left_to_httpx(
        self, kind: Kind, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1080")
        monkeypatch.setitem(sys.modules, "socksio", None)
        with pytest.raises(ConfigurationError, match=r"pip install 'httpx2?\[socks\]'"):
            get_once(kind)

    def test_that_speaks_tls_is_left_to_httpx(
        self, kind: Kind, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ALL_PROXY", f"https://127.0.0.1:{unused_port()}")
        with pytest.raises(APIConnectionError) as caught:
            get_once(kind, base_url="http://api.books.test", max_retries=0)
        root: BaseException | None = caught.value
        while root is not None and not type(root).__module__.startswith("httpcore"):
            root = root.__cause__
        assert root is not None


class TestCallersOwn:
    def test_client_is_used_as_it_is_and_left_open(self) -> None:
        server = Server(answer(), answer())
        seen: list[httpx.Request] = []
        mine = httpx.Client(
            transport=httpx.MockTransport(server),
            timeout=11.0,
            event_hooks={"request": [seen.append]},
            headers={"X-Mine": "unused: the request is ours"},
        )
        with Client(http_client=mine) as client:
            client.books.get("1")
            client.with_options(timeout=3).books.get("2")
        assert not mine.is_closed
        assert [r.extensions["timeout"]["read"] for r in server.requests] == [11.0, 3]
        assert seen == server.requests
        mine.close()

    def test_client_that_is_closed_says_so(self) -> None:
        with httpx.Client() as mine:
            client = Client(http_client=mine)
        with pytest.raises(ConfigurationError, match="the http_client is closed"):
            client.books.get("1")

    def test_client_that_is_closed_says_so_in_tasks(self) -> None:
        async def use() -> None:
            async with httpx.AsyncClient() as mine:
                client = AsyncClient(http_client=mine)
            with pytest.raises(ConfigurationError, match="the http_client is closed"):
                await client.books.get("1")

        anyio.run(use)

    def test_client_is_used_as_it_is_and_left_open_in_tasks(self) -> None:
        async def use() -> None:
            server = Server(answer())
            mine = httpx.AsyncClient(transport=httpx.MockTransport(server), timeout=11.0)
            async with AsyncClient(http_client=mine) as client:
                await client.books.get("1")
            assert not mine.is_closed
            assert server.requests[0].extensions["timeout"]["read"] == 11.0
            await mine.aclose()

        anyio.run(use)

    def test_clients_redirects_are_not_followed(self, kind: Kind) -> None:
        server = Server(httpx.Response(302, headers={"Location": "https://other.test/x?key=1"}))
        transport = httpx.MockTransport(server)
        library: Any = httpx.Client if kind == "threads" else httpx.AsyncClient
        mine = library(transport=transport, follow_redirects=True)
        with pytest.raises(APIStatusError, match=r"this one leads to other\.test$") as caught:
            get_once(kind, http_client=mine)
        assert caught.value.status_code == 302
        assert [request.url.host for request in server.requests] == ["api.books.test"]

    def test_transport_is_left_open(self, kind: Kind) -> None:
        class Mine(httpx.MockTransport):
            closed = False

            def close(self) -> None:
                self.closed = True

            async def aclose(self) -> None:
                self.closed = True

        mine = Mine(Server(answer()))
        assert get_once(kind, http_client=mine).id == "book_1"
        assert not mine.closed

    @pytest.mark.parametrize(
        ("make", "given", "message"),
        [
            (
                Client,
                httpx.AsyncHTTPTransport(verify=False),
                r"a Client or BaseTransport of httpx or httpx2, not httpx2?\.AsyncHTTPTransport",
            ),
            (
                AsyncClient,
                httpx.HTTPTransport(verify=False),
                r"AsyncClient or AsyncBaseTransport of httpx or httpx2, not httpx2?\.HTTPTransport",
            ),
            (Client, "https://api.books.test", r"not builtins\.str"),
            (AsyncClient, httpx.Client, r"not builtins\.type"),
        ],
    )
    def test_of_the_wrong_kind_is_refused(self, make: Any, given: Any, message: str) -> None:
        with pytest.raises(ConfigurationError, match=f"http_client must be .*{message}"):
            make(http_client=given)


class Slow(Handler):
    """Holds answers back until so many requests stand beside each other."""

    together: threading.Barrier

    def answer(self) -> None:
        self.together.wait(timeout=PATIENCE)
        super().answer()


class TestManyAtOnce:
    def test_threads_share_one_client(self, loopback: Loopback) -> None:
        wrong: list[object] = []

        def hammer(client: Client, number: int) -> None:
            for call in range(15):
                book_id = f"{number}-{call}"
                found = client.with_options(timeout=PATIENCE).books.get(book_id).id
                if found != book_id:
                    wrong.append((book_id, found))

        with Client(base_url=loopback.url) as client:
            threads = [
                threading.Thread(target=hammer, args=(client, number)) for number in range(24)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert wrong == []
        assert len(loopback.targets) == 24 * 15

    @pytest.mark.parametrize("backend", ["asyncio", "trio"])
    def test_tasks_share_one_client(self, backend: str, loopback: Loopback) -> None:
        found: list[str] = []

        async def hammer(client: AsyncClient, number: int) -> None:
            for call in range(5):
                book_id = f"{number}-{call}"
                assert (await client.books.get(book_id)).id == book_id
                found.append(book_id)

        async def use() -> None:
            async with (
                AsyncClient(base_url=loopback.url) as client,
                anyio.create_task_group() as group,
            ):
                for number in range(30):
                    group.start_soon(hammer, client, number)

        anyio.run(use, backend=backend)
        assert len(set(found)) == 150

    def test_calls_wait_beside_each_other_not_in_line(self) -> None:
        Slow.together = threading.Barrier(12)
        with serving(Slow) as server, Client(base_url=server.url, max_retries=0) as client:
            threads = [
                threading.Thread(target=client.books.get, args=(str(number),))
                for number in range(12)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert len(server.targets) == 12

    def test_models_may_be_first_used_by_many_threads(self) -> None:
        script = """
import threading
from tests.library import httpx
from tests.unit.bookshop import Client

book = {"id": "1", "title": "Emma", "price": 9.5, "author": {"name": "Jane"}}
body = {"data": [book], "pagination": {"cursor": None, "hasMore": False}}
server = httpx.MockTransport(lambda request: httpx.Response(200, json=body))
client = Client(http_client=server)
start, wrong = threading.Barrier(16), []

def first_use():
    start.wait()
    try:
        assert [found.author.name for found in client.books.list()] == ["Jane"]
    except BaseException as error:
        wrong.append(error)

threads = [threading.Thread(target=first_use) for _ in range(16)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert not wrong, wrong
"""
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", script],
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert (done.returncode, done.stderr) == (0, "")
