"""What each call is, and what goes wrong with it: drawn from a seed, the same on both ends."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from itertools import chain
from random import Random
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from ..faults.faults import CHUNKED, FAULTS, chunk
from ..faults.server import Peer, Request, answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ..faults.faults import Fault

Kind = Literal["get", "raw", "create", "update", "list", "stream"]
Ending = Literal["keep", "close", "reset", "stall"]
Pieces: TypeAlias = tuple[bytes, ...]

KINDS: tuple[Kind, ...] = ("get", "raw", "create", "update", "list", "stream")
WEIGHTS = (40, 5, 25, 5, 15, 10)
SURPLUS = "a body longer than its length"
ATTEMPTS = 3
"""How often a call that may be repeated is sent, at most."""
PER_PAGE = 3
EVENTS = 4
BOUND = 64 * 1024
"""The clients' `max_response_bytes`."""
ENOUGH = 8 * BOUND
"""More than any client reads of one answer, in bytes."""
PADDED = 64
"""Digits of an id: strings as long as this are not kept by pydantic's cache of strings."""
ANSWERED = "the answer"
LEFT = "left half-way"
CANCELLED = "cancelled"


@dataclass(frozen=True)
class Step:
    """What one attempt of a request meets."""

    name: str
    pieces: Callable[[str, bytes], Pieces]
    """From the right status and body to what is sent, a piece at a time."""
    then: Ending = "keep"
    error: str | None = None
    """What is raised if no other attempt follows; `None` for a right answer."""
    again: bool = False
    """Whether another attempt may fix it."""
    settings: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def refuses(self) -> bool:
        """Whether it is bad before the first byte of a body."""
        return not b"".join(self.pieces("200 OK", b"")[:1]).startswith(b"HTTP/1.1 2")

    @property
    def disturbs(self) -> bool:
        """Whether the connection's next request may come to grief, though this one does not."""
        return self.error is None and self.then == "close"


class Script(Peer):
    """Stands in for a connection, and notes what a fault's behaviour does to the first request."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.then: Ending = "close"
        self.asked = 0
        self.server: Any = self
        self.requests: list[Request] = []

    def request(self) -> Request | None:
        self.asked += 1
        if self.asked > 1:
            self.then = "keep"
            return None
        self.requests.append(Request(b"GET / HTTP/1.1", b""))
        return self.requests[0]

    def send(self, *parts: bytes) -> None:
        self.pieces.extend(parts)
        if sum(map(len, self.pieces)) > ENOUGH:
            raise _EnoughError

    def trickle(self, parts: Iterable[bytes], every: float) -> None:
        raise NotImplementedError("a soak has no time for that")

    def stall(self) -> None:
        self.then = "stall"

    def reset(self) -> None:
        self.then = "reset"


class _EnoughError(Exception):
    pass


def scripted(fault: Fault) -> Step | None:
    """A fault of the fault suite for one attempt; `None` where it is not one attempt's."""
    if fault.behave is Peer.reset:
        return None
    script = Script()
    try:
        fault.behave(script)
    except _EnoughError:
        pass
    except NotImplementedError:
        return None
    if not script.asked or (fault.error is None and fault.waits is None):
        return None
    pieces = tuple(script.pieces)
    error = "RateLimitError" if fault.error is None else fault.error.__name__
    again = fault.error is None or fault.attempts > 1
    settings = {name: value for name, value in fault.settings.items() if name != BOUNDED}
    return Step(fault.name, lambda status, body: pieces, script.then, error, again, settings)


BOUNDED = "max_response_bytes"


def failing(status: str, error: str) -> Step:
    """A status that says that trying again may help."""
    pieces = (answer(status, b'{"error": {"code": "OOPS", "message": "try again"}}'),)
    return Step(status, lambda _status, _body: pieces, "keep", error, again=True)


def in_pieces(status: str, body: bytes) -> Pieces:
    whole = answer(status, body)
    third = len(whole) // 3
    return whole[:third], whole[third : 2 * third], whole[2 * third :]


def in_chunks(status: str, body: bytes) -> Pieces:
    head = CHUNKED.replace(b"200 OK", status.encode())
    return head + chunk(body[:9]), chunk(body[9:]) + b"0\r\n\r\n"


PLAIN = Step("an answer", lambda status, body: (answer(status, body),))
RIGHT = (
    Step("an answer in pieces", in_pieces),
    Step("an answer in chunks", in_chunks),
    Step(
        "a packed answer",
        lambda status, body: (
            answer(status, gzip.compress(body, 1, mtime=0), Content_Encoding="gzip"),
        ),
    ),
    Step(
        "an answer without a length",
        lambda status, body: (f"HTTP/1.1 {status}\r\n\r\n".encode() + body,),
        "close",
    ),
    Step("an answer, then closed", PLAIN.pieces, "close"),
)
WRONG = (
    failing("500 Internal Server Error", "InternalServerError"),
    failing("503 Service Unavailable", "ServiceUnavailableError"),
    *(step for step in map(scripted, FAULTS) if step is not None),
)
REFUSING = tuple(step for step in WRONG if step.refuses)
"""Those that keep a stream from being opened."""
STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n" + CHUNKED.partition(b"json\r\n")[2]
)


