"""The pytest plugin, in pytest runs of its own."""

from __future__ import annotations

import asyncio
import inspect
import runpy
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import httpx
import pytest

import ghxstship.pytest_plugin
from ghxstship import Client, ConfigurationError
from ghxstship.sandbox import Server
from ghxstship.sandbox.engine import Engine
from ghxstship.sandbox.store import Store

if TYPE_CHECKING:
    from ghxstship.pytest_plugin import GhxstshipSandbox

pytest_plugins = ["pytester"]

NEW_DEAL = {"name": "Tour", "value": 1, "currency": "USD"}


def call(sandbox: GhxstshipSandbox, method: str = "GET", **options: object) -> httpx.Response:
    headers = {
        "Authorization": f"Bearer {sandbox.api_key}",
        "X-Workspace-ID": sandbox.workspace_id,
    }
    url = f"{sandbox.url}/atlvs/v1/deals"
    return httpx.request(method, url, headers=headers, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_has_a_fresh_sandbox(ghxstship_sandbox: GhxstshipSandbox, turn: int) -> None:
    assert call(ghxstship_sandbox, "POST", json=NEW_DEAL).status_code == 201
    assert call(ghxstship_sandbox).json()["pagination"]["total"] == 151
    assert [each.method for each in ghxstship_sandbox.requests] == ["POST", "GET"]
    ghxstship_sandbox.fail_next(times=3)


@pytest.fixture(scope="module")
def application(ghxstship_sandbox_server: GhxstshipSandbox) -> Client:
    """What lives longer than a test."""
    return ghxstship_sandbox_server.client()


@pytest.mark.parametrize("turn", [1, 2])
def test_what_outlives_a_test_talks_to_the_sandbox_that_each_test_resets(
    application: Client, ghxstship_sandbox: GhxstshipSandbox, turn: int
) -> None:
    assert application.atlvs.deals.list(limit=1).total == 150
    application.atlvs.deals.create(name="Tour", value=1, currency="USD")
    ghxstship_sandbox.fail_next(503)
    assert ghxstship_sandbox.client().atlvs.deals.list(limit=1).total == 151
    assert [one.method for one in ghxstship_sandbox.requests] == ["GET", "POST", "GET", "GET"]


def test_the_sessions_sandbox_is_reset_by_hand(ghxstship_sandbox_server: GhxstshipSandbox) -> None:
    ghxstship_sandbox_server.reset()
    call(ghxstship_sandbox_server, "POST", json=NEW_DEAL)
    ghxstship_sandbox_server.fail_next(503)
    ghxstship_sandbox_server.reset()
    assert call(ghxstship_sandbox_server).json()["pagination"]["total"] == 150
    assert len(ghxstship_sandbox_server.requests) == 1


def test_failures_are_ordered(ghxstship_sandbox: GhxstshipSandbox) -> None:
    ghxstship_sandbox.fail_next(status=503, headers={"Retry-After": "1"})
    answer = call(ghxstship_sandbox)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert call(ghxstship_sandbox).status_code == 200


def test_it_makes_clients(ghxstship_sandbox: GhxstshipSandbox) -> None:
    client = ghxstship_sandbox.client(max_retries=0, strict=True)
    assert client.atlvs.deals.get("deal_abc123").name == "Enterprise Contract"

    async def get() -> str:
        async with ghxstship_sandbox.async_client(strict=True) as client:
            return (await client.atlvs.deals.get("deal_abc123")).name

    assert asyncio.run(get()) == "Enterprise Contract"
    assert len(ghxstship_sandbox.requests) == 2


def test_clients_are_closed_with_their_test(ghxstship_sandbox: GhxstshipSandbox) -> None:
    with ghxstship_sandbox as sandbox:
        client = sandbox.client(strict=True)
        client.atlvs.deals.list(limit=1)
    with pytest.raises(ConfigurationError):
        client.atlvs.deals.list(limit=1)


def test_a_fresh_sandbox_costs_little(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Counter[str]()

    def counted(kind: type, method: str) -> None:
        original = getattr(kind, method)

        def count(*args: Any, **kwargs: Any) -> Any:
            work[f"{kind.__name__}.{method}"] += 1
            return original(*args, **kwargs)

        monkeypatch.setattr(kind, method, count)

    counted(Server, "__enter__")
    counted(Engine, "__init__")
    counted(Engine, "plant")
    counted(Store, "copy_to")
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.parametrize("number", range(100))
        def test_it(ghxstship_sandbox, number):
            pass
        """
    )
    result = pytester.runpytest("-p", "no:cacheprovider")
    result.assert_outcomes(passed=100)
    # One server, whose data are made twice: what each test gets is a copy of the second.
    assert work == {
        "Server.__enter__": 1,
        "Engine.__init__": 1,
        "Engine.plant": 2,
        "Store.copy_to": 100,
    }


def test_it_says_where_it_is(ghxstship_sandbox: GhxstshipSandbox) -> None:
    assert repr(ghxstship_sandbox) == f"<GhxstshipSandbox at {ghxstship_sandbox.url}>"


def test_without_the_extra_the_test_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "ghxstship.sandbox.server", None)
    plugin = runpy.run_path(ghxstship.pytest_plugin.__file__)
    server = inspect.unwrap(plugin["_ghxstship_server"])
    with pytest.raises(pytest.fail.Exception, match=r"pip install 'ghxstship\[sandbox\]'"):
        next(server())


@pytest.mark.once
def test_without_the_extra_only_the_tests_that_need_it_fail(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("import sys\nsys.modules['uvicorn'] = None\n")
    pytester.makepyfile(
        """
        def test_it(ghxstship_sandbox):
            pass

        def test_another():
            pass
        """
    )
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*pip install 'ghxstship?sandbox?'*"])


@pytest.mark.once
def test_without_the_extra_there_are_no_samples(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("import sys\nsys.modules['ghxstship.sandbox.validation'] = None\n")
    pytester.makepyfile("def test_it(ghxstship_webhook):\n    pass\n")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*pip install 'ghxstship?sandbox?'*"])


def test_the_plugin_alone_imports_nothing_heavy() -> None:
    code = (
        "import sys, pytest\n"
        "before = set(sys.modules)\n"
        "import ghxstship.pytest_plugin\n"
        "print(*(set(sys.modules) - before))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert set(result.stdout.split()) <= {
        "ghxstship",
        "ghxstship._core",
        "ghxstship._core.lazy",
        "ghxstship._version",
        "ghxstship.pytest_plugin",
    }


def test_the_plugin_is_three_fixtures() -> None:
    # pytest imports plugins before coverage begins: here the module is run again, in its sight.
    file = ghxstship.pytest_plugin.__file__
    names = {name for name in runpy.run_path(file) if name.startswith("ghxstship_")}
    assert names == {"ghxstship_sandbox", "ghxstship_sandbox_server", "ghxstship_webhook"}
