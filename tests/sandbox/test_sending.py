"""Sending deliveries: where they may go, what is noted, and what hurries them."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from ghxstship import verify_webhook
from ghxstship.sandbox import Sandbox, sender
from ghxstship.sandbox.dispatch import Dispatcher, Job, schedule
from ghxstship.sandbox.sender import Attempt, Outcome, Sender
from ghxstship.sandbox.store import Store
from ghxstship.sandbox.targets import ForbiddenTargetError, addresses_of, is_loopback
from tests.patience import PATIENCE

from .caller import Caller, Clock
from .receiver import receiver
from .test_webhooks import DEALS, HEADER, HOOKS, NEW_DEAL, settled, subscribe

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

WORLD = "93.184.215.14"


@pytest.fixture
def live(clock: Clock) -> Iterator[Caller]:
    sandbox = Sandbox(clock=clock, seed=None, rate_limits=False, check_answers=True)
    with sandbox.serve():
        yield Caller(sandbox)
    sandbox.close()


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """What names resolve to: one list of addresses for each look-up, the last one again."""
    known: dict[str, list[list[str]]] = {}
    real = socket.getaddrinfo

    def look_up(host: str, port: int, *rest: Any, **options: Any) -> Any:
        answers = known.get(host)
        if answers is None:
            return real(host, port, *rest, **options)
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        if not addresses:
            raise socket.gaierror(-2, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


def send(url: str, *, allow_external: bool = False) -> Outcome:
    async def main() -> Outcome:
        one = Sender(allow_external=allow_external)
        try:
            return await one.send(Attempt(url, {"X-Test": "1"}, b"{}"))
        finally:
            await one.aclose()

    return asyncio.run(main())


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("127.0.0.1", True),
        ("127.255.0.9", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("0.0.0.0", False),
        ("::", False),
        ("::ffff:0.0.0.0", False),
        ("::ffff:10.0.0.1", False),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
        ("fe80::1", False),
        (WORLD, False),
    ],
)
def test_loopback_is_this_machine_alone(address: str, own: bool) -> None:
    assert is_loopback(address) is own


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://hooks.example.com/x", f"hooks.example.com is {WORLD}, not this machine; --allow"),
        ("https://both.example.com/", f"both.example.com is {WORLD}, not this machine"),
        ("https://gone.example.com/", "gone.example.com is no name of this machine; --allow"),
        ("https://a..b/", "a..b is no name of this machine"),
        ("https://0.0.0.0/", "0.0.0.0 is 0.0.0.0, not this machine"),
        ("https://0/", "0 is 0.0.0.0, not this machine"),
        ("https://[::]/", ":: is ::, not this machine"),
        ("https://[::ffff:10.0.0.1]/", "not this machine"),
        ("https://167772161/", "167772161 is 10.0.0.1, not this machine"),
        ("http://localhost:0/", "0 is no port: ports are 1 to 65535"),
        ("http://localhost:99999/", "99999 is no port"),
    ],
)
def test_what_is_not_this_machine_is_not_sent_to(
    names: dict[str, list[list[str]]], url: str, reason: str
) -> None:
    names |= {
        "hooks.example.com": [[WORLD]],
        "both.example.com": [["127.0.0.1", WORLD]],
        "gone.example.com": [[]],
    }
    outcome = send(url)
    assert (outcome.status, outcome.seconds, outcome.body) == (None, None, None)
    assert reason in (outcome.error or "")


def test_a_name_of_this_machine_is_sent_to_under_its_name(
    names: dict[str, list[list[str]]],
) -> None:
    names["hooks.example.com"] = [["127.0.0.1"]]
    with receiver() as there:
        url = there.url.replace("127.0.0.1", "hooks.example.com")
        assert send(f"{url}/in").status == 200
        delivery = there.next()
    assert (delivery.path, delivery.headers["host"]) == ("/in", url.removeprefix("http://"))


def test_a_name_is_looked_up_once_and_that_address_is_taken(
    names: dict[str, list[list[str]]],
) -> None:
    """Nothing that the name's owner answers a second time can lead elsewhere."""
    names["rebound.example.com"] = [["127.0.0.1"], [WORLD]]
    with receiver() as there:
        url = there.url.replace("127.0.0.1", "rebound.example.com")
        assert send(url).status == 200
        assert "not this machine" in (send(url).error or "")


def test_the_next_address_is_tried_where_one_does_not_listen(
    names: dict[str, list[list[str]]],
) -> None:
    names["two.example.com"] = [["127.0.0.2", "127.0.0.1"]]
    with receiver() as there:
        assert send(there.url.replace("127.0.0.1", "two.example.com")).status == 200


def test_the_world_is_let_in_on_purpose_alone(names: dict[str, list[list[str]]]) -> None:
    names["hooks.example.com"] = [[WORLD]]

    def ask(*, allow_external: bool) -> list[str]:
        return asyncio.run(addresses_of("hooks.example.com", 443, allow_external=allow_external))

    assert ask(allow_external=True) == [WORLD]
    with pytest.raises(ForbiddenTargetError):
        ask(allow_external=False)


