"""The files that one call goes through, as CONTRIBUTING.md names them."""

from __future__ import annotations

import asyncio
import re
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import ghxstship
from benchmarks.records import deal_body, page_body
from ghxstship import AsyncClient, Client

from ..faults.server import answer, each, misbehaving

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

PACKAGE = Path(ghxstship.__file__).parent
CONTRIBUTING = Path(__file__).parents[2] / "CONTRIBUTING.md"
CONNECTIONS = "_core/http/connections/"
"""Below the transport's one method: where httpx's own connections would be."""


def section() -> str:
    _, _, text = CONTRIBUTING.read_text(encoding="utf-8").partition("\n## One call\n")
    return text.partition("\n## ")[0]


def steps() -> list[str]:
    """The files of the numbered list, in order."""
    return re.findall(r"^\d+\. `([\w/]+\.py)`", section(), re.MULTILINE)


def also(beginning: str) -> set[str]:
    """The files that a paragraph names which begins so."""
    [paragraph] = [one for one in section().split("\n\n") if one.startswith(beginning)]
    return set(re.findall(r"`([\w/]+\.py)`", paragraph))


@contextmanager
def tracing() -> Generator[list[str]]:
    """The files of ours whose functions are called in a block, in the order of their first call."""
    seen: dict[str, None] = {}

    def look(frame: Any, event: str, _: object) -> None:
        path = Path(frame.f_code.co_filename)
        if event == "call" and PACKAGE in path.parents:
            seen.setdefault(path.relative_to(PACKAGE).as_posix())

    before = sys.getprofile()
    found: list[str] = []
    sys.setprofile(look)
    try:
        yield found
    finally:
        sys.setprofile(before)
    found += seen


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def traced(body: bytes, call: Callable[[Any], Any], *, is_async: bool) -> list[str]:
    """The files of a client's second call, over its own connections to a server."""
    with misbehaving(each(answer(body=body))) as server:
        settings: Any = {"api_key": "key", "workspace_id": "ws_1", "base_url": server.url}

        async def in_task() -> list[str]:
            async with AsyncClient(**settings) as client:
                await call(client)
                with tracing() as found:
                    await call(client)
            return found

        if is_async:
            return asyncio.run(in_task())
        with Client(**settings) as client:
            call(client)
            with tracing() as found:
                call(client)
        return found


def get(client: Any) -> Any:
    return client.atlvs.deals.get("deal_1")


def list_open(client: Any) -> Any:
    return client.atlvs.deals.list(status="open", limit=100)


def apart() -> set[str]:
    return also("Two things stand apart")


def split(files: list[str]) -> tuple[list[str], set[str]]:
    """Those that are a call's own, in order, and those that stand apart."""
    own = [one for one in files if not one.startswith(CONNECTIONS) and one not in apart()]
    return own, {*files} - {*own}


def test_goes_through_eight_files() -> None:
    own, others = split(traced(deal_body(), get, is_async=False))
    assert own == steps()
    assert len(own) == 8
    assert others == apart()
    assert len([one for one in apart() if not one.startswith(CONNECTIONS)]) == 1


def test_of_a_list_goes_through_what_makes_a_page_too() -> None:
    own, others = split(traced(page_body(), list_open, is_async=False))
    assert [one for one in own if one in steps()] == steps()
    assert {*own} - {*steps()} == also("A list")
    assert others == apart()


@pytest.mark.parametrize(
    ("body", "call", "named"),
    [(deal_body(), get, []), (page_body(), list_open, ["A list"])],
    ids=["get", "list"],
)
def test_in_a_task_differs_in_its_connections_alone(
    body: bytes, call: Callable[[Any], Any], named: list[str]
) -> None:
    own, others = split(traced(body, call, is_async=True))
    differs = also("An async call")
    assert [one for one in own if one in steps()] == steps()
    assert {*own} - {*steps()} - differs == {one for each in named for one in also(each)}
    assert differs <= {*own, *others}
    assert others - differs < apart()
