"""A datetime for a date, in every argument that the document says is a date."""

from __future__ import annotations

import asyncio
import inspect
import json
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from ghxstship import AsyncClient, Client, InvalidArgumentError
from ghxstship.compvss.crew import Certification

from ..library import httpx
from .document import Node, follow, operations

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY = date(2026, 5, 1)
MOMENTS = {
    "aware": datetime(2026, 5, 1, 12, 30, tzinfo=UTC),
    "naive": datetime(2026, 5, 1, 12, 30),  # noqa: DTZ001
    "midnight": datetime(2026, 5, 1, tzinfo=UTC),
    "a subclass's": type("Timestamp", (datetime,), {})(2026, 5, 1, tzinfo=UTC),
}


class Place(NamedTuple):
    """An argument that is a date, or that has one inside."""

    operation: str
    steps: tuple[str, ...]
    """The argument, then properties inside; empty for an array's items."""

    def argument(self, leaf: object) -> dict[str, object]:
        value = leaf
        for step in reversed(self.steps[1:]):
            value = {step: value} if step else [value]
        return {self.steps[0]: value}


def dates_in(schema: Node, steps: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    schema = follow(schema)
    if schema.get("format") == "date":
        yield steps
    for variant in [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())]:
        yield from dates_in(variant, steps)
    for name, inner in schema.get("properties", {}).items():
        if not follow(inner).get("readOnly"):
            yield from dates_in(inner, (*steps, name))
    if "items" in schema:
        yield from dates_in(schema["items"], (*steps, ""))


def places() -> Iterator[Place]:
    for _, _, operation, parameters in operations():
        name = operation["operationId"]
        for parameter in parameters.values():
            for steps in dates_in(parameter["schema"], (parameter["name"],)):
                yield Place(name, steps)
        if "requestBody" in operation:
            content = follow(operation["requestBody"])["content"]
            for steps in dates_in(content["application/json"]["schema"]):
                yield Place(name, steps)


PLACES = list(dict.fromkeys(places()))
everywhere = pytest.mark.parametrize("place", PLACES, ids=lambda place: ".".join(place[1]))


class Sent(Exception):  # noqa: N818
    """A request went out."""

    def __init__(self, request: httpx.Request) -> None:
        self.said = f"{request.url} {request.content.decode()}"


def refuse(request: httpx.Request) -> httpx.Response:
    raise Sent(request)


def call(client: Any, place: Place, leaf: object) -> Any:
    method = attrgetter(place.operation)(client)
    required = {
        name: "x"
        for name, parameter in inspect.signature(method).parameters.items()
        if parameter.default is inspect.Parameter.empty
    }
    return method(**{**required, **place.argument(leaf)})


def settings() -> dict[str, Any]:
    transport = httpx.MockTransport(refuse)
    return {"api_key": "k", "workspace_id": "w", "http_client": transport, "max_retries": 0}


def test_the_document_has_dates_in_query_body_and_inside_of_objects() -> None:
    assert len(PLACES) > 20
    assert any(len(place.steps) > 2 for place in PLACES)
    assert any("" in place.steps for place in PLACES)


@everywhere
@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_a_datetime_for_a_date_says_what_to_pass(place: Place, moment: datetime) -> None:
    expected = f"{place.steps[-1] or place.steps[-2]} is a date without a time"
    with pytest.raises(InvalidArgumentError, match=rf"{expected}.*: pass value\.date\(\)"):
        call(Client(**settings()), place, moment)

    async def in_task() -> None:
        answer = call(AsyncClient(**settings()), place, moment)
        await answer

    with pytest.raises(InvalidArgumentError, match=expected):
        asyncio.run(in_task())


@everywhere
def test_a_date_is_sent_as_it_is(place: Place) -> None:
    with pytest.raises(Sent) as sent:
        call(Client(**settings()), place, DAY)
    assert "2026-05-01" in sent.value.said
    assert "2026-05-01T" not in sent.value.said


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")  # its own word on it
def test_a_datetime_in_a_model_that_is_sent_back_is_found() -> None:
    held: Any = Certification.model_construct(name="Rigging", expires_on=MOMENTS["aware"])
    with pytest.raises(InvalidArgumentError, match=r"^body\.certifications\.0\.expires_on is a"):
        Client(**settings()).compvss.crew.update("x", certifications=[held])


def test_a_moment_keeps_its_time() -> None:
    moment = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)
    with pytest.raises(Sent) as sent:
        Client(**settings()).atlvs.deals.list(created_after=moment)
    assert "2026-05-01T12%3A30" in sent.value.said
    with pytest.raises(Sent) as sent:
        Client(**settings()).gvteway.events.create(name="x", date=moment, venue_id="v", capacity=1)
    assert "2026-05-01T12:30" in json.dumps(sent.value.said)