def test_a_name_that_cannot_be_looked_up_is_tried_again(names: dict[str, list[list[str]]]) -> None:
    names["gone.example.com"] = [[]]
    outcome = send("https://gone.example.com/", allow_external=True)
    assert outcome.seconds is not None
    assert "not known" in (outcome.error or "")
    assert "no name" in (send("https://a..b/", allow_external=True).error or "")


@pytest.mark.parametrize("url", ["https://xn--/", "ftp://127.0.0.1/", "//127.0.0.1/", "hooks", ""])
def test_a_url_that_is_none_is_told(url: str) -> None:
    assert send(url).error


def test_a_redirect_is_not_followed(live: Caller) -> None:
    with receiver(302) as there:
        hook = subscribe(live, there.url, "deal.created")
        live.made(DEALS, NEW_DEAL)
        assert there.next().path == "/"
        noted = settled(live, hook)
        assert (noted["status"], noted["response_status"]) == ("retrying", 302)
        assert there.received.empty()


@contextmanager
def raw_receiver(*parts: bytes, hold: bool = False) -> Generator[str]:
    """A server that says these bytes to whoever connects, and hangs up unless it is to hold."""
    done = threading.Event()

    def answer() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            for part in parts:
                connection.sendall(part)
            if hold:
                done.wait(PATIENCE)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        done.set()
        thread.join()


def test_the_beginning_of_an_answer_is_kept() -> None:
    body = "é".encode() * 3000
    head = b"HTTP/1.1 500 Oh\r\nContent-Length: %d\r\n\r\n" % len(body)
    with raw_receiver(head, body) as url:
        outcome = send(url)
    assert (outcome.status, outcome.body, outcome.error) == (500, "é" * 1000, None)


def test_a_body_without_an_end_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "_BODY_PATIENCE", 0.05)
    with raw_receiver(b"HTTP/1.1 200 OK\r\n\r\nok", hold=True) as url:
        outcome = send(url)
    assert (outcome.status, outcome.body) == (200, "ok")


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\nX-Slow: "])
def test_a_receiver_that_does_not_answer_in_time_is_let_go(
    monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr(sender, "TIMEOUT", 0.1)
    with raw_receiver(said, hold=True) as url:
        outcome = send(url)
    assert (outcome.status, outcome.error) == (None, "no answer within 0.1 seconds")


@pytest.mark.parametrize("said", [b"", b"nonsense\r\n\r\n"])
def test_an_answer_that_is_none_is_told(said: bytes) -> None:
    with raw_receiver(said) as url:
        outcome = send(url)
    assert outcome.status is None
    assert outcome.error


def test_only_so_many_are_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "_AT_ONCE", 2)
    here = most = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal here, most
        here += 1
        most = max(most, here)
        both.set() if here == 2 else None
        await reader.readuntil(b"{}")
        await both.wait()
        here -= 1
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        writer.close()

    async def main() -> list[Outcome]:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        one = Sender()
        attempt = Attempt(f"http://127.0.0.1:{port}/", {}, b"{}")
        try:
            return await asyncio.gather(*(one.send(attempt) for _ in range(6)))
        finally:
            await one.aclose()
            server.close()

    both = asyncio.Event()
    assert [outcome.status for outcome in asyncio.run(main())] == [204] * 6
    assert most == 2


def test_a_subscription_gets_one_after_the_other_in_order(live: Caller) -> None:
    with receiver() as there:
        there.gate.clear()
        subscribe(live, there.url, "deal.created")
        made = [live.made(DEALS, {**NEW_DEAL, "name": str(n)})["id"] for n in range(12)]
        assert there.arrived.wait(PATIENCE)
        there.gate.set()
        came = [json.loads(there.next().body)["data"]["id"] for _ in made]
    assert came == made


def test_one_that_waits_to_be_tried_again_holds_up_none_after_it(
    live: Caller, clock: Clock
) -> None:
    with receiver(500) as there:
        subscribe(live, there.url, "deal.created")
        first, second = (live.made(DEALS, NEW_DEAL)["id"] for _ in range(2))
        assert [json.loads(there.next().body)["data"]["id"] for _ in "12"] == [first, second]
        clock.advance(60)
        assert json.loads(there.next().body)["data"]["id"] == first


