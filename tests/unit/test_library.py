"""httpx and httpx2 behind one seam: which is chosen, and what goes with it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from ghxstship._core.body import fill
from ghxstship._core.errors import APITimeoutError, NotFoundError
from ghxstship._core.http.library import library_of
from tests.patience import PATIENCE

from ..library import LIBRARY, ORIGINAL
from .harness import BOOK, FakeClock, Kind
from .loopback import serving
from .test_transport import get_once

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["httpx", "httpx2"])
def http(request: pytest.FixtureRequest) -> Any:
    """Each library that is installed, whichever the rest of the tests run on."""
    return pytest.importorskip(request.param)


def call(kind: Kind, http: Any, respond: Callable[[Any], Any], **settings: Any) -> Any:
    """One call over a transport of a library."""
    return get_once(kind, http_client=http.MockTransport(respond), **settings)


class TestChoice:
    @pytest.mark.parametrize("name", ["Client", "AsyncClient", "HTTPTransport", "MockTransport"])
    def test_is_where_the_callers_class_comes_from(
        self, http: Any, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ghxstship._core.http.library.default_library", lambda: None)
        made = http.MockTransport(print) if name == "MockTransport" else None
        assert library_of(made or object.__new__(getattr(http, name))) is http

    def test_is_where_a_subclass_comes_from(self, http: Any) -> None:
        mine = type("Mine", (type("Base", (http.BaseTransport,), {}),), {})
        assert library_of(mine()) is http

    def test_is_where_a_class_of_a_module_within_comes_from(self, http: Any) -> None:
        within = type("Within", (), {"__module__": f"{http.__name__}.within.another"})
        assert library_of(within()) is http

    @pytest.mark.parametrize("given", [None, "https://api.books.test", object()])
    def test_is_the_default_for_anything_else(self, given: object) -> None:
        assert library_of(given) is LIBRARY


class TestDefaultAmongModules:
    """The same as `TestDefault`, in this process."""

    def chosen(self, monkeypatch: pytest.MonkeyPatch, **modules: Any) -> str:
        for name in ("httpx", "httpx2"):
            monkeypatch.setitem(sys.modules, name, modules.get(name))
        return str(ORIGINAL.__wrapped__().__name__)

    @pytest.mark.parametrize(
        ("version", "name"),
        [("2.0", "httpx2"), ("2.16.1", "httpx2"), ("3.0", "httpx"), ("1.2.", "httpx")],
    )
    def test_is_httpx2_of_the_major_version_that_is_known(
        self, version: str, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        httpx2 = SimpleNamespace(__name__="httpx2", __version__=version)
        httpx = SimpleNamespace(__name__="httpx")
        assert self.chosen(monkeypatch, httpx=httpx, httpx2=httpx2) == name

    def test_is_httpx_where_there_is_no_other(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.chosen(monkeypatch, httpx=SimpleNamespace(__name__="httpx")) == "httpx"

    def test_is_none_where_httpx2_is_broken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(_: str) -> Any:
            raise ModuleNotFoundError("No module named 'httpcore2'", name="httpcore2")

        monkeypatch.setattr("ghxstship._core.http.library.import_module", broken)
        with pytest.raises(ModuleNotFoundError, match="httpcore2"):
            ORIGINAL.__wrapped__()


def default_with(installed: str, use: str = "") -> str:
    """What a fresh interpreter chooses by itself, where of the libraries some are hidden."""
    script = f"""
import sys
installed = {installed.split()!r}
for name in ("httpx", "httpx2"):
    if name not in installed:
        sys.modules[name] = None
from ghxstship._core import client
loaded = [name for name in ("httpx", "httpx2", "httpcore", "httpcore2") if sys.modules.get(name)]
assert not loaded, loaded
from ghxstship._core.http.library import library_of
print(library_of(None).__name__)
print(*[name for name in ("httpx", "httpx2") if sys.modules.get(name)])
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script + use],
        cwd=ROOT,
        env={**os.environ, "GHXSTSHIP_HTTP": installed.rsplit(maxsplit=1)[-1]},
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


