"""Whoever puts himself into httpx sees the calls of a client over its own connections."""

from __future__ import annotations

import functools
import importlib
import logging
import sys
from operator import attrgetter
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import anyio
import pytest

from ghxstship._core.http import default_sender
from ghxstship._core.http.default_sender import ASYNC, SYNC, Interception, Passed

from ..library import LIBRARY, httpx
from .bookshop import AsyncClient, Client
from .loopback import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .loopback import Loopback

WAYS = {"threads": SYNC, "asyncio": ASYNC}
CORES = {"httpx": "httpcore", "httpx2": "httpcore2"}
CORE = CORES[LIBRARY.__name__]


def methods(kind: str) -> list[tuple[str, str, str]]:
    """Module, class and name of each method that is watched and that a plain request passes."""
    way = WAYS[kind]
    both = [(LIBRARY.__name__, name) for name in way.library] + [(CORE, name) for name in way.core]
    found = [(module, *name.split(".")) for module, name in both if "." in name]
    return [(module, owner, name) for module, owner, name in found if "Proxy" not in owner]


@pytest.fixture
def loopback(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    with serving() as server:
        yield server


def steps(kind: str, url: str, *between: Callable[[], object]) -> list[str]:
    """The ids that one client gets: of a call, and of one after each step."""

    async def in_task() -> list[str]:
        async with AsyncClient(base_url=url) as client:
            got = [(await client.books.get("0")).id]
            for step in between:
                step()
                got.append((await client.books.get(str(len(got)))).id)
        return got

    if kind == "asyncio":
        return anyio.run(in_task)
    with Client(base_url=url) as client:
        got = [client.books.get("0").id]
        for step in between:
            step()
            got.append(client.books.get(str(len(got))).id)
    return got


class Proxy:
    """What wrapt makes: it has the class, the names, the hash and the equality of a function."""

    def __init__(self, wrapped: Any, seen: list[str]) -> None:
        self.wrapped = wrapped
        self.seen = seen

    @property  # type: ignore[misc]
    def __class__(self) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        return cast("Any", type(self.wrapped))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.wrapped, name)

    def __eq__(self, other: object) -> bool:
        return bool(self.wrapped == other)

    def __hash__(self) -> int:
        return hash(self.wrapped)

    def __get__(self, instance: object, owner: type[object]) -> Any:
        return self if instance is None else functools.partial(self, instance)

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        self.seen.append(self.wrapped.__name__)
        return self.wrapped(*arguments, **options)


def wrapped(original: Any, seen: list[str]) -> Any:
    """A function that takes everything along that `functools.wraps` does."""

    @functools.wraps(original)
    def look(*arguments: Any, **options: Any) -> Any:
        seen.append(original.__name__)
        return original(*arguments, **options)

    return look


def disguised(original: Any, seen: list[str]) -> Any:
    """The same without the trace that `functools.wraps` leaves."""
    look = wrapped(original, seen)
    del look.__wrapped__
    return look


@pytest.mark.parametrize("wrap", [Proxy, wrapped, disguised])
@pytest.mark.parametrize(
    ("kind", "place"),
    [(kind, place) for kind in WAYS for place in methods(kind)],
    ids=lambda value: value if isinstance(value, str) else ".".join(value),
)
def test_a_method_replaced_after_a_call_is_passed_until_it_is_put_back(
    kind: str,
    place: tuple[str, str, str],
    wrap: Callable[[Any, list[str]], Any],
    loopback: Loopback,
) -> None:
    module, owner, name = place
    class_ = getattr(importlib.import_module(module), owner)
    seen: list[str] = []
    counts: list[int] = []
    patch = pytest.MonkeyPatch()

    def put_back() -> None:
        counts.append(len(seen))
        patch.undo()

    def start() -> None:
        patch.setattr(class_, name, wrap(getattr(class_, name), seen))

    try:
        assert steps(kind, loopback.url, start, put_back, start) == ["0", "1", "2", "3"]
    finally:
        patch.undo()
    (first,) = counts
    assert first > 0
    # The connection and the client are there already, so whoever looks at their making sees none.
    assert name in {"__init__", "_transport_for_url"} or len(seen) > first