@dataclass(frozen=True, slots=True)
class Plan:
    """One call."""

    number: int
    kind: Kind
    requests: tuple[tuple[Step, ...], ...]
    """For each of its requests (a list has one a page) what the attempts meet."""
    settings: dict[str, Any]
    """What the call is to have of its own."""
    leave_after: int
    """Items after which a list or a stream is left, 0 for never."""
    ending: Ending
    """How a stream ends; `keep` is the way it should."""
    prefetch: Literal[0, 1]
    cancel_at: int
    """The await at which a task is cancelled, 0 for none."""

    @property
    def book(self) -> str:
        """The id of the book that it is about."""
        return f"book_{self.number:0{PADDED}}"

    def expected(self) -> set[str]:
        """All the ways in which it may end."""
        found = self._without_clock()
        if self.settings:  # on a busy machine any attempt may be too late
            found = found | self.possible() | {"APITimeoutError"}
        if "deadline" in self.settings:
            found = found | {"DeadlineExceededError"}
        return found | {CANCELLED} if self.cancel_at else found

    def if_disturbed(self) -> set[str]:
        """What it may end in besides, where a connection breaks under it: an attempt is lost."""
        again = (step.error for step in self._steps() if step.again)
        return {error for error in again if error is not None} | {"APIConnectionError"}

    def possible(self) -> set[str]:
        """What it may end in, whichever of the attempts its client sees."""
        wrong = {step.error for step in self._steps() if step.error is not None}
        return wrong | {"APIConnectionError", LEFT if self.leave_after else ANSWERED}

    def _steps(self) -> Iterator[Step]:
        return chain.from_iterable(self.requests)

    def _without_clock(self) -> set[str]:
        for number, attempts in enumerate(self.requests, 1):
            error = self._failure(attempts)
            if error is not None:
                return {error}
            if self.leave_after and self.leave_after <= number * PER_PAGE and self.kind == "list":
                return {LEFT}
        if self.kind != "stream":
            return {ANSWERED}
        found = {LEFT} if self.leave_after else {ANSWERED}
        # A reset may overtake the events before it.
        return found if self.ending == "keep" else found - {ANSWERED} | {"APIConnectionError"}

    def _failure(self, attempts: tuple[Step, ...]) -> str | None:
        """What a request fails with, all its attempts considered."""
        error = None
        for step in attempts[: 1 if self.kind == "update" else ATTEMPTS]:
            error = step.error
            if not step.again:
                break
        return error


def draw(seed: str, number: int, faults: float) -> Plan:
    """The plan of a call.

    Args:
        seed: Of the whole run.
        number: Of the call.
        faults: The share of attempts that meet a fault, 0 to 1.
    """
    chance = Random(f"{seed} {number}")
    [kind] = chance.choices(KINDS, WEIGHTS)
    wrong = REFUSING if kind == "stream" else WRONG

    def step() -> Step:
        if chance.random() < faults:
            return chance.choice(wrong)
        return chance.choice(RIGHT) if faults and chance.random() < 0.15 else PLAIN

    count = chance.randint(1, 3) if kind == "list" else 1
    requests = tuple(tuple(step() for _ in range(ATTEMPTS)) for _ in range(count))
    settings: dict[str, Any] = {}
    for each in chain.from_iterable(requests):
        settings |= each.settings
    most = count * PER_PAGE if kind == "list" else EVENTS
    leaves = kind in {"list", "stream"} and chance.random() < 0.3
    return Plan(
        number,
        kind,
        requests,
        settings,
        leave_after=chance.randint(1, most) if leaves else 0,
        ending=chance.choice(("close", "reset")) if chance.random() < faults else "keep",
        prefetch=chance.choice((0, 1)),
        cancel_at=chance.randint(1, 8) if chance.random() < faults / 3 else 0,
    )


def item(plan: Plan, number: int) -> dict[str, object]:
    """The n-th book that a call is to give, counted from 0."""
    return {"id": f"{plan.book}_{number}", "title": "Emma", "price": 9.5}


def page(plan: Plan, number: int) -> bytes:
    """The right body of a list's page, counted from 0."""
    items = [item(plan, number * PER_PAGE + each) for each in range(PER_PAGE)]
    more = number + 1 < len(plan.requests)
    links = {"cursor": str(number + 1), "hasMore": True} if more else {"hasMore": False}
    return json.dumps({"data": items, "pagination": links}).encode()


def events(plan: Plan) -> Pieces:
    """A stream's answer."""
    found = [
        chunk(b"id: %d\ndata: %s\n\n" % (plan.number, json.dumps(item(plan, each)).encode()))
        for each in range(EVENTS)
    ]
    end = b"0\r\n\r\n" if plan.ending == "keep" else b""
    return STREAM_HEAD + found[0], b"".join(found[1:]) + end
