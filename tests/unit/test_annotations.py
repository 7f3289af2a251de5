"""Annotations resolve at run time, for tools that build from signatures."""

from __future__ import annotations

import asyncio
import inspect
import os
import subprocess
import sys
from collections.abc import Iterator
from inspect import getattr_static
from operator import attrgetter
from pathlib import Path
from typing import Any, get_type_hints
from unittest.mock import AsyncMock, create_autospec

import pytest

from ghxstship import AsyncClient, Client
from ghxstship._core.lazy import resource_property

ROOT = Path(__file__).parents[2]


def in_fresh_process(*arguments: str, path: Path = ROOT / "src") -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(path), str(ROOT)])},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_everything_public_resolves_in_a_fresh_process() -> None:
    looked_at, *faults = in_fresh_process("-m", "tests.annotations", "ghxstship").split("\n")
    assert not any(faults)
    assert int(looked_at) > 800


@pytest.mark.parametrize(
    "statement", ["from ghxstship import Client", "from ghxstship import verify_webhook"]
)
def test_importing_loads_nothing_that_only_annotations_name(statement: str) -> None:
    dear = {"httpx", "httpx2", "pydantic"}
    if "Client" in statement:
        dear |= {"ssl", "logging", "email", "typing_extensions"}
    loaded = in_fresh_process("-c", f"{statement}\nimport sys\nprint(*sys.modules)").split()
    assert not dear & set(loaded)


def test_events_are_read_without_what_makes_calls() -> None:
    loaded = in_fresh_process("-c", "import ghxstship.events, sys\nprint(*sys.modules)").split()
    assert "ghxstship._core.drivers" not in loaded
    assert "ghxstship._core.streaming" not in loaded


@pytest.mark.parametrize("client_class", [Client, AsyncClient])
def test_a_method_is_described_by_types_not_by_text(client_class: type[Any]) -> None:
    signature = inspect.signature(client_class.atlvs.deals.create, eval_str=True)
    assert signature.parameters["name"].annotation is str
    assert get_type_hints(client_class.atlvs.deals.create)["return"].__name__ == "Deal"


class TestAutospec:
    def test_a_mock_has_the_clients_resources(self) -> None:
        mock = create_autospec(Client, instance=True)
        mock.atlvs.deals.get.return_value = "a deal"
        assert mock.atlvs.deals.get("deal_1") == "a deal"
        mock.atlvs.webhooks.deliveries.list("webhook_1")

    def test_an_async_mock_is_awaited(self) -> None:
        mock = create_autospec(AsyncClient, instance=True)
        mock.atlvs.deals.get.return_value = "a deal"

        async def get() -> object:
            return await mock.atlvs.deals.get("deal_1")

        assert asyncio.run(get()) == "a deal"

    def test_a_mock_refuses_what_the_client_would(self) -> None:
        mock = create_autospec(Client, instance=True)
        with pytest.raises(AttributeError):
            mock.atlvs.deels  # noqa: B018
        with pytest.raises(TypeError):
            mock.atlvs.deals.get()
        with pytest.raises(TypeError):
            mock.atlvs.deals.list(statuss="open")

    @pytest.mark.parametrize("client_class", [Client, AsyncClient])
    def test_every_method_with_a_raw_response_is_mocked(self, client_class: type[Any]) -> None:
        mock = create_autospec(client_class, instance=True)
        count = 0
        for place, raw in raw_resources(client_class):
            mocked = attrgetter(f"{place}with_raw_response")(mock)
            for name in vars(raw):
                if not name.startswith("_"):
                    method = getattr(mocked, name)
                    with pytest.raises(TypeError, match=r"nonsense|missing a required"):
                        method(nonsense=1)
                    is_awaited = client_class is AsyncClient
                    assert isinstance(method, AsyncMock) == is_awaited, (place, name)
                    count += 1
            with pytest.raises(AttributeError):
                mocked.nonsense  # noqa: B018
        assert count > 100

    def test_a_raw_response_is_what_the_mock_says(self) -> None:
        mock = create_autospec(Client, instance=True)
        mock.atlvs.deals.with_raw_response.list.return_value.status_code = 200
        assert mock.atlvs.deals.with_raw_response.list(status="open").status_code == 200
        mock.with_raw_response.request.return_value.content = b"{}"
        assert mock.with_raw_response.request("GET", "/v1/new").content == b"{}"


def raw_resources(of: type[Any], place: str = "") -> Iterator[tuple[str, type[Any]]]:
    """What answers whole responses, and where it is on the client."""
    for name in dir(of):
        if isinstance(getattr_static(of, name), resource_property):
            if name == "with_raw_response":
                yield place, getattr(of, name)
            else:
                yield from raw_resources(getattr(of, name), f"{place}{name}.")
