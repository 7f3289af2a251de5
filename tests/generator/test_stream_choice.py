"""One operation that answers JSON, or the same as events: the argument `stream` chooses."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from generator.api import Plain
from generator.targets.python.package import project_files
from generator.types import Kind, Named, Scalar
from tests.library import httpx

from .exercise import exercise, in_memory
from .small import Json, api_of, document, forgiven, only, operation, package_of, ref

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path
    from types import ModuleType

pytestmark = pytest.mark.once

FLAG = {"type": "boolean"}
SCHEMAS: Json = {
    "Answer": {"type": "object", "properties": {"text": {"type": "string"}}},
    "Piece": {"type": "object", "required": ["delta"], "properties": {"delta": {"type": "string"}}},
}
EITHER: Json = {
    "200": {
        "description": "The answer.",
        "content": {
            "application/json": {"schema": ref("Answer")},
            "text/event-stream": {"schema": ref("Piece")},
        },
    }
}


def asking(properties: Json, **more: Json) -> Json:
    """An operation with a body of these properties."""
    schema: Json = {"type": "object", "properties": properties}
    request = {"content": {"application/json": {"schema": schema}}}
    return operation(responses=EITHER, requestBody=request, **more)


def in_query(schema: Json, *, required: bool = False) -> Json:
    return [{"name": "stream", "in": "query", "required": required, "schema": schema}]


WAYS: dict[str, Json] = {
    "in the body": {"post": asking({"prompt": {"type": "string"}, "stream": FLAG})},
    "nullable": {"post": asking({"stream": {"type": ["boolean", "null"]}})},
    "in the query": {"get": operation(responses=EITHER, parameters=in_query(FLAG))},
    "required": {"get": operation(responses=EITHER, parameters=in_query(FLAG, required=True))},
    "by the media type alone": {"get": operation(responses=EITHER)},
    "deprecated": {"post": asking({"stream": FLAG}, deprecated=True)},
    "with a key": {
        "post": asking(
            {"stream": FLAG},
            parameters=[
                {
                    "name": "Idempotency-Key",
                    "in": "header",
                    "schema": {"type": "string"},
                    "x-idempotency-key": True,
                }
            ],
        )
    },
}


@pytest.mark.parametrize("way", WAYS)
def test_each_way_to_ask_works(way: str, tmp_path: Path) -> None:
    api = api_of(document({"/talks": WAYS[way]}, SCHEMAS), tmp_path, package="small")
    (found,) = api.operations()
    assert isinstance(found.answer, Plain)
    assert found.answer.events == Named("Piece")
    with in_memory(project_files(api), "small") as package:
        # Two models, and the operation in both of its ways.
        assert exercise(api, package) == 4


@pytest.mark.parametrize("schema", [{"type": "string"}, {"enum": ["sse"]}, {"type": "integer"}])
def test_an_argument_that_means_another_thing_is_left_alone(schema: Json, tmp_path: Path) -> None:
    data = document({"/talks": {"post": asking({"stream": schema})}}, SCHEMAS)
    api, found = forgiven(data, tmp_path)
    (answer,) = (one.answer for one in api.operations())
    assert isinstance(answer, Plain)
    assert answer.events is None
    reason = "no argument is free to ask for text/event-stream: 'stream' means another"
    (place,) = (one.pointer for one in found if one.reason == reason)
    assert place == "#/paths/~1talks/post/responses/200/content/text~1event-stream"


def test_a_list_that_may_be_a_stream_is_no_page(tmp_path: Path) -> None:
    content = EITHER["200"]["content"]
    things = {"type": "object", "properties": {"data": {"type": "array", "items": ref("Piece")}}}
    parameters = [
        {"name": name, "in": "query", "schema": {"type": "integer"}} for name in ("page", "limit")
    ]
    responses = {
        "200": {
            "description": "Talks.",
            "content": {**content, "application/json": {"schema": things}},
        }
    }
    data = document(
        {"/talks": {"get": operation(responses=responses, parameters=parameters)}}, SCHEMAS
    )
    assert isinstance(only(data, tmp_path).answer, Plain)


def test_an_event_of_any_text_is_what_its_schema_says(tmp_path: Path) -> None:
    content = {**EITHER["200"]["content"], "text/event-stream": {"schema": {"type": "string"}}}
    responses = {"200": {"description": "The answer.", "content": content}}
    found = only(document({"/talks": {"get": operation(responses=responses)}}, SCHEMAS), tmp_path)
    assert isinstance(found.answer, Plain)
    assert found.answer.events == Scalar(Kind.STRING)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Generator[ModuleType]:
    data = document({"/talks": WAYS["in the body"]}, SCHEMAS)
    api = api_of(data, tmp_path_factory.mktemp("talks"), package="small")
    with in_memory(project_files(api), "small") as package:
        yield package


class TestStreams:
    """The stream of such an operation, as servers of its kind end it."""

    EVENTS = b'data: {"delta": "a"}\n\ndata: {"delta": "b"}\n\ndata: [DONE]\n\ndata: late\n\n'

    def answer(self, request: httpx.Request) -> httpx.Response:
        assert b'"stream":true' in request.content
        assert request.headers["Accept"] == "text/event-stream"
        headers = {"Content-Type": "text/event-stream"}
        return httpx.Response(200, content=self.EVENTS, headers=headers)

    def settings(self) -> dict[str, Any]:
        return {"base_url": "https://api.test", "http_client": httpx.MockTransport(self.answer)}

    def test_ends_where_the_server_says_so(self, package: ModuleType) -> None:
        with (
            package.Client(**self.settings()) as client,
            client.talks.create(prompt="Hi", stream=True) as events,
        ):
            assert [event.delta for event in events] == ["a", "b"]
            assert [event.data for event in events.raw_events()][-2:] == ["[DONE]", "late"]

    @pytest.mark.parametrize("backend", ["asyncio", "trio"])
    def test_ends_so_async_too(self, package: ModuleType, backend: str) -> None:
        async def read() -> tuple[list[str], list[str]]:
            async with (
                package.AsyncClient(**self.settings()) as client,
                await client.talks.create(prompt="Hi", stream=True) as events,
            ):
                deltas = [event.delta async for event in events]
                return deltas, [event.data async for event in events.raw_events()]

        deltas, raw = anyio.run(read, backend=backend)
        assert (deltas, raw[-2:]) == (["a", "b"], ["[DONE]", "late"])


ACCEPTED = """\
from typing import assert_type

