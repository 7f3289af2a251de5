"""Webhooks, streams, and which module a type stands in."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from generator.types import Member, Named, Union

from .small import (
    OK,
    Json,
    api_of,
    body,
    document,
    enum,
    errors_of,
    imported,
    module_of,
    operation,
    package_of,
)

pytestmark = pytest.mark.once

WEBHOOKS: Json = {
    "signature": {"scheme": "timestamped", "header": "X-Sig", "tolerance": 60},
    "versions": ["1", "2"],
}


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def happened(name: str, data: Json) -> Json:
    """An event."""
    properties = {"event": {"const": name}, "at": {"type": "string"}, "data": data}
    return {"type": "object", "required": ["event", "data"], "properties": properties}


def hook(schema: Json) -> Json:
    content = {"content": {"application/json": {"schema": schema}}}
    return {"post": {"requestBody": content, "responses": {"204": OK}}}


def data() -> Json:
    """Two namespaces, each with a resource, an event and a stream of it."""
    thing = {"type": "object", "properties": {"id": {"type": "string"}}}
    return document(
        {
            "/a/things": {
                "get": operation(operationId="a.things.get", responses={"200": body(ref("Thing"))})
            },
            "/a/others": {
                "get": operation(operationId="a.others.get", responses={"200": body(ref("Shared"))})
            },
            "/a/more": {
                "get": operation(operationId="a.more.get", responses={"200": body(ref("Shared"))})
            },
            "/b/event": {
                "get": operation(operationId="b.events.get", responses={"200": body(ref("Event"))})
            },
            "/b/both": {
                "get": operation(operationId="b.both.get", responses={"200": body(ref("Both"))})
            },
            "/a/both": {
                "get": operation(operationId="a.both.get", responses={"200": body(ref("Both"))})
            },
            "/a/stream": {
                "get": operation(
                    operationId="a.stream.listen",
                    responses={"200": body(ref("AEvent"), "text/event-stream")},
                )
            },
            "/a/log": {
                "get": operation(operationId="a.log.list", responses={"200": body(ref("Log"))})
            },
            "/b/log": {
                "get": operation(operationId="b.log.list", responses={"200": body(ref("Log"))})
            },
        },
        {
            "Thing": thing,
            "Shared": {"type": "object", "properties": {"part": ref("Part")}},
            "Part": thing,
            "Both": thing,
            "Event": thing,
            "OnlySent": thing,
            "ThingMade": happened("thing.made", ref("Thing")),
            "EventDone": happened("event.done", ref("Event")),
            "SentOnly": happened("only.sent", ref("OnlySent")),
            "AEvent": {"oneOf": [ref("ThingMade"), ref("SentOnly")]},
            "Log": {"type": "object", "properties": {"last": ref("ThingMade")}},
        },
        webhooks={
            "thing.made": hook(ref("ThingMade")),
            "event.done": hook(ref("EventDone")),
            "only.sent": hook(ref("SentOnly")),
        },
        **{"x-sdk": {"webhooks": WEBHOOKS}},
    )


def test_types_stand_beside_those_who_use_them(tmp_path: Path) -> None:
    homes = {key: one.module for key, one in api_of(data(), tmp_path).declarations.items()}
    assert homes == {
        "Thing": "a.things",
        "Shared": "a.models",
        "Part": "a.models",
        "Both": "models",
        "Event": "b.events",
        "OnlySent": "events",
        "ThingMade": "events",
        "EventDone": "events",
        "SentOnly": "events",
        "AEvent": "a.stream",
        "Log": "events",
        "events.Event": "events",
        "events.EventName": "events",
    }


def test_parts_come_before_wholes(tmp_path: Path) -> None:
    order = list(api_of(data(), tmp_path).declarations)
    assert order.index("Part") < order.index("Shared")
    assert order.index("ThingMade") < order.index("AEvent")


def test_events_are_a_union_with_names(tmp_path: Path) -> None:
    api = api_of(data(), tmp_path)
    assert api.events is not None
    events = api.declarations[api.events.union].declaration
    assert isinstance(events, Union)
    assert events.name == "Event"
    assert events.members == (
        Member(Named("EventDone"), ("event.done",)),
        Member(Named("SentOnly"), ("only.sent",)),
        Member(Named("ThingMade"), ("thing.made",)),
    )
    assert enum(api, "EventName").values == ("event.done", "only.sent", "thing.made")
    assert api.events.signature == {
        "header": "X-Sig",
        "signed": "{timestamp}.{body}",
        "timestamp_prefix": "t=",
        "prefix": "v1=",
        "separator": ",",
        "tolerance": 60,
    }
    assert api.events.versions == ("1", "2")


def test_an_enum_that_has_the_names_is_used(tmp_path: Path) -> None:
    given = data()
    given["components"]["schemas"]["Names"] = {"enum": ["thing.made", "event.done", "only.sent"]}
    given["paths"]["/a/things"]["get"]["parameters"] = [
        {"name": "on", "in": "query", "schema": ref("Names")}
    ]
    api = api_of(given, tmp_path)
    assert api.events is not None
    assert api.events.names == "Names"


def test_generated_events_can_be_used(tmp_path: Path) -> None:
    with imported(package_of(data(), tmp_path)) as package:
        events = module_of(package, "events")
        adapter = TypeAdapter(events.Event)
        made = adapter.validate_json('{"event": "event.done", "data": {"id": "7"}}')
        assert isinstance(made, events.EventDone)
        assert type(made.data) is module_of(package, "b.events").Event
        unknown = adapter.validate_json('{"event": "new", "data": 3, "more": true}')
        assert (type(unknown), unknown.data) == (events.UnknownEvent, 3)
        assert unknown.model_extra == {"more": True}
        assert events.EVENT_NAMES == ("event.done", "only.sent", "thing.made")
        assert {"1", "2"} == events.EVENT_VERSIONS
        stream = module_of(package, "a.stream")
        assert (
            type(TypeAdapter(stream.AEvent).validate_json('{"event": "x"}')) is stream.UnknownAEvent
        )


def enveloped(name: str, path: str = "meta") -> Json:
    """An event with an envelope of several fields."""
    event = happened(name, {"type": "object", "properties": {"id": {"type": "string"}}})
    event["properties"][path] = ref("Meta")
    event["properties"]["at"] = {"type": "string", "format": "date-time"}
    return event


def with_envelope(webhooks: Json, *events: Json) -> Json:
    """A document whose events say where their key is."""
    meta = {
        "type": "object",
        "properties": {"idemKey": {"type": "string"}, "count": {"type": "integer"}},
    }
    every = events or (enveloped("a"), enveloped("b"))
    hooks = {one["properties"]["event"]["const"]: hook(one) for one in every}
    given = document(webhooks=hooks, schemas={"Meta": meta})
    given["x-sdk"] = {**given.get("x-sdk", {}), "webhooks": webhooks}
    return given


class TestProperties:
    def test_are_those_of_every_event_known_or_not(self, tmp_path: Path) -> None:
        given = with_envelope({"idempotency_key": "meta.idemKey"})
        with imported(package_of(given, tmp_path)) as package:
            events = module_of(package, "events")
            read = events.EVENT_READER.read
            at = "2024-01-02T03:04:05Z"
            for name in ("a", "b", "new"):
                body = {"event": name, "data": {"id": 1}, "at": at, "meta": {"idemKey": "k"}}
                event = read(json.dumps(body))
                assert isinstance(event, events.UnknownEvent) == (name == "new")
                assert event.idempotency_key == event.meta.idem_key == "k"
                assert event.at.year == 2024
                assert not hasattr(event, "correlation_id")
            assert read('{"event": "new", "data": {"id": 1}}').data == {"id": 1}, "as it came"
            assert read('{"event": "new"}').idempotency_key is None

    def test_are_those_of_a_streams_unknown_event_too(self, tmp_path: Path) -> None:
        given = with_envelope({"idempotency_key": "meta.idemKey"})
        hooks = given["webhooks"]
        for name in hooks:
            content = hooks[name]["post"]["requestBody"]["content"]["application/json"]
            given["components"]["schemas"][f"{name.upper()}Event"] = content["schema"]
            content["schema"] = ref(f"{name.upper()}Event")
        given["components"]["schemas"]["Heard"] = {"oneOf": [ref("AEvent"), ref("BEvent")]}
        listen = operation(
            operationId="x.listen", responses={"200": body(ref("Heard"), "text/event-stream")}
        )
        given["paths"] = {"/x": {"get": listen}}
        with imported(package_of(given, tmp_path)) as package:
            events = module_of(package, "events")
            heard: TypeAdapter[Any] = TypeAdapter(getattr(module_of(package, "x"), "Heard"))  # noqa: B009
            text = '{"event": "new", "meta": {"idemKey": "k"}, "data": 1}'
            event = heard.validate_json(text)
            assert isinstance(event, events.AnyEvent)
            assert (event.idempotency_key, event.meta.idem_key, event.data) == ("k", "k", 1)

    def test_that_are_fields_are_just_that(self, tmp_path: Path) -> None:
        one = enveloped("a")
        one["properties"]["idempotency_key"] = {"type": "string"}
        given = with_envelope({"idempotency_key": "idempotency_key"}, one)
        with imported(package_of(given, tmp_path)) as package:
            read = module_of(package, "events").EVENT_READER.read
            for name in ("a", "new"):
                body = json.dumps({"event": name, "data": {}, "idempotency_key": "k"})
                assert read(body).idempotency_key == "k"

    @pytest.mark.parametrize(
        ("webhooks", "changes", "reason"),
        [
            ({"idempotency_key": "meta.key"}, {}, "'a' has no text at 'meta.key'"),
            ({"idempotency_key": "meta.count"}, {}, "'a' has no text at 'meta.count'"),
            ({"correlation_id": "meta"}, {}, "'a' has no text at 'meta'"),
            (
                {"idempotency_key": "meta.idemKey"},
                {"idempotency_key": {"type": "integer"}},
                "'a' has another property of this name",
            ),
        ],
    )
    def test_that_are_not_there_are_named(
        self, tmp_path: Path, webhooks: Json, changes: Json, reason: str
    ) -> None:
        one = enveloped("a")
        one["properties"] |= changes
        (found,) = errors_of(with_envelope(webhooks, one), tmp_path)
        assert reason in found.reason
        assert found.pointer == f"#/x-sdk/webhooks/{next(iter(webhooks))}"

    def test_have_one_path(self, tmp_path: Path) -> None:
        given = with_envelope(
            {"idempotency_key": "meta.idemKey"}, enveloped("a"), happened("b", {})
        )
        (found,) = errors_of(given, tmp_path)
        assert "the event 'b' has no text" in found.reason


def test_one_event_is_enough(tmp_path: Path) -> None:
    given = document(webhooks={"a": hook(happened("a", {}))})
    with imported(package_of(given, tmp_path)) as package:
        events = module_of(package, "events")
        assert events.EVENT_NAMES == ("a",)
        assert not hasattr(events, "EVENT_VERSIONS")


USE = """
from small.events import EventDone, OnEvent, ThingMade


