"""The server: in a process of its own, as fast as it can be, and a witness of what reached it.

It prints where it is, serves until its standard input is closed, and prints what it saw.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from collections import Counter
from functools import partial
from random import Random
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qs, urlsplit

from ..faults.server import RESET, Request
from .plan import Plan, draw, events, page

if TYPE_CHECKING:
    from .plan import Ending, Pieces, Step

PAUSE = 0.001
"""Seconds between two pieces of an answer."""
RESETS = 0.1
"""The share of connections that are reset before anything is read, of the share of faults."""


class Shop:
    """What all connections know.

    Args:
        seed: Of the run.
        faults: The share of attempts that meet a fault, 0 to 1.
    """

    def __init__(self, seed: str, faults: float) -> None:
        self.seed = seed
        self.faults = faults
        self.chance = Random(f"{seed} connections")
        self.connections = 0
        self.requests = 0
        self.disturbed = 0
        self.met: Counter[str] = Counter()
        self._sent: Counter[tuple[int, int]] = Counter()
        self._keys: dict[int, set[str]] = {}
        self._unkeyed: Counter[int] = Counter()

    def report(self) -> dict[str, object]:
        """What reached it: all that the client's side cannot know."""
        return {
            "connections": self.connections,
            "requests": self.requests,
            "disturbed": self.disturbed,
            "met": dict(self.met),
            "executed": len(self._keys),
            # One call's attempts have one key: with a second one it would be executed twice.
            "executed_twice": [number for number, keys in self._keys.items() if len(keys) > 1],
            "sent_twice": [number for number, count in self._unkeyed.items() if count > 1],
        }

    def take(self, request: Request) -> tuple[Pieces, Ending]:
        """What a request is answered with, and what becomes of its connection."""
        self.requests += 1
        number, part = placed(request)
        plan = draw(self.seed, number, self.faults)
        if plan.kind == "create":
            self._keys.setdefault(number, set()).add(request.headers["idempotency-key"])
        elif plan.kind == "update":
            self._unkeyed[number] += 1
        attempt = self._sent[number, part] = self._sent[number, part] + 1
        attempts = plan.requests[part]
        step = attempts[min(attempt, len(attempts)) - 1]
        self.met[step.name] += 1
        self.disturbed += step.disturbs
        return pieces_of(plan, part, step), ending_of(plan, step)


def placed(request: Request) -> tuple[int, int]:
    """Which call a request is of, and the how manieth page it asks for."""
    url = urlsplit(request.path)
    if url.path == "/v1/news":
        return int(request.headers["last-event-id"]), 0
    if request.method == "POST":
        return int(json.loads(request.body)["title"]), 0
    query = parse_qs(url.query)
    if "genre" in query:
        return int(query["genre"][0]), int(query.get("cursor", ["0"])[0])
    return int(url.path.rpartition("_")[2]), 0


def pieces_of(plan: Plan, part: int, step: Step) -> Pieces:
    if plan.kind == "stream" and step.error is None:
        return events(plan)
    if plan.kind == "list":
        return step.pieces("200 OK", page(plan, part))
    book = json.dumps({"id": plan.book, "title": "Emma", "price": 9.5}).encode()
    return step.pieces("201 Created" if plan.kind == "create" else "200 OK", book)


def ending_of(plan: Plan, step: Step) -> Ending:
    if plan.kind == "stream" and step.error is None:
        return plan.ending
    return step.then


class Connection(asyncio.Protocol):
    """One connection; its requests come one after the other."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._shop.connections += 1
        if self._shop.chance.random() < self._shop.faults * RESETS:
            self._shop.disturbed += 1
            self._end("reset")

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, rest = self._received.partition(b"\r\n\r\n")
        if not end:
            return
        request = Request(head, rest)
        if len(rest) == int(request.headers.get("content-length", "0")):
            self._received = b""
            self._send(*self._shop.take(request))

    def _send(self, pieces: Pieces, then: Ending) -> None:
        if self._transport.is_closing():
            return
        if pieces:
            self._transport.write(pieces[0])
        if len(pieces) > 1 or (pieces and then == "reset"):
            again = partial(self._send, pieces[1:], then)
            asyncio.get_running_loop().call_later(PAUSE, again)
        else:
            self._end(then)

    def _end(self, then: Ending) -> None:
        if then == "close":
            self._transport.close()
        elif then == "reset":
            sock: socket.socket = self._transport.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            self._transport.abort()


async def serve(shop: Shop) -> None:
    """Serve until standard input is closed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(shop), "127.0.0.1", 0, backlog=512)
    port: int = server.sockets[0].getsockname()[1]
    print(json.dumps({"url": f"http://127.0.0.1:{port}"}), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


def main() -> None:
    """Serve as the arguments say: the seed, and the share of faults."""
    shop = Shop(sys.argv[1], float(sys.argv[2]))
    asyncio.run(serve(shop))
    print(json.dumps(shop.report()))


if __name__ == "__main__":
    main()
