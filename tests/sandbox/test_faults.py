"""Failures on order, and the record of what was received, over a real socket."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from ghxstship.sandbox import Sandbox

from .caller import Caller, Clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ghxstship.sandbox import Server

DEALS = "/atlvs/v1/deals"
NEW_DEAL = {"name": "Tour", "value": 1, "currency": "USD"}


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    sandbox = Sandbox(check_answers=True)
    with sandbox.serve() as server:
        yield server
    sandbox.close()


@pytest.fixture
def server(running: Server) -> Server:
    running.sandbox.reset()
    return running


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    headers = Caller(server.sandbox).headers
    with httpx.Client(base_url=server.url, headers=headers) as client:
        yield client


def test_the_next_request_fails_as_ordered(server: Server, client: httpx.Client) -> None:
    server.sandbox.fail_next(
        status=503, code="DOWN", message="Back soon", headers={"Retry-After": "7"}
    )
    failed, fine = client.get(DEALS), client.get(DEALS)
    assert (failed.status_code, fine.status_code) == (503, 200)
    assert failed.headers["Retry-After"] == "7"
    assert failed.json()["error"]["code"] == "DOWN"
    assert failed.json()["error"]["message"] == "Back soon"
    assert failed.json()["error"]["request_id"] == failed.headers["X-Request-ID"]


@pytest.mark.parametrize(
    ("status", "code"), [(429, "RATE_LIMITED"), (500, "SERVER_ERROR"), (502, "SERVER_ERROR")]
)
def test_a_failure_has_its_usual_code(
    server: Server, client: httpx.Client, status: int, code: str
) -> None:
    server.sandbox.fail_next(status=status)
    answer = client.get(DEALS)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


@pytest.mark.parametrize(
    ("key", "status", "wait"),
    [
        ("sk_test_free_1", 429, "60"),
        ("sk_test_1", 429, "30"),
        ("sk_test_enterprise_1", 429, "10"),
        ("nonsense", 429, "30"),
        ("sk_test_1", 503, "1"),
        ("sk_test_1", 500, None),
        ("sk_test_1", 502, None),
    ],
)
def test_a_failure_has_the_wait_that_the_document_promises(
    clock: Clock, key: str, status: int, wait: str | None
) -> None:
    sandbox = Sandbox(clock=clock, seed=None)
    answer = ordered(sandbox, DEALS, key, status=status)
    assert answer.headers.get("Retry-After") == wait
    if status == 429:
        assert answer.headers["X-RateLimit-Remaining"] == "0"
        assert int(answer.headers["X-RateLimit-Reset"]) == clock() + int(wait or 0)
    sandbox.close()


def ordered(sandbox: Sandbox, path: str, key: str, **order: Any) -> httpx.Response:
    async def get() -> httpx.Response:
        transport = httpx.ASGITransport(sandbox)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path, headers=Caller(sandbox, key=key).headers)

    sandbox.fail_next(**order)
    return asyncio.run(get())


@pytest.mark.parametrize("name", ["Retry-After", "retry-after"])
@pytest.mark.parametrize("wait", ["7", "0", "soon", "-1", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_a_wait_of_ones_own_goes_before(clock: Clock, name: str, wait: str) -> None:
    sandbox = Sandbox(clock=clock, seed=None)
    answer = ordered(sandbox, DEALS, "sk_test_1", status=429, headers={name: wait})
    assert answer.headers.get_list("Retry-After") == [wait]
    if wait.isdecimal():
        assert int(answer.headers["X-RateLimit-Reset"]) == clock() + int(wait)
    sandbox.close()


def test_where_the_document_promises_no_wait_there_is_none(library_file: Path) -> None:
    sandbox = Sandbox(library_file)
    assert "Retry-After" not in ordered(sandbox, "/books", "k", status=503).headers
    assert "Retry-After" not in ordered(sandbox, "/nowhere", "k", status=429).headers
    sandbox.close()


def test_failures_happen_in_their_order_and_number(server: Server, client: httpx.Client) -> None:
    server.sandbox.fail_next(500, times=2)
    server.sandbox.fail_next(status=503)
    assert [client.get(DEALS).status_code for _ in range(4)] == [500, 500, 503, 200]


def test_a_failure_may_wait_for_its_operation(server: Server, client: httpx.Client) -> None:
    server.sandbox.fail_next(status=500, operation="atlvs.deals.create")
    assert client.get(DEALS).status_code == 200
    assert client.get("/nowhere").status_code == 404
    assert client.post(DEALS, json=NEW_DEAL).status_code == 500
    assert client.post(DEALS, json=NEW_DEAL).status_code == 201


def test_a_connection_is_dropped_without_an_answer(server: Server, client: httpx.Client) -> None:
    server.sandbox.fail_next(drop=True)
    with pytest.raises(httpx.RemoteProtocolError):
        client.post(DEALS, json=NEW_DEAL)
    assert client.get(DEALS).json()["pagination"]["total"] == 150


def test_what_fails_may_have_had_its_effect(server: Server, client: httpx.Client) -> None:
    server.sandbox.fail_next(drop=True, applied=True)
    headers = {"Idempotency-Key": "k"}
    with pytest.raises(httpx.RemoteProtocolError):
        client.post(DEALS, json=NEW_DEAL, headers=headers)
    server.sandbox.fail_next(status=500, applied=True)
    assert client.post(DEALS, json=NEW_DEAL, headers=headers).status_code == 500
    again = client.post(DEALS, json=NEW_DEAL, headers=headers)
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert client.get(DEALS).json()["pagination"]["total"] == 151


def test_an_answer_may_be_late(server: Server, client: httpx.Client) -> None:
    server.sandbox.fail_next(status=None, delay=0.05)
    began = time.perf_counter()
    assert client.get(DEALS).status_code == 200
    assert time.perf_counter() - began >= 0.05


def test_a_late_answer_runs_into_a_timeout(server: Server, client: httpx.Client) -> None:
    server.sandbox.fail_next(delay=30)
    with pytest.raises(httpx.ReadTimeout):
        client.get(DEALS, timeout=0.05)


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        *(("status", value) for value in ("503", 503.0, True, 0, 200, 302, 399, 600, 99999)),
        *(("times", value) for value in (0, -1, "3")),
        *(("delay", value) for value in (-1.0, float("nan"), float("inf"))),
    ],
)
def test_what_no_failure_can_be_is_refused(server: Server, argument: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"^{argument} is {value!r}: "):
        server.sandbox.fail_next(**{argument: value})
    for status in (400, 599, None):
        server.sandbox.fail_next(status=status)


def test_an_operation_that_there_is_not_is_refused_with_those_that_there_are(
    server: Server, client: httpx.Client
) -> None:
    with pytest.raises(
        ValueError, match=r"operation is 'atlvs\.deal\.creat': .* atlvs\.deals\.create"
    ):
        server.sandbox.fail_next(operation="atlvs.deal.creat")
    with pytest.raises(ValueError) as caught:
        server.sandbox.fail_next(operation="?")
    assert all(name in str(caught.value) for name in server.sandbox.engine.operations)
    assert client.get(DEALS).status_code == 200


def test_reset_calls_all_failures_off(server: Server, client: httpx.Client) -> None:
    server.sandbox.fail_next(times=5)
    server.sandbox.reset()
    assert client.get(DEALS).status_code == 200


def test_in_the_same_process_a_drop_is_a_reset(server: Server) -> None:
    async def get() -> None:
        transport = httpx.ASGITransport(server.sandbox)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            await client.get(DEALS, headers=Caller(server.sandbox).headers)

    server.sandbox.fail_next(drop=True)
    with pytest.raises(ConnectionResetError):
        asyncio.run(get())


def test_every_answer_waits_for_the_latency() -> None:
    sandbox = Sandbox(latency=0.03, seed=None)
    with sandbox.serve() as server, httpx.Client(base_url=server.url) as client:
        began = time.perf_counter()
        client.get("/")
        assert time.perf_counter() - began >= 0.03
    sandbox.close()


def test_what_was_received_is_on_record(server: Server, client: httpx.Client) -> None:
    client.get(DEALS, params=[("status", "open"), ("limit", "1")])
    client.post(DEALS, json=NEW_DEAL, headers={"Idempotency-Key": "k"})
    got, posted = server.sandbox.requests
    assert (got.method, got.path, got.query) == ("GET", DEALS, [("status", "open"), ("limit", "1")])
    assert posted.headers["idempotency-key"] == "k"
    assert posted.json() == NEW_DEAL
    assert len(server.sandbox.requests) == 2
    assert server.sandbox.requests[-1].body == posted.body
    assert [each.method for each in server.sandbox.requests[:1]] == ["GET"]


def test_the_record_shows_no_secrets(server: Server, client: httpx.Client) -> None:
    client.get(f"{DEALS}?limit=1")
    shown = repr(server.sandbox.requests)
    assert f"GET {DEALS}?limit=1" in shown
    assert server.api_key not in shown
    assert server.sandbox.requests[0].headers["authorization"] == f"Bearer {server.api_key}"


def test_the_record_is_bounded(server: Server, client: httpx.Client) -> None:
    for _ in range(1010):
        client.get("/nowhere")
    assert len(server.sandbox.requests) == 1000