from small import AsyncClient, Client
from small._core.streaming import AsyncEventStream, EventStream
from small.models import Answer, Piece


def sync(client: Client, flag: bool) -> None:
    assert_type(client.talks.create(), Answer)
    assert_type(client.talks.create(stream=False), Answer)
    assert_type(client.talks.create(stream=True), EventStream[Piece])
    assert_type(client.talks.create(stream=flag), Answer | EventStream[Piece])
    assert_type(client.talks.with_raw_response.create(prompt="Hi").parse(), Answer)


async def async_(client: AsyncClient, flag: bool) -> None:
    assert_type(await client.talks.create(), Answer)
    assert_type(await client.talks.create(stream=True), AsyncEventStream[Piece])
    assert_type(await client.talks.create(stream=flag), Answer | AsyncEventStream[Piece])
"""
REFUSED = """\
from small import Client

client = Client()
client.talks.create(stream="yes")
client.talks.create(stream=True).text
client.talks.create().delta
"""


def test_what_it_answers_is_typed(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    source = package_of(document({"/talks": WAYS["in the body"]}, SCHEMAS), tmp_path)
    (tmp_path / "accepted.py").write_text(
        ACCEPTED.replace("small.models", "small.talks"), encoding="utf-8"
    )
    (tmp_path / "refused.py").write_text(REFUSED, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "accepted.py", "refused.py"],
        env={"MYPYPATH": str(source), "PATH": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if "error:" in line]
    assert all(line.startswith("refused.py") for line in lines), done.stdout
    assert {int(line.split(":")[1]) for line in lines} == {4, 5, 6}, done.stdout