def test_the_log_tells_what_came_back(live: Caller, clock: Clock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    hook = subscribe(live, f"http://127.0.0.1:{port}/", "deal.created")
    live.made(DEALS, NEW_DEAL)
    noted = settled(live, hook)
    assert "connection" in noted["error"].lower()
    assert (noted["response_body"], noted["response_time_ms"]) == (None, None)
    assert noted["next_attempt_at"] == "2027-01-15T08:01:00.000000Z"
    with raw_receiver(b"HTTP/1.1 410 Gone\r\nContent-Length: 4\r\n\r\nAway") as url:
        live.patch(f"{HOOKS}/{hook['id']}", {"url": url})
        clock.advance(60)
        noted = settled(live, hook, attempt=2)
    assert (noted["response_status"], noted["response_body"]) == (410, "Away")
    assert noted["error"] is None
    assert noted["response_time_ms"] > 0


def test_a_forbidden_target_is_noted_and_not_tried_again(live: Caller) -> None:
    hook = subscribe(live, "https://0.0.0.0/", "deal.created")
    live.made(DEALS, NEW_DEAL)
    noted = settled(live, hook, attempt=0)
    deadline = time.monotonic() + PATIENCE
    while noted["status"] == "pending":
        assert time.monotonic() < deadline
        noted = settled(live, hook, attempt=0)
    assert (noted["status"], noted["attempt"], noted["next_attempt_at"]) == ("failed", 0, None)
    assert "not this machine" in noted["error"]


def test_a_disabled_webhook_is_replayed_nothing(api: Caller) -> None:
    hook = api.made(HOOKS, {"url": "http://localhost:1/", "events": ["*"]})
    sent = api.made(f"{HOOKS}/{hook['id']}/test")
    api.patch(f"{HOOKS}/{hook['id']}", {"status": "disabled"})
    reply = api.post(f"{HOOKS}/{hook['id']}/deliveries/{sent['id']}/replay")
    assert (reply.status, reply.code) == (409, "CONFLICT")


class TestSpeed:
    def test_it_hurries_what_webhooks_wait_for(self, clock: Clock) -> None:
        sandbox = Sandbox(clock=clock, seed=None, rate_limits=False, speed=600)
        with receiver(*[500] * 5) as there, sandbox.serve():
            api = Caller(sandbox)
            hook = subscribe(api, there.url, "deal.created")
            api.made(DEALS, NEW_DEAL)
            for attempt, pause in enumerate((60, 300, 1800, 7200, 86400), 1):
                there.next()
                noted = settled(api, hook, attempt=attempt)
                assert noted["status"] == "retrying"
                clock.advance(pause / 600)
            # What is signed is signed at the true time, or no receiver would take it.
            last = there.next()
            verify_webhook(last.body, last.headers[HEADER], hook["secret"], now=clock())
            assert settled(api, hook, attempt=6)["status"] == "delivered"
        sandbox.close()

    def test_a_former_secret_ends_sooner_too(self, clock: Clock) -> None:
        sandbox = Sandbox(clock=clock, seed=None, speed=86400)
        api = Caller(sandbox)
        hook = api.made(HOOKS, {"url": "http://localhost:1/", "events": ["*"]})
        rotated = api.made(f"{HOOKS}/{hook['id']}/rotate_secret")
        assert rotated["previous_secret_expires_at"] == "2027-01-15T08:00:01.000000Z"
        sandbox.close()

    def test_it_goes_by_the_system_clock_too(self) -> None:
        sandbox = Sandbox(seed=None, rate_limits=False, speed=6000)
        with receiver(500, 500) as there, sandbox.serve():
            api = Caller(sandbox)
            hook = subscribe(api, there.url, "deal.created")
            api.made(DEALS, NEW_DEAL)
            for _ in range(3):  # after 0, 0.01 and 0.05 seconds
                last = there.next()
                verify_webhook(last.body, last.headers[HEADER], hook["secret"])
            assert settled(api, hook, attempt=3)["status"] == "delivered"
        sandbox.close()

    @pytest.mark.parametrize("speed", [0, -1, float("nan"), float("inf")])
    def test_it_is_more_than_nothing(self, speed: float) -> None:
        with pytest.raises(ValueError, match="speed must be more than 0"):
            Sandbox(seed=None, speed=speed)


class Noting:
    """A job_handler that has nothing to send, and notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.came = asyncio.Event()

    def prepare(self, job: Job, now: float) -> Attempt | None:
        self.asked.append(job.id)
        self.came.set()
        return None

    def settle(self, job: Job, outcome: Outcome, now: float) -> float | None:
        raise AssertionError("nothing was sent")


@pytest.mark.parametrize("due", [0.0, 0.5, 1.5, 2.5, 3.5])
def test_what_becomes_due_between_two_looks_at_the_clock_is_not_missed(due: float) -> None:
    """A clock that goes on with every look: the due time may lie between any two of them."""
    ticks = iter(range(1000))

    def clock() -> float:
        return float(next(ticks))

    async def main(make: Callable[[], Store]) -> list[str]:
        job_handler = Noting()
        store = make()
        schedule(store, Job("queue", "job"), due)
        dispatcher = Dispatcher(store, threading.RLock(), clock, job_handler)
        dispatcher.wake()
        async with asyncio.timeout(PATIENCE):
            await job_handler.came.wait()
        await dispatcher.stop()
        store.close()
        return job_handler.asked

    assert asyncio.run(main(Store)) == ["job"]