@pytest.mark.parametrize("kind", WAYS)
def test_a_class_replaced_by_a_subclass_is_used_while_it_is(
    kind: str, loopback: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "AsyncClient" if kind == "asyncio" else "Client"
    seen: list[str] = []

    original: Any = getattr(httpx, name)

    class Traced(original):  # type: ignore[misc]
        def send(self, request: Any, **options: Any) -> Any:
            seen.append(request.url.path)
            return original.send(self, request, **options)

    with monkeypatch.context() as patch:
        got = steps(
            kind,
            loopback.url,
            lambda: patch.setattr(httpx, name, Traced),
            patch.undo,
            lambda: patch.setattr(httpx, name, Traced),
        )
    assert got == ["0", "1", "2", "3"]
    assert seen == ["/v1/books/1", "/v1/books/3"]


@pytest.mark.parametrize("kind", WAYS)
def test_a_client_made_before_its_class_was_replaced_is_still_one(
    kind: str, monkeypatch: pytest.MonkeyPatch, loopback: Loopback
) -> None:
    name = "AsyncClient" if kind == "asyncio" else "Client"
    plain = getattr(httpx, name)()
    monkeypatch.setattr(httpx, name, type("Traced", (getattr(httpx, name),), {}))

    async def in_task() -> str:
        async with plain, AsyncClient(base_url=loopback.url, http_client=plain) as client:
            return (await client.books.get("7")).id

    if kind == "asyncio":
        assert anyio.run(in_task) == "7"
    else:
        with plain, Client(base_url=loopback.url, http_client=plain) as client:
            assert client.books.get("7").id == "7"


def test_an_async_client_goes_on_in_another_event_loop(
    loopback: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    original = httpx.AsyncClient.send
    monkeypatch.setattr(httpx.AsyncClient, "send", wrapped(original, seen))
    client = AsyncClient(base_url=loopback.url)

    async def call() -> str:
        return (await client.books.get("7")).id

    for backend in ("asyncio", "asyncio", "trio"):
        assert anyio.run(call, backend=backend) == "7"
    assert seen == ["send"] * 3
    assert len(loopback.connections) == 3


def test_it_is_logged_once(
    loopback: Loopback, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(default_sender, "_logged", set[str]())
    monkeypatch.setattr(httpx.Client, "send", wrapped(httpx.Client.send, []))
    with caplog.at_level(logging.INFO, "ghxstship"):
        for _ in range(2):
            steps("threads", loopback.url, lambda: None)
    own = LIBRARY.__name__
    assert [one.getMessage() for one in caplog.records if one.name == "ghxstship"] == [
        f"{own}.Client.send is patched by tests: calls go through {own}'s own client"
    ]


def test_a_tool_that_patches_below_the_library_is_logged_once_too(
    loopback: Loopback, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(default_sender, "_logged", set[str]())
    core = importlib.import_module(CORE)
    for name in ("ConnectionPool", "HTTPConnection"):
        place = getattr(core, name)
        monkeypatch.setattr(place, "handle_request", wrapped(place.handle_request, []))
    with caplog.at_level(logging.INFO, "ghxstship"):
        steps("threads", loopback.url, lambda: None)
    (told,) = [one.getMessage() for one in caplog.records if one.name == "ghxstship"]
    what = f"{CORE}.ConnectionPool.handle_request is patched by tests"
    assert told == f"{what}: calls go through {LIBRARY.__name__}'s own client"


@pytest.mark.parametrize("name", ["httpx", "httpx2"])
@pytest.mark.parametrize("passed", [SYNC, ASYNC], ids=["sync", "async"])
class TestInterception:
    def test_is_none_in_a_library_as_it_comes(self, name: str, passed: Passed) -> None:
        library = pytest.importorskip(name)
        core = pytest.importorskip(CORES[name])
        found = Interception(library, passed)
        assert [found.is_there(), found.is_there()] == [False, False]
        # Every name is there: one that another version has not would be looked up at length.
        assert len(attrgetter(*passed.library)(library)) == len(passed.library)
        assert len(attrgetter(*passed.core)(core)) == len(passed.core)

    def test_is_none_in_a_package_that_another_thread_is_loading(
        self, name: str, passed: Passed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        library = pytest.importorskip(name)
        found = Interception(library, passed)
        monkeypatch.setitem(sys.modules, CORES[name], ModuleType(CORES[name]))
        assert not found.is_there()
        monkeypatch.delitem(sys.modules, CORES[name])
        assert not found.is_there()

    def test_is_where_a_class_is_something_else(self, name: str, passed: Passed) -> None:
        library: Any = SimpleNamespace(__name__=name, **{passed.library[0]: object})
        assert Interception(library, passed).is_there()

    def test_is_seen_where_it_was_there_first(
        self, name: str, passed: Passed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        library = pytest.importorskip(name)
        owner = getattr(library, passed.library[0])
        monkeypatch.setattr(owner, "send", Proxy(owner.send, []))
        found = Interception(library, passed)
        assert found.is_there()
        monkeypatch.undo()
        assert not found.is_there()