def use(on: OnEvent) -> None:
    @on("event.done")
    def done(event: EventDone) -> None: ...

    @on("thing.made")
    @on("event.done")
    async def either(event: EventDone | ThingMade) -> None: ...

    @on("thing.made")
    def wrong(event: EventDone) -> None: ...  # refused
"""


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_handlers_are_typed_by_the_name_of_their_event(tmp_path: Path, checker: str) -> None:
    pytest.importorskip(checker, reason="only the session `types` installs it")
    given = data()
    for taken in ("Callable", "OnEvent", "Protocol", "TypeVar", "Overload"):
        given["components"]["schemas"][taken] = {"type": "object", "properties": {}}
        given["components"]["schemas"]["Thing"]["properties"][taken] = ref(taken)
    source = package_of(given, tmp_path)
    (source / "use.py").write_text(USE, encoding="utf-8")
    config = {"typeCheckingMode": "strict", "include": ["small/events.py", "use.py"]}
    (source / "pyrightconfig.json").write_text(json.dumps(config), encoding="utf-8")
    options = {
        "mypy": ["--strict", "--no-incremental", "use.py", "small/events.py"],
        "pyright": ["--pythonpath", sys.executable],
    }
    done = subprocess.run(
        [sys.executable, "-m", checker, *options[checker]],
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )
    wrong = USE.splitlines().index('    @on("thing.made")', 12) + 1
    refused = [line for line in done.stdout.splitlines() if "error:" in line]
    assert refused
    assert all(f"use.py:{wrong}:" in line for line in refused), done.stdout + done.stderr


@pytest.mark.parametrize(
    ("webhook", "reason"),
    [
        ({"get": operation()}, "not a POST"),
        ({"post": operation()}, "no event has a body"),
        ({"post": operation(requestBody={"content": {"text/csv": {}}})}, "a webhook of text/csv"),
        ({"post": operation(requestBody={"$ref": "#/components/requestBodies/X"})}, "nowhere"),
    ],
)
def test_what_is_no_event_is_named(tmp_path: Path, webhook: Json, reason: str) -> None:
    found = errors_of(document(webhooks={"a": webhook}), tmp_path)
    assert any(reason in one.reason for one in found), list(map(str, found))
    assert all(one.pointer.startswith("#/webhooks") for one in found)


def test_a_webhook_can_be_left_out(tmp_path: Path) -> None:
    given = document(webhooks={"a": hook(happened("a", {})), "b": hook({"type": "string"})})
    api = api_of(given, tmp_path, skip=["#/webhooks/b/post"])
    assert api.events is not None
    assert [one.name for one in api.events.events] == ["a"]


class TestNamedFromElsewhere:
    """Events that no property tells apart."""

    def package(self, tmp_path: Path, webhooks: Json) -> Path:
        thing = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
        paths = {
            "/things": {
                "get": operation(tags=["things"], responses={"200": body(ref("Thing"))}),
                "post": operation(
                    tags=["things"],
                    callbacks={
                        "new": {"{$url}": hook({"type": "array", "items": {"type": "string"}})}
                    },
                ),
            }
        }
        return package_of(document(paths, {"Thing": thing}, webhooks=webhooks), tmp_path)

    def test_are_read_by_their_names_each_as_its_own_type(self, tmp_path: Path) -> None:
        hooks = {
            "new": hook(ref("Thing")),
            "old": hook(ref("Thing")),
            "ping": {"post": operation()},
        }
        with imported(self.package(tmp_path, hooks)) as package:
            events = module_of(package, "events")
            things = module_of(package, "things")
            assert events.EVENT_NAMES == ("new", "new_2", "old", "ping")
            for name in ("new", "old"):
                event = events.read_event(name, b'{"id": 7}')
                assert (type(event), event.id) == (things.Thing, 7)
            assert events.read_event("new_2", '["a"]') == ["a"]
            assert events.read_event("ping", b"") is None
            odd = events.read_event("new", '{"id": "x"}')
            assert odd.id == "x"
            assert package.mismatches(odd)
            for name, said in (("new", "{"), ("newer", "{}")):
                with pytest.raises(package.EventFormatError, match="not an event"):
                    events.read_event(name, said)

    def test_are_typed(self, tmp_path: Path) -> None:
        hooks = {"new": hook(ref("Thing")), "ping": {"post": operation()}}
        source = self.package(tmp_path, hooks)
        use = (
            "from typing import assert_type\n"
            "from small.events import read_event\n"
            "from small.things import Thing\n"
            'assert_type(read_event("new", b""), Thing)\n'
            'assert_type(read_event("new_2", b""), list[str])\n'
            'assert_type(read_event("ping", b""), None)\n'
        )
        (source / "use.py").write_text(use, encoding="utf-8")
        command = [sys.executable, "-m", "mypy", "--strict", "use.py", "small/events.py"]
        done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
        assert "use.py" not in done.stdout, done.stdout
        assert "small/events.py" not in done.stdout, done.stdout

    def test_that_a_constant_tells_apart_are_read_by_it(self, tmp_path: Path) -> None:
        given = document(webhooks={"a": hook(happened("a", {})), "b": hook(happened("b", {}))})
        given["webhooks"]["b"]["post"]["requestBody"]["content"]["application/json"]["schema"][
            "properties"
        ]["event"] = {"enum": ["b"]}
        events = api_of(given, tmp_path).events
        assert events is not None
        assert events.tells_name
