"""The short form of the soak, and what it would find."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from ..library import httpx
from .measures import CAN_MEASURE
from .plan import WRONG, draw
from .processes import ROOT
from .run import FLAVOURS, Run

if TYPE_CHECKING:
    from collections.abc import Callable

    Misdeed = Callable[[httpx.Request, httpx.Response], object]

pytestmark = pytest.mark.skipif(not CAN_MEASURE, reason="there is no /proc here")


def test_every_call_ends_as_planned_and_nothing_is_left() -> None:
    command = [sys.executable, "-m", "tests.soak", "--calls", "2000", "--seed", "short"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert all(flavour in done.stdout for flavour in FLAVOURS)


def test_a_seed_brings_the_same_calls() -> None:
    def drawn(seed: str) -> list[tuple[object, ...]]:
        plans = [draw(seed, number, 0.15) for number in range(100)]
        return [(plan.kind, plan.requests, plan.cancel_at) for plan in plans]

    assert drawn("a") == drawn("a") != drawn("b")


def test_most_faults_of_the_suite_have_their_part() -> None:
    assert len({step.name for step in WRONG}) >= 25


class Leaking(httpx.BaseTransport):
    """Does something with every request and its response that it had better not."""

    def __init__(self, misdeed: Misdeed = lambda request, response: None) -> None:
        self._inner = httpx.HTTPTransport()
        self._misdeed = misdeed

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._inner.handle_request(request)
        self._misdeed(request, response)
        return response

    def close(self) -> None:
        self._inner.close()


class Rekeying(Leaking):
    """Gives every attempt a key of its own."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if "idempotency-key" in request.headers:
            request.headers["idempotency-key"] = str(uuid4())
        return super().handle_request(request)


class Repeating(Leaking):
    """Sends what has no key twice."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "PATCH":
            super().handle_request(request).close()
        return super().handle_request(request)


@dataclass
class LeakingRun(Run):
    """A run over such a transport."""

    make: Callable[[], Leaking] = Leaking

    def _in_threads(self, settings: dict[str, Any]) -> None:
        with self.make() as transport:
            super()._in_threads({**settings, "http_client": transport})


def found_of(misdeed: Misdeed) -> str:
    """What a short soak finds of a transport that does this."""
    return found_in(lambda: Leaking(misdeed))


def found_in(make: Callable[[], Leaking], faults: float = 0.05) -> str:
    """What a short soak finds of a transport."""
    run = LeakingRun("threads", "leaks", 400, workers=8, faults=faults, make=make)
    run.carry_out()
    assert run.outcomes.total() == 400
    return "\n".join(run.findings)


@pytest.mark.once
class TestFinds:
    """What would be found, were it there."""

    def test_nothing_in_a_transport_that_is_in_order(self) -> None:
        found = found_in(Leaking)
        for what in ("memory blocks", "descriptors", "left over", "twice", "warned"):
            assert what not in found

    def test_a_response_that_is_kept(self) -> None:
        kept: list[object] = []
        assert "memory blocks grew" in found_of(lambda request, response: kept.append(response))

    def test_bytes_that_are_kept(self) -> None:
        kept: list[bytes] = []
        found = found_of(lambda request, response: kept.append(b"x" * 100_000))
        assert "memory, in bytes grew" in found

    def test_sockets_that_are_left_open(self) -> None:
        kept: list[socket.socket] = []
        found = found_of(lambda request, response: kept.extend(socket.socketpair()))
        for each in kept:
            each.close()
        assert "descriptors grew" in found
        assert "left over" in found

    def test_a_thread_that_goes_on(self) -> None:
        done = threading.Event()
        threads: list[threading.Thread] = []

        def leave(*_: object) -> None:
            if not threads:
                threads.append(threading.Thread(target=done.wait, name="the one that stays"))
                threads[0].start()

        found = found_of(leave)
        done.set()
        threads[0].join()
        assert "left over: {<Thread(the one that stays" in found

    def test_a_socket_that_nobody_closed(self) -> None:
        def drop(*_: object) -> None:
            socket.socket()

        assert "warned: unclosed" in found_of(drop)

    def test_a_key_for_each_attempt(self) -> None:
        assert "executed_twice" in found_in(Rekeying, faults=0.3)

    def test_a_call_without_a_key_that_is_sent_twice(self) -> None:
        assert "sent_twice" in found_in(Repeating)

    def test_an_exception_that_is_not_ours(self) -> None:
        def fail(request: httpx.Request, response: httpx.Response) -> None:
            if response.status_code == 201:
                response.close()
                raise KeyError("a stranger")

        assert "otherwise than planned: KeyError('a stranger')" in found_of(fail)
