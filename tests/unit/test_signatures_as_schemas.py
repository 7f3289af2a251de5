"""Tools that build from signatures: `validate_call` and FastAPI's dependency injection."""

from __future__ import annotations

import asyncio
import sys
from datetime import date
from decimal import Decimal
from inspect import getattr_static
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import Depends, FastAPI
from pydantic import TypeAdapter, ValidationError, validate_call

from ghxstship import OMIT, AsyncClient, Client, RequestOptions, RetryBudget, RetryPolicy
from ghxstship._core.lazy import resource_property
from ghxstship._core.operation import Omit
from ghxstship.sandbox import Sandbox

from ..library import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator


def loosely(function: Any) -> Any:
    """A function whose arguments pydantic validates, and no type checker."""
    return validate_call(function)


NAMED: dict[str, Any] = {"api_key": "k", "workspace_id": "w", "base_url": "http://127.0.0.1:1"}


def methods(of: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Every method of a client's resources, those with raw responses too, and its `request`."""
    for name in dir(of):
        value = getattr_static(of.__class__, name, None)
        if isinstance(value, resource_property):
            yield from methods(getattr(of, name), f"{place}{name}.")
        elif not name.startswith("_") and (place or name == "request"):
            yield f"{place}{name}", getattr(of, name)


async def awaited(answer: Any) -> Any:
    return await answer


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_every_method_can_be_validated(kind: type[Any]) -> None:
    found = dict(methods(kind(**NAMED)))
    assert len(found) > 295
    for name, method in found.items():
        validated = loosely(method)
        with pytest.raises(ValidationError) as caught:
            asyncio.run(awaited(validated(nonsense=1)))
        kinds = {error["type"] for error in caught.value.errors()}
        assert "unexpected_keyword_argument" in kinds or name.endswith("request"), name


@pytest.mark.skipif(sys.version_info < (3, 12), reason="pydantic takes its types from 3.12 on")
def test_so_can_with_options() -> None:
    other = loosely(Client(**NAMED).with_options)(max_retries="1")
    assert isinstance(other, Client)


@pytest.fixture(scope="module")
def settings() -> Iterator[dict[str, Any]]:
    sandbox = Sandbox(rate_limits=False)
    with sandbox.serve() as server:
        yield {
            "api_key": sandbox.api_key,
            "workspace_id": sandbox.workspace_id,
            "base_url": server.url,
        }


def test_a_validated_method_calls_as_before(settings: dict[str, Any]) -> None:
    with Client(**settings) as client:
        create = loosely(client.atlvs.deals.create)
        deal = create(
            name="Tide",
            value="84000.50",
            currency="USD",
            expected_close_date="2027-05-01",
            options={"timeout": 5, "headers": {"X-Team": "a"}},
        )
        assert (deal.value, deal.expected_close_date) == (Decimal("84000.50"), date(2027, 5, 1))
        got = loosely(client.atlvs.deals.get)(deal.id)
        assert got.name == "Tide"
        updated = loosely(client.atlvs.deals.update)(deal.id, contact=None)
        assert (updated.contact, updated.expected_close_date) == (None, deal.expected_close_date)
        listed = loosely(client.atlvs.deals.list)(limit="2", max_items=3)
        assert len(list(listed)) == 3
        timeout = {"timeout": httpx.Timeout(5)}
        raw = loosely(client.atlvs.deals.with_raw_response.get)(deal.id, options=timeout)
        assert raw.status_code == 200
        with pytest.raises(ValidationError, match="limit"):
            loosely(client.atlvs.deals.list)(limit="many")
        with pytest.raises(ValidationError, match="timeout"):
            loosely(client.atlvs.deals.get)(deal.id, options={"timeout": "soon"})


def test_so_does_an_async_one(settings: dict[str, Any]) -> None:
    async def work() -> None:
        async with AsyncClient(**settings) as client:
            listed = loosely(client.atlvs.deals.list)(limit="1", max_items=2)
            found = [deal async for deal in listed]
            assert len(found) == 2
            got: Any = await loosely(client.atlvs.deals.get)(found[0].id)
            assert got == found[0]

    asyncio.run(work())


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_the_constructor_can_be_validated(kind: type[Any]) -> None:
    validated = loosely(kind.__init__)
    client = object.__new__(kind)
    transport: Any = httpx.MockTransport(lambda _: httpx.Response(200))
    more = {"retry_policy": RetryPolicy(), "retry_budget": RetryBudget(tokens=2)}
    validated(client, **NAMED, timeout="5", max_retries="1", http_client=transport, **more)
    assert client.base_url == "http://127.0.0.1:1"
    for name in ("auth", "http_client", "retry_policy", "retry_budget", "middleware"):
        with pytest.raises(ValidationError, match=name):
            validated(object.__new__(kind), **NAMED, **{name: 5.5})


def test_omit_is_itself_and_nothing_else_is() -> None:
    either: Any = Omit | int
    adapter = TypeAdapter[Any](either)
    assert adapter.validate_python(OMIT) is OMIT
    assert adapter.json_schema() == {"anyOf": [{"not": {}}, {"type": "integer"}]}
    with pytest.raises(ValidationError):
        adapter.validate_python("OMIT")
    timeout = TypeAdapter[Any](RequestOptions).validate_python({"timeout": httpx.Timeout(1)})
    assert isinstance(timeout["timeout"], httpx.Timeout)


def ask(app: FastAPI, method: str, path: str, **more: Any) -> httpx.Response:
    """What an application answers."""

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://app.test") as browser:
            return await browser.request(method, path, **more)

    return asyncio.run(asked())


class TestFastAPI:
    def test_a_route_is_built_from_a_methods_signature(self, settings: dict[str, Any]) -> None:
        with Client(**settings) as client:
            app = FastAPI()
            app.get("/deals/{deal_id}")(client.atlvs.deals.get)
            app.post("/deals")(client.atlvs.deals.create)

            def names(deals: Any = Depends(client.atlvs.deals.list)) -> list[str]:  # noqa: B008
                return [deal.name for deal in deals]

            app.get("/names")(names)
            new = {"name": "Tide", "value": "12.50", "currency": "USD"}
            made = ask(app, "POST", "/deals", params=new, json={})
            assert (made.status_code, made.json()["name"]) == (200, "Tide")
            got = ask(app, "GET", f"/deals/{made.json()['id']}")
            assert got.json() == made.json()
            assert len(ask(app, "GET", "/names?limit=2&max_items=3").json()) == 3
            assert ask(app, "GET", "/names?limit=many").status_code == 422
            document = ask(app, "GET", "/openapi.json").json()
            parameters = {one["name"] for one in document["paths"]["/names"]["get"]["parameters"]}
            assert {"status", "stage", "limit", "cursor", "created_after"} <= parameters
