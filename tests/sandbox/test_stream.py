"""Events as they happen, over a real socket."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from ghxstship.sandbox import Sandbox
from tests.patience import PATIENCE

from .caller import Caller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghxstship.sandbox import Server

STREAM = "/atlvs/v1/stream"
DEALS = "/atlvs/v1/deals"
NEW_DEAL = {"name": "Tour", "value": 1, "currency": "USD"}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    sandbox = Sandbox(heartbeat=0.05, seed=None, rate_limits=False)
    with sandbox.serve() as server:
        yield server
    sandbox.close()


@pytest.fixture
def api(server: Server) -> Caller:
    server.sandbox.reset()
    return Caller(server.sandbox)


class Listener:
    """A client that listens to a stream."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.iter_lines()

    def block(self) -> list[str]:
        """The lines until the next empty one."""
        lines: list[str] = []
        for line in self._lines:
            if not line:
                return lines
            lines.append(line)
        raise AssertionError("the stream ended")

    def event(self) -> dict[str, Any]:
        """The next event, comments left out."""
        block = self.block()
        while block[0].startswith(":"):
            block = self.block()
        fields = dict(line.split(": ", 1) for line in block)
        return {**fields, "data": json.loads(fields["data"])}


def listen(server: Server, query: str = "", *, path: str = STREAM, **headers: str) -> Any:
    caller = Caller(server.sandbox)
    return httpx.stream(
        "GET", f"{server.url}{path}{query}", headers=caller.headers | headers, timeout=PATIENCE
    )


def test_events_come_as_they_happen(server: Server, api: Caller) -> None:
    with listen(server) as response:
        listener = Listener(response)
        assert response.headers["content-type"] == "text/event-stream"
        assert response.headers["x-request-id"].startswith("req_")
        assert listener.block() == [": connected"]
        deal = api.made(DEALS, NEW_DEAL)
        api.made(f"{DEALS}/{deal['id']}/win")
        events = [listener.event() for _ in range(3)]
    assert [event["event"] for event in events] == ["deal.created", "deal.updated", "deal.won"]
    assert events[0]["data"]["data"]["id"] == deal["id"]
    assert events[0]["data"]["metadata"]["idempotency_key"] == f"idem_{events[0]['id']}"


def test_silence_is_broken_by_comments(server: Server, api: Caller) -> None:
    with listen(server) as response:
        listener = Listener(response)
        assert [listener.block() for _ in range(3)] == [
            [": connected"],
            [": heartbeat"],
            [": heartbeat"],
        ]


def test_a_stream_is_taken_up_where_it_broke_off(server: Server, api: Caller) -> None:
    with listen(server) as response:
        listener = Listener(response)
        listener.block()
        api.made(DEALS, {**NEW_DEAL, "name": "0"})
        last = listener.event()["id"]
    for number in range(1, 4):
        api.made(DEALS, {**NEW_DEAL, "name": str(number)})
    with listen(server, **{"Last-Event-ID": last}) as response:
        listener = Listener(response)
        names = [listener.event()["data"]["data"]["name"] for _ in range(3)]
    assert names == ["1", "2", "3"]


def test_only_the_events_asked_for_come(server: Server, api: Caller) -> None:
    with listen(server, "?events=deal.won,deal.lost") as response:
        listener = Listener(response)
        listener.block()
        deal = api.made(DEALS, NEW_DEAL)
        api.made(f"{DEALS}/{deal['id']}/win")
        assert listener.event()["event"] == "deal.won"


def test_platforms_and_workspaces_have_streams_of_their_own(server: Server, api: Caller) -> None:
    with listen(server, path="/compvss/v1/stream") as response:
        listener = Listener(response)
        listener.block()
        api.made(DEALS, NEW_DEAL)
        elsewhere = Caller(server.sandbox, workspace="ws_2")
        elsewhere.made("/compvss/v1/projects", {"name": "Elsewhere"})
        api.made("/compvss/v1/projects", {"name": "Here"})
        assert listener.event()["data"]["data"]["name"] == "Here"


def test_an_unknown_last_event_is_refused(server: Server, api: Caller) -> None:
    reply = api("GET", STREAM, headers={"Last-Event-ID": "nonsense"})
    assert (reply.status, reply.fields) == (400, ["Last-Event-ID"])


def test_unknown_events_are_refused(api: Caller) -> None:
    reply = api.get(STREAM, events="deal.exploded")
    assert (reply.status, reply.fields) == (422, ["events.0"])


def test_many_events_at_once_are_all_told(server: Server, api: Caller) -> None:
    api.made(DEALS, NEW_DEAL)
    first = api.sandbox.store.execute("SELECT id FROM events").fetchone()[0]
    for _ in range(250):
        api.made(DEALS, NEW_DEAL)
    with listen(server, **{"Last-Event-ID": first}) as response:
        listener = Listener(response)
        assert len({listener.event()["id"] for _ in range(250)}) == 250


def test_a_stream_ends_when_the_server_stops(server: Server) -> None:
    sandbox = Sandbox(seed=None)
    with sandbox.serve() as running:
        stream = listen(running)
        response = stream.__enter__()
        lines = response.iter_lines()
        assert next(lines) == ": connected"
    assert [line for line in lines if line] == []
    stream.__exit__(None, None, None)
    sandbox.close()


def test_old_events_are_forgotten(api: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ghxstship.sandbox.events.KEPT", 10)
    monkeypatch.setattr("ghxstship.sandbox.events._SWEEP", 20)
    for _ in range(60):
        api.made(DEALS, NEW_DEAL)
    (kept,) = api.sandbox.store.execute("SELECT COUNT(*) FROM events").fetchone()
    assert 10 <= kept < 30