class TestDefault:
    """The other library is never loaded: what is printed last is all that is."""

    def test_is_httpx(self) -> None:
        assert default_with("httpx") == "httpx\nhttpx\n"

    @pytest.mark.parametrize("installed", ["httpx2", "httpx httpx2"])
    def test_is_httpx2_where_it_is_installed(self, installed: str) -> None:
        pytest.importorskip("httpx2")
        assert default_with(installed) == "httpx2\nhttpx2\n"

    def test_is_not_httpx_when_httpx2_is_broken(self) -> None:
        broken = """
import importlib.abc
class Broken(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == "httpx2":
            raise ModuleNotFoundError("No module named 'idna'", name="idna")
sys.meta_path.insert(0, Broken())
sys.modules.pop("httpx2", None)
from ghxstship._core.http.library import default_library
default_library.cache_clear()
try:
    default_library()
except ModuleNotFoundError as error:
    print(error)
"""
        assert default_with("httpx", broken).endswith("No module named 'idna'\n")

    def test_is_httpx_when_httpx2_is_of_an_unknown_major_version(self) -> None:
        newer = """
import types
sys.modules["httpx2"] = types.ModuleType("httpx2")
sys.modules["httpx2"].__version__ = "3.0.0"
from ghxstship._core.http.library import default_library
default_library.cache_clear()
print(default_library().__name__)
"""
        assert default_with("httpx", newer).endswith("\nhttpx\n")

    @pytest.mark.parametrize("name", ["httpx", "httpx2"])
    def test_calls_without_the_other(self, name: str) -> None:
        pytest.importorskip(name)
        use = """
import anyio
from ghxstship._core.body import fill
from ghxstship._core.errors import APIConnectionError
from tests.unit.bookshop import AsyncClient, Client
from tests.unit.harness import FakeClock
"""
        with serving() as server:
            use += f"""
async def use():
    async with AsyncClient(base_url={server.url!r}) as client:
        return (await client.books.get("2")).id

with Client(base_url={server.url!r}) as client:
    print(client.books.get("1").id, anyio.run(use))
try:
    Client(base_url="http://127.0.0.1:1", clock=FakeClock()).books.get("1")
except APIConnectionError as error:
    print(error.attempts, type(error.__cause__).__name__, type(error.request).__module__)
"""
            assert default_with(name, use).endswith(f"1 2\n3 ConnectError {name}\n")


class TestSettings:
    def test_a_timeout_of_one_goes_with_a_client_of_the_other(self, kind: Kind, http: Any) -> None:
        seen: list[Any] = []

        def respond(request: Any) -> Any:
            seen.append(request.extensions["timeout"])
            return http.Response(200, json=BOOK)

        for name in ("httpx", "httpx2"):
            timeout = pytest.importorskip(name).Timeout(3.0, read=7.0)
            call(kind, http, respond, timeout=timeout)
        assert seen == [{"connect": 3.0, "read": 7.0, "write": 3.0, "pool": 3.0}] * 2

    def test_the_timeout_of_the_callers_client_is_kept(self, http: Any) -> None:
        def respond(request: Any) -> Any:
            return http.Response(200, json={**BOOK, "id": f"{request.extensions['timeout']}"})

        with http.Client(transport=http.MockTransport(respond), timeout=11.5) as client:
            assert get_once("threads", http_client=client).id == f"{http.Timeout(11.5).as_dict()}"

    def test_a_url_of_the_other_is_one(self, kind: Kind, http: Any) -> None:
        other = pytest.importorskip("httpx" if http.__name__ == "httpx2" else "httpx2")

        def respond(request: Any) -> Any:
            return http.Response(200, json={**BOOK, "id": request.url.host})

        url = other.URL("https://elsewhere.test")
        assert call(kind, http, respond, base_url=url).id == "elsewhere.test"


class TestErrors:
    def test_what_the_callers_library_raises_is_ours(self, kind: Kind, http: Any) -> None:
        def respond(_: Any) -> Any:
            raise http.ReadTimeout("slow")

        clock = FakeClock()
        with pytest.raises(APITimeoutError, match="after 3 attempts") as caught:
            call(kind, http, respond, clock=clock)
        assert clock.waits == [0.25, 0.5]
        assert isinstance(caught.value.__cause__, http.ReadTimeout)
        assert isinstance(caught.value.request, http.Request)

    def test_a_response_is_of_the_callers_library(self, kind: Kind, http: Any) -> None:
        def respond(_: Any) -> Any:
            return http.Response(404, json={})

        with pytest.raises(NotFoundError) as caught:
            call(kind, http, respond)
        assert isinstance(caught.value.response, http.Response)


def test_a_response_is_filled_by_its_own_library(http: Any) -> None:
    response = http.Response(200, stream=http.ByteStream(b"packed"))
    fill(response, b"plain")
    assert response.content == b"plain"


def test_both_have_all_that_the_seam_promises(http: ModuleType) -> None:
    promised = {name for name in dir(library_type()) if not name.startswith("_")}
    promised |= set(library_type().__annotations__)
    assert {name for name in promised if not hasattr(http, name)} == set()
    assert len(promised) > 10


def library_type() -> Any:
    from ghxstship._core.http.protocols import HttpLibrary  # noqa: PLC0415 - for type checkers otherwise

    return HttpLibrary
